#include "record-plan-edit.h"

#include "base-yaml.h"
#include "record-plan-edit-private.h"

#include <string.h>

/* What a value in one line may look like, the surest first: quoted, a list, plain in braces, plain to the end of the line. What
 * one takes wrongly is seen afterwards. */
static const char *const values[] = {
  "\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^']|'')*+'",
  "\\[[^\\[\\]]*\\]",
  "[^\\s,{}\\[\\]\"'#](?:[^,{}\\[\\]]*?[^\\s,{}\\[\\]])?",
  "[^\\s\"'#](?:.*?\\S)?(?=\\s*(?:\\s#|$))",
};

/* -- Which object -- */

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

/* The plan itself, or its member @section. */
static const LimJson *
find_section (const LimJson *root, const char *section)
{
  return section != NULL ? lim_json_get (root, section) : root;
}

/* One member of one object that is to become something else. */
typedef struct
{
  const char *text;
  const LimJson *root;
  const LimJson *(*find) (const LimJson *root, const char *name);
  const char *name, *key;
  const LimJson *value; /* NULL: the member goes */
  char *spelled;        /* @value as it is written */
} Change;

static void
change_clear (Change *change)
{
  g_free (change->spelled);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Change, change_clear)

/* -- Whether nothing else changed -- */

/* Whether @text reads as the plan did, with the one member as it is meant. */
static gboolean
is_as_meant (const Change *change, const char *text)
{
  g_autoptr (LimJsonDoc) after = lim_yaml_parse ("edited", text, -1, NULL);
  g_autoptr (LimJsonDoc) meant = lim_json_doc_new (NULL);
  LimJson *object;

  if (after == NULL)
    return FALSE;
  lim_json_doc_set_root (meant, lim_json_copy (meant, change->root));
  object = (LimJson *) change->find (lim_json_root (meant), change->name);
  if (change->value != NULL)
    lim_json_set (object, change->key, lim_json_copy (meant, change->value));
  else
    lim_json_remove (object, change->key);
  return lim_json_equal (lim_json_root (after), lim_json_root (meant));
}

/* @made (transfer full) if it is what is meant; else NULL. */
static char *
accept (const Change *change, char *made)
{
  if (made == NULL || is_as_meant (change, made))
    return made;
  g_free (made);
  return NULL;
}

/* -- Where it stands -- */

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

/* A member in the text: where its key begins, where its value begins and ends. */
typedef struct
{
  gsize key, from, to;
} Span;

/* Every “@key: value” on line @line of @text whose value looks like @value, a pattern. (element-type Span). */
static GArray *
find_spans (const char *text, guint line, const char *key, const char *value)
{
  gsize start = lim_plan_line_start (text, line);
  g_autofree char *one = g_strndup (text + start, line_length (text, start));
  g_autofree char *pattern =
      g_strdup_printf ("(?:^|[\\s{,])([\"']?%s[\"']?\\s*:\\s+(%s))(?=\\s*(?:[,}]|\\s#|$))", key, value);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (Span));

  if (regex == NULL)
    return spans;
  for (g_regex_match (regex, one, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      int begin, from, to;

      g_match_info_fetch_pos (match, 1, &begin, NULL);
      g_match_info_fetch_pos (match, 2, &from, &to);
      const Span span = { start + (gsize) begin, start + (gsize) from, start + (gsize) to };
      g_array_append_val (spans, span);
    }
  return spans;
}

/* The first text that @make makes of a place where member @key, on line @line, may stand, and that is what is meant. */
static char *
try_spans (const Change *change, guint line, const char *key, char *(*make) (const Change *change, const Span *span))
{
  char *made = NULL;

  for (gsize v = 0; v < G_N_ELEMENTS (values) && made == NULL; v++)
    {
      g_autoptr (GArray) spans = find_spans (change->text, line, key, values[v]);

      for (guint i = 0; i < spans->len && made == NULL; i++)
        made = accept (change, make (change, &g_array_index (spans, Span, i)));
    }
  return made;
}

/* -- Putting in -- */

static char *
put_instead (const Change *change, const Span *span)
{
  return spliced (change->text, span->from, span->to, change->spelled);
}

/* In braces, behind a member that is there. */
static char *
put_behind (const Change *change, const Span *span)
{
  g_autofree char *put = g_strdup_printf (", %s: %s", change->key, change->spelled);

  return spliced (change->text, span->to, span->to, put);
}

/* A line of its own below line @line, as deep as the keys of the block that begins there. */
static char *
put_line (const Change *change, guint line)
{
  gsize start = lim_plan_line_start (change->text, line), end = start + line_length (change->text, start);
  g_autofree char *put =
      g_strdup_printf ("%s%*s%s: %s", change->text[end] == '\r' ? "\r\n" : "\n",
                       (int) strspn (change->text + start, " -"), "", change->key, change->spelled);

  return spliced (change->text, end, end, put);
}

static char *
put_in (const Change *change, const LimJson *object)
{
  const LimJson *beside = lim_json_get (object, "id");
  char *made;

  if (beside == NULL)
    beside = lim_json_first (object);
  if (beside == NULL)
    return NULL;
  made = accept (change, put_line (change, lim_json_line (beside)));
  return made != NULL ? made : try_spans (change, lim_json_line (beside), lim_json_key (beside), put_behind);
}

/* -- Taking out -- */

