/* The JSON files of other tools, as docs/canon.md describes them. Every wrong thing is named; reading goes on behind it. */
#include "canon-private.h"

#include <string.h>

/* “found text “two”; expected a list of texts”. */
static void
complain (GPtrArray *findings, const char *file, const LimJson *node, const LimJson *where, const char *field,
          const char *expected)
{
  g_autofree char *found = lim_json_describe (node);

  canon_add_finding (findings, LIM_FINDING_ERROR, file, lim_json_line (node != NULL ? node : where), field, expected,
                     NULL, "found %s", found);
}

static gboolean
is_name (const char *text)
{
  return text != NULL && *text != '\0' && strlen (text) <= CANON_MAX_NAME_LENGTH && strpbrk (text, "\n\r\t") == NULL;
}

/* Member @key as text; missing and null are NULL, another type is a finding. */
static char *
dup_text (const LimJson *object, const char *key, const char *file, const char *field, GPtrArray *findings)
{
  const LimJson *node = lim_json_get (object, key);
  g_autofree char *path = NULL;

  if (lim_json_is_null (node))
    return NULL;
  if (lim_json_string (node) != NULL)
    return g_strdup (lim_json_string (node));
  path = g_strdup_printf ("%s%s%s", field, *field != '\0' ? "." : "", key);
  complain (findings, file, node, object, path, "text");
  return NULL;
}

/* Member @key as a list of names. NULL when missing or null; an empty list, with findings, when wrong. */
static char **
dup_names (const LimJson *object, const char *key, const char *file, const char *field, GPtrArray *findings)
{
  const LimJson *node = lim_json_get (object, key);
  g_autofree char *path = g_strdup_printf ("%s%s%s", field, *field != '\0' ? "." : "", key);
  char **names;

  if (lim_json_is_null (node))
    return NULL;
  names = g_new0 (char *, 1);
  if (!lim_json_is (node, LIM_JSON_ARRAY) || lim_json_length (node) > CANON_MAX_NAMES)
    {
      complain (findings, file, node, object, path, "a list of names");
      return names;
    }
  for (const LimJson *entry = lim_json_first (node); entry != NULL; entry = lim_json_next (entry))
    if (is_name (lim_json_string (entry)))
      canon_strv_add (&names, lim_json_string (entry));
    else
      complain (findings, file, entry, node, path, "a name of 1 to 128 characters");
  return names;
}

/* -- constitution.json -- */

static LimRule *
read_rule (const LimJson *node, guint index, const char *file, GPtrArray *findings)
{
  g_autofree char *place = g_strdup_printf ("rules[%u]", index), *field = NULL;
  const char *id = lim_json_get_string (node, "id");
  char **dimensions;
  LimRule *rule;

  if (!is_name (id))
    {
      g_autofree char *key = g_strconcat (place, ".id", NULL);

      complain (findings, file, lim_json_get (node, "id"), node, key, "the rule's id, such as “MAT-001”");
      return NULL;
    }
  field = g_strdup_printf ("rule %s", id);
  rule = canon_rule_new (id, file, lim_json_line (node));
  rule->category = dup_text (node, "category", file, field, findings);
  rule->title = dup_text (node, "desc", file, field, findings);
  rule->rationale_pass = dup_text (node, "rationale_pass", file, field, findings);
  rule->rationale_fail = dup_text (node, "rationale_fail", file, field, findings);
  rule->lanes = dup_names (node, "lanes", file, field, findings);
  dimensions = dup_names (node, "dims", file, field, findings);
  if (dimensions != NULL)
    {
      g_strfreev (rule->dimensions);
      rule->dimensions = dimensions;
    }
  if (rule->category == NULL)
    rule->category = canon_category (id);
  if (rule->title == NULL)
    rule->title = g_strdup (id);

  const LimJson *per = lim_json_get (node, "faction_specific");
  if (lim_json_is (per, LIM_JSON_TRUE))
    rule->per_faction = TRUE;
  else if (!lim_json_is_null (per) && !lim_json_is (per, LIM_JSON_FALSE))
    complain (findings, file, per, node, field, "faction_specific true or false");
  return rule;
}

