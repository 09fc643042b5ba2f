#include "lora-audit.h"

#include "base-pool.h"
#include "base-text.h"
#include "imaging-fingerprint.h"
#include "lora-audit-private.h"

#include <string.h>

#define DEEPEST 8u
#define MOST_FILES 5000u
#define USUAL_SIZE 512u

const char *
lim_lora_picture_kind_name (LimLoraPictureKind kind)
{
  static const char *const names[] = { [LIM_LORA_BROKEN] = "broken",   [LIM_LORA_BLANK] = "blank",
                                       [LIM_LORA_SHEET] = "sheet",     [LIM_LORA_ANNOTATED] = "annotated sheet",
                                       [LIM_LORA_FIGURE] = "figure",   [LIM_LORA_SCENE] = "scene",
                                       [LIM_LORA_PHOTO] = "photograph" };

  return names[kind];
}

const char *
lim_lora_use_name (LimLoraUse use)
{
  static const char *const names[] = { "usable", "partial", "excluded" };

  return names[use];
}

static void
figure_free (gpointer data)
{
  LimLoraFigure *figure = data;

  g_free (figure->id);
  g_free (figure);
}

static void
item_free (gpointer data)
{
  LimLoraAuditItem *item = data;

  g_free (item->file);
  g_ptr_array_unref (item->remarks);
  g_ptr_array_unref (item->figures);
  g_free (item->pixels_sha256);
  lim_image_free (item->small);
  g_free (item);
}

void
lim_lora_audit_free (LimLoraAudit *audit)
{
  if (audit == NULL)
    return;
  g_ptr_array_unref (audit->items);
  g_free (audit);
}

/* -- Which files -- */

typedef struct
{
  const LimContext *context;
  const LimProject *project;
  const LimLoraSet *set;
  LimLoraAudit *audit;
  GPtrArray *paths;  /* (element-type char*), absolute; of the items, in their order */
  GHashTable *known; /* paths, so that none is looked at twice */
  gboolean small;
} Audit;

