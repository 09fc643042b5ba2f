#include "canon-gates.h"

#include <math.h>
#include <string.h>

/* -- Reading verdicts -- */

static const struct
{
  const char *holds, *text, *read; /* read: gate, + or -, reason; NULL: refused */
} lines[] = {
  { "one that passes", "IC-1=pass", "IC-1+;" },
  { "several", "IC-1=pass,IL-2=fail:too clean", "IC-1+;IL-2-too clean;" },
  { "quotes around a reason go", "IC-3=fail:\"not her\",IC-4=pass", "IC-3-not her;IC-4+;" },
  { "a reason may hold commas", "IC-3=fail:a coat, a clean one, too,IC-4=pass",
    "IC-3-a coat, a clean one, too;IC-4+;" },
  { "a reason may hold colons and equals signs", "IC-3=fail:a=b: c", "IC-3-a=b: c;" },
  { "blanks do not count", " IC-1 = pass , IC-2 = fail : why ", "IC-1+;IC-2-why;" },
  { "a pass may have a reason", "IC-1=pass:clear at a glance", "IC-1+clear at a glance;" },
  { "a failure has a reason", "IC-1=fail", NULL },
  { "a failure's reason is not empty", "IC-1=fail:\"\"", NULL },
  { "a verdict is pass or fail", "IC-1=maybe", NULL },
  { "a verdict has a gate and an answer", "pass", NULL },
  { "a gate is not told twice", "IC-1=pass,IC-1=fail:no", NULL },
  { "something is told", "", NULL },
};

static void
test_verdicts_are_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) verdicts = lim_gate_verdicts_parse (lines[i].text, &error);
      g_autoptr (GString) read = g_string_new (NULL);

      for (guint j = 0; verdicts != NULL && j < verdicts->len; j++)
        {
          const LimGateVerdict *verdict = verdicts->pdata[j];

          g_string_append_printf (read, "%s%c%s;", verdict->gate, verdict->pass ? '+' : '-',
                                  verdict->reason != NULL ? verdict->reason : "");
        }
      if (g_strcmp0 (verdicts != NULL ? read->str : NULL, lines[i].read) != 0)
        g_error ("%s: %s", lines[i].holds, error != NULL ? error->message : read->str);
      if (verdicts == NULL)
        g_assert_error (error, LIM_ERROR, LIM_ERROR_USAGE);
    }
}

/* -- In a record -- */

static LimRecord *
new_record (const char *type, const char *phase)
{
  g_autofree char *text =
      g_strdup_printf ("{\"id\": \"a\", \"asset_path\": \"outputs/candidates/a.png\", \"odd\": 1.50,"
                       "\"identity\": {\"subject_name\": \"ada\", \"subject_type\": \"%s\"},"
                       "\"lineage\": {\"generation_phase\": \"%s\"}, \"judgment\": null}",
                       type, phase);
  g_autoptr (GError) error = NULL;
  LimRecord *record = lim_record_from_doc ("a", lim_json_parse ("a.json", text, -1, &error), &error);

  g_assert_no_error (error);
  return record;
}

static void
say (LimRecord *record, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) verdicts = lim_gate_verdicts_parse (text, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < verdicts->len; i++)
    lim_gate_record (record, verdicts->pdata[i], &(LimReviewMark){ "human:ada", "2026-01-01T00:00:00.000Z", "11aa" });
}

static void
test_a_replaced_verdict_is_kept (void)
{
  g_autoptr (LimRecord) record = new_record ("named_character", "discovery");
  const char *reason;

  say (record, "IC-1=fail:a generic soldier");
  say (record, "IC-1=pass");
  g_assert_cmpint (lim_gate_state (record, "IC-1", &reason), ==, LIM_GATE_PASS);
  g_assert_null (reason);
  g_assert_cmpint (lim_gate_state (record, "IC-2", NULL), ==, LIM_GATE_OPEN);

  g_assert_cmpstr (lim_json_string (lim_json_path (record->root, "identity_gates", "IC-1", "image_sha256", NULL)), ==,
                   "11aa");

  const LimJson *history = lim_json_get (record->root, "identity_gates_history");
  g_assert_cmpuint (lim_json_length (history), ==, 1);
  g_assert_cmpstr (lim_json_get_string (lim_json_first (history), "gate"), ==, "IC-1");
  g_assert_cmpstr (lim_json_get_string (lim_json_first (history), "reason"), ==, "a generic soldier");

  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (record->doc);
  g_assert_nonnull (
      g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), "\"odd\": 1.50"));
}

static const struct
{
  const char *holds;
  LimPhase phase;
  const char *scores;
  gboolean good;
} checked[] = {
  { "the three of a discovery", LIM_PHASE_DISCOVERY,
    "identity_fidelity=0.9,spec_compliance=0.8,narrative_legibility=0.7", TRUE },
  { "one of them", LIM_PHASE_DISCOVERY, "spec_compliance=0", TRUE },
  { "a discovery matches no anchor", LIM_PHASE_DISCOVERY, "anchor_consistency=0.9", FALSE },
  { "an anchor neither", LIM_PHASE_ANCHOR, "anchor_consistency=0.9", FALSE },
  { "a follow-on does", LIM_PHASE_FOLLOW_ON, "anchor_consistency=0.9", TRUE },
  { "other dimensions are curate's", LIM_PHASE_DISCOVERY, "composition=0.9", FALSE },
  { "a score is at most 1", LIM_PHASE_DISCOVERY, "spec_compliance=1.1", FALSE },
  { "a score is at least 0", LIM_PHASE_DISCOVERY, "spec_compliance=-0.1", FALSE },
};

static void
test_scores_are_checked (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (checked); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimScores) scores = lim_scores_parse (checked[i].scores, &error);

      g_assert_no_error (error);
      if (lim_identity_check_scores (checked[i].phase, scores, &error) != checked[i].good)
        g_error ("%s: it is not so", checked[i].holds);
    }
}

static void
test_gates_belong_to_types (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) no_type = NULL;

  g_assert_cmpuint (lim_gate_find ("named_character", "IC-3", NULL)->needs_images, ==, 2);
  g_assert_nonnull (lim_gate_find ("named_location", "IL-5", NULL));
  g_assert_null (lim_gate_find ("named_ship", "IC-3", &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "IL-1, IL-2, IL-3, IL-4 and IL-5"));
  g_assert_null (lim_gate_find (NULL, "IC-3", &no_type));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon/gates/verdicts-are-read", test_verdicts_are_read);
  g_test_add_func ("/canon/gates/a-replaced-verdict-is-kept", test_a_replaced_verdict_is_kept);
  g_test_add_func ("/canon/gates/scores-are-checked", test_scores_are_checked);
  g_test_add_func ("/canon/gates/gates-belong-to-types", test_gates_belong_to_types);
  return g_test_run ();
}
