/* Head and shoulders. */
#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchStage *stage;
  const LimSketchPlan *plan;
  LimSketchBody *body;
  float x, y, size, turn;  /* of the head */
  float width, slope, low; /* half the shoulders; how they fall; their height */
} Sitter;

static void
start (Sitter *sitter, LimSketchStuff stuff, LimSketchColour colour, float shine, float blend)
{
  lim_sketch_body_start (sitter->body, (LimSketchMatter){ stuff, colour, shine, 0.75f, blend * sitter->size, 0.6f,
                                                          0.45f / sitter->size });
}

static void
end (Sitter *sitter)
{
  lim_sketch_body_paint (sitter->stage, sitter->body);
}

/* Folds fall from where cloth is held: light strokes beside dark ones. */
static void
folds (Sitter *sitter, LimSketchColour cloth, int n)
{
  LimSketchStage *stage = sitter->stage;
  float light = stage->light[0] < 0 ? -1.0f : 1.0f;

  for (int i = 0; i < n; i++)
    {
      float u = lim_sketch_rand (stage, -1, 1), s = sitter->size, width = lim_sketch_rand (stage, 0.02f, 0.06f) * s;
      float x = sitter->x + u * sitter->width * 0.75f, y = sitter->low + (0.25f + 0.5f * u * u) * s;
      float ex = x + u * 0.3f * s + lim_sketch_rand (stage, -0.12f, 0.12f) * s,
            ey = y + lim_sketch_rand (stage, 0.4f, 1.1f) * s;
      const float dark[2][2] = { { x, y }, { ex, ey } };
      const float lit[2][2] = { { x + light * width * 1.6f, y }, { ex + light * width * 1.6f, ey } };

      lim_sketch_stroke (stage, dark, width, width * 1.6f, lim_sketch_scale (cloth, 0.30f), 0.5f);
      lim_sketch_stroke (stage, lit, width * 0.7f, width * 0.4f, lim_sketch_tint (cloth, stage->sun),
                         u * light > -0.3f ? 0.45f : 0.12f);
    }
}

static void
shoulders (Sitter *sitter)
{
  LimSketchBody *body = sitter->body;
  LimSketchColour cloth = sitter->plan->colours[LIM_SKETCH_SLOT_CLOTH];
  float x = sitter->x, s = sitter->size, w = sitter->width, y = sitter->low, bottom = sitter->stage->ay + 0.4f;
  float near = sitter->turn * 0.16f * s; /* the shoulder it turns to is closer to the chin */

  start (sitter, LIM_SKETCH_CLOTH, cloth, 0.06f, 0.3f);
  const float coat[][2] = { { x - 0.34f * s, y - 0.18f * s },
                            { x + 0.34f * s, y - 0.18f * s },
                            { x + w * 0.55f - near, y + sitter->slope * 0.34f },
                            { x + w * 0.80f - near, y + sitter->slope * 0.72f },
                            { x + w * 0.95f - near, y + sitter->slope + 0.1f * s },
                            { x + w * 1.03f - near, y + sitter->slope + 0.4f * s },
                            { x + w * 1.12f - near, bottom },
                            { x - w * 1.12f - near, bottom },
                            { x - w * 1.03f - near, y + sitter->slope + 0.4f * s },
                            { x - w * 0.95f - near, y + sitter->slope + 0.1f * s },
                            { x - w * 0.80f - near, y + sitter->slope * 0.72f },
                            { x - w * 0.55f - near, y + sitter->slope * 0.34f } };
  lim_sketch_polygon (body, coat, G_N_ELEMENTS (coat), 0.42f * s);
  end (sitter);
  folds (sitter, cloth, 11);
}

