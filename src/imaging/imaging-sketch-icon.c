/* Single things on a dark ground. Each is drawn upright in its own measure, -1..1, and placed at an angle. */
#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchStage *stage;
  const LimSketchPlan *plan;
  LimSketchBody *body;
  float x, y, size, turns;
  LimSketchColour metal, wood, leather, trim, glow, main;
} Icon;

static void
start (Icon *icon, LimSketchStuff stuff, LimSketchColour colour, float shine)
{
  lim_sketch_body_start (icon->body, (LimSketchMatter){ stuff, colour, shine, 0.95f, 0, 0.8f, 1.3f });
  lim_sketch_body_place (icon->body, icon->x, icon->y, icon->size, icon->turns);
}

static void
end (Icon *icon)
{
  lim_sketch_body_paint (icon->stage, icon->body);
}

static void
glow_at (Icon *icon, float x, float y, float radius, LimSketchColour colour, float strength)
{
  float c = lim_sketch_cos (icon->turns), s = lim_sketch_sin (icon->turns);

  lim_sketch_glow (icon->stage, icon->x + icon->size * (x * c - y * s), icon->y + icon->size * (x * s + y * c),
                   radius * icon->size, colour, strength);
}

static void
wrap (Icon *icon, float y0, float y1, float r, int turns)
{
  start (icon, LIM_SKETCH_LEATHER, icon->leather, 0.25f);
  for (int i = 0; i < turns; i++)
    {
      float y = y0 + (y1 - y0) * ((float) i + 0.5f) / (float) turns, slant = 0.5f * (y1 - y0) / (float) turns;

      lim_sketch_limb (icon->body, -r * 0.7f, y - slant * 0.4f, (y1 - y0) * 0.62f / (float) turns, r * 0.7f,
                       y + slant * 0.4f, (y1 - y0) * 0.62f / (float) turns);
    }
  end (icon);
}

static void
draw_blade (Icon *icon, float length, float width, float guard)
{
  float tip = -length, base = 0.42f, curve = lim_sketch_rand (icon->stage, -0.03f, 0.03f);
  const float blade[][2] = { { -width, base },
                             { -width * 0.9f + curve, tip + 0.22f },
                             { curve * 1.5f, tip },
                             { width * 0.9f + curve, tip + 0.22f },
                             { width, base } };
  const float half[][2] = {
    { 0, base }, { curve, tip + 0.2f }, { curve * 1.5f, tip }, { width * 0.9f + curve, tip + 0.22f }, { width, base }
  };

  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 1.2f), 1.0f);
  lim_sketch_polygon (icon->body, blade, 5, width);
  end (icon);
  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.72f), 0.8f);
  icon->body->matter.shadow = 0;
  lim_sketch_polygon (icon->body, half, 5, width * 0.8f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.55f), 0.6f);
  icon->body->matter.shadow = 0.2f;
  lim_sketch_limb (icon->body, 0, base, width * 0.22f, curve * 0.6f, tip * 0.42f, width * 0.1f);
  end (icon);
  wrap (icon, base + 0.03f, base + 0.36f, width * 0.7f, 6);
  start (icon, LIM_SKETCH_IRON, icon->trim, 0.8f);
  lim_sketch_limb (icon->body, -guard, base + 0.03f, 0.035f, guard, base + 0.03f, 0.035f);
  lim_sketch_oval (icon->body, -guard, base + 0.03f, 0.05f, 0.05f, 0);
  lim_sketch_oval (icon->body, guard, base + 0.03f, 0.05f, 0.05f, 0);
  lim_sketch_oval (icon->body, 0, base + 0.42f, 0.07f, 0.07f, 0);
  end (icon);
  glow_at (icon, -width * 0.5f + curve, tip * 0.5f, 0.16f, lim_sketch_rgb (0xfff4dc), 0.35f);
}

static void
draw_sword (Icon *icon)
{
  draw_blade (icon, lim_sketch_rand (icon->stage, 0.86f, 0.95f), lim_sketch_rand (icon->stage, 0.065f, 0.095f),
              lim_sketch_rand (icon->stage, 0.22f, 0.32f));
}

static void
draw_dagger (Icon *icon)
{
  icon->size *= 0.92f;
  draw_blade (icon, lim_sketch_rand (icon->stage, 0.55f, 0.7f), lim_sketch_rand (icon->stage, 0.09f, 0.12f),
              lim_sketch_rand (icon->stage, 0.14f, 0.2f));
}

static void
draw_axe (Icon *icon)
{
  float reach = lim_sketch_rand (icon->stage, 0.42f, 0.55f), beard = lim_sketch_rand (icon->stage, 0.1f, 0.3f);
  const float head[][2] = { { -0.05f, -0.72f },
                            { 0.12f, -0.74f },
                            { reach * 0.8f, -0.92f },
                            { reach, -0.62f },
                            { reach * 0.9f, -0.32f + beard },
                            { 0.14f, -0.48f },
                            { -0.05f, -0.48f } };
  const float edge[][2] = { { reach * 0.8f, -0.92f },         { reach, -0.62f },
                            { reach * 0.9f, -0.32f + beard }, { reach * 0.8f, -0.36f + beard * 0.8f },
                            { reach * 0.86f, -0.62f },        { reach * 0.7f, -0.87f } };

  start (icon, LIM_SKETCH_GRAIN, icon->wood, 0.25f);
  lim_sketch_limb (icon->body, 0, -0.88f, 0.05f, 0.02f, 0.92f, 0.045f);
  end (icon);
  wrap (icon, 0.42f, 0.72f, 0.055f, 6);
  start (icon, LIM_SKETCH_IRON, icon->metal, 0.7f);
  lim_sketch_polygon (icon->body, head, G_N_ELEMENTS (head), 0.06f);
  lim_sketch_box (icon->body, -0.13f, -0.6f, 0.1f, 0.07f, 0.03f, 0);
  end (icon);
  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 1.4f), 1.0f);
  icon->body->matter.shadow = 0;
  lim_sketch_polygon (icon->body, edge, G_N_ELEMENTS (edge), 0.05f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->trim, 0.9f), 0.6f);
  lim_sketch_box (icon->body, 0.0f, -0.6f, 0.075f, 0.15f, 0.02f, 0);
  lim_sketch_oval (icon->body, 0.02f, 0.92f, 0.06f, 0.05f, 0);
  end (icon);
}

