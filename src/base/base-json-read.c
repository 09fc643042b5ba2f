#include "base-json-private.h"

#include <errno.h>
#include <math.h>
#include <string.h>

LimJson *
lim_json_root (const LimJsonDoc *doc)
{
  return doc->root;
}

const char *
lim_json_doc_name (const LimJsonDoc *doc)
{
  return doc->name;
}

const char *
lim_json_doc_source (const LimJsonDoc *doc, gsize *length)
{
  *length = doc->length;
  return doc->is_yaml ? NULL : doc->text;
}

LimJsonType
lim_json_type (const LimJson *node)
{
  return node != NULL ? node->type : LIM_JSON_NULL;
}

gboolean
lim_json_is (const LimJson *node, LimJsonType type)
{
  return node != NULL && node->type == type;
}

gboolean
lim_json_is_null (const LimJson *node)
{
  return node == NULL || node->type == LIM_JSON_NULL;
}

/* -- Strings -- */

static guint
hex4 (const char *at)
{
  guint value = 0;

  for (int i = 0; i < 4; i++)
    value = value << 4 | (guint) g_ascii_xdigit_value (at[i]);
  return value;
}

/* Decodes the \uXXXX at @at, with its second half where it is a surrogate pair; returns the bytes read. */
static gsize
decode_unicode (const char *at, const char *end, gunichar *c)
{
  guint high = hex4 (at + 2);

  *c = high;
  if (high < 0xd800 || high > 0xdfff)
    return 6;
  *c = 0xfffd;
  if (high >= 0xdc00 || end - at < 12 || at[6] != '\\' || at[7] != 'u')
    return 6;
  guint low = hex4 (at + 8);
  if (low < 0xdc00 || low > 0xdfff)
    return 6;
  *c = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  return 12;
}

static char
simple_escape (char c)
{
  switch (c)
    {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
    }
}

/* Decodes @length raw bytes between quotes into the arena. U+0000 becomes U+FFFD and sets @has_nul. */
static const char *
decode (LimJsonDoc *doc, const char *raw, gsize length, gboolean *has_nul)
{
  char *text = lim_json_arena_alloc (doc, length + 1); /* six bytes of \uXXXX become three at most */
  char *out = text;
  const char *end = raw + length;

  *has_nul = FALSE;
  for (const char *at = raw; at < end;)
    {
      if (*at != '\\')
        *out++ = *at++;
      else if (at[1] != 'u')
        {
          *out++ = simple_escape (at[1]);
          at += 2;
        }
      else
        {
          gunichar c;

          at += decode_unicode (at, end, &c);
          *has_nul |= c == 0;
          out += g_unichar_to_utf8 (c != 0 ? c : 0xfffd, out);
        }
    }
  *out = '\0';
  return text;
}

/* Marks a string that holds a NUL, which lim_json_string() will not give out. */
static const char nul_inside[] = "";

const char *
lim_json_string (const LimJson *node)
{
  LimJson *cache = (LimJson *) node; /* the decoded text is a cache; the value does not change */

  if (node == NULL || node->type != LIM_JSON_STRING)
    return NULL;
  if (node->text == NULL)
    {
      const char *raw = node->start + 1;
      gsize length = (gsize) (node->end - node->start) - 2;
      gboolean has_nul = FALSE;

      if (node->flags & LIM_JSON_NODE_ESCAPED)
        cache->text = decode (node->doc, raw, length, &has_nul);
      else
        cache->text = lim_json_arena_strndup (node->doc, raw, length);
      if (has_nul)
        cache->text = nul_inside;
    }
  return node->text == nul_inside ? NULL : node->text;
}

const char *
lim_json_key (const LimJson *member)
{
  LimJson *cache = (LimJson *) member;

  if (member == NULL || member->key == NULL)
    return NULL;
  if (member->key_text == NULL)
    {
      gboolean has_nul = FALSE;

      if (member->flags & LIM_JSON_NODE_KEY_ESCAPED)
        cache->key_text = decode (member->doc, member->key, member->key_length, &has_nul);
      else
        cache->key_text = lim_json_arena_strndup (member->doc, member->key, member->key_length);
    }
  return member->key_text;
}

/* -- Numbers -- */

const char *
lim_json_number_text (const LimJson *node, gsize *length)
{
  if (node == NULL || node->type != LIM_JSON_NUMBER)
    return NULL;
  *length = (gsize) (node->end - node->start);
  return node->start;
}

