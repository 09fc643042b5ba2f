#include "export-check.h"

#include <string.h>

/* Written down from docs/formats.md, not from the exporters. */
static const LimCheckSchema schemas[] = {
  { .format = "trl",
    .config = "default",
    .keys = "file_names:list id:text task:text origin:text prompt:list completion:list",
    .shape = "prompt",
    .images = "file_names",
    .max_images = 2 },
  { .format = "dpo",
    .config = "default",
    .keys = "file_names:list id:text task:text origin:text prompt:list chosen:list rejected:list",
    .shape = "prompt",
    .images = "file_names",
    .pair = TRUE,
    .max_images = 2 },
  { .format = "kto",
    .config = "default",
    .keys = "file_names:list id:text task:text origin:text prompt:list completion:list label:bool",
    .shape = "prompt",
    .images = "file_names",
    .max_images = 2 },
  { .format = "sharegpt",
    .config = "default",
    .keys = "id:text conversations:list images:list",
    .shape = "conversations",
    .images = "images",
    .tags = TRUE,
    .max_images = 2 },
  { .format = "llava",
    .config = "default",
    .keys = "id:text image:text conversations:list",
    .shape = "conversations",
    .images = "image",
    .tags = TRUE,
    .max_images = 1 },
  { .format = "qwen2vl",
    .config = "default",
    .keys = "image:list conversations:list",
    .shape = "conversations",
    .images = "image",
    .tags = TRUE,
    .max_images = 2 },
  { .format = "orpo",
    .config = "default",
    .keys = "messages:list images:list rejected_response:text",
    .shape = "messages",
    .images = "images",
    .tags = TRUE,
    .pair = TRUE,
    .max_images = 2 },
  { .format = "ms-swift",
    .config = "preference",
    .keys = "messages:list images:list rejected_response:text",
    .shape = "messages",
    .images = "images",
    .tags = TRUE,
    .pair = TRUE,
    .max_images = 2 },
  { .format = "llama-factory",
    .config = "preference",
    .keys = "conversations:list chosen:object rejected:object images:list",
    .shape = "conversations",
    .images = "images",
    .tags = TRUE,
    .pair = TRUE,
    .max_images = 2 },
  { .format = "ms-swift",
    .config = "sft",
    .keys = "messages:list images:list",
    .shape = "messages",
    .images = "images",
    .tags = TRUE,
    .max_images = 2 },
  { .format = "llama-factory",
    .config = "sft",
    .keys = "messages:list images:list",
    .shape = "messages",
    .images = "images",
    .tags = TRUE,
    .max_images = 2 },
  { .format = "axolotl", .config = "default", .keys = "messages:list", .shape = "blocks", .max_images = 2 },
  { .format = "openai", .config = "default", .keys = "messages:list", .shape = "blocks", .max_images = 10 },
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

static gboolean
set_fault (char **key, char **fault, const char *where, const char *what)
{
  *key = g_strdup (where);
  *fault = g_strdup (what);
  return FALSE;
}

static gboolean
check_keys (const LimCheckSchema *schema, const LimJson *row, gboolean strict, char **key, char **fault)
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
          *key = g_strdup (halves[0]);
          *fault = g_strdup_printf ("expected a %s, found %s", halves[1], found);
          return FALSE;
        }
    }
  for (const LimJson *member = lim_json_first (row); strict && member != NULL; member = lim_json_next (member))
    {
      g_autofree char *type =
          lim_json_key (member) != NULL ? type_of_key (schema->keys, lim_json_key (member)) : NULL;

      if (type == NULL)
        return set_fault (key, fault, lim_json_key (member), "a key that this format does not have");
    }
  if (strict && lim_json_length (row) != g_strv_length (pairs))
    return set_fault (key, fault, "keys", "a key occurs twice");
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

