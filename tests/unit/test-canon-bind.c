#include "canon-bind.h"

#include "canon-coverage.h"
#include "canon-detect.h"
#include "canon-fixture.h"

#include <string.h>

/* -- Lanes and factions -- */

static const struct
{
  const char *holds;
  const char *id, *prompt;
  const char *lane, *faction;
} detections[] = {
  { "nothing matches: default lane, no faction", "thing_1", NULL, "costume", NULL },
  { "the first lane with a hit wins over a more special one", "vessel_in_1", NULL, "vessel", NULL },
  { "lanes look at the lower-cased id", "BOAT_1", NULL, "vessel", NULL },
  { "a lane by the end of the id", "r_hall_inside", NULL, "inside", "reed" },
  { "factions look at the id as it is", "R_1", NULL, "costume", NULL },
  { "an id pattern that is a regex", "r12_boat", NULL, "costume", "reed" },
  { "the id goes before the prompt", "costume_tide_1", "a basket", "costume", "tide" },
  { "groups are asked in the order of id_detection_order", "r_tide_1", NULL, "costume", "tide" },
  { "a cross-group id names its faction anywhere", "mix_of_reed_2", "harbour", "costume", "reed" },
  { "a cross-group id that names none has none, whatever the prompt", "mix_1", "a basket", "costume", NULL },
  { "another behaviour of cross groups means none", "none_reed", "a basket", "costume", NULL },
  { "an edge id has its default", "edge_1", "a basket", "costume", "tide" },
  { "prompts in the order of prompt_detection_order", "thing_1", "harbour with a basket", "costume", "reed" },
  { "prompts in any case", "thing_1", "A HARBOUR – at dawn", "costume", "tide" },
  { "a prompt pattern that is a regex", "thing_1", "Wicker-Work hat", "costume", "reed" },
  { "the prompt goes before ids that shall have none", "generic_1", "harbour", "costume", "tide" },
  { "ids that shall have none go before fallbacks", "generic_barge", NULL, "costume", NULL },
  { "a fallback with alternatives", "old_barge_1", NULL, "costume", "reed" },
};

static void
test_detection (void)
{
  g_autoptr (LimCanon) canon = fixture_canon ();

  for (guint i = 0; i < G_N_ELEMENTS (detections); i++)
    {
      const char *lane = lim_canon_lane (canon, detections[i].id);
      const char *faction = lim_canon_faction (canon, detections[i].id, detections[i].prompt);

      if (g_strcmp0 (lane, detections[i].lane) != 0 || g_strcmp0 (faction, detections[i].faction) != 0)
        g_error ("%s: %s, %s", detections[i].holds, lane, faction);
    }
}

/* -- Verdicts, worked out by hand -- */

/* `says`: per assertion “rule verdict score rationale”, and for factions “ / faction: context”; `reason` where nothing is
 * bound. */
