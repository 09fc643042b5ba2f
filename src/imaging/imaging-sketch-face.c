/* A face as painters block it in: planes that the light finds, then a few strokes for the features. */
#include "imaging-sketch-scene.h"

enum
{
  N_POINTS = 37,
  N_CENTRE = 14 /* points on the middle line; the others have a twin on the left */
};

static const float model[N_POINTS][3] = {
  { 0, -1.0f, 0.05f },      { 0, -0.74f, 0.56f },     { 0, -0.45f, 0.70f },     { 0, -0.20f, 0.75f },
  { 0, -0.06f, 0.67f },     { 0, 0.27f, 1.0f },       { 0, 0.37f, 0.78f },      { 0, 0.50f, 0.82f },
  { 0, 0.555f, 0.76f },     { 0, 0.63f, 0.81f },      { 0, 0.73f, 0.745f },     { 0, 0.88f, 0.75f },
  { 0, 1.0f, 0.58f },       { 0, 0.86f, 0.15f },      { 0.38f, -0.64f, 0.48f }, { 0.50f, -0.42f, 0.44f },
  { 0.13f, -0.20f, 0.73f }, { 0.31f, -0.25f, 0.70f }, { 0.50f, -0.17f, 0.48f }, { 0.13f, -0.03f, 0.58f },
  { 0.30f, 0.0f, 0.56f },   { 0.47f, -0.01f, 0.43f }, { 0.10f, 0.08f, 0.68f },  { 0.17f, 0.30f, 0.73f },
  { 0.30f, 0.16f, 0.67f },  { 0.54f, 0.14f, 0.44f },  { 0.23f, 0.555f, 0.66f }, { 0.42f, 0.46f, 0.46f },
  { 0.40f, 0.76f, 0.36f },  { 0.55f, 0.50f, -0.02f }, { 0.18f, 0.92f, 0.66f },  { 0.63f, 0.05f, -0.02f },
  { 0.68f, -0.35f, 0.0f },  { 0.48f, -0.84f, 0.05f }, { 0.11f, 0.50f, 0.78f },  { 0.11f, 0.63f, 0.76f },
  { 0.26f, 0.88f, 0.12f },
};

/* Clockwise as seen from outside, for the right half. */
static const guint8 planes[][3] = {
  { 0, 33, 14 },  { 0, 14, 1 },   { 1, 14, 2 },   { 2, 14, 15 },  { 2, 15, 17 },  { 2, 17, 16 },  { 2, 16, 3 },
  { 15, 18, 17 }, { 33, 32, 15 }, { 33, 15, 14 }, { 15, 32, 18 }, { 32, 31, 18 }, { 18, 31, 25 }, { 18, 25, 21 },
  { 16, 17, 19 }, { 17, 20, 19 }, { 17, 21, 20 }, { 17, 18, 21 }, { 3, 16, 19 },  { 3, 19, 4 },   { 4, 22, 5 },
  { 4, 19, 22 },  { 22, 23, 5 },  { 5, 23, 6 },   { 19, 20, 24 }, { 19, 24, 22 }, { 22, 24, 23 }, { 20, 21, 24 },
  { 21, 25, 24 }, { 24, 25, 27 }, { 24, 27, 23 }, { 23, 27, 26 }, { 25, 31, 29 }, { 25, 29, 27 }, { 27, 29, 28 },
  { 23, 26, 34 }, { 6, 23, 34 },  { 6, 34, 7 },   { 7, 34, 8 },   { 34, 26, 8 },  { 8, 26, 35 },  { 8, 35, 9 },
  { 9, 35, 10 },  { 35, 26, 28 }, { 26, 27, 28 }, { 35, 28, 30 }, { 10, 35, 30 }, { 10, 30, 11 }, { 11, 30, 12 },
  { 12, 30, 36 }, { 30, 28, 36 }, { 28, 29, 36 }, { 12, 36, 13 },
};

typedef struct
{
  const LimSketchHead *head;
  LimSketchColour skin;
  float unit;                    /* size of the head */
  float at[2][N_POINTS][3];      /* projected: right, left */
  float normals[2][N_POINTS][3]; /* of the points, as sums */
  float width, jaw, nose, brow, heavy;
} Face;

typedef struct
{
  const float *points[3], *normals[3];
  float normal[3], depth;
} Facet;

