#include "provider-a1111-reply.h"

#include "base-text.h"
#include "provider-web.h"

#include <math.h>
#include <string.h>

#define MAX_NAMES 20000u
#define MAX_PREVIEW (8u << 20)

/* -- Names -- */

/* The members that name a thing; the first is what a request calls it. */
static const struct
{
  const char *what;
  const char *keys[4];
  const char *aliases; /* a list of more */
} kinds[] = {
  [LIM_A1111_MODELS] = { "/sdapi/v1/sd-models", { "title", "model_name", "filename", "hash" }, NULL },
  [LIM_A1111_SAMPLERS] = { "/sdapi/v1/samplers", { "name" }, "aliases" },
  [LIM_A1111_SCHEDULERS] = { "/sdapi/v1/schedulers", { "name", "label" }, "aliases" },
  [LIM_A1111_LORAS] = { "/sdapi/v1/loras", { "name", "alias", "path" }, NULL },
};

static void
name_free (gpointer data)
{
  LimA1111Name *name = data;

  g_free (name->send);
  g_strfreev (name->known);
  g_free (name);
}

/* “sd_xl_base_1.0.safetensors [31e35c80fc]” is also known without its hash. */
static char *
without_hash (const char *title)
{
  const char *bracket = strstr (title, " [");

  return bracket != NULL && g_str_has_suffix (title, "]") ? g_strndup (title, (gsize) (bracket - title)) : NULL;
}

static void
add_known (GPtrArray *known, const char *text)
{
  if (text != NULL && *text != '\0' && !g_ptr_array_find_with_equal_func (known, text, g_str_equal, NULL))
    g_ptr_array_add (known, g_strdup (text));
}

static LimA1111Name *
read_name (const LimJson *entry, LimA1111Kind kind)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (g_free);
  const char *send = lim_json_get_string (entry, kinds[kind].keys[0]);
  g_autofree char *bare = send != NULL ? without_hash (send) : NULL;

  if (send == NULL || *send == '\0')
    return NULL;
  add_known (known, bare);
  for (guint i = 0; i < G_N_ELEMENTS (kinds[kind].keys) && kinds[kind].keys[i] != NULL; i++)
    add_known (known, lim_json_get_string (entry, kinds[kind].keys[i]));
  for (const LimJson *alias = kinds[kind].aliases != NULL ? lim_json_first (lim_json_get (entry, kinds[kind].aliases))
                                                          : NULL;
       alias != NULL; alias = lim_json_next (alias))
    add_known (known, lim_json_string (alias));

  LimA1111Name *name = g_new0 (LimA1111Name, 1);
  name->send = g_strdup (send);
  g_ptr_array_add (known, NULL);
  name->known = (char **) g_ptr_array_steal (known, NULL);
  return name;
}

GPtrArray *
lim_a1111_read_names (GBytes *body, LimA1111Kind kind, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_web_parse (body, kinds[kind].what, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (name_free);

  if (doc == NULL)
    return NULL;
  if (!lim_json_is (lim_json_root (doc), LIM_JSON_ARRAY))
    return lim_fail_null (error, LIM_ERROR_PROVIDER,
                          "%s answered no list; is it really a server of the AUTOMATIC1111 kind?", kinds[kind].what);
  for (const LimJson *entry = lim_json_first (lim_json_root (doc)); entry != NULL && names->len < MAX_NAMES;
       entry = lim_json_next (entry))
    {
      LimA1111Name *name = read_name (entry, kind);

      if (name != NULL)
        g_ptr_array_add (names, name);
    }
  return g_steal_pointer (&names);
}

static const char *const endings[] = { ".safetensors", ".ckpt", ".pt", ".gguf", ".sft" };

/* The form in which spellings of the same name are alike. */
static char *
to_plain (const char *name)
{
  const char *slash = strrchr (name, '/');
  const char *backslash = strrchr (slash != NULL ? slash : name, '\\');
  g_autofree char *low = g_utf8_strdown (backslash != NULL ? backslash + 1 : slash != NULL ? slash + 1 : name, -1);
  GString *plain = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (low, endings[i]))
      {
        low[strlen (low) - strlen (endings[i])] = '\0';
        break;
      }
  for (const char *at = low; *at != '\0'; at++)
    if (strchr (" _-", *at) == NULL)
      g_string_append_c (plain, *at);
  return g_string_free (plain, FALSE);
}

