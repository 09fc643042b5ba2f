/* studio-near.h: how alike pictures are, from what their thumbnails show: shapes (imaging-fingerprint.h) and leading colours. A
 * measurement to choose what is shown beside a picture; nothing is decided by it. May be used from several threads. */
#pragma once

#include "studio-thumbs.h"

typedef struct LimNear LimNear;

/* @thumbs must outlive it. Transfer full. */
LimNear *lim_near_new (LimThumbs *thumbs);
void lim_near_free (LimNear *near);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimNear, lim_near_free)

/* How far the pictures at the absolute paths @a and @b are from each other: 0 the same, about 1 unlike. FALSE where one cannot
 * be read. The first look at a picture makes its thumbnail. */
gboolean lim_near_distance (LimNear *near, const char *a, const char *b, double *distance);

/* Whether a look at @path costs next to nothing, since it was looked at before. */
gboolean lim_near_knows (LimNear *near, const char *path);
