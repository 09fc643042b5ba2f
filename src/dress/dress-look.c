#include "dress-look.h"

#include "base-finding.h"
#include "base-text.h"
#include "base-yaml.h"

#include <string.h>

LimLook *
lim_look_new (void)
{
  LimLook *look = g_new0 (LimLook, 1);

  look->visuals = lim_visuals_new ();
  return look;
}

void
lim_look_free (LimLook *look)
{
  if (look == NULL)
    return;
  g_clear_pointer (&look->direction, lim_art_direction_free);
  g_ptr_array_unref (look->visuals);
  g_free (look);
}

static gboolean
fail_listing (const char *name, const GPtrArray *findings, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const LimFinding *finding = findings->pdata[i];
      g_autofree char *message = finding->severity == LIM_FINDING_ERROR ? lim_finding_message (finding) : NULL;

      if (message != NULL && n++ < 20)
        g_string_append_printf (text, "\n  %s", message);
    }
  return n == 0 || lim_fail (error, LIM_ERROR_BAD_INPUT, "%s cannot be used:%s", name, text->str);
}

LimLook *
lim_look_parse (const char *name, const char *text, gsize length, GError **error)
{
  g_autoptr (LimJsonDoc) doc = g_str_has_suffix (name, ".json") ? lim_json_parse (name, text, (gssize) length, error)
                                                                : lim_yaml_parse (name, text, (gssize) length, error);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (LimLook) look = lim_look_new ();
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL, *visuals = lim_json_get (root, "visuals");

  if (doc == NULL)
    return NULL;
  if (!lim_json_is (lim_json_get (root, "art_direction"), LIM_JSON_OBJECT)
      || (visuals != NULL && !lim_json_is (visuals, LIM_JSON_ARRAY)))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "%s: expected members “art_direction” and “visuals”. Example:\n"
                          "  art_direction: { style: …, medium: …, palette: […], composition_notes: …, "
                          "negative_defaults: …, aspect_ratio: \"16:9\" }\n"
                          "  visuals: [ { entity: ID, description: …, … } ]",
                          name);
  look->direction = lim_art_direction_read_object (lim_json_get (root, "art_direction"), name, findings);
  for (const LimJson *item = lim_json_first (visuals); item != NULL; item = lim_json_next (item))
    lim_entity_visual_read_object (item, look->visuals, findings, name);
  return fail_listing (name, findings, error) ? g_steal_pointer (&look) : NULL;
}

/* -- Checking -- */

static void
check_visual (const LimEntityVisual *visual, GPtrArray *problems)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = lim_text_harmless (visual->entity);

  lim_entity_visual_vague (visual, own);
  for (guint i = 0; i < own->len; i++)
    g_ptr_array_add (problems, g_strdup_printf ("visual of %s, %s", name, (const char *) own->pdata[i]));
}

void
lim_look_check_visuals (const GPtrArray *visuals, const GPtrArray *entities, GPtrArray *problems)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < entities->len; i++)
    g_hash_table_insert (wanted, ((const LimStoryEntity *) entities->pdata[i])->id, GUINT_TO_POINTER (1));
  for (guint i = 0; i < visuals->len; i++)
    {
      const LimEntityVisual *visual = visuals->pdata[i];
      g_autofree char *name = lim_text_harmless (visual->entity);
      guint times = GPOINTER_TO_UINT (g_hash_table_lookup (wanted, visual->entity));

      if (times == 0)
        g_ptr_array_add (problems, g_strdup_printf ("visual of %s: no such entity is asked for", name));
      else if (times == 2)
        g_ptr_array_add (problems, g_strdup_printf ("visual of %s: there are two; exactly one is to be", name));
      if (times > 0)
        g_hash_table_insert (wanted, visual->entity, GUINT_TO_POINTER (times + 1));
      check_visual (visual, problems);
    }
  for (guint i = 0; i < entities->len; i++)
    {
      const char *id = ((const LimStoryEntity *) entities->pdata[i])->id;

      if (GPOINTER_TO_UINT (g_hash_table_lookup (wanted, id)) == 1)
        g_ptr_array_add (problems, g_strdup_printf ("visual of %s: is missing; each entity has exactly one", id));
    }
}

void
lim_look_check (const LimLook *look, const LimStory *story, GPtrArray *problems)
{
  if (look->direction == NULL)
    g_ptr_array_add (problems, g_strdup ("art direction: is missing"));
  else
    lim_art_direction_vague (look->direction, problems);
  lim_look_check_visuals (look->visuals, story->entities, problems);
}
