#include "canon-bind.h"

#include "canon-detect.h"
#include "canon-private.h"
#include "canon-stale.h"

#include <math.h>
#include <string.h>

#define MAX_SLOTS 256 /* scores looked at; more dimensions than a canon may have */

static const char *const verdict_names[LIM_N_VERDICTS] = { "pass", "partial", "fail" };

const char *
lim_verdict_name (LimVerdict verdict)
{
  return verdict_names[verdict];
}

gboolean
lim_verdict_parse (const char *name, LimVerdict *verdict)
{
  for (guint i = 0; name != NULL && i < LIM_N_VERDICTS; i++)
    if (strcmp (name, verdict_names[i]) == 0)
      {
        *verdict = i;
        return TRUE;
      }
  return FALSE;
}

/* -- What a rule says -- */

/* A rule written in prose has a title that can be quoted; one kept as data is spoken of as the tool that reads such data
 * does. */
static char *
default_rationale (const LimRule *rule, LimVerdict verdict, const char *percent)
{
  g_autofree char *lower = NULL;

  if (g_str_has_suffix (rule->file, ".md"))
    return g_strdup_printf ("%s “%s”%s (%s%%)", verdict == LIM_VERDICT_FAIL ? "Breaks" : "Meets", rule->title,
                            verdict == LIM_VERDICT_PARTIAL ? " in part" : "", percent);
  if (verdict != LIM_VERDICT_PARTIAL)
    return g_strdup_printf ("%s %s (%s%%)", verdict == LIM_VERDICT_PASS ? "Passes" : "Fails", rule->id, percent);
  lower = g_utf8_strdown (rule->title, -1);
  return g_strdup_printf ("Partially meets %s (%s%%)", lower, percent);
}

static char *
make_rationale (const LimCanon *canon, const LimRule *rule, LimVerdict verdict, double percent, const char *faction)
{
  g_autoptr (GString) number = g_string_new (NULL);
  const char *template = verdict == LIM_VERDICT_PASS   ? rule->rationale_pass
                         : verdict == LIM_VERDICT_FAIL ? rule->rationale_fail
                                                       : NULL;

  lim_json_append_double (number, percent);
  return template != NULL && *template != '\0' ? canon_expand (canon, template, faction, number->str)
                                               : default_rationale (rule, verdict, number->str);
}

static LimJson *
make_node (LimJsonDoc *doc, const LimCanon *canon, const LimAssertion *assertion, const char *faction)
{
  const LimRule *rule = assertion->rule;
  LimJson *node = lim_json_new_object (doc);

  lim_json_set_string (node, "rule_id", rule->id);
  lim_json_set_string (node, "category", rule->category);
  lim_json_set_string (node, "verdict", verdict_names[assertion->verdict]);
  lim_json_set_double (node, "score", assertion->score);
  lim_json_set_string (node, "rationale", assertion->rationale);
  if (faction != NULL && rule->per_faction)
    {
      lim_json_set_string (node, "faction", faction);
      lim_json_set_string (node, "faction_context", canon_context (canon, rule, faction));
    }
  return node;
}

/* The number under which sentences for @faction are kept; negative for one that terminology.json does not describe. */
static int
faction_number (const LimCanon *canon, const char *faction)
{
  if (faction == NULL)
    return 0;
  for (guint i = 0; i < canon->factions->len; i++)
    if (strcmp (((LimFaction *) g_ptr_array_index (canon->factions, i))->name, faction) == 0)
      return (int) i + 1;
  return -1;
}

/* A rule says the same of all pictures of one faction with one verdict and percentage, so that each sentence is made
 * once. To be called with the canon's lock held. */
static void
fill_from_cache (const LimCanon *canon, LimAssertion *assertion, guint rule_number, guint percent, int faction_index,
                 const char *faction)
{
  /* The number is the key itself: asked for each rule of each record, a key behind a pointer costs twice as much. */
  gpointer key = GSIZE_TO_POINTER (
      (((gsize) faction_index * CANON_MAX_RULES + rule_number) * LIM_N_VERDICTS + assertion->verdict) * 101
      + percent);
  CanonSaid *said = g_hash_table_lookup (canon->priv->said, key);

  if (said == NULL)
    {
      said = g_new0 (CanonSaid, 1);
      said->rationale = make_rationale (canon, assertion->rule, assertion->verdict, percent, faction);
      assertion->rationale = said->rationale;
      said->node = make_node (canon->priv->palette, canon, assertion, faction);
      g_hash_table_insert (canon->priv->said, key, said);
    }
  assertion->rationale = said->rationale;
  assertion->said = said->node;
}

/* -- Verdicts -- */

/* Half up, as JavaScript's Math.round does it. */
static double
round_half_up (double value)
{
  double below = floor (value);

  return value - below >= 0.5 ? below + 1 : below;
}

