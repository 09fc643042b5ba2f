/* lora-image.h: putting an image into the training folder without losing somebody's work. */
#pragma once

#include "imaging-decode.h"
#include "lora-made.h"

/* Whether the image of @id, or its mirrored copy, was made from @from and is still what limner wrote. */
gboolean lim_lora_image_is_current (const LimLoraSet *set, const LimLoraMade *made, const char *id, gboolean flip,
                                    const char *from);

/* Writes @image as the PNG of @id, or of its mirrored copy, and notes in @made that it was made from the hash @from. The file
 * appears whole or not at all. One whose bytes are neither those limner wrote nor these is LIM_ERROR_CONFLICT, unless @force.
 * What a trainer cached of a picture that is replaced is removed; *@n_caches is raised by how many files. @lock (may be NULL)
 * is held while @made and @n_caches are touched. The folder must exist. */
gboolean lim_lora_image_write (const LimLoraSet *set, LimLoraMade *made, GMutex *lock, const char *id, gboolean flip,
                               const LimImage *image, const char *from, gboolean force, guint *n_caches,
                               GError **error);
