/* A standing person: body, clothes, gear and pose. */
#include "imaging-sketch-scene.h"

/* A person in its own measure: feet at 0,0, y down, 1 unit tall. */
typedef struct
{
  LimSketchStage *stage;
  const LimSketchPlan *plan;
  LimSketchBody *body;
  float x, y, height; /* of the feet, on the stage */
  float shoulder, hip, lean, turn;
  float elbow[2][2], hand[2][2], foot[2], rise[2]; /* rise: how far a foot is off the ground */
  float girth;                                     /* of the waist; 1 is usual */
  LimSketchColour skin, cloth, under, legs, boots, armour, trim, metal, hair;
  LimSketchStuff skin_stuff;
} Figure;

static const float shoulder_y = -0.815f, waist_y = -0.60f, hip_y = -0.50f, knee_y = -0.27f, ankle_y = -0.045f;

static gboolean
has (const Figure *figure, guint bit)
{
  return lim_sketch_has (figure->plan, bit);
}

static void
begin (Figure *figure, LimSketchStuff stuff, LimSketchColour colour, float shine, float blend)
{
  lim_sketch_body_start (figure->body, (LimSketchMatter){ stuff, colour, shine, 0.9f, blend * figure->height, 0.55f,
                                                          stuff == LIM_SKETCH_SCALY ? 1.7f : 1.7f / figure->height });
  lim_sketch_body_place (figure->body, figure->x, figure->y, figure->height, 0);
}

static void
end (Figure *figure)
{
  lim_sketch_body_paint (figure->stage, figure->body);
}

static void
draw_behind (Figure *figure)
{
  LimSketchBody *body = figure->body;
  float lean = figure->lean;

  if (has (figure, LIM_SKETCH_BIT_CAPE))
    {
      float w = figure->shoulder + 0.05f, sweep = figure->turn * -0.1f;
      const float cape[][2] = { { lean - figure->shoulder, shoulder_y - 0.01f },
                                { lean + figure->shoulder, shoulder_y - 0.01f },
                                { lean + w + 0.03f + sweep, -0.4f },
                                { w + 0.06f + sweep, -0.1f },
                                { 0.02f + sweep, -0.06f },
                                { -w - 0.06f + sweep, -0.1f },
                                { lean - w - 0.03f + sweep, -0.4f } };
      begin (figure, LIM_SKETCH_CLOTH, lim_sketch_scale (figure->trim, 0.8f), 0.05f, 0);
      lim_sketch_polygon (body, cape, G_N_ELEMENTS (cape), 0.05f);
      end (figure);
    }
  if (has (figure, LIM_SKETCH_BIT_TAIL))
    {
      float side = figure->turn < 0 ? 1.0f : -1.0f;
      begin (figure, figure->skin_stuff, lim_sketch_scale (figure->skin, 0.85f), 0.15f, 0.03f);
      lim_sketch_limb (body, 0, -0.46f, 0.065f, side * 0.14f, -0.24f, 0.05f);
      lim_sketch_limb (body, side * 0.14f, -0.24f, 0.05f, side * 0.25f, -0.06f, 0.033f);
      lim_sketch_limb (body, side * 0.25f, -0.06f, 0.033f, side * 0.40f, -0.03f, 0.008f);
      end (figure);
    }
  if (has (figure, LIM_SKETCH_BIT_WINGS))
    for (int i = -1; i <= 1; i += 2)
      {
        float s = (float) i;
        const float wing[][2] = { { s * 0.03f, -0.78f }, { s * 0.26f, -1.02f }, { s * 0.44f, -0.88f },
                                  { s * 0.40f, -0.55f }, { s * 0.30f, -0.63f }, { s * 0.22f, -0.45f },
                                  { s * 0.14f, -0.6f } };
        begin (figure, LIM_SKETCH_LEATHER, lim_sketch_scale (figure->trim, 0.75f), 0.1f, 0);
        lim_sketch_polygon (body, wing, G_N_ELEMENTS (wing), 0.03f);
        end (figure);
      }
}

