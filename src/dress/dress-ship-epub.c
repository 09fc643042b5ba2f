/* dress-ship-epub.c: the story as EPUB 3, for e-readers. They run no scripts that could be relied on, so it is a gamebook
 * (dress-gamebook.h) with links: numbered sections, words to write down, and a codex whose gated entries stand apart.
 *
 * The readers' own “next page” goes through the sections in their shuffled order. */

#include "base-error.h"
#include "base-file.h"
#include "base-hash.h"
#include "base-text.h"
#include "base-zip.h"
#include "dress-epub-check.h"
#include "dress-gamebook.h"
#include "dress-prose.h"
#include "dress-ship.h"

#include <string.h>

#define MAX_BOOK (G_GUINT64_CONSTANT (2) << 30)

/* EPUB wants a time of last change; the book has none of its own, and the same story gives the same bytes. */
#define MODIFIED "2000-01-01T00:00:00Z"

typedef struct
{
  const LimShipment *shipment;
  LimGamebook *book;
  LimZipWriter *zip;
  GString *manifest, *spine;
} Epub;

/* -- XHTML -- */

static const char *const elements[] = {
  [LIM_PROSE_EMPHASIS] = "em", [LIM_PROSE_STRONG] = "strong", [LIM_PROSE_STRUCK] = "s",
  [LIM_PROSE_PARAGRAPH] = "p", [LIM_PROSE_HEADING] = "h2",    [LIM_PROSE_QUOTE] = "blockquote",
};

static void
add_prose_list (GString *out, const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      const LimProse *prose = list->pdata[i];
      const char *element = elements[MIN (prose->kind, G_N_ELEMENTS (elements) - 1)];

      if (prose->kind == LIM_PROSE_TEXT)
        lim_text_append_xml (out, prose->text);
      else if (prose->kind == LIM_PROSE_BREAK)
        g_string_append (out, "<br/>");
      else if (prose->kind == LIM_PROSE_RULE)
        g_string_append (out, "<hr/>\n");
      else
        {
          g_string_append_printf (out, "<%s>%s", element, prose->kind == LIM_PROSE_QUOTE ? "<p>" : "");
          add_prose_list (out, prose->children);
          g_string_append_printf (out, "%s</%s>%s", prose->kind == LIM_PROSE_QUOTE ? "</p>" : "", element,
                                  prose->kind >= LIM_PROSE_PARAGRAPH ? "\n" : "");
        }
    }
}

static void
add_prose (GString *out, const Epub *epub, const char *text)
{
  g_autoptr (GPtrArray) blocks = lim_prose_parse (text, lim_prose_is_twine (epub->shipment->story));

  add_prose_list (out, blocks);
}

/* The beginning of a page; its title is shown nowhere but in lists. Transfer full. */
static GString *
page_new (const Epub *epub, const char *title, const char *kind)
{
  GString *page = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n"
                                "<html xmlns=\"http://www.w3.org/1999/xhtml\" "
                                "xmlns:epub=\"http://www.idpf.org/2007/ops\" ");

  g_string_append_printf (page, "lang=\"%s\" xml:lang=\"%s\">\n<head>\n<title>", epub->shipment->language,
                          epub->shipment->language);
  lim_text_append_xml (page, title);
  g_string_append_printf (page,
                          "</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/>\n</head>\n"
                          "<body class=\"%s\">\n",
                          kind);
  return page;
}

/* -- Files -- */

static gboolean
add_file (Epub *epub, const char *name, const char *data, gsize length, gboolean deflate, GError **error)
{
  g_autofree char *path = g_strconcat ("OEBPS/", name, NULL);

  return lim_zip_write (epub->zip, path, data, length, deflate, error);
}

static void
list_file (Epub *epub, const char *id, const char *name, const char *mime, const char *properties)
{
  g_string_append_printf (epub->manifest, "<item id=\"%s\" href=\"%s\" media-type=\"%s\"%s%s%s/>\n", id, name, mime,
                          properties != NULL ? " properties=\"" : "", properties != NULL ? properties : "",
                          properties != NULL ? "\"" : "");
}

