#include "canon-gates.h"

#include "base-text.h"

#include <math.h>
#include <string.h>

/* -- The gates -- */

static const LimGate character_gates[] = {
  { "IC-1", "the outline differs from the others of the faction", 0 },
  { "IC-2", "the faction is legible, in this character's own way", 0 },
  { "IC-3", "the same person in at least two images", 2 },
  { "IC-4", "the costume does not drift into another faction", 0 },
  { "IC-5", "the details that must be there are there", 0 },
  { "IC-6", "this person, and no generic type", 0 },
  { 0 },
};

static const LimGate place_gates[] = {
  { "IL-1", "the structure can be recognised again", 0 },
  { "IL-2", "the faction's materials are plain to see", 0 },
  { "IL-3", "lived-in details support its part in the story", 0 },
  { "IL-4", "inside and outside belong together", 0 },
  { "IL-5", "the features that must be there are there", 0 },
  { 0 },
};

static const struct
{
  const char *subject_type;
  const LimGate *gates;
} types[] = {
  { "named_character", character_gates },
  { "named_location", place_gates },
  { "named_ship", place_gates },
};

const LimGate *
lim_gates_of_type (const char *subject_type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (types[i].subject_type, subject_type) == 0)
      return types[i].gates;
  return NULL;
}

const LimGate *
lim_gate_find (const char *subject_type, const char *id, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const LimGate *gates = lim_gates_of_type (subject_type);

  for (const LimGate *gate = gates; gate != NULL && gate->id != NULL; gate++)
    {
      if (strcmp (gate->id, id) == 0)
        return gate;
      g_strv_builder_add (names, gate->id);
    }

  g_auto (GStrv) known = g_strv_builder_end (names);
  g_autofree char *list = lim_text_list ((const char *const *) known);
  if (gates == NULL)
    return lim_fail_null (error, LIM_ERROR_USAGE, "there are no gates for a subject of type “%s”",
                          subject_type != NULL ? subject_type : "");
  return lim_fail_null (error, LIM_ERROR_USAGE, "there is no gate “%s” for a %s; there are %s", id, subject_type,
                        list);
}

/* -- What people say of them -- */

static void
verdict_free (gpointer data)
{
  LimGateVerdict *verdict = data;

  g_free (verdict->gate);
  g_free (verdict->reason);
  g_free (verdict);
}

/* @text without the quotes around it. Transfer full. */
static char *
unquote (const char *text)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  gsize length = strlen (bare);

  if (length >= 2 && bare[0] == '"' && bare[length - 1] == '"')
    return g_strstrip (g_strndup (bare + 1, length - 2));
  return g_steal_pointer (&bare);
}

static gboolean
is_told (const GPtrArray *verdicts, const char *gate)
{
  for (guint i = 0; i < verdicts->len; i++)
    if (strcmp (((LimGateVerdict *) verdicts->pdata[i])->gate, gate) == 0)
      return TRUE;
  return FALSE;
}

GPtrArray *
lim_gate_verdicts_new (void)
{
  return g_ptr_array_new_with_free_func (verdict_free);
}

gboolean
lim_gate_verdicts_add (GPtrArray *verdicts, const char *gate, gboolean pass, const char *reason, GError **error)
{
  g_autofree char *why = g_strstrip (g_strdup (reason != NULL ? reason : ""));

  if (!pass && *why == '\0')
    return lim_fail (error, LIM_ERROR_USAGE, "a gate that fails needs its reason: %s=fail:\"why\"", gate);
  if (is_told (verdicts, gate))
    return lim_fail (error, LIM_ERROR_USAGE, "%s is told twice", gate);

  LimGateVerdict *verdict = g_new0 (LimGateVerdict, 1);
  verdict->gate = g_strdup (gate);
  verdict->pass = pass;
  if (*why != '\0')
    verdict->reason = g_steal_pointer (&why);
  g_ptr_array_add (verdicts, verdict);
  return TRUE;
}

/* One “IC-3=fail:why”. */
static gboolean
parse_verdict (GPtrArray *verdicts, const char *piece, GError **error)
{
  g_auto (GStrv) halves = g_strsplit (piece, "=", 2);
  g_auto (GStrv) answer = g_strsplit (halves[0] != NULL && halves[1] != NULL ? halves[1] : "", ":", 2);
  g_autofree char *reason = answer[0] != NULL && answer[1] != NULL ? unquote (answer[1]) : NULL;
  const char *word = answer[0] != NULL ? g_strstrip (answer[0]) : "";
  gboolean pass = strcmp (word, "pass") == 0;

  if (!pass && strcmp (word, "fail") != 0)
    return lim_fail (error, LIM_ERROR_USAGE, "“%s”: expected GATE=pass or GATE=fail:\"why\"", piece);
  return lim_gate_verdicts_add (verdicts, g_strstrip (halves[0]), pass, reason, error);
}

/* A comma ends a verdict only where another one begins, so that reasons may hold commas. */
static char **
split_verdicts (const char *text)
{
  return g_regex_split_simple (",(?=\\s*[A-Za-z]+-[0-9]+\\s*=)", text, 0, 0);
}

GPtrArray *
lim_gate_verdicts_parse (const char *text, GError **error)
{
  g_autoptr (GPtrArray) verdicts = lim_gate_verdicts_new ();
  g_auto (GStrv) pieces = split_verdicts (text);

  for (char **piece = pieces; *piece != NULL; piece++)
    if (!parse_verdict (verdicts, g_strstrip (*piece), error))
      return NULL;
  if (verdicts->len == 0)
    return lim_fail_null (error, LIM_ERROR_USAGE, "no gate is told: expected GATE=pass or GATE=fail:\"why\"");
  return g_steal_pointer (&verdicts);
}

