/* ComfyUI: the graph that was run, as JSON: {"3": {"class_type": "KSampler", "inputs": {"seed": 1, "model": ["4", 0]}}}. An
 * input is a value, or a link [node, output].
 *
 * Nodes are known by what they take, hardly by name, for there are thousands. A sampler takes a seed or noise, and a
 * positive prompt, a conditioning or a guider. The one that counts is reached from a node that saves or shows the picture
 * and is followed by no other sampler; from it the walk goes on against the links. */
#include "record-dialect-private.h"

#include "record-dialect-comfyui-private.h"

#include <math.h>
#include <string.h>

#define MAX_NODES 20000u
#define MAX_STEPS 200000u /* of all walks together: graphs may be circles */

/* -- The graph -- */

static gboolean
open_graph (LimGraph *graph, const LimJson *root)
{
  *graph = (LimGraph){ .nodes = g_hash_table_new (g_str_hash, g_str_equal), .steps_left = MAX_STEPS };
  for (const LimJson *node = lim_json_first (root); node != NULL; node = lim_json_next (node))
    if (lim_json_get_string (node, "class_type") != NULL && g_hash_table_size (graph->nodes) < MAX_NODES)
      g_hash_table_insert (graph->nodes, (gpointer) lim_json_key (node), (gpointer) node);
  return g_hash_table_size (graph->nodes) > 0;
}

static void
close_graph (LimGraph *graph)
{
  g_hash_table_unref (graph->nodes);
}

const LimJson *
lim_graph_follow (LimGraph *graph, const LimJson *value, gint64 *output)
{
  const LimJson *first = lim_json_is (value, LIM_JSON_ARRAY) ? lim_json_first (value) : NULL;
  const LimJson *second = first != NULL ? lim_json_next (first) : NULL;
  const char *id = lim_json_string (first);

  if (id == NULL || lim_json_length (value) != 2 || graph->steps_left == 0)
    return NULL;
  graph->steps_left--;
  if (output != NULL && !lim_json_int (second, output))
    *output = 0;
  return g_hash_table_lookup (graph->nodes, id);
}

const LimJson *
lim_graph_input (const LimJson *node, const char *key)
{
  return lim_json_get (lim_json_get (node, "inputs"), key);
}

const LimJson *
lim_graph_link (LimGraph *graph, const LimJson *node, const char *key)
{
  return lim_graph_follow (graph, lim_graph_input (node, key), NULL);
}

static gboolean
class_has (const LimJson *node, const char *word)
{
  const char *class_type = lim_json_get_string (node, "class_type");

  return class_type != NULL && strstr (class_type, word) != NULL;
}

/* -- Finding the sampler -- */

static gboolean
is_sampler (const LimJson *node)
{
  gboolean drawn = lim_graph_input (node, "seed") != NULL || lim_graph_input (node, "noise_seed") != NULL
                   || lim_graph_input (node, "noise") != NULL;

  return drawn
         && (lim_graph_input (node, "positive") != NULL || lim_graph_input (node, "guider") != NULL
             || lim_graph_input (node, "conditioning") != NULL);
}

/* Goes against all links from @start, nearest first. With @reached NULL the first sampler beyond it is returned; else all
 * that are met are added there. */
static const LimJson *
search (LimGraph *graph, const LimJson *start, GHashTable *reached)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();

  g_ptr_array_add (queue, (gpointer) start);
  for (guint at = 0; at < queue->len; at++)
    for (const LimJson *value = lim_json_first (lim_json_get (queue->pdata[at], "inputs")); value != NULL;
         value = lim_json_next (value))
      {
        const LimJson *node = lim_graph_follow (graph, value, NULL);

        if (node == NULL || !g_hash_table_add (seen, (gpointer) node))
          continue;
        if (is_sampler (node) && reached == NULL)
          return node;
        if (is_sampler (node))
          g_hash_table_add (reached, (gpointer) node);
        g_ptr_array_add (queue, (gpointer) node);
      }
  return NULL;
}

/* Adds the sampler nearest to each node whose class name holds @word (NULL: to every node). */
static void
add_samplers (LimGraph *graph, const LimJson *root, const char *word, GPtrArray *samplers)
{
  for (const LimJson *node = lim_json_first (root); node != NULL; node = lim_json_next (node))
    {
      const LimJson *sampler = word == NULL || class_has (node, word) ? search (graph, node, NULL) : NULL;

      if (sampler != NULL && !g_ptr_array_find (samplers, sampler, NULL))
        g_ptr_array_add (samplers, (gpointer) sampler);
    }
}

