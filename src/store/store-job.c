/* store-job.c: one job as a value. */
#include "store-jobs.h"

static const struct
{
  const char *name;
  gboolean final;
} states[LIM_N_JOB_STATES] = {
  [LIM_JOB_PLANNED] = { "planned", FALSE },    [LIM_JOB_SENT] = { "sent", FALSE },
  [LIM_JOB_RENDERED] = { "rendered", FALSE },  [LIM_JOB_DONE] = { "done", TRUE },
  [LIM_JOB_FAILED] = { "failed", TRUE },       [LIM_JOB_BLOCKED] = { "blocked", TRUE },
  [LIM_JOB_CANCELLED] = { "cancelled", TRUE },
};

const char *
lim_job_state_name (LimJobState state)
{
  return states[state].name;
}

gboolean
lim_job_state_parse (const char *name, LimJobState *state)
{
  for (guint i = 0; i < LIM_N_JOB_STATES; i++)
    if (g_strcmp0 (states[i].name, name) == 0)
      {
        *state = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
lim_job_state_is_final (LimJobState state)
{
  return states[state].final;
}

LimJob *
lim_job_new (const char *key)
{
  LimJob *job = g_new0 (LimJob, 1);

  job->key = g_strdup (key);
  return job;
}

/* Where the texts of a job are. */
static const gsize texts[] = {
  G_STRUCT_OFFSET (LimJob, key),        G_STRUCT_OFFSET (LimJob, request),      G_STRUCT_OFFSET (LimJob, graph),
  G_STRUCT_OFFSET (LimJob, provider),   G_STRUCT_OFFSET (LimJob, server),       G_STRUCT_OFFSET (LimJob, sent_id),
  G_STRUCT_OFFSET (LimJob, asset_path), G_STRUCT_OFFSET (LimJob, image_sha256), G_STRUCT_OFFSET (LimJob, record),
  G_STRUCT_OFFSET (LimJob, message),    G_STRUCT_OFFSET (LimJob, created_at),   G_STRUCT_OFFSET (LimJob, updated_at),
};

LimJob *
lim_job_copy (const LimJob *job)
{
  LimJob *copy = g_memdup2 (job, sizeof *job);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char **text = G_STRUCT_MEMBER_P (copy, texts[i]);

      *text = g_strdup (*text);
    }
  return copy;
}

void
lim_job_free (LimJob *job)
{
  if (job == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, job, texts[i]));
  g_free (job);
}
