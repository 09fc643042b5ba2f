/* TIFF blocks (EXIF 2.32, 4.6): one directory of 12-byte entries, and the one it points to. */
#include "imaging-metadata-private.h"

#include <string.h>

#define MAX_ENTRIES 512u
#define TAG_ORIENTATION 0x0112
#define TAG_EXIF 0x8769
#define TAG_USER_COMMENT 0x9286
#define TYPE_SHORT 3
#define TYPE_LONG 4
#define TYPE_UNDEFINED 7

typedef struct
{
  const guint8 *data;
  gsize length;
  gboolean big_endian;
} Tiff;

typedef struct
{
  guint tag, type;
  const guint8 *value;
  gsize length; /* bytes of value */
} Entry;

static guint32
get (const Tiff *tiff, const guint8 *at, guint n_bytes)
{
  guint32 value = 0;

  for (guint i = 0; i < n_bytes; i++)
    value = value << 8 | at[tiff->big_endian ? i : n_bytes - 1 - i];
  return value;
}

static gboolean
open_tiff (Tiff *tiff, const guint8 *data, gsize length)
{
  *tiff = (Tiff){ .data = data, .length = length };
  if (length < 8 || (memcmp (data, "II", 2) != 0 && memcmp (data, "MM", 2) != 0))
    return FALSE;
  tiff->big_endian = data[0] == 'M';
  return get (tiff, data + 2, 2) == 42;
}

/* Entry number @index of the directory at @offset; FALSE when there is none, or its value lies outside. */
static gboolean
read_entry (const Tiff *tiff, gsize offset, guint index, Entry *entry)
{
  static const guint8 sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8 };
  gsize at = offset + 2 + 12 * (gsize) index;

  if (at > tiff->length || tiff->length - at < 12)
    return FALSE;
  const guint8 *bytes = tiff->data + at;
  guint type = get (tiff, bytes + 2, 2);
  guint64 length = (guint64) get (tiff, bytes + 4, 4) * (type < G_N_ELEMENTS (sizes) ? sizes[type] : 0);
  gsize from = length <= 4 ? at + 8 : get (tiff, bytes + 8, 4);

  *entry = (Entry){ .tag = get (tiff, bytes, 2), .type = type };
  if (from > tiff->length || length > tiff->length - from)
    length = 0; /* an entry that points nowhere; those after it may be sound */
  entry->value = tiff->data + (length > 0 ? from : 0);
  entry->length = (gsize) length;
  return TRUE;
}

static guint
count_entries (const Tiff *tiff, gsize offset)
{
  return offset < 8 || offset > tiff->length || tiff->length - offset < 2
             ? 0
             : MIN (get (tiff, tiff->data + offset, 2), MAX_ENTRIES);
}

static gsize
first_directory (const Tiff *tiff)
{
  return get (tiff, tiff->data + 4, 4);
}

/* -- UserComment -- */

/* How many of the 16-bit units, read in that order, are ASCII. */
static gsize
count_ascii (const guint8 *data, gsize length, gboolean big_endian)
{
  gsize n = 0;

  for (gsize i = 0; i + 1 < length; i += 2)
    n += data[i + (big_endian ? 0 : 1)] == 0;
  return n;
}

/* The specification leaves the order of UNICODE to the block's own; A1111 writes big-endian whatever the block says. A
 * byte order mark decides, else what gives more ASCII, else the block. */
static char *
decode_utf16 (const Tiff *tiff, const guint8 *data, gsize length)
{
  gsize big = count_ascii (data, length, TRUE), little = count_ascii (data, length, FALSE);
  gboolean big_endian = big != little ? big > little : tiff->big_endian;
  gsize at = 0;

  if (length >= 2 && (memcmp (data, "\xfe\xff", 2) == 0 || memcmp (data, "\xff\xfe", 2) == 0))
    {
      big_endian = data[0] == 0xfe;
      at = 2;
    }
  GString *text = g_string_new (NULL);
  for (; at + 1 < length; at += 2)
    {
      gunichar unit = (gunichar) data[at + !big_endian] << 8 | data[at + big_endian];
      gunichar low = at + 3 < length ? (gunichar) data[at + 2 + !big_endian] << 8 | data[at + 2 + big_endian] : 0;

      if (unit == 0)
        break;
      if ((unit & 0xfc00) == 0xd800 && (low & 0xfc00) == 0xdc00)
        {
          unit = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
          at += 2;
        }
      g_string_append_unichar (text, (unit & 0xf800) == 0xd800 && unit < 0x10000 ? 0xfffd : unit);
    }
  return g_string_free (text, FALSE);
}

static char *
read_user_comment (LimTexts *texts, const Tiff *tiff, const Entry *entry)
{
  const guint8 *text = entry->value + 8;
  gsize length = entry->length - 8;

  if (entry->length < 8)
    return lim_text_from_bytes (entry->value, entry->length);
  if (memcmp (entry->value, "UNICODE\0", 8) == 0)
    return decode_utf16 (tiff, text, length);
  if (memcmp (entry->value, "ASCII\0\0\0", 8) == 0 || memcmp (entry->value, "\0\0\0\0\0\0\0\0", 8) == 0)
    return lim_text_from_bytes (text, length);
  if (memcmp (entry->value, "JIS\0", 4) == 0)
    {
      lim_texts_note (texts, "its UserComment is in JIS, which is not read");
      return NULL;
    }
  return lim_text_from_bytes (entry->value, entry->length); /* some write it without the mark of eight bytes */
}

