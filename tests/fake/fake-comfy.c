#include "fake-comfy.h"

#include "fake-json.h"
#include "fake-state.h"
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

static void
remove_files (Fake *fake, gboolean all)
{
  guint n;
  g_autofree gpointer *paths = g_hash_table_get_keys_as_array (fake->comfy->files, &n);

  for (guint i = 0; i < n; i++)
    if (all || g_str_has_prefix (paths[i], "temp/"))
      {
        g_autofree char *path = g_strdup (paths[i]);

        fake_comfy_remove_path (fake, path);
      }
  if (all)
    g_hash_table_remove_all (fake->comfy->counters);
}

void
fake_comfy_wipe (Fake *fake, gboolean files)
{
  fake_comfy_forget (fake, NULL);
  fake_comfy_empty_cache (fake);
  remove_files (fake, files);
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

char *
fake_comfy_path (const char *type, const char *subfolder, const char *name)
{
  return g_strdup_printf ("%s/%s%s%s", type, subfolder, *subfolder != '\0' ? "/" : "", name);
}

GBytes *
fake_comfy_file (Fake *fake, const char *type, const char *subfolder, const char *name)
{
  g_autofree char *key = fake_comfy_path (type, subfolder, name);

  return g_hash_table_lookup (fake->comfy->files, key);
}

/* “output/a/b_00012_.png” uses up the number 12 of “output/a/b”. */
static void
count_up (FakeComfy *comfy, const char *path)
{
  gsize stem = strlen (path) - MIN (strlen (path), strlen ("_00000_.png"));

  if (!g_str_has_suffix (path, "_.png") || path[stem] != '_')
    return;

  g_autofree char *key = g_strndup (path, stem);
  guint number = (guint) g_ascii_strtoull (path + stem + 1, NULL, 10);

  if (number > GPOINTER_TO_UINT (g_hash_table_lookup (comfy->counters, key)))
    g_hash_table_insert (comfy->counters, g_steal_pointer (&key), GUINT_TO_POINTER (number));
}

void
fake_comfy_store_path (Fake *fake, const char *path, GBytes *bytes)
{
  g_hash_table_insert (fake->comfy->files, g_strdup (path), g_bytes_ref (bytes));
  count_up (fake->comfy, path);
  fake_state_file (fake, path, bytes);
}

void
fake_comfy_remove_path (Fake *fake, const char *path)
{
  if (g_hash_table_remove (fake->comfy->files, path))
    fake_state_file (fake, path, NULL);
}

void
fake_comfy_store (Fake *fake, const char *type, const char *subfolder, const char *name, GBytes *bytes)
{
  g_autofree char *path = fake_comfy_path (type, subfolder, name);

  fake_comfy_store_path (fake, path, bytes);
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
  g_autofree char *key = fake_comfy_path (type, subfolder, prefix);

  return GPOINTER_TO_UINT (g_hash_table_lookup (fake->comfy->counters, key)) + 1;
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

  fake_state_history (fake, id, NULL);
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
fake_comfy_remember_text (Fake *fake, const char *id, const char *entry)
{
  FakeComfy *comfy = fake->comfy;

  drop_from_order (comfy, id);
  g_hash_table_insert (comfy->history, g_strdup (id), g_strdup (entry));
  g_ptr_array_add (comfy->order, g_strdup (id));
  fake_state_history (fake, id, entry);
  while (comfy->order->len > (guint) fake->options.history_limit)
    {
      g_autofree char *oldest = g_strdup (comfy->order->pdata[0]);

      fake_stats_forgotten (fake, oldest);
      fake_comfy_forget (fake, oldest);
    }
}

void
fake_comfy_remember (Fake *fake, const char *id, const LimJson *entry)
{
  g_autofree char *text = fake_json_text (entry);

  fake_comfy_remember_text (fake, id, text);
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
fake_comfy_empty_cache (Fake *fake)
{
  g_hash_table_remove_all (fake->comfy->cache);
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
