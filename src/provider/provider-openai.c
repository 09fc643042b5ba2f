/* provider-openai.c: OpenAI's Images API and the many servers that speak it. What becomes of one image is the matter of
 * provider-openai-job.c; what is known of models, of provider-openai-models.c.
 *
 * There is no seed, no negative prompt, no sampler and no denoise: the record's numbers for those say what was asked, and
 * the picture cannot be made again. */

#include "provider-openai-private.h"

#include "base-text.h"

#include <string.h>

#define EXAMPLE "https://" LIM_OPENAI_HOST "/v1"
#define CALL_TIMEOUT 30u /* seconds of silence in the small calls */

static const LimOptionRow openai_options[] = {
  { .name = "base-url",
    .type = LIM_OPTION_STRING,
    .fallback = EXAMPLE,
    .placeholder = "URL",
    .help = "where the server is; the environment's OPENAI_BASE_URL wins" },
  { .name = "model",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "model, unless the pack's checkpoint names one that is known; else the default of the known ones" },
  { .name = "quality",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("low", "medium", "high", "xhigh", "max", "auto", "standard", "hd"),
    .placeholder = "NAME",
    .help = "how much work, and money, goes into an image; else the model's usual one" },
  { .name = "background",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("transparent", "opaque", "auto"),
    .placeholder = "NAME",
    .help = "what lies behind" },
  { .name = "output-format",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("png", "jpeg", "webp"),
    .placeholder = "NAME",
    .help = "kind of file; the server's own is png" },
  { .name = "moderation",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("auto", "low"),
    .placeholder = "NAME",
    .help = "how strictly the server looks at what is shown" },
  { .name = "slots",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = 64,
    .fallback = "2",
    .placeholder = "N",
    .help = "images asked for at once" },
  { .name = "timeout",
    .type = LIM_OPTION_DOUBLE,
    .min = 1,
    .max = 86400,
    .fallback = "600",
    .placeholder = "SECONDS",
    .help = "longest silence of the server while it makes an image" },
  { .name = "key-file",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "file of mode 0600 with the key, where OPENAI_API_KEY is not set" },
  { .name = "models-file",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "what is known of models, laid over what limner knows; else ~/.config/limner/openai-models.json" },
  { 0 },
};

static const LimProviderKeyRule key_rule = { .name = "openai",
                                             .variable = "OPENAI_API_KEY",
                                             .home = LIM_OPENAI_HOST };

static void
openai_close (gpointer state)
{
  LimOpenai *openai = state;

  lim_web_address_clear (&openai->address);
  lim_provider_key_clear (&openai->key);
  g_clear_pointer (&openai->models, lim_openai_models_free);
  g_strfreev (openai->has);
  g_mutex_clear (&openai->lock);
  g_free (openai);
}

static gboolean
open_address (LimOpenai *openai, GError **error)
{
  const char *environment = g_getenv ("OPENAI_BASE_URL");
  gboolean named = environment != NULL && *environment != '\0';
  const char *text = named ? environment : lim_settings_string (openai->settings, "base-url");
  const char *where = named ? "the environment's OPENAI_BASE_URL" : "providers.openai.base_url in limner.yaml";

  if (!lim_web_address_read (&openai->address, text, where, EXAMPLE, error))
    return FALSE;

  const LimProviderKeyTarget target = { openai->address.host, openai->address.local, openai->address.secure, named };
  openai->row = (LimProviderServer){ openai->address.url, (guint) lim_settings_int (openai->settings, "slots") };
  return lim_provider_key_find (&key_rule, &target, lim_settings_string (openai->settings, "key-file"), &openai->key,
                                error);
}

static gpointer
openai_open (const LimSettings *settings, GError **error)
{
  LimOpenai *openai = g_new0 (LimOpenai, 1);

  g_mutex_init (&openai->lock);
  openai->settings = settings;
  openai->models = lim_openai_models_load (lim_settings_string (settings, "models-file"), error);
  if (openai->models != NULL && open_address (openai, error))
    return openai;
  openai_close (openai);
  return NULL;
}

static const LimProviderServer *
openai_servers (gpointer state, guint *n)
{
  *n = 1;
  return &((LimOpenai *) state)->row;
}

/* -- Calls -- */

