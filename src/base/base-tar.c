#include "base-tar.h"

#include "base-text.h"

#include <string.h>

#define BLOCK 512u

/* As it lies in the file. Numbers are octal texts. */
typedef struct
{
  char name[100];
  char mode[8], uid[8], gid[8];
  char size[12], mtime[12];
  char checksum[8];
  char type;
  char link[100];
  char magic[6], version[2];
  char user[32], group[32];
  char device_major[8], device_minor[8];
  char prefix[155];
  char rest[12];
} Header;

G_STATIC_ASSERT (sizeof (Header) == BLOCK);

static const guint8 zeros[2 * BLOCK];

static gsize
padding (gsize length)
{
  return (BLOCK - length % BLOCK) % BLOCK;
}

guint64
lim_tar_room (gsize length)
{
  return (guint64) BLOCK + length + padding (length);
}

/* The sum of all bytes, those of the sum itself taken as blanks. */
static guint
checksum (const Header *header)
{
  const guint8 *bytes = (const guint8 *) header;
  guint sum = 0;

  for (gsize i = 0; i < sizeof *header; i++)
    sum += i >= G_STRUCT_OFFSET (Header, checksum) && i < G_STRUCT_OFFSET (Header, type) ? ' ' : bytes[i];
  return sum;
}

static void
put_octal (char *field, gsize width, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%0*" G_GINT64_MODIFIER "o", (int) width - 1, value);

  memcpy (field, text, width);
}

gboolean
lim_tar_write (const char *name, const void *data, gsize length, LimTarSink sink, gpointer sink_data, GError **error)
{
  Header header = { .type = '0' };
  g_autofree char *sum = NULL;

  if (strlen (name) > LIM_TAR_MAX_NAME || !lim_text_is_safe_relative_path (name))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "“%s” cannot be a name in an archive: at most %u bytes, relative",
                     name, LIM_TAR_MAX_NAME);
  if ((guint64) length >= G_GUINT64_CONSTANT (1) << 33)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "“%s” is too large for an archive", name);
  memcpy (header.name, name, strlen (name));
  put_octal (header.mode, sizeof header.mode, 0644);
  put_octal (header.uid, sizeof header.uid, 0);
  put_octal (header.gid, sizeof header.gid, 0);
  put_octal (header.size, sizeof header.size, length);
  put_octal (header.mtime, sizeof header.mtime, 0);
  memcpy (header.magic, "ustar", 6);
  memcpy (header.version, "00", 2);
  sum = g_strdup_printf ("%06o", checksum (&header));
  memcpy (header.checksum, sum, 7);
  header.checksum[7] = ' ';
  return sink (&header, sizeof header, sink_data, error) && sink (data, length, sink_data, error)
         && sink (zeros, padding (length), sink_data, error);
}

gboolean
lim_tar_finish (LimTarSink sink, gpointer sink_data, GError **error)
{
  return sink (zeros, sizeof zeros, sink_data, error);
}

/* -- Reading -- */

/* FALSE for what is no octal number, blanks and zero bytes around it being allowed. */
static gboolean
get_octal (const char *field, gsize width, guint64 *value)
{
  guint64 sum = 0;
  gsize i = 0;

  while (i < width && field[i] == ' ')
    i++;
  if (i == width || field[i] < '0' || field[i] > '7')
    return FALSE;
  for (; i < width && field[i] >= '0' && field[i] <= '7'; i++)
    sum = sum * 8 + (guint64) (field[i] - '0');
  for (; i < width; i++)
    if (field[i] != ' ' && field[i] != '\0')
      return FALSE;
  *value = sum;
  return TRUE;
}

static gboolean
fail (const char *archive, gsize at, const char *what, GError **error)
{
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: at byte %" G_GSIZE_FORMAT ": %s", archive, at, what);
}

gboolean
lim_tar_next (const char *archive, const guint8 *data, gsize length, gsize *at, LimTarEntry *entry, GError **error)
{
  Header header;
  guint64 size = 0, sum = 0;

  if (*at > length || length - *at < BLOCK)
    return fail (archive, *at, "the archive is cut short", error);
  memcpy (&header, data + *at, sizeof header);
  if (memcmp (&header, zeros, BLOCK) == 0)
    return FALSE;
  if (!get_octal (header.checksum, sizeof header.checksum, &sum) || sum != checksum (&header))
    return fail (archive, *at, "the checksum is wrong", error);
  if ((header.type != '0' && header.type != '\0') || header.prefix[0] != '\0')
    return fail (archive, *at, "not a plain file with a short name", error);
  if (!get_octal (header.size, sizeof header.size, &size) || size > length - *at - BLOCK)
    return fail (archive, *at, "the file would end behind the archive", error);
  memset (entry->name, 0, sizeof entry->name);
  memcpy (entry->name, header.name, sizeof header.name);
  if (entry->name[0] == '\0' || !lim_text_is_safe_relative_path (entry->name)
      || !g_utf8_validate (entry->name, -1, NULL))
    return fail (archive, *at, "the name is no relative one", error);
  entry->data = data + *at + BLOCK;
  entry->length = (gsize) size;
  *at += BLOCK + MIN ((gsize) size + padding ((gsize) size), length - *at - BLOCK);
  return TRUE;
}
