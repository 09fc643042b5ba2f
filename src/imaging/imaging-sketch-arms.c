/* Single things to fight with. Each is drawn upright in its own measure, -1..1. */
#include "imaging-sketch-icon.h"

static void
draw_blade (LimSketchIcon *icon, float length, float width, float guard)
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

  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 1.2f), 1.0f);
  lim_sketch_polygon (icon->body, blade, 5, width);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.72f), 0.8f);
  icon->body->matter.shadow = 0;
  lim_sketch_polygon (icon->body, half, 5, width * 0.8f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.55f), 0.6f);
  icon->body->matter.shadow = 0.2f;
  lim_sketch_limb (icon->body, 0, base, width * 0.22f, curve * 0.6f, tip * 0.42f, width * 0.1f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_wrap (icon, base + 0.03f, base + 0.36f, width * 0.7f, 6);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 0.8f);
  lim_sketch_limb (icon->body, -guard, base + 0.03f, 0.035f, guard, base + 0.03f, 0.035f);
  lim_sketch_oval (icon->body, -guard, base + 0.03f, 0.05f, 0.05f, 0);
  lim_sketch_oval (icon->body, guard, base + 0.03f, 0.05f, 0.05f, 0);
  lim_sketch_oval (icon->body, 0, base + 0.42f, 0.07f, 0.07f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_glow (icon, -width * 0.5f + curve, tip * 0.5f, 0.16f, lim_sketch_rgb (0xfff4dc), 0.35f);
}

void
lim_sketch_draw_sword (LimSketchIcon *icon)
{
  draw_blade (icon, lim_sketch_rand (icon->stage, 0.86f, 0.95f), lim_sketch_rand (icon->stage, 0.065f, 0.095f),
              lim_sketch_rand (icon->stage, 0.22f, 0.32f));
}

void
lim_sketch_draw_dagger (LimSketchIcon *icon)
{
  icon->size *= 0.92f;
  draw_blade (icon, lim_sketch_rand (icon->stage, 0.55f, 0.7f), lim_sketch_rand (icon->stage, 0.09f, 0.12f),
              lim_sketch_rand (icon->stage, 0.14f, 0.2f));
}

void
lim_sketch_draw_axe (LimSketchIcon *icon)
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

  lim_sketch_icon_start (icon, LIM_SKETCH_GRAIN, icon->wood, 0.25f);
  lim_sketch_limb (icon->body, 0, -0.88f, 0.05f, 0.02f, 0.92f, 0.045f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_wrap (icon, 0.42f, 0.72f, 0.055f, 6);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 0.7f);
  lim_sketch_polygon (icon->body, head, G_N_ELEMENTS (head), 0.06f);
  lim_sketch_box (icon->body, -0.13f, -0.6f, 0.1f, 0.07f, 0.03f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 1.4f), 1.0f);
  icon->body->matter.shadow = 0;
  lim_sketch_polygon (icon->body, edge, G_N_ELEMENTS (edge), 0.05f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->trim, 0.9f), 0.6f);
  lim_sketch_box (icon->body, 0.0f, -0.6f, 0.075f, 0.15f, 0.02f, 0);
  lim_sketch_oval (icon->body, 0.02f, 0.92f, 0.06f, 0.05f, 0);
  lim_sketch_icon_end (icon);
}

void
lim_sketch_draw_staff (LimSketchIcon *icon)
{
  float wave = lim_sketch_rand (icon->stage, -0.06f, 0.06f);

  lim_sketch_icon_start (icon, LIM_SKETCH_GRAIN, icon->wood, 0.2f);
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
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_EMIT, icon->glow, 0);
  lim_sketch_oval (icon->body, 0, -0.76f, 0.13f, 0.14f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_glow (icon, 0, -0.76f, 0.6f, icon->glow, 0.6f);
  lim_sketch_icon_glow (icon, -0.04f, -0.81f, 0.07f, lim_sketch_rgb (0xffffff), 0.9f);
  lim_sketch_icon_wrap (icon, 0.1f, 0.35f, 0.06f, 5);
}

