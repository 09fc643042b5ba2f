/* Any bytes as a zip archive: refused with a reason, or files that lie in it and can be read or are refused. */
#include "base-zip.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = lim_zip_entries ("fuzz", data, size, &error);

  if ((entries == NULL) != (error != NULL))
    __builtin_trap ();
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const LimZipEntry *entry = entries->pdata[i];
      g_autoptr (GError) problem = NULL;
      g_autoptr (GBytes) bytes = lim_zip_read ("fuzz", data, entry, 1 << 20, &problem);

      if (entry->at + entry->packed > size || (bytes == NULL) != (problem != NULL))
        __builtin_trap ();
    }
  return 0;
}
