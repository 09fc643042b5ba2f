/* base-zip.h: zip archives of regular files, as EPUB wants them: no extra fields, names in UTF-8, always the same time, so that
 * the same files give the same bytes. (libarchive adds extra fields, which EPUB forbids for its first file.)
 *
 * A writer gives pieces to a function, so that an archive is written piece by piece; a reader walks over bytes in memory and takes
 * all of them as hostile. At most 65,534 files and 4 GiB. */
#pragma once

#include "base-error.h"

/* Takes the next @length bytes of an archive. */
typedef gboolean (*LimZipSink) (const void *data, gsize length, gpointer sink_data, GError **error);

typedef struct _LimZipWriter LimZipWriter;

LimZipWriter *lim_zip_writer_new (LimZipSink sink, gpointer sink_data);
void lim_zip_writer_free (LimZipWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimZipWriter, lim_zip_writer_free)

/* Adds one file, compressed where @deflate and where that makes it smaller. @name is relative, with /. */
gboolean lim_zip_write (LimZipWriter *writer, const char *name, const void *data, gsize length, gboolean deflate,
                        GError **error);

/* Writes the list of files, which ends the archive. */
gboolean lim_zip_finish (LimZipWriter *writer, GError **error);

typedef struct
{
  char *name;
  gsize at;             /* of its data in the archive */
  gsize packed, length; /* bytes in the archive, and of the file */
  gboolean deflated;    /* else as it is */
  gboolean extra;       /* its own header has an extra field */
  guint32 crc;
} LimZipEntry;

/* What the archive @data of @length bytes holds, in the order of its files (element-type LimZipEntry). LIM_ERROR_BAD_INPUT, naming
 * @archive, for what is none or not as above: encrypted or split files, other methods, files that overlap or end behind the archive, names
 * that are not relative or there twice. Transfer full. */
GPtrArray *lim_zip_entries (const char *archive, const guint8 *data, gsize length, GError **error);

/* The file of @entry, which came from that archive; at most @max bytes of it are accepted. Transfer full. */
GBytes *lim_zip_read (const char *archive, const guint8 *data, const LimZipEntry *entry, gsize max, GError **error);
