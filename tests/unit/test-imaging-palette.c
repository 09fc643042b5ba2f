#include "imaging-palette.h"

#include <string.h>

enum
{
  SIDE = 128
};

static void
fill (guint8 *pixels, guint from, guint to, guint8 r, guint8 g, guint8 b)
{
  for (guint i = from * SIDE; i < to * SIDE; i++)
    {
      pixels[3 * i] = r;
      pixels[3 * i + 1] = g;
      pixels[3 * i + 2] = b;
    }
}

static void
test_flat_colours_are_found_by_share (void)
{
  guint8 pixels[SIDE * SIDE * 3];
  LimPaletteColour colours[8];

  fill (pixels, 0, 16, 250, 10, 10);
  fill (pixels, 16, 48, 10, 250, 10);
  fill (pixels, 48, 128, 10, 10, 250);
  g_assert_cmpuint (lim_palette_take (pixels, SIDE, SIDE, NULL, 3, colours), ==, 3);
  g_assert_cmpuint (colours[0].b, ==, 250);
  g_assert_cmpuint (colours[1].g, ==, 250);
  g_assert_cmpuint (colours[2].r, ==, 250);
  g_assert_cmpfloat_with_epsilon (colours[0].share, 80 / 128.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (colours[1].share, 32 / 128.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (colours[2].share, 16 / 128.0, 1e-9);
}

static void
test_one_colour_is_one_colour (void)
{
  guint8 pixels[SIDE * SIDE * 3];
  LimPaletteColour colours[8];

  memset (pixels, 77, sizeof pixels);
  g_assert_cmpuint (lim_palette_take (pixels, SIDE, SIDE, NULL, 8, colours), ==, 1);
  g_assert_cmpuint (colours[0].r, ==, 77);
  g_assert_cmpfloat (colours[0].share, ==, 1);
  g_assert_cmpuint (lim_palette_take (pixels, 1, 1, NULL, 8, colours), ==, 1);
  g_assert_cmpuint (lim_palette_take (pixels, SIDE, 1, NULL, 1, colours), ==, 1);
}

static double
only_the_top (double x G_GNUC_UNUSED, double y)
{
  return y < 0.125 ? 1 : 0;
}

static double
nowhere (double x G_GNUC_UNUSED, double y G_GNUC_UNUSED)
{
  return 0;
}

static void
test_weights_say_what_counts (void)
{
  guint8 pixels[SIDE * SIDE * 3];
  LimPaletteColour colours[4];

  fill (pixels, 0, 16, 250, 10, 10);
  fill (pixels, 16, 128, 10, 10, 250);
  g_assert_cmpuint (lim_palette_take (pixels, SIDE, SIDE, only_the_top, 4, colours), ==, 1);
  g_assert_cmpuint (colours[0].r, ==, 250);
  g_assert_cmpuint (lim_palette_take (pixels, SIDE, SIDE, nowhere, 4, colours), ==, 0);
}

/* Mirrored, a picture has the same colours. */
static void
test_a_mirrored_picture_has_the_same_palette (void)
{
  guint8 pixels[64 * 64 * 3], mirrored[64 * 64 * 3];
  LimPaletteColour a[6], b[6];

  for (guint y = 0; y < 64; y++)
    for (guint x = 0; x < 64; x++)
      for (guint i = 0; i < 3; i++)
        {
          pixels[(y * 64 + x) * 3 + i] = (guint8) (x * (3 - i) + y * i);
          mirrored[(y * 64 + 63 - x) * 3 + i] = (guint8) (x * (3 - i) + y * i);
        }
  g_assert_cmpuint (lim_palette_take (pixels, 64, 64, NULL, 6, a), ==, 6);
  g_assert_cmpuint (lim_palette_take (mirrored, 64, 64, NULL, 6, b), ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      g_assert_cmpuint (a[i].r, ==, b[i].r);
      g_assert_cmpuint (a[i].g, ==, b[i].g);
      g_assert_cmpuint (a[i].b, ==, b[i].b);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imaging/palette/flat-colours-are-found-by-share", test_flat_colours_are_found_by_share);
  g_test_add_func ("/imaging/palette/one-colour-is-one-colour", test_one_colour_is_one_colour);
  g_test_add_func ("/imaging/palette/weights-say-what-counts", test_weights_say_what_counts);
  g_test_add_func ("/imaging/palette/a-mirrored-picture-has-the-same-palette",
                   test_a_mirrored_picture_has_the_same_palette);
  return g_test_run ();
}