GPtrArray *
canon_json_read_rules (LimCanon *canon, const LimJson *root, const char *file, GPtrArray *findings)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) canon_rule_free);
  const LimJson *list = lim_json_is (root, LIM_JSON_ARRAY) ? root : lim_json_get (root, "rules");
  g_autofree char *version = NULL;
  guint index = 0;

  if (!lim_json_is (list, LIM_JSON_ARRAY) || lim_json_length (list) > CANON_MAX_RULES)
    {
      complain (findings, file, list, root, "rules", "a list of at most 2000 rules: { \"rules\": [ … ] }");
      return rules;
    }
  version = dup_text (root, "version", file, "", findings);
  if (version != NULL)
    {
      g_free (canon->version);
      canon->version = g_steal_pointer (&version);
    }
  for (const LimJson *node = lim_json_first (list); node != NULL; node = lim_json_next (node))
    {
      LimRule *rule = read_rule (node, index++, file, findings);

      if (rule != NULL)
        g_ptr_array_add (rules, rule);
    }
  return rules;
}

/* -- rubric.json -- */

static GPtrArray *
read_dimensions (const LimJson *list, const LimJson *root, const char *file, GPtrArray *findings)
{
  GPtrArray *dimensions = g_ptr_array_new_with_free_func ((GDestroyNotify) canon_dimension_free);

  if (!lim_json_is (list, LIM_JSON_ARRAY) || lim_json_length (list) > CANON_MAX_DIMENSIONS)
    {
      complain (findings, file, list, root, "dimensions", "a list of at most 256 names");
      return dimensions;
    }
  for (const LimJson *node = lim_json_first (list); node != NULL; node = lim_json_next (node))
    {
      gboolean object = lim_json_is (node, LIM_JSON_OBJECT);
      const char *name = object ? lim_json_get_string (node, "id") : lim_json_string (node);

      if (object && name == NULL)
        name = lim_json_get_string (node, "name");
      if (is_name (name))
        g_ptr_array_add (dimensions, canon_dimension_new (name, lim_json_get_string (node, "description"), file,
                                                          lim_json_line (node)));
      else
        complain (findings, file, node, list, "dimensions", "names of 1 to 128 characters");
    }
  return dimensions;
}

static GPtrArray *
read_failures (const LimJson *map, const LimJson *root, const char *file, GPtrArray *findings)
{
  GPtrArray *failures = g_ptr_array_new_with_free_func ((GDestroyNotify) canon_failure_free);

  if (!lim_json_is (map, LIM_JSON_OBJECT) || lim_json_length (map) > CANON_MAX_NAMES)
    {
      complain (findings, file, map, root, "failure_to_rules", "an object: { \"too_clean\": [ \"MAT-002\" ] }");
      return failures;
    }
  for (const LimJson *member = lim_json_first (map); member != NULL; member = lim_json_next (member))
    {
      const char *name = lim_json_key (member);

      if (!is_name (name))
        {
          complain (findings, file, member, map, "failure_to_rules", "keys of 1 to 128 characters");
          continue;
        }
      LimFailureMode *failure = canon_failure_new (name, NULL);
      char **rules = dup_names (map, name, file, "failure_to_rules", findings);

      if (rules != NULL)
        {
          g_strfreev (failure->rules);
          failure->rules = rules;
        }
      g_ptr_array_add (failures, failure);
    }
  return failures;
}

static void
read_limit (const LimJson *object, const char *key, const char *file, const char *field, double *limit,
            GPtrArray *findings)
{
  const LimJson *node = lim_json_get (object, key);
  g_autofree char *path = NULL;
  double value;

  if (lim_json_is_null (node))
    return;
  if (lim_json_double (node, &value) && value >= 0 && value <= 1)
    {
      *limit = value;
      return;
    }
  path = g_strdup_printf ("thresholds.%s.%s", field, key);
  complain (findings, file, node, object, path, "a number from 0 to 1");
}

