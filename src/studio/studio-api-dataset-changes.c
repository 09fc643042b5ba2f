/* studio-api-dataset-changes.c: the routes that change a training set: its plan, who has seen its crops, its images. What may be done
 * is decided where the command line has it decided: in lora/. */
#include "studio-route.h"

#include "base-text.h"
#include "lora-caption-edit.h"
#include "lora-caption.h"
#include "lora-crop-edit.h"
#include "lora-crop.h"
#include "lora-flip.h"
#include "lora-look.h"
#include "lora-plan-change.h"
#include "lora-preview.h"
#include "record-plan-edit.h"
#include "studio-dataset.h"

#include <string.h>

/* Reads the body, and whether it only asks what would be. NULL with @error. Transfer full. */
static LimJsonDoc *
read_body (const LimStudioRequest *request, const char *const *known, gboolean *dry_run, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_studio_read_body (request, known, error);

  if (doc == NULL)
    return NULL;
  *dry_run = lim_json_get_bool (lim_json_root (doc), "dry_run", FALSE);
  return *dry_run || lim_studio_reviewer (request, error) != NULL ? g_steal_pointer (&doc) : NULL;
}

/* -- Crops -- */

static LimJson *
remarks_to_json (const GPtrArray *remarks, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < remarks->len; i++)
    lim_json_append (list, lim_json_new_string (doc, remarks->pdata[i]));
  return list;
}

/* The crop as the plan would have it, with the remarks of the preview. */
static LimJson *
look_at (const LimStudioRequest *request, const LimLoraSet *set, const LimPlanImage *crop, LimJsonDoc *doc,
         GError **error)
{
  LimJson *object = lim_studio_plan_image_to_json (set, crop, doc);
  g_auto (LimLoraSheet) sheet = { 0 };

  if (crop->source == NULL)
    return object;
  if (!lim_studio_dataset_sheet (request, set, crop->source->file, &sheet, error))
    return NULL;
  g_autoptr (LimSheetPixels) pixels = lim_sheets_get (request->desk->sheets, set, &sheet, error);
  if (pixels == NULL)
    return NULL;
  const LimImageRect rect = lim_lora_crop_rect (pixels->image, crop);
  g_autoptr (GPtrArray) remarks =
      lim_lora_look (set->plan, crop, pixels->image, &rect, lim_sheet_pixels_words (pixels, set, &sheet));
  lim_json_set (object, "remarks", remarks_to_json (remarks, doc));
  return object;
}

/* The id that the crop of @change has afterwards; NULL: none. Borrowed. */
static const char *
id_after (const LimJson *change)
{
  const char *id = lim_json_get_string (change, "set");

  if (id == NULL)
    id = lim_json_get_string (change, "to");
  return id != NULL ? id : lim_json_string (lim_json_path (change, "members", "id", NULL));
}

static gboolean
append_looks (const LimStudioRequest *request, const LimLoraSet *set, const LimJson *changes, LimJson *list,
              LimJsonDoc *doc, GError **error)
{
  for (const LimJson *change = lim_json_first (changes); change != NULL; change = lim_json_next (change))
    {
      const char *id = id_after (change);
      const LimPlanImage *crop = id != NULL ? lim_plan_find (set->plan, id) : NULL;
      LimJson *look = crop != NULL ? look_at (request, set, crop, doc, error) : NULL;

      if (look != NULL)
        lim_json_append (list, look);
      else if (crop != NULL)
        return FALSE;
    }
  return TRUE;
}