static const struct
{
  const char *holds;
  const char *id, *prompt, *status, *scores, *failures;
  const char *says, *explanation, *reason;
} bindings[] = {
  { "approved: passes from 0.7, in part from 0.5, else fails; ships' rules are left out", "costume_tide_1", NULL,
    "approved", "{\"finish\":0.8,\"material\":0.7,\"palette\":0.6,\"read\":0.7,\"mood\":0.45}", NULL,
    "RND-001 pass 0.8 Painted (80%)\n"
    "MAT-001 pass 0.7 Made of copper (70%) / tide: copper\n"
    "COL-001 partial 0.65 Partially meets own colours (65%) / tide: null\n"
    "CLO-001 pass 0.7 Passes CLO-001 (70%)\n"
    "ENV-001 fail 0.45 Fails ENV-001 (45%)\n",
    "Approved: passes 3/5 constitution rules. Faction: tide. Because.", NULL },
  { "rejected: a failure mode fails its rules, else passes from 0.6 and in part from 0.4; an unknown mode does "
    "nothing",
    "r_hall_inside", NULL, "rejected", "{\"finish\":0.4,\"material\":0.9,\"palette\":0.59,\"read\":0.2,\"mood\":0.6}",
    "[\"unreadable\",\"unknown\"]",
    "RND-001 partial 0.4 Partially meets painted by hand (40%)\n"
    "MAT-001 fail 0.55 Not made of split reed, frayed ends / reed: split reed\n"
    "COL-001 fail 0.4 Fails COL-001 (40%) / reed: straw over green\n"
    "ENV-001 pass 0.6 Passes ENV-001 (60%)\n",
    "Rejected: fails MAT-001, COL-001. Because.", NULL },
  { "borderline without a faction: rules per faction and rules without a score are left out", "thing_1", NULL,
    "borderline", "{\"mood\":0.5,\"other\":1}", NULL, "ENV-001 partial 0.5 Partially meets mood (50%)\n",
    "Borderline: 0 pass, 0 fail out of 1 rules. Because.", NULL },
  { "the mean is of those dimensions that were scored; 0.695 is compared as it is and stored as 0.7", "vessel_in_1",
    "A BASKET", "approved", "{\"read\":0.7,\"finish\":0.69}", NULL,
    "RND-001 partial 0.69 Partially meets painted by hand (69%)\n"
    "MAT-001 pass 0.7 Made of split reed (70%) / reed: split reed\n"
    "COL-001 pass 0.7 Passes COL-001 (70%) / reed: straw over green\n"
    "SHP-EXT-001 partial 0.7 Partially meets hull (70%) / reed: seen from the quay\n",
    "Approved: passes 2/4 constitution rules. Faction: reed. Because.", NULL },
  { "failure modes of an approved picture fail nothing", "r_1", NULL, "approved", "{\"read\":1}", "[\"unreadable\"]",
    "MAT-001 pass 1 Made of split reed (100%) / reed: split reed\n"
    "COL-001 pass 1 Passes COL-001 (100%) / reed: straw over green\n",
    "Approved: passes 2/2 constitution rules. Faction: reed. Because.", NULL },
  { "the sentence keeps the reference's gap where a faction would stand", "thing_1", NULL, "approved",
    "{\"finish\":1}", NULL, "RND-001 pass 1 Painted (100%)\n", "Approved: passes 1/1 constitution rules.  Because.",
    NULL },
  { "a rejected picture may fail nothing", "thing_1", NULL, "rejected", "{\"finish\":0.9}", NULL,
    "RND-001 pass 0.9 Painted (90%)\n", "Rejected: fails . Because.", NULL },
  { "a score beyond the range is still said as it is", "thing_1", NULL, "approved", "{\"finish\":1.5}", NULL,
    "RND-001 pass 1.5 Painted (150%)\n", "Approved: passes 1/1 constitution rules.  Because.", NULL },
  { "a score of null or text is none", "thing_1", NULL, "approved", "{\"finish\":null,\"material\":\"x\",\"mood\":0}",
    NULL, "ENV-001 fail 0 Fails ENV-001 (0%)\n", "Approved: passes 0/1 constitution rules.  Because.", NULL },
  { "not judged", "thing_1", NULL, NULL, NULL, NULL, NULL, NULL, "not judged" },
  { "judged without scores", "thing_1", NULL, "rejected", "{}", NULL, NULL, NULL, "no scores" },
  { "no rule knows what was scored", "thing_1", NULL, "approved", "{\"other\":1}", NULL, NULL, NULL,
    "no rule applies" },
};