static void
draw_staff (Icon *icon)
{
  float wave = lim_sketch_rand (icon->stage, -0.06f, 0.06f);

  start (icon, LIM_SKETCH_GRAIN, icon->wood, 0.2f);
  icon->body->matter.blend = 0.04f * icon->size;
  for (int i = 0; i < 6; i++)
    {
      float t = (float) i / 6, u = (float) (i + 1) / 6;

      lim_sketch_limb (icon->body, wave * lim_sketch_sin (t * 1.3f), 0.95f - 1.5f * t, 0.035f + 0.03f * t,
                       wave * lim_sketch_sin (u * 1.3f), 0.95f - 1.5f * u, 0.035f + 0.03f * u);
    }
  for (int i = -1; i <= 1; i += 2)
    {
      lim_sketch_limb (icon->body, 0, -0.52f, 0.06f, (float) i * 0.2f, -0.68f, 0.045f);
      lim_sketch_limb (icon->body, (float) i * 0.2f, -0.68f, 0.045f, (float) i * 0.16f, -0.95f, 0.015f);
    }
  end (icon);
  start (icon, LIM_SKETCH_EMIT, icon->glow, 0);
  lim_sketch_oval (icon->body, 0, -0.76f, 0.13f, 0.14f, 0);
  end (icon);
  glow_at (icon, 0, -0.76f, 0.6f, icon->glow, 0.6f);
  glow_at (icon, -0.04f, -0.81f, 0.07f, lim_sketch_rgb (0xffffff), 0.9f);
  wrap (icon, 0.1f, 0.35f, 0.06f, 5);
}

static void
draw_bow (Icon *icon)
{
  start (icon, LIM_SKETCH_IRON, icon->metal, 0.8f);
  lim_sketch_limb (icon->body, 0, -0.62f, 0.05f, -0.5f, -0.42f, 0.035f);
  lim_sketch_limb (icon->body, -0.5f, -0.42f, 0.035f, -0.68f, -0.18f, 0.02f);
  lim_sketch_limb (icon->body, 0, -0.62f, 0.05f, 0.5f, -0.42f, 0.035f);
  lim_sketch_limb (icon->body, 0.5f, -0.42f, 0.035f, 0.68f, -0.18f, 0.02f);
  end (icon);
  start (icon, LIM_SKETCH_SMOOTH, lim_sketch_rgb (0xd8cdb4), 0.1f);
  lim_sketch_limb (icon->body, -0.68f, -0.18f, 0.009f, 0, 0.02f, 0.009f);
  lim_sketch_limb (icon->body, 0.68f, -0.18f, 0.009f, 0, 0.02f, 0.009f);
  end (icon);
  const float stock[][2] = { { -0.075f, -0.7f }, { 0.075f, -0.7f }, { 0.085f, 0.25f },
                             { 0.14f, 0.85f },   { -0.1f, 0.9f },   { -0.085f, 0.25f } };
  start (icon, LIM_SKETCH_GRAIN, icon->wood, 0.3f);
  lim_sketch_polygon (icon->body, stock, 6, 0.06f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 1.1f), 0.9f);
  lim_sketch_limb (icon->body, 0, 0.02f, 0.018f, 0, -0.85f, 0.018f);
  lim_sketch_limb (icon->body, 0, -0.8f, 0.04f, 0, -0.95f, 0.003f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->trim, 0.8f);
  lim_sketch_box (icon->body, 0, 0.06f, 0.07f, 0.05f, 0.02f, 0);
  lim_sketch_box (icon->body, 0, -0.6f, 0.1f, 0.04f, 0.02f, 0);
  end (icon);
}

