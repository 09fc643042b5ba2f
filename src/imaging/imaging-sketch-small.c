/* Small creatures of the undergrowth: husks with spines, strings of beads, folded fans, creeping shells. */
#include "imaging-sketch-creature.h"

static void
feet (LimSketchCreature *creature, float x, float floor, float spread, int n, float length, float thick)
{
  for (int i = 0; i < n; i++)
    {
      float u = n > 1 ? 2.0f * (float) i / (float) (n - 1) - 1.0f : 0, fx = x + u * spread;
      float knee = fx + (u < 0 ? -0.5f : 0.5f) * length * 0.5f;

      lim_sketch_limb (creature->body, fx * 0.9f + x * 0.1f, floor - length, thick, knee, floor - length * 0.55f,
                       thick * 0.8f);
      lim_sketch_limb (creature->body, knee, floor - length * 0.55f, thick * 0.8f, fx + creature->side * 0.02f,
                       floor - 0.01f, thick * 0.5f);
      lim_sketch_limb (creature->body, fx + creature->side * 0.02f, floor - 0.015f, thick * 0.5f,
                       fx + creature->side * 0.07f, floor, thick * 0.2f);
    }
}

void
lim_sketch_creature_husk (LimSketchCreature *creature)
{
  LimSketchStage *stage = creature->stage;
  float d = creature->side, floor = 0.62f, r = lim_sketch_rand (stage, 0.42f, 0.52f), x = -d * 0.08f,
        y = floor - 0.12f - r;
  LimSketchColour straw = stage->plan->palette[stage->plan->n_palette > 1 ? 1 : 0];

  creature->hide.stuff = LIM_SKETCH_LEATHER;
  lim_sketch_shadow (stage, x, floor, 0.7f, 0.12f, 0.8f);
  lim_sketch_creature_start (creature, 0.6f);
  feet (creature, x, floor, r * 0.7f, 4, 0.26f, 0.05f);
  lim_sketch_body_paint (stage, creature->body);
  for (int ring = 0; ring < 2; ring++)
    {
      int n = ring == 0 ? 26 : 17;

      lim_sketch_body_start (creature->body, (LimSketchMatter){ LIM_SKETCH_GRAIN, lim_sketch_scale (straw, 0.85f),
                                                                0.1f, 1, 0, 0.3f });
      for (int i = 0; i < n; i++)
        {
          float a = 0.46f + 0.62f * (float) i / (float) n, c = d * lim_sketch_cos (a), s = lim_sketch_sin (a);
          float from = r * 0.8f, to = r * lim_sketch_rand (stage, 1.08f, 1.4f);

          lim_sketch_limb (creature->body, x + c * from, y + s * from, 0.02f, x + c * to - d * 0.05f, y + s * to,
                           0.004f);
        }
      lim_sketch_body_paint (stage, creature->body);
    }
  for (int i = 6; i >= 0; i--) /* the spiral of plates, from the outside in */
    {
      float t = (float) i / 6, a = 0.55f + 0.14f * (float) i;

      lim_sketch_creature_start (creature, 0.8f + 0.06f * (float) (i % 3));
      lim_sketch_oval (creature->body, x + d * 0.34f * r * t * lim_sketch_cos (a),
                       y + 0.34f * r * t * lim_sketch_sin (a), r * (0.42f + 0.6f * t), r * (0.40f + 0.56f * t), a);
      lim_sketch_body_paint (stage, creature->body);
    }
  float hx = x + d * r * 0.95f, hy = y + r * lim_sketch_rand (stage, 0.35f, 0.6f);
  lim_sketch_creature_start (creature, 1.05f);
  lim_sketch_oval (creature->body, hx, hy, r * 0.34f, r * 0.3f, 0);
  lim_sketch_limb (creature->body, hx + d * r * 0.2f, hy + r * 0.08f, r * 0.16f, hx + d * r * 0.55f, hy + r * 0.3f,
                   r * 0.03f);
  lim_sketch_body_paint (stage, creature->body);
  lim_sketch_creature_eye (creature, hx + d * r * 0.1f, hy - r * 0.08f, 0.028f);
}

