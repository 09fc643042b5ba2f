#include "imaging-png-walk.h"

#include "imaging-header.h"

#include <libdeflate.h>
#include <string.h>

/* libpng refuses larger chunks that are no pixels. */
#define MAX_CHUNK 8000000u

typedef struct
{
  const guint8 *type, *data;
  gsize length;
} Chunk;

typedef struct
{
  LimPngParts *parts;
  gboolean has_palette, has_transparency, after_pixels, at_end;
  gsize first_piece; /* where the first IDAT chunk starts in the file */
  guint n_pieces;
} Walk;

typedef gboolean (*Take) (Walk *walk, const Chunk *chunk);

static guint32
be32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/* Reads the chunk at @at, and says where the next one starts. */
static gboolean
next_chunk (const guint8 *data, gsize length, gsize *at, Chunk *chunk)
{
  if (length - *at < 12)
    return FALSE;
  *chunk = (Chunk){ .length = be32 (data + *at), .type = data + *at + 4, .data = data + *at + 8 };
  if (chunk->length > length - *at - 12)
    return FALSE;
  *at += 12 + chunk->length;
  return TRUE;
}

static gboolean
is_sound (const Chunk *chunk)
{
  for (guint i = 0; i < 4; i++)
    if (!g_ascii_isalpha (chunk->type[i]))
      return FALSE;
  return libdeflate_crc32 (0, chunk->type, chunk->length + 4) == be32 (chunk->data + chunk->length);
}

static const guint8 channels_of_colour[] = {
  [LIM_PNG_GREY] = 1, [LIM_PNG_RGB] = 3, [LIM_PNG_PALETTE] = 1, [LIM_PNG_GREY_ALPHA] = 2, [LIM_PNG_RGBA] = 4,
};

static gboolean
take_header (LimPngParts *parts, const Chunk *chunk)
{
  static const guint8 compression_filter_interlace[3] = { 0, 0, 0 };
  const guint8 *data = chunk->data;

  if (memcmp (chunk->type, "IHDR", 4) != 0 || chunk->length != 13 || !is_sound (chunk) || data[8] != 8
      || data[9] >= G_N_ELEMENTS (channels_of_colour) || channels_of_colour[data[9]] == 0
      || memcmp (data + 10, compression_filter_interlace, 3) != 0)
    return FALSE;
  parts->width = be32 (data);
  parts->height = be32 (data + 4);
  parts->colour = data[9];
  parts->channels = channels_of_colour[data[9]];
  return parts->width > 0 && parts->height > 0 && parts->width <= LIM_IMAGE_MAX_SIDE
         && parts->height <= LIM_IMAGE_MAX_SIDE && (guint64) parts->width * parts->height <= LIM_IMAGE_MAX_PIXELS;
}

static gboolean
take_palette (Walk *walk, const Chunk *chunk)
{
  LimPngParts *parts = walk->parts;
  gboolean wants = (parts->colour & LIM_PNG_RGB) != 0; /* a true colour picture may suggest one; it means nothing */

  if (walk->has_palette || walk->has_transparency || walk->n_pieces > 0 || !wants || chunk->length == 0
      || chunk->length > sizeof parts->palette / 4 * 3 || chunk->length % 3 != 0)
    return FALSE;
  walk->has_palette = TRUE;
  parts->n_palette = (guint) chunk->length / 3;
  for (guint i = 0; i < parts->n_palette; i++)
    {
      memcpy (parts->palette[i], chunk->data + 3 * i, 3);
      parts->palette[i][3] = 255;
    }
  return TRUE;
}

