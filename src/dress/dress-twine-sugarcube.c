/* dress-twine-sugarcube.c: <<name arguments>> … <</name>> of SugarCube. */

#include "dress-twine-scan.h"

#include "dress-twine-words.h"

#include <string.h>

/* The “>>” that ends the macro at @text. */
static const char *
macro_end (LimScan *scan, const char *text, const char *end)
{
  for (const char *at = text + 2; at + 1 < end && scan->work > 0; at++, scan->work--)
    if (*at == '"' || *at == '\'')
      {
        const char *other = memchr (at + 1, *at, (gsize) (end - at) - 1);

        if (other != NULL)
          at = other;
      }
    else if (at[0] == '>' && at[1] == '>')
      return at;
  return NULL;
}

static gboolean
is_macro (const char *at, const char *end, const char *sign, const char *name)
{
  gsize n_sign = strlen (sign), n_name = strlen (name);

  return (gsize) (end - at) > n_sign + n_name && strncmp (at, sign, n_sign) == 0
         && strncmp (at + n_sign, name, n_name) == 0 && !g_ascii_isalnum (at[n_sign + n_name]);
}

/* The “<</name>>” that belongs to the macro whose text begins at @from; @parts (may be NULL) get the “<<else…” of the same
 * depth between. */
static const char *
macro_close (LimScan *scan, const char *from, const char *end, const char *name, GPtrArray *parts)
{
  guint depth = 1;

  for (const char *at = from; (at = lim_scan_find_text (scan, at, end, "<<")) != NULL; at += 2)
    if (is_macro (at, end, "<</", name) && --depth == 0)
      return at;
    else if (is_macro (at, end, "<<", name))
      depth++;
    else if (depth == 1 && parts != NULL && g_str_has_prefix (at, "<<else"))
      g_ptr_array_add (parts, (gpointer) at);
  return NULL;
}

/* <<if a>> … <<elseif b>> … <<else>> … <</if>>; @text is its begin, @body what follows its “>>”. */
static gsize
read_sugarcube_if (LimScan *scan, const char *text, const char *body, const char *end, GString *out)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_autoptr (GString) inner = g_string_new (NULL), all = g_string_new (NULL);
  const char *close = macro_close (scan, body, end, "if", parts), *head = text;
  gboolean said = FALSE;

  if (close == NULL)
    return 0;
  g_ptr_array_add (parts, (gpointer) close);
  for (guint i = 0; i < parts->len; i++)
    {
      const char *at = i == 0 ? text : parts->pdata[i - 1], *head_end = macro_end (scan, at, end);

      if (head_end == NULL || head_end > (const char *) parts->pdata[i])
        return 0;
    }
  for (guint i = 0; i < parts->len; i++)
    {
      const char *next = parts->pdata[i], *head_end = head + 2, *condition = NULL;

      while (head_end < next && !(head_end[0] == '>' && head_end[1] == '>'))
        head_end++;
      if (head == text)
        condition = head + strlen ("<<if");
      else if (g_str_has_prefix (head, "<<elseif"))
        condition = head + strlen ("<<elseif");
      g_string_truncate (inner, 0);
      lim_scan_conditional (scan, condition, condition != NULL ? (gsize) (head_end - condition) : 0, head_end + 2,
                            (gsize) (next - head_end) - 2, inner);
      said |= !lim_scan_is_blank (inner);
      g_string_append_len (all, head, head_end + 2 - head);
      g_string_append_len (all, inner->str, (gssize) inner->len);
      head = next;
    }
  if (said)
    g_string_append_printf (out, "%s<</if>>", all->str);
  close = macro_end (scan, close, end);
  return close != NULL ? (gsize) (close + 2 - text) : (gsize) (end - text);
}

/* <<link "label" "target">> … <</link>>, <<link [[label|target]]>> …; button likewise. */
static gsize
read_sugarcube_link (LimScan *scan, const char *text, const char *name, const char *close, const char *end,
                     GString *out)
{
  const char *arguments = text + 2 + strlen (name), *body_end = macro_close (scan, close + 2, end, name, NULL);
  const char *brackets = g_strstr_len (arguments, (gssize) (close - arguments), "[[");
  g_auto (LimTwineLink) link = { 0 };
  gsize at = 0, n_arguments = (gsize) (close - arguments);

  if (body_end == NULL)
    return 0;
  if (brackets != NULL)
    {
      const char *brackets_end = g_strstr_len (brackets, (gssize) (close - brackets), "]]");

      if (brackets_end == NULL || !lim_twine_link_parse (brackets + 2, (gsize) (brackets_end - brackets) - 2, &link))
        return 0;
    }
  else
    {
      link.label = lim_twine_next_quoted (arguments, n_arguments, &at);
      link.target = lim_twine_next_quoted (arguments, n_arguments, &at);
    }
  if (!lim_scan_link_body (scan, link.label, link.target, close + 2, (gsize) (body_end - close) - 2))
    return 0;
  close = macro_end (scan, body_end, end);
  close = close != NULL ? close + 2 : end;
  lim_scan_leave_label (out, link.label != NULL ? link.label : link.target != NULL ? link.target : "", close, end);
  return (gsize) (close - text);
}

gsize
lim_scan_sugarcube (LimScan *scan, const char *text, const char *end, GString *out)
{
  const char *close = macro_end (scan, text, end);
  gsize at = 0;

  if (close == NULL)
    return 0;
  if (is_macro (text, end, "<<", "set"))
    {
      guint before = scan->unread->n_assignments;

      lim_scan_assign (scan, text + 5, (gsize) (close - text) - 5, scan->earned);
      if (scan->unread->n_assignments != before)
        g_string_append_len (out, text, close + 2 - text);
      return (gsize) (close + 2 - text);
    }
  if (is_macro (text, end, "<<", "if"))
    return read_sugarcube_if (scan, text, close + 2, end, out);
  if (is_macro (text, end, "<<", "link") || is_macro (text, end, "<<", "button"))
    return read_sugarcube_link (scan, text, text[2] == 'l' ? "link" : "button", close, end, out);
  if (is_macro (text, end, "<<", "goto"))
    {
      g_autofree char *target = lim_twine_next_quoted (text, (gsize) (close - text), &at);

      if (target == NULL)
        return 0;
      lim_scan_go_to (scan, target);
      return (gsize) (close + 2 - text);
    }
  if (is_macro (text, end, "<<", "include") || is_macro (text, end, "<<", "display"))
    scan->unread->n_inclusions++;
  return 0;
}
