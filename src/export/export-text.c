#include "export-text.h"

#include <string.h>

#include "base-json.h"

/* -- Neutralising -- */

/* Words in angle brackets that loaders count, move or replace; training-formats calls this trap 3. */
static const char *const placeholder_words[] = {
  "image", "video", "audio", "bbox", "ref-object", "start-image", "end-image",
};

/* The length of the placeholder at @at, brackets included; 0 when there is none. */
static gsize
placeholder_length (const char *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (placeholder_words); i++)
    {
      gsize length = strlen (placeholder_words[i]);

      if (g_ascii_strncasecmp (at + 1, placeholder_words[i], length) == 0 && at[1 + length] == '>')
        return length + 2;
    }
  return 0;
}

static gsize
append_safe (GString *out, const char *at, guint64 *n_rewritten)
{
  gsize length = at[0] == '<' ? placeholder_length (at) : 0;

  if (length > 0)
    {
      g_string_append_c (out, '(');
      g_string_append_len (out, at + 1, (gssize) length - 2);
      g_string_append_c (out, ')');
      ++*n_rewritten;
      return length;
    }
  if ((at[0] == '<' && at[1] == '|') || (at[0] == '|' && at[1] == '>'))
    {
      g_string_append (out, at[0] == '<' ? "(|" : "|)");
      ++*n_rewritten;
      return 2;
    }
  g_string_append_c (out, at[0]);
  return 1;
}

char *
lim_export_neutralise (const char *text, guint64 *n_rewritten)
{
  if (text == NULL)
    return g_strdup ("");

  g_autofree char *valid = g_utf8_make_valid (text, -1);
  if (strpbrk (valid, "<|") == NULL)
    return g_steal_pointer (&valid);

  GString *out = g_string_sized_new (strlen (valid));
  for (const char *at = valid; *at != '\0';)
    at += append_safe (out, at, n_rewritten);
  return g_string_free (out, FALSE);
}

/* -- Quoting -- */

/* The length of the character at @at that has to be escaped, and its number; 0 when it may stand as it is. */
static gsize
awkward_length (const guchar *at, guint *code)
{
  *code = at[0];
  if (at[0] < 0x20 || at[0] == '"' || at[0] == '\\' || at[0] == 0x7f)
    return 1;
  if (at[0] == 0xc2 && at[1] == 0x85)
    {
      *code = 0x85;
      return 2;
    }
  if (at[0] == 0xe2 && at[1] == 0x80 && (at[2] == 0xa8 || at[2] == 0xa9))
    {
      *code = 0x2000u + (at[2] & 0x3fu);
      return 3;
    }
  return 0;
}

void
lim_export_append_quoted (GString *out, const char *text)
{
  const char *run = text;

  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0';)
    {
      guint code;
      gsize length = awkward_length ((const guchar *) at, &code);

      if (length == 0)
        {
          at++;
          continue;
        }
      g_string_append_len (out, run, at - run);
      if (code == '"' || code == '\\')
        g_string_append_printf (out, "\\%c", (char) code);
      else if (code == '\n')
        g_string_append (out, "\\n");
      else
        g_string_append_printf (out, "\\u%04x", code);
      at += length;
      run = at;
    }
  g_string_append (out, run);
  g_string_append_c (out, '"');
}

/* -- Rules -- */

/* One rule's verdict on an image, as canon binding recorded it; borrowed from the record. */
typedef struct
{
  const char *rule;
  const char *verdict; /* “pass”, “partial”, “fail” */
} Verdict;

static gboolean
is_verdict (const char *text)
{
  return text != NULL && (strcmp (text, "pass") == 0 || strcmp (text, "partial") == 0 || strcmp (text, "fail") == 0);
}

/* The assertions that name a rule and a known verdict, in order: (element-type Verdict), maybe empty. */
static GArray *
read_rules (const LimRecord *record)
{
  GArray *rules = g_array_new (FALSE, FALSE, sizeof (Verdict));
  const LimJson *list = lim_json_path (record->root, "canon", "assertions", NULL);

  if (lim_json_length (list) == 0)
    list = lim_json_get (record->root, "canon_assertions");
  for (const LimJson *item = lim_json_first (list); item != NULL; item = lim_json_next (item))
    {
      Verdict rule = { lim_json_get_string (item, "rule_id"), lim_json_get_string (item, "verdict") };

      if (rule.rule == NULL)
        rule.rule = lim_json_get_string (item, "rule"); /* as the spec spells it */
      if (rule.rule != NULL && is_verdict (rule.verdict))
        g_array_append_val (rules, rule);
    }
  return rules;
}

