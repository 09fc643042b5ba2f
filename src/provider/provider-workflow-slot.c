/* provider-workflow-slot.c: the slots as rows: what fills each and which inputs its title means. */

#include "provider-workflow-private.h"

#include "base-text.h"

#include <string.h>

#define BIT(slot) (1u << (slot))
#define TITLE "limner:"

/* -- Values -- */

static LimJson *
prompt_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_string (doc, values->recipe->prompt);
}

static LimJson *
negative_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_string (doc, values->recipe->negative_prompt);
}

/* Seeds reach 2^64 − 1, beyond what lim_json_new_int() takes. */
static LimJson *
seed_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, values->recipe->seed);
  g_autoptr (LimJsonDoc) number = lim_json_parse ("seed", text, -1, NULL);

  return lim_json_copy (doc, lim_json_root (number));
}

static LimJson *
width_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_int (doc, values->recipe->width);
}

static LimJson *
height_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_int (doc, values->recipe->height);
}

static LimJson *
steps_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_int (doc, values->recipe->steps);
}

static LimJson *
cfg_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_double (doc, values->recipe->cfg);
}

static LimJson *
sampler_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_string (doc, values->recipe->sampler);
}

static LimJson *
scheduler_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_string (doc, values->recipe->scheduler);
}

static LimJson *
denoise_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_double (doc, values->recipe->denoise);
}

static LimJson *
image_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_string (doc, values->image);
}

static LimJson *
checkpoint_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  return lim_json_new_string (doc, values->recipe->checkpoint);
}

static LimJson *
prefix_value (const LimSlotValues *values, LimJsonDoc *doc)
{
  g_autofree char *again = g_strdup_printf ("%s_r%u", values->prefix, values->again);

  return lim_json_new_string (doc, values->again > 0 ? again : values->prefix);
}

/* -- Rows -- */

#define INPUTS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define TEXTS "text", "text_g", "text_l", "clip_g", "clip_l", "t5xxl"

/* `value` and `string` are the inputs of nodes that hold one value and no more. */
static const struct
{
  const char *name; /* but for negative and filename_prefix, also the key of records */
  LimJsonType type;
  LimJson *(*value) (const LimSlotValues *values, LimJsonDoc *doc);
  const char *const *inputs;
} rows[LIM_N_SLOTS] = {
  [LIM_SLOT_PROMPT] = { "prompt", LIM_JSON_STRING, prompt_value,
                        INPUTS (TEXTS, "prompt", "positive", "value", "string") },
  [LIM_SLOT_NEGATIVE] = { "negative", LIM_JSON_STRING, negative_value,
                          INPUTS (TEXTS, "negative_prompt", "negative", "value", "string") },
  [LIM_SLOT_SEED] = { "seed", LIM_JSON_NUMBER, seed_value, INPUTS ("seed", "noise_seed", "value") },
  [LIM_SLOT_WIDTH] = { "width", LIM_JSON_NUMBER, width_value, INPUTS ("width", "value") },
  [LIM_SLOT_HEIGHT] = { "height", LIM_JSON_NUMBER, height_value, INPUTS ("height", "value") },
  [LIM_SLOT_STEPS] = { "steps", LIM_JSON_NUMBER, steps_value, INPUTS ("steps", "value") },
  [LIM_SLOT_CFG] = { "cfg", LIM_JSON_NUMBER, cfg_value, INPUTS ("cfg", "guidance", "value") },
  [LIM_SLOT_SAMPLER] = { "sampler", LIM_JSON_STRING, sampler_value, INPUTS ("sampler_name", "value", "string") },
  [LIM_SLOT_SCHEDULER] = { "scheduler", LIM_JSON_STRING, scheduler_value, INPUTS ("scheduler", "value", "string") },
  [LIM_SLOT_DENOISE] = { "denoise", LIM_JSON_NUMBER, denoise_value, INPUTS ("denoise", "value") },
  [LIM_SLOT_IMAGE] = { "image", LIM_JSON_STRING, image_value, INPUTS ("image", "value", "string") },
  [LIM_SLOT_CHECKPOINT] = { "checkpoint", LIM_JSON_STRING, checkpoint_value,
                            INPUTS ("ckpt_name", "unet_name", "model_name", "value", "string") },
  [LIM_SLOT_PREFIX] = { "filename_prefix", LIM_JSON_STRING, prefix_value, INPUTS ("filename_prefix") },
  [LIM_SLOT_LORAS] = { "loras", LIM_JSON_NULL, NULL, INPUTS (NULL) },
  [LIM_SLOT_OUTPUT] = { "output", LIM_JSON_NULL, NULL, INPUTS (NULL) },
};

