#include "record-plan-edit.h"

#include "base-yaml.h"
#include "record-plan-edit-private.h"

#include <string.h>

/* A text in one line, in double quotes or in single ones. What it takes wrongly is seen afterwards. */
#define QUOTED "\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^']|'')*+'"

/* The list @images has an image @id; its node. */
static const LimJson *
find_in (const LimJson *images, const char *id)
{
  for (const LimJson *image = lim_json_first (images); image != NULL; image = lim_json_next (image))
    if (g_strcmp0 (lim_json_get_string (image, "id"), id) == 0)
      return image;
  return NULL;
}

static const LimJson *
find_image (const LimJson *root, const char *id)
{
  const LimJson *sources = lim_json_get (root, "sources");

  for (const LimJson *source = lim_json_first (sources); source != NULL; source = lim_json_next (source))
    {
      const LimJson *found = find_in (lim_json_get (source, "crops"), id);

      if (found != NULL)
        return found;
    }
  return find_in (lim_json_path (root, "topup", "images", NULL), id);
}

/* Whether @text reads as @before does, with the caption of @id being @caption and nothing else changed. */
static gboolean
is_as_meant (const char *text, const LimJson *before, const char *id, const char *caption)
{
  g_autoptr (LimJsonDoc) after = lim_yaml_parse ("edited", text, -1, NULL);
  g_autoptr (LimJsonDoc) meant = lim_json_doc_new (NULL);

  if (after == NULL)
    return FALSE;
  lim_json_doc_set_root (meant, lim_json_copy (meant, before));
  lim_json_set_string ((LimJson *) find_image (lim_json_root (meant), id), "caption", caption);
  return lim_json_equal (lim_json_root (after), lim_json_root (meant));
}

gsize
lim_plan_line_start (const char *text, guint line)
{
  const char *at = text;

  for (; line > 1 && at != NULL; line--)
    {
      at = strchr (at, '\n');
      at = at != NULL ? at + 1 : NULL;
    }
  return at != NULL ? (gsize) (at - text) : strlen (text);
}

static gsize
line_length (const char *text, gsize start)
{
  return strcspn (text + start, "\r\n");
}

static char *
spliced (const char *text, gsize start, gsize end, const char *put)
{
  return g_strdup_printf ("%.*s%s%s", (int) start, text, put, text + end);
}

/* Where, on the line from @start on, the value of member @key begins and ends, if it is @value; NULL: if it is in quotes. */
static gboolean
find_member (const char *text, gsize start, const char *key, const char *value, gsize *from, gsize *to)
{
  g_autofree char *line = g_strndup (text + start, line_length (text, start));
  g_autofree char *escaped = value != NULL ? g_regex_escape_string (value, -1) : NULL;
  g_autofree char *known = value != NULL ? g_strdup_printf ("[\"']?%s[\"']?", escaped) : NULL;
  g_autofree char *pattern = g_strdup_printf ("(?:^|[\\s{,])[\"']?%s[\"']?\\s*:\\s+(%s)(?=\\s*(?:[,}]|\\s#|$))", key,
                                              known != NULL ? known : QUOTED);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  int begin, end;

  if (regex == NULL || !g_regex_match (regex, line, 0, &match) || !g_match_info_fetch_pos (match, 1, &begin, &end))
    return FALSE;
  *from = start + (gsize) begin;
  *to = start + (gsize) end;
  return TRUE;
}

/* The column at which the keys of the block that begins on this line stand: behind blanks and dashes. */
static gsize
key_column (const char *text, gsize start)
{
  return strspn (text + start, " -");
}

/* A line of its own below the id. */
static char *
put_line (const char *text, guint line, const char *quoted)
{
  gsize start = lim_plan_line_start (text, line), end = start + line_length (text, start);
  g_autofree char *put = g_strdup_printf ("%s%*scaption: %s", text[end] == '\r' ? "\r\n" : "\n",
                                          (int) key_column (text, start), "", quoted);

  return spliced (text, end, end, put);
}

/* Behind the id, in braces. */
static char *
put_behind (const char *text, guint line, const char *id, const char *quoted)
{
  g_autofree char *put = g_strconcat (", caption: ", quoted, NULL);
  gsize from, to;

  return find_member (text, lim_plan_line_start (text, line), "id", id, &from, &to) ? spliced (text, to, to, put)
                                                                                    : NULL;
}

/* In the place of the caption that is there, which reads as @old. */
static char *
put_instead (const char *text, guint line, const char *old, const char *quoted)
{
  gsize start = lim_plan_line_start (text, line), from, to;

  if (old == NULL
      || (!find_member (text, start, "caption", old, &from, &to)
          && !find_member (text, start, "caption", NULL, &from, &to)))
    return NULL;
  return spliced (text, from, to, quoted);
}

char *
lim_plan_edit_caption (const char *text, const char *name, const char *id, const char *caption, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (name, text, -1, error);
  const LimJson *image = doc != NULL ? find_image (lim_json_root (doc), id) : NULL;
  g_autoptr (GString) quoted = g_string_new (NULL);

  if (doc == NULL)
    return NULL;
  if (image == NULL)
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "%s has no image “%s”", name, id);
  lim_json_append_quoted (quoted, caption, -1);

  const LimJson *old = lim_json_get (image, "caption");
  guint line = lim_json_line (old != NULL ? old : lim_json_get (image, "id"));
  char *const made[] = { old != NULL ? put_instead (text, line, lim_json_string (old), quoted->str)
                                     : put_line (text, line, quoted->str),
                         old != NULL ? NULL : put_behind (text, line, id, quoted->str) };
  char *result = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (made); i++)
    if (result == NULL && made[i] != NULL && is_as_meant (made[i], lim_json_root (doc), id, caption))
      result = made[i];
    else
      g_free (made[i]);
  if (result == NULL)
    lim_json_fail (image, error,
                   "the caption of “%s” cannot be written here without changing more; set it by hand: "
                   "caption: %s",
                   id, quoted->str);
  return result;
}
