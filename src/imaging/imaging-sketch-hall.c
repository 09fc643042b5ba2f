/* Rooms of brick, timber and glass: arches, a kiln, shelves, a wet floor. */
#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchStage *stage;
  const LimSketchPlan *plan;
  LimSketchColour wall, dark, light, lamp;
  float floor; /* where the back wall meets it */
} Hall;

static void
arch_points (float (*points)[2], float x, float base, float w, float h)
{
  enum
  {
    STEPS = 11
  };

  points[0][0] = x - w, points[0][1] = base;
  for (int i = 0; i <= STEPS; i++)
    {
      points[1 + i][0] = x - w * lim_sketch_cos (0.5f * (float) i / STEPS);
      points[1 + i][1] = base - h - w * lim_sketch_sin (0.5f * (float) i / STEPS);
    }
  points[STEPS + 2][0] = x + w, points[STEPS + 2][1] = base;
}

static void
arch (Hall *hall, float x, float base, float w, float h, LimSketchColour top, LimSketchColour bottom)
{
  float points[14][2];

  arch_points (points, x, base, w, h);
  lim_sketch_fill (hall->stage, (const float (*)[2]) points, 14, top, bottom);
}

/* Bricks, boards or stones: short strokes in rows. */
static void
masonry (Hall *hall, float x0, float x1, float y0, float y1, float size, LimSketchColour colour)
{
  LimSketchStage *stage = hall->stage;
  gboolean odd = FALSE;

  for (float y = y0; y < y1; y += size, odd = !odd)
    for (float x = x0 + (odd ? size : 0); x < x1; x += size * 2.1f)
      {
        const float ends[2][2] = { { x + size * 0.3f, y }, { x + size * 1.6f, y } };

        if (lim_sketch_chance (stage, 0.62f))
          lim_sketch_stroke (stage, ends, size * 0.36f, size * 0.34f,
                             lim_sketch_scale (colour, lim_sketch_rand (stage, 0.72f, 1.22f)), 0.55f);
      }
}

static void
fire_mouth (Hall *hall, float x, float base, float w)
{
  LimSketchColour ember = { 1.0f, 0.48f, 0.16f }, core = { 1.0f, 0.86f, 0.5f };

  arch (hall, x, base, w * 2.2f, w * 1.6f, lim_sketch_scale (hall->wall, 1.15f), lim_sketch_scale (hall->wall, 0.6f));
  masonry (hall, x - w * 2.0f, x + w * 1.8f, base - w * 2.6f, base, w * 0.24f, hall->wall);
  arch (hall, x, base - w * 0.3f, w * 1.08f, w * 0.7f, lim_sketch_rgb (0x2a1610), lim_sketch_rgb (0x2a1610));
  arch (hall, x, base - w * 0.3f, w * 0.88f, w * 0.55f, ember, core);
  lim_sketch_glow (hall->stage, x, base - w * 0.8f, w * 3.0f, ember, 0.55f);
  lim_sketch_glow (hall->stage, x, base, w * 7.0f, ember, 0.28f);
}

static void
lattice (Hall *hall, float x0, float x1, float y0, float y1)
{
  LimSketchStage *stage = hall->stage;
  LimSketchColour bar = lim_sketch_scale (hall->dark, 1.1f), pane = lim_sketch_blend (hall->light, hall->wall, 0.4f);
  const float step = 0.13f;

  for (float y = y0; y < y1; y += step)
    for (float x = x0; x < x1; x += step)
      {
        const float shard[][2] = {
          { x + step * 0.5f, y }, { x + step, y + step * 0.5f }, { x + step * 0.5f, y + step }, { x, y + step * 0.5f }
        };

        lim_sketch_fill (stage, shard, 4, lim_sketch_scale (pane, lim_sketch_rand (stage, 0.5f, 1.2f)),
                         lim_sketch_scale (pane, lim_sketch_rand (stage, 0.4f, 0.9f)));
      }
  for (float d = x0 - (y1 - y0); d < x1; d += step)
    for (int k = 0; k < 2; k++)
      {
        float a = MAX (d, x0), b = MIN (d + y1 - y0, x1), ya = y0 + (a - d), yb = y0 + (b - d);
        const float ends[2][2] = { { a, k == 0 ? ya : y0 + y1 - ya }, { b, k == 0 ? yb : y0 + y1 - yb } };

        if (a < b)
          lim_sketch_stroke (stage, ends, 0.006f, 0.006f, bar, 0.8f);
      }
}

