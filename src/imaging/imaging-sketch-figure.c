/* A standing person: body, clothes, gear and pose. */
#include "imaging-sketch-figure.h"

static const float knee_y = -0.27f, ankle_y = -0.045f;

static gboolean
has (const LimSketchFigure *figure, guint bit)
{
  return lim_sketch_has (figure->plan, bit);
}

void
lim_sketch_figure_begin (LimSketchFigure *figure, LimSketchStuff stuff, LimSketchColour colour, float shine,
                         float blend)
{
  lim_sketch_body_start (figure->body, (LimSketchMatter){ stuff, colour, shine, 0.9f, blend * figure->height, 0.55f,
                                                          stuff == LIM_SKETCH_SCALY ? 1.7f : 1.7f / figure->height });
  lim_sketch_body_place (figure->body, figure->x, figure->y, figure->height, 0);
}

void
lim_sketch_figure_end (LimSketchFigure *figure)
{
  lim_sketch_body_paint (figure->stage, figure->body);
}

static void
draw_behind (LimSketchFigure *figure)
{
  LimSketchBody *body = figure->body;
  float lean = figure->lean;

  if (has (figure, LIM_SKETCH_BIT_CAPE))
    {
      float w = figure->shoulder + 0.05f, sweep = figure->turn * -0.1f;
      const float cape[][2] = { { lean - figure->shoulder, LIM_SKETCH_SHOULDER_Y - 0.01f },
                                { lean + figure->shoulder, LIM_SKETCH_SHOULDER_Y - 0.01f },
                                { lean + w + 0.03f + sweep, -0.4f },
                                { w + 0.06f + sweep, -0.1f },
                                { 0.02f + sweep, -0.06f },
                                { -w - 0.06f + sweep, -0.1f },
                                { lean - w - 0.03f + sweep, -0.4f } };
      lim_sketch_figure_begin (figure, LIM_SKETCH_CLOTH, lim_sketch_scale (figure->trim, 0.8f), 0.05f, 0);
      lim_sketch_polygon (body, cape, G_N_ELEMENTS (cape), 0.05f);
      lim_sketch_figure_end (figure);
    }
  /* A coat may have a tail too; only hides and scales grow one. */
  if (has (figure, LIM_SKETCH_BIT_TAIL)
      && (has (figure, LIM_SKETCH_BIT_REPTILE) || has (figure, LIM_SKETCH_BIT_FUR)
          || has (figure, LIM_SKETCH_BIT_SCALES)))
    {
      float side = figure->turn < 0 ? 1.0f : -1.0f;
      lim_sketch_figure_begin (figure, figure->skin_stuff, lim_sketch_scale (figure->skin, 0.85f), 0.15f, 0.03f);
      lim_sketch_limb (body, 0, -0.46f, 0.065f, side * 0.14f, -0.24f, 0.05f);
      lim_sketch_limb (body, side * 0.14f, -0.24f, 0.05f, side * 0.25f, -0.06f, 0.033f);
      lim_sketch_limb (body, side * 0.25f, -0.06f, 0.033f, side * 0.40f, -0.03f, 0.008f);
      lim_sketch_figure_end (figure);
    }
  if (has (figure, LIM_SKETCH_BIT_WINGS))
    for (int i = -1; i <= 1; i += 2)
      {
        float s = (float) i;
        const float wing[][2] = { { s * 0.03f, -0.78f }, { s * 0.26f, -1.02f }, { s * 0.44f, -0.88f },
                                  { s * 0.40f, -0.55f }, { s * 0.30f, -0.63f }, { s * 0.22f, -0.45f },
                                  { s * 0.14f, -0.6f } };
        lim_sketch_figure_begin (figure, LIM_SKETCH_LEATHER, lim_sketch_scale (figure->trim, 0.75f), 0.1f, 0);
        lim_sketch_polygon (body, wing, G_N_ELEMENTS (wing), 0.03f);
        lim_sketch_figure_end (figure);
      }
}

