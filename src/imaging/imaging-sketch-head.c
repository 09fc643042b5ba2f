/* Heads of people and reptiles, and the portrait. */
#include "imaging-sketch-scene.h"

static void
head_reptile (LimSketchStage *stage, LimSketchBody *body, float x, float y, float s, float turn)
{
  const LimSketchPlan *plan = stage->plan;
  LimSketchColour skin = plan->colours[LIM_SKETCH_SLOT_SKIN];
  float side = turn < 0 ? -1.0f : 1.0f;
  LimSketchColour iris =
      plan->has_colour[LIM_SKETCH_SLOT_EYES] ? plan->colours[LIM_SKETCH_SLOT_EYES] : lim_sketch_rgb (0xe0a030);

  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_SCALY, lim_sketch_scale (skin, 0.72f), 0.1f, 1, 0, 0.4f,
                                                  1.5f });
  for (int i = 0; i < 5; i++)
    lim_sketch_limb (body, x - side * s * (0.1f + 0.14f * (float) i), y - s * (0.75f - 0.12f * (float) i), s * 0.13f,
                     x - side * s * (0.35f + 0.18f * (float) i), y - s * (1.3f - 0.2f * (float) i), s * 0.03f);
  lim_sketch_body_paint (stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_SCALY, skin, 0.18f, 1, s * 0.3f, 0.5f, 2.0f });
  lim_sketch_oval (body, x, y - 0.25f * s, s * 0.66f, s * 0.66f, 0);
  lim_sketch_limb (body, x + side * 0.2f * s, y + 0.12f * s, s * 0.42f, x + side * 0.78f * s, y + 0.34f * s,
                   s * 0.27f);
  lim_sketch_limb (body, x, y + 0.3f * s, s * 0.4f, x + side * 0.5f * s, y + 0.62f * s, s * 0.2f);
  lim_sketch_limb (body, x - side * 0.1f * s, y - 0.42f * s, s * 0.2f, x + side * 0.55f * s, y - 0.3f * s, s * 0.12f);
  lim_sketch_body_paint (stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_SMOOTH, lim_sketch_scale (skin, 0.25f), 0, 1, 0, 0 });
  lim_sketch_limb (body, x + side * 0.1f * s, y + 0.52f * s, s * 0.03f, x + side * 0.95f * s, y + 0.42f * s,
                   s * 0.02f);
  lim_sketch_oval (body, x + side * 0.3f * s, y - 0.14f * s, s * 0.17f, s * 0.12f, 0);
  lim_sketch_oval (body, x - side * 0.34f * s, y - 0.14f * s, s * 0.12f, s * 0.1f, 0);
  lim_sketch_body_paint (stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_EMIT, iris, 0, 1, 0, 0 });
  lim_sketch_oval (body, x + side * 0.31f * s, y - 0.14f * s, s * 0.11f, s * 0.085f, 0);
  lim_sketch_oval (body, x - side * 0.33f * s, y - 0.14f * s, s * 0.07f, s * 0.07f, 0);
  lim_sketch_body_paint (stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_SMOOTH, lim_sketch_rgb (0x120c08), 0, 1, 0, 0 });
  lim_sketch_oval (body, x + side * 0.32f * s, y - 0.14f * s, s * 0.025f, s * 0.08f, 0);
  lim_sketch_body_paint (stage, body);
}

