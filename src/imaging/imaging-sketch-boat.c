/* Boats on water: a hull, what stands on it, and its mirror image. */
#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchStage *stage;
  const LimSketchPlan *plan;
  LimSketchBody *body;
  float x, line, size, facing; /* line: the water; facing: 1 looks right */
  LimSketchColour hull, band, wood, lamp, sail;
  gboolean reed;
} Boat;

static void
start (Boat *boat, LimSketchStuff stuff, LimSketchColour colour, float shine)
{
  lim_sketch_body_start (boat->body, (LimSketchMatter){ stuff, colour, shine, 0.85f, 0, 0.5f, 1.4f / boat->size });
}

static void
end (Boat *boat)
{
  lim_sketch_body_paint (boat->stage, boat->body);
}

static float
at_x (const Boat *boat, float x)
{
  return boat->x + x * boat->size * boat->facing;
}

static float
at_y (const Boat *boat, float y)
{
  return boat->line + y * boat->size;
}

/* The height of the deck along the hull: it rises towards both ends, more so at the bow. */
static float
sheer (const Boat *boat, float u)
{
  float rise = boat->reed ? 0.52f : u > 0 ? 0.24f : 0.10f;

  return -0.2f - rise * u * u * (u < 0 ? -u * 0.6f + 0.4f : u * 0.7f + 0.3f);
}

static void
draw_hull (Boat *boat)
{
  enum
  {
    STEPS = 12
  };
  float points[2 * (STEPS + 1)][2], keel = boat->reed ? 0.05f : 0.12f;

  for (int i = 0; i <= STEPS; i++)
    {
      float u = 2.0f * (float) i / STEPS - 1.0f, v = boat->reed ? 0.86f * u : 0.93f * u;
      float curve = boat->reed ? u * u : u * u * u * u;

      points[i][0] = at_x (boat, u), points[i][1] = at_y (boat, sheer (boat, u));
      points[2 * STEPS + 1 - i][0] = at_x (boat, v);
      points[2 * STEPS + 1 - i][1] = at_y (boat, lim_sketch_lerp (keel, sheer (boat, u) + 0.1f, curve * 0.85f));
    }
  start (boat, boat->reed ? LIM_SKETCH_GRAIN : LIM_SKETCH_CLOTH, boat->hull, 0.12f);
  boat->body->matter.grain = boat->reed ? 0.8f : 1.2f;
  lim_sketch_polygon (boat->body, (const float (*)[2]) points, G_N_ELEMENTS (points), 0.11f * boat->size);
  end (boat);
}

/* Planks run along the hull; bands hold them, or ropes the reed. */
static void
draw_planks (Boat *boat)
{
  for (int row = 0; row < 4; row++)
    for (int i = 0; i < 10; i++)
      {
        float u = -0.92f + 0.18f * (float) i, w = u + 0.18f, down = 0.055f + 0.065f * (float) row;
        const float ends[2][2] = { { at_x (boat, u), at_y (boat, sheer (boat, u) + down) },
                                   { at_x (boat, w), at_y (boat, sheer (boat, w) + down) } };

        lim_sketch_stroke (boat->stage, ends, 0.004f, 0.004f, lim_sketch_scale (boat->hull, 0.35f), 0.55f);
      }
  int bands = boat->reed ? 9 : 6;
  for (int i = 0; i < bands; i++)
    {
      float u = -0.8f + 1.6f * (float) i / (float) (bands - 1), top = sheer (boat, u),
            low = boat->reed ? 0.16f : 0.24f;
      const float ends[2][2] = { { at_x (boat, u), at_y (boat, top) },
                                 { at_x (boat, u * 0.95f), at_y (boat, top + low) } };

      lim_sketch_stroke (boat->stage, ends, boat->reed ? 0.008f : 0.014f, 0.010f, boat->band, 0.85f);
    }
  start (boat, boat->reed ? LIM_SKETCH_GRAIN : LIM_SKETCH_IRON, boat->band, 0.4f);
  for (int i = 0; i < 10; i++)
    {
      float u = -1.0f + 0.2f * (float) i, w = u + 0.2f;

      lim_sketch_limb (boat->body, at_x (boat, u), at_y (boat, sheer (boat, u)), 0.022f * boat->size, at_x (boat, w),
                       at_y (boat, sheer (boat, w)), 0.022f * boat->size);
    }
  end (boat);
}

