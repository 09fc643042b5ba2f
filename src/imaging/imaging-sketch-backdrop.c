#include "imaging-sketch-scene.h"

LimSketchBody *
lim_sketch_body_new (void)
{
  return g_new (LimSketchBody, 1);
}

static float
column_x (const LimSketchStage *stage, int column)
{
  return ((float) column + 0.5f) / stage->scale - stage->ax;
}

static float
row_y (const LimSketchStage *stage, int row)
{
  return ((float) row + 0.5f) / stage->scale - stage->ay;
}

void
lim_sketch_backdrop_studio (LimSketchStage *stage, float floor_y)
{
  LimSketchColour back = stage->plan->colours[LIM_SKETCH_SLOT_BACK];
  LimSketchColour warm = lim_sketch_blend (back, stage->plan->palette[0], 0.16f);
  float pool_x = stage->plan->light_x * 0.35f + lim_sketch_rand (stage, -0.35f, 0.35f);
  float pool_y = lim_sketch_rand (stage, -0.6f, 0.1f);

  for (int row = 0; row < stage->height; row++)
    for (int column = 0; column < stage->width; column++)
      {
        float x = column_x (stage, column), y = row_y (stage, row);
        float dx = x - pool_x, dy = (y - pool_y) * 0.8f;
        float pool = 1.0f / (1.0f + 1.5f * (dx * dx + dy * dy));
        float wash = lim_sketch_fbm (x * 2.1f, y * 1.6f, stage->noise, 4) - 0.5f;
        float floor = lim_sketch_step (floor_y - 0.16f, floor_y + 0.2f, y);
        float light = 0.5f + 1.0f * pool + 0.5f * wash + floor * (0.16f - 0.18f * (x * x));

        stage->pixels[row * stage->width + column] =
            lim_sketch_scale (lim_sketch_blend (back, warm, pool + wash), light);
      }
}

typedef struct
{
  LimSketchColour zenith, middle, horizon, disc, cloud_lit, cloud_dark;
} Sky;

static Sky
choose_sky (LimSketchStage *stage)
{
  static const guint32 skies[][6] = {
    [LIM_SKETCH_STUDIO] = { 0x6d8494, 0xa7b3b0, 0xd9cfb4, 0xfff1cf, 0xe6ddc8, 0x8b9296 },
    [LIM_SKETCH_DAY] = { 0x4f80ad, 0x8fb4c9, 0xdbe0d3, 0xfff6dc, 0xf3eee0, 0x98a7b3 },
    [LIM_SKETCH_DUSK] = { 0x39415f, 0x8d5f6a, 0xe6a365, 0xffdf9a, 0xe79a72, 0x5b4c62 },
    [LIM_SKETCH_NIGHT] = { 0x11182c, 0x1f3049, 0x3f5a6e, 0xe6ecf2, 0x3a4c62, 0x16202f },
    [LIM_SKETCH_SPACE] = { 0x0b0e18, 0x171d2c, 0x2c3243, 0xe6ecf2, 0x37405a, 0x10131d },
  };
  LimSketchTime time = stage->plan->time;

  if (time == LIM_SKETCH_STUDIO && lim_sketch_chance (stage, 0.4f))
    time = LIM_SKETCH_DUSK;
  const guint32 *hex = skies[time];
  Sky sky = { lim_sketch_rgb (hex[0]), lim_sketch_rgb (hex[1]), lim_sketch_rgb (hex[2]),
              lim_sketch_rgb (hex[3]), lim_sketch_rgb (hex[4]), lim_sketch_rgb (hex[5]) };
  if (stage->plan->has_colour[LIM_SKETCH_SLOT_BACK])
    {
      LimSketchColour back = stage->plan->colours[LIM_SKETCH_SLOT_BACK];

      sky.zenith = lim_sketch_blend (sky.zenith, back, 0.6f);
      sky.middle = lim_sketch_blend (sky.middle, back, 0.5f);
      sky.horizon = lim_sketch_blend (sky.horizon, back, 0.3f);
    }
  return sky;
}

static void
scatter_stars (LimSketchStage *stage, float low_y, int n)
{
  for (int i = 0; i < n; i++)
    {
      float bright = lim_sketch_rand (stage, 0, 1);
      float x = lim_sketch_rand (stage, -stage->ax, stage->ax), y = lim_sketch_rand (stage, -stage->ay, low_y);
      LimSketchColour colour =
          lim_sketch_blend (lim_sketch_rgb (0xbfd4ff), lim_sketch_rgb (0xffe3bf), lim_sketch_rand (stage, 0, 1));

      lim_sketch_glow (stage, x, y, 0.006f + 0.016f * bright * bright * bright * bright, colour,
                       0.35f + 0.8f * bright);
    }
}

