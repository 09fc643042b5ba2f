#include "record-dialect-private.h"

#include <math.h>
#include <string.h>

#define MAX_TEXT 100000u /* as records have it */
#define MAX_NAME 1000u
#define MAX_LORAS 64u

/* ComfyUI first: its pictures may carry a `parameters` text by some node, which says less than the graph. */
static const LimDialect *const dialects[] = {
  &lim_dialect_invokeai,
  &lim_dialect_novelai,
  &lim_dialect_comfyui,
  &lim_dialect_a1111,
};

static LimTrace *
trace_new (const char *tool)
{
  LimTrace *trace = g_new0 (LimTrace, 1);

  trace->tool = g_strdup (tool);
  trace->guidance = NAN;
  trace->recipe = lim_recipe_new ();
  return trace;
}

void
lim_trace_free (LimTrace *trace)
{
  if (trace == NULL)
    return;
  g_free (trace->tool);
  g_free (trace->version);
  g_free (trace->provider);
  g_free (trace->model_hash);
  g_free (trace->lora_hashes);
  lim_recipe_free (trace->recipe);
  g_free (trace);
}

LimTrace *
lim_trace_read (const char *const *texts)
{
  g_autoptr (LimTrace) first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (dialects); i++)
    {
      g_autoptr (LimTrace) trace = NULL;

      if (!dialects[i]->detect (texts))
        continue;
      trace = trace_new (dialects[i]->name);
      dialects[i]->parse (texts, trace);
      if (trace->known & LIM_KNOWN_PROMPT)
        return g_steal_pointer (&trace);
      if (first == NULL)
        first = g_steal_pointer (&trace);
    }
  return g_steal_pointer (&first);
}

void
lim_trace_to_json (const LimTrace *trace, LimJson *object, LimJsonDoc *doc)
{
  static const struct
  {
    guint bit;
    const char *key;
  } members[] = {
    { LIM_KNOWN_PROMPT, "prompt" }, { LIM_KNOWN_NEGATIVE, "negative_prompt" },
    { LIM_KNOWN_SEED, "seed" },     { LIM_KNOWN_STEPS, "steps" },
    { LIM_KNOWN_CFG, "cfg" },       { LIM_KNOWN_SIZE, "width" },
    { LIM_KNOWN_SIZE, "height" },
  };

  lim_recipe_to_json (trace->recipe, object, doc);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (!(trace->known & members[i].bit))
      lim_json_set (object, members[i].key, lim_json_new_null (doc));
}

/* -- For the dialects -- */

const char *
lim_texts_find (const char *const *texts, const char *keyword)
{
  for (; texts[0] != NULL && texts[1] != NULL; texts += 2)
    if (strcmp (texts[0], keyword) == 0)
      return texts[1];
  return NULL;
}

LimJsonDoc *
lim_texts_parse_object (const char *text)
{
  g_autoptr (LimJsonDoc) doc = NULL;

  while (text != NULL && g_ascii_isspace (*text))
    text++;
  if (text == NULL || *text != '{')
    return NULL;
  doc = lim_json_parse_python ("metadata", text, -1, NULL);
  return doc != NULL && lim_json_is (lim_json_root (doc), LIM_JSON_OBJECT) ? g_steal_pointer (&doc) : NULL;
}

static gboolean
take_text (char **member, const char *text)
{
  if (text == NULL || strlen (text) > MAX_TEXT)
    return FALSE;
  g_free (*member);
  *member = g_strstrip (g_strdup (text));
  return TRUE;
}

void
lim_trace_set_prompt (LimTrace *trace, const char *text)
{
  if (take_text (&trace->recipe->prompt, text))
    trace->known |= LIM_KNOWN_PROMPT;
}

void
lim_trace_set_negative (LimTrace *trace, const char *text)
{
  if (take_text (&trace->recipe->negative_prompt, text))
    trace->known |= LIM_KNOWN_NEGATIVE;
}

void
lim_trace_set_text (char **member, const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > MAX_NAME)
    return;
  g_free (*member);
  *member = g_strstrip (g_strdup (text));
}

void
lim_trace_set_seed_text (LimTrace *trace, const char *digits)
{
  if (digits != NULL && g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT64, &trace->recipe->seed, NULL))
    trace->known |= LIM_KNOWN_SEED;
}

void
lim_trace_set_steps (LimTrace *trace, double steps)
{
  if (!(steps >= 1 && steps <= 1000) || steps != floor (steps))
    return;
  trace->recipe->steps = (guint) steps;
  trace->known |= LIM_KNOWN_STEPS;
}

void
lim_trace_set_cfg (LimTrace *trace, double cfg)
{
  if (!(cfg >= 0 && cfg <= 100))
    return;
  trace->recipe->cfg = cfg;
  trace->known |= LIM_KNOWN_CFG;
}

void
lim_trace_set_denoise (LimTrace *trace, double denoise)
{
  if (!(denoise >= 0 && denoise <= 1))
    return;
  trace->recipe->denoise = denoise;
  trace->known |= LIM_KNOWN_DENOISE;
}

static gboolean
is_side (double pixels)
{
  return pixels >= 1 && pixels <= 16384 && pixels == floor (pixels);
}

void
lim_trace_set_size (LimTrace *trace, double width, double height)
{
  if (!is_side (width) || !is_side (height))
    return;
  trace->recipe->width = (guint) width;
  trace->recipe->height = (guint) height;
  trace->known |= LIM_KNOWN_SIZE;
}

void
lim_trace_add_lora (LimTrace *trace, const char *name, double weight, double clip_weight)
{
  if (name == NULL || *name == '\0' || strlen (name) > MAX_NAME || trace->recipe->loras->len >= MAX_LORAS
      || !(fabs (weight) <= 10))
    return;
  lim_recipe_add_lora (trace->recipe, name, weight,
                       fabs (clip_weight) <= 10 && clip_weight != weight ? clip_weight : NAN);
}

double
lim_trace_number (const LimJson *value)
{
  double number = NAN;
  const char *text = lim_json_string (value);
  char *end = NULL;

  if (lim_json_double (value, &number))
    return number;
  if (text == NULL || *text == '\0')
    return NAN;
  number = g_ascii_strtod (text, &end);
  return *end == '\0' ? number : NAN;
}

void
lim_trace_set_seed (LimTrace *trace, const LimJson *value)
{
  gsize length = 0;
  const char *number = lim_json_number_text (value, &length);
  g_autofree char *digits = number != NULL ? g_strndup (number, length) : g_strdup (lim_json_string (value));

  lim_trace_set_seed_text (trace, digits);
}
