/* record-plan-edit-source.c: putting sources and crops into a plan that people write. */

#include "base-yaml.h"
#include "record-plan-edit-private.h"
#include "record-plan-edit.h"

#include <string.h>

static const char *
line_end_of (const char *text)
{
  const char *end = strchr (text, '\n');

  return end != NULL && end > text && end[-1] == '\r' ? "\r\n" : "\n";
}

static gsize
next_line (const char *text, gsize at)
{
  gsize end = at + strcspn (text + at, "\n");

  return text[end] == '\n' ? end + 1 : end;
}

static void
append_crops (GString *out, const GPtrArray *crops, guint indent, const char *line_end)
{
  for (guint i = 0; i < crops->len; i++)
    g_string_append_printf (out, "%*s- %s%s", (int) indent, "", (const char *) crops->pdata[i], line_end);
}

void
lim_plan_append_source (GString *out, const LimPlanNewSource *source, guint indent, const char *line_end)
{
  g_string_append_printf (out, "%*s- file: ", (int) indent, "");
  lim_json_append_quoted (out, source->file, -1);
  g_string_append_printf (out, "%s%*skind: %s%s", line_end, (int) indent + 2, "", lim_sheet_kind_name (source->kind),
                          line_end);
  if (source->exclude != NULL)
    {
      g_string_append_printf (out, "%*sexclude: ", (int) indent + 2, "");
      lim_json_append_quoted (out, source->exclude, -1);
      g_string_append (out, line_end);
      return;
    }
  g_string_append_printf (out, "%*scrops:%s", (int) indent + 2, "", line_end);
  append_crops (out, source->crops, indent + 4, line_end);
}

/* @put at @at of @text, which begins a line: behind a line end, where the last line lacks one. */
static char *
spliced (const char *text, gsize at, const char *put)
{
  const char *missing = at > 0 && text[at - 1] != '\n' ? line_end_of (text) : "";

  return g_strdup_printf ("%.*s%s%s%s", (int) at, text, missing, put, text + at);
}

/* -- Whether nothing else changed -- */

/* @entry, read from text of its own, as the list it is. */
static LimJsonDoc *
read_entries (const char *entries)
{
  return lim_yaml_parse ("entries", entries, -1, NULL);
}

/* Appends the elements of @entries to @list, or to a new list that becomes member @key of @object. */
static void
append_all (LimJsonDoc *doc, LimJson *object, const char *key, const LimJson *entries)
{
  LimJson *list = lim_json_get (object, key);

  if (lim_json_is_null (list))
    {
      lim_json_set (object, key, lim_json_new_array (doc));
      list = lim_json_get (object, key);
    }
  for (const LimJson *entry = lim_json_first (entries); entry != NULL; entry = lim_json_next (entry))
    lim_json_append (list, lim_json_copy (doc, entry));
}

static LimJson *
find_source (const LimJson *root, const char *file)
{
  for (LimJson *source = lim_json_first (lim_json_get (root, "sources")); source != NULL;
       source = lim_json_next (source))
    if (g_strcmp0 (lim_json_get_string (source, "file"), file) == 0)
      return source;
  return NULL;
}

/* Whether @after reads as @before does, with @entries behind the sources, or behind the crops of the source @file. */
static gboolean
is_as_meant (const char *after, const LimJson *before, const char *entries, const char *file)
{
  g_autoptr (LimJsonDoc) read = lim_yaml_parse ("edited", after, -1, NULL);
  g_autoptr (LimJsonDoc) added = read_entries (entries);
  g_autoptr (LimJsonDoc) meant = lim_json_doc_new (NULL);

  if (read == NULL || added == NULL)
    return FALSE;
  lim_json_doc_set_root (meant, lim_json_copy (meant, before));
  if (file == NULL)
    append_all (meant, lim_json_root (meant), "sources", lim_json_root (added));
  else
    append_all (meant, find_source (lim_json_root (meant), file), "crops", lim_json_root (added));
  return lim_json_equal (lim_json_root (read), lim_json_root (meant));
}

