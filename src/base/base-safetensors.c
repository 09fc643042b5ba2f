#include "base-safetensors.h"

#include "base-file.h"
#include "base-json.h"
#include "base-text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define LENGTH_BYTES 8u
#define METADATA "__metadata__"

struct _LimSafetensors
{
  LimJsonDoc *doc;
  GHashTable *tensors; /* name → node */
};

void
lim_safetensors_free (LimSafetensors *file)
{
  if (file == NULL)
    return;
  g_clear_pointer (&file->tensors, g_hash_table_unref);
  lim_json_doc_free (file->doc);
  g_free (file);
}

/* The length that the file tells; 0 with @error when it cannot be true. */
static gsize
check_length (const char *name, const guint8 *bytes, guint64 file_size, GError **error)
{
  guint64 length;

  memcpy (&length, bytes, sizeof length);
  length = GUINT64_FROM_LE (length);
  if (length > file_size - LENGTH_BYTES)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s: its header would be %" G_GUINT64_FORMAT
                     " bytes long, but the file has only %" G_GUINT64_FORMAT
                     "; it is cut short, or no .safetensors file. Download it again",
                     name, length, file_size);
  if (length > LIM_SAFETENSORS_MAX_HEADER)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s: its header is %" G_GUINT64_FORMAT " bytes long, more than any model's; it is no usable "
                     ".safetensors file",
                     name, length);
  if (length < 2)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: its header is empty; it is no usable .safetensors file", name);
  return (gsize) length;
}

/* Whether @node is {"dtype": text, "shape": sizes, "data_offsets": [from, to]} within @n_data bytes. */
static gboolean
check_tensor (const char *name, const LimJson *node, guint64 n_data, GError **error)
{
  const LimJson *shape = lim_json_get (node, "shape"), *offsets = lim_json_get (node, "data_offsets");
  g_autofree char *tensor = lim_text_harmless (lim_json_key (node));
  gint64 from = -1, to = -1, size;

  if (lim_json_get_string (node, "dtype") == NULL || !lim_json_is (shape, LIM_JSON_ARRAY)
      || lim_json_length (shape) > LIM_SAFETENSORS_MAX_RANK || lim_json_length (offsets) != 2
      || !lim_json_int (lim_json_first (offsets), &from)
      || !lim_json_int (lim_json_next (lim_json_first (offsets)), &to) || from < 0 || to < from)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s: tensor “%.100s” has no sound dtype, shape and data_offsets; the file is damaged", name,
                     tensor);
  for (const LimJson *dimension = lim_json_first (shape); dimension != NULL; dimension = lim_json_next (dimension))
    if (!lim_json_int (dimension, &size) || size < 0)
      return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: tensor “%.100s” has an impossible shape; the file is damaged",
                       name, tensor);
  if ((guint64) to > n_data)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s: tensor “%.100s” ends %" G_GUINT64_FORMAT
                     " bytes behind the file's end; the file is cut short. Download it again",
                     name, tensor, (guint64) to - n_data);
  return TRUE;
}

static gboolean
list_tensors (LimSafetensors *file, const char *name, guint64 n_data, GError **error)
{
  const LimJson *root = lim_json_root (file->doc);

  if (!lim_json_is (root, LIM_JSON_OBJECT))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: its header is no JSON object; it is no .safetensors file",
                     name);
  for (const LimJson *node = lim_json_first (root); node != NULL; node = lim_json_next (node))
    {
      if (strcmp (lim_json_key (node), METADATA) == 0)
        continue;
      if (!check_tensor (name, node, n_data, error))
        return FALSE;
      g_hash_table_insert (file->tensors, (gpointer) lim_json_key (node), (gpointer) node);
    }
  return TRUE;
}

static LimSafetensors *
parse_header (const char *name, const char *json, gsize length, guint64 n_data, GError **error)
{
  g_autoptr (LimSafetensors) file = g_new0 (LimSafetensors, 1);
  g_autoptr (GError) problem = NULL;

  file->tensors = g_hash_table_new (g_str_hash, g_str_equal);
  file->doc = lim_json_parse (name, json, (gssize) length, &problem);
  if (file->doc == NULL)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "%s: its header is no JSON; it is no .safetensors file, or damaged", name);
  return list_tensors (file, name, n_data, error) ? g_steal_pointer (&file) : NULL;
}

