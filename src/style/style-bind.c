#include "style-bind.h"

#include "store-record.h"

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
  const LimBindOptions *options;
  LimRecordBatch *batch; /* NULL in a dry run */
  LimProgress *progress;
  char *now;
  GMutex lock; /* of the report */
  LimBindReport *report;
} Run;

static void
add_problem (Run *run, const char *id, const GError *error)
{
  g_mutex_lock (&run->lock);
  lim_problems_add (run->report->problems, id, error->message);
  g_mutex_unlock (&run->lock);
}

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

/* Counts the record as found and, where it is bound now, what came out; a record without applicable rules is bindable in
 * vain. */
static void
count (Run *run, LimBindingState state, gboolean wanted, const LimBinding *binding)
{
  g_mutex_lock (&run->lock);
  run->report->n_records++;
  run->report->states[state]++;
  if (binding != NULL)
    count_binding (run, binding);
  else if (wanted)
    run->report->without_rules++;
  g_mutex_unlock (&run->lock);
}

static gboolean
bind_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Run *run = data;
  LimBindingState state = lim_canon_binding_state (run->canon, *record);
  gboolean wanted = lim_binding_state_needs_bind (state) || (run->options->force && state == LIM_BINDING_FRESH);
  g_autoptr (LimBinding) binding = wanted ? lim_canon_bind (run->canon, *record, NULL) : NULL;

  if (binding != NULL && run->batch != NULL)
    {
      g_autoptr (GError) problem = NULL;

      lim_binding_apply (*record, binding, run->now);
      if (!lim_record_batch_save (run->batch, *record, &problem))
        {
          if (!g_error_matches (problem, LIM_ERROR, LIM_ERROR_CONFLICT))
            {
              g_propagate_error (error, g_steal_pointer (&problem));
              return FALSE;
            }
          add_problem (run, (*record)->id, problem);
          return TRUE;
        }
    }
  count (run, state, wanted, binding);
  lim_progress_step (run->progress, 1, NULL);
  return TRUE;
}

static void
bad_record (gsize index G_GNUC_UNUSED, const char *id, const GError *error, gpointer data)
{
  add_problem (data, id, error);
}

gboolean
lim_style_bind (const LimContext *context, const LimProject *project, const LimCanon *canon,
                const LimBindOptions *options, LimBindReport *report, GError **error)
{
  g_autoptr (LimRecordBatch) batch = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autofree char *now = lim_clock_now_iso (context->clock);
  Run run = { .canon = canon, .options = options, .progress = context->progress, .now = now, .report = report };

  /* The batch holds the write lock, so it is taken before the records are read. */
  if (!options->dry_run && (batch = lim_record_batch_new (project, error)) == NULL)
    return FALSE;
  ids = lim_store_list_records (project, error);
  if (ids == NULL)
    return FALSE;

  run.batch = batch;
  g_mutex_init (&run.lock);
  lim_progress_begin (context->progress, ids->len, "record", "Binding");
  gboolean ok =
      lim_store_for_each_record (project, ids, 0, bind_record, bad_record, &run, context->cancellable, error)
      && (batch == NULL || lim_record_batch_commit (batch, error));
  lim_progress_end (context->progress);
  g_mutex_clear (&run.lock);
  lim_problems_sort (report->problems);
  return ok;
}
