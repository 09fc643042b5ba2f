/* dress-import-story.c: our own story.yaml and story.json. */

#include "dress-import.h"
#include "dress-story.h"

#include <string.h>

static gboolean
knows (const char *name, const char *text G_GNUC_UNUSED, gsize length G_GNUC_UNUSED)
{
  return g_str_has_suffix (name, ".yaml") || g_str_has_suffix (name, ".yml") || g_str_has_suffix (name, ".json");
}

static LimStory *
read_story (const char *name, const char *path G_GNUC_UNUSED, const char *text, gsize length, GPtrArray *findings,
            GError **error)
{
  return lim_dress_story_parse (name, text, length, findings, error);
}

const LimStoryImporter lim_story_importer_story = {
  .name = "story",
  .help = "our own story.yaml or story.json",
  .whole = TRUE,
  .knows = knows,
  .read = read_story,
};