LimHttpResponse *
lim_openai_call (const LimOpenai *openai, const char *path, GBytes *body, const char *content_type, guint timeout_s,
                 gsize max_size, LimHttpOutcome *outcome, GCancellable *cancellable, GError **error)
{
  const LimHttpRequest request = {
    .content_type = content_type,
    .body = body,
    .timeout_s = timeout_s,
    .max_size = max_size,
    .outcome = outcome,
  };

  return lim_web_call (&openai->address, &openai->key, path, request, cancellable, error);
}

/* Asks for the models it has; a server that does not tell leaves openai->has NULL. */
static gboolean
ask_models (LimOpenai *openai, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimHttpResponse) answer =
      lim_openai_call (openai, "/models", NULL, NULL, CALL_TIMEOUT, LIM_OPENAI_MAX_ANSWER, NULL, cancellable, &cause);
  g_auto (LimRenderReply) reply = { 0 };

  if (answer == NULL && g_cancellable_is_cancelled (cancellable))
    return lim_fail (error, LIM_ERROR_CANCELLED, "stopped");
  if (answer == NULL)
    return lim_fail (error, LIM_ERROR_PROVIDER,
                     "nobody answers at %s (%s). Set providers.openai.base_url in limner.yaml or the environment's "
                     "OPENAI_BASE_URL",
                     openai->address.url, cause->message);
  if (answer->status == 401 || answer->status == 429 || answer->status >= 500)
    return lim_openai_fail_status (answer, openai->address.url, &openai->key, "", NULL, &reply, error);

  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&openai->lock);
  g_strfreev (openai->has);
  openai->has = lim_web_is_good (answer) ? lim_openai_read_models (answer->body) : NULL;
  openai->asked = TRUE;
  return TRUE;
}

static gboolean
openai_probe (gpointer state, guint server G_GNUC_UNUSED, GCancellable *cancellable, char **about, GError **error)
{
  LimOpenai *openai = state;

  if (openai->key.header == NULL && strcmp (openai->address.host, LIM_OPENAI_HOST) == 0)
    return lim_fail (error, LIM_ERROR_PROVIDER, "there is no key for OpenAI. Put it into %s", openai->key.place);
  if (!ask_models (openai, cancellable, error))
    return FALSE;

  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&openai->lock);
  g_autofree char *models =
      openai->has != NULL ? lim_text_count (g_strv_length (openai->has), "model", NULL) : g_strdup ("models unknown");
  *about = g_strdup_printf ("%s, %s", openai->address.url, models);
  return TRUE;
}

static gboolean
openai_check (gpointer state, guint server G_GNUC_UNUSED, const LimRecipe *recipe, GCancellable *cancellable,
              GError **error)
{
  LimOpenai *openai = state;
  const LimOpenaiModel *model = lim_openai_models_find (openai->models, recipe->checkpoint);

  g_mutex_lock (&openai->lock);
  gboolean asked = openai->asked;
  g_mutex_unlock (&openai->lock);
  if (!asked && !ask_models (openai, cancellable, error))
    return FALSE;

  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&openai->lock);
  if (openai->has == NULL || openai->has[0] == NULL
      || g_strv_contains ((const char *const *) openai->has, recipe->checkpoint))
    return TRUE;

  g_autofree char *hint = lim_text_did_you_mean (recipe->checkpoint, (const char *const *) openai->has);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s has no model “%s”%s%s.%s Set providers.openai.model",
                   openai->address.url, recipe->checkpoint,
                   model != NULL && model->until != NULL ? "; OpenAI shut it down on " : "",
                   model != NULL && model->until != NULL ? model->until : "", hint);
}

/* -- Recipes -- */

/* The model takes the checkpoint's place, so that the record names it. A pack's checkpoint for another provider is not
 * one that is known. */
static void
choose_model (const LimOpenai *openai, LimRecipe *recipe)
{
  const char *model = lim_settings_string (openai->settings, "model");

  if (lim_openai_models_find (openai->models, recipe->checkpoint) != NULL)
    return;
  g_free (recipe->checkpoint);
  recipe->checkpoint = g_strdup (model != NULL ? model : lim_openai_models_default (openai->models));
}

