/* studio-api-export.c: the export page: what an order would give, exports made and checked, and looked at row by row. All that
 * is written lies in the project's exports/. */
#include "studio-route.h"

#include "base-error.h"
#include "base-file.h"
#include "export-browse.h"
#include "export-outlook.h"
#include "export-project.h"
#include "export-validate.h"
#include "imaging-header.h"
#include "store-document.h"
#include "style-canon.h"
#include "studio-work.h"

#include <string.h>

#define FOLDER "exports"
#define MAX_IMAGE_BYTES ((gsize) 64 << 20)
#define MAX_ROWS 200

static const LimOptionRow order_options[] = { LIM_EXPORT_ORDER_OPTIONS, { 0 } };

/* The absolute path of exports/; LIM_ERROR_BAD_INPUT when a link leads it out of the project. Transfer full. */
static char *
find_folder (const LimProject *project, GError **error)
{
  return lim_store_resolve (project, FOLDER, error);
}

/* -- What there is to choose -- */

static LimJson *
tasks_of (const LimExporter *format, LimJsonDoc *doc)
{
  static const LimTask tasks[] = { LIM_TASK_CLASSIFICATION, LIM_TASK_CRITIQUE, LIM_TASK_PREFERENCE };
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    for (guint file = 0; file < LIM_MAX_ROW_FILES; file++)
      if (format->files[file].path != NULL && (format->files[file].tasks & tasks[i]) != 0)
        {
          lim_json_append (list, lim_json_new_string (doc, lim_task_name (tasks[i])));
          break;
        }
  return list;
}

static LimJson *
format_to_json (const LimExporter *format, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "name", format->name);
  lim_json_set_string (object, "help", format->help);
  lim_json_set_string (object, "reader", format->reader);
  lim_json_set_string (object, "load", format->load);
  lim_json_set_string (object, "embeds",
                       format->flags & LIM_EXPORT_ALWAYS_EMBEDS ? "always"
                       : format->flags & LIM_EXPORT_CAN_EMBED   ? "can"
                                                                : "no");
  lim_json_set (object, "tasks", tasks_of (format, doc));
  return object;
}

static LimJson *
option_to_json (const LimOptionRow *row, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  g_autofree char *name = g_strdelimit (g_strdup (row->name), "-", '_');

  lim_json_set_string (object, "name", name);
  lim_json_set_string (object, "help", row->help);
  lim_json_set_string (object, "fallback", row->fallback);
  lim_json_set (object, "choices",
                row->choices != NULL ? lim_json_new_strv (doc, row->choices) : lim_json_new_null (doc));
  return object;
}

/* -- How it stands -- */

LIM_STUDIO_HANDLER (exports)
{
  g_autofree char *folder = find_folder (request->desk->project, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *formats = lim_json_new_array (doc), *options = lim_json_new_array (doc);
  LimJson *made = folder != NULL ? lim_export_list_to_json (folder, doc, error) : NULL;

  if (made == NULL)
    return FALSE;
  for (guint i = 0; lim_exporters ()[i] != NULL; i++)
    lim_json_append (formats, format_to_json (lim_exporters ()[i], doc));
  for (const LimOptionRow *row = order_options; row->name != NULL; row++)
    lim_json_append (options, option_to_json (row, doc));
  lim_json_set (root, "formats", formats);
  lim_json_set (root, "options", options);
  lim_json_set (root, "exports", made);
  lim_json_set (root, "work", lim_work_to_json (request->desk->exporting, doc));
  return lim_studio_answer_json (answer, root);
}

/* -- Exporting -- */

typedef struct
{
  const LimProject *shared;
  LimProject *project; /* its own, for limner.yaml is read anew */
  LimExportOrder *order;
} Exporting;

static void
exporting_free (gpointer data)
{
  Exporting *self = data;

  lim_project_free (self->project);
  lim_export_order_free (self->order);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Exporting, exporting_free)

/* Transfer full. */
static LimExportPlan *
make_plan (const LimContext *context, const Exporting *self, GError **error)
{
  g_autoptr (LimCanon) canon = lim_style_load_canon (self->project, NULL, error);

  return canon != NULL ? lim_export_plan_project (self->project, canon, &self->order->plan, context, error) : NULL;
}

static LimJson *
delivery_to_json (const LimExportDelivery *delivery, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc), *warnings = lim_json_new_array (doc);

  lim_json_set_string (object, "format", delivery->format->name);
  lim_json_set_string (object, "passed_over", delivery->passed_over);
  if (delivery->result == NULL)
    return object;
  g_autofree char *name = g_path_get_basename (delivery->result->folder);
  for (guint i = 0; i < delivery->result->warnings->len; i++)
    lim_json_append (warnings, lim_json_new_string (doc, delivery->result->warnings->pdata[i]));
  lim_json_set_string (object, "name", name);
  lim_json_set_int (object, "rows", (gint64) delivery->result->rows);
  lim_json_set_int (object, "images", (gint64) delivery->result->images);
  lim_json_set_int (object, "bytes", (gint64) delivery->result->bytes);
  lim_json_set (object, "excluded", lim_export_excluded_to_json (delivery->result->excluded, doc));
  lim_json_set (object, "warnings", warnings);
  return object;
}

