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
  g_return_if_fail (root->doc == doc && root->parent == NULL);
  doc->root = root;
}

gboolean
lim_json_doc_is_edited (const LimJsonDoc *doc)
{
  return doc->source_root == NULL || doc->root != doc->source_root || (doc->root->flags & LIM_JSON_NODE_EDITED);
}

/* -- New nodes; scalars keep their text so that every node writes alike -- */

LimJson *
lim_json_new_scalar (LimJsonDoc *doc, LimJsonType type, const char *json, gsize length)
{
  LimJson *node = lim_json_node_new (doc, type);

  node->start = lim_json_arena_strndup (doc, json, length);
  node->end = node->start + length;
  return node;
}

LimJson *
lim_json_new_null (LimJsonDoc *doc)
{
  return lim_json_new_scalar (doc, LIM_JSON_NULL, "null", 4);
}

LimJson *
lim_json_new_bool (LimJsonDoc *doc, gboolean value)
{
  return value ? lim_json_new_scalar (doc, LIM_JSON_TRUE, "true", 4)
               : lim_json_new_scalar (doc, LIM_JSON_FALSE, "false", 5);
}

LimJson *
lim_json_new_int (LimJsonDoc *doc, gint64 value)
{
  char text[24];
  int length = g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);

  return lim_json_new_scalar (doc, LIM_JSON_NUMBER, text, (gsize) length);
}

LimJson *
lim_json_new_double (LimJsonDoc *doc, double value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  lim_json_append_double (text, value);
  return lim_json_new_scalar (doc, text->str[0] == 'n' ? LIM_JSON_NULL : LIM_JSON_NUMBER, text->str, text->len);
}

LimJson *
lim_json_new_text (LimJsonDoc *doc, const char *text, gsize length)
{
  g_autoptr (GString) quoted = g_string_sized_new (length + 16);

  lim_json_append_quoted (quoted, text, (gssize) length);

  LimJson *node = lim_json_new_scalar (doc, LIM_JSON_STRING, quoted->str, quoted->len);
  if (memchr (quoted->str, '\\', quoted->len) != NULL)
    node->flags |= LIM_JSON_NODE_ESCAPED;
  return node;
}

LimJson *
lim_json_new_string (LimJsonDoc *doc, const char *text)
{
  return text != NULL ? lim_json_new_text (doc, text, strlen (text)) : lim_json_new_null (doc);
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
                            ? lim_json_new_scalar (doc, node->type, node->start, (gsize) (node->end - node->start))
                            : lim_json_new_null (doc);

      scalar->flags |= node->flags & LIM_JSON_NODE_ESCAPED;
      scalar->line = doc == node->doc ? node->line : 0;
      return scalar;
    }

  LimJson *copy = lim_json_node_new (doc, node->type);
  copy->line = doc == node->doc ? node->line : 0;
  for (const LimJson *child = node->first; child != NULL; child = child->next)
    {
      LimJson *twin = lim_json_copy (doc, child);

      copy_key (twin, child);
      lim_json_link_child (copy, twin);
    }
  return copy;
}

/* -- Editing -- */

void
lim_json_node_set_key (LimJson *node, const char *key)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  lim_json_append_quoted (quoted, key, -1);
  node->key = lim_json_arena_strndup (node->doc, quoted->str + 1, quoted->len - 2);
  node->key_length = (guint32) (quoted->len - 2);
  node->key_text = NULL;
  node->flags &= ~LIM_JSON_NODE_KEY_ESCAPED;
  if (memchr (quoted->str, '\\', quoted->len) != NULL)
    node->flags |= LIM_JSON_NODE_KEY_ESCAPED;
}

/* Takes over key and place in the source; either may be nothing. */
static void
take_key_and_place (LimJson *to, const LimJson *from)
{
  to->key = from->key;
  to->key_length = from->key_length;
  to->key_text = from->key_text;
  to->flags = (guint8) ((to->flags & ~LIM_JSON_NODE_KEY_ESCAPED) | (from->flags & LIM_JSON_NODE_KEY_ESCAPED));
  to->lead = from->lead;
  to->colon = from->colon;
}

/* Puts @value where @old stands. The old one keeps its next, so that a loop over members may replace them. */
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
  take_key_and_place (value, old);
  old->parent = NULL;
}

/* The space for a new last child: as before its neighbour. Of an only child in one line that is the space after the
 * bracket; whether commas are followed by a blank is then told by its colon. */
static const char *
lead_for_last (const LimJson *container)
{
  static const char space[] = " \n\r\t", blank[] = " ";
  const LimJson *last = container->last;

  if (last == NULL || last->lead == NULL || last != container->first || last->colon == NULL)
    return last != NULL ? last->lead : NULL;
  if (memchr (last->lead, '\n', strspn (last->lead, space)) != NULL)
    return last->lead;
  return last->colon[strspn (last->colon, space) + 1] == ' ' ? blank : last->lead;
}

static void
add_child (LimJson *container, LimJson *value)
{
  value->lead = lead_for_last (container);
  value->colon = container->last != NULL ? container->last->colon : NULL;
  lim_json_link_child (container, value);
}

/* Whether @value may become a child of @container: it stands nowhere yet, and not above it. */
static gboolean
is_free (const LimJson *value, const LimJson *container)
{
  const LimJson *top = container;

  while (top->parent != NULL)
    top = top->parent;
  return value->doc == container->doc && value->parent == NULL && value != top;
}

void
lim_json_set (LimJson *object, const char *key, LimJson *value)
{
  g_return_if_fail (object->type == LIM_JSON_OBJECT && is_free (value, object));

  LimJson *old = lim_json_get (object, key);
  if (old != NULL)
    replace_child (object, old, value);
  else
    {
      lim_json_node_set_key (value, key);
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
  static const LimJson nowhere; /* an element has no key */

  g_return_if_fail (array->type == LIM_JSON_ARRAY && is_free (value, array));

  take_key_and_place (value, &nowhere);
  add_child (array, value);
  mark_edited (array);
}

/* Takes @member out; what then comes first takes over the space after the bracket. It keeps its own next. */
static void
unlink_child (LimJson *container, LimJson *previous, LimJson *member)
{
  if (previous != NULL)
    previous->next = member->next;
  else
    {
      container->first = member->next;
      if (member->next != NULL)
        member->next->lead = member->lead;
    }
  if (container->last == member)
    container->last = previous;
  container->n_children--;
  member->parent = NULL;
}

gboolean
lim_json_remove (LimJson *object, const char *key)
{
  LimJson *previous = NULL;
  gboolean found = FALSE;
  gsize length = strlen (key);

  if (!lim_json_is (object, LIM_JSON_OBJECT))
    return FALSE;
  for (LimJson *member = object->first; member != NULL; member = member->next)
    {
      if (!lim_json_key_is (member, key, length))
        {
          previous = member;
          continue;
        }
      unlink_child (object, previous, member);
      found = TRUE;
    }
  if (found)
    mark_edited (object);
  return found;
}
