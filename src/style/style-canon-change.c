#include "style-canon-change.h"

#include "base-hash.h"
#include "base-text.h"
#include "canon-stale.h"
#include "store-record.h"
#include "style-canon.h"

#include <string.h>

/* -- The file -- */

gboolean
lim_style_find_canon_file (const char *name, LimCanonFile *file, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < LIM_N_CANON_FILES; i++)
    {
      const char *path = lim_canon_file_path (i), *slash = strrchr (path, '/');

      if (strcmp (name, path) == 0 || (slash != NULL && strcmp (name, slash + 1) == 0))
        {
          *file = i;
          return TRUE;
        }
      g_ptr_array_add (names, (char *) path);
    }
  g_ptr_array_add (names, NULL);
  g_autofree char *known = lim_text_list ((const char *const *) names->pdata);
  return lim_fail (error, LIM_ERROR_NOT_FOUND, "“%s” is no file of the canon. There are %s", name, known);
}

gboolean
lim_style_read_canon_file (const LimProject *project, LimCanonFile file, char **text, char **hash, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gsize length = 0;

  *text = lim_project_read_text (project, lim_canon_file_path (file), &length, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  *hash = *text != NULL ? lim_sha256_hex (*text, (gssize) length) : NULL;
  return TRUE;
}

gboolean
lim_style_save_canon_file (const LimProject *project, LimCanonFile file, const char *text, gsize length,
                           const char *seen, char **hash, GError **error)
{
  const char *path = lim_canon_file_path (file);
  g_autofree char *now = NULL, *now_hash = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimCanon) canon = lim_style_load_canon_with (project, file, text, length, NULL, &problem);

  if (canon == NULL)
    return lim_fail (error, LIM_ERROR_REFUSED, "the canon would not be usable: %s", problem->message);
  if (!lim_style_read_canon_file (project, file, &now, &now_hash, error))
    return FALSE;
  if (g_strcmp0 (now_hash, seen) != 0)
    return lim_fail (error, LIM_ERROR_CONFLICT,
                     "%s was changed by somebody else since it was shown; nothing was written. Look at it again",
                     path);

  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GBytes) expected = now != NULL ? g_bytes_new_static (now, strlen (now)) : NULL;
  if (!lim_store_save_document (project, path, bytes, expected, error))
    return FALSE;
  *hash = lim_sha256_hex (text, (gssize) length);
  return TRUE;
}

/* -- Comparing -- */

static void
rule_change_free (gpointer data)
{
  LimRuleChange *rule = data;

  g_free (rule->id);
  g_free (rule->title);
  g_free (rule);
}

static void
picture_change_free (gpointer data)
{
  LimPictureChange *picture = data;

  g_free (picture->id);
  g_free (picture);
}

void
lim_canon_change_free (LimCanonChange *change)
{
  if (change == NULL)
    return;
  g_ptr_array_unref (change->findings);
  g_ptr_array_unref (change->rules);
  g_ptr_array_unref (change->pictures);
  g_ptr_array_unref (change->exports);
  g_free (change);
}

static gboolean
same_list (char **one, char **other)
{
  if (one == NULL || other == NULL)
    return one == other;
  return g_strv_equal ((const char *const *) one, (const char *const *) other);
}

static gboolean
same_rule (const LimRule *one, const LimRule *other)
{
  return g_strcmp0 (one->title, other->title) == 0 && g_strcmp0 (one->text, other->text) == 0
         && g_strcmp0 (one->category, other->category) == 0 && same_list (one->dimensions, other->dimensions)
         && same_list (one->failure_modes, other->failure_modes) && same_list (one->lanes, other->lanes)
         && one->per_faction == other->per_faction && g_strcmp0 (one->rationale_pass, other->rationale_pass) == 0
         && g_strcmp0 (one->rationale_fail, other->rationale_fail) == 0;
}

