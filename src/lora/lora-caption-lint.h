/* lora-caption-lint.h: what may be wrong with captions, without changing any. */
#pragma once

#include "lora-made.h"

/* Adds to @findings what is wrong with the captions of the set: those on disk, or what the plan would write where there is
 * none. A caption that is empty, has several lines, is not UTF-8, has CRLF or a byte order mark; a trigger word that is
 * missing or not first; tags out of order or twice; words for a feature, which the trigger should learn; the same caption as
 * another image; more words than trainers take; captions beside regularization images, and regularization prompts with the
 * trigger or a feature in them. */
gboolean lim_lora_caption_lint (const LimLoraSet *set, GPtrArray *findings, GError **error);

/* Whether @word stands in @text as words of its own, in any case of letters; “_” and “-” count as blanks. */
gboolean lim_lora_mentions (const char *text, const char *word);
