#include "dress-epub-check.h"

#include "base-error.h"
#include "base-zip.h"

#include <string.h>

#define MAX_PART ((gsize) 64 << 20) /* bytes of a page or of the package */

typedef struct
{
  const char *name; /* of the book */
  const guint8 *data;
  GPtrArray *entries;
  GPtrArray *problems;
  GHashTable *files;  /* name → LimZipEntry */
  GHashTable *listed; /* names in the manifest */

  const char *page;          /* the one that is being read */
  GHashTable *items, *spine; /* of the package: id → there */
} Check;

static void
complain (Check *check, const char *format, const char *what)
{
  /* Every format is a constant with two %s: where, and what. */
  g_ptr_array_add (check->problems, g_strdup_printf (format, check->page, what != NULL ? what : ""));
}

/* “../x” and fragments apart, what @link in @page names. Transfer full. */
static char *
target_of (const char *page, const char *link)
{
  g_autofree char *folder = g_path_get_dirname (page);
  g_autofree char *plain = g_strndup (link, strcspn (link, "#"));

  return strcmp (folder, ".") == 0 ? g_steal_pointer (&plain) : g_strconcat (folder, "/", plain, NULL);
}

static void
check_link (Check *check, const char *link)
{
  g_autofree char *target = target_of (check->page, link);

  if (!g_hash_table_contains (check->files, target))
    complain (check, "%s: leads to %s, which is not in the book", link);
}

/* -- Pages -- */

static const char *
attribute (const char **names, const char **values, const char *wanted)
{
  for (; *names != NULL; names++, values++)
    if (strcmp (*names, wanted) == 0)
      return *values;
  return NULL;
}

static void
page_element (GMarkupParseContext *context G_GNUC_UNUSED, const char *element, const char **names,
              const char **values, gpointer data, GError **error G_GNUC_UNUSED)
{
  const char *link = attribute (names, values, "href"), *source = attribute (names, values, "src");

  if (link != NULL)
    check_link (data, link);
  if (source != NULL)
    check_link (data, source);
  if (strcmp (element, "img") == 0 && attribute (names, values, "alt") == NULL)
    complain (data, "%s: a picture has no alternative text: %s", source);
}

/* -- The package -- */

static void
package_element (GMarkupParseContext *context G_GNUC_UNUSED, const char *element, const char **names,
                 const char **values, gpointer data, GError **error G_GNUC_UNUSED)
{
  Check *check = data;
  const char *id = attribute (names, values, strcmp (element, "itemref") == 0 ? "idref" : "id");

  if (strcmp (element, "item") == 0)
    {
      const char *link = attribute (names, values, "href");
      g_autofree char *target = target_of (check->page, link != NULL ? link : "");

      check_link (check, link != NULL ? link : "");
      if (id == NULL || !g_hash_table_add (check->items, g_strdup (id)))
        complain (check, "%s: two items are called “%s”", id);
      if (!g_hash_table_add (check->listed, g_steal_pointer (&target)))
        complain (check, "%s: lists %s twice", link);
    }
  else if (strcmp (element, "itemref") == 0
           && (id == NULL || !g_hash_table_contains (check->items, id)
               || !g_hash_table_add (check->spine, g_strdup (id))))
    complain (check, "%s: the spine names “%s” twice, or it is no item", id);
}

/* -- The whole -- */

static gboolean
parse (Check *check, const LimZipEntry *entry, const GMarkupParser *parser, GError **error)
{
  g_autoptr (GBytes) bytes = lim_zip_read (check->name, check->data, entry, MAX_PART, error);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (parser, 0, check, NULL);
  g_autoptr (GError) problem = NULL;
  gsize length;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (text == NULL)
    return FALSE;
  check->page = entry->name;
  if (!g_markup_parse_context_parse (context, text, (gssize) length, &problem)
      || !g_markup_parse_context_end_parse (context, &problem))
    complain (check, "%s: is not well-formed: %s", problem->message);
  return TRUE;
}

static void
check_type (Check *check)
{
  static const char type[] = "application/epub+zip";
  const LimZipEntry *first = check->entries->len > 0 ? check->entries->pdata[0] : NULL;

  check->page = check->name;
  if (first == NULL || strcmp (first->name, "mimetype") != 0 || first->deflated || first->extra
      || first->length != strlen (type) || memcmp (check->data + first->at, type, first->length) != 0)
    complain (check, "%s: does not begin with its type, “mimetype” as it is%s", "");
}

static void
check_listed (Check *check, const char *package)
{
  check->page = package;
  for (guint i = 0; i < check->entries->len; i++)
    {
      const char *name = ((const LimZipEntry *) check->entries->pdata[i])->name;

      if (g_str_has_prefix (name, "OEBPS/") && strcmp (name, package) != 0
          && !g_hash_table_contains (check->listed, name))
        complain (check, "%s: does not list %s", name);
    }
}

gboolean
lim_epub_check (const char *name, const guint8 *data, gsize length, GPtrArray *problems, GError **error)
{
  static const char package[] = "OEBPS/package.opf";
  static const GMarkupParser page_parser = { .start_element = page_element },
                             package_parser = { .start_element = package_element };
  g_autoptr (GPtrArray) entries = lim_zip_entries (name, data, length, error);
  g_autoptr (GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                         items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                         spine = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Check check = { name, data, entries, problems, files, listed, name, items, spine };

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    g_hash_table_insert (files, ((LimZipEntry *) entries->pdata[i])->name, entries->pdata[i]);
  check_type (&check);
  if (!g_hash_table_contains (files, package) || !g_hash_table_contains (files, "META-INF/container.xml"))
    {
      complain (&check, "%s: has no package or no container%s", "");
      return TRUE;
    }
  if (!parse (&check, g_hash_table_lookup (files, package), &package_parser, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (g_str_has_suffix (((const LimZipEntry *) entries->pdata[i])->name, ".xhtml")
        && !parse (&check, entries->pdata[i], &page_parser, error))
      return FALSE;
  check_listed (&check, package);
  return TRUE;
}