static LimRuleChange *
add_rule (GPtrArray *rules, GHashTable *by_id, const LimRule *rule)
{
  LimRuleChange *change = g_new0 (LimRuleChange, 1);

  change->id = g_strdup (rule->id);
  change->title = g_strdup (rule->title);
  g_ptr_array_add (rules, change);
  g_hash_table_insert (by_id, change->id, change);
  return change;
}

/* All rules of both; those of which nothing changes are taken out in the end. */
static GHashTable *
pair_rules (LimCanonChange *change, const LimCanon *before, const LimCanon *after)
{
  GHashTable *by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < after->rules->len; i++)
    {
      const LimRule *rule = after->rules->pdata[i], *old = lim_canon_rule (before, rule->id, NULL);
      LimRuleChange *row = add_rule (change->rules, by_id, rule);

      row->added = old == NULL;
      row->reworded = old != NULL && !same_rule (rule, old);
    }
  for (guint i = 0; i < before->rules->len; i++)
    {
      const LimRule *rule = before->rules->pdata[i];

      if (!g_hash_table_contains (by_id, rule->id))
        add_rule (change->rules, by_id, rule)->removed = TRUE;
    }
  return by_id;
}

typedef struct
{
  const LimCanon *before, *after;
  GMutex lock; /* over all below */
  LimCanonChange *change;
} Comparing;

static const LimAssertion *
assertion_of (const LimBinding *binding, const char *rule)
{
  for (guint i = 0; binding != NULL && i < binding->n_assertions; i++)
    if (strcmp (binding->assertions[i].rule->id, rule) == 0)
      return &binding->assertions[i];
  return NULL;
}

/* Counts what both bindings say; how many rules say something else. */
static guint
compare_verdicts (Comparing *self, const LimBinding *before, const LimBinding *after)
{
  guint n = 0;

  for (guint i = 0; i < self->change->rules->len; i++)
    {
      LimRuleChange *rule = self->change->rules->pdata[i];
      const LimAssertion *old = assertion_of (before, rule->id), *now = assertion_of (after, rule->id);

      if (old != NULL)
        rule->before[old->verdict]++;
      if (now != NULL)
        rule->after[now->verdict]++;
      if ((old != NULL) != (now != NULL)
          || (old != NULL && (old->verdict != now->verdict || old->score != now->score)))
        {
          rule->n_changed++;
          n++;
        }
    }
  return n;
}

static int
call_of (const LimCanon *canon, const LimScores *scores)
{
  LimStatus status;

  return lim_thresholds_judge (&canon->thresholds, (const char *const *) canon->dimension_names, scores, &status,
                               NULL, NULL)
             ? (int) status
             : -1;
}

static gboolean
compare_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Comparing *self = data;
  g_autoptr (LimJudgment) judgment = lim_record_judgment (*record);
  if (judgment == NULL)
    return TRUE;

  g_autoptr (LimBinding) before = lim_canon_bind (self->before, *record, NULL);
  g_autoptr (LimBinding) after = lim_canon_bind (self->after, *record, NULL);
  gboolean was_fresh = lim_canon_binding_state (self->before, *record) == LIM_BINDING_FRESH;
  gboolean is_fresh = lim_canon_binding_state (self->after, *record) == LIM_BINDING_FRESH;
  LimPictureChange picture = {
    .status = (*record)->status,
    .call_before = call_of (self->before, judgment->scores),
    .call_after = call_of (self->after, judgment->scores),
    .goes_stale = was_fresh && !is_fresh,
    .is_fresh = !was_fresh && is_fresh,
  };

  g_mutex_lock (&self->lock);
  LimCanonChange *change = self->change;
  picture.n_verdicts = compare_verdicts (self, before, after);
  change->n_verdicts += picture.n_verdicts;
  change->n_stale += picture.goes_stale;
  change->n_fresh += picture.is_fresh;
  if (picture.call_before != picture.call_after)
    {
      change->n_calls++;
      change->n_against += picture.call_before == (int) picture.status && picture.call_after != (int) picture.status;
    }
  if (picture.call_before != picture.call_after || picture.n_verdicts > 0 || picture.goes_stale || picture.is_fresh)
    {
      picture.id = g_strdup ((*record)->id);
      g_ptr_array_add (change->pictures, g_memdup2 (&picture, sizeof picture));
    }
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static int
by_weight (gconstpointer one, gconstpointer other)
{
  const LimPictureChange *a = *(LimPictureChange *const *) one, *b = *(LimPictureChange *const *) other;
  gboolean a_calls = a->call_before != a->call_after, b_calls = b->call_before != b->call_after;

  if (a_calls != b_calls)
    return a_calls ? -1 : 1;
  if (a->n_verdicts != b->n_verdicts)
    return a->n_verdicts > b->n_verdicts ? -1 : 1;
  return strcmp (a->id, b->id);
}