static void
draw_bottle (Icon *icon)
{
  const LimSketchPlan *plan = icon->plan;
  float w = lim_sketch_has (plan, LIM_SKETCH_BIT_TALL)    ? 0.27f
            : lim_sketch_has (plan, LIM_SKETCH_BIT_SQUAT) ? 0.52f
                                                          : lim_sketch_rand (icon->stage, 0.38f, 0.5f);
  float h = lim_sketch_has (plan, LIM_SKETCH_BIT_TALL)    ? 0.62f
            : lim_sketch_has (plan, LIM_SKETCH_BIT_SQUAT) ? 0.42f
                                                          : 0.5f,
        y = 0.22f, neck = y - h - 0.22f;
  LimSketchColour liquid = icon->glow;

  icon->turns *= 0.25f;
  glow_at (icon, 0, y, 1.15f, liquid, 0.28f);
  start (icon, LIM_SKETCH_GLASS, lim_sketch_blend (lim_sketch_rgb (0xb9c6c4), liquid, 0.3f), 1.0f);
  icon->body->matter.blend = 0.1f * icon->size;
  if (w < 0.3f)
    lim_sketch_box (icon->body, 0, y, w, h, 0.12f, 0);
  else
    lim_sketch_oval (icon->body, 0, y, w, h, 0);
  lim_sketch_limb (icon->body, 0, y - h * 0.7f, 0.11f, 0, neck, 0.1f);
  end (icon);
  start (icon, LIM_SKETCH_EMIT, lim_sketch_scale (liquid, 0.82f), 0.6f);
  if (w < 0.3f)
    lim_sketch_box (icon->body, 0, y + 0.04f, w * 0.84f, h * 0.88f, 0.1f, 0);
  else
    lim_sketch_oval (icon->body, 0, y + 0.02f, w * 0.88f, h * 0.88f, 0);
  lim_sketch_box (icon->body, 0, y - h * 0.95f, 0.8f, h * 0.55f, 0, 0.01f);
  lim_sketch_cut (icon->body);
  end (icon);
  for (int i = 0; i < 9; i++)
    glow_at (icon, lim_sketch_rand (icon->stage, -w, w) * 0.55f, y + lim_sketch_rand (icon->stage, -0.25f, 0.6f) * h,
             lim_sketch_rand (icon->stage, 0.02f, 0.05f), lim_sketch_rgb (0xffffff), 0.35f);
  lim_sketch_shadow (icon->stage, icon->x + w * 0.5f * icon->size, icon->y + (y + h * 0.45f) * icon->size,
                     w * 0.7f * icon->size, h * 0.6f * icon->size, 0.45f);
  start (icon, LIM_SKETCH_SMOOTH, lim_sketch_rgb (0xf4f6ee), 0.5f);
  icon->body->matter.shadow = 0;
  lim_sketch_limb (icon->body, -w * 0.62f, y + h * 0.1f, 0.02f, -w * 0.5f, y - h * 0.42f, 0.035f);
  lim_sketch_oval (icon->body, -w * 0.58f, y + h * 0.3f, 0.025f, 0.03f, 0);
  end (icon);
  start (icon, LIM_SKETCH_GRAIN, lim_sketch_rgb (0x9a7148), 0.1f);
  lim_sketch_box (icon->body, 0, neck - 0.08f, 0.085f, 0.09f, 0.02f, 0);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->trim, 0.8f);
  lim_sketch_box (icon->body, 0, neck + 0.02f, 0.135f, 0.035f, 0.03f, 0);
  end (icon);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_SKULL))
    {
      start (icon, LIM_SKETCH_SMOOTH,
             lim_sketch_scale (lim_sketch_blend (liquid, lim_sketch_rgb (0xe8e4d0), 0.6f), 0.9f), 0.4f);
      lim_sketch_oval (icon->body, 0, y, 0.15f, 0.14f, 0);
      lim_sketch_box (icon->body, 0, y + 0.13f, 0.08f, 0.07f, 0.03f, 0);
      for (int i = -1; i <= 1; i += 2)
        {
          lim_sketch_oval (icon->body, (float) i * 0.06f, y + 0.02f, 0.04f, 0.045f, 0);
          lim_sketch_cut (icon->body);
        }
      end (icon);
    }
}

static void
draw_scroll (Icon *icon)
{
  LimSketchColour paper = icon->plan->has_colour[LIM_SKETCH_SLOT_WOOD] ? icon->plan->colours[LIM_SKETCH_SLOT_WOOD]
                                                                       : lim_sketch_rgb (0xd8c59a);

  start (icon, LIM_SKETCH_LEATHER, paper, 0.1f);
  lim_sketch_box (icon->body, 0, 0, 0.2f, 0.78f, 0.19f, 0);
  end (icon);
  start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (paper, 1.08f), 0.1f);
  lim_sketch_box (icon->body, 0.1f, 0.0f, 0.15f, 0.74f, 0.12f, 0.008f);
  end (icon);
  for (int i = -1; i <= 1; i += 2)
    {
      start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (paper, 0.72f), 0.05f);
      lim_sketch_oval (icon->body, 0.02f, (float) i * 0.77f, 0.18f, 0.06f, 0);
      end (icon);
      start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (paper, 0.35f), 0.05f);
      icon->body->matter.shadow = 0;
      lim_sketch_oval (icon->body, 0.02f, (float) i * 0.775f, 0.09f, 0.03f, 0);
      end (icon);
    }
  start (icon, LIM_SKETCH_CLOTH, icon->trim, 0.3f);
  lim_sketch_limb (icon->body, -0.2f, 0.02f, 0.055f, 0.25f, -0.02f, 0.055f);
  lim_sketch_limb (icon->body, 0.05f, 0.02f, 0.05f, 0.2f, 0.42f, 0.045f);
  lim_sketch_limb (icon->body, 0.0f, 0.02f, 0.05f, -0.12f, 0.36f, 0.045f);
  end (icon);
  start (icon, LIM_SKETCH_SMOOTH,
         lim_sketch_blend (icon->trim, icon->plan->palette[icon->plan->n_palette > 1 ? 1 : 0], 0.5f), 0.7f);
  lim_sketch_oval (icon->body, 0.04f, 0.02f, 0.13f, 0.125f, 0);
  lim_sketch_oval (icon->body, 0.04f, 0.02f, 0.08f, 0.08f, 0);
  end (icon);
  glow_at (icon, 0.04f, 0, 0.7f, icon->glow, 0.2f);
}

