#include "imaging-figures.h"

#include "drawing-fixture.h"
#include "imaging-components.h"

/* -- Patches -- */

static const struct
{
  const char *holds;
  const char *mask;     /* rows, each ending in “/” */
  guint n, area, edges; /* patches; of the first one */
} masks[] = {
  { "nothing is no patch", "..../..../", 0, 0, 0 },
  { "a dot has four edges", "..../.#../", 1, 1, 4 },
  { "corners touch", "#.../.#../..#./", 1, 3, 12 },
  { "two apart are two", "##.#/##.#/", 2, 4, 8 },
  { "arms that meet below are one", "#..#/#..#/####/", 1, 8, 18 },
  { "a ring counts its inner edges", "####/#..#/####/", 1, 10, 20 },
  { "so do arms of many levels", "#.#.#/#.###/###../", 1, 10, 22 },
};

static void
test_what_touches_is_one_patch (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      guint width = (guint) (strchr (masks[i].mask, '/') - masks[i].mask), height = 0;
      guint8 mask[64];

      for (const char *row = masks[i].mask; *row != '\0'; row += width + 1, height++)
        for (guint x = 0; x < width; x++)
          mask[height * width + x] = row[x] == '#';
      g_autoptr (GArray) patches = lim_components_find (mask, width, height);
      g_test_message ("%s", masks[i].holds);
      g_assert_cmpuint (patches->len, ==, masks[i].n);
      if (patches->len == 0)
        continue;
      g_assert_cmpuint (g_array_index (patches, LimComponent, 0).area, ==, masks[i].area);
      g_assert_cmpuint (g_array_index (patches, LimComponent, 0).edges, ==, masks[i].edges);
    }
}

/* -- Figures -- */

static const LimImageRect views[] = { { 40, 60, 200, 560 },  { 320, 60, 190, 560 }, { 600, 80, 120, 540 },
                                      { 820, 60, 210, 560 }, { 60, 680, 150, 120 }, { 300, 690, 150, 120 } };

static LimImage *
draw_sheet (guint32 ground)
{
  LimImage *sheet = draw_new (1100, 840, ground);

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    draw_figure (sheet, &views[i], 0x5c7494);
  return sheet;
}

static void
leave_as_it_is (LimImage *sheet G_GNUC_UNUSED)
{
}

static void
add_noise (LimImage *sheet)
{
  draw_noise (sheet, 5);
}

static void
blur_a_little (LimImage *sheet)
{
  draw_blur (sheet, 1);
}

static void
add_writing (LimImage *sheet)
{
  draw_words (sheet, 560, 700, 2, 0x202020, "COAT IS BLUE AND LONG");
  draw_words (sheet, 560, 722, 2, 0x202020, "RING ON THE LEFT HAND");
  draw_words (sheet, 244, 200, 1, 0x202020, "BRACER");
  draw_box (sheet, 700, 780, 300, 2, 0x202020);
  draw_box (sheet, 500, 770, 3, 3, 0x202020);
}

static void
draw_a_frame (LimImage *sheet)
{
  draw_box (sheet, 8, 8, 1084, 2, 0x404040);
  draw_box (sheet, 8, 830, 1084, 2, 0x404040);
  draw_box (sheet, 8, 8, 2, 824, 0x404040);
  draw_box (sheet, 1090, 8, 2, 824, 0x404040);
}

static void
part_heads_from_bodies (LimImage *sheet)
{
  for (gsize i = 0; i < 4; i++)
    draw_box (sheet, views[i].left, views[i].top + views[i].height / 4 - 20, views[i].width, views[i].height / 50,
              0xffffff);
}

static const struct
{
  const char *holds;
  guint32 ground;
  void (*change) (LimImage *sheet);
} sheets[] = {
  { "figures on white stand apart", 0xffffff, leave_as_it_is },
  { "on grey too", 0x9a9a9e, leave_as_it_is },
  { "on a dark ground too", 0x101420, leave_as_it_is },
  { "on noisy paper too", 0xf4f0e4, add_noise },
  { "soft edges move nothing", 0xffffff, blur_a_little },
  { "writing, lines and specks are no figures and widen none", 0xffffff, add_writing },
  { "a line around the sheet is no figure", 0xffffff, draw_a_frame },
  { "a head above a white collar belongs to its body", 0xffffff, part_heads_from_bodies },
};