static void
place_points (Face *face)
{
  for (int side = 0; side < 2; side++)
    for (int i = 0; i < N_POINTS; i++)
      {
        float x = model[i][0] * face->width, y = model[i][1], z = model[i][2];
        float low = lim_sketch_step (0.3f, 0.8f, y);

        x *= 1.0f + (face->jaw - 1.0f) * low;
        if (i == 5 || i == 23 || i == 6)
          y += 0.06f * (face->nose - 1.0f), z += (z - 0.66f) * (face->nose - 1.0f);
        if (i == 16 || i == 17 || i == 3)
          z += 0.05f * face->brow, y += 0.03f * face->brow;
        if (i == 27 || i == 28)
          x += 0.05f * face->heavy, z += 0.06f * face->heavy;
        lim_sketch_head_point (face->head, side == 0 ? x : -x, y, z, face->at[side][i]);
      }
}

static void
cross (const float *a, const float *b, const float *c, float *normal)
{
  float ux = b[0] - a[0], uy = b[1] - a[1], uz = b[2] - a[2], vx = c[0] - a[0], vy = c[1] - a[1], vz = c[2] - a[2];

  normal[0] = uy * vz - uz * vy, normal[1] = uz * vx - ux * vz, normal[2] = ux * vy - uy * vx;
  float length = sqrtf (normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]) + 1e-9f;
  normal[0] /= length, normal[1] /= length, normal[2] /= length;
}

static guint
collect_facets (Face *face, Facet *facets)
{
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (planes); i++)
    for (int side = 0; side < 2; side++)
      {
        Facet *facet = &facets[n++];
        float (*normals)[3] = face->normals[side];

        for (int k = 0; k < 3; k++)
          {
            int point = planes[i][side == 0 ? k : 2 - k];

            facet->points[k] = face->at[side][point];
            facet->normals[k] = normals[point];
          }
        cross (facet->points[0], facet->points[1], facet->points[2], facet->normal);
        facet->depth = (facet->points[0][2] + facet->points[1][2] + facet->points[2][2]) / 3.0f;
        for (int k = 0; k < 3; k++)
          for (int axis = 0; axis < 3; axis++)
            {
              int point = planes[i][k];

              normals[point][axis] += facet->normal[axis];
              if (point < N_CENTRE) /* the middle line has one normal for both halves */
                face->normals[1 - side][point][axis] += facet->normal[axis];
            }
      }
  return n;
}

static void
sort_far_first (Facet *facets, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      Facet facet = facets[i];
      guint at = i;

      for (; at > 0 && facets[at - 1].depth > facet.depth; at--)
        facets[at] = facets[at - 1];
      facets[at] = facet;
    }
}

/* Skin from shadow over half-tone to light: cool and dark, then full of blood, then warm and pale. */
static LimSketchColour
skin_tone (const Face *face, float lit)
{
  static const LimSketchColour dark = { 0.20f, 0.17f, 0.20f }, half = { 0.76f, 0.60f, 0.54f },
                               light = { 1.16f, 1.06f, 0.94f };

  return lim_sketch_tint (face->skin, lit < 0.42f ? lim_sketch_blend (dark, half, lit / 0.42f)
                                                  : lim_sketch_blend (half, light, (lit - 0.42f) / 0.58f));
}

static void
paint_planes (Face *face)
{
  Facet facets[2 * G_N_ELEMENTS (planes)];
  guint n = collect_facets (face, facets);
  LimSketchStage *stage = face->head->stage;

  sort_far_first (facets, n);
  for (guint i = 0; i < n; i++)
    {
      const Facet *facet = &facets[i];
      float points[3][2];
      LimSketchColour colours[3];

      if (facet->normal[2] <= 0)
        continue;
      for (int k = 0; k < 3; k++)
        {
          const float *v = facet->normals[k], *l = stage->light;
          float length = sqrtf (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]) + 1e-6f;
          float flat = facet->normal[0] * l[0] + facet->normal[1] * l[1] + facet->normal[2] * l[2];
          float round = (v[0] * l[0] + v[1] * l[1] + v[2] * l[2]) / length;
          float x = facet->points[k][0], y = facet->points[k][1];
          float patch = lim_sketch_noise (x / face->unit * 5.0f, y / face->unit * 5.0f, stage->noise + 61) - 0.5f;
          float lit = lim_sketch_clamp ((0.52f * flat + 0.48f * round) * 1.02f + 0.02f + 0.09f * patch);

          points[k][0] = x, points[k][1] = y;
          colours[k] = skin_tone (face, lit);
          /* Light thrown back by what is around keeps the shadow alive at its far edge. */
          colours[k] = lim_sketch_add (colours[k], (LimSketchColour){ 0.10f, 0.11f, 0.14f },
                                       (1.0f - lit) * lim_sketch_clamp (0.6f - facet->normal[2]));
        }
      lim_sketch_facet (stage, points, colours);
    }
}

