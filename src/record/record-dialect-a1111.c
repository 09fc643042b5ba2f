/* The text “parameters” of AUTOMATIC1111's web UI and its kin:
 *
 *   prompt, possibly many lines
 *   Negative prompt: possibly many lines
 *   Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 1, Size: 512x768, Model: name, …
 *
 * The line of pairs is the last that starts with “Steps:” and holds three pairs at least, else the last line if it holds
 * three; lines after it belong to extensions. A value is a JSON string or goes up to the next comma. */
#include "record-dialect-private.h"

#include "record-parameters-private.h"

#include <math.h>
#include <string.h>

#define MIN_PAIRS 3u
#define MAX_PAIRS 500u

/* -- Pairs -- */

static gboolean
is_word (char letter)
{
  return g_ascii_isalnum (letter) || letter == '_' || (letter & 0x80) != 0;
}

/* The end of a key at @at, where its colon stands; NULL when there is none. */
static const char *
key_end (const char *at)
{
  const char *end = at;

  if (!is_word (*at))
    return NULL;
  while (is_word (*end) || *end == ' ' || *end == '-' || *end == '/')
    end++;
  return *end == ':' && end - at >= 2 ? end : NULL;
}

/* The end of a quoted text whose opening mark is at @at, behind its closing mark; NULL when it does not close. */
static const char *
quote_end (const char *at)
{
  for (at++; *at != '\0'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
    else if (*at == '"')
      return at + 1;
  return NULL;
}

static char *
unquote (const char *text, gsize length)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("value", text, (gssize) length, NULL);
  const char *string = doc != NULL ? lim_json_string (lim_json_root (doc)) : NULL;

  return string != NULL ? g_strdup (string) : g_strndup (text, length);
}

/* Reads the value at *@at and steps behind its comma. */
static char *
read_value (const char **at)
{
  const char *start = *at + strspn (*at, " "), *end = *start == '"' ? quote_end (start) : NULL;
  char *value = end != NULL ? unquote (start, (gsize) (end - start)) : NULL;

  if (value == NULL)
    {
      end = start + strcspn (start, ",");
      value = g_strstrip (g_strndup (start, (gsize) (end - start)));
    }
  end += strcspn (end, ",");
  *at = *end == ',' ? end + 1 : end;
  return value;
}

/* The pairs of @line as key, value, …; the first of a key counts. */
static GPtrArray *
read_pairs (const char *line)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (g_free);

  while (*line != '\0' && pairs->len < 2 * MAX_PAIRS)
    {
      line += strspn (line, " ,");
      const char *end = key_end (line);

      if (end == NULL)
        {
          line += strcspn (line, ",");
          continue;
        }
      g_ptr_array_add (pairs, g_strndup (line, (gsize) (end - line)));
      line = end + 1;
      g_ptr_array_add (pairs, read_value (&line));
    }
  return pairs;
}

static const char *
get (const GPtrArray *pairs, const char *key)
{
  for (guint i = 0; i + 1 < pairs->len; i += 2)
    if (g_ascii_strcasecmp (pairs->pdata[i], key) == 0)
      return pairs->pdata[i + 1];
  return NULL;
}

/* Whether a text has three pairs, with less work than reading them. */
static gboolean
has_pairs (const char *line)
{
  guint n = 0;

  for (; *line != '\0' && n < MIN_PAIRS; n++)
    {
      line += strspn (line, " ,");
      const char *end = key_end (line);

      if (end == NULL)
        return FALSE;
      line = end + 1;
      g_free (read_value (&line));
    }
  return n >= MIN_PAIRS;
}

/* -- The parts of the text -- */

/* Where the line of pairs starts in @text, or NULL. */
static const char *
find_pairs (const char *text)
{
  const char *last = NULL;

  for (const char *line = text; line != NULL;)
    {
      const char *next = strchr (line, '\n');
      g_autofree char *one = g_strndup (line, next != NULL ? (gsize) (next - line) : strlen (line));
      gboolean steps = g_str_has_prefix (g_strchug (one), "Steps:");

      if ((steps || (next == NULL && last == NULL)) && has_pairs (one))
        last = line;
      line = next != NULL ? next + 1 : NULL;
    }
  return last;
}

