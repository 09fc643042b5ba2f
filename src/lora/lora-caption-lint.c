#include "lora-caption-lint.h"

#include "base-file.h"
#include "lora-caption.h"
#include "store-document.h"

#include <string.h>

#define MOST_WORDS 60u /* about 75 tokens, after which SD 1.5 stops reading */

typedef struct
{
  const LimLoraSet *set;
  const LimLoraMade *made;
  GPtrArray *findings;
  GHashTable *captions; /* the image that has each */
} Lint;

static void
note (const Lint *lint, LimFindingSeverity severity, const char *file, guint line, const char *field,
      const char *found, const char *expected, const char *fix)
{
  g_ptr_array_add (lint->findings, lim_finding_new (severity, file, line, field, found, expected, fix));
}

/* -- Words -- */

/* Lower case, with anything but letters and digits as one blank, and blanks around. */
static char *
plain_words (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  GString *out = g_string_new (" ");

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isalnum (c) || g_unichar_ismark (c))
        g_string_append_unichar (out, c);
      else if (out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  if (out->str[out->len - 1] != ' ')
    g_string_append_c (out, ' ');
  return g_string_free (out, FALSE);
}

gboolean
lim_lora_mentions (const char *text, const char *word)
{
  g_autofree char *in = plain_words (text), *what = plain_words (word);

  return strlen (what) > 1 && strstr (in, what) != NULL;
}

/* The word of a feature that @text mentions; NULL: none. Borrowed. */
static const char *
find_feature (const LimPlan *plan, const char *text)
{
  for (guint i = 0; i < plan->features->len; i++)
    for (char **word = ((const LimPlanFeature *) plan->features->pdata[i])->words; *word != NULL; word++)
      if (lim_lora_mentions (text, *word))
        return *word;
  return NULL;
}

/* -- Order: trigger, framing, view, pose, expression, background, as lora-dataset-preparation.txt has it -- */

typedef enum
{
  KIND_OTHER,
  KIND_TRIGGER,
  KIND_FRAMING,
  KIND_VIEW,
  KIND_POSE,
  KIND_EXPRESSION,
  KIND_BACKGROUND,
} Kind;

static const char *const kind_names[] = { NULL, "trigger", "framing", "view", "pose", "expression", "background" };

static Kind
kind_of (const LimPlan *plan, const LimPlanImage *image, const char *tag)
{
  if (strcmp (tag, plan->trigger) == 0)
    return KIND_TRIGGER;
  for (LimFraming framing = LIM_FRAMING_FULL_BODY; framing < LIM_N_FRAMINGS; framing++)
    if (strcmp (tag, lim_framing_phrase (framing)) == 0)
      return KIND_FRAMING;
  for (LimView view = LIM_VIEW_FRONT; view < LIM_N_VIEWS; view++)
    if (strcmp (tag, lim_view_phrase (view)) == 0)
      return KIND_VIEW;
  if (g_str_has_suffix (tag, " pose") || g_strcmp0 (tag, image->action) == 0)
    return KIND_POSE;
  if (g_str_has_suffix (tag, " expression"))
    return KIND_EXPRESSION;
  return g_str_has_suffix (tag, "background") ? KIND_BACKGROUND : KIND_OTHER;
}

