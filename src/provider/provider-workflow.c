/* provider-workflow.c: finding the slots of a workflow. */

#include "provider-workflow-private.h"

#include <string.h>

#define MAX_FILE (4u << 20)
#define MAX_PLACES 500u

static void
place_free (gpointer data)
{
  LimSlotPlace *place = data;

  g_free (place->node);
  g_free (place->class_type);
  g_free (place->input);
  g_free (place);
}

void
lim_workflow_free (LimWorkflow *workflow)
{
  if (workflow == NULL)
    return;
  g_free (workflow->name);
  g_free (workflow->file);
  g_clear_pointer (&workflow->text, g_bytes_unref);
  g_clear_pointer (&workflow->places, g_ptr_array_unref);
  g_free (workflow->output);
  g_free (workflow->loras);
  g_free (workflow);
}

const char *
lim_workflow_name (const LimWorkflow *workflow)
{
  return workflow->name;
}

const char *
lim_workflow_file (const LimWorkflow *workflow)
{
  return workflow->file;
}

GBytes *
lim_workflow_text (const LimWorkflow *workflow)
{
  return workflow->text;
}

guint
lim_workflow_n_nodes (const LimWorkflow *workflow)
{
  return workflow->n_nodes;
}

const GPtrArray *
lim_workflow_places (const LimWorkflow *workflow)
{
  return workflow->places;
}

gboolean
lim_workflow_has (const LimWorkflow *workflow, LimSlot slot)
{
  for (guint i = 0; i < workflow->places->len; i++)
    if (((LimSlotPlace *) workflow->places->pdata[i])->slot == slot)
      return TRUE;
  return FALSE;
}

/* -- Places -- */

static gboolean
add_place (LimWorkflow *workflow, LimSlot slot, const LimJson *node, const char *input, gboolean by_title,
           GError **error)
{
  if (workflow->places->len >= MAX_PLACES)
    return lim_json_fail (node, error, "a workflow may have %u slots", MAX_PLACES);

  LimSlotPlace *place = g_new0 (LimSlotPlace, 1);

  place->slot = slot;
  place->node = g_strdup (lim_json_key (node));
  place->class_type = g_strdup (lim_json_get_string (node, "class_type"));
  place->input = g_strdup (input);
  place->by_title = by_title;
  g_ptr_array_add (workflow->places, place);
  return TRUE;
}

/* The slot that a title already claimed the input for, or LIM_N_SLOTS. */
static LimSlot
claimed_by (const LimWorkflow *workflow, const LimJson *node, const char *input)
{
  for (guint i = workflow->places->len; i > 0; i--)
    {
      const LimSlotPlace *place = workflow->places->pdata[i - 1];

      if (strcmp (place->node, lim_json_key (node)) != 0)
        break;
      if (g_strcmp0 (place->input, input) == 0)
        return place->slot;
    }
  return LIM_N_SLOTS;
}

