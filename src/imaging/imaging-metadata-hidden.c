/* The copy of its metadata that NovelAI hides in the alpha channel: the lowest bit of each pixel, column by column, gives
 * the word stealth_pngcomp (or stealth_pnginfo, not packed), the length of what follows in bits (32 bits, the highest
 * first), and that: JSON, packed with gzip (github.com/NovelAI/novelai-image-metadata). */
#include "imaging-metadata.h"

#include "imaging-metadata-private.h"
#include "imaging-png-decode.h"

#include <libdeflate.h>
#include <string.h>

#define WORD_LENGTH 15u
#define MAX_BITS (1u << 27) /* 16 MiB */

typedef struct
{
  const LimPngPixels *pixels;
  guint64 at; /* bits read */
} Bits;

static gboolean
read_bytes (Bits *bits, guint8 *out, gsize length)
{
  const LimPngPixels *pixels = bits->pixels;
  guint64 n_pixels = (guint64) pixels->width * pixels->height;

  if (n_pixels - bits->at < (guint64) length * 8)
    return FALSE;
  memset (out, 0, length);
  for (gsize i = 0; i < length * 8; i++, bits->at++)
    {
      gsize x = bits->at / pixels->height, y = bits->at % pixels->height;

      out[i / 8] |= (guint8) ((pixels->samples[(y * pixels->width + x) * 4 + 3] & 1) << (7 - i % 8));
    }
  return TRUE;
}

static char *
unpack (const guint8 *data, gsize length)
{
  struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor ();
  g_autofree char *text = g_malloc (LIM_TEXTS_MAX_ONE + 1);
  gsize got = 0;
  enum libdeflate_result result = LIBDEFLATE_BAD_DATA;

  if (decompressor != NULL)
    {
      result = libdeflate_gzip_decompress (decompressor, data, length, text, LIM_TEXTS_MAX_ONE, &got);
      libdeflate_free_decompressor (decompressor);
    }
  return result == LIBDEFLATE_SUCCESS ? lim_text_from_bytes ((const guint8 *) text, got) : NULL;
}

static char *
read_hidden (const LimPngPixels *pixels)
{
  Bits bits = { pixels, 0 };
  guint8 word[WORD_LENGTH], size[4];

  if (pixels->bands != 4 || !read_bytes (&bits, word, sizeof word))
    return NULL;
  gboolean packed = memcmp (word, "stealth_pngcomp", WORD_LENGTH) == 0;
  if ((!packed && memcmp (word, "stealth_pnginfo", WORD_LENGTH) != 0) || !read_bytes (&bits, size, sizeof size))
    return NULL;

  guint32 n_bits = (guint32) size[0] << 24 | (guint32) size[1] << 16 | (guint32) size[2] << 8 | size[3];
  gsize length = n_bits / 8;
  g_autofree guint8 *data = n_bits <= MAX_BITS ? g_malloc (length + 1) : NULL;
  if (data == NULL || !read_bytes (&bits, data, length))
    return NULL;
  return packed ? unpack (data, length) : lim_text_from_bytes (data, length);
}

char *
lim_image_read_hidden (GBytes *image)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (image, &length);
  gboolean may = length >= 33 && memcmp (data, "\x89PNG", 4) == 0 && data[25] == 6; /* RGB and alpha */
  g_autoptr (LimPngPixels) pixels = may ? lim_png_decode (data, length) : NULL;

  return pixels != NULL ? read_hidden (pixels) : NULL;
}
