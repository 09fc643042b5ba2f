/* Places without a subject: buildings, cities, landscapes. */
#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchColour lit, dark, roof, glass;
} Walls;

static Walls
choose_walls (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  gboolean night = plan->time == LIM_SKETCH_NIGHT;
  LimSketchColour base =
      plan->has_colour[LIM_SKETCH_SLOT_CLOTH]
          ? plan->colours[LIM_SKETCH_SLOT_CLOTH]
          : lim_sketch_blend (plan->has_colour[LIM_SKETCH_SLOT_FREE] ? plan->colours[LIM_SKETCH_SLOT_FREE]
                                                                     : lim_sketch_rgb (0xd2c4a4),
                              lim_sketch_rgb (0xb8a88c), 0.5f);
  float dim = night ? 0.4f : plan->time == LIM_SKETCH_DUSK ? 0.78f : 1.0f;

  base = lim_sketch_scale (base, dim);
  return (Walls){ lim_sketch_tint (base, stage->sun), lim_sketch_tint (lim_sketch_scale (base, 0.85f), stage->shade),
                  lim_sketch_scale (lim_sketch_blend (plan->colours[LIM_SKETCH_SLOT_TRIM], lim_sketch_rgb (0x6b4238),
                                                      plan->has_colour[LIM_SKETCH_SLOT_TRIM] ? 0.25f : 0.6f),
                                    dim),
                  night || plan->time == LIM_SKETCH_DUSK ? lim_sketch_rgb (0xffc978) : lim_sketch_rgb (0x3f4c56) };
}

static void
window (LimSketchStage *stage, const Walls *walls, float x, float y, float w, float h, gboolean arched)
{
  LimSketchColour glass = lim_sketch_scale (walls->glass, lim_sketch_rand (stage, 0.65f, 1.1f));
  gboolean lamp = walls->glass.r > 0.8f;

  if (lamp && lim_sketch_chance (stage, 0.4f))
    glass = lim_sketch_rgb (0x232a34), lamp = FALSE;
  lim_sketch_quad (stage, x - w * 0.66f, y - h * 0.58f, x + w * 0.66f, y + h * 0.62f,
                   lim_sketch_scale (walls->dark, 0.7f), walls->dark);
  lim_sketch_quad (stage, x - w * 0.5f, y - h * 0.5f, x + w * 0.5f, y + h * 0.5f, glass,
                   lim_sketch_scale (glass, 0.7f));
  if (arched)
    {
      float points[10][2];

      for (int i = 0; i < 10; i++)
        {
          points[i][0] = x - w * 0.5f * lim_sketch_cos ((float) i / 18);
          points[i][1] = y - h * 0.48f - w * 0.5f * lim_sketch_sin ((float) i / 18);
        }
      lim_sketch_fill (stage, points, 10, glass, glass);
    }
  lim_sketch_quad (stage, x - w * 0.05f, y - h * 0.5f, x + w * 0.05f, y + h * 0.5f, walls->dark, walls->dark);
  if (lamp)
    lim_sketch_glow (stage, x, y, w * 2.2f, lim_sketch_rgb (0xffb860), 0.35f);
}

