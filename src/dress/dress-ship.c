#include "dress-ship.h"

#include "base-error.h"
#include "base-file.h"
#include "base-text.h"

#include <string.h>

#define ROW(name) extern const LimShipFormat lim_ship_format_##name;
#include "dress-ship-rows.h"
#undef ROW

const LimShipFormat *const *
lim_ship_formats (void)
{
  static const LimShipFormat *const rows[] = {
#define ROW(name) &lim_ship_format_##name,
#include "dress-ship-rows.h"
#undef ROW
    NULL,
  };

  return rows;
}

const LimOptionRow lim_ship_options[] = {
  { .name = "format",
    .letter = 'f',
    .type = LIM_OPTION_LIST,
    .placeholder = "FORMAT",
    .fallback = "html",
    .help = "in what form: one, several with commas, or all" },
  { .name = "name",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "of the folders and files, instead of the story's title" },
  { .name = "language",
    .type = LIM_OPTION_STRING,
    .placeholder = "TAG",
    .fallback = "en",
    .help = "what the story is written in: en, de, pt-BR" },
  { .name = "twine-format",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("sugarcube", "harlowe"),
    .fallback = "sugarcube",
    .placeholder = "NAME",
    .help = "twee: the story format of Twine it is for" },
  { .name = "paper",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("a5", "a4", "letter"),
    .placeholder = "SIZE",
    .fallback = "a5",
    .help = "gamebook: what it is printed on" },
  { .name = "single", .help = "html: one file, with the pictures in it" },
  { 0 },
};

static void
shipped_free (gpointer data)
{
  LimShipped *shipped = data;

  g_free (shipped->folder);
  g_free (shipped->open);
  g_free (shipped);
}

void
lim_ship_report_free (LimShipReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->shipped);
  g_ptr_array_unref (report->lacking);
  g_clear_pointer (&report->notes, g_ptr_array_unref);
  g_free (report->title);
  g_free (report->story_hash);
  g_free (report);
}

/* -- What is asked for -- */

static gboolean
check_names (const char *const *names, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  for (const LimShipFormat *const *row = lim_ship_formats (); *row != NULL; row++)
    g_ptr_array_add (known, (gpointer) (*row)->name);
  g_ptr_array_add (known, NULL);
  for (; *names != NULL; names++)
    {
      if (strcmp (*names, "all") == 0 || g_strv_contains ((const char *const *) known->pdata, *names))
        continue;
      g_autofree char *list = lim_text_list ((const char *const *) known->pdata);
      g_autofree char *hint = lim_text_did_you_mean (*names, (const char *const *) known->pdata);
      return lim_fail (error, LIM_ERROR_USAGE, "a story is not shipped as “%s”; there are %s, or all.%s", *names,
                       list, hint);
    }
  return TRUE;
}

/* (element-type LimShipFormat); of “all” those that cannot be made go to @lacking. */
static GPtrArray *
read_formats (const LimSettings *options, GPtrArray *lacking, GError **error)
{
  const char *const *names = lim_settings_list (options, "format");
  g_autoptr (GPtrArray) formats = g_ptr_array_new ();

  if (!check_names (names, error))
    return NULL;
  for (const LimShipFormat *const *row = lim_ship_formats (); *row != NULL; row++)
    {
      gboolean asked = g_strv_contains (names, (*row)->name);
      const char *reason = (*row)->lacks != NULL ? (*row)->lacks () : NULL;

      if (!asked && !g_strv_contains (names, "all"))
        continue;
      if (reason == NULL)
        g_ptr_array_add (formats, (gpointer) *row);
      else if (asked)
        return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "%s: %s", (*row)->name, reason);
      else
        g_ptr_array_add (lacking, g_strdup_printf ("%s: %s", (*row)->name, reason));
    }
  return g_steal_pointer (&formats);
}

