#include "imaging-sketch-brush.h"

#include <string.h>

enum
{
  BRISTLES = 64
};

typedef struct
{
  const LimSketchStage *stage;
  int width, height;
  float unit;  /* short side in pixels */
  float ratio; /* stage pixels per canvas pixel */
  LimSketchColour *paint;
  float *thickness;
  float *angle_x, *angle_y; /* direction of strokes, per stage pixel */
  float *fineness;          /* how much is going on, per stage pixel */
  float bristles[8][BRISTLES];
  LimSketchRandom random;
} Canvas;

/* One pass of the brush; sizes are fractions of the short side. */
static const struct
{
  float width, length, spacing;
  float threshold; /* strokes only where the canvas is off by more than this */
  float jitter;    /* of a stroke's brightness */
  float opacity;
} passes[] = {
  { 0.040f, 0.150f, 0.025f, 0.000f, 0.085f, 0.92f },
  { 0.020f, 0.085f, 0.0125f, 0.022f, 0.065f, 0.90f },
  { 0.010f, 0.042f, 0.0062f, 0.030f, 0.05f, 0.90f },
  { 0.0048f, 0.019f, 0.0034f, 0.030f, 0.03f, 0.94f },
};

static LimSketchColour
sample_stage (const Canvas *canvas, float x, float y)
{
  const LimSketchStage *stage = canvas->stage;
  float sx = CLAMP (x * canvas->ratio - 0.5f, 0.0f, (float) (stage->width - 1));
  float sy = CLAMP (y * canvas->ratio - 0.5f, 0.0f, (float) (stage->height - 1));
  int ix = MIN ((int) sx, stage->width - 2), iy = MIN ((int) sy, stage->height - 2);

  ix = MAX (ix, 0);
  iy = MAX (iy, 0);
  float fx = sx - (float) ix, fy = sy - (float) iy;
  const LimSketchColour *at = stage->pixels + iy * stage->width + ix;
  return lim_sketch_blend (lim_sketch_blend (at[0], at[1], fx),
                           lim_sketch_blend (at[stage->width], at[stage->width + 1], fx), fy);
}

static int
stage_index (const Canvas *canvas, float x, float y)
{
  int column = CLAMP ((int) (x * canvas->ratio), 0, canvas->stage->width - 1);
  int row = CLAMP ((int) (y * canvas->ratio), 0, canvas->stage->height - 1);

  return row * canvas->stage->width + column;
}

static void
blur (float *values, int width, int height, int radius)
{
  g_autofree float *line = g_new (float, MAX (width, height));

  for (int pass = 0; pass < 2; pass++)
    {
      int n = pass == 0 ? width : height, lines = pass == 0 ? height : width, stride = pass == 0 ? 1 : width;

      for (int k = 0; k < lines; k++)
        {
          float *at = values + (pass == 0 ? k * width : k), sum = 0;

          for (int i = 0; i < n; i++)
            line[i] = at[i * stride];
          for (int i = -radius; i <= radius; i++)
            sum += line[CLAMP (i, 0, n - 1)];
          for (int i = 0; i < n; i++)
            {
              at[i * stride] = sum / (float) (2 * radius + 1);
              sum += line[MIN (i + radius + 1, n - 1)] - line[MAX (i - radius, 0)];
            }
        }
    }
}

/* Strokes run along edges; where there are none they follow a slow swirl. The tensor of the gradient is blurred, not
 * the gradient, so that the two sides of a line do not cancel. */
