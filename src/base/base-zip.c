#include "base-zip.h"

#include "base-text.h"

#include <libdeflate.h>
#include <string.h>

#define LOCAL 0x04034b50u
#define CENTRAL 0x02014b50u
#define END 0x06054b50u

#define LOCAL_SIZE 30u
#define CENTRAL_SIZE 46u
#define END_SIZE 22u

#define VERSION 20u     /* 2.0: deflate */
#define UTF8 (1u << 11) /* names are */
#define DEFLATED 8u
#define DATE 0x0021u /* 1980-01-01, the first there is */
#define MAX_FILES 65534u
#define MAX_BYTES G_GUINT64_CONSTANT (0xfffffffe)
#define LEVEL 9

struct _LimZipWriter
{
  LimZipSink sink;
  gpointer sink_data;
  GByteArray *central;
  guint64 at;
  guint n_files;
};

LimZipWriter *
lim_zip_writer_new (LimZipSink sink, gpointer sink_data)
{
  LimZipWriter *writer = g_new0 (LimZipWriter, 1);

  writer->sink = sink;
  writer->sink_data = sink_data;
  writer->central = g_byte_array_new ();
  return writer;
}

void
lim_zip_writer_free (LimZipWriter *writer)
{
  if (writer == NULL)
    return;
  g_byte_array_unref (writer->central);
  g_free (writer);
}

/* -- Writing -- */

static void
put (GByteArray *out, guint32 value, guint width)
{
  for (guint i = 0; i < width; i++)
    {
      guint8 byte = (guint8) (value >> (8 * i));

      g_byte_array_append (out, &byte, 1);
    }
}

typedef struct
{
  guint32 crc, packed, length;
  guint method;
} About;

/* What the header of a file and its row in the list have in common. */
static void
put_about (GByteArray *out, const About *about, const char *name)
{
  put (out, VERSION, 2);
  put (out, UTF8, 2);
  put (out, about->method, 2);
  put (out, 0, 2);
  put (out, DATE, 2);
  put (out, about->crc, 4);
  put (out, about->packed, 4);
  put (out, about->length, 4);
  put (out, (guint32) strlen (name), 2);
  put (out, 0, 2);
}

static gboolean
give (LimZipWriter *writer, const void *data, gsize length, GError **error)
{
  writer->at += length;
  return length == 0 || writer->sink (data, length, writer->sink_data, error);
}

/* The compressed bytes, or NULL where they would not be fewer. */
static guint8 *
deflate (const void *data, gsize length, gsize *packed)
{
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor (LEVEL);
  guint8 *out = g_malloc (MAX (length, 1));

  *packed = compressor != NULL ? libdeflate_deflate_compress (compressor, data, length, out, length) : 0;
  libdeflate_free_compressor (compressor);
  if (*packed == 0)
    g_clear_pointer (&out, g_free);
  return out;
}

gboolean
lim_zip_write (LimZipWriter *writer, const char *name, const void *data, gsize length, gboolean wants, GError **error)
{
  gsize size = length;
  g_autofree guint8 *packed = NULL;
  g_autoptr (GByteArray) header = g_byte_array_new ();
  guint64 start = writer->at;

  if (!lim_text_is_safe_relative_path (name) || strlen (name) > G_MAXUINT16)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "“%s” cannot be a name in an archive", name);
  if (writer->n_files >= MAX_FILES || writer->at + length + writer->central->len + G_MAXUINT16 > MAX_BYTES)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "“%s” makes the archive larger than such archives can be (4 GiB, 65,534 files)", name);
  if (wants && (packed = deflate (data, length, &size)) == NULL)
    size = length;

  const About about = { libdeflate_crc32 (0, data, length), (guint32) size, (guint32) length,
                        packed != NULL ? DEFLATED : 0 };
  put (header, LOCAL, 4);
  put_about (header, &about, name);
  g_byte_array_append (header, (const guint8 *) name, (guint) strlen (name));

  put (writer->central, CENTRAL, 4);
  put (writer->central, VERSION, 2);
  put_about (writer->central, &about, name);
  put (writer->central, 0, 2); /* comment */
  put (writer->central, 0, 2); /* disk */
  put (writer->central, 0, 2); /* kind */
  put (writer->central, 0, 4); /* permissions */
  put (writer->central, (guint32) start, 4);
  g_byte_array_append (writer->central, (const guint8 *) name, (guint) strlen (name));
  writer->n_files++;
  return give (writer, header->data, header->len, error)
         && give (writer, packed != NULL ? packed : data, size, error);
}

gboolean
lim_zip_finish (LimZipWriter *writer, GError **error)
{
  g_autoptr (GByteArray) end = g_byte_array_new ();

  put (end, END, 4);
  put (end, 0, 4); /* disks */
  put (end, writer->n_files, 2);
  put (end, writer->n_files, 2);
  put (end, writer->central->len, 4);
  put (end, (guint32) writer->at, 4);
  put (end, 0, 2);
  return give (writer, writer->central->data, writer->central->len, error)
         && give (writer, end->data, end->len, error);
}