void
lim_sketch_draw_bow (LimSketchIcon *icon)
{
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 0.8f);
  lim_sketch_limb (icon->body, 0, -0.62f, 0.05f, -0.5f, -0.42f, 0.035f);
  lim_sketch_limb (icon->body, -0.5f, -0.42f, 0.035f, -0.68f, -0.18f, 0.02f);
  lim_sketch_limb (icon->body, 0, -0.62f, 0.05f, 0.5f, -0.42f, 0.035f);
  lim_sketch_limb (icon->body, 0.5f, -0.42f, 0.035f, 0.68f, -0.18f, 0.02f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_SMOOTH, lim_sketch_rgb (0xd8cdb4), 0.1f);
  lim_sketch_limb (icon->body, -0.68f, -0.18f, 0.009f, 0, 0.02f, 0.009f);
  lim_sketch_limb (icon->body, 0.68f, -0.18f, 0.009f, 0, 0.02f, 0.009f);
  lim_sketch_icon_end (icon);
  const float stock[][2] = { { -0.075f, -0.7f }, { 0.075f, -0.7f }, { 0.085f, 0.25f },
                             { 0.14f, 0.85f },   { -0.1f, 0.9f },   { -0.085f, 0.25f } };
  lim_sketch_icon_start (icon, LIM_SKETCH_GRAIN, icon->wood, 0.3f);
  lim_sketch_polygon (icon->body, stock, 6, 0.06f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 1.1f), 0.9f);
  lim_sketch_limb (icon->body, 0, 0.02f, 0.018f, 0, -0.85f, 0.018f);
  lim_sketch_limb (icon->body, 0, -0.8f, 0.04f, 0, -0.95f, 0.003f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 0.8f);
  lim_sketch_box (icon->body, 0, 0.06f, 0.07f, 0.05f, 0.02f, 0);
  lim_sketch_box (icon->body, 0, -0.6f, 0.1f, 0.04f, 0.02f, 0);
  lim_sketch_icon_end (icon);
}

void
lim_sketch_draw_gauntlet (LimSketchIcon *icon)
{
  const float cuff[][2] = { { -0.36f, 0.9f }, { -0.25f, 0.3f }, { 0.25f, 0.3f }, { 0.36f, 0.9f } };

  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.75f), 0.6f);
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 3; k++)
      lim_sketch_box (icon->body, -0.23f + 0.15f * (float) i, -0.3f - 0.17f * (float) k - 0.06f * (i == 1 || i == 2),
                      0.068f - 0.006f * (float) k, 0.085f, 0.045f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 0.8f);
  lim_sketch_limb (icon->body, 0.28f, 0.1f, 0.09f, 0.5f, -0.15f, 0.07f);
  lim_sketch_limb (icon->body, 0.5f, -0.15f, 0.07f, 0.53f, -0.3f, 0.05f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 0.8f);
  lim_sketch_box (icon->body, 0, 0.05f, 0.32f, 0.28f, 0.12f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 1.1f), 0.9f);
  lim_sketch_polygon (icon->body, cuff, 4, 0.1f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 0.8f);
  lim_sketch_box (icon->body, 0, 0.86f, 0.37f, 0.04f, 0.03f, 0);
  lim_sketch_box (icon->body, 0, 0.32f, 0.27f, 0.035f, 0.03f, 0);
  for (int i = -1; i <= 1; i++)
    lim_sketch_oval (icon->body, 0.15f * (float) i, -0.12f, 0.03f, 0.03f, 0);
  lim_sketch_icon_end (icon);
}

void
lim_sketch_draw_gun (LimSketchIcon *icon)
{
  float barrel = lim_sketch_rand (icon->stage, 0.7f, 0.9f);
  const float grip[][2] = { { -0.35f, 0.0f }, { -0.12f, 0.0f }, { -0.22f, 0.62f }, { -0.5f, 0.58f } };
  const float frame[][2] = { { -0.62f, -0.28f }, { 0.3f, -0.28f }, { 0.42f, -0.2f }, { 0.42f, -0.02f },
                             { -0.1f, 0.08f },   { -0.5f, 0.06f }, { -0.64f, -0.1f } };

  icon->turns = lim_sketch_rand (icon->stage, -0.06f, -0.02f);
  lim_sketch_icon_start (icon, LIM_SKETCH_GRAIN, icon->wood, 0.3f);
  lim_sketch_polygon (icon->body, grip, 4, 0.07f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.7f), 0.8f);
  lim_sketch_limb (icon->body, 0.3f, -0.17f, 0.075f, barrel, -0.17f, 0.065f);
  lim_sketch_box (icon->body, barrel, -0.17f, 0.06f, 0.09f, 0.02f, 0);
  lim_sketch_oval (icon->body, 0.0f, 0.15f, 0.15f, 0.13f, 0);
  lim_sketch_oval (icon->body, 0.0f, 0.14f, 0.11f, 0.09f, 0);
  lim_sketch_cut (icon->body);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_PANELS, icon->metal, 0.6f);
  lim_sketch_polygon (icon->body, frame, G_N_ELEMENTS (frame), 0.05f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_PANELS, icon->trim, 0.3f);
  lim_sketch_box (icon->body, -0.1f, -0.12f, 0.22f, 0.035f, 0.01f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_EMIT, icon->glow, 0);
  lim_sketch_box (icon->body, 0.24f, -0.13f, 0.04f, 0.04f, 0.015f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_glow (icon, 0.24f, -0.13f, 0.25f, icon->glow, 0.6f);
}