static void
draw_cabin (Boat *boat)
{
  float u = lim_sketch_rand (boat->stage, -0.5f, -0.15f), w = lim_sketch_rand (boat->stage, 0.18f, 0.28f);
  float h = lim_sketch_rand (boat->stage, 0.2f, 0.3f), y = sheer (boat, u) - h * 0.5f;

  start (boat, LIM_SKETCH_GRAIN, boat->wood, 0.1f);
  lim_sketch_box (boat->body, at_x (boat, u), at_y (boat, y), w * boat->size, h * 0.62f * boat->size, 0.01f, 0);
  end (boat);
  start (boat, LIM_SKETCH_IRON, boat->band, 0.3f);
  lim_sketch_box (boat->body, at_x (boat, u), at_y (boat, y - h * 0.62f), (w + 0.04f) * boat->size, 0.025f, 0.01f, 0);
  lim_sketch_limb (boat->body, at_x (boat, u - w * 0.6f), at_y (boat, y - h * 0.6f), 0.022f,
                   at_x (boat, u - w * 0.6f), at_y (boat, y - h * 1.15f), 0.02f);
  end (boat);
  for (int i = -1; i <= 1; i++)
    {
      float x = at_x (boat, u + 0.55f * w * (float) i), t = at_y (boat, y - h * 0.3f), r = w * 0.17f * boat->size;
      gboolean lit = lim_sketch_chance (boat->stage, 0.6f);
      LimSketchColour glass = lit ? boat->lamp : lim_sketch_rgb (0x2c3a42);

      lim_sketch_quad (boat->stage, x - r, t, x + r, t + 0.12f * boat->size, glass, lim_sketch_scale (glass, 0.8f));
      if (lit)
        lim_sketch_glow (boat->stage, x, t + 0.05f, 0.2f, boat->lamp, 0.4f);
    }
}

static void
draw_mast (Boat *boat, gboolean sail)
{
  float u = lim_sketch_rand (boat->stage, 0.0f, 0.2f), deck = sheer (boat, u),
        top = deck - lim_sketch_rand (boat->stage, 0.8f, 1.0f);
  float boom = lim_sketch_rand (boat->stage, 0.5f, 0.75f), belly = lim_sketch_rand (boat->stage, 0.02f, 0.1f);
  const float stay[2][2] = { { at_x (boat, u), at_y (boat, top) },
                             { at_x (boat, 0.96f), at_y (boat, sheer (boat, 0.95f)) } };

  if (sail)
    {
      const float cloth[][2] = { { at_x (boat, u - 0.02f), at_y (boat, top + 0.05f) },
                                 { at_x (boat, u - boom * 0.25f - belly), at_y (boat, top * 0.62f + deck * 0.38f) },
                                 { at_x (boat, u - boom * 0.62f - belly), at_y (boat, top * 0.3f + deck * 0.7f) },
                                 { at_x (boat, u - boom), at_y (boat, deck - 0.1f) },
                                 { at_x (boat, u - 0.02f), at_y (boat, deck - 0.08f) } };
      start (boat, LIM_SKETCH_CLOTH, boat->sail, 0.05f);
      lim_sketch_polygon (boat->body, cloth, G_N_ELEMENTS (cloth), 0.12f);
      end (boat);
      for (int i = 1; i < 7; i++)
        {
          float t = (float) i / 7, y = lim_sketch_lerp (top, deck - 0.08f, t);
          const float seam[2][2] = { { at_x (boat, u - 0.02f), at_y (boat, y) },
                                     { at_x (boat, u - boom * t * 0.9f), at_y (boat, y - 0.02f) } };

          lim_sketch_stroke (boat->stage, seam, 0.005f, 0.004f, lim_sketch_scale (boat->sail, 0.55f), 0.6f);
        }
    }
  start (boat, LIM_SKETCH_GRAIN, lim_sketch_scale (boat->wood, 0.8f), 0.1f);
  lim_sketch_limb (boat->body, at_x (boat, u), at_y (boat, deck), 0.018f, at_x (boat, u), at_y (boat, top), 0.01f);
  lim_sketch_limb (boat->body, at_x (boat, u), at_y (boat, deck - 0.08f), 0.012f, at_x (boat, u - boom),
                   at_y (boat, deck - 0.1f), 0.008f);
  end (boat);
  lim_sketch_stroke (boat->stage, stay, 0.004f, 0.003f, lim_sketch_rgb (0x2c2620), 0.8f);
}

static void
draw_lamp (Boat *boat, float u)
{
  float x = at_x (boat, u), y = at_y (boat, sheer (boat, u) - 0.12f);

  start (boat, LIM_SKETCH_IRON, lim_sketch_rgb (0x4a4038), 0.4f);
  lim_sketch_limb (boat->body, x, y + 0.12f, 0.008f, x, y, 0.008f);
  end (boat);
  start (boat, LIM_SKETCH_EMIT, boat->lamp, 0);
  lim_sketch_oval (boat->body, x, y, 0.02f, 0.028f, 0);
  end (boat);
  lim_sketch_glow (boat->stage, x, y, 0.4f, boat->lamp, 0.55f);
}