static void
lint_tags (const Lint *lint, const LimPlanImage *image, const char *file, const char *caption)
{
  g_auto (GStrv) tags = g_strsplit (caption, ",", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Kind last = KIND_OTHER;

  for (char **tag = tags; *tag != NULL; tag++)
    {
      Kind kind = kind_of (lint->set->plan, image, g_strstrip (*tag));

      if (!g_hash_table_add (seen, g_utf8_casefold (*tag, -1)))
        {
          g_autofree char *found = g_strdup_printf ("“%s” twice", *tag);

          note (lint, LIM_FINDING_WARNING, file, 1, "tags", found, "each tag once", "Take one of them out.");
        }
      if (kind != KIND_OTHER && kind < last)
        {
          g_autofree char *found = g_strdup_printf ("“%s” behind the %s", *tag, kind_names[last]);

          note (lint, LIM_FINDING_WARNING, file, 1, "order", found,
                "trigger, framing, view, pose, expression, background, others", NULL);
        }
      last = MAX (last, kind);
    }
}

static void
lint_trigger (const Lint *lint, const char *file, const char *caption)
{
  const char *trigger = lint->set->plan->trigger;
  gsize length = strlen (trigger);

  if (strncmp (caption, trigger, length) == 0 && (caption[length] == ',' || caption[length] == '\0'))
    return;
  g_autofree char *expected = g_strdup_printf ("“%s” first", trigger);
  g_autofree char *found = g_strdup_printf ("“%.60s”", caption);
  note (lint, LIM_FINDING_ERROR, file, 1, "trigger",
        lim_lora_mentions (caption, trigger) ? "the trigger word, but not first" : found, expected,
        "A caption without it teaches the subject to nobody.");
}

static guint
count_words (const char *caption)
{
  g_autofree char *words = plain_words (caption);
  guint n = 0;

  for (const char *at = words + 1; *at != '\0'; at++)
    n += *at == ' ' ? 1 : 0;
  return n;
}

static void
lint_caption (const Lint *lint, const LimPlanImage *image, const char *file, const char *caption)
{
  const LimPlanImage *other = g_hash_table_lookup (lint->captions, caption);
  const char *feature = find_feature (lint->set->plan, caption);

  lint_trigger (lint, file, caption);
  lint_tags (lint, image, file, caption);
  if (feature != NULL)
    {
      g_autofree char *found = g_strdup_printf ("“%s”", feature);

      note (lint, LIM_FINDING_WARNING, file, 1, "features", found, "no word for a feature of the subject",
            "Take it out: what captions leave unsaid is what the trigger word learns.");
    }
  if (count_words (caption) > MOST_WORDS)
    note (lint, LIM_FINDING_WARNING, file, 1, "length", "more than 60 words", "at most about 75 tokens",
          "Shorten it; trainers do not read the rest.");
  if (other != NULL)
    {
      g_autofree char *found = g_strdup_printf ("the same caption as “%s”", other->id);

      note (lint, LIM_FINDING_INFO, file, 1, "caption", found, NULL, "Say what differs, if something does.");
    }
  else
    g_hash_table_insert (lint->captions, g_strdup (caption), (gpointer) image);
}

/* -- Files -- */

static void
lint_bytes (const Lint *lint, const LimPlanImage *image, const char *file, const char *bytes, gsize length)
{
  LimLoraText how = LIM_LORA_TEXT_CLEAN;
  g_autofree char *caption = lim_lora_caption_read (bytes, length, &how);

  if (caption == NULL)
    {
      note (lint, LIM_FINDING_ERROR, file, 1, NULL, "bytes that are not UTF-8", "UTF-8",
            "Trainers stop at it; save it again.");
      return;
    }
  if (*caption == '\0')
    {
      note (lint, LIM_FINDING_ERROR, file, 1, NULL, "an empty caption", "text", "Trainers stop at it; write one.");
      return;
    }
  if (how == LIM_LORA_TEXT_MORE)
    note (lint, LIM_FINDING_WARNING, file, 2, NULL, "more than one line", "one line",
          "Trainers read only the first.");
  else if (how == LIM_LORA_TEXT_UNTIDY)
    note (lint, LIM_FINDING_WARNING, file, 1, NULL, "a byte order mark, CRLF or outer blanks", "text and a line end",
          "They end up in the caption; `limner lora caption` repairs it.");
  lint_caption (lint, image, file, caption);
}

static void
lint_image (const Lint *lint, const LimPlanImage *image)
{
  g_autofree char *stem = lim_lora_made_stem (lint->made, image->id, FALSE);
  g_autofree char *name = stem != NULL ? g_strconcat (stem, ".txt", NULL) : NULL;
  g_autofree char *relative = name != NULL ? lim_lora_train_path (lint->set, name) : NULL;
  g_autofree char *path = relative != NULL ? lim_store_resolve (lint->set->project, relative, NULL) : NULL;
  gsize length = 0;
  g_autofree char *bytes = path != NULL ? lim_file_read (path, 0, &length, NULL) : NULL;

  if (bytes != NULL)
    {
      lint_bytes (lint, image, relative, bytes, length);
      return;
    }
  g_autofree char *caption = lim_plan_caption (lint->set->plan, image);
  g_autofree char *where = g_strdup_printf ("%s (%s)", lint->set->plan_path, image->id);
  lint_caption (lint, image, where, caption);
}

/* -- Regularization -- */

static void
lint_reg_captions (const Lint *lint)
{
  g_autofree char *folder = lim_plan_reg_folder (lint->set->plan);
  g_autofree char *relative = lim_lora_path (lint->set, folder);
  g_autofree char *path = lim_project_path (lint->set->project, relative);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    if (g_str_has_suffix (name, ".txt") || g_str_has_suffix (name, ".caption"))
      {
        g_autofree char *file = g_build_filename (relative, name, NULL);

        note (lint, LIM_FINDING_ERROR, file, 0, NULL, "a caption beside a regularization image", "none",
              "Remove it: it takes the place of the class.");
      }
}

static void
lint_reg_prompts (const Lint *lint)
{
  const LimPlan *plan = lint->set->plan;

  for (char **prompt = plan->reg_prompts; *prompt != NULL; prompt++)
    {
      const char *leak = lim_lora_mentions (*prompt, plan->trigger) ? plan->trigger : find_feature (plan, *prompt);
      g_autofree char *found = leak != NULL ? g_strdup_printf ("“%s”", leak) : NULL;

      if (leak != NULL)
        note (lint, LIM_FINDING_ERROR, lint->set->plan_path, 0, "reg.prompt", found,
              "neither the trigger nor a feature",
              "Take it out, and put it into reg.negative: it would teach that everybody of the class has it.");
    }
}

gboolean
lim_lora_caption_lint (const LimLoraSet *set, GPtrArray *findings, GError **error)
{
  g_autoptr (LimLoraMade) made = lim_lora_made_open (set, error);
  g_autoptr (GHashTable) captions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) images = lim_plan_images (set->plan);
  const Lint lint = { .set = set, .made = made, .findings = findings, .captions = captions };

  if (made == NULL)
    return FALSE;
  for (guint i = 0; i < images->len; i++)
    lint_image (&lint, images->pdata[i]);
  lint_reg_captions (&lint);
  lint_reg_prompts (&lint);
  return TRUE;
}
