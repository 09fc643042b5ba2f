#include "canon-stale.h"

#include "canon-detect.h"
#include "canon-fixture.h"

#include <string.h>

#define SCORES "{\"finish\":0.8,\"material\":0.8,\"palette\":0.8,\"read\":0.8,\"mood\":0.8}"

/* Three pictures: a costume of the reed, a vessel of the tide, a thing without a faction. */
enum
{
  COSTUME = 1,
  VESSEL = 2,
  THING = 4,
  ALL = 7,
};

/* An edit of one canon file, and which pictures it makes stale. */
static const struct
{
  const char *holds;
  LimCanonFile file;
  const char *from, *to;
  int stale;
} edits[] = {
  { "no edit, nothing stale", LIM_CANON_CONSTITUTION_JSON, "2.1.0", "2.1.0", 0 },
  { "another version", LIM_CANON_CONSTITUTION_JSON, "2.1.0", "2.2.0", ALL },
  { "the sentence of a rule for all", LIM_CANON_CONSTITUTION_JSON, "Not painted", "Photographed", ALL },
  { "the dimension of a rule for all", LIM_CANON_CONSTITUTION_JSON, "\"dims\":[\"mood\"]", "\"dims\":[\"finish\"]",
    ALL },
  { "a rule for costumes leaves vessels alone", LIM_CANON_CONSTITUTION_JSON, "\"Layers\"", "\"Layered\"",
    COSTUME | THING },
  { "a rule for vessels leaves costumes alone", LIM_CANON_CONSTITUTION_JSON, "\"Hull\"", "\"Keel\"", VESSEL },
  { "a rule per faction leaves those without one alone", LIM_CANON_CONSTITUTION_JSON, "\"Own colours\"",
    "\"Own colour\"", COSTUME | VESSEL },
  { "a rule that becomes per faction", LIM_CANON_CONSTITUTION_JSON, "\"dims\":[\"mood\"],\"faction_specific\":false",
    "\"dims\":[\"mood\"],\"faction_specific\":true", ALL },
  { "a rule that widens to other lanes", LIM_CANON_CONSTITUTION_JSON, "\"lanes\":[\"vessel\"]",
    "\"lanes\":[\"vessel\",\"costume\"]", COSTUME },
  { "the order of the dimensions of the rubric", LIM_CANON_RUBRIC_JSON, "\"finish\",\"material\"",
    "\"material\",\"finish\"", 0 },
  { "a limit of verdicts", LIM_CANON_RUBRIC_JSON, "\"partial_ceiling\":0.6", "\"partial_ceiling\":0.65", ALL },
  { "a failure mode of a rule per faction", LIM_CANON_RUBRIC_JSON, "\"unreadable\":[\"MAT-001\",\"COL-001\"]",
    "\"unreadable\":[\"MAT-001\"]", COSTUME | VESSEL },
  { "the words of one faction", LIM_CANON_TERMINOLOGY_JSON, "split reed", "woven reed", COSTUME },
  { "words of a faction that no sentence uses", LIM_CANON_TERMINOLOGY_JSON, "bundles", "sheaves", 0 },
  { "the context of a rule for vessels", LIM_CANON_TERMINOLOGY_JSON, "seen from the quay", "seen from the sea",
    VESSEL },
  { "a pattern that moves a picture to another faction", LIM_CANON_TERMINOLOGY_JSON, "\"^r_\"", "\"^reed_\"",
    COSTUME },
  { "a pattern that moves no picture", LIM_CANON_TERMINOLOGY_JSON, "wicker.work", "wickerwork", 0 },
  { "a pattern that moves a picture to another lane", LIM_CANON_LANES_JSON, "\"^vessel_\"", "\"^thing_\"",
    VESSEL | THING },
  { "the name of a lane for people", LIM_CANON_LANES_JSON, "\"costume\",\"id_patterns\"",
    "\"costume\",\"label\":\"Clothes\",\"id_patterns\"", 0 },
};

static LimRecord *
bound_picture (const LimCanon *canon, int which)
{
  const char *id = which == COSTUME ? "r_coat" : which == VESSEL ? "vessel_tide_1" : "thing_1";
  LimRecord *record = fixture_record (id, NULL, "approved", SCORES, NULL);
  g_autoptr (LimBinding) binding = lim_canon_bind (canon, record, NULL);

  g_assert_nonnull (binding);
  lim_binding_apply (record, binding, "2026-01-01T00:00:00.000Z");
  return record;
}

static char *
edit_text (const char *text, const char *from, const char *to)
{
  const char *at = strstr (text, from);

  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (int) (at - text), text, to, at + strlen (from));
}

