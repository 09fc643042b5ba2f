#include "imaging-png-decode.h"

#include "imaging-png-unfilter.h"
#include "imaging-png-walk.h"

#include <libdeflate.h>
#include <string.h>

/* All rows are held at once here; libvips reads larger pictures in strips. */
#define MAX_ROWS_BYTES ((gsize) 128 << 20)

/* No deflate stream unpacks to more, so that a small file cannot ask for much memory. */
#define MAX_DEFLATE_RATIO 1032u

/* A stream for the full window: one for a smaller window must not look back further, which libdeflate does not check. */
#define FULL_WINDOW 0x78

static gsize
row_bytes (const LimPngParts *parts)
{
  return (gsize) parts->width * parts->channels;
}

/* The rows with their filter types still on; NULL unless the stream holds exactly them. */
static guint8 *
inflate_rows (const LimPngParts *parts)
{
  gsize length = (row_bytes (parts) + 1) * parts->height;
  if (length > MAX_ROWS_BYTES || parts->packed_length < 6 || parts->packed[0] != FULL_WINDOW
      || length / MAX_DEFLATE_RATIO > parts->packed_length)
    return NULL;

  struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor ();
  g_autofree guint8 *rows = g_try_malloc (length + LIM_PNG_SLACK);
  gsize used = 0;
  gboolean good = FALSE;

  if (inflater != NULL && rows != NULL)
    good = libdeflate_zlib_decompress_ex (inflater, parts->packed, parts->packed_length, rows, length, &used, NULL)
               == LIBDEFLATE_SUCCESS
           && used == parts->packed_length;
  if (inflater != NULL)
    libdeflate_free_decompressor (inflater);
  if (!good || !lim_png_filters_are_known (rows, row_bytes (parts), parts->height))
    return NULL;
  memset (rows + length, 0, LIM_PNG_SLACK);
  return g_steal_pointer (&rows);
}

/* Pixels as stored to pixels with @bands samples each; FALSE when a row cannot be expanded. */
typedef gboolean (*Expand) (const LimPngParts *parts, const guint8 *from, guint8 *to);

static gboolean
expand_palette (const LimPngParts *parts, const guint8 *from, guint8 *to)
{
  for (guint x = 0; x < parts->width; x++, to += 3)
    if (from[x] >= parts->n_palette)
      return FALSE;
    else
      memcpy (to, parts->palette[from[x]], 3);
  return TRUE;
}

static gboolean
expand_palette_alpha (const LimPngParts *parts, const guint8 *from, guint8 *to)
{
  for (guint x = 0; x < parts->width; x++, to += 4)
    if (from[x] >= parts->n_palette)
      return FALSE;
    else
      memcpy (to, parts->palette[from[x]], 4);
  return TRUE;
}

static gboolean
expand_grey_key (const LimPngParts *parts, const guint8 *from, guint8 *to)
{
  for (guint x = 0; x < parts->width; x++, to += 2)
    {
      to[0] = from[x];
      to[1] = from[x] == parts->key[0] ? 0 : 255;
    }
  return TRUE;
}

static gboolean
expand_rgb_key (const LimPngParts *parts, const guint8 *from, guint8 *to)
{
  for (guint x = 0; x < parts->width; x++, from += 3, to += 4)
    {
      memcpy (to, from, 3);
      to[3] = memcmp (from, parts->key, 3) == 0 ? 0 : 255;
    }
  return TRUE;
}

static const struct
{
  guint bands;
  Expand expand; /* NULL: stored as it is meant */
} expansions[][2] = {
  /* without and with a tRNS chunk */
  [LIM_PNG_GREY] = { { 1, NULL }, { 2, expand_grey_key } },
  [LIM_PNG_RGB] = { { 3, NULL }, { 4, expand_rgb_key } },
  [LIM_PNG_PALETTE] = { { 3, expand_palette }, { 4, expand_palette_alpha } },
  [LIM_PNG_GREY_ALPHA] = { { 2, NULL }, { 2, NULL } },
  [LIM_PNG_RGBA] = { { 4, NULL }, { 4, NULL } },
};

