/* imaging-sketch-stage.h: the model that the sketch painter paints from: a small picture with soft, lit volumes.
 *
 * Coordinates: the centre is 0,0; the short side spans -1..1; x to the right, y down. A stage is ax half-units wide and
 * ay high. All drawing is clipped. */
#pragma once

#include "imaging-sketch-words.h"

typedef struct
{
  int width, height;
  float scale;  /* pixels per unit */
  float ax, ay; /* half the width and height in units; the shorter is 1 */
  LimSketchColour *pixels;
  float *detail; /* how much the fine brushes care, 0..1, per pixel */
  const LimSketchPlan *plan;
  guint64 random;             /* the seed of the stage's numbers */
  guint64 anew;               /* another seed, for those places that are drawn anew … */
  float change;               /* … which so large a part of them is; 0: none */
  guint32 rolls[256];         /* how many each place has had */
  guint32 noise;              /* a seed for noise */
  float light[3];             /* unit vector towards the light; z towards the viewer */
  LimSketchColour sun, shade; /* factors on a colour in the light and in the shadow */
} LimSketchStage;

/* What a body is made of. */
typedef enum
{
  LIM_SKETCH_SMOOTH,
  LIM_SKETCH_CLOTH,
  LIM_SKETCH_LEATHER,
  LIM_SKETCH_IRON,
  LIM_SKETCH_SCALY,
  LIM_SKETCH_GRAIN, /* wood */
  LIM_SKETCH_ROCK,
  LIM_SKETCH_FURRY,
  LIM_SKETCH_PANELS, /* riveted plates */
  LIM_SKETCH_GLASS,
  LIM_SKETCH_EMIT, /* shines by itself */
} LimSketchStuff;

typedef struct
{
  LimSketchStuff stuff;
  LimSketchColour colour;
  float shine;  /* 0..1: strength of highlights */
  float puff;   /* 0 flat .. 1 round */
  float blend;  /* how softly parts melt into each other, in units */
  float shadow; /* strength of the shadow cast on what is behind, 0..1 */
  float grain;  /* texture size factor; 0 reads as 1 */
} LimSketchMatter;

enum
{
  LIM_SKETCH_MAX_PARTS = 96,
  LIM_SKETCH_MAX_POINTS = 256
};

typedef struct
{
  enum
  {
    LIM_SKETCH_LIMB,
    LIM_SKETCH_OVAL,
    LIM_SKETCH_BOX,
    LIM_SKETCH_POLYGON
  } kind;
  gboolean cut; /* takes away instead of adding */
  float x, y, x1, y1, r0, r1, cosine, sine;
  guint first, n; /* points of a polygon */
} LimSketchPart;

/* One body: parts of one matter that melt together and are lit as one volume. */
typedef struct
{
  LimSketchMatter matter;
  float ox, oy, size, cosine, sine;              /* where parts go that are added; see lim_sketch_body_place() */
  LimSketchPart parts[LIM_SKETCH_MAX_PARTS + 1]; /* the last takes what is too much */
  guint n_parts;
  float points[LIM_SKETCH_MAX_POINTS][2];
  guint n_points;
} LimSketchBody;

void lim_sketch_body_start (LimSketchBody *body, LimSketchMatter matter);
/* Parts added from now on are scaled by @size, turned by @turns (1 is full, clockwise) and moved to @x, @y. */
void lim_sketch_body_place (LimSketchBody *body, float x, float y, float size, float turns);
/* A tapered limb from x0,y0 with radius r0 to x1,y1 with radius r1. */
void lim_sketch_limb (LimSketchBody *body, float x0, float y0, float r0, float x1, float y1, float r1);
void lim_sketch_oval (LimSketchBody *body, float x, float y, float rx, float ry, float turns);
/* A box of half sizes hx, hy with rounded corners. */
void lim_sketch_box (LimSketchBody *body, float x, float y, float hx, float hy, float round, float turns);
/* @n points; @bevel is the width of the slanted edge. */
void lim_sketch_polygon (LimSketchBody *body, const float (*points)[2], guint n, float bevel);
/* The part added last takes away. */
void lim_sketch_cut (LimSketchBody *body);
/* Lights the body and paints it over the stage. */
void lim_sketch_body_paint (LimSketchStage *stage, const LimSketchBody *body);

/* A plain filled polygon, from the colour @top at its highest point to @bottom; no light, no shadow. */
void lim_sketch_fill (LimSketchStage *stage, const float (*points)[2], guint n, LimSketchColour top,
                      LimSketchColour bottom);
void lim_sketch_quad (LimSketchStage *stage, float x0, float y0, float x1, float y1, LimSketchColour top,
                      LimSketchColour bottom);
/* A soft stroke between two points, as wide as its radii, laid over the stage with @opacity. */
void lim_sketch_stroke (LimSketchStage *stage, const float (*ends)[2], float r0, float r1, LimSketchColour colour,
                        float opacity);
/* A triangle with a colour at each of its three points. */
void lim_sketch_facet (LimSketchStage *stage, const float (*points)[2], const LimSketchColour *colours);
/* Light added around a point; @strength is that at its centre. */
void lim_sketch_glow (LimSketchStage *stage, float x, float y, float radius, LimSketchColour colour, float strength);
/* Darkens a soft ellipse. */
void lim_sketch_shadow (LimSketchStage *stage, float x, float y, float rx, float ry, float strength);
/* Blends @colour over everything between two heights, as haze does; strongest at @y1. */
void lim_sketch_haze (LimSketchStage *stage, float y0, float y1, LimSketchColour colour, float strength);

/* The stage's random numbers: uniform in low..high; true with a probability; a whole number in 0..n-1.
 *
 * Each place in the source that asks has a row of numbers of its own. C leaves open in which order the arguments of a
 * call are worked out, so with one row for all, two compilers would paint two pictures. */
float lim_sketch_roll (LimSketchStage *stage, guint place);

enum
{
  LIM_SKETCH_FIRST_PLACE = __COUNTER__
};
#define lim_sketch_rand(stage, low, high)                                                                            \
  lim_sketch_lerp ((low), (high), lim_sketch_roll ((stage), __COUNTER__ - LIM_SKETCH_FIRST_PLACE))
#define lim_sketch_chance(stage, probability)                                                                        \
  (lim_sketch_roll ((stage), __COUNTER__ - LIM_SKETCH_FIRST_PLACE) < (probability))
#define lim_sketch_choose(stage, n)                                                                                  \
  ((int) (lim_sketch_roll ((stage), __COUNTER__ - LIM_SKETCH_FIRST_PLACE) * (float) (n)))
