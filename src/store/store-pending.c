#include "store-pending.h"

#include "base-file.h"

#include <string.h>
#include <unistd.h>

#define FOLDER ".limner/pending"
#define MOVE_PREFIX "move-"
#define MAX_NOTE_SIZE 4096

static char *
note_path (const LimProject *project, const char *id)
{
  g_autofree char *relative = g_strconcat (FOLDER "/" MOVE_PREFIX, id, NULL);

  return lim_project_path (project, relative);
}

gboolean
lim_pending_add_move (const LimProject *project, const char *id, const char *from, GError **error)
{
  g_autofree char *path = note_path (project, id);

  return lim_file_write (path, from, strlen (from), error);
}

void
lim_pending_remove_move (const LimProject *project, const char *id)
{
  g_autofree char *path = note_path (project, id);

  unlink (path); /* a note that stays is found to be done next time */
}

gboolean
lim_pending_any (const LimProject *project)
{
  g_autofree char *path = lim_project_path (project, FOLDER);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) != NULL;
}

void
lim_pending_for_each (const LimProject *project, LimPendingFunc func, gpointer data)
{
  g_autofree char *folder = lim_project_path (project, FOLDER);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (lim_file_is_temporary_name (name))
        unlink (path); /* under the lock nobody is writing a note, so this one was never finished */
      else if (g_str_has_prefix (name, MOVE_PREFIX))
        {
          gsize length;
          g_autofree char *from = lim_file_read (path, MAX_NOTE_SIZE, &length, NULL);

          func (project, name + strlen (MOVE_PREFIX), from != NULL ? from : "", data);
        }
    }
}
