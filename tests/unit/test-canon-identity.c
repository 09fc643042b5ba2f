#include "canon-identity.h"

#include <math.h>
#include <string.h>

/* -- An image with reviews, in a small world -- */

#define SHA "11aa" /* of the picture that people reviewed */

static LimRecord *
new_record (const char *id, const char *type, const char *phase, const char *status)
{
  gboolean follows = strcmp (phase, "follow_on") == 0;
  g_autofree char *text = g_strdup_printf (
      "{\"id\": \"%s\", \"asset_path\": \"outputs/candidates/a.png\","
      "\"identity\": {\"subject_name\": \"ada\", \"subject_type\": \"%s\", \"identity_anchor\": true},"
      "\"lineage\": {\"generation_phase\": \"%s\"%s}, \"judgment\": {\"status\": \"%s\"}}",
      id, type, phase,
      follows ? ", \"anchor_source_image\": \"outputs/approved/n.png\", \"anchor_subject_version\": \"ada_v1\", "
                "\"derived_from_record_id\": \"anchor\""
              : "",
      status);
  g_autoptr (GError) error = NULL;
  LimRecord *record = lim_record_from_doc (id, lim_json_parse ("a.json", text, -1, &error), &error);

  g_assert_no_error (error);
  return record;
}

static void
add_other (GPtrArray *all, const char *id, const char *phase, const char *status)
{
  g_autoptr (LimRecord) record = new_record (id, "named_character", phase, status);

  g_ptr_array_add (all, lim_likeness_new (record));
}

static void
say (LimRecord *record, const char *text, const char *sha256)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) verdicts = lim_gate_verdicts_parse (text, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < verdicts->len; i++)
    lim_gate_record (record, verdicts->pdata[i], &(LimReviewMark){ "human:ada", "2026-01-01T00:00:00.000Z", sha256 });
}

static void
score (LimRecord *record, const char *text, const char *sha256)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimScores) scores = lim_scores_parse (text, &error);

  g_assert_no_error (error);
  lim_identity_record_scores (record, scores, &(LimReviewMark){ "human:ada", "2026-01-01T00:00:00.000Z", sha256 });
}

#define ALL_IC "IC-1=pass,IC-2=pass,IC-3=pass,IC-4=pass,IC-5=pass,IC-6=pass"
#define ALL_IL "IL-1=pass,IL-2=pass,IL-3=pass,IL-4=pass,IL-5=pass"
#define THREE "identity_fidelity=0.9,spec_compliance=0.8,narrative_legibility=0.7"
#define FOUR THREE ",anchor_consistency=0.8"

/* -- What is asked of which image -- */

