/* Values and texts in a ComfyUI graph that come from other nodes: primitives, strings put together, conditionings. */
#include "record-dialect-comfyui-private.h"

#include "record-dialect-private.h"

#include <math.h>
#include <string.h>

#define MAX_DEPTH 64u
#define MAX_TEXT 200000u

static gboolean
is_class (const LimJson *node, const char *name)
{
  return g_strcmp0 (lim_json_get_string (node, "class_type"), name) == 0;
}

const LimJson *
lim_graph_value (LimGraph *graph, const LimJson *value)
{
  static const char *const keys[] = { "value", "seed", "noise_seed", "int", "float", "number", "Number", "string" };

  for (guint depth = 0; depth < MAX_DEPTH && value != NULL; depth++)
    {
      const LimJson *node = NULL, *next = NULL;

      if (!lim_json_is (value, LIM_JSON_ARRAY))
        return value;
      node = lim_graph_follow (graph, value, NULL);
      for (gsize i = 0; i < G_N_ELEMENTS (keys) && next == NULL; i++)
        next = lim_graph_input (node, keys[i]);
      value = next;
    }
  return NULL;
}

/* -- Texts -- */

static char *text_of (LimGraph *graph, const LimJson *value, guint depth);

/* Joins what is there with @separator; NULL when nothing is. Takes both. */
static char *
join (char *first, char *second, const char *separator)
{
  g_autofree char *a = first, *b = second;

  if (a == NULL || b == NULL || *a == '\0' || *b == '\0' || strcmp (a, b) == 0)
    return a != NULL && (*a != '\0' || b == NULL) ? g_steal_pointer (&a) : g_steal_pointer (&b);
  if (strlen (a) + strlen (b) > MAX_TEXT)
    return NULL;
  return g_strconcat (a, separator, b, NULL);
}

/* The keys of nodes that put texts together: as a row, in their order. */
static const char *const rows[][4] = {
  { "string_a", "string_b", "string_c", "string_d" },
  { "text_a", "text_b", "text_c", "text_d" },
  { "string1", "string2", "string3", "string4" },
  { "text1", "text2", "text3", "text4" },
};

static char *
put_together (LimGraph *graph, const LimJson *node, guint depth)
{
  const char *separator = lim_json_string (lim_graph_input (node, "delimiter"));

  if (separator == NULL)
    separator = lim_json_string (lim_graph_input (node, "separator"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *text = NULL;

      for (gsize k = 0; k < G_N_ELEMENTS (rows[i]); k++)
        text = join (text, text_of (graph, lim_graph_input (node, rows[i][k]), depth),
                     separator != NULL ? separator : "");
      if (text != NULL)
        return text;
    }
  return NULL;
}

/* The text that @node gives. */
static char *
text_of_node (LimGraph *graph, const LimJson *node, guint depth)
{
  static const char *const keys[] = { "populated_text", "text",   "string",   "value",
                                      "prompt",         "STRING", "positive", "Text" };
  char *text = put_together (graph, node, depth);

  for (gsize i = 0; i < G_N_ELEMENTS (keys) && text == NULL; i++)
    text = text_of (graph, lim_graph_input (node, keys[i]), depth);
  return text;
}

static char *
text_of (LimGraph *graph, const LimJson *value, guint depth)
{
  const LimJson *node = depth > 0 ? lim_graph_follow (graph, value, NULL) : NULL;

  if (lim_json_is (value, LIM_JSON_STRING))
    return g_strdup (lim_json_string (value));
  return node != NULL ? text_of_node (graph, node, depth - 1) : NULL;
}

/* -- Conditionings -- */

/* The encoders' own texts; SDXL and Flux have two, which are mostly the same. */
static char *
encoded_text (LimGraph *graph, const LimJson *node, guint depth)
{
  static const char *const pairs[][2] = { { "text_g", "text_l" }, { "t5xxl", "clip_l" }, { "text", NULL } };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      char *text =
          join (text_of (graph, lim_graph_input (node, pairs[i][0]), depth),
                pairs[i][1] != NULL ? text_of (graph, lim_graph_input (node, pairs[i][1]), depth) : NULL, ", ");
      if (text != NULL)
        return text;
    }
  return NULL;
}

static char *
prompt_of (LimGraph *graph, const LimJson *value, const char *role, double *guidance, guint depth)
{
  static const char *const keys[] = { "conditioning", "conditioning_1", "conditioning_2", "conditioning_to",
                                      "conditioning_from" };
  gint64 output = 0;
  const LimJson *node = depth > 0 ? lim_graph_follow (graph, value, &output) : NULL;
  const LimJson *both = lim_graph_input (node, "positive");
  char *text;

  if (node == NULL)
    return NULL;
  if (is_class (node, "ConditioningZeroOut"))
    return g_strdup ("");
  if (guidance != NULL && isnan (*guidance))
    *guidance = lim_trace_number (lim_graph_value (graph, lim_graph_input (node, "guidance")));
  if (lim_json_is (both, LIM_JSON_ARRAY) && lim_json_is (lim_graph_input (node, "negative"), LIM_JSON_ARRAY))
    {
      role = output == 1 ? "negative" : "positive"; /* takes both and gives both, in that order */
      return prompt_of (graph, lim_graph_input (node, role), role, guidance, depth - 1);
    }
  text = encoded_text (graph, node, depth - 1);
  for (gsize i = 0; i < G_N_ELEMENTS (keys) && lim_graph_input (node, "text") == NULL; i++)
    text = join (text, prompt_of (graph, lim_graph_input (node, keys[i]), role, guidance, depth - 1), ", ");
  if (text == NULL) /* loaders that hold both prompts themselves */
    text = text_of (graph, lim_graph_input (node, role), depth - 1);
  return text;
}

char *
lim_graph_prompt (LimGraph *graph, const LimJson *value, const char *role, double *guidance)
{
  return prompt_of (graph, value, role, guidance, MAX_DEPTH);
}
