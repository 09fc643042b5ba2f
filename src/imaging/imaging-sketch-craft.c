/* Machines: ships, vehicles, walking machines. */
#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchStage *stage;
  LimSketchBody *body;
  float x, y, size, turns;
  LimSketchColour paint, dark, trim, glow;
} Craft;

static Craft
craft_new (LimSketchStage *stage, LimSketchBody *body)
{
  const LimSketchPlan *plan = stage->plan;
  LimSketchColour paint = plan->has_colour[LIM_SKETCH_SLOT_CLOTH]
                              ? plan->colours[LIM_SKETCH_SLOT_CLOTH]
                              : lim_sketch_blend (plan->palette[0], lim_sketch_rgb (0x8d9296), 0.25f);

  return (Craft){
    stage,
    body,
    0,
    0,
    1,
    0,
    paint,
    lim_sketch_scale (lim_sketch_blend (paint, lim_sketch_rgb (0x3a3d42), 0.6f), 0.8f),
    plan->has_colour[LIM_SKETCH_SLOT_TRIM] ? plan->colours[LIM_SKETCH_SLOT_TRIM] : plan->palette[plan->n_palette - 1],
    plan->has_colour[LIM_SKETCH_SLOT_GLOW] ? plan->colours[LIM_SKETCH_SLOT_GLOW] : lim_sketch_rgb (0x8fd0f0)
  };
}

static void
start (Craft *craft, LimSketchStuff stuff, LimSketchColour colour, float shine)
{
  lim_sketch_body_start (craft->body, (LimSketchMatter){ stuff, colour, shine, 0.9f, 0, 0.6f, 1.6f });
  lim_sketch_body_place (craft->body, craft->x, craft->y, craft->size, craft->turns);
}

static void
end (Craft *craft)
{
  lim_sketch_body_paint (craft->stage, craft->body);
}

static void
glow_at (Craft *craft, float x, float y, float radius, LimSketchColour colour, float strength)
{
  float c = lim_sketch_cos (craft->turns), s = lim_sketch_sin (craft->turns);

  lim_sketch_glow (craft->stage, craft->x + craft->size * (x * c - y * s), craft->y + craft->size * (x * s + y * c),
                   radius * craft->size, colour, strength);
}

static void
engines (Craft *craft, float x, float y, float r, int n)
{
  for (int i = 0; i < n; i++)
    {
      float ey = y + ((float) i - (float) (n - 1) * 0.5f) * r * 2.1f;

      start (craft, LIM_SKETCH_IRON, craft->dark, 0.6f);
      lim_sketch_limb (craft->body, x + r * 1.8f, ey, r * 0.9f, x, ey, r);
      lim_sketch_box (craft->body, x - r * 0.5f, ey, r * 0.6f, r * 0.92f, r * 0.2f, 0);
      end (craft);
      start (craft, LIM_SKETCH_EMIT, craft->glow, 0);
      lim_sketch_oval (craft->body, x - r * 1.05f, ey, r * 0.32f, r * 0.7f, 0);
      end (craft);
      glow_at (craft, x - r * 1.6f, ey, r * 5.5f, craft->glow, 0.65f);
      glow_at (craft, x - r * 3.2f, ey, r * 4.0f, craft->glow, 0.3f);
    }
}

static void
hull_outline (LimSketchStage *stage, float (*points)[2], float length, float height)
{
  float top = 0.5f, low = 0.5f;

  for (int i = 0; i < 7; i++)
    {
      float x = -length + 2.0f * length * (float) i / 6, taper = i == 6 ? 0.34f : i == 5 ? 0.72f : 1.0f;

      points[i][0] = x + (i == 6 ? 0.06f : 0);
      points[i][1] = -height * top * taper;
      points[13 - i][0] = x;
      points[13 - i][1] = height * low * taper;
      if (lim_sketch_chance (stage, 0.6f))
        top = lim_sketch_rand (stage, 0.36f, 0.78f);
      if (lim_sketch_chance (stage, 0.5f))
        low = lim_sketch_rand (stage, 0.36f, 0.7f);
    }
}

