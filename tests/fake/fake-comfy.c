#include "fake-comfy.h"

#include "fake-json.h"
#include "fake-stats.h"

#include <string.h>

struct FakeComfy
{
  GHashTable *files;    /* “type/subfolder/name” → GBytes */
  GHashTable *counters; /* “type/subfolder/prefix” → last number */
  GHashTable *history;  /* id → JSON */
  GPtrArray *order;     /* of ids, the oldest first */
  GHashTable *cache;    /* graph → outputs, both JSON */
  guint64 number;
};

FakeComfy *
fake_comfy_new (Fake *fake)
{
  FakeComfy *comfy = g_new0 (FakeComfy, 1);

  (void) fake;
  comfy->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  comfy->counters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  comfy->history = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  comfy->order = g_ptr_array_new_with_free_func (g_free);
  comfy->cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return comfy;
}

void
fake_comfy_free (FakeComfy *comfy)
{
  g_hash_table_unref (comfy->files);
  g_hash_table_unref (comfy->counters);
  g_hash_table_unref (comfy->history);
  g_ptr_array_unref (comfy->order);
  g_hash_table_unref (comfy->cache);
  g_free (comfy);
}

static gboolean
is_temporary (gpointer key, gpointer value, gpointer all)
{
  (void) value;
  return GPOINTER_TO_INT (all) || g_str_has_prefix (key, "temp/");
}

void
fake_comfy_wipe (FakeComfy *comfy, gboolean files)
{
  g_hash_table_remove_all (comfy->history);
  g_ptr_array_set_size (comfy->order, 0);
  g_hash_table_remove_all (comfy->cache);
  g_hash_table_foreach_remove (comfy->files, is_temporary, GINT_TO_POINTER (files));
  if (files)
    g_hash_table_remove_all (comfy->counters);
}

LimJson *
fake_comfy_features (Fake *fake, LimJsonDoc *doc)
{
  return fake_object (doc, "supports_preview_metadata:b max_upload_size:i", TRUE,
                      (gint64) fake->options.max_upload_mib << 20);
}

/* -- Folders -- */

gboolean
fake_comfy_is_folder (const char *type)
{
  static const char *const folders[] = { "output", "input", "temp", NULL };

  return g_strv_contains (folders, type);
}

static char *
file_key (const char *type, const char *subfolder, const char *name)
{
  return g_strdup_printf ("%s/%s%s%s", type, subfolder, *subfolder != '\0' ? "/" : "", name);
}

GBytes *
fake_comfy_file (Fake *fake, const char *type, const char *subfolder, const char *name)
{
  g_autofree char *key = file_key (type, subfolder, name);

  return g_hash_table_lookup (fake->comfy->files, key);
}

void
fake_comfy_store (Fake *fake, const char *type, const char *subfolder, const char *name, GBytes *bytes)
{
  g_hash_table_insert (fake->comfy->files, file_key (type, subfolder, name), g_bytes_ref (bytes));
}

void
fake_comfy_remove (Fake *fake, const char *type, const char *subfolder, const char *name)
{
  g_autofree char *key = file_key (type, subfolder, name);

  g_hash_table_remove (fake->comfy->files, key);
}

char **
fake_comfy_inputs (Fake *fake)
{
  GStrvBuilder *names = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, fake->comfy->files);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, "input/"))
      g_strv_builder_add (names, (char *) key + strlen ("input/"));

  char **all = g_strv_builder_end (names);

  g_strv_builder_unref (names);
  return all;
}

GBytes *
fake_comfy_input (Fake *fake, const char *name)
{
  g_autofree char *bare = g_strdup (name);
  const char *type = "input";
  char *mark = strrchr (bare, ' ');

  if (mark != NULL && mark[1] == '[' && g_str_has_suffix (mark, "]"))
    {
      mark[strlen (mark) - 1] = '\0';
      type = mark + 2;
      *mark = '\0';
    }
  return fake_comfy_is_folder (type) ? fake_comfy_file (fake, type, "", bare) : NULL;
}

gboolean
fake_comfy_has_input (Fake *fake, const char *name)
{
  return fake_comfy_input (fake, name) != NULL;
}

LimJson *
fake_comfy_files_json (Fake *fake, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);
  GHashTableIter iter;
  gpointer key, bytes;

  g_hash_table_iter_init (&iter, fake->comfy->files);
  while (g_hash_table_iter_next (&iter, &key, &bytes))
    lim_json_append (list, fake_object (doc, "path:s size:i", key, (gint64) g_bytes_get_size (bytes)));
  return list;
}

guint
fake_comfy_counter (Fake *fake, const char *type, const char *subfolder, const char *prefix)
{
  g_autofree char *key = file_key (type, subfolder, prefix);
  guint next = GPOINTER_TO_UINT (g_hash_table_lookup (fake->comfy->counters, key)) + 1;

  g_hash_table_insert (fake->comfy->counters, g_steal_pointer (&key), GUINT_TO_POINTER (next));
  return next;
}

/* -- History and cache -- */

static void
drop_from_order (FakeComfy *comfy, const char *id)
{
  for (guint i = 0; i < comfy->order->len; i++)
    if (strcmp (comfy->order->pdata[i], id) == 0)
      {
        g_ptr_array_remove_index (comfy->order, i);
        return;
      }
}

void
fake_comfy_forget (Fake *fake, const char *id)
{
  FakeComfy *comfy = fake->comfy;

  if (id == NULL)
    {
      g_hash_table_remove_all (comfy->history);
      g_ptr_array_set_size (comfy->order, 0);
      return;
    }
  g_hash_table_remove (comfy->history, id);
  drop_from_order (comfy, id);
}

void
fake_comfy_remember (Fake *fake, const char *id, const LimJson *entry)
{
  FakeComfy *comfy = fake->comfy;

  drop_from_order (comfy, id);
  g_hash_table_insert (comfy->history, g_strdup (id), fake_json_text (entry));
  g_ptr_array_add (comfy->order, g_strdup (id));
  while (comfy->order->len > (guint) fake->options.history_limit)
    {
      g_autofree char *oldest = g_strdup (comfy->order->pdata[0]);

      fake_stats_forgotten (fake, oldest);
      fake_comfy_forget (fake, oldest);
    }
}

const char *
fake_comfy_recall (Fake *fake, const char *id)
{
  return g_hash_table_lookup (fake->comfy->history, id);
}

char *
fake_comfy_history (Fake *fake, gint64 offset, gint64 max)
{
  FakeComfy *comfy = fake->comfy;
  GString *text = g_string_new ("{");
  gint64 length = comfy->order->len;
  gint64 from = offset >= 0 ? offset : max >= 0 ? MAX (length - max, 0) : 0;

  for (gint64 i = from; i < length && (max < 0 || i < from + max); i++)
    {
      const char *id = comfy->order->pdata[i];

      g_string_append_printf (text, "%s\"%s\": %s", i > from ? ", " : "", id, fake_comfy_recall (fake, id));
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

const char *
fake_comfy_cached (Fake *fake, const char *graph)
{
  return g_hash_table_lookup (fake->comfy->cache, graph);
}

void
fake_comfy_cache (Fake *fake, const char *graph, const LimJson *outputs)
{
  g_hash_table_insert (fake->comfy->cache, g_strdup (graph), fake_json_text (outputs));
}

guint64
fake_comfy_next_number (Fake *fake)
{
  return ++fake->comfy->number;
}
