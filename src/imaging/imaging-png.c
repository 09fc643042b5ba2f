#include "imaging-png.h"

#include "base-error.h"
#include "imaging-header.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum
{
  MAX_KEYWORD = 79,
  MAX_TEXT_CHUNKS = 1000,
  MAX_TEXT_BYTES = 16 << 20,
  FAST_LEVEL = 1,
  FLAT_LEVEL = 6
};

static const guint8 signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

static void
append_be32 (GByteArray *out, guint32 value)
{
  guint32 bytes = GUINT32_TO_BE (value);

  g_byte_array_append (out, (const guint8 *) &bytes, 4);
}

static void
append_chunk (GByteArray *out, const char *type, const void *data, gsize length)
{
  guint start = out->len + 4;

  append_be32 (out, (guint32) length);
  g_byte_array_append (out, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (out, data, (guint) length);
  append_be32 (out, libdeflate_crc32 (0, out->data + start, out->len - start));
}

static gboolean
is_plain (const char *text)
{
  for (; *text != '\0'; text++)
    if (*text < ' ' && *text != '\n' && *text != '\t')
      return FALSE;
  return TRUE;
}

static gboolean
is_keyword (const char *text)
{
  gsize length = strlen (text);

  return length >= 1 && length <= MAX_KEYWORD && g_str_is_ascii (text) && is_plain (text)
         && strpbrk (text, "\n\t") == NULL && text[0] != ' ' && text[length - 1] != ' ';
}

static gboolean
append_text (GByteArray *out, const char *keyword, const char *value, GError **error)
{
  if (!is_keyword (keyword) || !g_utf8_validate (value, -1, NULL))
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "PNG text “%s”: the keyword must be 1..79 printable ASCII characters and the text UTF-8",
                     keyword);

  gboolean ascii = g_str_is_ascii (value) && is_plain (value);
  g_autoptr (GByteArray) chunk = g_byte_array_new ();
  g_byte_array_append (chunk, (const guint8 *) keyword, (guint) strlen (keyword) + 1);
  if (!ascii) /* not compressed, no language, no translated keyword */
    g_byte_array_append (chunk, (const guint8 *) "\0\0\0\0", 4);
  g_byte_array_append (chunk, (const guint8 *) value, (guint) strlen (value));
  append_chunk (out, ascii ? "tEXt" : "iTXt", chunk->data, chunk->len);
  return TRUE;
}

static int
paeth (int left, int up, int corner)
{
  int to_left = abs (up - corner), to_up = abs (left - corner), to_corner = abs (left + up - 2 * corner);
  int nearest = to_up <= to_corner ? up : corner;

  return to_left <= to_up && to_left <= to_corner ? left : nearest;
}

/* Each row as its filter type 4 and the differences from the Paeth prediction. */
static guint8 *
filter_paeth (const guint8 *rgb, gsize row_bytes, guint height)
{
  guint8 *out = g_malloc ((row_bytes + 1) * height);
  g_autofree guint8 *zeros = g_malloc0 (row_bytes);
  const guint8 *above = zeros;
  guint8 *to = out;

  for (guint y = 0; y < height; y++, rgb += row_bytes)
    {
      *to++ = 4;
      for (gsize i = 0; i < 3; i++)
        to[i] = (guint8) (rgb[i] - above[i]);
      for (gsize i = 3; i < row_bytes; i++)
        to[i] = (guint8) (rgb[i] - paeth (rgb[i - 3], above[i], above[i - 3]));
      to += row_bytes;
      above = rgb;
    }
  return out;
}

static guint8 *
filter_none (const guint8 *rgb, gsize row_bytes, guint height)
{
  guint8 *out = g_malloc ((row_bytes + 1) * height);

  for (guint y = 0; y < height; y++)
    {
      out[y * (row_bytes + 1)] = 0;
      memcpy (out + y * (row_bytes + 1) + 1, rgb + y * row_bytes, row_bytes);
    }
  return out;
}

static guint8 *
deflate_rows (const guint8 *rows, gsize length, int level, gsize *packed_length)
{
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor (level);
  if (compressor == NULL)
    g_error ("out of memory for a compressor");

  gsize bound = libdeflate_zlib_compress_bound (compressor, length);
  guint8 *packed = g_malloc (bound);
  *packed_length = libdeflate_zlib_compress (compressor, rows, length, packed, bound);
  libdeflate_free_compressor (compressor);
  return packed;
}

/* Filtered and packed fast; when that shows the picture to be flat art, where filters hurt, unfiltered and packed
 * well, if that is smaller. */
static guint8 *
pack_pixels (const guint8 *rgb, gsize row_bytes, guint height, gsize *packed_length)
{
  gsize length = (row_bytes + 1) * height;
  g_autofree guint8 *filtered = filter_paeth (rgb, row_bytes, height);
  g_autofree guint8 *packed = deflate_rows (filtered, length, FAST_LEVEL, packed_length);

  if (*packed_length < length / 8)
    {
      g_autofree guint8 *plain = filter_none (rgb, row_bytes, height);
      gsize plain_length;
      g_autofree guint8 *plain_packed = deflate_rows (plain, length, FLAT_LEVEL, &plain_length);

      if (plain_length < *packed_length)
        {
          *packed_length = plain_length;
          return g_steal_pointer (&plain_packed);
        }
    }
  return g_steal_pointer (&packed);
}

