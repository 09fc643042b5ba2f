#include "imaging-letterbox.h"

#include "base-error.h"

#include <string.h>

static LimImage *
new_image (guint width, guint height, guint8 grey)
{
  LimImage *image = g_new (LimImage, 1);

  *image = (LimImage){ .width = width, .height = height, .pixels = g_malloc (3 * (gsize) width * height) };
  memset (image->pixels, grey, 3 * (gsize) width * height);
  return image;
}

static const guint8 *
pixel (const LimImage *image, guint x, guint y)
{
  return image->pixels + 3 * ((gsize) y * image->width + x);
}

static const guint8 green[3] = { 0, 200, 10 };

/* -- Where it lies -- */

static const struct
{
  const char *holds;
  guint width, height, side;
  LimImageRect place;
} places[] = {
  { "a square fills the square", 7, 7, 512, { 0, 0, 512, 512 } },
  { "a tall one has bars left and right", 640, 1120, 512, { 109, 0, 293, 512 } },
  { "a wide one has bars above and below", 380, 280, 512, { 0, 67, 512, 377 } },
  { "an odd pixel is on the right", 2, 4, 6, { 1, 0, 3, 6 } },
  { "a thread is still one pixel wide", 1, 60000, 512, { 255, 0, 1, 512 } },
  { "a small one is enlarged", 1, 2, 64, { 16, 0, 32, 64 } },
};

static void
test_it_lies_in_the_middle_and_whole (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      LimImageRect place = lim_letterbox_place (places[i].width, places[i].height, places[i].side);

      g_test_message ("%s", places[i].holds);
      g_assert_cmpmem (&place, sizeof place, &places[i].place, sizeof place);
    }
}

static void
test_bars_are_exactly_the_background (void)
{
  g_autoptr (LimImage) sheet = new_image (640, 1120, 77);
  const LimImageRect all = { 0, 0, 640, 1120 };
  g_autoptr (LimImage) square = lim_image_letterbox (sheet, &all, 512, green, NULL);

  for (guint y = 0; y < 512; y++)
    for (guint x = 0; x < 512; x++)
      {
        static const guint8 grey[3] = { 77, 77, 77 };

        g_assert_cmpmem (pixel (square, x, y), 3, x >= 109 && x < 109 + 293 ? grey : green, 3);
      }
}

/* -- What it shows -- */

static void
test_a_part_of_the_right_size_is_copied (void)
{
  g_autoptr (LimImage) sheet = new_image (40, 30, 0);
  const LimImageRect part = { 5, 3, 16, 10 };

  for (guint i = 0; i < 40 * 30 * 3; i++)
    sheet->pixels[i] = (guint8) (i * 7);
  g_autoptr (LimImage) square = lim_image_letterbox (sheet, &part, 16, green, NULL);
  for (guint y = 0; y < 10; y++)
    g_assert_cmpmem (pixel (square, 0, 3 + y), 48, pixel (sheet, 5, 3 + y), 48);
  g_assert_cmpmem (pixel (square, 0, 2), 3, green, 3);
  g_assert_cmpmem (pixel (square, 15, 13), 3, green, 3);
}

static void
test_nothing_of_a_neighbour_shows (void)
{
  g_autoptr (LimImage) sheet = new_image (60, 60, 255);
  const LimImageRect part = { 20, 20, 20, 20 };

  for (guint y = 20; y < 40; y++)
    memset (sheet->pixels + 3 * (y * 60 + 20), 40, 60);
  g_autoptr (LimImage) square = lim_image_letterbox (sheet, &part, 8, green, NULL);
  for (guint i = 0; i < 3 * 64; i++)
    g_assert_cmpuint (square->pixels[i], ==, 40);
}

/* A step from 0 to 240 in the middle of 12 pixels, halved. With the kernel stretched by two, the six pixels are, before
 * rounding, from the weights of lanczos ((i + 0.5 - 2 (x + 0.5)) / 2): worked out apart from the code. */
static void
test_a_step_is_reduced_as_the_kernel_says (void)
{
  static const guint8 expected[6] = { 1, 0, 13, 227, 244, 239 };
  g_autoptr (LimImage) sheet = new_image (12, 12, 0);
  const LimImageRect all = { 0, 0, 12, 12 };

  for (guint y = 0; y < 12; y++)
    memset (sheet->pixels + 3 * (y * 12 + 6), 240, 18);
  g_autoptr (LimImage) square = lim_image_letterbox (sheet, &all, 6, green, NULL);
  for (guint y = 0; y < 6; y++)
    for (guint x = 0; x < 6; x++)
      g_assert_cmpuint (pixel (square, x, y)[1], ==, expected[x]);
}

