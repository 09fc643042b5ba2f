#include "imaging-sketch-creature.h"

static LimSketchMatter
choose_hide (const LimSketchPlan *plan)
{
  LimSketchColour skin = plan->colours[LIM_SKETCH_SLOT_SKIN];
  LimSketchStuff stuff =
      lim_sketch_has (plan, LIM_SKETCH_BIT_FUR)      ? LIM_SKETCH_FURRY
      : lim_sketch_has (plan, LIM_SKETCH_BIT_CHITIN) ? LIM_SKETCH_LEATHER
      : lim_sketch_has (plan, LIM_SKETCH_BIT_BLOB) || lim_sketch_has (plan, LIM_SKETCH_BIT_TENTACLES)
          ? LIM_SKETCH_SMOOTH
          : LIM_SKETCH_SCALY;

  if (!plan->has_colour[LIM_SKETCH_SLOT_SKIN] && plan->has_colour[LIM_SKETCH_SLOT_FREE])
    skin = plan->colours[LIM_SKETCH_SLOT_FREE];
  skin = lim_sketch_scale (lim_sketch_saturate (skin, 0.72f), 0.9f);
  return (LimSketchMatter){ stuff, skin, stuff == LIM_SKETCH_FURRY ? 0.08f : 0.35f, 0.95f, 0.05f, 0.5f, 1.0f };
}

void
lim_sketch_creature_start (LimSketchCreature *creature, float darker)
{
  LimSketchMatter matter = creature->hide;

  matter.colour = lim_sketch_scale (matter.colour, darker);
  lim_sketch_body_start (creature->body, matter);
}

void
lim_sketch_creature_eye (LimSketchCreature *creature, float x, float y, float size)
{
  const LimSketchPlan *plan = creature->stage->plan;
  LimSketchColour iris = plan->has_colour[LIM_SKETCH_SLOT_EYES]   ? plan->colours[LIM_SKETCH_SLOT_EYES]
                         : plan->has_colour[LIM_SKETCH_SLOT_GLOW] ? plan->colours[LIM_SKETCH_SLOT_GLOW]
                                                                  : lim_sketch_rgb (0xe8b040);

  lim_sketch_shadow (creature->stage, x, y, size * 2.4f, size * 2.0f, 0.6f);
  lim_sketch_body_start (creature->body, (LimSketchMatter){ LIM_SKETCH_EMIT, iris, 0, 1, 0, 0 });
  lim_sketch_oval (creature->body, x, y, size, size * 0.8f, 0);
  lim_sketch_body_paint (creature->stage, creature->body);
  lim_sketch_body_start (creature->body,
                         (LimSketchMatter){ LIM_SKETCH_SMOOTH, lim_sketch_rgb (0x0c0a0a), 0.9f, 1, 0, 0 });
  lim_sketch_oval (creature->body, x + creature->side * size * 0.15f, y, size * 0.3f, size * 0.72f, 0);
  lim_sketch_body_paint (creature->stage, creature->body);
  lim_sketch_glow (creature->stage, x, y, size * 4.0f, iris, 0.25f);
}

/* A leg of three parts to a foot at @fx, @floor. */
static void
leg (LimSketchCreature *creature, float hx, float hy, float fx, float floor, float thick, float bend)
{
  float knee_x = hx + (fx - hx) * 0.4f + bend, knee_y = hy + (floor - hy) * 0.48f;
  float hock_x = fx - bend * 0.7f, hock_y = floor - (floor - hy) * 0.2f;

  lim_sketch_limb (creature->body, hx, hy, thick, knee_x, knee_y, thick * 0.62f);
  lim_sketch_limb (creature->body, knee_x, knee_y, thick * 0.62f, hock_x, hock_y, thick * 0.40f);
  lim_sketch_limb (creature->body, hock_x, hock_y, thick * 0.40f, fx, floor - thick * 0.25f, thick * 0.40f);
  for (int i = 0; i < 3; i++)
    lim_sketch_limb (creature->body, fx, floor - thick * 0.25f, thick * 0.3f,
                     fx + creature->side * thick * (0.35f + 0.3f * (float) i), floor - 0.01f, thick * 0.12f);
}