static void
test_matrix (void)
{
  g_autoptr (LimCanon) canon = fixture_canon ();

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      LimCanonSources sources = fixture_sources ();
      g_autofree char *text = edit_text (sources.files[edits[i].file].text, edits[i].from, edits[i].to);
      g_autoptr (LimCanon) edited = NULL;
      g_autoptr (GError) error = NULL;
      int stale = 0;

      sources.files[edits[i].file].text = text;
      edited = lim_canon_new (&sources, NULL, &error);
      g_assert_no_error (error);
      for (int which = COSTUME; which <= THING; which *= 2)
        {
          g_autoptr (LimRecord) record = bound_picture (canon, which);
          LimBindingState state = lim_canon_binding_state (edited, record);

          g_assert_cmpint (lim_canon_binding_state (canon, record), ==, LIM_BINDING_FRESH);
          g_assert_true (state == LIM_BINDING_FRESH || state == LIM_BINDING_STALE_RULES);
          stale |= state == LIM_BINDING_STALE_RULES ? which : 0;
        }
      if (stale != edits[i].stale)
        g_error ("%s: stale %d", edits[i].holds, stale);
    }
}

static void
test_states (void)
{
  g_autoptr (LimCanon) canon = fixture_canon ();
  g_autoptr (LimRecord) open = fixture_record ("r_1", NULL, NULL, NULL, NULL);
  g_autoptr (LimRecord) empty = fixture_record ("r_1", NULL, "rejected", "{}", NULL);
  g_autoptr (LimRecord) judged = fixture_record ("r_1", NULL, "approved", SCORES, NULL);
  g_autoptr (LimRecord) bound = bound_picture (canon, COSTUME);
  g_autoptr (LimRecord) foreign = bound_picture (canon, COSTUME);
  g_autoptr (LimJudgment) judgment = lim_record_judgment (bound);

  g_assert_cmpint (lim_canon_binding_state (canon, open), ==, LIM_BINDING_NOT_BINDABLE);
  g_assert_cmpint (lim_canon_binding_state (canon, empty), ==, LIM_BINDING_NOT_BINDABLE);
  g_assert_cmpint (lim_canon_binding_state (canon, judged), ==, LIM_BINDING_UNBOUND);
  g_assert_cmpint (lim_canon_binding_state (canon, bound), ==, LIM_BINDING_FRESH);

  lim_json_remove (lim_json_get (foreign->root, "canon"), "binding");
  g_assert_cmpint (lim_canon_binding_state (canon, foreign), ==, LIM_BINDING_FOREIGN);

  lim_scores_set (judgment->scores, "mood", 0.9);
  lim_record_judge (bound, judgment);
  g_assert_cmpint (lim_canon_binding_state (canon, bound), ==, LIM_BINDING_STALE_JUDGMENT);
  g_autoptr (LimBinding) renewed = lim_canon_bind (canon, bound, NULL);
  lim_binding_apply (bound, renewed, "2026-01-03T00:00:00.000Z");
  g_assert_cmpint (lim_canon_binding_state (canon, bound), ==, LIM_BINDING_FRESH);

  for (LimBindingState state = 0; state < LIM_N_BINDING_STATES; state++)
    g_assert_cmpint (lim_binding_state_needs_bind (state), ==,
                     state != LIM_BINDING_FRESH && state != LIM_BINDING_NOT_BINDABLE);
}

static void
test_detection_hash (void)
{
  static const struct
  {
    LimCanonFile file;
    const char *from, *to;
    gboolean changes;
  } rows[] = {
    { LIM_CANON_TERMINOLOGY_JSON, "wicker.work", "wickerwork", TRUE },
    { LIM_CANON_TERMINOLOGY_JSON, "^edge_\":\"tide", "^edge_\":\"reed", TRUE },
    { LIM_CANON_TERMINOLOGY_JSON, "[\"tide\",\"reed\"]", "[\"reed\",\"tide\"]", TRUE },
    { LIM_CANON_LANES_JSON, "^boat_", "^bark_", TRUE },
    { LIM_CANON_LANES_JSON, "\"default_lane\":\"costume\"", "\"default_lane\":\"inside\"", TRUE },
    { LIM_CANON_TERMINOLOGY_JSON, "split reed", "woven reed", FALSE },
    { LIM_CANON_CONSTITUTION_JSON, "\"Hull\"", "\"Keel\"", FALSE },
  };
  g_autoptr (LimCanon) canon = fixture_canon ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LimCanonSources sources = fixture_sources ();
      g_autofree char *text = edit_text (sources.files[rows[i].file].text, rows[i].from, rows[i].to);
      g_autoptr (LimCanon) edited = NULL;

      sources.files[rows[i].file].text = text;
      edited = lim_canon_new (&sources, NULL, NULL);
      if ((strcmp (lim_canon_detection_hash (canon), lim_canon_detection_hash (edited)) != 0) != rows[i].changes)
        g_error ("edit of “%s”", rows[i].from);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon/stale/matrix", test_matrix);
  g_test_add_func ("/canon/stale/states", test_states);
  g_test_add_func ("/canon/stale/detection-hash", test_detection_hash);
  return g_test_run ();
}
