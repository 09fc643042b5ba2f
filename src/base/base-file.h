/* base-file.h: whole files in and out, without ever leaving half of one.
 *
 * A write goes to a temporary file beside the target, is synced, renamed over it, and the folder is synced: after a
 * crash there is the old content or the new. Writers that must not lose somebody else's change state the hash of what
 * they read; see store-document.h. */
#pragma once

#include <gio/gio.h>

#include "base-error.h"

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

/* Copies by reflink or copy_file_range where the file system can. The target is replaced atomically. */
gboolean lim_file_copy (const char *from, const char *to, GError **error);

/* Many writes that become durable together, with one sync for all: stage each, then commit. A crash before commit
 * leaves every old file; during commit each file is old or new, none is half. Freeing without commit undoes it.
 *
 *   g_autoptr (LimFileBatch) batch = lim_file_batch_new (folder);
 *   lim_file_batch_stage (batch, "a.json", data, length, &error) …
 *   lim_file_batch_commit (batch, &error);
 *
 * Staging may be called from several threads. */
typedef struct _LimFileBatch LimFileBatch;
LimFileBatch *lim_file_batch_new (const char *folder);
gboolean lim_file_batch_stage (LimFileBatch *batch, const char *name, const void *data, gsize length, GError **error);
guint lim_file_batch_size (LimFileBatch *batch);
gboolean lim_file_batch_commit (LimFileBatch *batch, GError **error);
void lim_file_batch_free (LimFileBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimFileBatch, lim_file_batch_free)

/* Makes @path and its parents. */
gboolean lim_file_make_folder (const char *path, GError **error);

/* Whether @name is one of this module's temporary files, which a killed writer may have left behind. */
gboolean lim_file_is_temporary_name (const char *name);