void
lim_sketch_draw_shield (LimSketchIcon *icon)
{
  const float outline[][2] = { { -0.6f, -0.72f }, { 0, -0.84f }, { 0.6f, -0.72f },  { 0.58f, 0.05f },
                               { 0.34f, 0.55f },  { 0, 0.92f },  { -0.34f, 0.55f }, { -0.58f, 0.05f } };
  const float field[][2] = { { -0.5f, -0.62f }, { 0, -0.72f }, { 0.5f, -0.62f },  { 0.48f, 0.03f },
                             { 0.28f, 0.48f },  { 0, 0.78f },  { -0.28f, 0.48f }, { -0.48f, 0.03f } };

  icon->turns *= 0.25f;
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 0.9f);
  lim_sketch_polygon (icon->body, outline, 8, 0.08f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_GRAIN, icon->main, 0.3f);
  lim_sketch_polygon (icon->body, field, 8, 0.25f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 0.9f);
  lim_sketch_limb (icon->body, 0, -0.7f, 0.05f, 0, 0.75f, 0.04f);
  lim_sketch_limb (icon->body, -0.47f, -0.12f, 0.05f, 0.47f, -0.12f, 0.05f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 1.0f);
  lim_sketch_oval (icon->body, 0, -0.12f, 0.17f, 0.17f, 0);
  lim_sketch_icon_end (icon);
}

void
lim_sketch_draw_helmet (LimSketchIcon *icon)
{
  icon->turns *= 0.2f;
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 0.9f);
  lim_sketch_oval (icon->body, 0, -0.15f, 0.58f, 0.66f, 0);
  lim_sketch_box (icon->body, 0, 0.3f, 0.5f, 0.42f, 0.14f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_GLASS, lim_sketch_scale (icon->glow, 0.35f), 1.0f);
  lim_sketch_box (icon->body, 0.05f, -0.06f, 0.44f, 0.17f, 0.12f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_glow (icon, -0.1f, -0.1f, 0.3f, icon->glow, 0.35f);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 0.7f);
  lim_sketch_limb (icon->body, 0.02f, -0.8f, 0.035f, 0.04f, -0.26f, 0.04f);
  lim_sketch_box (icon->body, 0, 0.64f, 0.46f, 0.05f, 0.03f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.5f), 0.5f);
  for (int i = -1; i <= 1; i++)
    lim_sketch_box (icon->body, 0.05f + 0.14f * (float) i, 0.4f, 0.03f, 0.12f, 0.02f, 0);
  lim_sketch_oval (icon->body, 0.53f, 0.15f, 0.11f, 0.14f, 0);
  lim_sketch_oval (icon->body, -0.53f, 0.15f, 0.11f, 0.14f, 0);
  lim_sketch_icon_end (icon);
}

void
lim_sketch_draw_horn (LimSketchIcon *icon)
{
  lim_sketch_icon_start (icon, LIM_SKETCH_GRAIN, icon->main, 0.6f);
  for (int i = 0; i < 16; i++)
    {
      float a = (float) i / 16, b = (float) (i + 1) / 16;

      lim_sketch_limb (icon->body, -0.75f + 1.4f * a, 0.45f - 0.75f * a * a, 0.06f + 0.22f * a * a, -0.75f + 1.4f * b,
                       0.45f - 0.75f * b * b, 0.06f + 0.22f * b * b);
    }
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_SMOOTH, lim_sketch_rgb (0x1a120d), 0);
  lim_sketch_oval (icon->body, 0.73f, -0.37f, 0.13f, 0.24f, -0.12f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->trim, 1.0f);
  lim_sketch_limb (icon->body, -0.86f, 0.44f, 0.05f, -0.72f, 0.45f, 0.075f);
  lim_sketch_oval (icon->body, 0.56f, -0.18f, 0.06f, 0.26f, -0.12f);
  lim_sketch_oval (icon->body, -0.1f, 0.3f, 0.035f, 0.14f, -0.06f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, icon->leather, 0.2f);
  for (int i = 0; i < 10; i++)
    {
      float a = (float) i / 10, b = (float) (i + 1) / 10;

      lim_sketch_limb (icon->body, -0.7f + 1.2f * a, 0.5f + 1.3f * a * (1 - a) - 0.55f * a, 0.025f, -0.7f + 1.2f * b,
                       0.5f + 1.3f * b * (1 - b) - 0.55f * b, 0.025f);
    }
  lim_sketch_icon_end (icon);
}
