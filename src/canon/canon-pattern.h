/* canon-pattern.h: an ordered list of regular expressions and the question which of them comes first in a text.
 *
 * Patterns come from project files and are asked of every record. Plain words, beginnings (“^ship_”), ends and
 * alternatives of them are found together in one pass over the text; a pattern that needs the regex engine runs only
 * where its longest plain piece occurs, and with limits, so that no pattern can be made to run long: one that exceeds
 * them counts as not found. Syntax is PCRE, which holds all of ECMAScript's that occurs in such files. */
#pragma once

#include <glib.h>

#define LIM_PATTERN_MAX_LENGTH 1000

typedef struct _LimPatternSet LimPatternSet;

LimPatternSet *lim_pattern_set_new (void);
void lim_pattern_set_free (LimPatternSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimPatternSet, lim_pattern_set_free)

/* Adds a pattern; @value is what its hit means to the caller. LIM_ERROR_BAD_INPUT with the engine's message when it does
 * not compile or is too long. */
gboolean lim_pattern_set_add (LimPatternSet *set, const char *pattern, gpointer value, GError **error);

/* To be called once after the last addition, before the first search. */
void lim_pattern_set_finish (LimPatternSet *set);

/* Finds the earliest-added pattern that occurs in @text (UTF-8, @length bytes). Thread-safe. */
gboolean lim_pattern_set_search (const LimPatternSet *set, const char *text, gsize length, gpointer *value);

/* The same as searching in the lower-cased text. Only where a pattern names characters beyond ASCII is it lower-cased in
 * full; else the letters of ASCII are, on the way. */
gboolean lim_pattern_set_search_lowered (const LimPatternSet *set, const char *text, gsize length, gpointer *value);
