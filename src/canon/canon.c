#include "canon-private.h"

#include "base-text.h"

#include <stdlib.h>
#include <string.h>

const char *
lim_canon_file_path (LimCanonFile file)
{
  static const char *const paths[LIM_N_CANON_FILES] = {
    [LIM_CANON_CONSTITUTION_MD] = "canon/constitution.md",
    [LIM_CANON_REVIEW_RUBRIC_MD] = "canon/review-rubric.md",
    [LIM_CANON_IDENTITY_GATES_MD] = "canon/identity-gates.md",
    [LIM_CANON_CONSTITUTION_JSON] = "constitution.json",
    [LIM_CANON_RUBRIC_JSON] = "rubric.json",
    [LIM_CANON_LANES_JSON] = "lanes.json",
    [LIM_CANON_TERMINOLOGY_JSON] = "terminology.json",
  };

  return paths[file];
}

/* -- Values -- */

LimRule *
canon_rule_new (const char *id, const char *file, guint line)
{
  LimRule *rule = g_new0 (LimRule, 1);

  rule->id = g_strdup (id);
  rule->file = g_strdup (file);
  rule->line = line;
  rule->dimensions = g_new0 (char *, 1);
  rule->failure_modes = g_new0 (char *, 1);
  return rule;
}

void
canon_rule_free (LimRule *rule)
{
  if (rule == NULL)
    return;
  g_free (rule->id);
  g_free (rule->category);
  g_free (rule->title);
  g_free (rule->text);
  g_strfreev (rule->dimensions);
  g_strfreev (rule->failure_modes);
  g_strfreev (rule->lanes);
  g_free (rule->rationale_pass);
  g_free (rule->rationale_fail);
  g_free (rule->file);
  g_free (rule);
}

LimDimension *
canon_dimension_new (const char *name, const char *help, const char *file, guint line)
{
  LimDimension *dimension = g_new0 (LimDimension, 1);

  dimension->name = g_strdup (name);
  dimension->help = help != NULL && *help != '\0' ? g_strdup (help) : NULL;
  dimension->file = g_strdup (file);
  dimension->line = line;
  return dimension;
}

void
canon_dimension_free (LimDimension *dimension)
{
  if (dimension == NULL)
    return;
  g_free (dimension->name);
  g_free (dimension->help);
  g_free (dimension->file);
  g_free (dimension);
}

LimFailureMode *
canon_failure_new (const char *name, const char *help)
{
  LimFailureMode *failure = g_new0 (LimFailureMode, 1);

  failure->name = g_strdup (name);
  failure->help = help != NULL && *help != '\0' ? g_strdup (help) : NULL;
  failure->rules = g_new0 (char *, 1);
  return failure;
}

void
canon_failure_free (LimFailureMode *failure)
{
  if (failure == NULL)
    return;
  g_free (failure->name);
  g_free (failure->help);
  g_strfreev (failure->rules);
  g_free (failure);
}

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

void
canon_strv_add (char ***list, const char *name)
{
  guint length = g_strv_length (*list);

  if (g_strv_contains ((const char *const *) *list, name))
    return;
  *list = g_renew (char *, *list, length + 2);
  (*list)[length] = g_strdup (name);
  (*list)[length + 1] = NULL;
}

GPtrArray *
canon_add_finding (GPtrArray *findings, LimFindingSeverity severity, const char *file, guint line, const char *field,
                   const char *expected, const char *fix, const char *found, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, found);
  text = g_strdup_vprintf (found, arguments);
  va_end (arguments);
  g_ptr_array_add (findings, lim_finding_new (severity, file, line, field, text, expected, fix));
  return findings;
}

/* -- Rule ids -- */

static const struct
{
  const char *prefix, *category;
} categories[] = {
  { "SHP-EXT", "ship" },    { "SHP-INT", "interior" }, { "RND", "rendering" },   { "MAT", "material" },
  { "SHP", "shape" },       { "COL", "color" },        { "CLO", "clothing" },    { "EQP", "equipment" },
  { "ENV", "environment" }, { "SIL", "silhouette" },   { "CMP", "composition" }, { "MOD", "mood" },
  { "LGT", "lighting" },    { "ANA", "anatomy" },
};

char *
canon_category (const char *rule_id)
{
  const char *hyphen = strrchr (rule_id, '-');
  gsize length = hyphen != NULL ? (gsize) (hyphen - rule_id) : strlen (rule_id);

  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    if (strlen (categories[i].prefix) == length && strncmp (categories[i].prefix, rule_id, length) == 0)
      return g_strdup (categories[i].category);
  return g_ascii_strdown (rule_id, (gssize) length);
}