static void
gem (Icon *icon, float y, float rx, float ry)
{
  start (icon, LIM_SKETCH_EMIT, lim_sketch_scale (icon->glow, 0.85f), 1.0f);
  lim_sketch_oval (icon->body, 0, y, rx, ry, 0);
  end (icon);
  start (icon, LIM_SKETCH_SMOOTH, lim_sketch_scale (icon->glow, 0.5f), 1.0f);
  icon->body->matter.shadow = 0;
  const float facet[][2] = { { 0, y + ry * 0.85f },
                             { rx * 0.75f, y + ry * 0.1f },
                             { rx * 0.3f, y - ry * 0.35f },
                             { -rx * 0.25f, y + ry * 0.2f } };
  lim_sketch_polygon (icon->body, facet, 4, 0.03f);
  end (icon);
  glow_at (icon, -rx * 0.3f, y - ry * 0.4f, rx * 0.6f, lim_sketch_rgb (0xffffff), 0.9f);
  glow_at (icon, 0, y, rx * 3.2f, icon->glow, 0.35f);
}

static void
draw_pendant (Icon *icon)
{
  start (icon, LIM_SKETCH_IRON, icon->metal, 0.9f);
  for (int i = 0; i < 22; i++)
    {
      float t = (float) i / 21, u = 2 * t - 1, y = -0.9f + 0.72f * (1 - u * u);

      lim_sketch_oval (icon->body, u * 0.62f * (1.0f - 0.18f * (1 - u * u)), y, 0.035f, 0.028f, u * 0.25f);
    }
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->metal, 1.0f);
  lim_sketch_oval (icon->body, 0, 0.3f, 0.42f, 0.5f, 0);
  for (int i = 0; i < 12; i++)
    lim_sketch_oval (icon->body, 0.42f * lim_sketch_cos ((float) i / 12),
                     0.3f + 0.5f * lim_sketch_sin ((float) i / 12), 0.075f, 0.075f, 0);
  lim_sketch_box (icon->body, 0, -0.22f, 0.06f, 0.08f, 0.04f, 0);
  end (icon);
  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.5f), 0.6f);
  icon->body->matter.shadow = 0;
  lim_sketch_oval (icon->body, 0, 0.3f, 0.33f, 0.41f, 0);
  end (icon);
  gem (icon, 0.3f, 0.28f, 0.36f);
}

static void
draw_ring (Icon *icon)
{
  start (icon, LIM_SKETCH_IRON, icon->main, 1.0f);
  for (int i = 0; i < 40; i++)
    {
      float a = (float) i / 40, b = (float) (i + 1) / 40, thick = 0.085f + 0.02f * lim_sketch_sin (a + 0.5f);

      lim_sketch_limb (icon->body, 0.5f * lim_sketch_cos (a), 0.2f + 0.52f * lim_sketch_sin (a), thick,
                       0.5f * lim_sketch_cos (b), 0.2f + 0.52f * lim_sketch_sin (b), thick);
    }
  lim_sketch_box (icon->body, 0, -0.36f, 0.24f, 0.13f, 0.06f, 0);
  end (icon);
  gem (icon, -0.45f, 0.22f, 0.19f);
}

static void
draw_belt (Icon *icon)
{
  icon->turns *= 0.3f;
  start (icon, LIM_SKETCH_LEATHER, icon->main, 0.35f);
  for (int i = 0; i < 40; i++)
    {
      float a = (float) i / 40, b = (float) (i + 1) / 40;

      lim_sketch_limb (icon->body, 0.78f * lim_sketch_cos (a), 0.38f * lim_sketch_sin (a), 0.11f,
                       0.78f * lim_sketch_cos (b), 0.38f * lim_sketch_sin (b), 0.11f);
    }
  lim_sketch_limb (icon->body, 0.2f, 0.4f, 0.1f, 0.55f, 0.75f, 0.09f);
  end (icon);
  start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (icon->main, 0.85f), 0.3f);
  lim_sketch_box (icon->body, -0.5f, 0.42f, 0.17f, 0.2f, 0.06f, 0.02f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->trim, 1.0f);
  lim_sketch_box (icon->body, 0.05f, 0.38f, 0.19f, 0.17f, 0.05f, 0);
  lim_sketch_box (icon->body, 0.05f, 0.38f, 0.12f, 0.1f, 0.02f, 0);
  lim_sketch_cut (icon->body);
  lim_sketch_limb (icon->body, -0.1f, 0.38f, 0.025f, 0.2f, 0.38f, 0.02f);
  for (int i = 0; i < 5; i++)
    lim_sketch_oval (icon->body, 0.5f - 0.25f * (float) i, -0.34f - 0.03f * (float) (i & 1), 0.03f, 0.03f, 0);
  lim_sketch_oval (icon->body, -0.5f, 0.36f, 0.04f, 0.04f, 0);
  end (icon);
}

