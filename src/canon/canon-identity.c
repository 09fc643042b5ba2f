#include "canon-identity.h"

#include "base-text.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* -- Lists of what is lacking -- */

static void
lack_free (gpointer data)
{
  g_free (((LimLack *) data)->text);
  g_free (data);
}

static void add (GPtrArray *lacks, LimLackKind kind, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
add (GPtrArray *lacks, LimLackKind kind, const char *format, ...)
{
  LimLack *lack = g_new (LimLack, 1);
  va_list arguments;

  va_start (arguments, format);
  lack->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  lack->kind = kind;
  g_ptr_array_add (lacks, lack);
}

gboolean
lim_lacks_are_firm (const GPtrArray *lacks)
{
  for (guint i = 0; i < lacks->len; i++)
    if (((LimLack *) lacks->pdata[i])->kind != LIM_LACK_SCORE_LOW)
      return TRUE;
  return FALSE;
}

char **
lim_lacks_texts (const GPtrArray *lacks)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; i < lacks->len; i++)
    g_strv_builder_add (texts, ((LimLack *) lacks->pdata[i])->text);
  return g_strv_builder_end (texts);
}

char *
lim_lacks_list (const GPtrArray *lacks)
{
  g_auto (GStrv) texts = lim_lacks_texts (lacks);

  return lim_text_list ((const char *const *) texts);
}

const char *
lim_lack_name (LimLackKind kind)
{
  static const char *const names[LIM_N_LACKS] = {
    [LIM_LACK_GATE_OPEN] = "gate_open",   [LIM_LACK_GATE_FAILED] = "gate_failed",
    [LIM_LACK_GATE_STALE] = "gate_stale", [LIM_LACK_SCORE_MISSING] = "identity_unscored",
    [LIM_LACK_LINEAGE] = "lineage",       [LIM_LACK_SCORE_LOW] = "identity_scores_low",
  };

  return names[kind];
}

/* -- Gates -- */

guint
lim_identity_count_images (const GPtrArray *all, const LimRecord *record)
{
  g_autofree char *subject = lim_record_subject (record);
  guint n = 1;

  for (guint i = 0; i < all->len; i++)
    {
      const LimLikeness *other = all->pdata[i];

      n += strcmp (other->id, record->id) != 0 && strcmp (other->identity->subject_name, subject) == 0
           && other->status != LIM_STATUS_REJECTED;
    }
  return n;
}

/* Whether what @review says was said of another picture than the one that lies there now. */
static gboolean
is_of_another_picture (const LimJson *review, const LimIdentityWorld *world)
{
  return world->image_sha256 != NULL
         && g_strcmp0 (lim_json_get_string (review, "image_sha256"), world->image_sha256) != 0;
}

static void
add_passed (GPtrArray *lacks, const LimGate *gate, const LimRecord *record, const LimIdentityWorld *world)
{
  guint n = gate->needs_images > 0 ? lim_identity_count_images (world->all, record) : 0;

  if (is_of_another_picture (lim_json_path (record->root, "identity_gates", gate->id, NULL), world))
    add (lacks, LIM_LACK_GATE_STALE, "%s was said of another picture than the one that is there now", gate->id);
  else if (n < gate->needs_images)
    add (lacks, LIM_LACK_GATE_STALE, "%s needs %u images of the subject that nobody rejected, and there is %u",
         gate->id, gate->needs_images, n);
}

static void
add_gate (GPtrArray *lacks, const LimGate *gate, const LimRecord *record, const LimIdentityWorld *world)
{
  const char *reason = NULL;

  switch (lim_gate_state (record, gate->id, &reason))
    {
    case LIM_GATE_OPEN:
      add (lacks, LIM_LACK_GATE_OPEN, "%s is not judged", gate->id);
      break;
    case LIM_GATE_FAIL:
      if (reason != NULL)
        add (lacks, LIM_LACK_GATE_FAILED, "%s failed (%s)", gate->id, reason);
      else
        add (lacks, LIM_LACK_GATE_FAILED, "%s failed", gate->id);
      break;
    case LIM_GATE_PASS:
      add_passed (lacks, gate, record, world);
      break;
    }
}