/* In braces, with the comma before it, or that behind it where it is the first. */
static char *
cut_in_braces (const Change *change, const Span *span)
{
  const char *text = change->text;
  gsize from = span->key, to = span->to;

  while (from > 0 && g_ascii_isspace (text[from - 1]))
    from--;
  if (from > 0 && text[from - 1] == ',')
    return spliced (text, from - 1, to, "");
  to += strspn (text + to, " \t");
  if (text[to] != ',')
    return NULL;
  to++;
  return spliced (text, span->key, to + strspn (text + to, " \t\r\n"), "");
}

/* With its line; where that begins the block, the next line moves up behind the dash. */
static char *
cut_line (const Change *change, const Span *span)
{
  const char *text = change->text;
  gsize start = span->key, end = span->to + line_length (text, span->to);

  end += text[end] == '\r' ? 1 : 0;
  end += text[end] == '\n' ? 1 : 0;
  while (start > 0 && text[start - 1] == ' ')
    start--;
  if (start == 0 || text[start - 1] == '\n')
    return spliced (text, start, end, "");
  return spliced (text, span->key, end + strspn (text + end, " "), "");
}

static char *
take_out (const Change *change, guint line)
{
  char *made = try_spans (change, line, change->key, cut_in_braces);

  return made != NULL ? made : try_spans (change, line, change->key, cut_line);
}

/* -- The doors -- */

/* Whether @text means itself without quotes, in braces too. */
static gboolean
is_plain (const char *text)
{
  g_autoptr (LimJsonDoc) doc = NULL;

  if (!g_ascii_isalpha (*text) || text[strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS " _-")] != '\0'
      || g_str_has_suffix (text, " "))
    return FALSE;
  doc = lim_yaml_parse ("plain", text, -1, NULL);
  return doc != NULL && g_strcmp0 (lim_json_string (lim_json_root (doc)), text) == 0;
}

static void
spell (GString *out, const LimJson *value, gboolean quoted)
{
  const char *text = lim_json_string (value);

  if (text != NULL && !quoted && is_plain (text))
    g_string_append (out, text);
  else if (lim_json_is (value, LIM_JSON_ARRAY))
    {
      g_string_append_c (out, '[');
      for (const LimJson *at = lim_json_first (value); at != NULL; at = lim_json_next (at))
        {
          spell (out, at, quoted);
          g_string_append (out, lim_json_next (at) != NULL ? ", " : "");
        }
      g_string_append_c (out, ']');
    }
  else
    lim_json_append_compact (out, value);
}

void
lim_plan_append_value (GString *out, const LimJson *value)
{
  spell (out, value, FALSE);
}

/* The text with @change, or NULL where it cannot be made. */
static char *
carry_out (const Change *change)
{
  const LimJson *object = change->find (change->root, change->name);
  const LimJson *old = lim_json_get (object, change->key);

  if (old == NULL)
    return change->value != NULL ? put_in (change, object) : g_strdup (change->text);
  if (change->value == NULL)
    return take_out (change, lim_json_line (old));
  return lim_json_equal (old, change->value) ? g_strdup (change->text)
                                             : try_spans (change, lim_json_line (old), change->key, put_instead);
}

static char *
edit_image (const char *text, const char *name, const char *id, const char *key, const LimJson *value,
            gboolean quoted, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (name, text, -1, error);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL, *image = find_image (root, id);
  g_autoptr (GString) spelled = g_string_new (NULL);
  g_auto (Change) change = { text, root, find_image, id, key, value, NULL };

  if (doc == NULL)
    return NULL;
  if (image == NULL)
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "%s has no image “%s”", name, id);
  if (value != NULL)
    spell (spelled, value, quoted);
  change.spelled = g_strdup (spelled->str);
  char *result = carry_out (&change);
  if (result == NULL && value != NULL)
    lim_json_fail (image, error,
                   "the %s of “%s” cannot be written here without changing more; set it by hand: %s: %s", key, id,
                   key, change.spelled);
  else if (result == NULL)
    lim_json_fail (image, error, "the %s of “%s” cannot be taken out here without changing more; take it out by hand",
                   key, id);
  return result;
}

char *
lim_plan_edit_caption (const char *text, const char *name, const char *id, const char *caption, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return edit_image (text, name, id, "caption", lim_json_new_string (doc, caption), TRUE, error);
}

char *
lim_plan_edit_member (const char *text, const char *name, const char *id, const char *key, const LimJson *value,
                      GError **error)
{
  return edit_image (text, name, id, key, value, FALSE, error);
}

char *
lim_plan_edit_setting (const char *text, const char *name, const char *section, const char *key, const LimJson *value,
                       GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (name, text, -1, error);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  g_autoptr (GString) spelled = g_string_new (NULL);
  g_auto (Change) change = { text, root, find_section, section, key, value, NULL };
  char *result = NULL;

  if (doc == NULL)
    return NULL;
  spell (spelled, value, FALSE);
  change.spelled = g_strdup (spelled->str);
  if (lim_json_is (find_section (root, section), LIM_JSON_OBJECT))
    result = carry_out (&change);
  if (result == NULL)
    lim_json_fail (root, error, "`%s%s%s` cannot be written here without changing more; set it by hand: %s: %s",
                   section != NULL ? section : "", section != NULL ? "." : "", key, key, spelled->str);
  return result;
}
