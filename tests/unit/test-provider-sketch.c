#include "imaging-decode.h"
#include "imaging-png.h"
#include "provider.h"

#include <string.h>

static LimRecipe *
new_recipe (guint64 seed, guint width, guint height)
{
  LimRecipe *recipe = lim_recipe_new ();

  g_free (recipe->prompt);
  recipe->prompt = g_strdup ("a lighthouse on a rock, dusk, teal and amber");
  recipe->seed = seed;
  recipe->width = width;
  recipe->height = height;
  return recipe;
}

static GBytes *
paint (const LimRecipe *recipe)
{
  g_autoptr (GError) error = NULL;
  g_auto (LimRenderReply) reply = { 0 };
  LimRenderRequest request = { .recipe = recipe, .asset_id = "light_v1", .job_id = "j" };

  g_assert_true (lim_provider_find ("sketch", NULL)->render (NULL, &request, &reply, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (reply.info.width, ==, recipe->width);
  g_assert_cmpuint (reply.info.height, ==, recipe->height);
  return g_bytes_ref (reply.image);
}

static void
test_same_seed_same_bytes (void)
{
  g_autoptr (LimRecipe) recipe = new_recipe (7, 64, 48);
  g_autoptr (LimRecipe) other = new_recipe (8, 64, 48);
  g_autoptr (GBytes) first = paint (recipe);
  g_autoptr (GBytes) again = paint (recipe);
  g_autoptr (GBytes) different = paint (other);

  g_assert_true (g_bytes_equal (first, again));
  g_assert_false (g_bytes_equal (first, different));
}

static GBytes *
one_colour (guint side, guint8 value)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *rgb = g_malloc ((gsize) side * side * 3);
  const char *text[] = { NULL };

  memset (rgb, value, (gsize) side * side * 3);
  GBytes *png = lim_png_encode_rgb (rgb, side, side, text, &error);
  g_assert_no_error (error);
  return png;
}

/* -- Starting from a picture -- */

static LimImage *
paint_from (const char *prompt, guint64 seed, GBytes *source, double denoise)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecipe) recipe = new_recipe (seed, 96, 96);
  g_auto (LimRenderReply) reply = { 0 };
  LimRenderRequest request = { .recipe = recipe, .source = source, .asset_id = "light_v1", .job_id = "j" };

  g_free (recipe->prompt);
  recipe->prompt = g_strdup (prompt);
  recipe->denoise = denoise;
  recipe->source_image = g_strdup ("outputs/approved/light.png");
  g_assert_true (lim_provider_find ("sketch", NULL)->render (NULL, &request, &reply, &error));
  g_assert_no_error (error);
  LimImage *image = lim_image_load_rgb_bytes (reply.image, "made", 0, &error);
  g_assert_no_error (error);
  return image;
}

/* The mean difference of the pixels, 0..255. */
static double
difference (const LimImage *a, const LimImage *b)
{
  gsize n = (gsize) a->width * a->height * 3;
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += ABS (a->pixels[i] - b->pixels[i]);
  return sum / (double) n;
}

/* A sitter who could look like anybody, so that all she is comes from the anchor. */
#define SITTER "head and shoulders portrait of a woman"

static void
test_a_follow_on_shows_whom_the_anchor_shows (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecipe) one = new_recipe (7, 96, 96);
  g_autoptr (LimRecipe) other = new_recipe (7, 96, 96);

  g_free (one->prompt);
  one->prompt = g_strdup (SITTER " with red hair, green coat, plain background");
  g_free (other->prompt);
  other->prompt = g_strdup (SITTER " with white hair, violet coat, plain background");
  g_autoptr (GBytes) first = paint (one);
  g_autoptr (GBytes) second = paint (other);
  g_autoptr (LimImage) her = lim_image_load_rgb_bytes (first, "her", 0, &error);
  g_autoptr (LimImage) another = lim_image_load_rgb_bytes (second, "another", 0, &error);
  g_assert_no_error (error);

  for (guint64 seed = 100; seed < 104; seed++)
    {
      g_autoptr (LimImage) made = paint_from (SITTER ", plain background", seed, first, 0.3);
      g_autoptr (LimImage) again = paint_from (SITTER ", plain background", seed, first, 0.3);

      g_assert_cmpfloat (difference (made, again), ==, 0);
      g_assert_cmpfloat (difference (made, her), >, 0);
      g_assert_cmpfloat (difference (made, her), <, difference (made, another));
    }
}

/* The less may change, the nearer it stays. */
static void
test_nothing_may_change_and_nothing_does_but_the_strokes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecipe) recipe = new_recipe (7, 96, 96);
  g_autoptr (GBytes) anchor = paint (recipe);
  g_autoptr (LimImage) from = lim_image_load_rgb_bytes (anchor, "anchor", 0, &error);
  g_autoptr (LimImage) kept = paint_from (recipe->prompt, 8, anchor, 0);
  g_autoptr (LimImage) changed = paint_from (recipe->prompt, 8, anchor, 1);

  g_assert_cmpfloat (difference (kept, from), <, difference (changed, from));
}