static void
shelf (Hall *hall, LimSketchBody *body, float x, float y, float w)
{
  LimSketchStage *stage = hall->stage;
  const LimSketchPlan *plan = hall->plan;

  lim_sketch_body_start (body,
                         (LimSketchMatter){ LIM_SKETCH_SMOOTH,
                                            plan->palette[(guint) lim_sketch_choose (stage, (int) plan->n_palette)],
                                            0.2f, 1, 0.01f, 0.5f });
  for (float px = x - w + 0.05f; px < x + w - 0.04f; px += lim_sketch_rand (stage, 0.09f, 0.14f))
    {
      float r = lim_sketch_rand (stage, 0.026f, 0.046f);

      lim_sketch_oval (body, px, y - r * 1.2f, r, r * 1.15f, 0);
      lim_sketch_box (body, px, y - r * 2.3f, r * 0.5f, r * 0.35f, r * 0.1f, 0);
    }
  lim_sketch_body_paint (stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_GRAIN, plan->colours[LIM_SKETCH_SLOT_WOOD], 0.05f, 0.9f,
                                                  0, 0.6f });
  lim_sketch_box (body, x, y + 0.015f, w, 0.018f, 0.005f, 0);
  lim_sketch_body_paint (stage, body);
}

static void
bench (Hall *hall, LimSketchBody *body, float x, float y, float w)
{
  lim_sketch_shadow (hall->stage, x, y + 0.2f, w * 1.2f, 0.1f, 0.6f);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_GRAIN, hall->plan->colours[LIM_SKETCH_SLOT_WOOD], 0.08f,
                                                  0.9f, 0, 0.6f });
  lim_sketch_box (body, x, y, w, 0.03f, 0.008f, 0);
  for (int i = -1; i <= 1; i += 2)
    lim_sketch_limb (body, x + (float) i * w * 0.82f, y, 0.022f, x + (float) i * w * 0.86f, y + 0.2f, 0.02f);
  lim_sketch_body_paint (hall->stage, body);
}

static void
paint_shell (Hall *hall)
{
  LimSketchStage *stage = hall->stage;
  float side = stage->light[0] < 0 ? -1.0f : 1.0f;

  for (int row = 0; row < stage->height; row++)
    for (int column = 0; column < stage->width; column++)
      {
        float x = ((float) column + 0.5f) / stage->scale - stage->ax,
              y = ((float) row + 0.5f) / stage->scale - stage->ay;
        float near =
            lim_sketch_clamp (1.05f - 0.55f * (x - side * 0.5f) * (x - side * 0.5f) - 0.3f * (y + 0.1f) * (y + 0.1f));
        float stain = lim_sketch_fbm (x * 2.4f, y * 2.4f, stage->noise + 71, 4);

        stage->pixels[row * stage->width + column] =
            lim_sketch_scale (lim_sketch_blend (hall->dark, hall->wall, near * 0.9f),
                              (0.45f + 0.75f * stain) * (0.6f + 0.5f * near));
      }
  masonry (hall, -stage->ax, stage->ax, -stage->ay, hall->floor, lim_sketch_rand (stage, 0.035f, 0.055f),
           lim_sketch_scale (hall->wall, 0.72f));
}

static void
paint_floor (Hall *hall)
{
  LimSketchStage *stage = hall->stage;
  LimSketchColour board = lim_sketch_scale (lim_sketch_blend (hall->wall, lim_sketch_rgb (0x3c332c), 0.7f), 0.7f);

  lim_sketch_reflect (stage, hall->floor, 0.42f, board);
  for (int i = -9; i <= 9; i++)
    {
      const float ends[2][2] = { { 0.12f * (float) i, hall->floor }, { 0.42f * (float) i, stage->ay * 1.05f } };

      lim_sketch_stroke (stage, ends, 0.002f, 0.006f, lim_sketch_scale (board, 0.4f), 0.6f);
    }
}

