/* NovelAI: `Software`, `Source` (model and hash), `Description` (the prompt), and `Comment`, a JSON object with everything.
 * The same texts may stand together in one JSON object: hidden in the pixels, or in an EXIF field.
 *
 * Since version 4 a prompt has a part for the whole and one for each character; they are joined by “ | ”, as NovelAI's own
 * field takes them. */
#include "record-dialect-private.h"

#include <math.h>
#include <string.h>

typedef struct
{
  LimJsonDoc *outer; /* the object that holds the texts, or NULL */
  const char *software, *source, *description, *comment;
} Found;

static void
found_clear (Found *found)
{
  lim_json_doc_free (found->outer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

static void
find (const char *const *texts, Found *found)
{
  static const char *const places[] = { "hidden", "UserComment", "ImageDescription" };

  *found = (Found){ NULL, lim_texts_find (texts, "Software"), lim_texts_find (texts, "Source"),
                    lim_texts_find (texts, "Description"), lim_texts_find (texts, "Comment") };
  for (gsize i = 0; i < G_N_ELEMENTS (places) && (found->comment == NULL || *found->comment != '{'); i++)
    {
      const LimJson *root;

      lim_json_doc_free (found->outer);
      found->outer = lim_texts_parse_object (lim_texts_find (texts, places[i]));
      root = found->outer != NULL ? lim_json_root (found->outer) : NULL;
      found->comment = lim_json_get_string (root, "Comment");
      if (found->comment == NULL)
        continue;
      found->software = lim_json_get_string (root, "Software");
      found->source = lim_json_get_string (root, "Source");
      found->description = lim_json_get_string (root, "Description");
    }
}

static gboolean
detect (const char *const *texts)
{
  g_auto (Found) found = { 0 };

  find (texts, &found);
  if (g_strcmp0 (found.software, "NovelAI") == 0)
    return TRUE;
  g_autoptr (LimJsonDoc) doc = lim_texts_parse_object (found.comment);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;

  return lim_json_get (root, "uc") != NULL || lim_json_get (root, "v4_prompt") != NULL;
}

/* The parts of a prompt since version 4; NULL when there are none. Transfer full. */
static char *
join_captions (const LimJson *prompt)
{
  const LimJson *caption = lim_json_get (prompt, "caption");
  const char *base = lim_json_get_string (caption, "base_caption");
  GString *text = base != NULL ? g_string_new (base) : NULL;

  if (text == NULL)
    return NULL;
  for (const LimJson *one = lim_json_first (lim_json_get (caption, "char_captions")); one != NULL;
       one = lim_json_next (one))
    {
      const char *words = lim_json_get_string (one, "char_caption");

      if (words != NULL && *words != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? " | " : "", words);
    }
  return g_string_free (text, FALSE);
}

/* “NovelAI Diffusion V4.5 4BDE2A90”: the last word is the hash. */
static void
read_source (const char *source, LimTrace *trace)
{
  const char *blank = source != NULL ? strrchr (source, ' ') : NULL;

  if (blank == NULL || strspn (blank + 1, "0123456789ABCDEFabcdef") != 8 || strlen (blank + 1) != 8)
    {
      lim_trace_set_text (&trace->recipe->checkpoint, source);
      return;
    }
  g_autofree char *model = g_strndup (source, (gsize) (blank - source));

  lim_trace_set_text (&trace->recipe->checkpoint, model);
  lim_trace_set_text (&trace->model_hash, blank + 1);
}

static void
read_comment (const LimJson *root, LimTrace *trace)
{
  g_autofree char *prompt = join_captions (lim_json_get (root, "v4_prompt"));
  g_autofree char *negative = join_captions (lim_json_get (root, "v4_negative_prompt"));

  lim_trace_set_prompt (trace, prompt != NULL ? prompt : lim_json_get_string (root, "prompt"));
  lim_trace_set_negative (trace, negative != NULL ? negative : lim_json_get_string (root, "uc"));
  lim_trace_set_seed (trace, lim_json_get (root, "seed"));
  lim_trace_set_steps (trace, lim_trace_number (lim_json_get (root, "steps")));
  lim_trace_set_cfg (trace, lim_trace_number (lim_json_get (root, "scale")));
  lim_trace_set_denoise (trace, lim_trace_number (lim_json_get (root, "strength")));
  lim_trace_set_size (trace, lim_trace_number (lim_json_get (root, "width")),
                      lim_trace_number (lim_json_get (root, "height")));
  lim_trace_set_text (&trace->recipe->sampler, lim_json_get_string (root, "sampler"));
  lim_trace_set_text (&trace->recipe->scheduler, lim_json_get_string (root, "noise_schedule"));
}

static void
parse (const char *const *texts, LimTrace *trace)
{
  g_auto (Found) found = { 0 };

  find (texts, &found);
  g_autoptr (LimJsonDoc) doc = lim_texts_parse_object (found.comment);

  read_source (found.source, trace);
  if (doc != NULL)
    read_comment (lim_json_root (doc), trace);
  if (!(trace->known & LIM_KNOWN_PROMPT))
    lim_trace_set_prompt (trace, found.description);
}

const LimDialect lim_dialect_novelai = { "NovelAI", detect, parse };
