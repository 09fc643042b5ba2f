#include "store-record-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SIZE ((goffset) 64 << 20)
#define MAX_ATTEMPTS 20

/* Reads @size bytes and then whether there are more; a file that has grown is a file that is being written. */
static gboolean
read_bytes (int fd, char *text, gsize size)
{
  for (gsize at = 0; at < size;)
    {
      ssize_t got = read (fd, text + at, size - at);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return FALSE;
      if (got == 0)
        {
          memset (text + at, ' ', size - at); /* it shrank, which its time of change will tell */
          break;
        }
      at += (gsize) got;
    }
  text[size] = '\0';
  return TRUE;
}

static gboolean
is_same_version (const struct stat *before, int fd)
{
  struct stat after;

  return fstat (fd, &after) == 0 && after.st_size == before->st_size && after.st_mtim.tv_sec == before->st_mtim.tv_sec
         && after.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

/* TRUE when @fd is a file whose size is within the limit. */
static gboolean
check_file (const struct stat *info, const char *relative, GError **error)
{
  if (!S_ISREG (info->st_mode))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: expected a file, found a device, pipe or folder", relative);
  if (info->st_size > MAX_SIZE)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: expected at most 64 MiB, found %" G_GOFFSET_FORMAT " bytes",
                     relative, (goffset) info->st_size);
  return TRUE;
}

/* One reading; *@torn when it may be of two versions. */
static char *
read_once (int folder, const char *relative, gsize *length, gboolean *torn, GError **error)
{
  struct stat info;
  int fd = openat (folder, relative + strlen ("records/"), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  char *text = NULL;

  if (fd < 0 && errno == ELOOP)
    lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: expected the file itself, found a symbolic link", relative);
  else if (fd < 0 || fstat (fd, &info) < 0)
    lim_fail_errno (error, errno, relative, "read it");
  else if (check_file (&info, relative, error))
    {
      *length = (gsize) info.st_size;
      text = g_malloc (*length + 1);
      if (!read_bytes (fd, text, *length))
        {
          lim_fail_errno (error, errno, relative, "read it");
          g_clear_pointer (&text, g_free);
        }
      *torn = !is_same_version (&info, fd);
    }
  if (fd >= 0)
    close (fd);
  return text;
}

char *
lim_record_file_read (int folder, const char *relative, gsize *length, GError **error)
{
  for (int attempt = 1;; attempt++)
    {
      gboolean torn = FALSE;
      char *text = read_once (folder, relative, length, &torn, error);

      /* A file that never rests is given as it is: what is wrong with it will show. */
      if (text == NULL || !torn || attempt == MAX_ATTEMPTS)
        return text;
      g_free (text);
      g_usleep (500);
    }
}