static void
read_limits (LimCanon *canon, const LimJson *thresholds, const char *file, GPtrArray *findings)
{
  static const struct
  {
    LimStatus status;
    const char *pass, *partial;
  } rows[] = {
    { LIM_STATUS_APPROVED, "pass", "partial" },
    { LIM_STATUS_BORDERLINE, "pass", "partial" },
    { LIM_STATUS_REJECTED, "partial_ceiling", "fail_ceiling" },
  };

  if (!lim_json_is_null (thresholds) && !lim_json_is (thresholds, LIM_JSON_OBJECT))
    {
      complain (findings, file, thresholds, thresholds, "thresholds",
                "an object: { \"approved\": { \"pass\": 0.7 } }");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *name = lim_status_name (rows[i].status);
      const LimJson *object = lim_json_get (thresholds, name);
      LimVerdictLimits *limits = &canon->limits[rows[i].status];

      read_limit (object, rows[i].pass, file, name, &limits->pass, findings);
      read_limit (object, rows[i].partial, file, name, &limits->partial, findings);
      if (limits->partial > limits->pass)
        {
          g_autofree char *expected = g_strdup_printf ("%s at most %s", rows[i].partial, rows[i].pass);

          canon_add_finding (findings, LIM_FINDING_ERROR, file, lim_json_line (object), "thresholds", expected, NULL,
                             "%s: %s is %g and %s is %g", name, rows[i].partial, limits->partial, rows[i].pass,
                             limits->pass);
        }
    }
}

void
canon_json_read_rubric (LimCanon *canon, const LimJson *root, const char *file, CanonRubric *rubric,
                        GPtrArray *findings)
{
  const LimJson *dimensions = lim_json_get (root, "dimensions"), *map = lim_json_get (root, "failure_to_rules");

  if (!lim_json_is (root, LIM_JSON_OBJECT))
    {
      complain (findings, file, root, root, NULL, "an object with dimensions, thresholds and failure_to_rules");
      return;
    }
  if (!lim_json_is_null (dimensions))
    rubric->dimensions = read_dimensions (dimensions, root, file, findings);
  if (!lim_json_is_null (map))
    rubric->failures = read_failures (map, root, file, findings);
  read_limits (canon, lim_json_get (root, "thresholds"), file, findings);
}

/* -- Patterns -- */

static char *
keep (LimCanon *canon, const char *text)
{
  char *copy = g_strdup (text);

  g_ptr_array_add (canon->priv->texts, copy);
  return copy;
}

/* Which list a pattern stands in, and with what meaning, is all that detection depends on. */
static void
remember_pattern (LimCanon *canon, const LimPatternSet *set, const char *text, const char *value)
{
  guint place = 0;

  while (place < CANON_N_ASKS && canon->priv->asks[place] != set)
    place++;
  lim_hasher_add_bytes (canon->priv->detection, &(guint8){ (guint8) place }, 1);
  lim_hasher_add_string (canon->priv->detection, text);
  lim_hasher_add_string (canon->priv->detection, value);
}

/* @text stands at @node; @value (may be NULL) is what a hit means. */
static void
add_pattern (LimCanon *canon, LimPatternSet *set, const char *text, gpointer value, const char *file,
             const LimJson *node, const char *field, GPtrArray *findings)
{
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    complain (findings, file, node, node, field, "a regular expression");
  else if (!lim_pattern_set_add (set, text, value, &error))
    canon_add_finding (findings, LIM_FINDING_ERROR, file, lim_json_line (node), field, "a regular expression",
                       "Mend the pattern; brackets and other signs that mean themselves need a backslash.",
                       "pattern “%.200s”: %s", text, error->message);
  else
    remember_pattern (canon, set, text, value);
}

static void
add_pattern_list (LimCanon *canon, LimPatternSet *set, const LimJson *object, const char *key, gpointer value,
                  const char *file, const char *field, GPtrArray *findings)
{
  const LimJson *list = lim_json_get (object, key);

  if (lim_json_is_null (list))
    return;
  if (!lim_json_is (list, LIM_JSON_ARRAY) || lim_json_length (list) > CANON_MAX_NAMES)
    {
      complain (findings, file, list, object, field, "a list of patterns");
      return;
    }
  for (const LimJson *node = lim_json_first (list); node != NULL; node = lim_json_next (node))
    add_pattern (canon, set, lim_json_string (node), value, file, node, field, findings);
}

/* The members of an object “pattern → faction”, as edge_defaults and id_fallbacks are. */
static void
add_pattern_map (LimCanon *canon, LimPatternSet *set, const LimJson *root, const char *key, const char *file,
                 GPtrArray *findings)
{
  const LimJson *map = lim_json_get (root, key);

  if (lim_json_is_null (map))
    return;
  if (!lim_json_is (map, LIM_JSON_OBJECT) || lim_json_length (map) > CANON_MAX_NAMES)
    {
      complain (findings, file, map, root, key, "an object: { \"pattern\": \"name\" }");
      return;
    }
  for (const LimJson *member = lim_json_first (map); member != NULL; member = lim_json_next (member))
    if (is_name (lim_json_string (member)))
      add_pattern (canon, set, lim_json_key (member), keep (canon, lim_json_string (member)), file, member, key,
                   findings);
    else
      complain (findings, file, member, map, key, "the name of a faction");
}

