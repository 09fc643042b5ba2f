/* base-tar.h: tar archives of regular files, in the plain format every reader knows (POSIX ustar): the same files give the same
 * bytes, for times, owners and permissions are always the same.
 *
 * A writer gives blocks to a function, so that an archive is written piece by piece; a reader walks over bytes in memory and takes
 * all of them as hostile. */
#pragma once

#include "base-error.h"

/* Of a name in an archive, in bytes. */
#define LIM_TAR_MAX_NAME 100u

/* Takes the next @length bytes of an archive. */
typedef gboolean (*LimTarSink) (const void *data, gsize length, gpointer sink_data, GError **error);

/* Writes one file. @name is relative and not longer than LIM_TAR_MAX_NAME, else LIM_ERROR_BAD_INPUT. */
gboolean lim_tar_write (const char *name, const void *data, gsize length, LimTarSink sink, gpointer sink_data,
                        GError **error);

/* Writes the end of the archive. */
gboolean lim_tar_finish (LimTarSink sink, gpointer sink_data, GError **error);

/* How many bytes a file of @length takes in an archive. */
guint64 lim_tar_room (gsize length);

/* One file, in the memory of the archive. */
typedef struct
{
  char name[LIM_TAR_MAX_NAME + 1];
  const guint8 *data;
  gsize length;
} LimTarEntry;

/* The file at *@at of the archive @data, of @length bytes; *@at is moved behind it. At the end FALSE without @error.
 * LIM_ERROR_BAD_INPUT, naming @archive: wrong checksums, files that end behind the archive, no end, and anything but regular
 * files with relative names. Pure. */
gboolean lim_tar_next (const char *archive, const guint8 *data, gsize length, gsize *at, LimTarEntry *entry,
                       GError **error);