static char *
say (const LimJson *assertions)
{
  GString *text = g_string_new (NULL);

  for (const LimJson *node = lim_json_first (assertions); node != NULL; node = lim_json_next (node))
    {
      g_string_append_printf (text, "%s %s ", lim_json_get_string (node, "rule_id"),
                              lim_json_get_string (node, "verdict"));
      lim_json_append_compact (text, lim_json_get (node, "score"));
      g_string_append_printf (text, " %s", lim_json_get_string (node, "rationale"));
      if (lim_json_get (node, "faction") != NULL)
        {
          const char *context = lim_json_get_string (node, "faction_context");

          g_string_append_printf (text, " / %s: %s", lim_json_get_string (node, "faction"),
                                  context != NULL ? context : "null");
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
test_binding (void)
{
  g_autoptr (LimCanon) canon = fixture_canon ();

  for (guint i = 0; i < G_N_ELEMENTS (bindings); i++)
    {
      g_autoptr (LimRecord) record = fixture_record (bindings[i].id, bindings[i].prompt, bindings[i].status,
                                                     bindings[i].scores, bindings[i].failures);
      const char *reason = NULL;
      g_autoptr (LimBinding) binding = lim_canon_bind (canon, record, &reason);
      g_autofree char *said = NULL;

      if (g_strcmp0 (reason, bindings[i].reason) != 0)
        g_error ("%s: %s", bindings[i].holds, reason);
      if (binding == NULL)
        continue;
      lim_binding_apply (record, binding, "2026-01-02T03:04:05.678Z");
      said = say (lim_json_get (record->root, "canon_assertions"));
      if (strcmp (said, bindings[i].says) != 0 || strcmp (binding->explanation, bindings[i].explanation) != 0)
        g_error ("%s:\n%s%s", bindings[i].holds, said, binding->explanation);
      g_assert_true (lim_json_equal (lim_json_get (record->root, "canon_assertions"),
                                     lim_json_path (record->root, "canon", "assertions", NULL)));
    }
}

/* Rules in prose are quoted by their titles. */
static void
test_prose_rationale (void)
{
  LimCanonSources sources = { 0 };
  g_autoptr (LimRecord) record =
      fixture_record ("x", NULL, "approved", "{\"finish\":0.8,\"material\":0.6,\"mood\":0.1}", NULL);
  g_autofree char *said = NULL;

  sources.files[LIM_CANON_CONSTITUTION_MD].text = "### RND-001: Painted\nScores: finish\n### MAT-001: Own "
                                                  "Stuff\nScores: material\n- **MOD-1**: Calm.\n  Scores: mood\n";
  sources.files[LIM_CANON_CONSTITUTION_MD].length = -1;
  g_autoptr (LimCanon) canon = lim_canon_new (&sources, NULL, NULL);
  g_autoptr (LimBinding) binding = lim_canon_bind (canon, record, NULL);
  lim_binding_apply (record, binding, "2026-01-02T03:04:05.678Z");
  said = say (lim_json_get (record->root, "canon_assertions"));
  g_assert_cmpstr (said, ==,
                   "RND-001 pass 0.8 Meets “Painted” (80%)\nMAT-001 partial 0.6 Meets “Own Stuff” in part (60%)\n"
                   "MOD-1 fail 0.1 Breaks “Calm” (10%)\n");
  g_assert_true (lim_json_is_null (lim_json_path (record->root, "canon", "lane", NULL)));
}

/* The document as other tools read it: order of keys, counts, and the layout of the record around it. */
static void
test_written (void)
{
  g_autoptr (LimCanon) canon = fixture_canon ();
  g_autoptr (LimRecord) record = fixture_record ("r_1", NULL, "approved", "{\"material\":0.8,\"read\":0.6}", NULL);
  g_autoptr (LimBinding) binding = lim_canon_bind (canon, record, NULL);
  g_autoptr (GBytes) bytes = NULL, again = NULL;
  const char *const expected =
      ",\n      \"judgment_hash\": \"HASH\"\n    },\n    \"faction\": \"reed\",\n    \"lane\": \"costume\",\n"
      "    \"assertions\": [\n      {\n        \"rule_id\": \"MAT-001\",\n        \"category\": \"material\",\n"
      "        \"verdict\": \"pass\",\n        \"score\": 0.7,\n        \"rationale\": \"Made of split reed "
      "(70%)\",\n"
      "        \"faction\": \"reed\",\n        \"faction_context\": \"split reed\"\n      },\n";

  lim_binding_apply (record, binding, "2026-01-02T03:04:05.678Z");
  bytes = lim_json_doc_to_bytes (record->doc);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GString) filled = g_string_new (expected);
  g_autofree char *hash = lim_record_judgment_hash (record);
  g_string_replace (filled, "HASH", hash, 0);
  g_assert_nonnull (strstr (text, "\n  \"canon\": {\n    \"constitution_version\": \"2.1.0\",\n    \"bound_at\": "
                                  "\"2026-01-02T03:04:05.678Z\",\n    \"bound_by\": \"limner\",\n    \"binding\": {\n"
                                  "      \"rules_hash\": \""));
  g_assert_nonnull (strstr (text, filled->str));
  g_assert_nonnull (strstr (text, "],\n    \"assertion_count\": 3,\n    \"pass_count\": 2,\n    \"fail_count\": 0,\n"
                                  "    \"partial_count\": 1\n  },\n  \"canon_assertions\": [\n    {\n"));
  g_assert_true (g_str_has_suffix (text,
                                   "\n  \"canon_explanation\": \"Approved: passes 2/3 constitution rules. Faction: "
                                   "reed. Because.\"\n}\n"));

  /* Binding once more gives the same bytes. */
  g_autoptr (LimBinding) second = lim_canon_bind (canon, record, NULL);
  lim_binding_apply (record, second, "2026-01-02T03:04:05.678Z");
  again = lim_json_doc_to_bytes (record->doc);
  g_assert_true (g_bytes_equal (bytes, again));
}

/* -- Coverage -- */

static void
test_coverage (void)
{
  static const struct
  {
    const char *id, *status, *scores, *failures;
  } pictures[] = {
    { "r_c", "approved", "{\"material\":0.8,\"read\":0.8}", NULL },
    { "r_a", "approved", "{\"material\":0.8,\"read\":0.8}", NULL },
    { "r_d", "rejected", "{\"material\":0.9,\"read\":0.9}", "[\"wrong_material\"]" },
    { "r_b", "approved", "{\"material\":0.5,\"read\":0.5}", NULL },
    { "r_e", "rejected", "{\"material\":0.2,\"read\":0.2}", NULL },
  };
  g_autoptr (LimCanon) canon = fixture_canon ();
  g_autoptr (LimCoverage) coverage = lim_coverage_new (canon);

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autoptr (LimRecord) record =
          fixture_record (pictures[i].id, NULL, pictures[i].status, pictures[i].scores, pictures[i].failures);
      g_autoptr (LimBinding) binding = lim_canon_bind (canon, record, NULL);

      lim_coverage_add (coverage, record->id, i == 4 ? NULL : i < 2 ? "2026-01-03T04:05:06Z" : "2026-01-02", binding);
    }
  const LimRuleCoverage *material = lim_coverage_at (coverage, 1);
  g_assert_cmpstr (material->rule->id, ==, "MAT-001");
  g_assert_cmpuint (lim_coverage_total (material), ==, 5);
  g_assert_cmpuint (material->counts[LIM_VERDICT_PASS], ==, 2);
  g_assert_cmpuint (material->counts[LIM_VERDICT_PARTIAL], ==, 1);
  g_assert_cmpuint (material->counts[LIM_VERDICT_FAIL], ==, 2);
  g_assert_cmpfloat_with_epsilon (material->score_sum, 3.2, 1e-9);
  g_assert_cmpstr (material->best[0].id, ==, "r_d");
  g_assert_cmpstr (material->best[1].id, ==, "r_a"); /* ties by id */
  g_assert_cmpstr (material->best[2].id, ==, "r_c");
  g_assert_cmpstr (material->worst[0].id, ==, "r_e");
  g_assert_cmpstr (material->worst[1].id, ==, "r_d"); /* it failed, good scores or not */
  g_assert_cmpstr (material->worst[2].id, ==, "r_b");
  g_assert_cmpuint (lim_coverage_total (lim_coverage_at (coverage, 4)), ==, 0);
  g_assert_null (lim_coverage_at (coverage, 4)->best[0].id);

  g_autoptr (GPtrArray) days = lim_coverage_days (coverage);
  g_assert_cmpuint (days->len, ==, 2);
  g_assert_cmpstr (days->pdata[0], ==, "2026-01-02");
  const LimCoverageDay *day = lim_coverage_day (coverage, days->pdata[0], 1);
  g_assert_cmpuint (day->n, ==, 2);
  g_assert_cmpuint (day->n_fail, ==, 1);
  g_assert_cmpfloat_with_epsilon (day->score_sum, 1.4, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon/detection", test_detection);
  g_test_add_func ("/canon/bind/verdicts", test_binding);
  g_test_add_func ("/canon/bind/prose-rationale", test_prose_rationale);
  g_test_add_func ("/canon/bind/written", test_written);
  g_test_add_func ("/canon/coverage", test_coverage);
  return g_test_run ();
}