static void
portholes (Craft *craft, float x0, float x1, float y, int n)
{
  start (craft, LIM_SKETCH_EMIT, lim_sketch_rgb (0xffdc9a), 0);
  for (int i = 0; i < n; i++)
    if (lim_sketch_chance (craft->stage, 0.75f))
      lim_sketch_box (craft->body, x0 + (x1 - x0) * (float) i / (float) n, y, 0.009f, 0.006f, 0.003f, 0);
  end (craft);
}

static void
cargo (Craft *craft, float y)
{
  int n = 3 + lim_sketch_choose (craft->stage, 3);

  for (int i = 0; i < n; i++)
    {
      LimSketchColour colour = craft->stage->plan->palette[(guint) i % craft->stage->plan->n_palette];

      start (craft, LIM_SKETCH_PANELS, lim_sketch_blend (lim_sketch_saturate (colour, 0.8f), craft->paint, 0.45f),
             0.2f);
      lim_sketch_box (craft->body, -0.36f + 0.72f * ((float) i + 0.5f) / (float) n, y, 0.3f / (float) n, 0.085f,
                      0.012f, 0);
      end (craft);
    }
}

static void
draw_ship (Craft *craft)
{
  LimSketchStage *stage = craft->stage;
  float points[14][2], height = lim_sketch_rand (stage, 0.24f, 0.40f), length = lim_sketch_rand (stage, 0.62f, 0.76f);
  gboolean winged = lim_sketch_chance (stage, 0.5f), freighter = lim_sketch_chance (stage, 0.6f);

  hull_outline (stage, points, length, height);
  engines (craft, -length - 0.02f, 0, height * 0.19f, 2 + lim_sketch_choose (stage, 2));
  if (winged)
    {
      const float fin[][2] = { { -length * 0.75f, -height * 0.3f },
                               { -length * 0.95f, -height * 1.35f },
                               { -length * 0.7f, -height * 1.35f },
                               { -length * 0.2f, -height * 0.35f } };
      start (craft, LIM_SKETCH_PANELS, craft->dark, 0.25f);
      lim_sketch_polygon (craft->body, fin, 4, 0.02f);
      end (craft);
    }
  if (freighter)
    cargo (craft, height * 0.62f);
  start (craft, LIM_SKETCH_PANELS, craft->paint, 0.35f);
  lim_sketch_polygon (craft->body, points, 14, 0.07f);
  end (craft);
  start (craft, LIM_SKETCH_PANELS, lim_sketch_scale (craft->paint, 0.88f), 0.3f);
  float tower = lim_sketch_rand (stage, -0.35f, 0.3f);
  lim_sketch_box (craft->body, tower, -height * 0.52f, 0.16f, 0.07f, 0.02f, 0);
  lim_sketch_box (craft->body, tower + 0.03f, -height * 0.52f - 0.08f, 0.09f, 0.04f, 0.015f, 0);
  for (int i = 0; i < 7; i++)
    lim_sketch_box (craft->body, lim_sketch_rand (stage, -length * 0.8f, length * 0.6f),
                    lim_sketch_rand (stage, -height * 0.3f, height * 0.35f), lim_sketch_rand (stage, 0.02f, 0.08f),
                    lim_sketch_rand (stage, 0.012f, 0.04f), 0.01f, 0);
  end (craft);
  start (craft, LIM_SKETCH_PANELS, craft->trim, 0.2f);
  float stripe = lim_sketch_rand (stage, -length * 0.5f, length * 0.3f);
  lim_sketch_box (craft->body, stripe, 0, 0.035f, height * 0.34f, 0.005f, 0);
  lim_sketch_box (craft->body, length * 0.72f, -0.0f, 0.07f, height * 0.1f, 0.005f, 0);
  end (craft);
  start (craft, LIM_SKETCH_IRON, craft->dark, 0.5f);
  for (int i = 0; i < 3; i++)
    {
      float ax = lim_sketch_rand (stage, -length * 0.6f, length * 0.7f);

      lim_sketch_limb (craft->body, ax, -height * 0.3f, 0.007f, ax + 0.03f,
                       -height * 0.3f - lim_sketch_rand (stage, 0.15f, 0.34f), 0.002f);
    }
  end (craft);
  start (craft, LIM_SKETCH_GLASS, lim_sketch_rgb (0x2b4152), 1.0f);
  lim_sketch_box (craft->body, tower + 0.06f, -height * 0.52f - 0.08f, 0.045f, 0.018f, 0.006f, 0);
  lim_sketch_box (craft->body, length * 0.86f, -height * 0.1f, 0.05f, 0.025f, 0.01f, 0.02f);
  end (craft);
  portholes (craft, -length * 0.7f, length * 0.7f, -height * 0.16f, 18);
  portholes (craft, -length * 0.5f, length * 0.5f, height * 0.12f, 12);
  glow_at (craft, length * 0.95f, 0, 0.1f, lim_sketch_rgb (0xff5a40), 0.5f);
}

