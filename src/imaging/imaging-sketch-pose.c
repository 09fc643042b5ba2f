/* How a person stands, and what is in the hands. */
#include "imaging-sketch-figure.h"

static gboolean
has (const LimSketchFigure *figure, guint bit)
{
  return lim_sketch_has (figure->plan, bit);
}

static void
draw_glow (LimSketchFigure *figure, float x, float y, float radius, float strength)
{
  lim_sketch_glow (figure->stage, figure->x + x * figure->height, figure->y + y * figure->height,
                   radius * figure->height, figure->plan->colours[LIM_SKETCH_SLOT_GLOW], strength);
}

static void
draw_lantern (LimSketchFigure *figure, float x, float y)
{
  LimSketchBody *body = figure->body;

  lim_sketch_figure_begin (figure, LIM_SKETCH_IRON, lim_sketch_scale (figure->metal, 0.8f), 0.8f, 0);
  lim_sketch_limb (body, x, y, 0.004f, x, y + 0.03f, 0.004f);
  lim_sketch_box (body, x, y + 0.035f, 0.022f, 0.008f, 0.004f, 0);
  lim_sketch_box (body, x, y + 0.105f, 0.028f, 0.009f, 0.004f, 0);
  for (int i = -1; i <= 1; i++)
    lim_sketch_limb (body, x + 0.023f * (float) i, y + 0.035f, 0.0035f, x + 0.025f * (float) i, y + 0.1f, 0.0035f);
  lim_sketch_figure_end (figure);
  lim_sketch_figure_begin (figure, LIM_SKETCH_EMIT, figure->plan->colours[LIM_SKETCH_SLOT_GLOW], 0, 0);
  lim_sketch_oval (body, x, y + 0.072f, 0.014f, 0.024f, 0);
  lim_sketch_figure_end (figure);
  draw_glow (figure, x, y + 0.07f, 0.09f, 0.8f);
  draw_glow (figure, x, y + 0.07f, 0.34f, 0.36f);
}

static void
draw_pole (LimSketchFigure *figure, float x, float y)
{
  float tilt = figure->lean * 1.6f;

  lim_sketch_figure_begin (figure, LIM_SKETCH_GRAIN, figure->plan->colours[LIM_SKETCH_SLOT_WOOD], 0.15f, 0);
  lim_sketch_limb (figure->body, x - tilt, -0.005f, 0.012f, x + tilt, -1.06f, 0.011f);
  lim_sketch_figure_end (figure);
  if (has (figure, LIM_SKETCH_BIT_LANTERN))
    draw_lantern (figure, x + tilt + 0.03f, -1.02f);
  (void) y;
}

/* A long tool with a blade, a hammer's head or a shovel at its end. */
static void
draw_tool (LimSketchFigure *figure, float x, float y)
{
  float side = figure->hand[1][0] > 0 ? 1.0f : -1.0f, tx = x + side * 0.10f, ty = y - 0.34f;

  lim_sketch_figure_begin (figure, LIM_SKETCH_GRAIN, figure->plan->colours[LIM_SKETCH_SLOT_WOOD], 0.15f, 0);
  lim_sketch_limb (figure->body, x - side * 0.06f, y + 0.22f, 0.010f, tx, ty, 0.010f);
  lim_sketch_figure_end (figure);
  lim_sketch_figure_begin (figure, LIM_SKETCH_IRON, figure->metal, 0.8f, 0.01f);
  lim_sketch_box (figure->body, tx + side * 0.01f, ty - 0.03f, 0.03f, 0.055f, 0.012f, side * 0.045f);
  lim_sketch_figure_end (figure);
}

static void
draw_basket (LimSketchFigure *figure, float x, float y)
{
  lim_sketch_figure_begin (figure, LIM_SKETCH_GRAIN, figure->plan->colours[LIM_SKETCH_SLOT_WOOD], 0.1f, 0.01f);
  lim_sketch_oval (figure->body, x, y + 0.10f, 0.075f, 0.05f, 0);
  lim_sketch_box (figure->body, x, y + 0.08f, 0.08f, 0.012f, 0.01f, 0);
  lim_sketch_figure_end (figure);
}

static void
draw_blade (LimSketchFigure *figure)
{
  LimSketchBody *body = figure->body;

  lim_sketch_figure_begin (figure, LIM_SKETCH_IRON, figure->metal, 0.8f, 0);
  lim_sketch_limb (body, figure->hip * 1.0f, LIM_SKETCH_WAIST_Y + 0.05f, 0.012f, figure->hip * 1.5f, -0.27f, 0.012f);
  lim_sketch_figure_end (figure);
  lim_sketch_figure_begin (figure, LIM_SKETCH_LEATHER, lim_sketch_rgb (0x2c221b), 0.3f, 0);
  lim_sketch_limb (body, figure->hip * 0.93f, LIM_SKETCH_WAIST_Y + 0.0f, 0.011f, figure->hip * 1.04f,
                   LIM_SKETCH_WAIST_Y + 0.06f, 0.013f);
  lim_sketch_figure_end (figure);
}