/* -- Reading -- */

static void
entry_free (gpointer data)
{
  LimZipEntry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

static guint32
get (const guint8 *at, guint width)
{
  guint32 value = 0;

  for (guint i = 0; i < width; i++)
    value |= (guint32) at[i] << (8 * i);
  return value;
}

/* Where the end record stands; its comment may be up to 64 KiB. */
static gboolean
find_end (const guint8 *data, gsize length, gsize *at)
{
  gsize most = MIN (length, END_SIZE + (gsize) G_MAXUINT16);

  for (gsize back = END_SIZE; back <= most; back++)
    if (get (data + length - back, 4) == END && get (data + length - back + 20, 2) == back - END_SIZE)
      {
        *at = length - back;
        return TRUE;
      }
  return FALSE;
}

/* The row at @row, which lies before @limit, and the header it points to. */
static LimZipEntry *
read_entry (const char *archive, const guint8 *data, gsize row, gsize limit, gsize *next, GError **error)
{
  const guint8 *at = data + row;

  if (limit - row < CENTRAL_SIZE || get (at, 4) != CENTRAL
      || limit - row - CENTRAL_SIZE < (gsize) get (at + 28, 2) + get (at + 30, 2) + get (at + 32, 2))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: its list of files is broken", archive);

  gsize name_length = get (at + 28, 2), start = get (at + 42, 4);
  g_autofree char *name = g_strndup ((const char *) at + CENTRAL_SIZE, name_length);
  guint flags = get (at + 8, 2), method = get (at + 10, 2);
  *next = row + CENTRAL_SIZE + name_length + get (at + 30, 2) + get (at + 32, 2);
  if (strlen (name) != name_length || !lim_text_is_safe_relative_path (name))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: a file in it has a name that is not relative", archive);
  if ((flags & 1) != 0 || (method != 0 && method != DEFLATED))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: “%s” is encrypted, or packed in a way that is not read",
                          archive, name);
  if (start >= row || limit - start < LOCAL_SIZE || get (data + start, 4) != LOCAL)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: “%s” is not where the list says", archive, name);

  gsize own_name = get (data + start + 26, 2), extra = get (data + start + 28, 2);
  gsize begin = start + LOCAL_SIZE + own_name + extra, packed = get (at + 20, 4), length = get (at + 24, 4);
  if (begin > limit || packed > limit - begin || (method == 0 && packed != length) || own_name != name_length
      || memcmp (data + start + LOCAL_SIZE, name, name_length) != 0)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: “%s” ends behind the archive, or has two names", archive,
                          name);

  LimZipEntry *entry = g_new0 (LimZipEntry, 1);
  entry->name = g_steal_pointer (&name);
  entry->at = begin;
  entry->packed = packed;
  entry->length = length;
  entry->deflated = method == DEFLATED;
  entry->extra = extra > 0 || get (at + 30, 2) > 0;
  entry->crc = get (at + 16, 4);
  return entry;
}

GPtrArray *
lim_zip_entries (const char *archive, const guint8 *data, gsize length, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  gsize end, row, behind = 0;

  if (!find_end (data, length, &end) || get (data + end + 16, 4) > end)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: is no zip archive, or not whole", archive);
  row = get (data + end + 16, 4);
  for (guint i = get (data + end + 10, 2); i > 0; i--)
    {
      LimZipEntry *entry = read_entry (archive, data, row, end, &row, error);

      if (entry == NULL)
        return NULL;
      g_ptr_array_add (entries, entry);
      if (entry->at < behind || !g_hash_table_add (names, entry->name))
        return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: “%s” is there twice, or lies in another file", archive,
                              entry->name);
      behind = entry->at + entry->packed;
    }
  return g_steal_pointer (&entries);
}

GBytes *
lim_zip_read (const char *archive, const guint8 *data, const LimZipEntry *entry, gsize max, GError **error)
{
  g_autofree guint8 *out = NULL;
  gboolean well = TRUE;

  if (entry->length > max)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: “%s” is larger than %" G_GSIZE_FORMAT " bytes", archive,
                          entry->name, max);
  out = g_malloc (MAX (entry->length, 1));
  if (entry->deflated)
    {
      struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor ();

      well =
          decompressor != NULL
          && libdeflate_deflate_decompress (decompressor, data + entry->at, entry->packed, out, entry->length, NULL)
                 == LIBDEFLATE_SUCCESS;
      libdeflate_free_decompressor (decompressor);
    }
  else
    memcpy (out, data + entry->at, entry->length);
  if (!well || libdeflate_crc32 (0, out, entry->length) != entry->crc)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: “%s” is broken", archive, entry->name);
  return g_bytes_new_take (g_steal_pointer (&out), entry->length);
}
