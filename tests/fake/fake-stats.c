#include "fake-stats.h"

#include "fake-gpu.h"
#include "fake-json.h"
#include "fake-picture.h"
#include "fake-socket.h"

#include <string.h>

typedef struct
{
  char *id, *client, *identity, *body;
  const char *state;               /* pending, running, or how it ended */
  double accepted, started, ended; /* steady milliseconds; 0: not yet */
  gboolean forgotten;
  guint delivered; /* times that a client got a picture of it whole */
} Prompt;

typedef struct
{
  guint renders, forgotten;
  guint delivered;
  guint lost; /* forgotten before it was delivered */
} Identity;

struct FakeStats
{
  GPtrArray *prompts;     /* of Prompt */
  GHashTable *by_id;      /* id → the last Prompt with it */
  GHashTable *by_file;    /* path → the Prompt that saved it */
  GHashTable *renders;    /* prompt id → count */
  GHashTable *identities; /* → Identity */
  GHashTable *paths;      /* “METHOD /first” → count */
  GPtrArray *requests;    /* JSON texts */
  GPtrArray *uploads, *interrupts, *deleted;
  guint64 received, sent;
  double since;
};

static void
prompt_free (gpointer data)
{
  Prompt *prompt = data;

  g_free (prompt->id);
  g_free (prompt->client);
  g_free (prompt->identity);
  g_free (prompt->body);
  g_free (prompt);
}

FakeStats *
fake_stats_new (void)
{
  FakeStats *stats = g_new0 (FakeStats, 1);

  stats->prompts = g_ptr_array_new_with_free_func (prompt_free);
  stats->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  stats->by_file = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  stats->renders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  stats->identities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  stats->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  stats->requests = g_ptr_array_new_with_free_func (g_free);
  stats->uploads = g_ptr_array_new_with_free_func (g_free);
  stats->interrupts = g_ptr_array_new_with_free_func (g_free);
  stats->deleted = g_ptr_array_new_with_free_func (g_free);
  stats->since = fake_steady_ms ();
  return stats;
}

void
fake_stats_free (FakeStats *stats)
{
  g_hash_table_unref (stats->by_id);
  g_hash_table_unref (stats->by_file);
  g_hash_table_unref (stats->renders);
  g_hash_table_unref (stats->identities);
  g_hash_table_unref (stats->paths);
  g_ptr_array_unref (stats->prompts);
  g_ptr_array_unref (stats->requests);
  g_ptr_array_unref (stats->uploads);
  g_ptr_array_unref (stats->interrupts);
  g_ptr_array_unref (stats->deleted);
  g_free (stats);
}

/* -- Counting -- */

static void
count (GHashTable *table, const char *key)
{
  guint so_far = GPOINTER_TO_UINT (g_hash_table_lookup (table, key));

  g_hash_table_insert (table, g_strdup (key), GUINT_TO_POINTER (so_far + 1));
}

static void
add_header (const char *name, const char *value, gpointer data)
{
  lim_json_set_string (data, name, value);
}

void
fake_stats_request (FakeRequest *request)
{
  FakeStats *stats = request->fake->stats;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("request");
  GUri *uri = soup_server_message_get_uri (request->message);
  LimJson *headers = lim_json_new_object (doc);
  g_auto (GStrv) parts = g_strsplit (request->path, "/", 4);
  g_autofree char *shown =
      g_strdup_printf ("%s /%s", request->method, parts[0] != NULL && parts[1] != NULL ? parts[1] : "");

  soup_message_headers_foreach (soup_server_message_get_request_headers (request->message), add_header, headers);
  g_ptr_array_add (stats->requests,
                   fake_json_text (fake_object (doc, "method:s path:s query:s headers:j", request->method,
                                                request->path, g_uri_get_query (uri), headers)));
  count (stats->paths, shown);
  stats->received += g_bytes_get_size (request->body);
}

void
fake_stats_bytes (Fake *fake, gsize sent)
{
  fake->stats->sent += sent;
}

void
fake_stats_prompt (Fake *fake, const char *id, const char *client, const char *identity, const LimJson *body)
{
  Prompt *prompt = g_new0 (Prompt, 1);

  prompt->id = g_strdup (id);
  prompt->client = g_strdup (client);
  prompt->identity = g_strdup (identity);
  prompt->body = fake_json_text (body);
  prompt->state = "pending";
  prompt->accepted = fake_steady_ms ();
  g_ptr_array_add (fake->stats->prompts, prompt);
  g_hash_table_insert (fake->stats->by_id, prompt->id, prompt);
}

void
fake_stats_started (Fake *fake, const char *id)
{
  Prompt *prompt = g_hash_table_lookup (fake->stats->by_id, id);

  prompt->state = "running";
  prompt->started = fake_steady_ms ();
}

static Identity *
identity_of (FakeStats *stats, const char *text)
{
  Identity *identity = g_hash_table_lookup (stats->identities, text);

  if (identity == NULL)
    {
      identity = g_new0 (Identity, 1);
      g_hash_table_insert (stats->identities, g_strdup (text), identity);
    }
  return identity;
}

void
fake_stats_render (Fake *fake, const char *identity)
{
  identity_of (fake->stats, identity)->renders++;
}

void
fake_stats_ended (Fake *fake, const char *id, const char *how)
{
  Prompt *prompt = g_hash_table_lookup (fake->stats->by_id, id);

  prompt->state = how;
  prompt->ended = fake_steady_ms ();
  if (strcmp (how, "success") != 0)
    return;
  count (fake->stats->renders, id);
  fake_stats_render (fake, prompt->identity);
}

void
fake_stats_saved (Fake *fake, const char *id, const char *path)
{
  g_hash_table_insert (fake->stats->by_file, g_strdup (path), g_hash_table_lookup (fake->stats->by_id, id));
}

