#include "base-schema.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A schema and a value, divided by a line feed. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *feed = memchr (data, '\n', size);
  g_autofree char *rules = g_strndup ((const char *) data, feed != NULL ? (gsize) (feed - data) : size);
  g_autoptr (LimSchema) schema = lim_schema_parse ("schema", rules, NULL);
  g_autoptr (LimJsonDoc) value = feed != NULL ? lim_json_parse ("value", (const char *) feed + 1,
                                                                (gssize) (size - (gsize) (feed + 1 - data)), NULL)
                                              : NULL;

  if (schema == NULL)
    return 0;
  g_auto (GStrv) own = lim_schema_check (schema, lim_schema_root (schema));
  g_auto (GStrv) problems = lim_schema_check (schema, value != NULL ? lim_json_root (value) : NULL);
  for (guint i = 0; problems[i] != NULL; i++)
    if (!g_utf8_validate (problems[i], -1, NULL))
      g_error ("a sentence that is no UTF-8");
  return 0;
}
