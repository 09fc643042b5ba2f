#include "fake-graph.h"

#include "fake-catalogue.h"

#include <string.h>

#define MAX_NODES 10000 /* steps up a graph; a graph with a circle ends there */

const char *
fake_node_class (const LimJson *graph, const char *id)
{
  return id != NULL ? lim_json_get_string (lim_json_get (graph, id), "class_type") : NULL;
}

static LimJson *
input_of (const LimJson *graph, const char *id, const char *name)
{
  return id != NULL ? lim_json_path (graph, id, "inputs", name, NULL) : NULL;
}

/* The id of the node that @value links to; NULL: it is no link. */
static const char *
link_of (const LimJson *value)
{
  return lim_json_is (value, LIM_JSON_ARRAY) && lim_json_length (value) == 2
             ? lim_json_string (lim_json_first (value))
             : NULL;
}

static gboolean
is_one_of (const char *word, const char *const *words)
{
  return word != NULL && g_strv_contains (words, word);
}

/* The nearest node of one of @classes at or above @id; NULL: none. */
static const char *
find_above (const LimJson *graph, const char *id, const char *const *classes, guint *budget)
{
  if (id == NULL || *budget == 0)
    return NULL;
  --*budget;
  if (is_one_of (fake_node_class (graph, id), classes))
    return id;

  LimJson *inputs = lim_json_get (lim_json_get (graph, id), "inputs");

  for (LimJson *value = lim_json_first (inputs); value != NULL; value = lim_json_next (value))
    {
      const char *found = find_above (graph, link_of (value), classes, budget);

      if (found != NULL)
        return found;
    }
  return NULL;
}

#define FIND(graph, id, ...) find_above (graph, id, (const char *const[]){ __VA_ARGS__, NULL }, &(guint){ MAX_NODES })

/* A number as the client wrote it: seeds go up to 2^64-1. Transfer full. */
static char *
number_text (const LimJson *value)
{
  gsize length;
  const char *text = lim_json_number_text (value, &length);

  return text != NULL ? g_strndup (text, length) : NULL;
}

static guint
size_of (const LimJson *graph, const char *id, const char *name, guint fallback)
{
  gint64 value;

  return lim_json_int (input_of (graph, id, name), &value) ? (guint) CLAMP (value, 1, 16384) : fallback;
}

static char *
text_above (const LimJson *graph, const char *sampler, const char *name)
{
  const char *node = FIND (graph, link_of (input_of (graph, sampler, name)), "CLIPTextEncode");
  const char *text = lim_json_string (input_of (graph, node, "text"));

  return g_strdup (text != NULL ? text : "");
}

void
fake_graph_plan (const LimJson *graph, const char *output, FakePlan *plan)
{
  const char *sampler = FIND (graph, output, "KSampler", "KSamplerAdvanced");
  const char *size = FIND (graph, output, "ImageScale", "LatentUpscale", "EmptyLatentImage", "EmptySD3LatentImage",
                           "EmptyImage", "LoadImage");
  const char *empty = sampler == NULL ? FIND (graph, output, "EmptyImage") : NULL;
  LimJson *seed = input_of (graph, sampler, "seed");

  *plan = (FakePlan){ .plain = empty != NULL };
  plan->width = size_of (graph, size, "width", 0);
  plan->height = size_of (graph, size, "height", 0);
  plan->batch = MIN (size_of (graph, size, "batch_size", 1), 64);
  plan->steps = size_of (graph, sampler, "steps", 1);
  plan->source = lim_json_string (input_of (graph, FIND (graph, output, "LoadImage"), "image"));
  plan->colour = empty != NULL
                     ? (guint32) lim_json_get_int (lim_json_get (lim_json_get (graph, empty), "inputs"), "color", 0)
                     : 0;
  plan->seed = number_text (seed != NULL ? seed : input_of (graph, sampler, "noise_seed"));
  if (plan->seed == NULL)
    plan->seed = empty != NULL ? g_strdup_printf ("color %u", plan->colour) : g_strdup ("0");
  plan->prompt = text_above (graph, sampler, "positive");
  plan->negative = text_above (graph, sampler, "negative");
  plan->identity = g_strconcat (plan->seed, "|", plan->prompt, NULL);
}

void
fake_plan_clear (FakePlan *plan)
{
  g_free (plan->seed);
  g_free (plan->prompt);
  g_free (plan->negative);
  g_free (plan->identity);
  *plan = (FakePlan){ 0 };
}

static void
visit (const LimJson *graph, const char *id, GHashTable *seen, GStrvBuilder *order)
{
  LimJson *inputs = lim_json_get (lim_json_get (graph, id), "inputs");

  if (!g_hash_table_add (seen, (char *) id))
    return;
  for (LimJson *value = lim_json_first (inputs); value != NULL; value = lim_json_next (value))
    if (link_of (value) != NULL && lim_json_get (graph, link_of (value)) != NULL)
      visit (graph, link_of (value), seen, order);
  g_strv_builder_add (order, id);
}

char **
fake_graph_order (const LimJson *graph, const char *const *outputs)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GStrvBuilder *order = g_strv_builder_new ();

  for (guint i = 0; outputs[i] != NULL; i++)
    visit (graph, outputs[i], seen, order);

  char **ids = g_strv_builder_end (order);

  g_strv_builder_unref (order);
  return ids;
}