static void
draw_gauntlet (Icon *icon)
{
  const float cuff[][2] = { { -0.36f, 0.9f }, { -0.25f, 0.3f }, { 0.25f, 0.3f }, { 0.36f, 0.9f } };

  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.75f), 0.6f);
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 3; k++)
      lim_sketch_box (icon->body, -0.23f + 0.15f * (float) i, -0.3f - 0.17f * (float) k - 0.06f * (i == 1 || i == 2),
                      0.068f - 0.006f * (float) k, 0.085f, 0.045f, 0);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->metal, 0.8f);
  lim_sketch_limb (icon->body, 0.28f, 0.1f, 0.09f, 0.5f, -0.15f, 0.07f);
  lim_sketch_limb (icon->body, 0.5f, -0.15f, 0.07f, 0.53f, -0.3f, 0.05f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->metal, 0.8f);
  lim_sketch_box (icon->body, 0, 0.05f, 0.32f, 0.28f, 0.12f, 0);
  end (icon);
  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 1.1f), 0.9f);
  lim_sketch_polygon (icon->body, cuff, 4, 0.1f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->trim, 0.8f);
  lim_sketch_box (icon->body, 0, 0.86f, 0.37f, 0.04f, 0.03f, 0);
  lim_sketch_box (icon->body, 0, 0.32f, 0.27f, 0.035f, 0.03f, 0);
  for (int i = -1; i <= 1; i++)
    lim_sketch_oval (icon->body, 0.15f * (float) i, -0.12f, 0.03f, 0.03f, 0);
  end (icon);
}

static void
draw_horn (Icon *icon)
{
  start (icon, LIM_SKETCH_GRAIN, icon->main, 0.6f);
  for (int i = 0; i < 16; i++)
    {
      float a = (float) i / 16, b = (float) (i + 1) / 16;

      lim_sketch_limb (icon->body, -0.75f + 1.4f * a, 0.45f - 0.75f * a * a, 0.06f + 0.22f * a * a, -0.75f + 1.4f * b,
                       0.45f - 0.75f * b * b, 0.06f + 0.22f * b * b);
    }
  end (icon);
  start (icon, LIM_SKETCH_SMOOTH, lim_sketch_rgb (0x1a120d), 0);
  lim_sketch_oval (icon->body, 0.73f, -0.37f, 0.13f, 0.24f, -0.12f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->trim, 1.0f);
  lim_sketch_limb (icon->body, -0.86f, 0.44f, 0.05f, -0.72f, 0.45f, 0.075f);
  lim_sketch_oval (icon->body, 0.56f, -0.18f, 0.06f, 0.26f, -0.12f);
  lim_sketch_oval (icon->body, -0.1f, 0.3f, 0.035f, 0.14f, -0.06f);
  end (icon);
  start (icon, LIM_SKETCH_LEATHER, icon->leather, 0.2f);
  for (int i = 0; i < 10; i++)
    {
      float a = (float) i / 10, b = (float) (i + 1) / 10;

      lim_sketch_limb (icon->body, -0.7f + 1.2f * a, 0.5f + 1.3f * a * (1 - a) - 0.55f * a, 0.025f, -0.7f + 1.2f * b,
                       0.5f + 1.3f * b * (1 - b) - 0.55f * b, 0.025f);
    }
  end (icon);
}

static void
draw_crate (Icon *icon)
{
  const float top[][2] = { { -0.7f, -0.32f }, { -0.25f, -0.66f }, { 0.78f, -0.56f }, { 0.36f, -0.2f } };
  const float front[][2] = { { -0.7f, -0.32f }, { 0.36f, -0.2f }, { 0.34f, 0.76f }, { -0.66f, 0.56f } };
  const float side[][2] = { { 0.36f, -0.2f }, { 0.78f, -0.56f }, { 0.72f, 0.32f }, { 0.34f, 0.76f } };
  float stripe = lim_sketch_rand (icon->stage, -0.1f, 0.25f);

  icon->turns = lim_sketch_rand (icon->stage, -0.02f, 0.02f);
  start (icon, LIM_SKETCH_PANELS, lim_sketch_scale (icon->main, 0.62f), 0.2f);
  lim_sketch_polygon (icon->body, side, 4, 0.03f);
  end (icon);
  start (icon, LIM_SKETCH_PANELS, lim_sketch_scale (icon->main, 1.3f), 0.3f);
  lim_sketch_polygon (icon->body, top, 4, 0.03f);
  end (icon);
  start (icon, LIM_SKETCH_PANELS, icon->main, 0.25f);
  lim_sketch_polygon (icon->body, front, 4, 0.05f);
  end (icon);
  start (icon, LIM_SKETCH_PANELS, icon->trim, 0.2f);
  lim_sketch_limb (icon->body, -0.66f, stripe, 0.05f, 0.34f, stripe + 0.15f, 0.05f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->metal, 0.8f);
  lim_sketch_box (icon->body, -0.16f, 0.02f, 0.1f, 0.12f, 0.03f, 0.02f);
  lim_sketch_limb (icon->body, -0.68f, -0.3f, 0.035f, -0.65f, 0.55f, 0.035f);
  lim_sketch_limb (icon->body, 0.35f, -0.2f, 0.035f, 0.34f, 0.74f, 0.035f);
  end (icon);
  glow_at (icon, -0.16f, -0.02f, 0.1f, icon->glow, 0.8f);
}

