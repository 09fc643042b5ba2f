#include "provider-openai-models.h"

#include "provider-data.h"

#include <math.h>
#include <string.h>

#define ROWS "openai-models.json"

struct _LimOpenaiModels
{
  LimJsonDoc *docs[2]; /* ours, the user's */
  GPtrArray *models;   /* (element-type LimOpenaiModel) */
  const char *standard;
};

static void
model_free (gpointer data)
{
  LimOpenaiModel *model = data;

  g_free (model->name);
  g_strfreev (model->takes);
  g_array_unref (model->sizes);
  g_strfreev (model->qualities);
  g_free (model->quality);
  g_free (model->until);
  g_free (model);
}

void
lim_openai_models_free (LimOpenaiModels *models)
{
  if (models == NULL)
    return;
  g_ptr_array_unref (models->models);
  for (guint i = 0; i < G_N_ELEMENTS (models->docs); i++)
    lim_json_doc_free (models->docs[i]);
  g_free (models);
}

/* -- Reading rows -- */

/* “1024x1536” */
static gboolean
parse_size (const char *text, LimOpenaiSize *size)
{
  const char *x = text != NULL ? strchr (text, 'x') : NULL;
  g_autofree char *width = x != NULL ? g_strndup (text, (gsize) (x - text)) : NULL;
  guint64 w, h;

  if (x == NULL || !g_ascii_string_to_unsigned (width, 10, 1, 65535, &w, NULL)
      || !g_ascii_string_to_unsigned (x + 1, 10, 1, 65535, &h, NULL))
    return FALSE;
  *size = (LimOpenaiSize){ (guint) w, (guint) h };
  return TRUE;
}

static gboolean
read_sizes (const LimJson *row, LimOpenaiModel *model, GError **error)
{
  for (const LimJson *at = lim_json_first (lim_json_get (row, "sizes")); at != NULL; at = lim_json_next (at))
    {
      LimOpenaiSize size;

      if (!parse_size (lim_json_string (at), &size))
        return lim_json_fail (at, error, "“sizes” of “%s” must be texts like “1024x1536”", model->name);
      g_array_append_val (model->sizes, size);
    }
  return TRUE;
}

static gboolean
read_any_size (const LimJson *row, LimOpenaiModel *model, GError **error)
{
  const LimJson *rule = lim_json_get (row, "any_size");

  if (lim_json_is_null (rule))
    return TRUE;
  model->any_size = TRUE;
  model->multiple = lim_json_get_int (rule, "multiple", 0);
  model->max_side = lim_json_get_int (rule, "max_side", 0);
  model->min_pixels = lim_json_get_int (rule, "min_pixels", 0);
  model->max_pixels = lim_json_get_int (rule, "max_pixels", 0);
  model->max_ratio = lim_json_get_double (rule, "max_ratio", 0);
  if (model->multiple < 1 || model->multiple > 256 || model->max_side < model->multiple || model->max_side > 65535
      || model->min_pixels < 0 || model->max_pixels < 2 * model->min_pixels || model->max_pixels > (1 << 30)
      || !(model->max_ratio >= 1 && model->max_ratio <= 100))
    return lim_json_fail (rule, error,
                          "“any_size” of “%s” must be an object with multiple, max_side, max_ratio, min_pixels and "
                          "max_pixels that leave room for pictures",
                          model->name);
  return TRUE;
}

static LimOpenaiModel *
read_model (const LimJson *row, GError **error)
{
  LimOpenaiModel *model = g_new0 (LimOpenaiModel, 1);

  model->name = g_strdup (lim_json_key (row));
  model->takes = lim_json_dup_strv (lim_json_get (row, "takes"));
  model->edits = lim_json_get_bool (row, "edits", FALSE);
  model->max_prompt = lim_json_get_int (row, "max_prompt", 0);
  model->sizes = g_array_new (FALSE, FALSE, sizeof (LimOpenaiSize));
  model->qualities = lim_json_dup_strv (lim_json_get (row, "qualities"));
  model->quality = g_strdup (lim_json_get_string (row, "quality"));
  model->until = g_strdup (lim_json_get_string (row, "until"));
  model->row = row;
  if (read_sizes (row, model, error) && read_any_size (row, model, error))
    return model;
  model_free (model);
  return NULL;
}

static void
add_model (LimOpenaiModels *models, LimOpenaiModel *fresh)
{
  for (guint i = 0; i < models->models->len; i++)
    if (strcmp (((LimOpenaiModel *) models->models->pdata[i])->name, fresh->name) == 0)
      {
        model_free (models->models->pdata[i]);
        models->models->pdata[i] = fresh;
        return;
      }
  g_ptr_array_add (models->models, fresh);
}

static gboolean
read_models (LimOpenaiModels *models, const LimJsonDoc *doc, GError **error)
{
  const LimJson *root = lim_json_root (doc);
  const LimJson *rows = lim_json_get (root, "models");
  const char *standard = lim_json_get_string (root, "default");

  if (!lim_json_is (root, LIM_JSON_OBJECT) || (!lim_json_is_null (rows) && !lim_json_is (rows, LIM_JSON_OBJECT)))
    return lim_json_fail (root, error, "expected {\"models\": {\"NAME\": {…}}}, see docs/providers.md");
  if (standard != NULL)
    models->standard = standard;
  for (const LimJson *row = lim_json_first (rows); row != NULL; row = lim_json_next (row))
    {
      LimOpenaiModel *model;

      if (!lim_json_is (row, LIM_JSON_OBJECT))
        return lim_json_fail (row, error, "the row of “%s” must be an object", lim_json_key (row));
      if ((model = read_model (row, error)) == NULL)
        return FALSE;
      add_model (models, model);
    }
  return TRUE;
}

