/* provider-workflow-fill.c: from a workflow and a recipe to the graph that is sent. */

#include "provider-workflow-private.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const LimWorkflow *workflow;
  const LimSlotValues *values;
  LimJsonDoc *doc;
  const LimJson *template;
  LimJson *graph;
  GHashTable *ids;     /* id in the file → id in the graph */
  GPtrArray *lora_ids; /* of the chain, in the graph */
} Fill;

/* -- Ids -- */

/* The highest whole number among the ids, so that new ones can follow. */
static guint64
highest_id (const LimJson *template)
{
  guint64 highest = 0;

  for (const LimJson *node = lim_json_first (template); node != NULL; node = lim_json_next (node))
    {
      guint64 number;

      if (g_ascii_string_to_unsigned (lim_json_key (node), 10, 0, G_MAXINT32, &number, NULL))
        highest = MAX (highest, number);
    }
  return highest;
}

static void
plan_ids (Fill *fill)
{
  const LimWorkflow *workflow = fill->workflow;
  gboolean anew = fill->values->count_anew;
  guint64 next = anew ? 1 : highest_id (fill->template) + 1;

  for (const LimJson *node = lim_json_first (fill->template); node != NULL; node = lim_json_next (node))
    {
      const char *id = lim_json_key (node);
      gboolean here = g_strcmp0 (id, workflow->loras) == 0;
      guint n_loras = here ? fill->values->recipe->loras->len : 0;
      gboolean instead = here && workflow->lora_place == LIM_LORAS_INSTEAD;

      if (!instead || n_loras > 0)
        g_hash_table_insert (fill->ids, (char *) id,
                             anew ? g_strdup_printf ("%" G_GUINT64_FORMAT, next++) : g_strdup (id));
      for (guint i = 0; i < n_loras; i++)
        g_ptr_array_add (fill->lora_ids, instead && i == 0 ? g_strdup (g_hash_table_lookup (fill->ids, id))
                                                           : g_strdup_printf ("%" G_GUINT64_FORMAT, next++));
    }
}

/* -- Values -- */

static LimJson *
new_link (Fill *fill, const char *id, gint64 output)
{
  LimJson *link = lim_json_new_array (fill->doc);

  lim_json_append (link, lim_json_new_string (fill->doc, id));
  lim_json_append (link, lim_json_new_int (fill->doc, output));
  return link;
}

/* What a chain without LoRAs would hand on: the marked node's own source. NULL: it has none for this output. */
static const LimJson *
source_of_chain (const Fill *fill, gint64 output)
{
  const LimJson *inputs = lim_json_get (lim_json_get (fill->template, fill->workflow->loras), "inputs");

  return output > 1 ? NULL : lim_json_get (inputs, output == 0 ? "model" : "clip");
}

/* The link [@id, @output] of the file as it is in the graph: model and text encoder come from the end of the chain. */
static LimJson *
map_link (Fill *fill, const char *id, gint64 output)
{
  const LimWorkflow *workflow = fill->workflow;
  gboolean chained = workflow->lora_place == LIM_LORAS_INSTEAD || output == 0 || (output == 1 && workflow->lora_clip);

  if (g_strcmp0 (id, workflow->loras) != 0 || !chained)
    return new_link (fill, g_hash_table_lookup (fill->ids, id), output);
  if (fill->lora_ids->len > 0)
    return new_link (fill, fill->lora_ids->pdata[fill->lora_ids->len - 1], output);
  if (workflow->lora_place == LIM_LORAS_AFTER)
    return new_link (fill, g_hash_table_lookup (fill->ids, id), output);

  const LimJson *source = source_of_chain (fill, output);
  const char *source_id;
  gint64 source_output;
  if (!lim_workflow_is_link (source, &source_id, &source_output))
    return lim_json_new_null (fill->doc);
  return new_link (fill, g_hash_table_lookup (fill->ids, source_id), source_output);
}

static void
append_value (Fill *fill, GString *text, LimSlot slot)
{
  const LimJson *value = lim_slot_value (slot, fill->values, fill->doc);

  if (lim_json_is (value, LIM_JSON_STRING))
    g_string_append (text, lim_json_string (value));
  else if (!lim_json_is_null (value))
    lim_json_append_compact (text, value);
}

/* A text with its placeholders filled; what fills them is not looked at again. */
static LimJson *
fill_text (Fill *fill, const LimJson *value)
{
  const char *rest = lim_json_string (value), *start, *end;
  g_autoptr (GString) text = NULL;

  while (rest != NULL)
    {
      g_autofree char *word = NULL;
      LimSlot slot;

      if (!lim_slot_find (rest, &start, &end, &word, &slot))
        break;
      if (text == NULL && start == rest && *end == '\0')
        return lim_slot_value (slot, fill->values, fill->doc);
      if (text == NULL)
        text = g_string_new (NULL);
      g_string_append_len (text, rest, start - rest);
      append_value (fill, text, slot);
      rest = end;
    }
  if (text == NULL)
    return lim_json_copy (fill->doc, value);
  g_string_append (text, rest);
  return lim_json_new_string (fill->doc, text->str);
}