static void
head_face (LimSketchStage *stage, LimSketchBody *body, float x, float y, float s, float turn)
{
  const LimSketchPlan *plan = stage->plan;
  LimSketchColour skin = plan->colours[LIM_SKETCH_SLOT_SKIN];
  LimSketchColour dark = lim_sketch_tint (skin, (LimSketchColour){ 0.42f, 0.33f, 0.32f });
  float fx = x + turn * 0.22f * s;
  gboolean female = lim_sketch_has (plan, LIM_SKETCH_BIT_FEMALE);
  float jaw = female ? 0.36f : 0.44f;

  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_SMOOTH, skin, 0.16f, 0.95f, s * 0.22f, 0.5f });
  lim_sketch_oval (body, x, y - 0.22f * s, s * 0.68f, s * 0.72f, 0);
  lim_sketch_oval (body, x + turn * 0.08f * s, y + 0.38f * s, s * jaw * 1.15f, s * 0.56f, 0);
  lim_sketch_oval (body, fx, y + 0.8f * s, s * jaw * 0.5f, s * 0.17f, 0);
  lim_sketch_oval (body, x - 0.68f * s, y + 0.05f * s, s * 0.12f, s * 0.2f, 0);
  lim_sketch_oval (body, x + 0.68f * s, y + 0.05f * s, s * 0.12f, s * 0.2f, 0);
  lim_sketch_limb (body, fx, y - 0.05f * s, s * 0.07f, fx + turn * 0.12f * s, y + 0.26f * s, s * 0.13f);
  lim_sketch_limb (body, fx - 0.42f * s, y - 0.16f * s, s * 0.09f, fx + 0.42f * s, y - 0.16f * s, s * 0.09f);
  lim_sketch_body_paint (stage, body);

  for (int i = -1; i <= 1; i += 2)
    lim_sketch_shadow (stage, fx + (float) i * 0.28f * s, y - 0.02f * s, s * 0.25f, s * 0.19f, 0.42f);
  lim_sketch_shadow (stage, fx + 0.1f * s, y + 0.42f * s, s * 0.3f, s * 0.13f, 0.3f);
  lim_sketch_shadow (stage, x - stage->light[0] * 0.5f * s, y + 0.2f * s, s * 0.42f, s * 0.8f, 0.35f);
  lim_sketch_glow (stage, fx - 0.36f * s, y + 0.24f * s, s * 0.32f, (LimSketchColour){ 0.9f, 0.35f, 0.25f }, 0.10f);
  lim_sketch_glow (stage, fx + 0.36f * s, y + 0.24f * s, s * 0.32f, (LimSketchColour){ 0.9f, 0.35f, 0.25f }, 0.08f);

  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_SMOOTH, lim_sketch_rgb (0xcfc8ba), 0.2f, 0.6f, 0, 0 });
  for (int i = -1; i <= 1; i += 2)
    lim_sketch_oval (body, fx + (float) i * 0.28f * s, y + 0.01f * s, s * 0.13f, s * 0.065f, 0);
  lim_sketch_body_paint (stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_SMOOTH,
                                                  lim_sketch_scale (plan->colours[LIM_SKETCH_SLOT_EYES], 0.8f), 0.9f,
                                                  1, 0, 0 });
  for (int i = -1; i <= 1; i += 2)
    lim_sketch_oval (body, fx + ((float) i * 0.28f + turn * 0.05f) * s, y + 0.01f * s, s * 0.062f, s * 0.066f, 0);
  lim_sketch_body_paint (stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_SMOOTH, dark, 0.0f, 0.5f, 0, 0 });
  for (int i = -1; i <= 1; i += 2)
    {
      lim_sketch_limb (body, fx + (float) i * 0.15f * s, y - 0.06f * s, s * 0.02f, fx + (float) i * 0.41f * s,
                       y - 0.045f * s, s * 0.02f);
      lim_sketch_limb (body, fx + (float) i * 0.13f * s, y - 0.21f * s, s * (female ? 0.022f : 0.04f),
                       fx + (float) i * 0.45f * s, y - 0.24f * s, s * 0.018f);
    }
  lim_sketch_limb (body, fx - 0.17f * s, y + 0.52f * s, s * 0.018f, fx + 0.18f * s, y + 0.515f * s, s * 0.018f);
  lim_sketch_body_paint (stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_SMOOTH,
                                                  lim_sketch_tint (skin, (LimSketchColour){ 0.85f, 0.58f, 0.56f }),
                                                  0.2f, 0.8f, 0, 0 });
  lim_sketch_oval (body, fx, y + 0.57f * s, s * 0.15f, s * (female ? 0.055f : 0.04f), 0);
  lim_sketch_body_paint (stage, body);
}

