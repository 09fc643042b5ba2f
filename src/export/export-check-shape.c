/* Where a row has its question, its answer and its images. */
#include "export-check.h"

#include <string.h>

/* -- Turns -- */

/* A list of one message of @role whose content is text. */
static gboolean
read_only_message (const LimJson *list, const char *role, const char *where, const char **text, LimRowFault *fault)
{
  const LimJson *message = lim_json_first (list);
  const char *found = lim_json_get_string (message, "role");

  if (lim_json_length (list) != 1)
    return lim_row_fault_set (fault, where, "expected one message");
  if (found == NULL || strcmp (found, role) != 0)
    {
      fault->key = g_strdup_printf ("%s.role", where);
      fault->what = g_strdup_printf ("expected “%s”, found “%s”", role, found != NULL ? found : "nothing");
      return FALSE;
    }
  *text = lim_json_get_string (message, "content");
  return *text != NULL || lim_row_fault_set (fault, where, "content is no text");
}

static gboolean
read_prompt_shape (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, LimRowFault *fault)
{
  const char *answer = schema->pair ? "chosen" : "completion";
  const LimJson *label = lim_json_get (row, "label");

  out->has_label = label != NULL;
  out->label = lim_json_is (label, LIM_JSON_TRUE);
  return read_only_message (lim_json_get (row, "prompt"), "user", "prompt", &out->question, fault)
         && read_only_message (lim_json_get (row, answer), "assistant", answer, &out->answer, fault)
         && (!schema->pair
             || read_only_message (lim_json_get (row, "rejected"), "assistant", "rejected", &out->rejected, fault));
}

/* One turn {@role_key: @role, @text_key: text}. */
static gboolean
read_turn (const LimJson *turn, const char *role_key, const char *role, const char *text_key, const char *where,
           const char **text, LimRowFault *fault)
{
  const char *found = lim_json_get_string (turn, role_key);

  if (found == NULL || strcmp (found, role) != 0)
    {
      fault->key = g_strdup_printf ("%s.%s", where, role_key);
      fault->what = g_strdup_printf ("expected “%s”, found “%s”", role, found != NULL ? found : "nothing");
      return FALSE;
    }
  *text = lim_json_get_string (turn, text_key);
  return *text != NULL || lim_row_fault_set (fault, where, "the turn has no text");
}

static gboolean
read_conversations_shape (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, LimRowFault *fault)
{
  const LimJson *turns = lim_json_get (row, "conversations");
  const LimJson *first = lim_json_first (turns);

  if (!schema->pair)
    return (lim_json_length (turns) == 2
            || lim_row_fault_set (fault, "conversations", "expected two turns, human and gpt"))
           && read_turn (first, "from", "human", "value", "conversations[0]", &out->question, fault)
           && read_turn (lim_json_next (first), "from", "gpt", "value", "conversations[1]", &out->answer, fault);
  return (lim_json_length (turns) == 1 || lim_row_fault_set (fault, "conversations", "expected one turn, human"))
         && read_turn (first, "from", "human", "value", "conversations[0]", &out->question, fault)
         && read_turn (lim_json_get (row, "chosen"), "from", "gpt", "value", "chosen", &out->answer, fault)
         && read_turn (lim_json_get (row, "rejected"), "from", "gpt", "value", "rejected", &out->rejected, fault);
}