/* Axolotl and OpenAI have the same keys; their image blocks differ. */
static gboolean
fits_blocks (const LimCheckSchema *schema, const LimJson *row)
{
  const LimJson *message = lim_json_first (lim_json_get (row, "messages"));
  gboolean is_openai = strcmp (schema->format, "openai") == 0;

  if (strcmp (schema->shape, "blocks") != 0)
    return strcmp (schema->shape, "messages") != 0
           || lim_json_is (lim_json_get (message, "content"), LIM_JSON_STRING);
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

/* -- Turns -- */

/* A list of one message of @role whose content is text. */
static gboolean
read_only_message (const LimJson *list, const char *role, const char *where, const char **text, char **key,
                   char **fault)
{
  const LimJson *message = lim_json_first (list);
  const char *found = lim_json_get_string (message, "role");

  if (lim_json_length (list) != 1)
    return set_fault (key, fault, where, "expected one message");
  if (found == NULL || strcmp (found, role) != 0)
    {
      *key = g_strdup_printf ("%s.role", where);
      *fault = g_strdup_printf ("expected “%s”, found “%s”", role, found != NULL ? found : "nothing");
      return FALSE;
    }
  *text = lim_json_get_string (message, "content");
  return *text != NULL || set_fault (key, fault, where, "content is no text");
}

static gboolean
read_prompt_shape (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, char **key, char **fault)
{
  const char *answer = schema->pair ? "chosen" : "completion";
  const LimJson *label = lim_json_get (row, "label");

  out->has_label = label != NULL;
  out->label = lim_json_is (label, LIM_JSON_TRUE);
  return read_only_message (lim_json_get (row, "prompt"), "user", "prompt", &out->question, key, fault)
         && read_only_message (lim_json_get (row, answer), "assistant", answer, &out->answer, key, fault)
         && (!schema->pair
             || read_only_message (lim_json_get (row, "rejected"), "assistant", "rejected", &out->rejected, key,
                                   fault));
}

/* One turn {@role_key: @role, @text_key: text}. */
static gboolean
read_turn (const LimJson *turn, const char *role_key, const char *role, const char *text_key, const char *where,
           const char **text, char **key, char **fault)
{
  const char *found = lim_json_get_string (turn, role_key);

  if (found == NULL || strcmp (found, role) != 0)
    {
      *key = g_strdup_printf ("%s.%s", where, role_key);
      *fault = g_strdup_printf ("expected “%s”, found “%s”", role, found != NULL ? found : "nothing");
      return FALSE;
    }
  *text = lim_json_get_string (turn, text_key);
  return *text != NULL || set_fault (key, fault, where, "the turn has no text");
}

static gboolean
read_conversations_shape (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, char **key,
                          char **fault)
{
  const LimJson *turns = lim_json_get (row, "conversations");
  const LimJson *first = lim_json_first (turns);

  if (!schema->pair)
    return (lim_json_length (turns) == 2
            || set_fault (key, fault, "conversations", "expected two turns, human and gpt"))
           && read_turn (first, "from", "human", "value", "conversations[0]", &out->question, key, fault)
           && read_turn (lim_json_next (first), "from", "gpt", "value", "conversations[1]", &out->answer, key, fault);
  return (lim_json_length (turns) == 1 || set_fault (key, fault, "conversations", "expected one turn, human"))
         && read_turn (first, "from", "human", "value", "conversations[0]", &out->question, key, fault)
         && read_turn (lim_json_get (row, "chosen"), "from", "gpt", "value", "chosen", &out->answer, key, fault)
         && read_turn (lim_json_get (row, "rejected"), "from", "gpt", "value", "rejected", &out->rejected, key,
                       fault);
}

static gboolean
read_messages_shape (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, char **key, char **fault)
{
  const LimJson *messages = lim_json_get (row, "messages");
  const LimJson *first = lim_json_first (messages);

  if (schema->pair)
    out->rejected = lim_json_get_string (row, "rejected_response");
  return (lim_json_length (messages) == 2
          || set_fault (key, fault, "messages", "expected two messages, user and assistant"))
         && read_turn (first, "role", "user", "content", "messages[0]", &out->question, key, fault)
         && read_turn (lim_json_next (first), "role", "assistant", "content", "messages[1]", &out->answer, key,
                       fault);
}

/* -- Blocks -- */

static const char *
image_of_block (const LimJson *block, gboolean is_openai)
{
  if (is_openai)
    return lim_json_string (lim_json_path (block, "image_url", "url", NULL));
  const char *path = lim_json_get_string (block, "path");
  return path != NULL ? path : lim_json_get_string (block, "base64");
}

static gboolean
read_block (const LimJson *block, gboolean is_openai, LimCheckRow *out, const char **text, char **key, char **fault)
{
  const char *type = lim_json_get_string (block, "type");

  if (type != NULL && strcmp (type, "text") == 0)
    {
      if (*text != NULL || (*text = lim_json_get_string (block, "text")) == NULL)
        return set_fault (key, fault, "content", "expected exactly one text block");
      return TRUE;
    }
  if (type == NULL || strcmp (type, is_openai ? "image_url" : "image") != 0)
    return set_fault (key, fault, "content.type", "a kind of block that this format does not have");

  const char *image = image_of_block (block, is_openai);
  if (image == NULL || out->n_images == G_N_ELEMENTS (out->images))
    return set_fault (key, fault, "content", image == NULL ? "an image block without an image" : "too many images");
  out->images[out->n_images++] = image;
  return TRUE;
}

static gboolean
read_blocks (const LimJson *message, gboolean is_openai, LimCheckRow *out, const char **text, char **key,
             char **fault)
{
  const LimJson *content = lim_json_get (message, "content");

  if (!lim_json_is (content, LIM_JSON_ARRAY))
    return set_fault (key, fault, "content", "expected a list of blocks");
  for (const LimJson *block = lim_json_first (content); block != NULL; block = lim_json_next (block))
    if (!read_block (block, is_openai, out, text, key, fault))
      return FALSE;
  return *text != NULL || set_fault (key, fault, "content", "expected exactly one text block");
}

static gboolean
check_role (const LimJson *message, const char *role, char **key, char **fault)
{
  const char *found = lim_json_get_string (message, "role");

  return (found != NULL && strcmp (found, role) == 0)
         || set_fault (key, fault, "messages.role", "expected first user, then assistant");
}

static gboolean
read_blocks_shape (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, char **key, char **fault)
{
  const LimJson *messages = lim_json_get (row, "messages");
  const LimJson *user = lim_json_first (messages), *assistant = lim_json_next (user);
  gboolean is_openai = strcmp (schema->format, "openai") == 0;
  guint n_images;

  if (lim_json_length (messages) != 2)
    return set_fault (key, fault, "messages", "expected two messages, user and assistant");
  if (!check_role (user, "user", key, fault) || !check_role (assistant, "assistant", key, fault)
      || !read_blocks (user, is_openai, out, &out->question, key, fault))
    return FALSE;
  n_images = out->n_images;
  if (is_openai)
    {
      out->answer = lim_json_get_string (assistant, "content");
      return out->answer != NULL || set_fault (key, fault, "messages[1].content", "expected a text");
    }
  if (!read_blocks (assistant, FALSE, out, &out->answer, key, fault))
    return FALSE;
  return out->n_images == n_images || set_fault (key, fault, "messages[1].content", "an image inside an answer");
}

/* -- The row -- */

static gboolean
read_images (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, char **key, char **fault)
{
  const LimJson *value = schema->images != NULL ? lim_json_get (row, schema->images) : NULL;

  if (lim_json_is (value, LIM_JSON_STRING))
    out->images[out->n_images++] = lim_json_string (value);
  for (const LimJson *item = lim_json_first (value); item != NULL; item = lim_json_next (item))
    {
      if (lim_json_string (item) == NULL || out->n_images == G_N_ELEMENTS (out->images))
        return set_fault (key, fault, schema->images,
                          lim_json_string (item) == NULL ? "expected texts in the list" : "too many images");
      out->images[out->n_images++] = lim_json_string (item);
    }
  if (out->n_images == 0)
    return set_fault (key, fault, schema->images != NULL ? schema->images : "content", "the row has no image");
  if (out->n_images > schema->max_images)
    return set_fault (key, fault, schema->images != NULL ? schema->images : "content",
                      "more images than this format's trainer reads");
  return out->images[0] != NULL || set_fault (key, fault, schema->images, "expected a text");
}

static const struct
{
  const char *name;
  gboolean (*read) (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, char **key, char **fault);
} shapes[] = {
  { "prompt", read_prompt_shape },
  { "conversations", read_conversations_shape },
  { "messages", read_messages_shape },
  { "blocks", read_blocks_shape },
};

gboolean
lim_check_read_row (const LimCheckSchema *schema, const LimJson *row, gboolean strict, LimCheckRow *out, char **key,
                    char **fault)
{
  *out = (LimCheckRow){ 0 };
  if (!lim_json_is (row, LIM_JSON_OBJECT))
    return set_fault (key, fault, "row", "expected an object");
  if (!check_keys (schema, row, strict, key, fault))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (strcmp (shapes[i].name, schema->shape) == 0 && !shapes[i].read (schema, row, out, key, fault))
      return FALSE;
  return read_images (schema, row, out, key, fault);
}