static void
head_beard (LimSketchStage *stage, LimSketchBody *body, LimSketchMatter hair, float x, float y, float s, float turn)
{
  lim_sketch_body_start (body, hair);
  lim_sketch_oval (body, x + turn * 0.12f * s, y + 0.62f * s, s * 0.5f, s * 0.42f, 0);
  lim_sketch_oval (body, x + turn * 0.2f * s, y + 0.36f * s, s * 0.36f, s * 0.26f, 0);
  lim_sketch_cut (body);
  lim_sketch_body_paint (stage, body);
}

/* A cap of hair with a parting; the face is cut out of it. Locks fall beside the face of whoever wears it long. */
static void
head_hair (LimSketchStage *stage, LimSketchBody *body, float x, float y, float s, float turn)
{
  const LimSketchPlan *plan = stage->plan;
  LimSketchMatter hair = { LIM_SKETCH_FURRY, plan->colours[LIM_SKETCH_SLOT_HAIR], 0.3f, 0.8f, s * 0.10f, 0.4f,
                           0.8f / (s + 0.2f) };
  LimSketchRandom random = { plan->words + 5 };
  float side = lim_sketch_random (&random) < 0.5f ? -1.0f : 1.0f;
  float part = side * lim_sketch_range (&random, 0.15f, 0.4f);
  gboolean tied = lim_sketch_has (plan, LIM_SKETCH_BIT_TIED_HAIR);
  gboolean falls =
      lim_sketch_has (plan, LIM_SKETCH_BIT_LONG_HAIR) || (lim_sketch_has (plan, LIM_SKETCH_BIT_FEMALE) && !tied);
  float fx = x + turn * 0.16f * s;

  if (lim_sketch_has (plan, LIM_SKETCH_BIT_BEARD))
    head_beard (stage, body, hair, x, y, s, turn);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_BALD))
    return;
  lim_sketch_body_start (body, hair);
  lim_sketch_oval (body, x, y - 0.32f * s, s * 0.74f, s * 0.70f, 0);
  if (tied)
    lim_sketch_oval (body, x - turn * 0.55f * s, y - 0.98f * s, s * 0.24f, s * 0.2f, 0);
  lim_sketch_oval (body, fx + part * 0.45f * s, y + 0.22f * s, s * 0.50f, s * 0.80f, part * 0.12f);
  lim_sketch_cut (body);
  lim_sketch_oval (body, fx - part * 0.75f * s, y + 0.25f * s, s * 0.36f, s * 0.68f, 0);
  lim_sketch_cut (body);
  for (int i = -1; i <= 1; i += 2)
    {
      float d = (float) i, low = falls ? 0.62f : -0.05f;

      lim_sketch_limb (body, x + d * 0.64f * s, y - 0.36f * s, s * 0.13f, x + d * 0.72f * s, y + low * 0.5f * s,
                       s * (falls ? 0.15f : 0.08f));
      if (falls)
        lim_sketch_limb (body, x + d * 0.72f * s, y + low * 0.5f * s, s * 0.15f, x + d * 0.6f * s, y + low * s,
                         s * 0.06f);
    }
  lim_sketch_body_paint (stage, body);
}

