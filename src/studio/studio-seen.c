#include "studio-seen.h"

#include "base-file.h"
#include "base-text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES (64u << 20)
#define MAX_IDS 1000000

struct LimSeen
{
  const LimProject *project;
  GMutex lock;
  GHashTable *ids;
};

static void
take (LimSeen *self, const char *id)
{
  if (lim_text_is_safe_name (id) && g_hash_table_size (self->ids) < MAX_IDS)
    g_hash_table_add (self->ids, g_strdup (id));
}

LimSeen *
lim_seen_new (const LimProject *project)
{
  LimSeen *self = g_new0 (LimSeen, 1);
  g_autofree char *path = lim_project_path (project, LIM_SEEN_FILE);
  gsize length;
  g_autofree char *text = lim_file_read (path, MAX_BYTES, &length, NULL);

  self->project = project;
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init (&self->lock);
  for (char *at = text, *line; at != NULL && (line = strsep (&at, "\n")) != NULL;)
    take (self, line);
  return self;
}

void
lim_seen_free (LimSeen *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->ids);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
lim_seen_has (LimSeen *self, const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_hash_table_contains (self->ids, id);
}

/* In one piece, so that two studios do not write into each other's lines. */
static void
append (const LimSeen *self, const GString *lines)
{
  g_autofree char *path = lim_project_path (self->project, LIM_SEEN_FILE);
  int fd = lim_project_ensure_state_folder (self->project, NULL)
               ? open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)
               : -1;

  if (fd < 0)
    return;
  lim_file_write_all (fd, lines->str, lines->len);
  close (fd);
}

void
lim_seen_add (LimSeen *self, const char *const *ids)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (; *ids != NULL; ids++)
    {
      guint before = g_hash_table_size (self->ids);

      take (self, *ids);
      if (g_hash_table_size (self->ids) > before)
        g_string_append_printf (lines, "%s\n", *ids);
    }
  if (lines->len > 0)
    append (self, lines);
}
