/* export-writer.h: one row file on its way to the disk: any length, constant memory, hashed as it goes.
 *
 * Errors stick: after the first failure every call does nothing, and lim_writer_close() reports it. So a function that
 * writes a row is a plain list of calls. */
#pragma once

#include "base-error.h"
#include "export-unit.h"

typedef struct _LimWriter LimWriter;

/* Creates @path, which must not exist. Transfer full. */
LimWriter *lim_writer_new (const char *path, GError **error);

void lim_writer_free (LimWriter *writer); /* without closing: what was written stays, half done */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimWriter, lim_writer_free)

/* Appends a text as it is; a text as a JSON string (export-text.h); a formatted text as it is. */
void lim_writer_raw (LimWriter *writer, const char *text);
void lim_writer_quoted (LimWriter *writer, const char *text);
void lim_writer_format (LimWriter *writer, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Appends the file of @image as base64 without quotes. The file is streamed; one whose length is not what the plan saw
 * is LIM_ERROR_CONFLICT. */
void lim_writer_base64 (LimWriter *writer, const LimExportImage *image);

/* Writes out what is buffered and closes. @bytes: length of the file; @sha256: its digest, transfer full. */
gboolean lim_writer_close (LimWriter *writer, guint64 *bytes, char **sha256, GError **error);
