#include "fake-state.h"

#include "fake-comfy.h"
#include "fake-json.h"

#include <string.h>

static void
note (Fake *fake, const LimJson *line)
{
  g_autofree char *text = fake_json_text (line);

  fprintf (fake->state, "%s\n", text);
  fflush (fake->state);
}

void
fake_state_file (Fake *fake, const char *path, GBytes *bytes)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("state");
  g_autofree char *code = NULL;

  if (fake->state == NULL)
    return;
  if (bytes != NULL)
    code = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  note (fake, fake_object (doc, "file:s bytes:s", path, code));
}

void
fake_state_history (Fake *fake, const char *id, const char *entry)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("state");

  if (fake->state != NULL)
    note (fake, fake_object (doc, "history:s entry:s", id, entry));
}

static void
replay_file (Fake *fake, const char *path, const char *code)
{
  gsize length;

  if (code == NULL)
    {
      fake_comfy_remove_path (fake, path);
      return;
    }

  g_autofree guchar *data = g_base64_decode (code, &length);
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  fake_comfy_store_path (fake, path, bytes);
}

static gboolean
replay (Fake *fake, const char *line, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse (fake->options.state, line, -1, error);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *path = lim_json_get_string (root, "file");
  const char *entry = lim_json_get_string (root, "entry");

  if (doc == NULL)
    return FALSE;
  if (path != NULL)
    replay_file (fake, path, lim_json_get_string (root, "bytes"));
  else if (entry != NULL)
    fake_comfy_remember_text (fake, lim_json_get_string (root, "history"), entry);
  else
    fake_comfy_forget (fake, lim_json_get_string (root, "history"));
  return TRUE;
}

gboolean
fake_state_open (Fake *fake, GError **error)
{
  g_autofree char *text = NULL;

  if (fake->options.state == NULL)
    return TRUE;
  if (g_file_test (fake->options.state, G_FILE_TEST_EXISTS)
      && !g_file_get_contents (fake->options.state, &text, NULL, error))
    return FALSE;

  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", 0);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && !replay (fake, lines[i], error))
      return FALSE;
  fake->state = fopen (fake->options.state, "ae");
  return fake->state != NULL || lim_fail_errno (error, errno, fake->options.state, "open");
}

void
fake_state_close (Fake *fake)
{
  if (fake->state != NULL)
    fclose (fake->state);
}
