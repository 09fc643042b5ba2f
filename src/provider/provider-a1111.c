/* provider-a1111.c: servers that speak /sdapi/v1: AUTOMATIC1111's web UI, Forge, SD.Next, and stable-diffusion.cpp's
 * sd-server. What becomes of one image is the matter of provider-a1111-job.c. */

#include "provider-a1111-private.h"

#include "base-text.h"

#include <string.h>

#define EXAMPLE "http://127.0.0.1:7860"
#define MAX_SERVERS 64u

static const LimOptionRow a1111_options[] = {
  { .name = "url",
    .type = LIM_OPTION_STRING,
    .fallback = EXAMPLE,
    .placeholder = "URL",
    .help = "where the server is; the environment's A1111_URL wins" },
  { .name = "servers",
    .type = LIM_OPTION_LIST,
    .placeholder = "URL",
    .help = "several servers that share the work, in place of url" },
  { .name = "timeout",
    .type = LIM_OPTION_DOUBLE,
    .min = 0.01,
    .max = 86400,
    .fallback = "600",
    .placeholder = "SECONDS",
    .help = "longest wait for one image, the server's queue included" },
  { .name = "poll-interval",
    .type = LIM_OPTION_DOUBLE,
    .min = 0.01,
    .max = 60,
    .fallback = "1",
    .placeholder = "SECONDS",
    .help = "pause between two questions how far an image is" },
  { .name = "checkpoint",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "model for recipes that name none" },
  { .name = "sampler",
    .type = LIM_OPTION_STRING,
    .fallback = "Euler",
    .placeholder = "NAME",
    .help = "sampler for recipes that name none" },
  { .name = "scheduler",
    .type = LIM_OPTION_STRING,
    .fallback = LIM_A1111_AUTOMATIC,
    .placeholder = "NAME",
    .help = "scheduler for recipes that name none" },
  { .name = "key-file",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "file of mode 0600 with USER:PASSWORD, when the server wants a login" },
  { 0 },
};

static const LimProviderKeyRule key_rule = { .name = "a1111", .variable = "LIMNER_A1111_AUTH", .login = TRUE };

static void
a1111_close (gpointer state)
{
  LimA1111 *a1111 = state;

  for (guint i = 0; i < a1111->n_servers; i++)
    {
      lim_web_address_clear (&a1111->servers[i].address);
      lim_provider_key_clear (&a1111->servers[i].key);
      g_clear_pointer (&a1111->servers[i].catalogue, lim_a1111_catalogue_unref);
      g_free (a1111->servers[i].taken_back);
      g_mutex_clear (&a1111->servers[i].lock);
    }
  g_free (a1111->servers);
  g_free (a1111->rows);
  g_free (a1111);
}

/* -- Its servers -- */

static gboolean
add_server (LimA1111 *a1111, const char *url, const char *where, gboolean named, GError **error)
{
  LimA1111Server *server = &a1111->servers[a1111->n_servers];
  const char *file = lim_settings_string (a1111->settings, "key-file");

  g_mutex_init (&server->lock);
  a1111->n_servers++;
  if (!lim_web_address_read (&server->address, url, where, EXAMPLE, error))
    return FALSE;
  for (guint i = 0; i + 1 < a1111->n_servers; i++)
    if (strcmp (a1111->servers[i].address.url, server->address.url) == 0)
      return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s lists %s twice", where, server->address.url);

  const LimProviderKeyTarget target = { server->address.host, server->address.local, server->address.secure, named };
  a1111->rows[a1111->n_servers - 1] = (LimProviderServer){ server->address.url, 1 };
  return lim_provider_key_find (&key_rule, &target, file, &server->key, error);
}

static gpointer
a1111_open (const LimSettings *settings, GError **error)
{
  LimA1111 *a1111 = g_new0 (LimA1111, 1);
  const char *where;
  g_auto (GStrv) urls = lim_web_choose_addresses (settings, "a1111", "A1111_URL", &where);
  guint n = g_strv_length (urls);
  gboolean well = n <= MAX_SERVERS;

  a1111->settings = settings;
  a1111->servers = g_new0 (LimA1111Server, MAX (n, 1));
  a1111->rows = g_new0 (LimProviderServer, MAX (n, 1));
  if (!well)
    lim_fail (error, LIM_ERROR_BAD_INPUT, "%s lists %u servers; at most %u are used", where, n, MAX_SERVERS);
  for (guint i = 0; well && i < n; i++)
    well = add_server (a1111, g_strstrip (urls[i]), where, g_str_has_prefix (where, "the environment"), error);
  if (well)
    return a1111;
  a1111_close (a1111);
  return NULL;
}

static const LimProviderServer *
a1111_servers (gpointer state, guint *n)
{
  LimA1111 *a1111 = state;

  *n = a1111->n_servers;
  return a1111->rows;
}

/* -- Asking -- */

