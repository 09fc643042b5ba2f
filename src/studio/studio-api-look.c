/* studio-api-look.c: routes that only look: the project, its records, its canon. */
#include "studio-route.h"

#include "base-text.h"
#include "canon-detect.h"
#include "canon-gates.h"
#include "canon-stale.h"
#include "store-asset.h"
#include "record-lineage.h"
#include "store-record.h"
#include "style-canon.h"
#include "style-identity.h"
#include "style-index.h"
#include "style-figures.h"
#include "style-status.h"

#include <math.h>
#include <string.h>

#define DEFAULT_LIMIT 100
#define MAX_LIMIT 1000

LIM_STUDIO_HANDLER (session)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  (void) error;
  lim_json_set_string (root, "project", lim_project_name (request->desk->project));
  lim_json_set_string (root, "folder", lim_project_folder (request->desk->project));
  lim_json_set_string (root, "version", LIM_VERSION);
  lim_json_set_string (root, "reviewer", request->desk->reviewer);
  lim_json_set_string (root, "no_reviewer", request->desk->no_reviewer);
  lim_json_set_bool (root, "logs_in", request->desk->sessions != NULL);
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (status)
{
  const LimProject *project = request->desk->project;
  g_autoptr (LimCanon) canon = lim_style_load_canon (project, NULL, error);
  g_autoptr (LimProjectStatus) status = canon != NULL ? lim_style_status (project, canon, error) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return status != NULL && lim_studio_answer_json (answer, lim_project_status_to_json (status, project, doc));
}

LIM_STUDIO_HANDLER (figures)
{
  const LimProject *project = request->desk->project;
  g_autoptr (LimCanon) canon = lim_style_load_canon (project, NULL, error);
  g_autoptr (LimProjectFigures) figures = canon != NULL ? lim_style_figures (project, canon, error) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return figures != NULL && lim_studio_answer_json (answer, lim_project_figures_to_json (figures, doc));
}

/* -- Records -- */

typedef enum
{
  BINDING_ANY,
  BINDING_UNBOUND,
  BINDING_FRESH,
  BINDING_STALE,
} BindingFilter;

static const char *const binding_names[] = { "any", "unbound", "fresh", "stale", NULL };
static const char *const order_names[] = { "id", "newest", "reviewed", "best", "worst", NULL };

static gboolean
query_choice (const LimStudioRequest *request, const char *name, const char *const *choices, guint *value,
              GError **error)
{
  const char *text = g_hash_table_lookup (request->query, name);

  *value = 0;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; choices[i] != NULL; i++)
    if (strcmp (choices[i], text) == 0)
      {
        *value = i;
        return TRUE;
      }
  g_autofree char *list = lim_text_list (choices);
  return lim_fail (error, LIM_ERROR_USAGE, "%s must be one of %s, found “%s”", name, list, text);
}

static gboolean
read_query (const LimStudioRequest *request, LimIndexQuery *query, GError **error)
{
  const char *status = g_hash_table_lookup (request->query, "status");
  LimStatus known = LIM_STATUS_CANDIDATE;
  guint order;
  gint64 offset, limit;

  if (status != NULL && !lim_status_parse (status, &known))
    return lim_fail (error, LIM_ERROR_USAGE,
                     "status must be one of candidate, approved, rejected and borderline, found “%s”", status);
  if (!query_choice (request, "order", order_names, &order, error)
      || !lim_studio_query_int (request, "offset", 0, G_MAXINT32, 0, &offset, error)
      || !lim_studio_query_int (request, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT, &limit, error))
    return FALSE;
  *query = (LimIndexQuery){ .status = status != NULL ? (int) known : -1,
                            .lane = g_hash_table_lookup (request->query, "lane"),
                            .faction = g_hash_table_lookup (request->query, "faction"),
                            .text = g_hash_table_lookup (request->query, "text"),
                            .order = (LimIndexOrder) order,
                            .offset = (guint) offset,
                            .limit = (guint) limit };
  return TRUE;
}

static LimJson *
row_to_json (const LimIndexRow *row, const LimCanon *canon, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "id", row->id);
  lim_json_set_string (object, "status", lim_status_name (row->status));
  lim_json_set_string (object, "lane", row->lane);
  lim_json_set_string (object, "faction", row->faction);
  lim_json_set_string (object, "subject", row->subject);
  lim_json_set_string (object, "binding", lim_binding_state_name (lim_style_row_binding (canon, row)));
  lim_json_set_double (object, "mean_score", row->mean_score);
  lim_json_set_string (object, "created_at", row->created_at);
  lim_json_set_string (object, "reviewed_at", row->reviewed_at);
  lim_json_set_string (object, "reviewer", row->reviewer);
  lim_json_set_string (object, "explanation", row->explanation);
  lim_json_set_bool (object, "disagreed", row->disagreed);
  lim_json_set_string (object, "problem", row->problem);
  return object;
}

/* What of the question the index does not know itself: the canon, and who looked at what. */
typedef struct
{
  const LimCanon *canon;
  BindingFilter binding;
  gboolean disagreed;
  LimSeen *seen; /* NULL: it does not matter */
} Filter;