static void
find_directions (Canvas *canvas)
{
  const LimSketchStage *stage = canvas->stage;
  int w = stage->width, h = stage->height;
  gsize n = (gsize) w * (gsize) h;
  g_autofree float *luma = g_new (float, n);
  g_autofree float *xx_yy = g_new0 (float, n);
  g_autofree float *xy = g_new0 (float, n);

  canvas->angle_x = g_new (float, n);
  canvas->angle_y = g_new (float, n);
  canvas->fineness = g_new0 (float, n);
  for (gsize i = 0; i < n; i++)
    luma[i] = lim_sketch_luma (stage->pixels[i]);
  for (int y = 1; y + 1 < h; y++)
    for (int x = 1; x + 1 < w; x++)
      {
        int at = y * w + x;
        float gx = luma[at + 1] - luma[at - 1], gy = luma[at + w] - luma[at - w];

        xx_yy[at] = gx * gx - gy * gy;
        xy[at] = 2.0f * gx * gy;
        canvas->fineness[at] = gx * gx + gy * gy;
      }
  int radius = MAX (2, MIN (w, h) / 100);
  blur (xx_yy, w, h, radius);
  blur (xy, w, h, radius);
  blur (canvas->fineness, w, h, radius);

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      {
        int at = y * w + x;
        float u = (float) x / stage->scale, v = (float) y / stage->scale;
        float swirl = 0.06f + 0.45f * lim_sketch_noise (u * 1.3f, v * 1.3f, stage->noise + 5);
        /* Half the angle of (-xx_yy, -xy): the direction across the gradient. */
        float c = -xx_yy[at] * 900.0f + 0.25f * lim_sketch_cos (2.0f * swirl);
        float s = -xy[at] * 900.0f + 0.25f * lim_sketch_sin (2.0f * swirl);
        float length = sqrtf (c * c + s * s) + 1e-6f;
        float cosine = sqrtf (lim_sketch_clamp (0.5f + 0.5f * c / length));
        float sine = sqrtf (lim_sketch_clamp (0.5f - 0.5f * c / length));

        canvas->angle_x[at] = cosine;
        canvas->angle_y[at] = s < 0 ? -sine : sine;
      }
}

static void
make_bristles (Canvas *canvas)
{
  for (int brush = 0; brush < 8; brush++)
    for (int i = 0; i < BRISTLES; i++)
      {
        float edge = 2.0f * ((float) i + 0.5f) / BRISTLES - 1.0f;
        float coarse = lim_sketch_noise ((float) i * 0.16f, (float) brush * 7.0f, 11);
        float fine = lim_sketch_noise ((float) i * 0.6f, (float) brush * 7.0f, 12);

        canvas->bristles[brush][i] =
            lim_sketch_step (1.0f, 0.72f, edge < 0 ? -edge : edge) * (0.5f + 0.3f * coarse + 0.35f * fine);
      }
}

typedef struct
{
  float x, y, cosine, sine, half_length, half_width, per_length, per_width, bend, opacity;
  LimSketchColour colour;
  const float *bristles;
} Stroke;

static void
lay_pixel (Canvas *canvas, const Stroke *stroke, int column, int row, float u, float v)
{
  float along = u * stroke->per_length; /* -1..1 */
  float across = (v - stroke->bend * along * along) * stroke->per_width;

  if (across <= -1.0f || across >= 1.0f)
    return;
  float bristle = stroke->bristles[(int) ((across * 0.5f + 0.5f) * (BRISTLES - 1))];
  /* The brush is set down firmly and runs dry. */
  float ends = lim_sketch_clamp ((1.0f + along) * 5.0f) * lim_sketch_clamp ((1.0f - along) * (1.2f + 2.0f * bristle));
  float alpha = lim_sketch_clamp (bristle * ends * 1.7f) * stroke->opacity;
  int at = row * canvas->width + column;

  canvas->paint[at] = lim_sketch_blend (canvas->paint[at], stroke->colour, alpha);
  canvas->thickness[at] = lim_sketch_lerp (canvas->thickness[at], bristle, alpha);
}

