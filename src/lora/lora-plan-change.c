#include "lora-plan-change.h"

#include "base-file.h"
#include "base-hash.h"
#include "lora-approval.h"
#include "lora-made.h"
#include "store-document.h"

#include <string.h>

#define MOST_STEPS 20u

static char *
undo_path (const LimLoraSet *set)
{
  g_autofree char *relative = g_strdup_printf (".limner/lora-undo-%s.json", set->subject);

  return lim_project_path (set->project, relative);
}

/* The steps so far; what cannot be read is forgotten: it only ever was a courtesy. Transfer full. */
static LimJsonDoc *
load_steps (const char *path)
{
  gsize length = 0;
  char *text = lim_file_read (path, 0, &length, NULL);
  LimJsonDoc *doc = text != NULL ? lim_json_parse_take (path, text, length, NULL) : NULL;

  if (doc != NULL && lim_json_is (lim_json_root (doc), LIM_JSON_ARRAY))
    return doc;
  lim_json_doc_free (doc);
  doc = lim_json_doc_new (path);
  lim_json_doc_set_root (doc, lim_json_new_array (doc));
  return doc;
}

/* All but the first @skip and the last @drop of the steps in @doc, and @more, if any. */
static gboolean
save_steps (const char *path, const LimJsonDoc *doc, guint skip, guint drop, const LimJson *more, GError **error)
{
  g_autoptr (LimJsonDoc) out = lim_json_doc_new (path);
  LimJson *steps = lim_json_new_array (out);
  guint n = lim_json_length (lim_json_root (doc)), i = 0;

  for (const LimJson *step = lim_json_first (lim_json_root (doc)); step != NULL; step = lim_json_next (step), i++)
    if (i >= skip && i + drop < n)
      lim_json_append (steps, lim_json_copy (out, step));
  if (more != NULL)
    lim_json_append (steps, lim_json_copy (out, more));
  lim_json_doc_set_root (out, steps);
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (out);
  return lim_file_write_bytes (path, bytes, error);
}

static gboolean
remember (const LimLoraSet *set, const char *what, const char *after, const LimJson *renames, GError **error)
{
  g_autofree char *path = undo_path (set), *hash = lim_sha256_hex (after, -1);
  g_autoptr (LimJsonDoc) doc = NULL, one = lim_json_doc_new (NULL);
  LimJson *step = lim_json_new_object (one);
  guint n;

  if (!lim_project_ensure_state_folder (set->project, error))
    return FALSE;
  doc = load_steps (path);
  n = lim_json_length (lim_json_root (doc));
  lim_json_set_string (step, "what", what);
  lim_json_set_string (step, "before", set->plan_text);
  lim_json_set_string (step, "after", hash);
  if (lim_json_length (renames) > 0)
    lim_json_set (step, "renamed", lim_json_copy (one, renames));
  return save_steps (path, doc, n >= MOST_STEPS ? n - MOST_STEPS + 1 : 0, 0, step, error);
}

static gboolean
save_plan (const LimLoraSet *set, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) expected = g_bytes_new (set->plan_text, strlen (set->plan_text));

  return lim_store_save_document (set->project, set->plan_path, bytes, expected, error);
}

/* Has numbers and approvals follow their images; @back: from the second id to the first, the last pair first. */
static gboolean
carry_over (const LimLoraSet *set, const LimJson *renames, gboolean back, GError **error)
{
  g_autoptr (LimLoraMade) made = NULL;
  g_autoptr (LimLoraApproval) approval = NULL;
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();

  for (const LimJson *pair = lim_json_first (renames); pair != NULL; pair = lim_json_next (pair))
    g_ptr_array_insert (pairs, back ? 0 : -1, (gpointer) pair);
  if (pairs->len == 0)
    return TRUE;
  made = lim_lora_made_open (set, error);
  approval = made != NULL ? lim_lora_approval_open (set, error) : NULL;
  for (guint i = 0; approval != NULL && i < pairs->len; i++)
    {
      const LimJson *first = lim_json_first (pairs->pdata[i]);
      const char *before = lim_json_string (first), *after = lim_json_string (lim_json_next (first));

      if (before == NULL || after == NULL)
        continue;
      lim_lora_made_rename (made, back ? after : before, back ? before : after);
      lim_lora_approval_rename (approval, back ? after : before, back ? before : after);
    }
  return approval != NULL && lim_lora_made_save (made, NULL, error) && lim_lora_approval_save (approval, error);
}

gboolean
lim_lora_plan_change (const LimLoraSet *set, const char *text, const LimJson *renames, const char *what,
                      GError **error)
{
  if (strcmp (text, set->plan_text) == 0)
    return TRUE;
  return remember (set, what, text, renames, error) && save_plan (set, text, error)
         && carry_over (set, renames, FALSE, error);
}

/* The step that made the plan what it is, by its @hash; else the last one. *@drop: how many go when it is taken back, it and what
 * was noted after it and never came about, for a step is noted before the plan is written. */
static const LimJson *
last_step (const LimJsonDoc *doc, const char *hash, guint *drop)
{
  const LimJson *last = NULL, *matching = NULL;

  *drop = 1;
  for (const LimJson *step = lim_json_first (lim_json_root (doc)); step != NULL; step = lim_json_next (step))
    {
      gboolean matches = g_strcmp0 (lim_json_get_string (step, "after"), hash) == 0;

      last = step;
      matching = matches ? step : matching;
      *drop = matches ? 1 : *drop + 1;
    }
  if (matching == NULL)
    *drop = 1;
  return matching != NULL ? matching : last;
}

char *
lim_lora_last_change (const LimLoraSet *set)
{
  g_autofree char *path = undo_path (set), *hash = lim_sha256_hex (set->plan_text, -1);
  g_autoptr (LimJsonDoc) doc = load_steps (path);
  guint drop;
  const LimJson *last = last_step (doc, hash, &drop);

  return g_strcmp0 (lim_json_get_string (last, "after"), hash) == 0 ? g_strdup (lim_json_get_string (last, "what"))
                                                                    : NULL;
}

gboolean
lim_lora_undo (const LimLoraSet *set, gboolean dry_run, char **what, GError **error)
{
  g_autofree char *path = undo_path (set), *hash = lim_sha256_hex (set->plan_text, -1);
  g_autoptr (LimJsonDoc) doc = load_steps (path);
  guint drop;
  const LimJson *last = last_step (doc, hash, &drop);
  const char *before = lim_json_get_string (last, "before"), *name = lim_json_get_string (last, "what");
  if (before == NULL || name == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "there is nothing to take back in %s", set->plan_path);
  if (g_strcmp0 (lim_json_get_string (last, "after"), hash) != 0)
    return lim_fail (error, LIM_ERROR_CONFLICT,
                     "%s was edited since “%s”; taking that back would lose the later change. Change it by hand",
                     set->plan_path, name);
  if (!dry_run
      && (!save_plan (set, before, error) || !carry_over (set, lim_json_get (last, "renamed"), TRUE, error)
          || !save_steps (path, doc, 0, drop, NULL, error)))
    return FALSE;
  *what = g_strdup (name);
  return TRUE;
}
