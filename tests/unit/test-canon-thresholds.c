#include "canon-rubric.h"

#include "base-error.h"
#include "canon-fixture.h"

#include <math.h>
#include <string.h>

static const char *const dimensions[] = { "a", "b", "c", NULL };

static const struct
{
  const char *holds;
  double scores[3];
  LimStatus status;
  const char *reason;
} edges[] = {
  { "0.6 everywhere is not enough: the mean must reach 0.7",
    { 0.60, 0.60, 0.60 },
    LIM_STATUS_BORDERLINE,
    "the mean 0.6 is below 0.7" },
  { "exactly on both limits is approved",
    { 0.60, 0.70, 0.80 },
    LIM_STATUS_APPROVED,
    "every score reaches 0.6 and the mean 0.7 reaches 0.7" },
  { "one dimension just under 0.6 is borderline however good the rest",
    { 0.59, 1.00, 1.00 },
    LIM_STATUS_BORDERLINE,
    "a 0.59 is below 0.6" },
  { "one dimension under 0.4 rejects however good the rest",
    { 1.00, 0.39, 1.00 },
    LIM_STATUS_REJECTED,
    "b 0.39 is below 0.4" },
  { "exactly 0.4 does not reject", { 0.40, 1.00, 1.00 }, LIM_STATUS_BORDERLINE, "a 0.4 is below 0.6" },
  { "a mean under 0.5 rejects", { 0.45, 0.50, 0.50 }, LIM_STATUS_REJECTED, "the mean 0.4833 is below 0.5" },
  { "a mean of exactly 0.5 does not", { 0.45, 0.50, 0.55 }, LIM_STATUS_BORDERLINE, "a 0.45 is below 0.6" },
  { "full marks", { 1, 1, 1 }, LIM_STATUS_APPROVED, "every score reaches 0.6 and the mean 1 reaches 0.7" },
  { "no marks", { 0, 0, 0 }, LIM_STATUS_REJECTED, "a 0 is below 0.4" },
};

static void
test_edges (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_autoptr (LimScores) scores = lim_scores_new ();
      g_autofree char *reason = NULL;
      LimStatus status;

      for (guint k = 0; k < 3; k++)
        lim_scores_set (scores, dimensions[k], edges[i].scores[k]);
      g_assert_true (lim_thresholds_judge (&lim_thresholds_default, dimensions, scores, &status, &reason, NULL));
      if (status != edges[i].status || strcmp (reason, edges[i].reason) != 0)
        g_error ("%s: %s, %s", edges[i].holds, lim_status_name (status), reason);
    }
}

static void
test_missing (void)
{
  g_autoptr (LimScores) scores = lim_scores_new ();
  g_autoptr (GError) error = NULL;
  LimStatus status = LIM_STATUS_CANDIDATE;

  lim_scores_set (scores, "a", 1);
  lim_scores_set (scores, "c", 1);
  g_assert_false (lim_thresholds_judge (&lim_thresholds_default, dimensions, scores, &status, NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "“b”"));
  g_assert_cmpint (status, ==, LIM_STATUS_CANDIDATE);
}

#define GOOD "finish=0.8,material=0.8,palette=0.8,read=0.8,mood=0.8"
#define FAIR "finish=0.6,material=0.6,palette=0.6,read=0.6,mood=0.6"
#define POOR "finish=0.8,material=0.35,palette=0.8,read=0.8,mood=0.8"

