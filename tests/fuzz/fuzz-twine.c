/* Any text as a twine file: refused with a reason, or a story that can be written and read again, in every story format. */
#include "dress-twine-story.h"

#include "base-finding.h"
#include "base-yaml.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_story (const LimStory *story)
{
  g_autofree char *yaml = lim_story_to_yaml (story);
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("fuzz", yaml, -1, NULL);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (LimStory) back = doc != NULL ? lim_story_read (doc, findings) : NULL;

  if (strlen (yaml) < 3 << 20 && (back == NULL || back->n_choices != story->n_choices))
    __builtin_trap ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const formats[] = { "Harlowe", "SugarCube", "Chapbook", "Snowman" };
  g_autofree char *raw = g_strndup ((const char *) data, size), *text = g_utf8_make_valid (raw, -1);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LimTwineFile) file = lim_twine_html_parse ("fuzz", text, strlen (text), findings, &error);

  if (file == NULL)
    return 0;
  g_free (file->format);
  file->format = g_strdup (formats[size % G_N_ELEMENTS (formats)]);
  g_autoptr (LimStory) story = lim_twine_file_story (file, "fuzz", findings, &error);
  if ((story == NULL) != (error != NULL))
    __builtin_trap ();
  if (story != NULL)
    check_story (story);
  return 0;
}