static void
draw_tool (Icon *icon)
{
  start (icon, LIM_SKETCH_IRON, icon->metal, 0.8f);
  icon->body->matter.blend = 0.03f;
  lim_sketch_limb (icon->body, 0, -0.5f, 0.085f, 0, 0.6f, 0.075f);
  lim_sketch_oval (icon->body, 0, -0.68f, 0.28f, 0.26f, 0);
  lim_sketch_box (icon->body, 0, -0.9f, 0.11f, 0.24f, 0.02f, 0);
  lim_sketch_cut (icon->body);
  lim_sketch_oval (icon->body, 0, 0.72f, 0.18f, 0.18f, 0);
  lim_sketch_oval (icon->body, 0, 0.72f, 0.085f, 0.085f, 0);
  lim_sketch_cut (icon->body);
  end (icon);
  wrap (icon, 0.05f, 0.5f, 0.09f, 7);
  start (icon, LIM_SKETCH_PANELS, icon->trim, 0.3f);
  lim_sketch_box (icon->body, 0, -0.3f, 0.05f, 0.12f, 0.02f, 0);
  end (icon);
}

static void
draw_gun (Icon *icon)
{
  float barrel = lim_sketch_rand (icon->stage, 0.7f, 0.9f);
  const float grip[][2] = { { -0.35f, 0.0f }, { -0.12f, 0.0f }, { -0.22f, 0.62f }, { -0.5f, 0.58f } };
  const float frame[][2] = { { -0.62f, -0.28f }, { 0.3f, -0.28f }, { 0.42f, -0.2f }, { 0.42f, -0.02f },
                             { -0.1f, 0.08f },   { -0.5f, 0.06f }, { -0.64f, -0.1f } };

  icon->turns = lim_sketch_rand (icon->stage, -0.06f, -0.02f);
  start (icon, LIM_SKETCH_GRAIN, icon->wood, 0.3f);
  lim_sketch_polygon (icon->body, grip, 4, 0.07f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.7f), 0.8f);
  lim_sketch_limb (icon->body, 0.3f, -0.17f, 0.075f, barrel, -0.17f, 0.065f);
  lim_sketch_box (icon->body, barrel, -0.17f, 0.06f, 0.09f, 0.02f, 0);
  lim_sketch_oval (icon->body, 0.0f, 0.15f, 0.15f, 0.13f, 0);
  lim_sketch_oval (icon->body, 0.0f, 0.14f, 0.11f, 0.09f, 0);
  lim_sketch_cut (icon->body);
  end (icon);
  start (icon, LIM_SKETCH_PANELS, icon->metal, 0.6f);
  lim_sketch_polygon (icon->body, frame, G_N_ELEMENTS (frame), 0.05f);
  end (icon);
  start (icon, LIM_SKETCH_PANELS, icon->trim, 0.3f);
  lim_sketch_box (icon->body, -0.1f, -0.12f, 0.22f, 0.035f, 0.01f, 0);
  end (icon);
  start (icon, LIM_SKETCH_EMIT, icon->glow, 0);
  lim_sketch_box (icon->body, 0.24f, -0.13f, 0.04f, 0.04f, 0.015f, 0);
  end (icon);
  glow_at (icon, 0.24f, -0.13f, 0.25f, icon->glow, 0.6f);
}

static void
draw_book (Icon *icon)
{
  icon->turns *= 0.35f;
  start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (icon->main, 0.6f), 0.2f);
  lim_sketch_box (icon->body, 0.06f, 0.06f, 0.52f, 0.7f, 0.04f, 0);
  end (icon);
  start (icon, LIM_SKETCH_GRAIN, lim_sketch_rgb (0xd9ca9f), 0.1f);
  lim_sketch_box (icon->body, 0.05f, 0.04f, 0.5f, 0.68f, 0.02f, 0);
  end (icon);
  start (icon, LIM_SKETCH_LEATHER, icon->main, 0.4f);
  lim_sketch_box (icon->body, -0.02f, -0.02f, 0.52f, 0.7f, 0.05f, 0);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->trim, 0.9f);
  for (int i = 0; i < 4; i++)
    lim_sketch_box (icon->body, (i & 1 ? 1.0f : -1.0f) * 0.44f - 0.02f, (i & 2 ? 1.0f : -1.0f) * 0.62f - 0.02f, 0.09f,
                    0.09f, 0.03f, 0.125f);
  lim_sketch_oval (icon->body, -0.02f, -0.02f, 0.25f, 0.25f, 0);
  lim_sketch_oval (icon->body, -0.02f, -0.02f, 0.2f, 0.2f, 0);
  lim_sketch_cut (icon->body);
  end (icon);
  gem (icon, -0.02f, 0.12f, 0.13f);
}

static void
draw_shield (Icon *icon)
{
  const float outline[][2] = { { -0.6f, -0.72f }, { 0, -0.84f }, { 0.6f, -0.72f },  { 0.58f, 0.05f },
                               { 0.34f, 0.55f },  { 0, 0.92f },  { -0.34f, 0.55f }, { -0.58f, 0.05f } };
  const float field[][2] = { { -0.5f, -0.62f }, { 0, -0.72f }, { 0.5f, -0.62f },  { 0.48f, 0.03f },
                             { 0.28f, 0.48f },  { 0, 0.78f },  { -0.28f, 0.48f }, { -0.48f, 0.03f } };

  icon->turns *= 0.25f;
  start (icon, LIM_SKETCH_IRON, icon->trim, 0.9f);
  lim_sketch_polygon (icon->body, outline, 8, 0.08f);
  end (icon);
  start (icon, LIM_SKETCH_GRAIN, icon->main, 0.3f);
  lim_sketch_polygon (icon->body, field, 8, 0.25f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->trim, 0.9f);
  lim_sketch_limb (icon->body, 0, -0.7f, 0.05f, 0, 0.75f, 0.04f);
  lim_sketch_limb (icon->body, -0.47f, -0.12f, 0.05f, 0.47f, -0.12f, 0.05f);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->metal, 1.0f);
  lim_sketch_oval (icon->body, 0, -0.12f, 0.17f, 0.17f, 0);
  end (icon);
}

