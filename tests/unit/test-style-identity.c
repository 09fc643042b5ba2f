/* Every state that the image of a named subject can be in, and every operation on it, against the few sentences that say
 * what is allowed. What they come to: there is no way to an approved image whose gates have not passed. */
#include "store-fixture.h"

#include "store-record.h"
#include "style-canon.h"
#include "style-curate.h"
#include "style-identity.h"

#include <math.h>

typedef enum
{
  DISCOVERY,
  ANCHOR,         /* the current one */
  RETIRED,        /* an anchor with a newer one */
  FOLLOW_ON,      /* of the current anchor */
  FOLLOW_RETIRED, /* of a retired one */
  N_PLACES,
} Place;

typedef enum
{
  GATES_OPEN,   /* one is not judged */
  GATES_FAILED, /* one failed */
  GATES_STALE,  /* all passed, for another picture */
  GATES_ALONE,  /* all passed, and every other image of the subject was rejected since */
  GATES_PASSED,
  N_GATES,
} Gates;

typedef enum
{
  SCORES_MISSING, /* one of them; of a follow-on its persistence */
  SCORES_LOW,
  SCORES_GOOD,
  N_SCORES,
} Scores;

typedef enum
{
  PROMOTE,
  PROMOTE_WITH_REASON,
  PASS_GATES,
  FAIL_GATE,
  APPROVE,
  APPROVE_WITH_REASON,
  REJECT,
  UNDO, /* an approval was before the present judgment */
  FOLLOW,
  N_OPERATIONS,
} Operation;

static const char *const place_names[] = { "discovery", "anchor", "retired anchor", "follow-on",
                                           "follow-on of a retired" };
static const char *const gate_names[] = { "gates open", "gate failed", "gates stale", "alone", "gates passed" };
static const char *const score_names[] = { "unscored", "scored low", "scored well" };
static const char *const operation_names[] = {
  "promote", "promote --override", "gate pass", "gate fail", "approve", "approve --override", "reject",
  "undo",    "follow-on",
};

typedef struct
{
  Place place;
  LimStatus status;
  Gates gates;
  Scores scores;
} State;

/* -- What is allowed -- */

static gboolean
follows (const State *state)
{
  return state->place == FOLLOW_ON || state->place == FOLLOW_RETIRED;
}

static gboolean
is_allowed (const State *state, Operation operation)
{
  gboolean passed = state->gates == GATES_PASSED;

  switch (operation)
    {
    case PROMOTE: /* only an approved discovery; the current anchor stays what it is */
      return state->place == ANCHOR || (state->place == DISCOVERY && state->status == LIM_STATUS_APPROVED);
    case PROMOTE_WITH_REASON: /* or any discovery, with a reason */
      return state->place == ANCHOR || state->place == DISCOVERY;
    case PASS_GATES: /* IC-3 needs another image that nobody rejected */
      return state->gates != GATES_ALONE;
    case FAIL_GATE:
    case REJECT: /* always */
      return TRUE;
    case APPROVE: /* only with all gates and good scores */
      return passed && state->scores == SCORES_GOOD;
    case APPROVE_WITH_REASON: /* a reason stands in for low scores, for nothing else */
      return passed && state->scores != SCORES_MISSING;
    case UNDO: /* an approval comes back only where it would be given */
      return state->status != LIM_STATUS_CANDIDATE && passed && state->scores == SCORES_GOOD;
    case FOLLOW: /* the current anchor, unless it was rejected */
      return state->place == ANCHOR ? state->status != LIM_STATUS_REJECTED
                                    : state->place != DISCOVERY && state->gates != GATES_ALONE;
    default:
      g_assert_not_reached ();
    }
}

/* -- Making the state -- */

#define OLD_PICTURE                                                                                                  \
  "9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0" /* of “aaa”, which is not there */
#define PICTURE "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881" /* of “x” */

/* Every member of lineage is said; @followed and @version only of follow-ons. */
static char *
write_lineage (const char *phase, const char *tag, const char *followed, const char *more)
{
  return g_strdup_printf (
      "{\"generation_phase\": \"%s\", \"anchor_source_image\": %s, \"anchor_subject_version\": %s%s%s, "
      "\"identity_persistence_score\": %s, \"derived_from_record_id\": %s%s%s}",
      phase, followed != NULL ? "\"outputs/approved/old.png\"" : "null", tag != NULL ? "\"" : "",
      tag != NULL ? tag : "null", tag != NULL ? "\"" : "", more, followed != NULL ? "\"" : "",
      followed != NULL ? followed : "null", followed != NULL ? "\"" : "");
}