static void
lay_stroke (Canvas *canvas, const Stroke *stroke)
{
  float reach = stroke->half_width + (stroke->bend < 0 ? -stroke->bend : stroke->bend);
  float c = stroke->cosine < 0 ? -stroke->cosine : stroke->cosine,
        s = stroke->sine < 0 ? -stroke->sine : stroke->sine;
  float ex = stroke->half_length * c + reach * s, ey = stroke->half_length * s + reach * c;
  int top = MAX (0, (int) (stroke->y - ey)), bottom = MIN (canvas->height - 1, (int) (stroke->y + ey));

  for (int row = top; row <= bottom; row++)
    {
      float dy = (float) row - stroke->y, low = stroke->x - ex, high = stroke->x + ex;

      /* |dx cos + dy sin| <= half_length and |dy cos - dx sin| <= reach, solved for dx. */
      if (c > 0.02f)
        {
          float a = (-stroke->half_length - dy * stroke->sine) / stroke->cosine;
          float b = (stroke->half_length - dy * stroke->sine) / stroke->cosine;

          low = MAX (low, stroke->x + MIN (a, b));
          high = MIN (high, stroke->x + MAX (a, b));
        }
      if (s > 0.02f)
        {
          float a = (dy * stroke->cosine - reach) / stroke->sine, b = (dy * stroke->cosine + reach) / stroke->sine;

          low = MAX (low, stroke->x + MIN (a, b));
          high = MIN (high, stroke->x + MAX (a, b));
        }
      int first = low <= 0 ? 0 : (int) low, last = MIN (canvas->width - 1, (int) high);
      for (int column = first; column <= last && high > 0; column++)
        {
          float dx = (float) column - stroke->x;

          lay_pixel (canvas, stroke, column, row, dx * stroke->cosine + dy * stroke->sine,
                     dy * stroke->cosine - dx * stroke->sine);
        }
    }
}

static float
colour_error (LimSketchColour a, LimSketchColour b)
{
  float r = a.r - b.r, g = a.g - b.g, bl = a.b - b.b;

  return (r < 0 ? -r : r) * 0.3f + (g < 0 ? -g : g) * 0.5f + (bl < 0 ? -bl : bl) * 0.2f;
}

static LimSketchColour
vary (Canvas *canvas, LimSketchColour colour, float jitter)
{
  float light = 1.0f + jitter * lim_sketch_range (&canvas->random, -1, 1);
  float warm = jitter * 0.35f * lim_sketch_range (&canvas->random, -1, 1);

  return (LimSketchColour){ colour.r * light + warm * 0.12f, colour.g * light, colour.b * light - warm * 0.12f };
}

static void
paint_pass (Canvas *canvas, guint pass)
{
  float loose = canvas->stage->plan->looseness;
  float half_width = 0.5f * passes[pass].width * canvas->unit * loose;
  float spacing = MAX (1.5f, passes[pass].spacing * canvas->unit * (0.5f + 0.5f * loose));

  if (half_width < 0.8f)
    return;
  for (float gy = 0; gy < (float) canvas->height; gy += spacing)
    for (float gx = 0; gx < (float) canvas->width; gx += spacing)
      {
        float x = gx + spacing * lim_sketch_random (&canvas->random);
        float y = gy + spacing * lim_sketch_random (&canvas->random);
        int column = MIN ((int) x, canvas->width - 1), row = MIN ((int) y, canvas->height - 1);
        int at = stage_index (canvas, x, y);
        LimSketchColour wanted = sample_stage (canvas, x, y);

        if (pass > 0
            && colour_error (wanted, canvas->paint[row * canvas->width + column])
                   < passes[pass].threshold * (1.25f - 0.5f * canvas->stage->detail[at]))
          continue;

        float busy = lim_sketch_clamp (canvas->fineness[at] * 160.0f);
        float length = lim_sketch_range (&canvas->random, 0.7f, 1.25f) * (1.0f - 0.55f * busy);
        float wobble = lim_sketch_range (&canvas->random, -0.22f, 0.22f) * (1.0f - 0.7f * busy);
        float cosine = canvas->angle_x[at] - wobble * canvas->angle_y[at];
        float sine = canvas->angle_y[at] + wobble * canvas->angle_x[at];
        float norm = sqrtf (cosine * cosine + sine * sine);
        float breadth = half_width * lim_sketch_range (&canvas->random, 0.75f, 1.15f) * (1.0f - 0.35f * busy);
        float bend = half_width * lim_sketch_range (&canvas->random, -0.5f, 0.5f);
        int bristles = lim_sketch_pick (&canvas->random, 8);
        Stroke stroke = {
          .x = x,
          .y = y,
          .cosine = cosine / norm,
          .sine = sine / norm,
          .half_length = 0.5f * passes[pass].length * canvas->unit * loose * length,
          .half_width = breadth,
          .bend = bend,
          .opacity = passes[pass].opacity,
          .colour = vary (canvas, wanted, passes[pass].jitter),
          .bristles = canvas->bristles[bristles],
        };

        if (pass < 2 && lim_sketch_random (&canvas->random) < 0.5f)
          stroke.cosine = -stroke.cosine, stroke.sine = -stroke.sine;
        stroke.per_length = 1.0f / stroke.half_length;
        stroke.per_width = 1.0f / stroke.half_width;
        lay_stroke (canvas, &stroke);
      }
}