/* Of a picture that it did not paint, the painter takes the colours. */
static void
test_the_colours_of_a_strange_picture_are_kept (void)
{
  g_autoptr (GBytes) light = one_colour (16, 230);
  g_autoptr (GBytes) dark = one_colour (16, 20);
  g_autoptr (LimImage) of_light = paint_from (SITTER, 7, light, 0.4);
  g_autoptr (LimImage) of_dark = paint_from (SITTER, 7, dark, 0.4);
  gint64 sum_light = 0, sum_dark = 0;

  for (guint i = 0; i < 96 * 96 * 3; i++)
    {
      sum_light += of_light->pixels[i];
      sum_dark += of_dark->pixels[i];
    }
  g_assert_cmpint (sum_light, >, sum_dark);
}

/* Words that name nothing to be seen ask for the picture itself, painted. */
static void
test_words_of_manner_alone_paint_the_source (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecipe) recipe = new_recipe (7, 96, 96);
  g_autoptr (GBytes) source = paint (recipe);
  g_autoptr (LimImage) from = lim_image_load_rgb_bytes (source, "source", 0, &error);
  g_autoptr (LimImage) made = paint_from ("soft brush strokes, muted", 9, source, 0.5);
  g_autoptr (LimImage) elsewhere = paint_from ("a wide desert landscape", 9, source, 0.5);

  g_assert_cmpfloat (difference (made, from), <, 30);
  g_assert_cmpfloat (difference (made, from), <, difference (elsewhere, from));
}

static void
test_a_source_that_is_no_picture_is_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecipe) recipe = new_recipe (7, 64, 48);
  g_autoptr (GBytes) source = g_bytes_new_static ("no picture", 10);
  g_auto (LimRenderReply) reply = { 0 };
  LimRenderRequest request = { .recipe = recipe, .source = source, .asset_id = "light_v1", .job_id = "j" };

  recipe->source_image = g_strdup ("outputs/approved/light.png");
  g_assert_false (lim_provider_find ("sketch", NULL)->render (NULL, &request, &reply, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_cmpint (reply.failure, ==, LIM_FAILURE_IMAGE);
}

/* Another tool, or ingest, can read from the file how it was made. */
static void
test_says_how_it_was_made (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecipe) recipe = new_recipe (7, 64, 48);
  g_autoptr (GBytes) png = paint (recipe);
  gsize length;
  const guint8 *data = g_bytes_get_data (png, &length);
  g_auto (GStrv) text = lim_png_read_text (data, length, "light", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text[0], ==, "parameters");
  g_assert_true (g_str_has_prefix (text[1], recipe->prompt));
  g_assert_nonnull (strstr (text[1], "Seed: 7, Size: 64x48"));
}

static const struct
{
  const char *holds;
  guint width, height;
  gboolean well;
} sizes[] = {
  { "the smallest", 16, 16, TRUE },
  { "too narrow", 15, 64, FALSE },
  { "as large as it goes", 8192, 8192, TRUE },
  { "more memory than a stand-in is worth", 16384, 8192, FALSE },
};

static void
test_sizes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimRecipe) recipe = new_recipe (1, sizes[i].width, sizes[i].height);

      if (lim_provider_find ("sketch", NULL)->prepare (NULL, recipe, &error) != sizes[i].well)
        g_error ("%s", sizes[i].holds);
      if (error != NULL)
        g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (LimRecipe) recipe = new_recipe (1, 64, 64);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LimRenderRequest request = { .recipe = recipe, .asset_id = "x", .job_id = "j", .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  g_assert_false (lim_provider_find ("sketch", NULL)->render (NULL, &request, &reply, &error));
  g_assert_cmpint (reply.failure, ==, LIM_FAILURE_CANCELLED);
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/provider/sketch/same-seed-same-bytes", test_same_seed_same_bytes);
  g_test_add_func ("/provider/sketch/says-how-it-was-made", test_says_how_it_was_made);
  g_test_add_func ("/provider/sketch/sizes", test_sizes);
  g_test_add_func ("/provider/sketch/cancelled", test_cancelled);
  g_test_add_func ("/provider/sketch/a-follow-on-shows-whom-the-anchor-shows",
                   test_a_follow_on_shows_whom_the_anchor_shows);
  g_test_add_func ("/provider/sketch/nothing-may-change-and-nothing-does-but-the-strokes",
                   test_nothing_may_change_and_nothing_does_but_the_strokes);
  g_test_add_func ("/provider/sketch/the-colours-of-a-strange-picture-are-kept",
                   test_the_colours_of_a_strange_picture_are_kept);
  g_test_add_func ("/provider/sketch/words-of-manner-alone-paint-the-source",
                   test_words_of_manner_alone_paint_the_source);
  g_test_add_func ("/provider/sketch/a-source-that-is-no-picture-is-refused",
                   test_a_source_that_is_no_picture_is_refused);
  return g_test_run ();
}
