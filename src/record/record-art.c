#include "record-art.h"

#include "base-yaml-write.h"
#include "record-dress-fields.h"

#include <math.h>
#include <string.h>

#define MAX_SEED (((gint64) 1 << 53) - 1) /* what every JSON reader keeps exactly */

/* -- Art direction -- */

LimArtDirection *
lim_art_direction_new (void)
{
  LimArtDirection *direction = g_new0 (LimArtDirection, 1);

  direction->palette = g_new0 (char *, 1);
  return direction;
}

void
lim_art_direction_free (LimArtDirection *direction)
{
  if (direction == NULL)
    return;
  g_free (direction->style);
  g_free (direction->medium);
  g_free (direction->composition_notes);
  g_free (direction->negative_defaults);
  g_free (direction->aspect_ratio);
  g_free (direction->file);
  g_strfreev (direction->palette);
  g_free (direction);
}

#define AT(member) G_STRUCT_OFFSET (LimArtDirection, member)

static const LimDressField direction_fields[] = {
  { "style", LIM_DRESS_TEXT, AT (style) },
  { "medium", LIM_DRESS_TEXT, AT (medium) },
  { "palette", LIM_DRESS_LIST, AT (palette) },
  { "composition_notes", LIM_DRESS_TEXT, AT (composition_notes) },
  { "negative_defaults", LIM_DRESS_TEXT, AT (negative_defaults) },
  { "aspect_ratio", LIM_DRESS_TEXT, AT (aspect_ratio) },
  { NULL },
};

#undef AT

LimArtDirection *
lim_art_direction_read_object (const LimJson *object, const char *file, GPtrArray *findings)
{
  g_autoptr (LimArtDirection) direction = lim_art_direction_new ();

  direction->file = g_strdup (file);
  direction->line = lim_json_line (object);
  if (!lim_json_is (object, LIM_JSON_OBJECT))
    {
      g_autofree char *found = lim_json_describe (object);

      g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_ERROR, file, lim_json_line (object), NULL, found,
                                                  "style, medium, palette and the rest of an art direction",
                                                  "Example: style: ink wash with watercolor accents"));
      return NULL;
    }
  if (!lim_dress_read (object, direction_fields, direction, findings, file))
    return NULL;
  return g_steal_pointer (&direction);
}

LimArtDirection *
lim_art_direction_read (const LimJsonDoc *doc, GPtrArray *findings)
{
  return lim_art_direction_read_object (lim_json_root (doc), lim_json_doc_name (doc), findings);
}

char *
lim_art_direction_to_yaml (const LimArtDirection *direction)
{
  GString *out = g_string_new (NULL);

  lim_yaml_append_prose (out, "style", direction->style, 0);
  lim_yaml_append_prose (out, "medium", direction->medium, 0);
  lim_yaml_append_list (out, "palette", direction->palette, 0);
  lim_yaml_append_prose (out, "composition_notes", direction->composition_notes, 0);
  lim_yaml_append_prose (out, "negative_defaults", direction->negative_defaults, 0);
  lim_yaml_append_text (out, "aspect_ratio", direction->aspect_ratio, 0);
  if (out->len == 0)
    g_string_append (out, "{}\n");
  return g_string_free (out, FALSE);
}

/* -- Entity visuals -- */

LimEntityVisual *
lim_entity_visual_new (const char *entity)
{
  LimEntityVisual *visual = g_new0 (LimEntityVisual, 1);

  visual->entity = g_strdup (entity);
  visual->distinguishing_features = g_new0 (char *, 1);
  visual->color_associations = g_new0 (char *, 1);
  visual->seed = -1;
  return visual;
}

void
lim_entity_visual_free (LimEntityVisual *visual)
{
  if (visual == NULL)
    return;
  g_free (visual->entity);
  g_free (visual->description);
  g_free (visual->reference_prompt_fragment);
  g_free (visual->anchor);
  g_free (visual->file);
  g_strfreev (visual->distinguishing_features);
  g_strfreev (visual->color_associations);
  g_free (visual);
}

static void
visual_free (gpointer data)
{
  lim_entity_visual_free (data);
}

GPtrArray *
lim_visuals_new (void)
{
  return g_ptr_array_new_with_free_func (visual_free);
}

#define AT(member) G_STRUCT_OFFSET (LimEntityVisual, member)

static const LimDressField visual_fields[] = {
  { "entity", LIM_DRESS_TEXT, AT (entity), .required = TRUE },
  { "description", LIM_DRESS_TEXT, AT (description) },
  { "distinguishing_features", LIM_DRESS_LIST, AT (distinguishing_features) },
  { "color_associations", LIM_DRESS_LIST, AT (color_associations) },
  { "reference_prompt_fragment", LIM_DRESS_TEXT, AT (reference_prompt_fragment) },
  { "seed", LIM_DRESS_NUMBER, AT (seed), .least = 0, .most = MAX_SEED },
  { "anchor", LIM_DRESS_TEXT, AT (anchor) },
  { NULL },
};

void
lim_entity_visual_read_object (const LimJson *object, GPtrArray *visuals, GPtrArray *findings, const char *file)
{
  g_autoptr (LimEntityVisual) visual = lim_entity_visual_new (NULL);

  visual->file = g_strdup (file);
  visual->line = lim_json_line (object);
  if (lim_dress_read (object, visual_fields, visual, findings, file))
    g_ptr_array_add (visuals, g_steal_pointer (&visual));
}

void
lim_visuals_read (const LimJsonDoc *doc, GPtrArray *visuals, GPtrArray *findings)
{
  lim_dress_each (doc, lim_entity_visual_read_object, visuals, findings);
}

char *
lim_entity_visual_to_yaml (const LimEntityVisual *visual)
{
  GString *out = g_string_new (NULL);

  lim_yaml_append_text (out, "entity", visual->entity, 0);
  lim_yaml_append_prose (out, "description", visual->description, 0);
  lim_yaml_append_list (out, "distinguishing_features", visual->distinguishing_features, 0);
  lim_yaml_append_list (out, "color_associations", visual->color_associations, 0);
  lim_yaml_append_prose (out, "reference_prompt_fragment", visual->reference_prompt_fragment, 0);
  if (visual->seed >= 0)
    g_string_append_printf (out, "seed: %" G_GINT64_FORMAT "\n", visual->seed);
  lim_yaml_append_text (out, "anchor", visual->anchor, 0);
  return g_string_free (out, FALSE);
}

/* -- Aspect ratio -- */

gboolean
lim_aspect_ratio_parse (const char *text, guint *across, guint *down)
{
  guint64 parts[2];
  const char *at = text;

  for (guint i = 0; i < 2; i++)
    {
      char *end;

      if (at == NULL || !g_ascii_isdigit (*at))
        return FALSE;
      parts[i] = g_ascii_strtoull (at, &end, 10);
      if (parts[i] == 0 || parts[i] > 1000 || (i == 0 ? *end != ':' && *end != 'x' : *end != '\0'))
        return FALSE;
      at = end + 1;
    }
  if (parts[0] > 4 * parts[1] || parts[1] > 4 * parts[0])
    return FALSE;
  *across = (guint) parts[0];
  *down = (guint) parts[1];
  return TRUE;
}

static guint
to_multiple (double side)
{
  return (guint) MAX (lround (side / 8.0), 8L) * 8u;
}

void
lim_aspect_ratio_size (guint across, guint down, guint64 pixels, guint *width, guint *height)
{
  double unit = sqrt ((double) pixels / ((double) across * down));

  *width = to_multiple (unit * across);
  *height = to_multiple (unit * down);
}
