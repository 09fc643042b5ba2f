/* JPEG (ITU-T T.81, annex B; JFIF; EXIF; Adobe's supplements for what stands in APPn). */
#include "imaging-metadata-private.h"

#include "base-error.h"

#include <string.h>

#define MAX_SEGMENTS 100000u
#define MAX_SEGMENT 65533u /* bytes of a segment after its length */

static const char exif_mark[] = "Exif\0"; /* and its closing NUL: six bytes */
static const char xmp_mark[] = "http://ns.adobe.com/xap/1.0/";

typedef struct
{
  const guint8 *start; /* its 0xff */
  gsize size;          /* all of it; a scan's pixels included */
  guint marker;
  const guint8 *data; /* after the length */
  gsize length;
} Segment;

/* The end of the compressed pixels that start at @at: the next marker but restarts. */
static gsize
skip_pixels (const guint8 *data, gsize length, gsize at)
{
  for (; at + 1 < length; at++)
    if (data[at] == 0xff && data[at + 1] != 0 && data[at + 1] != 0xff && (data[at + 1] & 0xf8) != 0xd0)
      return at;
  return length;
}

/* FALSE at the end of the bytes, and where no segment stands. */
static gboolean
next_segment (const guint8 *data, gsize length, gsize *at, Segment *segment)
{
  while (*at + 1 < length && data[*at] == 0xff && data[*at + 1] == 0xff)
    ++*at;
  if (*at > length || length - *at < 2 || data[*at] != 0xff || data[*at + 1] == 0)
    return FALSE;
  *segment = (Segment){ .start = data + *at, .size = 2, .marker = data[*at + 1] };
  if (segment->marker != 0x01 && (segment->marker & 0xf8) != 0xd0 && segment->marker != 0xd8
      && segment->marker != 0xd9)
    {
      gsize size = length - *at >= 4 ? (gsize) data[*at + 2] << 8 | data[*at + 3] : 0;

      if (size < 2 || size > length - *at - 2)
        return FALSE;
      segment->data = data + *at + 4;
      segment->length = size - 2;
      segment->size = 2 + size;
    }
  if (segment->marker == 0xda)
    segment->size = skip_pixels (data, length, *at + segment->size) - *at;
  *at += segment->size;
  return TRUE;
}

static gboolean
begins (const Segment *segment, const char *mark, gsize length)
{
  return segment->length >= length && memcmp (segment->data, mark, length) == 0;
}

static gboolean
is_exif (const Segment *segment)
{
  return segment->marker == 0xe1 && begins (segment, exif_mark, sizeof exif_mark);
}

static gboolean
is_jfif (const Segment *segment)
{
  return segment->marker == 0xe0 && segment->length >= 14 && begins (segment, "JFIF", 5);
}

static void
read_texts (LimTexts *texts, const guint8 *data, gsize length)
{
  Segment segment;
  guint n = 0;

  for (gsize at = 2; n++ < MAX_SEGMENTS && next_segment (data, length, &at, &segment) && segment.marker != 0xd9;)
    if (segment.marker == 0xfe)
      lim_texts_add (texts, "Comment", lim_text_from_bytes (segment.data, segment.length));
    else if (is_exif (&segment))
      lim_exif_read_texts (texts, segment.data + sizeof exif_mark, segment.length - sizeof exif_mark);
    else if (segment.marker == 0xe1 && begins (&segment, xmp_mark, sizeof xmp_mark))
      lim_texts_add (texts, LIM_XMP_KEYWORD,
                     lim_text_from_bytes (segment.data + sizeof xmp_mark, segment.length - sizeof xmp_mark));
}

/* -- Writing -- */

static void
put_segment (GByteArray *out, guint marker, const void *data, gsize length)
{
  guint8 head[4] = { 0xff, marker & 255, (length + 2) >> 8, (length + 2) & 255 };

  g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, data, (guint) length);
}