static const struct
{
  const char *holds, *type, *phase, *gates, *scores;
  double persistence;
  const char *lacks; /* joined by a bar; "" for nothing */
} approvals[] = {
  { "all gates and scores of a character", "named_character", "discovery", ALL_IC, THREE, NAN, "" },
  { "all of a ship", "named_ship", "discovery", ALL_IL, THREE, NAN, "" },
  { "all of a place", "named_location", "discovery", ALL_IL, THREE, NAN, "" },
  { "a gate nobody judged", "named_character", "discovery", "IC-1=pass,IC-2=pass,IC-4=pass,IC-5=pass,IC-6=pass",
    THREE, NAN, "gate_open:IC-3 is not judged" },
  { "a failed gate is named with its reason", "named_ship", "discovery",
    "IL-1=pass,IL-2=fail:too clean,IL-3=pass,IL-4=pass,IL-5=pass", THREE, NAN,
    "gate_failed:IL-2 failed (too clean)" },
  { "the gates of places are not those of characters", "named_location", "discovery", ALL_IC, THREE, NAN,
    "gate_open:IL-1 is not judged|gate_open:IL-2 is not judged|gate_open:IL-3 is not judged|gate_open:IL-4 is not "
    "judged|gate_open:IL-5 is not judged" },
  { "a type without gates cannot pass any", "named_thing", "discovery", ALL_IC, THREE, NAN,
    "gate_open:its subject_type “named_thing” has no gates; expected named_character, named_ship or named_location" },
  { "a score is missing", "named_ship", "discovery", ALL_IL, "identity_fidelity=0.9,spec_compliance=0.8", NAN,
    "identity_unscored:narrative_legibility has no score" },
  { "a follow-on is also held against its anchor", "named_ship", "follow_on", ALL_IL, THREE, 0.8,
    "identity_unscored:anchor_consistency has no score" },
  { "a person says how well a follow-on persists", "named_ship", "follow_on", ALL_IL, FOUR, NAN,
    "identity_unscored:no person gave its identity_persistence_score" },
  { "a follow-on with all of it", "named_ship", "follow_on", ALL_IL, FOUR, 0.8, "" },
  { "low scores call for another status", "named_ship", "discovery", ALL_IL,
    "identity_fidelity=0.59,spec_compliance=1,narrative_legibility=1", NAN,
    "identity_scores_low:identity_fidelity 0.59 is below 0.6" },
  { "the mean has to reach its limit, too", "named_ship", "discovery", ALL_IL,
    "identity_fidelity=0.6,spec_compliance=0.6,narrative_legibility=0.6", NAN,
    "identity_scores_low:the mean 0.6 is below 0.7" },
  { "a phase that is none is no lineage", "named_ship", "painted", ALL_IL, THREE, NAN,
    "lineage:generation_phase is none of discovery, anchor and follow_on" },
};

static GPtrArray *
new_world (void)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_likeness_free);

  add_other (all, "anchor", "anchor", "approved");
  return all;
}

/* “kind:text|kind:text” */
static char *
tell (const GPtrArray *lacks)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lacks->len; i++)
    {
      const LimLack *lack = lacks->pdata[i];

      g_string_append_printf (text, "%s%s:%s", i > 0 ? "|" : "", lim_lack_name (lack->kind), lack->text);
    }
  return g_string_free (text, FALSE);
}

static char *
lacks_of (const LimRecord *record, const GPtrArray *all, const char *sha256)
{
  const LimIdentityWorld world = { .all = all, .image_sha256 = sha256 };
  g_autoptr (GPtrArray) lacks = lim_identity_lacks (&lim_thresholds_default, record, &world);

  return tell (lacks);
}

static void
test_what_approval_lacks (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (approvals); i++)
    {
      g_autoptr (LimRecord) record = new_record ("a", approvals[i].type, approvals[i].phase, "borderline");
      g_autoptr (GPtrArray) all = new_world ();

      say (record, approvals[i].gates, SHA);
      score (record, approvals[i].scores, SHA);
      if (!isnan (approvals[i].persistence))
        lim_identity_record_persistence (record, approvals[i].persistence, &(LimReviewMark){ "human:ada", "x", SHA });
      g_autofree char *text = lacks_of (record, all, SHA);
      if (strcmp (text, approvals[i].lacks) != 0)
        g_error ("%s: it lacks “%s”", approvals[i].holds, text);
    }
}

/* -- A review speaks for what it was said of, and no longer -- */

static LimRecord *
new_reviewed (const char *phase, const char *sha256)
{
  LimRecord *record = new_record ("a", "named_character", phase, "approved");

  say (record, ALL_IC, sha256);
  score (record, strcmp (phase, "follow_on") == 0 ? FOUR : THREE, sha256);
  if (strcmp (phase, "follow_on") == 0)
    lim_identity_record_persistence (record, 0.9, &(LimReviewMark){ "human:ada", "x", sha256 });
  return record;
}