/* Ends @page (transfer full) and puts it into the book as NAME.xhtml. @linear: the reader comes to it by paging. */
static gboolean
add_page (Epub *epub, const char *name, GString *page, gboolean linear, const char *properties, GError **error)
{
  g_autoptr (GString) whole = page;
  g_autofree char *file = g_strconcat (name, ".xhtml", NULL);

  g_string_append (whole, "</body>\n</html>\n");
  list_file (epub, name, file, "application/xhtml+xml", properties);
  g_string_append_printf (epub->spine, "<itemref idref=\"%s\"%s/>\n", name, linear ? "" : " linear=\"no\"");
  return add_file (epub, file, whole->str, whole->len, TRUE, error);
}

/* -- Pages -- */

static void
add_picture (GString *page, const LimShipPicture *picture)
{
  if (picture == NULL)
    return;
  g_string_append_printf (page, "<figure><img src=\"pictures/%s\" alt=\"", picture->name);
  lim_text_append_xml (page, picture->caption);
  g_string_append (page, "\"/>");
  if (picture->caption != NULL)
    {
      g_string_append (page, "<figcaption>");
      lim_text_append_xml (page, picture->caption);
      g_string_append (page, "</figcaption>");
    }
  g_string_append (page, "</figure>\n");
}

static void
add_choice (GString *page, const Epub *epub, const LimStoryChoice *choice)
{
  g_autofree char *condition = lim_gamebook_condition (epub->book, choice->requires);
  g_autofree char *reward = lim_gamebook_reward (epub->book, choice->grants);
  guint number = lim_gamebook_number (epub->book, choice->to);

  g_string_append (page, "<li>");
  lim_text_append_xml (page, condition);
  g_string_append_printf (page, "<a href=\"s%u.xhtml\">", number);
  lim_text_append_xml (page, choice->label);
  g_string_append_printf (page, "<span class=\"to\"> → %u</span></a>", number);
  lim_text_append_xml (page, reward);
  g_string_append (page, "</li>\n");
}

static gboolean
add_section (Epub *epub, guint number, GError **error)
{
  const LimGamebookSection *section = &g_array_index (epub->book->sections, LimGamebookSection, number - 1);
  const LimStoryPassage *passage = section->passage;
  g_autofree char *title = g_strdup_printf ("%u", number), *name = g_strdup_printf ("s%u", number);
  g_autofree char *reward = lim_gamebook_reward (epub->book, passage->grants);
  GString *page = page_new (epub, title, "section");

  g_string_append_printf (page, "<h1>%u</h1>\n", number);
  add_picture (page, lim_shipment_picture (epub->shipment, passage));
  add_prose (page, epub, passage->prose);
  if (*reward != '\0')
    g_string_append_printf (page, "<p class=\"word\">%s</p>\n", reward + 1);
  if (passage->choices->len > 0)
    g_string_append (page, "<ul class=\"choices\">\n");
  for (guint i = 0; i < passage->choices->len; i++)
    add_choice (page, epub, passage->choices->pdata[i]);
  g_string_append (page, passage->choices->len > 0 ? "</ul>\n" : "<p class=\"end\">The end</p>\n");
  return add_page (epub, name, page, TRUE, NULL, error);
}

static gboolean
add_secret (Epub *epub, guint number, GError **error)
{
  const LimGamebookSecret *secret = &g_array_index (epub->book->secrets, LimGamebookSecret, number - 1);
  const LimStoryEntity *entity = lim_story_entity (epub->shipment->story, secret->entry->entity);
  g_autofree char *name = g_strdup_printf ("c%u", number);
  GString *page = page_new (epub, "Codex", "codex");

  g_string_append (page, "<h1>");
  lim_text_append_xml (page, secret->entry->title != NULL ? secret->entry->title : entity->name);
  g_string_append (page, "</h1>\n");
  add_prose (page, epub, secret->entry->content);
  g_string_append (page, "<p><a href=\"codex.xhtml\">Back to the codex</a></p>\n");
  return add_page (epub, name, page, FALSE, NULL, error);
}

