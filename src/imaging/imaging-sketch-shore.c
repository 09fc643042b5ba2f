/* What people build where the water comes and goes: huts on posts, a gate, salt pans. */
#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchStage *stage;
  LimSketchBody *body;
  LimSketchColour wall, roof, post, lamp;
  float horizon;
} Shore;

static void
start (Shore *shore, LimSketchStuff stuff, LimSketchColour colour, float grain)
{
  lim_sketch_body_start (shore->body, (LimSketchMatter){ stuff, colour, 0.1f, 0.85f, 0, 0.5f, grain });
}

static void
end (Shore *shore)
{
  lim_sketch_body_paint (shore->stage, shore->body);
}

static void
lit_opening (Shore *shore, float x, float y, float w, float h, gboolean lit)
{
  LimSketchColour glass = lit ? shore->lamp : lim_sketch_rgb (0x2a2a2c);

  lim_sketch_quad (shore->stage, x - w, y - h, x + w, y + h, glass, lim_sketch_scale (glass, 0.8f));
  if (lit)
    {
      lim_sketch_glow (shore->stage, x, y, 4.5f * h, shore->lamp, 0.5f);
      lim_sketch_glow (shore->stage, x, y + 2.0f * h, 9.0f * h, shore->lamp, 0.16f);
    }
}

/* A crescent of basketwork on tall posts; @s is its half width. */
static void
hut (Shore *shore, float x, float base, float s, gboolean lit)
{
  LimSketchStage *stage = shore->stage;
  float floor = base - s * lim_sketch_rand (stage, 0.7f, 1.2f), top = floor - s * lim_sketch_rand (stage, 1.0f, 1.4f);
  float lean = lim_sketch_rand (stage, -0.3f, 0.3f) * s;

  start (shore, LIM_SKETCH_GRAIN, shore->post, 1);
  for (int i = 0; i < 5; i++)
    {
      float px = x + s * (-0.85f + 0.42f * (float) i);

      lim_sketch_limb (shore->body, px, floor, 0.045f * s + 0.004f, px + 0.05f * s * (float) (i - 2),
                       base + 0.06f * s, 0.05f * s + 0.004f);
    }
  lim_sketch_limb (shore->body, x - s * 0.8f, floor + 0.3f * s, 0.02f, x + s * 0.7f, base - 0.1f * s, 0.015f);
  lim_sketch_box (shore->body, x, floor, s * 1.15f, s * 0.07f, 0.01f, 0);
  end (shore);
  start (shore, LIM_SKETCH_GRAIN, shore->wall, 0.9f / s * 0.3f);
  const float side[][2] = { { x - s * 0.9f, floor },
                            { x - s * 0.98f, floor - s * 0.5f },
                            { x - s * 0.4f, floor - s * 0.9f },
                            { x + s * 0.4f, floor - s * 0.9f },
                            { x + s * 0.98f, floor - s * 0.5f },
                            { x + s * 0.9f, floor } };
  lim_sketch_polygon (shore->body, side, G_N_ELEMENTS (side), 0.4f * s);
  end (shore);
  start (shore, LIM_SKETCH_GRAIN, shore->roof, 0.9f / s * 0.3f);
  const float roof[][2] = { { x - s * 1.25f, floor - s * 0.42f }, { x - s * 0.62f, floor - s * 0.86f },
                            { x + lean, top - s * 0.12f },        { x + s * 0.62f, floor - s * 0.86f },
                            { x + s * 1.25f, floor - s * 0.42f }, { x + s * 0.5f, floor - s * 0.62f },
                            { x - s * 0.5f, floor - s * 0.62f } };
  lim_sketch_polygon (shore->body, roof, G_N_ELEMENTS (roof), 0.25f * s);
  end (shore);
  lit_opening (shore, x + 0.1f * s, floor - 0.28f * s, 0.14f * s, 0.26f * s, lit);
}

static void
village (Shore *shore)
{
  LimSketchStage *stage = shore->stage;
  int n = 5 + lim_sketch_choose (stage, 3), lit = lim_sketch_choose (stage, 2) + n - 2;

  for (int i = 0; i < n; i++)
    {
      float t = ((float) i + 0.5f) / (float) n, side = i & 1 ? 1.0f : -1.0f;

      hut (shore, side * lim_sketch_rand (stage, 0.12f, 0.85f) * stage->ax, shore->horizon + 0.06f + 0.38f * t * t,
           0.09f + 0.16f * t * t + lim_sketch_rand (stage, 0, 0.03f), i == lit);
    }
}