static LimVerdict
decide (const LimVerdictLimits *limits, double mean)
{
  return mean >= limits->pass ? LIM_VERDICT_PASS : mean >= limits->partial ? LIM_VERDICT_PARTIAL : LIM_VERDICT_FAIL;
}

/* The scores of a judgment by the numbers that the canon gave its dimensions; NAN where there is none. */
static void
read_scores (const LimCanon *canon, const LimJson *scores, double values[MAX_SLOTS + 1])
{
  for (guint i = 0; i <= MIN (canon->priv->n_slots, MAX_SLOTS); i++)
    values[i] = NAN;
  for (const LimJson *score = lim_json_first (scores); score != NULL; score = lim_json_next (score))
    {
      guint slot = GPOINTER_TO_UINT (g_hash_table_lookup (canon->priv->slots, lim_json_key (score)));
      double value;

      if (slot != 0 && slot <= MAX_SLOTS)
        values[slot] = lim_json_double (score, &value) && isfinite (value) ? value : NAN;
    }
}

/* The mean of those dimensions of a rule that were scored; FALSE when none was. */
static gboolean
mean_of (const guint *slots, const double *values, double *mean)
{
  double sum = 0;
  guint n = 0;

  for (; *slots != 0; slots++)
    if (*slots <= MAX_SLOTS && !isnan (values[*slots]))
      {
        sum += values[*slots];
        n++;
      }
  if (n == 0)
    return FALSE;
  *mean = sum / n;
  return TRUE;
}

static gboolean
is_broken (const LimCanon *canon, const LimJson *failure_modes, const LimRule *rule)
{
  for (const LimJson *mode = lim_json_first (failure_modes); mode != NULL; mode = lim_json_next (mode))
    {
      const char *name = lim_json_string (mode);
      GPtrArray *broken = name != NULL ? g_hash_table_lookup (canon->priv->broken_rules, name) : NULL;

      if (broken != NULL && g_ptr_array_find (broken, rule, NULL))
        return TRUE;
    }
  return FALSE;
}

static void
add_assertion (LimBinding *binding, guint rule_number, double mean, gboolean broken, int faction_index)
{
  const LimCanon *canon = binding->canon;
  LimAssertion *assertion = &binding->assertions[binding->n_assertions++];
  double percent = round_half_up (mean * 100);

  assertion->rule = g_ptr_array_index (canon->rules, rule_number);
  assertion->verdict = broken ? LIM_VERDICT_FAIL : decide (&canon->limits[binding->status], mean);
  assertion->score = percent / 100;
  binding->counts[assertion->verdict]++;
  if (faction_index >= 0 && percent >= 0 && percent <= 100)
    {
      fill_from_cache (canon, assertion, rule_number, (guint) percent, faction_index, binding->faction);
      return;
    }
  char *rationale = make_rationale (canon, assertion->rule, assertion->verdict, percent, binding->faction);
  g_ptr_array_add (binding->owned, rationale);
  assertion->rationale = rationale;
}

static void
judge_rules (LimBinding *binding, const LimRecord *record)
{
  const LimCanon *canon = binding->canon;
  const LimJson *failure_modes = lim_record_failure_modes (record);
  int faction_index = faction_number (canon, binding->faction);
  double values[MAX_SLOTS + 1], mean;

  read_scores (canon, lim_record_scores (record), values);
  g_mutex_lock (&canon->priv->lock);
  for (guint i = 0; i < canon->rules->len; i++)
    {
      const LimRule *rule = g_ptr_array_index (canon->rules, i);

      if (!lim_rule_applies (rule, binding->lane, binding->faction)
          || !mean_of (canon->priv->rule_slots[i], values, &mean))
        continue;
      /* Failure modes count against rejected pictures only: on an approved one they are remarks. */
      gboolean broken = binding->status == LIM_STATUS_REJECTED && is_broken (canon, failure_modes, rule);
      add_assertion (binding, i, mean, broken, faction_index);
    }
  g_mutex_unlock (&canon->priv->lock);
}

/* -- The sentence -- */

/* White space as JavaScript's trim() knows it. */
static void
trim_end (GString *text)
{
  while (text->len > 0)
    {
      const char *last = g_utf8_find_prev_char (text->str, text->str + text->len);
      gunichar c = g_utf8_get_char (last);

      if (!g_unichar_isspace (c) && c != 0xfeff)
        return;
      g_string_truncate (text, (gsize) (last - text->str));
    }
}

static void
append_number (GString *text, guint number)
{
  char digits[16];

  g_snprintf (digits, sizeof digits, "%u", number);
  g_string_append (text, digits);
}

static void
say_approved (GString *text, const LimBinding *binding)
{
  g_string_append (text, "Approved: passes ");
  append_number (text, binding->counts[LIM_VERDICT_PASS]);
  g_string_append_c (text, '/');
  append_number (text, binding->n_assertions);
  g_string_append (text, " constitution rules. ");
  if (binding->faction == NULL)
    return;
  g_string_append (text, "Faction: ");
  g_string_append (text, binding->faction);
  g_string_append_c (text, '.');
}