/* Open entries stand in it, the others are links that say only which words they want. */
static gboolean
add_codex (Epub *epub, GError **error)
{
  GString *page = page_new (epub, "Codex", "codex");
  const char *about = NULL;

  g_string_append (page, "<h1>Codex</h1>\n");
  for (guint i = 0; i < epub->shipment->codex->len; i++)
    {
      const LimCodexEntry *entry = epub->shipment->codex->pdata[i];
      guint secret = lim_gamebook_secret (epub->book, entry);

      if (g_strcmp0 (about, entry->entity) != 0)
        {
          g_string_append (page, "<h2>");
          lim_text_append_xml (page, lim_story_entity (epub->shipment->story, entry->entity)->name);
          g_string_append (page, "</h2>\n");
        }
      about = entry->entity;
      if (secret == 0)
        {
          add_prose (page, epub, entry->content);
          continue;
        }
      g_autofree char *condition = lim_gamebook_condition (epub->book, entry->visible_when);
      g_string_append (page, "<p class=\"word\">");
      lim_text_append_xml (page, condition);
      g_string_append_printf (page, "<a href=\"c%u.xhtml\">read on</a></p>\n", secret);
    }
  return add_page (epub, "codex", page, FALSE, NULL, error);
}

static gboolean
add_front (Epub *epub, GError **error)
{
  GString *page = page_new (epub, epub->shipment->title, "front");
  g_autofree char *header = lim_shipment_header (epub->shipment);

  g_string_append (page, "<h1>");
  lim_text_append_xml (page, epub->shipment->title);
  g_string_append (
      page, "</h1>\n<p>This is a story in which you choose. Each section ends with ways to go on: follow one, and no "
            "other page. Turning pages leads through sections in no order.</p>\n");
  if (epub->book->all_words[0] != NULL)
    g_string_append (page, "<p>Sometimes you are told to write down a word. Keep a list, or mark the section: some "
                           "ways are open only to those who have a word.</p>\n");
  g_string_append (page, "<p class=\"begin\"><a href=\"s1.xhtml\">Begin</a></p>\n");
  if (epub->shipment->codex->len > 0)
    g_string_append (page, "<p><a href=\"codex.xhtml\">Codex</a></p>\n");
  g_string_append (page, "<p class=\"made\">");
  lim_text_append_xml (page, header);
  g_string_append (page, "</p>\n");
  return add_page (epub, "front", page, TRUE, NULL, error);
}

static gboolean
add_navigation (Epub *epub, GError **error)
{
  GString *page = page_new (epub, epub->shipment->title, "nav");

  g_string_append (page, "<nav epub:type=\"toc\"><h1>");
  lim_text_append_xml (page, epub->shipment->title);
  g_string_append (page, "</h1><ol>\n<li><a href=\"front.xhtml\">How to read it</a></li>\n"
                         "<li><a href=\"s1.xhtml\">Begin</a></li>\n");
  if (epub->shipment->codex->len > 0)
    g_string_append (page, "<li><a href=\"codex.xhtml\">Codex</a></li>\n");
  g_string_append (page, "</ol></nav>\n");
  return add_page (epub, "nav", page, FALSE, "nav", error);
}

/* -- The package -- */

static const char style[] = "body{margin:5%;line-height:1.5}\n"
                            "h1{text-align:center;font-size:1.6em;margin:1em 0}\n"
                            "h2{font-size:1.15em;margin:1.4em 0 .4em}\n"
                            "p{margin:0 0 .8em}\n"
                            "figure{margin:0 0 1.2em;text-align:center;break-inside:avoid}\n"
                            "img{max-width:100%;height:auto}\n"
                            "figcaption{font-style:italic;font-size:.9em;margin-top:.4em}\n"
                            "ul.choices{list-style:none;margin:1.4em 0 0;padding:0;border-top:1px solid}\n"
                            "ul.choices li{margin:.8em 0}\n"
                            ".to{white-space:nowrap;font-weight:bold}\n"
                            ".word{font-style:italic}\n"
                            ".end,.begin{text-align:center;margin:2em 0}\n"
                            ".made{font-size:.75em;margin-top:3em;text-align:center}\n";

/* A name-based UUID of the story: the same work, the same identifier. Transfer full. */
static char *
identifier (const LimShipment *shipment)
{
  const char *ifid = shipment->story->ifid, *hash = shipment->story_hash;

  if (ifid != NULL && g_uuid_string_is_valid (ifid))
    return g_ascii_strdown (ifid, -1);
  return g_strdup_printf ("%.8s-%.4s-5%.3s-8%.3s-%.12s", hash, hash + 8, hash + 13, hash + 17, hash + 20);
}

