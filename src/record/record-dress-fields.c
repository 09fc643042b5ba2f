#include "record-dress-fields.h"

#include "base-text.h"

#include <string.h>

static void
complain (GPtrArray *findings, const char *file, LimFindingSeverity severity, const LimJson *node, const char *field,
          const char *found, const char *expected)
{
  g_ptr_array_add (findings, lim_finding_new (severity, file, lim_json_line (node), field, found, expected, NULL));
}

static gboolean
read_text (const LimJson *node, char **to)
{
  const char *text = lim_json_string (node);

  if (text == NULL)
    return FALSE;
  g_free (*to);
  *to = g_strdup (text);
  return TRUE;
}

static gboolean
read_words (const LimJson *node, char **to)
{
  g_autoptr (GString) words = g_string_new (NULL);

  if (!lim_json_is (node, LIM_JSON_OBJECT) && !lim_json_is (node, LIM_JSON_ARRAY))
    return read_text (node, to);
  for (const LimJson *item = lim_json_first (node); item != NULL; item = lim_json_next (item))
    {
      const char *text = lim_json_string (item);

      if (text == NULL)
        return FALSE;
      g_string_append_printf (words, "%s%s", words->len > 0 && *text != '\0' ? ", " : "", text);
    }
  g_free (*to);
  *to = words->len > 0 ? g_strdup (words->str) : NULL;
  return TRUE;
}

static gboolean
read_list (const LimJson *node, char ***to)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);

  if (lim_json_string (node) != NULL)
    g_ptr_array_add (list, g_strdup (lim_json_string (node)));
  else if (!lim_json_is (node, LIM_JSON_ARRAY))
    return FALSE;
  else
    for (const LimJson *item = lim_json_first (node); item != NULL; item = lim_json_next (item))
      {
        if (lim_json_string (item) == NULL || list->len > 10000)
          return FALSE;
        g_ptr_array_add (list, g_strdup (lim_json_string (item)));
      }
  g_ptr_array_add (list, NULL);
  g_strfreev (*to);
  *to = (char **) g_ptr_array_steal (list, NULL);
  return TRUE;
}

static gboolean
read_number (const LimJson *node, const LimDressField *field, gint64 *to)
{
  gint64 value;

  if (!lim_json_int (node, &value) || value < field->least || value > field->most)
    return FALSE;
  *to = value;
  return TRUE;
}

static gboolean
read_rank (const LimJson *node, const LimDressField *field, guint *to)
{
  gint64 value;

  if (!read_number (node, field, &value))
    return FALSE;
  *to = (guint) value;
  return TRUE;
}

static gboolean
read_flag (const LimJson *node, gboolean *to)
{
  if (!lim_json_is (node, LIM_JSON_TRUE) && !lim_json_is (node, LIM_JSON_FALSE))
    return FALSE;
  *to = lim_json_is (node, LIM_JSON_TRUE);
  return TRUE;
}

static gboolean
read_field (const LimJson *node, const LimDressField *field, gpointer to)
{
  char *place = (char *) to + field->offset;

  switch (field->type)
    {
    case LIM_DRESS_TEXT:
      return read_text (node, (char **) (void *) place) && (!field->required || **(char **) (void *) place != '\0');
    case LIM_DRESS_WORDS:
      return read_words (node, (char **) (void *) place);
    case LIM_DRESS_LIST:
      return read_list (node, (char ***) (void *) place);
    case LIM_DRESS_NUMBER:
      return read_number (node, field, (gint64 *) (void *) place);
    case LIM_DRESS_FLAG:
      return read_flag (node, (gboolean *) (void *) place);
    case LIM_DRESS_RANK:
    default:
      return read_rank (node, field, (guint *) (void *) place);
    }
}

static char *
expected_of (const LimDressField *field)
{
  if (field->type == LIM_DRESS_RANK || field->type == LIM_DRESS_NUMBER)
    return g_strdup_printf ("a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, field->least,
                            field->most);
  return g_strdup (field->type == LIM_DRESS_LIST   ? "a list of texts"
                   : field->type == LIM_DRESS_FLAG ? "true or false"
                   : field->required               ? "a text that is not empty"
                                                   : "a text");
}

static void
warn_of_unknown (const LimJson *object, const LimDressField *fields, GPtrArray *findings, const char *file)
{
  for (const LimJson *member = lim_json_first (object); member != NULL; member = lim_json_next (member))
    {
      const LimDressField *field = fields;

      while (field->key != NULL && strcmp (field->key, lim_json_key (member)) != 0)
        field++;
      if (field->key == NULL && !g_str_has_prefix (lim_json_key (member), "x-"))
        complain (findings, file, LIM_FINDING_WARNING, member, lim_json_key (member), "a member nobody reads", NULL);
    }
}

gboolean
lim_dress_read (const LimJson *object, const LimDressField *fields, gpointer to, GPtrArray *findings,
                const char *file)
{
  gboolean good = TRUE;

  for (const LimDressField *field = fields; field->key != NULL; field++)
    {
      const LimJson *node = lim_json_get (object, field->key);

      if (lim_json_is_null (node) ? !field->required : read_field (node, field, to))
        continue;
      g_autofree char *found = lim_json_describe (node), *expected = expected_of (field);
      complain (findings, file, LIM_FINDING_ERROR, node != NULL ? node : object, field->key, found, expected);
      good = FALSE;
    }
  warn_of_unknown (object, fields, findings, file);
  return good;
}

void
lim_dress_each (const LimJsonDoc *doc, LimDressEach each, GPtrArray *to, GPtrArray *findings)
{
  const LimJson *root = lim_json_root (doc);
  const char *file = lim_json_doc_name (doc);
  gboolean list = lim_json_is (root, LIM_JSON_ARRAY);

  for (const LimJson *item = list ? lim_json_first (root) : root; item != NULL;
       item = list ? lim_json_next (item) : NULL)
    if (lim_json_is (item, LIM_JSON_OBJECT))
      each (item, to, findings, file);
    else
      {
        g_autofree char *found = lim_json_describe (item);

        complain (findings, file, LIM_FINDING_ERROR, item, NULL, found, "an object, or a list of objects");
      }
}