static gboolean
has_binding (const Filter *filter, const LimIndexGroup *group)
{
  LimBindingState state = filter->binding != BINDING_ANY ? lim_style_group_binding (filter->canon, group) : 0;

  return filter->binding == BINDING_ANY || (filter->binding == BINDING_UNBOUND && state == LIM_BINDING_UNBOUND)
         || (filter->binding == BINDING_FRESH && state == LIM_BINDING_FRESH)
         || (filter->binding == BINDING_STALE && lim_binding_state_is_stale (state));
}

static gboolean
wants_group (const LimIndexGroup *group, gpointer data)
{
  const Filter *filter = data;

  return (!filter->disagreed || group->disagreed) && has_binding (filter, group);
}

static gboolean
was_seen (const char *id, gpointer data)
{
  return lim_seen_has (((const Filter *) data)->seen, id);
}

/* "yes", or not given. */
static gboolean
query_yes (const LimStudioRequest *request, const char *name, const char *word, gboolean *value, GError **error)
{
  const char *text = g_hash_table_lookup (request->query, name);

  *value = text != NULL;
  return text == NULL || strcmp (text, word) == 0
         || lim_fail (error, LIM_ERROR_USAGE, "%s can only be “%s”, found “%s”", name, word, text);
}

static gboolean
read_filter (const LimStudioRequest *request, Filter *filter, GError **error)
{
  guint binding;
  gboolean unseen, only_ids;

  if (!query_choice (request, "binding", binding_names, &binding, error)
      || !query_yes (request, "disagreed", "yes", &filter->disagreed, error)
      || !query_yes (request, "seen", "no", &unseen, error) || !query_yes (request, "fields", "id", &only_ids, error))
    return FALSE;
  filter->binding = (BindingFilter) binding;
  filter->seen = unseen ? request->desk->seen : NULL;
  return TRUE;
}

/* Only the id, for long queues. */
static LimJson *
id_to_json (const LimIndexRow *row, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "id", row->id);
  return object;
}

static gboolean
list_page (const LimStudioRequest *request, const LimCanon *canon, const LimIndexQuery *query, LimJson *list,
           LimJsonDoc *doc, guint64 *total, GError **error)
{
  g_autoptr (LimIndex) index = lim_style_open_index_unchecked (request->desk->project, canon, error);
  g_autoptr (GPtrArray) rows = index != NULL ? lim_index_page (index, query, total, error) : NULL;
  gboolean only_ids = g_strcmp0 (g_hash_table_lookup (request->query, "fields"), "id") == 0;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    lim_json_append (list, only_ids ? id_to_json (rows->pdata[i], doc) : row_to_json (rows->pdata[i], canon, doc));
  return rows != NULL;
}

LIM_STUDIO_HANDLER (records)
{
  LimIndexQuery query;
  Filter filter = { 0 };
  guint64 total = 0;
  g_autoptr (LimCanon) canon = NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);

  if (!read_query (request, &query, error) || !read_filter (request, &filter, error))
    return FALSE;
  canon = lim_style_load_canon (request->desk->project, NULL, error);
  filter.canon = canon;
  query.wants = filter.binding != BINDING_ANY || filter.disagreed ? wants_group : NULL;
  query.skips = filter.seen != NULL ? was_seen : NULL;
  query.data = &filter;
  if (canon == NULL || !list_page (request, canon, &query, list, doc, &total, error))
    return FALSE;
  lim_json_set_int (root, "total", (gint64) total);
  lim_json_set_int (root, "offset", query.offset);
  lim_json_set_int (root, "limit", query.limit);
  lim_json_set (root, "records", list);
  return lim_studio_answer_json (answer, root);
}

/* -- One record -- */

static LimJson *
rules_of (const LimCanon *canon, const char *lane, const char *faction, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < canon->rules->len; i++)
    {
      const LimRule *rule = canon->rules->pdata[i];

      if (lim_rule_applies (rule, lane, faction))
        lim_json_append (list, lim_json_new_string (doc, rule->id));
    }
  return list;
}

/* The sentence that keeps it from being approved, or null. */
static LimJson *
identity_of (const LimStudioRequest *request, const LimCanon *canon, const LimRecord *record, LimJsonDoc *doc)
{
  g_autoptr (GError) refusal = NULL;

  if (lim_style_identity_check_approval (request->desk->project, canon, record, NULL, &refusal))
    return lim_json_new_null (doc);
  return lim_json_new_string (doc, refusal->message);
}

