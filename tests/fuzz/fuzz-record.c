/* Any JSON as a record: read or refused, judged, bound to nothing else, taken back, and still JSON afterwards. */
#include "record.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  LimJsonDoc *doc = lim_json_parse ("fuzz", (const char *) data, (gssize) size, NULL);
  g_autoptr (LimRecord) record = doc != NULL ? lim_record_from_doc ("fuzz", doc, NULL) : NULL;
  g_autoptr (LimJudgment) judgment = NULL, before = NULL;

  if (record == NULL)
    return 0;
  before = lim_record_judgment (record);
  g_free (lim_record_judgment_hash (record));
  g_free (lim_record_subject (record));
  judgment = lim_judgment_new (LIM_STATUS_REJECTED, "why");
  lim_record_judge (record, judgment);
  if (!lim_record_undo_judgment (record) || (before == NULL) != (record->status == LIM_STATUS_CANDIDATE))
    __builtin_trap ();

  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (record->doc);
  g_autoptr (LimJsonDoc) again =
      lim_json_parse ("again", g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
  if (again == NULL)
    __builtin_trap ();
  return 0;
}