void
fake_stats_delivered (Fake *fake, const char *path)
{
  Prompt *prompt = g_hash_table_lookup (fake->stats->by_file, path);

  if (prompt == NULL)
    return;
  prompt->delivered++;
  identity_of (fake->stats, prompt->identity)->delivered++;
}

static void
forget (FakeStats *stats, Prompt *prompt)
{
  gboolean rendered = strcmp (prompt->state, "success") == 0;

  if (rendered && !prompt->forgotten)
    {
      identity_of (stats, prompt->identity)->forgotten++;
      identity_of (stats, prompt->identity)->lost += prompt->delivered == 0;
    }
  prompt->forgotten = TRUE;
  if (strcmp (prompt->state, "pending") == 0 || strcmp (prompt->state, "running") == 0)
    prompt->state = "lost";
}

void
fake_stats_forgotten (Fake *fake, const char *id)
{
  FakeStats *stats = fake->stats;

  if (id != NULL)
    {
      Prompt *prompt = g_hash_table_lookup (stats->by_id, id);

      if (prompt != NULL)
        forget (stats, prompt);
      return;
    }
  for (guint i = 0; i < stats->prompts->len; i++)
    forget (stats, stats->prompts->pdata[i]);
}

void
fake_stats_upload (Fake *fake, const char *name)
{
  g_ptr_array_add (fake->stats->uploads, g_strdup (name));
}

void
fake_stats_interrupt (Fake *fake, const char *id)
{
  g_ptr_array_add (fake->stats->interrupts, g_strdup (id != NULL ? id : ""));
}

void
fake_stats_deleted (Fake *fake, const char *id)
{
  Prompt *prompt = g_hash_table_lookup (fake->stats->by_id, id);

  if (prompt != NULL)
    prompt->state = "deleted";
  g_ptr_array_add (fake->stats->deleted, g_strdup (id));
}

/* -- Telling -- */

static LimJson *
counts_json (GHashTable *table, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  GHashTableIter iter;
  gpointer key, number;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &number))
    lim_json_set_int (object, key, GPOINTER_TO_UINT (number));
  return object;
}

static LimJson *
texts_json (GPtrArray *texts, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < texts->len; i++)
    lim_json_append (list, lim_json_new_string (doc, texts->pdata[i]));
  return list;
}

static LimJson *
parsed_list (LimJsonDoc *doc, GPtrArray *texts)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < texts->len; i++)
    {
      g_autoptr (LimJsonDoc) one = lim_json_parse ("note", texts->pdata[i], -1, NULL);

      lim_json_append (list, lim_json_copy (doc, lim_json_root (one)));
    }
  return list;
}

static double
since (FakeStats *stats, double when)
{
  return when > 0 ? when - stats->since : -1;
}

static LimJson *
prompts_json (FakeStats *stats, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < stats->prompts->len; i++)
    {
      Prompt *prompt = stats->prompts->pdata[i];

      lim_json_append (list,
                       fake_object (doc,
                                    "id:s client_id:s identity:s state:s accepted_ms:d started_ms:d ended_ms:d "
                                    "delivered:i forgotten:b",
                                    prompt->id, prompt->client, prompt->identity, prompt->state,
                                    since (stats, prompt->accepted), since (stats, prompt->started),
                                    since (stats, prompt->ended), (gint64) prompt->delivered, prompt->forgotten));
    }
  return list;
}

static LimJson *
identities_json (FakeStats *stats, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, stats->identities);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Identity *identity = value;
      g_autofree char *corner = fake_picture_corner (key);

      lim_json_set (object, key,
                    fake_object (doc, "renders:i forgotten:i delivered:i lost:i corner:s", (gint64) identity->renders,
                                 (gint64) identity->forgotten, (gint64) identity->delivered, (gint64) identity->lost,
                                 corner));
    }
  return object;
}

LimJson *
fake_stats_json (Fake *fake, LimJsonDoc *doc)
{
  FakeStats *stats = fake->stats;
  double busy, span;

  fake_gpu_load (fake->gpu, &busy, &span);

  LimJson *json = fake_object (doc, "url:s uptime_ms:d busy_ms:d span_ms:d busy_share:d queue:i sockets:i events:i",
                               fake->url, fake_steady_ms () - stats->since, busy, span, span > 0 ? busy / span : 0,
                               (gint64) fake_gpu_length (fake->gpu), (gint64) fake_sockets_count (fake->sockets),
                               (gint64) fake_sockets_sent (fake->sockets));

  lim_json_set_int (json, "bytes_received", (gint64) stats->received);
  lim_json_set_int (json, "bytes_sent", (gint64) stats->sent);
  lim_json_set (json, "requests", counts_json (stats->paths, doc));
  lim_json_set (json, "faults", fake_faults_stats (fake->faults, doc));
  lim_json_set (json, "prompts", prompts_json (stats, doc));
  lim_json_set (json, "renders", counts_json (stats->renders, doc));
  lim_json_set (json, "identities", identities_json (stats, doc));
  lim_json_set (json, "uploads", texts_json (stats->uploads, doc));
  lim_json_set (json, "interrupts", texts_json (stats->interrupts, doc));
  lim_json_set (json, "deleted", texts_json (stats->deleted, doc));
  return json;
}

LimJson *
fake_stats_prompts (Fake *fake, LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new ();

  for (guint i = 0; i < fake->stats->prompts->len; i++)
    g_ptr_array_add (bodies, ((Prompt *) fake->stats->prompts->pdata[i])->body);
  return parsed_list (doc, bodies);
}

LimJson *
fake_stats_requests (Fake *fake, LimJsonDoc *doc)
{
  return parsed_list (doc, fake->stats->requests);
}