static void
add_gates (GPtrArray *lacks, const LimLikeness *one, const LimRecord *record, const LimIdentityWorld *world)
{
  const LimGate *gates = lim_gates_of_type (one->identity->subject_type);

  if (gates == NULL)
    add (lacks, LIM_LACK_GATE_OPEN,
         "its subject_type “%s” has no gates; expected named_character, named_ship or "
         "named_location",
         one->identity->subject_type != NULL ? one->identity->subject_type : "");
  for (; gates != NULL && gates->id != NULL; gates++)
    add_gate (lacks, gates, record, world);
}

/* -- Scores -- */

static LimScores *
read_scores (const LimRecord *record, const char *const *dimensions)
{
  const LimJson *values = lim_json_path (record->root, "identity_scores", "scores", NULL);
  LimScores *scores = lim_scores_new ();

  for (const char *const *dimension = dimensions; *dimension != NULL; dimension++)
    {
      double value = lim_json_get_double (values, *dimension, NAN);

      if (value >= 0 && value <= 1)
        lim_scores_set (scores, *dimension, value);
    }
  return scores;
}

static void
add_scores (GPtrArray *lacks, const LimThresholds *thresholds, LimPhase phase, const LimRecord *record,
            const LimIdentityWorld *world)
{
  const char *const *dimensions = lim_identity_dimensions (phase);
  g_autoptr (LimScores) scores = read_scores (record, dimensions);
  g_autofree char *reason = NULL;
  LimStatus called_for;
  guint n_missing = 0;
  double value;

  for (const char *const *dimension = dimensions; *dimension != NULL; dimension++)
    if (!lim_scores_get (scores, *dimension, &value))
      {
        add (lacks, LIM_LACK_SCORE_MISSING, "%s has no score", *dimension);
        n_missing++;
      }
  if (n_missing > 0)
    return;
  if (is_of_another_picture (lim_json_get (record->root, "identity_scores"), world))
    add (lacks, LIM_LACK_SCORE_MISSING, "the identity scores were given to another picture");
  if (lim_thresholds_judge (thresholds, dimensions, scores, &called_for, &reason, NULL)
      && called_for != LIM_STATUS_APPROVED)
    add (lacks, LIM_LACK_SCORE_LOW, "%s", reason);
}

static void
add_persistence (GPtrArray *lacks, const LimLikeness *one, const LimRecord *record, const LimIdentityWorld *world)
{
  const LimJson *review = lim_json_path (record->root, "lineage", "identity_persistence_review", NULL);

  if (one->lineage->phase != LIM_PHASE_FOLLOW_ON)
    return;
  if (isnan (one->lineage->persistence) || lim_json_get_string (review, "reviewer") == NULL)
    add (lacks, LIM_LACK_SCORE_MISSING, "no person gave its identity_persistence_score");
  else if (is_of_another_picture (review, world))
    add (lacks, LIM_LACK_SCORE_MISSING, "its identity_persistence_score was given to another picture");
}

/* -- Lineage -- */

static void
add_lineage (GPtrArray *lacks, const LimLikeness *one, const GPtrArray *all)
{
  g_auto (GStrv) problems = lim_lineage_problems (all, one);

  for (char **problem = problems; *problem != NULL; problem++)
    add (lacks, LIM_LACK_LINEAGE, "%s", *problem);
  for (guint i = 0; one->lineage->phase == LIM_PHASE_FOLLOW_ON && i < all->len; i++)
    {
      const LimLikeness *anchor = all->pdata[i];

      if (g_strcmp0 (anchor->id, one->lineage->derived_from_record_id) == 0 && anchor->status == LIM_STATUS_REJECTED)
        add (lacks, LIM_LACK_LINEAGE, "the anchor it follows, %s, was rejected", anchor->id);
    }
}

GPtrArray *
lim_identity_lacks (const LimThresholds *thresholds, const LimRecord *record, const LimIdentityWorld *world)
{
  GPtrArray *lacks = g_ptr_array_new_with_free_func (lack_free);
  g_autoptr (LimLikeness) one = lim_likeness_new (record);

  if (one == NULL)
    {
      if (lim_json_is (lim_json_get (record->root, "identity"), LIM_JSON_OBJECT))
        add (lacks, LIM_LACK_LINEAGE, "its identity has no subject_name");
      return lacks;
    }
  add_gates (lacks, one, record, world);
  add_scores (lacks, thresholds, one->lineage->phase, record, world);
  add_persistence (lacks, one, record, world);
  add_lineage (lacks, one, world->all);
  return lacks;
}