void
lim_sketch_creature_beads (LimSketchCreature *creature)
{
  LimSketchStage *stage = creature->stage;
  float d = creature->side, floor = 0.6f, arch = lim_sketch_rand (stage, 0.1f, 0.4f),
        drop = lim_sketch_rand (stage, -0.1f, 0.2f);
  int n = 5 + lim_sketch_choose (stage, 3);
  LimSketchColour lamp = stage->plan->has_colour[LIM_SKETCH_SLOT_GLOW] ? stage->plan->colours[LIM_SKETCH_SLOT_GLOW]
                                                                       : lim_sketch_rgb (0xf0b45a);

  creature->hide.stuff = LIM_SKETCH_SMOOTH, creature->hide.shine = 0.9f, creature->hide.blend = 0.06f;
  lim_sketch_shadow (stage, 0, floor, 0.85f, 0.12f, 0.6f);
  for (int i = 0; i < n; i++)
    {
      float t = (float) i / (float) (n - 1),
            r = (0.10f + 0.12f * lim_sketch_sin (0.12f + 0.36f * t)) * (i == n - 1 ? 1.25f : 1);
      float x = d * (-0.62f + 1.2f * t), y = floor - r - 0.08f - arch * lim_sketch_sin (0.5f * t) + drop * t;

      lim_sketch_creature_start (creature, 0.65f);
      feet (creature, x, floor, r * 0.4f, 2, floor - y - r * 0.4f, 0.022f);
      lim_sketch_body_paint (stage, creature->body);
      lim_sketch_creature_start (creature, 0.8f + 0.25f * t);
      lim_sketch_oval (creature->body, x, y, r, r * 1.05f, 0);
      lim_sketch_limb (creature->body, x, y, r * 0.6f, x + d * r * 1.1f, y - r * 0.1f, r * 0.25f);
      lim_sketch_body_paint (stage, creature->body);
      lim_sketch_glow (stage, x - d * r * 0.1f, y + r * 0.15f, r * 0.9f, lamp, 0.7f);
      lim_sketch_glow (stage, x + stage->light[0] * r * 0.4f, y - r * 0.5f, r * 0.3f, stage->sun, 0.5f);
      if (i < n - 1)
        continue;
      lim_sketch_creature_start (creature, 0.9f);
      lim_sketch_limb (creature->body, x + d * r * 0.5f, y - r * 0.6f, 0.016f, x + d * r * 1.3f, y - r * 1.6f,
                       0.008f);
      lim_sketch_limb (creature->body, x + d * r * 0.7f, y - r * 0.4f, 0.016f, x + d * r * 1.8f, y - r * 1.1f,
                       0.008f);
      lim_sketch_body_paint (stage, creature->body);
      lim_sketch_creature_eye (creature, x + d * r * 0.5f, y - r * 0.15f, 0.026f);
    }
}

void
lim_sketch_creature_fan (LimSketchCreature *creature)
{
  LimSketchStage *stage = creature->stage;
  float d = creature->side, floor = 0.62f, y = floor - 0.22f, tall = lim_sketch_rand (stage, 0.85f, 1.1f),
        open = lim_sketch_rand (stage, 0.07f, 0.16f);
  LimSketchColour leg = stage->plan->palette[stage->plan->n_palette > 1 ? 1 : 0];
  float tips[9][2];

  lim_sketch_shadow (stage, 0, floor, 0.7f, 0.1f, 0.65f);
  for (int i = 0; i < 9; i++)
    {
      float a = 0.75f - d * (open * ((float) i / 4.0f - 1.0f) + 0.03f),
            l = tall * (1.0f - 0.05f * (float) ((i - 4) * (i - 4)) * 0.5f);

      tips[i][0] = -d * 0.08f + l * lim_sketch_cos (a), tips[i][1] = y + l * lim_sketch_sin (a);
    }
  creature->hide.stuff = LIM_SKETCH_LEATHER;
  for (int i = 0; i < 8; i++)
    {
      const float wedge[][2] = { { -d * 0.08f, y },
                                 { tips[i][0], tips[i][1] },
                                 { 0.5f * (tips[i][0] + tips[i + 1][0]),
                                   0.5f * (tips[i][1] + tips[i + 1][1]) + 0.06f },
                                 { tips[i + 1][0], tips[i + 1][1] } };

      lim_sketch_creature_start (creature, i & 1 ? 0.78f : 1.08f);
      lim_sketch_polygon (creature->body, wedge, 4, 0.03f);
      lim_sketch_body_paint (stage, creature->body);
    }
  lim_sketch_creature_start (creature, 0.6f);
  for (int i = 0; i < 9; i++)
    lim_sketch_limb (creature->body, -d * 0.08f, y, 0.016f, tips[i][0], tips[i][1], 0.005f);
  lim_sketch_body_paint (stage, creature->body);
  creature->hide.colour = lim_sketch_blend (creature->hide.colour, leg, 0.7f);
  lim_sketch_creature_start (creature, 0.7f);
  feet (creature, 0, floor, 0.3f, 5, 0.2f, 0.022f);
  lim_sketch_body_paint (stage, creature->body);
  lim_sketch_creature_start (creature, 1.0f);
  lim_sketch_limb (creature->body, -d * 0.6f, y + 0.02f, 0.03f, d * 0.3f, y - 0.02f, 0.11f);
  lim_sketch_oval (creature->body, d * 0.42f, y - 0.05f, 0.12f, 0.09f, 0);
  for (int i = 0; i < 3; i++)
    lim_sketch_limb (creature->body, d * 0.48f, y - 0.1f, 0.012f, d * (0.62f + 0.07f * (float) i),
                     y - 0.36f + 0.1f * (float) i, 0.004f);
  lim_sketch_body_paint (stage, creature->body);
  lim_sketch_creature_eye (creature, d * 0.46f, y - 0.07f, 0.024f);
}

