/* lora-image.h: putting an image into the training folder without losing somebody's work. */
#pragma once

#include "imaging-decode.h"
#include "lora-made.h"

/* Whether the image of @id, or its mirrored copy, was made from @from and is still what limner wrote. */
gboolean lim_lora_image_is_current (const LimLoraSet *set, const LimLoraMade *made, const char *id, gboolean flip,
                                    const char *from);

/* Images that wait for the disk together. The set, @made and @lock must outlive it; @lock (may be NULL) is held while @made is
 * touched. One thread at a time. */
typedef struct _LimLoraImages LimLoraImages;

LimLoraImages *lim_lora_images_new (const LimLoraSet *set, LimLoraMade *made, GMutex *lock, gboolean force);

/* Writes @image as the PNG of @id, or of its mirrored copy, made from the hash @from; it takes its name when the images are
 * committed. One whose bytes are neither those limner wrote nor these is LIM_ERROR_CONFLICT, unless `force`. The folder must
 * exist. At most LIM_FILE_GROUP_MAX since the last commit. */
gboolean lim_lora_images_add (LimLoraImages *images, const char *id, gboolean flip, const LimImage *image,
                              const char *from, GError **error);

/* Saves in @made what will be written, puts the files in place, whole, and notes what they were made from. What a trainer cached of a picture that is
 * replaced is removed; *@n_caches is raised by how many files, under the lock. FALSE: nothing was noted. */
gboolean lim_lora_images_commit (LimLoraImages *images, guint *n_caches, GError **error);

void lim_lora_images_free (LimLoraImages *images);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraImages, lim_lora_images_free)
