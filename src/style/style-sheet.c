#include "style-sheet.h"

#include "base-file-stream.h"
#include "base-pool.h"
#include "base-text.h"
#include "canon-detect.h"
#include "imaging-decode.h"
#include "store-asset.h"
#include "store-record.h"
#include "style-canon.h"
#include "style-sheet-page.h"

#include <string.h>

/* Cards made between two writes: enough to keep the processors busy, little enough to keep in memory. */
#define CHUNK 64u
#define JPEG_QUALITY 80

LimSheetReport *
lim_sheet_report_new (void)
{
  LimSheetReport *report = g_new0 (LimSheetReport, 1);

  report->problems = lim_problems_new ();
  return report;
}

void
lim_sheet_report_free (LimSheetReport *report)
{
  if (report == NULL)
    return;
  g_free (report->path);
  g_ptr_array_unref (report->problems);
  g_free (report);
}

/* What is kept of a record between the two readings. */
typedef struct
{
  const char *id;             /* NULL: not on the sheet */
  const char *lane, *faction; /* of the canon */
  LimStatus status;
  LimBindingState binding;
  gboolean missing;
} Row;

typedef struct
{
  const LimContext *context;
  const LimProject *project;
  const LimCanon *canon;
  const LimSheetOptions *options;
  LimSheetReport *report;
  char *up; /* from the sheet's folder to the project: “../”; NULL: it lies outside */

  GPtrArray *ids;
  GHashTable *images; /* that are on disk */
  GArray *rows;       /* (element-type Row), one per id, later only the chosen ones */

  GMutex lock;                            /* guards what follows */
  GHashTable *failure_modes, *dimensions; /* sets of those that occur */
} Sheet;

static void
sheet_clear (Sheet *self)
{
  g_free (self->up);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->images, g_hash_table_unref);
  g_array_unref (self->rows);
  g_hash_table_unref (self->failure_modes);
  g_hash_table_unref (self->dimensions);
  g_mutex_clear (&self->lock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

/* -- First reading: who is on the sheet, and what its head says of them -- */

static gboolean
is_chosen (const Sheet *self, const Row *row)
{
  const LimSheetOptions *options = self->options;

  return (options->statuses == 0 || (options->statuses & 1u << row->status))
         && (options->lane == NULL || g_strcmp0 (options->lane, row->lane) == 0);
}

static gboolean
has_image (const Sheet *self, const LimRecord *record)
{
  if (record->asset_path != NULL && g_hash_table_contains (self->images, record->asset_path))
    return TRUE;
  g_autofree char *found = lim_store_find_image (self->project, record, NULL);
  return found != NULL;
}

static void
note_names (Sheet *self, const LimRecord *record)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  const LimJson *failures = lim_record_failure_modes (record), *scores = lim_record_scores (record);

  for (const LimJson *at = lim_json_first (failures); at != NULL; at = lim_json_next (at))
    if (lim_json_string (at) != NULL)
      g_hash_table_add (self->failure_modes, g_strdup (lim_json_string (at)));
  for (const LimJson *at = lim_json_first (scores); at != NULL; at = lim_json_next (at))
    if (lim_json_is (at, LIM_JSON_NUMBER) && lim_json_key (at) != NULL)
      g_hash_table_add (self->dimensions, g_strdup (lim_json_key (at)));
}

static gboolean
look_at (gsize index, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Sheet *self = data;
  Row row = { .status = (*record)->status };

  lim_canon_detect (self->canon, *record, &row.lane, &row.faction);
  if (!is_chosen (self, &row))
    return TRUE;
  row.id = self->ids->pdata[index];
  row.binding = lim_canon_binding_state (self->canon, *record);
  row.missing = !has_image (self, *record);
  note_names (self, *record);
  g_array_index (self->rows, Row, index) = row;
  return TRUE;
}

static void
note_bad (gsize index G_GNUC_UNUSED, const char *id, const GError *error, gpointer data)
{
  Sheet *self = data;

  lim_problems_add (self->report->problems, id, error->message);
}

static gboolean
choose (Sheet *self, GError **error)
{
  guint n_chosen = 0;

  self->ids = lim_store_list_records (self->project, error);
  self->images = self->ids != NULL ? lim_store_list_images (self->project, error) : NULL;
  if (self->images == NULL)
    return FALSE;
  g_array_set_size (self->rows, self->ids->len);
  if (!lim_store_for_each_record (self->project, self->ids, 0, look_at, note_bad, self, self->context->cancellable,
                                  error))
    return FALSE;
  for (guint i = 0; i < self->rows->len && (self->options->limit == 0 || n_chosen < self->options->limit); i++)
    if (g_array_index (self->rows, Row, i).id != NULL)
      g_array_index (self->rows, Row, n_chosen++) = g_array_index (self->rows, Row, i);
  g_array_set_size (self->rows, n_chosen);
  return TRUE;
}

