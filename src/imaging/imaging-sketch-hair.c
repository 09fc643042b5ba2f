/* Hair, hoods, hats and what else is worn on a head. */
#include "imaging-sketch-scene.h"

/* A lock: a tapered stroke of hair or cloth from one point of the head to another. */
static void
lock (const LimSketchHead *head, LimSketchBody *body, const float *line, float r0, float r1)
{
  float a[3], b[3];

  lim_sketch_head_point (head, line[0], line[1], line[2], a);
  lim_sketch_head_point (head, line[3], line[4], line[5], b);
  lim_sketch_limb (body, a[0], a[1], r0 * head->size, b[0], b[1], r1 * head->size);
}

static void
ball (const LimSketchHead *head, LimSketchBody *body, const float *centre, float rx, float ry)
{
  float at[3];

  lim_sketch_head_point (head, centre[0], centre[1], centre[2], at);
  lim_sketch_oval (body, at[0], at[1], rx * head->size, ry * head->size, 0);
}

/* Cuts the corners of a closed line: twice as many points, a softer line. */
static guint
soften (float (*points)[2], guint n)
{
  float corners[32][2];

  for (guint i = 0; i < n; i++)
    corners[i][0] = points[i][0], corners[i][1] = points[i][1];
  for (guint i = 0; i < n; i++)
    for (int axis = 0; axis < 2; axis++)
      {
        float here = corners[i][axis], next = corners[(i + 1) % n][axis];

        points[2 * i][axis] = 0.75f * here + 0.25f * next;
        points[2 * i + 1][axis] = 0.25f * here + 0.75f * next;
      }
  return 2 * n;
}

/* A sheet over the head within the given line of at most 16 points. */
static void
sheet (const LimSketchHead *head, LimSketchBody *body, const float (*edge)[3], guint n, float bevel)
{
  float points[64][2];

  for (guint i = 0; i < n; i++)
    {
      float at[3];

      lim_sketch_head_point (head, edge[i][0], edge[i][1], edge[i][2], at);
      points[i][0] = at[0], points[i][1] = at[1];
    }
  n = soften (points, n);
  n = soften (points, n);
  lim_sketch_polygon (body, (const float (*)[2]) points, n, bevel * head->size);
}

static void
start (const LimSketchHead *head, LimSketchBody *body, LimSketchStuff stuff, LimSketchColour colour)
{
  lim_sketch_body_start (body, (LimSketchMatter){ stuff, colour, stuff == LIM_SKETCH_IRON ? 0.6f : 0.12f, 0.8f,
                                                  head->size * 0.08f, 0.45f, 0.8f / (head->size + 0.2f) });
}

static gboolean
falls (const LimSketchPlan *plan)
{
  return lim_sketch_has (plan, LIM_SKETCH_BIT_LONG_HAIR)
         || (lim_sketch_has (plan, LIM_SKETCH_BIT_FEMALE) && !lim_sketch_has (plan, LIM_SKETCH_BIT_HOOD)
             && !lim_sketch_has (plan, LIM_SKETCH_BIT_TIED_HAIR));
}

static LimSketchColour
hood_colour (const LimSketchPlan *plan)
{
  return lim_sketch_scale (plan->colours[LIM_SKETCH_SLOT_CLOTH], 0.8f);
}

void
lim_sketch_head_back (const LimSketchHead *head)
{
  const LimSketchPlan *plan = head->stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  gboolean hood = lim_sketch_has (plan, LIM_SKETCH_BIT_HOOD);
  static const float skull[] = { 0, -0.3f, -0.2f }, nape[] = { 0, 0.45f, -0.35f }, low[] = { 0, 0.9f, -0.2f };

  if (lim_sketch_has (plan, LIM_SKETCH_BIT_REPTILE))
    return;
  start (head, body, hood ? LIM_SKETCH_CLOTH : LIM_SKETCH_FURRY,
         lim_sketch_scale (hood ? hood_colour (plan) : plan->colours[LIM_SKETCH_SLOT_HAIR], 0.7f));
  if (hood)
    {
      ball (head, body, skull, 0.98f, 1.02f);
      ball (head, body, low, 0.9f, 0.7f);
    }
  else if (!lim_sketch_has (plan, LIM_SKETCH_BIT_BALD))
    {
      ball (head, body, skull, 0.74f, 0.78f);
      ball (head, body, nape, 0.55f, falls (plan) ? 0.8f : 0.4f);
      if (falls (plan))
        ball (head, body, low, 0.66f, 0.5f);
    }
  else
    {
      body->matter.stuff = LIM_SKETCH_SMOOTH;
      body->matter.colour = lim_sketch_scale (plan->colours[LIM_SKETCH_SLOT_SKIN], 0.6f);
      ball (head, body, skull, 0.68f, 0.7f);
    }
  lim_sketch_body_paint (head->stage, body);
}