void
lim_sketch_backdrop_sky (LimSketchStage *stage, float horizon)
{
  Sky sky = choose_sky (stage);
  float disc_x = lim_sketch_rand (stage, -0.75f, 0.75f) * stage->ax;
  float disc_y = lim_sketch_rand (stage, -0.75f, -0.2f) * stage->ay;
  float cloudy = lim_sketch_rand (stage, 0.42f, 0.58f), stretch = lim_sketch_rand (stage, 1.8f, 3.4f);
  float drift = lim_sketch_rand (stage, -0.5f, 0.5f);

  if (stage->plan->time == LIM_SKETCH_DUSK)
    disc_y = horizon - lim_sketch_rand (stage, 0.05f, 0.35f);
  for (int row = 0; row < stage->height; row++)
    for (int column = 0; column < stage->width; column++)
      {
        float x = column_x (stage, column), y = row_y (stage, row);
        float t = lim_sketch_clamp ((y + stage->ay) / (horizon + stage->ay));
        LimSketchColour colour = t < 0.55f ? lim_sketch_blend (sky.zenith, sky.middle, t / 0.55f)
                                           : lim_sketch_blend (sky.middle, sky.horizon, (t - 0.55f) / 0.45f);
        float u = x + drift * y, v = y * stretch;
        float mass = lim_sketch_fbm (u * 1.5f, v * 1.5f, stage->noise, 5);
        float above = lim_sketch_fbm (u * 1.5f + 0.12f * stage->plan->light_x, v * 1.5f - 0.16f, stage->noise, 3);
        float cover = lim_sketch_step (cloudy, cloudy + 0.2f, mass);
        float lit = lim_sketch_clamp (0.5f + (mass - above) * 3.2f);
        float dx = x - disc_x, dy = y - disc_y;
        float near = 1.0f / (1.0f + 5.0f * (dx * dx + dy * dy));

        colour = lim_sketch_add (colour, sky.disc, 0.22f * near * near);
        colour =
            lim_sketch_blend (colour, lim_sketch_blend (sky.cloud_dark, sky.cloud_lit, lit * 0.75f + 0.25f * near),
                              cover * 0.8f);
        stage->pixels[row * stage->width + column] = colour;
      }
  if (stage->plan->time == LIM_SKETCH_NIGHT)
    scatter_stars (stage, horizon, 80);

  float radius = lim_sketch_rand (stage, 0.06f, 0.13f);
  lim_sketch_glow (stage, disc_x, disc_y, radius * 5.0f, sky.disc, 0.28f);
  lim_sketch_glow (stage, disc_x, disc_y, radius * 1.6f, sky.disc, 1.1f);
}

static void
paint_planet (LimSketchStage *stage)
{
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  LimSketchColour colour = stage->plan->palette[(guint) lim_sketch_choose (stage, (int) stage->plan->n_palette)];
  float radius = lim_sketch_rand (stage, 0.28f, 0.75f);
  float x = lim_sketch_rand (stage, 0.25f, 0.9f) * stage->ax * (lim_sketch_chance (stage, 0.5f) ? 1 : -1);
  float y = lim_sketch_rand (stage, -0.8f, 0.75f) * stage->ay;

  colour = lim_sketch_blend (lim_sketch_saturate (colour, 1.1f), lim_sketch_rgb (0x8a7f76), 0.45f);
  lim_sketch_glow (stage, x, y, radius * 1.35f, lim_sketch_scale (colour, 0.8f), 0.5f);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_ROCK, colour, 0.0f, 0.75f, 0, 0, 0.45f });
  lim_sketch_oval (body, x, y, radius, radius, 0);
  lim_sketch_body_paint (stage, body);
}

void
lim_sketch_backdrop_space (LimSketchStage *stage)
{
  LimSketchColour deep = lim_sketch_rgb (0x0d111c), cloud = lim_sketch_rgb (0x2c3d58),
                  ember = lim_sketch_rgb (0x6a4438);
  float turn = lim_sketch_rand (stage, 0, 1), c = lim_sketch_cos (turn), s = lim_sketch_sin (turn);

  cloud = lim_sketch_blend (cloud, lim_sketch_scale (stage->plan->palette[0], 0.6f), 0.35f);
  if (stage->plan->n_palette > 1)
    ember = lim_sketch_blend (ember, lim_sketch_scale (stage->plan->palette[1], 0.7f), 0.4f);
  for (int row = 0; row < stage->height; row++)
    for (int column = 0; column < stage->width; column++)
      {
        float x = column_x (stage, column), y = row_y (stage, row);
        float u = x * c + y * s, v = y * c - x * s;
        float band = 1.0f / (1.0f + 3.5f * v * v);
        float mass = lim_sketch_fbm (u * 1.3f + 3.0f, v * 2.0f, stage->noise, 5);
        float dust = lim_sketch_fbm (u * 2.2f, v * 2.6f + 9.0f, stage->noise + 40, 4);
        float fog = lim_sketch_step (0.35f, 0.75f, mass) * band;
        LimSketchColour colour = lim_sketch_blend (deep, cloud, fog);

        colour = lim_sketch_add (colour, ember, 0.75f * fog * lim_sketch_step (0.45f, 0.75f, dust));
        stage->pixels[row * stage->width + column] = colour;
      }
  scatter_stars (stage, stage->ay, 170);
  if (lim_sketch_chance (stage, 0.8f))
    paint_planet (stage);
}