static double
intersection_over_union (const LimImageRect *a, const LimImageRect *b)
{
  double across = (double) MIN (a->left + a->width, b->left + b->width) - MAX (a->left, b->left);
  double down = (double) MIN (a->top + a->height, b->top + b->height) - MAX (a->top, b->top);
  double both = MAX (across, 0) * MAX (down, 0);

  return both / ((double) a->width * a->height + (double) b->width * b->height - both);
}

static void
test_figures_are_found_where_they_were_drawn (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      g_autoptr (LimImage) sheet = draw_sheet (sheets[i].ground);
      LimGround ground;

      sheets[i].change (sheet);
      g_test_message ("%s", sheets[i].holds);
      g_assert_true (lim_image_ground (sheet, &ground));
      g_autoptr (GArray) found = lim_image_figures (sheet, &ground, NULL);
      g_assert_cmpuint (found->len, ==, G_N_ELEMENTS (views));
      for (guint v = 0; v < found->len; v++)
        g_assert_cmpfloat (intersection_over_union (&g_array_index (found, LimImageRect, v), &views[v]), >=, 0.95);
    }
}

static void
test_a_scene_has_no_plain_ground (void)
{
  g_autoptr (LimImage) scene = draw_new (400, 300, 0x808080);
  LimGround ground;

  draw_box (scene, 0, 0, 400, 140, 0x80a0d0);
  draw_box (scene, 0, 200, 400, 100, 0x306020);
  draw_noise (scene, 90);
  g_assert_false (lim_image_ground (scene, &ground));
}

static void
test_a_vignette_is_no_plain_ground (void)
{
  g_autoptr (LimImage) scene = draw_new (400, 300, 0x202428);
  LimGround ground;

  for (guint i = 0; i < 60; i++)
    draw_ellipse (scene, i, i / 2, 400 - 2 * i, 300 - i, 0x202428 + i * 0x010101);
  draw_noise (scene, 16);
  g_assert_false (lim_image_ground (scene, &ground));
}

static void
test_a_pattern_is_no_crowd (void)
{
  g_autoptr (LimImage) pattern = draw_new (1000, 1000, 0xffffff);
  LimGround ground;

  for (guint y = 10; y < 960; y += 50)
    for (guint x = 10; x < 960; x += 50)
      draw_ellipse (pattern, x, y, 30, 30, 0x2050a0);
  g_assert_true (lim_image_ground (pattern, &ground));
  g_autoptr (GArray) found = lim_image_figures (pattern, &ground, NULL);
  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_odd_sizes_are_survived (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 2, 300 }, { 300, 2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (LimImage) image = draw_new (sizes[i][0], sizes[i][1], 0xffffff);
      LimGround ground;

      g_assert_true (lim_image_ground (image, &ground));
      g_autoptr (GArray) found = lim_image_figures (image, &ground, NULL);
      g_assert_cmpuint (found->len, ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imaging/components/what-touches-is-one-patch", test_what_touches_is_one_patch);
  g_test_add_func ("/imaging/figures/are-found-where-they-were-drawn", test_figures_are_found_where_they_were_drawn);
  g_test_add_func ("/imaging/figures/a-scene-has-no-plain-ground", test_a_scene_has_no_plain_ground);
  g_test_add_func ("/imaging/figures/a-vignette-is-no-plain-ground", test_a_vignette_is_no_plain_ground);
  g_test_add_func ("/imaging/figures/a-pattern-is-no-crowd", test_a_pattern_is_no_crowd);
  g_test_add_func ("/imaging/figures/odd-sizes-are-survived", test_odd_sizes_are_survived);
  return g_test_run ();
}
