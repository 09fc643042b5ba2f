/* studio-api-datasets.c: the training sets: their plans, their sheets, and what the plans mean, in pictures and numbers. */
#include "studio-route.h"

#include "imaging-letterbox.h"
#include "imaging-png.h"
#include "lora-audit.h"
#include "lora-caption-lint.h"
#include "lora-check.h"
#include "lora-preview.h"
#include "lora-steps.h"
#include "studio-dataset.h"
#include "studio-picture.h"

#include <string.h>

#define THUMB_SIDE 256

static const char *
asked (const LimStudioRequest *request, const char *name)
{
  return g_hash_table_lookup (request->query, name);
}

/* -- The sets -- */

static LimJson *
summary (const LimStudioRequest *request, const char *subject, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimLoraSet) set = lim_lora_set_open ((LimProject *) request->desk->project, subject, NULL, &problem);

  lim_json_set_string (object, "subject", subject);
  lim_json_set_string (object, "problem", problem != NULL ? problem->message : NULL);
  if (set == NULL)
    return object;
  g_autoptr (GPtrArray) images = lim_plan_images (set->plan);
  lim_json_set_string (object, "class", set->plan->class_words);
  lim_json_set_int (object, "images", images->len);
  lim_json_set_int (object, "sources", set->plan->sources->len);
  return object;
}