static void
roof (LimSketchStage *stage, const Walls *walls, float x0, float x1, float y, float side, int kind)
{
  LimSketchColour light = lim_sketch_tint (walls->roof, stage->sun),
                  dark = lim_sketch_tint (walls->roof, stage->shade);
  float w = x1 - x0, mid = (x0 + x1) * 0.5f, h = w * lim_sketch_rand (stage, 0.38f, 0.62f), over = 0.03f;

  if (kind == 0)
    {
      const float gable[][2] = { { x0, y + 0.005f }, { mid, y - h }, { x1, y + 0.005f } };
      const float slope[][2] = { { mid, y - h - 0.015f },
                                 { mid + side, y - h * 0.92f },
                                 { x1 + side + over, y + 0.03f },
                                 { x1 + over, y + 0.04f } };
      const float eave[][2] = {
        { mid, y - h - 0.02f }, { mid, y - h + 0.02f }, { x0 - over, y + 0.045f }, { x0 - over, y + 0.015f }
      };

      lim_sketch_fill (stage, gable, 3, walls->lit, walls->lit);
      lim_sketch_fill (stage, slope, 4, light, dark);
      lim_sketch_fill (stage, eave, 4, light, light);
      window (stage, walls, mid, y - h * 0.35f, w * 0.14f, w * 0.16f, TRUE);
    }
  else if (kind == 1)
    {
      g_autofree LimSketchBody *body = lim_sketch_body_new ();

      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_IRON,
                                                      lim_sketch_blend (walls->roof, lim_sketch_rgb (0x6f9a8c), 0.4f),
                                                      0.4f, 1, 0, 0.2f });
      lim_sketch_oval (body, mid + side * 0.5f, y, (w + side) * 0.46f, w * 0.52f, 0);
      lim_sketch_box (body, mid + side * 0.5f, y + w * 0.5f, w, w * 0.5f, 0, 0);
      lim_sketch_cut (body);
      lim_sketch_limb (body, mid + side * 0.5f, y - w * 0.5f, 0.02f, mid + side * 0.5f, y - w * 0.78f, 0.004f);
      lim_sketch_body_paint (stage, body);
      lim_sketch_quad (stage, x0 - over, y - 0.02f, x1 + side + over, y + 0.03f, light, dark);
    }
  else if (kind == 2)
    {
      const float cone[][2] = { { x0 - over, y + 0.02f },
                                { mid + side * 0.5f, y - w * 1.5f },
                                { x1 + side + over, y + 0.02f } };
      const float cone_dark[][2] = { { mid + side * 0.4f, y + 0.03f },
                                     { mid + side * 0.5f, y - w * 1.5f },
                                     { x1 + side + over, y + 0.02f } };

      lim_sketch_fill (stage, cone, 3, light, light);
      lim_sketch_fill (stage, cone_dark, 3, dark, dark);
    }
  else
    {
      lim_sketch_quad (stage, x0 - over, y - 0.045f, x1 + 0.01f, y + 0.015f, light, walls->lit);
      lim_sketch_quad (stage, x1, y - 0.045f, x1 + side + over, y + 0.015f, dark, walls->dark);
    }
}

/* A block with a front in the light and a side in the shadow. */
static void
block (LimSketchStage *stage, const Walls *walls, float x0, float x1, float top, float base, float side, int kind)
{
  const float flank[][2] = { { x1, top }, { x1 + side, top + 0.03f }, { x1 + side, base - 0.02f }, { x1, base } };
  int floors = MAX (1, (int) ((base - top) / 0.23f)), columns = MAX (1, (int) ((x1 - x0) / 0.17f));
  gboolean arched = lim_sketch_chance (stage, 0.5f);

  lim_sketch_shadow (stage, (x0 + x1 + side) * 0.5f + 0.12f, base, (x1 - x0 + side) * 0.9f, 0.07f, 0.6f);
  lim_sketch_fill (stage, flank, 4, walls->dark, lim_sketch_scale (walls->dark, 0.75f));
  lim_sketch_quad (stage, x0, top, x1, base, walls->lit, lim_sketch_scale (walls->lit, 0.78f));
  for (int i = 0; i < 26; i++)
    {
      float bx = lim_sketch_rand (stage, x0, x1 - 0.03f), by = lim_sketch_rand (stage, top, base - 0.02f);

      lim_sketch_quad (stage, bx, by, MIN (bx + 0.045f, x1), by + 0.018f,
                       lim_sketch_scale (walls->lit, lim_sketch_rand (stage, 0.78f, 1.1f)),
                       lim_sketch_scale (walls->lit, 0.85f));
    }
  for (int f = 0; f < floors; f++)
    for (int c = 0; c < columns; c++)
      window (stage, walls, x0 + (x1 - x0) * ((float) c + 0.5f) / (float) columns,
              top + (base - top) * ((float) f + 0.45f) / (float) floors, 0.06f, 0.1f, arched);
  roof (stage, walls, x0, x1, top, side, kind);
}

static void
door (LimSketchStage *stage, const Walls *walls, float x, float base)
{
  lim_sketch_quad (stage, x - 0.07f, base - 0.2f, x + 0.07f, base, lim_sketch_scale (walls->dark, 0.6f),
                   lim_sketch_scale (walls->dark, 0.5f));
  lim_sketch_quad (stage, x - 0.05f, base - 0.18f, x + 0.05f, base, lim_sketch_rgb (0x5a3d2a),
                   lim_sketch_rgb (0x34241a));
  lim_sketch_quad (stage, x - 0.1f, base - 0.01f, x + 0.1f, base + 0.025f, walls->lit, walls->dark);
}