LIM_STUDIO_HANDLER (crops)
{
  static const char *const known[] = { "plan_hash", "changes", "dry_run", NULL };
  gboolean dry_run = FALSE;
  g_autoptr (LimJsonDoc) body = read_body (request, known, &dry_run, error), doc = lim_json_doc_new (NULL);
  const LimJson *root = body != NULL ? lim_json_root (body) : NULL, *changes = lim_json_get (root, "changes");
  g_autoptr (LimLoraSet) set = body != NULL ? lim_studio_dataset_open_seen (request, root, error) : NULL;
  g_autofree char *what = NULL;
  g_autofree char *text = set != NULL ? lim_lora_crops_edited (set, changes, &what, error) : NULL;
  g_autoptr (LimLoraSet) after = text != NULL ? lim_lora_set_with (set, text, error) : NULL;
  LimJson *looks = lim_json_new_array (doc);

  if (after == NULL || (dry_run && !append_looks (request, after, changes, looks, doc, error))
      || (!dry_run && !lim_lora_plan_change (set, text, lim_lora_crops_renamed (changes, doc), what, error)))
    return FALSE;
  LimJson *out = dry_run ? lim_json_new_object (doc) : lim_studio_dataset_to_json (request, after, doc);
  lim_json_set_bool (out, "dry_run", dry_run);
  lim_json_set_string (out, "what", what);
  lim_json_set (out, "looks", looks);
  return lim_studio_answer_json (answer, out);
}

/* -- Settings -- */

static const struct
{
  const char *name, *section, *key;
  gint64 most;
} settings[] = {
  { "repeats", NULL, "repeats", 1000 },
  { "epochs", "steps", "epochs", 10000 },
  { "batch", "steps", "batch", 1000 },
};

/* @set's plan with what @root sets. Transfer full. */
static char *
set_settings (const LimLoraSet *set, const LimJson *root, GError **error)
{
  g_autofree char *text = g_strdup (set->plan_text);

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      const LimJson *value = lim_json_get (root, settings[i].name);
      gint64 number;

      if (value == NULL)
        continue;
      if (!lim_json_int (value, &number) || number < 1 || number > settings[i].most)
        return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s must be a whole number from 1 to %" G_GINT64_FORMAT,
                              settings[i].name, settings[i].most);
      char *next = lim_plan_edit_setting (text, set->plan_path, settings[i].section, settings[i].key, value, error);
      if (next == NULL)
        return NULL;
      g_free (text);
      text = next;
    }
  return g_steal_pointer (&text);
}

LIM_STUDIO_HANDLER (steps)
{
  static const char *const known[] = { "plan_hash", "repeats", "epochs", "batch", "dry_run", NULL };
  gboolean dry_run = FALSE;
  g_autoptr (LimJsonDoc) body = read_body (request, known, &dry_run, error), doc = lim_json_doc_new (NULL);
  g_autoptr (LimLoraSet) set =
      body != NULL ? lim_studio_dataset_open_seen (request, lim_json_root (body), error) : NULL;
  g_autofree char *text = set != NULL ? set_settings (set, lim_json_root (body), error) : NULL;
  g_autoptr (LimLoraSet) after = text != NULL ? lim_lora_set_with (set, text, error) : NULL;

  if (after == NULL || (!dry_run && !lim_lora_plan_change (set, text, NULL, "repeats, epochs and batch", error)))
    return FALSE;
  return lim_studio_answer_json (answer, lim_studio_dataset_to_json (request, after, doc));
}

/* -- Captions -- */

static LimJson *
edits_to_json (const GPtrArray *edits, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < edits->len; i++)
    {
      const LimLoraEdit *edit = edits->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", edit->id);
      lim_json_set_string (object, "before", edit->before);
      lim_json_set_string (object, "after", edit->after);
      lim_json_append (list, object);
    }
  return list;
}

/* What people type into an empty field is nothing. */
static const char *
some_text (const LimJson *root, const char *key)
{
  const char *text = lim_json_get_string (root, key);

  return text != NULL && *text != '\0' ? text : NULL;
}

static GPtrArray *
edits_of (const LimLoraSet *set, const LimJson *root, GError **error)
{
  const char *text = some_text (root, "text");
  g_auto (GStrv) only = lim_json_dup_strv (lim_json_get (root, "only"));
  const LimLoraBulk bulk = { .find = some_text (root, "find"),
                             .replace = some_text (root, "replace"),
                             .add = some_text (root, "add"),
                             .remove = some_text (root, "remove"),
                             .only = only[0] != NULL ? (const char *const *) only : NULL };

  return text != NULL ? lim_lora_captions_from_text (set, text, error) : lim_lora_bulk (set, &bulk, error);
}