/* The start of a line that says where the negative prompt begins. */
static const char *
find_negative (const char *text)
{
  for (const char *line = text; line != NULL; line = strchr (line, '\n'))
    {
      line += *line == '\n';
      if (g_str_has_prefix (line, LIM_PARAMETERS_NEGATIVE))
        return line;
    }
  return NULL;
}

/* “<lora:name:0.8>”, “<lora:name:clip:model>”; the tag is left out of @out. Returns the bytes read, 0 when it is no tag. */
static gsize
take_lora (LimTrace *trace, const char *at)
{
  const char *end = strchr (at, '>');
  g_autofree char *tag = end != NULL && end - at < 1000 ? g_strndup (at + 1, (gsize) (end - at - 1)) : NULL;
  g_auto (GStrv) parts = tag != NULL ? g_strsplit (tag, ":", 5) : NULL;
  guint n = parts != NULL ? g_strv_length (parts) : 0;
  double weight = 1, clip = NAN;

  if (n < 2 || strcmp (parts[0], "lora") != 0)
    return 0;
  if (n >= 3)
    weight = g_ascii_strtod (parts[2], NULL);
  if (n >= 4)
    {
      clip = weight;
      weight = g_ascii_strtod (parts[3], NULL);
    }
  lim_trace_add_lora (trace, parts[1], weight, clip);
  return (gsize) (end + 1 - at);
}

/* The prompt without its LoRA tags, and without the comma or the blanks that only parted them from the rest. */
static char *
take_loras (LimTrace *trace, const char *prompt)
{
  GString *out = g_string_new (NULL);

  while (*prompt != '\0')
    {
      gsize length = g_str_has_prefix (prompt, "<lora:") ? take_lora (trace, prompt) : 0;

      if (length == 0)
        {
          g_string_append_c (out, *prompt++);
          continue;
        }
      prompt += length;
      while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate (out, out->len - 1);
      gboolean parted = out->len == 0 || out->str[out->len - 1] == ',' || out->str[out->len - 1] == '\n';
      if (parted && *(prompt + strspn (prompt, " ")) == ',')
        prompt += strspn (prompt, " ") + 1;
      if (out->len == 0)
        prompt += strspn (prompt, " ");
      else if (*(prompt + strspn (prompt, " ")) == '\0' && out->str[out->len - 1] == ',')
        g_string_truncate (out, out->len - 1);
    }
  return g_string_free (out, FALSE);
}

/* -- What the pairs say -- */

static double
number (const char *text)
{
  char *end = NULL;
  double value = text != NULL ? g_ascii_strtod (text, &end) : NAN;

  return end != NULL && end != text && *end == '\0' ? value : NAN;
}

/* “DPM++ 2M Karras”, as it was before version 1.9, says both. */
static void
set_sampler (LimTrace *trace, const char *sampler, const char *scheduler)
{
  static const char *const old[] = { " Karras", " Exponential", " Polyexponential", " SGM Uniform", NULL };
  LimRecipe *recipe = trace->recipe;

  lim_trace_set_text (&recipe->sampler, sampler);
  lim_trace_set_text (&recipe->scheduler, scheduler);
  for (guint i = 0; recipe->sampler != NULL && recipe->scheduler == NULL && old[i] != NULL; i++)
    if (g_str_has_suffix (recipe->sampler, old[i]))
      {
        recipe->scheduler = g_strdup (old[i] + 1);
        recipe->sampler[strlen (recipe->sampler) - strlen (old[i])] = '\0';
      }
}

/* stable-diffusion.cpp writes sampler and scheduler as two words: “euler_a discrete”. */
static void
split_sampler (LimRecipe *recipe)
{
  char *blank = recipe->sampler != NULL ? strrchr (recipe->sampler, ' ') : NULL;

  if (blank == NULL || recipe->scheduler != NULL)
    return;
  recipe->scheduler = g_strdup (blank + 1);
  *blank = '\0';
}

