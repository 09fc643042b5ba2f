#include "canon-lineage.h"

#include "base-error.h"
#include "base-text.h"

#include <math.h>
#include <string.h>

LimLikeness *
lim_likeness_new (const LimRecord *record)
{
  g_autoptr (LimIdentity) identity = lim_identity_from_json (lim_json_get (record->root, "identity"));
  LimLikeness *likeness;

  if (identity == NULL)
    return NULL;
  likeness = g_new0 (LimLikeness, 1);
  likeness->id = g_strdup (record->id);
  likeness->status = record->status;
  likeness->asset_path = g_strdup (record->asset_path);
  likeness->identity = g_steal_pointer (&identity);
  likeness->lineage = lim_lineage_from_json (lim_json_get (record->root, "lineage"));
  if (likeness->lineage == NULL)
    {
      likeness->lineage = g_new0 (LimLineage, 1);
      likeness->lineage->persistence = NAN;
    }
  return likeness;
}

void
lim_likeness_free (LimLikeness *likeness)
{
  if (likeness == NULL)
    return;
  g_free (likeness->id);
  g_free (likeness->asset_path);
  lim_identity_free (likeness->identity);
  lim_lineage_free (likeness->lineage);
  g_free (likeness);
}

static const char *
subject_of (const LimLikeness *likeness)
{
  return likeness->identity->subject_name;
}

static LimDescent
descent_of (const LimLikeness *likeness)
{
  return (LimDescent){ likeness->id, likeness->identity, likeness->lineage };
}

guint
lim_likeness_version (const LimLikeness *likeness)
{
  return lim_descent_version (descent_of (likeness));
}

const LimLikeness *
lim_lineage_find (const GPtrArray *all, const char *id)
{
  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (((LimLikeness *) all->pdata[i])->id, id) == 0)
      return all->pdata[i];
  return NULL;
}

/* The anchor of the highest version, or NULL. */
static const LimLikeness *
find_latest_anchor (const GPtrArray *all, const char *subject)
{
  const LimLikeness *latest = NULL;

  for (guint i = 0; i < all->len; i++)
    {
      const LimLikeness *one = all->pdata[i];

      if (one->lineage->phase == LIM_PHASE_ANCHOR && strcmp (subject_of (one), subject) == 0
          && (latest == NULL || lim_likeness_version (one) > lim_likeness_version (latest)))
        latest = one;
    }
  return latest;
}

/* Whether there is any image of @subject; else fails with the name that was perhaps meant. */
static gboolean
check_is_known (const GPtrArray *all, const char *subject, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < all->len; i++)
    {
      if (strcmp (subject_of (all->pdata[i]), subject) == 0)
        return TRUE;
      g_strv_builder_add (names, subject_of (all->pdata[i]));
    }

  g_auto (GStrv) known = g_strv_builder_end (names);
  g_autofree char *near = lim_text_did_you_mean (subject, (const char *const *) known);
  return lim_fail (error, LIM_ERROR_NOT_FOUND,
                   "there is no image of a subject “%s” to follow.%s limner identity discover PACKET makes the first",
                   subject, near);
}

const LimLikeness *
lim_lineage_current_anchor (const GPtrArray *all, const char *subject, GError **error)
{
  const LimLikeness *anchor = find_latest_anchor (all, subject);

  if (anchor == NULL && !check_is_known (all, subject, error))
    return NULL;
  if (anchor == NULL)
    return lim_fail_null (error, LIM_ERROR_REFUSED,
                          "%s has no anchor to follow; judge its discoveries and promote the strongest: limner "
                          "identity promote RECORD",
                          subject);
  if (anchor->status == LIM_STATUS_REJECTED)
    return lim_fail_null (error, LIM_ERROR_REFUSED,
                          "%s, the anchor of %s, was rejected since; promote another image, which becomes the next "
                          "version",
                          anchor->id, subject);
  return anchor;
}

/* -- What is illegal -- */