gsize
canon_rule_id_length (const char *text)
{
  const char *at = text;

  for (;;)
    {
      const char *part = at;

      while (g_ascii_isupper (*at) || (at > part && g_ascii_isdigit (*at)))
        at++;
      if (at == part || *at != '-')
        return 0;
      at++;
      if (!g_ascii_isdigit (*at))
        continue;
      while (g_ascii_isdigit (*at))
        at++;
      if (g_ascii_islower (*at) && !g_ascii_isalnum (at[1]))
        at++;
      return g_ascii_isalnum (*at) || *at == '-' || at - text > CANON_MAX_NAME_LENGTH ? 0 : (gsize) (at - text);
    }
}

/* -- Reading -- */

typedef struct
{
  const LimCanonSources *sources;
  GPtrArray *findings;
} Intake;

static const char *
source_name (const LimCanonSources *sources, LimCanonFile file)
{
  return sources->files[file].name != NULL ? sources->files[file].name : lim_canon_file_path (file);
}

/* The text of a file that is there and can be read at all; else NULL, with a finding in the latter case. */
static const char *
usable_text (const Intake *intake, LimCanonFile file, gsize *length)
{
  const char *text = intake->sources->files[file].text, *end;
  gssize given = intake->sources->files[file].length;

  if (text == NULL)
    return NULL;
  *length = given < 0 ? strlen (text) : (gsize) given;
  if (*length > CANON_MAX_FILE_BYTES)
    {
      canon_add_finding (intake->findings, LIM_FINDING_ERROR, source_name (intake->sources, file), 0, NULL,
                         "at most 4 MiB", NULL, "the file has %" G_GSIZE_FORMAT " bytes", *length);
      return NULL;
    }
  if (!g_utf8_validate_len (text, *length, &end))
    {
      guint line = 1;

      for (const char *at = text; at < end; at++)
        line += *at == '\n';
      canon_add_finding (intake->findings, LIM_FINDING_ERROR, source_name (intake->sources, file), line, NULL,
                         "text in UTF-8", "Save the file as UTF-8.", "a byte 0x%02x that is not UTF-8",
                         (guint8) *end);
      return NULL;
    }
  return text;
}

static LimJsonDoc *
parse_json (const Intake *intake, LimCanonFile file)
{
  const char *name = source_name (intake->sources, file);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = usable_text (intake, file, &length);
  LimJsonDoc *doc;

  if (text == NULL)
    return NULL;
  doc = lim_json_parse (name, text, (gssize) length, &error);
  if (doc == NULL)
    g_ptr_array_add (intake->findings, lim_finding_new_from_message (LIM_FINDING_ERROR, name, error->message));
  return doc;
}

static void
read_prose (const Intake *intake, LimCanonFile file, CanonProse *prose)
{
  gsize length;
  const char *text = usable_text (intake, file, &length);

  if (text != NULL)
    canon_prose_read (prose, source_name (intake->sources, file), text, length, file == LIM_CANON_CONSTITUTION_MD,
                      intake->findings);
}

static void
read_everything (LimCanon *canon, const Intake *intake)
{
  g_autoptr (LimJsonDoc) rules_doc = parse_json (intake, LIM_CANON_CONSTITUTION_JSON);
  g_autoptr (LimJsonDoc) rubric_doc = parse_json (intake, LIM_CANON_RUBRIC_JSON);
  g_autoptr (LimJsonDoc) lanes_doc = parse_json (intake, LIM_CANON_LANES_JSON);
  g_autoptr (LimJsonDoc) terms_doc = parse_json (intake, LIM_CANON_TERMINOLOGY_JSON);
  GPtrArray *json_rules = NULL;
  CanonRubric rubric = { 0 };
  CanonProse prose;
  gsize length;
  const char *gates = usable_text (intake, LIM_CANON_IDENTITY_GATES_MD, &length);

  canon_prose_init (&prose);
  canon->gates_text = gates != NULL ? g_strndup (gates, length) : NULL;
  read_prose (intake, LIM_CANON_CONSTITUTION_MD, &prose);
  read_prose (intake, LIM_CANON_REVIEW_RUBRIC_MD, &prose);
  if (rules_doc != NULL)
    json_rules =
        canon_json_read_rules (canon, lim_json_root (rules_doc), lim_json_doc_name (rules_doc), intake->findings);
  if (rubric_doc != NULL)
    canon_json_read_rubric (canon, lim_json_root (rubric_doc), lim_json_doc_name (rubric_doc), &rubric,
                            intake->findings);
  if (lanes_doc != NULL)
    canon_json_read_lanes (canon, lim_json_root (lanes_doc), lim_json_doc_name (lanes_doc), intake->findings);
  if (terms_doc != NULL)
    canon_json_read_terminology (canon, lim_json_root (terms_doc), lim_json_doc_name (terms_doc), intake->findings);
  canon_merge (canon, &prose, json_rules, &rubric, intake->findings);
  canon_prose_clear (&prose);
}

/* -- Life -- */

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
  Intake intake = { .sources = sources, .findings = own };
  g_autofree char *message = NULL;
  guint errors = 0;

  read_everything (canon, &intake);

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
