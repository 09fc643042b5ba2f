/* Any JSON as a prompt pack, and as an identity packet: refused with a reason, or a plan whose ids are safe and unlike each other. */
#include "record-packet.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check (const LimPack *pack, const GError *error)
{
  if (pack == NULL && error == NULL)
    __builtin_trap ();
  for (guint i = 0; pack != NULL && i < pack->candidates->len; i++)
    {
      const LimCandidate *candidate = pack->candidates->pdata[i];

      if (!lim_record_check_id (candidate->id, NULL))
        __builtin_trap ();
      g_free (lim_pack_find_placeholder (candidate->recipe->prompt));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const LimPacketOptions options = { .n_seeds = 3 };
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("fuzz", (const char *) data, (gssize) size, NULL);
  g_autoptr (GError) pack_error = NULL;
  g_autoptr (GError) packet_error = NULL;

  if (doc == NULL)
    return 0;

  g_autoptr (LimPack) pack = lim_pack_from_doc (doc, &pack_error);
  g_autoptr (LimPack) packet = lim_packet_plan (doc, &options, &packet_error);
  check (pack, pack_error);
  check (packet, packet_error);
  return 0;
}