void
lim_sketch_scene_ship (LimSketchStage *stage)
{
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  gboolean sky = stage->plan->time == LIM_SKETCH_DAY || stage->plan->time == LIM_SKETCH_DUSK;
  Craft craft;

  if (sky)
    lim_sketch_backdrop_outdoors (stage, 0.45f);
  else
    lim_sketch_backdrop_space (stage);
  craft = craft_new (stage, body);
  if (lim_sketch_chance (stage, 0.6f))
    for (int i = 0; i < 2; i++)
      {
        craft.size = lim_sketch_rand (stage, 0.10f, 0.2f);
        craft.x = lim_sketch_rand (stage, -0.9f, 0.9f) * stage->ax,
        craft.y = lim_sketch_rand (stage, -0.8f, -0.4f) * stage->ay;
        draw_ship (&craft);
      }
  craft.size = lim_sketch_rand (stage, 0.95f, 1.12f) * MIN (stage->ax, 1.25f);
  craft.x = lim_sketch_rand (stage, -0.05f, 0.12f);
  craft.y = lim_sketch_rand (stage, -0.08f, 0.14f);
  craft.turns = lim_sketch_rand (stage, -0.06f, 0.03f);
  draw_ship (&craft);
}

static void
wheels (Craft *craft, float floor, gboolean tracks)
{
  int n = 3 + lim_sketch_choose (craft->stage, 2);
  float r = 0.13f;

  if (tracks)
    {
      start (craft, LIM_SKETCH_IRON, lim_sketch_rgb (0x34332f), 0.3f);
      lim_sketch_box (craft->body, 0, floor - 0.14f, 0.66f, 0.14f, 0.13f, 0);
      end (craft);
    }
  for (int i = 0; i < n; i++)
    {
      float x = -0.5f + 1.0f * (float) i / (float) (n - 1), y = floor - r;

      start (craft, LIM_SKETCH_LEATHER, lim_sketch_rgb (tracks ? 0x4a4a48 : 0x2b2a2a), 0.2f);
      lim_sketch_oval (craft->body, x, y, tracks ? r * 0.72f : r, tracks ? r * 0.72f : r, 0);
      end (craft);
      start (craft, LIM_SKETCH_IRON, craft->dark, 0.7f);
      lim_sketch_oval (craft->body, x, y, r * 0.48f, r * 0.48f, 0);
      end (craft);
      start (craft, LIM_SKETCH_IRON, craft->trim, 0.6f);
      lim_sketch_oval (craft->body, x, y, r * 0.16f, r * 0.16f, 0);
      end (craft);
    }
}