static gboolean
is_known_as (const LimA1111Name *name, const char *asked, gboolean plain)
{
  for (guint i = 0; name->known[i] != NULL; i++)
    {
      g_autofree char *own = plain ? to_plain (name->known[i]) : NULL;

      if (strcmp (own != NULL ? own : name->known[i], asked) == 0)
        return TRUE;
    }
  return FALSE;
}

const LimA1111Name *
lim_a1111_find (const GPtrArray *names, const char *asked)
{
  g_autofree char *plain = to_plain (asked);
  const LimA1111Name *found = NULL;

  for (guint i = 0; i < names->len; i++)
    if (is_known_as (names->pdata[i], asked, FALSE))
      return names->pdata[i];
  for (guint i = 0; *plain != '\0' && i < names->len; i++)
    if (is_known_as (names->pdata[i], plain, TRUE))
      {
        if (found != NULL)
          return NULL;
        found = names->pdata[i];
      }
  return found;
}

const char **
lim_a1111_list_known (const GPtrArray *names)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; i < names->len; i++)
    for (char **known = ((const LimA1111Name *) names->pdata[i])->known; *known != NULL; known++)
      g_ptr_array_add (list, *known);
  g_ptr_array_add (list, NULL);
  return (const char **) g_ptr_array_steal (list, NULL);
}

/* What packs written for ComfyUI say. */
static const struct
{
  LimA1111Kind kind;
  const char *theirs, *ours;
} translations[] = {
  { LIM_A1111_SAMPLERS, "euler", "Euler" },
  { LIM_A1111_SAMPLERS, "euler_ancestral", "Euler a" },
  { LIM_A1111_SAMPLERS, "heun", "Heun" },
  { LIM_A1111_SAMPLERS, "lms", "LMS" },
  { LIM_A1111_SAMPLERS, "dpm_2", "DPM2" },
  { LIM_A1111_SAMPLERS, "dpm_2_ancestral", "DPM2 a" },
  { LIM_A1111_SAMPLERS, "dpm_fast", "DPM fast" },
  { LIM_A1111_SAMPLERS, "dpm_adaptive", "DPM adaptive" },
  { LIM_A1111_SAMPLERS, "dpmpp_2s_ancestral", "DPM++ 2S a" },
  { LIM_A1111_SAMPLERS, "dpmpp_sde", "DPM++ SDE" },
  { LIM_A1111_SAMPLERS, "dpmpp_2m", "DPM++ 2M" },
  { LIM_A1111_SAMPLERS, "dpmpp_2m_sde", "DPM++ 2M SDE" },
  { LIM_A1111_SAMPLERS, "dpmpp_3m_sde", "DPM++ 3M SDE" },
  { LIM_A1111_SAMPLERS, "ddim", "DDIM" },
  { LIM_A1111_SAMPLERS, "uni_pc", "UniPC" },
  { LIM_A1111_SAMPLERS, "lcm", "LCM" },
  { LIM_A1111_SCHEDULERS, "normal", "Normal" },
  { LIM_A1111_SCHEDULERS, "karras", "Karras" },
  { LIM_A1111_SCHEDULERS, "exponential", "Exponential" },
  { LIM_A1111_SCHEDULERS, "sgm_uniform", "SGM Uniform" },
  { LIM_A1111_SCHEDULERS, "simple", "Simple" },
  { LIM_A1111_SCHEDULERS, "ddim_uniform", "DDIM" },
  { LIM_A1111_SCHEDULERS, "beta", "Beta" },
};

