/* Bodies: distance fields of simple parts, melted together, given a height, a texture and light. */
#include "imaging-sketch-stage.h"
#include "imaging-sketch-texture.h"

typedef struct
{
  int x0, y0, width, height; /* the part of the stage that is worked on */
  float *distance;           /* in units, negative inside */
  float *relief;             /* height above the picture plane, in units */
} Field;

typedef struct
{
  float x0, y0, x1, y1;
} Box;

void
lim_sketch_body_start (LimSketchBody *body, LimSketchMatter matter)
{
  body->matter = matter;
  if (body->matter.grain == 0)
    body->matter.grain = 1;
  body->n_parts = 0;
  body->n_points = 0;
  lim_sketch_body_place (body, 0, 0, 1, 0);
}

void
lim_sketch_body_place (LimSketchBody *body, float x, float y, float size, float turns)
{
  body->ox = x, body->oy = y, body->size = size;
  body->cosine = lim_sketch_cos (turns), body->sine = lim_sketch_sin (turns);
}

static float
place_x (const LimSketchBody *body, float x, float y)
{
  return body->ox + body->size * (x * body->cosine - y * body->sine);
}

static float
place_y (const LimSketchBody *body, float x, float y)
{
  return body->oy + body->size * (x * body->sine + y * body->cosine);
}

static LimSketchPart *
add_part (LimSketchBody *body, int kind)
{
  LimSketchPart *part = &body->parts[body->n_parts];

  if (body->n_parts < LIM_SKETCH_MAX_PARTS)
    body->n_parts++;

  *part = (LimSketchPart){ 0 };
  part->kind = kind;
  return part;
}

void
lim_sketch_limb (LimSketchBody *body, float x0, float y0, float r0, float x1, float y1, float r1)
{
  LimSketchPart *part = add_part (body, LIM_SKETCH_LIMB);

  part->x = place_x (body, x0, y0), part->y = place_y (body, x0, y0), part->r0 = r0 * body->size;
  part->x1 = place_x (body, x1, y1), part->y1 = place_y (body, x1, y1), part->r1 = r1 * body->size;
}

static void
set_turned (const LimSketchBody *body, LimSketchPart *part, float x, float y, float turns)
{
  float c = lim_sketch_cos (turns), s = lim_sketch_sin (turns);

  part->x = place_x (body, x, y), part->y = place_y (body, x, y);
  part->cosine = c * body->cosine - s * body->sine, part->sine = s * body->cosine + c * body->sine;
}

void
lim_sketch_oval (LimSketchBody *body, float x, float y, float rx, float ry, float turns)
{
  LimSketchPart *part = add_part (body, LIM_SKETCH_OVAL);

  set_turned (body, part, x, y, turns);
  part->r0 = rx * body->size, part->r1 = ry * body->size;
}

void
lim_sketch_box (LimSketchBody *body, float x, float y, float hx, float hy, float round, float turns)
{
  LimSketchPart *part = add_part (body, LIM_SKETCH_BOX);

  set_turned (body, part, x, y, turns);
  part->r0 = hx * body->size, part->r1 = hy * body->size, part->x1 = round * body->size;
}

void
lim_sketch_polygon (LimSketchBody *body, const float (*points)[2], guint n, float bevel)
{
  if (body->n_points + n > LIM_SKETCH_MAX_POINTS)
    return;

  LimSketchPart *part = add_part (body, LIM_SKETCH_POLYGON);
  part->first = body->n_points, part->n = n, part->r0 = bevel * body->size;
  for (guint i = 0; i < n; i++, body->n_points++)
    {
      body->points[body->n_points][0] = place_x (body, points[i][0], points[i][1]);
      body->points[body->n_points][1] = place_y (body, points[i][0], points[i][1]);
    }
}

void
lim_sketch_cut (LimSketchBody *body)
{
  if (body->n_parts > 0)
    body->parts[body->n_parts - 1].cut = TRUE;
}

static Box
part_box (const LimSketchBody *body, const LimSketchPart *part)
{
  if (part->kind == LIM_SKETCH_LIMB)
    return (Box){ MIN (part->x - part->r0, part->x1 - part->r1), MIN (part->y - part->r0, part->y1 - part->r1),
                  MAX (part->x + part->r0, part->x1 + part->r1), MAX (part->y + part->r0, part->y1 + part->r1) };
  if (part->kind != LIM_SKETCH_POLYGON)
    {
      float c = part->cosine < 0 ? -part->cosine : part->cosine, s = part->sine < 0 ? -part->sine : part->sine;
      float ex = part->r0 * c + part->r1 * s, ey = part->r0 * s + part->r1 * c;

      return (Box){ part->x - ex, part->y - ey, part->x + ex, part->y + ey };
    }

  const float *first = body->points[part->first];
  Box box = { first[0], first[1], first[0], first[1] };
  for (guint i = 1; i < part->n; i++)
    {
      const float *point = body->points[part->first + i];

      box = (Box){ MIN (box.x0, point[0]), MIN (box.y0, point[1]), MAX (box.x1, point[0]), MAX (box.y1, point[1]) };
    }
  return box;
}

