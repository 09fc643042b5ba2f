/* imaging-sketch-math.h: the sketch painter's numbers. Only + - * / and sqrt, which IEEE fixes to the last bit; libm's
 * sines differ between machines and are not used. */
#pragma once

#include <glib.h>
#include <math.h>

typedef struct
{
  float r, g, b;
} LimSketchColour;

typedef struct
{
  guint64 state;
} LimSketchRandom;

static inline guint64
lim_sketch_mix64 (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ x >> 31;
}

/* Uniform in 0..1. */
static inline float
lim_sketch_random (LimSketchRandom *random)
{
  random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return (float) (lim_sketch_mix64 (random->state) >> 40) * (1.0f / 16777216.0f);
}

static inline float
lim_sketch_range (LimSketchRandom *random, float low, float high)
{
  return low + (high - low) * lim_sketch_random (random);
}

/* A whole number in 0..n-1. */
static inline int
lim_sketch_pick (LimSketchRandom *random, int n)
{
  return (int) (lim_sketch_random (random) * (float) n);
}

static inline float
lim_sketch_clamp (float x)
{
  return x < 0.0f ? 0.0f : x > 1.0f ? 1.0f : x;
}

static inline float
lim_sketch_lerp (float a, float b, float t)
{
  return a + (b - a) * t;
}

/* 0 below @low, 1 above @high, smooth between. */
static inline float
lim_sketch_step (float low, float high, float x)
{
  float t = lim_sketch_clamp ((x - low) / (high - low));

  return t * t * (3.0f - 2.0f * t);
}

static inline int
lim_sketch_floor (float x)
{
  int i = (int) x;

  return i - (x < (float) i);
}

/* Sine of @turns full turns, within 0.1 %: a parabola and its correction. */
static inline float
lim_sketch_sin (float turns)
{
  float t = turns - (float) lim_sketch_floor (turns);
  float x = t < 0.5f ? t * 2.0f : t * 2.0f - 1.0f;
  float y = 4.0f * x * (1.0f - x);

  y = 0.225f * (y * y - y) + y;
  return t < 0.5f ? y : -y;
}

static inline float
lim_sketch_cos (float turns)
{
  return lim_sketch_sin (turns + 0.25f);
}

static inline float
lim_sketch_lattice (int x, int y, guint32 seed)
{
  guint32 h = (guint32) x * 0x8da6b343u ^ (guint32) y * 0xd8163841u ^ seed * 0xcb1ab31fu;

  h ^= h >> 15;
  h *= 0x2c1b3c6du;
  h ^= h >> 12;
  h *= 0x297a2d39u;
  h ^= h >> 15;
  return (float) (h >> 8) * (1.0f / 16777216.0f);
}

/* Value noise in 0..1 with features of size 1. */
static inline float
lim_sketch_noise (float x, float y, guint32 seed)
{
  int ix = lim_sketch_floor (x), iy = lim_sketch_floor (y);
  float fx = x - (float) ix, fy = y - (float) iy;

  fx = fx * fx * (3.0f - 2.0f * fx);
  fy = fy * fy * (3.0f - 2.0f * fy);
  float top = lim_sketch_lerp (lim_sketch_lattice (ix, iy, seed), lim_sketch_lattice (ix + 1, iy, seed), fx);
  float low = lim_sketch_lerp (lim_sketch_lattice (ix, iy + 1, seed), lim_sketch_lattice (ix + 1, iy + 1, seed), fx);
  return lim_sketch_lerp (top, low, fy);
}

/* Noise of @octaves, each half as large and half as strong; in 0..1, mean one half. */
static inline float
lim_sketch_fbm (float x, float y, guint32 seed, int octaves)
{
  float sum = 0.0f, weight = 0.5f, total = 0.0f;

  for (int i = 0; i < octaves; i++)
    {
      sum += weight * lim_sketch_noise (x, y, seed + (guint32) i);
      total += weight;
      weight *= 0.5f;
      x = x * 2.0f + 17.3f;
      y = y * 2.0f - 9.1f;
    }
  return sum / total;
}

static inline LimSketchColour
lim_sketch_blend (LimSketchColour a, LimSketchColour b, float t)
{
  return (LimSketchColour){ lim_sketch_lerp (a.r, b.r, t), lim_sketch_lerp (a.g, b.g, t),
                            lim_sketch_lerp (a.b, b.b, t) };
}

static inline LimSketchColour
lim_sketch_scale (LimSketchColour a, float t)
{
  return (LimSketchColour){ a.r * t, a.g * t, a.b * t };
}

static inline LimSketchColour
lim_sketch_tint (LimSketchColour a, LimSketchColour b)
{
  return (LimSketchColour){ a.r * b.r, a.g * b.g, a.b * b.b };
}

static inline LimSketchColour
lim_sketch_add (LimSketchColour a, LimSketchColour b, float t)
{
  return (LimSketchColour){ a.r + b.r * t, a.g + b.g * t, a.b + b.b * t };
}

static inline float
lim_sketch_luma (LimSketchColour a)
{
  return 0.299f * a.r + 0.587f * a.g + 0.114f * a.b;
}

/* Pulls @a towards its grey (@amount below 1) or away from it. */
static inline LimSketchColour
lim_sketch_saturate (LimSketchColour a, float amount)
{
  float grey = lim_sketch_luma (a);

  return (LimSketchColour){ grey + (a.r - grey) * amount, grey + (a.g - grey) * amount,
                            grey + (a.b - grey) * amount };
}

static inline LimSketchColour
lim_sketch_rgb (guint32 hex)
{
  return (LimSketchColour){ (float) (hex >> 16 & 255) / 255.0f, (float) (hex >> 8 & 255) / 255.0f,
                            (float) (hex & 255) / 255.0f };
}
