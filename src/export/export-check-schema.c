/* Which keys a row of each format has. */
#include "export-check.h"

#include <string.h>

/* Written down from docs/formats.md, not from the exporters. */
static const LimCheckSchema schemas[] = {
  /* format, config, shape, key of the images, at most, tags, pair, keys */
  { "trl", "default", LIM_SHAPE_PROMPT, "file_names", 2, FALSE, FALSE,
    "file_names:list id:text task:text origin:text prompt:list completion:list" },
  { "dpo", "default", LIM_SHAPE_PROMPT, "file_names", 2, FALSE, TRUE,
    "file_names:list id:text task:text origin:text prompt:list chosen:list rejected:list" },
  { "kto", "default", LIM_SHAPE_PROMPT, "file_names", 2, FALSE, FALSE,
    "file_names:list id:text task:text origin:text prompt:list completion:list label:bool" },
  { "sharegpt", "default", LIM_SHAPE_CONVERSATIONS, "images", 2, TRUE, FALSE,
    "id:text conversations:list images:list" },
  { "llava", "default", LIM_SHAPE_CONVERSATIONS, "image", 1, TRUE, FALSE, "id:text image:text conversations:list" },
  { "qwen2vl", "default", LIM_SHAPE_CONVERSATIONS, "image", 2, TRUE, FALSE, "image:list conversations:list" },
  { "orpo", "default", LIM_SHAPE_MESSAGES, "images", 2, TRUE, TRUE,
    "messages:list images:list rejected_response:text" },
  { "ms-swift", "preference", LIM_SHAPE_MESSAGES, "images", 2, TRUE, TRUE,
    "messages:list images:list rejected_response:text" },
  { "llama-factory", "preference", LIM_SHAPE_CONVERSATIONS, "images", 2, TRUE, TRUE,
    "conversations:list chosen:object rejected:object images:list" },
  { "ms-swift", "sft", LIM_SHAPE_MESSAGES, "images", 2, TRUE, FALSE, "messages:list images:list" },
  { "llama-factory", "sft", LIM_SHAPE_MESSAGES, "images", 2, TRUE, FALSE, "messages:list images:list" },
  { "axolotl", "default", LIM_SHAPE_BLOCKS, NULL, 2, FALSE, FALSE, "messages:list" },
  { "openai", "default", LIM_SHAPE_BLOCKS, NULL, 10, FALSE, FALSE, "messages:list" },
};

const LimCheckSchema *
lim_check_schema (const char *format, const char *config)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemas); i++)
    if (strcmp (schemas[i].format, format) == 0 && strcmp (schemas[i].config, config) == 0)
      return &schemas[i];
  return NULL;
}

/* -- Keys -- */

static gboolean
has_type (const LimJson *node, const char *type)
{
  switch (lim_json_type (node))
    {
    case LIM_JSON_STRING:
      return strcmp (type, "text") == 0;
    case LIM_JSON_ARRAY:
      return strcmp (type, "list") == 0;
    case LIM_JSON_OBJECT:
      return strcmp (type, "object") == 0;
    case LIM_JSON_TRUE:
    case LIM_JSON_FALSE:
      return strcmp (type, "bool") == 0;
    default:
      return FALSE;
    }
}

/* The type that @keys ask of @key, or NULL when they do not name it. Transfer full. */
static char *
type_of_key (const char *keys, const char *key)
{
  g_auto (GStrv) pairs = g_strsplit (keys, " ", -1);

  for (char **pair = pairs; *pair != NULL; pair++)
    {
      char *colon = strchr (*pair, ':');

      if (strncmp (*pair, key, (gsize) (colon - *pair)) == 0 && strlen (key) == (gsize) (colon - *pair))
        return g_strdup (colon + 1);
    }
  return NULL;
}

void
lim_row_fault_clear (LimRowFault *fault)
{
  g_free (fault->key);
  g_free (fault->what);
}

gboolean
lim_row_fault_set (LimRowFault *fault, const char *key, const char *what)
{
  fault->key = g_strdup (key);
  fault->what = g_strdup (what);
  return FALSE;
}

gboolean
lim_check_keys (const LimCheckSchema *schema, const LimJson *row, gboolean strict, LimRowFault *fault)
{
  g_auto (GStrv) pairs = g_strsplit (schema->keys, " ", -1);

  for (char **pair = pairs; *pair != NULL; pair++)
    {
      g_auto (GStrv) halves = g_strsplit (*pair, ":", 2);
      const LimJson *value = lim_json_get (row, halves[0]);

      /* What other tools leave out beside the data itself is theirs to leave out. */
      if (value == NULL && !strict && (strcmp (halves[1], "text") == 0) && !schema->pair)
        continue;
      if (!has_type (value, halves[1]))
        {
          g_autofree char *found = lim_json_describe (value);
          fault->key = g_strdup (halves[0]);
          fault->what = g_strdup_printf ("expected a %s, found %s", halves[1], found);
          return FALSE;
        }
    }
  for (const LimJson *member = lim_json_first (row); strict && member != NULL; member = lim_json_next (member))
    {
      g_autofree char *type =
          lim_json_key (member) != NULL ? type_of_key (schema->keys, lim_json_key (member)) : NULL;

      if (type == NULL)
        return lim_row_fault_set (fault, lim_json_key (member), "a key that this format does not have");
    }
  if (strict && lim_json_length (row) != g_strv_length (pairs))
    return lim_row_fault_set (fault, "keys", "a key occurs twice");
  return TRUE;
}

static guint
n_keys_met (const LimCheckSchema *schema, const LimJson *row, gboolean *all)
{
  g_auto (GStrv) pairs = g_strsplit (schema->keys, " ", -1);
  guint n = 0;

  for (char **pair = pairs; *pair != NULL; pair++)
    {
      g_auto (GStrv) halves = g_strsplit (*pair, ":", 2);
      n += has_type (lim_json_get (row, halves[0]), halves[1]) ? 1 : 0;
    }
  *all = n == g_strv_length (pairs);
  return n;
}

gboolean
lim_check_is_openai (const LimCheckSchema *schema)
{
  return strcmp (schema->format, "openai") == 0;
}

/* Axolotl and OpenAI have the same keys; their image blocks differ. */
static gboolean
fits_blocks (const LimCheckSchema *schema, const LimJson *row)
{
  const LimJson *message = lim_json_first (lim_json_get (row, "messages"));
  gboolean is_openai = lim_check_is_openai (schema);

  if (schema->shape != LIM_SHAPE_BLOCKS)
    return schema->shape != LIM_SHAPE_MESSAGES || lim_json_is (lim_json_get (message, "content"), LIM_JSON_STRING);
  for (; message != NULL; message = lim_json_next (message))
    for (const LimJson *block = lim_json_first (lim_json_get (message, "content")); block != NULL;
         block = lim_json_next (block))
      {
        const char *type = lim_json_get_string (block, "type");

        if (type != NULL && strcmp (type, is_openai ? "image_url" : "image") == 0)
          return TRUE;
      }
  return FALSE;
}

const LimCheckSchema *
lim_check_schema_guess (const LimJson *row)
{
  const LimCheckSchema *best = NULL;
  guint most = 0;

  for (guint i = 0; i < G_N_ELEMENTS (schemas); i++)
    {
      gboolean all;
      guint n = n_keys_met (&schemas[i], row, &all);

      if (all && n > most && fits_blocks (&schemas[i], row))
        {
          best = &schemas[i];
          most = n;
        }
    }
  return best;
}
