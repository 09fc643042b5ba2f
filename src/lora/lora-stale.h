/* lora-stale.h: files of a training folder that the plan does not ask for. */
#pragma once

#include "lora-made.h"

/* The names in the training folder that a trainer would read, or that limner made, though no used image of the plan has
 * them: images, captions, mirrored copies of what must not be mirrored. Sorted. (element-type char*), transfer full. */
GPtrArray *lim_lora_stale (const LimLoraSet *set, const LimLoraMade *made);

/* Removes those of @names that limner wrote itself and nobody changed. Returns how many. */
guint lim_lora_prune (const LimLoraSet *set, LimLoraMade *made, const GPtrArray *names);

/* Removes what a trainer cached of the image @stem (“ada_001”) in the training folder, or in the folder @path: its picture is
 * another one now, which the trainer would not notice. Returns how many files. */
guint lim_lora_remove_caches (const LimLoraSet *set, const char *stem);
guint lim_lora_remove_caches_in (const char *path, const char *stem);

/* Whether a trainer takes a file called @name for an image or a caption. Pure. */
gboolean lim_lora_concerns_trainer (const char *name);
