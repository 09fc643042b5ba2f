/* studio-api-desk.c: what the review page shows beside a picture, and which pictures somebody has looked at. */
#include "studio-route.h"

#include "canon-detect.h"
#include "store-asset.h"
#include "store-record.h"
#include "style-canon.h"
#include "style-index.h"

#include <math.h>
#include <string.h>

/* -- Like it -- */

#define MAX_NEAR 12
#define DEFAULT_NEAR 4
/* How many of the pictures approved last are compared, and how long those may take that are looked at for the first time. */
#define MAX_LOOKS 400
#define LOOK_US (120 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  char *id;
  double distance;
} Neighbour;

static void
neighbour_clear (gpointer data)
{
  g_free (((Neighbour *) data)->id);
}

static int
compare_neighbours (gconstpointer a, gconstpointer b)
{
  double x = ((const Neighbour *) a)->distance, y = ((const Neighbour *) b)->distance;

  return (x > y) - (x < y);
}

/* The picture of @record, absolute; NULL: there is none. Transfer full. */
static char *
picture_of (const LimProject *project, const LimRecord *record)
{
  g_autofree char *relative = lim_store_find_image (project, record, NULL);

  return relative != NULL ? lim_project_path (project, relative) : NULL;
}

typedef struct
{
  char *id, *path; /* of the record; of its picture in the project */
} Approved;

static void
approved_free (gpointer data)
{
  Approved *one = data;

  g_free (one->id);
  g_free (one->path);
  g_free (one);
}

static gboolean
take_approved (const LimIndexRow *row, gpointer list, GError **error G_GNUC_UNUSED)
{
  Approved *one = g_new0 (Approved, 1);

  one->id = g_strdup (row->id);
  one->path = g_strdup (row->asset_path);
  g_ptr_array_add (list, one);
  return TRUE;
}

/* What was approved last in the lane and faction of @record (element-type Approved), as the index knows it: this is asked with
 * every picture that is shown, and a look at all files each time would keep the others waiting. Transfer full. */
static GPtrArray *
list_approved (const LimStudioRequest *request, const LimRecord *record, GError **error)
{
  g_autoptr (LimCanon) canon = lim_style_load_canon (request->desk->project, NULL, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (approved_free);
  const char *lane, *faction;

  if (canon == NULL)
    return NULL;
  lim_canon_detect (canon, record, &lane, &faction);
  const LimIndexQuery query = { .status = LIM_STATUS_APPROVED,
                                .lane = lane != NULL ? lane : "",
                                .faction = faction != NULL ? faction : "",
                                .order = LIM_INDEX_LATEST_REVIEW_FIRST,
                                .limit = MAX_LOOKS };
  g_autoptr (LimIndex) index = lim_style_open_index_unchecked (request->desk->project, canon, error);
  return index != NULL && lim_index_for_each (index, &query, take_approved, list, error) ? g_steal_pointer (&list)
                                                                                         : NULL;
}

/* Neighbours of the picture at @path among @rows, the nearest first. *@n_looked counts those that were compared. Transfer
 * full. */
static GArray *
find_neighbours (const LimStudioRequest *request, const char *path, const GPtrArray *rows, guint *n_looked)
{
  const LimStudioDesk *desk = request->desk;
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Neighbour));
  gint64 until = g_get_monotonic_time () + LOOK_US;

  g_array_set_clear_func (found, neighbour_clear);
  *n_looked = 0;
  for (guint i = 0; i < rows->len && !g_cancellable_is_cancelled (request->cancellable); i++)
    {
      const Approved *row = rows->pdata[i];
      g_autofree char *other = row->path != NULL && strcmp (row->id, request->id) != 0
                                   ? lim_project_path (desk->project, row->path)
                                   : NULL;
      double distance;

      if (other == NULL || (g_get_monotonic_time () > until && !lim_near_knows (desk->near, other)))
        continue;
      if (lim_near_distance (desk->near, path, other, &distance))
        {
          Neighbour one = { g_strdup (row->id), distance };

          g_array_append_val (found, one);
          ++*n_looked;
        }
    }
  g_array_sort (found, compare_neighbours);
  return found;
}

static gboolean
answer_neighbours (LimStudioAnswer *answer, const GArray *found, guint most, guint n_looked, guint n_all)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);

  for (guint i = 0; i < MIN (found->len, most); i++)
    {
      const Neighbour *one = &g_array_index (found, Neighbour, i);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", one->id);
      lim_json_set_double (object, "distance", round (one->distance * 1000) / 1000);
      lim_json_append (list, object);
    }
  lim_json_set (root, "near", list);
  lim_json_set_int (root, "compared", n_looked);
  lim_json_set_int (root, "of", n_all);
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (near)
{
  const LimProject *project = request->desk->project;
  gint64 most;
  guint n_looked = 0;

  if (!lim_studio_query_int (request, "limit", 1, MAX_NEAR, DEFAULT_NEAR, &most, error))
    return FALSE;
  g_autoptr (LimRecord) record = lim_store_load_record (project, request->id, error);
  g_autoptr (GPtrArray) rows = record != NULL ? list_approved (request, record, error) : NULL;
  if (rows == NULL)
    return FALSE;
  g_autofree char *path = picture_of (project, record);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GArray) found =
      find_neighbours (request, path != NULL ? path : "", path != NULL ? rows : none, &n_looked);
  return answer_neighbours (answer, found, (guint) most, n_looked, rows->len);
}

/* -- Looked at -- */

LIM_STUDIO_HANDLER (seen)
{
  static const char *const known[] = { "ids", NULL };
  g_autoptr (LimJsonDoc) doc = lim_studio_read_body (request, known, error);
  const LimJson *list = doc != NULL ? lim_json_get (lim_json_root (doc), "ids") : NULL;
  gboolean good = lim_json_is (list, LIM_JSON_ARRAY);

  if (doc == NULL)
    return FALSE;
  for (const LimJson *at = lim_json_first (list); at != NULL; at = lim_json_next (at))
    good = good && lim_json_string (at) != NULL;
  if (!good)
    return lim_json_fail (lim_json_root (doc), error, "ids must be a list of ids");
  g_auto (GStrv) ids = lim_json_dup_strv (list);
  lim_seen_add (request->desk->seen, (const char *const *) ids);
  g_autoptr (LimJsonDoc) made = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (made);
  lim_json_set_int (root, "n", (gint64) lim_json_length (list));
  return lim_studio_answer_json (answer, root);
}

/* -- The rows -- */

static const LimStudioParameter near_query[] = {
  { "limit", "at most so many, 1 to 12; else 4" },
  { 0 },
};

static const LimStudioParameter seen_body[] = {
  { "ids", "of the records whose pictures were shown" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_desk[] = {
  { "GET", "/api/near/{id}", LIM_ROUTE_WORK,
    "The approved pictures most like it in shapes and colours, among those of its lane and faction that were "
    "approved last.",
    near_query,
    .answer = "`near`: `id` and `distance` (0: the same, about 1: unlike), the nearest first; `compared` `of` so "
              "many, since "
              "pictures that are looked at for the first time may take too long for one answer",
    .handle = handle_near },
  { "POST", "/api/seen", LIM_ROUTE_WORK,
    "Remembers that somebody looked at pictures, for the queue of those nobody has.", .body = seen_body,
    .answer = "`n`: how many were named", .handle = handle_seen },
  { NULL },
};