static gboolean
take_transparency (Walk *walk, const Chunk *chunk)
{
  LimPngParts *parts = walk->parts;

  if (walk->has_transparency || walk->n_pieces > 0)
    return FALSE;
  walk->has_transparency = parts->has_key = TRUE;
  if (parts->colour == LIM_PNG_PALETTE)
    {
      if (chunk->length == 0 || chunk->length > parts->n_palette)
        return FALSE;
      for (gsize i = 0; i < chunk->length; i++)
        parts->palette[i][3] = chunk->data[i];
      return TRUE;
    }
  if ((parts->colour != LIM_PNG_GREY && parts->colour != LIM_PNG_RGB) || chunk->length != 2 * parts->channels)
    return FALSE;
  for (guint i = 0; i < parts->channels; i++)
    {
      if (chunk->data[2 * i] != 0) /* a key that no 8-bit sample equals: leave the meaning to libpng */
        return FALSE;
      parts->key[i] = chunk->data[2 * i + 1];
    }
  return TRUE;
}

/* libpng's own bound for one chunk is the size of all rows when stored uncompressed, and never below MAX_CHUNK. */
static gboolean
take_pixels (Walk *walk, const Chunk *chunk)
{
  LimPngParts *parts = walk->parts;
  gsize rows = ((gsize) parts->width * parts->channels + 1) * parts->height;

  if (walk->after_pixels || chunk->length > MAX (MAX_CHUNK, rows + rows / 32768 * 5 + 11)
      || (parts->colour == LIM_PNG_PALETTE && !walk->has_palette))
    return FALSE;
  if (walk->n_pieces++ == 0)
    parts->packed = chunk->data;
  parts->packed_length += chunk->length;
  return TRUE;
}

static gboolean
take_end (Walk *walk, const Chunk *chunk)
{
  walk->at_end = TRUE;
  return chunk->length == 0 && walk->n_pieces > 0;
}

static gboolean
decline (Walk *walk, const Chunk *chunk)
{
  (void) walk, (void) chunk;
  return FALSE;
}

static const struct
{
  char type[5];
  Take take;
} chunks[] = {
  { "IDAT", take_pixels }, { "PLTE", take_palette }, { "tRNS", take_transparency },
  { "IEND", take_end },    { "iCCP", decline },      { "eXIf", decline },
};

/* What else there is changes no pixel: libvips, too, leaves gAMA, cHRM and sRGB alone. */
static gboolean
take_other (Walk *walk, const Chunk *chunk)
{
  (void) walk;
  return g_ascii_islower (chunk->type[0]) && chunk->length <= MAX_CHUNK;
}

static gboolean
take_chunk (Walk *walk, const Chunk *chunk)
{
  Take take = take_other;

  if (!is_sound (chunk))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (chunks); i++)
    if (memcmp (chunk->type, chunks[i].type, 4) == 0)
      take = chunks[i].take;
  if (take != take_pixels && walk->n_pieces > 0)
    walk->after_pixels = TRUE;
  return take (walk, chunk);
}

static void
join_pieces (LimPngParts *parts, const guint8 *data, gsize length, gsize at)
{
  guint8 *to = parts->joined = g_malloc (parts->packed_length);
  Chunk chunk;

  for (gsize left = parts->packed_length; left > 0 && next_chunk (data, length, &at, &chunk); left -= chunk.length)
    to = (guint8 *) memcpy (to, chunk.data, chunk.length) + chunk.length;
  parts->packed = parts->joined;
}

gboolean
lim_png_walk (const guint8 *data, gsize length, LimPngParts *parts)
{
  gsize at = 8;
  LimPngParts found = { 0 };
  Walk walk = { .parts = &found };
  Chunk chunk;

  if (length < at || memcmp (data, "\x89PNG\r\n\x1a\n", 8) != 0 || !next_chunk (data, length, &at, &chunk)
      || !take_header (&found, &chunk))
    return FALSE;
  while (!walk.at_end)
    {
      gsize start = at;

      if (!next_chunk (data, length, &at, &chunk) || !take_chunk (&walk, &chunk))
        return FALSE;
      if (walk.n_pieces == 1 && !walk.after_pixels)
        walk.first_piece = start;
    }
  if (walk.n_pieces > 1)
    join_pieces (&found, data, length, walk.first_piece);
  *parts = found;
  return TRUE;
}

void
lim_png_parts_clear (LimPngParts *parts)
{
  g_clear_pointer (&parts->joined, g_free);
}
