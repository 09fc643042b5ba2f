#include "lora-caption-edit.h"

#include "base-text.h"
#include "record-plan-edit.h"

#include <string.h>

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

/* -- Into the plan -- */

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
  return lim_lora_plan_change (set, text, NULL, what, error);
}