static LimJson *
fill_value (Fill *fill, const LimJson *value)
{
  if (lim_json_is (value, LIM_JSON_STRING))
    return fill_text (fill, value);
  if (!lim_json_is (value, LIM_JSON_ARRAY) && !lim_json_is (value, LIM_JSON_OBJECT))
    return lim_json_copy (fill->doc, value);

  gboolean array = lim_json_is (value, LIM_JSON_ARRAY);
  LimJson *copy = array ? lim_json_new_array (fill->doc) : lim_json_new_object (fill->doc);
  for (const LimJson *child = lim_json_first (value); child != NULL; child = lim_json_next (child))
    if (array)
      lim_json_append (copy, fill_value (fill, child));
    else
      lim_json_set (copy, lim_json_key (child), fill_value (fill, child));
  return copy;
}

static LimJson *
fill_inputs (Fill *fill, const LimJson *inputs)
{
  LimJson *copy = lim_json_new_object (fill->doc);

  for (const LimJson *input = lim_json_first (inputs); input != NULL; input = lim_json_next (input))
    {
      const char *id;
      gint64 output;

      lim_json_set (copy, lim_json_key (input),
                    lim_workflow_is_link (input, &id, &output) ? map_link (fill, id, output)
                                                               : fill_value (fill, input));
    }
  return copy;
}

/* -- Nodes -- */

/* The node with everything but its inputs as in the file; a title that was a mark has done its work. */
static LimJson *
copy_node (Fill *fill, const LimJson *node)
{
  gboolean marked = lim_workflow_is_marked (node);
  LimJson *copy = lim_json_new_object (fill->doc);

  for (const LimJson *member = lim_json_first (node); member != NULL; member = lim_json_next (member))
    {
      const char *key = lim_json_key (member);

      if (strcmp (key, "inputs") == 0)
        lim_json_set (copy, key,
                      fill_inputs (fill, lim_json_get (node, "inputs"))); /* the last, if it stands twice */
      else if (!marked || strcmp (key, "_meta") != 0)
        lim_json_set (copy, key, lim_json_copy (fill->doc, member));
    }
  return copy;
}

static void
fill_by_title (Fill *fill, const LimJson *node, LimJson *copy)
{
  LimJson *inputs = lim_json_get (copy, "inputs");

  for (guint i = 0; i < fill->workflow->places->len; i++)
    {
      const LimSlotPlace *place = fill->workflow->places->pdata[i];

      if (place->by_title && place->input != NULL && strcmp (place->node, lim_json_key (node)) == 0)
        lim_json_set (inputs, place->input, lim_slot_value (place->slot, fill->values, fill->doc));
    }
}

/* A name of the user's own changes too when the job is sent again. */
static void
rename_again (Fill *fill, const LimJson *node, LimJson *copy)
{
  LimJson *inputs = lim_json_get (copy, "inputs");
  const char *prefix = lim_json_get_string (inputs, "filename_prefix");

  if (fill->values->again == 0 || prefix == NULL || strcmp (lim_json_key (node), fill->workflow->output) != 0
      || lim_workflow_has (fill->workflow, LIM_SLOT_PREFIX))
    return;

  g_autofree char *again = g_strdup_printf ("%s_r%u", prefix, fill->values->again);
  lim_json_set_string (inputs, "filename_prefix", again);
}

static void
add_node (Fill *fill, const LimJson *node)
{
  LimJson *copy = copy_node (fill, node);

  fill_by_title (fill, node, copy);
  rename_again (fill, node, copy);
  lim_json_set (fill->graph, g_hash_table_lookup (fill->ids, lim_json_key (node)), copy);
}

/* -- LoRAs -- */

static void
set_lora (LimJson *inputs, const LimLora *lora, gboolean clip)
{
  lim_json_set_string (inputs, "lora_name", lora->name);
  lim_json_set_double (inputs, "strength_model", lora->weight);
  if (clip)
    lim_json_set_double (inputs, "strength_clip", isnan (lora->clip_weight) ? lora->weight : lora->clip_weight);
}

/* One more loader behind the @i before it; the first gets its model from the marked node. */
static LimJson *
new_lora (Fill *fill, guint i, const LimLora *lora)
{
  const char *before = i > 0 ? fill->lora_ids->pdata[i - 1] : g_hash_table_lookup (fill->ids, fill->workflow->loras);
  gboolean clip = fill->workflow->lora_clip;
  LimJson *node = lim_json_new_object (fill->doc);
  LimJson *inputs = lim_json_new_object (fill->doc);

  lim_json_set_string (node, "class_type", clip ? "LoraLoader" : "LoraLoaderModelOnly");
  lim_json_set (node, "inputs", inputs);
  set_lora (inputs, lora, clip);
  lim_json_set (inputs, "model", new_link (fill, before, 0));
  if (clip)
    lim_json_set (inputs, "clip", new_link (fill, before, 1));
  return node;
}