/* An empty `error` means that the judgment may stand. */
static const struct
{
  const char *holds;
  LimStatus status;
  const char *scores, *failure, *override;
  int code;
  const char *error;
} judgments[] = {
  { "approved with scores that call for it", LIM_STATUS_APPROVED, GOOD, NULL, NULL, 0, "" },
  { "rejected with scores that call for it", LIM_STATUS_REJECTED, POOR, "wrong_material", NULL, 0, "" },
  { "borderline with scores that call for it", LIM_STATUS_BORDERLINE, FAIR, NULL, NULL, 0, "" },
  { "approved with a poor score", LIM_STATUS_APPROVED, POOR, NULL, NULL, LIM_ERROR_REFUSED,
    "material 0.35 is below 0.4, so the scores call for rejected, not approved" },
  { "approved with a fair mean", LIM_STATUS_APPROVED, FAIR, NULL, NULL, LIM_ERROR_REFUSED,
    "the mean 0.6 is below 0.7, so the scores call for borderline, not approved" },
  { "rejected with good scores", LIM_STATUS_REJECTED, GOOD, NULL, NULL, LIM_ERROR_REFUSED,
    "so the scores call for approved, not rejected" },
  { "rejected with fair scores", LIM_STATUS_REJECTED, FAIR, NULL, NULL, LIM_ERROR_REFUSED,
    "so the scores call for borderline, not rejected" },
  { "borderline with good scores", LIM_STATUS_BORDERLINE, GOOD, NULL, NULL, LIM_ERROR_REFUSED,
    "so the scores call for approved, not borderline" },
  { "borderline with poor scores", LIM_STATUS_BORDERLINE, POOR, NULL, NULL, LIM_ERROR_REFUSED,
    "so the scores call for rejected, not borderline" },
  { "a reason lifts the contradiction", LIM_STATUS_APPROVED, POOR, NULL, "the client insists", 0, "" },
  { "an empty reason does not", LIM_STATUS_APPROVED, POOR, NULL, "", LIM_ERROR_REFUSED, "material 0.35" },
  { "a reason lifts nothing else", LIM_STATUS_APPROVED, "finish=2", NULL, "because", LIM_ERROR_BAD_INPUT,
    "score of “finish”: expected a number from 0 to 1, found 2" },
  { "an unknown dimension names the nearest", LIM_STATUS_APPROVED, "finsh=0.5", NULL, NULL, LIM_ERROR_BAD_INPUT,
    "the rubric has no dimension “finsh”. Did you mean “finish”?" },
  { "a missing dimension is named", LIM_STATUS_APPROVED, "finish=0.8,material=0.8,palette=0.8,read=0.8", NULL, NULL,
    LIM_ERROR_BAD_INPUT, "no score for “mood”" },
  { "a negative score", LIM_STATUS_APPROVED, "finish=-0.1", NULL, NULL, LIM_ERROR_BAD_INPUT, "found -0.1" },
  { "an unknown failure mode names the nearest", LIM_STATUS_REJECTED, POOR, "wrong_materiel", NULL,
    LIM_ERROR_BAD_INPUT, "the rubric has no failure mode “wrong_materiel”. Did you mean “wrong_material”?" },
};

static void
test_judgments (void)
{
  g_autoptr (LimCanon) canon = fixture_canon ();

  for (guint i = 0; i < G_N_ELEMENTS (judgments); i++)
    {
      g_autoptr (LimJudgment) judgment = lim_judgment_new (judgments[i].status, "why");
      g_autoptr (GError) error = NULL;

      lim_scores_free (judgment->scores);
      judgment->scores = lim_scores_parse (judgments[i].scores, NULL);
      judgment->override_reason = g_strdup (judgments[i].override);
      if (judgments[i].failure != NULL)
        {
          g_strfreev (judgment->failure_modes);
          judgment->failure_modes = g_strsplit (judgments[i].failure, ",", -1);
        }
      gboolean stands = lim_canon_check_judgment (canon, judgment, &error);
      if (stands != (*judgments[i].error == '\0')
          || (!stands && (error->code != judgments[i].code || strstr (error->message, judgments[i].error) == NULL)))
        g_error ("%s: %s", judgments[i].holds, stands ? "stands" : error->message);
    }
}

static void
test_nan (void)
{
  g_autoptr (LimCanon) canon = fixture_canon ();
  g_autoptr (LimScores) scores = lim_scores_parse (GOOD, NULL);
  g_autoptr (GError) error = NULL;

  lim_scores_set (scores, "mood", NAN);
  g_assert_false (lim_canon_check_scores (canon, scores, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon/thresholds/edges", test_edges);
  g_test_add_func ("/canon/thresholds/missing", test_missing);
  g_test_add_func ("/canon/rubric/judgments", test_judgments);
  g_test_add_func ("/canon/rubric/nan", test_nan);
  return g_test_run ();
}