static void
wing (LimSketchCreature *creature, float x, float y, float size, float spread, float darker)
{
  float back = -creature->side;
  const float membrane[][2] = { { x, y },
                                { x + back * 0.25f * size, y - (0.55f + spread) * size },
                                { x + back * 0.75f * size, y - (0.85f + spread) * size },
                                { x + back * 1.15f * size, y - (0.35f + spread * 0.4f) * size },
                                { x + back * 0.88f * size, y - 0.28f * size },
                                { x + back * 0.82f * size, y + 0.06f * size },
                                { x + back * 0.55f * size, y - 0.12f * size },
                                { x + back * 0.38f * size, y + 0.12f * size } };
  LimSketchColour skin =
      lim_sketch_blend (creature->hide.colour, creature->stage->plan->colours[LIM_SKETCH_SLOT_TRIM], 0.5f);

  lim_sketch_body_start (creature->body, (LimSketchMatter){ LIM_SKETCH_LEATHER, lim_sketch_scale (skin, darker), 0.1f,
                                                            0.8f, 0, 0.5f });
  lim_sketch_polygon (creature->body, membrane, G_N_ELEMENTS (membrane), 0.05f);
  lim_sketch_body_paint (creature->stage, creature->body);
  lim_sketch_creature_start (creature, darker * 0.8f);
  for (int i = 2; i <= 5; i += (i == 3 ? 2 : 1))
    lim_sketch_limb (creature->body, membrane[1][0], membrane[1][1], 0.022f * size, membrane[i][0], membrane[i][1],
                     0.008f * size);
  lim_sketch_limb (creature->body, x, y, 0.045f * size, membrane[1][0], membrane[1][1], 0.028f * size);
  lim_sketch_body_paint (creature->stage, creature->body);
}

static void
head_beast (LimSketchCreature *creature, float x, float y, float s)
{
  const LimSketchPlan *plan = creature->stage->plan;
  float d = creature->side;
  gboolean horns = lim_sketch_has (plan, LIM_SKETCH_BIT_HORNS) || lim_sketch_has (plan, LIM_SKETCH_BIT_WINGS);

  if (horns)
    {
      lim_sketch_body_start (creature->body,
                             (LimSketchMatter){ LIM_SKETCH_GRAIN, lim_sketch_rgb (0x8a7a62), 0.3f, 1, 0.02f, 0.4f });
      for (int i = 0; i < 2; i++)
        {
          float o = 0.25f * (float) i;

          lim_sketch_limb (creature->body, x - d * (0.2f + o) * s, y - 0.5f * s, 0.16f * s, x - d * (0.6f + o) * s,
                           y - 1.05f * s, 0.10f * s);
          lim_sketch_limb (creature->body, x - d * (0.6f + o) * s, y - 1.05f * s, 0.10f * s, x - d * (0.45f + o) * s,
                           y - 1.7f * s, 0.02f * s);
        }
      lim_sketch_body_paint (creature->stage, creature->body);
    }
  lim_sketch_creature_start (creature, 1.05f);
  lim_sketch_oval (creature->body, x, y, 0.62f * s, 0.56f * s, 0);
  lim_sketch_limb (creature->body, x + d * 0.3f * s, y + 0.08f * s, 0.4f * s, x + d * 1.15f * s, y + 0.26f * s,
                   0.2f * s);
  lim_sketch_limb (creature->body, x + d * 0.2f * s, y + 0.36f * s, 0.26f * s, x + d * 0.95f * s, y + 0.52f * s,
                   0.13f * s);
  if (!horns)
    for (int i = 0; i < 2; i++)
      lim_sketch_limb (creature->body, x - d * (0.1f + 0.4f * (float) i) * s, y - 0.35f * s, 0.19f * s,
                       x - d * (0.2f + 0.5f * (float) i) * s, y - 0.95f * s, 0.03f * s);
  lim_sketch_body_paint (creature->stage, creature->body);
  lim_sketch_body_start (creature->body,
                         (LimSketchMatter){ LIM_SKETCH_SMOOTH, lim_sketch_rgb (0x1c1412), 0.3f, 1, 0, 0 });
  lim_sketch_limb (creature->body, x + d * 0.35f * s, y + 0.42f * s, 0.03f * s, x + d * 1.2f * s, y + 0.41f * s,
                   0.02f * s);
  lim_sketch_oval (creature->body, x + d * 1.24f * s, y + 0.18f * s, 0.07f * s, 0.05f * s, 0);
  lim_sketch_body_paint (creature->stage, creature->body);
  lim_sketch_creature_eye (creature, x + d * 0.32f * s, y - 0.12f * s, 0.11f * s);
}