static void
draw_legs (LimSketchFigure *figure)
{
  LimSketchBody *body = figure->body;
  float thick = figure->hip * 0.56f;
  gboolean bare = has (figure, LIM_SKETCH_BIT_REPTILE) && !figure->plan->has_colour[LIM_SKETCH_SLOT_LEGS];

  lim_sketch_figure_begin (figure, bare ? figure->skin_stuff : LIM_SKETCH_CLOTH, bare ? figure->skin : figure->legs,
                           0.05f, 0.02f);
  lim_sketch_limb (body, 0, LIM_SKETCH_WAIST_Y + 0.02f, figure->hip * 0.86f, 0, LIM_SKETCH_HIP_Y - 0.015f,
                   figure->hip * 0.95f);
  for (int i = 0; i < 2; i++)
    {
      float side = i == 0 ? -1.0f : 1.0f, hip = side * figure->hip * 0.52f;
      float knee = (hip + figure->foot[i]) * 0.5f + side * 0.012f;

      lim_sketch_limb (body, hip, LIM_SKETCH_HIP_Y + 0.01f, thick, knee, knee_y, thick * 0.74f);
      lim_sketch_limb (body, knee, knee_y, thick * 0.74f, figure->foot[i], ankle_y - 0.03f - figure->rise[i],
                       thick * 0.5f);
    }
  lim_sketch_figure_end (figure);

  lim_sketch_figure_begin (figure, LIM_SKETCH_LEATHER, figure->boots, 0.35f, 0.02f);
  for (int i = 0; i < 2; i++)
    {
      float x = figure->foot[i], up = figure->rise[i], toe = x + figure->turn * 0.05f + (i == 0 ? -0.012f : 0.012f);

      lim_sketch_limb (body, x, -0.19f - up, thick * 0.68f, x, -0.05f - up, thick * 0.62f);
      lim_sketch_limb (body, x, -0.028f - up, 0.033f, toe, -0.02f - up * 0.6f, 0.03f);
      lim_sketch_box (body, x, -0.185f - up, thick * 0.78f, 0.014f, 0.012f, 0);
    }
  lim_sketch_figure_end (figure);
}

static void
draw_torso (LimSketchFigure *figure)
{
  LimSketchBody *body = figure->body;
  float lean = figure->lean, s = figure->shoulder, chest = s * 0.84f;
  gboolean female = has (figure, LIM_SKETCH_BIT_FEMALE);
  float waist = figure->hip * (female ? 0.78f : 0.95f) * figure->girth;

  float hem = has (figure, LIM_SKETCH_BIT_OVERALL) ? LIM_SKETCH_WAIST_Y + 0.03f : LIM_SKETCH_HIP_Y + 0.035f;
  float flare = has (figure, LIM_SKETCH_BIT_OVERALL) ? waist * 1.02f : figure->hip * 1.22f;
  const float jacket[][2] = { { lean - 0.05f, LIM_SKETCH_SHOULDER_Y - 0.02f },
                              { lean + 0.05f, LIM_SKETCH_SHOULDER_Y - 0.02f },
                              { lean + s * 0.98f, LIM_SKETCH_SHOULDER_Y + 0.03f },
                              { lean + chest * 1.06f, -0.72f },
                              { waist * 1.02f, LIM_SKETCH_WAIST_Y },
                              { flare, hem },
                              { 0, hem + 0.012f },
                              { -flare, hem },
                              { -waist * 1.02f, LIM_SKETCH_WAIST_Y },
                              { lean - chest * 1.06f, -0.72f },
                              { lean - s * 0.98f, LIM_SKETCH_SHOULDER_Y + 0.03f } };

  lim_sketch_figure_begin (figure, LIM_SKETCH_CLOTH, figure->cloth, 0.08f, 0.03f);
  lim_sketch_polygon (body, jacket, G_N_ELEMENTS (jacket), 0.075f);
  lim_sketch_oval (body, lean, LIM_SKETCH_SHOULDER_Y + 0.10f, chest * 0.92f, 0.10f, 0);
  if (female)
    {
      lim_sketch_oval (body, lean - s * 0.36f, LIM_SKETCH_SHOULDER_Y + 0.105f, s * 0.36f, 0.05f, 0);
      lim_sketch_oval (body, lean + s * 0.36f, LIM_SKETCH_SHOULDER_Y + 0.105f, s * 0.36f, 0.05f, 0);
    }
  lim_sketch_figure_end (figure);
  if (!has (figure, LIM_SKETCH_BIT_OVERALL))
    {
      lim_sketch_figure_begin (figure, LIM_SKETCH_SMOOTH, lim_sketch_scale (figure->cloth, 0.5f), 0, 0);
      figure->body->matter.shadow = 0.2f;
      lim_sketch_limb (body, lean + figure->turn * 0.015f, LIM_SKETCH_SHOULDER_Y + 0.11f, 0.0035f,
                       figure->turn * 0.01f, hem, 0.0035f);
      lim_sketch_figure_end (figure);
    }

  lim_sketch_figure_begin (figure, LIM_SKETCH_CLOTH, figure->under, 0.05f, 0);
  const float collar[][2] = { { lean - 0.045f, LIM_SKETCH_SHOULDER_Y - 0.02f },
                              { lean + 0.045f, LIM_SKETCH_SHOULDER_Y - 0.02f },
                              { lean + figure->turn * 0.02f, LIM_SKETCH_SHOULDER_Y + 0.12f } };
  lim_sketch_polygon (body, collar, 3, 0.02f);
  lim_sketch_figure_end (figure);
}