static void
draw_legs (Figure *figure)
{
  LimSketchBody *body = figure->body;
  float thick = figure->hip * 0.56f;
  gboolean bare = has (figure, LIM_SKETCH_BIT_REPTILE) && !figure->plan->has_colour[LIM_SKETCH_SLOT_LEGS];

  begin (figure, bare ? figure->skin_stuff : LIM_SKETCH_CLOTH, bare ? figure->skin : figure->legs, 0.05f, 0.02f);
  lim_sketch_limb (body, 0, waist_y + 0.02f, figure->hip * 0.86f, 0, hip_y - 0.015f, figure->hip * 0.95f);
  for (int i = 0; i < 2; i++)
    {
      float side = i == 0 ? -1.0f : 1.0f, hip = side * figure->hip * 0.52f;
      float knee = (hip + figure->foot[i]) * 0.5f + side * 0.012f;

      lim_sketch_limb (body, hip, hip_y + 0.01f, thick, knee, knee_y, thick * 0.74f);
      lim_sketch_limb (body, knee, knee_y, thick * 0.74f, figure->foot[i], ankle_y - 0.03f - figure->rise[i],
                       thick * 0.5f);
    }
  end (figure);

  begin (figure, LIM_SKETCH_LEATHER, figure->boots, 0.35f, 0.02f);
  for (int i = 0; i < 2; i++)
    {
      float x = figure->foot[i], up = figure->rise[i], toe = x + figure->turn * 0.05f + (i == 0 ? -0.012f : 0.012f);

      lim_sketch_limb (body, x, -0.19f - up, thick * 0.68f, x, -0.05f - up, thick * 0.62f);
      lim_sketch_limb (body, x, -0.028f - up, 0.033f, toe, -0.02f - up * 0.6f, 0.03f);
      lim_sketch_box (body, x, -0.185f - up, thick * 0.78f, 0.014f, 0.012f, 0);
    }
  end (figure);
}

static void
draw_torso (Figure *figure)
{
  LimSketchBody *body = figure->body;
  float lean = figure->lean, s = figure->shoulder, chest = s * 0.84f;
  gboolean female = has (figure, LIM_SKETCH_BIT_FEMALE);
  float waist = figure->hip * (female ? 0.78f : 0.95f) * figure->girth;

  float hem = has (figure, LIM_SKETCH_BIT_OVERALL) ? waist_y + 0.03f : hip_y + 0.035f;
  float flare = has (figure, LIM_SKETCH_BIT_OVERALL) ? waist * 1.02f : figure->hip * 1.22f;
  const float jacket[][2] = { { lean - 0.05f, shoulder_y - 0.02f },
                              { lean + 0.05f, shoulder_y - 0.02f },
                              { lean + s * 0.98f, shoulder_y + 0.03f },
                              { lean + chest * 1.06f, -0.72f },
                              { waist * 1.02f, waist_y },
                              { flare, hem },
                              { 0, hem + 0.012f },
                              { -flare, hem },
                              { -waist * 1.02f, waist_y },
                              { lean - chest * 1.06f, -0.72f },
                              { lean - s * 0.98f, shoulder_y + 0.03f } };

  begin (figure, LIM_SKETCH_CLOTH, figure->cloth, 0.08f, 0.03f);
  lim_sketch_polygon (body, jacket, G_N_ELEMENTS (jacket), 0.075f);
  lim_sketch_oval (body, lean, shoulder_y + 0.10f, chest * 0.92f, 0.10f, 0);
  if (female)
    {
      lim_sketch_oval (body, lean - s * 0.36f, shoulder_y + 0.105f, s * 0.36f, 0.05f, 0);
      lim_sketch_oval (body, lean + s * 0.36f, shoulder_y + 0.105f, s * 0.36f, 0.05f, 0);
    }
  end (figure);
  if (!has (figure, LIM_SKETCH_BIT_OVERALL))
    {
      begin (figure, LIM_SKETCH_SMOOTH, lim_sketch_scale (figure->cloth, 0.5f), 0, 0);
      figure->body->matter.shadow = 0.2f;
      lim_sketch_limb (body, lean + figure->turn * 0.015f, shoulder_y + 0.11f, 0.0035f, figure->turn * 0.01f, hem,
                       0.0035f);
      end (figure);
    }

  begin (figure, LIM_SKETCH_CLOTH, figure->under, 0.05f, 0);
  const float collar[][2] = { { lean - 0.045f, shoulder_y - 0.02f },
                              { lean + 0.045f, shoulder_y - 0.02f },
                              { lean + figure->turn * 0.02f, shoulder_y + 0.12f } };
  lim_sketch_polygon (body, collar, 3, 0.02f);
  end (figure);
}