static void
quadruped (LimSketchCreature *creature)
{
  LimSketchStage *stage = creature->stage;
  const LimSketchPlan *plan = stage->plan;
  float d = creature->side, x = creature->x, y = creature->y, floor = 0.68f;
  float long_ = lim_sketch_rand (stage, 0.36f, 0.46f), chest = lim_sketch_rand (stage, 0.20f, 0.27f);
  float neck_x = x + d * (long_ + lim_sketch_rand (stage, 0.16f, 0.28f)),
        neck_y = y - lim_sketch_rand (stage, 0.18f, 0.48f);
  float head = lim_sketch_rand (stage, 0.155f, 0.2f), stride = lim_sketch_rand (stage, -0.08f, 0.08f);
  gboolean winged = lim_sketch_has (plan, LIM_SKETCH_BIT_WINGS);

  lim_sketch_shadow (stage, x - stage->light[0] * 0.2f, floor, 0.75f, 0.12f, 0.75f);
  if (winged)
    wing (creature, x + d * 0.2f, y - 0.1f, 0.78f, 0.1f, 0.62f);
  lim_sketch_creature_start (creature, 0.62f);
  leg (creature, x + d * (long_ - 0.02f), y + 0.1f, x + d * (long_ + 0.1f) + stride, floor - 0.05f, chest * 0.34f,
       d * 0.04f);
  leg (creature, x - d * (long_ - 0.04f), y + 0.08f, x - d * (long_ - 0.12f) - stride, floor - 0.05f, chest * 0.4f,
       -d * 0.07f);
  lim_sketch_body_paint (stage, creature->body);
  lim_sketch_creature_start (creature, 0.9f);
  float tx = x - d * (long_ + 0.1f), ty = y, curl = lim_sketch_rand (stage, -0.25f, 0.2f);
  for (int i = 0; i < 5; i++)
    {
      float nx = tx - d * 0.12f, ny = ty + curl * 0.3f + 0.07f * (float) (2 - i) * (curl < 0 ? 1.0f : -0.4f) * 0.5f;
      float r0 = chest * (0.34f - 0.06f * (float) i), r1 = chest * (0.28f - 0.06f * (float) i);

      lim_sketch_limb (creature->body, tx, ty, r0, nx, ny, MAX (r1, 0.008f));
      tx = nx, ty = ny;
    }
  lim_sketch_limb (creature->body, x - d * long_, y - 0.02f, chest * 0.62f, x + d * long_, y - 0.03f, chest * 0.92f);
  lim_sketch_oval (creature->body, x - d * long_, y + 0.02f, chest * 0.74f, chest * 0.82f, 0);
  lim_sketch_oval (creature->body, x + d * long_, y + 0.0f, chest * 1.0f, chest * 1.12f, 0);
  lim_sketch_limb (creature->body, x + d * (long_ + 0.05f), y - 0.06f, chest * 0.72f, neck_x, neck_y, head * 0.62f);
  lim_sketch_body_paint (stage, creature->body);
  lim_sketch_creature_start (creature, 1.0f);
  leg (creature, x + d * (long_ + 0.02f), y + 0.1f, x + d * (long_ - 0.02f) - stride, floor, chest * 0.38f,
       d * 0.04f);
  leg (creature, x - d * (long_ - 0.02f), y + 0.06f, x - d * (long_ + 0.06f) + stride, floor, chest * 0.48f,
       -d * 0.08f);
  lim_sketch_body_paint (stage, creature->body);
  if (!lim_sketch_has (plan, LIM_SKETCH_BIT_FUR))
    {
      lim_sketch_creature_start (creature, 0.55f);
      for (int i = 0; i < 9; i++)
        {
          float px = x - d * long_ * 1.1f + d * 2.2f * long_ * (float) i / 8,
                h = 0.06f + 0.06f * lim_sketch_sin ((float) i / 16);

          lim_sketch_limb (creature->body, px, y - chest * 0.88f, 0.028f, px - d * 0.04f, y - chest * 0.88f - h,
                           0.005f);
        }
      lim_sketch_body_paint (stage, creature->body);
    }
  if (winged)
    wing (creature, x + d * 0.26f, y - 0.08f, 0.85f, lim_sketch_rand (stage, -0.05f, 0.15f), 1.0f);
  head_beast (creature, neck_x + d * 0.04f, neck_y - 0.02f, head);
}

