/* Any bytes: refused with a reason, or read into a tree that is valid JSON when written. */
#include "base-yaml.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
const char *__lsan_default_suppressions (void);

/* A leak of the library itself, bounded by the length base-yaml.c allows. */
const char *
__lsan_default_suppressions (void)
{
  return "leak:libfyaml\n";
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("input", (const char *) data, (gssize) size, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  if ((doc == NULL) != (error != NULL))
    g_error ("an answer and an error at once, or neither");
  if (doc == NULL)
    return 0;

  lim_json_append_compact (text, lim_json_root (doc));
  g_autoptr (LimJsonDoc) again = lim_json_parse ("again", text->str, (gssize) text->len, &error);
  if (again == NULL)
    g_error ("no JSON: %s\n%s", error->message, text->str);
  if (!lim_json_equal (lim_json_root (doc), lim_json_root (again)))
    g_error ("reads back as something else:\n%s", text->str);
  return 0;
}
