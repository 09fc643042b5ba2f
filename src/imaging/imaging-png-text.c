/* Text chunks of PNG files (PNG specification, third edition, 11.3.3), and writing chunks in general. */
#include "imaging-png-chunk.h"

#include "base-error.h"
#include "imaging-metadata-private.h"
#include "imaging-png.h"

#include <libdeflate.h>
#include <string.h>

#define MAX_KEYWORD 79

const guint8 lim_png_signature[LIM_PNG_SIGNATURE_LENGTH] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

/* -- Writing -- */

static void
append_be32 (GByteArray *out, guint32 value)
{
  guint32 bytes = GUINT32_TO_BE (value);

  g_byte_array_append (out, (const guint8 *) &bytes, 4);
}

void
lim_png_append_chunk (GByteArray *out, const char *type, const void *data, gsize length)
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

gboolean
lim_png_append_text (GByteArray *out, const char *keyword, const char *value, GError **error)
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
  lim_png_append_chunk (out, ascii ? "tEXt" : "iTXt", chunk->data, chunk->len);
  return TRUE;
}

/* -- Reading -- */

/* The language and the translated keyword of an iTXt chunk are passed over: NULL when one of them does not end. */
static const guint8 *
skip_strings (const guint8 *at, const guint8 *end)
{
  for (guint strings = 0; at != NULL && strings < 2; strings++)
    {
      at = memchr (at, '\0', (gsize) (end - at));
      if (at != NULL)
        at++;
    }
  return at;
}

static char *
read_plain (const guint8 *rest, gsize length, LimTexts *texts G_GNUC_UNUSED)
{
  return lim_text_from_bytes (rest, length);
}

static char *
read_compressed (const guint8 *rest, gsize length, LimTexts *texts)
{
  gsize got;
  g_autofree char *text = length > 1 && rest[0] == 0 ? lim_texts_inflate (texts, rest + 1, length - 1, &got) : NULL;

  return text != NULL ? lim_text_from_bytes ((const guint8 *) text, got) : NULL;
}

/* What follows the keyword: two flags, language, translated keyword, text. */
static char *
read_international (const guint8 *rest, gsize length, LimTexts *texts)
{
  const guint8 *end = rest + length;
  const guint8 *at = length >= 2 ? skip_strings (rest + 2, end) : NULL;

  if (at == NULL)
    return NULL;
  gsize got = (gsize) (end - at);
  g_autofree char *text =
      rest[0] == 1 ? lim_texts_inflate (texts, at, got, &got) : g_strndup ((const char *) at, got);
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static const struct
{
  char type[5];
  char *(*read) (const guint8 *rest, gsize length, LimTexts *texts); /* after the keyword and its NUL */
} text_chunks[] = {
  { "tEXt", read_plain },
  { "zTXt", read_compressed },
  { "iTXt", read_international },
};

void
lim_png_read_text_chunk (LimTexts *texts, const guint8 *type, const guint8 *data, gsize length)
{
  const guint8 *end = length > 0 ? memchr (data, '\0', MIN (length, MAX_KEYWORD + 1)) : NULL;
  if (end == NULL || end == data)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (text_chunks); i++)
    if (memcmp (type, text_chunks[i].type, 4) == 0)
      {
        g_autofree char *keyword = lim_text_from_bytes (data, (gsize) (end - data));

        lim_texts_add (texts, keyword, text_chunks[i].read (end + 1, length - (gsize) (end + 1 - data), texts));
        return;
      }
}

char **
lim_png_read_text (const guint8 *data, gsize length, const char *name, GError **error)
{
  g_auto (LimTexts) texts = LIM_TEXTS_INIT;
  LimPngChunk chunk;

  if (length < LIM_PNG_SIGNATURE_LENGTH || memcmp (data, lim_png_signature, LIM_PNG_SIGNATURE_LENGTH) != 0)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: not a PNG file, so no PNG text can be read", name);
  for (gsize at = LIM_PNG_SIGNATURE_LENGTH; lim_png_next_chunk (data, length, &at, &chunk);)
    lim_png_read_text_chunk (&texts, chunk.type, chunk.data, chunk.length);
  return lim_texts_end (&texts);
}