/* The height of an edge rounded over @width, @depth inside it. */
static float
bevel (float depth, float width)
{
  float t = lim_sketch_clamp (depth / width);

  return width * sqrtf (1.0f - (1.0f - t) * (1.0f - t));
}

static float
eval_limb (const LimSketchPart *part, float x, float y, float *relief)
{
  float bx = part->x1 - part->x, by = part->y1 - part->y, px = x - part->x, py = y - part->y;
  float t = lim_sketch_clamp ((px * bx + py * by) / (bx * bx + by * by + 1e-9f));
  float dx = px - t * bx, dy = py - t * by, q = dx * dx + dy * dy;
  float r = part->r0 + (part->r1 - part->r0) * t;

  *relief = q < r * r ? sqrtf (r * r - q) : 0.0f;
  return sqrtf (q) - r;
}

static float
eval_oval (const LimSketchPart *part, float x, float y, float *relief)
{
  float px = x - part->x, py = y - part->y;
  float u = (px * part->cosine + py * part->sine) / part->r0, v = (py * part->cosine - px * part->sine) / part->r1;
  float q = u * u + v * v, least = MIN (part->r0, part->r1);

  *relief = q < 1.0f ? sqrtf (1.0f - q) * least : 0.0f;
  return (sqrtf (q) - 1.0f) * least;
}

static float
eval_box (const LimSketchPart *part, float x, float y, float *relief)
{
  float px = x - part->x, py = y - part->y, round = part->x1;
  float u = px * part->cosine + py * part->sine, v = py * part->cosine - px * part->sine;
  float dx = (u < 0 ? -u : u) - part->r0 + round, dy = (v < 0 ? -v : v) - part->r1 + round;
  float ox = MAX (dx, 0.0f), oy = MAX (dy, 0.0f);
  float distance = sqrtf (ox * ox + oy * oy) + MIN (MAX (dx, dy), 0.0f) - round;

  *relief = distance < 0 ? bevel (-distance, MAX (round, 0.012f)) : 0.0f;
  return distance;
}

static float
eval_polygon (const float (*points)[2], const LimSketchPart *part, float x, float y, float *relief)
{
  float nearest = 1e9f;
  gboolean inside = FALSE;

  for (guint i = 0, j = part->n - 1; i < part->n; j = i++)
    {
      float ex = points[j][0] - points[i][0], ey = points[j][1] - points[i][1];
      float wx = x - points[i][0], wy = y - points[i][1];
      float t = lim_sketch_clamp ((wx * ex + wy * ey) / (ex * ex + ey * ey + 1e-9f));
      float bx = wx - ex * t, by = wy - ey * t;

      nearest = MIN (nearest, bx * bx + by * by);
      if ((points[i][1] > y) != (points[j][1] > y) && wx < ex * wy / ey)
        inside = !inside;
    }

  float distance = sqrtf (nearest);
  *relief = inside ? bevel (distance, part->r0) : 0.0f;
  return inside ? -distance : distance;
}

static float
eval_part (const LimSketchBody *body, const LimSketchPart *part, float x, float y, float *relief)
{
  switch (part->kind)
    {
    case LIM_SKETCH_LIMB:
      return eval_limb (part, x, y, relief);
    case LIM_SKETCH_OVAL:
      return eval_oval (part, x, y, relief);
    case LIM_SKETCH_BOX:
      return eval_box (part, x, y, relief);
    default:
      return eval_polygon (body->points + part->first, part, x, y, relief);
    }
}

static float
soft_min (float a, float b, float k)
{
  float h = k - (a > b ? a - b : b - a);

  return (a < b ? a : b) - (h > 0 ? h * h / (4.0f * k) : 0.0f);
}

static void
merge (Field *field, int at, const LimSketchBody *body, const LimSketchPart *part, float distance, float relief)
{
  float k = body->matter.blend;

  if (part->cut)
    {
      field->distance[at] = MAX (field->distance[at], -distance);
      field->relief[at] =
          MIN (field->relief[at], distance > 0 ? bevel (distance, 0.02f) + 60.0f * distance * distance : 0.0f);
    }
  else if (k > 0)
    {
      field->distance[at] = soft_min (field->distance[at], distance, k);
      field->relief[at] = -soft_min (-field->relief[at], -relief, k * 0.5f);
    }
  else
    {
      field->distance[at] = MIN (field->distance[at], distance);
      field->relief[at] = MAX (field->relief[at], relief);
    }
}

