/* base-file.h: whole files in and out, without ever leaving half of one.
 *
 * A write goes to a temporary file beside the target, is synced, renamed over it, and the folder is synced: after a
 * crash there is the old content or the new. Writers that must not lose somebody else's change state the hash of what
 * they read; see store-document.h.
 *
 * A symbolic link in the target's place is replaced by the file, never written through, so that a link in a project
 * somebody else made cannot lead a write out of it. Folders on the way may be links. An existing file's permissions are
 * kept. */
#pragma once

#include <gio/gio.h>

#include "base-error.h"

/* Opens a regular file for reading; a folder, device or pipe is LIM_ERROR_BAD_INPUT. -1 with @error, else a descriptor
 * that the caller closes. */
int lim_file_open (const char *path, guint64 *size, GError **error);

/* Reads a regular file of at most @max_size bytes (0: 64 MiB); devices and pipes are refused. Transfer full. The
 * buffer is followed by a NUL that @length does not count. */
char *lim_file_read (const char *path, gsize max_size, gsize *length, GError **error);

/* Replaces @path by @data, durably. Folders on the way are made. */
gboolean lim_file_write (const char *path, const void *data, gsize length, GError **error);
gboolean lim_file_write_bytes (const char *path, GBytes *bytes, GError **error);

/* The same, but an existing @path is LIM_ERROR_CONFLICT and stays as it is. Race-free between processes. */
gboolean lim_file_create (const char *path, const void *data, gsize length, GError **error);

/* Moves a file, within one file system atomically, else by durable copy and unlink. An existing target is
 * LIM_ERROR_CONFLICT. Folders on the way to @to are made. */
gboolean lim_file_move (const char *from, const char *to, GError **error);

/* Writes all of it to @fd, across short writes and signals. FALSE with errno. */
gboolean lim_file_write_all (int fd, const char *data, gsize length);

/* Writes what is left to read of @from to @to: by reflink, else in the kernel, else by hand. Nothing is synced. FALSE with
 * errno. For writers of many files that sync once. */
gboolean lim_file_copy_data (int from, int to);

/* Puts a copy of what is left to read of @from at @to, which may not be there yet (LIM_ERROR_CONFLICT), under its name only
 * when it is whole. Blocks are shared where the file system can. Folders on the way are made. Nothing is synced: for many
 * files that are synced together. */
gboolean lim_file_put_copy (int from, const char *to, GError **error);

/* Makes @path and its parents, durably. One that exists is fine. */
gboolean lim_file_make_folder (const char *path, GError **error);

/* Removes the file or the whole folder @path, without following links. What cannot be removed stays. */
void lim_file_remove_tree (const char *path);

/* Whether @name is one of this module's temporary files, which a killed writer may have left behind. */
gboolean lim_file_is_temporary_name (const char *name);

/* Whether @path is such a file of a killed process of this machine, untouched for @min_age_s seconds (a folder may be
 * shared with another machine, whose processes are not seen). */
gboolean lim_file_is_leftover (const char *path, guint min_age_s);