static void
say_rejected (GString *text, const LimBinding *binding)
{
  gboolean any = FALSE;

  g_string_append (text, "Rejected: fails ");
  for (guint i = 0; i < binding->n_assertions; i++)
    if (binding->assertions[i].verdict == LIM_VERDICT_FAIL)
      {
        g_string_append (text, any ? ", " : "");
        g_string_append (text, binding->assertions[i].rule->id);
        any = TRUE;
      }
  g_string_append_c (text, '.');
}

static void
say_borderline (GString *text, const LimBinding *binding)
{
  g_string_append (text, "Borderline: ");
  append_number (text, binding->counts[LIM_VERDICT_PASS]);
  g_string_append (text, " pass, ");
  append_number (text, binding->counts[LIM_VERDICT_FAIL]);
  g_string_append (text, " fail out of ");
  append_number (text, binding->n_assertions);
  g_string_append (text, " rules.");
}

static char *
explain (const LimBinding *binding, const char *explanation)
{
  GString *text = g_string_sized_new (160);

  if (binding->status == LIM_STATUS_APPROVED)
    say_approved (text, binding);
  else if (binding->status == LIM_STATUS_REJECTED)
    say_rejected (text, binding);
  else
    say_borderline (text, binding);
  g_string_append_c (text, ' ');
  if (explanation != NULL)
    g_string_append (text, explanation);
  trim_end (text);
  return g_string_free (text, FALSE);
}

/* -- Binding -- */

LimBinding *
lim_canon_bind (const LimCanon *canon, const LimRecord *record, const char **reason)
{
  g_autoptr (LimBinding) binding = NULL;
  const char *nowhere;

  if (reason == NULL)
    reason = &nowhere;
  if (record->status == LIM_STATUS_CANDIDATE)
    {
      *reason = "not judged";
      return NULL;
    }
  if (lim_json_first (lim_record_scores (record)) == NULL)
    {
      *reason = "no scores";
      return NULL;
    }

  binding = g_new0 (LimBinding, 1);
  binding->canon = canon;
  binding->status = record->status;
  binding->owned = g_ptr_array_new_with_free_func (g_free);
  binding->assertions = g_new0 (LimAssertion, MAX (canon->rules->len, 1));
  lim_canon_detect (canon, record, &binding->lane, &binding->faction);
  judge_rules (binding, record);
  if (binding->n_assertions == 0)
    {
      *reason = "no rule applies";
      return NULL;
    }
  binding->explanation = explain (binding, lim_record_explanation (record));
  binding->judgment_hash = lim_record_judgment_hash (record);
  return g_steal_pointer (&binding);
}

void
lim_binding_free (LimBinding *binding)
{
  if (binding == NULL)
    return;
  g_ptr_array_unref (binding->owned);
  g_free (binding->assertions);
  g_free (binding->explanation);
  g_free (binding->judgment_hash);
  g_free (binding);
}

/* -- Writing -- */

static LimJson *
assertions_to_json (LimJsonDoc *doc, const LimBinding *binding)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < binding->n_assertions; i++)
    {
      const LimAssertion *assertion = &binding->assertions[i];

      lim_json_append (list, assertion->said != NULL ? lim_json_copy (doc, assertion->said)
                                                     : make_node (doc, binding->canon, assertion, binding->faction));
    }
  return list;
}

void
lim_binding_apply (LimRecord *record, const LimBinding *binding, const char *bound_at)
{
  LimJson *block = lim_json_new_object (record->doc), *hashes = lim_json_new_object (record->doc);

  lim_json_set_string (hashes, "rules_hash", lim_canon_rules_hash (binding->canon, binding->lane, binding->faction));
  lim_json_set_string (hashes, "judgment_hash", binding->judgment_hash);

  lim_json_set_string (block, "constitution_version", binding->canon->version);
  lim_json_set_string (block, "bound_at", bound_at);
  lim_json_set_string (block, "bound_by", "limner");
  lim_json_set (block, "binding", hashes);
  lim_json_set_string (block, "faction", binding->faction);
  lim_json_set_string (block, "lane", binding->lane);
  lim_json_set (block, "assertions", assertions_to_json (record->doc, binding));
  lim_json_set_int (block, "assertion_count", binding->n_assertions);
  lim_json_set_int (block, "pass_count", binding->counts[LIM_VERDICT_PASS]);
  lim_json_set_int (block, "fail_count", binding->counts[LIM_VERDICT_FAIL]);
  lim_json_set_int (block, "partial_count", binding->counts[LIM_VERDICT_PARTIAL]);

  lim_json_set (record->root, "canon", block);
  lim_json_set (record->root, "canon_assertions", assertions_to_json (record->doc, binding));
  lim_json_set_string (record->root, "canon_explanation", binding->explanation);
}