/* One slot of a title. *@n_found counts the inputs it fills. */
static gboolean
mark_inputs (LimWorkflow *workflow, const LimJson *node, LimSlot slot, guint *n_found, GError **error)
{
  const LimJson *inputs = lim_json_get (node, "inputs");

  for (const char *const *name = lim_slot_inputs (slot); *name != NULL; name++)
    {
      const LimJson *input = lim_json_get (inputs, *name);
      LimSlot other = claimed_by (workflow, node, *name);

      if (!lim_slot_fits (slot, input) && other != slot)
        continue;
      (*n_found)++;
      if (other == slot)
        continue;
      if (other != LIM_N_SLOTS)
        return lim_json_fail (input, error,
                              "node “%s” (%s), input “%s” is marked for %s and for %s. Write the placeholder {{%s}} "
                              "where you want it instead",
                              lim_json_key (node), lim_json_get_string (node, "class_type"), *name,
                              lim_slot_name (other), lim_slot_name (slot), lim_slot_name (slot));
      if (!add_place (workflow, slot, node, *name, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
mark_loras (LimWorkflow *workflow, const LimJson *node, GError **error)
{
  const LimJson *inputs = lim_json_get (node, "inputs");
  const char *name;
  gint64 output;

  if (workflow->loras != NULL)
    return lim_json_fail (
        node, error,
        "nodes “%s” and “%s” are both marked “limner:loras”; one chain of LoRAs is inserted, in one place",
        workflow->loras, lim_json_key (node));
  workflow->loras = g_strdup (lim_json_key (node));
  workflow->lora_place = LIM_LORAS_AFTER;
  if (lim_json_get (inputs, "lora_name") != NULL)
    {
      if (!lim_workflow_is_link (lim_json_get (inputs, "model"), &name, &output))
        return lim_json_fail (node, error, "node “%s” (%s) is marked “limner:loras” and its input “model” is no link",
                              lim_json_key (node), lim_json_get_string (node, "class_type"));
      workflow->lora_place = LIM_LORAS_INSTEAD;
    }
  return add_place (workflow, LIM_SLOT_LORAS, node, NULL, TRUE, error);
}

static gboolean
mark_output (LimWorkflow *workflow, const LimJson *node, GError **error)
{
  if (workflow->output != NULL)
    return lim_json_fail (node, error,
                          "nodes “%s” and “%s” are both marked “limner:output”; mark the one that is wanted",
                          workflow->output, lim_json_key (node));
  workflow->output = g_strdup (lim_json_key (node));
  return add_place (workflow, LIM_SLOT_OUTPUT, node, NULL, TRUE, error);
}

static gboolean
mark_word (LimWorkflow *workflow, const LimJson *node, const char *word, GError **error)
{
  const char *class_type = lim_json_get_string (node, "class_type");
  gboolean group;
  guint slots = lim_slot_word (word, &group), n_found = 0;

  if (slots == 0)
    {
      g_autofree char *more = lim_slot_explain_words (word);

      return lim_json_fail (node, error, "node “%s” (%s): the title's mark “limner:%s” names no slot.%s",
                            lim_json_key (node), class_type, word, more);
    }
  for (guint slot = 0; slot < LIM_SLOT_LORAS; slot++)
    if ((slots & (1u << slot)) && !mark_inputs (workflow, node, slot, &n_found, error))
      return FALSE;
  if (slots & (1u << LIM_SLOT_LORAS))
    return mark_loras (workflow, node, error);
  if (slots & (1u << LIM_SLOT_OUTPUT))
    return mark_output (workflow, node, error);
  if (n_found == 0)
    return lim_json_fail (
        node, error,
        "node “%s” (%s) is marked “limner:%s” and has no input for it that holds a plain value. Mark "
        "the node where the value is set, or write the placeholder {{%s}} there",
        lim_json_key (node), class_type, word, group ? "…" : word);
  return TRUE;
}

static gboolean
mark_by_title (LimWorkflow *workflow, const LimJson *node, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (!lim_slot_read_title (lim_json_get_string (lim_json_get (node, "_meta"), "title"), &words))
    return TRUE;
  for (char **word = words; *word != NULL; word++)
    if (!mark_word (workflow, node, *word, error))
      return FALSE;
  return TRUE;
}

gboolean
lim_workflow_is_marked (const LimJson *node)
{
  g_auto (GStrv) words = NULL;

  return lim_slot_read_title (lim_json_get_string (lim_json_get (node, "_meta"), "title"), &words);
}

/* -- Placeholders -- */

static gboolean
mark_text (LimWorkflow *workflow, const LimJson *node, const char *input, const LimJson *value, GError **error)
{
  const char *start, *end;

  for (const char *text = lim_json_string (value); text != NULL; text = end)
    {
      g_autofree char *word = NULL;
      LimSlot slot;

      if (!lim_slot_find (text, &start, &end, &word, &slot))
        return TRUE;
      if (slot == LIM_SLOT_LORAS || slot == LIM_SLOT_OUTPUT)
        return lim_json_fail (value, error,
                              "node “%s” (%s), input “%s”: {{%s}} has no value; give a node the title “limner:%s”",
                              lim_json_key (node), lim_json_get_string (node, "class_type"), input, word, word);
      if (slot == LIM_N_SLOTS)
        {
          g_autofree char *more = lim_slot_explain_words (word);

          return lim_json_fail (value, error, "node “%s” (%s), input “%s”: {{%s}} names no slot.%s",
                                lim_json_key (node), lim_json_get_string (node, "class_type"), input, word, more);
        }
      if (!add_place (workflow, slot, node, input, FALSE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
mark_by_text (LimWorkflow *workflow, const LimJson *node, const char *input, const LimJson *value, GError **error)
{
  if (lim_json_is (value, LIM_JSON_STRING))
    return mark_text (workflow, node, input, value, error);
  for (const LimJson *child = lim_json_first (value); child != NULL; child = lim_json_next (child))
    if (!mark_by_text (workflow, node, input, child, error))
      return FALSE;
  return TRUE;
}

/* Placeholders first: an input that has one is not meant by the title, which fills plain values. */
static gboolean
mark_node (LimWorkflow *workflow, const LimJson *node, GError **error)
{
  for (const LimJson *input = lim_json_first (lim_json_get (node, "inputs")); input != NULL;
       input = lim_json_next (input))
    if (!mark_by_text (workflow, node, lim_json_key (input), input, error))
      return FALSE;
  return mark_by_title (workflow, node, error);
}

/* -- What every workflow needs -- */

/* Without a mark it is the only one there is. */
static gboolean
find_output (LimWorkflow *workflow, const LimJson *root, GError **error)
{
  const LimJson *found = NULL;

  for (const LimJson *node = lim_json_first (root); workflow->output == NULL && node != NULL;
       node = lim_json_next (node))
    {
      const LimJson *inputs = lim_json_get (node, "inputs");

      if (lim_json_get (inputs, "filename_prefix") == NULL || lim_json_get (inputs, "images") == NULL)
        continue;
      if (found != NULL)
        return lim_json_fail (root, error,
                              "nodes “%s” and “%s” both save pictures. Give the one that is wanted the title "
                              "“limner:output”",
                              lim_json_key (found), lim_json_key (node));
      found = node;
    }
  if (found == NULL && workflow->output == NULL)
    return lim_json_fail (
        root, error,
        "no node saves a picture. End the workflow in a SaveImage node (the pictures of PreviewImage "
        "do not last), or give the node that saves the title “limner:output”");
  if (found != NULL)
    workflow->output = g_strdup (lim_json_key (found));
  return TRUE;
}

static gboolean
require_slot (const LimWorkflow *workflow, LimSlot slot, const char *where, GError **error)
{
  if (lim_workflow_has (workflow, slot))
    return TRUE;
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "%s: no slot for the %s. Give %s the title “limner:%s” in ComfyUI and export again, or write "
                   "\"{{%s}}\" as the input's value",
                   workflow->file, lim_slot_name (slot), where, lim_slot_name (slot), lim_slot_name (slot));
}

/* Whether something in the graph takes the second output of the node before the LoRAs for a text encoder. */
static void
find_lora_clip (LimWorkflow *workflow, const LimJson *root)
{
  for (const LimJson *node = lim_json_first (root); node != NULL; node = lim_json_next (node))
    for (const LimJson *input = lim_json_first (lim_json_get (node, "inputs")); input != NULL;
         input = lim_json_next (input))
      {
        const char *target;
        gint64 output;

        if (lim_workflow_is_link (input, &target, &output) && output == 1 && g_strcmp0 (target, workflow->loras) == 0
            && strstr (lim_json_key (input), "clip") != NULL)
          workflow->lora_clip = TRUE;
      }
}

static gboolean
read_workflow (LimWorkflow *workflow, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (workflow->text, &length);

  if (length > MAX_FILE)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: a workflow may have 4 MiB", workflow->file);

  g_autoptr (LimJsonDoc) doc = lim_json_parse (workflow->file, text != NULL ? text : "", (gssize) length, error);
  if (doc == NULL || !lim_workflow_check (workflow, lim_json_root (doc), error))
    return FALSE;
  for (const LimJson *node = lim_json_first (lim_json_root (doc)); node != NULL; node = lim_json_next (node))
    if (!mark_node (workflow, node, error))
      return FALSE;
  find_lora_clip (workflow, lim_json_root (doc));
  return find_output (workflow, lim_json_root (doc), error)
         && require_slot (workflow, LIM_SLOT_PROMPT, "the node that holds the prompt's text", error)
         && require_slot (workflow, LIM_SLOT_SEED, "the sampler, or whatever node holds its seed,", error);
}

LimWorkflow *
lim_workflow_parse (const char *name, const char *file, GBytes *text, GError **error)
{
  g_autoptr (LimWorkflow) workflow = g_new0 (LimWorkflow, 1);

  workflow->name = g_strdup (name);
  workflow->file = g_strdup (file);
  workflow->text = g_bytes_ref (text);
  workflow->places = g_ptr_array_new_with_free_func (place_free);
  return read_workflow (workflow, error) ? g_steal_pointer (&workflow) : NULL;
}