static void
draw_helmet (Icon *icon)
{
  icon->turns *= 0.2f;
  start (icon, LIM_SKETCH_IRON, icon->metal, 0.9f);
  lim_sketch_oval (icon->body, 0, -0.15f, 0.58f, 0.66f, 0);
  lim_sketch_box (icon->body, 0, 0.3f, 0.5f, 0.42f, 0.14f, 0);
  end (icon);
  start (icon, LIM_SKETCH_GLASS, lim_sketch_scale (icon->glow, 0.35f), 1.0f);
  lim_sketch_box (icon->body, 0.05f, -0.06f, 0.44f, 0.17f, 0.12f, 0);
  end (icon);
  glow_at (icon, -0.1f, -0.1f, 0.3f, icon->glow, 0.35f);
  start (icon, LIM_SKETCH_IRON, icon->trim, 0.7f);
  lim_sketch_limb (icon->body, 0.02f, -0.8f, 0.035f, 0.04f, -0.26f, 0.04f);
  lim_sketch_box (icon->body, 0, 0.64f, 0.46f, 0.05f, 0.03f, 0);
  end (icon);
  start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.5f), 0.5f);
  for (int i = -1; i <= 1; i++)
    lim_sketch_box (icon->body, 0.05f + 0.14f * (float) i, 0.4f, 0.03f, 0.12f, 0.02f, 0);
  lim_sketch_oval (icon->body, 0.53f, 0.15f, 0.11f, 0.14f, 0);
  lim_sketch_oval (icon->body, -0.53f, 0.15f, 0.11f, 0.14f, 0);
  end (icon);
}

static void
draw_key (Icon *icon)
{
  start (icon, LIM_SKETCH_IRON, icon->main, 1.0f);
  for (int i = 0; i < 3; i++)
    {
      lim_sketch_oval (icon->body, 0.22f * lim_sketch_cos (0.75f + (float) (i - 1) * 0.28f),
                       -0.6f + 0.22f * lim_sketch_sin (0.75f + (float) (i - 1) * 0.28f), 0.2f, 0.2f, 0);
      lim_sketch_oval (icon->body, 0.22f * lim_sketch_cos (0.75f + (float) (i - 1) * 0.28f),
                       -0.6f + 0.22f * lim_sketch_sin (0.75f + (float) (i - 1) * 0.28f), 0.11f, 0.11f, 0);
      lim_sketch_cut (icon->body);
    }
  lim_sketch_limb (icon->body, 0, -0.45f, 0.065f, 0, 0.85f, 0.055f);
  lim_sketch_box (icon->body, 0.16f, 0.72f, 0.14f, 0.05f, 0.02f, 0);
  lim_sketch_box (icon->body, 0.13f, 0.52f, 0.11f, 0.05f, 0.02f, 0);
  lim_sketch_box (icon->body, 0, -0.35f, 0.11f, 0.05f, 0.03f, 0);
  end (icon);
}

static void
draw_device (Icon *icon)
{
  icon->turns *= 0.4f;
  start (icon, LIM_SKETCH_PANELS, lim_sketch_blend (icon->main, lim_sketch_rgb (0x54565a), 0.5f), 0.4f);
  lim_sketch_box (icon->body, 0, 0, 0.46f, 0.78f, 0.1f, 0);
  lim_sketch_limb (icon->body, 0.3f, -0.7f, 0.045f, 0.3f, -1.0f, 0.03f);
  end (icon);
  start (icon, LIM_SKETCH_EMIT, lim_sketch_scale (icon->glow, 0.5f), 0);
  lim_sketch_box (icon->body, 0, -0.28f, 0.34f, 0.32f, 0.04f, 0);
  end (icon);
  start (icon, LIM_SKETCH_EMIT, icon->glow, 0);
  for (int i = 0; i < 5; i++)
    lim_sketch_box (icon->body, lim_sketch_rand (icon->stage, -0.12f, 0.0f), -0.48f + 0.1f * (float) i,
                    lim_sketch_rand (icon->stage, 0.06f, 0.2f), 0.018f, 0.01f, 0);
  end (icon);
  glow_at (icon, 0, -0.28f, 0.7f, icon->glow, 0.35f);
  start (icon, LIM_SKETCH_LEATHER, icon->leather, 0.3f);
  for (int i = 0; i < 9; i++)
    lim_sketch_box (icon->body, -0.24f + 0.24f * (float) (i % 3), 0.22f + 0.19f * (float) (i / 3), 0.075f, 0.055f,
                    0.03f, 0);
  end (icon);
  start (icon, LIM_SKETCH_PANELS, icon->trim, 0.3f);
  lim_sketch_box (icon->body, 0, -0.68f, 0.4f, 0.03f, 0.01f, 0);
  end (icon);
}

