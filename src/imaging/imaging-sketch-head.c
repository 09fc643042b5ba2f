/* Heads: where they are, and those of reptiles. */
#include "imaging-sketch-scene.h"

LimSketchHead
lim_sketch_head_new (LimSketchStage *stage, float x, float y, float size, float turn, float nod, float tilt)
{
  float yaw = turn * 0.115f, down = nod * 0.06f, roll = tilt * 0.06f;

  return (LimSketchHead){ .stage = stage,
                          .x = x,
                          .y = y,
                          .size = size,
                          .yaw = { lim_sketch_cos (yaw), lim_sketch_sin (yaw) },
                          .nod = { lim_sketch_cos (down), lim_sketch_sin (down) },
                          .tilt = { lim_sketch_cos (roll), lim_sketch_sin (roll) },
                          .turn = turn,
                          .gaze = turn < 0 ? -0.4f : 0.4f,
                          .who = { stage->plan->words ^ 0x51ab } };
}

void
lim_sketch_head_point (const LimSketchHead *head, float x, float y, float z, float *point)
{
  float u = x * head->yaw[0] + z * head->yaw[1], w = z * head->yaw[0] - x * head->yaw[1];
  float v = y * head->nod[0] + w * head->nod[1], depth = w * head->nod[0] - y * head->nod[1];

  point[0] = head->x + head->size * (u * head->tilt[0] - v * head->tilt[1]);
  point[1] = head->y + head->size * (u * head->tilt[1] + v * head->tilt[0]);
  point[2] = depth * head->size;
}

void
lim_sketch_head_reptile (const LimSketchHead *head)
{
  LimSketchStage *stage = head->stage;
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  float x = head->x, y = head->y, s = head->size, turn = head->turn;
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

void
lim_sketch_head_paint (const LimSketchHead *head)
{
  if (lim_sketch_has (head->stage->plan, LIM_SKETCH_BIT_REPTILE))
    {
      lim_sketch_head_reptile (head);
      return;
    }
  lim_sketch_face (head);
  lim_sketch_hair (head);
  lim_sketch_headgear (head);
}