static const LimJson *
find_sampler (LimGraph *graph, const LimJson *root)
{
  static const char *const words[] = { "Save", "Preview", "Output", NULL };
  g_autoptr (GPtrArray) samplers = g_ptr_array_new ();
  g_autoptr (GHashTable) followed = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words) && samplers->len == 0; i++)
    add_samplers (graph, root, words[i], samplers);
  for (guint i = 0; i < samplers->len; i++)
    {
      g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
      GHashTableIter iter;
      gpointer node;

      search (graph, samplers->pdata[i], reached);
      g_hash_table_remove (reached, samplers->pdata[i]);
      g_hash_table_iter_init (&iter, reached);
      while (g_hash_table_iter_next (&iter, &node, NULL))
        g_hash_table_add (followed, node);
    }
  for (guint i = 0; i < samplers->len; i++)
    if (!g_hash_table_contains (followed, samplers->pdata[i]))
      return samplers->pdata[i];
  return samplers->len > 0 ? samplers->pdata[0] : NULL; /* a circle */
}

/* -- What it was told -- */

static void
read_seed (LimGraph *graph, const LimJson *sampler, LimTrace *trace)
{
  const LimJson *noise = lim_graph_link (graph, sampler, "noise");

  for (const LimJson *node = sampler; node != NULL; node = node == sampler ? noise : NULL)
    {
      lim_trace_set_seed (trace, lim_graph_value (graph, lim_graph_input (node, "noise_seed")));
      if (!(trace->known & LIM_KNOWN_SEED))
        lim_trace_set_seed (trace, lim_graph_value (graph, lim_graph_input (node, "seed")));
    }
}

static double
read_number (LimGraph *graph, const LimJson *node, const char *key)
{
  return lim_trace_number (lim_graph_value (graph, lim_graph_input (node, key)));
}

static void
read_word (LimGraph *graph, const LimJson *node, const char *key, char **member)
{
  lim_trace_set_text (member, lim_json_string (lim_graph_value (graph, lim_graph_input (node, key))));
}

/* The node itself, or those that SamplerCustom and SamplerCustomAdvanced leave it to. */
static void
read_sampling (LimGraph *graph, const LimJson *sampler, LimTrace *trace)
{
  const LimJson *nodes[] = { sampler, lim_graph_link (graph, sampler, "sigmas"),
                             lim_graph_link (graph, sampler, "sampler"), lim_graph_link (graph, sampler, "guider") };

  for (gsize i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      const LimJson *node = nodes[i];

      if (node == NULL)
        continue;
      if (!(trace->known & LIM_KNOWN_STEPS))
        lim_trace_set_steps (trace, read_number (graph, node, "steps"));
      if (!(trace->known & LIM_KNOWN_CFG))
        lim_trace_set_cfg (trace, read_number (graph, node, "cfg"));
      if (!(trace->known & LIM_KNOWN_DENOISE))
        lim_trace_set_denoise (trace, read_number (graph, node, "denoise"));
      if (trace->recipe->sampler == NULL)
        read_word (graph, node, "sampler_name", &trace->recipe->sampler);
      if (trace->recipe->scheduler == NULL)
        read_word (graph, node, "scheduler", &trace->recipe->scheduler);
    }
}

static void
read_prompts (LimGraph *graph, const LimJson *sampler, LimTrace *trace)
{
  const LimJson *guider = lim_graph_link (graph, sampler, "guider");
  const LimJson *holder = guider != NULL ? guider : sampler;
  const LimJson *positive = lim_graph_input (holder, "positive");
  g_autofree char *text = NULL, *negative = NULL;

  if (positive == NULL)
    positive = lim_graph_input (holder, "conditioning");
  text = lim_graph_prompt (graph, positive, "positive", &trace->guidance);
  negative = lim_graph_prompt (graph, lim_graph_input (holder, "negative"), "negative", NULL);
  lim_trace_set_prompt (trace, text);
  lim_trace_set_negative (trace, negative);
}

/* Some loaders take many LoRAs, each as an object: {"on": true, "lora": "x.safetensors", "strength": 1}. */
static void
read_many_loras (const LimJson *node, GPtrArray *found)
{
  for (const LimJson *value = lim_json_first (lim_json_get (node, "inputs")); value != NULL;
       value = lim_json_next (value))
    if (lim_json_get_string (value, "lora") != NULL && lim_json_get_bool (value, "on", TRUE))
      g_ptr_array_add (found, (gpointer) value);
}

