#include "style-bind.h"

#include "base-error.h"
#include "store-record.h"
#include "style-index.h"

#include <string.h>

LimBindReport *
lim_bind_report_new (void)
{
  LimBindReport *report = g_new0 (LimBindReport, 1);

  report->factions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  report->problems = lim_problems_new ();
  return report;
}

void
lim_bind_report_free (LimBindReport *report)
{
  if (report == NULL)
    return;
  g_hash_table_unref (report->factions);
  g_ptr_array_unref (report->problems);
  g_free (report);
}

/* What the workers share. */
typedef struct
{
  const LimCanon *canon;
  LimRecordBatch *batch; /* NULL in a dry run */
  LimProgress *progress;
  char *now;
  GMutex lock; /* of the report */
  LimBindReport *report;
} Run;

static void
count_binding (Run *run, const LimBinding *binding)
{
  LimBindReport *report = run->report;
  const char *faction = binding->faction != NULL ? binding->faction : "";
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (report->factions, faction));

  report->bound++;
  for (guint i = 0; i < LIM_N_VERDICTS; i++)
    report->verdicts[i] += binding->counts[i];
  g_hash_table_insert (report->factions, g_strdup (faction), GUINT_TO_POINTER (n + 1));
}

/* -- Which: asked of the index, so that what is fresh is not even read -- */

typedef struct
{
  const LimCanon *canon;
  const LimBindOptions *options;
  GPtrArray *wanted;          /* (element-type char*) ids */
  const LimIndexGroup *group; /* of the record before … */
  gboolean is_wanted;         /* … and whether its records are */
} Choice;

static void
choose_record (const char *id, const LimIndexGroup *group, gpointer data)
{
  Choice *choice = data;

  if (group != choice->group)
    {
      LimBindingState state = lim_style_group_binding (choice->canon, group);

      choice->group = group;
      choice->is_wanted =
          !group->unreadable
          && (lim_binding_state_needs_bind (state) || (choice->options->force && state == LIM_BINDING_FRESH));
    }
  if (choice->is_wanted)
    g_ptr_array_add (choice->wanted, g_strdup (id));
}

static gboolean
note_unreadable (const LimIndexRow *row, gpointer data, GError **error G_GNUC_UNUSED)
{
  LimBindReport *report = data;

  if (row->problem != NULL)
    lim_problems_add (report->problems, row->id, row->problem);
  return TRUE;
}

static gboolean
count_states (LimIndex *index, const LimCanon *canon, const GPtrArray *groups, LimBindReport *report, GError **error)
{
  LimIndexQuery everything = { .status = -1 };
  gboolean any_unreadable = FALSE;

  for (guint i = 0; i < groups->len; i++)
    {
      const LimIndexGroup *group = groups->pdata[i];

      any_unreadable |= group->unreadable;
      if (group->unreadable)
        continue;
      report->n_records += (guint) group->n;
      report->states[lim_style_group_binding (canon, group)] += (guint) group->n;
    }
  return !any_unreadable || lim_index_for_each (index, &everything, note_unreadable, report, error);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
choose (const LimProject *project, const LimCanon *canon, const LimBindOptions *options, LimBindReport *report,
        GError **error)
{
  g_autoptr (LimIndex) index = lim_style_open_index (project, canon, error);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_free);
  Choice choice = { .canon = canon, .options = options, .wanted = wanted };
  g_autoptr (GPtrArray) groups =
      index != NULL ? lim_index_group_members (index, choose_record, &choice, error) : NULL;

  if (groups == NULL || !count_states (index, canon, groups, report, error))
    return NULL;
  g_ptr_array_sort (wanted, compare_ids);
  return g_steal_pointer (&wanted);
}

/* -- Binding -- */

/* A score outside 0..1 would give a verdict that means nothing; such a record is named, and keeps what it has. */
static gboolean
check_scores_are_scores (const LimRecord *record, GError **error)
{
  g_autoptr (LimJudgment) judgment = lim_record_judgment (record);

  for (guint i = 0; judgment != NULL && i < lim_scores_length (judgment->scores); i++)
    {
      const LimScore *score = lim_scores_at (judgment->scores, i);

      if (!(score->value >= 0 && score->value <= 1))
        return lim_fail (error, LIM_ERROR_BAD_INPUT,
                         "records/%s.json: score of “%s”: expected a number from 0 to 1, found %g. Judge it again",
                         record->id, score->dimension, score->value);
    }
  return TRUE;
}

static gboolean
bind_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error)
{
  Run *run = data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimBinding) binding =
      check_scores_are_scores (*record, &problem) ? lim_canon_bind (run->canon, *record, NULL) : NULL;

  if (binding != NULL && run->batch != NULL)
    {
      lim_binding_apply (*record, binding, run->now);
      if (!lim_record_batch_save (run->batch, *record, &problem)
          && !g_error_matches (problem, LIM_ERROR, LIM_ERROR_CONFLICT))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  g_mutex_lock (&run->lock);
  if (problem != NULL)
    lim_problems_add (run->report->problems, (*record)->id, problem->message);
  else if (binding != NULL)
    count_binding (run, binding);
  else
    run->report->without_rules++;
  g_mutex_unlock (&run->lock);
  lim_progress_step (run->progress, 1, NULL);
  return TRUE;
}

static void
bad_record (gsize index G_GNUC_UNUSED, const char *id, const GError *error, gpointer data)
{
  lim_problems_add (((Run *) data)->report->problems, id, error->message);
}

/* Why the run ended early, unless the commit has said so already. Always FALSE. */
static gboolean
explain_stop (const LimBindReport *report, guint n_wanted, gboolean dry_run, const GError *stop, GError **error)
{
  if (stop == NULL || (error != NULL && *error != NULL))
    return FALSE;
  if (!g_error_matches (stop, LIM_ERROR, LIM_ERROR_CANCELLED) || dry_run)
    {
      g_propagate_error (error, g_error_copy (stop));
      return FALSE;
    }
  return lim_fail (error, LIM_ERROR_CANCELLED, "stopped after %u of %u; the same command goes on from here",
                   report->bound, n_wanted);
}

gboolean
lim_style_bind (const LimContext *context, const LimProject *project, const LimCanon *canon,
                const LimBindOptions *options, LimBindReport *report, GError **error)
{
  g_autoptr (GPtrArray) ids = choose (project, canon, options, report, error);
  g_autoptr (LimRecordBatch) batch = NULL;
  g_autofree char *now = NULL;
  g_autoptr (GError) stop = NULL;

  if (ids == NULL)
    return FALSE;
  if (ids->len == 0)
    {
      lim_problems_sort (report->problems);
      return TRUE;
    }
  /* The batch holds the write lock, so it is taken before the records are read. */
  if (!options->dry_run && (batch = lim_record_batch_new (project, error)) == NULL)
    return FALSE;

  now = lim_clock_now_iso (context->clock);
  Run run = { .canon = canon, .batch = batch, .progress = context->progress, .now = now, .report = report };
  g_mutex_init (&run.lock);
  lim_progress_begin (context->progress, ids->len, "record", "Binding");
  gboolean ok =
      lim_store_for_each_record (project, ids, 0, bind_record, bad_record, &run, context->cancellable, &stop);
  if (batch != NULL && (ok || g_error_matches (stop, LIM_ERROR, LIM_ERROR_CANCELLED)))
    ok = lim_record_batch_commit (batch, error) && ok;
  lim_progress_end (context->progress);
  g_mutex_clear (&run.lock);
  lim_problems_sort (report->problems);
  return ok || explain_stop (report, ids->len, options->dry_run, stop, error);
}