LimSafetensors *
lim_safetensors_parse (const char *name, const guint8 *data, gsize length, guint64 file_size, GError **error)
{
  gsize header;

  if (length < LENGTH_BYTES || file_size < LENGTH_BYTES)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: %" G_GUINT64_FORMAT " bytes are no .safetensors file",
                          name, file_size);
  header = check_length (name, data, file_size, error);
  if (header == 0)
    return NULL;
  if (length - LENGTH_BYTES < header)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: its header is cut short", name);
  return parse_header (name, (const char *) data + LENGTH_BYTES, header, file_size - LENGTH_BYTES - header, error);
}

/* FALSE with errno, 0 at the end of the file. */
static gboolean
read_all (int fd, guint8 *buffer, gsize length)
{
  for (gsize done = 0; done < length;)
    {
      gssize n = read (fd, buffer + done, length - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          errno = n == 0 ? 0 : errno;
          return FALSE;
        }
      done += (gsize) n;
    }
  return TRUE;
}

static gboolean
fail_reading (const char *path, GError **error)
{
  return errno != 0 ? lim_fail_errno (error, errno, path, "read")
                    : lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: it became shorter while it was read", path);
}

static LimSafetensors *
read_header (const char *path, int fd, guint64 size, GError **error)
{
  guint8 bytes[LENGTH_BYTES];
  g_autofree guint8 *header = NULL;
  gsize length;

  if (size < LENGTH_BYTES)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: %" G_GUINT64_FORMAT " bytes are no .safetensors file",
                          path, size);
  if (!read_all (fd, bytes, sizeof bytes))
    {
      fail_reading (path, error);
      return NULL;
    }
  length = check_length (path, bytes, size, error);
  if (length == 0)
    return NULL;
  header = g_malloc (length);
  if (!read_all (fd, header, length))
    {
      fail_reading (path, error);
      return NULL;
    }
  return parse_header (path, (const char *) header, length, size - LENGTH_BYTES - length, error);
}

LimSafetensors *
lim_safetensors_open (const char *path, GError **error)
{
  guint64 size = 0;
  int fd = lim_file_open (path, &size, error);
  LimSafetensors *file = fd >= 0 ? read_header (path, fd, size, error) : NULL;

  if (fd >= 0)
    close (fd);
  return file;
}

/* -- Asking -- */

guint
lim_safetensors_n_tensors (const LimSafetensors *file)
{
  return g_hash_table_size (file->tensors);
}

gboolean
lim_safetensors_has (const LimSafetensors *file, const char *name)
{
  return g_hash_table_contains (file->tensors, name);
}

gboolean
lim_safetensors_has_prefix (const LimSafetensors *file, const char *prefix)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, file->tensors);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, prefix))
      return TRUE;
  return FALSE;
}

gint64
lim_safetensors_dimension (const LimSafetensors *file, const char *name, int index)
{
  const LimJson *shape = lim_json_get (g_hash_table_lookup (file->tensors, name), "shape");
  const LimJson *dimension = lim_json_first (shape);
  gint64 size = -1;

  if (index < 0)
    index += (int) lim_json_length (shape);
  if (index < 0 || index >= (int) lim_json_length (shape))
    return -1;
  for (int i = 0; i < index; i++)
    dimension = lim_json_next (dimension);
  lim_json_int (dimension, &size);
  return size;
}

const char *
lim_safetensors_find_suffix (const LimSafetensors *file, const char *suffix)
{
  const char *first = NULL;
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, file->tensors);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_suffix (name, suffix) && (first == NULL || strcmp (name, first) < 0))
      first = name;
  return first;
}

const char *
lim_safetensors_metadata (const LimSafetensors *file, const char *key)
{
  return lim_json_get_string (lim_json_get (lim_json_root (file->doc), METADATA), key);
}