/* Whether @name is that of a picture, by its ending: also one of a kind that has to be saved as another first. */
static gboolean
is_picture_name (const char *name)
{
  static const char *const endings[] = { ".png",  ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif",
                                         ".tiff", ".psd", ".avif", ".heic", ".jxl", ".svg", ".apng" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static void
add_file (Audit *self, const char *path)
{
  if (self->paths->len < MOST_FILES && g_hash_table_add (self->known, g_strdup (path)))
    g_ptr_array_add (self->paths, g_strdup (path));
}

/* Adds the pictures in the folder @path and those in it. Links are not followed: they may lead in circles. */
static void
walk (Audit *self, const char *path, guint depth)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (name[0] == '.' || g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        {
          if (depth < DEEPEST)
            walk (self, child, depth + 1);
        }
      else if (is_picture_name (name))
        add_file (self, child);
      else
        self->audit->n_passed_over++;
    }
}

static gboolean
add_place (Audit *self, const char *place, GError **error)
{
  g_autofree char *path = realpath (place, NULL);

  if (path == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s is not there; name a folder with source pictures", place);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    walk (self, path, 0);
  else
    add_file (self, path);
  return TRUE;
}

static gboolean
find_files (Audit *self, const char *const *places, GError **error)
{
  g_autofree char *usual = lim_project_path (self->project, LIM_LORA_REFERENCES);
  const char *const fallback[] = { usual, NULL };

  for (const char *const *place = places != NULL && *places != NULL ? places : fallback; *place != NULL; place++)
    if (!add_place (self, *place, error))
      return FALSE;
  if (self->paths->len == MOST_FILES)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "more than %u pictures; name a smaller folder", MOST_FILES);
  g_ptr_array_sort (self->paths, lim_text_compare);
  return TRUE;
}

/* -- What the plan knows -- */

static void
look_into_plan (const LimLoraSet *set, LimLoraAuditItem *item)
{
  for (guint i = 0; set != NULL && i < set->plan->sources->len; i++)
    {
      const LimPlanSource *source = set->plan->sources->pdata[i];

      if (strcmp (source->file, item->file) != 0)
        continue;
      item->in_plan = TRUE;
      item->plan_crops = source->crops->len > 0 || source->exclude != NULL;
      item->plan_kind = source->kind;
      if (source->exclude != NULL)
        lim_lora_audit_remark (item, LIM_LORA_EXCLUDED, "the plan excludes it: %s", source->exclude);
    }
}

static void
add_items (Audit *self)
{
  const char *folder = lim_project_folder (self->project);
  gsize length = strlen (folder);

  for (guint i = 0; i < self->paths->len; i++)
    {
      const char *path = self->paths->pdata[i];
      LimLoraAuditItem *item = g_new0 (LimLoraAuditItem, 1);

      item->outside = strncmp (path, folder, length) != 0 || path[length] != '/';
      item->file = g_strdup (item->outside ? path : path + length + 1);
      item->remarks = g_ptr_array_new_with_free_func (g_free);
      item->figures = g_ptr_array_new_with_free_func (figure_free);
      look_into_plan (self->set, item);
      g_ptr_array_add (self->audit->items, item);
    }
}

static gboolean
measure (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  Audit *self = data;
  LimLoraAuditItem *item = self->audit->items->pdata[index];

  lim_lora_audit_measure (item, self->paths->pdata[index], self->set != NULL ? self->set->plan->size : USUAL_SIZE,
                          self->small);
  lim_progress_step (self->context->progress, 1, item->file);
  return TRUE;
}

/* -- What only shows beside the others -- */

static void
compare_kind (LimLoraAuditItem *item)
{
  LimSheetKind kind = lim_lora_audit_sheet_kind (item);

  if (item->in_plan && item->use != LIM_LORA_EXCLUDED && item->plan_kind == LIM_SHEET_CLEAN
      && kind != LIM_SHEET_CLEAN)
    lim_lora_audit_remark (item, LIM_LORA_PARTIAL, "the plan calls it clean; correct that to `kind: %s`",
                           lim_sheet_kind_name (kind));
}

/* The earlier of two pictures is the one to take, unless the plan took the other. */
static void
compare_pair (LimLoraAuditItem *first, LimLoraAuditItem *second)
{
  gboolean turn = second->plan_crops && !first->plan_crops;
  LimLoraAuditItem *kept = turn ? second : first, *other = turn ? first : second;

  if (kept->use == LIM_LORA_EXCLUDED || other->use == LIM_LORA_EXCLUDED)
    return;
  if (strcmp (kept->pixels_sha256, other->pixels_sha256) == 0)
    lim_lora_audit_remark (other, LIM_LORA_EXCLUDED, "the same picture as %s", kept->file);
  else if (kept->fingerprint != 0 && !other->near
           && lim_fingerprint_distance (kept->fingerprint, other->fingerprint) <= LIM_NEAR_IDENTICAL_BITS)
    {
      other->near = TRUE;
      lim_lora_audit_remark (other, LIM_LORA_PARTIAL, "nearly the same picture as %s", kept->file);
    }
}

static void
compare_all (const LimLoraAudit *audit)
{
  for (guint i = 0; i < audit->items->len; i++)
    compare_kind (audit->items->pdata[i]);
  for (guint i = 0; i < audit->items->len; i++)
    for (guint k = i + 1; k < audit->items->len; k++)
      {
        LimLoraAuditItem *first = audit->items->pdata[i], *second = audit->items->pdata[k];

        if (first->pixels_sha256 != NULL && second->pixels_sha256 != NULL)
          compare_pair (first, second);
      }
}

/* “Ada sheet 2.png” → “ada_sheet_2”. */
static char *
stem_of (const char *file)
{
  g_autofree char *base = g_path_get_basename (file);
  g_autofree char *lower = g_ascii_strdown (base, -1);
  char *dot = strrchr (lower, '.');

  if (dot != NULL)
    *dot = '\0';
  g_strcanon (lower, "abcdefghijklmnopqrstuvwxyz0123456789_-", '_');
  const char *start = lower + strspn (lower, "_-");
  return g_strndup (*start != '\0' ? start : "picture", 40);
}

/* Ids that neither the plan nor another picture has. */
static void
name_figures (const LimLoraSet *set, const LimLoraAudit *audit)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < audit->items->len; i++)
    {
      const LimLoraAuditItem *item = audit->items->pdata[i];
      g_autofree char *stem = stem_of (item->file);
      guint number = 1;

      for (guint k = 0; k < item->figures->len; k++)
        {
          LimLoraFigure *figure = item->figures->pdata[k];

          do
            {
              g_free (figure->id);
              figure->id = g_strdup_printf ("%s_%u", stem, number++);
            }
          while (g_hash_table_contains (taken, figure->id)
                 || (set != NULL && lim_plan_find (set->plan, figure->id) != NULL));
          g_hash_table_add (taken, figure->id);
        }
    }
}

static void
sum_up (LimLoraAudit *audit)
{
  guint *const counts[] = { &audit->n_usable, &audit->n_partial, &audit->n_excluded };

  for (guint i = 0; i < audit->items->len; i++)
    {
      const LimLoraAuditItem *item = audit->items->pdata[i];

      (*counts[item->use])++;
      audit->n_figures += item->use != LIM_LORA_EXCLUDED ? item->figures->len : 0;
    }
}

static gboolean
work (Audit *self, const char *const *places, GError **error)
{
  if (!find_files (self, places, error))
    return FALSE;
  add_items (self);
  lim_progress_begin (self->context->progress, self->paths->len, "picture", "Looking");
  gboolean well = lim_pool_run (0, self->paths->len, measure, self, self->context->cancellable, error);
  lim_progress_end (self->context->progress);
  return well;
}

LimLoraAudit *
lim_lora_audit (const LimContext *context, const LimProject *project, const LimLoraSet *set,
                const char *const *places, gboolean small, GError **error)
{
  g_autoptr (LimLoraAudit) audit = g_new0 (LimLoraAudit, 1);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Audit self = {
    .context = context, .project = project, .set = set, .audit = audit, .paths = paths, .known = known, .small = small
  };

  audit->items = g_ptr_array_new_with_free_func (item_free);
  if (!work (&self, places, error))
    return NULL;
  compare_all (audit);
  name_figures (set, audit);
  sum_up (audit);
  return g_steal_pointer (&audit);
}