/* Boats that the tide has left lying. */
static void
stranded (Shore *shore, int n)
{
  for (int i = 0; i < n; i++)
    {
      float x = lim_sketch_rand (shore->stage, -0.9f, 0.9f), y = lim_sketch_rand (shore->stage, 0.5f, 0.86f),
            s = 0.1f + 0.1f * y;
      const float hull[][2] = { { x - s * 1.5f, y - s * 0.7f },  { x - s * 0.6f, y - s * 0.34f },
                                { x + s * 0.6f, y - s * 0.3f },  { x + s * 1.5f, y - s * 0.5f },
                                { x + s * 0.9f, y + s * 0.16f }, { x - s * 0.8f, y + s * 0.12f } };

      lim_sketch_shadow (shore->stage, x, y + s * 0.15f, s * 1.7f, s * 0.3f, 0.6f);
      start (shore, LIM_SKETCH_GRAIN, lim_sketch_scale (shore->wall, 0.75f), 1.5f);
      lim_sketch_polygon (shore->body, hull, G_N_ELEMENTS (hull), s * 0.3f);
      end (shore);
    }
}

/* Two slabs and a wheel between them, half under water. */
static void
gate (Shore *shore)
{
  LimSketchStage *stage = shore->stage;
  float x = lim_sketch_rand (stage, -0.3f, 0.3f), w = lim_sketch_rand (stage, 0.26f, 0.36f),
        base = shore->horizon + 0.3f;
  float top = lim_sketch_rand (stage, -0.72f, -0.5f);

  for (int i = 0; i < 9; i++) /* the dyke */
    {
      float dx = -1.6f + 0.4f * (float) i;

      start (shore, LIM_SKETCH_ROCK, lim_sketch_scale (shore->post, 0.9f), 1);
      lim_sketch_box (shore->body, dx, base - 0.06f, 0.21f, 0.12f + 0.02f * (float) (i & 1), 0.03f, 0);
      end (shore);
    }
  for (int i = -1; i <= 1; i += 2)
    {
      float sx = x + (float) i * w, high = top + (i < 0 ? 0.0f : lim_sketch_rand (stage, 0.0f, 0.25f));

      start (shore, LIM_SKETCH_GRAIN, shore->wall, 0.8f);
      lim_sketch_box (shore->body, sx, (high + base) * 0.5f, 0.15f, (base - high) * 0.5f, 0.02f, 0);
      end (shore);
      start (shore, LIM_SKETCH_IRON, shore->roof, 1);
      for (int k = 0; k < 4; k++)
        lim_sketch_box (shore->body, sx, lim_sketch_lerp (high, base, 0.1f + 0.26f * (float) k), 0.165f, 0.018f,
                        0.008f, 0);
      lim_sketch_box (shore->body, sx, high, 0.19f, 0.03f, 0.01f, 0);
      end (shore);
      lit_opening (shore, sx, lim_sketch_lerp (high, base, 0.28f), 0.04f, 0.05f, i < 0);
    }
  start (shore, LIM_SKETCH_GRAIN, lim_sketch_scale (shore->wall, 0.8f), 1);
  lim_sketch_box (shore->body, x, top + 0.2f, w, 0.07f, 0.01f, 0);
  end (shore);
  start (shore, LIM_SKETCH_IRON, lim_sketch_rgb (0x5d8a80), 1);
  for (int i = 0; i < 28; i++)
    {
      float a = (float) i / 28, b = (float) (i + 1) / 28, r = w * 0.62f, cy = base - 0.12f;

      lim_sketch_limb (shore->body, x + r * lim_sketch_cos (a), cy + r * lim_sketch_sin (a), 0.026f,
                       x + r * lim_sketch_cos (b), cy + r * lim_sketch_sin (b), 0.026f);
      if (i % 4 == 0)
        lim_sketch_limb (shore->body, x, cy, 0.02f, x + r * lim_sketch_cos (a), cy + r * lim_sketch_sin (a), 0.016f);
    }
  end (shore);
}