/* Two pixels, 0 and 200, enlarged to eight. */
static void
test_enlarging_goes_through_what_is_there (void)
{
  static const guint8 expected[8] = { 0, 0, 22, 73, 127, 178, 219, 248 };
  g_autoptr (LimImage) sheet = new_image (2, 2, 0);
  const LimImageRect all = { 0, 0, 2, 2 };

  for (guint y = 0; y < 2; y++)
    memset (sheet->pixels + 3 * (y * 2 + 1), 200, 3);
  g_autoptr (LimImage) square = lim_image_letterbox (sheet, &all, 8, green, NULL);
  for (guint x = 0; x < 8; x++)
    g_assert_cmpuint (pixel (square, x, 3)[0], ==, expected[x]);
}

static void
test_channels_keep_apart (void)
{
  g_autoptr (LimImage) sheet = new_image (90, 31, 0);
  const LimImageRect all = { 0, 0, 90, 31 };

  for (guint i = 0; i < 90 * 31; i++)
    sheet->pixels[3 * i] = 250, sheet->pixels[3 * i + 2] = 3;
  g_autoptr (LimImage) square = lim_image_letterbox (sheet, &all, 32, green, NULL);
  const guint8 *middle = pixel (square, 16, 16);
  g_assert_cmpuint (middle[0], ==, 250);
  g_assert_cmpuint (middle[1], ==, 0);
  g_assert_cmpuint (middle[2], ==, 3);
}

/* -- Refusals -- */

static const struct
{
  const char *holds;
  LimImageRect rect;
} outside[] = {
  { "one pixel too wide", { 0, 0, 11, 10 } },
  { "one pixel too low", { 0, 1, 10, 10 } },
  { "begins behind the edge", { 10, 0, 1, 1 } },
  { "so wide that the sum overflows", { 5, 5, G_MAXUINT, G_MAXUINT } },
  { "no width", { 1, 1, 0, 4 } },
  { "no height", { 1, 1, 4, 0 } },
};

static void
test_what_leaves_the_picture_is_refused (void)
{
  g_autoptr (LimImage) sheet = new_image (10, 10, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", outside[i].holds);
      g_assert_null (lim_image_letterbox (sheet, &outside[i].rect, 8, green, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
    }
}

static void
test_a_mirror_of_a_mirror_is_the_picture (void)
{
  g_autoptr (LimImage) image = new_image (5, 3, 0);

  for (guint i = 0; i < 45; i++)
    image->pixels[i] = (guint8) i;
  g_autoptr (LimImage) once = lim_image_mirrored (image);
  g_autoptr (LimImage) twice = lim_image_mirrored (once);
  g_assert_cmpmem (pixel (once, 0, 1), 3, pixel (image, 4, 1), 3);
  g_assert_cmpmem (twice->pixels, 45, image->pixels, 45);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/letterbox/it-lies-in-the-middle-and-whole", test_it_lies_in_the_middle_and_whole);
  g_test_add_func ("/letterbox/bars-are-exactly-the-background", test_bars_are_exactly_the_background);
  g_test_add_func ("/letterbox/a-part-of-the-right-size-is-copied", test_a_part_of_the_right_size_is_copied);
  g_test_add_func ("/letterbox/nothing-of-a-neighbour-shows", test_nothing_of_a_neighbour_shows);
  g_test_add_func ("/letterbox/a-step-is-reduced-as-the-kernel-says", test_a_step_is_reduced_as_the_kernel_says);
  g_test_add_func ("/letterbox/enlarging-goes-through-what-is-there", test_enlarging_goes_through_what_is_there);
  g_test_add_func ("/letterbox/channels-keep-apart", test_channels_keep_apart);
  g_test_add_func ("/letterbox/what-leaves-the-picture-is-refused", test_what_leaves_the_picture_is_refused);
  g_test_add_func ("/letterbox/a-mirror-of-a-mirror-is-the-picture", test_a_mirror_of_a_mirror_is_the_picture);
  return g_test_run ();
}