LIM_STUDIO_HANDLER (captions)
{
  static const char *const known[] = { "plan_hash", "find", "replace", "add", "remove",
                                       "only",      "text", "dry_run", NULL };
  gboolean dry_run = FALSE;
  g_autoptr (LimJsonDoc) body = read_body (request, known, &dry_run, error), doc = lim_json_doc_new (NULL);
  const LimJson *root = body != NULL ? lim_json_root (body) : NULL;
  g_autoptr (LimLoraSet) set = body != NULL ? lim_studio_dataset_open_seen (request, root, error) : NULL;
  g_autoptr (GPtrArray) edits = set != NULL ? edits_of (set, root, error) : NULL;
  LimJson *out = lim_json_new_object (doc);

  if (edits == NULL)
    return FALSE;
  g_autofree char *what = lim_text_count (edits->len, "caption", NULL);
  if (!dry_run && !lim_lora_edits_apply (set, edits, what, error))
    return FALSE;
  lim_json_set_bool (out, "dry_run", dry_run);
  lim_json_set (out, "edits", edits_to_json (edits, doc));
  return lim_studio_answer_json (answer, out);
}

LIM_STUDIO_HANDLER (take_back)
{
  static const char *const known[] = { "plan_hash", "dry_run", NULL };
  gboolean dry_run = FALSE;
  g_autoptr (LimJsonDoc) body = read_body (request, known, &dry_run, error), doc = lim_json_doc_new (NULL);
  g_autoptr (LimLoraSet) set =
      body != NULL ? lim_studio_dataset_open_seen (request, lim_json_root (body), error) : NULL;
  g_autofree char *what = NULL;
  LimJson *out = lim_json_new_object (doc);

  if (set == NULL || !lim_lora_undo (set, dry_run, &what, error))
    return FALSE;
  lim_json_set_bool (out, "dry_run", dry_run);
  lim_json_set_string (out, "what", what);
  return lim_studio_answer_json (answer, out);
}

/* -- Making -- */

LIM_STUDIO_HANDLER (approve)
{
  static const char *const known[] = { "seen", NULL };
  const LimContext context = lim_studio_dataset_context (request);
  gboolean dry_run;
  g_autoptr (LimJsonDoc) body = read_body (request, known, &dry_run, error), doc = lim_json_doc_new (NULL);
  const char *seen, *who = lim_studio_reviewer (request, NULL);
  LimJson *out = lim_json_new_object (doc);
  guint n = 0;

  if (body == NULL || !lim_json_require_string (lim_json_root (body), "seen", &seen, error))
    return FALSE;
  g_autoptr (LimLoraSet) set = lim_studio_dataset_open (request, error);
  g_autoptr (LimLoraPreview) preview = set != NULL ? lim_lora_preview (&context, set, NULL, NULL, error) : NULL;
  if (preview == NULL || !lim_lora_approve_seen (&context, set, preview, seen, who, &n, error))
    return FALSE;
  lim_json_set_int (out, "newly_approved", n);
  return lim_studio_answer_json (answer, out);
}

/* A piece of the building of a set; runs on a thread of its own. */
typedef struct
{
  LimProject *project;
  char *subject;
  gboolean (*run) (const LimContext *context, const LimLoraSet *set, LimJsonDoc *doc, LimJson **result,
                   GError **error);
} Build;

static void
build_free (gpointer data)
{
  Build *build = data;

  g_free (build->subject);
  g_free (build);
}