/* Beds of brine in perspective, with white rims and posts. */
static void
pans (Shore *shore)
{
  LimSketchStage *stage = shore->stage;
  float vx = lim_sketch_rand (stage, -0.5f, 0.5f), line = shore->horizon + 0.03f;
  LimSketchColour rim = lim_sketch_tint (lim_sketch_rgb (0xe2dfd4), (LimSketchColour){ 0.85f, 0.85f, 0.9f });

  for (int i = 0; i < 9; i++)
    {
      float t = (float) i / 8, y = lim_sketch_lerp (line, stage->ay * 1.05f, t * t), r = 0.003f + 0.017f * t * t;
      const float ends[2][2] = { { -stage->ax - 0.1f, y }, { stage->ax + 0.1f, y } };

      lim_sketch_stroke (stage, ends, r, r, rim, 0.9f);
    }
  for (int i = -7; i <= 7; i++)
    {
      const float ends[2][2] = { { vx + 0.07f * (float) i, line }, { vx + 0.62f * (float) i, stage->ay * 1.1f } };

      lim_sketch_stroke (stage, ends, 0.002f, 0.02f, rim, 0.9f);
    }
  start (shore, LIM_SKETCH_GRAIN, lim_sketch_rgb (0xa89a84), 1);
  for (int i = 0; i < 9; i++)
    {
      float t = lim_sketch_rand (stage, 0.1f, 1.0f), y = lim_sketch_lerp (line, stage->ay * 0.9f, t * t);
      float x = lim_sketch_rand (stage, -1, 1) * stage->ax, h = 0.1f + 0.55f * t;

      lim_sketch_limb (shore->body, x, y, 0.003f + 0.011f * t, x + 0.02f, y - h, 0.002f + 0.004f * t);
    }
  end (shore);
}

void
lim_sketch_shore (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  float dim = plan->time == LIM_SKETCH_NIGHT ? 0.5f : plan->time == LIM_SKETCH_DUSK ? 0.8f : 1.0f;
  gboolean is_gate = lim_sketch_has (plan, LIM_SKETCH_BIT_GATE), is_pans = lim_sketch_has (plan, LIM_SKETCH_BIT_PANS);
  LimSketchColour mud =
      lim_sketch_scale (lim_sketch_blend (plan->palette[plan->n_palette - 1], lim_sketch_rgb (0x8a7d66), 0.75f), dim);
  LimSketchColour deep = lim_sketch_scale (lim_sketch_rgb (0x66777c), dim);
  Shore shore = { .stage = stage,
                  .body = body,
                  .wall = lim_sketch_scale (lim_sketch_blend (plan->palette[0],
                                                              lim_sketch_rgb (is_gate ? 0x54443a : 0xb59a62), 0.55f),
                                            dim),
                  .roof = lim_sketch_scale (lim_sketch_blend (plan->palette[plan->n_palette > 1 ? 1 : 0],
                                                              lim_sketch_rgb (is_gate ? 0xa0643c : 0x8a7444), 0.6f),
                                            dim),
                  .post = lim_sketch_scale (lim_sketch_rgb (0x5b4b3c), dim),
                  .lamp = lim_sketch_rgb (0xffb45a),
                  .horizon = lim_sketch_rand (stage, -0.1f, 0.2f) };

  lim_sketch_backdrop_outdoors (stage, shore.horizon);
  lim_sketch_ground (stage, shore.horizon + 0.02f, is_gate || is_pans ? deep : mud,
                     lim_sketch_scale (is_gate || is_pans ? deep : mud, 1.3f));
  if (is_pans)
    lim_sketch_reflect (stage, shore.horizon + 0.03f, 0.8f, deep);
  if (is_pans)
    pans (&shore);
  else if (is_gate)
    gate (&shore);
  else
    village (&shore);
  if (!is_pans)
    lim_sketch_reflect (stage, shore.horizon + (is_gate ? 0.32f : 0.5f), is_gate ? 0.75f : 0.45f,
                        is_gate ? deep : mud);
  if (!is_pans && !is_gate)
    stranded (&shore, 3);
  for (int i = 0; i < 40; i++) /* wet light on the flats */
    {
      float t = lim_sketch_rand (stage, 0.1f, 1), y = lim_sketch_lerp (shore.horizon + 0.1f, stage->ay, t * t);
      float x = lim_sketch_rand (stage, -1, 1) * stage->ax,
            l = (0.05f + 0.25f * t) * lim_sketch_rand (stage, 0.4f, 1);
      const float ends[2][2] = { { x - l, y }, { x + l, y } };

      lim_sketch_stroke (stage, ends, 0.003f + 0.006f * t, 0.002f, lim_sketch_scale (lim_sketch_rgb (0xc9cfca), dim),
                         0.22f);
    }
  if (is_gate)
    return;
  float fx = lim_sketch_rand (stage, -0.7f, 0.7f);
  lim_sketch_figure (stage, fx, 0.72f * stage->ay, lim_sketch_rand (stage, 0.2f, 0.3f));
  lim_sketch_glow (stage, fx + 0.05f, 0.62f * stage->ay, 0.28f, shore.lamp, 0.3f);
}
