#include "dress-work.h"

#include "base-pool.h"
#include "base-text.h"
#include "canon-story-priority.h"

#include <string.h>

#define PATIENCE 5 /* questions in a row without an answer */

/* -- The report -- */

static void
item_free (gpointer data)
{
  LimDressItem *item = data;

  g_free (item->id);
  g_free (item->file);
  g_free (item->from);
  g_free (item->why);
  g_free (item->says);
  g_clear_pointer (&item->old, g_bytes_unref);
  g_ptr_array_unref (item->warnings);
  g_free (item);
}

LimDressReport *
lim_dress_report_new (void)
{
  LimDressReport *report = g_new0 (LimDressReport, 1);

  report->items = g_ptr_array_new_with_free_func (item_free);
  report->findings = lim_findings_new ();
  return report;
}

void
lim_dress_report_free (LimDressReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->items);
  g_ptr_array_unref (report->findings);
  g_free (report->maker);
  g_free (report->cost);
  g_free (report);
}

/* -- Before -- */

gboolean
lim_dress_work_open (LimDressWork *work, LimDressStep step, GError **error)
{
  work->book = lim_dress_book_open (work->project, error);
  if (work->book == NULL || !lim_gates_allow (work->book, step, NULL, error))
    return FALSE;
  work->graph = lim_story_graph_new (work->book->story);
  work->factors = lim_priority_factors (work->graph);
  work->atlas = step == LIM_DRESS_MAY_CODEX ? lim_codex_atlas_new (work->graph) : NULL;
  work->made = lim_made_open (work->project, work->context->clock, error);
  if (work->made == NULL)
    return FALSE;
  work->chat = lim_dress_chat_open (work->context, work->project, work->options->provider, error);
  if (work->chat == NULL)
    return FALSE;
  work->report->maker = lim_dress_chat_name (work->chat);
  work->report->prepared = lim_dress_chat_is_prepared (work->chat);
  return TRUE;
}

void
lim_dress_work_clear (LimDressWork *work)
{
  g_clear_pointer (&work->chat, lim_dress_chat_close);
  g_clear_pointer (&work->made, lim_made_free);
  g_clear_pointer (&work->factors, g_free);
  g_clear_pointer (&work->atlas, lim_codex_atlas_free);
  g_clear_pointer (&work->graph, lim_story_graph_free);
  g_clear_pointer (&work->book, lim_dress_book_free);
}

gboolean
lim_dress_work_wants (const LimDressWork *work, const char *id)
{
  const char *const *only = work->options->only;

  return only == NULL || only[0] == NULL || g_strv_contains (only, id);
}

gboolean
lim_dress_work_check_only (const LimDressWork *work, const char *what, GHashTable *ids, GError **error)
{
  for (const char *const *id = work->options->only; id != NULL && *id != NULL; id++)
    if (!g_hash_table_contains (ids, *id))
      {
        g_autofree const char **names = (const char **) g_hash_table_get_keys_as_array (ids, NULL);
        g_autofree char *hint = lim_text_did_you_mean (*id, names);

        return lim_fail (error, LIM_ERROR_NOT_FOUND, "the story has no %s “%s”.%s `limner story show` lists them all",
                         what, *id, hint);
      }
  return TRUE;
}

LimDressItem *
lim_dress_work_add (LimDressWork *work, const char *id, guint index, char *file, const char *elsewhere, char *from,
                    GError **error)
{
  LimDressItem *item = g_new0 (LimDressItem, 1);
  gboolean asked = work->options->only != NULL && work->options->only[0] != NULL;
  LimMadeState state;

  *item = (LimDressItem){ .id = g_strdup (id),
                          .index = index,
                          .file = file,
                          .from = from,
                          .warnings = g_ptr_array_new_with_free_func (g_free) };
  g_ptr_array_add (work->report->items, item);
  if (!lim_made_look (work->made, file, from, &state, &item->old, error))
    return NULL;
  item->stale = state == LIM_MADE_STALE;
  if (elsewhere != NULL || state == LIM_MADE_EDITED || state == LIM_MADE_BY_HAND)
    {
      item->state = LIM_ITEM_KEPT;
      item->why = g_strdup_printf ("%s was written by hand", elsewhere != NULL ? elsewhere : file);
    }
  else if (state != LIM_MADE_FRESH || asked || work->options->all)
    item->state = LIM_ITEM_TODO;
  return item;
}

/* -- During -- */

typedef struct
{
  LimDressWork *work;
  GPtrArray *todo; /* (element-type LimDressItem) */
  char *by;
  GMutex lock;
  guint n_silent; /* questions in a row without an answer */
} Run;