/* In the hand that is in front; the first that the words ask for. */
void
lim_sketch_figure_held (LimSketchFigure *figure)
{
  static const struct
  {
    guint bit;
    void (*draw) (LimSketchFigure *figure, float x, float y);
  } things[] = {
    { LIM_SKETCH_BIT_POLE, draw_pole },
    { LIM_SKETCH_BIT_PEEL, draw_tool },
    { LIM_SKETCH_BIT_LANTERN, draw_lantern },
    { LIM_SKETCH_BIT_BASKET, draw_basket },
  };

  if (has (figure, LIM_SKETCH_BIT_WEAPON))
    draw_blade (figure);
  for (gsize i = 0; i < G_N_ELEMENTS (things); i++)
    if (has (figure, things[i].bit))
      {
        things[i].draw (figure, figure->hand[1][0], figure->hand[1][1]);
        return;
      }
}

/* Where elbow and hand are, from the shoulder: outwards and down, in heights. */
static const struct
{
  float elbow[2], hand[2];
} arms[] = {
  { { 0.035f, 0.185f }, { 0.03f, 0.36f } }, /* hangs */
  { { 0.10f, 0.15f }, { -0.01f, 0.24f } },  /* on the hip */
  { { 0.03f, 0.17f }, { -0.12f, 0.13f } },  /* across the chest */
  { { 0.10f, 0.10f }, { 0.15f, -0.07f } },  /* raised */
  { { 0.05f, 0.17f }, { 0.10f, 0.25f } },   /* forward */
  { { 0.05f, 0.18f }, { -0.09f, 0.28f } },  /* at the belt */
  { { 0.08f, 0.15f }, { 0.16f, 0.12f } },   /* held out */
};

void
lim_sketch_figure_pose (LimSketchFigure *figure)
{
  static const int empty[] = { 0, 0, 1, 2, 5, 4 }, full[] = { 3, 4, 6, 6 };
  LimSketchStage *stage = figure->stage;
  gboolean walks = has (figure, LIM_SKETCH_BIT_WALK) || lim_sketch_chance (stage, 0.25f);
  gboolean holds = has (figure, LIM_SKETCH_BIT_LANTERN) || has (figure, LIM_SKETCH_BIT_PEEL)
                   || has (figure, LIM_SKETCH_BIT_BASKET) || has (figure, LIM_SKETCH_BIT_POLE);
  float stance = lim_sketch_rand (stage, 0.05f, 0.125f);

  figure->turn = lim_sketch_rand (stage, 0.25f, 1.0f) * (lim_sketch_chance (stage, 0.5f) ? 1.0f : -1.0f);
  figure->lean = lim_sketch_rand (stage, -0.03f, 0.03f);
  if (has (figure, LIM_SKETCH_BIT_LEANING))
    figure->lean += figure->turn * 0.055f;
  for (int i = 0; i < 2; i++)
    {
      float side = i == 0 ? -1.0f : 1.0f, sx = figure->lean + side * figure->shoulder * 0.92f,
            sy = LIM_SKETCH_SHOULDER_Y + 0.045f;
      int arm = i == 1 && holds ? full[lim_sketch_choose (stage, G_N_ELEMENTS (full))]
                                : empty[lim_sketch_choose (stage, G_N_ELEMENTS (empty))];

      if (has (figure, LIM_SKETCH_BIT_POLE) && i == 1)
        arm = 6;
      if (has (figure, LIM_SKETCH_BIT_BASKET) && i == 1)
        arm = 4;
      figure->foot[i] = side * stance;
      figure->elbow[i][0] = sx + side * (arms[arm].elbow[0] + lim_sketch_rand (stage, -0.01f, 0.015f));
      figure->elbow[i][1] = sy + arms[arm].elbow[1] + lim_sketch_rand (stage, -0.01f, 0.01f);
      figure->hand[i][0] = sx + side * (arms[arm].hand[0] + lim_sketch_rand (stage, -0.015f, 0.02f));
      figure->hand[i][1] = sy + arms[arm].hand[1] + lim_sketch_rand (stage, -0.02f, 0.02f);
    }
  if (walks)
    {
      int back = figure->turn < 0 ? 1 : 0;

      figure->lean += figure->turn * 0.02f;
      figure->foot[back] *= 1.5f;
      figure->foot[1 - back] *= 1.35f;
      figure->rise[back] = lim_sketch_rand (stage, 0.015f, 0.05f);
    }
}