static void
draw_skirt (LimSketchFigure *figure)
{
  gboolean robe = has (figure, LIM_SKETCH_BIT_ROBE), coat = has (figure, LIM_SKETCH_BIT_COAT);
  float low = robe ? -0.04f : -0.24f, w = figure->hip * (robe ? 1.75f : 1.5f) * figure->girth;

  if (!robe && !coat)
    return;
  for (int i = 0; i < 2; i++)
    {
      float side = i == 0 ? -1.0f : 1.0f, gap = robe ? -0.02f : 0.022f;
      const float half[][2] = { { side * gap * 0.4f, LIM_SKETCH_WAIST_Y - 0.02f },
                                { side * figure->hip * 0.9f, LIM_SKETCH_WAIST_Y - 0.03f },
                                { side * w * 0.92f, -0.38f },
                                { side * w, low - 0.01f },
                                { side * w * 0.55f, low + 0.012f },
                                { side * gap * 2.0f, low } };
      lim_sketch_figure_begin (figure, LIM_SKETCH_CLOTH, lim_sketch_scale (figure->cloth, i == 0 ? 1.0f : 0.94f),
                               0.06f, 0);
      lim_sketch_polygon (figure->body, half, G_N_ELEMENTS (half), 0.045f);
      lim_sketch_figure_end (figure);
    }
}

/* Folds hang from where cloth is held: dark strokes, each with its light beside it. */
static void
draw_folds (LimSketchFigure *figure)
{
  LimSketchStage *stage = figure->stage;
  gboolean robe = has (figure, LIM_SKETCH_BIT_ROBE), coat = has (figure, LIM_SKETCH_BIT_COAT);
  float low = robe   ? -0.06f
              : coat ? -0.26f
                     : LIM_SKETCH_HIP_Y,
        h = figure->height, light = stage->light[0] < 0 ? -1.0f : 1.0f;
  int n = robe || coat ? 13 : 7;

  for (int i = 0; i < n; i++)
    {
      float u = lim_sketch_rand (stage, -1, 1),
            top = lim_sketch_rand (stage, LIM_SKETCH_SHOULDER_Y + 0.1f, LIM_SKETCH_WAIST_Y + 0.05f);
      float x = figure->x + (figure->lean * 0.6f + u * figure->hip * 0.8f) * h, y = figure->y + top * h;
      float ex = figure->x + u * figure->hip * (robe || coat ? 1.45f : 0.9f) * figure->girth * h,
            ey = figure->y + lim_sketch_rand (stage, top * 0.5f + low * 0.5f, low) * h;
      float r = lim_sketch_rand (stage, 0.003f, 0.009f) * h;
      const float dark[2][2] = { { x, y }, { ex, ey } },
                  lit[2][2] = { { x + light * r * 1.8f, y }, { ex + light * r * 1.8f, ey } };

      lim_sketch_stroke (stage, dark, r * 0.6f, r * 1.5f, lim_sketch_scale (figure->cloth, 0.32f), 0.5f);
      lim_sketch_stroke (stage, lit, r * 0.4f, r * 0.9f, lim_sketch_tint (figure->cloth, stage->sun),
                         u * light > -0.2f ? 0.5f : 0.1f);
    }
}