static guint8 *
expand_rows (const LimPngParts *parts, const guint8 *rows, guint bands, Expand expand)
{
  gsize from = row_bytes (parts), to = (gsize) parts->width * bands;
  g_autofree guint8 *samples = to * parts->height <= MAX_ROWS_BYTES ? g_try_malloc (to * parts->height) : NULL;

  if (samples == NULL)
    return NULL;
  for (guint y = 0; y < parts->height; y++)
    if (!expand (parts, rows + y * from, samples + y * to))
      return NULL;
  return g_steal_pointer (&samples);
}

LimPngPixels *
lim_png_decode (const guint8 *data, gsize length)
{
  g_auto (LimPngParts) parts = { 0 };
  g_autofree guint8 *rows = lim_png_walk (data, length, &parts) ? inflate_rows (&parts) : NULL;
  if (rows == NULL)
    return NULL;
  lim_png_unfilter (rows, row_bytes (&parts), parts.height, parts.channels);

  guint bands = expansions[parts.colour][parts.has_key].bands;
  Expand expand = expansions[parts.colour][parts.has_key].expand;
  g_autofree guint8 *samples = NULL;
  if (expand != NULL)
    samples = expand_rows (&parts, rows, bands, expand);
  else
    samples = g_steal_pointer (&rows);
  if (samples == NULL)
    return NULL;

  LimPngPixels *pixels = g_new (LimPngPixels, 1);
  *pixels = (LimPngPixels){
    .width = parts.width, .height = parts.height, .bands = bands, .samples = g_steal_pointer (&samples)
  };
  return pixels;
}

gboolean
lim_png_is_sound (const guint8 *data, gsize length)
{
  g_auto (LimPngParts) parts = { 0 };
  g_autofree guint8 *rows = lim_png_walk (data, length, &parts) ? inflate_rows (&parts) : NULL;

  return rows != NULL;
}

gboolean
lim_png_pixels_are_opaque (const LimPngPixels *pixels)
{
  gsize bands = pixels->bands, row = pixels->width * bands;

  if (bands % 2 == 1)
    return TRUE;
  for (guint y = 0; y < pixels->height; y++)
    {
      const guint8 *samples = pixels->samples + y * row;
      guint8 all = 255;

      for (gsize i = bands - 1; i < row; i += bands)
        all &= samples[i];
      if (all != 255)
        return FALSE;
    }
  return TRUE;
}

void
lim_png_pixels_row_rgb (const LimPngPixels *pixels, guint y, guint8 *rgb)
{
  gsize bands = pixels->bands;
  const guint8 *from = pixels->samples + y * bands * pixels->width;

  if (bands == 3)
    memcpy (rgb, from, bands * pixels->width);
  else
    for (guint x = 0; x < pixels->width; x++, from += bands, rgb += 3)
      {
        rgb[0] = from[0];
        rgb[1] = from[bands == 4 ? 1 : 0];
        rgb[2] = from[bands == 4 ? 2 : 0];
      }
}

guint8 *
lim_png_pixels_take_rgb (LimPngPixels *pixels)
{
  gsize row = 3 * (gsize) pixels->width;
  guint8 *rgb = pixels->bands >= 3 ? pixels->samples : g_malloc (row * pixels->height);

  /* From the top, so that a narrower row never reaches samples that are still wanted. */
  for (guint y = 0; pixels->bands != 3 && y < pixels->height; y++)
    lim_png_pixels_row_rgb (pixels, y, rgb + y * row);
  if (rgb != pixels->samples)
    g_free (pixels->samples);
  pixels->samples = NULL;
  return rgb;
}

void
lim_png_pixels_free (LimPngPixels *pixels)
{
  if (pixels == NULL)
    return;
  g_free (pixels->samples);
  g_free (pixels);
}