static int
by_name (gconstpointer one, gconstpointer other)
{
  return strcmp (*(char *const *) one, *(char *const *) other);
}

/* The exports whose manifest names the bytes that the file has now, if it would have others. */
static gboolean
find_exports (const LimProject *project, LimCanonFile file, const char *new_text, gsize length,
              LimCanonChange *change, GError **error)
{
  g_autofree char *text = NULL, *hash = NULL, *folder = lim_project_path (project, "exports");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (!lim_style_read_canon_file (project, file, &text, &hash, error))
    return FALSE;
  if (text != NULL && strlen (text) == length && memcmp (text, new_text, length) == 0)
    return TRUE;
  while (dir != NULL && hash != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_strconcat ("exports/", name, "/manifest.json", NULL);
      g_autoptr (LimJsonDoc) doc = *name != '.' ? lim_store_load_document (project, path, NULL) : NULL;
      const LimJson *inputs = doc != NULL ? lim_json_get (lim_json_root (doc), "inputs") : NULL;

      if (inputs != NULL && g_strcmp0 (lim_json_get_string (inputs, lim_canon_file_path (file)), hash) == 0)
        g_ptr_array_add (change->exports, g_strdup (name));
    }
  g_ptr_array_sort (change->exports, by_name);
  return TRUE;
}

static LimCanonChange *
change_new (void)
{
  LimCanonChange *change = g_new0 (LimCanonChange, 1);

  change->findings = lim_findings_new ();
  change->rules = g_ptr_array_new_with_free_func (rule_change_free);
  change->pictures = g_ptr_array_new_with_free_func (picture_change_free);
  change->exports = g_ptr_array_new_with_free_func (g_free);
  return change;
}

static void
drop_same_rules (GPtrArray *rules)
{
  for (guint i = rules->len; i-- > 0;)
    {
      const LimRuleChange *rule = rules->pdata[i];

      if (!rule->added && !rule->removed && !rule->reworded && rule->n_changed == 0)
        g_ptr_array_remove_index (rules, i);
    }
}

/* What is said of the canon as it is now is no news. */
static void
drop_known_findings (GPtrArray *findings, const GPtrArray *known)
{
  g_autoptr (GHashTable) messages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < known->len; i++)
    g_hash_table_add (messages, lim_finding_message (known->pdata[i]));
  for (guint i = findings->len; i-- > 0;)
    {
      g_autofree char *message = lim_finding_message (findings->pdata[i]);

      if (g_hash_table_contains (messages, message))
        g_ptr_array_remove_index (findings, i);
    }
}

static gboolean
compare_records (const LimContext *context, const LimProject *project, const LimCanon *before, const LimCanon *after,
                 LimCanonChange *change, GError **error)
{
  g_autoptr (GHashTable) rules G_GNUC_UNUSED = pair_rules (change, before, after);
  Comparing self = { .before = before, .after = after, .change = change };

  g_mutex_init (&self.lock);
  gboolean ok =
      lim_store_for_each_record (project, NULL, 0, compare_record, NULL, &self, context->cancellable, error);
  g_mutex_clear (&self.lock);
  drop_same_rules (change->rules);
  g_ptr_array_sort (change->pictures, by_weight);
  return ok;
}