static void
draw_arm (LimSketchFigure *figure, int i, float raise)
{
  LimSketchBody *body = figure->body;
  float side = i == 0 ? -1.0f : 1.0f;
  float sx = figure->lean + side * figure->shoulder * 0.92f, sy = LIM_SKETCH_SHOULDER_Y + 0.045f + raise;
  float ex = figure->elbow[i][0], ey = figure->elbow[i][1] + raise, hx = figure->hand[i][0],
        hy = figure->hand[i][1] + raise;
  gboolean bare = has (figure, LIM_SKETCH_BIT_VEST) && has (figure, LIM_SKETCH_BIT_REPTILE);
  float thick = has (figure, LIM_SKETCH_BIT_BROAD) ? 0.043f : 0.036f;

  lim_sketch_figure_begin (figure, figure->skin_stuff, figure->skin, 0.15f, 0.01f);
  lim_sketch_oval (body, hx, hy + 0.012f, 0.026f, 0.034f, side * 0.03f);
  lim_sketch_limb (body, hx - side * 0.014f, hy, 0.009f, hx - side * 0.022f, hy + 0.03f, 0.007f);
  lim_sketch_figure_end (figure);
  lim_sketch_figure_begin (figure, bare ? figure->skin_stuff : LIM_SKETCH_CLOTH, bare ? figure->skin : figure->cloth,
                           0.08f, 0.02f);
  lim_sketch_limb (body, sx, sy, thick * 1.12f, ex, ey, thick * 0.84f);
  lim_sketch_limb (body, ex, ey, thick * 0.84f, hx, hy - 0.012f, thick * 0.6f);
  lim_sketch_figure_end (figure);
  if (!bare)
    {
      lim_sketch_figure_begin (figure, LIM_SKETCH_LEATHER, lim_sketch_scale (figure->trim, 0.8f), 0.1f, 0.01f);
      lim_sketch_limb (body, lim_sketch_lerp (ex, hx, 0.66f), lim_sketch_lerp (ey, hy, 0.66f), thick * 0.72f,
                       lim_sketch_lerp (ex, hx, 0.78f), lim_sketch_lerp (ey, hy, 0.78f) - 0.006f, thick * 0.68f);
      lim_sketch_figure_end (figure);
    }
}