static void
stroke (const Face *face, const float *a, const float *b, float r0, float r1, LimSketchColour colour, float opacity)
{
  const float ends[2][2] = { { a[0], a[1] }, { b[0], b[1] } };

  lim_sketch_stroke (face->head->stage, ends, r0 * face->unit, r1 * face->unit, colour, opacity);
}

/* A stroke between two points of the head. */
static void
mark (const Face *face, const float *line, float r0, float r1, LimSketchColour colour, float opacity)
{
  float a[3], b[3];

  lim_sketch_head_point (face->head, line[0] * face->width, line[1], line[2], a);
  lim_sketch_head_point (face->head, line[3] * face->width, line[4], line[5], b);
  stroke (face, a, b, r0, r1, colour, opacity);
}

static void
paint_eye (Face *face, float side, float open)
{
  const LimSketchPlan *plan = face->head->stage->plan;
  gboolean away = side * face->head->turn > 0.75f; /* the far eye is behind the nose */
  LimSketchColour dark = lim_sketch_tint (face->skin, (LimSketchColour){ 0.16f, 0.12f, 0.13f });
  LimSketchColour iris = lim_sketch_blend (dark, plan->colours[LIM_SKETCH_SLOT_EYES], 0.35f);
  LimSketchColour white = lim_sketch_blend (skin_tone (face, 0.75f), lim_sketch_rgb (0xb9b6ac), 0.55f);
  float gaze = face->head->gaze * 0.06f, lit = side * face->head->stage->light[0] > 0 ? 1.0f : 0.45f;
  const float lid[] = { side * 0.17f, -0.015f, 0.66f, side * 0.44f, -0.005f, 0.54f };
  const float crease[] = { side * 0.16f, -0.10f, 0.68f, side * 0.45f, -0.09f, 0.56f };
  const float ball[] = { side * 0.20f, 0.012f, 0.64f, side * 0.39f, 0.016f, 0.57f };
  const float pupil[] = { side * 0.29f + gaze, -0.005f, 0.65f, side * 0.30f + gaze, 0.022f, 0.65f };
  const float glint[] = {
    side * 0.28f + gaze - 0.012f, -0.008f, 0.66f, side * 0.28f + gaze - 0.008f, -0.004f, 0.66f
  };
  const float bag[] = { side * 0.18f, 0.10f, 0.66f, side * 0.40f, 0.10f, 0.58f };
  const float hair[] = { side * 0.13f, -0.20f, 0.78f, side * 0.36f, -0.245f - 0.02f * face->brow, 0.72f };
  const float hair_end[] = { side * 0.36f, -0.245f - 0.02f * face->brow, 0.72f, side * 0.52f, -0.18f, 0.52f };
  LimSketchColour brow = lim_sketch_blend (dark, lim_sketch_scale (plan->colours[LIM_SKETCH_SLOT_HAIR], 0.6f), 0.6f);
  float thick = lim_sketch_has (plan, LIM_SKETCH_BIT_FEMALE) ? 0.022f : 0.036f;

  mark (face, crease, 0.05f, 0.06f, skin_tone (face, 0.16f), 0.5f);
  if (!away && open > 0.4f)
    {
      mark (face, ball, 0.032f * open, 0.028f * open, lim_sketch_scale (white, 0.35f + 0.5f * lit), 0.8f);
      mark (face, pupil, 0.044f * open, 0.04f * open, iris, 0.95f);
    }
  mark (face, lid, 0.022f, 0.030f, dark, 0.9f);
  mark (face, bag, 0.015f, 0.01f, skin_tone (face, 0.24f), lim_sketch_has (plan, LIM_SKETCH_BIT_OLD) ? 0.75f : 0.4f);
  if (!away && open > 0.4f)
    mark (face, glint, 0.013f, 0.013f, lim_sketch_rgb (0xfff4e0), 0.95f * lit);
  mark (face, hair, thick, thick * 1.1f, brow, 0.85f);
  mark (face, hair_end, thick * 1.1f, thick * 0.4f, brow, 0.8f);
}

static void
paint_mouth (const Face *face, float smile)
{
  LimSketchColour dark = lim_sketch_tint (face->skin, (LimSketchColour){ 0.26f, 0.14f, 0.14f });
  LimSketchColour lip = lim_sketch_tint (face->skin, (LimSketchColour){ 0.80f, 0.46f, 0.44f });
  const float left[] = { -0.20f, 0.555f - smile, 0.70f, 0.01f, 0.56f, 0.80f },
              right[] = { -0.01f, 0.56f, 0.80f, 0.20f, 0.555f - smile, 0.70f };
  const float low[] = { -0.10f, 0.625f, 0.79f, 0.10f, 0.625f, 0.79f },
              under[] = { -0.09f, 0.70f, 0.75f, 0.09f, 0.70f, 0.75f };

  mark (face, low, 0.030f, 0.030f, lip, 0.55f);
  mark (face, left, 0.010f, 0.020f, dark, 0.85f);
  mark (face, right, 0.020f, 0.010f, dark, 0.8f);
  mark (face, under, 0.03f, 0.025f, skin_tone (face, 0.3f), 0.3f);
}

