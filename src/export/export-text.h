/* export-text.h: the questions and answers that rows are made of, and what makes project texts safe inside them
 * (docs/formats.md, sections 1 and 2). Pure. */
#pragma once

#include <glib.h>

#include "record.h"

/* @text with every word that a trainer takes for a placeholder or a control token rewritten: “<image>” → “(image)”,
 * “<|” → “(|”, in any letter case. What is not UTF-8 becomes U+FFFD. *@n_rewritten grows by the number of changes.
 * NULL gives "". Transfer full. */
char *lim_export_neutralise (const char *text, guint64 *n_rewritten);

/* Appends @text as a JSON string; beside what JSON asks for U+007F, U+0085, U+2028 and U+2029 are escaped, which some
 * readers take for the end of a line. */
void lim_export_append_quoted (GString *out, const char *text);

/* What is asked about one image, and about two; @title is neutralised already. Transfer full. */
char *lim_export_classification_question (const char *title);
char *lim_export_preference_question (const char *title, gboolean with_reason);

/* Question and answer about @record, which must be judged. @title is neutralised already. Transfer full. */
char *lim_export_critique_question (const char *title, const LimRecord *record, guint64 *n_rewritten);
char *lim_export_critique_answer (const LimRecord *record, guint64 *n_rewritten);

/* {"winner":…,"reason":…}; @reason is neutralised already. Transfer full. */
char *lim_export_preference_answer (const char *winner, const char *reason);