static void
beard (const LimSketchHead *head, LimSketchBody *body, LimSketchRandom *who)
{
  float longer = lim_sketch_range (who, 0.0f, 0.5f);
  const float edge[][3] = { { 0.58f, 0.1f, 0.1f },           { 0.5f, 0.42f, 0.42f },
                            { 0.26f, 0.46f, 0.70f },         { 0, 0.46f, 0.84f },
                            { -0.26f, 0.46f, 0.70f },        { -0.5f, 0.42f, 0.42f },
                            { -0.58f, 0.1f, 0.1f },          { -0.5f, 0.75f, 0.2f },
                            { -0.3f, 1.04f + longer, 0.5f }, { 0, 1.14f + longer, 0.6f },
                            { 0.3f, 1.04f + longer, 0.5f },  { 0.5f, 0.75f, 0.2f } };
  static const float mouth[] = { 0, 0.57f, 0.8f };

  sheet (head, body, edge, G_N_ELEMENTS (edge), 0.15f);
  ball (head, body, mouth, 0.13f, 0.05f);
  lim_sketch_cut (body);
}

void
lim_sketch_hair (const LimSketchHead *head)
{
  const LimSketchPlan *plan = head->stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  LimSketchRandom who = { head->who.state + 9 };
  float part = lim_sketch_range (&who, -0.3f, 0.3f), line = lim_sketch_range (&who, -0.06f, 0.1f);
  float full = lim_sketch_range (&who, 0.0f, 0.14f), fringe = lim_sketch_random (&who);
  gboolean man = !lim_sketch_has (plan, LIM_SKETCH_BIT_FEMALE) && !lim_sketch_has (plan, LIM_SKETCH_BIT_CHILD)
                 && !lim_sketch_has (plan, LIM_SKETCH_BIT_YOUNG);

  start (head, body, LIM_SKETCH_FURRY, plan->colours[LIM_SKETCH_SLOT_HAIR]);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_BEARD) || (man && lim_sketch_random (&who) < 0.55f))
    beard (head, body, &who);
  if (!lim_sketch_has (plan, LIM_SKETCH_BIT_BALD))
    {
      const float edge[][3] = { { 0.66f, 0.12f, 0.0f },           { 0.60f, -0.15f, 0.30f },
                                { 0.50f, -0.46f + line, 0.46f },  { 0.30f, -0.66f + line, 0.58f },
                                { part, -0.76f + line, 0.60f },   { -0.30f, -0.66f + line, 0.58f },
                                { -0.50f, -0.46f + line, 0.46f }, { -0.60f, -0.15f, 0.30f },
                                { -0.66f, 0.12f, 0.0f },          { -0.76f - full, -0.35f, -0.1f },
                                { -0.58f - full, -0.92f, 0.0f },  { part * 0.5f, -1.1f - full, 0.1f },
                                { 0.58f + full, -0.92f, 0.0f },   { 0.76f + full, -0.35f, -0.1f } };

      sheet (head, body, edge, G_N_ELEMENTS (edge), 0.18f);
      for (int i = -1; i <= 1; i += 2)
        {
          float s = (float) i;
          const float side[] = { s * 0.60f, -0.45f, 0.25f, s * 0.70f, 0.35f, 0.1f },
                      end[] = { s * 0.70f, 0.35f, 0.1f, s * 0.62f, 1.0f, 0.2f };
          const float sweep[] = { part, -0.80f, 0.58f, s * 0.42f, -0.5f, 0.56f };

          if (falls (plan))
            lock (head, body, side, 0.14f, 0.15f), lock (head, body, end, 0.15f, 0.06f);
          if (fringe < 0.5f)
            lock (head, body, sweep, 0.13f, 0.09f);
        }
      if (lim_sketch_has (plan, LIM_SKETCH_BIT_TIED_HAIR))
        {
          static const float bun[] = { 0, -1.0f, -0.45f };

          ball (head, body, bun, 0.28f, 0.25f);
        }
    }
  if (body->n_parts > 0)
    lim_sketch_body_paint (head->stage, body);
}

