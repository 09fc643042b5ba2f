/* bench-crop: the parts of cutting sheets into squares, and the floor under all of it: milliseconds of processor time on one
 * thread. Usage: bench-crop FILE… ; each picture is decoded, its cells of a grid of 4 x 2 fitted into 512 x 512, and those
 * encoded. */
#include "imaging-letterbox.h"
#include "imaging-png.h"

#include <stdio.h>
#include <time.h>

#define COLUMNS 4
#define ROWS 2
#define SIDE 512

typedef struct
{
  double decode, fit, encode;
  gsize n_bytes;
  guint n_sheets, n_squares;
} Sums;

static double
processor_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static void
cut (const LimImage *sheet, guint cell, Sums *sums)
{
  static const guint8 white[3] = { 255, 255, 255 };
  guint width = sheet->width / COLUMNS, height = sheet->height / ROWS;
  const LimImageRect rect = { .left = cell % COLUMNS * width + width / 8,
                              .top = cell / COLUMNS * height,
                              .width = width * 3 / 4,
                              .height = height };
  double start = processor_seconds ();
  g_autoptr (LimImage) square = lim_image_letterbox (sheet, &rect, SIDE, white, NULL);
  double fitted = processor_seconds ();
  g_autoptr (GBytes) png = lim_png_encode_rgb (square->pixels, SIDE, SIDE, NULL, NULL);

  sums->fit += fitted - start;
  sums->encode += processor_seconds () - fitted;
  sums->n_bytes += g_bytes_get_size (png);
  sums->n_squares++;
}

static gboolean
measure (const char *path, Sums *sums)
{
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return FALSE;

  g_autoptr (GBytes) bytes = g_bytes_new_static (data, length);
  double start = processor_seconds ();
  g_autoptr (LimImage) sheet = lim_image_load_rgb_bytes (bytes, path, 0, NULL);
  sums->decode += processor_seconds () - start;
  sums->n_sheets++;
  if (sheet == NULL || sheet->width < COLUMNS * 2 || sheet->height < ROWS * 2)
    return FALSE;
  for (guint cell = 0; cell < COLUMNS * ROWS; cell++)
    cut (sheet, cell, sums);
  return TRUE;
}

int
main (int argc, char **argv)
{
  Sums sums = { 0 };

  if (argc < 2)
    {
      fprintf (stderr, "usage: bench-crop FILE...\n");
      return 2;
    }
  for (int i = 1; i < argc; i++)
    if (!measure (argv[i], &sums))
      {
        fprintf (stderr, "%s: cannot be read, or is too small\n", argv[i]);
        return 1;
      }
  printf ("decode %.2f ms a sheet, fit %.3f ms a square, encode %.3f ms a square, %" G_GSIZE_FORMAT
          " bytes a square; floor %.3f s, all %.3f s\n",
          sums.decode * 1e3 / sums.n_sheets, sums.fit * 1e3 / sums.n_squares, sums.encode * 1e3 / sums.n_squares,
          sums.n_bytes / sums.n_squares, sums.decode + sums.encode, sums.decode + sums.fit + sums.encode);
  return 0;
}