static gboolean
read_messages_shape (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, LimRowFault *fault)
{
  const LimJson *messages = lim_json_get (row, "messages");
  const LimJson *first = lim_json_first (messages);

  if (schema->pair)
    out->rejected = lim_json_get_string (row, "rejected_response");
  return (lim_json_length (messages) == 2
          || lim_row_fault_set (fault, "messages", "expected two messages, user and assistant"))
         && read_turn (first, "role", "user", "content", "messages[0]", &out->question, fault)
         && read_turn (lim_json_next (first), "role", "assistant", "content", "messages[1]", &out->answer, fault);
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
read_block (const LimJson *block, gboolean is_openai, LimCheckRow *out, const char **text, LimRowFault *fault)
{
  const char *type = lim_json_get_string (block, "type");

  if (type != NULL && strcmp (type, "text") == 0)
    {
      if (*text != NULL || (*text = lim_json_get_string (block, "text")) == NULL)
        return lim_row_fault_set (fault, "content", "expected exactly one text block");
      return TRUE;
    }
  if (type == NULL || strcmp (type, is_openai ? "image_url" : "image") != 0)
    return lim_row_fault_set (fault, "content.type", "a kind of block that this format does not have");

  const char *image = image_of_block (block, is_openai);
  if (image == NULL || out->n_images == G_N_ELEMENTS (out->images))
    return lim_row_fault_set (fault, "content",
                              image == NULL ? "an image block without an image" : "too many images");
  out->images[out->n_images++] = image;
  return TRUE;
}

static gboolean
read_blocks (const LimJson *message, gboolean is_openai, LimCheckRow *out, const char **text, LimRowFault *fault)
{
  const LimJson *content = lim_json_get (message, "content");

  if (!lim_json_is (content, LIM_JSON_ARRAY))
    return lim_row_fault_set (fault, "content", "expected a list of blocks");
  for (const LimJson *block = lim_json_first (content); block != NULL; block = lim_json_next (block))
    if (!read_block (block, is_openai, out, text, fault))
      return FALSE;
  return *text != NULL || lim_row_fault_set (fault, "content", "expected exactly one text block");
}

static gboolean
check_role (const LimJson *message, const char *role, LimRowFault *fault)
{
  const char *found = lim_json_get_string (message, "role");

  return (found != NULL && strcmp (found, role) == 0)
         || lim_row_fault_set (fault, "messages.role", "expected first user, then assistant");
}

static gboolean
read_blocks_shape (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, LimRowFault *fault)
{
  const LimJson *messages = lim_json_get (row, "messages");
  const LimJson *user = lim_json_first (messages), *assistant = lim_json_next (user);
  gboolean is_openai = lim_check_is_openai (schema);
  guint n_images;

  if (lim_json_length (messages) != 2)
    return lim_row_fault_set (fault, "messages", "expected two messages, user and assistant");
  if (!check_role (user, "user", fault) || !check_role (assistant, "assistant", fault)
      || !read_blocks (user, is_openai, out, &out->question, fault))
    return FALSE;
  n_images = out->n_images;
  if (is_openai)
    {
      out->answer = lim_json_get_string (assistant, "content");
      return out->answer != NULL || lim_row_fault_set (fault, "messages[1].content", "expected a text");
    }
  if (!read_blocks (assistant, FALSE, out, &out->answer, fault))
    return FALSE;
  return out->n_images == n_images || lim_row_fault_set (fault, "messages[1].content", "an image inside an answer");
}

/* -- The row -- */

static gboolean
read_images (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out, LimRowFault *fault)
{
  const LimJson *value = schema->images != NULL ? lim_json_get (row, schema->images) : NULL;

  if (lim_json_is (value, LIM_JSON_STRING))
    out->images[out->n_images++] = lim_json_string (value);
  for (const LimJson *item = lim_json_first (value); item != NULL; item = lim_json_next (item))
    {
      if (lim_json_string (item) == NULL || out->n_images == G_N_ELEMENTS (out->images))
        return lim_row_fault_set (fault, schema->images,
                                  lim_json_string (item) == NULL ? "expected texts in the list" : "too many images");
      out->images[out->n_images++] = lim_json_string (item);
    }
  if (out->n_images == 0)
    return lim_row_fault_set (fault, schema->images != NULL ? schema->images : "content", "the row has no image");
  if (out->n_images > schema->max_images)
    return lim_row_fault_set (fault, schema->images != NULL ? schema->images : "content",
                              "more images than this format's trainer reads");
  return out->images[0] != NULL || lim_row_fault_set (fault, schema->images, "expected a text");
}

static gboolean (*const readers[]) (const LimCheckSchema *schema, const LimJson *row, LimCheckRow *out,
                                    LimRowFault *fault) = {
  [LIM_SHAPE_PROMPT] = read_prompt_shape,
  [LIM_SHAPE_CONVERSATIONS] = read_conversations_shape,
  [LIM_SHAPE_MESSAGES] = read_messages_shape,
  [LIM_SHAPE_BLOCKS] = read_blocks_shape,
};

gboolean
lim_check_read_row (const LimCheckSchema *schema, const LimJson *row, gboolean strict, LimCheckRow *out,
                    LimRowFault *fault)
{
  *out = (LimCheckRow){ 0 };
  if (!lim_json_is (row, LIM_JSON_OBJECT))
    return lim_row_fault_set (fault, "row", "expected an object");
  return lim_check_keys (schema, row, strict, fault) && readers[schema->shape](schema, row, out, fault)
         && read_images (schema, row, out, fault);
}