static void
gear_hood (const LimSketchHead *head, LimSketchBody *body)
{
  const float rim[][3] = { { 0.80f, 0.7f, 0.25f },    { 0.66f, 0.1f, 0.5f },     { 0.52f, -0.45f, 0.62f },
                           { 0, -0.80f, 0.72f },      { -0.52f, -0.45f, 0.62f }, { -0.66f, 0.1f, 0.5f },
                           { -0.80f, 0.7f, 0.25f },   { -0.98f, 0.75f, 0.0f },   { -1.0f, 0.0f, 0.1f },
                           { -0.80f, -0.75f, 0.25f }, { 0, -1.28f, 0.3f },       { 0.80f, -0.75f, 0.25f },
                           { 1.0f, 0.0f, 0.1f },      { 0.98f, 0.75f, 0.0f } };
  float brow[3];

  lim_sketch_head_point (head, 0, -0.42f, 0.7f, brow);
  lim_sketch_shadow (head->stage, brow[0], brow[1], head->size * 0.8f, head->size * 0.5f, 0.75f);
  start (head, body, LIM_SKETCH_CLOTH, hood_colour (head->stage->plan));
  sheet (head, body, rim, G_N_ELEMENTS (rim), 0.2f);
  lim_sketch_body_paint (head->stage, body);
}

static void
gear_hat (const LimSketchHead *head, LimSketchBody *body)
{
  const LimSketchPlan *plan = head->stage->plan;
  static const float dome[] = { 0, -0.82f, 0.05f }, peak[] = { -0.32f, -0.5f, 0.80f, 0.32f, -0.5f, 0.80f };
  const float band[] = { -0.6f, -0.55f, 0.38f, 0.6f, -0.55f, 0.38f };
  float brow[3];

  lim_sketch_head_point (head, 0, -0.36f, 0.7f, brow);
  lim_sketch_shadow (head->stage, brow[0], brow[1], head->size * 0.7f, head->size * 0.36f, 0.7f);
  start (head, body, LIM_SKETCH_CLOTH, lim_sketch_scale (plan->colours[LIM_SKETCH_SLOT_CLOTH], 0.75f));
  ball (head, body, dome, 0.74f, 0.42f);
  lock (head, body, peak, 0.13f, 0.13f);
  lim_sketch_body_paint (head->stage, body);
  start (head, body, LIM_SKETCH_LEATHER, lim_sketch_scale (plan->colours[LIM_SKETCH_SLOT_TRIM], 0.8f));
  lock (head, body, band, 0.09f, 0.09f);
  lim_sketch_body_paint (head->stage, body);
}

static void
gear_kerchief (const LimSketchHead *head, LimSketchBody *body)
{
  const float edge[][3] = { { 0.70f, 0.0f, 0.0f },     { 0.54f, -0.40f, 0.50f }, { 0, -0.56f, 0.74f },
                            { -0.54f, -0.40f, 0.50f }, { -0.70f, 0.0f, 0.0f },   { -0.82f, -0.4f, -0.1f },
                            { -0.62f, -1.0f, 0.0f },   { 0, -1.2f, 0.1f },       { 0.62f, -1.0f, 0.0f },
                            { 0.82f, -0.4f, -0.1f } };
  static const float tail[] = { 0.72f, -0.1f, -0.2f, 0.95f, 0.6f, -0.3f };

  start (head, body, LIM_SKETCH_CLOTH, head->stage->plan->colours[LIM_SKETCH_SLOT_TRIM]);
  sheet (head, body, edge, G_N_ELEMENTS (edge), 0.18f);
  lock (head, body, tail, 0.14f, 0.07f);
  lim_sketch_body_paint (head->stage, body);
}