/* -- lanes.json -- */

static void
read_lane (LimCanon *canon, const LimJson *node, guint index, const char *file, GPtrArray *findings)
{
  const char *id = lim_json_get_string (node, "id");
  g_autofree char *place = g_strdup_printf ("lanes[%u].id", index), *field = NULL;
  LimLane *lane;

  if (!is_name (id))
    {
      complain (findings, file, lim_json_get (node, "id"), node, place, "the lane's name");
      return;
    }
  for (guint i = 0; i < canon->lanes->len; i++)
    if (strcmp (((LimLane *) canon->lanes->pdata[i])->id, id) == 0)
      {
        complain (findings, file, lim_json_get (node, "id"), node, place, "every lane once");
        return;
      }
  field = g_strdup_printf ("lane “%s”", id);
  lane = g_new0 (LimLane, 1);
  lane->id = g_strdup (id);
  lane->label = dup_text (node, "label", file, field, findings);
  lane->help = dup_text (node, "description", file, field, findings);
  g_ptr_array_add (canon->lanes, lane);
  add_pattern_list (canon, canon->priv->lane_patterns, node, "id_patterns", lane->id, file, field, findings);
}

void
canon_json_read_lanes (LimCanon *canon, const LimJson *root, const char *file, GPtrArray *findings)
{
  const LimJson *list = lim_json_get (root, "lanes");
  guint index = 0;

  if (!lim_json_is (list, LIM_JSON_ARRAY) || lim_json_length (list) > CANON_MAX_NAMES)
    {
      complain (findings, file, list, root, "lanes", "a list: { \"default_lane\": …, \"lanes\": [ … ] }");
      return;
    }
  canon->default_lane = dup_text (root, "default_lane", file, "", findings);
  for (const LimJson *node = lim_json_first (list); node != NULL; node = lim_json_next (node))
    read_lane (canon, node, index++, file, findings);
  if (canon->default_lane == NULL)
    canon_add_finding (findings, LIM_FINDING_WARNING, file, 0, "default_lane", "the name of a lane", NULL,
                       "there is none, so pictures whose id matches no pattern have no lane");
}

/* -- terminology.json -- */

static void
read_words (const LimJson *map, const char *file, const char *field, const char *prefix, GHashTable *table,
            const LimJson *parent, GPtrArray *findings)
{
  if (lim_json_is_null (map))
    return;
  if (!lim_json_is (map, LIM_JSON_OBJECT) || lim_json_length (map) > CANON_MAX_NAMES)
    {
      complain (findings, file, map, parent, field, "an object: { \"MAT-001\": \"words\" }");
      return;
    }
  for (const LimJson *member = lim_json_first (map); member != NULL; member = lim_json_next (member))
    if (lim_json_string (member) != NULL && lim_json_key (member) != NULL)
      g_hash_table_insert (table, g_strconcat (prefix, lim_json_key (member), NULL),
                           g_strdup (lim_json_string (member)));
    else if (!lim_json_is_null (member))
      complain (findings, file, member, map, field, "text");
}

static void
read_faction (LimCanon *canon, const LimJson *node, const char *file, GPtrArray *findings)
{
  const char *name = lim_json_key (node);
  g_autofree char *field = NULL, *prefix = NULL;
  LimFaction *faction;

  if (!is_name (name) || !lim_json_is (node, LIM_JSON_OBJECT))
    {
      complain (findings, file, node, node, "groups", "named objects: { \"name\": { \"material\": … } }");
      return;
    }
  field = g_strdup_printf ("group “%s”", name);
  prefix = g_strconcat (name, "\n", NULL);
  faction = g_new0 (LimFaction, 1);
  faction->name = g_strdup (name);
  faction->material = dup_text (node, "material", file, field, findings);
  faction->shapes = dup_text (node, "shapes", file, field, findings);
  faction->wear = dup_text (node, "wear", file, field, findings);
  read_words (lim_json_get (node, "construction"), file, field, prefix, canon->priv->constructions, node, findings);
  g_ptr_array_add (canon->factions, faction);
  g_hash_table_replace (canon->priv->factions_by_name, faction->name, faction);
}

