#include "export-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base-hash.h"
#include "export-base64.h"
#include "export-text.h"

/* Divisible by 3, so that only an image's last piece is padded. */
#define IMAGE_PIECE ((gsize) 3 << 16)
#define BUFFER_SIZE ((gsize) 1 << 20)

struct _LimWriter
{
  char *path;
  int fd;
  GString *buffer;
  guint8 *piece; /* of an image; allocated when the first comes */
  LimHasher *hasher;
  guint64 written;
  GError *error;
};

LimWriter *
lim_writer_new (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

  if (fd < 0)
    {
      lim_fail_errno (error, errno, path, "write it");
      return NULL;
    }

  LimWriter *writer = g_new0 (LimWriter, 1);
  writer->path = g_strdup (path);
  writer->fd = fd;
  writer->buffer = g_string_sized_new (BUFFER_SIZE + 4096);
  writer->hasher = lim_hasher_new ();
  return writer;
}

void
lim_writer_free (LimWriter *writer)
{
  if (writer == NULL)
    return;
  if (writer->fd >= 0)
    close (writer->fd);
  g_string_free (writer->buffer, TRUE);
  g_clear_pointer (&writer->hasher, lim_hasher_free);
  g_clear_error (&writer->error);
  g_free (writer->piece);
  g_free (writer->path);
  g_free (writer);
}

static void
put_out (LimWriter *writer, const char *data, gsize length)
{
  lim_hasher_add_bytes (writer->hasher, data, length);
  writer->written += length;
  while (length > 0 && writer->error == NULL)
    {
      ssize_t put = write (writer->fd, data, length);

      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        {
          lim_fail_errno (&writer->error, errno, writer->path, "write it");
          return;
        }
      data += put;
      length -= (gsize) put;
    }
}

static void
flush_if_full (LimWriter *writer)
{
  if (writer->buffer->len < BUFFER_SIZE)
    return;
  put_out (writer, writer->buffer->str, writer->buffer->len);
  g_string_truncate (writer->buffer, 0);
}

void
lim_writer_raw (LimWriter *writer, const char *text)
{
  if (writer->error != NULL)
    return;
  g_string_append (writer->buffer, text);
  flush_if_full (writer);
}

void
lim_writer_quoted (LimWriter *writer, const char *text)
{
  if (writer->error != NULL)
    return;
  lim_export_append_quoted (writer->buffer, text);
  flush_if_full (writer);
}

void
lim_writer_format (LimWriter *writer, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (writer->error == NULL)
    g_string_append_vprintf (writer->buffer, format, arguments);
  va_end (arguments);
}

/* Fills @piece as far as the file goes. */
static gssize
read_piece (int fd, guint8 *piece)
{
  gsize length = 0;

  while (length < IMAGE_PIECE)
    {
      ssize_t got = read (fd, piece + length, IMAGE_PIECE - length);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return -1;
      if (got == 0)
        break;
      length += (gsize) got;
    }
  return (gssize) length;
}

static gboolean
encode_file (LimWriter *writer, int fd, const LimExportImage *image)
{
  guint64 total = 0;

  for (;;)
    {
      gssize length = read_piece (fd, writer->piece);

      if (length < 0)
        return lim_fail_errno (&writer->error, errno, image->path, "read it");
      total += (guint64) length;
      if (length > 0)
        {
          gsize at = writer->buffer->len;
          g_string_set_size (writer->buffer, at + LIM_BASE64_LENGTH ((gsize) length));
          lim_base64_encode (writer->piece, (gsize) length, writer->buffer->str + at);
          flush_if_full (writer);
        }
      if (length < (gssize) IMAGE_PIECE)
        break;
    }
  if (total != image->info.bytes)
    return lim_fail (&writer->error, LIM_ERROR_CONFLICT,
                     "%s: changed while it was exported: %" G_GUINT64_FORMAT " bytes before, %" G_GUINT64_FORMAT
                     " now. Export again.",
                     image->path, image->info.bytes, total);
  return writer->error == NULL;
}

static void
encode_bytes (LimWriter *writer, GBytes *bytes)
{
  gsize length, at = writer->buffer->len;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_string_set_size (writer->buffer, at + LIM_BASE64_LENGTH (length));
  lim_base64_encode (data, length, writer->buffer->str + at);
  flush_if_full (writer);
}

void
lim_writer_base64 (LimWriter *writer, const LimExportImage *image)
{
  if (writer->error != NULL)
    return;
  if (image->bare)
    {
      g_autoptr (GBytes) bytes = lim_image_file_read (image, &writer->error);

      if (bytes != NULL)
        encode_bytes (writer, bytes);
      return;
    }
  if (writer->piece == NULL)
    writer->piece = g_malloc (IMAGE_PIECE);

  int fd = open (image->path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    {
      lim_fail_errno (&writer->error, errno, image->path, "read it");
      return;
    }
  encode_file (writer, fd, image);
  close (fd);
}

gboolean
lim_writer_close (LimWriter *writer, guint64 *bytes, char **sha256, GError **error)
{
  if (writer->error == NULL)
    put_out (writer, writer->buffer->str, writer->buffer->len);
  g_string_truncate (writer->buffer, 0);
  if (close (writer->fd) < 0 && writer->error == NULL)
    lim_fail_errno (&writer->error, errno, writer->path, "write it");
  writer->fd = -1;
  if (writer->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&writer->error));
      return FALSE;
    }
  *bytes = writer->written;
  *sha256 = lim_hasher_finish_hex (writer->hasher);
  return TRUE;
}