LimCanonChange *
lim_style_canon_change (const LimContext *context, const LimProject *project, LimCanonFile file, const char *text,
                        gsize length, GError **error)
{
  g_autoptr (LimCanonChange) change = change_new ();
  g_autoptr (GPtrArray) known = lim_findings_new ();
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimCanon) before = lim_style_load_canon (project, known, &problem);

  if (before == NULL && !g_error_matches (problem, LIM_ERROR, LIM_ERROR_BAD_INPUT))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  g_autoptr (LimCanon) after = lim_style_load_canon_with (project, file, text, length, change->findings, NULL);
  change->usable = after != NULL;
  change->compared = before != NULL && after != NULL;
  if (change->usable)
    drop_known_findings (change->findings, known);
  if (change->compared
      && (!compare_records (context, project, before, after, change, error)
          || !find_exports (project, file, text, length, change, error)))
    return NULL;
  return g_steal_pointer (&change);
}

/* -- As JSON -- */

static LimJson *
counts_to_json (const guint counts[LIM_N_VERDICTS], LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  for (guint i = 0; i < LIM_N_VERDICTS; i++)
    lim_json_set_int (object, lim_verdict_name (i), counts[i]);
  return object;
}

static LimJson *
rules_to_json (const LimCanonChange *change, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < change->rules->len; i++)
    {
      const LimRuleChange *rule = change->rules->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "rule", rule->id);
      lim_json_set_string (object, "title", rule->title);
      lim_json_set_string (object, "change",
                           rule->added      ? "added"
                           : rule->removed  ? "removed"
                           : rule->reworded ? "reworded"
                                            : "fares otherwise");
      lim_json_set (object, "before", counts_to_json (rule->before, doc));
      lim_json_set (object, "after", counts_to_json (rule->after, doc));
      lim_json_set_int (object, "pictures", rule->n_changed);
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
pictures_to_json (const LimCanonChange *change, guint most, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < MIN (change->pictures->len, most); i++)
    {
      const LimPictureChange *picture = change->pictures->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", picture->id);
      lim_json_set_string (object, "status", lim_status_name (picture->status));
      lim_json_set_string (object, "call_before",
                           picture->call_before >= 0 ? lim_status_name (picture->call_before) : NULL);
      lim_json_set_string (object, "call_after",
                           picture->call_after >= 0 ? lim_status_name (picture->call_after) : NULL);
      lim_json_set_string (object, "binding",
                           picture->goes_stale ? "goes stale"
                           : picture->is_fresh ? "is fresh again"
                                               : "stays");
      lim_json_set_int (object, "verdicts", picture->n_verdicts);
      lim_json_append (list, object);
    }
  return list;
}

LimJson *
lim_canon_change_to_json (const LimCanonChange *change, guint most, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc), *exports = lim_json_new_array (doc);

  for (guint i = 0; i < change->exports->len; i++)
    lim_json_append (exports, lim_json_new_string (doc, change->exports->pdata[i]));
  lim_json_set_bool (root, "usable", change->usable);
  lim_json_set_bool (root, "compared", change->compared);
  lim_json_set (root, "findings", lim_findings_to_json (change->findings, doc));
  lim_json_set_int (root, "bindings_stale", change->n_stale);
  lim_json_set_int (root, "bindings_fresh", change->n_fresh);
  lim_json_set_int (root, "verdicts", change->n_verdicts);
  lim_json_set_int (root, "calls", change->n_calls);
  lim_json_set_int (root, "against", change->n_against);
  lim_json_set_int (root, "pictures_changed", change->pictures->len);
  lim_json_set (root, "rules", rules_to_json (change, doc));
  lim_json_set (root, "pictures", pictures_to_json (change, most, doc));
  lim_json_set (root, "exports", exports);
  return root;
}
