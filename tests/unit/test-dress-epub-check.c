/* Books that are not as EPUB asks are told, each by what is wrong. */
#include "base-zip.h"
#include "dress-epub-check.h"

#include <string.h>

#define CONTAINER "META-INF/container.xml"
#define PACKAGE "OEBPS/package.opf"
#define PAGE "OEBPS/a.xhtml"
#define ITEM "<item id='a' href='a.xhtml'/>"
#define GOOD "<package><manifest>" ITEM "</manifest><spine><itemref idref='a'/></spine></package>"

static const struct
{
  const char *holds;
  const char *type, *package, *page;
  const char *told; /* NULL: nothing */
} rows[] = {
  { "a sound book has no problems", "application/epub+zip", GOOD, "<html/>", NULL },
  { "another type is told", "application/zip", GOOD, "<html/>", "its type" },
  { "a page that is not well-formed", "application/epub+zip", GOOD, "<html><p></html>", "well-formed" },
  { "a link to nowhere", "application/epub+zip", GOOD, "<html><a href='b.xhtml'/></html>", "leads to b.xhtml" },
  { "a link into the page itself is none of that", "application/epub+zip", GOOD, "<html><a href='a.xhtml#x'/></html>",
    NULL },
  { "a picture that is not there", "application/epub+zip", GOOD, "<html><img alt='' src='x.png'/></html>", "x.png" },
  { "a picture without words", "application/epub+zip", GOOD, "<html><img src='a.xhtml'/></html>",
    "alternative text" },
  { "a file that is not listed", "application/epub+zip", "<package/>", "<html/>", "does not list OEBPS/a.xhtml" },
  { "a file listed twice", "application/epub+zip", "<package>" ITEM "<item id='b' href='a.xhtml'/></package>",
    "<html/>", "twice" },
  { "two items of one name", "application/epub+zip", "<package>" ITEM ITEM "</package>", "<html/>", "are called" },
  { "a spine that names what is no item", "application/epub+zip", "<package>" ITEM "<itemref idref='z'/></package>",
    "<html/>", "spine" },
  { "a book without a package", "application/epub+zip", NULL, "<html/>", "no package" },
};

static gboolean
to_array (const void *data, gsize length, gpointer array, GError **error G_GNUC_UNUSED)
{
  g_byte_array_append (array, data, (guint) length);
  return TRUE;
}

static void
add (LimZipWriter *zip, const char *name, const char *text)
{
  if (text != NULL)
    g_assert_true (lim_zip_write (zip, name, text, strlen (text), FALSE, NULL));
}

static void
test_row (gconstpointer data)
{
  const typeof (rows[0]) *row = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (LimZipWriter) zip = lim_zip_writer_new (to_array, bytes);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  add (zip, "mimetype", row->type);
  add (zip, CONTAINER, "<container/>");
  add (zip, PACKAGE, row->package);
  add (zip, PAGE, row->page);
  g_assert_true (lim_zip_finish (zip, NULL));
  g_assert_true (lim_epub_check ("book", bytes->data, bytes->len, problems, &error));
  g_assert_no_error (error);
  g_autofree char *all = NULL;
  g_ptr_array_add (problems, NULL);
  all = g_strjoinv ("\n", (char **) problems->pdata);
  if (row->told == NULL)
    g_assert_cmpstr (all, ==, "");
  else
    g_assert_nonnull (strstr (all, row->told));
}

static void
test_no_archive (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  g_assert_false (lim_epub_check ("book", (const guint8 *) "nothing", 7, problems, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/dress/epub-check/%s", rows[i].holds);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/dress/epub-check/what is no archive fails", test_no_archive);
  return g_test_run ();
}
