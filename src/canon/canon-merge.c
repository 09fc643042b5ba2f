/* Brings what the Markdown and the JSON files say together, and checks that they fit. Data defines, prose complements. */
#include "canon-private.h"

#include "base-text.h"

#include <string.h>

/* -- What is taken where a constitution binds nothing -- */

/* The eight dimensions of style-dataset-pipeline.txt. */
static const char *const spec_dimensions[] = {
  "silhouette_clarity", "palette_adherence", "material_fidelity", "faction_read",
  "wear_level",         "style_consistency", "clothing_logic",    "composition",
};

/* A constitution without any “Scores:” line was written for people alone, as those of older projects are. Its rules are
 * measured by the first of these words that its title contains, else by its category. */
static const struct
{
  const char *word;
  const char *dimensions[3];
} by_title[] = {
  { "composition", { "composition" } },       { "silhouette", { "silhouette_clarity" } },
  { "scale test", { "silhouette_clarity" } }, { "shape", { "silhouette_clarity", "faction_read" } },
  { "palette", { "palette_adherence" } },     { "color", { "palette_adherence" } },
  { "colour", { "palette_adherence" } },      { "wear", { "wear_level" } },
  { "lived-in", { "wear_level" } },           { "grit", { "wear_level", "material_fidelity" } },
};

static const struct
{
  const char *category;
  const char *dimensions[3];
} by_category[] = {
  { "rendering", { "style_consistency" } },
  { "material", { "material_fidelity", "faction_read" } },
  { "shape", { "silhouette_clarity", "faction_read" } },
  { "color", { "palette_adherence" } },
  { "clothing", { "clothing_logic", "material_fidelity" } },
  { "ship", { "material_fidelity", "faction_read" } },
  { "interior", { "faction_read", "material_fidelity" } },
  { "equipment", { "material_fidelity", "faction_read" } },
  { "environment", { "style_consistency", "wear_level" } },
  { "silhouette", { "silhouette_clarity" } },
  { "composition", { "composition" } },
  { "mood", { "style_consistency" } },
  { "lighting", { "composition" } },
};