static void
draw_layers (LimSketchFigure *figure)
{
  LimSketchBody *body = figure->body;
  float lean = figure->lean, s = figure->shoulder;

  if (has (figure, LIM_SKETCH_BIT_PLATE) || has (figure, LIM_SKETCH_BIT_VEST))
    {
      gboolean plate = has (figure, LIM_SKETCH_BIT_PLATE);
      const float chest[][2] = { { lean - s * 0.62f, LIM_SKETCH_SHOULDER_Y + 0.01f },
                                 { lean - 0.05f, LIM_SKETCH_SHOULDER_Y + 0.035f },
                                 { lean + 0.05f, LIM_SKETCH_SHOULDER_Y + 0.035f },
                                 { lean + s * 0.62f, LIM_SKETCH_SHOULDER_Y + 0.01f },
                                 { lean + s * 0.8f, -0.7f },
                                 { figure->hip * 0.85f, LIM_SKETCH_WAIST_Y - 0.005f },
                                 { 0, LIM_SKETCH_WAIST_Y + 0.02f },
                                 { -figure->hip * 0.85f, LIM_SKETCH_WAIST_Y - 0.005f },
                                 { lean - s * 0.8f, -0.7f } };
      lim_sketch_figure_begin (figure, plate ? LIM_SKETCH_IRON : LIM_SKETCH_LEATHER,
                               plate ? figure->armour : lim_sketch_scale (figure->under, 0.85f), plate ? 0.7f : 0.15f,
                               0);
      lim_sketch_polygon (body, chest, G_N_ELEMENTS (chest), 0.05f);
      lim_sketch_figure_end (figure);
      if (plate)
        {
          lim_sketch_figure_begin (figure, LIM_SKETCH_IRON, figure->armour, 0.7f, 0.01f);
          for (int i = -1; i <= 1; i += 2)
            {
              lim_sketch_oval (body, lean + (float) i * s * 0.98f, LIM_SKETCH_SHOULDER_Y + 0.035f, 0.072f, 0.06f,
                               (float) i * 0.06f);
              lim_sketch_oval (body, lean + (float) i * s * 1.04f, LIM_SKETCH_SHOULDER_Y + 0.085f, 0.056f, 0.036f,
                               (float) i * 0.08f);
              lim_sketch_limb (body, figure->foot[i > 0] * 0.9f, -0.3f, 0.045f, figure->foot[i > 0], -0.17f, 0.04f);
            }
          lim_sketch_figure_end (figure);
        }
    }
  if (has (figure, LIM_SKETCH_BIT_APRON))
    {
      const float apron[][2] = { { lean - s * 0.45f, -0.74f },
                                 { lean + s * 0.45f, -0.74f },
                                 { figure->hip * 0.95f, LIM_SKETCH_WAIST_Y },
                                 { figure->hip * 1.05f, -0.26f },
                                 { -figure->hip * 1.05f, -0.26f },
                                 { -figure->hip * 0.95f, LIM_SKETCH_WAIST_Y } };
      lim_sketch_figure_begin (figure, LIM_SKETCH_CLOTH, figure->trim, 0.02f, 0);
      lim_sketch_polygon (body, apron, G_N_ELEMENTS (apron), 0.03f);
      lim_sketch_figure_end (figure);
    }
  if (has (figure, LIM_SKETCH_BIT_PAULDRON))
    for (int i = -1; i <= 1; i += 2)
      for (int k = 0; k < 2; k++)
        {
          lim_sketch_figure_begin (figure, LIM_SKETCH_IRON, figure->armour, 0.7f, 0);
          lim_sketch_oval (body, lean + (float) i * s * (1.0f + 0.1f * (float) k),
                           LIM_SKETCH_SHOULDER_Y + 0.03f + 0.035f * (float) k, 0.066f - 0.008f * (float) k, 0.038f,
                           (float) i * 0.07f);
          lim_sketch_figure_end (figure);
        }
  if (has (figure, LIM_SKETCH_BIT_HARNESS) || has (figure, LIM_SKETCH_BIT_BAG))
    {
      lim_sketch_figure_begin (figure, LIM_SKETCH_LEATHER, lim_sketch_rgb (0x4d3a2a), 0.3f, 0);
      lim_sketch_limb (body, lean - s * 0.6f, LIM_SKETCH_SHOULDER_Y + 0.01f, 0.013f, figure->hip * 0.95f,
                       LIM_SKETCH_WAIST_Y + 0.03f, 0.013f);
      if (has (figure, LIM_SKETCH_BIT_HARNESS))
        lim_sketch_limb (body, lean + s * 0.6f, LIM_SKETCH_SHOULDER_Y + 0.01f, 0.013f, -figure->hip * 0.95f,
                         LIM_SKETCH_WAIST_Y + 0.03f, 0.013f);
      lim_sketch_figure_end (figure);
    }
  lim_sketch_figure_begin (figure, LIM_SKETCH_LEATHER, lim_sketch_rgb (0x3f3025), 0.3f, 0);
  lim_sketch_box (body, 0, LIM_SKETCH_WAIST_Y + 0.025f, figure->hip * 1.02f, 0.018f, 0.012f, 0);
  if (has (figure, LIM_SKETCH_BIT_BAG))
    {
      lim_sketch_box (body, figure->hip * 1.0f, LIM_SKETCH_WAIST_Y + 0.07f, 0.036f, 0.042f, 0.014f, 0.01f);
      lim_sketch_box (body, -figure->hip * 0.7f, LIM_SKETCH_WAIST_Y + 0.06f, 0.024f, 0.03f, 0.01f, 0);
    }
  lim_sketch_figure_end (figure);
  lim_sketch_figure_begin (figure, LIM_SKETCH_IRON, figure->metal, 0.9f, 0);
  lim_sketch_box (body, figure->turn * 0.02f, LIM_SKETCH_WAIST_Y + 0.025f, 0.02f, 0.017f, 0.006f, 0);
  lim_sketch_oval (body, lean - s * 0.45f, -0.745f, 0.010f, 0.010f, 0);
  lim_sketch_figure_end (figure);
  if (has (figure, LIM_SKETCH_BIT_SASH))
    {
      lim_sketch_figure_begin (figure, LIM_SKETCH_CLOTH, figure->trim, 0.1f, 0.02f);
      lim_sketch_limb (body, -figure->hip * 0.95f, LIM_SKETCH_WAIST_Y + 0.01f, 0.025f, figure->hip * 0.95f,
                       LIM_SKETCH_WAIST_Y + 0.035f, 0.025f);
      lim_sketch_limb (body, figure->hip * 0.6f, LIM_SKETCH_WAIST_Y + 0.05f, 0.03f, figure->hip * 0.75f, -0.33f,
                       0.018f);
      lim_sketch_figure_end (figure);
    }
}