/* Adds the groups' patterns in the order asked for; without one, in the order of the groups. */
static void
add_faction_patterns (LimCanon *canon, const LimJson *root, const LimJson *groups, const char *order_key,
                      const char *key, CanonAsk ask, const char *file, GPtrArray *findings)
{
  g_auto (GStrv) order = dup_names (root, order_key, file, "", findings);

  for (guint i = 0; order == NULL && i < canon->factions->len; i++)
    {
      const LimFaction *faction = g_ptr_array_index (canon->factions, i);
      g_autofree char *field = g_strdup_printf ("group “%s” %s", faction->name, key);

      add_pattern_list (canon, canon->priv->asks[ask], lim_json_get (groups, faction->name), key, faction->name, file,
                        field, findings);
    }
  for (guint i = 0; order != NULL && order[i] != NULL; i++)
    {
      const LimFaction *faction = lim_canon_faction_named (canon, order[i]);
      g_autofree char *field = g_strdup_printf ("group “%s” %s", order[i], key);

      if (faction != NULL)
        add_pattern_list (canon, canon->priv->asks[ask], lim_json_get (groups, order[i]), key, faction->name, file,
                          field, findings);
      else
        canon_add_finding (findings, LIM_FINDING_WARNING, file, lim_json_line (lim_json_get (root, order_key)),
                           order_key, "names of groups", NULL, "there is no group “%s”", order[i]);
    }
}

static void
read_faction_order (LimCanon *canon, const LimJson *root, const char *file)
{
  /* Wrong entries were named when the patterns were added. */
  g_autoptr (GPtrArray) ignored = lim_findings_new ();
  g_auto (GStrv) order = dup_names (root, "id_detection_order", file, "", ignored);

  if (order != NULL)
    {
      g_strfreev (canon->priv->faction_order);
      canon->priv->faction_order = g_steal_pointer (&order);
      return;
    }
  for (guint i = 0; i < canon->factions->len; i++)
    canon_strv_add (&canon->priv->faction_order, ((LimFaction *) g_ptr_array_index (canon->factions, i))->name);
}

void
canon_json_read_terminology (LimCanon *canon, const LimJson *root, const char *file, GPtrArray *findings)
{
  const LimJson *groups = lim_json_get (root, "groups");
  LimCanonPrivate *priv = canon->priv;
  g_autofree char *label = NULL;

  if (!lim_json_is (root, LIM_JSON_OBJECT) || (!lim_json_is_null (groups) && !lim_json_is (groups, LIM_JSON_OBJECT))
      || lim_json_length (groups) > CANON_MAX_NAMES)
    {
      complain (findings, file, groups != NULL ? groups : root, root, "groups",
                "an object: { \"groups\": { \"name\": { … } } }");
      return;
    }
  label = dup_text (root, "group_label", file, "", findings);
  if (label != NULL)
    {
      g_free (canon->faction_label);
      canon->faction_label = g_steal_pointer (&label);
    }
  for (const LimJson *node = lim_json_first (groups); node != NULL; node = lim_json_next (node))
    if (lim_json_get (groups, lim_json_key (node)) == node)
      read_faction (canon, node, file, findings);

  add_faction_patterns (canon, root, groups, "id_detection_order", "id_patterns", CANON_ASK_ID, file, findings);
  add_faction_patterns (canon, root, groups, "prompt_detection_order", "prompt_patterns", CANON_ASK_PROMPT, file,
                        findings);
  read_faction_order (canon, root, file);
  add_pattern_map (canon, priv->asks[CANON_ASK_CROSS], root, "cross_group_patterns", file, findings);
  add_pattern_map (canon, priv->asks[CANON_ASK_EDGE], root, "edge_defaults", file, findings);
  add_pattern_list (canon, priv->asks[CANON_ASK_NULL], root, "null_faction_patterns", NULL, file,
                    "null_faction_patterns", findings);
  add_pattern_map (canon, priv->asks[CANON_ASK_FALLBACK], root, "id_fallbacks", file, findings);
  read_words (lim_json_get (root, "faction_context"), file, "faction_context", "", priv->contexts, root, findings);
}