static void
write_image (const char *folder, const char *id, LimStatus status, const char *lineage, const char *reviews)
{
  g_autofree char *record = g_strdup_printf ("records/%s.json", id);
  g_autofree char *image = g_strdup_printf ("%s/%s.png", lim_status_folder (status), id);
  g_autofree char *judgment =
      status == LIM_STATUS_CANDIDATE
          ? g_strdup ("null")
          : g_strdup_printf ("{\"status\": \"%s\", \"explanation\": \"so\", \"criteria_scores\": {\"finish\": 0.9}}, "
                             "\"judgment_history\": [{\"status\": \"approved\", \"explanation\": \"before\"}]",
                             lim_status_name (status));
  g_autofree char *text = g_strdup_printf ("{\"id\": \"%s\", \"schema_version\": \"2.0.0\", \"asset_path\": \"%s\", "
                                           "\"provenance\": {\"prompt\": \"ada\"}, "
                                           "\"identity\": {\"subject_name\": \"ada\", \"subject_type\": "
                                           "\"named_character\", \"view_type\": \"full_body\", "
                                           "\"identity_anchor\": true}, \"lineage\": %s, %s \"judgment\": %s}",
                                           id, image, lineage, reviews, judgment);

  fixture_write (folder, record, text);
  fixture_write (folder, image, id);
}

static char *
write_reviews (const State *state)
{
  const char *sha256 = state->gates == GATES_STALE ? OLD_PICTURE : PICTURE;
  GString *text = g_string_new ("\"identity_gates\": {");

  for (int gate = 1; gate <= 6; gate++)
    if (gate != 5 || state->gates != GATES_OPEN)
      g_string_append_printf (text, "%s\"IC-%d\": {\"verdict\": \"%s\", \"image_sha256\": \"%s\"}",
                              gate > 1 ? ", " : "", gate, gate == 2 && state->gates == GATES_FAILED ? "fail" : "pass",
                              sha256);
  g_string_append_printf (
      text,
      "}, \"identity_scores\": {\"scores\": {\"identity_fidelity\": %s, \"spec_compliance\": 0.9, "
      "\"narrative_legibility\": 0.9%s}, \"image_sha256\": \"%s\"},",
      state->scores == SCORES_LOW                           ? "0.5"
      : state->scores == SCORES_MISSING && !follows (state) ? "null"
                                                            : "0.9",
      follows (state) ? ", \"anchor_consistency\": 0.9" : "", sha256);
  return g_string_free (text, FALSE);
}

/* The subject's other images. */
static void
write_world (const char *folder, const State *state)
{
  LimStatus other = state->gates == GATES_ALONE ? LIM_STATUS_REJECTED : LIM_STATUS_APPROVED;
  g_autofree char *discovery = write_lineage ("discovery", NULL, NULL, "null");
  g_autofree char *first = write_lineage ("anchor", "ada_v1", NULL, "null");
  g_autofree char *second = write_lineage ("anchor", "ada_v2", NULL, "null");

  if (state->place == DISCOVERY || state->place == ANCHOR)
    write_image (folder, "other", other, discovery, "");
  if (follows (state))
    write_image (folder, "old", other, first, "");
  if (state->place == RETIRED || state->place == FOLLOW_RETIRED)
    write_image (folder, "new", other, second, "");
}

static void
write_state (const char *folder, const State *state)
{
  static const char *const phases[] = { "discovery", "anchor", "anchor", "follow_on", "follow_on" };
  g_autofree char *persistence = g_strdup_printf (
      "0.8, \"identity_persistence_review\": {\"reviewer\": \"human:ada\", \"image_sha256\": \"%s\"}",
      state->gates == GATES_STALE ? OLD_PICTURE : PICTURE);
  g_autofree char *lineage =
      write_lineage (phases[state->place], state->place == DISCOVERY ? NULL : "ada_v1",
                     follows (state) ? "old" : NULL,
                     follows (state) && state->scores != SCORES_MISSING ? persistence : "null");
  g_autofree char *reviews = write_reviews (state);
  static const char *const folders[] = { "records", "outputs" };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folder, folders[i], NULL);

      if (fixture_has (folder, folders[i]))
        fixture_remove (path);
    }
  write_world (folder, state);
  write_image (folder, "x", state->status, lineage, reviews);
}