static void
draw_cup (Icon *icon)
{
  icon->turns *= 0.1f;
  start (icon, LIM_SKETCH_IRON, icon->main, 0.9f);
  lim_sketch_oval (icon->body, 0.48f, 0.0f, 0.3f, 0.3f, 0);
  lim_sketch_oval (icon->body, 0.48f, 0.0f, 0.19f, 0.19f, 0);
  lim_sketch_cut (icon->body);
  lim_sketch_box (icon->body, 0, 0.05f, 0.46f, 0.58f, 0.14f, 0);
  end (icon);
  start (icon, LIM_SKETCH_SMOOTH, lim_sketch_rgb (0x2b1a10), 0.6f);
  lim_sketch_oval (icon->body, 0, -0.5f, 0.42f, 0.1f, 0);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->trim, 0.8f);
  lim_sketch_box (icon->body, 0, 0.2f, 0.47f, 0.06f, 0.02f, 0);
  end (icon);
  for (int i = 0; i < 5; i++)
    glow_at (icon, lim_sketch_rand (icon->stage, -0.25f, 0.25f), -0.7f - 0.08f * (float) i, 0.2f,
             lim_sketch_rgb (0xc8c0b4), 0.12f);
}

static void
draw_badge (Icon *icon)
{
  icon->turns *= 0.2f;
  start (icon, LIM_SKETCH_IRON, icon->main, 0.9f);
  lim_sketch_oval (icon->body, 0, 0, 0.62f, 0.62f, 0);
  for (int i = 0; i < 8; i++)
    lim_sketch_limb (icon->body, 0, 0, 0.2f, 0.82f * lim_sketch_cos ((float) i / 8),
                     0.82f * lim_sketch_sin ((float) i / 8), 0.03f);
  end (icon);
  start (icon, LIM_SKETCH_SMOOTH, icon->trim, 0.6f);
  lim_sketch_oval (icon->body, 0, 0, 0.48f, 0.48f, 0);
  end (icon);
  start (icon, LIM_SKETCH_IRON, icon->metal, 1.0f);
  float star[10][2];
  for (int i = 0; i < 10; i++)
    {
      float r = i & 1 ? 0.16f : 0.4f;

      star[i][0] = r * lim_sketch_cos (0.75f + (float) i / 10),
      star[i][1] = r * lim_sketch_sin (0.75f + (float) i / 10);
    }
  lim_sketch_polygon (icon->body, star, 10, 0.1f);
  end (icon);
}

static void (*const drawers[]) (Icon *icon) = {
  [LIM_SKETCH_ITEM_ANY] = draw_crate,       [LIM_SKETCH_ITEM_SWORD] = draw_sword,
  [LIM_SKETCH_ITEM_DAGGER] = draw_dagger,   [LIM_SKETCH_ITEM_AXE] = draw_axe,
  [LIM_SKETCH_ITEM_STAFF] = draw_staff,     [LIM_SKETCH_ITEM_BOW] = draw_bow,
  [LIM_SKETCH_ITEM_BOTTLE] = draw_bottle,   [LIM_SKETCH_ITEM_SCROLL] = draw_scroll,
  [LIM_SKETCH_ITEM_PENDANT] = draw_pendant, [LIM_SKETCH_ITEM_RING] = draw_ring,
  [LIM_SKETCH_ITEM_BELT] = draw_belt,       [LIM_SKETCH_ITEM_GAUNTLET] = draw_gauntlet,
  [LIM_SKETCH_ITEM_HORN] = draw_horn,       [LIM_SKETCH_ITEM_CRATE] = draw_crate,
  [LIM_SKETCH_ITEM_TOOL] = draw_tool,       [LIM_SKETCH_ITEM_GUN] = draw_gun,
  [LIM_SKETCH_ITEM_BOOK] = draw_book,       [LIM_SKETCH_ITEM_SHIELD] = draw_shield,
  [LIM_SKETCH_ITEM_HELMET] = draw_helmet,   [LIM_SKETCH_ITEM_KEY] = draw_key,
  [LIM_SKETCH_ITEM_DEVICE] = draw_device,   [LIM_SKETCH_ITEM_CUP] = draw_cup,
  [LIM_SKETCH_ITEM_BADGE] = draw_badge,
};

void
lim_sketch_scene_icon (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  const LimSketchColour *c = plan->colours;
  Icon icon = { .stage = stage,
                .plan = plan,
                .body = body,
                .size = lim_sketch_rand (stage, 0.86f, 0.94f),
                .turns = lim_sketch_rand (stage, 0.08f, 0.15f) };

  if (lim_sketch_chance (stage, 0.35f))
    icon.turns = -icon.turns;
  icon.x = lim_sketch_rand (stage, -0.03f, 0.03f), icon.y = lim_sketch_rand (stage, -0.03f, 0.03f);
  icon.metal = c[LIM_SKETCH_SLOT_METAL], icon.wood = c[LIM_SKETCH_SLOT_WOOD],
  icon.leather = lim_sketch_rgb (0x6a4429);
  icon.trim = plan->has_colour[LIM_SKETCH_SLOT_TRIM] ? c[LIM_SKETCH_SLOT_TRIM] : lim_sketch_rgb (0xa98445);
  icon.glow = plan->has_colour[LIM_SKETCH_SLOT_GLOW] ? c[LIM_SKETCH_SLOT_GLOW] : plan->palette[0];
  icon.main = plan->palette[0];
  lim_sketch_backdrop_studio (stage, stage->ay * 1.4f);
  lim_sketch_glow (stage, stage->light[0] * 0.15f, -0.1f, 1.1f,
                   lim_sketch_blend (c[LIM_SKETCH_SLOT_BACK], icon.glow, 0.3f), 0.22f);
  drawers[plan->item](&icon);
}
