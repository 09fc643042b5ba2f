/* Zip archives: what was written is read again by us and by others, and what is broken is refused. */
#include "base-zip.h"

#include <string.h>

static gboolean
to_array (const void *data, gsize length, gpointer sink_data, GError **error G_GNUC_UNUSED)
{
  g_byte_array_append (sink_data, data, (guint) length);
  return TRUE;
}

static GByteArray *
sample (void)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (LimZipWriter) writer = lim_zip_writer_new (to_array, bytes);
  g_autofree char *same = g_strnfill (5000, 'a');

  g_assert_true (lim_zip_write (writer, "mimetype", "application/epub+zip", 20, FALSE, NULL));
  g_assert_true (lim_zip_write (writer, "folder/größe.txt", same, 5000, TRUE, NULL));
  g_assert_true (lim_zip_write (writer, "empty", "", 0, TRUE, NULL));
  g_assert_true (lim_zip_finish (writer, NULL));
  return bytes;
}

static void
test_round_trip (void)
{
  g_autoptr (GByteArray) bytes = sample (), again = sample ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = lim_zip_entries ("x", bytes->data, bytes->len, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (bytes->data, bytes->len, again->data, again->len);
  g_assert_cmpuint (entries->len, ==, 3);
  g_assert_cmpmem (bytes->data + 30, 28, "mimetypeapplication/epub+zip", 28); /* as EPUB asks for */

  const LimZipEntry *first = entries->pdata[0], *second = entries->pdata[1];
  g_assert_false (first->deflated);
  g_assert_false (first->extra);
  g_assert_cmpstr (second->name, ==, "folder/größe.txt");
  g_assert_true (second->deflated);
  g_assert_cmpuint (second->packed, <, 100);

  g_autoptr (GBytes) text = lim_zip_read ("x", bytes->data, second, 5000, &error);
  g_autofree char *same = g_strnfill (5000, 'a');
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (text, NULL), g_bytes_get_size (text), same, 5000);
  g_assert_null (lim_zip_read ("x", bytes->data, second, 4999, &error));
  g_assert_nonnull (error);
}

static const char *const bad_names[] = { "../a", "/a", "", "a/../b" };

static void
test_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_names); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (LimZipWriter) writer = lim_zip_writer_new (to_array, bytes);
      g_autoptr (GError) error = NULL;

      g_assert_false (lim_zip_write (writer, bad_names[i], "x", 1, FALSE, &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (bytes->len, ==, 0);
    }
}

/* Reads all there is; FALSE when something of it is refused. */
static gboolean
is_sound (const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = lim_zip_entries ("x", data, length, &error);

  g_assert_cmpint (entries == NULL, ==, error != NULL);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      g_autoptr (GBytes) bytes = lim_zip_read ("x", data, entries->pdata[i], 1 << 20, &error);

      g_assert_cmpint (bytes == NULL, ==, error != NULL);
      if (bytes == NULL)
        return FALSE;
    }
  return entries != NULL && entries->len == 3;
}

static void
test_damage (void)
{
  g_autoptr (GByteArray) bytes = sample ();

  g_assert_true (is_sound (bytes->data, bytes->len));
  for (guint length = 0; length < bytes->len; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, length);

      g_assert_false (is_sound (copy, length));
    }
  /* The data of a file, changed anywhere, no longer has its sum. */
  for (guint i = 38; i < 58; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);

      copy[i] ^= 0x15;
      g_assert_false (is_sound (copy, bytes->len));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/zip/the same files give the same bytes, and come back", test_round_trip);
  g_test_add_func ("/base/zip/names that leave the archive's folder are refused", test_names);
  g_test_add_func ("/base/zip/an archive that was cut or changed is refused", test_damage);
  return g_test_run ();
}