void
lim_sketch_creature_slab (LimSketchCreature *creature)
{
  LimSketchStage *stage = creature->stage;
  float d = creature->side, floor = 0.62f, lift = lim_sketch_rand (stage, 0.06f, 0.16f);
  int n = 6 + lim_sketch_choose (stage, 3);
  LimSketchColour hide = creature->hide.colour;

  lim_sketch_shadow (stage, 0, floor, 0.95f, 0.13f, 0.75f);
  creature->hide.stuff = LIM_SKETCH_SMOOTH, creature->hide.shine = 0.6f,
  creature->hide.colour = lim_sketch_rgb (0xc9bda4);
  lim_sketch_creature_start (creature, 0.8f);
  lim_sketch_limb (creature->body, -d * 0.72f, floor - 0.07f, 0.07f, d * 0.62f, floor - 0.1f, 0.11f);
  lim_sketch_limb (creature->body, d * 0.6f, floor - 0.12f, 0.1f, d * 0.82f, floor - 0.2f - lift, 0.06f);
  for (int i = 0; i < 2; i++)
    lim_sketch_limb (creature->body, d * 0.78f, floor - 0.22f - lift, 0.02f, d * (0.86f + 0.07f * (float) i),
                     floor - 0.4f - lift + 0.06f * (float) i, 0.014f);
  lim_sketch_body_paint (stage, creature->body);
  creature->hide.stuff = LIM_SKETCH_ROCK, creature->hide.shine = 0.15f, creature->hide.colour = hide;
  for (int i = 0; i < n; i++)
    {
      float t = (float) i / (float) (n - 1), x = d * (0.5f - 1.08f * t),
            h = 0.26f + 0.36f * lim_sketch_sin (0.1f + 0.36f * t) + lim_sketch_rand (stage, -0.03f, 0.04f);
      const float plate[][2] = { { x + d * 0.26f, floor - 0.12f },
                                 { x + d * 0.16f, floor - 0.12f - h * 0.75f },
                                 { x - d * 0.08f, floor - 0.14f - h },
                                 { x - d * 0.2f, floor - 0.1f - h * 0.7f },
                                 { x - d * 0.22f, floor - 0.1f } };

      lim_sketch_creature_start (creature, i & 1 ? 0.85f : 1.05f);
      lim_sketch_polygon (creature->body, plate, G_N_ELEMENTS (plate), 0.07f);
      lim_sketch_body_paint (stage, creature->body);
      for (int k = 1; k < 4; k++)
        {
          float u = 0.24f * (float) k;
          const float ring[2][2] = { { x + d * 0.2f, floor - 0.12f - h * u * 0.8f },
                                     { x - d * 0.16f, floor - 0.12f - h * u } };

          lim_sketch_stroke (stage, ring, 0.008f, 0.006f, lim_sketch_rgb (0x8a5434), 0.4f);
        }
    }
  lim_sketch_creature_eye (creature, d * 0.84f, floor - 0.22f - lift, 0.018f);
}
