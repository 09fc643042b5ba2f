/* store-jobs-strays.c: sendings that nobody waits for any more, so that a later run can tell the server. */
#include "store-jobs-private.h"

void
lim_stray_free (LimStray *stray)
{
  if (stray == NULL)
    return;
  g_free (stray->provider);
  g_free (stray->server);
  g_free (stray->sent_id);
  g_free (stray);
}

gboolean
lim_jobs_add_stray (LimJobs *jobs, const char *provider, const char *server, const char *sent_id, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&jobs->lock);

  return lim_sqlite_run (jobs->db, error,
                         "INSERT OR REPLACE INTO strays (sent_id, provider, server) VALUES (?, ?, ?)", "ttt", sent_id,
                         provider, server);
}

gboolean
lim_jobs_drop_stray (LimJobs *jobs, const char *sent_id, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&jobs->lock);

  return lim_sqlite_run (jobs->db, error, "DELETE FROM strays WHERE sent_id = ?", "t", sent_id);
}

static gpointer
read_stray (sqlite3_stmt *statement)
{
  LimStray *stray = g_new0 (LimStray, 1);

  stray->sent_id = lim_jobs_read_text (statement, 0);
  stray->provider = lim_jobs_read_text (statement, 1);
  stray->server = lim_jobs_read_text (statement, 2);
  return stray;
}

GPtrArray *
lim_jobs_list_strays (LimJobs *jobs, GError **error)
{
  return lim_jobs_select (jobs, "SELECT sent_id, provider, server FROM strays ORDER BY sent_id", NULL, read_stray,
                          (GDestroyNotify) lim_stray_free, error);
}
