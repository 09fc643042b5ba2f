/* Any text as a twee file. */
#include "fuzz-twine-common.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = g_strndup ((const char *) data, size), *text = g_utf8_make_valid (raw, -1);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (LimTwineFile) file = lim_twee_parse ("fuzz", text, strlen (text), findings);

  if (file != NULL)
    check_twine_file (file, size, findings);
  return 0;
}