void
lim_sketch_scene_building (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  float horizon = lim_sketch_rand (stage, 0.32f, 0.45f), base = horizon + 0.22f;
  gboolean tower = lim_sketch_has (plan, LIM_SKETCH_BIT_TOWER), dome = lim_sketch_has (plan, LIM_SKETCH_BIT_DOME);
  LimSketchColour leaf = lim_sketch_scale (lim_sketch_rgb (0x556b45), plan->time == LIM_SKETCH_NIGHT ? 0.35f : 0.9f);

  lim_sketch_backdrop_outdoors (stage, horizon);
  Walls walls = choose_walls (stage);
  for (int i = 0; i < 5; i++)
    lim_sketch_tree (stage, lim_sketch_rand (stage, -1, 1) * stage->ax, horizon + 0.1f,
                     lim_sketch_rand (stage, 0.3f, 0.6f), lim_sketch_scale (leaf, 0.8f));

  float x = lim_sketch_rand (stage, -0.25f, 0.0f), w = lim_sketch_rand (stage, 0.42f, 0.6f),
        top = base - lim_sketch_rand (stage, 0.42f, 0.62f);
  float side = lim_sketch_rand (stage, 0.16f, 0.28f);
  static const int roofs[] = { 0, 0, 0, 3 };
  int kind = dome ? 1 : roofs[lim_sketch_choose (stage, 4)];
  if (tower || lim_sketch_chance (stage, 0.6f))
    {
      float tx = x + (lim_sketch_chance (stage, 0.5f) ? -w * 0.75f : w * 0.55f),
            tw = lim_sketch_rand (stage, 0.12f, 0.17f);

      block (stage, &walls, tx - tw, tx + tw * 0.6f, top - lim_sketch_rand (stage, 0.3f, tower ? 0.7f : 0.45f),
             base - 0.02f, 0.1f, dome ? 1 : 2);
    }
  if (lim_sketch_chance (stage, 0.7f))
    block (stage, &walls, x + w * 0.4f, x + w * 1.2f, top + lim_sketch_rand (stage, 0.12f, 0.25f), base - 0.03f,
           side * 0.8f, roofs[lim_sketch_choose (stage, 4)]);
  block (stage, &walls, x - w * 0.75f, x + w * 0.55f, top, base, side, kind);
  door (stage, &walls, x - w * 0.1f, base);
  const float path[][2] = { { x - w * 0.1f - 0.09f, base + 0.02f },
                            { x - w * 0.1f + 0.09f, base + 0.02f },
                            { x + 0.35f, stage->ay },
                            { x - 0.3f, stage->ay } };
  LimSketchColour stone = lim_sketch_scale (lim_sketch_blend (walls.lit, lim_sketch_rgb (0x9a9080), 0.6f), 0.85f);
  lim_sketch_fill (stage, path, 4, lim_sketch_scale (stone, 1.05f), lim_sketch_scale (stone, 0.8f));
  lim_sketch_tree (stage, -0.86f * stage->ax, base + 0.16f, lim_sketch_rand (stage, 0.7f, 1.25f), leaf);
  lim_sketch_tree (stage, 0.9f * stage->ax, base + 0.1f, lim_sketch_rand (stage, 0.5f, 0.9f), leaf);
  if (lim_sketch_chance (stage, 0.5f))
    lim_sketch_figure (stage, x + lim_sketch_rand (stage, 0.15f, 0.4f), base + 0.2f, 0.26f);
}

static void
skyline (LimSketchStage *stage, float base, float tallest, LimSketchColour colour, float lights)
{
  const LimSketchPlan *plan = stage->plan;
  float x = -stage->ax - 0.1f;
  LimSketchColour pane = lim_sketch_rgb (plan->time == LIM_SKETCH_DAY ? 0x93a8b6 : 0xffce85);

  while (x < stage->ax)
    {
      float w = lim_sketch_rand (stage, 0.09f, 0.24f), h = tallest * lim_sketch_rand (stage, 0.35f, 1.0f),
            top = base - h;
      LimSketchColour face = lim_sketch_scale (colour, lim_sketch_rand (stage, 0.85f, 1.15f));

      lim_sketch_quad (stage, x, top, x + w, stage->ay, face, lim_sketch_scale (face, 0.75f));
      lim_sketch_quad (stage, x + w * 0.7f, top, x + w, stage->ay, lim_sketch_scale (face, 0.72f),
                       lim_sketch_scale (face, 0.6f));
      if (lim_sketch_chance (stage, 0.5f))
        lim_sketch_quad (stage, x + w * 0.25f, top - h * 0.16f, x + w * 0.6f, top + 0.01f, face, face);
      if (lim_sketch_chance (stage, 0.4f))
        lim_sketch_quad (stage, x + w * 0.42f, top - h * 0.34f, x + w * 0.42f + 0.008f, top, face, face);
      for (float wy = top + 0.035f; wy < base + 0.2f && lights > 0; wy += 0.05f)
        for (float wx = x + 0.02f; wx < x + w - 0.025f; wx += 0.033f)
          if (lim_sketch_chance (stage, 0.42f * lights))
            lim_sketch_quad (stage, wx, wy, wx + 0.014f, wy + 0.022f,
                             lim_sketch_scale (pane, lim_sketch_rand (stage, 0.6f, 1.1f)),
                             lim_sketch_scale (pane, 0.75f));
      if (lights > 0.5f && plan->time != LIM_SKETCH_DAY
          && lim_sketch_chance (stage, lim_sketch_has (plan, LIM_SKETCH_BIT_NEON) ? 0.6f : 0.15f))
        {
          static const guint32 neons[] = { 0xff4f9a, 0x40d8f0, 0xffa040, 0x9a6cff };
          LimSketchColour neon = lim_sketch_rgb (neons[lim_sketch_choose (stage, 4)]);
          float sy = top + lim_sketch_rand (stage, 0.08f, 0.3f) * h;

          lim_sketch_quad (stage, x + w * 0.2f, sy, x + w * 0.2f + 0.03f, sy + 0.2f, neon, neon);
          lim_sketch_glow (stage, x + w * 0.2f, sy + 0.1f, 0.3f, neon, 0.5f);
        }
      x += w * lim_sketch_rand (stage, 0.85f, 1.15f);
    }
}

