#include "provider-comfyui-preflight.h"

#include "base-text.h"
#include "provider-workflow-private.h"

#include <math.h>
#include <string.h>

#define MAX_PROBLEMS 12u
#define MAX_SAID 120u /* columns of a name in a message */

typedef struct
{
  const LimCatalogue *catalogue;
  const LimWorkflow *workflow;
  const LimJson *graph;
  const char *server;
  GHashTable *seen; /* ids of nodes that were looked at */
  GPtrArray *problems;
} Preflight;

/* The input under the eye. */
typedef struct
{
  const LimJson *node;
  const LimCatalogueClass *class;
  const LimCatalogueInput *input;
} Place;

/* -- Words -- */

/* What people call an input, and where they set it, when the workflow has a slot for it. `certain`: also for nodes of others the
 * list is what the server has. */
static const struct
{
  const char *input;
  LimSlot slot;
  const char *called, *advice;
  gboolean certain;
} settings[] = {
  { "ckpt_name", LIM_SLOT_CHECKPOINT, "checkpoint",
    "Set defaults.checkpoint in the pack or providers.comfyui.checkpoint in limner.yaml", TRUE },
  { "unet_name", LIM_SLOT_CHECKPOINT, "checkpoint",
    "Set defaults.checkpoint in the pack or providers.comfyui.checkpoint in limner.yaml", TRUE },
  { "lora_name", LIM_SLOT_LORAS, "LoRA", "Change “loras” in the pack, or put the file into the server's models/loras",
    TRUE },
  { "sampler_name", LIM_SLOT_SAMPLER, "sampler",
    "Set defaults.sampler in the pack or providers.comfyui.sampler in limner.yaml", TRUE },
  { "scheduler", LIM_SLOT_SCHEDULER, "scheduler",
    "Set defaults.scheduler in the pack or providers.comfyui.scheduler in limner.yaml", TRUE },
  { "seed", LIM_SLOT_SEED, "seed", "Change defaults.base_seed in the pack", FALSE },
  { "noise_seed", LIM_SLOT_SEED, "seed", "Change defaults.base_seed in the pack", FALSE },
  { "steps", LIM_SLOT_STEPS, "steps", "Change defaults.steps in the pack", FALSE },
  { "cfg", LIM_SLOT_CFG, "cfg", "Change defaults.cfg in the pack", FALSE },
  { "width", LIM_SLOT_WIDTH, "width", "Change defaults.width in the pack", FALSE },
  { "height", LIM_SLOT_HEIGHT, "height", "Change defaults.height in the pack", FALSE },
  { "denoise", LIM_SLOT_DENOISE, "denoise", "Change defaults.denoise in the pack", FALSE },
};

/* The row of an input, or -1. */
static int
setting_of (const char *input)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (strcmp (settings[i].input, input) == 0)
      return (int) i;
  return -1;
}

