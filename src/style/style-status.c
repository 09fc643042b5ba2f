#include "style-status.h"

#include "store-asset.h"
#include "store-comparison.h"
#include "style-index.h"

#include <stdlib.h>
#include <string.h>

static void
group_free (gpointer data)
{
  LimStatusGroup *group = data;

  g_free (group->name);
  g_free (group);
}

void
lim_project_status_free (LimProjectStatus *status)
{
  if (status == NULL)
    return;
  g_ptr_array_unref (status->lanes);
  g_ptr_array_unref (status->factions);
  g_free (status);
}

typedef struct
{
  const LimCanon *canon;
  GHashTable *images; /* paths of all images */
  LimProjectStatus *status;
} Counting;

/* There are a handful of groups, so a walk finds them. */
static LimStatusGroup *
find_group (GPtrArray *groups, const char *name)
{
  LimStatusGroup *group;

  for (guint i = 0; i < groups->len; i++)
    if (g_strcmp0 (((LimStatusGroup *) groups->pdata[i])->name, name) == 0)
      return groups->pdata[i];
  group = g_new0 (LimStatusGroup, 1);
  group->name = g_strdup (name);
  g_ptr_array_add (groups, group);
  return group;
}

static void
count_in_group (GPtrArray *groups, const char *name, LimStatus status, LimBindingState binding)
{
  LimStatusGroup *group = find_group (groups, name);

  group->statuses[status]++;
  group->fresh += binding == LIM_BINDING_FRESH;
  group->stale += lim_binding_state_is_stale (binding);
}

typedef enum
{
  IMAGE_AT_ITS_PLACE,
  IMAGE_MISPLACED,
  IMAGE_MISSING,
} ImagePlace;

static ImagePlace
place_of_image (const Counting *counting, const char *asset_path)
{
  g_autofree char *name = asset_path != NULL ? g_path_get_basename (asset_path) : NULL;

  if (asset_path != NULL && g_hash_table_contains (counting->images, asset_path))
    return IMAGE_AT_ITS_PLACE;
  for (guint i = 0; name != NULL && i < LIM_N_STATUSES; i++)
    {
      g_autofree char *path = g_build_filename (lim_status_folder (i), name, NULL);

      if (g_hash_table_contains (counting->images, path))
        return IMAGE_MISPLACED;
    }
  return IMAGE_MISSING;
}

static gboolean
count_row (const LimIndexRow *row, gpointer data, GError **error G_GNUC_UNUSED)
{
  Counting *counting = data;
  LimProjectStatus *status = counting->status;
  LimBindingState binding = lim_style_row_binding (counting->canon, row);
  ImagePlace image = place_of_image (counting, row->asset_path);

  if (row->problem != NULL)
    {
      status->unreadable++;
      return TRUE;
    }
  status->images_missing += image == IMAGE_MISSING;
  status->images_misplaced += image == IMAGE_MISPLACED;
  if (lim_status_is_material (row->status, row->asset_path))
    {
      status->material++;
      return TRUE;
    }
  status->n_records++;
  status->statuses[row->status]++;
  status->bindings[binding]++;
  status->ready += image == IMAGE_AT_ITS_PLACE && binding == LIM_BINDING_FRESH;
  count_in_group (status->lanes, row->lane, row->status, binding);
  count_in_group (status->factions, row->faction, row->status, binding);
  return TRUE;
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const char *x = (*(LimStatusGroup *const *) a)->name, *y = (*(LimStatusGroup *const *) b)->name;

  if (x == NULL || y == NULL)
    return (x == NULL) - (y == NULL);
  return strcmp (x, y);
}

/* The canon's own order first, whatever order the records come in. */
static void
name_groups (LimProjectStatus *status, const LimCanon *canon)
{
  for (guint i = 0; i < canon->lanes->len; i++)
    find_group (status->lanes, ((LimLane *) canon->lanes->pdata[i])->id);
  for (guint i = 0; i < canon->factions->len; i++)
    find_group (status->factions, ((LimFaction *) canon->factions->pdata[i])->name);
}

static void
sort_tail (GPtrArray *groups, guint first)
{
  if (groups->len > first)
    qsort (groups->pdata + first, groups->len - first, sizeof (gpointer), compare_groups);
}

LimProjectStatus *
lim_style_status (const LimProject *project, const LimCanon *canon, GError **error)
{
  g_autoptr (LimProjectStatus) status = g_new0 (LimProjectStatus, 1);
  g_autoptr (GHashTable) images = NULL;
  g_autoptr (GPtrArray) comparisons = NULL;
  g_autoptr (LimIndex) index = NULL;
  LimIndexQuery query = { .status = -1 };

  status->lanes = g_ptr_array_new_with_free_func (group_free);
  status->factions = g_ptr_array_new_with_free_func (group_free);
  images = lim_store_list_images (project, error);
  comparisons = images != NULL ? lim_store_list_comparisons (project, error) : NULL;
  index = comparisons != NULL ? lim_style_open_index (project, canon, error) : NULL;
  if (index == NULL)
    return NULL;

  Counting counting = { .canon = canon, .images = images, .status = status };
  status->comparisons = comparisons->len;
  name_groups (status, canon);
  if (!lim_index_for_each (index, &query, count_row, &counting, error))
    return NULL;
  sort_tail (status->lanes, canon->lanes->len);
  sort_tail (status->factions, canon->factions->len);
  return g_steal_pointer (&status);
}

/* -- As JSON -- */

static LimJson *
groups_to_json (const GPtrArray *groups, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < groups->len; i++)
    {
      const LimStatusGroup *group = groups->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", group->name);
      for (guint s = 0; s < LIM_N_STATUSES; s++)
        lim_json_set_int (object, lim_status_name (s), group->statuses[s]);
      lim_json_set_int (object, "fresh", group->fresh);
      lim_json_set_int (object, "stale", group->stale);
      lim_json_append (list, object);
    }
  return list;
}

LimJson *
lim_project_status_to_json (const LimProjectStatus *status, const LimProject *project, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc), *statuses = lim_json_new_object (doc),
          *bindings = lim_json_new_object (doc);

  lim_json_set_string (root, "project", lim_project_name (project));
  lim_json_set_string (root, "folder", lim_project_folder (project));
  lim_json_set_int (root, "records", status->n_records);
  for (guint i = 0; i < LIM_N_STATUSES; i++)
    lim_json_set_int (statuses, lim_status_name (i), status->statuses[i]);
  lim_json_set (root, "statuses", statuses);
  for (guint i = 0; i < LIM_N_BINDING_STATES; i++)
    lim_json_set_int (bindings, lim_binding_state_name (i), status->bindings[i]);
  lim_json_set (root, "bindings", bindings);
  lim_json_set_int (root, "ready", status->ready);
  lim_json_set_int (root, "images_missing", status->images_missing);
  lim_json_set_int (root, "images_misplaced", status->images_misplaced);
  lim_json_set_int (root, "material", status->material);
  lim_json_set_int (root, "unreadable", status->unreadable);
  lim_json_set_int (root, "comparisons", status->comparisons);
  lim_json_set (root, "lanes", groups_to_json (status->lanes, doc));
  lim_json_set (root, "factions", groups_to_json (status->factions, doc));
  return root;
}
