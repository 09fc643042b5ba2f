#include "store-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONGEST_NAP_US 20000
#define GLANCE_MS 20 /* longer than lim_lock_is_held() has the lock */

struct _LimLock
{
  int fd;
};

static const struct
{
  const char *path; /* in the project */
  const char *doing;
} purposes[] = {
  [LIM_LOCK_WRITE] = { ".limner/lock", "changing the project" },
  [LIM_LOCK_INDEX] = { ".limner/index.lock", "renewing the index" },
  [LIM_LOCK_RUN] = { ".limner/run.lock", "making images for the project" },
};

/* Whether the locked file is still the one of that name: somebody may have deleted .limner/ meanwhile. */
static gboolean
is_current (int fd, const char *path)
{
  struct stat ours, named;

  return fstat (fd, &ours) == 0 && stat (path, &named) == 0 && ours.st_ino == named.st_ino
         && ours.st_dev == named.st_dev;
}

/* Tells who waits for us whom they wait for. Only a courtesy: it may fail. */
static void
sign (int fd)
{
  char text[32];
  int length = snprintf (text, sizeof text, "%d\n", (int) getpid ());

  if (ftruncate (fd, 0) == 0 && pwrite (fd, text, (size_t) length, 0) < 0)
    errno = 0;
}

static int
signature (int fd)
{
  char text[32] = { 0 };

  return pread (fd, text, sizeof text - 1, 0) > 0 ? atoi (text) : 0;
}

typedef enum
{
  TRY_GOT,
  TRY_BUSY,
  TRY_FAILED, /* errno says why */
} TryResult;

static TryResult
try_lock (const char *path, int *locked_fd, int *holder)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);

  if (fd < 0)
    return errno == ENOENT ? TRY_BUSY : TRY_FAILED;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      if (is_current (fd, path))
        {
          sign (fd);
          *locked_fd = fd;
          return TRY_GOT;
        }
      close (fd);
      return TRY_BUSY;
    }

  int saved_errno = errno;
  *holder = signature (fd);
  close (fd);
  errno = saved_errno;
  return saved_errno == EWOULDBLOCK || saved_errno == EINTR ? TRY_BUSY : TRY_FAILED;
}

static gpointer
fail_busy (const LimProject *project, LimLockPurpose purpose, int holder, GError **error)
{
  g_autofree char *who = holder > 0 ? g_strdup_printf ("process %d", holder) : g_strdup ("another process");

  return lim_fail_null (error, LIM_ERROR_CONFLICT, "%s: %s is %s. Wait for it to end, then run this again",
                        lim_project_folder (project), who, purposes[purpose].doing);
}

LimLock *
lim_lock_take (const LimProject *project, LimLockPurpose purpose, guint timeout_ms, GError **error)
{
  g_autofree char *path = lim_project_path (project, purposes[purpose].path);
  gint64 deadline = g_get_monotonic_time () + (gint64) MAX (timeout_ms, GLANCE_MS) * 1000;
  int fd = -1, holder = 0;

  for (gulong nap = 500;; nap = MIN (nap * 2, LONGEST_NAP_US))
    {
      if (!lim_project_ensure_state_folder (project, error))
        return NULL;
      TryResult result = try_lock (path, &fd, &holder);
      if (result == TRY_GOT)
        break;
      if (result == TRY_FAILED)
        {
          lim_fail_errno (error, errno, path, "lock it");
          return NULL;
        }
      if (g_get_monotonic_time () >= deadline)
        return fail_busy (project, purpose, holder, error);
      g_usleep (nap);
    }

  LimLock *lock = g_new (LimLock, 1);
  lock->fd = fd;
  return lock;
}

gboolean
lim_lock_is_held (const LimProject *project, LimLockPurpose purpose, int *holder)
{
  g_autofree char *path = lim_project_path (project, purposes[purpose].path);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd < 0)
    return FALSE;

  gboolean held = flock (fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
  if (held && holder != NULL)
    *holder = signature (fd);
  close (fd);
  return held;
}

void
lim_lock_release (LimLock *lock)
{
  if (lock == NULL)
    return;
  close (lock->fd);
  g_free (lock);
}
