/* dress-ship-html.c: a page that plays the story (src/dress/reader), opened from disk: STORY.html and pictures/, or with --single one
 * file. It asks nothing of any network; its policy names its one script and its one style by their digests. */

#include "base-error.h"
#include "base-file.h"
#include "base-json.h"
#include "dress-seal.h"
#include "dress-ship-sealed.h"
#include "dress-ship-theme.h"
#include "dress-ship.h"

#include <string.h>

#ifdef LIM_READER
#include "reader-resource.h"
#endif

#define MAX_SIZE ((gsize) 1 << 30)
#define STORY_BEGIN "<script type=\"application/json\" id=\"story\">"
#define STORY_END "</script>"

static const char *
lacks_reader (void)
{
#ifdef LIM_READER
  return NULL;
#else
  return "this limner was built without the reader of stories. To build it: install npm (Debian: apt-get install "
         "npm), run "
         "./dev build in the source folder, and use the new build/limner";
#endif
}

static GBytes *
look_up (const char *name)
{
#ifdef LIM_READER
  g_autofree char *path = g_strconcat ("/limner/reader/", name, NULL);

  return g_resource_lookup_data (reader_get_resource (), path, 0, NULL);
#else
  (void) name;
  return NULL;
#endif
}

/* -- The parts of the page -- */

/* 'sha256-…' of what stands in an element, as a policy names it. Transfer full. */
static char *
policy_hash (const char *text, gsize length)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize n = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, (gssize) length);
  g_checksum_get_digest (checksum, digest, &n);
  g_autofree char *base64 = g_base64_encode (digest, n);
  return g_strconcat ("sha256-", base64, NULL);
}

/* Languages that are written from the right. */
static const char *
direction (const char *language)
{
  static const char *const from_right[] = { "ar", "arc", "ckb", "dv", "fa", "he", "ks",
                                            "ps", "sd",  "syr", "ug", "ur", "yi", NULL };
  gsize length = strcspn (language, "-_");
  g_autofree char *word = g_ascii_strdown (language, (gssize) length);

  return g_strv_contains (from_right, word) ? "rtl" : "ltr";
}

/* The pictures as elements of the page, each once. Transfer full. */
static char *
embedded_pictures (const LimShipment *shipment, const LimSeal *seal)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < shipment->pictures->len; i++)
    {
      const LimShipPicture *picture = shipment->pictures->pdata[i];

      if (!g_hash_table_add (done, picture->name))
        continue;
      g_autofree char *name = lim_ship_sealed_picture_name (seal, picture),
                      *bytes = lim_ship_sealed_picture (seal, picture);
      g_string_append_printf (out, "<script type=\"text/plain\" id=\"picture-%s\">%s</script>\n", name, bytes);
    }
  return g_string_free (out, FALSE);
}

static gboolean
write_pictures (const LimShipment *shipment, const LimSeal *seal, LimExportFolder *folder, GError **error)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < shipment->pictures->len; i++)
    {
      const LimShipPicture *picture = shipment->pictures->pdata[i];

      if (!g_hash_table_add (done, picture->name))
        continue;
      g_autofree char *name = lim_ship_sealed_picture_name (seal, picture),
                      *bytes = lim_ship_sealed_picture (seal, picture);
      g_autofree char *path = g_strdup_printf ("pictures/%s.js", name);
      g_autofree char *text = g_strdup_printf ("limnerPicture(\"%s\",\"%s\");\n", name, bytes);

      if (!lim_export_folder_write (folder, path, text, strlen (text), error))
        return FALSE;
    }
  return TRUE;
}

/* -- The page -- */

typedef struct
{
  const char *name, *text;
} Part;

/* {{name}} → its text; a text is never looked into. Transfer full. */
static GString *
fill (const char *form, const Part *parts)
{
  GString *out = g_string_new (NULL);

  for (const char *at = form, *open; *at != '\0';)
    {
      const char *close = (open = strstr (at, "{{")) != NULL ? strstr (open, "}}") : NULL;

      if (close == NULL)
        {
          g_string_append (out, at);
          break;
        }
      g_string_append_len (out, at, open - at);
      for (const Part *part = parts; part->name != NULL; part++)
        if (strlen (part->name) == (gsize) (close - open) - 2
            && strncmp (part->name, open + 2, strlen (part->name)) == 0)
          g_string_append (out, part->text);
      at = close + 2;
    }
  return out;
}

/* Text in a comment may hold no “--”. */
static char *
comment_text (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_auto (GStrv) parts = g_strsplit (escaped, "--", -1);

  return g_strjoinv ("- -", parts);
}

