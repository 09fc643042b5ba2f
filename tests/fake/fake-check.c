/* fake-check.c: the validation of prompts, with ComfyUI's own names for what is wrong. */
#include "fake-graph.h"

#include "fake-catalogue.h"
#include "fake-comfy.h"
#include "fake-json.h"

#include <string.h>

typedef struct
{
  Fake *fake;
  LimJsonDoc *doc;
  const LimJson *graph;
  const char *output; /* whose needs are being checked */
  GHashTable *known;  /* node id → 1: sound, 2: not, 3: being looked at */
  LimJson *node_errors;
} Check;

enum
{
  SOUND = 1,
  UNSOUND,
  LOOKED_AT,
};

static LimJson *
message (LimJsonDoc *doc, const char *type, const char *text, const char *details, LimJson *extra)
{
  return fake_object (doc, "type:s message:s details:s extra_info:j", type, text, details,
                      extra != NULL ? extra : lim_json_new_object (doc));
}

/* Notes an error of node @id; returns FALSE. */
static gboolean
complain (Check *check, const char *id, const char *type, const char *text, const char *details, LimJson *extra)
{
  LimJson *entry = lim_json_get (check->node_errors, id);

  if (entry == NULL)
    {
      entry = fake_object (check->doc, "errors:j dependent_outputs:j class_type:s", lim_json_new_array (check->doc),
                           fake_list_of (check->doc, lim_json_new_string (check->doc, check->output)),
                           fake_node_class (check->graph, id));
      lim_json_set (check->node_errors, id, entry);
      entry = lim_json_get (check->node_errors, id);
    }
  lim_json_append (lim_json_get (entry, "errors"), message (check->doc, type, text, details, extra));
  return FALSE;
}

/* “{'input_name': …}”, with the choices left out where they are many. */
static LimJson *
extra_info (Check *check, const FakeInput *input, const LimJson *value, gboolean with_config)
{
  return fake_object (check->doc, "input_name:s input_config:j received_value:j", input->name,
                      with_config ? fake_input_json (check->fake, check->doc, input, FALSE) : NULL,
                      value != NULL ? lim_json_copy (check->doc, value) : NULL);
}

static char *
python_list (char **words)
{
  g_autofree char *inside = g_strjoinv ("', '", words);

  return *words != NULL ? g_strdup_printf ("['%s']", inside) : g_strdup ("[]");
}

static gboolean
check_choice (Check *check, const char *id, const FakeInput *input, const LimJson *value)
{
  g_auto (GStrv) choices = fake_choices (check->fake, input->type);
  const char *word = lim_json_string (value);
  guint n = g_strv_length (choices);

  if (strcmp (input->type, "*images") == 0)
    {
      if (word != NULL && fake_comfy_has_input (check->fake, word))
        return TRUE;
      g_autofree char *details =
          g_strdup_printf ("%s - Invalid image file: %s", input->name, word != NULL ? word : "");

      return complain (check, id, "custom_validation_failed", "Custom validation failed for node", details,
                       extra_info (check, input, value, TRUE));
    }
  if (word != NULL && g_strv_contains ((const char *const *) choices, word))
    return TRUE;

  g_autofree char *list = n > 20 ? g_strdup_printf ("(list of length %u)", n) : python_list (choices);
  g_autofree char *text = word != NULL ? g_strdup_printf ("'%s'", word) : fake_json_text (value);
  g_autofree char *details = g_strdup_printf ("%s: %s not in %s", input->name, text, list);

  return complain (check, id, "value_not_in_list", "Value not in list", details,
                   extra_info (check, input, value, n <= 20));
}

static gboolean
check_number (Check *check, const char *id, const FakeInput *input, const LimJson *value)
{
  double number = 0;
  const char *text = lim_json_string (value);
  char *end = NULL;

  if (text != NULL)
    number = g_ascii_strtod (text, &end);
  if (!(text != NULL && end != text && *end == '\0') && !lim_json_double (value, &number))
    {
      g_autofree char *spelled = fake_json_text (value);
      g_autofree char *details =
          g_strdup_printf ("%s, %s, could not convert to %s", input->name, spelled, input->type);

      return complain (check, id, "invalid_input_type", "Failed to convert an input value to the expected type",
                       details, extra_info (check, input, value, TRUE));
    }
  if (number < input->min)
    return complain (check, id, "value_smaller_than_min", "Value smaller than the minimum allowed", input->name,
                     extra_info (check, input, value, TRUE));
  if (number > input->max)
    return complain (check, id, "value_bigger_than_max", "Value bigger than the maximum allowed", input->name,
                     extra_info (check, input, value, TRUE));
  return TRUE;
}

static gboolean check_node (Check *check, const char *id);

