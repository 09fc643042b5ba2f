#include "record-dialect.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Keyword, line feed, text. What is read must be writable, and what is written must be recognised. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = g_strndup ((const char *) data, size);
  g_autofree char *valid = g_utf8_make_valid (raw, -1);
  char *value = strchr (valid, '\n');

  if (value == NULL)
    return 0;
  *value++ = '\0';

  const char *const texts[] = { valid, value, NULL };
  g_autoptr (LimTrace) trace = lim_trace_read (texts);
  if (trace == NULL)
    return 0;

  g_autofree char *written = lim_recipe_to_parameters (trace->recipe, "x");
  const char *const again[] = { "parameters", written, NULL };
  g_autoptr (LimTrace) second = lim_trace_read (again);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("out");
  LimJson *object = lim_json_new_object (doc);

  if (second == NULL)
    g_error ("what limner writes is not recognised");
  lim_trace_to_json (trace, object, doc);
  return 0;
}
