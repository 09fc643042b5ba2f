#include "base-json-private.h"

#include <string.h>

static void
mark_edited (LimJson *node)
{
  for (; node != NULL && !(node->flags & LIM_JSON_NODE_EDITED); node = node->parent)
    node->flags |= LIM_JSON_NODE_EDITED;
}

void
lim_json_doc_set_root (LimJsonDoc *doc, LimJson *root)
{
  g_return_if_fail (root->doc == doc);
  doc->root = root;
}

gboolean
lim_json_doc_is_edited (const LimJsonDoc *doc)
{
  return doc->text == NULL || !(doc->root->flags & LIM_JSON_NODE_SOURCE) || (doc->root->flags & LIM_JSON_NODE_EDITED);
}

/* -- New nodes; scalars keep their text so that every node writes alike -- */

static LimJson *
new_scalar (LimJsonDoc *doc, LimJsonType type, const char *text, gsize length)
{
  LimJson *node = lim_json_node_new (doc, type);

  node->start = lim_json_arena_strndup (doc, text, length);
  node->end = node->start + length;
  return node;
}

LimJson *
lim_json_new_null (LimJsonDoc *doc)
{
  return new_scalar (doc, LIM_JSON_NULL, "null", 4);
}

LimJson *
lim_json_new_bool (LimJsonDoc *doc, gboolean value)
{
  return value ? new_scalar (doc, LIM_JSON_TRUE, "true", 4) : new_scalar (doc, LIM_JSON_FALSE, "false", 5);
}

LimJson *
lim_json_new_int (LimJsonDoc *doc, gint64 value)
{
  char text[24];
  int length = g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);

  return new_scalar (doc, LIM_JSON_NUMBER, text, (gsize) length);
}

LimJson *
lim_json_new_double (LimJsonDoc *doc, double value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  lim_json_append_double (text, value);
  return new_scalar (doc, text->str[0] == 'n' ? LIM_JSON_NULL : LIM_JSON_NUMBER, text->str, text->len);
}

LimJson *
lim_json_new_string (LimJsonDoc *doc, const char *text)
{
  g_autoptr (GString) quoted = NULL;

  if (text == NULL)
    return lim_json_new_null (doc);
  quoted = g_string_sized_new (strlen (text) + 8);
  lim_json_append_quoted (quoted, text, -1);

  LimJson *node = new_scalar (doc, LIM_JSON_STRING, quoted->str, quoted->len);
  if (memchr (quoted->str, '\\', quoted->len) != NULL)
    node->flags |= LIM_JSON_NODE_ESCAPED;
  return node;
}

LimJson *
lim_json_new_array (LimJsonDoc *doc)
{
  return lim_json_node_new (doc, LIM_JSON_ARRAY);
}

LimJson *
lim_json_new_object (LimJsonDoc *doc)
{
  return lim_json_node_new (doc, LIM_JSON_OBJECT);
}

LimJson *
lim_json_new_strv (LimJsonDoc *doc, const char *const *strings)
{
  LimJson *array = lim_json_new_array (doc);

  for (gsize i = 0; strings != NULL && strings[i] != NULL; i++)
    lim_json_append (array, lim_json_new_string (doc, strings[i]));
  return array;
}

static void
copy_key (LimJson *to, const LimJson *from)
{
  if (from->key == NULL)
    return;
  to->key = lim_json_arena_strndup (to->doc, from->key, from->key_length);
  to->key_length = from->key_length;
  to->flags |= from->flags & LIM_JSON_NODE_KEY_ESCAPED;
}

LimJson *
lim_json_copy (LimJsonDoc *doc, const LimJson *node)
{
  if (node == NULL)
    return lim_json_new_null (doc);
  if (node->type < LIM_JSON_ARRAY)
    {
      LimJson *scalar = node->start != NULL
                            ? new_scalar (doc, node->type, node->start, (gsize) (node->end - node->start))
                            : lim_json_new_null (doc);

      scalar->flags |= node->flags & LIM_JSON_NODE_ESCAPED;
      return scalar;
    }

  LimJson *copy = lim_json_node_new (doc, node->type);
  for (const LimJson *child = node->first; child != NULL; child = child->next)
    {
      LimJson *twin = lim_json_copy (doc, child);

      copy_key (twin, child);
      lim_json_link_child (copy, twin);
    }
  return copy;
}

/* -- Editing -- */

static void
set_key (LimJson *node, const char *key)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  lim_json_append_quoted (quoted, key, -1);
  node->key = lim_json_arena_strndup (node->doc, quoted->str + 1, quoted->len - 2);
  node->key_length = (guint32) (quoted->len - 2);
  if (memchr (quoted->str, '\\', quoted->len) != NULL)
    node->flags |= LIM_JSON_NODE_KEY_ESCAPED;
}

/* Puts @value where @old stands, with the old one's key and the white space around it. */
static void
replace_child (LimJson *object, LimJson *old, LimJson *value)
{
  LimJson **link = &object->first;

  while (*link != old)
    link = &(*link)->next;
  *link = value;
  value->next = old->next;
  value->parent = object;
  if (object->last == old)
    object->last = value;

  value->key = old->key;
  value->key_length = old->key_length;
  value->flags |= old->flags & LIM_JSON_NODE_KEY_ESCAPED;
  value->lead = old->lead;
  value->colon = old->colon;
}

/* Adds @value last, spaced as its neighbour is. */
static void
add_child (LimJson *container, LimJson *value)
{
  if (container->last != NULL)
    {
      value->lead = container->last->lead;
      value->colon = container->last->colon;
    }
  lim_json_link_child (container, value);
}

void
lim_json_set (LimJson *object, const char *key, LimJson *value)
{
  g_return_if_fail (object->type == LIM_JSON_OBJECT && value->doc == object->doc && value->parent == NULL);

  LimJson *old = lim_json_get (object, key);
  if (old != NULL)
    replace_child (object, old, value);
  else
    {
      set_key (value, key);
      add_child (object, value);
    }
  mark_edited (object);
}

void
lim_json_set_string (LimJson *object, const char *key, const char *text)
{
  lim_json_set (object, key, lim_json_new_string (object->doc, text));
}

void
lim_json_set_int (LimJson *object, const char *key, gint64 value)
{
  lim_json_set (object, key, lim_json_new_int (object->doc, value));
}

void
lim_json_set_double (LimJson *object, const char *key, double value)
{
  lim_json_set (object, key, lim_json_new_double (object->doc, value));
}

void
lim_json_set_bool (LimJson *object, const char *key, gboolean value)
{
  lim_json_set (object, key, lim_json_new_bool (object->doc, value));
}

void
lim_json_append (LimJson *array, LimJson *value)
{
  g_return_if_fail (array->type == LIM_JSON_ARRAY && value->doc == array->doc && value->parent == NULL);

  add_child (array, value);
  mark_edited (array);
}

gboolean
lim_json_remove (LimJson *object, const char *key)
{
  LimJson *previous = NULL;
  guint before = lim_json_length (object);

  if (!lim_json_is (object, LIM_JSON_OBJECT))
    return FALSE;
  for (LimJson *member = object->first; member != NULL; member = member->next)
    {
      if (strcmp (lim_json_key (member), key) != 0)
        {
          previous = member;
          continue;
        }
      if (previous != NULL)
        previous->next = member->next;
      else
        object->first = member->next;
      if (object->last == member)
        object->last = previous;
      object->n_children--;
    }
  if (object->n_children == before)
    return FALSE;
  mark_edited (object);
  return TRUE;
}
