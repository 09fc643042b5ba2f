#include "record-lineage.h"

#include "base-text.h"

#include <math.h>
#include <string.h>

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* -- One image by itself -- */

guint
lim_descent_version (LimDescent one)
{
  const char *tag = one.lineage->anchor_subject_version;

  if (one.lineage->phase != LIM_PHASE_ANCHOR)
    return 0;
  return tag == NULL ? 1 : lim_version_of_tag (tag, one.identity->subject_name);
}

static void
check_follow_on (LimDescent one, GStrvBuilder *problems)
{
  const LimLineage *lineage = one.lineage;

  if (is_empty (lineage->anchor_source_image))
    lim_text_add (problems, "a follow-on without anchor_source_image");
  else if (!lim_text_is_safe_relative_path (lineage->anchor_source_image))
    lim_text_add (problems, "its anchor_source_image is no path inside the project");
  if (is_empty (lineage->anchor_subject_version))
    lim_text_add (problems, "a follow-on without anchor_subject_version");
  else if (lim_version_of_tag (lineage->anchor_subject_version, one.identity->subject_name) == 0)
    lim_text_add (problems, "its anchor_subject_version “%s” is no version of %s, such as %s_v1",
                  lineage->anchor_subject_version, one.identity->subject_name, one.identity->subject_name);
  if (is_empty (lineage->derived_from_record_id))
    lim_text_add (problems, "a follow-on without derived_from_record_id");
  else if (strcmp (lineage->derived_from_record_id, one.id) == 0)
    lim_text_add (problems, "it is derived from itself");
}

static void
check_underived (LimDescent one, GStrvBuilder *problems)
{
  const char *phase = lim_phase_name (one.lineage->phase);

  if (one.lineage->anchor_source_image != NULL)
    lim_text_add (problems, "of phase %s, and it names an anchor_source_image", phase);
  if (one.lineage->derived_from_record_id != NULL)
    lim_text_add (problems, "of phase %s, and it is derived from %s", phase, one.lineage->derived_from_record_id);
  if (!isnan (one.lineage->persistence))
    lim_text_add (problems, "of phase %s, and it has an identity_persistence_score, though it follows nothing",
                  phase);
}

static void
check_anchor (LimDescent one, GStrvBuilder *problems)
{
  if (!one.identity->identity_anchor)
    lim_text_add (problems, "an anchor whose identity_anchor is not true");
  if (lim_descent_version (one) == 0)
    lim_text_add (problems, "an anchor whose version is “%s”", one.lineage->anchor_subject_version);
}

void
lim_descent_check (LimDescent one, GStrvBuilder *problems)
{
  double persistence = one.lineage->persistence;

  switch (one.lineage->phase)
    {
    case LIM_PHASE_ANCHOR:
      check_anchor (one, problems);
      check_underived (one, problems);
      break;
    case LIM_PHASE_DISCOVERY:
      check_underived (one, problems);
      break;
    case LIM_PHASE_FOLLOW_ON:
      check_follow_on (one, problems);
      break;
    case LIM_PHASE_UNKNOWN:
      lim_text_add (problems, "generation_phase is none of discovery, anchor and follow_on");
      break;
    }
  if (!isnan (persistence) && !(persistence >= 0 && persistence <= 1))
    lim_text_add (problems, "its identity_persistence_score is %g, not 0 to 1", persistence);
}

/* -- An image and what it follows -- */

void
lim_descent_check_parent (LimDescent one, LimDescent parent, GStrvBuilder *problems)
{
  const char *subject = one.identity->subject_name, *tag = one.lineage->anchor_subject_version;

  if (strcmp (parent.identity->subject_name, subject) != 0)
    lim_text_add (problems, "it shows %s and is derived from %s, which shows %s", subject, parent.id,
                  parent.identity->subject_name);
  else if (parent.lineage->phase != LIM_PHASE_ANCHOR)
    lim_text_add (problems, "it is derived from %s, which is no anchor", parent.id);
  else if (!is_empty (tag) && lim_version_of_tag (tag, subject) != lim_descent_version (parent))
    lim_text_add (problems, "it says it follows %s, and its anchor %s is version %u", tag, parent.id,
                  lim_descent_version (parent));
}

/* -- Records -- */

gboolean
lim_record_lineage_differs (const LimRecord *record, const LimRecord *earlier)
{
  static const char *const blocks[] = { "identity", "lineage" };

  for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      const LimJson *now = lim_json_get (record->root, blocks[i]);
      const LimJson *before = earlier != NULL ? lim_json_get (earlier->root, blocks[i]) : NULL;

      if (lim_json_is_null (now) ? !lim_json_is_null (before) : before == NULL || !lim_json_equal (now, before))
        return TRUE;
    }
  return FALSE;
}

static void
check_parent_record (LimDescent one, const LimRecord *parent, GStrvBuilder *problems)
{
  const LimLineage unknown = { .persistence = NAN };
  g_autoptr (LimIdentity) identity =
      parent != NULL ? lim_identity_from_json (lim_json_get (parent->root, "identity")) : NULL;
  g_autoptr (LimLineage) lineage =
      parent != NULL ? lim_lineage_from_json (lim_json_get (parent->root, "lineage")) : NULL;

  if (identity == NULL)
    lim_text_add (problems, "it is derived from %s, and there is no such image of a named subject",
                  one.lineage->derived_from_record_id);
  else
    lim_descent_check_parent (one, (LimDescent){ parent->id, identity, lineage != NULL ? lineage : &unknown },
                              problems);
}

char **
lim_record_lineage_problems (const LimRecord *record, const LimRecord *parent)
{
  g_autoptr (GStrvBuilder) problems = g_strv_builder_new ();
  g_autoptr (LimIdentity) identity = lim_identity_from_json (lim_json_get (record->root, "identity"));
  g_autoptr (LimLineage) lineage = lim_lineage_from_json (lim_json_get (record->root, "lineage"));
  gboolean follows = lineage != NULL && lineage->phase == LIM_PHASE_FOLLOW_ON;

  if (identity == NULL || lineage == NULL)
    {
      if (follows)
        lim_text_add (problems, "a follow-on that does not say whom it shows (identity.subject_name)");
      return g_strv_builder_end (problems);
    }

  const LimDescent one = { record->id, identity, lineage };
  lim_descent_check (one, problems);
  if (follows && !is_empty (lineage->derived_from_record_id) && strcmp (lineage->derived_from_record_id, one.id) != 0)
    check_parent_record (one, parent, problems);
  return g_strv_builder_end (problems);
}

char *
lim_record_followed (const LimRecord *record)
{
  g_autoptr (LimLineage) lineage = lim_lineage_from_json (lim_json_get (record->root, "lineage"));

  if (lineage == NULL || lineage->phase != LIM_PHASE_FOLLOW_ON || is_empty (lineage->derived_from_record_id))
    return NULL;
  return g_steal_pointer (&lineage->derived_from_record_id);
}