/* -- Where to put it -- */

/* Where the line that @pattern fits begins, between @from and @to; and how far it is indented. FALSE: there is none. */
static gboolean
find_line (const char *text, gsize from, gsize to, const char *pattern, gsize *start, guint *indent)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);

  for (gsize at = from; at < to && text[at] != '\0'; at = next_line (text, at))
    {
      g_autofree char *line = g_strndup (text + at, strcspn (text + at, "\r\n"));

      if (regex == NULL || !g_regex_match (regex, line, 0, NULL))
        continue;
      *start = at;
      *indent = (guint) strspn (line, " ");
      return TRUE;
    }
  return FALSE;
}

/* Behind the block that begins below @at: before the next line that begins a member of the plan, and before the remarks that
 * stand above that. */
static gsize
block_end (const char *text, gsize at)
{
  gsize end = at;

  for (; text[at] != '\0' && (strchr (" -#\r\n", text[at]) != NULL); at = next_line (text, at))
    if (strchr ("#\r\n", text[at + strspn (text + at, " ")]) == NULL)
      end = next_line (text, at);
  return end;
}

static gpointer
refuse (const LimJson *node, const char *file, GError **error)
{
  lim_json_fail (node, error,
                 "what was found in %s cannot be put in here without changing more; paste it by hand from what "
                 "`limner lora audit` prints",
                 file);
  return NULL;
}

char *
lim_plan_edit_add_source (const char *text, const char *name, const LimPlanNewSource *source, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (name, text, -1, error);
  const LimJson *root = lim_json_root (doc), *first = lim_json_first (lim_json_get (root, "sources"));
  g_autoptr (GString) put = g_string_new (NULL), entry = g_string_new (NULL);
  g_autofree char *result = NULL;
  gsize at = 0;
  guint indent = 0;

  if (doc == NULL)
    return NULL;
  lim_plan_append_source (entry, source, 0, "\n");
  if (find_line (text, 0, strlen (text), "^[\"']?sources[\"']?:\\s*(#.*)?$", &at, &indent))
    {
      gsize below = next_line (text, at);

      indent = first != NULL ? (guint) strspn (text + lim_plan_line_start (text, lim_json_line (first)), " ") : 2;
      lim_plan_append_source (put, source, indent, line_end_of (text));
      result = spliced (text, first != NULL ? block_end (text, below) : below, put->str);
    }
  else if (lim_json_is_null (lim_json_get (root, "sources")))
    {
      g_string_append_printf (put, "sources:%s", line_end_of (text));
      lim_plan_append_source (put, source, 2, line_end_of (text));
      result = spliced (text, strlen (text), put->str);
    }
  if (result != NULL && is_as_meant (result, root, entry->str, NULL))
    return g_steal_pointer (&result);
  return refuse (root, source->file, error);
}

/* -- Crops -- */

/* The lines of one element of a list. */
typedef struct
{
  gsize from, to;
  guint indent; /* of its dash */
} Lines;

/* Where @element stands, if it begins a line with a dash: up to the next line that is no deeper, without the remarks above
 * that. */
static gboolean
find_element (const char *text, const LimJson *element, Lines *lines)
{
  gsize from = lim_plan_line_start (text, lim_json_line (element)), at = next_line (text, from), to = at;
  guint indent = (guint) strspn (text + from, " ");

  if (text[from + indent] != '-')
    return FALSE;
  while (text[at] != '\0')
    {
      gsize deep = strspn (text + at, " ");
      gboolean empty = strchr ("#\r\n", text[at + deep]) != NULL;

      if (!empty && deep <= indent)
        break;
      at = next_line (text, at);
      if (!empty)
        to = at;
    }
  *lines = (Lines){ from, to, indent };
  return TRUE;
}

static const LimJson *
last_of (const LimJson *list)
{
  const LimJson *last = NULL;

  for (const LimJson *at = lim_json_first (list); at != NULL; at = lim_json_next (at))
    last = at;
  return last;
}