void
lim_sketch_ground (LimSketchStage *stage, float horizon, LimSketchColour near, LimSketchColour far)
{
  for (int row = 0; row < stage->height; row++)
    {
      float y = row_y (stage, row), depth = (y - horizon) / (stage->ay - horizon + 1e-3f);

      if (depth <= 0)
        continue;
      for (int column = 0; column < stage->width; column++)
        {
          float x = column_x (stage, column), away = 1.0f / (0.12f + depth);
          float patch = lim_sketch_fbm (x * away * 0.8f, away * 2.2f, stage->noise + 3, 4) - 0.5f;
          float light = 0.95f + 0.65f * patch - 0.25f * depth * depth;

          stage->pixels[row * stage->width + column] =
              lim_sketch_scale (lim_sketch_blend (far, near, lim_sketch_step (0.0f, 0.8f, depth)), light);
        }
    }
}

static float
ridge_line (float x, float y, float rough, float size, guint32 seed)
{
  float n = lim_sketch_fbm (x * size, 0.5f, seed, 5), sharp = n < 0.5f ? 2 * n : 2 - 2 * n;

  return y - rough * (0.55f * n + 0.45f * sharp * sharp);
}

void
lim_sketch_ridge (LimSketchStage *stage, float y, float rough, float size, guint32 seed, LimSketchColour top,
                  LimSketchColour bottom)
{
  float light = stage->plan->light_x < 0 ? 0.05f : -0.05f;

  for (int column = 0; column < stage->width; column++)
    {
      float x = column_x (stage, column), crest = ridge_line (x, y, rough, size, seed);
      int first = CLAMP (lim_sketch_floor ((crest + stage->ay) * stage->scale), 0, stage->height);

      for (int row = first; row < stage->height; row++)
        {
          float depth = row_y (stage, row) - crest, u = x * size * 1.6f, v = (depth * 0.8f + x * 0.3f) * size * 1.6f;
          float here = lim_sketch_fbm (u, v, seed + 3, 4),
                lit = lim_sketch_fbm (u + light * size, v - 0.04f, seed + 3, 4);
          float facet = CLAMP ((here - lit) * 3.5f, -0.32f, 0.4f) * lim_sketch_clamp (1.2f - depth);
          float t = lim_sketch_clamp ((depth - 0.5f * rough * (here - 0.4f)) / (rough * 0.8f + 0.05f));

          stage->pixels[row * stage->width + column] =
              lim_sketch_scale (lim_sketch_blend (top, bottom, t), 1.0f + facet);
        }
    }
}

/* Layers of boughs, each with a side in the light and one in the shadow. */
static void
conifer (LimSketchStage *stage, float x, float y, float height, LimSketchColour colour)
{
  LimSketchColour lit = lim_sketch_tint (colour, stage->sun), dark = lim_sketch_scale (colour, 0.5f);
  int layers = 8;

  for (int i = 0; i < layers; i++)
    {
      float t = (float) i / (float) layers, w = height * (0.24f - 0.21f * t) * lim_sketch_rand (stage, 0.85f, 1.15f);
      float low = y - height * (0.1f + 0.84f * t), high = low - height * 0.26f,
            tilt = height * lim_sketch_rand (stage, -0.02f, 0.02f);
      const float left[][2] = { { x, high },
                                { x - w * 0.5f, low - height * 0.06f },
                                { x - w, low + tilt },
                                { x - w * 0.6f, low - height * 0.01f },
                                { x - w * 0.35f, low + height * 0.035f },
                                { x + w * 0.05f, low + height * 0.01f } };
      const float right[][2] = { { x, high },
                                 { x + w * 0.5f, low - height * 0.06f },
                                 { x + w, low - tilt },
                                 { x + w * 0.6f, low - height * 0.01f },
                                 { x + w * 0.3f, low + height * 0.03f },
                                 { x - w * 0.05f, low + height * 0.01f } };
      float shade = 0.8f + 0.35f * t;

      lim_sketch_fill (stage, left, 6, lim_sketch_scale (lit, shade), lim_sketch_scale (colour, 0.72f * shade));
      lim_sketch_fill (stage, right, 6, lim_sketch_scale (colour, shade), lim_sketch_scale (dark, shade));
    }
}

