/* bench-png: milliseconds of processor time per PNG file, by libvips alone and by the fast way, one after the other in
 * every round. Usage: bench-png FILE… */
#include "base-hash.h"
#include "imaging-decode-private.h"
#include "imaging-fingerprint.h"
#include "imaging-png-decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 7

typedef struct
{
  const char *path;
  GBytes *bytes;
} Input;

static double
processor_seconds (void)
{
  struct timespec now;

  /* Of the process: libvips has workers. */
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static gboolean
decode_plain (const Input *input)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (input->bytes, &length);
  g_autoptr (LimPngPixels) pixels = lim_png_decode (data, length);

  return pixels != NULL;
}

static gboolean
load_slow (const Input *input)
{
  g_autoptr (LimImage) image = lim_image_load_rgb_by_vips (input->bytes, input->path, 0, NULL);

  return image != NULL;
}

static gboolean
load_fast (const Input *input)
{
  g_autoptr (LimImage) image = lim_image_load_rgb_bytes (input->bytes, input->path, 0, NULL);

  return image != NULL;
}

static gboolean
small_slow (const Input *input)
{
  g_autoptr (LimImage) image = lim_image_load_rgb_by_vips (input->bytes, input->path, 256, NULL);

  return image != NULL;
}

static gboolean
small_fast (const Input *input)
{
  g_autoptr (LimImage) image = lim_image_load_rgb_bytes (input->bytes, input->path, 256, NULL);

  return image != NULL;
}

static gboolean
verify_slow (const Input *input)
{
  return lim_image_verify_by_vips (input->bytes, input->path, NULL);
}

static gboolean
verify_fast (const Input *input)
{
  return lim_image_verify_bytes (input->bytes, input->path, NULL, NULL);
}

static gboolean
thumbnail_slow (const Input *input)
{
  g_autoptr (GBytes) jpeg = lim_image_thumbnail_by_vips (input->bytes, input->path, 256, LIM_THUMB_JPEG, 80, NULL);

  return jpeg != NULL;
}

static gboolean
thumbnail_fast (const Input *input)
{
  g_autoptr (GBytes) jpeg = lim_image_thumbnail (input->path, 256, LIM_THUMB_JPEG, 80, NULL);

  return jpeg != NULL;
}

static gboolean
marks_fast (const Input *input)
{
  LimImageMarks marks;

  return lim_image_marks (input->path, &marks, NULL);
}

/* A figure for other pixels would be none. */
static gboolean
same_pixels (const Input *input)
{
  g_autoptr (LimImage) fast = lim_image_load_rgb_bytes (input->bytes, input->path, 0, NULL);
  g_autoptr (LimImage) slow = lim_image_load_rgb_by_vips (input->bytes, input->path, 0, NULL);

  return fast != NULL && slow != NULL && fast->width == slow->width && fast->height == slow->height
         && memcmp (fast->pixels, slow->pixels, 3 * (gsize) fast->width * fast->height) == 0;
}

/* The SHA-256 and fingerprint as before: of pixels that libvips read. */
static gboolean
marks_slow (const Input *input)
{
  g_autoptr (LimImage) image = lim_image_load_rgb_by_vips (input->bytes, input->path, 0, NULL);
  g_autoptr (LimHasher) hasher = lim_hasher_new ();

  if (image == NULL)
    return FALSE;
  lim_hasher_add_bytes (hasher, image->pixels, 3 * (gsize) image->width * image->height);
  g_autofree char *hex = lim_hasher_finish_hex (hasher);
  lim_fingerprint_rgb (image->pixels, image->width, image->height);
  return hex != NULL;
}

static const struct
{
  const char *name;
  gboolean (*work) (const Input *input);
} rows[] = {
  { "decode, by the fast decoder alone", decode_plain },
  { "load as RGB, libvips", load_slow },
  { "load as RGB", load_fast },
  { "load at 256, libvips", small_slow },
  { "load at 256", small_fast },
  { "verify, libvips", verify_slow },
  { "verify", verify_fast },
  { "thumbnail 256 JPEG, libvips", thumbnail_slow },
  { "thumbnail 256 JPEG, with reading", thumbnail_fast },
  { "marks, libvips", marks_slow },
  { "marks, with reading", marks_fast },
  { "the same pixels both ways", same_pixels },
};

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Milliseconds per file, and how many files the work went well for. */
static double
one_round (gsize row, const GArray *inputs, guint *n_good)
{
  double start = processor_seconds ();

  *n_good = 0;
  for (guint i = 0; i < inputs->len; i++)
    *n_good += rows[row].work (&g_array_index (inputs, Input, i));
  return (processor_seconds () - start) * 1e3 / inputs->len;
}

static GArray *
read_inputs (char **paths)
{
  GArray *inputs = g_array_new (FALSE, FALSE, sizeof (Input));

  for (; *paths != NULL; paths++)
    {
      char *data;
      gsize length;

      if (!g_file_get_contents (*paths, &data, &length, NULL))
        {
          fprintf (stderr, "%s: cannot be read\n", *paths);
          exit (1);
        }
      Input input = { *paths, g_bytes_new_take (data, length) };
      g_array_append_val (inputs, input);
    }
  return inputs;
}

int
main (int argc, char **argv)
{
  if (argc < 2)
    {
      fprintf (stderr, "usage: bench-png FILE...\n");
      return 2;
    }

  g_autoptr (GArray) inputs = read_inputs (argv + 1);
  double rounds[G_N_ELEMENTS (rows)][ROUNDS + 1];
  guint n_good[G_N_ELEMENTS (rows)];

  for (guint round = 0; round <= ROUNDS; round++)
    for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
      rounds[row][round] = one_round (row, inputs, &n_good[row]);
  for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
    {
      double *counted = rounds[row] + 1; /* the first round only warms up */

      qsort (counted, ROUNDS, sizeof *counted, compare_doubles);
      printf ("%-36s %7.2f ms (%.2f to %.2f), %u of %u files\n", rows[row].name, counted[ROUNDS / 2], counted[0],
              counted[ROUNDS - 1], n_good[row], inputs->len);
    }
  for (guint i = 0; i < inputs->len; i++)
    g_bytes_unref (g_array_index (inputs, Input, i).bytes);
  return 0;
}