static void
test_a_review_is_of_one_picture (void)
{
  g_autoptr (GPtrArray) all = new_world ();
  g_autoptr (LimRecord) record = new_reviewed ("follow_on", SHA);
  g_autoptr (LimRecord) unseen = new_reviewed ("discovery", NULL);
  g_autofree char *same = lacks_of (record, all, SHA);
  g_autofree char *gone = lacks_of (record, all, NULL);
  g_autofree char *other = lacks_of (record, all, "22bb");
  g_autofree char *appeared = lacks_of (unseen, all, SHA);

  g_assert_cmpstr (same, ==, "");
  g_assert_cmpstr (gone, ==, "");
  g_assert_nonnull (strstr (other, "gate_stale:IC-1 was said of another picture"));
  g_assert_nonnull (strstr (other, "gate_stale:IC-6 was said of another picture"));
  g_assert_nonnull (strstr (other, "identity_unscored:the identity scores were given to another picture"));
  g_assert_nonnull (strstr (other, "identity_unscored:its identity_persistence_score was given to another picture"));
  g_assert_nonnull (strstr (appeared, "gate_stale:IC-1"));
}

static void
test_persistence_in_two_images_ends_when_the_other_is_rejected (void)
{
  g_autoptr (GPtrArray) all = new_world ();
  g_autoptr (LimRecord) record = new_reviewed ("discovery", SHA);
  g_autofree char *two = lacks_of (record, all, SHA);

  g_assert_cmpstr (two, ==, "");
  ((LimLikeness *) all->pdata[0])->status = LIM_STATUS_REJECTED;
  g_autofree char *alone = lacks_of (record, all, SHA);
  g_assert_cmpstr (alone, ==, "gate_stale:IC-3 needs 2 images of the subject that nobody rejected, and there is 1");
}

static void
test_a_follow_on_falls_with_its_anchor (void)
{
  g_autoptr (GPtrArray) all = new_world ();
  g_autoptr (LimRecord) record = new_reviewed ("follow_on", SHA);

  add_other (all, "another", "discovery", "candidate");
  ((LimLikeness *) all->pdata[0])->status = LIM_STATUS_REJECTED;
  g_autofree char *rejected = lacks_of (record, all, SHA);
  g_assert_cmpstr (rejected, ==, "lineage:the anchor it follows, anchor, was rejected");
  g_ptr_array_remove_index (all, 0);
  g_autofree char *missing = lacks_of (record, all, SHA);
  g_assert_cmpstr (missing, ==, "lineage:it is derived from anchor, and there is no such image of a named subject");
}

/* -- What a reason can override -- */

static void
test_only_low_scores_can_be_overridden (void)
{
  for (LimLackKind kind = 0; kind < LIM_N_LACKS; kind++)
    {
      g_autoptr (GPtrArray) lacks = g_ptr_array_new ();
      LimLack lack = { kind, (char *) "x" };

      g_assert_false (lim_lacks_are_firm (lacks));
      g_ptr_array_add (lacks, &lack);
      g_assert_true (lim_lacks_are_firm (lacks) == (kind != LIM_LACK_SCORE_LOW));
      g_assert_nonnull (lim_lack_name (kind));
    }
}

static void
test_only_identities_are_asked (void)
{
  g_autoptr (GPtrArray) all = new_world ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecord) plain = lim_record_from_doc ("a", lim_json_parse ("a.json", "{}", -1, &error), &error);
  g_autoptr (LimRecord) nameless =
      lim_record_from_doc ("a", lim_json_parse ("a.json", "{\"identity\": {}}", -1, &error), &error);
  g_autofree char *nothing = lacks_of (plain, all, SHA);
  g_autofree char *name = lacks_of (nameless, all, SHA);

  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (name, ==, "lineage:its identity has no subject_name");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon/identity/what-approval-lacks", test_what_approval_lacks);
  g_test_add_func ("/canon/identity/a-review-is-of-one-picture", test_a_review_is_of_one_picture);
  g_test_add_func ("/canon/identity/persistence-in-two-images-ends-when-the-other-is-rejected",
                   test_persistence_in_two_images_ends_when_the_other_is_rejected);
  g_test_add_func ("/canon/identity/a-follow-on-falls-with-its-anchor", test_a_follow_on_falls_with_its_anchor);
  g_test_add_func ("/canon/identity/only-low-scores-can-be-overridden", test_only_low_scores_can_be_overridden);
  g_test_add_func ("/canon/identity/only-identities-are-asked", test_only_identities_are_asked);
  return g_test_run ();
}
