/* produce-row.c: a job as the engine's memory writes it down, and back. */

#include "produce-private.h"

#include <string.h>

static const char *const kind_prefixes[] = { [LIM_PRODUCE_NEW] = "new/", [LIM_PRODUCE_RESTORE] = "restore/" };

/* The texts of a job besides its recipe. The recipe's own keys do not meet these. */
static const struct
{
  const char *key;
  gsize offset;
} texts[] = {
  { "workflow_id", G_STRUCT_OFFSET (LimProduceJob, workflow_id) },
  { "schema_version", G_STRUCT_OFFSET (LimProduceJob, schema_version) },
  { "blocks", G_STRUCT_OFFSET (LimProduceJob, blocks) },
  { "asset_path", G_STRUCT_OFFSET (LimProduceJob, asset_path) },
  { "folder", G_STRUCT_OFFSET (LimProduceJob, folder) },
};

char *
lim_produce_key (const LimProduceJob *job)
{
  return g_strconcat (kind_prefixes[job->kind], job->id, NULL);
}

char *
lim_produce_request (const LimProduceJob *job)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("request");
  LimJson *root = lim_json_new_object (doc);
  GString *text = g_string_new (NULL);

  lim_json_doc_set_root (doc, root);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *value = G_STRUCT_MEMBER (char *, job, texts[i].offset);

      if (value != NULL)
        lim_json_set_string (root, texts[i].key, value);
    }
  lim_json_set_int (root, "batch_index", job->batch_index);
  lim_recipe_to_json (job->recipe, root, doc);
  lim_json_append_compact (text, root);
  return g_string_free (text, FALSE);
}

static LimProduceJob *
read_request (LimProduceKind kind, const char *id, const LimJson *request, GError **error)
{
  g_autoptr (LimRecipe) recipe = lim_recipe_from_json (request, error);

  if (recipe == NULL)
    return NULL;

  LimProduceJob *job = lim_produce_job_new (kind, id, recipe);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    G_STRUCT_MEMBER (char *, job, texts[i].offset) = g_strdup (lim_json_get_string (request, texts[i].key));
  job->batch_index = lim_json_get_int (request, "batch_index", -1);
  return job;
}

LimProduceJob *
lim_produce_job_from_row (const LimJob *row, GError **error)
{
  g_autoptr (LimJsonDoc) doc = row->request != NULL ? lim_json_parse (row->key, row->request, -1, error) : NULL;

  if (row->request == NULL)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: the engine's memory does not say what was asked for",
                          row->key);
  if (doc == NULL)
    return NULL;
  for (guint kind = 0; kind < G_N_ELEMENTS (kind_prefixes); kind++)
    if (g_str_has_prefix (row->key, kind_prefixes[kind]))
      return read_request (kind, row->key + strlen (kind_prefixes[kind]), lim_json_root (doc), error);
  return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: the engine's memory has a job of an unknown kind", row->key);
}