/* -- In the record -- */

/* The object @key of the record, made where it is missing. */
static LimJson *
ensure_block (LimRecord *record, const char *key)
{
  LimJson *block = lim_json_get (record->root, key);

  if (!lim_json_is (block, LIM_JSON_OBJECT))
    {
      block = lim_json_new_object (record->doc);
      lim_json_set (record->root, key, block);
    }
  return block;
}

static void
keep_replaced (LimRecord *record, const char *gate, const LimJson *earlier)
{
  LimJson *history = lim_json_get (record->root, "identity_gates_history");
  LimJson *entry = lim_json_new_object (record->doc);

  lim_json_set_string (entry, "gate", gate);
  for (const LimJson *member = lim_json_first (earlier); member != NULL; member = lim_json_next (member))
    lim_json_set (entry, lim_json_key (member), lim_json_copy (record->doc, member));
  if (!lim_json_is (history, LIM_JSON_ARRAY))
    {
      history = lim_json_new_array (record->doc);
      lim_json_set (record->root, "identity_gates_history", history);
    }
  lim_json_append (history, entry);
}

/* Who said it, when, and of which picture. */
static void
sign (LimJson *entry, const LimReviewMark *mark)
{
  lim_json_set_string (entry, "reviewer", mark->reviewer);
  lim_json_set_string (entry, "reviewed_at", mark->reviewed_at);
  lim_json_set_string (entry, "image_sha256", mark->image_sha256);
}

void
lim_gate_record (LimRecord *record, const LimGateVerdict *verdict, const LimReviewMark *mark)
{
  LimJson *block = ensure_block (record, "identity_gates");
  LimJson *earlier = lim_json_get (block, verdict->gate);
  LimJson *entry = lim_json_new_object (record->doc);

  if (lim_json_is (earlier, LIM_JSON_OBJECT))
    keep_replaced (record, verdict->gate, earlier);
  lim_json_set_string (entry, "verdict", verdict->pass ? "pass" : "fail");
  lim_json_set_string (entry, "reason", verdict->reason);
  sign (entry, mark);
  lim_json_set (block, verdict->gate, entry);
}

static const char *const state_names[] = { "open", "pass", "fail" };

const char *
lim_gate_state_name (LimGateState state)
{
  return state_names[state];
}

LimGateState
lim_gate_state (const LimRecord *record, const char *gate, const char **reason)
{
  const LimJson *entry = lim_json_path (record->root, "identity_gates", gate, NULL);
  const char *verdict = lim_json_get_string (entry, "verdict");

  if (reason != NULL)
    *reason = lim_json_get_string (entry, "reason");
  for (guint i = LIM_GATE_PASS; i < G_N_ELEMENTS (state_names); i++)
    if (g_strcmp0 (verdict, state_names[i]) == 0)
      return i;
  return LIM_GATE_OPEN;
}

/* -- Scores -- */

static const char *const dimensions_with_anchor[] = { "anchor_consistency", "identity_fidelity", "spec_compliance",
                                                      "narrative_legibility", NULL };

const char *const *
lim_identity_dimensions (LimPhase phase)
{
  return phase == LIM_PHASE_FOLLOW_ON ? dimensions_with_anchor : dimensions_with_anchor + 1;
}

gboolean
lim_identity_check_scores (LimPhase phase, const LimScores *scores, GError **error)
{
  const char *const *known = lim_identity_dimensions (phase);

  for (guint i = 0; i < lim_scores_length (scores); i++)
    {
      const LimScore *score = lim_scores_at (scores, i);

      if (!g_strv_contains (known, score->dimension))
        {
          g_autofree char *near = lim_text_did_you_mean (score->dimension, known);
          g_autofree char *list = lim_text_list (known);

          return lim_fail (error, LIM_ERROR_BAD_INPUT, "“%s” is no identity dimension of a %s image.%s There are %s",
                           score->dimension, lim_phase_name (phase), near, list);
        }
      if (!(score->value >= 0 && score->value <= 1))
        return lim_fail (error, LIM_ERROR_BAD_INPUT, "score of “%s”: expected a number from 0 to 1, found %g",
                         score->dimension, score->value);
    }
  return TRUE;
}

void
lim_identity_record_scores (LimRecord *record, const LimScores *scores, const LimReviewMark *mark)
{
  LimJson *block = ensure_block (record, "identity_scores");
  LimJson *values = lim_json_get (block, "scores");

  if (!lim_json_is (values, LIM_JSON_OBJECT))
    {
      values = lim_json_new_object (record->doc);
      lim_json_set (block, "scores", values);
    }
  for (guint i = 0; i < lim_scores_length (scores); i++)
    lim_json_set_double (values, lim_scores_at (scores, i)->dimension, lim_scores_at (scores, i)->value);
  sign (block, mark);
}

/* The score by itself keeps the place the reference layout gives it; who said it stands beside it. */
void
lim_identity_record_persistence (LimRecord *record, double persistence, const LimReviewMark *mark)
{
  LimJson *lineage = ensure_block (record, "lineage");
  LimJson *review = lim_json_new_object (record->doc);

  lim_json_set_double (lineage, "identity_persistence_score", persistence);
  sign (review, mark);
  lim_json_set (lineage, "identity_persistence_review", review);
}
