/* provider-comfyui-same.c: whether a graph that a server tells is the one we sent. */

#include "provider-comfyui-reply.h"

#include <math.h>
#include <string.h>

#define NAME_OF_FILE "filename_prefix"

/* A number, or a text that spells one; 64-bit whole numbers are compared as such, for a double would blur seeds. */
typedef struct
{
  char *text;
  gboolean is_whole;
  guint64 whole;
  gboolean is_real;
  double real;
} Scalar;

static void
scalar_clear (Scalar *scalar)
{
  g_free (scalar->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scalar, scalar_clear)

static Scalar
read_scalar (const LimJson *node)
{
  Scalar scalar = { 0 };
  gsize length;
  const char *number = lim_json_number_text (node, &length);
  char *end;

  scalar.text = number != NULL ? g_strndup (number, length) : g_strdup (lim_json_string (node));
  if (scalar.text == NULL || *scalar.text == '\0')
    return scalar;
  scalar.is_whole = g_ascii_string_to_unsigned (scalar.text, 10, 0, G_MAXUINT64, &scalar.whole, NULL);
  scalar.real = g_ascii_strtod (scalar.text, &end);
  scalar.is_real = *end == '\0' && isfinite (scalar.real);
  return scalar;
}

/* Servers on Windows write the names of models with “\”, and may have been sent them so. */
static gboolean
same_text (const char *a, const char *b)
{
  gsize i = 0;

  while (a[i] != '\0' && (a[i] == b[i] || ((a[i] == '/' || a[i] == '\\') && (b[i] == '/' || b[i] == '\\'))))
    i++;
  return a[i] == b[i];
}

/* A picture we upload bears its hash in its name, see lim_comfyui_source_name(). */
static gboolean
is_uploaded (const char *text)
{
  gsize prefix = strlen (LIM_COMFYUI_UPLOADED);

  return text != NULL && g_str_has_prefix (text, LIM_COMFYUI_UPLOADED)
         && strspn (text + prefix, "0123456789abcdef") == LIM_COMFYUI_UPLOADED_DIGITS;
}

static gboolean
same_scalar (const LimJson *ours, const LimJson *theirs)
{
  g_auto (Scalar) a = read_scalar (ours);
  g_auto (Scalar) b = read_scalar (theirs);

  if (is_uploaded (a.text))
    return lim_json_string (theirs) != NULL;
  if (a.is_whole && b.is_whole)
    return a.whole == b.whole;
  if (a.is_real && b.is_real)
    return !(a.real < b.real) && !(a.real > b.real);
  if (a.text == NULL || b.text == NULL)
    return lim_json_type (ours) == lim_json_type (theirs) && a.text == b.text;
  return same_text (a.text, b.text);
}

static gboolean same_value (const LimJson *ours, const LimJson *theirs);

static gboolean
same_list (const LimJson *ours, const LimJson *theirs)
{
  const LimJson *b = lim_json_first (theirs);

  for (const LimJson *a = lim_json_first (ours); a != NULL; a = lim_json_next (a), b = lim_json_next (b))
    if (b == NULL || !same_value (a, b))
      return FALSE;
  return b == NULL;
}

static gboolean
has_all (const LimJson *ours, const LimJson *theirs)
{
  for (const LimJson *a = lim_json_first (ours); a != NULL; a = lim_json_next (a))
    {
      const char *key = lim_json_key (a);

      if (key != NULL && strcmp (key, NAME_OF_FILE) != 0 && !same_value (a, lim_json_get (theirs, key)))
        return FALSE;
    }
  return TRUE;
}

/* Depth is bounded by the parser of both. */
static gboolean
same_value (const LimJson *ours, const LimJson *theirs)
{
  if (lim_json_is (ours, LIM_JSON_OBJECT))
    return lim_json_is (theirs, LIM_JSON_OBJECT) && has_all (ours, theirs);
  if (lim_json_is (ours, LIM_JSON_ARRAY))
    return lim_json_is (theirs, LIM_JSON_ARRAY) && same_list (ours, theirs);
  return same_scalar (ours, theirs);
}

gboolean
lim_comfyui_same_graph (const LimJson *ours, const LimJson *theirs)
{
  for (const LimJson *node = lim_json_first (ours); node != NULL; node = lim_json_next (node))
    {
      const char *id = lim_json_key (node);
      const LimJson *other = id != NULL ? lim_json_get (theirs, id) : NULL;

      if (!same_value (lim_json_get (node, "class_type"), lim_json_get (other, "class_type"))
          || !same_value (lim_json_get (node, "inputs"), lim_json_get (other, "inputs")))
        return FALSE;
    }
  return TRUE;
}