/* A tall triangle of canvas on a mast: a vehicle that the wind drives. */
static void
sail (Craft *craft, float d)
{
  float top = lim_sketch_rand (craft->stage, -0.98f, -0.85f), boom = lim_sketch_rand (craft->stage, 0.5f, 0.7f);
  const float cloth[][2] = {
    { d * 0.08f, top }, { -d * boom * 0.45f, -0.45f }, { -d * boom, -0.2f }, { d * 0.08f, -0.16f }
  };

  start (craft, LIM_SKETCH_CLOTH, lim_sketch_blend (craft->stage->plan->palette[0], lim_sketch_rgb (0xe0d4b4), 0.6f),
         0.05f);
  lim_sketch_polygon (craft->body, cloth, 4, 0.1f);
  end (craft);
  start (craft, LIM_SKETCH_GRAIN, craft->stage->plan->colours[LIM_SKETCH_SLOT_WOOD], 0.1f);
  lim_sketch_limb (craft->body, d * 0.1f, 0.0f, 0.022f, d * 0.1f, top - 0.04f, 0.01f);
  lim_sketch_limb (craft->body, d * 0.1f, -0.15f, 0.014f, -d * (boom + 0.04f), -0.19f, 0.01f);
  lim_sketch_limb (craft->body, d * 0.1f, top, 0.005f, d * 0.7f, 0.04f, 0.005f);
  end (craft);
}

void
lim_sketch_scene_vehicle (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  float floor = 0.52f;

  if (lim_sketch_has (plan, LIM_SKETCH_BIT_PLAIN))
    lim_sketch_backdrop_studio (stage, floor);
  else
    lim_sketch_backdrop_outdoors (stage, lim_sketch_rand (stage, 0.1f, 0.25f));
  Craft craft = craft_new (stage, body);
  float d = lim_sketch_chance (stage, 0.5f) ? 1.0f : -1.0f, roof = lim_sketch_rand (stage, -0.28f, -0.16f);
  float nose = lim_sketch_rand (stage, 0.6f, 0.74f);
  lim_sketch_shadow (stage, -stage->light[0] * 0.2f, floor + 0.01f, 0.95f, 0.14f, 0.8f);
  wheels (&craft, floor - 0.06f, TRUE);
  const float hull[][2] = { { -d * 0.72f, 0.02f }, { -d * 0.64f, -0.10f },        { d * 0.30f, -0.10f },
                            { d * nose, 0.06f },   { d * (nose + 0.04f), 0.22f }, { d * 0.5f, 0.34f },
                            { -d * 0.6f, 0.34f },  { -d * 0.76f, 0.2f } };
  const float cabin[][2] = {
    { -d * 0.05f, -0.08f }, { d * 0.02f, roof }, { d * 0.28f, roof }, { d * 0.46f, -0.05f }
  };
  start (&craft, LIM_SKETCH_PANELS, lim_sketch_scale (craft.paint, 0.9f), 0.3f);
  lim_sketch_polygon (body, cabin, 4, 0.04f);
  lim_sketch_box (body, -d * 0.36f, -0.16f, 0.26f, lim_sketch_rand (stage, 0.08f, 0.16f), 0.02f, 0);
  end (&craft);
  start (&craft, LIM_SKETCH_PANELS, craft.paint, 0.4f);
  lim_sketch_polygon (body, hull, G_N_ELEMENTS (hull), 0.07f);
  end (&craft);
  const float glass[][2] = {
    { d * 0.10f, -0.09f }, { d * 0.14f, roof + 0.035f }, { d * 0.26f, roof + 0.035f }, { d * 0.40f, -0.08f }
  };
  start (&craft, LIM_SKETCH_GLASS, lim_sketch_rgb (0x35505e), 1.0f);
  lim_sketch_polygon (body, glass, 4, 0.015f);
  end (&craft);
  start (&craft, LIM_SKETCH_PANELS, craft.trim, 0.3f);
  lim_sketch_box (body, -d * 0.1f, 0.13f, 0.5f, 0.022f, 0.004f, 0);
  end (&craft);
  start (&craft, LIM_SKETCH_IRON, craft.dark, 0.5f);
  lim_sketch_box (body, -d * 0.4f, 0.02f, 0.1f, 0.06f, 0.015f, 0);
  lim_sketch_limb (body, -d * 0.55f, -0.2f, 0.012f, -d * 0.6f, -0.62f, 0.004f);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_TRACKS) && !lim_sketch_has (plan, LIM_SKETCH_BIT_WHEELS))
    lim_sketch_limb (body, d * 0.1f, roof - 0.01f, 0.035f, d * 0.8f, roof - 0.06f, 0.022f);
  end (&craft);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_SAIL))
    sail (&craft, d);
  wheels (&craft, floor,
          lim_sketch_has (plan, LIM_SKETCH_BIT_TRACKS) && !lim_sketch_has (plan, LIM_SKETCH_BIT_WHEELS));
  start (&craft, LIM_SKETCH_EMIT, lim_sketch_rgb (0xfff0c8), 0);
  lim_sketch_oval (body, d * (nose + 0.0f), 0.16f, 0.028f, 0.035f, 0);
  end (&craft);
  lim_sketch_glow (stage, d * (nose + 0.05f), 0.16f, 0.34f, lim_sketch_rgb (0xffe0a0), 0.5f);
  lim_sketch_haze (stage, floor - 0.15f, stage->ay, lim_sketch_rgb (0xb9a888), 0.25f);
}