/* -- The head -- */

static void
share_free (gpointer data)
{
  LimSheetShare *share = data;

  g_free (share->name);
  g_free (share);
}

/* By name; those without one last. */
static int
compare_shares (gconstpointer a, gconstpointer b)
{
  const char *x = (*(LimSheetShare *const *) a)->name, *y = (*(LimSheetShare *const *) b)->name;

  if (x == NULL || y == NULL)
    return (x == NULL) - (y == NULL);
  return strcmp (x, y);
}

static GPtrArray *
count_shares (const Sheet *self, gboolean by_lane)
{
  GPtrArray *shares = g_ptr_array_new_with_free_func (share_free);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      const char *name = by_lane ? row->lane : row->faction;
      LimSheetShare *share = g_hash_table_lookup (by_name, name != NULL ? name : "");

      if (share == NULL)
        {
          share = g_new0 (LimSheetShare, 1);
          share->name = g_strdup (name);
          g_ptr_array_add (shares, share);
          g_hash_table_insert (by_name, (gpointer) (name != NULL ? name : ""), share);
        }
      share->counts[row->status]++;
    }
  g_ptr_array_sort (shares, compare_shares);
  return shares;
}

/* The members of @set that are in @order, in that order, and then the others by bytes. Borrowed from the set. */
static char **
sorted_names (GHashTable *set, char *const *order)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GList) others = g_list_sort (g_hash_table_get_keys (set), (GCompareFunc) strcmp);

  for (guint i = 0; order[i] != NULL; i++)
    if (g_hash_table_contains (set, order[i]))
      g_ptr_array_add (names, order[i]);
  for (GList *at = others; at != NULL; at = at->next)
    if (!g_strv_contains ((const char *const *) order, at->data))
      g_ptr_array_add (names, at->data);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* “all records”, “approved and borderline records of lane costume, the first 20 by id”. */
static char *
describe_choice (const Sheet *self)
{
  const LimSheetOptions *options = self->options;
  const char *names[LIM_N_STATUSES + 1] = { NULL };
  guint n_names = 0;

  for (guint i = 0; i < LIM_N_STATUSES; i++)
    if (options->statuses & 1u << i)
      names[n_names++] = lim_status_name (i);
  g_autofree char *statuses = lim_text_list (names);
  g_autoptr (GString) text = g_string_new ("Contact sheet of ");

  g_string_append (text, n_names > 0 ? statuses : "all");
  g_string_append (text, " records");
  if (options->lane != NULL)
    g_string_append_printf (text, " of lane %s", options->lane);
  if (options->limit > 0 && self->rows->len == options->limit)
    g_string_append_printf (text, ", the first %u by id", options->limit);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* -- The cards -- */

typedef struct
{
  Sheet *sheet;
  const Row *rows;
  const char *const *dimensions;
  GString *cards[CHUNK];
  char *problems[CHUNK]; /* NULL: none */
} Chunk;

static void
chunk_reset (Chunk *chunk)
{
  for (guint i = 0; i < CHUNK; i++)
    {
      g_string_truncate (chunk->cards[i], 0);
      g_clear_pointer (&chunk->problems[i], g_free);
    }
}

static Chunk *
chunk_new (Sheet *sheet, const char *const *dimensions)
{
  Chunk *chunk = g_new0 (Chunk, 1);

  chunk->sheet = sheet;
  chunk->dimensions = dimensions;
  for (guint i = 0; i < CHUNK; i++)
    chunk->cards[i] = g_string_new (NULL);
  return chunk;
}

static void
chunk_free (Chunk *chunk)
{
  for (guint i = 0; i < CHUNK; i++)
    {
      g_string_free (chunk->cards[i], TRUE);
      g_free (chunk->problems[i]);
    }
  g_free (chunk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Chunk, chunk_free)

/* The thumbnail, and where the picture lies; on failure the card says why there is none. */
static GBytes *
make_thumbnail (const Sheet *self, LimSheetCard *card, char **path, GError **error)
{
  g_autofree char *relative = lim_store_find_image (self->project, card->record, error);

  if (relative == NULL)
    {
      card->missing = "no image on disk";
      return NULL;
    }
  g_autofree char *absolute = lim_project_path (self->project, relative);
  GBytes *thumbnail = lim_image_thumbnail (absolute, self->options->thumb_side, LIM_THUMB_JPEG, JPEG_QUALITY, error);

  if (thumbnail == NULL)
    card->missing = "the image cannot be read";
  else if (self->up != NULL)
    *path = g_strconcat (self->up, relative, NULL);
  return thumbnail;
}

static gboolean
draw_card (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  Chunk *chunk = data;
  const Sheet *self = chunk->sheet;
  const Row *row = &chunk->rows[index];
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimRecord) record = lim_store_load_record (self->project, row->id, &problem);

  if (record != NULL)
    {
      LimSheetCard card = { .record = record, .lane = row->lane, .faction = row->faction, .binding = row->binding };
      g_autofree char *path = NULL;
      g_autoptr (GBytes) thumbnail = make_thumbnail (self, &card, &path, &problem);

      card.thumbnail = thumbnail;
      card.path = path;
      lim_sheet_append_card (chunk->cards[index], &card, self->canon, chunk->dimensions);
    }
  if (problem != NULL)
    chunk->problems[index] = g_strdup (problem->message);
  lim_progress_step (self->context->progress, 1, row->id);
  return TRUE;
}

static gboolean
write_text (Sheet *self, LimFileStream *stream, const GString *text, GError **error)
{
  self->report->bytes += text->len;
  return lim_file_stream_write (stream, text->str, text->len, error);
}

static gboolean
write_chunk (Sheet *self, Chunk *chunk, guint n, LimFileStream *stream, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      if (chunk->problems[i] != NULL)
        lim_problems_add (self->report->problems, chunk->rows[i].id, chunk->problems[i]);
      if (!write_text (self, stream, chunk->cards[i], error))
        return FALSE;
    }
  chunk_reset (chunk);
  return TRUE;
}