static void
gear_helmet (const LimSketchHead *head, LimSketchBody *body)
{
  const float edge[][3] = { { 0.74f, 0.35f, 0.1f },  { 0.60f, 0.1f, 0.45f },    { 0.52f, -0.34f, 0.56f },
                            { 0, -0.42f, 0.80f },    { -0.52f, -0.34f, 0.56f }, { -0.60f, 0.1f, 0.45f },
                            { -0.74f, 0.35f, 0.1f }, { -0.86f, -0.3f, 0.0f },   { -0.66f, -0.95f, 0.0f },
                            { 0, -1.22f, 0.1f },     { 0.66f, -0.95f, 0.0f },   { 0.86f, -0.3f, 0.0f } };
  static const float ridge[] = { 0, -0.42f, 0.82f, 0, -1.2f, 0.2f };

  start (head, body, LIM_SKETCH_IRON, head->stage->plan->colours[LIM_SKETCH_SLOT_ARMOUR]);
  sheet (head, body, edge, G_N_ELEMENTS (edge), 0.22f);
  lock (head, body, ridge, 0.07f, 0.06f);
  lim_sketch_body_paint (head->stage, body);
}

/* Two lenses on a strap; on the forehead when they are pushed up. */
static void
gear_lenses (const LimSketchHead *head, LimSketchBody *body, float y, float r)
{
  const float strap[] = { -0.56f, y - 0.02f, 0.44f, 0.56f, y - 0.02f, 0.44f };

  if (r > 0.2f)
    {
      start (head, body, LIM_SKETCH_LEATHER, lim_sketch_rgb (0x4a3626));
      lock (head, body, strap, 0.05f, 0.05f);
      lim_sketch_body_paint (head->stage, body);
    }
  for (int i = -1; i <= 1; i += 2)
    {
      const float lens[] = { (float) i * 0.29f, y, 0.68f };

      start (head, body, LIM_SKETCH_IRON, head->stage->plan->colours[LIM_SKETCH_SLOT_METAL]);
      ball (head, body, lens, r, r * 0.92f);
      ball (head, body, lens, r * 0.76f, r * 0.68f);
      lim_sketch_cut (body);
      lim_sketch_body_paint (head->stage, body);
      if (r > 0.2f)
        {
          start (head, body, LIM_SKETCH_GLASS, lim_sketch_rgb (0x5f7f86));
          body->matter.shine = 1;
          ball (head, body, lens, r * 0.8f, r * 0.72f);
          lim_sketch_body_paint (head->stage, body);
        }
    }
}

static void
gear_horns (const LimSketchHead *head, LimSketchBody *body)
{
  start (head, body, LIM_SKETCH_GRAIN, lim_sketch_rgb (0x5d4c3c));
  for (int i = -1; i <= 1; i += 2)
    {
      float s = (float) i;
      const float low[] = { s * 0.48f, -0.75f, 0.2f, s * 0.9f, -1.15f, 0.1f },
                  high[] = { s * 0.9f, -1.15f, 0.1f, s * 0.8f, -1.7f, 0.0f };

      lock (head, body, low, 0.17f, 0.12f), lock (head, body, high, 0.12f, 0.02f);
    }
  lim_sketch_body_paint (head->stage, body);
}

void
lim_sketch_headgear (const LimSketchHead *head)
{
  static const struct
  {
    guint bit;
    void (*draw) (const LimSketchHead *head, LimSketchBody *body);
  } gear[] = {
    { LIM_SKETCH_BIT_KERCHIEF, gear_kerchief }, { LIM_SKETCH_BIT_HAT, gear_hat },
    { LIM_SKETCH_BIT_HELMET, gear_helmet },     { LIM_SKETCH_BIT_HORNS, gear_horns },
    { LIM_SKETCH_BIT_HOOD, gear_hood },
  };
  const LimSketchPlan *plan = head->stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();

  if (lim_sketch_has (plan, LIM_SKETCH_BIT_GLASSES))
    gear_lenses (head, body, 0.02f, 0.19f);
  for (gsize i = 0; i < G_N_ELEMENTS (gear); i++)
    if (lim_sketch_has (plan, gear[i].bit))
      gear[i].draw (head, body);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_GOGGLES_UP))
    gear_lenses (head, body, -0.55f, 0.25f);
}
