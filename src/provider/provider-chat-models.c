#include "provider-chat-models.h"

#include "provider-data.h"

#include <math.h>
#include <string.h>

#define ROWS "chat-models.json"

struct _LimChatModels
{
  GHashTable *rows; /* name → LimChatRow */
};

void
lim_chat_models_free (LimChatModels *models)
{
  if (models == NULL)
    return;
  g_hash_table_unref (models->rows);
  g_free (models);
}

static gboolean
read_price (const LimJson *row, const char *key, double *dollars, GError **error)
{
  const LimJson *value = lim_json_get (row, key);

  if (!lim_json_double (value, dollars) || !isfinite (*dollars) || *dollars < 0)
    return lim_json_fail (row, error, "“%s” must be US dollars for a million tokens", key);
  return TRUE;
}

static gboolean
read_row (const LimJson *json, LimChatRow *row, GError **error)
{
  if (!lim_json_is (json, LIM_JSON_OBJECT))
    return lim_json_fail (json, error, "the row of “%s” must be an object", lim_json_key (json));
  row->context = lim_json_get_int (json, "context", 0);
  if (row->context < 0)
    return lim_json_fail (json, error, "“context” must be a number of tokens");
  row->no_temperature = !lim_json_get_bool (json, "temperature", TRUE);
  row->priced = lim_json_get (json, "dollars_in") != NULL || lim_json_get (json, "dollars_out") != NULL;
  return !row->priced
         || (read_price (json, "dollars_in", &row->dollars_in, error)
             && read_price (json, "dollars_out", &row->dollars_out, error));
}

static gboolean
read_rows (LimChatModels *models, const LimJsonDoc *doc, GError **error)
{
  const LimJson *rows = lim_json_get (lim_json_root (doc), "models");

  if (!lim_json_is (rows, LIM_JSON_OBJECT))
    return lim_json_fail (lim_json_root (doc), error,
                          "expected {\"models\": {\"NAME\": {…}}}, see docs/providers.md");
  for (const LimJson *at = lim_json_first (rows); at != NULL; at = lim_json_next (at))
    {
      LimChatRow row = { 0 };

      if (!read_row (at, &row, error))
        return FALSE;
      g_hash_table_replace (models->rows, g_strdup (lim_json_key (at)), g_memdup2 (&row, sizeof row));
    }
  return TRUE;
}

LimChatModels *
lim_chat_models_load (const char *path, GError **error)
{
  g_autoptr (LimChatModels) models = g_new0 (LimChatModels, 1);
  LimJsonDoc *docs[2] = { NULL, NULL };
  gboolean well = lim_provider_data_load (ROWS, path, docs, error);

  models->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (docs); i++)
    {
      well = well && (docs[i] == NULL || read_rows (models, docs[i], error));
      lim_json_doc_free (docs[i]);
    }
  return well ? g_steal_pointer (&models) : NULL;
}

/* How many bytes of @name are left without a date at its end. */
static gsize
length_without_date (const char *name)
{
  static const char *const shapes[] = { "-dddd-dd-dd", "-dddddddd" };
  gsize length = strlen (name);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      gsize n = strlen (shapes[i]), at = 0;

      while (length > n && at < n
             && (shapes[i][at] == 'd' ? g_ascii_isdigit (name[length - n + at]) : name[length - n + at] == '-'))
        at++;
      if (at == n)
        return length - n;
    }
  return length;
}

LimChatRow
lim_chat_models_find (const LimChatModels *models, const char *model)
{
  g_autofree char *undated = model != NULL ? g_strndup (model, length_without_date (model)) : g_strdup ("");
  const LimChatRow *row = model != NULL ? g_hash_table_lookup (models->rows, model) : NULL;

  if (row == NULL)
    row = g_hash_table_lookup (models->rows, undated);
  return row != NULL ? *row : (LimChatRow){ 0 };
}
