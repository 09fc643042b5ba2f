/* The files of a canon, each ended by the byte 0x1e, in the order of LimCanonFile; then a record is bound by them. */
#include "canon-bind.h"
#include "canon-stale.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
bind (const LimCanon *canon)
{
  static const char text[] =
      "{\"id\":\"ship_a1_v2\",\"provenance\":{\"prompt\":\"A reptilian PIRATE – jury rigged\"},"
      "\"judgment\":{\"status\":\"rejected\",\"explanation\":\"x\",\"criteria_scores\":{\"a\":0.3,"
      "\"read\":0.695,\"composition\":1,\"finish\":0.55},\"failure_modes\":[\"bad\",\"a\"]}}";
  LimJsonDoc *doc = lim_json_parse ("record", text, -1, NULL);
  g_autoptr (LimRecord) record = lim_record_from_doc ("ship_a1_v2", doc, NULL);
  g_autoptr (LimBinding) binding = lim_canon_bind (canon, record, NULL);

  if (binding == NULL)
    return;
  lim_binding_apply (record, binding, "2026-01-01T00:00:00.000Z");
  if (lim_canon_binding_state (canon, record) != LIM_BINDING_FRESH)
    g_error ("a new binding is not fresh");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (GError) error = NULL;
  LimCanonSources sources = { 0 };
  const char *at = (const char *) data, *end = at + size;

  for (guint i = 0; i < LIM_N_CANON_FILES && at < end; i++)
    {
      const char *stop = memchr (at, 0x1e, (gsize) (end - at));

      stop = stop != NULL ? stop : end;
      sources.files[i].text = stop > at ? at : NULL;
      sources.files[i].length = stop - at;
      at = stop + 1;
    }
  g_autoptr (LimCanon) canon = lim_canon_new (&sources, findings, &error);
  if ((canon == NULL) != (error != NULL))
    g_error ("an answer and an error at once, or neither");
  for (guint i = 0; i < findings->len; i++)
    g_free (lim_finding_message (g_ptr_array_index (findings, i)));
  if (canon != NULL)
    bind (canon);
  return 0;
}
