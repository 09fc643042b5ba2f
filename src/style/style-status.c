#include "style-status.h"

#include "canon-detect.h"
#include "store-asset.h"
#include "store-comparison.h"
#include "store-record.h"

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
  GMutex lock;
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

static gboolean
count_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Counting *counting = data;
  LimProjectStatus *status = counting->status;
  LimBindingState binding = lim_canon_binding_state (counting->canon, *record);
  gboolean image = (*record)->asset_path != NULL && g_hash_table_contains (counting->images, (*record)->asset_path);
  const char *lane, *faction;

  lim_canon_detect (counting->canon, *record, &lane, &faction);
  g_mutex_lock (&counting->lock);
  status->n_records++;
  status->statuses[(*record)->status]++;
  status->bindings[binding]++;
  status->images_missing += !image;
  status->ready += image && binding == LIM_BINDING_FRESH;
  count_in_group (status->lanes, lane, (*record)->status, binding);
  count_in_group (status->factions, faction, (*record)->status, binding);
  g_mutex_unlock (&counting->lock);
  return TRUE;
}

static void
count_unreadable (gsize index G_GNUC_UNUSED, const char *id G_GNUC_UNUSED, const GError *error G_GNUC_UNUSED,
                  gpointer data)
{
  ((Counting *) data)->status->unreadable++;
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const char *x = (*(LimStatusGroup *const *) a)->name, *y = (*(LimStatusGroup *const *) b)->name;

  if (x == NULL || y == NULL)
    return (x == NULL) - (y == NULL);
  return strcmp (x, y);
}

/* The canon's own order first: the records are read by several threads, so the order they were met in says nothing. */
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
lim_style_status (const LimContext *context, const LimProject *project, const LimCanon *canon, GError **error)
{
  g_autoptr (LimProjectStatus) status = g_new0 (LimProjectStatus, 1);
  g_autoptr (GHashTable) images = NULL;
  g_autoptr (GPtrArray) comparisons = NULL;
  Counting counting = { .canon = canon, .status = status };

  status->lanes = g_ptr_array_new_with_free_func (group_free);
  status->factions = g_ptr_array_new_with_free_func (group_free);
  images = lim_store_list_images (project, error);
  comparisons = images != NULL ? lim_store_list_comparisons (project, error) : NULL;
  if (comparisons == NULL)
    return NULL;
  status->comparisons = comparisons->len;

  name_groups (status, canon);
  counting.images = images;
  g_mutex_init (&counting.lock);
  gboolean ok = lim_store_for_each_record (project, NULL, 0, count_record, count_unreadable, &counting,
                                           context->cancellable, error);
  g_mutex_clear (&counting.lock);
  sort_tail (status->lanes, canon->lanes->len);
  sort_tail (status->factions, canon->factions->len);
  return ok ? g_steal_pointer (&status) : NULL;
}