/* Scores and sizes are short decimals; up to 15 digits and a small exponent the division below is exact rounding. */
static gboolean
short_decimal (const char *text, gsize length, double *value)
{
  static const double powers[] = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };
  gsize i = 0, decimals = 0;
  guint64 digits = 0;
  gboolean negative = length > 0 && text[0] == '-', point = FALSE;

  if (length > 16)
    return FALSE;
  for (i = negative ? 1 : 0; i < length; i++)
    {
      if (text[i] == '.')
        point = TRUE;
      else if (g_ascii_isdigit (text[i]))
        {
          digits = digits * 10 + (guint64) (text[i] - '0');
          decimals += point;
        }
      else
        return FALSE;
    }
  if (digits > G_GUINT64_CONSTANT (999999999999999))
    return FALSE;
  *value = (double) digits / powers[decimals];
  if (negative)
    *value = -*value;
  return TRUE;
}

gboolean
lim_json_double (const LimJson *node, double *value)
{
  gsize length = 0;
  const char *text = lim_json_number_text (node, &length);

  if (text == NULL)
    return FALSE;
  if (short_decimal (text, length, value))
    return TRUE;
  /* The number is followed by a byte that ends it: the source's next one, or the arena's NUL. */
  *value = g_ascii_strtod (text, NULL);
  return TRUE;
}

gboolean
lim_json_int (const LimJson *node, gint64 *value)
{
  double real;
  gsize length = 0;
  const char *text = lim_json_number_text (node, &length);

  if (text == NULL)
    return FALSE;
  if (memchr (text, '.', length) == NULL && memchr (text, 'e', length) == NULL && memchr (text, 'E', length) == NULL)
    {
      errno = 0;
      gint64 whole = g_ascii_strtoll (text, NULL, 10);
      if (errno == ERANGE)
        return FALSE;
      *value = whole;
      return TRUE;
    }
  /* 1e3 and 42.0 are whole numbers too; 2^53 bounds what a double tells exactly. */
  if (!lim_json_double (node, &real) || !(fabs (real) <= 9007199254740992.0) || real != floor (real))
    return FALSE;
  *value = (gint64) real;
  return TRUE;
}

/* -- Containers -- */

gboolean
lim_json_key_is (const LimJson *member, const char *key, gsize length)
{
  if (member->flags & LIM_JSON_NODE_KEY_ESCAPED)
    return strcmp (lim_json_key (member), key) == 0;
  return member->key_length == length && memcmp (member->key, key, length) == 0;
}

LimJson *
lim_json_get (const LimJson *object, const char *key)
{
  LimJson *found = NULL;
  gsize length = strlen (key);

  if (object == NULL || object->type != LIM_JSON_OBJECT)
    return NULL;
  for (LimJson *member = object->first; member != NULL; member = member->next)
    if (lim_json_key_is (member, key, length))
      found = member;
  return found;
}

LimJson *
lim_json_first (const LimJson *container)
{
  return container != NULL ? container->first : NULL;
}

LimJson *
lim_json_next (const LimJson *node)
{
  return node != NULL ? node->next : NULL;
}

guint
lim_json_length (const LimJson *container)
{
  return container != NULL ? container->n_children : 0;
}

const char *
lim_json_get_string (const LimJson *object, const char *key)
{
  return lim_json_string (lim_json_get (object, key));
}

double
lim_json_get_double (const LimJson *object, const char *key, double fallback)
{
  double value;

  return lim_json_double (lim_json_get (object, key), &value) ? value : fallback;
}

gint64
lim_json_get_int (const LimJson *object, const char *key, gint64 fallback)
{
  gint64 value;

  return lim_json_int (lim_json_get (object, key), &value) ? value : fallback;
}

gboolean
lim_json_get_bool (const LimJson *object, const char *key, gboolean fallback)
{
  switch (lim_json_type (lim_json_get (object, key)))
    {
    case LIM_JSON_TRUE:
      return TRUE;
    case LIM_JSON_FALSE:
      return FALSE;
    default:
      return fallback;
    }
}

LimJson *
lim_json_path (const LimJson *object, ...)
{
  const LimJson *at = object;
  const char *key;
  va_list keys;

  va_start (keys, object);
  while (at != NULL && (key = va_arg (keys, const char *)) != NULL)
    at = lim_json_get (at, key);
  va_end (keys);
  return (LimJson *) at;
}

char **
lim_json_dup_strv (const LimJson *array)
{
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);

  if (lim_json_is (array, LIM_JSON_ARRAY))
    for (LimJson *element = array->first; element != NULL; element = element->next)
      if (lim_json_string (element) != NULL)
        g_ptr_array_add (strings, g_strdup (lim_json_string (element)));
  g_ptr_array_add (strings, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&strings), FALSE);
}
