#include "lora-sheet.h"

#include "base-file.h"
#include "base-hash.h"
#include "base-pool.h"
#include "imaging-animated.h"
#include "store-document.h"

#include <string.h>

/* Changes when the same input would give another picture. */
#define MAKING "letterbox lanczos3 2"
#define LARGEST_SHEET ((gsize) 1 << 30)

static void
sheet_free (gpointer data)
{
  LimLoraSheet *sheet = data;

  g_free (sheet->path);
  g_free (sheet->sha256);
  g_free (sheet);
}

typedef struct
{
  const LimLoraSet *set;
  GPtrArray *sheets;
  GPtrArray *problems;
  GMutex lock; /* guards the problems */
} Reading;

static gboolean
read_sheet (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  Reading *reading = data;
  LimLoraSheet *sheet = reading->sheets->pdata[index];
  const char *file = sheet->source->file;
  g_autoptr (GError) problem = NULL;

  sheet->path = lim_store_resolve (reading->set->project, file, &problem);
  if (sheet->path != NULL)
    sheet->sha256 = lim_sha256_file_hex (sheet->path, &problem);
  if (problem == NULL)
    return TRUE;

  gboolean missing = sheet->path != NULL && !g_file_test (sheet->path, G_FILE_TEST_EXISTS);
  g_autofree char *reason =
      g_strdup_printf ("%s:%u: the source %s cannot be read: %s. Put the picture there, correct `file`, or give an "
                       "`exclude` with the reason",
                       reading->set->plan_path, sheet->source->line, file,
                       missing ? "there is no such file" : problem->message);
  g_mutex_lock (&reading->lock);
  lim_problems_add (reading->problems, file, reason);
  g_mutex_unlock (&reading->lock);
  return TRUE;
}

static gboolean
is_used (const LimPlanSource *source)
{
  if (source->exclude != NULL)
    return FALSE;
  for (guint i = 0; i < source->crops->len; i++)
    if (lim_plan_image_excluded (source->crops->pdata[i]) == NULL)
      return TRUE;
  return FALSE;
}

gboolean
lim_lora_sheets_read (const LimContext *context, const LimLoraSet *set, GPtrArray **sheets, GPtrArray *problems,
                      GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (sheet_free);
  Reading reading = { .set = set, .sheets = list, .problems = problems };
  gboolean well;

  for (guint i = 0; i < set->plan->sources->len; i++)
    if (is_used (set->plan->sources->pdata[i]))
      {
        LimLoraSheet *sheet = g_new0 (LimLoraSheet, 1);

        sheet->source = set->plan->sources->pdata[i];
        g_ptr_array_add (list, sheet);
      }
  g_mutex_init (&reading.lock);
  well = lim_pool_run (0, list->len, read_sheet, &reading, context->cancellable, error);
  g_mutex_clear (&reading.lock);
  lim_problems_sort (problems);
  if (well)
    *sheets = g_steal_pointer (&list);
  return well;
}

char *
lim_lora_crop_hash (const LimLoraSet *set, const LimLoraSheet *sheet, const LimPlanImage *crop)
{
  const LimPlan *plan = set->plan;

  if (sheet->sha256 == NULL)
    return NULL;
  g_autofree char *rect = crop->whole
                              ? g_strdup ("whole")
                              : g_strdup_printf ("%u %u %u %u", crop->left, crop->top, crop->width, crop->height);
  g_autofree char *square =
      g_strdup_printf ("%u #%02x%02x%02x", plan->size, plan->background[0], plan->background[1], plan->background[2]);
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  lim_hasher_add_string (hasher, MAKING);
  lim_hasher_add_string (hasher, sheet->sha256);
  lim_hasher_add_string (hasher, rect);
  lim_hasher_add_string (hasher, square);
  return lim_hasher_finish_hex (hasher);
}

/* @problem with the file called as the plan calls it, and what to do about what is no picture. */
static gpointer
pass_on (const LimLoraSheet *sheet, GError *problem, GError **error)
{
  const char *said = problem->message;

  if (g_str_has_prefix (said, sheet->path))
    said += strlen (sheet->path);
  g_set_error (error, problem->domain, problem->code, "%s%s%s", said == problem->message ? "" : sheet->source->file,
               said, g_str_has_suffix (said, "WebP file") ? "; save it as one of these" : "");
  g_error_free (problem);
  return NULL;
}

LimImage *
lim_lora_sheet_decode (const LimLoraSet *set, const LimLoraSheet *sheet, gboolean *animated, GError **error)
{
  LimImageInfo info;
  gsize length = 0;
  GError *problem = NULL;

  /* A giant that is no picture, or too many pixels, is refused from its header. */
  if (!lim_image_probe (sheet->path, &info, &problem))
    return pass_on (sheet, problem, error);
  char *data = lim_file_read (sheet->path, LARGEST_SHEET, &length, &problem);
  if (data == NULL)
    return pass_on (sheet, problem, error);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  LimImage *image = lim_image_load_rgb_over (bytes, sheet->source->file, 0, set->plan->background, error);
  if (image != NULL && animated != NULL)
    *animated = lim_image_is_animated ((const guint8 *) data, length);
  return image;
}

LimImageRect
lim_lora_crop_rect (const LimImage *sheet, const LimPlanImage *crop)
{
  if (crop->whole)
    return (LimImageRect){ .width = sheet->width, .height = sheet->height };
  return (LimImageRect){ .left = crop->left, .top = crop->top, .width = crop->width, .height = crop->height };
}