static void
broadleaf (LimSketchStage *stage, float x, float y, float height, LimSketchColour colour)
{
  g_autofree LimSketchBody *body = lim_sketch_body_new ();

  for (int layer = 0; layer < 3; layer++)
    {
      float up = 0.03f * (float) layer * height, left = stage->light[0] * 0.04f * (float) layer * height,
            spread = 0.25f - 0.04f * (float) layer;

      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_ROCK,
                                                      lim_sketch_scale (colour, 0.62f + 0.25f * (float) layer), 0,
                                                      0.6f, height * 0.02f, 0.4f, 2.6f });
      for (int i = 0; i < 9 - 2 * layer; i++)
        {
          float dx = lim_sketch_rand (stage, -spread, spread) * height, dy = lim_sketch_rand (stage, 0.46f, 0.9f);

          lim_sketch_oval (body, x + left + dx * (1.2f - 0.6f * dy), y - up - height * dy,
                           height * lim_sketch_rand (stage, 0.07f, 0.14f),
                           height * lim_sketch_rand (stage, 0.05f, 0.1f), 0);
        }
      lim_sketch_body_paint (stage, body);
    }
}

void
lim_sketch_tree (LimSketchStage *stage, float x, float y, float height, LimSketchColour colour)
{
  gboolean needles = lim_sketch_chance (stage, 0.65f);
  LimSketchColour bark = lim_sketch_blend (lim_sketch_rgb (0x42352a), colour, 0.25f);
  float w = height * 0.022f, top = y - height * (needles ? 0.3f : 0.6f);
  const float trunk[][2] = { { x - w, y }, { x - w * 0.5f, top }, { x + w * 0.5f, top }, { x + w * 1.2f, y } };

  lim_sketch_shadow (stage, x - stage->light[0] * height * 0.1f, y, height * 0.25f, height * 0.05f, 0.5f);
  lim_sketch_fill (stage, trunk, 4, lim_sketch_scale (bark, 0.8f), bark);
  if (needles)
    conifer (stage, x, y, height, colour);
  else
    broadleaf (stage, x, y, height, colour);
}

void
lim_sketch_backdrop_outdoors (LimSketchStage *stage, float horizon)
{
  gboolean desert = lim_sketch_has (stage->plan, LIM_SKETCH_BIT_DESERT);
  gboolean snow = lim_sketch_has (stage->plan, LIM_SKETCH_BIT_SNOW);
  gboolean night = stage->plan->time == LIM_SKETCH_NIGHT || stage->plan->time == LIM_SKETCH_SPACE;
  float dim = night ? 0.52f : stage->plan->time == LIM_SKETCH_DUSK ? 0.75f : 1.0f;
  LimSketchColour far = lim_sketch_scale (lim_sketch_rgb (0x8c9a9c), dim);
  LimSketchColour soil = lim_sketch_rgb (desert ? 0xc09468 : snow ? 0xd8dee2 : 0x77755a);

  lim_sketch_backdrop_sky (stage, horizon);
  lim_sketch_ridge (stage, horizon + 0.02f, lim_sketch_rand (stage, 0.25f, 0.6f), 0.9f, stage->noise + 11, far,
                    lim_sketch_scale (far, 1.15f));
  lim_sketch_ridge (stage, horizon + 0.05f, lim_sketch_rand (stage, 0.1f, 0.3f), 1.6f, stage->noise + 12,
                    lim_sketch_blend (far, lim_sketch_scale (soil, dim), 0.5f), far);
  lim_sketch_ground (stage, horizon, lim_sketch_scale (soil, dim * 0.75f), lim_sketch_scale (soil, dim * 1.05f));
  if (lim_sketch_has (stage->plan, LIM_SKETCH_BIT_TREES))
    for (int i = 0; i < 9; i++)
      lim_sketch_tree (stage, lim_sketch_rand (stage, -1, 1) * stage->ax, horizon + 0.12f + 0.02f * (float) i,
                       lim_sketch_rand (stage, 0.8f, 1.5f), lim_sketch_scale (lim_sketch_rgb (0x3d4a36), dim));
  lim_sketch_haze (stage, horizon - 0.25f, horizon + 0.06f, lim_sketch_scale (lim_sketch_rgb (0xd2cdbb), dim), 0.4f);
}