/* Below the crops that @node, a source, has, or below its empty `crops:`. NULL where neither can be reached. */
static char *
put_crops (const char *text, const LimJson *node, const GPtrArray *crops)
{
  const LimJson *last = last_of (lim_json_get (node, "crops")), *after = lim_json_next (node);
  gsize from = lim_plan_line_start (text, lim_json_line (node)),
        to = after != NULL ? lim_plan_line_start (text, lim_json_line (after)) : strlen (text), at = 0;
  g_autoptr (GString) put = g_string_new (NULL);
  Lines lines;
  guint indent = 0;

  if (last != NULL)
    {
      if (!find_element (text, last, &lines))
        return NULL;
      append_crops (put, crops, lines.indent, line_end_of (text));
      return spliced (text, lines.to, put->str);
    }
  if (!find_line (text, from, to, "^\\s*(- )?[\"']?crops[\"']?:\\s*(#.*)?$", &at, &indent))
    return NULL;
  append_crops (put, crops, indent + 2, line_end_of (text));
  return spliced (text, next_line (text, at), put->str);
}

char *
lim_plan_edit_add_crops (const char *text, const char *name, const LimPlanNewSource *source, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (name, text, -1, error);
  const LimJson *root = lim_json_root (doc), *node = doc != NULL ? find_source (root, source->file) : NULL;
  g_autoptr (GString) entry = g_string_new (NULL);

  if (doc == NULL)
    return NULL;
  if (node == NULL)
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "%s has no source “%s”", name, source->file);
  append_crops (entry, source->crops, 0, "\n");
  g_autofree char *result = put_crops (text, node, source->crops);
  if (result != NULL && is_as_meant (result, root, entry->str, source->file))
    return g_steal_pointer (&result);
  return refuse (node, source->file, error);
}

static const LimJson *
find_crop (const LimJson *root, const char *id, const LimJson **source)
{
  for (*source = lim_json_first (lim_json_get (root, "sources")); *source != NULL; *source = lim_json_next (*source))
    for (const LimJson *crop = lim_json_first (lim_json_get (*source, "crops")); crop != NULL;
         crop = lim_json_next (crop))
      if (g_strcmp0 (lim_json_get_string (crop, "id"), id) == 0)
        return crop;
  return NULL;
}

/* Whether @after reads as @before does without the crop @id; a list that becomes empty is nothing. */
static gboolean
is_without (const char *after, const LimJson *before, const char *id)
{
  g_autoptr (LimJsonDoc) read = lim_yaml_parse ("edited", after, -1, NULL);
  g_autoptr (LimJsonDoc) meant = lim_json_doc_new (NULL);
  LimJson *left = lim_json_new_array (meant);
  const LimJson *source;

  if (read == NULL)
    return FALSE;
  lim_json_doc_set_root (meant, lim_json_copy (meant, before));
  const LimJson *crop = find_crop (lim_json_root (meant), id, &source);
  for (const LimJson *at = lim_json_first (lim_json_get (source, "crops")); at != NULL; at = lim_json_next (at))
    if (at != crop)
      lim_json_append (left, lim_json_copy (meant, at));
  lim_json_set ((LimJson *) source, "crops", lim_json_length (left) > 0 ? left : lim_json_new_null (meant));
  return lim_json_equal (lim_json_root (read), lim_json_root (meant));
}

char *
lim_plan_edit_delete_crop (const char *text, const char *name, const char *id, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (name, text, -1, error);
  const LimJson *source, *crop = doc != NULL ? find_crop (lim_json_root (doc), id, &source) : NULL;
  g_autofree char *result = NULL;
  Lines lines;

  if (doc == NULL)
    return NULL;
  if (crop == NULL)
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "%s has no crop “%s”", name, id);
  if (find_element (text, crop, &lines))
    result = g_strdup_printf ("%.*s%s", (int) lines.from, text, text + lines.to);
  if (result != NULL && is_without (result, lim_json_root (doc), id))
    return g_steal_pointer (&result);
  lim_json_fail (crop, error, "the crop “%s” cannot be taken out here without changing more; take it out by hand",
                 id);
  return NULL;
}