LimOpenaiModels *
lim_openai_models_load (const char *path, GError **error)
{
  g_autoptr (LimOpenaiModels) models = g_new0 (LimOpenaiModels, 1);

  models->models = g_ptr_array_new_with_free_func (model_free);
  if (!lim_provider_data_load (ROWS, path, models->docs, error) || !read_models (models, models->docs[0], error)
      || (models->docs[1] != NULL && !read_models (models, models->docs[1], error)))
    return NULL;
  return g_steal_pointer (&models);
}

const char *
lim_openai_models_default (const LimOpenaiModels *models)
{
  return models->standard;
}

const LimOpenaiModel *
lim_openai_models_find (const LimOpenaiModels *models, const char *name)
{
  for (guint i = 0; name != NULL && i < models->models->len; i++)
    if (strcmp (((LimOpenaiModel *) models->models->pdata[i])->name, name) == 0)
      return models->models->pdata[i];
  return NULL;
}

gboolean
lim_openai_takes (const LimOpenaiModel *model, const char *field)
{
  return model != NULL && g_strv_contains ((const char *const *) model->takes, field);
}

/* -- Sizes -- */

static double
shape (LimOpenaiSize size)
{
  return log ((double) size.width / size.height);
}

static double
area (LimOpenaiSize size)
{
  return (double) size.width * size.height;
}

static LimOpenaiSize
choose_of_list (const GArray *sizes, LimOpenaiSize asked)
{
  LimOpenaiSize best = g_array_index (sizes, LimOpenaiSize, 0);

  for (guint i = 1; i < sizes->len; i++)
    {
      LimOpenaiSize size = g_array_index (sizes, LimOpenaiSize, i);
      double closer = fabs (shape (best) - shape (asked)) - fabs (shape (size) - shape (asked));
      double nearer = fabs (log (area (best) / area (asked))) - fabs (log (area (size) / area (asked)));

      if (closer > 1e-9 || (closer > -1e-9 && nearer > 1e-9))
        best = size;
    }
  return best;
}

static gboolean
is_allowed (const LimOpenaiModel *model, LimOpenaiSize size)
{
  guint longer = MAX (size.width, size.height), shorter = MIN (size.width, size.height);

  return size.width % model->multiple == 0 && size.height % model->multiple == 0 && longer <= model->max_side
         && longer <= shorter * model->max_ratio + 1e-9 && area (size) >= (double) model->min_pixels
         && area (size) <= (double) model->max_pixels;
}

/* The multiple nearest to @side, which is at least one of them. */
static guint
round_side (const LimOpenaiModel *model, double side)
{
  return (guint) (MAX (1, round (side / (double) model->multiple)) * (double) model->multiple);
}

/* Scales to within the limits, then looks among the neighbours on the grid for the first that is allowed: rounding may
 * have led out again. */
static LimOpenaiSize
choose_any (const LimOpenaiModel *model, LimOpenaiSize asked)
{
  double width = asked.width, height = asked.height;
  double ratio = width / height;
  double least = sqrt (MAX ((double) model->min_pixels, 1)), most = sqrt ((double) model->max_pixels);

  ratio = CLAMP (ratio, 1 / model->max_ratio, model->max_ratio);
  double side = CLAMP (sqrt (width * height), least, most);
  width = side * sqrt (ratio);
  height = side / sqrt (ratio);
  double over = MAX (MAX (width, height) / (double) model->max_side, 1);

  LimOpenaiSize base = { round_side (model, width / over), round_side (model, height / over) };
  for (guint far = 0; far <= 3; far++)
    for (gint dx = -(gint) far; dx <= (gint) far; dx++)
      for (gint dy = -(gint) far; dy <= (gint) far; dy++)
        {
          gint64 w = base.width + dx * model->multiple, h = base.height + dy * model->multiple;
          LimOpenaiSize size = { (guint) MAX (w, model->multiple), (guint) MAX (h, model->multiple) };

          if (is_allowed (model, size))
            return size;
        }
  return base;
}

LimOpenaiSize
lim_openai_choose_size (const LimOpenaiModel *model, LimOpenaiSize asked)
{
  if (model == NULL || asked.width == 0 || asked.height == 0)
    return asked;
  if (model->sizes->len > 0)
    return choose_of_list (model->sizes, asked);
  if (!model->any_size || is_allowed (model, asked))
    return asked;
  return choose_any (model, asked);
}

/* -- Prices -- */

/* Pictures are sold as tokens: a grid as fine as the quality, stretched to the shape, and dearer with the area. The
 * formula agrees with the two figures that are documented (provider-protocols, 4.6). */
static gboolean
price_by_tokens (const LimJson *rule, const char *quality, LimOpenaiSize size, double *dollars)
{
  double grid = lim_json_get_double (lim_json_get (rule, "grid"), quality, 0);
  double per_million = lim_json_get_double (rule, "dollars_per_million", 0);
  double longer = MAX (size.width, size.height), shorter = MIN (size.width, size.height);

  if (!(grid > 0) || !(per_million > 0) || longer <= 0)
    return FALSE;
  *dollars = ceil (grid * round (grid * shorter / longer) * (2e6 + area (size)) / 4e6) * per_million / 1e6;
  return isfinite (*dollars);
}

gboolean
lim_openai_price (const LimOpenaiModel *model, const char *quality, LimOpenaiSize size, double *dollars)
{
  g_autofree char *name = g_strdup_printf ("%ux%u", size.width, size.height);
  const LimJson *price;

  if (model == NULL || quality == NULL)
    return FALSE;
  price = lim_json_path (model->row, "prices", quality, name, NULL);
  if (lim_json_double (price, dollars))
    return isfinite (*dollars) && *dollars >= 0;
  return price_by_tokens (lim_json_get (model->row, "tokens"), quality, size, dollars);
}
