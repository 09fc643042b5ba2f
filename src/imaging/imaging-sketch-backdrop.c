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
  float pool_x = stage->plan->light_x * 0.35f + lim_sketch_rand (stage, -0.15f, 0.15f);
  float pool_y = lim_sketch_rand (stage, -0.45f, -0.15f);

  for (int row = 0; row < stage->height; row++)
    for (int column = 0; column < stage->width; column++)
      {
        float x = column_x (stage, column), y = row_y (stage, row);
        float dx = x - pool_x, dy = (y - pool_y) * 0.8f;
        float pool = 1.0f / (1.0f + 1.5f * (dx * dx + dy * dy));
        float wash = lim_sketch_fbm (x * 2.1f, y * 1.6f, stage->noise, 4) - 0.5f;
        float floor = lim_sketch_step (floor_y - 0.16f, floor_y + 0.2f, y);
        float light = 0.52f + 0.78f * pool + 0.45f * wash + floor * (0.16f - 0.18f * (x * x));

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
      float bright = lim_sketch_random (&stage->random);
      float x = lim_sketch_rand (stage, -stage->ax, stage->ax), y = lim_sketch_rand (stage, -stage->ay, low_y);
      LimSketchColour colour =
          lim_sketch_blend (lim_sketch_rgb (0xbfd4ff), lim_sketch_rgb (0xffe3bf), lim_sketch_random (&stage->random));

      lim_sketch_glow (stage, x, y, 0.008f + 0.022f * bright * bright * bright, colour, 0.35f + 0.8f * bright);
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
    scatter_stars (stage, horizon, 110);

  float radius = lim_sketch_rand (stage, 0.06f, 0.13f);
  lim_sketch_glow (stage, disc_x, disc_y, radius * 5.0f, sky.disc, 0.28f);
  lim_sketch_glow (stage, disc_x, disc_y, radius * 1.6f, sky.disc, 1.1f);
}

static void
paint_planet (LimSketchStage *stage)
{
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  LimSketchColour colour =
      stage->plan->palette[(guint) lim_sketch_pick (&stage->random, (int) stage->plan->n_palette)];
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
  scatter_stars (stage, stage->ay, 260);
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

void
lim_sketch_ridge (LimSketchStage *stage, float y, float rough, float size, guint32 seed, LimSketchColour top,
                  LimSketchColour bottom)
{
  enum
  {
    STEPS = 160
  };
  float points[STEPS + 3][2];

  for (int i = 0; i <= STEPS; i++)
    {
      float x = -stage->ax * 1.02f + 2.04f * stage->ax * (float) i / STEPS;
      float n = lim_sketch_fbm (x * size, 0.5f, seed, 5), sharp = n < 0.5f ? 2 * n : 2 - 2 * n;

      points[i][0] = x;
      points[i][1] = y - rough * (0.55f * n + 0.45f * sharp * sharp);
    }
  points[STEPS + 1][0] = stage->ax * 1.02f;
  points[STEPS + 2][0] = -stage->ax * 1.02f;
  points[STEPS + 1][1] = points[STEPS + 2][1] = stage->ay + 0.05f;
  lim_sketch_fill (stage, points, STEPS + 3, top, bottom);
}

void
lim_sketch_tree (LimSketchStage *stage, float x, float y, float height, LimSketchColour colour)
{
  gboolean conifer = lim_sketch_chance (stage, 0.6f);
  g_autofree LimSketchBody *body = lim_sketch_body_new ();

  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_GRAIN, lim_sketch_rgb (0x4a3a2c), 0, 1, 0, 0 });
  lim_sketch_limb (body, x, y, height * 0.035f, x, y - height * 0.6f, height * 0.015f);
  lim_sketch_body_paint (stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_ROCK, colour, 0, 1, height * 0.04f, 0.35f, 2.0f });
  for (int i = 0; i < 7; i++)
    {
      float t = (float) i / 6, jitter = lim_sketch_rand (stage, -0.03f, 0.03f) * height;

      if (conifer)
        lim_sketch_oval (body, x + jitter, y - height * (0.22f + 0.74f * t), height * (0.21f - 0.19f * t),
                         height * 0.085f, 0);
      else
        lim_sketch_oval (body, x + height * lim_sketch_rand (stage, -0.24f, 0.24f),
                         y - height * lim_sketch_rand (stage, 0.48f, 0.92f),
                         height * lim_sketch_rand (stage, 0.1f, 0.2f), height * lim_sketch_rand (stage, 0.08f, 0.15f),
                         0);
    }
  lim_sketch_body_paint (stage, body);
}

void
lim_sketch_backdrop_outdoors (LimSketchStage *stage, float horizon)
{
  gboolean desert = lim_sketch_has (stage->plan, LIM_SKETCH_BIT_DESERT);
  gboolean snow = lim_sketch_has (stage->plan, LIM_SKETCH_BIT_SNOW);
  gboolean night = stage->plan->time == LIM_SKETCH_NIGHT || stage->plan->time == LIM_SKETCH_SPACE;
  float dim = night ? 0.42f : stage->plan->time == LIM_SKETCH_DUSK ? 0.75f : 1.0f;
  LimSketchColour far = lim_sketch_scale (lim_sketch_rgb (0x8c9a9c), dim);
  LimSketchColour soil = lim_sketch_rgb (desert ? 0xc09468 : snow ? 0xd8dee2 : 0x77755a);

  lim_sketch_backdrop_sky (stage, horizon);
  lim_sketch_ridge (stage, horizon + 0.02f, lim_sketch_rand (stage, 0.25f, 0.6f), 0.9f, stage->noise + 11, far,
                    lim_sketch_scale (far, 1.15f));
  lim_sketch_ridge (stage, horizon + 0.05f, lim_sketch_rand (stage, 0.1f, 0.3f), 1.6f, stage->noise + 12,
                    lim_sketch_blend (far, lim_sketch_scale (soil, dim), 0.5f), far);
  lim_sketch_ground (stage, horizon, lim_sketch_scale (soil, dim * 0.75f), lim_sketch_scale (soil, dim * 1.05f));
  lim_sketch_haze (stage, horizon - 0.25f, horizon + 0.06f, lim_sketch_scale (lim_sketch_rgb (0xd2cdbb), dim), 0.4f);
}
