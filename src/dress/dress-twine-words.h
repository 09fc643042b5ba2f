/* dress-twine-words.h: the small languages inside Twine's brackets: what a link says, what an assignment earns, what a condition
 * asks for. Pure; twine's story formats differ in signs only. */
#pragma once

#include <glib.h>

typedef struct
{
  char *label, *target; /* NULL label: as the target */
  char *setter;         /* code after “][”; NULL for none */
} LimTwineLink;

/* What stands between “[[” and “]]”: `a`, `a->b` (split at the last arrow), `b<-a` (at the first), `a|b` (at the last), any of
 * them followed by `][code`. FALSE for a way out of the story (https://…), for a target that is worked out while reading ($x)
 * and for none. */
gboolean lim_twine_link_parse (const char *text, gsize length, LimTwineLink *link);
void lim_twine_link_clear (LimTwineLink *link);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimTwineLink, lim_twine_link_clear)

/* Adds to *@names what is made true: `$a to true, $b = true`, `s.a = true;`, `true into $a`. FALSE when something else is
 * assigned anywhere in it; what is read is added all the same. */
gboolean lim_twine_read_assignment (const char *text, gsize length, char ***names);

/* Adds to *@names what has to be true: `$a`, `$a is true and s.b`, `a && b === true`. FALSE when it asks for anything else;
 * then nothing is added. */
gboolean lim_twine_read_condition (const char *text, gsize length, char ***names);

/* The next text in quotes of @text from *@at on, within @length; NULL when there is none. Transfer full. */
char *lim_twine_next_quoted (const char *text, gsize length, gsize *at);
