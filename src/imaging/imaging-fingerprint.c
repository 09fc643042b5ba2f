#include "imaging-fingerprint.h"

#include "base-hash.h"

#include <string.h>

enum
{
  CELLS = 32, /* the picture is averaged down to CELLS x CELLS */
  WAVES = 8,  /* frequencies kept per direction */
  DECODE_SIDE = 256
};

/* round (4096 * cos (pi * i / 64)) for i = 0..31: a quarter turn, from which all cosines of the transform follow. */
static const gint16 quarter[CELLS + 1] = {
  4096, 4091, 4076, 4052, 4017, 3973, 3920, 3857, 3784, 3703, 3612, 3513, 3406, 3290, 3166, 3035, 2896,
  2751, 2598, 2440, 2276, 2106, 1931, 1751, 1567, 1380, 1189, 995,  799,  601,  401,  201,  0,
};

static int
cosine (guint step)
{
  step %= 128;
  if (step > 64)
    step = 128 - step;
  return step <= 32 ? quarter[step] : -quarter[64 - step];
}

/* The mean brightness of each cell, times 16. Cells of a picture smaller than the grid share pixels. */
static void
average_cells (const guint8 *rgb, guint width, guint height, gint32 *cells)
{
  for (guint row = 0; row < CELLS; row++)
    for (guint column = 0; column < CELLS; column++)
      {
        guint y0 = (guint) ((guint64) row * height / CELLS), x0 = (guint) ((guint64) column * width / CELLS);
        guint y1 = MAX (y0 + 1, (guint) ((guint64) (row + 1) * height / CELLS));
        guint x1 = MAX (x0 + 1, (guint) ((guint64) (column + 1) * width / CELLS));
        guint64 sum = 0;

        for (guint y = y0; y < y1; y++)
          for (const guint8 *p = rgb + 3 * ((gsize) y * width + x0), *end = p + 3 * (gsize) (x1 - x0); p < end;
               p += 3)
            sum += 77u * p[0] + 150u * p[1] + 29u * p[2];
        cells[row * CELLS + column] = (gint32) (sum / ((guint64) (y1 - y0) * (x1 - x0)) >> 4);
      }
}

static void
transform (const gint32 *cells, gint64 *waves)
{
  gint64 rows[CELLS][WAVES];

  for (guint y = 0; y < CELLS; y++)
    for (guint u = 0; u < WAVES; u++)
      {
        rows[y][u] = 0;
        for (guint x = 0; x < CELLS; x++)
          rows[y][u] += (gint64) cells[y * CELLS + x] * cosine ((2 * x + 1) * (u + 1));
      }
  for (guint v = 0; v < WAVES; v++)
    for (guint u = 0; u < WAVES; u++)
      {
        gint64 sum = 0;
        for (guint y = 0; y < CELLS; y++)
          sum += rows[y][u] * cosine ((2 * y + 1) * v);
        waves[v * WAVES + u] = sum;
      }
}

static int
compare_waves (const void *a, const void *b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

guint64
lim_fingerprint_rgb (const guint8 *rgb, guint width, guint height)
{
  gint32 cells[CELLS * CELLS];
  gint64 waves[WAVES * WAVES], sorted[WAVES * WAVES];
  guint64 fingerprint = 0;

  if (width == 0 || height == 0)
    return 0;
  average_cells (rgb, width, height, cells);
  transform (cells, waves);
  memcpy (sorted, waves, sizeof sorted);
  qsort (sorted, WAVES * WAVES, sizeof *sorted, compare_waves);

  gint64 median = sorted[WAVES * WAVES / 2];
  for (guint i = 0; i < WAVES * WAVES; i++)
    fingerprint |= (guint64) (waves[i] > median) << i;
  return fingerprint;
}

gboolean
lim_image_fingerprint (const char *path, guint64 *fingerprint, GError **error)
{
  g_autoptr (LimImage) image = lim_image_load_rgb (path, DECODE_SIDE, error);

  if (image == NULL)
    return FALSE;
  *fingerprint = lim_fingerprint_rgb (image->pixels, image->width, image->height);
  return TRUE;
}

static void
mark (const LimImage *image, LimImageMarks *marks)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  guint32 size[2] = { GUINT32_TO_LE (image->width), GUINT32_TO_LE (image->height) };
  lim_hasher_add_bytes (hasher, size, sizeof size);
  lim_hasher_add_bytes (hasher, image->pixels, (gsize) image->width * image->height * 3);

  g_autofree char *hex = lim_hasher_finish_hex (hasher);
  *marks = (LimImageMarks){ .fingerprint = lim_fingerprint_rgb (image->pixels, image->width, image->height),
                            .width = image->width,
                            .height = image->height };
  g_strlcpy (marks->pixels_sha256, hex, sizeof marks->pixels_sha256);
}

gboolean
lim_image_marks (const char *path, LimImageMarks *marks, GError **error)
{
  g_autoptr (LimImage) image = lim_image_load_rgb (path, 0, error);

  if (image != NULL)
    mark (image, marks);
  return image != NULL;
}

gboolean
lim_image_marks_bytes (GBytes *bytes, const char *name, LimImageMarks *marks, GError **error)
{
  g_autoptr (LimImage) image = lim_image_load_rgb_bytes (bytes, name, 0, error);

  if (image != NULL)
    mark (image, marks);
  return image != NULL;
}

guint
lim_fingerprint_distance (guint64 a, guint64 b)
{
  return (guint) __builtin_popcountll (a ^ b);
}
