/* dress-propose.h: `story propose`: what a story from Twine lacks, read out of its prose by a chat model: people, places, things, and
 * a vision. A proposal and no more: a file of its own, to be corrected and brought in with `story import --with`.
 *
 * The model names entities passage by passage; one whose name the prose does not say is dropped. Who appears where is no
 * matter of the model: an entity appears in the passages whose prose says its name. */
#pragma once

#include "base-context.h"
#include "record-story.h"
#include "store-project.h"

#define LIM_PROPOSED_FILE "story/proposed.yaml"

typedef struct
{
  const char *provider; /* NULL: the project's */
  gboolean replace;     /* also a proposal that was edited by hand */
  gboolean dry_run;     /* nothing is asked and nothing written */
} LimProposeOptions;

typedef struct
{
  char *maker;
  gboolean prepared;
  LimStory *proposal; /* NULL after --dry-run */
  GPtrArray *dropped; /* (element-type char*) names that no prose says */
  guint n_unread;     /* passages about which no usable answer came */
  guint n_questions;  /* that are, or would be, asked */
  char *original;     /* relative: what the story was imported from; NULL: not known */
  char *cost;
  gint64 tokens; /* --dry-run: about how many the questions have */
} LimProposeReport;

LimProposeReport *lim_propose_report_new (void);
void lim_propose_report_free (LimProposeReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimProposeReport, lim_propose_report_free)

/* Asks, and writes LIM_PROPOSED_FILE. LIM_ERROR_BAD_INPUT when the story has no prose, LIM_ERROR_CONFLICT when the proposal there is was
 * edited; else as lim_dress_chat_ask(). */
gboolean lim_dress_propose (const LimContext *context, LimProject *project, const LimProposeOptions *options,
                            LimProposeReport *report, GError **error);
