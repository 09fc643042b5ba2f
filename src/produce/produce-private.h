/* produce-private.h: what the files of the engine share. */
#pragma once

#include "produce.h"
#include "store-jobs.h"

/* A job seen against the disk and against what earlier runs noted of it. */
typedef struct
{
  LimProduceFate fate;
  LimJob *row; /* as the jobs' database has it; NULL: never heard of. Owned */
  char *image; /* CONTINUE: where its finished picture lies, that only lacks its record; else NULL. Owned */
} LimProduceView;

void lim_produce_view_clear (LimProduceView *view);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimProduceView, lim_produce_view_clear)

/* @db may be NULL: there is none yet. */
gboolean lim_produce_look (const LimProject *project, LimJobs *db, const LimProduceJob *job, LimProduceView *view,
                           GError **error);

/* The folder's image file of @id, whatever its format, relative to the project; NULL when there is none. Transfer full. */
char *lim_produce_find_candidate (const LimProject *project, const char *id);

/* Under which name the database knows @job; and what it asks for, as one line of JSON. Transfer full. */
char *lim_produce_key (const LimProduceJob *job);
char *lim_produce_request (const LimProduceJob *job);

/* One run. */
typedef struct
{
  const LimContext *context;
  const LimProject *project;
  const LimImageProvider *provider;
  gpointer state; /* the provider's */
  LimJobs *db;
  const LimProduceEvents *events;
  GPtrArray *todo; /* (element-type LimProduceJob), borrowed */
  guint unable;    /* jobs that were dropped because the provider cannot do such */
  GMutex lock;     /* over report and events */
  LimProduceReport *report;
} LimProduceRun;

/* Counts @job as failed or blocked and tells it. */
void lim_produce_note_problem (LimProduceRun *run, const LimProduceJob *job, LimFailure failure, const char *message);

/* Notes every job of run->todo, all together, before anything is sent. */
gboolean lim_produce_remember (LimProduceRun *run, GError **error);

/* A LimPoolFunc over run->todo. FALSE stops the run. */
gboolean lim_produce_do (gsize index, gpointer run, GError **error);
