#include "base-json-private.h"

#include <string.h>

static gboolean
same_bytes (const LimJson *a, const LimJson *b)
{
  return a->end - a->start == b->end - b->start && memcmp (a->start, b->start, (gsize) (a->end - a->start)) == 0;
}

static gboolean
same_scalar (const LimJson *a, const LimJson *b)
{
  if (a->type < LIM_JSON_NUMBER || same_bytes (a, b))
    return TRUE;
  if (a->type != LIM_JSON_STRING || !((a->flags | b->flags) & LIM_JSON_NODE_ESCAPED))
    return FALSE;
  /* Two spellings of one text. What holds a NUL reads as NULL and is equal only to the same spelling. */
  const char *text = lim_json_string (a);
  return text != NULL && g_strcmp0 (text, lim_json_string (b)) == 0;
}

#define FEW 24 /* up to here, looking along both lists is faster than making hash tables */

static gboolean
same_key (const LimJson *a, const LimJson *b)
{
  if ((a->flags | b->flags) & LIM_JSON_NODE_KEY_ESCAPED)
    return strcmp (lim_json_key (a), lim_json_key (b)) == 0;
  return a->key_length == b->key_length && memcmp (a->key, b->key, a->key_length) == 0;
}

/* The last member of @object with the key of @member: the one that counts. */
static const LimJson *
find (const LimJson *object, const LimJson *member)
{
  const LimJson *found = NULL;

  for (const LimJson *at = object->first; at != NULL; at = at->next)
    if (same_key (at, member))
      found = at;
  return found;
}

static gboolean
same_few_members (const LimJson *a, const LimJson *b)
{
  for (const LimJson *x = a->first; x != NULL; x = x->next)
    if (find (b, x) == NULL || (find (a, x) == x && !lim_json_equal (x, find (b, x))))
      return FALSE;
  for (const LimJson *y = b->first; y != NULL; y = y->next)
    if (find (a, y) == NULL)
      return FALSE;
  return TRUE;
}

static GHashTable *
members_of (const LimJson *object)
{
  GHashTable *members = g_hash_table_new (g_str_hash, g_str_equal);

  for (LimJson *member = object->first; member != NULL; member = member->next)
    g_hash_table_insert (members, (gpointer) lim_json_key (member), member);
  return members;
}

static gboolean
same_many_members (const LimJson *a, const LimJson *b)
{
  g_autoptr (GHashTable) in_a = members_of (a), in_b = members_of (b);
  GHashTableIter iter;
  gpointer key, value;

  if (g_hash_table_size (in_a) != g_hash_table_size (in_b))
    return FALSE;
  g_hash_table_iter_init (&iter, in_a);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      LimJson *other = g_hash_table_lookup (in_b, key);

      if (other == NULL || !lim_json_equal (value, other))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_members (const LimJson *a, const LimJson *b)
{
  return MAX (a->n_children, b->n_children) <= FEW ? same_few_members (a, b) : same_many_members (a, b);
}

static gboolean
same_elements (const LimJson *a, const LimJson *b)
{
  if (a->n_children != b->n_children)
    return FALSE;
  for (LimJson *x = a->first, *y = b->first; x != NULL; x = x->next, y = y->next)
    if (!lim_json_equal (x, y))
      return FALSE;
  return TRUE;
}

gboolean
lim_json_equal (const LimJson *a, const LimJson *b)
{
  if (lim_json_type (a) != lim_json_type (b))
    return FALSE;
  if (a == b || a == NULL || b == NULL)
    return TRUE; /* missing and null are alike */
  switch (a->type)
    {
    case LIM_JSON_OBJECT:
      return same_members (a, b);
    case LIM_JSON_ARRAY:
      return same_elements (a, b);
    default:
      return same_scalar (a, b);
    }
}
