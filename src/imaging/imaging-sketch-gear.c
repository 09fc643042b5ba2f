/* Single things to carry and use. Each is drawn upright in its own measure, -1..1. */
#include "imaging-sketch-icon.h"

void
lim_sketch_draw_bottle (LimSketchIcon *icon)
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
  lim_sketch_icon_glow (icon, 0, y, 1.15f, liquid, 0.28f);
  lim_sketch_icon_start (icon, LIM_SKETCH_GLASS, lim_sketch_blend (lim_sketch_rgb (0xb9c6c4), liquid, 0.3f), 1.0f);
  icon->body->matter.blend = 0.1f * icon->size;
  if (w < 0.3f)
    lim_sketch_box (icon->body, 0, y, w, h, 0.12f, 0);
  else
    lim_sketch_oval (icon->body, 0, y, w, h, 0);
  lim_sketch_limb (icon->body, 0, y - h * 0.7f, 0.11f, 0, neck, 0.1f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_EMIT, lim_sketch_scale (liquid, 0.82f), 0.6f);
  if (w < 0.3f)
    lim_sketch_box (icon->body, 0, y + 0.04f, w * 0.84f, h * 0.88f, 0.1f, 0);
  else
    lim_sketch_oval (icon->body, 0, y + 0.02f, w * 0.88f, h * 0.88f, 0);
  lim_sketch_box (icon->body, 0, y - h * 0.95f, 0.8f, h * 0.55f, 0, 0.01f);
  lim_sketch_cut (icon->body);
  lim_sketch_icon_end (icon);
  for (int i = 0; i < 9; i++)
    lim_sketch_icon_glow (icon, lim_sketch_rand (icon->stage, -w, w) * 0.55f,
                          y + lim_sketch_rand (icon->stage, -0.25f, 0.6f) * h,
                          lim_sketch_rand (icon->stage, 0.02f, 0.05f), lim_sketch_rgb (0xffffff), 0.35f);
  lim_sketch_shadow (icon->stage, icon->x + w * 0.5f * icon->size, icon->y + (y + h * 0.45f) * icon->size,
                     w * 0.7f * icon->size, h * 0.6f * icon->size, 0.45f);
  lim_sketch_icon_start (icon, LIM_SKETCH_SMOOTH, lim_sketch_rgb (0xf4f6ee), 0.5f);
  icon->body->matter.shadow = 0;
  lim_sketch_limb (icon->body, -w * 0.62f, y + h * 0.1f, 0.02f, -w * 0.5f, y - h * 0.42f, 0.035f);
  lim_sketch_oval (icon->body, -w * 0.58f, y + h * 0.3f, 0.025f, 0.03f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_GRAIN, lim_sketch_rgb (0x9a7148), 0.1f);
  lim_sketch_box (icon->body, 0, neck - 0.08f, 0.085f, 0.09f, 0.02f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 0.8f);
  lim_sketch_box (icon->body, 0, neck + 0.02f, 0.135f, 0.035f, 0.03f, 0);
  lim_sketch_icon_end (icon);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_SKULL))
    {
      lim_sketch_icon_start (icon, LIM_SKETCH_SMOOTH,
                             lim_sketch_scale (lim_sketch_blend (liquid, lim_sketch_rgb (0xe8e4d0), 0.6f), 0.9f),
                             0.4f);
      lim_sketch_oval (icon->body, 0, y, 0.15f, 0.14f, 0);
      lim_sketch_box (icon->body, 0, y + 0.13f, 0.08f, 0.07f, 0.03f, 0);
      for (int i = -1; i <= 1; i += 2)
        {
          lim_sketch_oval (icon->body, (float) i * 0.06f, y + 0.02f, 0.04f, 0.045f, 0);
          lim_sketch_cut (icon->body);
        }
      lim_sketch_icon_end (icon);
    }
}