static void
head_gear (LimSketchStage *stage, LimSketchBody *body, float x, float y, float s, float turn)
{
  const LimSketchPlan *plan = stage->plan;
  float fx = x + turn * 0.2f * s;

  if (lim_sketch_has (plan, LIM_SKETCH_BIT_GLASSES))
    {
      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_IRON, lim_sketch_rgb (0x6a6c70), 0.7f, 1, 0, 0.2f });
      for (int i = -1; i <= 1; i += 2)
        {
          lim_sketch_oval (body, fx + (float) i * 0.28f * s, y + 0.01f * s, s * 0.2f, s * 0.16f, 0);
          lim_sketch_oval (body, fx + (float) i * 0.28f * s, y + 0.01f * s, s * 0.16f, s * 0.125f, 0);
          lim_sketch_cut (body);
        }
      lim_sketch_limb (body, fx - 0.1f * s, y - 0.03f * s, s * 0.025f, fx + 0.1f * s, y - 0.03f * s, s * 0.025f);
      lim_sketch_body_paint (stage, body);
    }
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_HELMET))
    {
      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_IRON, plan->colours[LIM_SKETCH_SLOT_ARMOUR], 0.6f, 1,
                                                      0, 0.5f });
      lim_sketch_oval (body, x, y - 0.3f * s, s * 0.86f, s * 0.84f, 0);
      lim_sketch_box (body, fx, y + 0.35f * s, s * 0.5f, s * 0.5f, s * 0.1f, 0);
      lim_sketch_cut (body);
      lim_sketch_body_paint (stage, body);
    }
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_HAT))
    {
      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_CLOTH,
                                                      lim_sketch_scale (plan->colours[LIM_SKETCH_SLOT_CLOTH], 0.8f),
                                                      0.1f, 1, s * 0.1f, 0.6f });
      lim_sketch_oval (body, x, y - 0.78f * s, s * 0.74f, s * 0.42f, 0);
      lim_sketch_oval (body, fx, y - 0.5f * s, s * 0.86f, s * 0.13f, 0);
      lim_sketch_body_paint (stage, body);
    }
}

void
lim_sketch_head_back (LimSketchStage *stage, float x, float y, float size)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  gboolean reptile = lim_sketch_has (plan, LIM_SKETCH_BIT_REPTILE);

  if (lim_sketch_has (plan, LIM_SKETCH_BIT_HOOD) || (lim_sketch_has (plan, LIM_SKETCH_BIT_LONG_HAIR) && !reptile))
    {
      gboolean hood = lim_sketch_has (plan, LIM_SKETCH_BIT_HOOD);

      lim_sketch_body_start (
          body, (LimSketchMatter){
                    hood ? LIM_SKETCH_CLOTH : LIM_SKETCH_FURRY,
                    lim_sketch_scale (plan->colours[hood ? LIM_SKETCH_SLOT_CLOTH : LIM_SKETCH_SLOT_HAIR], 0.8f), 0.1f,
                    1, size * 0.2f, 0.5f });
      lim_sketch_oval (body, x, y - 0.1f * size, size * 1.0f, size * 1.18f, 0);
      lim_sketch_oval (body, x, y + 0.7f * size, size * 0.9f, size * 0.8f, 0);
      lim_sketch_body_paint (stage, body);
    }
}

void
lim_sketch_head (LimSketchStage *stage, float x, float y, float size, float turn)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  gboolean reptile = lim_sketch_has (plan, LIM_SKETCH_BIT_REPTILE);

  if (reptile)
    {
      head_reptile (stage, body, x, y, size, turn);
      return;
    }
  head_face (stage, body, x, y, size, turn);
  head_hair (stage, body, x, y, size, turn);
  head_gear (stage, body, x, y, size, turn);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_HORNS))
    {
      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_GRAIN, lim_sketch_rgb (0x5d4c3c), 0.3f, 1,
                                                      size * 0.1f, 0.4f });
      for (int i = -1; i <= 1; i += 2)
        {
          lim_sketch_limb (body, x + (float) i * 0.5f * size, y - 0.7f * size, size * 0.17f,
                           x + (float) i * 0.9f * size, y - 1.15f * size, size * 0.12f);
          lim_sketch_limb (body, x + (float) i * 0.9f * size, y - 1.15f * size, size * 0.12f,
                           x + (float) i * 0.8f * size, y - 1.7f * size, size * 0.02f);
        }
      lim_sketch_body_paint (stage, body);
    }
}

