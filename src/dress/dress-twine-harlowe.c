/* dress-twine-harlowe.c: (name: arguments)[hook] of Harlowe. */

#include "dress-twine-scan.h"

#include "dress-twine-words.h"

#include <string.h>

static gboolean
is_name (const char *text, gsize length, const char *const *names)
{
  for (; *names != NULL; names++)
    if (strlen (*names) == length && g_ascii_strncasecmp (text, *names, length) == 0)
      return TRUE;
  return FALSE;
}

static gsize
read_harlowe_hook (LimScan *scan, const char *macro, const char *arguments, gsize n_arguments, const char *hook,
                   const char *hook_end, gboolean condition, GString *out)
{
  g_autoptr (GString) inner = g_string_new (NULL);

  if (condition)
    lim_scan_conditional (scan, arguments, n_arguments, hook + 1, (gsize) (hook_end - hook) - 1, inner);
  else
    {
      gsize at = 0;
      g_autofree char *label = lim_twine_next_quoted (arguments, n_arguments, &at);

      if (!lim_scan_link_body (scan, label, NULL, hook + 1, (gsize) (hook_end - hook) - 1))
        g_string_append_len (inner, hook + 1, hook_end - hook - 1);
    }
  if (!lim_scan_is_blank (inner))
    {
      g_string_append_len (out, macro, hook + 1 - macro);
      g_string_append_len (out, inner->str, (gssize) inner->len);
      g_string_append_c (out, ']');
    }
  return (gsize) (hook_end + 1 - macro);
}

gsize
lim_scan_harlowe (LimScan *scan, const char *text, const char *end, GString *out)
{
  static const char
      *const sets[] = { "set", "put", NULL },
             *const ifs[] = { "if", "else-if", "elseif", NULL }, *const others[] = { "else", "unless", NULL },
             *const gotos[] = { "goto", "go-to", NULL }, *const link_gotos[] = { "link-goto", "link-go-to", NULL },
             *const links[] = { "link", "link-repeat", "link-reveal", "link-replace", "link-rerun", NULL },
             *const inclusions[] = { "display", NULL };
  gsize n_name = 0, at = 0;
  const char *close, *arguments, *hook, *hook_end;

  while (text + 1 + n_name < end && n_name < 20 && (g_ascii_isalpha (text[1 + n_name]) || text[1 + n_name] == '-'))
    n_name++;
  if (n_name == 0 || text + 1 + n_name >= end || text[1 + n_name] != ':')
    return 0;
  close = lim_scan_find_closing (scan, text, end, '(', ')', TRUE);
  if (close == NULL)
    return 0;
  arguments = text + n_name + 2;
  gsize n_arguments = (gsize) (close - arguments);
  if (is_name (text + 1, n_name, sets))
    {
      guint before = scan->unread->n_assignments;

      lim_scan_assign (scan, arguments, n_arguments, scan->earned);
      if (scan->unread->n_assignments != before)
        g_string_append_len (out, text, close + 1 - text);
      return (gsize) (close + 1 - text);
    }
  if (is_name (text + 1, n_name, link_gotos))
    {
      g_autofree char *label = lim_twine_next_quoted (arguments, n_arguments, &at);
      g_autofree char *target = lim_twine_next_quoted (arguments, n_arguments, &at);

      if (label == NULL)
        return 0;
      lim_scan_add_choice (scan, target != NULL ? target : label, label, NULL);
      lim_scan_leave_label (out, label, close + 1, end);
      return (gsize) (close + 1 - text);
    }
  if (is_name (text + 1, n_name, gotos))
    {
      g_autofree char *target = lim_twine_next_quoted (arguments, n_arguments, &at);

      if (target == NULL)
        return 0;
      lim_scan_go_to (scan, target);
      return (gsize) (close + 1 - text);
    }
  if (is_name (text + 1, n_name, inclusions))
    scan->unread->n_inclusions++;
  gboolean condition = is_name (text + 1, n_name, ifs), other = is_name (text + 1, n_name, others);
  if (!condition && !other && !is_name (text + 1, n_name, links))
    return 0;
  for (hook = close + 1; hook < end && (*hook == ' ' || *hook == '\t'); hook++)
    continue;
  hook_end = hook < end && *hook == '[' ? lim_scan_find_closing (scan, hook, end, '[', ']', FALSE) : NULL;
  if (hook_end == NULL)
    return 0;
  return read_harlowe_hook (scan, text, other ? NULL : arguments, n_arguments, hook, hook_end, condition || other,
                            out);
}
