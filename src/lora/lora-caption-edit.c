#include "lora-caption-edit.h"

#include "base-file.h"
#include "base-hash.h"
#include "base-text.h"
#include "record-plan-edit.h"
#include "store-document.h"

#include <string.h>

#define MOST_STEPS 20u

static void
edit_free (gpointer data)
{
  LimLoraEdit *edit = data;

  g_free (edit->id);
  g_free (edit->before);
  g_free (edit->after);
  g_free (edit);
}

GPtrArray *
lim_lora_edits_new (void)
{
  return g_ptr_array_new_with_free_func (edit_free);
}

void
lim_lora_edits_add (GPtrArray *edits, const char *id, const char *before, const char *after)
{
  LimLoraEdit *edit = g_new (LimLoraEdit, 1);

  *edit = (LimLoraEdit){ .id = g_strdup (id), .before = g_strdup (before), .after = g_strdup (after) };
  g_ptr_array_add (edits, edit);
}

/* -- In bulk -- */

static gboolean
same_tag (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1), *folded_b = g_utf8_casefold (b, -1);

  return strcmp (folded_a, folded_b) == 0;
}

/* @text as tags: outer blanks and empty ones dropped, @remove left out, @add at the end where it is missing. */
static char *
retag (const char *text, const char *add, const char *remove)
{
  g_auto (GStrv) tags = g_strsplit (text, ",", -1);
  GString *out = g_string_new (NULL);
  gboolean has = add == NULL;

  for (char **tag = tags; *tag != NULL; tag++)
    {
      g_strstrip (*tag);
      if (**tag == '\0' || (remove != NULL && same_tag (*tag, remove)))
        continue;
      has = has || same_tag (*tag, add);
      g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", *tag);
    }
  if (!has)
    g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", add);
  return g_string_free (out, FALSE);
}

static char *
edited (const char *caption, const LimLoraBulk *bulk)
{
  g_autoptr (GString) text = g_string_new (caption);

  if (bulk->find != NULL)
    g_string_replace (text, bulk->find, bulk->replace != NULL ? bulk->replace : "", 0);
  return retag (text->str, bulk->add, bulk->remove);
}

static gboolean
begins_with_trigger (const LimPlan *plan, const char *caption)
{
  gsize length = strlen (plan->trigger);

  return strncmp (caption, plan->trigger, length) == 0 && (caption[length] == ',' || caption[length] == '\0');
}

static gboolean
check_bulk (const LimLoraSet *set, const LimLoraBulk *bulk, GError **error)
{
  const char *const tags[] = { bulk->add, bulk->remove };

  if ((bulk->find == NULL || *bulk->find == '\0') && bulk->add == NULL && bulk->remove == NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "nothing to do: give --find TEXT, --add TAG or --remove TAG");
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i] != NULL && (*tags[i] == '\0' || strpbrk (tags[i], ",\r\n") != NULL))
      return lim_fail (error, LIM_ERROR_USAGE, "“%s” is not one tag: a comma separates tags; give one at a time",
                       tags[i]);
  if (bulk->replace != NULL && strpbrk (bulk->replace, "\r\n") != NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "a caption is one line; --replace must not break it");
  for (guint i = 0; bulk->only != NULL && bulk->only[i] != NULL; i++)
    if (lim_plan_find (set->plan, bulk->only[i]) == NULL)
      return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s has no image “%s”", set->plan_path, bulk->only[i]);
  return TRUE;
}

GPtrArray *
lim_lora_bulk (const LimLoraSet *set, const LimLoraBulk *bulk, GError **error)
{
  g_autoptr (GPtrArray) images = lim_plan_images (set->plan);
  g_autoptr (GPtrArray) edits = lim_lora_edits_new ();

  if (!check_bulk (set, bulk, error))
    return NULL;
  for (guint i = 0; i < images->len; i++)
    {
      const LimPlanImage *image = images->pdata[i];
      g_autofree char *before = lim_plan_caption (set->plan, image);
      g_autofree char *after = edited (before, bulk);

      if ((bulk->only != NULL && !g_strv_contains (bulk->only, image->id)) || strcmp (before, after) == 0)
        continue;
      if (!begins_with_trigger (set->plan, after))
        return lim_fail_null (
            error, LIM_ERROR_REFUSED,
            "%s: the caption would be “%s”, which does not begin with the trigger word “%s”; nothing was "
            "changed",
            image->id, after, set->plan->trigger);
      lim_lora_edits_add (edits, image->id, before, after);
    }
  return g_steal_pointer (&edits);
}

