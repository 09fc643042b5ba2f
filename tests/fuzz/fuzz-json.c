/* Any bytes: refused with a reason, or read, given back byte for byte, and edited at random without breaking. */
#include "base-json.h"
#include "base-random.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static LimJson *
new_value (LimJsonDoc *doc, LimRandom *random)
{
  switch (lim_random_below (random, 5))
    {
    case 0:
      return lim_json_new_object (doc);
    case 1:
      return lim_json_new_array (doc);
    case 2:
      return lim_json_new_double (doc, lim_random_unit (random));
    case 3:
      return lim_json_copy (doc, lim_json_root (doc));
    default:
      return lim_json_new_string (doc, "te\"xt\n\xff");
    }
}

static guint
height (const LimJson *node)
{
  guint highest = 0;

  for (const LimJson *child = lim_json_first (node); child != NULL; child = lim_json_next (child))
    highest = MAX (highest, height (child));
  return highest + 1;
}

static void
edit_once (LimJsonDoc *doc, LimRandom *random)
{
  LimJson *at = lim_json_root (doc);

  while (lim_json_length (at) > 0 && lim_random_below (random, 3) > 0)
    {
      LimJson *child = lim_json_first (at);

      for (guint64 skip = lim_random_below (random, lim_json_length (at)); skip > 0; skip--)
        child = lim_json_next (child);
      if (lim_json_type (child) < LIM_JSON_ARRAY)
        break;
      at = child;
    }
  if (lim_json_is (at, LIM_JSON_ARRAY))
    lim_json_append (at, new_value (doc, random));
  else if (lim_json_is (at, LIM_JSON_OBJECT))
    {
      const char *key =
          lim_random_below (random, 2) && lim_json_first (at) != NULL ? lim_json_key (lim_json_first (at)) : "new";

      if (lim_random_below (random, 3) == 0)
        lim_json_remove (at, key);
      else
        lim_json_set (at, key, new_value (doc, random));
    }
}

static void
check_edits (LimJsonDoc *doc, guint64 seed)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (seed);

  for (guint i = 0; i < 4; i++)
    edit_once (doc, random);
  if (height (lim_json_root (doc)) > LIM_JSON_MAX_DEPTH)
    return; /* copies of a deep document in itself are deeper than may be read */

  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (LimJsonDoc) again = lim_json_parse ("again", text, (gssize) length, &error);
  if (again == NULL)
    g_error ("edits broke it: %s\n%.*s", error->message, (int) length, text);
  if (!lim_json_equal (lim_json_root (doc), lim_json_root (again)))
    g_error ("edits read back as something else:\n%.*s", (int) length, text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("input", (const char *) data, (gssize) size, &error);

  if ((doc == NULL) != (error != NULL))
    g_error ("an answer and an error at once, or neither");
  if (doc == NULL)
    return 0;

  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
  if (g_bytes_get_size (bytes) != size || memcmp (g_bytes_get_data (bytes, NULL), data, size) != 0)
    g_error ("not given back byte for byte");
  check_edits (doc, size > 0 ? data[size - 1] + size * 256u : 0);
  return 0;
}
