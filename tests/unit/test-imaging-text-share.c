#include "imaging-text-share.h"

#include "drawing-fixture.h"
#include "imaging-sharpness.h"

static double
share_of (const LimImage *image)
{
  const LimImageRect all = { .width = image->width, .height = image->height };

  return lim_image_text_share (image, &all);
}

static void
write_lines (LimImage *image, guint n, guint dot, guint32 colour)
{
  for (guint i = 0; i < n; i++)
    draw_words (image, 20, 20 + 11 * dot * i, dot, colour, i % 2 ? "RING ON THE LEFT HAND" : "COAT IS BLUE AND LONG");
}

static void
draw_lines_of_small_text (LimImage *image)
{
  write_lines (image, 12, 2, 0x202020);
}

static void
draw_lines_of_large_text (LimImage *image)
{
  write_lines (image, 5, 4, 0xc02020);
}

static void
draw_white_on_black (LimImage *image)
{
  draw_box (image, 0, 0, image->width, image->height, 0x101018);
  write_lines (image, 12, 2, 0xf0f0f0);
}

static void
draw_noisy_text (LimImage *image)
{
  write_lines (image, 12, 2, 0x202020);
  draw_noise (image, 8);
}

static void
draw_soft_text (LimImage *image)
{
  write_lines (image, 6, 4, 0x202020);
  draw_blur (image, 1);
}

static void
draw_one_label (LimImage *image)
{
  draw_words (image, 200, 240, 2, 0x202020, "BRACER");
}

static void
draw_a_figure (LimImage *image)
{
  const LimImageRect rect = { 150, 20, 200, 470 };

  draw_figure (image, &rect, 0x5c7494);
}

static void
draw_texture (LimImage *image)
{
  draw_noise (image, 120);
}

static void
draw_fur (LimImage *image)
{
  draw_noise (image, 200);
  draw_blur (image, 2);
  for (gsize i = 0; i < 3 * (gsize) image->width * image->height; i++)
    image->pixels[i] = (guint8) CLAMP ((image->pixels[i] - 190) * 6 + 128, 0, 255);
}

static void
draw_checks (LimImage *image)
{
  for (guint y = 0; y < image->height; y += 16)
    for (guint x = y / 16 % 2 * 16; x < image->width; x += 32)
      draw_box (image, x, y, 16, 16, 0x303030);
}

static void
draw_buttons (LimImage *image)
{
  for (guint i = 0; i < 12; i++)
    draw_ellipse (image, 240, 20 + 36 * i, 20, 20, 0x303030);
}

static void
draw_nothing (LimImage *image G_GNUC_UNUSED)
{
}

static const struct
{
  const char *holds;
  void (*draw) (LimImage *image);
  double least, most; /* of the share */
} pictures[] = {
  { "an empty page has no writing", draw_nothing, 0, 0 },
  { "a page of small writing is a third of it", draw_lines_of_small_text, 0.15, 0.35 },
  { "so is one of large coloured writing", draw_lines_of_large_text, 0.2, 0.5 },
  { "white on black is writing too", draw_white_on_black, 0.15, 0.35 },
  { "and so is writing on noisy paper", draw_noisy_text, 0.12, 0.35 },
  { "letters with soft edges are writing", draw_soft_text, 0.2, 0.5 },
  { "one label is seen, and is little", draw_one_label, 0.002, 0.01 },
  { "a figure is no writing", draw_a_figure, 0, 0 },
  { "noise is no writing", draw_texture, 0, 0.01 },
  { "fur is no writing", draw_fur, 0, 0.01 },
  { "a chessboard is no writing", draw_checks, 0, 0 },
  { "a row of buttons down a coat is no writing", draw_buttons, 0, 0 },
};

static void
test_writing_is_told_from_figures_and_texture (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autoptr (LimImage) image = draw_new (512, 512, 0xffffff);
      double share;

      pictures[i].draw (image);
      share = share_of (image);
      g_test_message ("%s: %.4f", pictures[i].holds, share);
      g_assert_cmpfloat (share, >=, pictures[i].least);
      g_assert_cmpfloat (share, <=, pictures[i].most);
    }
}

static void
test_rows_lie_where_the_words_are (void)
{
  g_autoptr (LimImage) image = draw_new (900, 700, 0xffffff);
  const LimImageRect part = { 100, 100, 700, 500 };

  draw_words (image, 300, 200, 2, 0x202020, "BRACER");
  draw_words (image, 320, 400, 3, 0x202020, "COAT IS LONG");
  draw_words (image, 10, 20, 2, 0x202020, "OUTSIDE");
  g_autoptr (GArray) rows = lim_image_text_rows (image, &part);
  g_assert_cmpuint (rows->len, ==, 2);
  const LimImageRect *first = &g_array_index (rows, LimImageRect, 0), *second = first + 1;
  g_assert_cmpuint (first->left, ==, 300);
  g_assert_cmpuint (first->top, ==, 200);
  g_assert_cmpuint (first->width, ==, 6 * 12 - 2);
  g_assert_cmpuint (first->height, ==, 14);
  g_assert_cmpuint (second->left, ==, 320);
  g_assert_cmpuint (second->top, ==, 400);
}

static void
test_tiny_and_thin_pictures_are_survived (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 1, 500 }, { 500, 1 }, { 3, 3 }, { 5000, 2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (LimImage) image = draw_new (sizes[i][0], sizes[i][1], 0x808080);

      draw_noise (image, 100);
      g_assert_cmpfloat (share_of (image), <=, 1);
      g_assert_cmpfloat (lim_image_edge_width (image), >=, 0);
    }
}

static void
test_edges_widen_as_a_picture_blurs (void)
{
  const LimImageRect rect = { 150, 20, 200, 470 };
  double last = 0;

  for (int reach = 0; reach <= 3; reach++)
    {
      g_autoptr (LimImage) image = draw_new (512, 512, 0xffffff);

      draw_figure (image, &rect, 0x204080);
      draw_blur (image, reach);
      double width = lim_image_edge_width (image);
      g_test_message ("blurred by %d: %.2f", reach, width);
      g_assert_cmpfloat (width, >, last);
      g_assert_cmpfloat (width, >=, 0.9 * (2 * reach + 1));
      g_assert_cmpfloat (width, <=, 1.3 * (2 * reach + 1));
      last = width;
    }
  g_autoptr (LimImage) blank = draw_new (100, 100, 0x777777);
  g_assert_cmpfloat (lim_image_edge_width (blank), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imaging/text/writing-is-told-from-figures-and-texture",
                   test_writing_is_told_from_figures_and_texture);
  g_test_add_func ("/imaging/text/rows-lie-where-the-words-are", test_rows_lie_where_the_words_are);
  g_test_add_func ("/imaging/text/tiny-and-thin-pictures-are-survived", test_tiny_and_thin_pictures_are_survived);
  g_test_add_func ("/imaging/sharpness/edges-widen-as-a-picture-blurs", test_edges_widen_as_a_picture_blurs);
  return g_test_run ();
}
