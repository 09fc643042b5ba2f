#include "imaging-sketch.h"

#include "imaging-sketch-brush.h"
#include "imaging-sketch-scene.h"

static const LimSketchBuilder builders[LIM_SKETCH_N_SCENES] = {
  [LIM_SKETCH_FIGURE] = lim_sketch_scene_figure,     [LIM_SKETCH_PORTRAIT] = lim_sketch_scene_portrait,
  [LIM_SKETCH_BOAT] = lim_sketch_scene_boat,         [LIM_SKETCH_CREATURE] = lim_sketch_scene_creature,
  [LIM_SKETCH_SHIP] = lim_sketch_scene_ship,         [LIM_SKETCH_VEHICLE] = lim_sketch_scene_vehicle,
  [LIM_SKETCH_MECH] = lim_sketch_scene_mech,         [LIM_SKETCH_BUILDING] = lim_sketch_scene_building,
  [LIM_SKETCH_CITY] = lim_sketch_scene_city,         [LIM_SKETCH_LANDSCAPE] = lim_sketch_scene_landscape,
  [LIM_SKETCH_INTERIOR] = lim_sketch_scene_interior, [LIM_SKETCH_ICON] = lim_sketch_scene_icon,
  [LIM_SKETCH_CRYSTAL] = lim_sketch_scene_crystal,
};

enum
{
  STAGE_SIDE = 512 /* the model's shorter side at most: the brush does not see more */
};

static guint64
seed_of (const LimSketchPlan *plan)
{
  return lim_sketch_mix64 (lim_sketch_mix64 (plan->seed + 0x1234567) ^ plan->words);
}

static void
stage_open (LimSketchStage *stage, const LimSketchPlan *plan, guint width, guint height)
{
  guint least = MIN (width, height);
  float ratio = least > STAGE_SIDE ? (float) STAGE_SIDE / (float) least : 1.0f;

  *stage = (LimSketchStage){ .width = MAX (2, (int) ((float) width * ratio + 0.5f)),
                             .height = MAX (2, (int) ((float) height * ratio + 0.5f)),
                             .plan = plan,
                             .random = seed_of (plan) };
  stage->scale = 0.5f * (float) MIN (stage->width, stage->height);
  stage->ax = 0.5f * (float) stage->width / stage->scale;
  stage->ay = 0.5f * (float) stage->height / stage->scale;
  stage->noise = (guint32) (lim_sketch_mix64 (stage->random) >> 40);
  stage->pixels = g_new0 (LimSketchColour, (gsize) stage->width * (gsize) stage->height);
  stage->detail = g_new0 (float, (gsize) stage->width *(gsize) stage->height);

  float x = plan->light_x * 0.8f, y = -0.62f, z = 0.62f, length = sqrtf (x * x + y * y + z * z);
  stage->light[0] = x / length, stage->light[1] = y / length, stage->light[2] = z / length;
  stage->sun = (LimSketchColour){ 1.24f + 0.08f * plan->warmth, 1.17f, 1.05f - 0.1f * plan->warmth };
  stage->shade = (LimSketchColour){ 0.33f, 0.33f, 0.42f };
}

static void
turn_light (LimSketchPlan *plan, LimSketchStage *stage)
{
  plan->light_x = -plan->light_x;
  stage->light[0] = -stage->light[0];
}

static void
turn_stage (LimSketchStage *stage)
{
  for (int row = 0; row < stage->height; row++)
    for (int left = 0, right = stage->width - 1; left < right; left++, right--)
      {
        int a = row * stage->width + left, b = row * stage->width + right;
        LimSketchColour pixel = stage->pixels[a];
        float detail = stage->detail[a];

        stage->pixels[a] = stage->pixels[b], stage->detail[a] = stage->detail[b];
        stage->pixels[b] = pixel, stage->detail[b] = detail;
      }
}