static void
mech_leg (Craft *craft, float side, float floor, float knee_out)
{
  float hip = side * 0.15f, knee = side * (0.24f + knee_out), foot = side * 0.27f;

  start (craft, LIM_SKETCH_IRON, craft->dark, 0.5f);
  lim_sketch_limb (craft->body, hip, 0.1f, 0.055f, knee, 0.36f, 0.045f);
  lim_sketch_limb (craft->body, knee, 0.36f, 0.045f, foot, floor - 0.07f, 0.04f);
  end (craft);
  start (craft, LIM_SKETCH_PANELS, craft->paint, 0.4f);
  lim_sketch_box (craft->body, (hip + knee) * 0.5f, 0.21f, 0.085f, 0.12f, 0.03f, -side * 0.045f);
  lim_sketch_box (craft->body, (knee + foot) * 0.5f + side * 0.01f, 0.54f, 0.075f, 0.14f, 0.03f, side * 0.01f);
  lim_sketch_box (craft->body, foot + side * 0.02f, floor - 0.04f, 0.15f, 0.05f, 0.03f, 0);
  end (craft);
  start (craft, LIM_SKETCH_IRON, craft->trim, 0.5f);
  lim_sketch_oval (craft->body, knee, 0.37f, 0.06f, 0.06f, 0);
  end (craft);
}

static void
mech_arm (Craft *craft, float side, gboolean gun)
{
  float sx = side * 0.40f, lift = lim_sketch_rand (craft->stage, -0.04f, 0.06f);

  start (craft, LIM_SKETCH_IRON, craft->dark, 0.5f);
  lim_sketch_limb (craft->body, sx, -0.28f, 0.06f, sx + side * 0.07f, 0.02f + lift, 0.05f);
  lim_sketch_limb (craft->body, sx + side * 0.07f, 0.02f + lift, 0.05f, sx + side * 0.05f, 0.24f + lift, 0.05f);
  if (gun)
    lim_sketch_limb (craft->body, sx + side * 0.05f, 0.2f + lift, 0.035f, sx + side * 0.07f, 0.46f + lift, 0.03f);
  else
    for (int i = -1; i <= 1; i++)
      lim_sketch_limb (craft->body, sx + side * 0.05f, 0.25f + lift, 0.03f, sx + side * 0.05f + 0.05f * (float) i,
                       0.38f + lift, 0.018f);
  end (craft);
  start (craft, LIM_SKETCH_PANELS, craft->paint, 0.4f);
  lim_sketch_box (craft->body, sx + side * 0.065f, 0.13f + lift, 0.08f, 0.12f, 0.03f, 0);
  lim_sketch_box (craft->body, sx + side * 0.02f, -0.33f, 0.15f, 0.12f, 0.05f, side * 0.03f);
  end (craft);
  start (craft, LIM_SKETCH_PANELS, craft->trim, 0.3f);
  lim_sketch_box (craft->body, sx + side * 0.03f, -0.36f, 0.11f, 0.022f, 0.006f, side * 0.03f);
  end (craft);
}