static void
draw_scarf (LimSketchFigure *figure)
{
  float lean = figure->lean;

  lim_sketch_figure_begin (figure, LIM_SKETCH_CLOTH, figure->trim, 0.06f, 0.01f);
  lim_sketch_limb (figure->body, lean - 0.055f, LIM_SKETCH_SHOULDER_Y - 0.015f, 0.022f, lean + 0.055f,
                   LIM_SKETCH_SHOULDER_Y - 0.005f, 0.024f);
  lim_sketch_limb (figure->body, lean + 0.03f * figure->turn, LIM_SKETCH_SHOULDER_Y, 0.02f,
                   lean + 0.05f * figure->turn, LIM_SKETCH_SHOULDER_Y + 0.17f, 0.026f);
  lim_sketch_figure_end (figure);
}

void
lim_sketch_figure (LimSketchStage *stage, float x, float y, float height)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  LimSketchFigure figure = { .stage = stage, .plan = plan, .body = body, .x = x, .y = y, .height = height };
  LimSketchColour *c = (LimSketchColour *) plan->colours;
  float build = lim_sketch_has (plan, LIM_SKETCH_BIT_BROAD)  ? 1.16f
                : lim_sketch_has (plan, LIM_SKETCH_BIT_SLIM) ? 0.9f
                                                             : 1.0f;
  LimSketchRandom who = { plan->words + 21 };
  gboolean female = lim_sketch_has (plan, LIM_SKETCH_BIT_FEMALE);

  figure.skin = c[LIM_SKETCH_SLOT_SKIN], figure.cloth = lim_sketch_saturate (c[LIM_SKETCH_SLOT_CLOTH], 0.84f),
  figure.under = c[LIM_SKETCH_SLOT_UNDER];
  figure.legs = c[LIM_SKETCH_SLOT_LEGS], figure.boots = c[LIM_SKETCH_SLOT_BOOTS],
  figure.armour = c[LIM_SKETCH_SLOT_ARMOUR];
  figure.trim = c[LIM_SKETCH_SLOT_TRIM], figure.metal = c[LIM_SKETCH_SLOT_METAL],
  figure.hair = c[LIM_SKETCH_SLOT_HAIR];
  figure.skin_stuff = lim_sketch_has (plan, LIM_SKETCH_BIT_REPTILE) || lim_sketch_has (plan, LIM_SKETCH_BIT_SCALES)
                          ? LIM_SKETCH_SCALY
                          : LIM_SKETCH_SMOOTH;
  figure.shoulder = (female ? 0.098f : 0.114f);
  figure.hip = (female ? 0.088f : 0.084f);
  build *= lim_sketch_range (&who, 0.93f, 1.08f);
  figure.girth = lim_sketch_has (plan, LIM_SKETCH_BIT_STOUT) ? 1.42f : lim_sketch_range (&who, 0.95f, 1.12f);
  figure.shoulder *= build, figure.hip *= build;
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_OVERALL) && !plan->has_colour[LIM_SKETCH_SLOT_LEGS])
    figure.legs = lim_sketch_scale (figure.cloth, 0.92f);
  lim_sketch_figure_pose (&figure);

  lim_sketch_shadow (stage, x - stage->light[0] * 0.16f * height, y - 0.005f * height, 0.34f * height,
                     0.055f * height, 0.75f);
  float size = (lim_sketch_has (plan, LIM_SKETCH_BIT_CHILD) ? 0.088f : 0.071f) * height;
  LimSketchHead head =
      lim_sketch_head_new (stage, x + (figure.lean * 1.15f + 0.008f * figure.turn) * height, y - 0.932f * height,
                           size, figure.turn, lim_sketch_rand (stage, -0.4f, 0.7f),
                           lim_sketch_rand (stage, -0.7f, 0.7f));
  draw_behind (&figure);
  lim_sketch_head_back (&head);
  if (!lim_sketch_has (plan, LIM_SKETCH_BIT_ROBE))
    draw_legs (&figure);
  draw_torso (&figure);
  draw_skirt (&figure);
  draw_folds (&figure);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_FOUR_ARMS))
    for (int i = 0; i < 2; i++)
      draw_arm (&figure, i, 0.1f);
  draw_layers (&figure);
  for (int i = 0; i < 2; i++)
    draw_arm (&figure, i, 0);
  lim_sketch_figure_held (&figure);

  lim_sketch_figure_begin (&figure, figure.skin_stuff, lim_sketch_scale (figure.skin, 0.7f), 0.04f, 0.02f);
  lim_sketch_limb (body, figure.lean, LIM_SKETCH_SHOULDER_Y + 0.015f, 0.036f, figure.lean, -0.885f, 0.034f);
  lim_sketch_figure_end (&figure);
  lim_sketch_head_paint (&head);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_SCARF))
    {
      draw_scarf (&figure);
      return;
    }
  lim_sketch_figure_begin (&figure, LIM_SKETCH_CLOTH, lim_sketch_scale (figure.cloth, 0.92f), 0.08f, 0.01f);
  for (int i = -1; i <= 1; i += 2)
    lim_sketch_limb (body, figure.lean + 0.05f * (float) i, LIM_SKETCH_SHOULDER_Y, 0.014f,
                     figure.lean + 0.018f * (float) i, LIM_SKETCH_SHOULDER_Y + 0.03f, 0.014f);
  lim_sketch_figure_end (&figure);
}