/* -- In an editor -- */

char *
lim_lora_captions_to_text (const LimLoraSet *set)
{
  g_autoptr (GPtrArray) images = lim_plan_images (set->plan);
  GString *out = g_string_new ("# One image a line: “id: caption”. Change the captions, save, and leave the editor.\n"
                               "# Lines that are taken out, or begin with #, change nothing.\n");

  for (guint i = 0; i < images->len; i++)
    {
      const LimPlanImage *image = images->pdata[i];
      g_autofree char *caption = lim_plan_caption (set->plan, image);

      g_string_append_printf (out, "%s: %s\n", image->id, caption);
    }
  return g_string_free (out, FALSE);
}

/* Adds what @line says differently. */
static gboolean
read_line (const LimLoraSet *set, char *line, guint number, GHashTable *seen, GPtrArray *edits, GError **error)
{
  char *colon = strchr (line, ':');
  const LimPlanImage *image;

  if (colon == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "line %u: “%s”: expected “id: caption”; nothing was changed", number,
                     line);
  *colon = '\0';
  g_strchomp (line);
  image = lim_plan_find (set->plan, line);
  if (image == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "line %u: the plan has no image “%s”; nothing was changed", number,
                     line);
  if (!g_hash_table_add (seen, (gpointer) image))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "line %u: “%s” stands there twice; nothing was changed", number,
                     line);

  g_autofree char *before = lim_plan_caption (set->plan, image);
  const char *after = g_strstrip (colon + 1);
  if (*after == '\0' || !g_utf8_validate (after, -1, NULL))
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "line %u: the caption of “%s” is empty or not UTF-8; nothing was changed", number, line);
  if (strcmp (before, after) != 0)
    lim_lora_edits_add (edits, image->id, before, after);
  return TRUE;
}

GPtrArray *
lim_lora_captions_from_text (const LimLoraSet *set, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) edits = lim_lora_edits_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strstrip (lines[i]);
      if (lines[i][0] != '\0' && lines[i][0] != '#' && !read_line (set, lines[i], i + 1, seen, edits, error))
        return NULL;
    }
  return g_steal_pointer (&edits);
}

/* -- The way back -- */

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
remember (const LimLoraSet *set, const char *what, const char *after, GError **error)
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
  return save_steps (path, doc, n >= MOST_STEPS ? n - MOST_STEPS + 1 : 0, 0, step, error);
}

static gboolean
save_plan (const LimLoraSet *set, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) expected = g_bytes_new (set->plan_text, strlen (set->plan_text));

  return lim_store_save_document (set->project, set->plan_path, bytes, expected, error);
}

gboolean
lim_lora_edits_apply (const LimLoraSet *set, const GPtrArray *edits, const char *what, GError **error)
{
  g_autofree char *text = g_strdup (set->plan_text);

  if (edits->len == 0)
    return TRUE;
  for (guint i = 0; i < edits->len; i++)
    {
      const LimLoraEdit *edit = edits->pdata[i];
      char *next = lim_plan_edit_caption (text, set->plan_path, edit->id, edit->after, error);

      if (next == NULL)
        return FALSE;
      g_free (text);
      text = next;
    }
  return remember (set, what, text, error) && save_plan (set, text, error);
}

gboolean
lim_lora_undo (const LimLoraSet *set, gboolean dry_run, char **what, GError **error)
{
  g_autofree char *path = undo_path (set), *hash = lim_sha256_hex (set->plan_text, -1);
  g_autoptr (LimJsonDoc) doc = load_steps (path);
  const LimJson *last = NULL;

  for (const LimJson *step = lim_json_first (lim_json_root (doc)); step != NULL; step = lim_json_next (step))
    last = step;

  const char *before = lim_json_get_string (last, "before"), *name = lim_json_get_string (last, "what");
  if (before == NULL || name == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "there is nothing to take back in %s", set->plan_path);
  if (g_strcmp0 (lim_json_get_string (last, "after"), hash) != 0)
    return lim_fail (error, LIM_ERROR_CONFLICT,
                     "%s was edited since “%s”; taking that back would lose the later change. Change it by hand",
                     set->plan_path, name);
  if (!dry_run && (!save_plan (set, before, error) || !save_steps (path, doc, 0, 1, NULL, error)))
    return FALSE;
  *what = g_strdup (name);
  return TRUE;
}
