/* store-jobs-page.c: a look at some of many jobs, cheap enough to be taken again and again while a run goes on. */
#include "store-jobs-private.h"

#include <string.h>

#define OPEN_STATES (1u << LIM_JOB_PLANNED | 1u << LIM_JOB_SENT | 1u << LIM_JOB_RENDERED)

/* The condition on state: a state that no limner wrote counts as failed, as it is read. Our own words need no quoting. */
static void
append_states (GString *sql, guint states)
{
  gboolean has_failed = (states & 1u << LIM_JOB_FAILED) != 0;

  g_string_append (sql, has_failed ? " AND state NOT IN (''" : " AND state IN (''");
  for (guint state = 0; state < LIM_N_JOB_STATES; state++)
    if (((states & 1u << state) != 0) != has_failed)
      g_string_append_printf (sql, ", '%s'", lim_job_state_name (state));
  g_string_append_c (sql, ')');
}

static char *
write_condition (const LimJobQuery *query)
{
  GString *sql = g_string_new (" FROM jobs WHERE key IS NOT NULL");

  if (query->states == OPEN_STATES) /* said so that SQLite knows its index of them again */
    g_string_append (sql, " AND state IN " LIM_JOBS_OPEN_STATES);
  else if (query->states != 0)
    append_states (sql, query->states);
  if (query->text != NULL)
    g_string_append (sql, " AND (instr(lower(key), lower(?1)) > 0 OR instr(lower(message), lower(?1)) > 0)");
  return g_string_free (sql, FALSE);
}

static gboolean
select_rows (LimJobs *jobs, const LimJobQuery *query, const char *condition, GPtrArray *rows, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT " LIM_JOBS_SMALL_COLUMNS "%s ORDER BY %s LIMIT %d OFFSET %u", condition,
                       query->latest ? "updated_at DESC, place DESC" : "priority, place",
                       query->limit > 0 ? (int) MIN (query->limit, (guint) G_MAXINT) : -1, query->offset);
  g_autoptr (LimStatement) statement =
      lim_sqlite_prepare (jobs->db, error, sql, query->text != NULL ? "t" : "", query->text);
  g_autoptr (GError) cause = NULL;

  if (statement == NULL)
    return FALSE;
  while (lim_sqlite_step (jobs->db, statement, &cause))
    g_ptr_array_add (rows, lim_jobs_read_small (statement));
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
count_rows (LimJobs *jobs, const LimJobQuery *query, const char *condition, guint *total, GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT count(*)", condition, NULL);
  g_autoptr (LimStatement) statement =
      lim_sqlite_prepare (jobs->db, error, sql, query->text != NULL ? "t" : "", query->text);

  if (statement == NULL || !lim_sqlite_step (jobs->db, statement, error))
    return FALSE;
  *total = (guint) lim_sqlite_int (statement, 0, 0, G_MAXINT32);
  return TRUE;
}

GPtrArray *
lim_jobs_page (LimJobs *jobs, const LimJobQuery *query, guint *total, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&jobs->lock);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_job_free);
  g_autofree char *condition = write_condition (query);

  if (!count_rows (jobs, query, condition, total, error) || !select_rows (jobs, query, condition, rows, error))
    return NULL;
  return g_steal_pointer (&rows);
}

gboolean
lim_jobs_count (LimJobs *jobs, guint counts[LIM_N_JOB_STATES], GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&jobs->lock);
  g_autoptr (LimStatement) statement =
      lim_sqlite_prepare (jobs->db, error, "SELECT state, count(*) FROM jobs WHERE key IS NOT NULL GROUP BY state",
                          "");
  g_autoptr (GError) cause = NULL;
  guint found[LIM_N_JOB_STATES] = { 0 };

  if (statement == NULL)
    return FALSE;
  while (lim_sqlite_step (jobs->db, statement, &cause))
    found[lim_jobs_read_state (statement, 0)] += (guint) lim_sqlite_int (statement, 1, 0, G_MAXINT32);
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  memcpy (counts, found, sizeof found);
  return TRUE;
}
