#include "canon-lineage.h"

#include "base-error.h"

#include <math.h>
#include <string.h>

/* Adds an image of @subject to @all. Texts may be NULL. */
static LimLikeness *
add (GPtrArray *all, const char *id, const char *subject, LimPhase phase, LimStatus status, const char *tag,
     const char *parent, const char *source)
{
  LimLikeness *one = g_new0 (LimLikeness, 1);

  one->id = g_strdup (id);
  one->status = status;
  one->identity = g_new0 (LimIdentity, 1);
  one->identity->subject_name = g_strdup (subject);
  one->identity->identity_anchor = phase == LIM_PHASE_ANCHOR;
  one->lineage = g_new0 (LimLineage, 1);
  one->lineage->phase = phase;
  one->lineage->persistence = NAN;
  one->lineage->anchor_subject_version = g_strdup (tag);
  one->lineage->derived_from_record_id = g_strdup (parent);
  one->lineage->anchor_source_image = g_strdup (source);
  g_ptr_array_add (all, one);
  return one;
}

/* Two subjects, each with an anchor of version 1, and a discovery. */
static GPtrArray *
new_world (void)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_likeness_free);

  add (all, "ada_anchor", "ada", LIM_PHASE_ANCHOR, LIM_STATUS_APPROVED, "ada_v1", NULL, NULL);
  add (all, "bo_anchor", "bo", LIM_PHASE_ANCHOR, LIM_STATUS_APPROVED, "bo_v1", NULL, NULL);
  add (all, "ada_found", "ada", LIM_PHASE_DISCOVERY, LIM_STATUS_APPROVED, NULL, NULL, NULL);
  return all;
}

/* -- Every lineage an image can claim, against the sentence that says which are legal -- */

static const char *const parents[] = { NULL, "ada_anchor", "bo_anchor", "ada_found", "x", "gone" };
static const char *const sources[] = { NULL, "outputs/approved/ada_anchor.png" };
static const char *const claimed_tags[] = { NULL, "ada_v1", "ada_v2", "bo_v1", "nonsense" };

static gboolean
is_legal (LimPhase phase, const char *parent, const char *source, const char *tag)
{
  switch (phase)
    {
    case LIM_PHASE_DISCOVERY:
      return parent == NULL && source == NULL;
    case LIM_PHASE_ANCHOR: /* version 1 is taken; without a tag it would be that, too */
      return parent == NULL && source == NULL && g_strcmp0 (tag, "ada_v2") == 0;
    case LIM_PHASE_FOLLOW_ON:
      return g_strcmp0 (parent, "ada_anchor") == 0 && source != NULL && g_strcmp0 (tag, "ada_v1") == 0;
    default:
      return FALSE;
    }
}

static void
test_every_lineage (void)
{
  for (LimPhase phase = LIM_PHASE_UNKNOWN; phase <= LIM_PHASE_FOLLOW_ON; phase++)
    for (gsize p = 0; p < G_N_ELEMENTS (parents); p++)
      for (gsize s = 0; s < G_N_ELEMENTS (sources); s++)
        for (gsize t = 0; t < G_N_ELEMENTS (claimed_tags); t++)
          {
            g_autoptr (GPtrArray) all = new_world ();
            LimLikeness *one =
                add (all, "x", "ada", phase, LIM_STATUS_CANDIDATE, claimed_tags[t], parents[p], sources[s]);
            g_auto (GStrv) problems = lim_lineage_problems (all, one);

            if ((problems[0] == NULL) != is_legal (phase, parents[p], sources[s], claimed_tags[t]))
              g_error ("%s from %s, source %s, tag %s: %s", lim_phase_name (phase), parents[p], sources[s],
                       claimed_tags[t], problems[0] != NULL ? problems[0] : "nothing is found wrong");
          }
}

