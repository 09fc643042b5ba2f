/* dress-import-twine.c: a story published or archived by Twine 2: HTML with one or more <tw-storydata>.
 *
 * The file also holds the story format's engine, whose script may contain the word tw-storydata; so a story counts only when it
 * holds passages. Attributes come in any order, and need no blank between them. Entities are decoded once. */

#include "base-error.h"
#include "dress-html.h"
#include "dress-import.h"
#include "dress-twine-story.h"

#include <stdlib.h>
#include <string.h>

static const char *
find (const char *from, const char *end, const char *what)
{
  return from < end ? g_strstr_len (from, (gssize) (end - from), what) : NULL;
}

static void
add_passage (LimTwineFile *file, const LimHtmlTag *tag, const char *body_end, const char *startnode, const char *name,
             guint line, GPtrArray *findings)
{
  g_autofree char *pid = lim_html_attribute (tag, "pid"), *passage = lim_html_attribute (tag, "name"),
                  *tags = lim_html_attribute (tag, "tags");
  g_autofree char *id = passage != NULL ? g_strstrip (g_strdup (passage)) : NULL;

  if (!lim_story_is_id (id))
    {
      g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_WARNING, name, line, NULL,
                                                  "a passage without a usable name", NULL, "It was left out."));
      return;
    }
  if (file->start == NULL && startnode != NULL && pid != NULL && strcmp (pid, startnode) == 0)
    file->start = g_strdup (id);
  lim_twine_file_add (file, g_steal_pointer (&id), lim_html_decode (tag->end, (gsize) (body_end - tag->end)), tags,
                      line);
}

/* The story whose tag is @data; NULL when it holds no passages. *@after is where it ends. */
static LimTwineFile *
read_storydata (const LimHtmlTag *data, const char *end, const char *name, guint *line, GPtrArray *findings,
                const char **after)
{
  g_autoptr (LimTwineFile) file = lim_twine_file_new ();
  g_autofree char *startnode = lim_html_attribute (data, "startnode");
  const char *story_end = find (data->end, end, "</tw-storydata>"), *counted = data->end;
  LimHtmlTag tag;

  story_end = story_end != NULL ? story_end : end;
  *after = story_end;
  for (const char *at = data->end; (at = find (at, story_end, "<tw-passagedata")) != NULL;)
    {
      const char *close;

      if (!lim_html_read_tag (at, story_end, &tag))
        break;
      for (; counted < at; counted++)
        *line += *counted == '\n' ? 1 : 0;
      close = find (tag.end, story_end, "</tw-passagedata>");
      close = close != NULL ? close : story_end;
      add_passage (file, &tag, close, startnode, name, *line, findings);
      at = close;
    }
  file->title = lim_html_attribute (data, "name");
  file->ifid = lim_html_attribute (data, "ifid");
  file->format = lim_html_attribute (data, "format");
  file->format_version = lim_html_attribute (data, "format-version");
  return file->passages->len > 0 ? g_steal_pointer (&file) : NULL;
}

LimTwineFile *
lim_twine_html_parse (const char *name, const char *text, gsize length, GPtrArray *findings, GError **error)
{
  g_autoptr (LimTwineFile) first = NULL;
  const char *end = text + length, *after = NULL;
  guint line = 1, n = 0;
  LimHtmlTag tag;

  for (const char *at = text, *counted = text; (at = find (at, end, "<tw-storydata")) != NULL; at = after)
    {
      g_autoptr (LimTwineFile) file = NULL;

      after = at + strlen ("<tw-storydata");
      if (!lim_html_read_tag (at, end, &tag))
        continue;
      for (; counted < tag.end; counted++)
        line += *counted == '\n' ? 1 : 0;
      file = read_storydata (&tag, end, name, &line, findings, &after);
      counted = MAX (counted, after);
      n += file != NULL ? 1 : 0;
      if (first == NULL)
        first = g_steal_pointer (&file);
    }
  if (first == NULL)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: no story of Twine 2 is in it (tw-storydata with passages)",
                          name);
  if (n > 1)
    lim_import_note (findings, name, n - 1, "further story in the archive", "Only the first was taken");
  return g_steal_pointer (&first);
}

static gboolean
knows (const char *name G_GNUC_UNUSED, const char *text, gsize length)
{
  return g_strstr_len (text, (gssize) length, "<tw-storydata") != NULL;
}

static LimStory *
read_story (const char *name, const char *path G_GNUC_UNUSED, const char *text, gsize length, GPtrArray *findings,
            GError **error)
{
  g_autoptr (LimTwineFile) file = lim_twine_html_parse (name, text, length, findings, error);

  return file != NULL ? lim_twine_file_story (file, name, findings, error) : NULL;
}

const LimStoryImporter lim_story_importer_twine = {
  .name = "twine",
  .help = "HTML published or archived by Twine 2",
  .knows = knows,
  .read = read_story,
};
