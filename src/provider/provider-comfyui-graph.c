#include "provider-comfyui-graph.h"

#include <math.h>

typedef struct
{
  LimJsonDoc *doc;
  LimJson *nodes;
  guint last; /* id of the newest node */
} Graph;

static LimJson *
add_node (Graph *graph, const char *class_type)
{
  g_autofree char *id = g_strdup_printf ("%u", ++graph->last);
  LimJson *node = lim_json_new_object (graph->doc);
  LimJson *inputs = lim_json_new_object (graph->doc);

  lim_json_set_string (node, "class_type", class_type);
  lim_json_set (node, "inputs", inputs);
  lim_json_set (graph->nodes, id, node);
  return inputs;
}

static void
set_link (Graph *graph, LimJson *inputs, const char *key, guint node, guint output)
{
  g_autofree char *id = g_strdup_printf ("%u", node);
  LimJson *link = lim_json_new_array (graph->doc);

  lim_json_append (link, lim_json_new_string (graph->doc, id));
  lim_json_append (link, lim_json_new_int (graph->doc, output));
  lim_json_set (inputs, key, link);
}

/* Returns the node that @model and @clip come from after all LoRAs. */
static guint
add_loras (Graph *graph, const LimRecipe *recipe, guint checkpoint)
{
  guint source = checkpoint;

  for (guint i = 0; i < recipe->loras->len; i++)
    {
      const LimLora *lora = &g_array_index (recipe->loras, LimLora, i);
      LimJson *inputs = add_node (graph, "LoraLoader");

      lim_json_set_string (inputs, "lora_name", lora->name);
      lim_json_set_double (inputs, "strength_model", lora->weight);
      lim_json_set_double (inputs, "strength_clip", isnan (lora->clip_weight) ? lora->weight : lora->clip_weight);
      set_link (graph, inputs, "model", source, 0);
      set_link (graph, inputs, "clip", source, 1);
      source = graph->last;
    }
  return source;
}

static guint
add_text (Graph *graph, const char *text, guint clip_source)
{
  LimJson *inputs = add_node (graph, "CLIPTextEncode");

  lim_json_set_string (inputs, "text", text);
  set_link (graph, inputs, "clip", clip_source, 1);
  return graph->last;
}

/* Seeds reach 2^64 − 1, beyond what lim_json_set_int() takes. */
static void
set_seed (Graph *graph, LimJson *inputs, guint64 seed)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
  g_autoptr (LimJsonDoc) number = lim_json_parse ("seed", text, -1, NULL);

  lim_json_set (inputs, "seed", lim_json_copy (graph->doc, lim_json_root (number)));
}

static guint
add_sampler (Graph *graph, const LimRecipe *recipe, guint model, guint positive, guint negative, guint latent,
             double denoise)
{
  LimJson *inputs = add_node (graph, "KSampler");

  set_seed (graph, inputs, recipe->seed);
  lim_json_set_int (inputs, "steps", recipe->steps);
  lim_json_set_double (inputs, "cfg", recipe->cfg);
  lim_json_set_string (inputs, "sampler_name", recipe->sampler);
  lim_json_set_string (inputs, "scheduler", recipe->scheduler);
  lim_json_set_double (inputs, "denoise", denoise);
  set_link (graph, inputs, "model", model, 0);
  set_link (graph, inputs, "positive", positive, 0);
  set_link (graph, inputs, "negative", negative, 0);
  set_link (graph, inputs, "latent_image", latent, 0);
  return graph->last;
}

static guint
add_latent (Graph *graph, const LimRecipe *recipe)
{
  LimJson *inputs = add_node (graph, "EmptyLatentImage");

  lim_json_set_int (inputs, "width", recipe->width);
  lim_json_set_int (inputs, "height", recipe->height);
  lim_json_set_int (inputs, "batch_size", 1);
  return graph->last;
}

/* The picture's own size counts, not the recipe's. */
static guint
add_source (Graph *graph, const char *source, guint checkpoint)
{
  lim_json_set_string (add_node (graph, "LoadImage"), "image", source);
  guint picture = graph->last;
  LimJson *inputs = add_node (graph, "VAEEncode");

  set_link (graph, inputs, "pixels", picture, 0);
  set_link (graph, inputs, "vae", checkpoint, 2);
  return graph->last;
}

static void
add_output (Graph *graph, const char *prefix, guint sampler, guint checkpoint)
{
  LimJson *decode = add_node (graph, "VAEDecode");
  set_link (graph, decode, "samples", sampler, 0);
  set_link (graph, decode, "vae", checkpoint, 2);
  guint decoded = graph->last;

  LimJson *save = add_node (graph, "SaveImage");
  lim_json_set_string (save, "filename_prefix", prefix);
  set_link (graph, save, "images", decoded, 0);
}

LimJson *
lim_comfyui_graph (LimJsonDoc *doc, const LimRecipe *recipe, const char *prefix, const char *source, char **save_node)
{
  Graph graph = { doc, lim_json_new_object (doc), 0 };

  lim_json_set_string (add_node (&graph, "CheckpointLoaderSimple"), "ckpt_name", recipe->checkpoint);
  guint checkpoint = graph.last;
  guint model = add_loras (&graph, recipe, checkpoint);
  guint positive = add_text (&graph, recipe->prompt, model);
  guint negative = add_text (&graph, recipe->negative_prompt, model);
  guint latent = source != NULL ? add_source (&graph, source, checkpoint) : add_latent (&graph, recipe);
  guint sampler =
      add_sampler (&graph, recipe, model, positive, negative, latent, source != NULL ? recipe->denoise : 1);

  add_output (&graph, prefix, sampler, checkpoint);
  if (save_node != NULL)
    *save_node = g_strdup_printf ("%u", graph.last);
  return graph.nodes;
}
