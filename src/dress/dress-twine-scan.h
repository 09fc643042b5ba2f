/* dress-twine-scan.h: reading a passage of Twine from its begin to its end. For the files of that only. */
#pragma once

#include "dress-twine-markup.h"

typedef struct
{
  LimStory *story;
  LimStoryPassage *passage;
  LimTwineFormat format;
  LimTwineUnread *unread;
  char **requires;      /* of the conditions around */
  char **chapbook;      /* of the [if …] above; NULL: none */
  char ***earned;       /* where assignments go: the passage's or those of the link around */
  char **goes;          /* where (goto:) of the link around puts its target; NULL: it is a choice of its own */
  const char *no_close; /* up to here no “]]” follows in this line */
  gsize work;           /* left for looking for ends: texts made to cost time are read less well */
  guint depth;
} LimScan;

/* Reads @text: choices and codewords to the passage, what is left to @out. Returns @length. */
gsize lim_scan_text (LimScan *scan, const char *text, gsize length, GString *out);

/* The same under a condition; NULL: one that cannot be read. */
void lim_scan_conditional (LimScan *scan, const char *condition, gsize condition_length, const char *text,
                           gsize length, GString *out);

/* A link with a body of code: what that earns, and where it goes if @target is NULL. FALSE when it goes nowhere. */
gboolean lim_scan_link_body (LimScan *scan, const char *label, const char *target, const char *body, gsize length);

/* A choice with what the conditions around ask for; @label and @grants may be NULL. */
void lim_scan_add_choice (LimScan *scan, const char *target, const char *label, char **grants);
void lim_scan_assign (LimScan *scan, const char *text, gsize length, char ***to);
void lim_scan_go_to (LimScan *scan, const char *target);

/* The end of the brackets that open at @text; strings are passed over where @quotes. NULL when there is none, or looking for
 * it took too long; likewise of a text. */
const char *lim_scan_find_closing (LimScan *scan, const char *text, const char *end, char open, char close,
                                   gboolean quotes);
const char *lim_scan_find_text (LimScan *scan, const char *from, const char *end, const char *what);

/* A link alone in its line is a choice only; one inside a sentence leaves its words there. @after: behind the link. */
void lim_scan_leave_label (GString *out, const char *label, const char *after, const char *end);
gboolean lim_scan_is_blank (const GString *text);

/* What stands at @text in the way of a story format: how many bytes it takes, 0 when it is nothing that is read. */
gsize lim_scan_harlowe (LimScan *scan, const char *text, const char *end, GString *out);
gsize lim_scan_sugarcube (LimScan *scan, const char *text, const char *end, GString *out);