static Boat
boat_new (LimSketchStage *stage, LimSketchBody *body)
{
  const LimSketchPlan *plan = stage->plan;
  LimSketchColour hull =
      plan->has_colour[LIM_SKETCH_SLOT_CLOTH] ? plan->colours[LIM_SKETCH_SLOT_CLOTH] : plan->palette[0];
  gboolean reed = lim_sketch_has (plan, LIM_SKETCH_BIT_REED);
  LimSketchColour band = plan->palette[plan->n_palette > 1 ? 1 : 0];

  if (lim_sketch_luma (hull) < 0.12f)
    hull = lim_sketch_blend (hull, lim_sketch_rgb (0x6a4a32), 0.5f);
  if (reed)
    hull = lim_sketch_blend (hull, lim_sketch_rgb (0xc9a857), 0.6f);
  return (Boat){ .stage = stage,
                 .plan = plan,
                 .body = body,
                 .size = lim_sketch_rand (stage, 0.6f, 0.86f) * MIN (stage->ax, 1.3f),
                 .x = lim_sketch_rand (stage, -0.14f, 0.14f),
                 .facing = lim_sketch_chance (stage, 0.5f) ? 1.0f : -1.0f,
                 .hull = hull,
                 .band = lim_sketch_blend (band, hull, 0.25f),
                 .wood = lim_sketch_blend (hull, plan->colours[LIM_SKETCH_SLOT_WOOD], 0.6f),
                 .lamp = lim_sketch_rgb (0xffc070),
                 .sail = lim_sketch_blend (plan->palette[plan->n_palette - 1], lim_sketch_rgb (0xd8c49a), 0.6f),
                 .reed = reed };
}

/* Strokes along the water: light from the sky, dark from the hull. */
static void
ripples (Boat *boat, float far)
{
  LimSketchStage *stage = boat->stage;

  for (int i = 0; i < 60; i++)
    {
      float t = lim_sketch_rand (stage, 0, 1), y = lim_sketch_lerp (far, stage->ay, t * t);
      float x = lim_sketch_rand (stage, -1, 1) * stage->ax,
            l = (0.04f + 0.22f * t) * lim_sketch_rand (stage, 0.5f, 1.2f);
      const float ends[2][2] = { { x - l, y }, { x + l, y + lim_sketch_rand (stage, -0.006f, 0.006f) } };
      gboolean light = lim_sketch_chance (stage, 0.55f);

      lim_sketch_stroke (stage, ends, 0.002f + 0.006f * t, 0.002f + 0.004f * t,
                         lim_sketch_rgb (light ? 0xc6d0cf : 0x2f3d44), light ? 0.28f : 0.25f);
    }
  for (int i = -4; i <= 4; i++)
    {
      float u = 0.21f * (float) i;
      const float foam[2][2] = { { at_x (boat, u - 0.1f), boat->line + 0.11f * boat->size },
                                 { at_x (boat, u + 0.1f), boat->line + 0.115f * boat->size } };

      lim_sketch_stroke (stage, foam, 0.008f, 0.006f, lim_sketch_rgb (0xbcc6c4), 0.4f);
    }
}

void
lim_sketch_scene_boat (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  gboolean aground = lim_sketch_has (plan, LIM_SKETCH_BIT_STRANDED);
  float horizon = lim_sketch_rand (stage, -0.12f, 0.3f), dim = plan->time == LIM_SKETCH_NIGHT ? 0.45f : 0.85f;
  LimSketchColour mud = lim_sketch_scale (lim_sketch_rgb (0x8f8470), dim),
                  deep = lim_sketch_scale (lim_sketch_rgb (0x56666c), dim);

  lim_sketch_backdrop_outdoors (stage, horizon);
  Boat boat = boat_new (stage, body);
  boat.line = lim_sketch_rand (stage, horizon + 0.14f, 0.5f);
  if (!aground)
    lim_sketch_ground (stage, horizon + 0.03f, lim_sketch_scale (deep, 0.9f), lim_sketch_scale (deep, 1.5f));
  else
    lim_sketch_ground (stage, horizon + 0.03f, mud, lim_sketch_scale (mud, 1.15f));
  lim_sketch_shadow (stage, boat.x, boat.line + 0.12f * boat.size, boat.size * 1.1f, 0.12f, 0.7f);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_SAIL) || lim_sketch_chance (stage, 0.4f))
    draw_mast (&boat, lim_sketch_has (plan, LIM_SKETCH_BIT_SAIL) || !lim_sketch_has (plan, LIM_SKETCH_BIT_CABIN));
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_CABIN))
    draw_cabin (&boat);
  draw_hull (&boat);
  draw_planks (&boat);
  draw_lamp (&boat, lim_sketch_chance (stage, 0.5f) ? -0.88f : 0.84f);
  if (lim_sketch_chance (stage, 0.5f))
    lim_sketch_figure (stage, at_x (&boat, 0.45f), at_y (&boat, sheer (&boat, 0.45f) + 0.06f), 0.42f * boat.size);
  lim_sketch_reflect (stage, boat.line + (aground ? 0.2f : 0.125f) * boat.size, aground ? 0.4f : 0.72f,
                      aground ? mud : deep);
  ripples (&boat, boat.line + 0.12f * boat.size);
}
