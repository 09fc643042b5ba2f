/* dress-twee-markup.h: our words → the markup of SugarCube and Harlowe, such that importing it gives the same back
 * (dress-twine-markup.h) and nothing an author wrote as text becomes markup. Pure. */
#pragma once

#include "dress-prose.h"

typedef struct
{
  const char *name;    /* “sugarcube” */
  const char *proper;  /* “SugarCube”, for StoryData */
  const char *version; /* of the format, for StoryData */
  const char *struck, *rule, *heading;

  /* Passages of the format's own: where codewords get their first value, with its tag or NULL; a link back to where the reader
   * was; and a whole passage that leads to the codex from everywhere. */
  const char *begin, *begin_tag, *back, *way_to_codex;

  /* What code makes of codewords: NULL-terminated @words, not empty. */
  void (*set) (GString *out, char **words, gboolean value); /* makes them all true, or all false */

  /* A choice: one line. @label may hold anything, @to is a safe name. */
  void (*choice) (GString *out, const char *label, const char *to, char **requires, char **grants);

  /* Opens and closes what is seen with all @words (not empty) only. */
  void (*open_if) (GString *out, char **words);
  const char *close_if;
} LimTweeFormat;

/* The rows, NULL-terminated. */
const LimTweeFormat *const *lim_twee_formats (void);

/* Appends @text so that it is seen as it is: signs that mean something are written as HTML entities. */
void lim_twee_append_text (GString *out, const char *text);

/* Appends blocks of prose. */
void lim_twee_append_prose (GString *out, const LimTweeFormat *format, const GPtrArray *blocks);

/* Whether both are the same to a reader: the same words and signs, blanks and breaks of any kind counting alike. */
gboolean lim_twee_same_words (const GPtrArray *blocks, const GPtrArray *others);

/* Whether @name can stand in every kind of link. */
gboolean lim_twee_is_plain_name (const char *name);

/* @word as the name of a variable: itself where it can be. Transfer full. */
char *lim_twee_variable (const char *word);
