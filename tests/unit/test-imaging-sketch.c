#include "base-hash.h"
#include "imaging-fingerprint.h"
#include "imaging-sketch-words.h"
#include "imaging-sketch.h"

#include <string.h>

static guint8 *
paint (const char *prompt, guint64 seed, guint width, guint height)
{
  guint8 *rgb = g_malloc ((gsize) width * height * 3);
  LimSketchBrief brief = { .prompt = prompt, .seed = seed, .width = width, .height = height };

  lim_sketch_paint (&brief, rgb);
  return rgb;
}

static const struct
{
  const char *prompt;
  LimSketchScene scene;
} scenes[] = {
  { "character concept art, full body, standing pose, isolated on plain dark grey background", LIM_SKETCH_FIGURE },
  { "full figure portrait of a lock-keeper, tarred coat", LIM_SKETCH_FIGURE },
  { "full-length portrait of a clerk", LIM_SKETCH_FIGURE },
  { "head and shoulders portrait of a clerk in boots", LIM_SKETCH_PORTRAIT },
  { "side view of a sluice barge, riveted hull, dark waterline", LIM_SKETCH_BOAT },
  { "still life of a lens saw, chalk white and rose salt crystals", LIM_SKETCH_ICON },
  { "interior of a lamp chapel, lattice walls, a wet floor", LIM_SKETCH_INTERIOR },
  { "portrait of a queen, face in warm light", LIM_SKETCH_PORTRAIT },
  { "shaggy wolf creature in the snow", LIM_SKETCH_CREATURE },
  { "cargo freighter spaceship exterior, starfield", LIM_SKETCH_SHIP },
  { "six-wheeled desert rover vehicle", LIM_SKETCH_VEHICLE },
  { "bipedal mech with orange stripes", LIM_SKETCH_MECH },
  { "brick lighthouse building at dusk", LIM_SKETCH_BUILDING },
  { "neon city skyline at night", LIM_SKETCH_CITY },
  { "forest landscape with a river", LIM_SKETCH_LANDSCAPE },
  { "ship corridor interior with pipes", LIM_SKETCH_INTERIOR },
  { "inventory icon, iron longsword centered on navy background", LIM_SKETCH_ICON },
  { "crystalline mineral formation with faceted surfaces", LIM_SKETCH_CRYSTAL },
  { "", LIM_SKETCH_LANDSCAPE },
  { "\xff\xfe no UTF-8 \x80, %s %n", LIM_SKETCH_LANDSCAPE },
};

static void
test_scene_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      LimSketchBrief brief = { .prompt = scenes[i].prompt, .width = 64, .height = 64 };
      LimSketchPlan plan;

      lim_sketch_read (&brief, &plan);
      if (plan.scene != scenes[i].scene)
        g_error ("“%s” was read as scene %d", scenes[i].prompt, plan.scene);
    }
}

static const struct
{
  const char *holds;
  const char *prompt;
  LimSketchSlot slot;
  guint32 low, high; /* each channel lies between these two colours */
} colours[] = {
  { "a hex colour is taken as it is", "#4090e0 jacket", LIM_SKETCH_SLOT_CLOTH, 0x3f8fdf, 0x4191e1 },
  { "a colour goes to the noun after it", "crimson house sash", LIM_SKETCH_SLOT_TRIM, 0xa02738, 0xa5293c },
  { "a comma ends its reach", "crimson, a jacket", LIM_SKETCH_SLOT_FREE, 0xa02738, 0xa5293c },
  { "dark makes it darker", "dark crimson coat", LIM_SKETCH_SLOT_CLOTH, 0x400000, 0x702030 },
  { "joined colours are mixed", "steel-blue uniform", LIM_SKETCH_SLOT_CLOTH, 0x3f6a8c, 0x7480a8 },
};

static gboolean
is_between (float value, guint32 low, guint32 high, int shift)
{
  int byte = (int) (value * 255.0f + 0.5f);

  return byte >= (int) (low >> shift & 255) && byte <= (int) (high >> shift & 255);
}

static void
test_colour_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      LimSketchBrief brief = { .prompt = colours[i].prompt, .width = 64, .height = 64 };
      LimSketchPlan plan;

      lim_sketch_read (&brief, &plan);
      LimSketchColour got = plan.colours[colours[i].slot];
      if (!plan.has_colour[colours[i].slot] || !is_between (got.r, colours[i].low, colours[i].high, 16)
          || !is_between (got.g, colours[i].low, colours[i].high, 8)
          || !is_between (got.b, colours[i].low, colours[i].high, 0))
        g_error ("%s: got %.3f %.3f %.3f", colours[i].holds, got.r, got.g, got.b);
    }
}