/* What people said at the gates of a named subject; empty for what shows none. */
static LimJson *
gates_of (const LimRecord *record, LimJsonDoc *doc)
{
  const char *type = lim_json_get_string (lim_json_get (record->root, "identity"), "subject_type");
  LimJson *list = lim_json_new_array (doc);

  for (const LimGate *gate = type != NULL ? lim_gates_of_type (type) : NULL; gate != NULL && gate->id != NULL; gate++)
    {
      const char *reason = NULL;
      LimGateState state = lim_gate_state (record, gate->id, &reason);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", gate->id);
      lim_json_set_string (object, "asks", gate->asks);
      lim_json_set_string (object, "state", lim_gate_state_name (state));
      lim_json_set_string (object, "reason", reason);
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
image_of (const LimStudioRequest *request, const LimRecord *record, LimJsonDoc *doc, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *relative = lim_store_find_image (request->desk->project, record, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (relative == NULL)
    return lim_json_new_null (doc);
  g_autofree char *path = lim_project_path (request->desk->project, relative);
  g_autofree char *hash = lim_thumbs_hash (request->desk->thumbs, path, error);
  if (hash == NULL)
    return NULL;
  LimJson *image = lim_json_new_object (doc);
  lim_json_set_string (image, "path", relative);
  lim_json_set_string (image, "hash", hash);
  return image;
}

LIM_STUDIO_HANDLER (record)
{
  const LimProject *project = request->desk->project;
  g_autoptr (LimCanon) canon = lim_style_load_canon (project, NULL, error);
  g_autoptr (LimRecord) record = canon != NULL ? lim_store_load_record (project, request->id, error) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *image;
  const char *lane, *faction;

  if (record == NULL)
    return FALSE;
  lim_canon_detect (canon, record, &lane, &faction);
  image = image_of (request, record, doc, error);
  if (image == NULL)
    return FALSE;
  g_autofree char *hash = lim_record_content_hash (record), *anchor = lim_record_followed (record);
  lim_json_set_string (root, "id", record->id);
  lim_json_set_string (root, "record_hash", hash);
  lim_json_set_string (root, "status", lim_status_name (record->status));
  lim_json_set_string (root, "lane", lane);
  lim_json_set_string (root, "faction", faction);
  lim_json_set_string (root, "binding", lim_binding_state_name (lim_canon_binding_state (canon, record)));
  lim_json_set (root, "rules", rules_of (canon, lane, faction, doc));
  lim_json_set (root, "identity", identity_of (request, canon, record, doc));
  lim_json_set (root, "gates", gates_of (record, doc));
  lim_json_set_string (root, "anchor", anchor);
  lim_json_set (root, "image", image);
  lim_json_set (root, "record", lim_json_copy (doc, record->root));
  return lim_studio_answer_json (answer, root);
}

/* -- The rows -- */

static const LimStudioParameter records_query[] = {
  { "status", "candidate, approved, rejected or borderline" },
  { "binding", "unbound, fresh or stale: how the verdicts under the rules stand" },
  { "lane", "the lane's id; empty: those without one" },
  { "faction", "the faction's name; empty: those without one" },
  { "disagreed", "yes: only those that another person had judged otherwise before" },
  { "seen", "no: only those that nobody has looked at in the studio" },
  { "fields", "id: nothing but the ids" },
  { "text", "somewhere in id, subject or explanation" },
  { "order", "id (else), newest, reviewed, best or worst" },
  { "offset", "pass over the first so many" },
  { "limit", "at most so many, 1 to 1000; else 100" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_look[] = {
  { "GET", "/", LIM_ROUTE_PAGE, "The overview page.", .answer = "HTML" },
  { "GET", "/assets/{id}", LIM_ROUTE_PAGE, "A part of the pages.", .answer = "JavaScript, CSS or SVG" },
  { "GET", "/api/session", LIM_ROUTE_WORK, "Who judges here, and in which project.",
    .answer = "`project`, `folder`, `version`, `reviewer` (null: nobody may judge here, and `no_reviewer` says why), "
              "`logs_in` (people do)",
    .handle = handle_session },
  { "GET", "/api/status", LIM_ROUTE_WORK, "Where the project stands.", .answer = "what `limner status --json` prints",
    .handle = handle_status },
  { "GET", "/api/figures", LIM_ROUTE_WORK, "How the project goes, as figures for plots.",
    .answer = "what `limner status --figures --json` prints: `days` with how much was made and judged, `dimensions` "
              "with the scores in 20 "
              "bins from 0 to 1, `packs` by status",
    .handle = handle_figures },
  { "GET", "/api/records", LIM_ROUTE_WORK, "A page of the records.", records_query,
    .answer = "`total`, `offset`, `limit` and `records`: `id`, `status`, `lane`, `faction`, `subject`, `binding`, "
              "`mean_score`, `created_at`, `reviewed_at`, `reviewer`, `explanation`, `disagreed`, `problem` (null: "
              "the file can be "
              "read)",
    .handle = handle_records },
  { "GET", "/api/records/{id}", LIM_ROUTE_WORK, "One record, and what the canon says of it.",
    .answer =
        "`record_hash`, `status`, `lane`, `faction`, `binding`, `rules` (ids of those that hold for it), `identity` "
        "(what keeps a named subject from being approved), `gates` of a named subject (`id`, `asks`, `state`: open, "
        "pass or "
        "fail, `reason`), `anchor` (id of the picture it follows), `image` (`path`, `hash`; null: there is none) and "
        "`record`: the file itself",
    .handle = handle_record },
  { "GET", "/api/events", LIM_ROUTE_EVENTS, "What changes in the project, as it happens.",
    .answer = "server-sent events: `change` with `{\"what\": [\"records\"]}`; `what` names any of records, canon and "
              "comparisons" },
  { NULL },
};