static gboolean
check_link (Check *check, const char *id, const FakeInput *input, const LimJson *value)
{
  const char *source = lim_json_string (lim_json_first (value));
  gint64 index;

  if (lim_json_length (value) != 2 || source == NULL
      || !lim_json_int (lim_json_next (lim_json_first (value)), &index))
    return complain (check, id, "bad_linked_input",
                     "Bad linked input, must be a length-2 list of [node_id, slot_index]", input->name,
                     extra_info (check, input, value, TRUE));

  const FakeClass *class = fake_class_find (fake_node_class (check->graph, source));

  if (class == NULL)
    {
      g_autofree char *details = g_strdup_printf ("'%s'", source);
      gboolean outer = strcmp (id, check->output) == 0;

      return complain (check, id, outer ? "exception_during_validation" : "exception_during_inner_validation",
                       "Exception when validating node", details,
                       fake_object (check->doc, "exception_type:s traceback:j", "KeyError",
                                    lim_json_new_array (check->doc)));
    }

  g_autofree char *received = fake_class_output (class, index);

  if (g_strcmp0 (received, input->type) != 0)
    {
      g_autofree char *details = g_strdup_printf ("%s, received_type(%s) mismatch input_type(%s)", input->name,
                                                  received != NULL ? received : "None", input->type);

      return complain (check, id, "return_type_mismatch", "Return type mismatch between linked nodes", details,
                       extra_info (check, input, NULL, TRUE));
    }
  return check_node (check, source);
}

static gboolean
check_input (Check *check, const char *id, const FakeInput *input)
{
  const LimJson *value = lim_json_path (check->graph, id, "inputs", input->name, NULL);

  if (value == NULL)
    return input->optional
           || complain (check, id, "required_input_missing", "Required input is missing", input->name,
                        fake_object (check->doc, "input_name:s", input->name));
  if (lim_json_is (value, LIM_JSON_ARRAY))
    return check_link (check, id, input, value);
  if (input->type[0] == '*')
    return check_choice (check, id, input, value);
  if (input->has_range)
    return check_number (check, id, input, value);
  if (strcmp (input->type, "STRING") != 0)
    return complain (check, id, "bad_linked_input",
                     "Bad linked input, must be a length-2 list of [node_id, slot_index]", input->name,
                     extra_info (check, input, value, TRUE));
  return TRUE;
}

static gboolean
check_node (Check *check, const char *id)
{
  const FakeClass *class = fake_class_find (fake_node_class (check->graph, id));
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (check->known, id));
  const char *at = class->inputs;
  gboolean optional = FALSE, sound = TRUE;
  FakeInput input;

  if (known == LOOKED_AT)
    return complain (check, id, "dependency_cycle", "Dependency cycle detected", id, NULL);
  if (known != 0)
    return known == SOUND;
  g_hash_table_insert (check->known, (char *) id, GUINT_TO_POINTER (LOOKED_AT));
  while (fake_input_next (&at, &optional, &input))
    sound = check_input (check, id, &input) && sound;
  g_hash_table_insert (check->known, (char *) id, GUINT_TO_POINTER (sound ? SOUND : UNSOUND));
  return sound;
}

/* What is wrong with @graph as a whole; NULL: nothing. */
static LimJson *
check_shape (LimJsonDoc *doc, const LimJson *graph)
{
  if (!lim_json_is (graph, LIM_JSON_OBJECT))
    return message (doc, "no_prompt", "No prompt provided", "No prompt provided", NULL);
  for (LimJson *node = lim_json_first (graph); node != NULL; node = lim_json_next (node))
    {
      const char *class = lim_json_get_string (node, "class_type");
      g_autofree char *details = g_strdup_printf ("Node ID '#%s'", lim_json_key (node));

      if (class == NULL)
        return message (doc, "invalid_prompt", "Cannot execute because a node is missing the class_type property.",
                        details, NULL);
      if (fake_class_find (class) == NULL)
        {
          const char *title = lim_json_get_string (lim_json_get (node, "_meta"), "title");
          g_autofree char *text = g_strdup_printf ("Node '%s' not found. The custom node may not be installed.",
                                                   title != NULL ? title : class);

          return message (doc, "missing_node_type", text, details,
                          fake_object (doc, "node_id:s class_type:s node_title:s", lim_json_key (node), class,
                                       title != NULL ? title : class));
        }
    }
  return NULL;
}

static LimJson *
check_outputs (Check *check, FakeCheck *result)
{
  GStrvBuilder *good = g_strv_builder_new ();
  guint outputs = 0;

  for (LimJson *node = lim_json_first (check->graph); node != NULL; node = lim_json_next (node))
    {
      check->output = lim_json_key (node);
      if (!fake_class_find (fake_node_class (check->graph, check->output))->saves)
        continue;
      outputs++;
      if (check_node (check, check->output))
        g_strv_builder_add (good, check->output);
    }
  g_strfreev (result->outputs);
  result->outputs = g_strv_builder_end (good);
  g_strv_builder_unref (good);
  if (outputs == 0)
    return message (check->doc, "prompt_no_outputs", "Prompt has no outputs", "", NULL);
  if (*result->outputs == NULL)
    return message (check->doc, "prompt_outputs_failed_validation", "Prompt outputs failed validation", "", NULL);
  return NULL;
}

void
fake_graph_check (Fake *fake, LimJsonDoc *doc, const LimJson *graph, FakeCheck *check)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  Check state = { .fake = fake, .doc = doc, .graph = graph, .known = known };

  *check = (FakeCheck){ .outputs = g_new0 (char *, 1), .node_errors = lim_json_new_object (doc) };
  state.node_errors = check->node_errors;
  check->error = check_shape (doc, graph);
  if (check->error == NULL)
    check->error = check_outputs (&state, check);
}

void
fake_check_clear (FakeCheck *check)
{
  g_clear_pointer (&check->outputs, g_strfreev);
}
