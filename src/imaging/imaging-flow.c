#include "imaging-flow.h"

#include "imaging-sketch-math.h"

#include <string.h>

enum
{
  SPREADINGS = 6 /* each reaches twice as far as the one before */
};

LimFlow *
lim_flow_new (guint width, guint height)
{
  LimFlow *flow = g_new (LimFlow, 1);

  flow->columns = (width + LIM_FLOW_CELL - 1) / LIM_FLOW_CELL;
  flow->rows = (height + LIM_FLOW_CELL - 1) / LIM_FLOW_CELL;
  for (guint i = 0; i < 3; i++)
    flow->planes[i] = g_new0 (float, (gsize) flow->columns * flow->rows);
  return flow;
}

void
lim_flow_free (LimFlow *flow)
{
  if (flow == NULL)
    return;
  for (guint i = 0; i < 3; i++)
    g_free (flow->planes[i]);
  g_free (flow);
}

void
lim_flow_gather (LimFlow *flow, const LimStructure *structure, guint top, guint width, guint height)
{
  const float *from[3] = { structure->xx, structure->xy, structure->yy };

  for (guint i = 0; i < 3; i++)
    for (guint y = 0; y < height; y++)
      {
        float *cells = flow->planes[i] + (gsize) ((top + y) / LIM_FLOW_CELL) * flow->columns;
        const float *row = from[i] + (gsize) y * width;

        for (guint x = 0; x < width; x++)
          cells[x / LIM_FLOW_CELL] += row[x] * (1.0f / (LIM_FLOW_CELL * LIM_FLOW_CELL));
      }
}

/* Averages five cells, @step apart, of each row (@across) or column; the border cell stands for what is beyond it. */
static void
spread (const LimFlow *flow, const float *from, float *to, int step, gboolean across)
{
  static const float weights[] = { 1.0f / 16, 4.0f / 16, 6.0f / 16, 4.0f / 16, 1.0f / 16 };
  int columns = (int) flow->columns, rows = (int) flow->rows;

  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++)
      {
        float sum = 0.0f;

        for (int i = 0; i < 5; i++)
          {
            int column = across ? CLAMP (x + (i - 2) * step, 0, columns - 1) : x;
            int row = across ? y : CLAMP (y + (i - 2) * step, 0, rows - 1);

            sum += weights[i] * from[(gsize) row * flow->columns + (gsize) column];
          }
        to[(gsize) y * flow->columns + (gsize) x] = sum;
      }
}

static void
add_reach (const LimFlow *flow, float *plane)
{
  gsize n = (gsize) flow->columns * flow->rows;
  g_autofree float *wide = g_new (float, n);
  g_autofree float *scratch = g_new (float, n);

  memcpy (wide, plane, n * sizeof *wide);
  for (guint i = 0; i < SPREADINGS; i++)
    {
      spread (flow, wide, scratch, 1 << i, TRUE);
      spread (flow, scratch, wide, 1 << i, FALSE);
      for (gsize at = 0; at < n; at++)
        plane[at] += wide[at];
    }
}

void
lim_flow_settle (LimFlow *flow)
{
  const float swing = 2e-4f; /* the strength of the arm against the picture's */

  for (guint i = 0; i < 3; i++)
    add_reach (flow, flow->planes[i]);
  for (guint y = 0; y < flow->rows; y++)
    for (guint x = 0; x < flow->columns; x++)
      {
        gsize at = (gsize) y * flow->columns + x;
        /* Doubled, as the angle of a tensor is: a quarter turn is a diagonal. */
        float turns = 0.2f + 0.9f * (lim_sketch_fbm ((float) x * 0.09f, (float) y * 0.09f, 5u, 2) - 0.5f);

        flow->planes[0][at] += swing * (0.5f + 0.5f * lim_sketch_cos (turns));
        flow->planes[1][at] += swing * 0.5f * lim_sketch_sin (turns);
        flow->planes[2][at] += swing * (0.5f - 0.5f * lim_sketch_cos (turns));
      }
}

/* Between the middles of cells. */
static void
place (guint pixel, guint n_cells, guint *cell, guint *next, float *share)
{
  float at = ((float) pixel + 0.5f) * (1.0f / LIM_FLOW_CELL) - 0.5f;

  at = CLAMP (at, 0.0f, (float) (n_cells - 1));
  *cell = (guint) at;
  *next = MIN (*cell + 1, n_cells - 1);
  *share = at - (float) *cell;
}

guint
lim_flow_angle (const LimFlow *flow, guint x, guint y)
{
  guint left, right, above, below, angle, stretch;
  float across, down, tensor[3];

  place (x, flow->columns, &left, &right, &across);
  place (y, flow->rows, &above, &below, &down);
  for (guint i = 0; i < 3; i++)
    {
      const float *upper = flow->planes[i] + (gsize) above * flow->columns;
      const float *lower = flow->planes[i] + (gsize) below * flow->columns;

      tensor[i] = lim_sketch_lerp (lim_sketch_lerp (upper[left], upper[right], across),
                                   lim_sketch_lerp (lower[left], lower[right], across), down);
    }
  lim_structure_direction (tensor[0], tensor[1], tensor[2], &angle, &stretch);
  return angle;
}