const char *
lim_a1111_translate (LimA1111Kind kind, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (translations); i++)
    if (translations[i].kind == kind && strcmp (translations[i].theirs, name) == 0)
      return translations[i].ours;
  return name;
}

/* -- Results -- */

void
lim_a1111_result_clear (LimA1111Result *result)
{
  g_clear_pointer (&result->image, g_bytes_unref);
  g_clear_pointer (&result->seed, g_free);
  g_clear_pointer (&result->sampler, g_free);
  g_clear_pointer (&result->model, g_free);
  g_clear_pointer (&result->model_hash, g_free);
}

static const LimJson *
element (const LimJson *list, gint64 index)
{
  const LimJson *at = lim_json_first (list);

  while (at != NULL && index-- > 0)
    at = lim_json_next (at);
  return at;
}

/* “Model: x” on the last line of the text that goes into the picture, for servers that say it nowhere else. */
static char *
read_infotext (const LimJson *info, const char *key)
{
  const char *text = lim_json_string (lim_json_first (lim_json_get (info, "infotexts")));
  const char *line = text != NULL ? strrchr (text, '\n') : NULL;
  g_autofree char *needle = g_strdup_printf (", %s: ", key);
  const char *at = line != NULL ? strstr (line, needle) : NULL;

  if (at == NULL)
    return NULL;
  at += strlen (needle);
  return *at == '"' ? NULL : g_strndup (at, strcspn (at, ","));
}

static char *
take_text (const LimJson *info, const char *key, const char *in_picture)
{
  const char *text = lim_json_get_string (info, key);

  if (text != NULL && *text != '\0')
    return g_strdup (text);
  return in_picture != NULL ? read_infotext (info, in_picture) : NULL;
}

static char *
take_seed (const LimJson *info)
{
  const LimJson *first = lim_json_first (lim_json_get (info, "all_seeds"));
  gsize length;
  const char *digits = lim_json_number_text (first != NULL ? first : lim_json_get (info, "seed"), &length);

  return digits != NULL ? g_strndup (digits, length) : NULL;
}

/* `info` is JSON inside a text, and may be empty. */
static void
read_info (const LimJson *root, LimA1111Result *result, gint64 *first)
{
  const char *text = lim_json_get_string (root, "info");
  g_autoptr (LimJsonDoc) doc = text != NULL && *text != '\0' ? lim_json_parse ("info", text, -1, NULL) : NULL;
  const LimJson *info = doc != NULL ? lim_json_root (doc) : lim_json_get (root, "info");

  *first = lim_json_get_int (info, "index_of_first_image", 0);
  result->seed = take_seed (info);
  result->width = lim_json_get_int (info, "width", 0);
  result->height = lim_json_get_int (info, "height", 0);
  result->sampler = take_text (info, "sampler_name", "Sampler");
  result->model = take_text (info, "sd_model_name", "Model");
  result->model_hash = take_text (info, "sd_model_hash", "Model hash");
}

gboolean
lim_a1111_read_result (GBytes *body, LimA1111Result *result, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_web_parse (body, "the server", error);
  gint64 first = 0;

  if (doc == NULL)
    return FALSE;

  const LimJson *images = lim_json_get (lim_json_root (doc), "images");
  lim_a1111_result_clear (result);
  read_info (lim_json_root (doc), result, &first);
  if (!lim_json_is (images, LIM_JSON_ARRAY))
    return lim_fail (error, LIM_ERROR_PROVIDER,
                     "the answer has no “images”; is it really a server of the AUTOMATIC1111 kind?");

  const char *text = lim_json_string (element (images, MAX (first, 0)));
  if (text == NULL)
    return lim_fail (error, LIM_ERROR_PROVIDER,
                     "the server made no picture: it failed or was interrupted; its own log says why");
  result->image = lim_web_decode (text);
  if (result->image == NULL)
    return lim_fail (error, LIM_ERROR_PROVIDER, "the picture in the answer is no base64");
  return TRUE;
}

