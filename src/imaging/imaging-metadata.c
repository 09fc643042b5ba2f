#include "imaging-metadata.h"

#include "base-error.h"
#include "imaging-header.h"
#include "imaging-metadata-private.h"

#include <libdeflate.h>
#include <string.h>

#define MAX_FILE ((gsize) 1 << 30)

/* -- The list -- */

void
lim_texts_add (LimTexts *texts, const char *keyword, char *value)
{
  g_autofree char *owned = value;
  gsize size = value != NULL ? strlen (keyword) + strlen (value) : 0;

  if (value == NULL || size > LIM_TEXTS_MAX_BYTES - texts->used
      || (texts->pairs != NULL && texts->pairs->len >= 2 * LIM_TEXTS_MAX_COUNT))
    return;
  if (texts->pairs == NULL)
    texts->pairs = g_ptr_array_new_with_free_func (g_free);
  texts->used += size;
  g_ptr_array_add (texts->pairs, g_strdup (keyword));
  g_ptr_array_add (texts->pairs, g_steal_pointer (&owned));
}

void
lim_texts_note (LimTexts *texts, const char *format, ...)
{
  va_list arguments;

  if (texts->notes == NULL)
    return;
  va_start (arguments, format);
  g_ptr_array_add (texts->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

char **
lim_texts_end (LimTexts *texts)
{
  GPtrArray *pairs = g_steal_pointer (&texts->pairs);

  if (pairs == NULL)
    return g_new0 (char *, 1);
  g_ptr_array_add (pairs, NULL);
  return (char **) g_ptr_array_free (pairs, FALSE);
}

void
lim_texts_clear (LimTexts *texts)
{
  g_clear_pointer (&texts->pairs, g_ptr_array_unref);
}

char *
lim_texts_inflate (const LimTexts *texts, const guint8 *data, gsize length, gsize *got)
{
  struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor ();
  gsize most = MIN (LIM_TEXTS_MAX_ONE, LIM_TEXTS_MAX_BYTES - texts->used);
  enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
  char *buffer = NULL;

  /* The unpacked size is not stored: try with ever more room. */
  for (gsize room = MIN (MAX (length * 4, 4096), most); decompressor != NULL; room = MIN (room * 4, most))
    {
      g_free (buffer);
      buffer = g_malloc (room + 1);
      result = libdeflate_zlib_decompress (decompressor, data, length, buffer, room, got);
      if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room == most)
        break;
    }
  if (decompressor != NULL)
    libdeflate_free_decompressor (decompressor);
  if (result != LIBDEFLATE_SUCCESS)
    {
      g_free (buffer);
      return NULL;
    }
  buffer[*got] = '\0';
  return buffer;
}

static char *
latin1_to_utf8 (const guint8 *data, gsize length)
{
  GString *text = g_string_sized_new (length + length / 8);

  for (gsize i = 0; i < length; i++)
    g_string_append_unichar (text, data[i]);
  return g_string_free (text, FALSE);
}

char *
lim_text_from_bytes (const guint8 *data, gsize length)
{
  gsize used = strnlen ((const char *) data, length);

  return g_utf8_validate ((const char *) data, (gssize) used, NULL) ? g_strndup ((const char *) data, used)
                                                                    : latin1_to_utf8 (data, used);
}

/* -- The formats -- */

static const LimContainer *const containers[] = {
  [LIM_IMAGE_PNG] = &lim_container_png,
  [LIM_IMAGE_JPEG] = &lim_container_jpeg,
  [LIM_IMAGE_WEBP] = &lim_container_webp,
};

static const LimContainer *
find_container (GBytes *image, const char *name, const guint8 **data, gsize *length, GError **error)
{
  LimImageInfo info;

  *data = g_bytes_get_data (image, length);
  if (*length > MAX_FILE)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: larger than 1 GiB; its metadata is not touched", name);
  return lim_image_probe_bytes (*data, *length, name, &info, error) ? containers[info.format] : NULL;
}

char **
lim_image_read_texts (GBytes *image, const char *name, GPtrArray *notes, GError **error)
{
  gsize length;
  const guint8 *data;
  const LimContainer *container = find_container (image, name, &data, &length, error);
  g_auto (LimTexts) texts = LIM_TEXTS_INIT;

  if (container == NULL)
    return NULL;
  texts.notes = notes;
  container->read (&texts, data, length);
  return lim_texts_end (&texts);
}

GBytes *
lim_image_embed_parameters (GBytes *image, const char *name, const char *parameters, GError **error)
{
  gsize length;
  const guint8 *data;
  const LimContainer *container = find_container (image, name, &data, &length, error);

  if (container == NULL)
    return NULL;
  if (!g_utf8_validate (parameters, -1, NULL))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: the text to put into it is not UTF-8", name);
  return container->embed (data, length, name, parameters, error);
}

GBytes *
lim_image_strip (GBytes *image, const char *name, GError **error)
{
  gsize length;
  const guint8 *data;
  const LimContainer *container = find_container (image, name, &data, &length, error);

  return container != NULL ? container->strip (data, length, name, error) : NULL;
}
