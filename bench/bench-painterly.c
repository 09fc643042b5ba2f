/* bench-painterly: seconds for one picture, wall and processor time, load and save apart; with --out FILE.png what was
 * painted; with --rounds 0 it only loads, paints and saves, to be timed from outside.
 * Usage: bench-painterly [--radius N] [--mute X] [--grain X] [--edges X] [--wobble X] [--threads N] [--rounds N]
 * [--out FILE] FILE */
#include "imaging-decode.h"
#include "imaging-kuwahara.h"
#include "imaging-painterly.h"
#include "imaging-png.h"

#include <stdio.h>
#include <time.h>

static double
seconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static gboolean
save (const LimImage *image, const guint8 *rgb, const char *path, GError **error)
{
  g_autoptr (GBytes) png = lim_png_encode_rgb (rgb, image->width, image->height, NULL, error);

  return png != NULL
         && g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), error);
}

typedef struct
{
  LimPainterlyOptions paint;
  int threads, rounds;
  const char *out;
} Options;

static gboolean
bench (const char *path, const Options *options, GError **error)
{
  g_autoptr (LimImage) image = lim_image_load_rgb (path, 0, error);

  if (image == NULL)
    return FALSE;
  g_autofree guint8 *to = g_malloc (3 * (gsize) image->width * image->height);

  for (int i = 0; i < options->rounds; i++)
    {
      double wall = seconds (CLOCK_MONOTONIC), cpu = seconds (CLOCK_PROCESS_CPUTIME_ID);

      if (!lim_kuwahara (image->pixels, image->width, image->height, options->paint.radius, (guint) options->threads,
                         NULL, to, NULL, error))
        return FALSE;
      double wall2 = seconds (CLOCK_MONOTONIC), cpu2 = seconds (CLOCK_PROCESS_CPUTIME_ID);

      if (!lim_painterly_paint (image->pixels, image->width, image->height, &options->paint, (guint) options->threads,
                                NULL, to, error))
        return FALSE;
      printf ("%u x %u radius %u: filter %.3f s wall %.3f s cpu; all %.3f s wall %.3f s cpu\n", image->width,
              image->height, options->paint.radius, wall2 - wall, cpu2 - cpu, seconds (CLOCK_MONOTONIC) - wall2,
              seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu2);
    }
  if (options->rounds == 0
      && !lim_painterly_paint (image->pixels, image->width, image->height, &options->paint, (guint) options->threads,
                               NULL, to, error))
    return FALSE;
  return options->out == NULL || save (image, to, options->out, error);
}

int
main (int argc, char **argv)
{
  Options options = { .paint = lim_painterly_defaults, .rounds = 5 };
  int radius = (int) options.paint.radius;
  const GOptionEntry entries[] = {
    { "radius", 0, 0, G_OPTION_ARG_INT, &radius, NULL, NULL },
    { "mute", 0, 0, G_OPTION_ARG_DOUBLE, &options.paint.mute, NULL, NULL },
    { "grain", 0, 0, G_OPTION_ARG_DOUBLE, &options.paint.grain, NULL, NULL },
    { "edges", 0, 0, G_OPTION_ARG_DOUBLE, &options.paint.edges, NULL, NULL },
    { "wobble", 0, 0, G_OPTION_ARG_DOUBLE, &options.paint.wobble, NULL, NULL },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options.threads, NULL, NULL },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &options.rounds, NULL, NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &options.out, NULL, NULL },
    { 0 },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  gboolean well = g_option_context_parse (context, &argc, &argv, &error);
  options.paint.radius = (guint) radius;
  if (well && argc == 2 && bench (argv[1], &options, &error))
    return 0;
  fprintf (stderr, "%s\n", error != NULL ? error->message : "which file?");
  return 1;
}