/* Words of titles that stand for several slots; all other slots are words of their own. */
static const struct
{
  const char *word;
  guint slots;
} groups[] = {
  { "size", BIT (LIM_SLOT_WIDTH) | BIT (LIM_SLOT_HEIGHT) },
  { "sampler", BIT (LIM_SLOT_SEED) | BIT (LIM_SLOT_STEPS) | BIT (LIM_SLOT_CFG) | BIT (LIM_SLOT_SAMPLER)
                   | BIT (LIM_SLOT_SCHEDULER) | BIT (LIM_SLOT_DENOISE) },
  { "output", BIT (LIM_SLOT_OUTPUT) | BIT (LIM_SLOT_PREFIX) },
};

const char *
lim_slot_name (LimSlot slot)
{
  return rows[slot].name;
}

LimJson *
lim_slot_value (LimSlot slot, const LimSlotValues *values, LimJsonDoc *doc)
{
  return rows[slot].value (values, doc);
}

const char *const *
lim_slot_inputs (LimSlot slot)
{
  return rows[slot].inputs;
}

gboolean
lim_slot_fits (LimSlot slot, const LimJson *value)
{
  return value != NULL && lim_json_is (value, rows[slot].type);
}

/* -- Titles -- */

gboolean
lim_slot_read_title (const char *title, char ***words)
{
  if (title == NULL)
    return FALSE;
  while (*title == ' ')
    title++;
  if (g_ascii_strncasecmp (title, TITLE, strlen (TITLE)) != 0)
    return FALSE;

  g_autofree char *lower = g_ascii_strdown (title + strlen (TITLE), -1);
  *words = g_strsplit (lower, ",", 32);
  for (char **word = *words; *word != NULL; word++)
    g_strstrip (*word);
  return TRUE;
}

static LimSlot
find_slot (const char *name)
{
  for (guint slot = 0; slot < LIM_N_SLOTS; slot++)
    if (strcmp (rows[slot].name, name) == 0)
      return slot;
  return LIM_N_SLOTS;
}

guint
lim_slot_word (const char *word, gboolean *group)
{
  *group = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (strcmp (groups[i].word, word) == 0)
      return groups[i].slots;

  LimSlot slot = find_slot (word);
  *group = FALSE;
  return slot < LIM_N_SLOTS ? BIT (slot) : 0;
}

char *
lim_slot_explain_words (const char *word)
{
  const char *known[LIM_N_SLOTS + 2] = { NULL };

  for (guint slot = 0; slot < LIM_N_SLOTS; slot++)
    known[slot] = rows[slot].name;
  known[LIM_N_SLOTS] = "size";
  g_autofree char *hint = lim_text_did_you_mean (word, known);
  g_autofree char *list = lim_text_list (known);
  return g_strdup_printf ("%s Slots are %s", hint, list);
}

/* -- Placeholders -- */

/* Where the placeholder that may begin at @open ends; NULL when it is none. */
static const char *
read_placeholder (const char *open, char **word)
{
  const char *first = open + 2 + strspn (open + 2, " ");
  const char *last = first + strspn (first, "abcdefghijklmnopqrstuvwxyz_0123456789");
  const char *close = last + strspn (last, " ");

  if (last == first || strncmp (close, "}}", 2) != 0)
    return NULL;
  *word = g_strndup (first, (gsize) (last - first));
  return close + 2;
}

gboolean
lim_slot_find (const char *text, const char **start, const char **end, char **word, LimSlot *slot)
{
  for (const char *open = strstr (text, "{{"); open != NULL; open = strstr (open + 1, "{{"))
    {
      const char *close = read_placeholder (open, word);

      if (close == NULL)
        continue;
      *start = open;
      *end = close;
      *slot = find_slot (*word);
      return TRUE;
    }
  return FALSE;
}