static gboolean
check_quality (const LimOpenai *openai, const LimOpenaiModel *model, GError **error)
{
  const char *quality = lim_openai_quality (openai, model);

  if (quality == NULL || model == NULL || g_strv_contains ((const char *const *) model->qualities, quality))
    return TRUE;
  g_autofree char *known = lim_text_list ((const char *const *) model->qualities);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s does not know the quality “%s”; it knows %s", model->name, quality,
                   *known != '\0' ? known : "none");
}

static gboolean
check_option (const LimOpenai *openai, const LimOpenaiModel *model, const char *option, const char *field,
              GError **error)
{
  if (model == NULL || lim_settings_string (openai->settings, option) == NULL || lim_openai_takes (model, field))
    return TRUE;
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s takes no %s; remove it from providers.openai", model->name, field);
}

static gboolean
check_recipe (const LimOpenaiModel *model, const LimRecipe *recipe, GError **error)
{
  glong length = g_utf8_strlen (recipe->prompt, -1) + g_utf8_strlen (recipe->negative_prompt, -1);

  if (recipe->loras->len > 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "such servers know no LoRAs, and the recipe names “%s”",
                     g_array_index (recipe->loras, LimLora, 0).name);
  if (!lim_provider_check_source (recipe, error))
    return FALSE;
  if (model != NULL && recipe->source_image != NULL && !model->edits)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s cannot start from a picture", model->name);
  if (model != NULL && model->max_prompt > 0 && length > model->max_prompt)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s takes prompts of at most %" G_GINT64_FORMAT
                     " characters, what is not wanted included; found "
                     "%ld",
                     model->name, model->max_prompt, length);
  return TRUE;
}

static gboolean
openai_prepare (gpointer state, LimRecipe *recipe, GError **error)
{
  LimOpenai *openai = state;

  choose_model (openai, recipe);

  const LimOpenaiModel *model = lim_openai_models_find (openai->models, recipe->checkpoint);
  LimOpenaiSize size = lim_openai_choose_size (model, (LimOpenaiSize){ recipe->width, recipe->height });
  if (!check_quality (openai, model, error) || !check_option (openai, model, "background", "background", error)
      || !check_option (openai, model, "output-format", "output_format", error)
      || !check_option (openai, model, "moderation", "moderation", error) || !check_recipe (model, recipe, error))
    return FALSE;
  recipe->width = size.width;
  recipe->height = size.height;
  g_clear_pointer (&recipe->sampler, g_free);
  g_clear_pointer (&recipe->scheduler, g_free);
  return TRUE;
}

static gboolean
openai_price (gpointer state, const LimRecipe *recipe, double *dollars)
{
  const LimOpenai *openai = state;
  const LimOpenaiModel *model = lim_openai_models_find (openai->models, recipe->checkpoint);

  return lim_openai_price (model, lim_openai_quality (openai, model),
                           (LimOpenaiSize){ recipe->width, recipe->height }, dollars);
}

static void
openai_key (gpointer state, const char **from, const char **place)
{
  const LimOpenai *openai = state;

  *from = openai->key.from;
  *place = openai->key.place;
}

static const LimProviderVariable variables[] = { { "OPENAI_BASE_URL", "base-url" },
                                                 { "OPENAI_API_KEY", NULL },
                                                 { NULL } };

static const char *const connect[] = {
  "export OPENAI_API_KEY=…, or put the key into ~/.config/limner/keys/openai and chmod 600 it",
  "limner.yaml: providers: {openai: {model: gpt-image-2, quality: medium}}",
  "another server that speaks it: base_url: \"https://HOST/v1\", and its key in ~/.config/limner/keys/HOST",
  "limner config providers openai --probe tells whether the key is good and which models there are",
  "limner generate PACK --provider openai --dry-run estimates what it costs; without --dry-run it is spent",
  NULL,
};

const LimImageProvider lim_provider_openai = {
  .name = "openai",
  .help = "OpenAI's Images API, or a server that speaks it",
  .flags = LIM_PROVIDER_NETWORK,
  .options = openai_options,
  .variables = variables,
  .connect = connect,
  .key = openai_key,
  .open = openai_open,
  .close = openai_close,
  .servers = openai_servers,
  .prepare = openai_prepare,
  .compose = lim_openai_compose,
  .price = openai_price,
  .probe = openai_probe,
  .check = openai_check,
  .render = lim_openai_render,
};
