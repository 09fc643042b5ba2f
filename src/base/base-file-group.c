#include "base-file-group.h"

#include "base-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

typedef struct
{
  char *target;
  char *temporary; /* NULL once it became the target */
  int fd;          /* -1 once closed */
} Member;

struct _LimFileGroup
{
  GArray *members;
};

static void
member_clear (gpointer data)
{
  Member *member = data;

  if (member->fd >= 0)
    close (member->fd);
  if (member->temporary != NULL)
    unlink (member->temporary);
  g_free (member->temporary);
  g_free (member->target);
}

LimFileGroup *
lim_file_group_new (void)
{
  LimFileGroup *group = g_new (LimFileGroup, 1);

  group->members = g_array_new (FALSE, FALSE, sizeof (Member));
  g_array_set_clear_func (group->members, member_clear);
  return group;
}

gboolean
lim_file_group_add (LimFileGroup *group, const char *path, GBytes *bytes, GError **error)
{
  Member member = { .fd = -1 };
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_return_val_if_fail (group->members->len < LIM_FILE_GROUP_MAX, FALSE);
  member.fd = lim_file_open_temporary (path, &member.temporary, error);
  if (member.fd < 0)
    return FALSE;
  member.target = g_strdup (path);
  if (!lim_file_write_all (member.fd, data, length))
    {
      lim_fail_errno (error, errno, path, "write it");
      member_clear (&member);
      return FALSE;
    }
  /* Only a hint: the commit waits for all of it. */
  sync_file_range (member.fd, 0, 0, SYNC_FILE_RANGE_WRITE);
  g_array_append_val (group->members, member);
  return TRUE;
}

guint
lim_file_group_count (const LimFileGroup *group)
{
  return group->members->len;
}

static gboolean
member_sync (Member *member, GError **error)
{
  gboolean ok = fsync (member->fd) == 0;
  int saved_errno = errno;

  if (close (member->fd) < 0 && ok)
    {
      ok = FALSE;
      saved_errno = errno;
    }
  member->fd = -1;
  return ok || lim_fail_errno (error, saved_errno, member->target, "write it");
}

/* A folder is synced where the next file lies in another. */
static gboolean
put_in_place (GArray *members, GError **error)
{
  for (guint i = 0; i < members->len; i++)
    {
      Member *member = &g_array_index (members, Member, i);
      const Member *next = i + 1 < members->len ? member + 1 : NULL;
      g_autofree char *folder = g_path_get_dirname (member->target);
      g_autofree char *next_folder = next != NULL ? g_path_get_dirname (next->target) : NULL;

      if (rename (member->temporary, member->target) != 0)
        return lim_fail_errno (error, errno, member->target, "write it");
      g_clear_pointer (&member->temporary, g_free);
      if (g_strcmp0 (folder, next_folder) != 0 && !lim_file_sync_folder (folder, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
lim_file_group_commit (LimFileGroup *group, GError **error)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < group->members->len; i++)
    ok = member_sync (&g_array_index (group->members, Member, i), error);
  ok = ok && put_in_place (group->members, error);
  g_array_set_size (group->members, 0);
  return ok;
}

void
lim_file_group_abandon (LimFileGroup *group)
{
  g_array_set_size (group->members, 0);
}

void
lim_file_group_free (LimFileGroup *group)
{
  if (group == NULL)
    return;
  g_array_unref (group->members);
  g_free (group);
}