static gboolean
add_package (Epub *epub, GError **error)
{
  g_autoptr (GString) text = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                           "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" "
                                           "unique-identifier=\"id\">\n"
                                           "<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
                                           "<dc:identifier id=\"id\">urn:uuid:");
  g_autofree char *id = identifier (epub->shipment), *header = lim_shipment_header (epub->shipment);

  g_string_append_printf (text, "%s</dc:identifier>\n<dc:title>", id);
  lim_text_append_xml (text, epub->shipment->title);
  g_string_append_printf (text, "</dc:title>\n<dc:language>%s</dc:language>\n<dc:description>",
                          epub->shipment->language);
  lim_text_append_xml (text, header);
  g_string_append_printf (text,
                          "</dc:description>\n<meta property=\"dcterms:modified\">" MODIFIED "</meta>\n</metadata>\n"
                          "<manifest>\n%s</manifest>\n<spine>\n%s</spine>\n</package>\n",
                          epub->manifest->str, epub->spine->str);
  return add_file (epub, "package.opf", text->str, text->len, TRUE, error);
}

static gboolean
add_pictures (Epub *epub, GError **error)
{
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < epub->shipment->pictures->len; i++)
    {
      const LimShipPicture *picture = epub->shipment->pictures->pdata[i];
      g_autofree char *name = g_strconcat ("pictures/", picture->name, NULL);
      g_autofree char *id = g_strdup_printf ("p%u", i + 1);
      gsize length;
      const char *data = g_bytes_get_data (picture->bytes, &length);

      if (!g_hash_table_add (there, picture->name))
        continue;
      list_file (epub, id, name, picture->mime, NULL);
      if (!add_file (epub, name, data, length, FALSE, error)) /* pictures are compressed already */
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_book (Epub *epub, GError **error)
{
  static const char mime[] = "application/epub+zip";
  static const char container[] =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n"
      "<rootfiles><rootfile full-path=\"OEBPS/package.opf\" "
      "media-type=\"application/oebps-package+xml\"/></rootfiles>\n"
      "</container>\n";

  if (!lim_zip_write (epub->zip, "mimetype", mime, strlen (mime), FALSE, error)
      || !lim_zip_write (epub->zip, "META-INF/container.xml", container, strlen (container), TRUE, error)
      || !add_front (epub, error))
    return FALSE;
  for (guint number = 1; number <= epub->book->sections->len; number++)
    if (!add_section (epub, number, error))
      return FALSE;
  for (guint number = 1; number <= epub->book->secrets->len; number++)
    if (!add_secret (epub, number, error))
      return FALSE;
  if (epub->shipment->codex->len > 0 && !add_codex (epub, error))
    return FALSE;
  list_file (epub, "style", "style.css", "text/css", NULL);
  return add_navigation (epub, error) && add_pictures (epub, error)
         && add_file (epub, "style.css", style, strlen (style), TRUE, error) && add_package (epub, error)
         && lim_zip_finish (epub->zip, error);
}

static gboolean
append (const void *data, gsize length, gpointer array, GError **error)
{
  if (((GByteArray *) array)->len + (guint64) length > MAX_BOOK)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "the book would be larger than 2 GiB; make its pictures smaller");
  g_byte_array_append (array, data, (guint) length);
  return TRUE;
}

static gboolean
epub_write (const LimShipment *shipment, LimExportFolder *folder, char **open, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (LimZipWriter) zip = lim_zip_writer_new (append, bytes);
  g_autoptr (LimGamebook) book = lim_gamebook_new (shipment);
  g_autoptr (GString) manifest = g_string_new (NULL), spine = g_string_new (NULL);
  Epub epub = { shipment, book, zip, manifest, spine };
  g_autofree char *name = g_strconcat (shipment->slug, ".epub", NULL);

  if (!write_book (&epub, error))
    return FALSE;
  g_autoptr (GBytes) whole = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  if (!lim_ship_write_bytes (folder, name, whole, error))
    return FALSE;
  *open = g_steal_pointer (&name);
  return TRUE;
}

static gboolean
epub_check (const LimShipment *shipment, const char *path, GPtrArray *problems, GError **error)
{
  g_autofree char *name = g_strconcat (shipment->slug, ".epub", NULL);
  g_autofree char *file = g_build_filename (path, name, NULL);
  gsize length;
  g_autofree char *data = lim_file_read (file, MAX_BOOK, &length, error);

  return data != NULL && lim_epub_check (name, (const guint8 *) data, length, problems, error);
}

const LimShipFormat lim_ship_format_epub = {
  .name = "epub",
  .help = "EPUB 3 for e-readers: numbered sections with links",
  .write = epub_write,
  .check = epub_check,
};