static gboolean
a1111_probe (gpointer state, guint index, GCancellable *cancellable, char **about, GError **error)
{
  LimA1111Server *server = &((LimA1111 *) state)->servers[index];
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (LimA1111Catalogue) catalogue = lim_a1111_catalogue (server, TRUE, cancellable, &reply, error);

  if (catalogue == NULL)
    return FALSE;

  g_autofree char *models = lim_text_count (catalogue->names[LIM_A1111_MODELS]->len, "checkpoint", NULL);
  g_autofree char *samplers = lim_text_count (catalogue->names[LIM_A1111_SAMPLERS]->len, "sampler", NULL);
  *about =
      g_strdup_printf ("%s at %s, %s, %s%s", catalogue->tells_progress ? "web UI" : "sd-server", server->address.url,
                       models, samplers, catalogue->tells_progress ? "" : ", no progress and no interrupt");
  return TRUE;
}

static gboolean
a1111_check (gpointer state, guint index, const LimRecipe *recipe, GCancellable *cancellable, GError **error)
{
  LimA1111Server *server = &((LimA1111 *) state)->servers[index];
  g_auto (LimRenderReply) reply = { 0 };
  g_auto (LimA1111Meaning) meaning = { 0 };
  g_autoptr (LimA1111Catalogue) catalogue = lim_a1111_catalogue (server, FALSE, cancellable, &reply, error);

  return catalogue != NULL && lim_a1111_understand (server, catalogue, recipe, &meaning, error);
}

/* -- Recipes -- */

static void
translate (char **text, LimA1111Kind kind)
{
  char *ours = g_strdup (lim_a1111_translate (kind, *text));

  g_free (*text);
  *text = ours;
}

static gboolean
check_size (const LimRecipe *recipe, GError **error)
{
  if (recipe->width % 8 == 0 && recipe->height % 8 == 0 && recipe->width >= 64 && recipe->height >= 64)
    return TRUE;
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "such servers make images from 64 pixels a side on, in steps of 8, found %u × %u; the next is "
                   "%u × %u",
                   recipe->width, recipe->height, MAX (64, (recipe->width + 4) / 8 * 8),
                   MAX (64, (recipe->height + 4) / 8 * 8));
}

static gboolean
check_loras (const LimRecipe *recipe, GError **error)
{
  for (guint i = 0; i < recipe->loras->len; i++)
    {
      const char *name = g_array_index (recipe->loras, LimLora, i).name;

      if (strpbrk (name, "<>:") != NULL)
        return lim_fail (error, LIM_ERROR_BAD_INPUT,
                         "the LoRA “%s” has a sign in its name that cannot stand in <lora:…>; rename its file", name);
    }
  return TRUE;
}

static gboolean
a1111_prepare (gpointer state, LimRecipe *recipe, GError **error)
{
  LimA1111 *a1111 = state;

  lim_provider_fill (&recipe->checkpoint, a1111->settings, "checkpoint");
  lim_provider_fill (&recipe->sampler, a1111->settings, "sampler");
  lim_provider_fill (&recipe->scheduler, a1111->settings, "scheduler");
  translate (&recipe->sampler, LIM_A1111_SAMPLERS);
  translate (&recipe->scheduler, LIM_A1111_SCHEDULERS);
  if (recipe->checkpoint == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "no checkpoint is named. Set defaults.checkpoint in the pack or providers.a1111.checkpoint in "
                     "limner.yaml; `limner config providers a1111 --probe` lists what the server has");
  if (recipe->seed > G_MAXINT64)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "seed %" G_GUINT64_FORMAT " is too large for such servers; the largest is %" G_GINT64_FORMAT,
                     recipe->seed, G_MAXINT64);
  return lim_provider_check_source (recipe, error) && check_size (recipe, error) && check_loras (recipe, error);
}

static void
a1111_key (gpointer state, const char **from, const char **place)
{
  const LimA1111 *a1111 = state;

  *from = a1111->servers[0].key.from;
  *place = a1111->servers[0].key.place;
}

static const LimProviderVariable variables[] = { { "A1111_URL", "url" }, { "LIMNER_A1111_AUTH", NULL }, { NULL } };

static const char *const connect[] = {
  "start the server with its API: AUTOMATIC1111 and Forge with --api, SD.Next as it is, sd-server as it is",
  "limner.yaml: providers: {a1111: {url: \"http://127.0.0.1:7860\", checkpoint: NAME}}",
  "several servers: servers: [\"http://gpu1:7860\", \"http://gpu2:7860\"] in place of url",
  "a login (--api-auth): export LIMNER_A1111_AUTH=USER:PASSWORD, or a key file of mode 0600",
  "limner config providers a1111 --probe, then limner generate PACK --provider a1111",
  NULL,
};

const LimImageProvider lim_provider_a1111 = {
  .name = "a1111",
  .help = "AUTOMATIC1111's web UI, Forge, SD.Next or sd-server",
  .flags = LIM_PROVIDER_NETWORK | LIM_PROVIDER_SEED,
  .options = a1111_options,
  .variables = variables,
  .connect = connect,
  .key = a1111_key,
  .open = a1111_open,
  .close = a1111_close,
  .servers = a1111_servers,
  .prepare = a1111_prepare,
  .probe = a1111_probe,
  .check = a1111_check,
  .render = lim_a1111_render,
  .cancel = lim_a1111_cancel,
};