static LimJson *
tell (const char *folder, guint n_made, guint n_existing, const GPtrArray *problems, LimJsonDoc *doc)
{
  LimJson *out = lim_json_new_object (doc), *list = lim_json_new_array (doc);

  lim_json_set_string (out, "folder", folder);
  lim_json_set_int (out, "made", n_made);
  lim_json_set_int (out, "existing", n_existing);
  for (guint i = 0; i < problems->len; i++)
    lim_json_append (list, lim_json_new_string (doc, ((const LimProblem *) problems->pdata[i])->reason));
  lim_json_set (out, "problems", list);
  return out;
}

static gboolean
make_crops (const LimContext *context, const LimLoraSet *set, LimJsonDoc *doc, LimJson **result, GError **error)
{
  g_autoptr (LimLoraCropReport) report = lim_lora_crop_report_new ();
  const LimLoraCropOptions options = { 0 };
  gboolean well = lim_lora_crop (context, set, &options, report, error);

  *result = tell (report->folder, report->n_made, report->n_existing, report->problems, doc);
  return well;
}

static gboolean
write_captions (const LimContext *context, const LimLoraSet *set, LimJsonDoc *doc, LimJson **result, GError **error)
{
  g_autoptr (LimLoraCaptionReport) report = lim_lora_caption_report_new ();
  gboolean well = lim_lora_caption (context, set, LIM_LORA_HAND_TELL, FALSE, report, error);

  *result = tell (report->folder, report->n_written, report->n_current, report->problems, doc);
  return well;
}

static gboolean
make_flips (const LimContext *context, const LimLoraSet *set, LimJsonDoc *doc, LimJson **result, GError **error)
{
  g_autoptr (LimLoraFlipReport) report = lim_lora_flip_report_new ();
  gboolean well = lim_lora_flip (context, set, NULL, FALSE, FALSE, report, error);

  *result = tell (NULL, report->n_made, report->n_existing, report->problems, doc);
  return well;
}

static gboolean
run_build (const LimContext *context, gpointer data, LimJsonDoc *doc, LimJson **result, GError **error)
{
  const Build *build = data;
  g_autoptr (LimLoraSet) set = lim_lora_set_open (build->project, build->subject, NULL, error);

  return set != NULL && build->run (context, set, doc, result, error);
}

static const struct
{
  const char *what;
  gboolean (*run) (const LimContext *context, const LimLoraSet *set, LimJsonDoc *doc, LimJson **result,
                   GError **error);
} builds[] = {
  { "crop", make_crops },
  { "caption", write_captions },
  { "flip", make_flips },
};

LIM_STUDIO_HANDLER (build)
{
  static const char *const known[] = { "what", NULL };
  const LimStudioDesk *desk = request->desk;
  gboolean dry_run;
  g_autoptr (LimJsonDoc) body = read_body (request, known, &dry_run, error), doc = lim_json_doc_new (NULL);
  const char *what;
  gsize i = 0;

  if (body == NULL || !lim_json_require_string (lim_json_root (body), "what", &what, error))
    return FALSE;
  while (i < G_N_ELEMENTS (builds) && strcmp (builds[i].what, what) != 0)
    i++;
  if (i == G_N_ELEMENTS (builds))
    return lim_fail (error, LIM_ERROR_USAGE, "what must be crop, caption or flip, found “%s”", what);
  Build *build = g_new (Build, 1);
  *build = (Build){ (LimProject *) desk->project, g_strdup (request->id), builds[i].run };
  return lim_work_start (desk->building, builds[i].what, run_build, build, build_free, error)
         && lim_studio_answer_json (answer, lim_work_to_json (desk->building, doc));
}

LIM_STUDIO_HANDLER (work)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set (root, "work", lim_work_to_json (request->desk->building, doc));
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (stop)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_bool (root, "stopped", lim_work_stop (request->desk->building));
  return lim_studio_answer_json (answer, root);
}

/* -- The rows -- */

static const LimStudioParameter crops_body[] = {
  { "plan_hash", "of the plan as it was shown, from GET /api/datasets/{id}" },
  { "changes", "a list, made one after the other: `{set: ID, members: {…}}` (null: the member goes), `{add: FILE, "
               "members: {id, …}}`, "
               "`{delete: ID}`, `{rename: ID, to: ID}`, `{add_source: FILE, kind}`" },
  { "dry_run", "true: only say what would be" },
  { 0 },
};