static void
merge_part (const LimSketchStage *stage, Field *field, const LimSketchBody *body, const LimSketchPart *part,
            float margin)
{
  Box box = part_box (body, part);
  int left = MAX (0, lim_sketch_floor ((box.x0 - margin + stage->ax) * stage->scale) - field->x0);
  int right = MIN (field->width, lim_sketch_floor ((box.x1 + margin + stage->ax) * stage->scale) + 2 - field->x0);
  int top = MAX (0, lim_sketch_floor ((box.y0 - margin + stage->ay) * stage->scale) - field->y0);
  int bottom = MIN (field->height, lim_sketch_floor ((box.y1 + margin + stage->ay) * stage->scale) + 2 - field->y0);

  for (int row = top; row < bottom; row++)
    for (int column = left; column < right; column++)
      {
        float x = ((float) (column + field->x0) + 0.5f) / stage->scale - stage->ax, relief;
        float y = ((float) (row + field->y0) + 0.5f) / stage->scale - stage->ay;
        float distance = eval_part (body, part, x, y, &relief);

        merge (field, row * field->width + column, body, part, distance, relief);
      }
}

static LimSketchColour
shade_point (const LimSketchStage *stage, const LimSketchMatter *matter, LimSketchColour behind, float tone,
             const float *normal)
{
  const float *light = stage->light;
  float facing = normal[0] * light[0] + normal[1] * light[1] + normal[2] * light[2];
  float lit = lim_sketch_clamp ((facing + 0.22f) / 1.15f);
  float edge = 1.0f - normal[2];
  float half = lim_sketch_clamp (2.0f * facing * normal[2] - light[2]); /* the mirrored light towards the viewer */
  float highlight = half * half * half;
  LimSketchColour base = lim_sketch_scale (matter->colour, tone);

  if (matter->stuff == LIM_SKETCH_EMIT)
    return lim_sketch_add (lim_sketch_scale (base, 0.9f + 0.5f * normal[2]), (LimSketchColour){ 1, 1, 1 },
                           0.25f * normal[2] * normal[2] * normal[2]);
  if (matter->stuff == LIM_SKETCH_GLASS)
    base = lim_sketch_blend (behind, base, 0.25f + 0.5f * edge);
  if (matter->stuff == LIM_SKETCH_IRON)
    {
      /* Metal mirrors a bright sky, a dark horizon and a warm floor. */
      float up = -normal[1] * 0.5f + normal[0] * light[0] * 0.3f;
      float sky = lim_sketch_step (0.0f, 0.28f, up) + 0.35f * lim_sketch_step (-0.15f, -0.5f, up);

      base = lim_sketch_scale (base, 0.62f + 0.75f * sky * (0.4f + 0.6f * matter->shine));
    }

  LimSketchColour colour = lim_sketch_tint (base, lim_sketch_blend (stage->shade, stage->sun, lit));
  LimSketchColour cool = { 0.30f, 0.36f, 0.46f };
  float back = lim_sketch_clamp (-normal[0] * light[0] - normal[1] * light[1] * 0.3f);
  colour = lim_sketch_add (colour, cool, 0.30f * edge * edge * back);
  highlight *= highlight * (0.3f + matter->shine);
  return lim_sketch_add (colour, stage->sun, matter->shine * highlight * 0.85f);
}

static void
cast_shadow (LimSketchStage *stage, const Field *field, const LimSketchMatter *matter)
{
  const float reach = 0.075f;
  int dx = (int) (-stage->light[0] * 0.05f * stage->scale), dy = (int) (0.04f * stage->scale);

  for (int row = 0; row < field->height; row++)
    for (int column = 0; column < field->width; column++)
      {
        int fx = column - dx, fy = row - dy;
        if (fx < 0 || fy < 0 || fx >= field->width || fy >= field->height)
          continue;

        float away = field->distance[fy * field->width + fx];
        if (away < reach)
          {
            float t = 1.0f - MAX (away, 0.0f) / reach;
            LimSketchColour *pixel = &stage->pixels[(row + field->y0) * stage->width + column + field->x0];

            *pixel = lim_sketch_scale (*pixel, 1.0f - matter->shadow * 0.55f * t * t * t);
          }
      }
}

