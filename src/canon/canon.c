#include "canon-private.h"

#include "base-text.h"

/* -- Life -- */

static void
lane_free (LimLane *lane)
{
  g_free (lane->id);
  g_free (lane->label);
  g_free (lane->help);
  g_free (lane);
}

static void
faction_free (LimFaction *faction)
{
  g_free (faction->name);
  g_free (faction->material);
  g_free (faction->shapes);
  g_free (faction->wear);
  g_free (faction);
}

static void
said_free (CanonSaid *said)
{
  g_free (said->rationale);
  g_free (said);
}

static LimCanon *
canon_new_empty (void)
{
  LimCanon *canon = g_new0 (LimCanon, 1);
  LimCanonPrivate *priv = g_new0 (LimCanonPrivate, 1);

  canon->version = g_strdup ("1.0.0");
  canon->faction_label = g_strdup ("faction");
  canon->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) canon_rule_free);
  canon->dimensions = g_ptr_array_new_with_free_func ((GDestroyNotify) canon_dimension_free);
  canon->failure_modes = g_ptr_array_new_with_free_func ((GDestroyNotify) canon_failure_free);
  canon->lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) lane_free);
  canon->factions = g_ptr_array_new_with_free_func ((GDestroyNotify) faction_free);
  canon->thresholds = lim_thresholds_default;
  for (guint i = 0; i < LIM_N_STATUSES; i++)
    canon->limits[i] = (LimVerdictLimits){ .pass = 0.7, .partial = 0.5 };
  canon->limits[LIM_STATUS_REJECTED] = (LimVerdictLimits){ .pass = 0.6, .partial = 0.4 };

  canon->priv = priv;
  priv->detection = lim_hasher_new ();
  priv->lane_patterns = lim_pattern_set_new ();
  for (guint i = 0; i < CANON_N_ASKS; i++)
    priv->asks[i] = lim_pattern_set_new ();
  priv->faction_order = g_new0 (char *, 1);
  priv->contexts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  priv->constructions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  priv->texts = g_ptr_array_new_with_free_func (g_free);
  priv->rules_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  priv->failures_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  priv->factions_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  priv->slots = g_hash_table_new (g_str_hash, g_str_equal);
  priv->broken_rules = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  priv->rule_hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  priv->said = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) said_free);
  priv->palette = lim_json_doc_new ("assertions");
  g_mutex_init (&priv->lock);
  return canon;
}

LimCanon *
lim_canon_new (const LimCanonSources *sources, GPtrArray *findings, GError **error)
{
  g_autoptr (LimCanon) canon = canon_new_empty ();
  g_autoptr (GPtrArray) own = lim_findings_new ();
  g_autofree char *message = NULL;
  guint errors = 0;

  canon_read (canon, sources, own);

  const LimFinding *first = lim_findings_first (own, LIM_FINDING_ERROR, &errors);
  if (first != NULL)
    message = lim_finding_message (first);
  if (findings != NULL)
    g_ptr_array_extend_and_steal (findings, g_steal_pointer (&own));
  if (errors == 1)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s", message);
  if (errors > 1)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s (and %u more; see limner canon check)", message,
                          errors - 1);
  return g_steal_pointer (&canon);
}

static void
private_free (LimCanonPrivate *priv)
{
  lim_pattern_set_free (priv->lane_patterns);
  for (guint i = 0; i < CANON_N_ASKS; i++)
    lim_pattern_set_free (priv->asks[i]);
  g_strfreev (priv->faction_order);
  g_hash_table_unref (priv->contexts);
  g_hash_table_unref (priv->constructions);
  g_ptr_array_unref (priv->texts);
  g_hash_table_unref (priv->rules_by_id);
  g_hash_table_unref (priv->failures_by_name);
  g_hash_table_unref (priv->factions_by_name);
  g_hash_table_unref (priv->slots);
  for (guint i = 0; priv->rule_slots != NULL && priv->rule_slots[i] != NULL; i++)
    g_free (priv->rule_slots[i]);
  g_free (priv->rule_slots);
  g_hash_table_unref (priv->broken_rules);
  lim_hasher_free (priv->detection);
  g_free (priv->detection_hash);
  g_hash_table_unref (priv->rule_hashes);
  g_hash_table_unref (priv->said);
  lim_json_doc_free (priv->palette);
  g_mutex_clear (&priv->lock);
  g_free (priv);
}

void
lim_canon_free (LimCanon *canon)
{
  if (canon == NULL)
    return;
  private_free (canon->priv);
  g_free (canon->version);
  g_ptr_array_unref (canon->rules);
  g_ptr_array_unref (canon->dimensions);
  g_ptr_array_unref (canon->failure_modes);
  g_ptr_array_unref (canon->lanes);
  g_ptr_array_unref (canon->factions);
  g_free (canon->default_lane);
  g_free (canon->faction_label);
  g_strfreev (canon->dimension_names);
  g_strfreev (canon->failure_mode_names);
  g_free (canon->gates_text);
  g_free (canon);
}

/* -- Asking -- */

const LimRule *
lim_canon_rule (const LimCanon *canon, const char *id, GError **error)
{
  const LimRule *rule = g_hash_table_lookup (canon->priv->rules_by_id, id);
  g_autoptr (GPtrArray) known = NULL;
  g_autofree char *hint = NULL;

  if (rule != NULL)
    return rule;
  known = g_ptr_array_new ();
  for (guint i = 0; i < canon->rules->len; i++)
    g_ptr_array_add (known, ((LimRule *) g_ptr_array_index (canon->rules, i))->id);
  g_ptr_array_add (known, NULL);
  hint = lim_text_did_you_mean (id, (const char *const *) known->pdata);
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND,
                        "the constitution has no rule “%s”.%s `limner canon list` names all", id, hint);
}

const LimFaction *
lim_canon_faction_named (const LimCanon *canon, const char *name)
{
  return name != NULL ? g_hash_table_lookup (canon->priv->factions_by_name, name) : NULL;
}

const LimFailureMode *
lim_canon_failure_mode (const LimCanon *canon, const char *name)
{
  return g_hash_table_lookup (canon->priv->failures_by_name, name);
}

gboolean
lim_rule_applies (const LimRule *rule, const char *lane, const char *faction)
{
  if (rule->per_faction && faction == NULL)
    return FALSE;
  return rule->lanes == NULL || (lane != NULL && g_strv_contains ((const char *const *) rule->lanes, lane));
}