void
lim_sketch_scene_mech (LimSketchStage *stage)
{
  if (lim_sketch_has (stage->plan, LIM_SKETCH_BIT_LEGS))
    {
      lim_sketch_walker (stage);
      return;
    }

  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  float floor = 0.8f;

  if (lim_sketch_has (stage->plan, LIM_SKETCH_BIT_PLAIN))
    lim_sketch_backdrop_studio (stage, floor - 0.1f);
  else
    lim_sketch_backdrop_outdoors (stage, lim_sketch_rand (stage, 0.3f, 0.5f));
  Craft craft = craft_new (stage, body);
  craft.y = 0.0f;
  float width = lim_sketch_rand (stage, 0.22f, 0.3f), head = lim_sketch_rand (stage, -0.03f, 0.03f);
  lim_sketch_shadow (stage, -stage->light[0] * 0.25f, floor, 0.7f, 0.11f, 0.8f);
  start (&craft, LIM_SKETCH_IRON, craft.dark, 0.4f);
  lim_sketch_box (body, 0, -0.34f, 0.2f, 0.2f, 0.03f, 0);
  for (int i = -1; i <= 1; i += 2)
    lim_sketch_limb (body, (float) i * 0.12f, -0.4f, 0.045f, (float) i * 0.2f, -0.74f, 0.03f);
  lim_sketch_oval (body, 0, 0.08f, 0.17f, 0.11f, 0);
  end (&craft);
  float knee_out = lim_sketch_rand (stage, 0.0f, 0.08f);
  mech_leg (&craft, -1, floor, knee_out);
  mech_leg (&craft, 1, floor, knee_out);
  const float torso[][2] = { { -width * 0.75f, -0.46f }, { width * 0.75f, -0.46f }, { width * 1.1f, -0.25f },
                             { width * 0.7f, 0.04f },    { -width * 0.7f, 0.04f },  { -width * 1.1f, -0.25f } };
  start (&craft, LIM_SKETCH_PANELS, craft.paint, 0.45f);
  lim_sketch_polygon (body, torso, 6, 0.07f);
  end (&craft);
  mech_arm (&craft, -1, lim_sketch_chance (stage, 0.5f));
  mech_arm (&craft, 1, lim_sketch_chance (stage, 0.7f));
  start (&craft, LIM_SKETCH_PANELS, lim_sketch_scale (craft.paint, 1.05f), 0.4f);
  lim_sketch_box (body, head, -0.54f, 0.1f, 0.085f, 0.035f, 0);
  end (&craft);
  start (&craft, LIM_SKETCH_GLASS, lim_sketch_rgb (0x223340), 1.0f);
  lim_sketch_box (body, head, -0.22f, width * 0.42f, 0.07f, 0.03f, 0);
  end (&craft);
  start (&craft, LIM_SKETCH_EMIT, craft.glow, 0);
  lim_sketch_box (body, head, -0.55f, 0.07f, 0.016f, 0.012f, 0);
  end (&craft);
  glow_at (&craft, head, -0.55f, 0.22f, craft.glow, 0.6f);
  start (&craft, LIM_SKETCH_PANELS, craft.trim, 0.3f);
  lim_sketch_box (body, 0, -0.07f, width * 0.55f, 0.018f, 0.005f, 0);
  lim_sketch_box (body, width * 0.62f, -0.33f, 0.03f, 0.05f, 0.005f, 0);
  end (&craft);
  lim_sketch_haze (stage, floor - 0.25f, stage->ay, lim_sketch_rgb (0xa9a090), 0.28f);
}
