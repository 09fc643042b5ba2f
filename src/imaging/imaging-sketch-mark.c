/* Flat marks that no light falls on: strokes of a brush and the facets of a planar head. */
#include "imaging-sketch-stage.h"

static int
pixel_bound (float value, int size)
{
  return value <= 0 ? 0 : value >= (float) size ? size : (int) value;
}

void
lim_sketch_stroke (LimSketchStage *stage, const float (*ends)[2], float r0, float r1, LimSketchColour colour,
                   float opacity)
{
  float bx = ends[1][0] - ends[0][0], by = ends[1][1] - ends[0][1], reach = MAX (r0, r1) * 1.3f + 1.5f / stage->scale;
  float square = bx * bx + by * by + 1e-9f;
  int left = pixel_bound ((MIN (ends[0][0], ends[1][0]) - reach + stage->ax) * stage->scale, stage->width);
  int right = pixel_bound ((MAX (ends[0][0], ends[1][0]) + reach + stage->ax) * stage->scale, stage->width);
  int top = pixel_bound ((MIN (ends[0][1], ends[1][1]) - reach + stage->ay) * stage->scale, stage->height);
  int bottom = pixel_bound ((MAX (ends[0][1], ends[1][1]) + reach + stage->ay) * stage->scale, stage->height);

  for (int row = top; row < bottom; row++)
    for (int column = left; column < right; column++)
      {
        float px = ((float) column + 0.5f) / stage->scale - stage->ax - ends[0][0];
        float py = ((float) row + 0.5f) / stage->scale - stage->ay - ends[0][1];
        float t = lim_sketch_clamp ((px * bx + py * by) / square);
        float dx = px - t * bx, dy = py - t * by, r = lim_sketch_lerp (r0, r1, t);
        float soft = r * 0.45f + 1.0f / stage->scale;
        float cover = lim_sketch_clamp (0.5f + (r - sqrtf (dx * dx + dy * dy)) / soft) * opacity;
        int at = row * stage->width + column;

        stage->pixels[at] = lim_sketch_blend (stage->pixels[at], colour, cover);
        stage->detail[at] = MAX (stage->detail[at], cover);
      }
}

void
lim_sketch_facet (LimSketchStage *stage, const float (*points)[2], const LimSketchColour *colours)
{
  float x[3], y[3];

  for (int i = 0; i < 3; i++)
    {
      x[i] = (points[i][0] + stage->ax) * stage->scale - 0.5f;
      y[i] = (points[i][1] + stage->ay) * stage->scale - 0.5f;
    }
  float area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0]);
  if (area > -1e-3f && area < 1e-3f)
    return;
  int left = pixel_bound (MIN (MIN (x[0], x[1]), x[2]) - 1, stage->width);
  int right = pixel_bound (MAX (MAX (x[0], x[1]), x[2]) + 2, stage->width);
  int top = pixel_bound (MIN (MIN (y[0], y[1]), y[2]) - 1, stage->height);
  int bottom = pixel_bound (MAX (MAX (y[0], y[1]), y[2]) + 2, stage->height);
  /* Neighbours overlap by a hair, or the seams would show what is behind. */
  float slack = -0.75f / sqrtf (area < 0 ? -area : area);

  for (int row = top; row < bottom; row++)
    for (int column = left; column < right; column++)
      {
        float px = (float) column - x[0], py = (float) row - y[0];
        float v = (px * (y[2] - y[0]) - py * (x[2] - x[0])) / area;
        float w = (py * (x[1] - x[0]) - px * (y[1] - y[0])) / area;
        float u = 1.0f - v - w;

        if (u < slack || v < slack || w < slack)
          continue;
        LimSketchColour colour = lim_sketch_scale (colours[0], u);
        int at = row * stage->width + column;

        stage->pixels[at] = lim_sketch_add (lim_sketch_add (colour, colours[1], v), colours[2], w);
        stage->detail[at] = 1.0f;
      }
}
