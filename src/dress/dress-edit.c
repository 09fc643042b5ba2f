#include "dress-edit.h"

#include "base-error.h"
#include "base-file.h"
#include "base-yaml.h"
#include "dress-file-name.h"
#include "store-document.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* -- The two kinds of parts -- */

static void
read_part (LimDressPart part, const LimJsonDoc *doc, GPtrArray *to, GPtrArray *findings)
{
  if (part == LIM_DRESS_PART_BRIEF)
    lim_briefs_read (doc, to, findings);
  else
    lim_codex_read (doc, to, findings);
}

static const char *
id_of (LimDressPart part, gconstpointer item)
{
  return part == LIM_DRESS_PART_BRIEF ? ((const LimBrief *) item)->id : ((const LimCodexEntry *) item)->id;
}

/* @list, YAML of a list with one item, as the item alone. */
static char *
out_of_list (const char *list)
{
  g_auto (GStrv) lines = g_strsplit (list, "\n", 0);
  GString *out = g_string_new (NULL);

  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0' || line[1] != NULL)
      g_string_append_printf (out, "%s\n", strlen (*line) > 2 ? *line + 2 : "");
  return g_string_free (out, FALSE);
}

/* Members at the left margin. */
static char *
to_yaml (LimDressPart part, gpointer item)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autofree char *text = NULL;

  if (part == LIM_DRESS_PART_BRIEF)
    return lim_brief_to_yaml (item);
  g_ptr_array_add (list, item);
  text = lim_codex_to_yaml (list);
  return out_of_list (text);
}

/* The only part in @doc, which has to have the id @id (NULL: any). NULL with what is wrong. Transfer full, in a list. */
static GPtrArray *
read_only (LimDressPart part, const LimJsonDoc *doc, const char *id, GError **error)
{
  g_autoptr (GPtrArray) items = part == LIM_DRESS_PART_BRIEF ? lim_briefs_new () : lim_codex_new ();
  g_autoptr (GPtrArray) findings = lim_findings_new ();

  read_part (part, doc, items, findings);
  if (findings->len > 0)
    {
      g_autofree char *message = lim_finding_message (findings->pdata[0]);

      return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s", message);
    }
  if (items->len != 1 || (id != NULL && strcmp (id_of (part, items->pdata[0]), id) != 0))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "expected %s with the id “%s”, and nothing else",
                          part == LIM_DRESS_PART_BRIEF ? "one brief" : "one codex entry", id);
  return g_steal_pointer (&items);
}

/* -- The file -- */

typedef struct
{
  char *file, *text;
  GBytes *known;
  LimJsonDoc *doc;
  LimJson *node; /* of the part; in doc */
  gboolean json, in_list;
} Place;

