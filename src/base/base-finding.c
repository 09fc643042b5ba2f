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
    g_string_append_printf (text, "%s %s", is_sentence (text) ? "" : ".", finding->fix);
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