static gboolean
run_export (const LimContext *context, gpointer data, LimJsonDoc *doc, LimJson **result, GError **error)
{
  Exporting *self = data;
  g_autofree char *out = find_folder (self->project, error);
  g_autoptr (LimExportPlan) plan = out != NULL ? make_plan (context, self, error) : NULL;
  g_autoptr (GPtrArray) deliveries = lim_export_deliveries_new ();

  if (plan == NULL)
    return FALSE;
  gboolean well = lim_export_order_deliver (self->order, plan, out, context, deliveries, error);
  *result = lim_json_new_array (doc);
  for (guint i = 0; i < deliveries->len; i++)
    lim_json_append (*result, delivery_to_json (deliveries->pdata[i], doc));
  return well && lim_export_check_read (plan, error);
}

/* Transfer full. */
static Exporting *
read_exporting (const LimStudioRequest *request, const LimJson *root, GError **error)
{
  g_autoptr (Exporting) self = g_new0 (Exporting, 1);
  g_autoptr (LimSettings) settings = lim_settings_new (order_options);

  if (!lim_settings_set_json (settings, lim_json_get (root, "options"), error))
    return NULL;
  self->order = lim_export_order_new (settings, error);
  self->project =
      self->order != NULL ? lim_project_open (lim_project_folder (request->desk->project), NULL, error) : NULL;
  return self->project != NULL ? g_steal_pointer (&self) : NULL;
}

static gboolean
answer_outlook (const LimStudioRequest *request, const Exporting *self, LimStudioAnswer *answer, GError **error)
{
  g_autofree char *out = find_folder (self->project, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimContext context = *request->desk->context;

  context.progress = NULL;
  context.cancellable = request->cancellable;
  g_autoptr (LimExportPlan) plan = out != NULL ? make_plan (&context, self, error) : NULL;
  return plan != NULL && lim_studio_answer_json (answer, lim_export_outlook_to_json (plan, self->order, out, doc));
}

static gboolean
answer_work (const LimStudioRequest *request, LimStudioAnswer *answer)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return lim_studio_answer_json (answer, lim_work_to_json (request->desk->exporting, doc));
}

LIM_STUDIO_HANDLER (export)
{
  static const char *const known[] = { "options", "dry_run", NULL };
  g_autoptr (LimJsonDoc) body = lim_studio_read_body (request, known, error);
  const LimJson *root = body != NULL ? lim_json_root (body) : NULL;
  g_autoptr (Exporting) self = root != NULL ? read_exporting (request, root, error) : NULL;

  if (self == NULL)
    return FALSE;
  if (lim_json_get_bool (root, "dry_run", FALSE))
    return answer_outlook (request, self, answer, error);
  return lim_work_start (request->desk->exporting, "export", run_export, g_steal_pointer (&self), exporting_free,
                         error)
         && answer_work (request, answer);
}

LIM_STUDIO_HANDLER (stop)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_bool (root, "stopping", lim_work_stop (request->desk->exporting));
  return lim_studio_answer_json (answer, root);
}

/* -- Checking -- */

static gboolean
run_validate (const LimContext *context, gpointer data, LimJsonDoc *doc, LimJson **result, GError **error)
{
  const char *path = data;
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  LimValidation validation;

  if (!lim_export_validate (path, context, findings, &validation, error))
    return FALSE;
  *result = lim_validation_to_json (&validation, name, findings, doc);
  return TRUE;
}

LIM_STUDIO_HANDLER (validate)
{
  static const char *const known[] = { "name", NULL };
  g_autoptr (LimJsonDoc) body = lim_studio_read_body (request, known, error);
  g_autofree char *folder = body != NULL ? find_folder (request->desk->project, error) : NULL;
  const char *name;

  if (folder == NULL || !lim_json_require_string (lim_json_root (body), "name", &name, error))
    return FALSE;
  g_autofree char *path = lim_export_find (folder, name, error);
  return path != NULL
         && lim_work_start (request->desk->exporting, "validate", run_validate, g_steal_pointer (&path), g_free,
                            error)
         && answer_work (request, answer);
}

/* -- Browsing -- */

static gboolean
require_query (const LimStudioRequest *request, const char *name, const char **value, GError **error)
{
  *value = g_hash_table_lookup (request->query, name);
  return *value != NULL || lim_fail (error, LIM_ERROR_USAGE, "the query needs %s", name);
}

