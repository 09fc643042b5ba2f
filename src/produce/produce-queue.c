#include "produce-queue.h"

#include "base-error.h"
#include "base-hash.h"
#include "base-text.h"
#include "store-lock.h"

#include <string.h>

/* -- Opening -- */

gboolean
lim_produce_queue_open (const LimProject *project, LimProduceQueue *queue, GError **error)
{
  g_autoptr (GError) cause = NULL;

  queue->running = lim_lock_is_held (project, LIM_LOCK_RUN, &queue->process);
  queue->db = lim_jobs_open_existing (project, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (queue->db == NULL)
    {
      queue->list = g_ptr_array_new ();
      return TRUE;
    }
  queue->list = lim_jobs_list (queue->db, error);
  return queue->list != NULL && lim_jobs_get_paused (queue->db, &queue->paused, error);
}

void
lim_produce_queue_clear (LimProduceQueue *queue)
{
  g_clear_pointer (&queue->db, lim_jobs_free);
  g_clear_pointer (&queue->list, g_ptr_array_unref);
}

/* -- Finding -- */

const char *
lim_produce_row_id (const LimJob *row)
{
  const char *slash = strchr (row->key, '/');

  return slash != NULL ? slash + 1 : row->key;
}

static void
fail_unknown (const LimProduceQueue *queue, const char *word, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < queue->list->len; i++)
    g_ptr_array_add (ids, (gpointer) lim_produce_row_id (queue->list->pdata[i]));
  g_ptr_array_add (ids, NULL);

  g_autofree char *shown = lim_text_harmless (word);
  g_autofree char *hint = lim_text_did_you_mean (shown, (const char *const *) ids->pdata);
  g_autofree char *harmless = lim_text_harmless (hint);
  lim_fail (error, LIM_ERROR_NOT_FOUND, "there is no job for “%s”.%s `limner jobs --state all` lists them", shown,
            harmless);
}

/* Rows by what may name them: key, and id → the rows of that id. */
static GHashTable *
index_rows (const LimProduceQueue *queue)
{
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < queue->list->len; i++)
    {
      LimJob *row = queue->list->pdata[i];
      const char *names[] = { row->key, lim_produce_row_id (row) };

      for (guint n = 0; n < (names[0] == names[1] ? 1 : 2); n++)
        {
          GPtrArray *rows = g_hash_table_lookup (index, names[n]);

          if (rows == NULL)
            g_hash_table_insert (index, (gpointer) names[n], rows = g_ptr_array_new ());
          g_ptr_array_add (rows, row);
        }
    }
  return index;
}

GPtrArray *
lim_produce_queue_find (const LimProduceQueue *queue, const char *const *words, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autoptr (GHashTable) index = index_rows (queue);
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

  for (; *words != NULL; words++)
    {
      const GPtrArray *rows = g_hash_table_lookup (index, *words);

      if (rows == NULL)
        {
          fail_unknown (queue, *words, error);
          return NULL;
        }
      for (guint i = 0; i < rows->len; i++)
        if (g_hash_table_add (taken, rows->pdata[i]))
          g_ptr_array_add (found, rows->pdata[i]);
    }
  return g_steal_pointer (&found);
}

GPtrArray *
lim_produce_queue_select (const LimProduceQueue *queue, guint states)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < queue->list->len; i++)
    if (states & 1u << ((const LimJob *) queue->list->pdata[i])->state)
      g_ptr_array_add (rows, queue->list->pdata[i]);
  return rows;
}

/* -- Steering -- */

gboolean
lim_produce_queue_pause (const LimProduceQueue *queue, gboolean paused, GError **error)
{
  if (!queue->running || queue->db == NULL)
    return lim_fail (
        error, LIM_ERROR_REFUSED, "%s",
        paused ? "no run is going on in this project, so there is nothing to pause. A run that was stopped stays "
                 "stopped until its command is given again"
               : "no run is going on in this project, so there is nothing to resume. `limner jobs` shows what is "
                 "still to be made; the command that planned it makes it");
  return lim_jobs_set_paused (queue->db, paused, error);
}

