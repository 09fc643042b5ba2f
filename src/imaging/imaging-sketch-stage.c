#include "imaging-sketch-stage.h"

#include <string.h>

float
lim_sketch_roll (LimSketchStage *stage, guint place)
{
  guint slot = place % G_N_ELEMENTS (stage->rolls);
  guint64 turn = stage->rolls[slot]++;
  LimSketchRandom chooser = { stage->anew ^ place };
  guint64 seed = stage->change > 0 && lim_sketch_random (&chooser) < stage->change ? stage->anew : stage->random;

  return (float) (lim_sketch_mix64 (seed + (turn << 16 | place) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 40)
         * (1.0f / 16777216.0f);
}

static int
to_column (const LimSketchStage *stage, float x)
{
  float column = (x + stage->ax) * stage->scale;

  return column <= 0 ? 0 : column >= (float) stage->width ? stage->width : (int) column;
}

static int
to_row (const LimSketchStage *stage, float y)
{
  float row = (y + stage->ay) * stage->scale;

  return row <= 0 ? 0 : row >= (float) stage->height ? stage->height : (int) row;
}

static float
from_column (const LimSketchStage *stage, int column)
{
  return ((float) column + 0.5f) / stage->scale - stage->ax;
}

static float
from_row (const LimSketchStage *stage, int row)
{
  return ((float) row + 0.5f) / stage->scale - stage->ay;
}

/* How much of pixel @column the span covers. */
static float
cover (float left, float right, int column)
{
  float low = MAX (left, (float) column), high = MIN (right, (float) column + 1.0f);

  return high > low ? high - low : 0.0f;
}

enum
{
  SUB_ROWS = 3,
  MAX_CROSSINGS = 64
};

static guint
find_crossings (const float (*points)[2], guint n, float y, float *crossings)
{
  guint found = 0;

  for (guint i = 0; i < n && found < MAX_CROSSINGS; i++)
    {
      const float *a = points[i], *b = points[(i + 1) % n];

      if ((a[1] <= y) != (b[1] <= y))
        {
          float x = a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
          guint at = found++;

          for (; at > 0 && crossings[at - 1] > x; at--)
            crossings[at] = crossings[at - 1];
          crossings[at] = x;
        }
    }
  return found & ~1u;
}

void
lim_sketch_fill (LimSketchStage *stage, const float (*points)[2], guint n, LimSketchColour top,
                 LimSketchColour bottom)
{
  float y0 = points[0][1], y1 = points[0][1];

  for (guint i = 1; i < n; i++)
    {
      y0 = MIN (y0, points[i][1]);
      y1 = MAX (y1, points[i][1]);
    }
  for (int row = to_row (stage, y0); row < stage->height && from_row (stage, row) < y1 + 1.0f / stage->scale; row++)
    {
      float t = lim_sketch_clamp ((from_row (stage, row) - y0) / (y1 - y0 + 1e-6f));
      LimSketchColour colour = lim_sketch_blend (top, bottom, t);

      for (int sub = 0; sub < SUB_ROWS; sub++)
        {
          float crossings[MAX_CROSSINGS];
          float y = from_row (stage, row) + ((float) sub - 1.0f) / (SUB_ROWS * stage->scale);
          guint found = find_crossings (points, n, y, crossings);

          for (guint i = 0; i + 1 < found; i += 2)
            {
              float left = (crossings[i] + stage->ax) * stage->scale;
              float right = (crossings[i + 1] + stage->ax) * stage->scale;
              int last = to_column (stage, crossings[i + 1]);

              for (int column = to_column (stage, crossings[i]); column <= last && column < stage->width; column++)
                {
                  LimSketchColour *pixel = &stage->pixels[row * stage->width + column];

                  /* The sub-rows follow each other: weights 1, 1/2, 1/3 mix three equal shares of a full cover. */
                  *pixel = lim_sketch_blend (*pixel, colour, cover (left, right, column) * (sub == 0 ? 0.45f : 0.6f));
                }
            }
        }
    }
}

void
lim_sketch_quad (LimSketchStage *stage, float x0, float y0, float x1, float y1, LimSketchColour top,
                 LimSketchColour bottom)
{
  const float points[4][2] = { { x0, y0 }, { x1, y0 }, { x1, y1 }, { x0, y1 } };

  lim_sketch_fill (stage, points, 4, top, bottom);
}

void
lim_sketch_glow (LimSketchStage *stage, float x, float y, float radius, LimSketchColour colour, float strength)
{
  int last_row = to_row (stage, y + radius), last_column = to_column (stage, x + radius);

  for (int row = to_row (stage, y - radius); row < last_row; row++)
    for (int column = to_column (stage, x - radius); column < last_column; column++)
      {
        float dx = (from_column (stage, column) - x) / radius, dy = (from_row (stage, row) - y) / radius;
        float fall = 1.0f - (dx * dx + dy * dy);

        if (fall > 0)
          {
            LimSketchColour *pixel = &stage->pixels[row * stage->width + column];

            *pixel = lim_sketch_add (*pixel, colour, strength * fall * fall * fall);
          }
      }
}

void
lim_sketch_shadow (LimSketchStage *stage, float x, float y, float rx, float ry, float strength)
{
  int last_row = to_row (stage, y + ry), last_column = to_column (stage, x + rx);

  for (int row = to_row (stage, y - ry); row < last_row; row++)
    for (int column = to_column (stage, x - rx); column < last_column; column++)
      {
        float dx = (from_column (stage, column) - x) / rx, dy = (from_row (stage, row) - y) / ry;
        float fall = 1.0f - (dx * dx + dy * dy);

        if (fall > 0)
          {
            LimSketchColour *pixel = &stage->pixels[row * stage->width + column];

            *pixel = lim_sketch_scale (*pixel, 1.0f - strength * fall * fall);
          }
      }
}

void
lim_sketch_haze (LimSketchStage *stage, float y0, float y1, LimSketchColour colour, float strength)
{
  for (int row = to_row (stage, y0); row < to_row (stage, y1); row++)
    {
      float t = lim_sketch_step (y0, y1, from_row (stage, row)) * strength;

      for (int column = 0; column < stage->width; column++)
        {
          LimSketchColour *pixel = &stage->pixels[row * stage->width + column];
          float drift =
              lim_sketch_noise (from_column (stage, column) * 2.0f, from_row (stage, row) * 7.0f, stage->noise);

          *pixel = lim_sketch_blend (*pixel, colour, t * (0.6f + 0.4f * drift));
        }
    }
}