/* Letters, digits and “-”, as in “pt-BR”: it stands in attributes. */
static gboolean
check_language (const LimSettings *options, GError **error)
{
  const char *language = lim_settings_string (options, "language");
  gsize length = strlen (language);

  if (length >= 2 && length <= 35 && g_ascii_isalpha (language[0]) && g_ascii_isalnum (language[length - 1])
      && strspn (language, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == length)
    return TRUE;
  return lim_fail (error, LIM_ERROR_USAGE, "--language: “%s” is no language tag; expected one like en, de or pt-BR",
                   language);
}

/* The name all folders and files begin with. */
static gboolean
choose_name (LimShipment *shipment, GError **error)
{
  const char *asked = lim_settings_string (shipment->options, "name");

  if (asked != NULL && (!lim_text_is_safe_name (asked) || strlen (asked) > 100))
    return lim_fail (
        error, LIM_ERROR_USAGE,
        "--name: “%s” cannot be the name of a file; letters, digits and “-” can, e.g. --name salt-lantern", asked);
  if (asked != NULL)
    {
      g_free (shipment->slug);
      shipment->slug = g_strdup (asked);
    }
  if (*shipment->slug != '\0')
    return TRUE;
  g_free (shipment->slug);
  shipment->slug = lim_ship_slug (lim_project_name (shipment->project));
  if (*shipment->slug == '\0')
    {
      g_free (shipment->slug);
      shipment->slug = g_strdup ("story");
    }
  return TRUE;
}

/* -- One format -- */

gboolean
lim_ship_write_bytes (LimExportFolder *folder, const char *name, GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return lim_export_folder_write (folder, name, data, length, error);
}

gboolean
lim_ship_write_pictures (const LimShipment *shipment, LimExportFolder *folder, const char *below, GError **error)
{
  g_autoptr (GHashTable) written = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < shipment->pictures->len; i++)
    {
      const LimShipPicture *picture = shipment->pictures->pdata[i];
      g_autofree char *name = g_strconcat (below, "/", picture->name, NULL);

      if (g_hash_table_add (written, picture->name) && !lim_ship_write_bytes (folder, name, picture->bytes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_manifest (const LimShipment *shipment, const LimShipFormat *format, LimExportFolder *folder, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("manifest.json");
  LimJson *root = lim_json_new_object (doc), *story = lim_json_new_object (doc), *list = lim_json_new_array (doc);
  GPtrArray *files = lim_export_folder_files (folder);

  lim_json_set_int (root, "limner_ship", 1);
  lim_json_set_string (root, "limner", LIM_VERSION);
  lim_json_set_string (root, "format", format->name);
  lim_json_set_string (story, "title", shipment->title);
  lim_json_set_string (story, "sha256", shipment->story_hash);
  lim_json_set (root, "story", story);
  lim_json_set_string (root, "content_sha256", shipment->content_hash);
  for (guint i = 0; i < files->len; i++)
    {
      const LimExportFile *file = files->pdata[i];
      LimJson *item = lim_json_new_object (doc);

      lim_json_set_string (item, "path", file->path);
      lim_json_set_int (item, "bytes", (gint64) file->bytes);
      lim_json_set_string (item, "sha256", file->sha256);
      lim_json_append (list, item);
    }
  lim_json_set (root, "files", list);
  lim_json_doc_set_root (doc, root);
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
  return lim_ship_write_bytes (folder, "manifest.json", bytes, error);
}

static gboolean
check_written (const LimShipment *shipment, const LimShipFormat *format, LimExportFolder *folder, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = lim_export_folder_path (folder, ".", error), *list = NULL;

  if (path == NULL || (format->check != NULL && !format->check (shipment, path, problems, error)))
    return FALSE;
  if (problems->len == 0)
    return TRUE;
  g_ptr_array_add (problems, NULL);
  list = g_strjoinv ("\n  ", (char **) problems->pdata);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: what was made does not hold together, so it was not kept:\n  %s",
                   format->name, list);
}

static LimShipped *
ship_one (const LimShipment *shipment, const LimShipFormat *format, const char *target, GError **error)
{
  g_autoptr (LimExportFolder) folder = lim_export_folder_new (target, error);
  g_autofree char *open = NULL;

  if (folder == NULL || !format->write (shipment, folder, &open, error)
      || !write_manifest (shipment, format, folder, error) || !check_written (shipment, format, folder, error))
    return NULL;

  LimShipped *shipped = g_new0 (LimShipped, 1);
  GPtrArray *files = lim_export_folder_files (folder);
  shipped->format = format;
  shipped->n_files = files->len;
  for (guint i = 0; i < files->len; i++)
    shipped->bytes += ((const LimExportFile *) files->pdata[i])->bytes;
  shipped->folder = g_strdup_printf ("exports/%s-%s", shipment->slug, format->name);
  shipped->open = g_strconcat (shipped->folder, "/", open, NULL);
  if (!lim_export_folder_finish (folder, error))
    g_clear_pointer (&shipped, shipped_free);
  return shipped;
}

static gboolean
ship_all (const LimShipment *shipment, const GPtrArray *formats, const char *scratch, GPtrArray *shipped,
          GError **error)
{
  for (guint i = 0; i < formats->len; i++)
    {
      const LimShipFormat *format = formats->pdata[i];
      g_autofree char *name = g_strdup_printf ("exports/%s-%s", shipment->slug, format->name);
      g_autofree char *target =
          scratch != NULL ? g_build_filename (scratch, name, NULL) : lim_project_path (shipment->project, name);
      g_autofree char *real = lim_project_path (shipment->project, name);
      LimShipped *one;

      if (scratch != NULL && !lim_export_folder_check (real, error))
        return FALSE;
      one = ship_one (shipment, format, target, error);
      if (one == NULL)
        return FALSE;
      g_ptr_array_add (shipped, one);
    }
  return TRUE;
}

LimShipReport *
lim_dress_ship (const LimProject *project, const LimSettings *options, gboolean dry_run, GError **error)
{
  g_autoptr (LimShipReport) report = g_new0 (LimShipReport, 1);
  g_autoptr (GPtrArray) formats = NULL;
  g_autoptr (LimShipment) shipment = NULL;
  g_autofree char *scratch = NULL;
  gboolean done;

  report->shipped = g_ptr_array_new_with_free_func (shipped_free);
  report->lacking = g_ptr_array_new_with_free_func (g_free);
  formats = read_formats (options, report->lacking, error);
  shipment = formats != NULL && check_language (options, error) ? lim_shipment_load (project, options, error) : NULL;
  if (shipment == NULL || !choose_name (shipment, error))
    return NULL;
  scratch = dry_run ? g_dir_make_tmp ("limner-ship-XXXXXX", error) : NULL;
  if (dry_run && scratch == NULL)
    return NULL;
  done = ship_all (shipment, formats, scratch, report->shipped, error);
  if (scratch != NULL)
    lim_file_remove_tree (scratch);
  report->notes = g_ptr_array_ref (shipment->notes);
  report->title = g_strdup (shipment->title);
  report->story_hash = g_strdup (shipment->story_hash);
  report->n_passages = shipment->story->passages->len;
  report->n_codex = shipment->codex->len;
  report->n_pictures = shipment->pictures->len;
  return done ? g_steal_pointer (&report) : NULL;
}