/* Every scene, at sizes that are small, tall, wide and odd: same brief, same bytes; other seed, other picture. */
static void
test_same_brief_same_bytes (void)
{
  static const guint sizes[][2] = { { 16, 16 }, { 96, 64 }, { 61, 113 }, { 128, 128 } };

  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      guint width = sizes[i % G_N_ELEMENTS (sizes)][0], height = sizes[i % G_N_ELEMENTS (sizes)][1];
      gsize length = (gsize) width * height * 3;
      g_autofree guint8 *first = paint (scenes[i].prompt, 1, width, height);
      g_autofree guint8 *again = paint (scenes[i].prompt, 1, width, height);
      g_autofree guint8 *other = paint (scenes[i].prompt, 2, width, height);

      g_assert_cmpmem (first, length, again, length);
      g_assert_true (memcmp (first, other, length) != 0);
    }
}

/* Two shots of one subject must not pass for near-duplicates, or a split would join them. */
static void
test_seeds_differ_to_the_eye (void)
{
  guint64 seen[8];

  for (guint seed = 0; seed < G_N_ELEMENTS (seen); seed++)
    {
      g_autofree guint8 *rgb = paint ("cargo freighter spaceship exterior in orbit", seed, 128, 128);

      seen[seed] = lim_fingerprint_rgb (rgb, 128, 128);
      for (guint i = 0; i < seed; i++)
        g_assert_cmpuint (lim_fingerprint_distance (seen[i], seen[seed]), >, 4);
    }
}

/* Fails when a change, a compiler or a machine alters a painting of any scene; a wanted change renews the hash. */
static void
test_known_pictures (void)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      g_autofree guint8 *rgb = paint (scenes[i].prompt, 42, 64, 64);

      lim_hasher_add_bytes (hasher, rgb, 64 * 64 * 3);
    }
  g_autofree char *hash = lim_hasher_finish_hex (hasher);
  g_assert_cmpstr (hash, ==, "8b4ce9a0e40bb59bf21b8dd96e421eea77d017ac8308cb922c8ef9a17bc9295b");
}

/* -- Another picture of the same subject -- */

static const struct
{
  const char *holds, *anchor, *prompt;
  LimSketchScene scene;
} others[] = {
  { "a person can be seen in another way", "portrait of a queen", "full body, standing pose", LIM_SKETCH_FIGURE },
  { "a person in a room is still the person", "portrait of a queen", "interior of a lamp chapel", LIM_SKETCH_FIGURE },
  { "a creature with somebody in the words is still the creature", "shaggy wolf creature",
    "full figure portrait of a keeper", LIM_SKETCH_CREATURE },
  { "a boat has an inside", "side view of a sluice barge", "interior of a barge cabin", LIM_SKETCH_INTERIOR },
  { "a boat becomes no other craft", "side view of a sluice barge", "cargo freighter spaceship exterior",
    LIM_SKETCH_BOAT },
  { "a place can be seen from elsewhere", "brick lighthouse building", "neon city skyline", LIM_SKETCH_CITY },
  { "words of manner change nothing", "shaggy wolf creature", "soft light", LIM_SKETCH_CREATURE },
};

static void
test_another_picture_is_of_the_same_subject (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      const LimSketchBrief first = { .prompt = others[i].anchor, .seed = 1, .width = 64, .height = 64 };
      const LimSketchBrief next = { .prompt = others[i].prompt, .seed = 2, .width = 64, .height = 64 };
      LimSketchPlan anchor, plan;

      lim_sketch_read (&first, &anchor);
      lim_sketch_read (&next, &plan);
      lim_sketch_keep_subject (&plan, &anchor);
      if (plan.scene != others[i].scene)
        g_error ("%s: scene %d", others[i].holds, plan.scene);
      g_assert_cmpuint (plan.words, ==, anchor.words);
      g_assert_cmpfloat (plan.colours[LIM_SKETCH_SLOT_CLOTH].r, ==, anchor.colours[LIM_SKETCH_SLOT_CLOTH].r);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imaging/sketch/scene-words", test_scene_words);
  g_test_add_func ("/imaging/sketch/colour-words", test_colour_words);
  g_test_add_func ("/imaging/sketch/same-brief-same-bytes", test_same_brief_same_bytes);
  g_test_add_func ("/imaging/sketch/seeds-differ-to-the-eye", test_seeds_differ_to_the_eye);
  g_test_add_func ("/imaging/sketch/known-pictures", test_known_pictures);
  g_test_add_func ("/imaging/sketch/another-picture-is-of-the-same-subject",
                   test_another_picture_is_of_the_same_subject);
  return g_test_run ();
}