/* -- Questions -- */

char *
lim_export_classification_question (const char *title)
{
  return g_strdup_printf ("Is this image on canon for %s? Answer with one word: approved, borderline or rejected.",
                          title);
}

char *
lim_export_preference_question (const char *title, gboolean with_reason)
{
  return g_strdup_printf ("Two images are shown, first A, then B. Which is closer to the canon of %s? Answer %s",
                          title,
                          with_reason ? "in JSON with the keys winner (A, B or tie) and reason."
                                      : "with one word: A, B or tie.");
}

/* A number that people entered as a score; null and odd ones are no score. */
static gboolean
is_score (const LimJson *node)
{
  return lim_json_is (node, LIM_JSON_NUMBER);
}

char *
lim_export_critique_question (const char *title, const LimRecord *record, guint64 *n_rewritten)
{
  g_autoptr (GArray) rules = read_rules (record);
  GString *out = g_string_new (NULL);
  const char *separator = "";

  g_string_append_printf (out, "Judge this image against the canon of %s.", title);
  for (const LimJson *item = lim_json_first (lim_record_scores (record)); item != NULL; item = lim_json_next (item))
    {
      if (!is_score (item))
        continue;
      g_autofree char *name = lim_export_neutralise (lim_json_key (item), n_rewritten);
      g_string_append_printf (out, "%s%s", *separator == '\0' ? " Score " : separator, name);
      separator = ", ";
    }
  if (*separator != '\0')
    g_string_append (out, " from 0 to 1.");
  for (guint i = 0; i < rules->len; i++)
    {
      g_autofree char *name = lim_export_neutralise (g_array_index (rules, Verdict, i).rule, n_rewritten);
      g_string_append_printf (out, "%s%s", i == 0 ? " Check the rules " : ", ", name);
    }
  g_string_append_printf (out, "%s Answer in JSON with the keys verdict, scores, failures, rules and explanation.",
                          rules->len > 0 ? "." : "");
  return g_string_free (out, FALSE);
}

/* -- Answers -- */

/* Appends @text neutralised and quoted for the JSON inside the answer. */
static void
append_project_text (GString *out, const char *text, guint64 *n_rewritten)
{
  g_autofree char *safe = lim_export_neutralise (text, n_rewritten);
  lim_json_append_quoted (out, safe, -1);
}

static void
append_scores (GString *out, const LimRecord *record, guint64 *n_rewritten)
{
  const char *separator = "";

  g_string_append (out, ",\"scores\":{");
  for (const LimJson *item = lim_json_first (lim_record_scores (record)); item != NULL; item = lim_json_next (item))
    {
      gsize length;
      const char *digits = lim_json_number_text (item, &length);

      if (!is_score (item))
        continue;
      g_string_append (out, separator);
      append_project_text (out, lim_json_key (item), n_rewritten);
      g_string_append_c (out, ':');
      g_string_append_len (out, digits, (gssize) length);
      separator = ",";
    }
  g_string_append_c (out, '}');
}

static void
append_failures (GString *out, const LimRecord *record, guint64 *n_rewritten)
{
  const char *separator = "";

  g_string_append (out, ",\"failures\":[");
  for (const LimJson *item = lim_json_first (lim_record_failure_modes (record)); item != NULL;
       item = lim_json_next (item))
    {
      const char *name = lim_json_string (item);

      if (name == NULL)
        continue;
      g_string_append (out, separator);
      append_project_text (out, name, n_rewritten);
      separator = ",";
    }
  g_string_append_c (out, ']');
}

char *
lim_export_critique_answer (const LimRecord *record, guint64 *n_rewritten)
{
  g_autoptr (GArray) rules = read_rules (record);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"verdict\":\"%s\"", lim_status_name (record->status));
  append_scores (out, record, n_rewritten);
  append_failures (out, record, n_rewritten);
  g_string_append (out, ",\"rules\":{");
  for (guint i = 0; i < rules->len; i++)
    {
      const Verdict *rule = &g_array_index (rules, Verdict, i);

      if (i > 0)
        g_string_append_c (out, ',');
      append_project_text (out, rule->rule, n_rewritten);
      g_string_append_printf (out, ":\"%s\"", rule->verdict);
    }
  g_string_append (out, "},\"explanation\":");
  append_project_text (out, lim_record_explanation (record), n_rewritten);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

char *
lim_export_preference_answer (const char *winner, const char *reason)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"winner\":\"%s\",\"reason\":", winner);
  lim_json_append_quoted (out, reason, -1);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}