void
lim_sketch_hall (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  LimSketchColour wall =
      plan->has_colour[LIM_SKETCH_SLOT_CLOTH] ? plan->colours[LIM_SKETCH_SLOT_CLOTH] : plan->palette[0];
  Hall hall = {
    .stage = stage, .plan = plan, .floor = lim_sketch_rand (stage, 0.32f, 0.55f), .lamp = { 1.0f, 0.72f, 0.36f }
  };
  float side = lim_sketch_chance (stage, 0.5f) ? 1.0f : -1.0f,
        focus = side * lim_sketch_rand (stage, 0.1f, 0.5f) * stage->ax;
  gboolean fire = lim_sketch_has (plan, LIM_SKETCH_BIT_FIRE), panes = lim_sketch_has (plan, LIM_SKETCH_BIT_LATTICE);

  hall.wall = lim_sketch_scale (lim_sketch_saturate (wall, 0.85f), 0.9f);
  hall.dark = lim_sketch_scale (lim_sketch_blend (hall.wall, lim_sketch_rgb (0x26272c), 0.65f), 0.8f);
  hall.light = lim_sketch_blend (lim_sketch_rgb (0xc9d6da), hall.wall, 0.25f);
  paint_shell (&hall);
  if (panes)
    lattice (&hall, -stage->ax, stage->ax, -stage->ay, hall.floor - 0.1f);
  int n = 3 + lim_sketch_choose (stage, 2);
  for (int i = 0; i < n; i++)
    {
      float w = 0.78f * stage->ax / (float) n, x = stage->ax * (-1.0f + 2.0f * ((float) i + 0.5f) / (float) n);
      float points[14][2];

      if (!panes)
        arch (&hall, x, hall.floor, w * 0.9f, 0.5f, lim_sketch_scale (hall.dark, 0.35f),
              lim_sketch_scale (hall.dark, 0.75f));
      arch_points (points, x, hall.floor, w, 0.5f);
      for (int k = 0; k + 1 < 14; k++)
        {
          const float ends[2][2] = { { points[k][0], points[k][1] }, { points[k + 1][0], points[k + 1][1] } };

          lim_sketch_stroke (stage, ends, 0.05f, 0.05f,
                             lim_sketch_scale (hall.wall, lim_sketch_rand (stage, 0.65f, 1.05f)), 0.9f);
        }
    }
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_SHELVES))
    for (int i = 0; i < 3; i++)
      shelf (&hall, body, -focus * 1.1f, hall.floor - 0.16f - 0.26f * (float) i, 0.42f);
  if (fire && !panes)
    fire_mouth (&hall, focus, hall.floor, lim_sketch_rand (stage, 0.17f, 0.24f));
  paint_floor (&hall);
  for (int i = 0; i < 2; i++)
    bench (&hall, body, (i == 0 ? -1.0f : 1.0f) * lim_sketch_rand (stage, 0.45f, 0.8f) * stage->ax,
           hall.floor + 0.16f + 0.12f * (float) i, lim_sketch_rand (stage, 0.2f, 0.32f));
  if (!fire || panes)
    {
      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_EMIT, hall.lamp, 0, 1, 0, 0 });
      lim_sketch_limb (body, focus, -0.02f, 0.035f, focus, -0.12f, 0.006f);
      lim_sketch_body_paint (stage, body);
      lim_sketch_glow (stage, focus, -0.04f, 0.35f, hall.lamp, 0.7f);
      lim_sketch_glow (stage, focus, 0.0f, 1.3f, hall.lamp, 0.36f);
      lim_sketch_glow (stage, focus, hall.floor + 0.25f, 0.4f, hall.lamp, 0.3f);
    }
  if (lim_sketch_chance (stage, 0.5f))
    lim_sketch_figure (stage, focus - side * lim_sketch_rand (stage, 0.35f, 0.6f), hall.floor + 0.24f,
                       lim_sketch_rand (stage, 0.55f, 0.72f));
  lim_sketch_shadow (stage, -focus, -stage->ay, 1.6f, 0.8f, 0.6f);
}
