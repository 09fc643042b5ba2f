/* Things of a workshop: a saw, a lamp, a wheel that turns a valve. */
#include "imaging-sketch-icon.h"

void
lim_sketch_draw_saw (LimSketchIcon *icon)
{
  const float blade[][2] = { { -0.72f, 0.30f }, { 0.78f, 0.26f } };

  lim_sketch_icon_start (icon, LIM_SKETCH_GRAIN, icon->main, 0.2f);
  lim_sketch_limb (icon->body, -0.74f, 0.42f, 0.055f, -0.66f, -0.42f, 0.045f);
  lim_sketch_limb (icon->body, 0.80f, 0.36f, 0.05f, 0.70f, -0.42f, 0.045f);
  lim_sketch_limb (icon->body, -0.70f, -0.06f, 0.04f, 0.74f, -0.08f, 0.04f);
  for (int i = 0; i < 5; i++)
    lim_sketch_limb (icon->body, -0.6f + 0.26f * (float) i, -0.07f, 0.022f, -0.45f + 0.26f * (float) i, -0.38f,
                     0.018f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_CLOTH, icon->trim, 0.1f);
  lim_sketch_limb (icon->body, -0.68f, -0.40f, 0.02f, 0.72f, -0.40f, 0.02f);
  lim_sketch_limb (icon->body, -0.76f, 0.44f, 0.075f, -0.79f, 0.72f, 0.07f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->metal, 1.0f);
  lim_sketch_limb (icon->body, blade[0][0], blade[0][1], 0.022f, blade[1][0], blade[1][1], 0.022f);
  for (int i = 0; i < 24; i++)
    lim_sketch_limb (icon->body, -0.66f + 0.06f * (float) i, 0.31f, 0.016f, -0.64f + 0.06f * (float) i, 0.36f,
                     0.004f);
  lim_sketch_icon_end (icon);
}

void
lim_sketch_draw_lamp (LimSketchIcon *icon)
{
  icon->turns *= 0.15f;
  for (int i = 0; i < 4; i++)
    {
      float y = 0.66f - 0.2f * (float) i, w = 0.46f - 0.05f * (float) i;

      lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, lim_sketch_scale (icon->main, 0.75f + 0.1f * (float) i), 0.5f);
      lim_sketch_box (icon->body, 0, y, w, 0.13f, 0.12f, 0);
      lim_sketch_icon_end (icon);
    }
  lim_sketch_icon_start (icon, LIM_SKETCH_SMOOTH, icon->trim, 0.6f);
  icon->body->matter.blend = 0.05f;
  lim_sketch_box (icon->body, 0, -0.06f, 0.36f, 0.05f, 0.05f, 0);
  for (int i = 0; i < 6; i++)
    lim_sketch_limb (icon->body, -0.3f + 0.12f * (float) i, -0.04f, 0.05f, -0.3f + 0.12f * (float) i,
                     lim_sketch_rand (icon->stage, 0.02f, 0.3f), 0.03f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_scale (icon->metal, 0.6f), 0.5f);
  for (int i = 0; i < 12; i++)
    {
      float a = 0.5f + 0.5f * (float) i / 12, b = 0.5f + 0.5f * (float) (i + 1) / 12;

      lim_sketch_limb (icon->body, 0.42f * lim_sketch_cos (a), -0.1f + 0.72f * lim_sketch_sin (a), 0.03f,
                       0.42f * lim_sketch_cos (b), -0.1f + 0.72f * lim_sketch_sin (b), 0.03f);
    }
  lim_sketch_icon_end (icon);
  LimSketchColour flame = lim_sketch_rgb (0xffb850);
  lim_sketch_icon_start (icon, LIM_SKETCH_EMIT, flame, 0);
  lim_sketch_limb (icon->body, 0, -0.16f, 0.09f, 0.02f, -0.42f, 0.01f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_glow (icon, 0, -0.24f, 0.5f, flame, 0.6f);
  lim_sketch_icon_glow (icon, 0, -0.2f, 1.3f, flame, 0.3f);
}

void
lim_sketch_draw_wheelkey (LimSketchIcon *icon)
{
  lim_sketch_icon_start (icon, LIM_SKETCH_GRAIN, icon->wood, 0.15f);
  lim_sketch_box (icon->body, 0, 0.52f, 0.075f, 0.42f, 0.02f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, icon->main, 0.9f);
  for (int i = 0; i < 36; i++)
    {
      float a = (float) i / 36, b = (float) (i + 1) / 36;

      lim_sketch_limb (icon->body, 0.5f * lim_sketch_cos (a), -0.34f + 0.5f * lim_sketch_sin (a), 0.07f,
                       0.5f * lim_sketch_cos (b), -0.34f + 0.5f * lim_sketch_sin (b), 0.07f);
    }
  for (int i = 0; i < 5; i++)
    {
      float a = (float) i / 5 + 0.25f;

      lim_sketch_limb (icon->body, 0, -0.34f, 0.05f, 0.48f * lim_sketch_cos (a), -0.34f + 0.48f * lim_sketch_sin (a),
                       0.04f);
    }
  lim_sketch_oval (icon->body, 0, -0.34f, 0.14f, 0.14f, 0);
  lim_sketch_box (icon->body, 0, 0.16f, 0.1f, 0.07f, 0.02f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_IRON, lim_sketch_blend (icon->main, lim_sketch_rgb (0x4f8f83), 0.6f), 0.3f);
  for (int i = 0; i < 8; i++)
    {
      float a = (float) i / 8 + 0.06f;

      lim_sketch_oval (icon->body, 0.5f * lim_sketch_cos (a), -0.34f + 0.5f * lim_sketch_sin (a), 0.035f, 0.035f, 0);
    }
  lim_sketch_oval (icon->body, 0, -0.34f, 0.06f, 0.06f, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_wrap (icon, 0.6f, 0.86f, 0.09f, 5);
}
