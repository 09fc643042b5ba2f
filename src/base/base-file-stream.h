/* base-file-stream.h: a large file written piece by piece, which appears whole or not at all.
 *
 *   g_autoptr (LimFileStream) stream = lim_file_stream_open (path, &error);
 *   lim_file_stream_write (stream, data, length, &error) …
 *   lim_file_stream_commit (stream, &error);
 *
 * Freeing without commit leaves the old file. */
#pragma once

#include "base-file.h"

typedef struct _LimFileStream LimFileStream;

/* Begins a new content for @path. Folders on the way are made. Transfer full. */
LimFileStream *lim_file_stream_open (const char *path, GError **error);
gboolean lim_file_stream_write (LimFileStream *stream, const void *data, gsize length, GError **error);

/* Replaces @path by what was written, durably. Nothing may be written afterwards. */
gboolean lim_file_stream_commit (LimFileStream *stream, GError **error);
void lim_file_stream_free (LimFileStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimFileStream, lim_file_stream_free)
