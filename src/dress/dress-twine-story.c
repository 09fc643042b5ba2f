#include "dress-twine-story.h"

#include "base-error.h"
#include "dress-import.h"

#include <string.h>

static void
passage_free (gpointer data)
{
  LimTwinePassage *passage = data;

  g_free (passage->name);
  g_free (passage->text);
  g_strfreev (passage->tags);
  g_free (passage);
}

LimTwineFile *
lim_twine_file_new (void)
{
  LimTwineFile *file = g_new0 (LimTwineFile, 1);

  file->passages = g_ptr_array_new_with_free_func (passage_free);
  return file;
}

void
lim_twine_file_free (LimTwineFile *file)
{
  if (file == NULL)
    return;
  g_free (file->title);
  g_free (file->ifid);
  g_free (file->format);
  g_free (file->format_version);
  g_free (file->start);
  g_ptr_array_unref (file->passages);
  g_free (file);
}

LimTwinePassage *
lim_twine_file_add (LimTwineFile *file, char *name, char *text, const char *tags, guint line)
{
  LimTwinePassage *passage = g_new0 (LimTwinePassage, 1);
  g_auto (GStrv) words = g_strsplit_set (tags != NULL ? tags : "", " \t\r\n", 1000);

  passage->name = name;
  passage->text = text;
  passage->line = line;
  passage->tags = g_new0 (char *, 1);
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      lim_story_list_add (&passage->tags, *word);
  g_ptr_array_add (file->passages, passage);
  return passage;
}

/* -- The story -- */

static void
note_passage (GPtrArray *findings, const char *name, const LimTwinePassage *passage, const char *found,
              const char *fix)
{
  g_autofree char *field = g_strdup_printf ("passage “%s”", passage->name);

  g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_WARNING, name, passage->line, field, found, NULL, fix));
}

/* The same name again gets a number, so that nothing is dropped. */
static LimStoryPassage *
add_passage (LimStory *story, const LimTwinePassage *from, const char *name, GPtrArray *findings)
{
  LimStoryPassage *passage = lim_story_add_passage (story, from->name);

  for (guint i = 2; passage == NULL && lim_story_passage (story, from->name) != NULL && i < 1000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s (%u)", from->name, i);

      passage = lim_story_add_passage (story, id);
      if (passage != NULL)
        note_passage (findings, name, from, "a name an earlier passage has",
                      "It came in under another; links lead to the earlier.");
      else if (lim_story_passage (story, id) == NULL)
        break;
    }
  if (passage == NULL)
    note_passage (findings, name, from, "a name that is too long, or one passage too many", "It was left out.");
  return passage;
}

static void
read_tags (LimStoryPassage *passage, char **tags)
{
  for (char **tag = tags; *tag != NULL; tag++)
    {
      g_autofree char *word = g_strdelimit (g_ascii_strdown (*tag, -1), "-", '_');

      lim_story_list_add (&passage->tags, *tag);
      if (strcmp (word, "spine") == 0)
        passage->spine = TRUE;
      else if (g_strv_contains (lim_story_scene_types (), word))
        {
          g_free (passage->scene_type);
          passage->scene_type = g_steal_pointer (&word);
        }
    }
}

static void
add_codewords (LimStory *story)
{
  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      for (char **name = passage->grants; *name != NULL; name++)
        lim_story_ensure_codeword (story, *name);
      for (guint j = 0; j < passage->choices->len; j++)
        {
          const LimStoryChoice *choice = passage->choices->pdata[j];

          for (char **name = choice->requires; *name != NULL; name++)
            lim_story_ensure_codeword (story, *name);
          for (char **name = choice->grants; *name != NULL; name++)
            lim_story_ensure_codeword (story, *name);
        }
    }
}

static void
note_unread (const char *name, const LimTwineUnread *unread, GPtrArray *findings)
{
  lim_import_note (findings, name, unread->n_conditions, "condition that asks for more than codewords",
                   "What stands under it counts as always open");
  lim_import_note (findings, name, unread->n_assignments, "assignment of something other than true",
                   "Such variables are no codewords; the text is kept");
  lim_import_note (findings, name, unread->n_targets, "link whose target is no passage's name",
                   "It stays in the prose as it is");
  lim_import_note (findings, name, unread->n_inclusions, "inclusion of another passage's text",
                   "It stays in the prose as it is");
}

LimStory *
lim_twine_file_story (const LimTwineFile *file, const char *name, GPtrArray *findings, GError **error)
{
  g_autoptr (LimStory) story = lim_story_new (name);
  LimTwineFormat format = lim_twine_format (file->format);
  LimTwineUnread unread = { 0 };

  story->title = g_strdup (file->title);
  story->ifid = g_strdup (file->ifid);
  story->start = g_strdup (file->start);
  if (file->format != NULL)
    story->format =
        g_strstrip (g_strconcat (file->format, " ", file->format_version != NULL ? file->format_version : "", NULL));
  for (guint i = 0; i < file->passages->len; i++)
    {
      const LimTwinePassage *from = file->passages->pdata[i];
      LimStoryPassage *passage;

      if (lim_twine_is_special (from->name, (const char *const *) from->tags))
        continue;
      passage = add_passage (story, from, name, findings);
      if (passage == NULL)
        continue;
      read_tags (passage, from->tags);
      lim_twine_read_passage (story, passage, from->text, format, &unread);
    }
  if (story->passages->len == 0)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: no passages were found in it", name);
  if (story->start != NULL && lim_story_passage (story, story->start) == NULL)
    {
      g_ptr_array_add (findings,
                       lim_finding_new (LIM_FINDING_WARNING, name, 0, "start", story->start, "the name of a passage",
                                        "The first passage nothing leads to is taken."));
      g_clear_pointer (&story->start, g_free);
    }
  add_codewords (story);
  note_unread (name, &unread, findings);
  return g_steal_pointer (&story);
}
