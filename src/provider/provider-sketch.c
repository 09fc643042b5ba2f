/* provider-sketch.c: the built-in painter as an image maker: no server, no network, the same bytes everywhere.
 *
 * Its pictures carry their recipe as PNG text `parameters`, in the form that A1111 made common, so that other tools can
 * read where they come from. */

#include "imaging-decode.h"
#include "imaging-png.h"
#include "imaging-sketch.h"
#include "provider.h"
#include "record-dialect.h"

#include <string.h>

#define PAINTER "limner-sketch" /* keyword of the text in which a picture says seed and prompt, for its follow-ons */
#define MIN_SIDE 16u
#define MAX_PIXELS (1u << 26) /* 8192 × 8192: a stand-in need not be larger */

static gboolean
check_size (const LimRecipe *recipe, GError **error)
{
  if (recipe->width < MIN_SIDE || recipe->height < MIN_SIDE || (guint64) recipe->width * recipe->height > MAX_PIXELS)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "sketch paints from %u pixels a side to %u pixels in all, found %u × %u; change the pack's "
                     "width and height",
                     MIN_SIDE, MAX_PIXELS, recipe->width, recipe->height);
  return TRUE;
}

static gboolean
sketch_prepare (gpointer state G_GNUC_UNUSED, LimRecipe *recipe, GError **error)
{
  return check_size (recipe, error);
}

/* -- Starting from a picture -- */

/* What a picture of this painter says it was painted from: the prompt, transfer full, and @seed. NULL for anybody else's. */
static char *
read_origin (GBytes *picture, const char *name, guint64 *seed)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (picture, &length);
  g_auto (GStrv) text = lim_png_read_text (data, length, name, NULL);

  for (char **pair = text; pair != NULL && pair[0] != NULL && pair[1] != NULL; pair += 2)
    {
      char *prompt;

      if (strcmp (pair[0], PAINTER) != 0)
        continue;
      *seed = g_ascii_strtoull (pair[1], &prompt, 10);
      return *prompt == ' ' ? g_strdup (prompt + 1) : NULL;
    }
  return NULL;
}

static gboolean
paint (const LimRenderRequest *request, guint8 *rgb, GError **error)
{
  const LimRecipe *recipe = request->recipe;
  const LimSketchBrief brief = { recipe->prompt, recipe->negative_prompt, recipe->seed, recipe->width,
                                 recipe->height };
  g_autoptr (LimImage) picture = NULL;
  guint64 seed = 0;

  if (request->source == NULL)
    {
      lim_sketch_paint (&brief, rgb);
      return TRUE;
    }
  picture = lim_image_load_rgb_bytes (request->source, recipe->source_image, 0, error);
  if (picture == NULL)
    return FALSE;

  g_autofree char *prompt = read_origin (request->source, recipe->source_image, &seed);
  const LimSketchSource source = { picture->pixels, picture->width, picture->height, prompt, seed, recipe->denoise };
  lim_sketch_paint_from (&brief, &source, rgb);
  return TRUE;
}

static gboolean
sketch_render (gpointer state G_GNUC_UNUSED, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  const LimRecipe *recipe = request->recipe;
  gint64 start = g_get_monotonic_time ();

  if (g_cancellable_is_cancelled (request->cancellable))
    return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
  if (!check_size (recipe, error))
    {
      reply->failure = LIM_FAILURE_IMAGE;
      return FALSE;
    }

  g_autofree guint8 *rgb = g_malloc ((gsize) recipe->width * recipe->height * 3);
  g_autofree char *parameters = lim_recipe_to_parameters (recipe, "sketch");
  g_autofree char *origin = g_strdup_printf ("%" G_GUINT64_FORMAT " %s", recipe->seed, recipe->prompt);
  const char *text[] = { "parameters", parameters, PAINTER, origin, "Software", "limner", NULL };

  if (!paint (request, rgb, error))
    {
      reply->failure = LIM_FAILURE_IMAGE;
      return FALSE;
    }

  g_autoptr (GBytes) png = lim_png_encode_rgb (rgb, recipe->width, recipe->height, text, error);
  if (png == NULL)
    {
      reply->failure = LIM_FAILURE_IMAGE;
      return FALSE;
    }
  reply->elapsed_ms = (g_get_monotonic_time () - start) / 1000;
  return lim_provider_take_image (reply, png, request->asset_id, error);
}

const LimImageProvider lim_provider_sketch = {
  .name = "sketch",
  .help = "built-in painter; needs nothing, its pictures are placeholders",
  .flags = LIM_PROVIDER_SEED | LIM_PROVIDER_PLACEHOLDER,
  .prepare = sketch_prepare,
  .render = sketch_render,
};
