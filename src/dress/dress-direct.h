/* dress-direct.h: `dress direct`: author and chat model settle how the story looks (dress-stage.txt, “Phase 0: Art Direction”).
 *
 *   discuss      turns of person and model, kept after each (dress-talk.h)
 *   summarize    what was agreed, as prose: story/direct/summary.md; one that a person edited is used as it stands
 *   serialize    the summary into one art direction and a visual of each entity, by JSON Schema; what is vague or missing
 *                goes back with field and reason, three retries; then nothing is written
 *
 * Without a face: what is to be shown and asked goes through LimDirectEvents. */
#pragma once

#include "base-context.h"
#include "dress-look.h"
#include "store-project.h"

#define LIM_DIRECT_SUMMARY "story/direct/summary.md"
#define LIM_DIRECT_RETRIES 3u

/* Who listens and answers. A method may be NULL. */
typedef struct
{
  /* A stretch of the model's words begins under @title; then they come; then they end. Hostile. */
  void (*begin) (const char *title, gpointer data);
  void (*piece) (const char *text, gpointer data);
  void (*end) (gpointer data);

  /* An earlier turn, to find one's place again. */
  void (*recall) (gboolean person, const char *text, gpointer data);

  /* A sentence about what goes on. */
  void (*note) (const char *sentence, gpointer data);

  /* The next thing the person says; NULL: no more for now. Transfer full. Absent: nobody is there. */
  char *(*ask) (gpointer data);

  /* Whether @changes (element-type LimLookChange) are to be written. Absent: yes. */
  gboolean (*agree) (const GPtrArray *changes, gpointer data);

  gpointer data;
} LimDirectEvents;

typedef struct
{
  const char *provider; /* NULL: the project's */
  const char *say;      /* one thing to say; NULL: the events are asked */
  gboolean done;        /* nothing (more) is to be said: summarize and serialize */
  gboolean missing;     /* as `done`, but only for what has no look yet, in the spirit of the summary there is */
  gboolean again;       /* begin a new conversation; the old one is laid aside */
  gboolean replace;     /* also files that people edited */
  gboolean dry_run;     /* nothing is asked and nothing written */
  const char *from;     /* the look as a file, in place of a model; outside the project or in it */
  const LimDirectEvents *events; /* NULL: nobody */
} LimDirectOptions;

typedef struct
{
  gboolean finished; /* there is a look; else the conversation is kept */
  gboolean written;  /* it was written, as far as it had to be */
  guint n_turns;     /* of the conversation */
  guint n_entities;
  char *maker;        /* “openai/gpt-5”, “script”, “by hand” */
  gboolean prepared;  /* its answers are prepared: no model was asked */
  GPtrArray *changes; /* (element-type LimLookChange) */
  char *cost;         /* in words; NULL: no model */
  gint64 tokens;      /* --dry-run: about how many the questions would have */
} LimDirectReport;

LimDirectReport *lim_direct_report_new (void);
void lim_direct_report_free (LimDirectReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDirectReport, lim_direct_report_free)

/* Does it, and tells in @report how far it came, also when FALSE. A line “/done” of the person ends the discussion, “/quit” leaves
 * it for later.
 * LIM_ERROR_BAD_INPUT: the story has no vision, or the file cannot be used; LIM_ERROR_PROVIDER: the model does not answer as
 * asked; LIM_ERROR_CANCELLED: stopped, and what was said is kept. */
gboolean lim_dress_direct (const LimContext *context, LimProject *project, const LimDirectOptions *options,
                           LimDirectReport *report, GError **error);