static void
set_tool (LimTrace *trace, const GPtrArray *pairs)
{
  const char *app = get (pairs, "App"), *version = get (pairs, "Version");

  lim_trace_set_text (&trace->version, version);
  lim_trace_set_text (&trace->provider, app != NULL && strcmp (app, "limner") == 0 ? get (pairs, "Provider") : NULL);
  if (app != NULL)
    lim_trace_set_text (&trace->tool, app);
  else if (version != NULL && g_str_has_prefix (version, "stable-diffusion.cpp"))
    {
      lim_trace_set_text (&trace->tool, "stable-diffusion.cpp");
      split_sampler (trace->recipe);
    }
  else if (version != NULL && version[0] == 'f' && g_ascii_isdigit (version[1]))
    lim_trace_set_text (&trace->tool, "Forge");
  else if (version != NULL && g_str_has_prefix (version, "ComfyUI"))
    lim_trace_set_text (&trace->tool, "ComfyUI");
}

static void
set_size (LimTrace *trace, const char *size)
{
  g_auto (GStrv) sides = size != NULL ? g_strsplit (size, "x", 3) : NULL;

  if (sides != NULL && g_strv_length (sides) == 2)
    lim_trace_set_size (trace, number (sides[0]), number (sides[1]));
}

static void
parse_pairs (LimTrace *trace, const char *line)
{
  g_autofree char *own = g_strndup (line, strcspn (line, "\n"));
  char *json = strstr (own, ", SDCPP: "); /* the whole of it again, as JSON without quotes */
  const char *scheduler;

  if (json != NULL)
    *json = '\0';
  g_autoptr (GPtrArray) pairs = read_pairs (own);
  gboolean hires = get (pairs, "Hires upscale") != NULL || get (pairs, "Hires resize") != NULL
                   || get (pairs, "Hires steps") != NULL;

  scheduler = get (pairs, "Schedule type");
  lim_trace_set_steps (trace, number (get (pairs, "Steps")));
  lim_trace_set_cfg (trace, number (get (pairs, "CFG scale")));
  lim_trace_set_seed_text (trace, get (pairs, "Seed"));
  set_size (trace, get (pairs, "Size"));
  if (!hires) /* then it is that of the second pass */
    lim_trace_set_denoise (trace, number (get (pairs, "Denoising strength")));
  set_sampler (trace, get (pairs, "Sampler"), scheduler != NULL ? scheduler : get (pairs, "Scheduler"));
  lim_trace_set_text (&trace->recipe->checkpoint, get (pairs, "Model"));
  lim_trace_set_text (&trace->model_hash, get (pairs, "Model hash"));
  lim_trace_set_text (&trace->lora_hashes, get (pairs, "Lora hashes"));
  trace->guidance = number (get (pairs, "Distilled CFG Scale"));
  set_tool (trace, pairs);
}

/* -- The dialect -- */

/* Some programs have JSON of their own under that keyword; a prompt may well begin with a brace. */
static gboolean
is_json (const char *text)
{
  g_autoptr (LimJsonDoc) doc = lim_texts_parse_object (text);

  return doc != NULL;
}

static const char *
find_text (const char *const *texts)
{
  static const char *const places[] = { "UserComment", "Comment", "ImageDescription", "XPComment", "Description" };
  const char *text = lim_texts_find (texts, "parameters");

  if (text != NULL && !is_json (text))
    return text;
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      text = lim_texts_find (texts, places[i]);
      if (text != NULL && strstr (text, "Steps:") != NULL && find_pairs (text) != NULL)
        return text;
    }
  return NULL;
}

static gboolean
detect (const char *const *texts)
{
  return find_text (texts) != NULL;
}

static void
parse (const char *const *texts, LimTrace *trace)
{
  const char *text = find_text (texts), *line = find_pairs (text);
  g_autofree char *head = line != NULL ? g_strndup (text, (gsize) (line - text)) : g_strdup (text);
  char *negative = (char *) find_negative (head);

  if (negative != NULL)
    {
      lim_trace_set_negative (trace, negative + strlen (LIM_PARAMETERS_NEGATIVE));
      *negative = '\0';
    }
  else if (line != NULL)
    lim_trace_set_negative (trace, "");
  g_autofree char *prompt = take_loras (trace, head);
  lim_trace_set_prompt (trace, prompt);
  if (line != NULL)
    parse_pairs (trace, line + strspn (line, " \t"));
}

const LimDialect lim_dialect_a1111 = { "A1111", detect, parse };