static void
draw_skirt (Figure *figure)
{
  gboolean robe = has (figure, LIM_SKETCH_BIT_ROBE), coat = has (figure, LIM_SKETCH_BIT_COAT);
  float low = robe ? -0.04f : -0.24f, w = figure->hip * (robe ? 1.75f : 1.5f) * figure->girth;

  if (!robe && !coat)
    return;
  for (int i = 0; i < 2; i++)
    {
      float side = i == 0 ? -1.0f : 1.0f, gap = robe ? -0.02f : 0.022f;
      const float half[][2] = {
        { side * gap * 0.4f, waist_y - 0.02f }, { side * figure->hip * 0.9f, waist_y - 0.03f },
        { side * w * 0.92f, -0.38f },           { side * w, low - 0.01f },
        { side * w * 0.55f, low + 0.012f },     { side * gap * 2.0f, low }
      };
      begin (figure, LIM_SKETCH_CLOTH, lim_sketch_scale (figure->cloth, i == 0 ? 1.0f : 0.94f), 0.06f, 0);
      lim_sketch_polygon (figure->body, half, G_N_ELEMENTS (half), 0.045f);
      end (figure);
    }
}

/* Folds hang from where cloth is held: dark strokes, each with its light beside it. */
static void
draw_folds (Figure *figure)
{
  LimSketchStage *stage = figure->stage;
  gboolean robe = has (figure, LIM_SKETCH_BIT_ROBE), coat = has (figure, LIM_SKETCH_BIT_COAT);
  float low = robe ? -0.06f : coat ? -0.26f : hip_y, h = figure->height, light = stage->light[0] < 0 ? -1.0f : 1.0f;
  int n = robe || coat ? 13 : 7;

  for (int i = 0; i < n; i++)
    {
      float u = lim_sketch_rand (stage, -1, 1), top = lim_sketch_rand (stage, shoulder_y + 0.1f, waist_y + 0.05f);
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
draw_arm (Figure *figure, int i, float raise)
{
  LimSketchBody *body = figure->body;
  float side = i == 0 ? -1.0f : 1.0f;
  float sx = figure->lean + side * figure->shoulder * 0.92f, sy = shoulder_y + 0.045f + raise;
  float ex = figure->elbow[i][0], ey = figure->elbow[i][1] + raise, hx = figure->hand[i][0],
        hy = figure->hand[i][1] + raise;
  gboolean bare = has (figure, LIM_SKETCH_BIT_VEST) && has (figure, LIM_SKETCH_BIT_REPTILE);
  float thick = has (figure, LIM_SKETCH_BIT_BROAD) ? 0.043f : 0.036f;

  begin (figure, figure->skin_stuff, figure->skin, 0.15f, 0.01f);
  lim_sketch_oval (body, hx, hy + 0.012f, 0.026f, 0.034f, side * 0.03f);
  lim_sketch_limb (body, hx - side * 0.014f, hy, 0.009f, hx - side * 0.022f, hy + 0.03f, 0.007f);
  end (figure);
  begin (figure, bare ? figure->skin_stuff : LIM_SKETCH_CLOTH, bare ? figure->skin : figure->cloth, 0.08f, 0.02f);
  lim_sketch_limb (body, sx, sy, thick * 1.12f, ex, ey, thick * 0.84f);
  lim_sketch_limb (body, ex, ey, thick * 0.84f, hx, hy - 0.012f, thick * 0.6f);
  end (figure);
  if (!bare)
    {
      begin (figure, LIM_SKETCH_LEATHER, lim_sketch_scale (figure->trim, 0.8f), 0.1f, 0.01f);
      lim_sketch_limb (body, lim_sketch_lerp (ex, hx, 0.66f), lim_sketch_lerp (ey, hy, 0.66f), thick * 0.72f,
                       lim_sketch_lerp (ex, hx, 0.78f), lim_sketch_lerp (ey, hy, 0.78f) - 0.006f, thick * 0.68f);
      end (figure);
    }
}

static void
draw_layers (Figure *figure)
{
  LimSketchBody *body = figure->body;
  float lean = figure->lean, s = figure->shoulder;

  if (has (figure, LIM_SKETCH_BIT_PLATE) || has (figure, LIM_SKETCH_BIT_VEST))
    {
      gboolean plate = has (figure, LIM_SKETCH_BIT_PLATE);
      const float chest[][2] = { { lean - s * 0.62f, shoulder_y + 0.01f },
                                 { lean - 0.05f, shoulder_y + 0.035f },
                                 { lean + 0.05f, shoulder_y + 0.035f },
                                 { lean + s * 0.62f, shoulder_y + 0.01f },
                                 { lean + s * 0.8f, -0.7f },
                                 { figure->hip * 0.85f, waist_y - 0.005f },
                                 { 0, waist_y + 0.02f },
                                 { -figure->hip * 0.85f, waist_y - 0.005f },
                                 { lean - s * 0.8f, -0.7f } };
      begin (figure, plate ? LIM_SKETCH_IRON : LIM_SKETCH_LEATHER,
             plate ? figure->armour : lim_sketch_scale (figure->under, 0.85f), plate ? 0.7f : 0.15f, 0);
      lim_sketch_polygon (body, chest, G_N_ELEMENTS (chest), 0.05f);
      end (figure);
      if (plate)
        {
          begin (figure, LIM_SKETCH_IRON, figure->armour, 0.7f, 0.01f);
          for (int i = -1; i <= 1; i += 2)
            {
              lim_sketch_oval (body, lean + (float) i * s * 0.98f, shoulder_y + 0.035f, 0.072f, 0.06f,
                               (float) i * 0.06f);
              lim_sketch_oval (body, lean + (float) i * s * 1.04f, shoulder_y + 0.085f, 0.056f, 0.036f,
                               (float) i * 0.08f);
              lim_sketch_limb (body, figure->foot[i > 0] * 0.9f, -0.3f, 0.045f, figure->foot[i > 0], -0.17f, 0.04f);
            }
          end (figure);
        }
    }
  if (has (figure, LIM_SKETCH_BIT_APRON))
    {
      const float apron[][2] = { { lean - s * 0.45f, -0.74f },     { lean + s * 0.45f, -0.74f },
                                 { figure->hip * 0.95f, waist_y }, { figure->hip * 1.05f, -0.26f },
                                 { -figure->hip * 1.05f, -0.26f }, { -figure->hip * 0.95f, waist_y } };
      begin (figure, LIM_SKETCH_CLOTH, figure->trim, 0.02f, 0);
      lim_sketch_polygon (body, apron, G_N_ELEMENTS (apron), 0.03f);
      end (figure);
    }
  if (has (figure, LIM_SKETCH_BIT_PAULDRON))
    for (int i = -1; i <= 1; i += 2)
      for (int k = 0; k < 2; k++)
        {
          begin (figure, LIM_SKETCH_IRON, figure->armour, 0.7f, 0);
          lim_sketch_oval (body, lean + (float) i * s * (1.0f + 0.1f * (float) k),
                           shoulder_y + 0.03f + 0.035f * (float) k, 0.066f - 0.008f * (float) k, 0.038f,
                           (float) i * 0.07f);
          end (figure);
        }
  if (has (figure, LIM_SKETCH_BIT_HARNESS) || has (figure, LIM_SKETCH_BIT_BAG))
    {
      begin (figure, LIM_SKETCH_LEATHER, lim_sketch_rgb (0x4d3a2a), 0.3f, 0);
      lim_sketch_limb (body, lean - s * 0.6f, shoulder_y + 0.01f, 0.013f, figure->hip * 0.95f, waist_y + 0.03f,
                       0.013f);
      if (has (figure, LIM_SKETCH_BIT_HARNESS))
        lim_sketch_limb (body, lean + s * 0.6f, shoulder_y + 0.01f, 0.013f, -figure->hip * 0.95f, waist_y + 0.03f,
                         0.013f);
      end (figure);
    }
  begin (figure, LIM_SKETCH_LEATHER, lim_sketch_rgb (0x3f3025), 0.3f, 0);
  lim_sketch_box (body, 0, waist_y + 0.025f, figure->hip * 1.02f, 0.018f, 0.012f, 0);
  if (has (figure, LIM_SKETCH_BIT_BAG))
    {
      lim_sketch_box (body, figure->hip * 1.0f, waist_y + 0.07f, 0.036f, 0.042f, 0.014f, 0.01f);
      lim_sketch_box (body, -figure->hip * 0.7f, waist_y + 0.06f, 0.024f, 0.03f, 0.01f, 0);
    }
  end (figure);
  begin (figure, LIM_SKETCH_IRON, figure->metal, 0.9f, 0);
  lim_sketch_box (body, figure->turn * 0.02f, waist_y + 0.025f, 0.02f, 0.017f, 0.006f, 0);
  lim_sketch_oval (body, lean - s * 0.45f, -0.745f, 0.010f, 0.010f, 0);
  end (figure);
  if (has (figure, LIM_SKETCH_BIT_SASH))
    {
      begin (figure, LIM_SKETCH_CLOTH, figure->trim, 0.1f, 0.02f);
      lim_sketch_limb (body, -figure->hip * 0.95f, waist_y + 0.01f, 0.025f, figure->hip * 0.95f, waist_y + 0.035f,
                       0.025f);
      lim_sketch_limb (body, figure->hip * 0.6f, waist_y + 0.05f, 0.03f, figure->hip * 0.75f, -0.33f, 0.018f);
      end (figure);
    }
}

static void
draw_glow (Figure *figure, float x, float y, float radius, float strength)
{
  lim_sketch_glow (figure->stage, figure->x + x * figure->height, figure->y + y * figure->height,
                   radius * figure->height, figure->plan->colours[LIM_SKETCH_SLOT_GLOW], strength);
}

static void
draw_lantern (Figure *figure, float x, float y)
{
  LimSketchBody *body = figure->body;

  begin (figure, LIM_SKETCH_IRON, lim_sketch_scale (figure->metal, 0.8f), 0.8f, 0);
  lim_sketch_limb (body, x, y, 0.004f, x, y + 0.03f, 0.004f);
  lim_sketch_box (body, x, y + 0.035f, 0.022f, 0.008f, 0.004f, 0);
  lim_sketch_box (body, x, y + 0.105f, 0.028f, 0.009f, 0.004f, 0);
  for (int i = -1; i <= 1; i++)
    lim_sketch_limb (body, x + 0.023f * (float) i, y + 0.035f, 0.0035f, x + 0.025f * (float) i, y + 0.1f, 0.0035f);
  end (figure);
  begin (figure, LIM_SKETCH_EMIT, figure->plan->colours[LIM_SKETCH_SLOT_GLOW], 0, 0);
  lim_sketch_oval (body, x, y + 0.072f, 0.014f, 0.024f, 0);
  end (figure);
  draw_glow (figure, x, y + 0.07f, 0.09f, 0.8f);
  draw_glow (figure, x, y + 0.07f, 0.34f, 0.36f);
}

static void
draw_pole (Figure *figure, float x, float y)
{
  float tilt = figure->lean * 1.6f;

  begin (figure, LIM_SKETCH_GRAIN, figure->plan->colours[LIM_SKETCH_SLOT_WOOD], 0.15f, 0);
  lim_sketch_limb (figure->body, x - tilt, -0.005f, 0.012f, x + tilt, -1.06f, 0.011f);
  end (figure);
  if (has (figure, LIM_SKETCH_BIT_LANTERN))
    draw_lantern (figure, x + tilt + 0.03f, -1.02f);
  (void) y;
}

/* A long tool with a blade, a hammer's head or a shovel at its end. */
static void
draw_tool (Figure *figure, float x, float y)
{
  float side = figure->hand[1][0] > 0 ? 1.0f : -1.0f, tx = x + side * 0.10f, ty = y - 0.34f;

  begin (figure, LIM_SKETCH_GRAIN, figure->plan->colours[LIM_SKETCH_SLOT_WOOD], 0.15f, 0);
  lim_sketch_limb (figure->body, x - side * 0.06f, y + 0.22f, 0.010f, tx, ty, 0.010f);
  end (figure);
  begin (figure, LIM_SKETCH_IRON, figure->metal, 0.8f, 0.01f);
  lim_sketch_box (figure->body, tx + side * 0.01f, ty - 0.03f, 0.03f, 0.055f, 0.012f, side * 0.045f);
  end (figure);
}

static void
draw_basket (Figure *figure, float x, float y)
{
  begin (figure, LIM_SKETCH_GRAIN, figure->plan->colours[LIM_SKETCH_SLOT_WOOD], 0.1f, 0.01f);
  lim_sketch_oval (figure->body, x, y + 0.10f, 0.075f, 0.05f, 0);
  lim_sketch_box (figure->body, x, y + 0.08f, 0.08f, 0.012f, 0.01f, 0);
  end (figure);
}

static void
draw_blade (Figure *figure)
{
  LimSketchBody *body = figure->body;

  begin (figure, LIM_SKETCH_IRON, figure->metal, 0.8f, 0);
  lim_sketch_limb (body, figure->hip * 1.0f, waist_y + 0.05f, 0.012f, figure->hip * 1.5f, -0.27f, 0.012f);
  end (figure);
  begin (figure, LIM_SKETCH_LEATHER, lim_sketch_rgb (0x2c221b), 0.3f, 0);
  lim_sketch_limb (body, figure->hip * 0.93f, waist_y + 0.0f, 0.011f, figure->hip * 1.04f, waist_y + 0.06f, 0.013f);
  end (figure);
}

/* In the hand that is in front; the first that the words ask for. */
static void
draw_held (Figure *figure)
{
  static const struct
  {
    guint bit;
    void (*draw) (Figure *figure, float x, float y);
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

static void
choose_pose (Figure *figure)
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
            sy = shoulder_y + 0.045f;
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

static void
draw_scarf (Figure *figure)
{
  float lean = figure->lean;

  begin (figure, LIM_SKETCH_CLOTH, figure->trim, 0.06f, 0.01f);
  lim_sketch_limb (figure->body, lean - 0.055f, shoulder_y - 0.015f, 0.022f, lean + 0.055f, shoulder_y - 0.005f,
                   0.024f);
  lim_sketch_limb (figure->body, lean + 0.03f * figure->turn, shoulder_y, 0.02f, lean + 0.05f * figure->turn,
                   shoulder_y + 0.17f, 0.026f);
  end (figure);
}

void
lim_sketch_figure (LimSketchStage *stage, float x, float y, float height)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  Figure figure = { .stage = stage, .plan = plan, .body = body, .x = x, .y = y, .height = height };
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
  choose_pose (&figure);

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
  draw_held (&figure);

  begin (&figure, figure.skin_stuff, lim_sketch_scale (figure.skin, 0.7f), 0.04f, 0.02f);
  lim_sketch_limb (body, figure.lean, shoulder_y + 0.015f, 0.036f, figure.lean, -0.885f, 0.034f);
  end (&figure);
  lim_sketch_head_paint (&head);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_SCARF))
    {
      draw_scarf (&figure);
      return;
    }
  begin (&figure, LIM_SKETCH_CLOTH, lim_sketch_scale (figure.cloth, 0.92f), 0.08f, 0.01f);
  for (int i = -1; i <= 1; i += 2)
    lim_sketch_limb (body, figure.lean + 0.05f * (float) i, shoulder_y, 0.014f, figure.lean + 0.018f * (float) i,
                     shoulder_y + 0.03f, 0.014f);
  end (&figure);
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
