/* studio-thumbs.h: small copies of pictures, made once and kept in .limner/thumbs/ under the hash of what they were made
 * from, so that a picture that changes gets a new one. A cache: it may be deleted at any time. */
#pragma once

#include "store-project.h"

#define LIM_THUMBS_FOLDER ".limner/thumbs"

/* Together they take no more room than this; the oldest go first. */
#define LIM_THUMBS_MAX_BYTES (512u << 20)

/* The longest side in pixels: asked for, and the least and most there is. Others are rounded up to one of a few. */
#define LIM_THUMB_MIN_SIDE 64
#define LIM_THUMB_MAX_SIDE 2048

typedef struct LimThumbs LimThumbs;

/* @project must outlive it. May be used from several threads. Transfer full. */
LimThumbs *lim_thumbs_new (const LimProject *project);
void lim_thumbs_free (LimThumbs *thumbs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimThumbs, lim_thumbs_free)

/* SHA-256 of the file at @path (absolute), hex, remembered as long as time, size and inode of the file stay. Transfer
 * full. */
char *lim_thumbs_hash (LimThumbs *thumbs, const char *path, GError **error);

/* A WebP of the picture at @path that fits a square of about @side pixels. *@hash (transfer full) is that of the answer.
 * Errors as lim_image_thumbnail(). Transfer full. */
GBytes *lim_thumbs_get (LimThumbs *thumbs, const char *path, guint side, char **hash, GError **error);