static void
paint_nose (const Face *face)
{
  float away = face->head->stage->light[0] < 0 ? 1.0f : -1.0f;
  const float cast[] = { away * 0.16f, 0.36f, 0.78f, away * 0.20f, 0.44f, 0.74f };
  const float side[] = { away * 0.085f, 0.02f, 0.72f, away * 0.14f, 0.28f, 0.78f };
  const float nostril[] = { -0.075f, 0.355f, 0.86f, -0.055f, 0.35f, 0.87f },
              other[] = { 0.055f, 0.35f, 0.87f, 0.075f, 0.355f, 0.86f };
  const float ridge[] = { -away * 0.02f, 0.02f, 0.76f, -away * 0.025f, 0.24f, 1.0f };
  LimSketchColour dark = lim_sketch_tint (face->skin, (LimSketchColour){ 0.24f, 0.14f, 0.14f });

  mark (face, side, 0.04f, 0.05f, skin_tone (face, 0.16f), 0.4f);
  mark (face, cast, 0.05f, 0.03f, skin_tone (face, 0.12f), 0.6f);
  mark (face, nostril, 0.022f, 0.018f, dark, 0.8f);
  mark (face, other, 0.018f, 0.022f, dark, 0.8f);
  mark (face, ridge, 0.016f, 0.026f, skin_tone (face, 1.0f), 0.55f);
}

static void
paint_age (const Face *face)
{
  for (int i = -1; i <= 1; i += 2)
    {
      float s = (float) i;
      const float fold[] = { s * 0.20f, 0.34f, 0.74f, s * 0.31f, 0.56f, 0.64f };
      const float cheek[] = { s * 0.44f, 0.30f, 0.55f, s * 0.36f, 0.62f, 0.46f };
      const float forehead[] = { s * 0.02f, -0.42f, 0.73f, s * 0.30f, -0.44f, 0.64f };

      mark (face, fold, 0.016f, 0.012f, skin_tone (face, 0.22f), 0.65f);
      mark (face, cheek, 0.04f, 0.02f, skin_tone (face, 0.25f), 0.35f);
      mark (face, forehead, 0.012f, 0.008f, skin_tone (face, 0.3f), 0.5f);
    }
}

static void
paint_blush (const Face *face)
{
  for (int i = -1; i <= 1; i += 2)
    {
      float at[3];

      lim_sketch_head_point (face->head, (float) i * 0.36f, 0.26f, 0.6f, at);
      lim_sketch_glow (face->head->stage, at[0], at[1], 0.26f * face->unit, (LimSketchColour){ 0.8f, 0.24f, 0.16f },
                       (float) i * face->head->stage->light[0] > 0 ? 0.13f : 0.05f);
    }
}

void
lim_sketch_face (const LimSketchHead *head)
{
  const LimSketchPlan *plan = head->stage->plan;
  LimSketchRandom who = head->who;
  gboolean female = lim_sketch_has (plan, LIM_SKETCH_BIT_FEMALE), stout = lim_sketch_has (plan, LIM_SKETCH_BIT_STOUT);
  Face face = { .head = head, .skin = plan->colours[LIM_SKETCH_SLOT_SKIN], .unit = head->size };

  face.width = lim_sketch_range (&who, 0.9f, 1.06f) + (stout ? 0.1f : 0);
  face.jaw = lim_sketch_range (&who, female ? 0.74f : 0.86f, female ? 0.95f : 1.18f);
  face.nose = lim_sketch_range (&who, female ? 0.75f : 0.9f, female ? 1.15f : 1.5f);
  face.brow = lim_sketch_range (&who, female ? -0.6f : 0.0f, female ? 0.3f : 1.1f);
  face.heavy = stout ? 1.4f : lim_sketch_range (&who, -0.4f, 0.6f);
  float open = lim_sketch_range (&who, 0.65f, 1.15f), smile = lim_sketch_range (&who, -0.025f, 0.045f);

  place_points (&face);
  paint_planes (&face);
  paint_blush (&face);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_OLD))
    paint_age (&face);
  paint_eye (&face, -1, open);
  paint_eye (&face, 1, open);
  paint_nose (&face);
  paint_mouth (&face, smile);
}
