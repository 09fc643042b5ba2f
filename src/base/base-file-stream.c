#include "base-file-stream.h"

#include "base-file-private.h"

#include <errno.h>
#include <unistd.h>

struct _LimFileStream
{
  char *target;
  char *temporary; /* NULL once it became the target */
  int fd;          /* -1 once closed */
};

LimFileStream *
lim_file_stream_open (const char *path, GError **error)
{
  g_autofree char *temporary = NULL;
  int fd = lim_file_open_temporary (path, &temporary, error);

  if (fd < 0)
    return NULL;

  LimFileStream *stream = g_new (LimFileStream, 1);
  *stream = (LimFileStream){
    .target = g_strdup (path),
    .temporary = g_steal_pointer (&temporary),
    .fd = fd,
  };
  return stream;
}

gboolean
lim_file_stream_write (LimFileStream *stream, const void *data, gsize length, GError **error)
{
  if (!lim_file_write_all (stream->fd, data, length))
    return lim_fail_errno (error, errno, stream->target, "write it");
  return TRUE;
}

gboolean
lim_file_stream_commit (LimFileStream *stream, GError **error)
{
  gboolean ok = fsync (stream->fd) == 0;
  int saved_errno = errno;

  if (close (stream->fd) < 0 && ok)
    {
      ok = FALSE;
      saved_errno = errno;
    }
  stream->fd = -1;
  if (!ok)
    return lim_fail_errno (error, saved_errno, stream->target, "write it");

  g_autofree char *temporary = g_steal_pointer (&stream->temporary);
  return lim_file_put_in_place (temporary, stream->target, LIM_FILE_REPLACE, error);
}

void
lim_file_stream_free (LimFileStream *stream)
{
  if (stream == NULL)
    return;
  if (stream->fd >= 0)
    close (stream->fd);
  if (stream->temporary != NULL)
    unlink (stream->temporary);
  g_free (stream->temporary);
  g_free (stream->target);
  g_free (stream);
}
