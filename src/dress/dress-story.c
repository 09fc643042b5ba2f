#include "dress-story.h"

#include "base-text.h"
#include "base-yaml.h"
#include "store-document.h"
#include "base-file.h"

#include <string.h>

#define MAX_SIZE ((gsize) 64 << 20)

static const char *const names[] = { "story/story.yaml", "story/story.json" };

char *
lim_dress_story_path (const LimProject *project, GError **error)
{
  const char *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = lim_project_path (project, names[i]);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      if (found != NULL)
        return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                              "there are both %s and %s, and only one can be the story. Move the other away", found,
                              names[i]);
      found = names[i];
    }
  return g_strdup (found);
}

/* The errors of @findings as one message. */
static gboolean
fail_listing (const char *name, const GPtrArray *findings, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_errors = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const LimFinding *finding = findings->pdata[i];

      if (finding->severity != LIM_FINDING_ERROR || ++n_errors > 20)
        continue;
      g_autofree char *message = lim_finding_message (finding);
      g_string_append_printf (text, "\n  %s", message);
    }
  g_autofree char *problems = lim_text_count (n_errors, "problem", NULL);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: the story cannot be used, it has %s:%s%s", name, problems,
                   text->str, n_errors > 20 ? "\n  …" : "");
}

LimStory *
lim_dress_story_parse (const char *name, const char *text, gsize length, GPtrArray *findings, GError **error)
{
  g_autoptr (LimJsonDoc) doc = g_str_has_suffix (name, ".json") ? lim_json_parse (name, text, (gssize) length, error)
                                                                : lim_yaml_parse (name, text, (gssize) length, error);
  g_autoptr (GPtrArray) own = lim_findings_new ();
  LimStory *story = doc != NULL ? lim_story_read (doc, own) : NULL;

  if (story == NULL && doc != NULL)
    fail_listing (name, own, error);
  if (findings != NULL)
    g_ptr_array_extend_and_steal (findings, g_steal_pointer (&own));
  return story;
}

LimStory *
lim_dress_story_open (const LimProject *project, GPtrArray *findings, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *relative = lim_dress_story_path (project, &problem);
  g_autofree char *path = NULL, *text = NULL;
  gsize length = 0;

  if (relative == NULL && problem == NULL)
    return lim_fail_null (
        error, LIM_ERROR_NOT_FOUND,
        "%s has no story yet: `limner story import FILE` brings one in, from our own story.yaml, Twee, "
        "a published Twine file or QuestFoundry's graph.db (docs/dress.md)",
        lim_project_name (project));
  if (relative == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  path = lim_store_resolve (project, relative, error);
  text = path != NULL ? lim_file_read (path, MAX_SIZE, &length, error) : NULL;
  return text != NULL ? lim_dress_story_parse (relative, text, length, findings, error) : NULL;
}