LIM_STUDIO_HANDLER (datasets)
{
  g_autoptr (GPtrArray) subjects = lim_lora_subjects (request->desk->project);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);

  for (guint i = 0; i < subjects->len; i++)
    lim_json_append (list, summary (request, subjects->pdata[i], doc));
  lim_json_set (root, "datasets", list);
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (dataset)
{
  g_autoptr (LimLoraSet) set = lim_studio_dataset_open (request, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return set != NULL && lim_studio_answer_json (answer, lim_studio_dataset_to_json (request, set, doc));
}

/* -- Pictures -- */

LIM_STUDIO_HANDLER (sheet)
{
  g_autoptr (LimLoraSet) set = lim_studio_dataset_open (request, error);
  g_auto (LimLoraSheet) sheet = { 0 };

  return set != NULL && lim_studio_dataset_sheet (request, set, asked (request, "file"), &sheet, error)
         && lim_studio_answer_picture (request, answer, sheet.path, error);
}

LIM_STUDIO_HANDLER (sheet_thumb)
{
  g_autoptr (LimLoraSet) set = lim_studio_dataset_open (request, error);
  g_auto (LimLoraSheet) sheet = { 0 };

  if (set == NULL || !lim_studio_dataset_sheet (request, set, asked (request, "file"), &sheet, error))
    return FALSE;
  answer->body = lim_thumbs_get (request->desk->thumbs, sheet.path, THUMB_SIDE, &answer->hash, error);
  answer->content_type = "image/webp";
  return answer->body != NULL;
}

static gboolean
read_rect (const LimStudioRequest *request, const LimImage *sheet, LimImageRect *rect, GError **error)
{
  gint64 left, top, width, height;

  if (!lim_studio_query_int (request, "left", 0, G_MAXINT32, 0, &left, error)
      || !lim_studio_query_int (request, "top", 0, G_MAXINT32, 0, &top, error)
      || !lim_studio_query_int (request, "width", 1, G_MAXINT32, sheet->width, &width, error)
      || !lim_studio_query_int (request, "height", 1, G_MAXINT32, sheet->height, &height, error))
    return FALSE;
  *rect = (LimImageRect){ (guint) left, (guint) top, (guint) width, (guint) height };
  return TRUE;
}

/* The address holds all that the picture follows from, if it holds the hash of the sheet, and size and background. */
static gboolean
is_lasting (const LimStudioRequest *request, const LimPlan *plan, const LimLoraSheet *sheet)
{
  g_autofree char *look = g_strdup_printf ("%s-%u-%02x%02x%02x", sheet->sha256, plan->size, plan->background[0],
                                           plan->background[1], plan->background[2]);

  return g_strcmp0 (asked (request, "of"), look) == 0;
}

LIM_STUDIO_HANDLER (square)
{
  g_autoptr (LimLoraSet) set = lim_studio_dataset_open (request, error);
  g_auto (LimLoraSheet) sheet = { 0 };
  LimImageRect rect;

  if (set == NULL || !lim_studio_dataset_sheet (request, set, asked (request, "file"), &sheet, error))
    return FALSE;
  g_autoptr (LimSheetPixels) pixels = lim_sheets_get (request->desk->sheets, set, &sheet, error);
  if (pixels == NULL || !read_rect (request, pixels->image, &rect, error))
    return FALSE;
  g_autoptr (LimImage) square =
      lim_image_letterbox (pixels->image, &rect, set->plan->size, set->plan->background, error);
  answer->body =
      square != NULL ? lim_png_encode_rgb (square->pixels, square->width, square->height, NULL, error) : NULL;
  answer->content_type = "image/png";
  answer->lasting = is_lasting (request, set->plan, &sheet);
  if (answer->lasting)
    answer->hash = g_strdup_printf ("%.32s-%u-%u-%u-%u-%u", sheet.sha256, set->plan->size, rect.left, rect.top,
                                    rect.width, rect.height);
  return answer->body != NULL;
}

/* -- What it means -- */

static LimJson *
preview_item_to_json (const LimLoraPreviewItem *item, LimJsonDoc *doc)
{
  static const char *const states[] = {
    [LIM_LORA_APPROVED] = "approved", [LIM_LORA_UNSEEN] = "not yet", [LIM_LORA_CHANGED] = "changed"
  };
  LimJson *object = lim_json_new_object (doc);

  g_ptr_array_add (item->remarks, NULL);
  lim_json_set_string (object, "id", item->crop->id);
  lim_json_set_string (object, "source", item->crop->source != NULL ? item->crop->source->file : NULL);
  lim_json_set_string (object, "record", item->record);
  lim_json_set_string (object, "approval", item->square != NULL ? states[item->state] : "impossible");
  lim_json_set (object, "remarks", lim_json_new_strv (doc, (const char *const *) item->remarks->pdata));
  g_ptr_array_set_size (item->remarks, (int) item->remarks->len - 1);
  return object;
}

LIM_STUDIO_HANDLER (preview)
{
  const LimContext context = lim_studio_dataset_context (request);
  g_autoptr (LimLoraSet) set = lim_studio_dataset_open (request, error);
  g_autoptr (LimLoraPreview) preview = set != NULL ? lim_lora_preview (&context, set, NULL, NULL, error) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc), *problems = lim_json_new_array (doc);

  if (preview == NULL)
    return FALSE;
  for (guint s = 0; s < preview->sheets->len; s++)
    {
      const LimLoraPreviewSheet *sheet = preview->sheets->pdata[s];

      for (guint i = 0; i < sheet->items->len; i++)
        lim_json_append (list, preview_item_to_json (sheet->items->pdata[i], doc));
    }
  for (guint i = 0; i < preview->topups->len; i++)
    lim_json_append (list, preview_item_to_json (preview->topups->pdata[i], doc));
  for (guint i = 0; i < preview->problems->len; i++)
    lim_json_append (problems, lim_json_new_string (doc, ((LimProblem *) preview->problems->pdata[i])->reason));
  lim_json_set_string (root, "seen", preview->seen);
  lim_json_set_int (root, "approved", preview->n_approved);
  lim_json_set (root, "crops", list);
  lim_json_set (root, "problems", problems);
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (audit)
{
  const LimContext context = lim_studio_dataset_context (request);
  const char *file = asked (request, "file");
  g_autoptr (LimLoraSet) set = lim_studio_dataset_open (request, error);
  g_auto (LimLoraSheet) sheet = { 0 };

  if (set == NULL || (file != NULL && !lim_studio_dataset_sheet (request, set, file, &sheet, error)))
    return FALSE;
  const char *const places[] = { sheet.path, NULL };
  g_autoptr (LimLoraAudit) audit = lim_lora_audit (&context, set->project, set, places, FALSE, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);
  if (audit == NULL)
    return FALSE;
  for (guint i = 0; i < audit->items->len; i++)
    lim_json_append (list, lim_lora_audit_item_to_json (audit->items->pdata[i], doc));
  lim_json_set (root, "pictures", list);
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (check)
{
  const LimContext context = lim_studio_dataset_context (request);
  g_autoptr (LimLoraSet) set = lim_studio_dataset_open (request, error);
  g_autoptr (LimLoraCheck) check = set != NULL ? lim_lora_check (&context, set, error) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return check != NULL && lim_studio_answer_json (answer, lim_lora_check_to_json (check, doc));
}

LIM_STUDIO_HANDLER (lint)
{
  g_autoptr (LimLoraSet) set = lim_studio_dataset_open (request, error);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  if (set == NULL || !lim_lora_caption_lint (set, findings, error))
    return FALSE;
  lim_json_set (root, "findings", lim_findings_to_json (findings, doc));
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (steps)
{
  g_autoptr (LimLoraSet) set = lim_studio_dataset_open (request, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *hits = lim_json_new_array (doc);
  gint64 repeats, batch, epochs;

  if (set == NULL || !lim_studio_query_int (request, "repeats", 1, 1000, set->plan->repeats, &repeats, error)
      || !lim_studio_query_int (request, "batch", 1, 1000, set->plan->batch, &batch, error)
      || !lim_studio_query_int (request, "epochs", 1, 10000, set->plan->epochs, &epochs, error))
    return FALSE;
  const LimLoraStepsPlanned planned =
      lim_lora_steps_planned (set->plan, (guint) repeats, (guint) batch, (guint) epochs);
  lim_json_set_int (root, "images", planned.images);
  lim_json_set_int (root, "flips", planned.flips);
  lim_json_set_bool (root, "reg", planned.reg);
  lim_json_set_int (root, "repeats", repeats);
  lim_json_set_int (root, "batch", batch);
  lim_json_set_int (root, "epochs", epochs);
  lim_json_set_int (root, "samples", (gint64) planned.steps.samples);
  lim_json_set_int (root, "steps_per_epoch", (gint64) planned.steps.epoch_steps);
  lim_json_set_int (root, "steps", (gint64) planned.steps.steps);
  if (planned.steps.can_hit)
    {
      lim_json_append (hits, lim_json_new_int (doc, (gint64) planned.steps.least_epochs));
      lim_json_append (hits, lim_json_new_int (doc, (gint64) planned.steps.most_epochs));
    }
  lim_json_set (root, "epochs_that_hit", hits);
  return lim_studio_answer_json (answer, root);
}

/* -- The rows -- */

static const LimStudioParameter sheet_query[] = {
  { "file", "of a source of the plan, or a picture in inputs/references" },
  { "hash", "of the file, as GET /api/datasets/{id} tells it: then the answer may be kept for good" },
  { 0 },
};

static const LimStudioParameter file_query[] = {
  { "file", "of a source of the plan, or a picture in inputs/references" },
  { 0 },
};

static const LimStudioParameter square_query[] = {
  { "file", "of a source of the plan" },
  { "left", "of the rectangle, in pixels of the upright picture; else 0" },
  { "top", "likewise" },
  { "width", "likewise; else the whole picture" },
  { "height", "likewise" },
  { "of", "HASH-SIZE-RRGGBB of the sheet, and the plan's size and background: then the answer may be kept for good" },
  { 0 },
};

static const LimStudioParameter steps_query[] = {
  { "repeats", "else the plan's" },
  { "batch", "else the plan's" },
  { "epochs", "else the plan's" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_datasets[] = {
  { "GET", "/datasets", LIM_ROUTE_PAGE, "The page of the training sets.", .answer = "HTML" },
  { "GET", "/api/datasets", LIM_ROUTE_WORK, "The training sets there are.",
    .answer = "`datasets`: `subject`, `problem` (why its plan cannot be used, or null), `class`, `images`, `sources`",
    .handle = handle_datasets },
  { "GET", "/api/datasets/{id}", LIM_ROUTE_WORK, "The plan of a training set, and what follows from it.",
    .answer =
        "`plan_hash` (a change must name it), `undo` (what could be taken back, or null), the members of the plan, "
        "`coverage` of what it asks for, and `sources` with their `crops` (each with its `caption`, the `features` "
        "it "
        "may show, and `flip_refusal`: why it must not be mirrored)",
    .handle = handle_dataset },
  { "GET", "/api/datasets/{id}/sheet", LIM_ROUTE_WORK, "A source picture, as it lies on disk.", sheet_query,
    .answer = "the file; takes Range, If-Range and If-None-Match", .handle = handle_sheet },
  { "GET", "/api/datasets/{id}/thumb", LIM_ROUTE_WORK, "A small copy of a source picture.", file_query,
    .answer = "WebP; takes If-None-Match", .handle = handle_sheet_thumb },
  { "GET", "/api/datasets/{id}/square", LIM_ROUTE_WORK,
    "A rectangle of a sheet as the training image that `limner lora crop` makes of it.", square_query,
    .answer = "PNG. 422: the rectangle leaves the sheet", .handle = handle_square },
  { "GET", "/api/datasets/{id}/preview", LIM_ROUTE_WORK,
    "What `limner lora preview` remarks on each crop, and which are approved.",
    .answer = "`seen` (an approval must name it), `approved` (how many) and `crops`: `id`, `source`, `record` (of a "
              "top-up's "
              "original), `approval` (approved, not yet, changed, impossible), `remarks`; `problems` of sheets that "
              "cannot be read",
    .handle = handle_preview },
  { "GET", "/api/datasets/{id}/audit", LIM_ROUTE_WORK,
    "What `limner lora audit` finds on one source picture, or on all in inputs/references.", file_query,
    .answer = "`pictures` as `limner lora audit --json` prints them, with `figures` that may become crops",
    .handle = handle_audit },
  { "GET", "/api/datasets/{id}/check", LIM_ROUTE_WORK,
    "Whether the set on disk is ready, and what a trainer makes of it.",
    .answer = "what `limner lora check --json` prints", .handle = handle_check },
  { "GET", "/api/datasets/{id}/lint", LIM_ROUTE_WORK, "What may be wrong with the captions.",
    .answer = "`findings` as `limner lora caption --lint --json` prints them", .handle = handle_lint },
  { "GET", "/api/datasets/{id}/steps", LIM_ROUTE_WORK, "How many steps the plan comes to, also with other numbers.",
    steps_query,
    .answer = "`images`, `flips`, `reg`, `repeats`, `batch`, `epochs`, `samples` and `steps_per_epoch` of an epoch, "
              "`steps`, "
              "`epochs_that_hit` the aim (least and most; empty: none)",
    .handle = handle_steps },
  { NULL },
};