static void
blob (LimSketchCreature *creature)
{
  LimSketchStage *stage = creature->stage;
  float floor = 0.66f, lean = lim_sketch_rand (stage, -0.15f, 0.15f);
  LimSketchColour pale = lim_sketch_scale (lim_sketch_saturate (creature->hide.colour, 1.4f), 0.78f);

  lim_sketch_shadow (stage, 0, floor + 0.05f, 0.85f, 0.16f, 0.6f);
  for (int layer = 0; layer < 3; layer++)
    {
      creature->hide.colour = lim_sketch_scale (pale, 0.6f + 0.2f * (float) layer);
      creature->hide.blend = 0.03f;
      creature->hide.shine = 0.8f;
      lim_sketch_creature_start (creature, 1.0f);
      for (int i = 0; i < 46; i++)
        {
          float t = lim_sketch_rand (stage, 0, 1), width = 0.62f * (1.0f - t) * (1.0f - t) + 0.17f;
          float shoulders = t > 0.55f && t < 0.75f ? 0.12f : 0.0f;
          float x = lim_sketch_rand (stage, -1, 1) * (width + shoulders) + lean * t, y = floor - t * 1.15f;
          float r = lim_sketch_rand (stage, 0.045f, 0.085f) * (1.15f - 0.4f * t);

          lim_sketch_oval (creature->body, x, y + 0.03f * (float) layer, r * 1.5f, r, lim_sketch_rand (stage, 0, 1));
        }
      if (layer < 2)
        lim_sketch_oval (creature->body, lean * 1.05f, floor - 1.18f, 0.19f, 0.2f, 0);
      lim_sketch_body_paint (stage, creature->body);
    }
  for (int i = -1; i <= 1; i += 2)
    lim_sketch_shadow (stage, lean * 1.05f + 0.075f * (float) i, floor - 1.2f, 0.055f, 0.05f, 0.85f);
  lim_sketch_glow (stage, lean * 0.5f, floor - 0.6f, 0.7f, pale, 0.12f);
}

static void
tentacled (LimSketchCreature *creature)
{
  LimSketchStage *stage = creature->stage;
  float floor = 0.7f, top = -0.5f;

  lim_sketch_shadow (stage, 0, floor, 0.85f, 0.13f, 0.7f);
  for (int layer = 0; layer < 2; layer++)
    {
      lim_sketch_creature_start (creature, layer == 0 ? 0.62f : 0.95f);
      for (int i = 0; i < 5; i++)
        {
          float spread = ((float) i - 2.0f) / 2.0f + lim_sketch_rand (stage, -0.12f, 0.12f);
          float x = spread * 0.16f, y = -0.05f, turn = lim_sketch_rand (stage, -0.3f, 0.3f);

          for (int k = 0; k < 6; k++)
            {
              float t = (float) k / 6,
                    nx = x + spread * 0.13f + 0.07f * lim_sketch_sin (t * 1.2f + turn + (float) i * 0.3f);
              float ny = k < 5 ? y + (floor - 0.04f + 0.05f * (float) layer + 0.05f) * (0.24f - 0.028f * (float) k)
                               : y - 0.06f;

              lim_sketch_limb (creature->body, x, y, 0.105f * (1 - 0.85f * t), nx, MIN (ny, floor),
                               0.105f * (1 - 0.85f * (t + 0.166f)));
              x = nx, y = MIN (ny, floor);
            }
        }
      if (layer == 1)
        {
          lim_sketch_oval (creature->body, 0, top + 0.08f, 0.36f, 0.44f, lim_sketch_rand (stage, -0.04f, 0.04f));
          lim_sketch_oval (creature->body, 0, -0.08f, 0.25f, 0.18f, 0);
        }
      lim_sketch_body_paint (stage, creature->body);
    }
  for (int i = 0; i < 14; i++)
    lim_sketch_glow (stage, lim_sketch_rand (stage, -0.27f, 0.27f), top + lim_sketch_rand (stage, -0.25f, 0.3f),
                     lim_sketch_rand (stage, 0.03f, 0.07f), stage->plan->palette[(guint) i % stage->plan->n_palette],
                     0.4f);
  lim_sketch_creature_eye (creature, -0.15f, -0.12f, 0.055f);
  lim_sketch_creature_eye (creature, 0.15f, -0.12f, 0.055f);
}