/* Whether the value came from a slot. Ids may have changed in filling, so nodes are told apart by class. */
static gboolean
is_from_slot (const Preflight *preflight, const Place *where, LimSlot slot)
{
  const GPtrArray *places = lim_workflow_places (preflight->workflow);

  if (slot == LIM_SLOT_LORAS)
    return lim_workflow_has (preflight->workflow, slot);
  for (guint i = 0; i < places->len; i++)
    {
      const LimSlotPlace *place = places->pdata[i];

      if (place->slot == slot && strcmp (place->class_type, where->class->name) == 0
          && g_strcmp0 (place->input, where->input->name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* “checkpoint”, or “node “6” (VAELoader), input “vae_name”,”. Transfer full. */
static char *
call_place (const Preflight *preflight, const Place *place)
{
  int row = setting_of (place->input->name);

  if (row >= 0 && settings[row].certain
      && (place->class->is_core || is_from_slot (preflight, place, settings[row].slot)))
    return g_strdup (settings[row].called);
  return g_strdup_printf ("node “%s” (%s), input “%s”:", lim_json_key (place->node), place->class->name,
                          place->input->name);
}

/* Transfer full. */
static char *
advise (const Preflight *preflight, const Place *place)
{
  int row = setting_of (place->input->name);

  if (row >= 0 && is_from_slot (preflight, place, settings[row].slot))
    return g_strdup (settings[row].advice);
  return g_strdup_printf ("Change it in %s", lim_workflow_file (preflight->workflow));
}

static void G_GNUC_PRINTF (2, 3) add (Preflight *preflight, const char *format, ...)
{
  va_list args;

  if (preflight->problems->len >= MAX_PROBLEMS)
    return;
  va_start (args, format);
  g_ptr_array_add (preflight->problems, g_strdup_vprintf (format, args));
  va_end (args);
}

static char *
say (const char *text)
{
  g_autofree char *harmless = lim_text_harmless (text);

  return lim_text_cut (harmless, MAX_SAID);
}

/* -- Choices -- */

/* A model's name as people shorten it: without folder and ending, in small letters. Transfer full. */
static char *
stem_of (const char *name)
{
  const char *slash = strrchr (name, '/'), *backslash = strrchr (name, '\\');
  const char *base = MAX (slash != NULL ? slash + 1 : name, backslash != NULL ? backslash + 1 : name);
  const char *dot = strrchr (base, '.');
  g_autofree char *stem = dot != NULL && strlen (dot) > 2 ? g_strndup (base, (gsize) (dot - base)) : g_strdup (base);

  return g_ascii_strdown (stem, -1);
}

static const char *
nearest_choice (const LimCatalogueInput *input, const char *value)
{
  const char *nearest = lim_text_nearest (value, input->choices);
  g_autoptr (GPtrArray) stems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *stem = stem_of (value);

  if (nearest != NULL)
    return nearest;
  for (guint i = 0; i < input->n_choices; i++)
    g_ptr_array_add (stems, stem_of (input->choices[i]));
  g_ptr_array_add (stems, NULL);

  const char *found = lim_text_nearest (stem, (const char *const *) stems->pdata);
  for (guint i = 0; found != NULL && i < input->n_choices; i++)
    if (stems->pdata[i] == found)
      return input->choices[i];
  return NULL;
}

/* “; nearest of 12: “x””, “; it has only a, b and c”, “, which has none at all”. Transfer full. */
static char *
say_choices (const LimCatalogueInput *input, const char *value)
{
  const char *nearest = nearest_choice (input, value);
  const char *some[5] = { NULL };

  if (input->n_choices == 0)
    return g_strdup (", which has none at all");
  if (nearest != NULL)
    {
      g_autofree char *said = say (nearest);

      return g_strdup_printf ("; nearest of %u: “%s”", input->n_choices, said);
    }
  for (guint i = 0; i < input->n_choices && i + 1 < G_N_ELEMENTS (some); i++)
    some[i] = input->choices[i];
  g_autofree char *list = lim_text_list (some);
  g_autofree char *said = say (list);
  return input->n_choices < G_N_ELEMENTS (some)
             ? g_strdup_printf ("; it has only %s", said)
             : g_strdup_printf ("; it has %u, among them %s", input->n_choices, said);
}

/* Nodes of others may take more than they list, since a class can check its inputs itself; so with limits below. */
static gboolean
is_enforced (const Place *place)
{
  int row = setting_of (place->input->name);

  if (place->input->choices == NULL || place->input->upload || strncmp (place->class->name, "LoadImage", 9) == 0)
    return FALSE;
  return place->class->is_core || (row >= 0 && settings[row].certain);
}

static char *
value_text (const LimJson *value)
{
  gsize length = 0;
  const char *number = lim_json_number_text (value, &length);

  if (number != NULL)
    return g_strndup (number, length);
  if (lim_json_is (value, LIM_JSON_TRUE) || lim_json_is (value, LIM_JSON_FALSE))
    return g_strdup (lim_json_is (value, LIM_JSON_TRUE) ? "true" : "false");
  return g_strdup (lim_json_string (value));
}

static void
check_choice (Preflight *preflight, const Place *place, const LimJson *value)
{
  g_autofree char *text = value_text (value);

  if (text == NULL || !is_enforced (place) || lim_catalogue_choice (place->input, text) != NULL)
    return;

  g_autofree char *called = call_place (preflight, place), *advice = advise (preflight, place);
  g_autofree char *choices = say_choices (place->input, text), *said = say (text);
  add (preflight, "%s “%s” is not on %s%s. %s", called, said, preflight->server, choices, advice);
}

/* -- Numbers -- */

static void
check_number (Preflight *preflight, const Place *place, const LimJson *value)
{
  g_autofree char *text = value_text (value);
  char *end = NULL;
  double number = text != NULL ? g_ascii_strtod (text, &end) : NAN;
  g_autofree char *called = g_strdup_printf ("node “%s” (%s), input “%s”:", lim_json_key (place->node),
                                             place->class->name, place->input->name);
  g_autofree char *advice = advise (preflight, place);

  if (lim_json_is (value, LIM_JSON_TRUE) || lim_json_is (value, LIM_JSON_FALSE))
    return; /* Python takes them for 1 and 0 */
  if (text == NULL || *text == '\0' || *end != '\0')
    {
      g_autofree char *found = lim_json_describe (value);

      add (preflight, "%s must be a number, found %s. %s", called, found, advice);
    }
  else if (!place->class->is_core)
    return;
  else if (number < place->input->min)
    add (preflight, "%s %s is below %.17g, the least that %s takes. %s", called, text, place->input->min,
         preflight->server, advice);
  else if (number > place->input->max)
    add (preflight, "%s %s is above %.17g, the most that %s takes. %s", called, text, place->input->max,
         preflight->server, advice);
}

/* -- Links -- */

static gboolean
is_open_type (const char *type)
{
  return *type == '\0' || strchr (type, '*') != NULL || strcmp (type, "COMBO") == 0
         || g_str_has_prefix (type, "COMFY_");
}

static gboolean
is_number_type (const char *type)
{
  return strcmp (type, "INT") == 0 || strcmp (type, "FLOAT") == 0 || strcmp (type, "BOOLEAN") == 0;
}

/* A type may be several, “IMAGE,MASK”: one in common is enough. */
static gboolean
types_meet (const char *given, const char *wanted)
{
  g_auto (GStrv) some = g_strsplit (given, ",", 0), others = g_strsplit (wanted, ",", 0);

  if (is_open_type (given) || is_open_type (wanted) || (is_number_type (given) && is_number_type (wanted)))
    return TRUE;
  for (char **one = some; *one != NULL; one++)
    for (char **other = others; *other != NULL; other++)
      if (strcmp (g_strstrip (*one), g_strstrip (*other)) == 0)
        return TRUE;
  return FALSE;
}

static void
check_link (Preflight *preflight, const Place *place, const char *source, gint64 output)
{
  const LimJson *node = lim_json_get (preflight->graph, source);
  const char *class_type = lim_json_get_string (node, "class_type");
  const LimCatalogueClass *class = class_type != NULL ? lim_catalogue_class (preflight->catalogue, class_type) : NULL;
  const char *file = lim_workflow_file (preflight->workflow);

  if (class == NULL)
    return; /* told by itself */
  if (output >= class->n_outputs)
    add (preflight,
         "%s: node “%s” (%s), input “%s” links to output %" G_GINT64_FORMAT
         " of node “%s” (%s), which has %u (counted from 0)",
         file, lim_json_key (place->node), place->class->name, place->input->name, output, source, class->name,
         class->n_outputs);
  else if (!types_meet (class->outputs[output], place->input->type))
    add (preflight,
         "%s: node “%s” (%s), input “%s” wants %s and gets %s, output %" G_GINT64_FORMAT " of node “%s” (%s)", file,
         lim_json_key (place->node), place->class->name, place->input->name, place->input->type,
         class->outputs[output], output, source, class->name);
}

/* -- Nodes -- */

static void look_at (Preflight *preflight, const LimJson *node);

static void
check_input (Preflight *preflight, const Place *place, const LimJson *value)
{
  const char *source, *type = place->input->type;
  gint64 output;

  if (lim_workflow_is_link (value, &source, &output))
    check_link (preflight, place, source, output);
  else if (strcmp (type, "COMBO") == 0)
    check_choice (preflight, place, value);
  else if (strcmp (type, "INT") == 0 || strcmp (type, "FLOAT") == 0)
    check_number (preflight, place, value);
}

static void
check_node (Preflight *preflight, const LimJson *node, const LimCatalogueClass *class)
{
  const LimJson *inputs = lim_json_get (node, "inputs");

  for (guint i = 0; i < class->inputs->len; i++)
    {
      const LimCatalogueInput *input = &g_array_index (class->inputs, LimCatalogueInput, i);
      const LimJson *value = lim_json_get (inputs, input->name);
      const Place place = { node, class, input };

      if (value != NULL)
        check_input (preflight, &place, value);
      else if (input->required && !g_str_has_prefix (input->type, "COMFY_"))
        add (preflight, "%s: node “%s” (%s) lacks its input “%s” (%s). Export the workflow again with that server",
             lim_workflow_file (preflight->workflow), lim_json_key (node), class->name, input->name, input->type);
    }
}

static void
follow_links (Preflight *preflight, const LimJson *node)
{
  for (const LimJson *input = lim_json_first (lim_json_get (node, "inputs")); input != NULL;
       input = lim_json_next (input))
    {
      const char *source;
      gint64 output;
      const LimJson *next =
          lim_workflow_is_link (input, &source, &output) ? lim_json_get (preflight->graph, source) : NULL;

      if (next != NULL)
        look_at (preflight, next);
    }
}

static void
look_at (Preflight *preflight, const LimJson *node)
{
  const char *class_type = lim_json_get_string (node, "class_type");
  const LimCatalogueClass *class = class_type != NULL ? lim_catalogue_class (preflight->catalogue, class_type) : NULL;

  if (!g_hash_table_add (preflight->seen, (char *) lim_json_key (node)) || class == NULL)
    return;
  follow_links (preflight, node);
  check_node (preflight, node, class);
}

static void
check_class (Preflight *preflight, const char *class_type, const LimJson *node)
{
  g_autofree const char **names = lim_catalogue_names (preflight->catalogue);
  g_autofree char *hint = lim_text_did_you_mean (class_type, names);
  g_autofree char *said = say (hint);

  add (preflight, "%s has no node “%s” (node “%s” of %s).%s%s Install there what brings it, or use another workflow",
       preflight->server, class_type, lim_json_key (node), lim_workflow_file (preflight->workflow),
       *said != '\0' ? " " : "", said + strspn (said, " "));
}

GPtrArray *
lim_comfyui_preflight (const LimCatalogue *catalogue, const LimWorkflow *workflow, const LimJson *graph,
                       const char *server)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Preflight preflight = { catalogue, workflow, graph, server, seen, problems };
  gboolean ends = FALSE;

  for (const LimJson *node = lim_json_first (graph); node != NULL; node = lim_json_next (node))
    {
      const char *class_type = lim_json_get_string (node, "class_type");
      const LimCatalogueClass *class = class_type != NULL ? lim_catalogue_class (catalogue, class_type) : NULL;

      if (class_type != NULL && class == NULL)
        check_class (&preflight, class_type, node);
      if (class != NULL && class->is_output)
        look_at (&preflight, node);
      ends |= class != NULL && class->is_output;
    }
  if (!ends && problems->len == 0)
    add (&preflight, "%s: no node is one that ends a workflow on %s", lim_workflow_file (workflow), server);
  return g_steal_pointer (&problems);
}
