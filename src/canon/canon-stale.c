#include "canon-stale.h"

#include "base-hash.h"
#include "canon-detect.h"
#include "canon-private.h"

#include <string.h>

const char *
lim_binding_state_name (LimBindingState state)
{
  static const char *const names[LIM_N_BINDING_STATES] = {
    [LIM_BINDING_NOT_BINDABLE] = "not bindable",
    [LIM_BINDING_UNBOUND] = "unbound",
    [LIM_BINDING_FRESH] = "fresh",
    [LIM_BINDING_STALE_RULES] = "stale (rules)",
    [LIM_BINDING_STALE_JUDGMENT] = "stale (judgment)",
    [LIM_BINDING_FOREIGN] = "stale (foreign)",
  };

  return names[state];
}

gboolean
lim_binding_state_is_stale (LimBindingState state)
{
  return state == LIM_BINDING_STALE_RULES || state == LIM_BINDING_STALE_JUDGMENT || state == LIM_BINDING_FOREIGN;
}

gboolean
lim_binding_state_needs_bind (LimBindingState state)
{
  return state == LIM_BINDING_UNBOUND || lim_binding_state_is_stale (state);
}

/* -- Hash of the rules -- */

static void
add_list (LimHasher *hasher, char *const *list)
{
  for (; list != NULL && *list != NULL; list++)
    lim_hasher_add_string (hasher, *list);
  lim_hasher_add_string (hasher, NULL);
}

static void
add_number (LimHasher *hasher, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  lim_hasher_add_string (hasher, g_ascii_dtostr (text, sizeof text, value));
}

static void
add_rule (LimHasher *hasher, const LimCanon *canon, const LimRule *rule, const char *faction)
{
  g_autofree char *pass = canon_expand (canon, rule->rationale_pass, faction, NULL);
  g_autofree char *fail = canon_expand (canon, rule->rationale_fail, faction, NULL);

  lim_hasher_add_string (hasher, rule->id);
  lim_hasher_add_string (hasher, rule->category);
  lim_hasher_add_string (hasher, rule->title);
  lim_hasher_add_string (hasher, pass);
  lim_hasher_add_string (hasher, fail);
  lim_hasher_add_string (hasher, rule->per_faction ? canon_context (canon, rule, faction) : NULL);
  lim_hasher_add_string (hasher, rule->per_faction ? "per faction" : "always");
  add_list (hasher, rule->dimensions);
  add_list (hasher, rule->failure_modes);
}

static char *
make_rules_hash (const LimCanon *canon, const char *lane, const char *faction)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  g_autofree char *hex = NULL;

  lim_hasher_add_string (hasher, "binding 1"); /* of the way verdicts and sentences are made */
  lim_hasher_add_string (hasher, canon->version);
  lim_hasher_add_string (hasher, lane);
  lim_hasher_add_string (hasher, faction);
  for (guint i = 0; i < LIM_N_STATUSES; i++)
    {
      add_number (hasher, canon->limits[i].pass);
      add_number (hasher, canon->limits[i].partial);
    }
  for (guint i = 0; i < canon->rules->len; i++)
    {
      const LimRule *rule = g_ptr_array_index (canon->rules, i);

      if (lim_rule_applies (rule, lane, faction))
        add_rule (hasher, canon, rule, faction);
    }
  hex = lim_hasher_finish_hex (hasher);
  return g_strndup (hex, 32);
}

const char *
lim_canon_rules_hash (const LimCanon *canon, const char *lane, const char *faction)
{
  LimCanonPrivate *priv = canon->priv;
  char small[2 * CANON_MAX_NAME_LENGTH + 8], *key = small, *large = NULL;
  const char *hash;

  /* A name cannot hold a line feed, and a missing one differs from an empty one by its mark. */
  if (g_snprintf (small, sizeof small, "%s%s\n%s%s", lane != NULL ? "+" : "-", lane != NULL ? lane : "",
                  faction != NULL ? "+" : "-", faction != NULL ? faction : "")
      >= (int) sizeof small)
    key = large = g_strdup_printf ("%s%s\n%s%s", lane != NULL ? "+" : "-", lane != NULL ? lane : "",
                                   faction != NULL ? "+" : "-", faction != NULL ? faction : "");

  g_mutex_lock (&priv->lock);
  hash = g_hash_table_lookup (priv->rule_hashes, key);
  if (hash == NULL)
    {
      char *made = make_rules_hash (canon, lane, faction);

      g_hash_table_insert (priv->rule_hashes, g_strdup (key), made);
      hash = made;
    }
  g_mutex_unlock (&priv->lock);
  g_free (large);
  return hash;
}

/* -- State -- */

LimBindingState
lim_canon_binding_state_of (const LimCanon *canon, const char *lane, const char *faction, const char *judgment_hash,
                            gboolean bound, const char *bound_rules, const char *bound_judgment)
{
  if (judgment_hash == NULL)
    return LIM_BINDING_NOT_BINDABLE;
  if (!bound)
    return LIM_BINDING_UNBOUND;
  if (bound_rules == NULL || bound_judgment == NULL)
    return LIM_BINDING_FOREIGN;
  if (strcmp (bound_judgment, judgment_hash) != 0)
    return LIM_BINDING_STALE_JUDGMENT;
  return strcmp (bound_rules, lim_canon_rules_hash (canon, lane, faction)) != 0 ? LIM_BINDING_STALE_RULES
                                                                                : LIM_BINDING_FRESH;
}

LimBindingState
lim_canon_binding_state (const LimCanon *canon, const LimRecord *record)
{
  const LimJson *block = lim_json_get (record->root, "canon"), *binding = lim_json_get (block, "binding");
  const LimJson *assertions = lim_json_get (block, "assertions");
  g_autofree char *judgment_hash = NULL;
  const char *lane, *faction;

  if (record->status == LIM_STATUS_CANDIDATE || lim_json_first (lim_record_scores (record)) == NULL)
    return LIM_BINDING_NOT_BINDABLE;
  judgment_hash = lim_record_judgment_hash (record);
  lim_canon_detect (canon, record, &lane, &faction);
  return lim_canon_binding_state_of (canon, lane, faction, judgment_hash,
                                     lim_json_is (assertions, LIM_JSON_ARRAY) && lim_json_length (assertions) > 0,
                                     lim_json_get_string (binding, "rules_hash"),
                                     lim_json_get_string (binding, "judgment_hash"));
}