void
lim_sketch_scene_portrait (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  float x = lim_sketch_rand (stage, -0.16f, 0.16f), turn = lim_sketch_rand (stage, -0.9f, 0.9f);
  float size = lim_sketch_rand (stage, 0.46f, 0.52f), y = -0.16f;
  LimSketchColour cloth = plan->colours[LIM_SKETCH_SLOT_CLOTH];
  float w = lim_sketch_has (plan, LIM_SKETCH_BIT_FEMALE) ? 0.72f : 0.86f;

  lim_sketch_backdrop_studio (stage, stage->ay + 1.0f);
  lim_sketch_glow (stage, lim_sketch_rand (stage, -0.9f, 0.9f), lim_sketch_rand (stage, -0.8f, 0.3f), 0.9f,
                   plan->palette[(guint) lim_sketch_choose (stage, (int) plan->n_palette)],
                   lim_sketch_rand (stage, 0.1f, 0.35f));
  lim_sketch_head_back (stage, x, y, size);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_CLOTH, cloth, 0.08f, 0.8f, 0.15f, 0.6f, 0.6f });
  lim_sketch_limb (body, x - w * 0.62f, 0.72f, 0.2f, x + w * 0.62f, 0.72f, 0.2f);
  lim_sketch_limb (body, x - w * 0.75f, 0.82f, 0.24f, x - w * 0.85f, stage->ay + 0.3f, 0.28f);
  lim_sketch_limb (body, x + w * 0.75f, 0.82f, 0.24f, x + w * 0.85f, stage->ay + 0.3f, 0.28f);
  lim_sketch_box (body, x, stage->ay + 0.2f, w * 0.8f, stage->ay + 0.2f - 0.75f, 0.1f, 0);
  lim_sketch_body_paint (stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ lim_sketch_has (plan, LIM_SKETCH_BIT_REPTILE) ? LIM_SKETCH_SCALY
                                                                                                : LIM_SKETCH_SMOOTH,
                                                  lim_sketch_scale (plan->colours[LIM_SKETCH_SLOT_SKIN], 0.8f), 0.06f,
                                                  0.9f, 0.1f, 0.4f });
  lim_sketch_limb (body, x, 0.66f, 0.25f, x, 0.2f, 0.21f);
  lim_sketch_body_paint (stage, body);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_PLATE))
    {
      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_IRON, plan->colours[LIM_SKETCH_SLOT_ARMOUR], 0.7f, 1,
                                                      0.03f, 0.6f });
      lim_sketch_oval (body, x - w * 0.78f, 0.82f, 0.33f, 0.27f, 0.05f);
      lim_sketch_oval (body, x + w * 0.78f, 0.82f, 0.33f, 0.27f, -0.05f);
      lim_sketch_body_paint (stage, body);
    }
  lim_sketch_head (stage, x, y, size, turn);
  for (int i = -1; i <= 1; i += 2)
    {
      float s = (float) i;
      const float collar[][2] = {
        { x + s * 0.25f, 0.40f }, { x + s * 0.36f, 0.64f }, { x + s * 0.08f, 0.96f }, { x + s * 0.02f, 0.74f }
      };

      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_CLOTH, lim_sketch_scale (cloth, 1.08f), 0.1f, 0.8f,
                                                      0, 0.6f, 0.8f });
      lim_sketch_polygon (body, collar, 4, 0.05f);
      lim_sketch_body_paint (stage, body);
    }
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_SASH))
    {
      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_CLOTH, plan->colours[LIM_SKETCH_SLOT_TRIM], 0.1f, 1,
                                                      0.02f, 0.6f, 0.8f });
      for (int i = 0; i < 3; i++)
        {
          float low = 0.08f * (float) i;

          lim_sketch_limb (body, x - 0.28f - low * 0.6f, 0.42f + low, 0.05f, x + 0.02f, 0.6f + low, 0.055f);
          lim_sketch_limb (body, x + 0.28f + low * 0.6f, 0.42f + low, 0.05f, x + 0.02f, 0.6f + low, 0.055f);
        }
      lim_sketch_limb (body, x + 0.1f, 0.74f, 0.09f, x + 0.2f, 1.15f, 0.12f);
      lim_sketch_body_paint (stage, body);
    }
  lim_sketch_glow (stage, x + stage->light[0] * 0.5f, y - 0.4f, 0.8f, stage->sun, 0.07f);
}