static void
run_clear (Run *run)
{
  g_mutex_clear (&run->lock);
  g_ptr_array_unref (run->todo);
  g_free (run->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static gboolean
ends_run (LimFailure failure)
{
  return failure == LIM_FAILURE_AUTH || failure == LIM_FAILURE_UNREACHABLE || failure == LIM_FAILURE_CANCELLED;
}

/* Counts an answer, or that there was none; FALSE: too many of the latter. */
static gboolean
count_silence (Run *run, gboolean answered, GError *cause, GError **error)
{
  guint n;

  g_mutex_lock (&run->lock);
  n = run->n_silent = answered ? 0 : run->n_silent + 1;
  g_mutex_unlock (&run->lock);
  return n < PATIENCE
         || lim_fail (
             error, LIM_ERROR_PROVIDER,
             "%u questions in a row got no answer, so the rest was not asked; the last: %s. What was made is "
             "kept, and the same command goes on",
             n, cause != NULL ? cause->message : "?");
}

/* What became of an item without a usable answer. *@text: its minimal form, where that is what follows. */
static gboolean
take_failure (Run *run, LimDressItem *item, LimFailure failure, GError *cause, char **text, GError **error)
{
  if (ends_run (failure) || g_error_matches (cause, LIM_ERROR, LIM_ERROR_IO))
    {
      g_propagate_error (error, g_error_copy (cause));
      return FALSE;
    }
  item->why = g_strdup (cause->message);
  if (failure == LIM_FAILURE_ANSWER || failure == LIM_FAILURE_POLICY)
    {
      *text = run->work->making->minimal (run->work, item);
      item->state = LIM_ITEM_MINIMAL;
      return count_silence (run, TRUE, NULL, NULL);
    }
  item->state = LIM_ITEM_FAILED;
  return count_silence (run, FALSE, cause, error);
}

static gboolean
write_item (Run *run, LimDressItem *item, const char *text, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (lim_made_write (run->work->made, item->file, text, item->from, run->by, item->old, &cause))
    return TRUE;
  if (!g_error_matches (cause, LIM_ERROR, LIM_ERROR_CONFLICT))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  item->state = LIM_ITEM_FAILED;
  g_free (item->why);
  item->why = g_strdup (cause->message);
  return TRUE;
}

static void
note_item (LimProgress *progress, const LimDressItem *item)
{
  g_autofree char *id = lim_text_harmless (item->id);

  if (item->state == LIM_ITEM_MINIMAL)
    lim_progress_note (progress, "%s: only the minimal form: %s", id, item->why);
  else if (item->state == LIM_ITEM_FAILED)
    lim_progress_note (progress, "%s: not made: %s", id, item->why);
  lim_progress_step (progress, 1, id);
}

static gboolean
make_item (gsize index, gpointer data, GError **error)
{
  Run *run = data;
  LimDressItem *item = run->todo->pdata[index];
  LimProgress *progress = run->work->context->progress;
  g_auto (LimChatAnswer) answer = { 0 };
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = run->work->making->make (run->work, item, &answer, &cause);

  if (text != NULL)
    {
      item->state = LIM_ITEM_MADE;
      count_silence (run, TRUE, NULL, NULL);
    }
  else if (!take_failure (run, item, answer.failure, cause, &text, error))
    return FALSE;
  if (text != NULL && !write_item (run, item, text, error))
    return FALSE;
  note_item (progress, item);
  return TRUE;
}

static void
count_states (LimDressReport *report)
{
  memset (report->n, 0, sizeof report->n);
  for (guint i = 0; i < report->items->len; i++)
    report->n[((const LimDressItem *) report->items->pdata[i])->state]++;
}

static void
estimate (LimDressWork *work, const GPtrArray *todo)
{
  for (guint i = 0; i < todo->len; i++)
    {
      g_autofree char *words = work->making->words (work, todo->pdata[i]);

      work->report->tokens += lim_chat_estimate_tokens (words);
    }
}

gboolean
lim_dress_work_run (LimDressWork *work, GError **error)
{
  LimDressReport *report = work->report;
  g_auto (Run) run = { .work = work, .todo = g_ptr_array_new (), .by = lim_dress_chat_name (work->chat) };
  gboolean good;

  g_mutex_init (&run.lock);
  for (guint i = 0; i < report->items->len; i++)
    if (((LimDressItem *) report->items->pdata[i])->state == LIM_ITEM_TODO)
      g_ptr_array_add (run.todo, report->items->pdata[i]);
  count_states (report);
  if (work->options->dry_run)
    {
      estimate (work, run.todo);
      return TRUE;
    }
  lim_progress_begin (work->context->progress, run.todo->len, work->making->unit, work->making->title);
  good = lim_pool_run (MAX (work->chat->model.slots, 1), run.todo->len, make_item, &run, work->context->cancellable,
                       error);
  lim_progress_end (work->context->progress);
  count_states (report);
  report->cost = lim_dress_chat_cost (work->chat);
  if (!good || report->n[LIM_ITEM_FAILED] == 0)
    return good;
  g_autofree char *failed = lim_text_count (report->n[LIM_ITEM_FAILED], work->making->unit, NULL);
  return lim_fail (error, LIM_ERROR_SOME_FAILED, "%s could not be made; the same command tries again", failed);
}