/* Broad strokes behind a figure: what a painter scrubs in before the subject. */
static void
scrub (LimSketchStage *stage, float floor)
{
  const LimSketchPlan *plan = stage->plan;
  LimSketchColour tint = plan->palette[(guint) lim_sketch_choose (stage, (int) plan->n_palette)];
  float lean = lim_sketch_rand (stage, -0.3f, 0.3f);

  for (int i = 0; i < 12; i++)
    {
      float x = lim_sketch_rand (stage, -1, 1) * stage->ax, y = lim_sketch_rand (stage, -1, 0.2f) * stage->ay;
      float l = lim_sketch_rand (stage, 0.2f, 0.7f);
      const float ends[2][2] = { { x, y }, { x + lean * l, MIN (y + l, floor) } };

      lim_sketch_stroke (stage, ends, 0.12f, 0.2f,
                         lim_sketch_scale (lim_sketch_blend (plan->colours[LIM_SKETCH_SLOT_BACK], tint, 0.28f),
                                           lim_sketch_rand (stage, 0.55f, 1.2f)),
                         0.3f);
    }
}

void
lim_sketch_scene_figure (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  float feet = lim_sketch_rand (stage, 0.82f, 0.93f) * stage->ay;
  float tall = 1.74f * lim_sketch_rand (stage, 0.86f, 1.0f) * MIN (1.0f, stage->ay);
  float x = lim_sketch_rand (stage, -0.26f, 0.26f) * stage->ax;
  gboolean outside = !lim_sketch_has (plan, LIM_SKETCH_BIT_PLAIN) && plan->time != LIM_SKETCH_STUDIO;

  if (lim_sketch_has (plan, LIM_SKETCH_BIT_CHILD))
    tall *= 0.8f;
  if (outside && (!plan->has_colour[LIM_SKETCH_SLOT_BACK] || lim_sketch_chance (stage, 0.5f)))
    {
      float horizon = lim_sketch_rand (stage, 0.05f, 0.5f);

      lim_sketch_backdrop_outdoors (stage, horizon);
      lim_sketch_haze (stage, -stage->ay * 1.5f, stage->ay * 1.2f, plan->colours[LIM_SKETCH_SLOT_BACK], 0.6f);
    }
  else
    {
      lim_sketch_backdrop_studio (stage, feet - 0.12f);
      scrub (stage, feet - 0.1f);
    }
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_FIRE))
    {
      LimSketchColour ember = { 1.0f, 0.45f, 0.14f };
      float side = lim_sketch_chance (stage, 0.5f) ? 0.8f : -0.8f;

      lim_sketch_glow (stage, side * stage->ax, 0.6f, 1.3f, ember, 0.5f);
      lim_sketch_glow (stage, side * stage->ax, 0.75f, 0.5f, ember, 0.6f);
    }
  lim_sketch_figure (stage, x, feet, tall);
}