static void
neck (Sitter *sitter)
{
  float s = sitter->size;

  start (sitter, LIM_SKETCH_SMOOTH, lim_sketch_scale (sitter->plan->colours[LIM_SKETCH_SLOT_SKIN], 0.62f), 0.0f,
         0.2f);
  sitter->body->matter.puff = 0.7f;
  lim_sketch_limb (sitter->body, sitter->x - 0.05f * sitter->turn * s, sitter->y + 0.45f * s, 0.36f * s, sitter->x,
                   sitter->low + 0.15f * s, 0.42f * s);
  end (sitter);
  lim_sketch_shadow (sitter->stage, sitter->x - sitter->stage->light[0] * 0.2f * s, sitter->y + 0.95f * s, 0.6f * s,
                     0.42f * s, 0.72f);
}

static void
collar (Sitter *sitter)
{
  LimSketchColour cloth = sitter->plan->colours[LIM_SKETCH_SLOT_CLOTH];
  float x = sitter->x, s = sitter->size, y = sitter->low;
  LimSketchRandom who = { sitter->plan->words + 3 };
  float high = lim_sketch_range (&who, 0.0f, 0.3f), open = lim_sketch_range (&who, 0.02f, 0.2f);

  for (int i = -1; i <= 1; i += 2)
    {
      float d = (float) i;
      const float lapel[][2] = { { x + d * 0.40f * s, y - (0.12f + high) * s },
                                 { x + d * 0.70f * s, y + 0.16f * s },
                                 { x + d * (0.16f + open) * s, y + 0.75f * s },
                                 { x + d * open * 0.5f * s, y + 0.42f * s } };

      start (sitter, LIM_SKETCH_CLOTH, lim_sketch_scale (cloth, i < 0 ? 1.06f : 0.86f), 0.08f, 0);
      lim_sketch_polygon (sitter->body, lapel, 4, 0.1f * s);
      end (sitter);
    }
}

static void
scarf (Sitter *sitter)
{
  LimSketchColour trim = sitter->plan->colours[LIM_SKETCH_SLOT_TRIM];
  float x = sitter->x, s = sitter->size, y = sitter->low;

  for (int i = 0; i < 3; i++)
    {
      float k = (float) i;

      start (sitter, LIM_SKETCH_CLOTH, lim_sketch_scale (trim, 0.82f + 0.1f * k), 0.04f, 0.3f);
      sitter->body->matter.puff = 0.6f;
      lim_sketch_limb (sitter->body, x - (0.48f + 0.08f * k) * s, y - (0.14f - 0.14f * k) * s, 0.13f * s, x,
                       y + (0.12f + 0.16f * k) * s, 0.15f * s);
      lim_sketch_limb (sitter->body, x, y + (0.12f + 0.16f * k) * s, 0.15f * s, x + (0.48f + 0.08f * k) * s,
                       y - (0.12f - 0.14f * k) * s, 0.12f * s);
      end (sitter);
    }
  start (sitter, LIM_SKETCH_CLOTH, trim, 0.06f, 0.1f);
  lim_sketch_limb (sitter->body, x + 0.2f * s, y + 0.4f * s, 0.13f * s, x + 0.38f * s, y + 1.25f * s, 0.2f * s);
  end (sitter);
}

static void
plates (Sitter *sitter)
{
  float s = sitter->size;

  for (int i = -1; i <= 1; i += 2)
    for (int k = 0; k < 3; k++)
      {
        float down = 0.16f * (float) k * s, d = (float) i;

        start (sitter, LIM_SKETCH_IRON, sitter->plan->colours[LIM_SKETCH_SLOT_ARMOUR], 0.7f, 0);
        lim_sketch_oval (sitter->body, sitter->x + d * (sitter->width * 0.86f + 0.1f * down),
                         sitter->low + sitter->slope + down, 0.42f * s, 0.24f * s, d * 0.06f);
        end (sitter);
      }
}