static gboolean
fail_other (GError **error, const char *what, const char *asked, const char *got, const char *advice)
{
  return lim_fail (error, LIM_ERROR_PROVIDER, "asked for %s “%s”, the server took “%s” and did not say so. %s", what,
                   asked, got, advice);
}

static gboolean
check_size (const LimA1111Result *result, const LimRecipe *recipe, GError **error)
{
  if ((result->width == 0 || result->width == recipe->width)
      && (result->height == 0 || result->height == recipe->height))
    return TRUE;
  return lim_fail (error, LIM_ERROR_PROVIDER,
                   "asked for %u × %u pixels, the server made %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT,
                   recipe->width, recipe->height, result->width, result->height);
}

static gboolean
is_model (const LimA1111Result *result, const LimA1111Name *model)
{
  g_autofree char *got = to_plain (result->model);

  return is_known_as (model, result->model, FALSE) || is_known_as (model, got, TRUE)
         || (result->model_hash != NULL && is_known_as (model, result->model_hash, FALSE));
}

static gboolean
is_sampler (const char *got, const char *asked, const LimA1111Name *sampler)
{
  g_autofree char *plain = to_plain (got);
  g_autofree char *plain_asked = to_plain (asked);

  return strcmp (plain, plain_asked) == 0 || (sampler != NULL && is_known_as (sampler, plain, TRUE));
}

gboolean
lim_a1111_check_result (const LimA1111Result *result, const LimRecipe *recipe, const LimA1111Name *model,
                        const LimA1111Name *sampler, GError **error)
{
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, recipe->seed);

  if (!check_size (result, recipe, error))
    return FALSE;
  if (result->seed != NULL && strcmp (result->seed, seed) != 0)
    return fail_other (error, "seed", seed, result->seed, "A picture of another seed is another picture");
  if (result->model != NULL && model != NULL && !is_model (result, model))
    return fail_other (error, "checkpoint", recipe->checkpoint, result->model,
                       "Somebody may have changed it meanwhile; make sure that nobody else uses the server");
  if (result->sampler != NULL && recipe->sampler != NULL && !is_sampler (result->sampler, recipe->sampler, sampler))
    return fail_other (error, "sampler", recipe->sampler, result->sampler,
                       "Name one that `limner config providers a1111 --probe` lists");
  return TRUE;
}

/* -- Progress -- */

void
lim_a1111_progress_clear (LimA1111Progress *progress)
{
  g_clear_pointer (&progress->run, g_free);
  g_clear_pointer (&progress->preview, g_bytes_unref);
}

static GBytes *
read_preview (const char *text)
{
  g_autoptr (GBytes) preview = text != NULL && strlen (text) < MAX_PREVIEW ? lim_web_decode (text) : NULL;

  return g_steal_pointer (&preview);
}

gboolean
lim_a1111_read_progress (GBytes *body, gboolean internal, LimA1111Progress *progress)
{
  g_autoptr (LimJsonDoc) doc = lim_web_parse (body, "progress", NULL);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const LimJson *state = lim_json_get (root, "state");
  const char *stamp = lim_json_get_string (state, "job_timestamp");
  const char *id = lim_json_get_string (root, "id");
  double share = lim_json_get_double (root, "progress", 0);

  lim_a1111_progress_clear (progress);
  if (internal ? !lim_json_is (root, LIM_JSON_OBJECT) || lim_json_is_null (lim_json_get (root, "active"))
               : !lim_json_is (state, LIM_JSON_OBJECT))
    return FALSE;
  progress->share = isfinite (share) ? CLAMP (share, 0, 1) : 0;
  progress->mine = internal && lim_json_get_bool (root, "active", FALSE);
  progress->busy = progress->mine || progress->share > 0 || lim_json_get_int (state, "job_count", 0) != 0;
  progress->run = id != NULL ? g_strdup (id) : g_strdup (stamp);
  progress->preview = read_preview (lim_json_get_string (root, internal ? "live_preview" : "current_image"));
  return TRUE;
}