static gboolean
write_cards (Sheet *self, const char *const *dimensions, LimFileStream *stream, GError **error)
{
  g_autoptr (Chunk) chunk = chunk_new (self, dimensions);

  for (guint from = 0; from < self->rows->len; from += CHUNK)
    {
      guint n = MIN (CHUNK, self->rows->len - from);

      chunk->rows = &g_array_index (self->rows, Row, from);
      if (!lim_pool_run (0, n, draw_card, chunk, self->context->cancellable, error)
          || !write_chunk (self, chunk, n, stream, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_page (Sheet *self, LimFileStream *stream, GError **error)
{
  g_autofree char *subtitle = describe_choice (self);
  g_autoptr (GPtrArray) lanes = count_shares (self, TRUE), factions = count_shares (self, FALSE);
  g_autofree char **dimensions = sorted_names (self->dimensions, self->canon->dimension_names);
  g_autofree char **failures = sorted_names (self->failure_modes, self->canon->failure_mode_names);
  g_autoptr (GString) text = g_string_new (NULL);
  LimSheetHead head = {
    .title = lim_project_name (self->project),
    .subtitle = subtitle,
    .faction_label = self->canon->faction_label != NULL ? self->canon->faction_label : "faction",
    .dimensions = (const char *const *) dimensions,
    .failure_modes = (const char *const *) failures,
    .lanes = lanes,
    .factions = factions,
  };

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      head.counts[row->status]++;
      head.n_bound += row->binding == LIM_BINDING_FRESH;
      head.n_missing += row->missing;
    }
  self->report->n_cards = self->rows->len;
  self->report->n_missing = head.n_missing;
  lim_sheet_append_head (text, &head);
  if (!write_text (self, stream, text, error) || !write_cards (self, head.dimensions, stream, error))
    return FALSE;
  g_string_truncate (text, 0);
  lim_sheet_append_tail (text, &head);
  return write_text (self, stream, text, error);
}

/* -- Where it lies -- */

/* “../” for each folder between @path and the project. NULL when @path lies elsewhere. */
static char *
way_up (const LimProject *project, const char *path)
{
  g_autofree char *inside = g_strconcat (lim_project_folder (project), "/", NULL);
  g_autoptr (GString) up = g_string_new (NULL);

  if (!g_str_has_prefix (path, inside))
    return NULL;
  for (const char *p = path + strlen (inside); *p != '\0'; p++)
    if (*p == '/')
      g_string_append (up, "../");
  return g_string_free (g_steal_pointer (&up), FALSE);
}

gboolean
lim_style_sheet (const LimContext *context, const LimProject *project, const LimCanon *canon,
                 const LimSheetOptions *options, LimSheetReport *report, GError **error)
{
  g_auto (Sheet) self = {
    .context = context,
    .project = project,
    .canon = canon,
    .options = options,
    .report = report,
    .rows = g_array_new (FALSE, TRUE, sizeof (Row)),
    .failure_modes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .dimensions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };

  g_mutex_init (&self.lock);
  if (!lim_style_check_lane (canon, options->lane, error) || !choose (&self, error))
    return FALSE;
  report->path = options->out != NULL ? g_canonicalize_filename (options->out, NULL)
                                      : lim_project_path (project, LIM_SHEET_PATH);
  self.up = way_up (project, report->path);

  g_autoptr (LimFileStream) stream = lim_file_stream_open (report->path, error);
  if (stream == NULL)
    return FALSE;
  lim_progress_begin (context->progress, self.rows->len, "image", "Drawing the sheet");
  gboolean ok = write_page (&self, stream, error);
  lim_progress_end (context->progress);
  if (!ok || !lim_file_stream_commit (stream, error))
    return FALSE;
  lim_problems_sort (report->problems);
  return TRUE;
}