/* The marked LoRA loader once more, for another LoRA. */
static LimJson *
repeat_lora (Fill *fill, guint i, const LimLora *lora, const LimJson *node)
{
  LimJson *copy = copy_node (fill, node);
  LimJson *inputs = lim_json_get (copy, "inputs");
  gboolean clip = lim_json_get (inputs, "clip") != NULL;

  set_lora (inputs, lora, clip);
  if (i > 0)
    lim_json_set (inputs, "model", new_link (fill, fill->lora_ids->pdata[i - 1], 0));
  if (i > 0 && clip)
    lim_json_set (inputs, "clip", new_link (fill, fill->lora_ids->pdata[i - 1], 1));
  return copy;
}

static void
add_loras (Fill *fill, const LimJson *node)
{
  const GArray *loras = fill->values->recipe->loras;

  for (guint i = 0; i < loras->len; i++)
    {
      const LimLora *lora = &g_array_index (loras, LimLora, i);
      LimJson *more = fill->workflow->lora_place == LIM_LORAS_INSTEAD ? repeat_lora (fill, i, lora, node)
                                                                      : new_lora (fill, i, lora);

      lim_json_set (fill->graph, fill->lora_ids->pdata[i], more);
    }
}

LimJson *
lim_workflow_fill (const LimWorkflow *workflow, const LimSlotValues *values, LimJsonDoc *doc, char **save_node)
{
  gsize length;
  const char *text = g_bytes_get_data (workflow->text, &length);
  g_autoptr (LimJsonDoc) template = lim_json_parse (workflow->file, text, (gssize) length, NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GPtrArray) lora_ids = g_ptr_array_new_with_free_func (g_free);
  Fill fill = { workflow, values, doc, lim_json_root (template), lim_json_new_object (doc), ids, lora_ids };

  plan_ids (&fill);
  for (const LimJson *node = lim_json_first (fill.template); node != NULL; node = lim_json_next (node))
    {
      gboolean marked = g_strcmp0 (lim_json_key (node), workflow->loras) == 0;

      if (!marked || workflow->lora_place == LIM_LORAS_AFTER)
        add_node (&fill, node);
      if (marked)
        add_loras (&fill, node);
    }
  if (save_node != NULL)
    *save_node = g_strdup (g_hash_table_lookup (ids, workflow->output));
  return fill.graph;
}

/* -- What the file says itself -- */

/* The value that all inputs of the slot's first names agree on; NULL: there is none, or they differ. */
static const LimJson *
find_own (const LimJson *template, LimSlot slot)
{
  const LimJson *found = NULL;

  for (const LimJson *node = lim_json_first (template); node != NULL; node = lim_json_next (node))
    for (const char *const *name = lim_slot_inputs (slot); *name != NULL && strcmp (*name, "value") != 0; name++)
      {
        const LimJson *input = lim_json_get (lim_json_get (node, "inputs"), *name);

        if (!lim_slot_fits (slot, input))
          continue;
        if (found != NULL && !lim_json_equal (found, input))
          return NULL;
        found = input;
      }
  return found;
}

void
lim_workflow_settle (const LimWorkflow *workflow, LimRecipe *recipe)
{
  static const LimSlot slots[] = { LIM_SLOT_CHECKPOINT, LIM_SLOT_SAMPLER, LIM_SLOT_SCHEDULER, LIM_SLOT_STEPS,
                                   LIM_SLOT_CFG,        LIM_SLOT_WIDTH,   LIM_SLOT_HEIGHT };
  gsize length;
  const char *text = g_bytes_get_data (workflow->text, &length);
  g_autoptr (LimJsonDoc) template = lim_json_parse (workflow->file, text, (gssize) length, NULL);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (workflow->file);

  for (gsize i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      const LimJson *own =
          lim_workflow_has (workflow, slots[i]) ? NULL : find_own (lim_json_root (template), slots[i]);
      LimJson *object = lim_json_new_object (doc);

      if (own == NULL)
        continue;
      lim_json_set (object, lim_slot_name (slots[i]), lim_json_copy (doc, own));
      lim_recipe_lay_over (recipe, object, NULL); /* a number beyond a recipe's limits stays the file's business */
    }
  if (!lim_workflow_has (workflow, LIM_SLOT_NEGATIVE))
    {
      g_free (recipe->negative_prompt);
      recipe->negative_prompt = g_strdup ("");
    }
}
