#include "record-dialect.h"

#include "record-parameters-private.h"

#include <math.h>
#include <string.h>

static void
append_key (GString *out, const char *key)
{
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append (out, ", ");
  g_string_append_printf (out, "%s: ", key);
}

static void
append_text (GString *out, const char *key, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  append_key (out, key);
  if (strpbrk (text, ",:\n\"") != NULL)
    lim_json_append_quoted (out, text, -1);
  else
    g_string_append (out, text);
}

static void
append_number (GString *out, const char *key, double value)
{
  append_key (out, key);
  lim_json_append_double (out, value);
}

static void
append_loras (GString *out, const GArray *loras)
{
  for (guint i = 0; i < loras->len; i++)
    {
      const LimLora *lora = &g_array_index (loras, LimLora, i);

      g_string_append_printf (out, "%s<lora:%s:", out->len > 0 ? " " : "", lora->name);
      if (!isnan (lora->clip_weight))
        {
          lim_json_append_double (out, lora->clip_weight);
          g_string_append_c (out, ':');
        }
      lim_json_append_double (out, lora->weight);
      g_string_append_c (out, '>');
    }
}

char *
lim_recipe_to_parameters (const LimRecipe *recipe, const char *provider)
{
  GString *text = g_string_new (recipe->prompt);

  append_loras (text, recipe->loras);
  if (*recipe->negative_prompt != '\0')
    g_string_append_printf (text, "\n" LIM_PARAMETERS_NEGATIVE " %s", recipe->negative_prompt);
  g_string_append_c (text, '\n');
  append_key (text, "Steps");
  g_string_append_printf (text, "%u", recipe->steps);
  append_text (text, "Sampler", recipe->sampler);
  append_text (text, "Schedule type", recipe->scheduler);
  append_number (text, "CFG scale", recipe->cfg);
  append_key (text, "Seed");
  g_string_append_printf (text, "%" G_GUINT64_FORMAT, recipe->seed);
  append_key (text, "Size");
  g_string_append_printf (text, "%ux%u", recipe->width, recipe->height);
  append_text (text, "Model", recipe->checkpoint);
  if (recipe->denoise < 1)
    append_number (text, "Denoising strength", recipe->denoise);
  append_text (text, "App", "limner");
  append_text (text, "Provider", provider);
  return g_string_free (text, FALSE);
}