void
lim_sketch_reflect (LimSketchStage *stage, float line, float strength, LimSketchColour water)
{
  int first = (int) ((line + stage->ay) * stage->scale);

  for (int row = MAX (first, 1); row < stage->height; row++)
    for (int column = 0; column < stage->width; column++)
      {
        float depth = (float) (row - first) / (float) (stage->height - first + 1);
        float ripple =
            lim_sketch_noise ((float) column * 0.02f, (float) row * (0.5f - 0.35f * depth), stage->noise + 21) - 0.5f;
        int from =
            CLAMP (first - (int) ((float) (row - first) * 0.9f + ripple * 30.0f * (0.3f + depth)), 0, first - 1);
        int at = column + (int) (ripple * 10.0f);
        LimSketchColour mirror = stage->pixels[from * stage->width + CLAMP (at, 0, stage->width - 1)];

        stage->pixels[row * stage->width + column] =
            lim_sketch_blend (water, mirror, strength * (1.0f - 0.35f * depth));
      }
}

void
lim_sketch_scene_city (LimSketchStage *stage)
{
  LimSketchPlan plan = *stage->plan;
  const LimSketchPlan *outer = stage->plan;

  if (plan.time == LIM_SKETCH_STUDIO)
    plan.time = lim_sketch_has (&plan, LIM_SKETCH_BIT_NEON) ? LIM_SKETCH_NIGHT : LIM_SKETCH_DUSK;
  stage->plan = &plan;
  float horizon = lim_sketch_rand (stage, 0.25f, 0.4f), lights = plan.time == LIM_SKETCH_DAY ? 0.6f : 1.0f;
  LimSketchColour haze = lim_sketch_rgb (plan.time == LIM_SKETCH_NIGHT  ? 0x3a4660
                                         : plan.time == LIM_SKETCH_DUSK ? 0xb98a78
                                                                        : 0xb9c4c8);
  LimSketchColour near = lim_sketch_scale (lim_sketch_blend (plan.palette[0], lim_sketch_rgb (0x2e3340), 0.7f),
                                           lights >= 1.0f ? 0.6f : 1.1f);

  lim_sketch_backdrop_sky (stage, horizon);
  for (int i = 0; i < 4; i++)
    {
      float t = (float) i / 3;

      skyline (stage, horizon + 0.05f * t, 0.55f + 0.5f * t * t, lim_sketch_blend (haze, near, 0.25f + 0.75f * t),
               i < 1 ? 0.0f : lights * (0.3f + 0.4f * t));
      lim_sketch_haze (stage, horizon - 0.4f, horizon + 0.15f, haze, 0.45f * (1 - t));
    }
  lim_sketch_reflect (stage, horizon + 0.24f, 0.8f, lim_sketch_scale (near, 0.8f));
  lim_sketch_quad (stage, -stage->ax, horizon + 0.225f, stage->ax, horizon + 0.25f, lim_sketch_scale (near, 0.7f),
                   lim_sketch_scale (near, 0.5f));
  if (lim_sketch_chance (stage, 0.7f))
    lim_sketch_figure (stage, lim_sketch_rand (stage, -0.5f, 0.5f), 0.9f * stage->ay, 0.55f);
  stage->plan = outer;
}