static void
arthropod (LimSketchCreature *creature)
{
  LimSketchStage *stage = creature->stage;
  float d = creature->side, floor = 0.78f;

  creature->hide.blend = 0.012f;
  creature->hide.shine = 0.7f;
  lim_sketch_shadow (stage, 0, floor, 0.7f, 0.1f, 0.7f);
  for (int layer = 0; layer < 2; layer++)
    {
      float far = layer == 0 ? 0.6f : 1.0f, o = layer == 0 ? -0.06f : 0.06f;

      lim_sketch_creature_start (creature, far);
      for (int i = 0; i < 3; i++)
        {
          float hx = -d * 0.12f * (float) i + o, fx = hx + d * (0.35f - 0.36f * (float) i) + o;

          lim_sketch_limb (creature->body, hx, 0.2f, 0.05f, fx * 1.25f, -0.02f + 0.05f * (float) i, 0.04f);
          lim_sketch_limb (creature->body, fx * 1.25f, -0.02f + 0.05f * (float) i, 0.035f, fx * 1.6f, floor, 0.012f);
        }
      for (int i = 0; i < 2; i++)
        {
          float ay = -0.42f + 0.26f * (float) i;

          lim_sketch_limb (creature->body, d * 0.05f + o, ay, 0.055f, d * (0.32f + 0.05f * (float) i) + o, ay + 0.16f,
                           0.042f);
          lim_sketch_limb (creature->body, d * (0.32f + 0.05f * (float) i) + o, ay + 0.16f, 0.04f, d * 0.56f + o,
                           ay - 0.02f, 0.025f);
          lim_sketch_limb (creature->body, d * 0.56f + o, ay - 0.02f, 0.03f, d * 0.66f + o, ay - 0.1f, 0.008f);
          lim_sketch_limb (creature->body, d * 0.56f + o, ay - 0.02f, 0.03f, d * 0.68f + o, ay + 0.01f, 0.008f);
        }
      lim_sketch_body_paint (stage, creature->body);
      if (layer == 1)
        break;
      for (int i = 5; i >= 0; i--)
        {
          float t = (float) i / 5;

          lim_sketch_creature_start (creature, 0.95f - 0.06f * (float) (i & 1));
          lim_sketch_oval (creature->body, -d * 0.06f * (1 - t) - d * 0.16f * t * t, -0.5f + 0.82f * t,
                           0.2f - 0.05f * (t - 0.4f) * (t - 0.4f) * 6, 0.12f, d * 0.03f);
          lim_sketch_body_paint (stage, creature->body);
        }
    }
  lim_sketch_creature_start (creature, 1.08f);
  lim_sketch_oval (creature->body, d * 0.04f, -0.68f, 0.15f, 0.17f, d * 0.06f);
  lim_sketch_limb (creature->body, d * 0.1f, -0.56f, 0.04f, d * 0.2f, -0.46f, 0.012f);
  lim_sketch_limb (creature->body, 0, -0.82f, 0.014f, d * 0.22f, -1.02f, 0.006f);
  lim_sketch_limb (creature->body, -d * 0.05f, -0.82f, 0.014f, -d * 0.06f, -1.05f, 0.006f);
  lim_sketch_body_paint (stage, creature->body);
  lim_sketch_creature_eye (creature, d * 0.12f, -0.71f, 0.055f);
  lim_sketch_creature_eye (creature, -d * 0.04f, -0.7f, 0.035f);
}

static const struct
{
  guint bit;
  void (*draw) (LimSketchCreature *creature);
} shapes[] = {
  { LIM_SKETCH_BIT_HUSK, lim_sketch_creature_husk },
  { LIM_SKETCH_BIT_BEADS, lim_sketch_creature_beads },
  { LIM_SKETCH_BIT_FAN, lim_sketch_creature_fan },
  { LIM_SKETCH_BIT_SLAB, lim_sketch_creature_slab },
  { LIM_SKETCH_BIT_BLOB, blob },
  { LIM_SKETCH_BIT_TENTACLES, tentacled },
  { LIM_SKETCH_BIT_FOUR_ARMS, arthropod },
};

void
lim_sketch_scene_creature (LimSketchStage *stage)
{
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  LimSketchCreature creature = {
    stage, body, choose_hide (stage->plan), lim_sketch_chance (stage, 0.5f) ? 1.0f : -1.0f, 0, 0
  };

  if (lim_sketch_has (stage->plan, LIM_SKETCH_BIT_PLAIN))
    lim_sketch_backdrop_studio (stage, 0.6f);
  else
    lim_sketch_backdrop_outdoors (stage, lim_sketch_rand (stage, 0.1f, 0.3f));
  creature.x = -creature.side * 0.12f;
  creature.y = lim_sketch_rand (stage, 0.0f, 0.12f);
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (lim_sketch_has (stage->plan, shapes[i].bit))
      {
        shapes[i].draw (&creature);
        return;
      }
  quadruped (&creature);
}
