/* Archives: what was written is read again, and what is broken is refused. */
#include "base-tar.h"

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

  g_assert_true (lim_tar_write ("a.txt", "hello", 5, to_array, bytes, NULL));
  g_assert_true (lim_tar_write ("folder/empty", "", 0, to_array, bytes, NULL));
  g_assert_true (lim_tar_finish (to_array, bytes, NULL));
  return bytes;
}

static void
test_round_trip (void)
{
  g_autoptr (GByteArray) bytes = sample (), again = sample ();
  LimTarEntry entry;
  gsize at = 0;

  g_assert_cmpmem (bytes->data, bytes->len, again->data, again->len);
  g_assert_cmpuint (bytes->len, ==, lim_tar_room (5) + lim_tar_room (0) + 1024);
  g_assert_true (lim_tar_next ("x", bytes->data, bytes->len, &at, &entry, NULL));
  g_assert_cmpstr (entry.name, ==, "a.txt");
  g_assert_cmpmem (entry.data, entry.length, "hello", 5);
  g_assert_true (lim_tar_next ("x", bytes->data, bytes->len, &at, &entry, NULL));
  g_assert_cmpstr (entry.name, ==, "folder/empty");
  g_assert_cmpuint (entry.length, ==, 0);
  g_autoptr (GError) error = NULL;
  g_assert_false (lim_tar_next ("x", bytes->data, bytes->len, &at, &entry, &error));
  g_assert_no_error (error);
}

static const struct
{
  const char *holds, *name;
  gboolean ok;
} names[] = {
  { "a name of 100 bytes fits",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789", TRUE },
  { "one of 101 does not",
    "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890", FALSE },
  { "none that leaves the folder", "../a", FALSE },
  { "none that is absolute", "/a", FALSE },
};

static void
test_name (gconstpointer data)
{
  const typeof (names[0]) *row = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (lim_tar_write (row->name, "", 0, to_array, bytes, &error), ==, row->ok);
  g_assert_cmpint (error == NULL, ==, row->ok);
}

/* Reads to the end; FALSE when it is refused. */
static gboolean
is_sound (const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  LimTarEntry entry;
  gsize at = 0;

  while (lim_tar_next ("x", data, length, &at, &entry, &error))
    g_assert_true (entry.data + entry.length <= data + length);
  return error == NULL;
}

static void
test_damage (void)
{
  g_autoptr (GByteArray) bytes = sample ();

  for (guint i = 0; i < 512; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);

      copy[i] ^= 0x15;
      if (i < 148 || i >= 156) /* anywhere but in the sum itself, where blanks may stand for zeros */
        g_assert_false (is_sound (copy, bytes->len));
    }
  for (guint length = 0; length < bytes->len - 1024 + 512; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, length);

      g_assert_false (is_sound (copy, length));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/tar/the same files give the same bytes, and come back", test_round_trip);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("/base/tar/name/%s", names[i].holds);

      g_test_add_data_func (path, &names[i], test_name);
    }
  g_test_add_func ("/base/tar/an archive changed or cut anywhere is refused", test_damage);
  return g_test_run ();
}
