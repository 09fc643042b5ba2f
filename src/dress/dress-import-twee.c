/* dress-import-twee.c: Twee 3 (.twee, .tw), the text form of Twine stories.
 *
 *   :: Passage name [tag1 tag2] {"position":"600,400"}
 *   text …
 *
 * “::” are the first two characters of a line; in names and tags “\” takes the meaning of what follows; a line of the text that
 * begins with “\::” stands for “::”. StoryTitle and StoryData are the work's own data. */

#include "base-json.h"
#include "dress-import.h"
#include "dress-twine-story.h"

#include <string.h>

/* Up to one of @stops that no “\” precedes, without these. *@at moves there. Transfer full. */
static char *
read_escaped (const char **at, const char *end, const char *stops)
{
  GString *text = g_string_new (NULL);

  for (; *at < end && strchr (stops, **at) == NULL; (*at)++)
    {
      if (**at == '\\' && *at + 1 < end)
        (*at)++;
      g_string_append_c (text, **at);
    }
  return g_strstrip (g_string_free (text, FALSE));
}

/* Trailing blank lines do not count; “\::” at the begin of a line is “::”. */
static char *
read_body (const char *from, const char *end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *at = from; at < end;)
    {
      const char *feed = memchr (at, '\n', (gsize) (end - at));
      const char *next = feed != NULL ? feed + 1 : end;
      gsize length = (gsize) ((feed != NULL ? feed : end) - at);

      if (length >= 3 && strncmp (at, "\\::", 3) == 0)
        at++, length--;
      if (length > 0 && at[length - 1] == '\r')
        length--;
      g_string_append_len (text, at, (gssize) length);
      g_string_append_c (text, '\n');
      at = next;
    }
  while (text->len > 0 && strchr ("\n \t", text->str[text->len - 1]) != NULL)
    g_string_truncate (text, text->len - 1);
  return g_strdup (text->str);
}

static void
note (GPtrArray *findings, const char *name, guint line, const char *field, const char *found, const char *fix)
{
  g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_WARNING, name, line, field, found, NULL, fix));
}

static void
read_story_data (LimTwineFile *file, const char *name, const LimTwinePassage *passage, GPtrArray *findings)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_parse (name, passage->text, -1, &problem);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;

  if (doc == NULL)
    {
      note (findings, name, passage->line, "StoryData", problem->message, "It was passed over.");
      return;
    }
  g_free (file->ifid);
  file->ifid = g_strdup (lim_json_get_string (root, "ifid"));
  g_free (file->format);
  file->format = g_strdup (lim_json_get_string (root, "format"));
  g_free (file->format_version);
  file->format_version = g_strdup (lim_json_get_string (root, "format-version"));
  g_free (file->start);
  file->start = g_strdup (lim_json_get_string (root, "start"));
}

/* The header line @from up to @end, behind its “::”. */
static void
read_header (const char *from, const char *end, char **name, char **tags)
{
  const char *at = from;

  *name = read_escaped (&at, end, "[{");
  *tags = NULL;
  if (at < end && *at == '[')
    {
      at++;
      *tags = read_escaped (&at, end, "]");
    }
}

static void
add (LimTwineFile *file, const char *header, const char *header_end, const char *body_end, guint line,
     const char *name, GPtrArray *findings)
{
  g_autofree char *passage_name = NULL, *tags = NULL;
  const char *body = header_end < body_end ? header_end + 1 : body_end;
  LimTwinePassage *passage;

  read_header (header + 2, header_end, &passage_name, &tags);
  if (!lim_story_is_id (passage_name))
    {
      note (findings, name, line, NULL, "a passage whose name is none",
            "It was left out; give it a name of one line.");
      return;
    }
  passage = lim_twine_file_add (file, g_steal_pointer (&passage_name), read_body (body, body_end), tags, line);
  if (strcmp (passage->name, "StoryTitle") == 0)
    {
      g_free (file->title);
      file->title = g_strstrip (g_strdup (passage->text));
    }
  else if (strcmp (passage->name, "StoryData") == 0)
    read_story_data (file, name, passage, findings);
}

LimTwineFile *
lim_twee_parse (const char *name, const char *text, gsize length, GPtrArray *findings)
{
  LimTwineFile *file = lim_twine_file_new ();
  const char *end = text + length, *header = NULL, *header_end = NULL;
  guint line = 0, header_line = 0;

  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  for (const char *at = text; at < end;)
    {
      const char *feed = memchr (at, '\n', (gsize) (end - at));
      const char *line_end = feed != NULL ? feed : end;

      line++;
      if (line_end - at >= 2 && at[0] == ':' && at[1] == ':')
        {
          if (header != NULL)
            add (file, header, header_end, at, header_line, name, findings);
          header = at;
          header_end = line_end;
          header_line = line;
        }
      at = feed != NULL ? feed + 1 : end;
    }
  if (header != NULL)
    add (file, header, header_end, end, header_line, name, findings);
  for (guint i = 0; file->start == NULL && i < file->passages->len; i++)
    if (strcmp (((const LimTwinePassage *) file->passages->pdata[i])->name, "Start") == 0)
      file->start = g_strdup ("Start");
  return file;
}

static gboolean
knows (const char *name, const char *text, gsize length)
{
  return g_str_has_suffix (name, ".twee") || g_str_has_suffix (name, ".tw") || g_str_has_suffix (name, ".twee3")
         || (length > 3 && g_str_has_prefix (text, ":: "))
         || g_strstr_len (text, (gssize) MIN (length, 100000u), "\n:: StoryData") != NULL;
}

static LimStory *
read_story (const char *name, const char *path G_GNUC_UNUSED, const char *text, gsize length, GPtrArray *findings,
            GError **error)
{
  g_autoptr (LimTwineFile) file = lim_twee_parse (name, text, length, findings);

  return lim_twine_file_story (file, name, findings, error);
}

const LimStoryImporter lim_story_importer_twee = {
  .name = "twee",
  .help = "Twee 3 (.twee, .tw), which Twine exports and Tweego reads",
  .knows = knows,
  .read = read_story,
};