static void
add_lora (LimGraph *graph, LimTrace *trace, const LimJson *found)
{
  const char *name = lim_json_get_string (found, "lora");
  double weight, clip;

  if (name != NULL)
    {
      weight = lim_json_get_double (found, "strength", 1);
      clip = lim_json_get_double (found, "strengthTwo", NAN);
    }
  else
    {
      name = lim_json_string (lim_graph_value (graph, lim_graph_input (found, "lora_name")));
      weight = read_number (graph, found, "strength_model");
      clip = read_number (graph, found, "strength_clip");
    }
  if (name != NULL && strcmp (name, "None") != 0)
    lim_trace_add_lora (trace, name, isnan (weight) ? 1 : weight, clip);
}

/* Along the model's links: LoRAs, the one next to the checkpoint first, and the checkpoint. */
static void
read_model (LimGraph *graph, const LimJson *sampler, LimTrace *trace)
{
  static const char *const names[] = { "ckpt_name", "unet_name", "model_name", "model_path" };
  g_autoptr (GPtrArray) loras = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  const LimJson *guider = lim_graph_link (graph, sampler, "guider");
  const LimJson *node = lim_graph_link (graph, guider != NULL ? guider : sampler, "model");

  for (; node != NULL && g_hash_table_add (seen, (gpointer) node); node = lim_graph_link (graph, node, "model"))
    {
      if (lim_graph_input (node, "lora_name") != NULL)
        g_ptr_array_add (loras, (gpointer) node);
      read_many_loras (node, loras);
      for (gsize i = 0; i < G_N_ELEMENTS (names) && trace->recipe->checkpoint == NULL; i++)
        read_word (graph, node, names[i], &trace->recipe->checkpoint);
    }
  for (guint i = loras->len; i-- > 0;)
    add_lora (graph, trace, loras->pdata[i]);
}

/* Where the size stands: the nearest node before the sampler with both sides. An upscale by a factor hides it. */
static void
read_size (LimGraph *graph, const LimJson *sampler, LimTrace *trace)
{
  static const char *const keys[] = { "latent_image", "latent", "samples", "image", "pixels", "images" };
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (const LimJson *node = sampler, *next; node != NULL && g_hash_table_add (seen, (gpointer) node); node = next)
    {
      double width = read_number (graph, node, "width"), height = read_number (graph, node, "height");

      if (lim_graph_input (node, "scale_by") != NULL || lim_graph_input (node, "upscale_by") != NULL
          || lim_graph_input (node, "upscale_model") != NULL)
        return;
      if (width > 0 && height > 0)
        {
          lim_trace_set_size (trace, width, height);
          return;
        }
      next = NULL;
      for (gsize i = 0; i < G_N_ELEMENTS (keys) && next == NULL; i++)
        next = lim_graph_link (graph, node, keys[i]);
    }
}

/* -- The dialect -- */

/* WebP files carry it in an EXIF field, as “prompt:{…}”. */
static LimJsonDoc *
find_graph (const char *const *texts, const char *name)
{
  g_autofree char *prefix = g_strconcat (name, ":", NULL);
  LimJsonDoc *doc = lim_texts_parse_object (lim_texts_find (texts, name));

  for (; doc == NULL && texts[0] != NULL && texts[1] != NULL; texts += 2)
    if (g_ascii_strncasecmp (texts[1], prefix, strlen (prefix)) == 0)
      doc = lim_texts_parse_object (texts[1] + strlen (prefix));
  return doc;
}

static gboolean
detect (const char *const *texts)
{
  g_autoptr (LimJsonDoc) prompt = find_graph (texts, "prompt"), workflow = NULL;
  LimGraph graph;

  if (prompt != NULL)
    {
      gboolean is_graph = open_graph (&graph, lim_json_root (prompt));

      close_graph (&graph);
      return is_graph;
    }
  workflow = find_graph (texts, "workflow");
  return workflow != NULL && lim_json_is (lim_json_get (lim_json_root (workflow), "nodes"), LIM_JSON_ARRAY)
         && lim_json_get (lim_json_root (workflow), "links") != NULL;
}

static void
parse (const char *const *texts, LimTrace *trace)
{
  g_autoptr (LimJsonDoc) doc = find_graph (texts, "prompt");
  LimGraph graph;

  if (doc == NULL) /* only the drawing of a workflow, which does not say what was run */
    return;
  open_graph (&graph, lim_json_root (doc));
  const LimJson *sampler = find_sampler (&graph, lim_json_root (doc));
  if (sampler != NULL)
    {
      read_prompts (&graph, sampler, trace);
      read_seed (&graph, sampler, trace);
      read_sampling (&graph, sampler, trace);
      read_model (&graph, sampler, trace);
      read_size (&graph, sampler, trace);
    }
  close_graph (&graph);
}

const LimDialect lim_dialect_comfyui = { "ComfyUI", detect, parse };