GBytes *
lim_png_encode_rgb (const guint8 *rgb, guint width, guint height, const char *const *text, GError **error)
{
  if (width == 0 || height == 0 || width > LIM_IMAGE_MAX_SIDE || height > LIM_IMAGE_MAX_SIDE
      || (guint64) width * height > LIM_IMAGE_MAX_PIXELS)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "a PNG of %ux%u pixels cannot be written: 1..%u a side, %u in all", width, height,
                          LIM_IMAGE_MAX_SIDE, LIM_IMAGE_MAX_PIXELS);

  guint8 header[13] = {
    width >> 24, width >> 16, width >> 8, width & 255, height >> 24, height >> 16, height >> 8, height & 255, 8, 2,
    0,           0,           0
  };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_byte_array_append (out, signature, sizeof signature);
  append_chunk (out, "IHDR", header, sizeof header);
  for (; text != NULL && text[0] != NULL && text[1] != NULL; text += 2)
    if (!append_text (out, text[0], text[1], error))
      return NULL;

  gsize packed_length;
  g_autofree guint8 *packed = pack_pixels (rgb, (gsize) width * 3, height, &packed_length);
  append_chunk (out, "IDAT", packed, packed_length);
  append_chunk (out, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static char *
inflate_text (const guint8 *data, gsize length)
{
  struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor ();
  char *text = NULL;

  /* The unpacked size is not stored: try with ever more room. */
  for (gsize room = MAX (length * 4, 4096); decompressor != NULL && room <= MAX_TEXT_BYTES; room *= 4)
    {
      gsize got;
      char *buffer = g_malloc (room + 1);
      enum libdeflate_result result = libdeflate_zlib_decompress (decompressor, data, length, buffer, room, &got);

      if (result == LIBDEFLATE_SUCCESS)
        {
          buffer[got] = '\0';
          text = buffer;
          break;
        }
      g_free (buffer);
      if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
        break;
    }
  if (decompressor != NULL)
    libdeflate_free_decompressor (decompressor);
  return text;
}

static char *
latin1_to_utf8 (const guint8 *data, gsize length)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; i < length && data[i] != '\0'; i++)
    g_string_append_unichar (text, data[i]);
  return g_string_free (text, FALSE);
}

/* The value of an iTXt chunk after its keyword: two flags, language, translated keyword, text. */
static char *
read_international (const guint8 *rest, gsize length)
{
  if (length < 2)
    return NULL;

  gboolean packed = rest[0] == 1;
  const guint8 *end = rest + length, *at = rest + 2;
  for (guint strings = 0; strings < 2; strings++)
    {
      at = memchr (at, '\0', (gsize) (end - at));
      if (at == NULL)
        return NULL;
      at++;
    }

  g_autofree char *text =
      packed ? inflate_text (at, (gsize) (end - at)) : g_strndup ((const char *) at, (gsize) (end - at));
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static char *
read_compressed (const guint8 *rest, gsize length)
{
  g_autofree char *text = length > 1 && rest[0] == 0 ? inflate_text (rest + 1, length - 1) : NULL;

  return text != NULL ? latin1_to_utf8 ((const guint8 *) text, strlen (text)) : NULL;
}

static const struct
{
  char type[5];
  char *(*read) (const guint8 *rest, gsize length); /* what follows the keyword and its NUL; NULL when broken */
} text_chunks[] = {
  { "tEXt", latin1_to_utf8 },
  { "zTXt", read_compressed },
  { "iTXt", read_international },
};

static void
read_text_chunk (GPtrArray *pairs, const guint8 *type, const guint8 *data, gsize length)
{
  const guint8 *end = length > 0 ? memchr (data, '\0', MIN (length, MAX_KEYWORD + 1)) : NULL;
  if (end == NULL || end == data)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (text_chunks); i++)
    if (memcmp (type, text_chunks[i].type, 4) == 0)
      {
        char *value = text_chunks[i].read (end + 1, length - (gsize) (end + 1 - data));

        if (value == NULL)
          return;
        g_ptr_array_add (pairs, latin1_to_utf8 (data, (gsize) (end - data)));
        g_ptr_array_add (pairs, value);
        return;
      }
}

char **
lim_png_read_text (const guint8 *data, gsize length, const char *name, GError **error)
{
  if (length < sizeof signature || memcmp (data, signature, sizeof signature) != 0)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: not a PNG file, so no PNG text can be read", name);

  GPtrArray *pairs = g_ptr_array_new ();
  for (gsize at = sizeof signature; length - at >= 12 && pairs->len < 2 * MAX_TEXT_CHUNKS;)
    {
      gsize size = (gsize) data[at] << 24 | (gsize) data[at + 1] << 16 | (gsize) data[at + 2] << 8 | data[at + 3];

      if (size > length - at - 12)
        break;
      if (size <= MAX_TEXT_BYTES)
        read_text_chunk (pairs, data + at + 4, data + at + 8, size);
      at += 12 + size;
    }
  g_ptr_array_add (pairs, NULL);
  return (char **) g_ptr_array_free (pairs, FALSE);
}
