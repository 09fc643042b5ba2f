/* PNG (specification, third edition, chapters 5 and 11). */
#include "imaging-metadata-private.h"

#include "base-error.h"
#include "imaging-png-chunk.h"
#include "imaging-png.h"

#include <libdeflate.h>
#include <string.h>

gboolean
lim_png_next_chunk (const guint8 *data, gsize length, gsize *at, LimPngChunk *chunk)
{
  if (length - *at < 12)
    return FALSE;

  const guint8 *start = data + *at;
  gsize size = (gsize) start[0] << 24 | (gsize) start[1] << 16 | (gsize) start[2] << 8 | start[3];
  if (size > length - *at - 12)
    return FALSE;
  *chunk = (LimPngChunk){ .start = start, .type = start + 4, .data = start + 8, .length = size };
  *at += 12 + size;
  return TRUE;
}

gboolean
lim_png_check_sums (const guint8 *data, gsize length, const char *name, GError **error)
{
  LimPngChunk chunk;

  if (length < LIM_PNG_SIGNATURE_LENGTH || memcmp (data, lim_png_signature, LIM_PNG_SIGNATURE_LENGTH) != 0)
    return TRUE;
  for (gsize at = LIM_PNG_SIGNATURE_LENGTH; lim_png_next_chunk (data, length, &at, &chunk);)
    {
      const guint8 *sum = chunk.data + chunk.length;
      guint32 wanted = (guint32) sum[0] << 24 | (guint32) sum[1] << 16 | (guint32) sum[2] << 8 | sum[3];

      if (libdeflate_crc32 (0, chunk.type, chunk.length + 4) != wanted)
        return lim_fail (error, LIM_ERROR_BAD_INPUT,
                         "%s: broken PNG: the checksum of its chunk %.4s does not fit; copy or make the file again",
                         name, (const char *) chunk.type);
      if (memcmp (chunk.type, "IEND", 4) == 0)
        break;
    }
  return TRUE;
}

static gboolean
is_type (const LimPngChunk *chunk, const char *type)
{
  return memcmp (chunk->type, type, 4) == 0;
}

static void
read_texts (LimTexts *texts, const guint8 *data, gsize length)
{
  LimPngChunk chunk;

  for (gsize at = LIM_PNG_SIGNATURE_LENGTH; lim_png_next_chunk (data, length, &at, &chunk);)
    if (is_type (&chunk, "eXIf"))
      lim_exif_read_texts (texts, chunk.data, chunk.length);
    else
      lim_png_read_text_chunk (texts, chunk.type, chunk.data, chunk.length);
}

static void
copy_chunk (GByteArray *out, const LimPngChunk *chunk)
{
  g_byte_array_append (out, chunk->start, (guint) chunk->length + 12);
}

/* With an IEND of our own: that of a hostile file may hold something. */
static GBytes *
end (GByteArray *out)
{
  lim_png_append_chunk (out, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (out);
}

static gpointer
fail_broken (const char *name, GError **error)
{
  return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                        "%s: broken PNG: its chunks do not lead to an IEND; copy or make the file again", name);
}

/* -- Adding -- */

static gboolean
is_parameters (const LimPngChunk *chunk)
{
  static const char keyword[] = "parameters";

  return (is_type (chunk, "tEXt") || is_type (chunk, "zTXt") || is_type (chunk, "iTXt"))
         && chunk->length >= sizeof keyword && memcmp (chunk->data, keyword, sizeof keyword) == 0;
}

static GBytes *
embed (const guint8 *data, gsize length, const char *name, const char *parameters, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint) length + 4096);
  LimPngChunk chunk;

  g_byte_array_append (out, lim_png_signature, LIM_PNG_SIGNATURE_LENGTH);
  for (gsize at = LIM_PNG_SIGNATURE_LENGTH; lim_png_next_chunk (data, length, &at, &chunk);)
    {
      if (is_type (&chunk, "IEND"))
        return end (g_steal_pointer (&out));
      if (!is_parameters (&chunk))
        copy_chunk (out, &chunk);
      if (is_type (&chunk, "IHDR") && !lim_png_append_text (out, "parameters", parameters, error))
        return NULL;
    }
  return fail_broken (name, error);
}

/* -- Taking away -- */

/* What says how the pixels are shown; critical chunks (upper case first) stay too. */
static const char *const kept[] = {
  "tRNS", "cHRM", "gAMA", "iCCP", "sRGB", "sBIT", "cICP", "mDCV",
  "cLLI", "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT",
};

static gboolean
is_kept (const LimPngChunk *chunk)
{
  if (g_ascii_isupper (chunk->type[0]))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    if (is_type (chunk, kept[i]))
      return TRUE;
  return FALSE;
}

static void
append_orientation (GByteArray *out, const LimPngChunk *chunk)
{
  g_autoptr (GByteArray) exif = lim_exif_new (lim_exif_orientation (chunk->data, chunk->length), NULL, FALSE);

  if (exif->len > 0)
    lim_png_append_chunk (out, "eXIf", exif->data, exif->len);
}

static GBytes *
strip (const guint8 *data, gsize length, const char *name, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint) length);
  LimPngChunk chunk;

  g_byte_array_append (out, lim_png_signature, LIM_PNG_SIGNATURE_LENGTH);
  for (gsize at = LIM_PNG_SIGNATURE_LENGTH; lim_png_next_chunk (data, length, &at, &chunk);)
    {
      if (is_type (&chunk, "IEND"))
        return end (g_steal_pointer (&out));
      if (is_kept (&chunk))
        copy_chunk (out, &chunk);
      else if (is_type (&chunk, "eXIf"))
        append_orientation (out, &chunk);
    }
  return fail_broken (name, error);
}

const LimContainer lim_container_png = { read_texts, embed, strip };