static void
place_clear (Place *place)
{
  g_free (place->file);
  g_free (place->text);
  g_clear_pointer (&place->known, g_bytes_unref);
  g_clear_pointer (&place->doc, lim_json_doc_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static LimJson *
find_node (LimJson *root, const char *id)
{
  if (!lim_json_is (root, LIM_JSON_ARRAY))
    return g_strcmp0 (lim_json_get_string (root, "id"), id) == 0 ? root : NULL;
  for (LimJson *item = lim_json_first (root); item != NULL; item = lim_json_next (item))
    if (g_strcmp0 (lim_json_get_string (item, "id"), id) == 0)
      return item;
  return NULL;
}

static gboolean
open_place (const LimProject *project, const char *file, const char *id, Place *place, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, file, error);
  gsize length = 0;

  place->text = path != NULL ? lim_file_read (path, 0, &length, error) : NULL;
  if (place->text == NULL)
    return FALSE;
  place->file = g_strdup (file);
  place->known = g_bytes_new (place->text, length);
  place->json = g_str_has_suffix (file, ".json");
  place->doc = place->json ? lim_json_parse (file, place->text, (gssize) length, error)
                           : lim_yaml_parse (file, place->text, (gssize) length, error);
  if (place->doc == NULL)
    return FALSE;
  place->in_list = lim_json_is (lim_json_root (place->doc), LIM_JSON_ARRAY);
  place->node = find_node (lim_json_root (place->doc), id);
  return place->node != NULL
         || lim_fail (error, LIM_ERROR_CONFLICT, "%s holds no “%s” any more; look again", file, id);
}

/* -- Lines of YAML -- */

static gsize
indent_of (const char *line)
{
  return strspn (line, " ");
}

static gboolean
is_blank (const char *line)
{
  const char *text = line + indent_of (line);

  return *text == '\0' || *text == '\r' || *text == '#';
}

/* The lines [@first, @end) of a list's item that begins on line @first: up to the next line that stands as far left as its dash. */
static guint
item_end (char **lines, guint first, guint n)
{
  gsize dash = indent_of (lines[first]);
  guint end = first + 1, last = first + 1;

  for (; end < n && (is_blank (lines[end]) || indent_of (lines[end]) > dash); end++)
    if (!is_blank (lines[end]))
      last = end + 1;
  /* Blank lines and comments behind it belong to the next one; those inside a block of prose do not end it. */
  return last;
}

/* The comments on lines of their own among [@first, @end), which do not belong to a block of prose: those no deeper than the members. */
static char *
comments_of (char **lines, guint first, guint end, gsize indent)
{
  GString *out = g_string_new (NULL);

  for (guint i = first; i < end; i++)
    if (lines[i][indent_of (lines[i])] == '#' && indent_of (lines[i]) <= indent)
      g_string_append_printf (out, "%s\n", lines[i] + indent_of (lines[i]));
  return g_string_free (out, FALSE);
}

static void
append_lines (GString *out, char **lines, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    g_string_append_printf (out, "%s\n", lines[i]);
}

/* @item, members at the left margin, as an item of a list at @dash. */
static void
append_item (GString *out, const char *item, gsize dash)
{
  g_auto (GStrv) lines = g_strsplit (item, "\n", 0);
  gboolean first = TRUE;

  for (char **line = lines; *line != NULL; line++)
    {
      if (**line == '\0' && line[1] == NULL)
        continue;
      if (first && **line != '#')
        {
          g_string_append_printf (out, "%*s- %s\n", (int) dash, "", *line);
          first = FALSE;
        }
      else if (**line == '\0')
        g_string_append_c (out, '\n');
      else
        g_string_append_printf (out, "%*s%s\n", (int) (first ? dash : dash + 2), "", *line);
    }
}

/* The file's text with @item (NULL: nothing) in place of the part. NULL when it holds nothing else then. Transfer full. */
static char *
splice (const Place *place, const char *item, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (place->text, "\n", 0);
  guint n = g_strv_length (lines), first = lim_json_line (place->node), end;
  g_autoptr (GString) out = g_string_new (NULL);

  if (n > 0 && *lines[n - 1] == '\0')
    n--;
  if (!place->in_list)
    return item != NULL ? g_strdup (item) : NULL;
  if (first < 1 || first > n || lines[first - 1][indent_of (lines[first - 1])] != '-')
    return lim_fail_null (error, LIM_ERROR_REFUSED,
                          "%s is not written as a list with one “- ” each; change it there by hand", place->file);
  first--;
  end = item_end (lines, first, n);
  append_lines (out, lines, 0, first);
  if (item != NULL)
    append_item (out, item, indent_of (lines[first]));
  append_lines (out, lines, end, n);
  if (item == NULL && lim_json_length (lim_json_root (place->doc)) <= 1)
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* -- Saving -- */

/* Whether @text, parsed, is the list that was there but for the part @id: a mistake in the lines above must not reach the disk. */
static gboolean
check_result (const Place *place, const char *id, const char *text, gboolean gone, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (place->file, text, -1, error);
  const LimJson *old, *new;

  if (doc == NULL)
    return FALSE;
  if (!place->in_list)
    return TRUE;
  old = lim_json_first (lim_json_root (place->doc));
  new = lim_json_first (lim_json_root (doc));
  for (; old != NULL; old = lim_json_next (old))
    {
      gboolean is_it = old == place->node;

      if (is_it && gone)
        continue;
      if (new == NULL || (is_it ? g_strcmp0 (lim_json_get_string (new, "id"), id) != 0 : !lim_json_equal (old, new)))
        break;
      new = lim_json_next (new);
    }
  return (old == NULL && new == NULL)
         || lim_fail (error, LIM_ERROR_REFUSED, "%s is written in a way that only a person can change; do it there",
                      place->file);
}

static gboolean
save_text (const LimProject *project, const Place *place, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return lim_store_save_document (project, place->file, bytes, place->known, error);
}

static gboolean
save_yaml (const LimProject *project, const Place *place, const char *id, const char *item, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = splice (place, item, &cause);

  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (text == NULL)
    {
      g_autofree char *path = lim_store_resolve (project, place->file, error);

      return path != NULL && (unlink (path) == 0 || lim_fail_errno (error, errno, place->file, "remove it"));
    }
  return check_result (place, id, text, item == NULL, error) && save_text (project, place, text, error);
}

/* -- One member -- */

static gboolean
is_list (const char *key)
{
  static const char *const lists[] = { "entities", "visible_when", "judged", NULL };

  return g_strv_contains (lists, key);
}

static gboolean
is_number (const char *key)
{
  static const char *const numbers[] = { "rank", "priority", "score", NULL };

  return g_strv_contains (numbers, key);
}

static LimJson *
new_value (LimJsonDoc *doc, const char *key, const char *value)
{
  LimJson *list;
  gint64 number;

  if (is_number (key) && g_ascii_string_to_signed (value, 10, -1000, 1000, &number, NULL))
    return lim_json_new_int (doc, number);
  if (!is_list (key))
    return lim_json_new_string (doc, value);
  g_auto (GStrv) words = g_strsplit (value, ",", 0);
  list = lim_json_new_array (doc);
  for (char **word = words; *word != NULL; word++)
    if (*g_strstrip (*word) != '\0')
      lim_json_append (list, lim_json_new_string (doc, *word));
  return list;
}

static gboolean
refuse_strange (const LimJson *node, const char *file, GError **error)
{
  for (const LimJson *member = lim_json_first (node); member != NULL; member = lim_json_next (member))
    if (g_str_has_prefix (lim_json_key (member), "x-"))
      return lim_fail (error, LIM_ERROR_REFUSED, "%s:%u: “%s” would be lost; change the file by hand, or with --edit",
                       file, lim_json_line (member), lim_json_key (member));
  return TRUE;
}

/* The part with @key changed, in a document of its own. */
static LimJsonDoc *
changed_copy (const Place *place, const char *key, const char *value)
{
  LimJsonDoc *doc = lim_json_doc_new (place->file);
  LimJson *root = lim_json_new_object (doc);

  for (const LimJson *member = lim_json_first (place->node); member != NULL; member = lim_json_next (member))
    lim_json_set (root, lim_json_key (member), lim_json_copy (doc, member));
  if (*value == '\0')
    lim_json_remove (root, key);
  else
    lim_json_set (root, key, new_value (doc, key, value));
  lim_json_doc_set_root (doc, root);
  return doc;
}

gboolean
lim_dress_edit_set (const LimProject *project, LimDressPart part, const char *file, const char *id, const char *key,
                    const char *value, GError **error)
{
  g_auto (Place) place = { 0 };
  g_autoptr (LimJsonDoc) changed = NULL;
  g_autoptr (GPtrArray) items = NULL;

  if (strcmp (key, "id") == 0)
    return lim_fail (error, LIM_ERROR_USAGE, "the id is what all else names it by; it stays");
  if (g_str_has_prefix (key, "x-"))
    return lim_fail (error, LIM_ERROR_USAGE, "limner does not read “%s”; write it into %s yourself", key, file);
  if (!open_place (project, file, id, &place, error))
    return FALSE;
  changed = changed_copy (&place, key, value);
  items = read_only (part, changed, id, error);
  if (items == NULL)
    return FALSE;
  if (place.json)
    {
      if (*value == '\0')
        lim_json_remove (place.node, key);
      else
        lim_json_set (place.node, key, new_value (place.doc, key, value));
      g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (place.doc);
      return lim_store_save_document (project, file, bytes, place.known, error);
    }
  if (!refuse_strange (place.node, file, error))
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (place.text, "\n", 0);
  guint n = g_strv_length (lines), first = place.in_list ? lim_json_line (place.node) : 1;
  guint end = first >= 1 && first <= n ? (place.in_list ? item_end (lines, first - 1, n) : n) : first;
  g_autofree char *comments =
      comments_of (lines, first >= 1 ? first - 1 : 0, MIN (end, n),
                   place.in_list && first >= 1 && first <= n ? indent_of (lines[first - 1]) + 2 : 0);
  g_autofree char *yaml = to_yaml (part, items->pdata[0]);
  g_autofree char *item = g_strconcat (comments, yaml, NULL);
  return save_yaml (project, &place, id, item, error);
}

/* -- The whole of it -- */

char *
lim_dress_edit_text (const LimProject *project, LimDressPart part, const char *file, const char *id, GError **error)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (LimJsonDoc) copy = NULL;

  if (!open_place (project, file, id, &place, error))
    return NULL;
  if (!place.in_list && !place.json)
    return g_steal_pointer (&place.text);
  if (place.json)
    return lim_fail_null (error, LIM_ERROR_REFUSED, "%s is JSON: open it in an editor, or use --set", file);
  copy = changed_copy (&place, "", "");
  items = read_only (part, copy, id, error);
  if (items == NULL || !refuse_strange (place.node, file, error))
    return NULL;
  return to_yaml (part, items->pdata[0]);
}

gboolean
lim_dress_edit_replace (const LimProject *project, LimDressPart part, const char *file, const char *id,
                        const char *text, GError **error)
{
  g_auto (Place) place = { 0 };
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (file, text, -1, error);
  g_autoptr (GPtrArray) items = doc != NULL ? read_only (part, doc, id, error) : NULL;

  if (items == NULL || !open_place (project, file, id, &place, error))
    return FALSE;
  return save_yaml (project, &place, id, text, error);
}

gboolean
lim_dress_edit_remove (const LimProject *project, const char *file, const char *id, GError **error)
{
  g_auto (Place) place = { 0 };

  if (!open_place (project, file, id, &place, error))
    return FALSE;
  if (place.json)
    return lim_fail (error, LIM_ERROR_REFUSED, "%s is JSON: take “%s” out of it by hand", file, id);
  return save_yaml (project, &place, id, NULL, error);
}

/* At the end of the list that holds the entry @beside; FALSE without error when that stands in no list. */
static gboolean
add_beside (const LimProject *project, const LimCodexEntry *beside, const char *item, GError **error)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GString) out = NULL;
  guint line;

  if (!open_place (project, beside->file, beside->id, &place, error))
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (place.text, "\n", 0);
  line = lim_json_line (place.node);
  if (place.json || !place.in_list || line < 1 || line > g_strv_length (lines)
      || lines[line - 1][indent_of (lines[line - 1])] != '-')
    return FALSE;
  out = g_string_new (place.text);
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, '\n');
  append_item (out, item, indent_of (lines[line - 1]));
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (place.file, out->str, -1, NULL);
  return doc != NULL && lim_json_length (lim_json_root (doc)) == lim_json_length (lim_json_root (place.doc)) + 1
         && save_text (project, &place, out->str, error);
}

gboolean
lim_dress_edit_add (const LimProject *project, const LimDressBook *book, const LimCodexEntry *entry, GError **error)
{
  g_autoptr (GPtrArray) others = lim_dress_book_codex_of (book, entry->entity);
  g_autofree char *name = lim_dress_file_name (entry->id, ".yaml");
  g_autofree char *file = g_strconcat (LIM_DRESS_CODEX "/", name, NULL);
  g_autofree char *item = to_yaml (LIM_DRESS_PART_CODEX, (gpointer) entry);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (item, strlen (item));

  if (others->len > 0 && add_beside (project, others->pdata[others->len - 1], item, &cause))
    return TRUE;
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  return lim_store_save_document (project, file, bytes, NULL, error);
}