void
lim_sketch_draw_scroll (LimSketchIcon *icon)
{
  LimSketchColour paper = icon->plan->has_colour[LIM_SKETCH_SLOT_WOOD] ? icon->plan->colours[LIM_SKETCH_SLOT_WOOD]
                                                                       : lim_sketch_rgb (0xd8c59a);

  lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, paper, 0.1f);
  lim_sketch_box (icon->body, 0, 0, 0.2f, 0.78f, 0.19f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (paper, 1.08f), 0.1f);
  lim_sketch_box (icon->body, 0.1f, 0.0f, 0.15f, 0.74f, 0.12f, 0.008f);
  lim_sketch_icon_end (icon);
  for (int i = -1; i <= 1; i += 2)
    {
      lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (paper, 0.72f), 0.05f);
      lim_sketch_oval (icon->body, 0.02f, (float) i * 0.77f, 0.18f, 0.06f, 0);
      lim_sketch_icon_end (icon);
      lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (paper, 0.35f), 0.05f);
      icon->body->matter.shadow = 0;
      lim_sketch_oval (icon->body, 0.02f, (float) i * 0.775f, 0.09f, 0.03f, 0);
      lim_sketch_icon_end (icon);
    }
  lim_sketch_icon_start (icon, LIM_SKETCH_CLOTH, icon->trim, 0.3f);
  lim_sketch_limb (icon->body, -0.2f, 0.02f, 0.055f, 0.25f, -0.02f, 0.055f);
  lim_sketch_limb (icon->body, 0.05f, 0.02f, 0.05f, 0.2f, 0.42f, 0.045f);
  lim_sketch_limb (icon->body, 0.0f, 0.02f, 0.05f, -0.12f, 0.36f, 0.045f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_SMOOTH,
                         lim_sketch_blend (icon->trim, icon->plan->palette[icon->plan->n_palette > 1 ? 1 : 0], 0.5f),
                         0.7f);
  lim_sketch_oval (icon->body, 0.04f, 0.02f, 0.13f, 0.125f, 0);
  lim_sketch_oval (icon->body, 0.04f, 0.02f, 0.08f, 0.08f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_glow (icon, 0.04f, 0, 0.7f, icon->glow, 0.2f);
}

void
lim_sketch_draw_pendant (LimSketchIcon *icon)
{
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 0.9f);
  for (int i = 0; i < 22; i++)
    {
      float t = (float) i / 21, u = 2 * t - 1, y = -0.9f + 0.72f * (1 - u * u);

      lim_sketch_oval (icon->body, u * 0.62f * (1.0f - 0.18f * (1 - u * u)), y, 0.035f, 0.028f, u * 0.25f);
    }
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 1.0f);
  lim_sketch_oval (icon->body, 0, 0.3f, 0.42f, 0.5f, 0);
  for (int i = 0; i < 12; i++)
    lim_sketch_oval (icon->body, 0.42f * lim_sketch_cos ((float) i / 12),
                     0.3f + 0.5f * lim_sketch_sin ((float) i / 12), 0.075f, 0.075f, 0);
  lim_sketch_box (icon->body, 0, -0.22f, 0.06f, 0.08f, 0.04f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.5f), 0.6f);
  icon->body->matter.shadow = 0;
  lim_sketch_oval (icon->body, 0, 0.3f, 0.33f, 0.41f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_gem (icon, 0.3f, 0.28f, 0.36f);
}

void
lim_sketch_draw_ring (LimSketchIcon *icon)
{
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->main, 1.0f);
  for (int i = 0; i < 40; i++)
    {
      float a = (float) i / 40, b = (float) (i + 1) / 40, thick = 0.085f + 0.02f * lim_sketch_sin (a + 0.5f);

      lim_sketch_limb (icon->body, 0.5f * lim_sketch_cos (a), 0.2f + 0.52f * lim_sketch_sin (a), thick,
                       0.5f * lim_sketch_cos (b), 0.2f + 0.52f * lim_sketch_sin (b), thick);
    }
  lim_sketch_box (icon->body, 0, -0.36f, 0.24f, 0.13f, 0.06f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_gem (icon, -0.45f, 0.22f, 0.19f);
}

void
lim_sketch_draw_belt (LimSketchIcon *icon)
{
  icon->turns *= 0.3f;
  lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, icon->main, 0.35f);
  for (int i = 0; i < 40; i++)
    {
      float a = (float) i / 40, b = (float) (i + 1) / 40;

      lim_sketch_limb (icon->body, 0.78f * lim_sketch_cos (a), 0.38f * lim_sketch_sin (a), 0.11f,
                       0.78f * lim_sketch_cos (b), 0.38f * lim_sketch_sin (b), 0.11f);
    }
  lim_sketch_limb (icon->body, 0.2f, 0.4f, 0.1f, 0.55f, 0.75f, 0.09f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (icon->main, 0.85f), 0.3f);
  lim_sketch_box (icon->body, -0.5f, 0.42f, 0.17f, 0.2f, 0.06f, 0.02f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 1.0f);
  lim_sketch_box (icon->body, 0.05f, 0.38f, 0.19f, 0.17f, 0.05f, 0);
  lim_sketch_box (icon->body, 0.05f, 0.38f, 0.12f, 0.1f, 0.02f, 0);
  lim_sketch_cut (icon->body);
  lim_sketch_limb (icon->body, -0.1f, 0.38f, 0.025f, 0.2f, 0.38f, 0.02f);
  for (int i = 0; i < 5; i++)
    lim_sketch_oval (icon->body, 0.5f - 0.25f * (float) i, -0.34f - 0.03f * (float) (i & 1), 0.03f, 0.03f, 0);
  lim_sketch_oval (icon->body, -0.5f, 0.36f, 0.04f, 0.04f, 0);
  lim_sketch_icon_end (icon);
}