static void
put_exif (GByteArray *out, const GByteArray *tiff)
{
  g_autoptr (GByteArray) segment = g_byte_array_new ();

  if (tiff->len == 0)
    return;
  g_byte_array_append (segment, (const guint8 *) exif_mark, sizeof exif_mark);
  g_byte_array_append (segment, tiff->data, tiff->len);
  put_segment (out, 0xe1, segment->data, segment->len);
}

/* JFIF without its thumbnail. */
static void
put_jfif (GByteArray *out, const Segment *segment)
{
  guint8 head[14];

  memcpy (head, segment->data, sizeof head);
  head[12] = head[13] = 0;
  put_segment (out, 0xe0, head, sizeof head);
}

static guint
find_orientation (const guint8 *data, gsize length)
{
  Segment segment;

  for (gsize at = 2; next_segment (data, length, &at, &segment) && segment.marker != 0xda;)
    if (is_exif (&segment))
      return lim_exif_orientation (segment.data + sizeof exif_mark, segment.length - sizeof exif_mark);
  return 1;
}

/* Copies the segments that @put passes on, with @exif after JFIF or first. */
typedef void (*PutSegment) (GByteArray *out, const Segment *segment);

static GBytes *
rewrite (const guint8 *data, gsize length, const char *name, const GByteArray *exif, PutSegment put_one,
         GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint) length + exif->len + 64);
  gboolean placed = FALSE;
  Segment segment;

  g_byte_array_append (out, (const guint8 *) "\xff\xd8", 2);
  for (gsize at = 2; next_segment (data, length, &at, &segment);)
    {
      if (!placed && !is_jfif (&segment))
        {
          put_exif (out, exif);
          placed = TRUE;
        }
      put_one (out, &segment);
      if (segment.marker == 0xd9)
        return g_byte_array_free_to_bytes (g_steal_pointer (&out));
    }
  return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                        "%s: broken JPEG: its segments do not lead to an end; copy or make the file again", name);
}

static void
put_unless_exif (GByteArray *out, const Segment *segment)
{
  if (!is_exif (segment))
    g_byte_array_append (out, segment->start, (guint) segment->size);
}

static GBytes *
embed (const guint8 *data, gsize length, const char *name, const char *parameters, GError **error)
{
  guint orientation = find_orientation (data, length);
  g_autoptr (GByteArray) exif = lim_exif_new (orientation, parameters, FALSE);

  if (exif->len + sizeof exif_mark > MAX_SEGMENT && g_str_is_ascii (parameters))
    {
      g_byte_array_unref (exif);
      exif = lim_exif_new (orientation, parameters, TRUE);
    }
  if (exif->len + sizeof exif_mark > MAX_SEGMENT)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "%s: a text of %" G_GSIZE_FORMAT
                          " bytes does not fit into a JPEG (65,000 bytes of ASCII, 32,000 characters of others); use "
                          "PNG or WebP",
                          name, strlen (parameters));
  return rewrite (data, length, name, exif, put_unless_exif, error);
}

/* What decoding needs: frame and scan headers, tables, restarts, pixels; colour profile and Adobe's transform. */
static void
put_if_needed (GByteArray *out, const Segment *segment)
{
  guint marker = segment->marker;

  if (is_jfif (segment))
    put_jfif (out, segment);
  else if (marker == 0xee && segment->length >= 12 && begins (segment, "Adobe", 5))
    put_segment (out, 0xee, segment->data, 12);
  else if ((marker >= 0xc0 && marker <= 0xdf) || marker == 0x01
           || (marker == 0xe2 && begins (segment, "ICC_PROFILE", 12)))
    g_byte_array_append (out, segment->start, (guint) segment->size);
}

static GBytes *
strip (const guint8 *data, gsize length, const char *name, GError **error)
{
  g_autoptr (GByteArray) exif = lim_exif_new (find_orientation (data, length), NULL, FALSE);

  return rewrite (data, length, name, exif, put_if_needed, error);
}

const LimContainer lim_container_jpeg = { read_texts, embed, strip };