/* Half the pictures are built facing the other way, with the light where it will be after the turn. */
static void
build (LimSketchPlan *plan, LimSketchStage *stage)
{
  gboolean turned = lim_sketch_chance (stage, 0.5f);

  if (turned)
    turn_light (plan, stage);
  builders[plan->scene](stage);
  if (turned)
    {
      turn_light (plan, stage);
      turn_stage (stage);
    }
}

static void
stage_close (LimSketchStage *stage)
{
  g_free (stage->pixels);
  g_free (stage->detail);
}

void
lim_sketch_paint (const LimSketchBrief *brief, guint8 *rgb)
{
  LimSketchPlan plan;
  LimSketchStage stage;

  lim_sketch_read (brief, &plan);
  stage_open (&stage, &plan, brief->width, brief->height);
  build (&plan, &stage);
  lim_sketch_brush (&stage, brief->width, brief->height, rgb);
  stage_close (&stage);
}

/* -- From a picture -- */

/* The mean of the source under a pixel of the stage. */
static LimSketchColour
shrink_pixel (const LimSketchSource *source, const LimSketchStage *stage, int column, int row)
{
  guint left = (guint) ((guint64) column * source->width / (guint) stage->width);
  guint right = MAX (left + 1, (guint) ((guint64) (column + 1) * source->width / (guint) stage->width));
  guint top = (guint) ((guint64) row * source->height / (guint) stage->height);
  guint bottom = MAX (top + 1, (guint) ((guint64) (row + 1) * source->height / (guint) stage->height));
  guint64 sums[3] = { 0 };
  float per_pixel = 1.0f / (255.0f * (float) (right - left) * (float) (bottom - top));

  for (guint y = top; y < bottom; y++)
    for (guint x = left; x < right; x++)
      for (guint i = 0; i < 3; i++)
        sums[i] += source->pixels[((gsize) y * source->width + x) * 3 + i];
  return (LimSketchColour){ (float) sums[0] * per_pixel, (float) sums[1] * per_pixel, (float) sums[2] * per_pixel };
}

/* The source as the model; the fine brushes care for what they are let to keep. */
static void
build_from_picture (LimSketchStage *stage, const LimSketchSource *source)
{
  float care = 1.0f - (float) CLAMP (source->denoise, 0, 1);

  for (int row = 0; row < stage->height; row++)
    for (int column = 0; column < stage->width; column++)
      {
        stage->pixels[row * stage->width + column] = shrink_pixel (source, stage, column, row);
        stage->detail[row * stage->width + column] = care;
      }
}

/* The anchor's chances, but for so many as denoise lets be drawn anew. */
static void
keep_chances (LimSketchStage *stage, const LimSketchPlan *plan, const LimSketchPlan *anchor, double denoise)
{
  stage->anew = seed_of (plan);
  stage->random = seed_of (anchor);
  stage->change = (float) denoise;
  stage->noise = (guint32) (lim_sketch_mix64 (stage->random) >> 40);
}

void
lim_sketch_paint_from (const LimSketchBrief *brief, const LimSketchSource *source, guint8 *rgb)
{
  const LimSketchBrief origin = { source->prompt, NULL, source->seed, brief->width, brief->height };
  LimSketchPlan plan, anchor;
  LimSketchStage stage;

  lim_sketch_read (brief, &plan);
  lim_sketch_read (&origin, &anchor);
  if (source->prompt != NULL)
    lim_sketch_keep_subject (&plan, &anchor);
  else
    lim_sketch_keep_colours (&plan, source->pixels, source->width, source->height);
  stage_open (&stage, &plan, brief->width, brief->height);
  if (source->prompt != NULL)
    keep_chances (&stage, &plan, &anchor, source->denoise);
  if (plan.names_scene)
    build (&plan, &stage);
  else
    build_from_picture (&stage, source);
  lim_sketch_brush (&stage, brief->width, brief->height, rgb);
  stage_close (&stage);
}