void
lim_sketch_scene_landscape (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;

  if (lim_sketch_has (plan, LIM_SKETCH_BIT_VILLAGE) || lim_sketch_has (plan, LIM_SKETCH_BIT_GATE)
      || lim_sketch_has (plan, LIM_SKETCH_BIT_PANS))
    {
      lim_sketch_shore (stage);
      return;
    }

  float horizon = lim_sketch_rand (stage, 0.0f, 0.25f);
  gboolean water = lim_sketch_has (plan, LIM_SKETCH_BIT_WATER)
                   || (lim_sketch_chance (stage, 0.35f) && !lim_sketch_has (plan, LIM_SKETCH_BIT_DESERT));
  gboolean desert = lim_sketch_has (plan, LIM_SKETCH_BIT_DESERT), snow = lim_sketch_has (plan, LIM_SKETCH_BIT_SNOW);
  gboolean peaks = lim_sketch_has (plan, LIM_SKETCH_BIT_PEAKS),
           trees = lim_sketch_has (plan, LIM_SKETCH_BIT_TREES) || (!desert && lim_sketch_chance (stage, 0.6f));
  float dim = plan->time == LIM_SKETCH_NIGHT ? 0.52f : plan->time == LIM_SKETCH_DUSK ? 0.7f : 1.0f;
  LimSketchColour far = lim_sketch_scale (lim_sketch_rgb (0x93a3ad), dim);
  LimSketchColour near = lim_sketch_rgb (desert ? 0xb9855a : snow ? 0xd9e0e4 : 0x66704a);

  lim_sketch_backdrop_sky (stage, horizon);
  near = lim_sketch_scale (
      lim_sketch_blend (near, plan->palette[0], plan->has_colour[LIM_SKETCH_SLOT_FREE] ? 0.35f : 0.1f), dim);
  for (int i = 0; i < 4; i++)
    {
      float t = (float) i / 3;
      LimSketchColour colour = lim_sketch_blend (far, lim_sketch_scale (near, 0.75f), t * 0.85f);
      LimSketchColour top = snow || (peaks && i == 0)
                                ? lim_sketch_blend (colour, lim_sketch_scale (lim_sketch_rgb (0xeef2f2), dim), 0.6f)
                                : colour;

      lim_sketch_ridge (stage, horizon + 0.10f * t, (peaks ? 0.95f : 0.5f) * (1.0f - 0.7f * t), 0.8f + 1.1f * t,
                        stage->noise + 30 + (guint32) i, top, lim_sketch_scale (colour, 0.9f));
      lim_sketch_haze (stage, horizon - 0.3f, horizon + 0.1f + 0.1f * t,
                       lim_sketch_scale (lim_sketch_rgb (0xd6d2c4), dim), 0.35f * (1 - t));
      if (trees && i >= 2)
        for (int k = 0; k < 10; k++)
          lim_sketch_tree (
              stage, lim_sketch_rand (stage, -1, 1) * stage->ax,
              horizon + 0.1f * t + lim_sketch_rand (stage, -0.02f, 0.05f), lim_sketch_rand (stage, 0.12f, 0.26f),
              lim_sketch_blend (far, lim_sketch_scale (lim_sketch_rgb (0x3f5138), dim), 0.35f + 0.4f * t));
    }
  float shore = horizon + 0.14f;
  if (water)
    {
      lim_sketch_reflect (stage, shore, 0.85f, lim_sketch_scale (lim_sketch_rgb (0x47606a), dim));
      lim_sketch_ridge (stage, stage->ay * 0.9f, 0.35f, 0.7f, stage->noise + 50, near,
                        lim_sketch_scale (near, 0.45f));
    }
  else
    lim_sketch_ground (stage, shore, lim_sketch_scale (near, 0.8f), lim_sketch_scale (near, 1.1f));
  if (trees)
    for (int i = 0; i < 4; i++)
      {
        float edge = lim_sketch_rand (stage, 0.55f, 1.0f) * (lim_sketch_chance (stage, 0.5f) ? 1.0f : -1.0f);

        lim_sketch_tree (stage, edge * stage->ax, lim_sketch_rand (stage, 0.7f, 0.98f) * stage->ay,
                         lim_sketch_rand (stage, 0.9f, 1.6f), lim_sketch_scale (lim_sketch_rgb (0x3c4c34), dim));
      }
  if (lim_sketch_chance (stage, 0.5f))
    lim_sketch_figure (stage, lim_sketch_rand (stage, -0.35f, 0.35f), 0.84f * stage->ay, 0.3f);
}
