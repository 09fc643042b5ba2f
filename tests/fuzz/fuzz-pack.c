/* Any JSON as a prompt pack: refused with a reason, or a plan whose ids are safe and unlike each other. */
#include "record-pack.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("fuzz", (const char *) data, (gssize) size, NULL);
  g_autoptr (LimPack) pack = doc != NULL ? lim_pack_from_doc (doc, &error) : NULL;

  if (doc != NULL && pack == NULL && error == NULL)
    __builtin_trap ();
  for (guint i = 0; pack != NULL && i < pack->candidates->len; i++)
    {
      const LimCandidate *candidate = pack->candidates->pdata[i];

      if (!lim_record_check_id (candidate->id, NULL))
        __builtin_trap ();
      g_free (lim_pack_find_placeholder (candidate->recipe->prompt));
    }
  return 0;
}