static const LimStudioParameter steps_body[] = {
  { "plan_hash", "of the plan as it was shown" },
  { "repeats", "may be left out" },
  { "epochs", "may be left out" },
  { "batch", "may be left out" },
  { "dry_run", "true: only say what would be" },
  { 0 },
};

static const LimStudioParameter captions_body[] = {
  { "plan_hash", "of the plan as it was shown" },
  { "find", "this text …" },
  { "replace", "… becomes this; else nothing" },
  { "add", "this tag where it is missing" },
  { "remove", "this tag" },
  { "only", "a list of ids; else all images" },
  { "text", "instead of all these: lines `ID: CAPTION`" },
  { "dry_run", "true: only say what would be" },
  { 0 },
};

static const LimStudioParameter undo_body[] = {
  { "plan_hash", "of the plan as it was shown" },
  { "dry_run", "true: only say what would be taken back" },
  { 0 },
};

static const LimStudioParameter approve_body[] = {
  { "seen", "of GET /api/datasets/{id}/preview: what was looked at" },
  { 0 },
};

static const LimStudioParameter build_body[] = {
  { "what", "crop, caption or flip" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_dataset_changes[] = {
  { "POST", "/api/datasets/{id}/crops", LIM_ROUTE_WORK,
    "Changes crops in plan.yaml, where everything else stays as it is, remarks too.", .body = crops_body,
    .answer =
        "`what` was done and the plan as from GET /api/datasets/{id}; with `dry_run` `looks`: each crop that would "
        "be "
        "changed or new, with the `remarks` of the preview. 409: somebody else changed the plan; 422: the plan could "
        "not be used like that",
    .handle = handle_crops },
  { "POST", "/api/datasets/{id}/steps", LIM_ROUTE_WORK, "Sets repeats, epochs and batch in plan.yaml.",
    .body = steps_body, .answer = "the plan as from GET /api/datasets/{id}. 409 as above", .handle = handle_steps },
  { "POST", "/api/datasets/{id}/captions", LIM_ROUTE_WORK,
    "Changes captions in plan.yaml, as `limner lora caption --find … --replace …` does.", .body = captions_body,
    .answer = "`edits`: `id`, `before`, `after`. 409 as above", .handle = handle_captions },
  { "POST", "/api/datasets/{id}/undo", LIM_ROUTE_WORK,
    "Takes the last change of plan.yaml back, as `limner lora caption --undo` does.", .body = undo_body,
    .answer = "`what` was taken back. 404: nothing; 409: the plan was edited since", .handle = handle_take_back },
  { "POST", "/api/datasets/{id}/approve", LIM_ROUTE_WORK,
    "Records that somebody looked at all crops and that they are right, as `limner lora preview --approve` does.",
    .body = approve_body, .answer = "`newly_approved`. 422: something else was looked at", .handle = handle_approve },
  { "POST", "/api/datasets/{id}/build", LIM_ROUTE_WORK,
    "Begins to make the training images, write the caption files or make the mirrored copies, as `limner lora crop`, "
    "`caption` and `flip` do.",
    .body = build_body, .answer = "`work` as below. 409: something is being built already", .handle = handle_build },
  { "GET", "/api/datasets/{id}/work", LIM_ROUTE_WORK, "How far the building is, of whatever set.",
    .answer =
        "`work` (null: nothing was built yet): `kind`, `state` (running, stopping, done, failed, stopped), `title`, "
        "`done` of `total`, `error`, and `result`: `made`, `existing`, `problems`",
    .handle = handle_work },
  { "POST", "/api/datasets/{id}/stop", LIM_ROUTE_WORK, "Stops the building; what is made stays.",
    .answer = "`stopped`: whether there was anything to stop", .handle = handle_stop },
  { NULL },
};