void
lim_sketch_draw_crate (LimSketchIcon *icon)
{
  const float top[][2] = { { -0.7f, -0.32f }, { -0.25f, -0.66f }, { 0.78f, -0.56f }, { 0.36f, -0.2f } };
  const float front[][2] = { { -0.7f, -0.32f }, { 0.36f, -0.2f }, { 0.34f, 0.76f }, { -0.66f, 0.56f } };
  const float side[][2] = { { 0.36f, -0.2f }, { 0.78f, -0.56f }, { 0.72f, 0.32f }, { 0.34f, 0.76f } };
  float stripe = lim_sketch_rand (icon->stage, -0.1f, 0.25f);

  icon->turns = lim_sketch_rand (icon->stage, -0.02f, 0.02f);
  lim_sketch_icon_start (icon, LIM_SKETCH_PANELS, lim_sketch_scale (icon->main, 0.62f), 0.2f);
  lim_sketch_polygon (icon->body, side, 4, 0.03f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_PANELS, lim_sketch_scale (icon->main, 1.3f), 0.3f);
  lim_sketch_polygon (icon->body, top, 4, 0.03f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_PANELS, icon->main, 0.25f);
  lim_sketch_polygon (icon->body, front, 4, 0.05f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_PANELS, icon->trim, 0.2f);
  lim_sketch_limb (icon->body, -0.66f, stripe, 0.05f, 0.34f, stripe + 0.15f, 0.05f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 0.8f);
  lim_sketch_box (icon->body, -0.16f, 0.02f, 0.1f, 0.12f, 0.03f, 0.02f);
  lim_sketch_limb (icon->body, -0.68f, -0.3f, 0.035f, -0.65f, 0.55f, 0.035f);
  lim_sketch_limb (icon->body, 0.35f, -0.2f, 0.035f, 0.34f, 0.74f, 0.035f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_glow (icon, -0.16f, -0.02f, 0.1f, icon->glow, 0.8f);
}

void
lim_sketch_draw_tool (LimSketchIcon *icon)
{
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 0.8f);
  icon->body->matter.blend = 0.03f;
  lim_sketch_limb (icon->body, 0, -0.5f, 0.085f, 0, 0.6f, 0.075f);
  lim_sketch_oval (icon->body, 0, -0.68f, 0.28f, 0.26f, 0);
  lim_sketch_box (icon->body, 0, -0.9f, 0.11f, 0.24f, 0.02f, 0);
  lim_sketch_cut (icon->body);
  lim_sketch_oval (icon->body, 0, 0.72f, 0.18f, 0.18f, 0);
  lim_sketch_oval (icon->body, 0, 0.72f, 0.085f, 0.085f, 0);
  lim_sketch_cut (icon->body);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_wrap (icon, 0.05f, 0.5f, 0.09f, 7);
  lim_sketch_icon_start (icon, LIM_SKETCH_PANELS, icon->trim, 0.3f);
  lim_sketch_box (icon->body, 0, -0.3f, 0.05f, 0.12f, 0.02f, 0);
  lim_sketch_icon_end (icon);
}

void
lim_sketch_draw_book (LimSketchIcon *icon)
{
  icon->turns *= 0.35f;
  lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (icon->main, 0.6f), 0.2f);
  lim_sketch_box (icon->body, 0.06f, 0.06f, 0.52f, 0.7f, 0.04f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_GRAIN, lim_sketch_rgb (0xd9ca9f), 0.1f);
  lim_sketch_box (icon->body, 0.05f, 0.04f, 0.5f, 0.68f, 0.02f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, icon->main, 0.4f);
  lim_sketch_box (icon->body, -0.02f, -0.02f, 0.52f, 0.7f, 0.05f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 0.9f);
  for (int i = 0; i < 4; i++)
    lim_sketch_box (icon->body, (i & 1 ? 1.0f : -1.0f) * 0.44f - 0.02f, (i & 2 ? 1.0f : -1.0f) * 0.62f - 0.02f, 0.09f,
                    0.09f, 0.03f, 0.125f);
  lim_sketch_oval (icon->body, -0.02f, -0.02f, 0.25f, 0.25f, 0);
  lim_sketch_oval (icon->body, -0.02f, -0.02f, 0.2f, 0.2f, 0);
  lim_sketch_cut (icon->body);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_gem (icon, -0.02f, 0.12f, 0.13f);
}

