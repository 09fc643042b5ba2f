/* canon-term.h: names and key terms, and where texts say them. Pure.
 *
 * A term is one or more words; it is said where its words follow each other, whatever stands between them. One that begins with a
 * capital is said only with that capital: “Rose” is not “rose”. Words are runs of letters and digits, so scripts that do
 * not part words are matched only where a term stands alone. */
#pragma once

#include <glib.h>

typedef struct _LimTerms LimTerms;

LimTerms *lim_terms_new (void);
void lim_terms_free (LimTerms *terms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimTerms, lim_terms_free)

/* The number of the term, the same for the same text; G_MAXUINT when it has no word of two or more letters. */
guint lim_terms_add (LimTerms *terms, const char *text);

const char *lim_terms_text (const LimTerms *terms, guint number);

/* The numbers of the terms that @text (may be NULL) says, each once, in order. (element-type guint), transfer full. */
GArray *lim_terms_find (const LimTerms *terms, const char *text);

/* The names in @text: words with a capital that do not begin a sentence, those that follow each other as one. (element-type
 * char*), transfer full. */
GPtrArray *lim_text_names (const char *text);

/* The words of @text (may be NULL) in small letters, one blank before, between and after them: so that phrases can be looked
 * for whatever stands between their words. Transfer full. */
char *lim_text_spread (const char *text);