static guint8
to_byte (float value, float dither)
{
  float scaled = value * 255.0f + dither;

  return scaled <= 0 ? 0 : scaled >= 255.0f ? 255 : (guint8) scaled;
}

/* A gentle S: darks a little deeper, lights a little brighter, and highlights that do not clip. */
static float
tone (float value)
{
  float v = value < 0 ? 0 : value / (0.86f + 0.2f * value);

  return v + 0.35f * v * (1.0f - v) * (v - 0.38f);
}

/* Thick paint catches the light; the weave shows through; the corners fall off; the grade sets the mood. */
static void
finish (const Canvas *canvas, guint8 *rgb)
{
  const LimSketchPlan *plan = canvas->stage->plan;
  float cx = (float) canvas->width * 0.5f, cy = (float) canvas->height * 0.5f;
  float weave = 300.0f / canvas->unit;

  for (int row = 0; row < canvas->height; row++)
    for (int column = 0; column < canvas->width; column++)
      {
        int at = row * canvas->width + column;
        float here = canvas->thickness[at];
        float right = column + 1 < canvas->width ? canvas->thickness[at + 1] : here;
        float below = row + 1 < canvas->height ? canvas->thickness[at + canvas->width] : here;
        float relief = CLAMP ((here - below) - (right - here) * plan->light_x * -1.0f, -0.5f, 0.5f) * -0.10f;
        float dx = ((float) column - cx) / cx, dy = ((float) row - cy) / cy;
        float corner = 1.0f - 0.17f * (dx * dx + dy * dy) * (0.4f + 0.3f * (dx * dx + dy * dy));
        float fx = (float) column * weave, fy = (float) row * weave;
        int ix = (int) fx, iy = (int) fy;
        float thread = ((ix + iy) & 1 ? fx - (float) ix : fy - (float) iy) - 0.5f;
        float grain = lim_sketch_lattice (column, row, 3) - 0.5f;
        float factor = (1.0f + relief + 0.022f * thread + 0.02f * grain) * corner;
        LimSketchColour colour = lim_sketch_saturate (canvas->paint[at], plan->saturation);

        colour = lim_sketch_scale (colour, factor * plan->brightness * 1.06f);
        colour = (LimSketchColour){ tone (colour.r), tone (colour.g), tone (colour.b) };
        colour.r *= 1.0f + 0.07f * plan->warmth;
        colour.b *= 1.0f - 0.09f * plan->warmth;
        rgb[3 * at] = to_byte (colour.r, 0.5f);
        rgb[3 * at + 1] = to_byte (colour.g, 0.5f);
        rgb[3 * at + 2] = to_byte (colour.b, 0.5f);
      }
}

void
lim_sketch_brush (const LimSketchStage *stage, guint width, guint height, guint8 *rgb)
{
  gsize n = (gsize) width * height;
  Canvas canvas = {
    .stage = stage,
    .width = (int) width,
    .height = (int) height,
    .unit = (float) MIN (width, height),
    .ratio = (float) stage->width / (float) width,
    .paint = g_new (LimSketchColour, n),
    .thickness = g_new0 (float, n),
    .random = { stage->plan->seed * 3 + 1 },
  };

  make_bristles (&canvas);
  find_directions (&canvas);
  for (int row = 0; row < canvas.height; row++)
    for (int column = 0; column < canvas.width; column++)
      canvas.paint[row * canvas.width + column] = sample_stage (&canvas, (float) column + 0.5f, (float) row + 0.5f);
  for (guint pass = 0; pass < G_N_ELEMENTS (passes); pass++)
    paint_pass (&canvas, pass);
  finish (&canvas, rgb);

  g_free (canvas.paint);
  g_free (canvas.thickness);
  g_free (canvas.angle_x);
  g_free (canvas.angle_y);
  g_free (canvas.fineness);
}
