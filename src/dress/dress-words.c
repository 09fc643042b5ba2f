#include "dress-words.h"

#include "base-text.h"

#include <string.h>

static void
say_line (GString *out, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (out, "%s: %s\n", name, text);
}

static void
say_list (GString *out, const char *name, char *const *texts)
{
  g_autofree char *joined = g_strjoinv (", ", (char **) texts);

  say_line (out, name, joined);
}

void
lim_dress_say_vision (GString *out, const LimStory *story)
{
  say_line (out, "title", story->title);
  say_line (out, "genre", story->genre);
  say_line (out, "subgenre", story->subgenre);
  say_list (out, "tone", story->tone);
  say_list (out, "themes", story->themes);
  say_line (out, "audience", story->audience);
  say_line (out, "style notes", story->style_notes);
}

static void
say_details (GString *out, const GPtrArray *details)
{
  for (guint i = 0; i < details->len; i++)
    {
      const LimStoryDetail *detail = details->pdata[i];

      g_string_append_printf (out, "; %s: %s", detail->name, detail->text);
    }
}

void
lim_dress_say_entity (GString *out, const LimStoryEntity *entity, gboolean overlays)
{
  g_autofree char *aka = lim_text_list ((const char *const *) entity->aka);

  g_string_append_printf (out, "- %s (%s)", entity->id, lim_entity_type_name (entity->type));
  if (strcmp (entity->name, entity->id) != 0)
    g_string_append_printf (out, ", called %s", entity->name);
  if (*aka != '\0')
    g_string_append_printf (out, ", also %s", aka);
  if (entity->concept != NULL)
    g_string_append_printf (out, ": %s", entity->concept);
  say_details (out, entity->base);
  g_string_append_c (out, '\n');
  for (guint i = 0; overlays && i < entity->overlays->len; i++)
    {
      const LimStoryOverlay *overlay = entity->overlays->pdata[i];
      g_autofree char *when = g_strjoinv (" and ", overlay->when);

      g_string_append_printf (out, "  once %s:", when);
      say_details (out, overlay->details);
      g_string_append_c (out, '\n');
    }
}

void
lim_dress_say_direction (GString *out, const LimArtDirection *direction)
{
  say_line (out, "style", direction->style);
  say_line (out, "medium", direction->medium);
  say_list (out, "palette", direction->palette);
  say_line (out, "composition", direction->composition_notes);
  say_line (out, "to avoid", direction->negative_defaults);
  say_line (out, "aspect ratio", direction->aspect_ratio);
}

void
lim_dress_say_visual (GString *out, const LimStoryEntity *entity, const LimEntityVisual *visual)
{
  g_autofree char *features = g_strjoinv (", ", visual->distinguishing_features);

  g_string_append_printf (out, "- %s (%s), called %s: %s", entity->id, lim_entity_type_name (entity->type),
                          entity->name, visual->description != NULL ? visual->description : "");
  if (*features != '\0')
    g_string_append_printf (out, "; known by: %s", features);
  g_string_append_c (out, '\n');
}

char *
lim_dress_lacks_vision (const LimStory *story)
{
  const char *names[4] = { NULL };
  guint n = 0;

  if (story->genre == NULL || *story->genre == '\0')
    names[n++] = "genre";
  if (story->tone[0] == NULL)
    names[n++] = "tone";
  if (story->themes[0] == NULL)
    names[n++] = "themes";
  return n > 0 ? lim_text_list (names) : NULL;
}

static char *
strip (char *text)
{
  if (text == NULL || *g_strstrip (text) != '\0')
    return text;
  g_free (text);
  return NULL;
}

char *
lim_dress_clean_line (const char *text)
{
  return text != NULL ? strip (lim_text_harmless (text)) : NULL;
}

char *
lim_dress_clean_text (const char *text)
{
  return text != NULL ? strip (lim_text_harmless_lines (text)) : NULL;
}