static void
point_normal (const LimSketchStage *stage, const Field *field, int row, int column, float puff, float *normal)
{
  const float *relief = field->relief;
  int left = MAX (column - 1, 0), right = MIN (column + 1, field->width - 1);
  int up = MAX (row - 1, 0), down = MIN (row + 1, field->height - 1);
  float strength = 0.5f * stage->scale * puff;
  float nx = (relief[row * field->width + left] - relief[row * field->width + right]) * strength;
  float ny = (relief[up * field->width + column] - relief[down * field->width + column]) * strength;

  /* The rim of a sphere is infinitely steep, and one pixel is not. */
  nx = CLAMP (nx, -2.5f, 2.5f);
  ny = CLAMP (ny, -2.5f, 2.5f);
  float length = sqrtf (nx * nx + ny * ny + 1.0f);
  normal[0] = nx / length, normal[1] = ny / length, normal[2] = 1.0f / length;
}

static void
paint_field (LimSketchStage *stage, Field *field, const LimSketchMatter *matter, const float *tones)
{
  for (int row = 0; row < field->height; row++)
    for (int column = 0; column < field->width; column++)
      {
        int at = row * field->width + column, pixel_at = (row + field->y0) * stage->width + column + field->x0;
        float depth = -field->distance[at] * stage->scale;
        float coverage = lim_sketch_clamp (depth + 0.5f), normal[3];

        if (coverage <= 0)
          continue;
        point_normal (stage, field, row, column, matter->puff, normal);
        LimSketchColour colour = shade_point (stage, matter, stage->pixels[pixel_at], tones[at], normal);
        if (matter->stuff != LIM_SKETCH_EMIT)
          colour = lim_sketch_scale (colour, 1.0f - 0.38f * lim_sketch_clamp (1.0f - depth / 2.2f)); /* a dark edge */
        stage->pixels[pixel_at] = lim_sketch_blend (stage->pixels[pixel_at], colour, coverage);
        stage->detail[pixel_at] = MAX (stage->detail[pixel_at], coverage);
      }
}

static gboolean
place_field (const LimSketchStage *stage, const LimSketchBody *body, float margin, Field *field)
{
  Box box = { 1e9f, 1e9f, -1e9f, -1e9f };

  for (guint i = 0; i < body->n_parts; i++)
    if (!body->parts[i].cut)
      {
        Box part = part_box (body, &body->parts[i]);

        box = (Box){ MIN (box.x0, part.x0), MIN (box.y0, part.y0), MAX (box.x1, part.x1), MAX (box.y1, part.y1) };
      }
  field->x0 = MAX (0, lim_sketch_floor (CLAMP ((box.x0 - margin + stage->ax) * stage->scale, -1, 1e6f)));
  field->y0 = MAX (0, lim_sketch_floor (CLAMP ((box.y0 - margin + stage->ay) * stage->scale, -1, 1e6f)));
  field->width =
      MIN (stage->width, lim_sketch_floor (CLAMP ((box.x1 + margin + stage->ax) * stage->scale, -1, 1e6f)) + 1)
      - field->x0;
  field->height =
      MIN (stage->height, lim_sketch_floor (CLAMP ((box.y1 + margin + stage->ay) * stage->scale, -1, 1e6f)) + 1)
      - field->y0;
  return field->width > 0 && field->height > 0;
}

void
lim_sketch_body_paint (LimSketchStage *stage, const LimSketchBody *body)
{
  const float margin = 0.12f;
  Field field;

  if (!place_field (stage, body, margin, &field))
    return;

  gsize n = (gsize) field.width * (gsize) field.height;
  g_autofree float *distance = g_new (float, n);
  g_autofree float *relief = g_new0 (float, n);
  g_autofree float *tones = g_new (float, n);
  guint32 seed = stage->noise + body->n_parts * 31u + (guint32) body->matter.stuff;

  field.distance = distance;
  field.relief = relief;
  for (gsize i = 0; i < n; i++)
    distance[i] = 1.0f;
  for (guint i = 0; i < body->n_parts; i++)
    merge_part (stage, &field, body, &body->parts[i], margin);
  for (int row = 0; row < field.height; row++)
    for (int column = 0; column < field.width; column++)
      {
        int at = row * field.width + column;

        tones[at] = 1.0f;
        if (distance[at] < 1.0f / stage->scale)
          relief[at] +=
              lim_sketch_texture (&body->matter, ((float) (column + field.x0) + 0.5f) / stage->scale - stage->ax,
                                  ((float) (row + field.y0) + 0.5f) / stage->scale - stage->ay, seed, &tones[at]);
      }
  if (body->matter.shadow > 0)
    cast_shadow (stage, &field, &body->matter);
  paint_field (stage, &field, &body->matter, tones);
}