static GString *
make_page (const LimShipment *shipment, const LimSeal *seal, gboolean single)
{
  g_autoptr (GBytes) form = look_up ("index.html"), script = look_up ("reader.js"),
                     style_file = look_up ("reader.css");
  g_autofree char *header_text = lim_shipment_header (shipment), *header = comment_text (header_text);
  g_autofree char *title = g_markup_escape_text (shipment->title, -1);
  g_autofree char *language = g_markup_escape_text (shipment->language, -1);
  const char *script_text = g_bytes_get_data (script, NULL);
  g_autofree char *theme = lim_ship_theme_css (shipment->book->direction);
  g_autofree char *style = g_strconcat (theme, g_bytes_get_data (style_file, NULL), NULL);
  g_autofree char *script_hash = policy_hash (script_text, strlen (script_text));
  g_autofree char *style_hash = policy_hash (style, strlen (style));
  g_autofree char *story = lim_ship_sealed_story (shipment, seal);
  g_autofree char *pictures = single ? embedded_pictures (shipment, seal) : g_strdup ("");
  const Part parts[] = { { "header", header },
                         { "language", language },
                         { "direction", direction (shipment->language) },
                         { "script-hash", script_hash },
                         { "style-hash", style_hash },
                         { "version", LIM_VERSION },
                         { "title", title },
                         { "style", style },
                         { "story", story },
                         { "pictures", pictures },
                         { "script", script_text },
                         { 0 } };

  return fill (g_bytes_get_data (form, NULL), parts);
}

static gboolean
write_html (const LimShipment *shipment, LimExportFolder *folder, char **open, GError **error)
{
  gboolean single = lim_settings_flag (shipment->options, "single");
  g_autoptr (LimSeal) seal = lim_seal_new (shipment->secret);
  g_autofree char *name = g_strconcat (shipment->slug, ".html", NULL);
  GString *page = make_page (shipment, seal, single);
  gboolean ok = lim_export_folder_write (folder, name, page->str, page->len, error)
                && (single || write_pictures (shipment, seal, folder, error));

  g_string_free (page, TRUE);
  if (ok)
    *open = g_steal_pointer (&name);
  return ok;
}

/* -- Reading it back -- */

static void
check_pictures (const LimShipment *shipment, const LimSeal *seal, const char *path, const char *page,
                GPtrArray *problems)
{
  for (guint i = 0; i < shipment->pictures->len; i++)
    {
      const LimShipPicture *picture = shipment->pictures->pdata[i];
      g_autofree char *name = lim_ship_sealed_picture_name (seal, picture);
      g_autofree char *file = g_strdup_printf ("%s/pictures/%s.js", path, name);
      g_autofree char *element = g_strdup_printf ("id=\"picture-%s\"", name);

      if (strstr (page, element) == NULL && !g_file_test (file, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (problems, g_strdup_printf ("the picture of “%s” is not in the page", picture->passage->id));
    }
}

/* The page is read as the reader reads it: by its paths. */
static gboolean
check_html (const LimShipment *shipment, const char *path, GPtrArray *problems, GError **error)
{
  g_autofree char *name = g_strconcat (shipment->slug, ".html", NULL), *file = g_build_filename (path, name, NULL);
  g_autoptr (LimSeal) seal = lim_seal_new (shipment->secret);
  gsize length;
  guint n_read, n_entries, n_open, n_reachable;
  g_autofree char *page = lim_file_read (file, MAX_SIZE, &length, error), *story = NULL;
  const char *begin = page != NULL ? strstr (page, STORY_BEGIN) : NULL, *end = NULL;

  if (page == NULL)
    return FALSE;
  end = begin != NULL ? strstr (begin, STORY_END) : NULL;
  if (end == NULL)
    {
      g_ptr_array_add (problems, g_strdup ("there is no story in the page"));
      return TRUE;
    }
  begin += strlen (STORY_BEGIN);
  story = g_strndup (begin, (gsize) (end - begin));
  lim_ship_sealed_check (story, problems, &n_read, &n_entries);
  lim_ship_sealed_expect (shipment, &n_reachable, &n_open);
  if (n_read != n_reachable)
    g_ptr_array_add (problems, g_strdup_printf ("%u passages open, of %u that can be come to", n_read, n_reachable));
  if (n_entries != n_open)
    g_ptr_array_add (problems, g_strdup_printf ("%u codex entries open, of %u that can", n_entries, n_open));
  check_pictures (shipment, seal, path, page, problems);
  return TRUE;
}

const LimShipFormat lim_ship_format_html = {
  .name = "html",
  .help = "a page that plays it, from disk by a double click",
  .lacks = lacks_reader,
  .write = write_html,
  .check = check_html,
};