static char *
read_ascii (LimTexts *texts G_GNUC_UNUSED, const Tiff *tiff G_GNUC_UNUSED, const Entry *entry)
{
  return lim_text_from_bytes (entry->value, entry->length);
}

static char *
read_xp (LimTexts *texts G_GNUC_UNUSED, const Tiff *tiff G_GNUC_UNUSED, const Entry *entry)
{
  static const Tiff little = { 0 };

  return decode_utf16 (&little, entry->value, entry->length);
}

/* “10/2500”: two numbers of 32 bits. */
static char *
read_rational (LimTexts *texts G_GNUC_UNUSED, const Tiff *tiff, const Entry *entry)
{
  return entry->length == 8 ? g_strdup_printf ("%u/%u", get (tiff, entry->value, 4), get (tiff, entry->value + 4, 4))
                            : NULL;
}

/* ComfyUI's nodes for WebP put a text into each tag from Model downwards. */
static const struct
{
  guint tag;
  const char *keyword;
  char *(*read) (LimTexts *texts, const Tiff *tiff, const Entry *entry);
} text_tags[] = {
  { 0x010d, "DocumentName", read_ascii },
  { 0x010e, "ImageDescription", read_ascii },
  { 0x010f, "Make", read_ascii },
  { 0x0110, "Model", read_ascii },
  { 0x0131, "Software", read_ascii },
  { 0x829a, "ExposureTime", read_rational },
  { 0x829d, "FNumber", read_rational },
  { 0x9c9c, "XPComment", read_xp },
  { TAG_USER_COMMENT, "UserComment", read_user_comment },
};

static void
read_text (LimTexts *texts, const Tiff *tiff, const Entry *entry)
{
  for (gsize i = 0; i < G_N_ELEMENTS (text_tags); i++)
    if (entry->tag == text_tags[i].tag && entry->length > 0 && entry->length <= LIM_TEXTS_MAX_ONE)
      lim_texts_add (texts, text_tags[i].keyword, text_tags[i].read (texts, tiff, entry));
}

void
lim_exif_read_texts (LimTexts *texts, const guint8 *data, gsize length)
{
  Tiff tiff;
  Entry entry;
  gsize inner = 0;

  if (!open_tiff (&tiff, data, length))
    return;
  gsize outer = first_directory (&tiff);
  guint n = count_entries (&tiff, outer);
  for (guint i = 0; i < n && read_entry (&tiff, outer, i, &entry); i++)
    {
      if (entry.tag == TAG_EXIF && entry.type == TYPE_LONG && entry.length == 4)
        inner = get (&tiff, entry.value, 4);
      read_text (texts, &tiff, &entry);
    }
  n = inner != outer ? count_entries (&tiff, inner) : 0;
  for (guint i = 0; i < n && read_entry (&tiff, inner, i, &entry); i++)
    read_text (texts, &tiff, &entry);
}

guint
lim_exif_orientation (const guint8 *data, gsize length)
{
  Tiff tiff;
  Entry entry;

  if (!open_tiff (&tiff, data, length))
    return 1;
  gsize offset = first_directory (&tiff);
  guint n = count_entries (&tiff, offset);
  for (guint i = 0; i < n && read_entry (&tiff, offset, i, &entry); i++)
    if (entry.tag == TAG_ORIENTATION && entry.type == TYPE_SHORT && entry.length == 2)
      {
        guint value = get (&tiff, entry.value, 2);

        return value >= 1 && value <= 8 ? value : 1;
      }
  return 1;
}

/* -- Writing -- */

static void
put (GByteArray *out, guint32 value, guint n_bytes)
{
  for (guint i = n_bytes; i-- > 0;)
    {
      guint8 byte = value >> 8 * i & 255;

      g_byte_array_append (out, &byte, 1);
    }
}

static void
put_entry (GByteArray *out, guint tag, guint type, guint32 count, guint32 value)
{
  put (out, tag, 2);
  put (out, type, 2);
  put (out, count, 4);
  put (out, value, 4);
}

static GByteArray *
encode_comment (const char *comment, gboolean ascii)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) (ascii ? "ASCII\0\0\0" : "UNICODE\0"), 8);
  if (ascii)
    g_byte_array_append (out, (const guint8 *) comment, (guint) strlen (comment));
  for (const char *at = comment; !ascii && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (letter >= 0x10000)
        put (out, 0xd800 + ((letter - 0x10000) >> 10), 2);
      put (out, letter >= 0x10000 ? 0xdc00 + ((letter - 0x10000) & 0x3ff) : letter, 2);
    }
  return out;
}

GByteArray *
lim_exif_new (guint orientation, const char *comment, gboolean ascii)
{
  GByteArray *out = g_byte_array_new ();
  guint n_entries = (orientation != 1) + (comment != NULL);
  guint32 inner = 8 + 2 + 12 * n_entries + 4; /* where the second directory starts */

  if (n_entries == 0)
    return out;
  g_byte_array_append (out, (const guint8 *) "MM\0*\0\0\0\x08", 8);
  put (out, n_entries, 2);
  if (orientation != 1)
    put_entry (out, TAG_ORIENTATION, TYPE_SHORT, 1, orientation << 16);
  if (comment != NULL)
    put_entry (out, TAG_EXIF, TYPE_LONG, 1, inner);
  put (out, 0, 4);
  if (comment == NULL)
    return out;

  g_autoptr (GByteArray) text = encode_comment (comment, ascii);
  put (out, 1, 2);
  put_entry (out, TAG_USER_COMMENT, TYPE_UNDEFINED, text->len, inner + 2 + 12 + 4);
  put (out, 0, 4);
  g_byte_array_append (out, text->data, text->len);
  return out;
}