static void
backdrop (Sitter *sitter)
{
  LimSketchStage *stage = sitter->stage;
  const LimSketchPlan *plan = sitter->plan;
  gboolean outside = plan->time != LIM_SKETCH_STUDIO && !lim_sketch_has (plan, LIM_SKETCH_BIT_PLAIN);

  if (outside && lim_sketch_chance (stage, 0.4f))
    {
      lim_sketch_backdrop_outdoors (stage, lim_sketch_rand (stage, 0.35f, 0.7f));
      lim_sketch_haze (stage, -stage->ay * 1.6f, stage->ay, plan->colours[LIM_SKETCH_SLOT_BACK], 0.75f);
      return;
    }
  lim_sketch_backdrop_studio (stage, stage->ay + 1.0f);
  LimSketchColour tint = plan->palette[(guint) lim_sketch_choose (stage, (int) plan->n_palette)];
  for (int i = 0; i < 9; i++)
    {
      float x = lim_sketch_rand (stage, -1, 1) * stage->ax, y = lim_sketch_rand (stage, -1, 0.6f) * stage->ay;
      const float ends[2][2] = {
        { x, y }, { x + lim_sketch_rand (stage, -0.5f, 0.5f), y + lim_sketch_rand (stage, -0.3f, 0.3f) }
      };

      lim_sketch_stroke (stage, ends, 0.16f, 0.22f,
                         lim_sketch_scale (lim_sketch_blend (plan->colours[LIM_SKETCH_SLOT_BACK], tint, 0.3f),
                                           lim_sketch_rand (stage, 0.5f, 1.15f)),
                         0.35f);
    }
  /* Dark behind the lit cheek, light behind the cheek in shadow. */
  lim_sketch_shadow (stage, stage->light[0] * 0.9f, 0.1f, 0.9f, 1.0f, 0.4f);
  lim_sketch_glow (stage, -stage->light[0] * 1.0f, -0.1f, 0.9f,
                   lim_sketch_blend (plan->colours[LIM_SKETCH_SLOT_BACK], tint, 0.25f), 0.4f);
}

void
lim_sketch_scene_portrait (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  float side = lim_sketch_chance (stage, 0.5f) ? 1.0f : -1.0f;
  Sitter sitter = { .stage = stage, .plan = plan, .body = body };
  float wide = lim_sketch_has (plan, LIM_SKETCH_BIT_FEMALE) ? 1.45f : 1.75f;

  sitter.size = lim_sketch_rand (stage, 0.40f, 0.58f);
  sitter.turn = side * lim_sketch_rand (stage, 0.2f, 1.0f);
  sitter.x = -side * lim_sketch_rand (stage, -0.05f, 0.24f);
  sitter.y = lim_sketch_rand (stage, -0.34f, -0.16f) + (sitter.size - 0.4f) * 0.5f;
  sitter.width =
      wide * sitter.size * lim_sketch_rand (stage, 0.92f, 1.08f)
      * (lim_sketch_has (plan, LIM_SKETCH_BIT_STOUT) || lim_sketch_has (plan, LIM_SKETCH_BIT_BROAD) ? 1.15f : 1);
  sitter.slope = lim_sketch_rand (stage, 0.2f, 0.5f) * sitter.size;
  sitter.low = sitter.y + 1.28f * sitter.size;
  LimSketchHead head =
      lim_sketch_head_new (stage, sitter.x + sitter.turn * 0.1f * sitter.size, sitter.y, sitter.size, sitter.turn,
                           lim_sketch_rand (stage, -0.7f, 0.9f), lim_sketch_rand (stage, -0.8f, 0.8f));
  head.gaze = lim_sketch_rand (stage, -1, 1);

  backdrop (&sitter);
  lim_sketch_head_back (&head);
  neck (&sitter);
  shoulders (&sitter);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_PLATE))
    plates (&sitter);
  collar (&sitter);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_SASH) || lim_sketch_has (plan, LIM_SKETCH_BIT_SCARF))
    scarf (&sitter);
  lim_sketch_head_paint (&head);
  /* The far side is lost in shadow. */
  lim_sketch_shadow (stage, sitter.x - stage->light[0] * 1.5f, stage->ay, 1.3f, 0.8f, 0.5f);
  lim_sketch_glow (stage, sitter.x + stage->light[0] * 0.6f, sitter.y - 0.3f, 0.9f, stage->sun, 0.06f);
}