static gboolean
says (char **problems, const char *words)
{
  for (; *problems != NULL; problems++)
    if (strstr (*problems, words) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_what_is_wrong_is_named (void)
{
  g_autoptr (GPtrArray) all = new_world ();
  LimLikeness *a = add (all, "a", "ada", LIM_PHASE_FOLLOW_ON, 0, "ada_v1", "b", "p.png");
  LimLikeness *b = add (all, "b", "ada", LIM_PHASE_FOLLOW_ON, 0, "ada_v1", "a", "p.png");
  LimLikeness *stranger = add (all, "c", "ada", LIM_PHASE_FOLLOW_ON, 0, "ada_v1", "bo_anchor", "p.png");
  LimLikeness *orphan = add (all, "d", "ada", LIM_PHASE_FOLLOW_ON, 0, "ada_v1", "gone", "p.png");
  LimLikeness *bare = add (all, "e", "ada", LIM_PHASE_FOLLOW_ON, 0, NULL, NULL, NULL);
  g_auto (GStrv) circle = lim_lineage_problems (all, a);
  g_auto (GStrv) back = lim_lineage_problems (all, b);
  g_auto (GStrv) other = lim_lineage_problems (all, stranger);
  g_auto (GStrv) missing = lim_lineage_problems (all, orphan);
  g_auto (GStrv) nothing = lim_lineage_problems (all, bare);

  g_assert_true (says (circle, "derived from itself, through b"));
  g_assert_true (says (back, "derived from itself, through a"));
  g_assert_true (says (other, "it shows ada and is derived from bo_anchor, which shows bo"));
  g_assert_true (says (missing, "derived from gone"));
  g_assert_true (says (nothing, "without anchor_source_image"));
  g_assert_true (says (nothing, "without anchor_subject_version"));
  g_assert_true (says (nothing, "without derived_from_record_id"));
}

static void
test_two_anchors_of_one_version_are_both_told (void)
{
  g_autoptr (GPtrArray) all = new_world ();
  LimLikeness *second = add (all, "ada_too", "ada", LIM_PHASE_ANCHOR, LIM_STATUS_APPROVED, NULL, NULL, NULL);
  g_auto (GStrv) of_second = lim_lineage_problems (all, second);
  g_auto (GStrv) of_first = lim_lineage_problems (all, all->pdata[0]);
  g_auto (GStrv) of_other = lim_lineage_problems (all, all->pdata[1]);

  g_assert_true (says (of_second, "version 1 of ada has another anchor, ada_anchor"));
  g_assert_true (says (of_first, "version 1 of ada has another anchor, ada_too"));
  g_assert_null (of_other[0]);
}

/* -- Promoting: every phase, status and excuse -- */

static void
test_only_an_approved_discovery_is_promoted (void)
{
  static const char *const overrides[] = { NULL, "", "the face is right" };

  for (LimPhase phase = LIM_PHASE_UNKNOWN; phase <= LIM_PHASE_FOLLOW_ON; phase++)
    for (LimStatus status = 0; status < LIM_N_STATUSES; status++)
      for (gsize i = 0; i < G_N_ELEMENTS (overrides); i++)
        {
          gboolean follows = phase == LIM_PHASE_FOLLOW_ON, is_anchor = phase == LIM_PHASE_ANCHOR;
          g_autoptr (GPtrArray) all = new_world ();
          g_autoptr (GError) error = NULL;
          guint version = 0;

          add (all, "x", "ada", phase, status,
               is_anchor ? "ada_v2"
               : follows ? "ada_v1"
                         : NULL,
               follows ? "ada_anchor" : NULL, follows ? "p.png" : NULL);
          gboolean well = lim_lineage_may_promote (all, "x", overrides[i], &version, &error);
          gboolean expected =
              is_anchor || (phase == LIM_PHASE_DISCOVERY && (status == LIM_STATUS_APPROVED || i == 2));
          if (well != expected)
            g_error ("%s, %s: %s", lim_phase_name (phase), lim_status_name (status), error->message);
          if (well)
            g_assert_cmpuint (version, ==, 2);
          else
            g_assert_error (error, LIM_ERROR, LIM_ERROR_REFUSED);
        }
}

static void
test_versions_count_per_subject (void)
{
  g_autoptr (GPtrArray) all = new_world ();
  g_autoptr (GError) error = NULL;
  guint version = 0;

  add (all, "cy_found", "cy", LIM_PHASE_DISCOVERY, LIM_STATUS_APPROVED, NULL, NULL, NULL);
  g_assert_true (lim_lineage_may_promote (all, "cy_found", NULL, &version, &error));
  g_assert_cmpuint (version, ==, 1);
  add (all, "ada_ninth", "ada", LIM_PHASE_ANCHOR, LIM_STATUS_APPROVED, "ada_v9", NULL, NULL);
  g_assert_true (lim_lineage_may_promote (all, "ada_found", NULL, &version, &error));
  g_assert_cmpuint (version, ==, 10);
  g_assert_false (lim_lineage_may_promote (all, "nobody", NULL, &version, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
}

static void
test_the_current_anchor_is_the_highest_version (void)
{
  g_autoptr (GPtrArray) all = new_world ();
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) none = NULL;
  g_autoptr (GError) rejected = NULL;

  g_assert_cmpstr (lim_lineage_current_anchor (all, "ada", NULL)->id, ==, "ada_anchor");
  LimLikeness *second = add (all, "ada_b", "ada", LIM_PHASE_ANCHOR, LIM_STATUS_APPROVED, "ada_v2", NULL, NULL);
  g_assert_cmpstr (lim_lineage_current_anchor (all, "ada", NULL)->id, ==, "ada_b");
  g_assert_null (lim_lineage_current_anchor (all, "adda", &unknown));
  g_assert_error (unknown, LIM_ERROR, LIM_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (unknown->message, "“ada”"));
  add (all, "cy_found", "cy", LIM_PHASE_DISCOVERY, LIM_STATUS_APPROVED, NULL, NULL, NULL);
  g_assert_null (lim_lineage_current_anchor (all, "cy", &none));
  g_assert_error (none, LIM_ERROR, LIM_ERROR_REFUSED);
  second->status = LIM_STATUS_REJECTED;
  g_assert_null (lim_lineage_current_anchor (all, "ada", &rejected));
  g_assert_error (rejected, LIM_ERROR, LIM_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon/lineage/every-lineage", test_every_lineage);
  g_test_add_func ("/canon/lineage/what-is-wrong-is-named", test_what_is_wrong_is_named);
  g_test_add_func ("/canon/lineage/two-anchors-of-one-version-are-both-told",
                   test_two_anchors_of_one_version_are_both_told);
  g_test_add_func ("/canon/lineage/only-an-approved-discovery-is-promoted",
                   test_only_an_approved_discovery_is_promoted);
  g_test_add_func ("/canon/lineage/versions-count-per-subject", test_versions_count_per_subject);
  g_test_add_func ("/canon/lineage/the-current-anchor-is-the-highest-version",
                   test_the_current_anchor_is_the_highest_version);
  return g_test_run ();
}