/* -- Doing it -- */

typedef struct
{
  Fixture base;
  LimContext context;
  LimClock *clock;
  LimCanon *canon;
} World;

static const char packet[] =
    "{\"lane\": \"cast\", \"style_prefix\": \"oil\", \"negative_base\": \"photo\", \"subjects\": [{\"subject_name\": "
    "\"ada\", "
    "\"subject_type\": \"named_character\", \"faction\": \"yard\", \"role\": \"crew\", \"identity_lock\": "
    "{\"non_negotiable_details\": [\"a scar\"], \"forbidden_drift_cues\": [\"a smile\"]}, \"shots\": [{\"id\": "
    "\"ada_context\", "
    "\"view_type\": \"context\", \"shot_type\": \"working\", \"identity_anchor\": false, \"scene_function\": "
    "\"work\", "
    "\"prompt\": \"ada at work\"}]}]}";

static void
set_up (World *world)
{
  g_autoptr (GError) error = NULL;

  fixture_set_up (&world->base, GINT_TO_POINTER (0));
  fixture_write (world->base.folder, "rubric.json", "{\"dimensions\": [\"finish\"]}");
  fixture_write (world->base.folder, "inputs/identity-packets/cast.json", packet);
  world->clock = lim_clock_new_stepping (0, 0);
  world->context = (LimContext){ .clock = world->clock };
  world->canon = lim_style_load_canon (world->base.project, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (World *world)
{
  lim_canon_free (world->canon);
  lim_clock_free (world->clock);
  fixture_tear_down (&world->base, NULL);
}

static gboolean
promote (World *world, const char *why, GError **error)
{
  LimPromotion promotion = { 0 };
  gboolean well = lim_style_identity_promote (&world->context, world->base.project, "x", why, "human:ada", FALSE,
                                              &promotion, error);

  g_free (promotion.tag);
  return well;
}

static gboolean
gate (World *world, const char *text, GError **error)
{
  g_autoptr (GPtrArray) verdicts = lim_gate_verdicts_parse (text, NULL);
  g_autoptr (LimScores) none = lim_scores_new ();
  const LimIdentityReview review = { verdicts, none, NAN, "human:ada" };
  LimIdentityStanding standing = { 0 };
  gboolean well = lim_style_identity_review (&world->context, world->base.project, world->canon, "x", &review, FALSE,
                                             &standing, error);

  g_clear_pointer (&standing.lacks, g_ptr_array_unref);
  return well;
}

static gboolean
judge (World *world, LimStatus status, double score, const char *why, GError **error)
{
  g_autoptr (LimJudgment) judgment = lim_judgment_new (status, "seen");
  LimCurateOutcome outcome;

  judgment->reviewer = g_strdup ("human:ada");
  judgment->override_reason = g_strdup (why);
  lim_scores_set (judgment->scores, "finish", score);
  return lim_style_curate (world->base.project, world->canon, "x", NULL, judgment, FALSE, &outcome, error);
}

static gboolean
undo (World *world, GError **error)
{
  g_autofree char *undone = NULL;
  LimCurateOutcome outcome;

  return lim_style_undo_judgment (world->base.project, world->canon, "x", NULL, FALSE, &undone, &outcome, error);
}

static gboolean
follow (World *world, GError **error)
{
  const LimIdentityOptions options = { .packet = "cast",
                                       .subject = "ada",
                                       .n_seeds = 1,
                                       .denoise = 0.4,
                                       .make = { .provider = "sketch", .dry_run = TRUE } };
  g_autoptr (LimGenerateReport) report = lim_generate_report_new ();

  return lim_style_identity_follow_on (&world->context, world->base.project, &options, report, error);
}

static gboolean
operate (World *world, Operation operation, GError **error)
{
  switch (operation)
    {
    case PROMOTE:
      return promote (world, NULL, error);
    case PROMOTE_WITH_REASON:
      return promote (world, "the face is right", error);
    case PASS_GATES:
      return gate (world, "IC-1=pass,IC-2=pass,IC-3=pass,IC-4=pass,IC-5=pass,IC-6=pass", error);
    case FAIL_GATE:
      return gate (world, "IC-4=fail:a clean collar", error);
    case APPROVE:
      return judge (world, LIM_STATUS_APPROVED, 0.9, NULL, error);
    case APPROVE_WITH_REASON:
      return judge (world, LIM_STATUS_APPROVED, 0.9, "good enough", error);
    case REJECT:
      return judge (world, LIM_STATUS_REJECTED, 0.2, NULL, error);
    case UNDO:
      return undo (world, error);
    case FOLLOW:
      return follow (world, error);
    default:
      g_assert_not_reached ();
    }
}

/* -- And what came of it -- */

static void
check_result (World *world, const State *state, Operation operation, const char *before)
{
  gboolean approves = operation == APPROVE || operation == APPROVE_WITH_REASON || operation == UNDO;
  g_autoptr (GError) error = NULL;
  g_autofree char *what =
      g_strdup_printf ("%s %s, %s, %s: %s", lim_status_name (state->status), place_names[state->place],
                       gate_names[state->gates], score_names[state->scores], operation_names[operation]);
  gboolean well = operate (world, operation, &error);
  g_autofree char *after = fixture_read (world->base.folder, "records/x.json");

  if (well != is_allowed (state, operation))
    g_error ("%s: %s", what, well ? "is allowed" : error->message);
  if (!well && strcmp (before, after) != 0)
    g_error ("%s: was refused and changed the record", what);

  g_autoptr (LimRecord) record = lim_store_load_record (world->base.project, "x", NULL);
  if (record->status == LIM_STATUS_APPROVED && state->status != LIM_STATUS_APPROVED && !approves)
    g_error ("%s: it is approved now", what);
  if (operation == REJECT && record->status != LIM_STATUS_REJECTED)
    g_error ("%s: it is %s", what, lim_status_name (record->status));
}

static void
test_every_operation_in_every_state (void)
{
  World world;
  State state;

  set_up (&world);
  for (state.place = 0; state.place < N_PLACES; state.place++)
    for (state.status = 0; state.status < LIM_N_STATUSES; state.status++)
      for (state.gates = 0; state.gates < N_GATES; state.gates++)
        for (state.scores = 0; state.scores < N_SCORES; state.scores++)
          {
            g_autofree char *before = NULL;

            for (Operation operation = 0; operation < N_OPERATIONS; operation++)
              {
                write_state (world.base.folder, &state);
                g_free (before);
                before = fixture_read (world.base.folder, "records/x.json");
                check_result (&world, &state, operation, before);
              }
          }
  tear_down (&world);
}

/* -- Versions -- */

static void
test_promotions_count_and_repeat_without_harm (void)
{
  const State state = { DISCOVERY, LIM_STATUS_APPROVED, GATES_PASSED, SCORES_GOOD };
  World world;
  g_autoptr (GError) error = NULL;
  LimPromotion promotion = { 0 };

  set_up (&world);
  write_state (world.base.folder, &state);
  g_assert_true (promote (&world, NULL, &error));
  g_autofree char *once = fixture_read (world.base.folder, "records/x.json");
  g_assert_true (promote (&world, NULL, &error));
  g_autofree char *twice = fixture_read (world.base.folder, "records/x.json");
  g_assert_cmpstr (once, ==, twice);
  g_assert_true (lim_style_identity_promote (&world.context, world.base.project, "other", NULL, "human:ada", FALSE,
                                             &promotion, &error));
  g_assert_cmpstr (promotion.tag, ==, "ada_v2");
  g_assert_false (promote (&world, NULL, &error)); /* it is the earlier one now */
  g_assert_error (error, LIM_ERROR, LIM_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "other took its place"));
  g_free (promotion.tag);
  tear_down (&world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/style/identity/every-operation-in-every-state", test_every_operation_in_every_state);
  g_test_add_func ("/style/identity/promotions-count-and-repeat-without-harm",
                   test_promotions_count_and_repeat_without_harm);
  return g_test_run ();
}