void
lim_sketch_draw_key (LimSketchIcon *icon)
{
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->main, 1.0f);
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
  lim_sketch_icon_end (icon);
}

void
lim_sketch_draw_device (LimSketchIcon *icon)
{
  icon->turns *= 0.4f;
  lim_sketch_icon_start (icon, LIM_SKETCH_PANELS, lim_sketch_blend (icon->main, lim_sketch_rgb (0x54565a), 0.5f),
                         0.4f);
  lim_sketch_box (icon->body, 0, 0, 0.46f, 0.78f, 0.1f, 0);
  lim_sketch_limb (icon->body, 0.3f, -0.7f, 0.045f, 0.3f, -1.0f, 0.03f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_EMIT, lim_sketch_scale (icon->glow, 0.5f), 0);
  lim_sketch_box (icon->body, 0, -0.28f, 0.34f, 0.32f, 0.04f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_EMIT, icon->glow, 0);
  for (int i = 0; i < 5; i++)
    lim_sketch_box (icon->body, lim_sketch_rand (icon->stage, -0.12f, 0.0f), -0.48f + 0.1f * (float) i,
                    lim_sketch_rand (icon->stage, 0.06f, 0.2f), 0.018f, 0.01f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_glow (icon, 0, -0.28f, 0.7f, icon->glow, 0.35f);
  lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, icon->leather, 0.3f);
  for (int i = 0; i < 9; i++)
    lim_sketch_box (icon->body, -0.24f + 0.24f * (float) (i % 3), 0.22f + 0.19f * (float) (i / 3), 0.075f, 0.055f,
                    0.03f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_PANELS, icon->trim, 0.3f);
  lim_sketch_box (icon->body, 0, -0.68f, 0.4f, 0.03f, 0.01f, 0);
  lim_sketch_icon_end (icon);
}

void
lim_sketch_draw_cup (LimSketchIcon *icon)
{
  icon->turns *= 0.1f;
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->main, 0.9f);
  lim_sketch_oval (icon->body, 0.48f, 0.0f, 0.3f, 0.3f, 0);
  lim_sketch_oval (icon->body, 0.48f, 0.0f, 0.19f, 0.19f, 0);
  lim_sketch_cut (icon->body);
  lim_sketch_box (icon->body, 0, 0.05f, 0.46f, 0.58f, 0.14f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_SMOOTH, lim_sketch_rgb (0x2b1a10), 0.6f);
  lim_sketch_oval (icon->body, 0, -0.5f, 0.42f, 0.1f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 0.8f);
  lim_sketch_box (icon->body, 0, 0.2f, 0.47f, 0.06f, 0.02f, 0);
  lim_sketch_icon_end (icon);
  for (int i = 0; i < 5; i++)
    lim_sketch_icon_glow (icon, lim_sketch_rand (icon->stage, -0.25f, 0.25f), -0.7f - 0.08f * (float) i, 0.2f,
                          lim_sketch_rgb (0xc8c0b4), 0.12f);
}

void
lim_sketch_draw_badge (LimSketchIcon *icon)
{
  icon->turns *= 0.2f;
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->main, 0.9f);
  lim_sketch_oval (icon->body, 0, 0, 0.62f, 0.62f, 0);
  for (int i = 0; i < 8; i++)
    lim_sketch_limb (icon->body, 0, 0, 0.2f, 0.82f * lim_sketch_cos ((float) i / 8),
                     0.82f * lim_sketch_sin ((float) i / 8), 0.03f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_SMOOTH, icon->trim, 0.6f);
  lim_sketch_oval (icon->body, 0, 0, 0.48f, 0.48f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 1.0f);
  float star[10][2];
  for (int i = 0; i < 10; i++)
    {
      float r = i & 1 ? 0.16f : 0.4f;

      star[i][0] = r * lim_sketch_cos (0.75f + (float) i / 10),
      star[i][1] = r * lim_sketch_sin (0.75f + (float) i / 10);
    }
  lim_sketch_polygon (icon->body, star, 10, 0.1f);
  lim_sketch_icon_end (icon);
}
