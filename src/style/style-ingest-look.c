#include "style-ingest-private.h"

#include "base-file.h"
#include "base-hash.h"
#include "base-text.h"
#include "imaging-fingerprint.h"
#include "imaging-metadata.h"
#include "imaging-png.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define MAX_FILE_BYTES ((guint64) 256 << 20)

static GBytes *
read_whole (int fd, guint64 size, const char *path, GError **error)
{
  g_autofree guint8 *data = g_malloc (MAX (size, 1));

  for (guint64 at = 0; at < size;)
    {
      ssize_t got = pread (fd, data + at, size - at, (off_t) at);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          lim_fail_errno (error, errno, path, "read it");
          return NULL;
        }
      if (got == 0)
        return lim_fail_null (error, LIM_ERROR_CONFLICT, "%s: became shorter while it was read; ingest it again",
                              path);
      at += (guint64) got;
    }
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static LimTrace *
read_trace (GBytes *bytes, const char *path, LimProgress *progress)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) texts = lim_image_read_texts (bytes, path, notes, NULL);
  LimTrace *trace = texts != NULL ? lim_trace_read ((const char *const *) texts) : NULL;

  for (guint i = 0; i < notes->len; i++)
    lim_progress_note (progress, "%s: %s", path, (const char *) notes->pdata[i]);
  if (trace != NULL)
    return trace;
  g_autofree char *hidden = lim_image_read_hidden (bytes);
  const char *const pair[] = { "hidden", hidden, NULL };

  return hidden != NULL ? lim_trace_read (pair) : NULL;
}

static gboolean
look_at_pixels (LimIncoming *one, GBytes *bytes, GError **error)
{
  const char *path = one->source->path;
  LimImageMarks marks;
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  if (!lim_image_probe_bytes (data, length, path, &one->marks.info, error)
      || !lim_png_check_sums (data, length, path, error) || !lim_image_marks_bytes (bytes, path, &marks, error))
    return FALSE;
  one->marks.fingerprint = marks.fingerprint;
  g_strlcpy (one->marks.pixels_sha256, marks.pixels_sha256, sizeof one->marks.pixels_sha256);
  return TRUE;
}

static gboolean
check_place (const LimIngest *self, const char *path, GError **error)
{
  g_autofree char *real = realpath (path, NULL);
  g_autofree char *outputs = lim_project_path (self->project, "outputs/");

  return real == NULL || !g_str_has_prefix (real, outputs)
         || lim_fail (
             error, LIM_ERROR_BAD_INPUT,
             "%s: lies in the project's own outputs, where only its records put images; move it out of there "
             "first",
             path);
}

static gboolean
open_source (const LimIngest *self, LimIncoming *one, GError **error)
{
  const char *path = one->source->path;
  guint64 size;

  if (!check_place (self, path, error))
    return FALSE;
  one->fd = lim_file_open (path, &size, error);
  if (one->fd < 0)
    return FALSE;
  if (fstat (one->fd, &one->seen) < 0)
    return lim_fail_errno (error, errno, path, "look at it");
  if (size > MAX_FILE_BYTES)
    {
      g_autofree char *has = lim_text_bytes (size), *may = lim_text_bytes (MAX_FILE_BYTES);

      return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: has %s; images of up to %s are taken", path, has, may);
    }
  return TRUE;
}

static gboolean
examine (const LimIngest *self, LimIncoming *one, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *sha256 = NULL;

  if (!open_source (self, one, error)
      || (bytes = read_whole (one->fd, (guint64) one->seen.st_size, one->source->path, error)) == NULL)
    return FALSE;
  sha256 = lim_sha256_hex (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_strlcpy (one->marks.sha256, sha256, sizeof one->marks.sha256);
  if (lim_ingest_index_find (self->index, sha256) != NULL) /* nothing more is needed of it */
    return TRUE;
  if (!look_at_pixels (one, bytes, error))
    return FALSE;
  one->trace = read_trace (bytes, one->source->path, self->context->progress);
  return TRUE;
}

gboolean
lim_ingest_look (gsize number, gpointer data, GError **error G_GNUC_UNUSED)
{
  LimIngest *self = data;
  LimIncoming *one = &g_array_index (self->chunk, LimIncoming, number);

  examine (self, one, &one->problem);
  lim_progress_step (self->context->progress, 1, one->source->name);
  return TRUE;
}