static gboolean
has_dimension (const LimCanon *canon, const char *name)
{
  for (guint i = 0; i < canon->dimensions->len; i++)
    if (strcmp (((LimDimension *) g_ptr_array_index (canon->dimensions, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
try_dimensions (const LimCanon *canon, LimRule *rule, const char *const *names)
{
  for (guint i = 0; i < 3 && names[i] != NULL; i++)
    if (has_dimension (canon, names[i]))
      canon_strv_add (&rule->dimensions, names[i]);
  rule->assumed = rule->dimensions[0] != NULL;
  return rule->assumed;
}

static void
assume_for_rule (const LimCanon *canon, LimRule *rule)
{
  g_autofree char *title = g_utf8_strdown (rule->title, -1);

  for (guint i = 0; i < G_N_ELEMENTS (by_title); i++)
    if (strstr (title, by_title[i].word) != NULL && try_dimensions (canon, rule, by_title[i].dimensions))
      return;
  for (guint i = 0; i < G_N_ELEMENTS (by_category); i++)
    if (strcmp (rule->category, by_category[i].category) == 0)
      try_dimensions (canon, rule, by_category[i].dimensions);
}

static void
assume_dimensions (const LimCanon *canon, GPtrArray *findings)
{
  const LimRule *first;
  guint n = 0;

  for (guint i = 0; i < canon->rules->len; i++)
    if (((LimRule *) g_ptr_array_index (canon->rules, i))->dimensions[0] != NULL)
      return;
  for (guint i = 0; i < canon->rules->len; i++)
    {
      LimRule *rule = g_ptr_array_index (canon->rules, i);

      assume_for_rule (canon, rule);
      n += rule->assumed;
    }
  if (n == 0)
    return;
  first = g_ptr_array_index (canon->rules, 0);
  canon_add_finding (findings, LIM_FINDING_INFO, first->file, first->line, "Scores", NULL,
                     "Write “Scores: dimension, …” under each rule to say what measures it.",
                     "no rule says which dimensions measure it, so %u of %u got theirs by title and category", n,
                     canon->rules->len);
}

/* -- Rules -- */

static LimRule *
find_rule (const GPtrArray *rules, const char *id)
{
  for (guint i = 0; i < rules->len; i++)
    if (strcmp (((LimRule *) g_ptr_array_index (rules, i))->id, id) == 0)
      return g_ptr_array_index (rules, i);
  return NULL;
}

static void
complete_from_prose (LimCanon *canon, const CanonProse *prose, GPtrArray *findings)
{
  for (guint i = 0; i < prose->rules->len; i++)
    {
      LimRule *told = g_ptr_array_index (prose->rules, i);
      LimRule *rule = find_rule (canon->rules, told->id);

      if (rule == NULL)
        canon_add_finding (findings, LIM_FINDING_WARNING, told->file, told->line, told->id, NULL,
                           "Add it there, or take constitution.json away and let the Markdown define the rules.",
                           "the rule is not in constitution.json, which defines the rules of this project, so it is "
                           "never judged");
      else if (rule->text == NULL)
        rule->text = g_steal_pointer (&told->text);
    }
}

static void
take_rules (LimCanon *canon, CanonProse *prose, GPtrArray *json_rules, GPtrArray *findings)
{
  GPtrArray *from = json_rules != NULL ? json_rules : prose->rules;

  g_ptr_array_extend_and_steal (canon->rules, g_ptr_array_ref (from));
  for (guint i = 0; i < canon->rules->len; i++)
    {
      LimRule *rule = g_ptr_array_index (canon->rules, i);
      const LimRule *earlier = find_rule (canon->rules, rule->id);

      if (earlier != rule)
        canon_add_finding (findings, json_rules != NULL ? LIM_FINDING_WARNING : LIM_FINDING_ERROR, rule->file,
                           rule->line, rule->id, "every rule once", "Give one of them a new number.",
                           "the rule stands already in line %u", earlier->line);
    }
  if (json_rules != NULL)
    complete_from_prose (canon, prose, findings);
  if (canon->rules->len == 0)
    canon_add_finding (findings, LIM_FINDING_WARNING, lim_canon_file_path (LIM_CANON_CONSTITUTION_MD), 0, NULL,
                       "headings such as “### MAT-001: Title”", "Write the first rule; nothing is bound without.",
                       "there are no rules");
}

/* -- Dimensions -- */

static void
take_dimensions (LimCanon *canon, CanonProse *prose, CanonRubric *rubric, GPtrArray *findings)
{
  GPtrArray *from = rubric->dimensions != NULL ? rubric->dimensions : prose->dimensions;

  for (guint i = 0; i < from->len; i++)
    {
      const LimDimension *dimension = g_ptr_array_index (from, i);

      if (!has_dimension (canon, dimension->name))
        g_ptr_array_add (canon->dimensions,
                         canon_dimension_new (dimension->name, dimension->help, dimension->file, dimension->line));
    }
  /* Rules that name dimensions tell them where no table does. */
  for (guint i = 0; from->len == 0 && i < canon->rules->len; i++)
    {
      const LimRule *rule = g_ptr_array_index (canon->rules, i);

      for (guint k = 0; rule->dimensions[k] != NULL; k++)
        if (!has_dimension (canon, rule->dimensions[k]))
          g_ptr_array_add (canon->dimensions,
                           canon_dimension_new (rule->dimensions[k], NULL, rule->file, rule->line));
    }
  if (canon->dimensions->len > 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (spec_dimensions); i++)
    g_ptr_array_add (canon->dimensions, canon_dimension_new (spec_dimensions[i], NULL, "built in", 0));
  canon_add_finding (findings, LIM_FINDING_INFO, lim_canon_file_path (LIM_CANON_CONSTITUTION_MD), 0, NULL,
                     "a table “Dimension | What it measures” under “Scoring Dimensions”", NULL,
                     "no dimensions are named, so the eight common ones are used");
}

/* Where both name dimensions: takes over what they measure, and says where they differ. */
static void
compare_dimensions (LimCanon *canon, const CanonProse *prose, GPtrArray *findings)
{
  for (guint i = 0; i < prose->dimensions->len; i++)
    {
      const LimDimension *told = g_ptr_array_index (prose->dimensions, i);
      g_autofree char *hint = NULL;
      gboolean found = FALSE;

      for (guint k = 0; k < canon->dimensions->len && !found; k++)
        {
          LimDimension *dimension = g_ptr_array_index (canon->dimensions, k);

          found = strcmp (dimension->name, told->name) == 0;
          if (found && dimension->help == NULL)
            dimension->help = g_strdup (told->help);
        }
      if (found)
        continue;
      hint = lim_text_did_you_mean (told->name, (const char *const *) canon->dimension_names);
      canon_add_finding (findings, LIM_FINDING_WARNING, told->file, told->line, "Dimension",
                         "the dimensions of rubric.json", "Add it there, or take it out of the table.",
                         "“%s” is not in rubric.json, so it is not scored.%s", told->name, hint);
    }
}

/* -- Failure modes -- */

static LimFailureMode *
find_failure (LimCanon *canon, const char *name, gboolean make)
{
  LimFailureMode *failure = g_hash_table_lookup (canon->priv->failures_by_name, name);

  if (failure != NULL || !make)
    return failure;
  failure = canon_failure_new (name, NULL);
  g_ptr_array_add (canon->failure_modes, failure);
  g_hash_table_insert (canon->priv->failures_by_name, failure->name, failure);
  return failure;
}

/* failure_to_rules and the “Fails on:” lines add up. The table of the review rubric is for people: it maps only where
 * nothing else does, and tells how to spot each. */
static void
take_failures (LimCanon *canon, const CanonProse *prose, const CanonRubric *rubric, GPtrArray *findings)
{
  gboolean mapped = rubric->failures != NULL;

  for (guint i = 0; mapped && i < rubric->failures->len; i++)
    {
      const LimFailureMode *from = g_ptr_array_index (rubric->failures, i);
      LimFailureMode *failure = find_failure (canon, from->name, TRUE);

      for (guint k = 0; from->rules[k] != NULL; k++)
        canon_strv_add (&failure->rules, from->rules[k]);
    }
  for (guint i = 0; i < canon->rules->len; i++)
    {
      const LimRule *rule = g_ptr_array_index (canon->rules, i);

      for (guint k = 0; rule->failure_modes[k] != NULL; k++)
        canon_strv_add (&find_failure (canon, rule->failure_modes[k], TRUE)->rules, rule->id);
      mapped = mapped || rule->failure_modes[0] != NULL;
    }
  for (guint i = 0; i < prose->failures->len; i++)
    {
      const LimFailureMode *told = g_ptr_array_index (prose->failures, i);
      LimFailureMode *failure = find_failure (canon, told->name, FALSE);

      if (failure == NULL && mapped)
        canon_add_finding (findings, LIM_FINDING_WARNING, lim_canon_file_path (LIM_CANON_REVIEW_RUBRIC_MD), 0,
                           told->name, NULL, "Name it in failure_to_rules of rubric.json or in a “Fails on:” line.",
                           "the failure stands in the table, but breaks no rule");
      if (failure == NULL)
        failure = find_failure (canon, told->name, TRUE);
      for (guint k = 0; !mapped && told->rules[k] != NULL; k++)
        canon_strv_add (&failure->rules, told->rules[k]);
      if (failure->help == NULL)
        failure->help = g_strdup (told->help);
    }
}

/* -- Checks -- */

static char **
names_of (const GPtrArray *things, gsize name_offset)
{
  char **names = g_new0 (char *, things->len + 1);

  for (guint i = 0; i < things->len; i++)
    names[i] = g_strdup (G_STRUCT_MEMBER (char *, g_ptr_array_index (things, i), name_offset));
  return names;
}

/* A name that a rule uses and nothing defines. What limner's own Markdown misspells is an error; data of other tools,
 * which overlook such names, is taken as they take it, and where nothing at all is defined the rule is only idle. */
static void
check_names (const LimRule *rule, char **used, char *const *known, const char *kind, const char *where,
             GPtrArray *findings)
{
  gboolean strict = g_str_has_suffix (rule->file, ".md") && known[0] != NULL;

  for (guint i = 0; used != NULL && used[i] != NULL; i++)
    {
      g_autofree char *hint = NULL, *list = NULL, *expected = NULL;

      if (g_strv_contains ((const char *const *) known, used[i]))
        continue;
      hint = lim_text_did_you_mean (used[i], (const char *const *) known);
      list = lim_text_list ((const char *const *) known);
      expected = g_strdup_printf ("one of %s", list);
      canon_add_finding (findings, strict ? LIM_FINDING_ERROR : LIM_FINDING_WARNING, rule->file, rule->line, rule->id,
                         known[0] != NULL ? expected : NULL, where, "there is no %s “%s”.%s", kind, used[i], hint);
    }
}

static void
check_rules (const LimCanon *canon, GPtrArray *findings)
{
  g_auto (GStrv) lanes = names_of (canon->lanes, G_STRUCT_OFFSET (LimLane, id));
  gboolean warned = FALSE;

  if (canon->default_lane != NULL)
    canon_strv_add (&lanes, canon->default_lane);
  for (guint i = 0; i < canon->rules->len; i++)
    {
      const LimRule *rule = g_ptr_array_index (canon->rules, i);

      check_names (rule, rule->dimensions, canon->dimension_names, "dimension",
                   "Dimensions stand in rubric.json or under “Scoring Dimensions”.", findings);
      check_names (rule, rule->lanes, lanes, "lane", "Lanes stand in lanes.json.", findings);
      if (rule->per_faction && canon->factions->len == 0 && !warned)
        {
          warned = TRUE;
          canon_add_finding (findings, LIM_FINDING_WARNING, rule->file, rule->line, rule->id, NULL,
                             "Name the factions in terminology.json.",
                             "the rule is judged per faction, but no faction is known, so it is never judged");
        }
    }
}

static void
check_failures (const LimCanon *canon, GPtrArray *findings)
{
  g_auto (GStrv) ids = names_of (canon->rules, G_STRUCT_OFFSET (LimRule, id));

  for (guint i = 0; i < canon->failure_modes->len; i++)
    {
      const LimFailureMode *failure = g_ptr_array_index (canon->failure_modes, i);

      for (guint k = 0; failure->rules[k] != NULL; k++)
        if (!g_hash_table_contains (canon->priv->rules_by_id, failure->rules[k]))
          {
            g_autofree char *hint = lim_text_did_you_mean (failure->rules[k], (const char *const *) ids);

            canon_add_finding (findings, LIM_FINDING_WARNING, lim_canon_file_path (LIM_CANON_RUBRIC_JSON), 0,
                               failure->name, "ids of rules", NULL, "there is no rule “%s”.%s", failure->rules[k],
                               hint);
          }
    }
}

static void
check_thresholds (LimCanon *canon, const CanonProse *prose, GPtrArray *findings)
{
  const LimThresholds *limits = &prose->thresholds;

  canon->thresholds = *limits;
  if (limits->reject_any > limits->approve_each || limits->reject_mean > limits->approve_mean)
    canon_add_finding (findings, LIM_FINDING_ERROR, lim_canon_file_path (LIM_CANON_CONSTITUTION_MD), 0,
                       "Rejection threshold", "limits at or below those of approval", NULL,
                       "scores could call for approval and rejection at once: %g and %g against %g and %g",
                       limits->reject_any, limits->reject_mean, limits->approve_each, limits->approve_mean);
}

static void
check_unused (const LimCanon *canon, GPtrArray *findings)
{
  for (guint i = 0; canon->rules->len > 0 && i < canon->dimensions->len; i++)
    {
      const LimDimension *dimension = g_ptr_array_index (canon->dimensions, i);

      if (!g_hash_table_contains (canon->priv->slots, dimension->name))
        canon_add_finding (findings, LIM_FINDING_INFO, dimension->file, dimension->line, dimension->name, NULL, NULL,
                           "no rule is measured by this dimension");
    }
}

/* -- Indices -- */

static void
index_rule (LimCanon *canon, guint index)
{
  LimCanonPrivate *priv = canon->priv;
  LimRule *rule = g_ptr_array_index (canon->rules, index);
  guint n = g_strv_length (rule->dimensions);

  if (!g_hash_table_contains (priv->rules_by_id, rule->id))
    g_hash_table_insert (priv->rules_by_id, rule->id, rule);
  priv->rule_slots[index] = g_new0 (guint, n + 1);
  for (guint k = 0; k < n; k++)
    {
      guint slot = GPOINTER_TO_UINT (g_hash_table_lookup (priv->slots, rule->dimensions[k]));

      if (slot == 0)
        {
          slot = ++priv->n_slots;
          g_hash_table_insert (priv->slots, rule->dimensions[k], GUINT_TO_POINTER (slot));
        }
      priv->rule_slots[index][k] = slot;
    }
}

static void
index_failures (LimCanon *canon)
{
  for (guint i = 0; i < canon->failure_modes->len; i++)
    {
      const LimFailureMode *failure = g_ptr_array_index (canon->failure_modes, i);
      GPtrArray *broken = g_ptr_array_new ();

      for (guint k = 0; failure->rules[k] != NULL; k++)
        {
          LimRule *rule = g_hash_table_lookup (canon->priv->rules_by_id, failure->rules[k]);

          if (rule == NULL)
            continue;
          g_ptr_array_add (broken, rule);
          canon_strv_add (&rule->failure_modes, failure->name);
        }
      g_hash_table_insert (canon->priv->broken_rules, failure->name, broken);
    }
}

static void
finish_detection (LimCanon *canon)
{
  LimCanonPrivate *priv = canon->priv;
  g_autofree char *hex = NULL;

  lim_pattern_set_finish (priv->lane_patterns);
  for (guint i = 0; i < CANON_N_ASKS; i++)
    lim_pattern_set_finish (priv->asks[i]);
  lim_hasher_add_string (priv->detection, canon->default_lane);
  for (guint i = 0; priv->faction_order[i] != NULL; i++)
    lim_hasher_add_string (priv->detection, priv->faction_order[i]);
  hex = lim_hasher_finish_hex (priv->detection);
  priv->detection_hash = g_strndup (hex, 32);
}

void
canon_merge (LimCanon *canon, CanonProse *prose, GPtrArray *json_rules, CanonRubric *rubric, GPtrArray *findings)
{
  take_rules (canon, prose, json_rules, findings);
  take_dimensions (canon, prose, rubric, findings);
  if (json_rules == NULL)
    assume_dimensions (canon, findings);
  canon->dimension_names = names_of (canon->dimensions, G_STRUCT_OFFSET (LimDimension, name));
  take_failures (canon, prose, rubric, findings);
  canon->failure_mode_names = names_of (canon->failure_modes, G_STRUCT_OFFSET (LimFailureMode, name));

  canon->priv->rule_slots = g_new0 (guint *, canon->rules->len + 1);
  for (guint i = 0; i < canon->rules->len; i++)
    index_rule (canon, i);
  index_failures (canon);
  finish_detection (canon);

  if (rubric->dimensions != NULL)
    compare_dimensions (canon, prose, findings);
  check_rules (canon, findings);
  check_failures (canon, findings);
  check_thresholds (canon, prose, findings);
  check_unused (canon, findings);

  g_clear_pointer (&json_rules, g_ptr_array_unref);
  g_clear_pointer (&rubric->dimensions, g_ptr_array_unref);
  g_clear_pointer (&rubric->failures, g_ptr_array_unref);
}
