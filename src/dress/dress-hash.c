#include "dress-hash.h"

#include "base-hash.h"
#include "base-json.h"

#include <string.h>

/* -- Values as one text -- */

static void
add_text (GString *out, const char *key, const char *text)
{
  g_string_append_printf (out, "%s\"%s\":", out->len > 1 ? "," : "", key);
  if (text == NULL)
    g_string_append (out, "null");
  else
    lim_json_append_quoted (out, text, -1);
}

static void
add_list (GString *out, const char *key, char **list)
{
  g_string_append_printf (out, "%s\"%s\":[", out->len > 1 ? "," : "", key);
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      lim_json_append_quoted (out, list[i], -1);
    }
  g_string_append_c (out, ']');
}

static char *
finish (GString *out)
{
  char *hash;

  g_string_append_c (out, '}');
  hash = lim_sha256_hex (out->str, (gssize) out->len);
  g_string_free (out, TRUE);
  return hash;
}

/* -- Of what -- */

char *
lim_dress_hash_style (const LimArtDirection *direction)
{
  GString *out = g_string_new ("{");

  add_text (out, "style", direction != NULL ? direction->style : NULL);
  add_text (out, "medium", direction != NULL ? direction->medium : NULL);
  add_list (out, "palette", direction != NULL ? direction->palette : NULL);
  add_text (out, "composition_notes", direction != NULL ? direction->composition_notes : NULL);
  add_text (out, "negative_defaults", direction != NULL ? direction->negative_defaults : NULL);
  add_text (out, "aspect_ratio", direction != NULL ? direction->aspect_ratio : NULL);
  return finish (out);
}

char *
lim_dress_hash_visual (const LimEntityVisual *visual)
{
  GString *out = g_string_new ("{");
  g_autofree char *seed = g_strdup_printf ("%" G_GINT64_FORMAT, visual->seed);

  add_text (out, "entity", visual->entity);
  add_text (out, "description", visual->description);
  add_list (out, "distinguishing_features", visual->distinguishing_features);
  add_list (out, "color_associations", visual->color_associations);
  add_text (out, "reference_prompt_fragment", visual->reference_prompt_fragment);
  add_text (out, "seed", seed);
  add_text (out, "anchor", visual->anchor);
  return finish (out);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char *
lim_dress_hash_direction (const LimArtDirection *direction, const GPtrArray *visuals)
{
  GString *out = g_string_new ("{");
  g_autofree char *style = lim_dress_hash_style (direction);
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < visuals->len; i++)
    g_ptr_array_add (hashes, lim_dress_hash_visual (visuals->pdata[i]));
  g_ptr_array_sort (hashes, compare_texts);
  g_ptr_array_add (hashes, NULL);
  add_text (out, "direction", style);
  add_list (out, "visuals", (char **) hashes->pdata);
  return finish (out);
}

static GString *
picture_of (const LimBrief *brief)
{
  GString *out = g_string_new ("{");

  add_text (out, "passage", brief->passage);
  add_text (out, "subject", brief->subject);
  add_list (out, "entities", brief->entities);
  add_text (out, "composition", brief->composition);
  add_text (out, "mood", brief->mood);
  add_text (out, "negative", brief->negative);
  add_text (out, "style_overrides", brief->style_overrides);
  return out;
}

char *
lim_dress_hash_brief (const LimBrief *brief)
{
  return finish (picture_of (brief));
}

char *
lim_dress_hash_brief_review (const LimBrief *brief)
{
  GString *out = picture_of (brief);

  add_text (out, "category", brief->category);
  add_text (out, "caption", brief->caption);
  return finish (out);
}

char *
lim_dress_hash_codex (const GPtrArray *entries)
{
  GString *out = g_string_new ("{");

  for (guint i = 0; i < entries->len; i++)
    {
      const LimCodexEntry *entry = entries->pdata[i];
      g_autofree char *rank = g_strdup_printf ("%u", entry->rank);

      add_text (out, "rank", rank);
      add_list (out, "visible_when", entry->visible_when);
      add_text (out, "title", entry->title);
      add_text (out, "content", entry->content);
    }
  return finish (out);
}

char *
lim_dress_hash_prose (const LimStoryPassage *passage)
{
  GString *out = g_string_new ("{");

  add_text (out, "prose", passage->prose);
  return finish (out);
}
