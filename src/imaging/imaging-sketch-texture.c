#include "imaging-sketch-texture.h"

static float
bump_scales (float x, float y, float *tone)
{
  float v = y * 26.0f;
  int row = lim_sketch_floor (v);
  float u = x * 18.0f + (row & 1 ? 0.5f : 0.0f);
  int column = lim_sketch_floor (u);
  float fx = u - (float) column - 0.5f, fy = v - (float) row;

  *tone *= 0.86f + 0.28f * lim_sketch_lattice (column, row, 71);
  return 0.9f - 2.2f * fx * fx - 0.9f * (1.0f - fy) * (1.0f - fy);
}

/* A raised hatch here and there. */
static float
bump_hatches (float x, float y, guint32 seed)
{
  int column = lim_sketch_floor (x), row = lim_sketch_floor (y);
  float fx = x - (float) column - 0.5f, fy = y - (float) row - 0.5f;
  gboolean within = fx > -0.34f && fx < 0.34f && fy > -0.3f && fy < 0.3f;

  return within && lim_sketch_lattice (column, row, seed + 6) < 0.14f ? 0.16f : 0.0f;
}

static float
bump_panels (float x, float y, guint32 seed)
{
  float v = y * 3.6f + 0.4f * lim_sketch_lattice (lim_sketch_floor (x * 0.7f), 1, seed);
  int row = lim_sketch_floor (v);
  float u = x * (1.2f + 1.6f * lim_sketch_lattice (row, 5, seed)) + 3.0f * lim_sketch_lattice (row, 3, seed);
  int column = lim_sketch_floor (u);
  float fx = u - (float) column, fy = v - (float) row;
  /* Some plates are wide: their seam is left out. */
  float upright = lim_sketch_lattice (column, row, seed + 2) < 0.3f ? 1.0f : fx, level = MIN (fy, 1.0f - fy);
  float groove = MIN (upright * 1.3f, level);

  return 0.35f * lim_sketch_step (0.0f, 0.05f, groove) + 0.10f * lim_sketch_lattice (column, row, seed + 9)
         + bump_hatches (x * 7.0f, y * 11.0f, seed);
}

float
lim_sketch_texture (const LimSketchMatter *matter, float x, float y, guint32 seed, float *tone)
{
  float g = matter->grain;

  x *= g;
  y *= g;
  switch (matter->stuff)
    {
    case LIM_SKETCH_CLOTH:
      {
        float fold =
            lim_sketch_fbm (x * 9.0f + 2.0f * lim_sketch_noise (x * 3.0f, y * 3.0f, seed), y * 2.6f, seed, 3);
        *tone = 0.86f + 0.28f * lim_sketch_fbm (x * 5.0f, y * 5.0f, seed + 7, 2);
        return 0.035f * fold;
      }
    case LIM_SKETCH_LEATHER:
      *tone = 0.8f + 0.4f * lim_sketch_fbm (x * 7.0f, y * 7.0f, seed, 3);
      return 0.014f * lim_sketch_fbm (x * 12.0f, y * 9.0f, seed + 1, 3);
    case LIM_SKETCH_IRON:
      *tone = 0.84f + 0.32f * lim_sketch_fbm (x * 6.0f, y * 6.0f, seed, 4);
      return 0.008f * lim_sketch_fbm (x * 14.0f, y * 14.0f, seed + 1, 2);
    case LIM_SKETCH_SCALY:
      *tone = 0.8f + 0.4f * lim_sketch_fbm (x * 4.0f, y * 4.0f, seed, 3);
      x += 0.06f * lim_sketch_noise (x * 5.0f, y * 5.0f, seed + 4);
      y += 0.06f * lim_sketch_noise (x * 5.0f, y * 5.0f, seed + 5);
      return 0.0065f * bump_scales (x * 1.7f, y * 1.7f, tone);
    case LIM_SKETCH_GRAIN:
      *tone = 0.72f + 0.5f * lim_sketch_fbm (x * 34.0f, y * 3.0f, seed, 3);
      return 0.008f * lim_sketch_fbm (x * 40.0f, y * 3.0f, seed, 2);
    case LIM_SKETCH_ROCK:
      *tone = 0.75f + 0.45f * lim_sketch_fbm (x * 5.0f, y * 8.0f, seed, 4);
      return 0.05f * lim_sketch_fbm (x * 8.0f, y * 8.0f, seed + 1, 4);
    case LIM_SKETCH_FURRY:
      *tone = 0.7f + 0.55f * lim_sketch_fbm (x * 22.0f, y * 8.0f, seed, 3);
      return 0.03f * lim_sketch_fbm (x * 26.0f, y * 9.0f, seed + 1, 3);
    case LIM_SKETCH_PANELS:
      *tone = 0.82f + 0.3f * lim_sketch_fbm (x * 3.0f, y * 6.0f, seed, 4);
      return 0.02f * bump_panels (x, y, seed);
    default:
      *tone = 0.93f + 0.14f * lim_sketch_fbm (x * 4.0f, y * 4.0f, seed, 2);
      return 0.0f;
    }
}
