/* canon-fixture.h: a small canon for tests: two groups, three lanes, six rules. Kept as data here, and as prose in
 * test-canon.c. */
#pragma once

#include "canon-bind.h"

static const char *const fixture_rules =
    "{\"version\": \"2.1.0\", \"rules\": ["
    "{\"id\":\"RND-001\",\"category\":\"rendering\",\"desc\":\"Painted By Hand\",\"dims\":[\"finish\"],"
    "\"faction_specific\":false,\"rationale_pass\":\"Painted (${scorePct}%)\",\"rationale_fail\":\"Not painted\"},"
    "{\"id\":\"MAT-001\",\"category\":\"material\",\"desc\":\"Own stuff\",\"dims\":[\"material\",\"read\"],"
    "\"faction_specific\":true,\"rationale_pass\":\"Made of ${groupMaterial} (${scorePct}%)\","
    "\"rationale_fail\":\"Not made of ${groupMaterial}, ${groupWear}\"},"
    "{\"id\":\"COL-001\",\"category\":\"color\",\"desc\":\"Own colours\",\"dims\":[\"palette\",\"read\"],"
    "\"faction_specific\":true},"
    "{\"id\":\"CLO-001\",\"category\":\"clothing\",\"desc\":\"Layers\",\"dims\":[\"material\"],"
    "\"faction_specific\":false,\"lanes\":[\"costume\"]},"
    "{\"id\":\"SHP-EXT-001\",\"category\":\"ship\",\"desc\":\"Hull\",\"dims\":[\"read\",\"finish\"],"
    "\"faction_specific\":true,\"lanes\":[\"vessel\"]},"
    "{\"id\":\"ENV-001\",\"category\":\"environment\",\"desc\":\"Mood\",\"dims\":[\"mood\"],"
    "\"faction_specific\":false}]}";

static const char *const fixture_rubric =
    "{\"dimensions\":[\"finish\",\"material\",\"palette\",\"read\",\"mood\"],"
    "\"thresholds\":{\"approved\":{\"pass\":0.7,\"partial\":0.5},\"borderline\":{\"pass\":0.7,\"partial\":0.5},"
    "\"rejected\":{\"fail_ceiling\":0.4,\"partial_ceiling\":0.6}},"
    "\"failure_to_rules\":{\"wrong_material\":[\"MAT-001\"],\"unreadable\":[\"MAT-001\",\"COL-001\"]}}";

static const char *const fixture_lanes =
    "{\"default_lane\":\"costume\",\"lanes\":[{\"id\":\"costume\",\"id_patterns\":[]},"
    "{\"id\":\"vessel\",\"id_patterns\":[\"^vessel_\",\"^boat_\"]},{\"id\":\"inside\",\"id_patterns\":[\"^vessel_in_"
    "\","
    "\"_inside$\"]}]}";

static const char *const fixture_terms =
    "{\"group_label\":\"faction\",\"id_detection_order\":[\"tide\",\"reed\"],"
    "\"prompt_detection_order\":[\"reed\",\"tide\"],\"groups\":{"
    "\"reed\":{\"material\":\"split reed\",\"shapes\":\"bundles\",\"wear\":\"frayed ends\","
    "\"id_patterns\":[\"^r_\",\"^r\\\\d+_\"],\"prompt_patterns\":[\"basket\",\"wicker.work\"],"
    "\"construction\":{\"COL-001\":\"straw over green\"}},"
    "\"tide\":{\"material\":\"copper\",\"shapes\":\"waves\",\"wear\":\"green rust\","
    "\"id_patterns\":[\"^[a-z]+_tide_\"],\"prompt_patterns\":[\"harbour\"]}},"
    "\"cross_group_patterns\":{\"^mix_\":\"detect_from_id_suffix\",\"^none_\":\"other\"},"
    "\"edge_defaults\":{\"^edge_\":\"tide\"},\"null_faction_patterns\":[\"generic\"],"
    "\"id_fallbacks\":{\"ferry|barge\":\"reed\"},\"faction_context\":{\"SHP-EXT-001\":\"seen from the quay\"}}";

static inline LimCanonSources
fixture_sources (void)
{
  LimCanonSources sources = { 0 };

  sources.files[LIM_CANON_CONSTITUTION_JSON].text = fixture_rules;
  sources.files[LIM_CANON_RUBRIC_JSON].text = fixture_rubric;
  sources.files[LIM_CANON_LANES_JSON].text = fixture_lanes;
  sources.files[LIM_CANON_TERMINOLOGY_JSON].text = fixture_terms;
  for (guint i = 0; i < LIM_N_CANON_FILES; i++)
    sources.files[i].length = -1;
  return sources;
}

static inline LimCanon *
fixture_canon (void)
{
  LimCanonSources sources = fixture_sources ();
  g_autoptr (GError) error = NULL;
  LimCanon *canon = lim_canon_new (&sources, NULL, &error);

  g_assert_no_error (error);
  return canon;
}

/* A record whose judgment has that status, scores (an object) and failure modes (a list); @status NULL: not judged. */
static inline LimRecord *
fixture_record (const char *id, const char *prompt, const char *status, const char *scores, const char *failure_modes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *judgment =
      status == NULL ? g_strdup ("null")
                     : g_strdup_printf ("{\"status\":\"%s\",\"explanation\":\"Because.\",\"criteria_scores\":%s,"
                                        "\"failure_modes\":%s}",
                                        status, scores, failure_modes != NULL ? failure_modes : "[]");
  g_autofree char *text = g_strdup_printf ("{\n  \"id\": \"%s\",\n  \"provenance\": {\"prompt\": \"%s\"},\n"
                                           "  \"judgment\": %s,\n  \"canon\": null\n}\n",
                                           id, prompt != NULL ? prompt : "", judgment);
  LimJsonDoc *doc = lim_json_parse (id, text, -1, &error);

  g_assert_no_error (error);
  LimRecord *record = lim_record_from_doc (id, doc, &error);
  g_assert_no_error (error);
  return record;
}