/* Takes out of @rows what no order matters to any more. */
static void
drop_final (GPtrArray *rows, GPtrArray *problems)
{
  for (guint i = rows->len; i-- > 0;)
    {
      const LimJob *row = rows->pdata[i];

      if (!lim_job_state_is_final (row->state))
        continue;
      g_autofree char *reason =
          g_strdup_printf ("%s is %s: there is nothing to make sooner or later%s", lim_produce_row_id (row),
                           lim_job_state_name (row->state), row->state == LIM_JOB_DONE ? "" : " (limner jobs retry)");
      lim_problems_add (problems, lim_produce_row_id (row), reason);
      g_ptr_array_remove_index (rows, i);
    }
}

gboolean
lim_produce_queue_move (const LimProduceQueue *queue, GPtrArray *rows, gboolean first, gboolean dry_run,
                        GPtrArray *problems, GError **error)
{
  drop_final (rows, problems);
  if (dry_run || rows->len == 0)
    return TRUE;

  g_autofree const char **keys = g_new0 (const char *, rows->len + 1);
  for (guint i = 0; i < rows->len; i++)
    keys[i] = ((const LimJob *) rows->pdata[i])->key;
  return lim_jobs_move (queue->db, keys, first, error);
}

/* -- Saying -- */

LimJson *
lim_produce_row_to_json (const LimJob *row, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "id", lim_produce_row_id (row));
  lim_json_set_string (object, "key", row->key);
  lim_json_set_string (object, "state", lim_job_state_name (row->state));
  lim_json_set_bool (object, "unwanted", row->unwanted);
  lim_json_set_int (object, "priority", row->priority);
  lim_json_set_string (object, "provider", row->provider);
  lim_json_set_string (object, "server", row->server);
  lim_json_set_string (object, "sent_id", row->sent_id);
  lim_json_set_int (object, "attempts", row->attempt);
  lim_json_set_int (object, "elapsed_ms", row->elapsed_ms);
  lim_json_set_string (object, "asset_path", row->asset_path);
  lim_json_set_string (object, "image_sha256", row->image_sha256);
  lim_json_set_string (object, "message", row->message);
  lim_json_set_string (object, "created_at", row->created_at);
  lim_json_set_string (object, "updated_at", row->updated_at);
  return object;
}

/* @text as JSON, else as the text it is. */
static LimJson *
parse_or_quote (const char *name, const char *text, LimJsonDoc *doc)
{
  g_autoptr (LimJsonDoc) parsed = lim_json_parse (name, text, -1, NULL);

  return parsed != NULL ? lim_json_copy (doc, lim_json_root (parsed)) : lim_json_new_string (doc, text);
}

static LimJson *
history_to_json (const GPtrArray *history, LimJsonDoc *doc)
{
  LimJson *events = lim_json_new_array (doc);

  for (guint i = 0; i < history->len; i++)
    {
      const LimJobEvent *event = history->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "at", event->at);
      lim_json_set_string (object, "state", lim_job_state_name (event->state));
      lim_json_set_int (object, "attempts", event->attempt);
      lim_json_set_string (object, "server", event->server);
      lim_json_set_string (object, "sent_id", event->sent_id);
      lim_json_set_string (object, "message", event->message);
      lim_json_append (events, object);
    }
  return events;
}

LimJson *
lim_produce_row_to_full_json (const LimJob *row, const GPtrArray *history, gboolean graph, LimJsonDoc *doc)
{
  LimJson *object = lim_produce_row_to_json (row, doc);
  g_autofree char *hash = row->graph != NULL ? lim_sha256_hex (row->graph, (gssize) strlen (row->graph)) : NULL;

  lim_json_set_string (object, "graph_sha256", hash);
  if (row->request != NULL)
    lim_json_set (object, "request", parse_or_quote ("request", row->request, doc));
  if (row->graph != NULL && graph)
    lim_json_set (object, "graph", parse_or_quote ("graph", row->graph, doc));
  lim_json_set (object, "history", history_to_json (history, doc));
  return object;
}

LimJson *
lim_produce_wish_to_json (const LimProduceQueue *queue, gboolean dry_run, const char *name, const GPtrArray *rows,
                          const GPtrArray *problems, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc), *ids = lim_json_new_array (doc), *array = lim_json_new_array (doc);

  lim_json_set_bool (root, "dry_run", dry_run);
  lim_json_set_bool (root, "running", queue->running);
  for (guint i = 0; i < rows->len; i++)
    lim_json_append (ids, lim_json_new_string (doc, lim_produce_row_id (rows->pdata[i])));
  lim_json_set (root, name, ids);
  if (problems != NULL)
    lim_problems_append_json (problems, array, doc);
  lim_json_set (root, "problems", array);
  return root;
}
