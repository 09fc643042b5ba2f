#include "base-finding.h"

#include <string.h>

const char *
lim_finding_severity_name (LimFindingSeverity severity)
{
  static const char *const names[] = { "info", "warning", "error" };

  return names[severity];
}

LimFinding *
lim_finding_new (LimFindingSeverity severity, const char *file, guint line, const char *field, const char *found,
                 const char *expected, const char *fix)
{
  LimFinding *finding = g_new0 (LimFinding, 1);

  finding->severity = severity;
  finding->file = g_strdup (file);
  finding->line = line;
  finding->field = g_strdup (field);
  finding->found = g_strdup (found != NULL ? found : "nothing");
  finding->expected = g_strdup (expected);
  finding->fix = g_strdup (fix);
  return finding;
}

/* What @message says after the position in @file that it begins with. */
static const char *
skip_position (const char *message, const char *file, guint *line)
{
  const char *at = strstr (message, file);
  char *end;

  *line = 0;
  if (at == NULL || (at != message && at[-1] != '/'))
    return message;
  at += strlen (file);
  while (*at == ':' && g_ascii_isdigit (at[1]))
    {
      guint64 number = g_ascii_strtoull (at + 1, &end, 10);

      if (*line == 0)
        *line = (guint) MIN (number, G_MAXUINT);
      at = end;
    }
  return *at == ':' && at[1] == ' ' ? at + 2 : message;
}

LimFinding *
lim_finding_new_from_message (LimFindingSeverity severity, const char *file, const char *message)
{
  guint line;
  const char *found = skip_position (message, file, &line);

  return lim_finding_new (severity, file, line, NULL, found, NULL, NULL);
}

void
lim_finding_free (LimFinding *finding)
{
  if (finding == NULL)
    return;
  g_free (finding->file);
  g_free (finding->field);
  g_free (finding->found);
  g_free (finding->expected);
  g_free (finding->fix);
  g_free (finding);
}

static gboolean
is_sentence (const GString *text)
{
  return text->len > 0 && strchr (".?!", text->str[text->len - 1]) != NULL;
}

/* Whether @text begins with a plain word that may take a capital: no name, no path, no command. */
static gboolean
begins_plainly (const char *text)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz");

  return length > 0 && (text[length] == ' ' || text[length] == ',') && !g_str_has_prefix (text, "limner ");
}

/* @fix follows a full stop. */
static void
append_fix (GString *text, const char *fix)
{
  g_string_append (text, is_sentence (text) ? " " : ". ");
  g_string_append_c (text, begins_plainly (fix) ? g_ascii_toupper (*fix) : *fix);
  if (*fix != '\0')
    g_string_append (text, fix + 1);
}

char *
lim_finding_message (const LimFinding *finding)
{
  GString *text = g_string_new (NULL);

  if (finding->file != NULL)
    g_string_append (text, finding->file);
  if (finding->file != NULL && finding->line > 0)
    g_string_append_printf (text, ":%u", finding->line);
  if (finding->file != NULL)
    g_string_append (text, ": ");
  if (finding->field != NULL)
    g_string_append_printf (text, "%s: ", finding->field);
  g_string_append (text, finding->found);
  if (finding->expected != NULL)
    g_string_append_printf (text, "%s %s", is_sentence (text) ? " Expected" : "; expected", finding->expected);
  if (finding->fix != NULL)
    append_fix (text, finding->fix);
  return g_string_free (text, FALSE);
}

GPtrArray *
lim_findings_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lim_finding_free);
}

const LimFinding *
lim_findings_first (const GPtrArray *findings, LimFindingSeverity severity, guint *count)
{
  const LimFinding *first = NULL;
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const LimFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity < severity)
        continue;
      if (first == NULL)
        first = finding;
      n++;
    }
  if (count != NULL)
    *count = n;
  return first;
}

static LimJson *
finding_to_json (const LimFinding *finding, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "severity", lim_finding_severity_name (finding->severity));
  lim_json_set_string (object, "file", finding->file);
  if (finding->line > 0)
    lim_json_set_int (object, "line", finding->line);
  lim_json_set_string (object, "field", finding->field);
  lim_json_set_string (object, "found", finding->found);
  lim_json_set_string (object, "expected", finding->expected);
  lim_json_set_string (object, "fix", finding->fix);
  return object;
}

LimJson *
lim_findings_to_json (const GPtrArray *findings, LimJsonDoc *doc)
{
  LimJson *array = lim_json_new_array (doc);

  for (guint i = 0; i < findings->len; i++)
    lim_json_append (array, finding_to_json (findings->pdata[i], doc));
  return array;
}
