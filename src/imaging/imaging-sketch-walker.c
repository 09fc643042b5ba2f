/* Machines that walk on many legs. */
#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchStage *stage;
  LimSketchBody *body;
  LimSketchColour paint, dark, trim;
  float deck, floor, wide; /* the underside of the hull, the ground, half the hull's length */
} Walker;

static void
start (Walker *walker, LimSketchStuff stuff, LimSketchColour colour, float shine)
{
  lim_sketch_body_start (walker->body, (LimSketchMatter){ stuff, colour, shine, 0.9f, 0, 0.6f, 1.6f });
}

static void
end (Walker *walker)
{
  lim_sketch_body_paint (walker->stage, walker->body);
}

static void
draw_leg (Walker *walker, float hip, float foot, float floor, float darker)
{
  float out = foot < hip ? -1.0f : 1.0f, high = walker->deck - lim_sketch_rand (walker->stage, 0.0f, 0.16f);
  float knee = lim_sketch_lerp (hip, foot, 0.75f) + out * 0.1f;

  start (walker, LIM_SKETCH_IRON, lim_sketch_scale (walker->dark, darker), 0.5f);
  lim_sketch_limb (walker->body, hip, walker->deck, 0.06f, knee, high, 0.045f);
  lim_sketch_limb (walker->body, knee, high, 0.05f, foot, floor - 0.05f, 0.03f);
  end (walker);
  start (walker, LIM_SKETCH_PANELS, lim_sketch_scale (walker->paint, darker), 0.3f);
  lim_sketch_limb (walker->body, lim_sketch_lerp (hip, knee, 0.3f), lim_sketch_lerp (walker->deck, high, 0.3f), 0.07f,
                   lim_sketch_lerp (hip, knee, 0.8f), lim_sketch_lerp (walker->deck, high, 0.8f), 0.055f);
  lim_sketch_box (walker->body, foot, floor - 0.03f, 0.1f, 0.035f, 0.03f, 0);
  end (walker);
  start (walker, LIM_SKETCH_IRON, walker->trim, 0.6f);
  lim_sketch_oval (walker->body, knee, high, 0.055f, 0.055f, 0);
  end (walker);
}

static void
draw_hull (Walker *walker)
{
  LimSketchStage *stage = walker->stage;
  float w = walker->wide, high = lim_sketch_rand (stage, 0.34f, 0.5f), y = walker->deck,
        cab = lim_sketch_rand (stage, 0.25f, 0.7f) * w;
  gboolean barrel = lim_sketch_chance (stage, 0.5f);

  start (walker, LIM_SKETCH_PANELS, walker->paint, 0.4f);
  if (barrel)
    lim_sketch_limb (walker->body, -w * 0.62f, y - high * 0.45f, high * 0.5f, w * 0.55f, y - high * 0.5f,
                     high * 0.55f);
  else
    lim_sketch_box (walker->body, 0, y - high * 0.4f, w, high * 0.42f, 0.06f, 0);
  end (walker);
  start (walker, LIM_SKETCH_PANELS, lim_sketch_scale (walker->paint, 0.88f), 0.3f);
  lim_sketch_box (walker->body, cab, y - high * 0.95f, 0.17f, 0.13f, 0.03f, 0);
  lim_sketch_box (walker->body, -w * 0.4f, y - high * 0.9f, 0.2f, 0.05f, 0.02f, 0);
  end (walker);
  start (walker, LIM_SKETCH_GLASS, lim_sketch_rgb (0x2f4652), 1.0f);
  lim_sketch_box (walker->body, cab + 0.05f, y - high * 0.98f, 0.09f, 0.05f, 0.015f, 0);
  end (walker);
  start (walker, LIM_SKETCH_PANELS, walker->trim, 0.3f);
  lim_sketch_box (walker->body, -0.02f, y - high * 0.36f, w * 0.8f, 0.022f, 0.005f, 0);
  end (walker);
  start (walker, LIM_SKETCH_IRON, walker->dark, 0.5f);
  lim_sketch_limb (walker->body, -w * 0.7f, y - high * 0.7f, 0.03f, -w * 0.74f, y - high * 1.35f, 0.024f);
  for (int i = 0; i < 5; i++) /* a ladder */
    lim_sketch_limb (walker->body, -w * 0.25f, y - high * 0.1f - 0.06f * (float) i, 0.008f, -w * 0.25f + 0.09f,
                     y - high * 0.1f - 0.06f * (float) i, 0.008f);
  end (walker);
}

void
lim_sketch_walker (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  LimSketchColour paint =
      plan->has_colour[LIM_SKETCH_SLOT_CLOTH] ? plan->colours[LIM_SKETCH_SLOT_CLOTH] : plan->palette[0];
  Walker walker = { .stage = stage,
                    .body = body,
                    .paint = lim_sketch_blend (paint, lim_sketch_rgb (0x8a8d8c), 0.12f),
                    .dark = lim_sketch_rgb (0x3a3b3e),
                    .trim = plan->palette[plan->n_palette > 1 ? 1 : 0],
                    .deck = lim_sketch_rand (stage, -0.15f, 0.2f),
                    .floor = 0.74f,
                    .wide = lim_sketch_rand (stage, 0.42f, 0.6f) };
  int pairs = 2 + lim_sketch_choose (stage, 2);

  lim_sketch_backdrop_outdoors (stage, lim_sketch_rand (stage, 0.1f, 0.4f));
  lim_sketch_shadow (stage, -stage->light[0] * 0.25f, walker.floor, 0.95f, 0.13f, 0.75f);
  for (int layer = 0; layer < 2; layer++)
    {
      for (int i = 0; i < pairs; i++)
        {
          float u = 2.0f * (float) i / (float) (pairs - 1) - 1.0f, hip = u * walker.wide * 0.75f;
          float foot = hip * 1.25f + lim_sketch_rand (stage, -0.08f, 0.08f) + (layer == 0 ? 0.09f : -0.05f);

          draw_leg (&walker, hip, foot, walker.floor - (layer == 0 ? 0.07f : 0), layer == 0 ? 0.62f : 1.0f);
        }
      if (layer == 0)
        draw_hull (&walker);
    }
  lim_sketch_haze (stage, walker.floor - 0.25f, stage->ay, lim_sketch_rgb (0xb3a894), 0.25f);
}
