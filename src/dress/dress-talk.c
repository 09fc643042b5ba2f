#include "dress-talk.h"

#include "base-file.h"
#include "store-document.h"

#include <string.h>

#define MAX_LAID_ASIDE 10000u

struct _LimTalk
{
  const LimProject *project;
  LimJsonDoc *doc;
  GBytes *bytes;    /* as it is on disk; NULL: not there yet */
  GPtrArray *turns; /* (element-type LimJson), of the document */
};

void
lim_talk_free (LimTalk *talk)
{
  if (talk == NULL)
    return;
  g_clear_pointer (&talk->doc, lim_json_doc_free);
  g_clear_pointer (&talk->bytes, g_bytes_unref);
  g_ptr_array_unref (talk->turns);
  g_free (talk);
}

static gboolean
read_turns (LimTalk *talk, GError **error)
{
  LimJson *root = lim_json_root (talk->doc), *turns = lim_json_get (root, "turns");

  if (!lim_json_is (turns, LIM_JSON_ARRAY))
    return lim_json_fail (root, error, "a conversation has a list “turns”. Move the file away to begin anew");
  for (LimJson *turn = lim_json_first (turns); turn != NULL; turn = lim_json_next (turn))
    {
      const char *role = lim_json_get_string (turn, "role");

      if (lim_json_get_string (turn, "text") == NULL
          || (g_strcmp0 (role, "person") != 0 && g_strcmp0 (role, "model") != 0))
        return lim_json_fail (turn, error, "a turn has a role, person or model, and a text");
      g_ptr_array_add (talk->turns, turn);
    }
  return TRUE;
}

LimTalk *
lim_talk_open (const LimProject *project, GError **error)
{
  g_autoptr (LimTalk) talk = g_new0 (LimTalk, 1);
  g_autofree char *path = lim_store_resolve (project, LIM_TALK_FILE, error);

  talk->turns = g_ptr_array_new ();
  talk->project = project;
  if (path == NULL)
    return NULL;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      gsize length;
      const char *source;

      talk->doc = lim_store_load_document (project, LIM_TALK_FILE, error);
      if (talk->doc == NULL || !read_turns (talk, error))
        return NULL;
      source = lim_json_doc_source (talk->doc, &length);
      talk->bytes = g_bytes_new (source, length);
      return g_steal_pointer (&talk);
    }
  talk->doc = lim_json_doc_new (LIM_TALK_FILE);
  LimJson *root = lim_json_new_object (talk->doc);
  lim_json_set (root, "turns", lim_json_new_array (talk->doc));
  lim_json_doc_set_root (talk->doc, root);
  return g_steal_pointer (&talk);
}

guint
lim_talk_length (const LimTalk *talk)
{
  return talk->turns->len;
}

LimTalkTurn
lim_talk_turn (const LimTalk *talk, guint index)
{
  const LimJson *turn = talk->turns->pdata[index];

  return (LimTalkTurn){ .person = strcmp (lim_json_get_string (turn, "role"), "person") == 0,
                        .text = lim_json_get_string (turn, "text") };
}

gboolean
lim_talk_add (LimTalk *talk, gboolean person, const char *by, const char *text, const LimClock *clock, GError **error)
{
  g_autofree char *at = lim_clock_now_iso (clock), *valid = g_utf8_make_valid (text, -1);
  LimJson *turn = lim_json_new_object (talk->doc);
  GBytes *bytes;

  lim_json_set_string (turn, "role", person ? "person" : "model");
  if (by != NULL)
    lim_json_set_string (turn, "by", by);
  lim_json_set_string (turn, "at", at);
  lim_json_set_string (turn, "text", valid);
  lim_json_append (lim_json_get (lim_json_root (talk->doc), "turns"), turn);
  g_ptr_array_add (talk->turns, turn);
  bytes = lim_json_doc_to_bytes (talk->doc);
  if (!lim_store_save_document (talk->project, LIM_TALK_FILE, bytes, talk->bytes, error))
    {
      g_bytes_unref (bytes);
      return FALSE;
    }
  g_clear_pointer (&talk->bytes, g_bytes_unref);
  talk->bytes = bytes;
  return TRUE;
}

gboolean
lim_talk_lay_aside (const LimProject *project, char **aside, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, LIM_TALK_FILE, error);

  if (path == NULL)
    return FALSE;
  if (aside != NULL)
    *aside = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  for (guint i = 1; i < MAX_LAID_ASIDE; i++)
    {
      g_autofree char *relative = g_strdup_printf ("story/direct/conversation-%u.json", i);
      g_autofree char *to = lim_project_path (project, relative);

      if (g_file_test (to, G_FILE_TEST_EXISTS))
        continue;
      if (!lim_file_move (path, to, error))
        return FALSE;
      if (aside != NULL)
        *aside = g_steal_pointer (&relative);
      return TRUE;
    }
  return lim_fail (error, LIM_ERROR_IO, "story/direct holds %u conversations already. Remove some", MAX_LAID_ASIDE);
}