LIM_STUDIO_HANDLER (rows)
{
  g_autofree char *folder = find_folder (request->desk->project, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  gint64 offset, limit;
  const char *file;

  if (folder == NULL || !require_query (request, "file", &file, error)
      || !lim_studio_query_int (request, "offset", 0, G_MAXINT32, 0, &offset, error)
      || !lim_studio_query_int (request, "limit", 1, MAX_ROWS, 50, &limit, error))
    return FALSE;
  LimJson *root = lim_export_rows_to_json (folder, request->id, file, (guint) offset, (guint) limit, doc, error);
  return root != NULL && lim_studio_answer_json (answer, root);
}

static gboolean
answer_image (LimStudioAnswer *answer, GBytes *bytes, const char *name, GError **error)
{
  LimImageInfo info;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (!lim_image_probe_bytes (data, length, name, &info, error))
    return FALSE;
  answer->body = g_bytes_ref (bytes);
  answer->content_type = lim_image_format_mime (info.format);
  return TRUE;
}

LIM_STUDIO_HANDLER (image)
{
  g_autofree char *folder = find_folder (request->desk->project, error);
  g_autoptr (GBytes) bytes = NULL;
  gint64 row, image, side;
  const char *file;
  gsize length;

  if (folder == NULL || !require_query (request, "file", &file, error)
      || !lim_studio_query_int (request, "row", 0, G_MAXINT32, 0, &row, error)
      || !lim_studio_query_int (request, "image", 0, 1000, 0, &image, error)
      || !lim_studio_query_int (request, "size", LIM_THUMB_MIN_SIDE, LIM_THUMB_MAX_SIDE, 0, &side, error))
    return FALSE;
  g_autofree char *path = lim_export_row_image (folder, request->id, file, (guint) row, (guint) image, &bytes, error);
  if (bytes != NULL)
    return answer_image (answer, bytes, "the image in the row", error);
  if (path == NULL)
    return FALSE;
  if (side > 0)
    {
      answer->body = lim_thumbs_get (request->desk->thumbs, path, (guint) side, &answer->hash, error);
      answer->content_type = "image/webp";
      return answer->body != NULL;
    }
  char *data = lim_file_read (path, MAX_IMAGE_BYTES, &length, error);
  bytes = data != NULL ? g_bytes_new_take (data, length) : NULL;
  return bytes != NULL && answer_image (answer, bytes, path, error);
}

/* -- Rows -- */

static const LimStudioParameter export_body[] = {
  { "options", "an object with the options of `limner export`: `format` (a list), `task` (a list), `split`, "
               "`embed`, `link`, `strip`, `allow_incomplete`" },
  { "dry_run", "true: only say what would be written" },
  { 0 },
};

static const LimStudioParameter validate_body[] = {
  { "name", "of the export" },
  { 0 },
};

static const LimStudioParameter rows_query[] = {
  { "file", "the path of a file of rows, from GET /api/exports" },
  { "offset", "pass over the first so many" },
  { "limit", "at most so many, 1 to 200; else 50" },
  { 0 },
};

static const LimStudioParameter image_query[] = {
  { "file", "the path of a file of rows" },
  { "row", "of that file, from 0" },
  { "image", "of that row, from 0" },
  { "size", "a small copy, as /api/thumbs/{id} makes them; else the image itself" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_export[] = {
  { "GET", "/export", LIM_ROUTE_PAGE, "The export page.", .answer = "HTML" },
  { "GET", "/api/exports", LIM_ROUTE_WORK, "The formats and options there are, and the exports in exports/.",
    .answer = "`formats` (`name`, `help`, `reader`, `load`, `embeds`, `tasks`), `options`, `exports` (what their "
              "manifests say, and `files` of rows) and `work`: what was exported or checked last, null when "
              "nothing was",
    .handle = handle_exports },
  { "POST", "/api/exports", LIM_ROUTE_WORK, "Writes exports into exports/, as `limner export` does.",
    .body = export_body,
    .answer = "with `dry_run` `assets`, `families`, `splits`, `excluded`, `leaks`, `formats` with the rows of each "
              "and the sentence that would end it; else `work` of GET /api/exports",
    .handle = handle_export },
  { "POST", "/api/exports/stop", LIM_ROUTE_WORK, "Stops what is exported or checked; what was there before stays.",
    .answer = "`stopping`: false when there was nothing", .handle = handle_stop },
  { "POST", "/api/exports/validate", LIM_ROUTE_WORK, "Checks an export, as `limner validate` does.",
    .body = validate_body,
    .answer = "`work` of GET /api/exports; its `result` is what `limner validate --json` prints of the folder",
    .handle = handle_validate },
  { "GET", "/api/exports/{id}/rows", LIM_ROUTE_WORK, "Rows of an export, as its trainer sees them.", rows_query,
    .answer = "`total`, `offset`, `rows`: `row`, `question`, `answer`, `rejected`, `label`, `images`, `unit`, "
              "`text` (the row itself, long texts shortened), `problem`",
    .handle = handle_rows },
  { "GET", "/api/exports/{id}/image", LIM_ROUTE_WORK, "An image of a row.", image_query, .answer = "the image",
    .handle = handle_image },
  { NULL },
};
