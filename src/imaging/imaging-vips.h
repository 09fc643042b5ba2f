/* imaging-vips.h: libvips, loaded when the first picture needs it.
 *
 * libvips brings some eighty libraries along, which takes 20 ms of every start of the program and 20 more to set up, while
 * most commands only read records, and PNG files are decoded without it (docs/speed.md). So the program is not linked
 * with it; its functions are called as lim_vips.avg (…) after lim_vips_start(). */
#pragma once

#include <glib.h>
#include <vips/vips.h>

/* What is used of it, without the prefix vips_. */
#define LIM_VIPS_FUNCTIONS(F)                                                                                        \
  F (area_unref)                                                                                                     \
  F (array_double_new)                                                                                               \
  F (avg)                                                                                                            \
  F (block_untrusted_set)                                                                                            \
  F (cache_set_max)                                                                                                  \
  F (cast_uchar)                                                                                                     \
  F (colourspace)                                                                                                    \
  F (concurrency_set)                                                                                                \
  F (copy)                                                                                                           \
  F (error)                                                                                                          \
  F (error_buffer)                                                                                                   \
  F (error_buffer_copy)                                                                                              \
  F (error_clear)                                                                                                    \
  F (extract_band)                                                                                                   \
  F (flatten)                                                                                                        \
  F (image_get_typeof)                                                                                               \
  F (image_hasalpha)                                                                                                 \
  F (image_new_from_memory)                                                                                          \
  F (image_set_int)                                                                                                  \
  F (image_write_to_memory)                                                                                          \
  F (init)                                                                                                           \
  F (jpegload_buffer)                                                                                                \
  F (jpegsave_buffer)                                                                                                \
  F (pngload_buffer)                                                                                                 \
  F (thumbnail_buffer)                                                                                               \
  F (thumbnail_image)                                                                                                \
  F (webpload_buffer)                                                                                                \
  F (webpsave_buffer)

typedef struct
{
#define FIELD(name) __typeof__ (&vips_##name) name;
  LIM_VIPS_FUNCTIONS (FIELD)
#undef FIELD
} LimVips;

/* Written once, by the first lim_vips_start(). */
extern LimVips lim_vips;

/* Loads and starts libvips: one thread per operation (work is parallel over files), no operation cache, and only the
 * loaders that are safe on hostile bytes. To be called before anything of lim_vips, from any thread, as often as one
 * likes. LIM_ERROR_IO when it is not installed or cannot start. */
gboolean lim_vips_start (GError **error);

/* Forgets what libvips said about earlier files; nothing when it was not started. */
void lim_vips_forget_errors (void);
