/* InvokeAI: `invokeai_metadata` since version 3, `sd-metadata` and the command line `Dream` before. What it calls its
 * scheduler is what others call the sampler. */
#include "record-dialect-private.h"

#include <math.h>
#include <string.h>

static void
read_model (const LimJson *model, LimTrace *trace)
{
  const char *name = lim_json_get_string (model, "name");
  const char *hash = lim_json_get_string (model, "hash");

  lim_trace_set_text (&trace->recipe->checkpoint, name != NULL ? name : lim_json_get_string (model, "model_name"));
  lim_trace_set_text (&trace->model_hash, hash);
}

/* A LoRA is {"model": {"name": …}, "weight": 0.8}, in older versions {"lora": {"model_name": …}, …}. */
static void
read_loras (const LimJson *loras, LimTrace *trace)
{
  for (const LimJson *lora = lim_json_first (loras); lora != NULL; lora = lim_json_next (lora))
    {
      const LimJson *model = lim_json_get (lora, "model");
      const char *name;

      if (model == NULL)
        model = lim_json_get (lora, "lora");
      name = lim_json_get_string (model, "name");
      lim_trace_add_lora (trace, name != NULL ? name : lim_json_get_string (model, "model_name"),
                          lim_json_get_double (lora, "weight", 1), NAN);
    }
}

static void
read_numbers (const LimJson *object, LimTrace *trace)
{
  lim_trace_set_seed (trace, lim_json_get (object, "seed"));
  lim_trace_set_steps (trace, lim_trace_number (lim_json_get (object, "steps")));
  lim_trace_set_cfg (trace, lim_trace_number (lim_json_get (object, "cfg_scale")));
  lim_trace_set_denoise (trace, lim_trace_number (lim_json_get (object, "strength")));
  lim_trace_set_size (trace, lim_trace_number (lim_json_get (object, "width")),
                      lim_trace_number (lim_json_get (object, "height")));
}

static void
parse_new (const LimJson *root, LimTrace *trace)
{
  lim_trace_set_prompt (trace, lim_json_get_string (root, "positive_prompt"));
  lim_trace_set_negative (trace, lim_json_get_string (root, "negative_prompt"));
  read_numbers (root, trace);
  lim_trace_set_text (&trace->recipe->sampler, lim_json_get_string (root, "scheduler"));
  lim_trace_set_text (&trace->version, lim_json_get_string (root, "app_version"));
  read_model (lim_json_get (root, "model"), trace);
  read_loras (lim_json_get (root, "loras"), trace);
}

/* -- Before version 3 -- */

/* What stands in [brackets] is the negative prompt. */
static void
split_prompt (const char *text, LimTrace *trace)
{
  g_autoptr (GString) positive = g_string_new (NULL), negative = g_string_new (NULL);

  if (text == NULL)
    return;
  for (gboolean inside = FALSE; *text != '\0'; text++)
    if (*text == '[' && !inside && strchr (text, ']') != NULL)
      {
        inside = TRUE;
        if (negative->len > 0)
          g_string_append (negative, ", ");
      }
    else if (*text == ']' && inside)
      inside = FALSE;
    else
      g_string_append_c (inside ? negative : positive, *text);
  lim_trace_set_prompt (trace, positive->str);
  lim_trace_set_negative (trace, negative->str);
}

static void
parse_old (const LimJson *root, LimTrace *trace)
{
  const LimJson *image = lim_json_get (root, "image"), *prompt = lim_json_get (image, "prompt");

  if (lim_json_is (prompt, LIM_JSON_ARRAY))
    prompt = lim_json_get (lim_json_first (prompt), "prompt");
  split_prompt (lim_json_string (prompt), trace);
  read_numbers (image, trace);
  lim_trace_set_text (&trace->recipe->sampler, lim_json_get_string (image, "sampler"));
  lim_trace_set_text (&trace->recipe->checkpoint, lim_json_get_string (root, "model_weights"));
  lim_trace_set_text (&trace->model_hash, lim_json_get_string (root, "model_hash"));
  lim_trace_set_text (&trace->version, lim_json_get_string (root, "app_version"));
}

/* “"a cat [dog]" -s 50 -S 1234 -W 512 -H 512 -C 7.5 -A k_lms”. */
static void
parse_dream (const char *line, LimTrace *trace)
{
  const char *open = strchr (line, '"'), *close = strrchr (line, '"');
  double width = NAN, height = NAN;

  if (open == NULL || close == open)
    return;
  g_autofree char *prompt = g_strndup (open + 1, (gsize) (close - open - 1));
  g_auto (GStrv) words = g_strsplit_set (close + 1, " ", 200);

  split_prompt (prompt, trace);
  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *value = words[i][0] == '-' && words[i][1] != '\0' ? words[i] + 2 : NULL;

      if (value != NULL && *value == '\0' && words[i + 1] != NULL)
        value = words[i + 1];
      switch (value != NULL ? words[i][1] : '\0')
        {
        case 's':
          lim_trace_set_steps (trace, g_ascii_strtod (value, NULL));
          break;
        case 'S':
          lim_trace_set_seed_text (trace, value);
          break;
        case 'W':
          width = g_ascii_strtod (value, NULL);
          break;
        case 'H':
          height = g_ascii_strtod (value, NULL);
          break;
        case 'C':
          lim_trace_set_cfg (trace, g_ascii_strtod (value, NULL));
          break;
        case 'A':
          lim_trace_set_text (&trace->recipe->sampler, value);
          break;
        default:
          break;
        }
    }
  lim_trace_set_size (trace, width, height);
}

/* -- The dialect -- */

static gboolean
detect (const char *const *texts)
{
  return lim_texts_find (texts, "invokeai_metadata") != NULL || lim_texts_find (texts, "sd-metadata") != NULL
         || lim_texts_find (texts, "Dream") != NULL;
}

static void
parse (const char *const *texts, LimTrace *trace)
{
  g_autoptr (LimJsonDoc) new_doc = lim_texts_parse_object (lim_texts_find (texts, "invokeai_metadata"));
  g_autoptr (LimJsonDoc) old_doc = lim_texts_parse_object (lim_texts_find (texts, "sd-metadata"));
  const char *dream = lim_texts_find (texts, "Dream");

  if (new_doc != NULL)
    parse_new (lim_json_root (new_doc), trace);
  else if (old_doc != NULL)
    parse_old (lim_json_root (old_doc), trace);
  else if (dream != NULL)
    parse_dream (dream, trace);
}

const LimDialect lim_dialect_invokeai = { "InvokeAI", detect, parse };