/* Whether following derived_from_record_id from @one leads back to it. */
static gboolean
is_in_circle (const GPtrArray *all, const LimLikeness *one)
{
  const LimLikeness *at = one;

  for (guint steps = 0; steps <= all->len && at != NULL; steps++)
    {
      at = at->lineage->derived_from_record_id != NULL ? lim_lineage_find (all, at->lineage->derived_from_record_id)
                                                       : NULL;
      if (at == one)
        return TRUE;
    }
  return FALSE;
}

static void
check_parent (GStrvBuilder *problems, const GPtrArray *all, const LimLikeness *one)
{
  const char *id = one->lineage->derived_from_record_id;
  const LimLikeness *parent = lim_lineage_find (all, id);

  if (strcmp (id, one->id) == 0)
    return; /* told already */
  if (parent == NULL)
    {
      lim_text_add (problems, "it is derived from %s, and there is no such image of a named subject", id);
      return;
    }
  if (is_in_circle (all, one))
    lim_text_add (problems, "it is derived from itself, through %s", parent->id);
  lim_descent_check_parent (descent_of (one), descent_of (parent), problems);
}

static void
check_other_anchors (GStrvBuilder *problems, const GPtrArray *all, const LimLikeness *one)
{
  guint version = lim_likeness_version (one);

  for (guint i = 0; version > 0 && i < all->len; i++)
    {
      const LimLikeness *other = all->pdata[i];

      if (strcmp (other->id, one->id) != 0 && strcmp (subject_of (other), subject_of (one)) == 0
          && lim_likeness_version (other) == version)
        lim_text_add (problems, "version %u of %s has another anchor, %s", version, subject_of (one), other->id);
    }
}

char **
lim_lineage_problems (const GPtrArray *all, const LimLikeness *one)
{
  g_autoptr (GStrvBuilder) problems = g_strv_builder_new ();
  const char *parent = one->lineage->derived_from_record_id;

  lim_descent_check (descent_of (one), problems);
  if (one->lineage->phase == LIM_PHASE_FOLLOW_ON && parent != NULL && *parent != '\0')
    check_parent (problems, all, one);
  if (one->lineage->phase == LIM_PHASE_ANCHOR)
    check_other_anchors (problems, all, one);
  return g_strv_builder_end (problems);
}

/* -- Promoting -- */

/* Promoting the current anchor changes nothing; an earlier one has follow-ons that name its version. */
static gboolean
may_stay (const GPtrArray *all, const LimLikeness *one, guint *version, GError **error)
{
  const LimLikeness *latest = find_latest_anchor (all, subject_of (one));

  if (latest != one)
    return lim_fail (
        error, LIM_ERROR_REFUSED,
        "%s is an anchor already, of the earlier version %s_v%u; %s took its place. What follows it names "
        "that version, so it cannot become another one: promote another discovery",
        one->id, subject_of (one), lim_likeness_version (one), latest->id);
  *version = lim_likeness_version (one);
  return TRUE;
}

gboolean
lim_lineage_may_promote (const GPtrArray *all, const char *id, const char *override, guint *version, GError **error)
{
  const LimLikeness *one = lim_lineage_find (all, id);

  if (one == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s is no image of a named subject; it has no identity block", id);
  if (one->lineage->phase == LIM_PHASE_ANCHOR)
    return may_stay (all, one, version, error);
  if (one->lineage->phase != LIM_PHASE_DISCOVERY)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "%s is of phase %s; only a discovery, made from words alone, can become an anchor", id,
                     lim_phase_name (one->lineage->phase));
  if (one->status != LIM_STATUS_APPROVED && (override == NULL || *override == '\0'))
    return lim_fail (
        error, LIM_ERROR_REFUSED,
        "%s is %s; an anchor is approved first (limner curate %s approved …), or --override \"why\" says "
        "why not, which is recorded",
        id, one->status == LIM_STATUS_CANDIDATE ? "not judged" : lim_status_name (one->status), id);

  g_auto (GStrv) problems = lim_lineage_problems (all, one);
  if (problems[0] != NULL)
    return lim_fail (error, LIM_ERROR_REFUSED, "%s cannot become an anchor: %s", id, problems[0]);

  const LimLikeness *latest = find_latest_anchor (all, subject_of (one));
  *version = latest != NULL ? lim_likeness_version (latest) + 1 : 1;
  return TRUE;
}
