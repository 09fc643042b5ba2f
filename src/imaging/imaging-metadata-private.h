/* imaging-metadata-private.h: what the readers and writers of metadata share: the list of texts with its limits, TIFF
 * blocks (EXIF), and the three containers. */
#pragma once

#include <glib.h>

/* -- The list of texts. A file may ask for more than there is memory, so all that is unpacked or decoded counts -- */

#define LIM_TEXTS_MAX_BYTES (32u << 20) /* together */
#define LIM_TEXTS_MAX_ONE (16u << 20)
#define LIM_TEXTS_MAX_COUNT 1000u

typedef struct
{
  GPtrArray *pairs; /* keyword, value, …; NULL: none yet */
  gsize used;       /* bytes in it */
  GPtrArray *notes; /* (element-type char*) what was left out and why; borrowed, may be NULL */
} LimTexts;

#define LIM_TEXTS_INIT                                                                                               \
  {                                                                                                                  \
    NULL, 0, NULL                                                                                                    \
  }

/* Adds @value (takes it; NULL is none), unless the list is full. Names may repeat. */
void lim_texts_add (LimTexts *texts, const char *keyword, char *value);
void lim_texts_note (LimTexts *texts, const char *format, ...) G_GNUC_PRINTF (2, 3);
char **lim_texts_end (LimTexts *texts); /* transfer full; the list is empty afterwards */
void lim_texts_clear (LimTexts *texts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimTexts, lim_texts_clear)

/* Unpacks a zlib stream as far as the list has room; the result has a NUL behind it. NULL when it is broken or too
 * large. Transfer full. */
char *lim_texts_inflate (const LimTexts *texts, const guint8 *data, gsize length, gsize *got);

/* Bytes up to the first NUL, as UTF-8 where they are that, else as Latin-1: some programs write UTF-8 where only Latin-1
 * is allowed. Transfer full. */
char *lim_text_from_bytes (const guint8 *data, gsize length);

/* -- EXIF: a TIFF block (EXIF 2.32, 4.6) -- */

/* Adds the texts among its fields under the fields' own names: ImageDescription, Make, Model, Software, UserComment … */
void lim_exif_read_texts (LimTexts *texts, const guint8 *tiff, gsize length);

/* How the picture is to be turned, 1..8; 1, upright, when nothing says otherwise. */
guint lim_exif_orientation (const guint8 *tiff, gsize length);

/* A block that holds an @orientation other than 1 and a UserComment (NULL: none); of 0 bytes when it would hold neither.
 * The comment is UNICODE, as A1111 writes it, or ASCII with @ascii. Transfer full. */
GByteArray *lim_exif_new (guint orientation, const char *comment, gboolean ascii);

/* -- PNG -- */

typedef struct
{
  const guint8 *start, *type, *data;
  gsize length; /* of data; the whole chunk has 12 more */
} LimPngChunk;

/* Reads the chunk at *@at and steps over it; FALSE at the end, or where a chunk is cut short. */
gboolean lim_png_next_chunk (const guint8 *data, gsize length, gsize *at, LimPngChunk *chunk);
void lim_png_read_text_chunk (LimTexts *texts, const guint8 *type, const guint8 *data, gsize length);

/* -- The containers. @data is of that format already; writing fails with LIM_ERROR_BAD_INPUT where it is broken -- */

typedef struct
{
  void (*read) (LimTexts *texts, const guint8 *data, gsize length);
  GBytes *(*embed) (const guint8 *data, gsize length, const char *name, const char *parameters, GError **error);
  GBytes *(*strip) (const guint8 *data, gsize length, const char *name, GError **error);
} LimContainer;

extern const LimContainer lim_container_png, lim_container_jpeg, lim_container_webp;

/* The keyword of an XMP packet, as PNG has it. */
#define LIM_XMP_KEYWORD "XML:com.adobe.xmp"
