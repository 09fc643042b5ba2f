/* style-ingest.h: `ingest`: images from elsewhere become images of the project, each with a record that says how it was made,
 * as far as the image itself tells (record-dialect.h).
 *
 * Image first, then record, then, for a move, the source is removed: a run that is killed leaves no record without its
 * picture and loses no source. Running it again adds only what is missing, under the same ids. */
#pragma once

#include "base-context.h"
#include "base-problem.h"
#include "canon.h"
#include "record-identity.h"
#include "record-judgment.h"
#include "store-project.h"

typedef enum
{
  LIM_INGEST_COPY,
  LIM_INGEST_MOVE, /* the source is removed when its record is on the disk */
  LIM_INGEST_LINK, /* hard link; a copy where that cannot be */
} LimIngestMode;

typedef struct
{
  const char *const *paths; /* files and folders; folders with all below them */
  LimIngestMode mode;
  const LimJudgment *judgment; /* a person's, for all of them; NULL: candidates */
  const LimCanon *canon;       /* what @judgment is held against; may be NULL without one */
  const LimIdentity *shows;    /* the named subject; NULL: none */
  gboolean skip_near;          /* leave out what is nearly the same as another image */
  gboolean dry_run;
} LimIngestRun;

typedef enum
{
  LIM_INGEST_NEW,      /* gets a record (in a dry run: would) */
  LIM_INGEST_SAME,     /* the same bytes are an image of the project already, or were met before in this run */
  LIM_INGEST_FINISHED, /* the same, from an earlier move of this very file, whose source is now removed */
  LIM_INGEST_BACK,     /* its record was there and its image was gone; now it is back */
  LIM_INGEST_NEAR,     /* left out with skip_near */
  LIM_INGEST_FAILED,   /* named in problems */
} LimIngestFate;

/* “new”, “same”, “finished”, “back”, “near”, “failed”. */
const char *lim_ingest_fate_name (LimIngestFate fate);

typedef struct
{
  char *path; /* as it was named or found */
  LimIngestFate fate;
  char *id;         /* of its record; NULL when it gets none */
  char *asset_path; /* of a new one */
  char *like;       /* id of the image it equals, or nearly equals; NULL: of none */
  guint distance;   /* from that one, in bits of 64 (imaging-fingerprint.h) */
  char *tool;       /* that left the texts; NULL: none known */
  gboolean has_prompt;
  gboolean copied; /* although a link was asked for */
} LimIngestItem;

typedef struct
{
  GPtrArray *items; /* (element-type LimIngestItem), in the order in which they were found */
  guint n_new, n_same, n_finished, n_back, n_near_skipped, n_failed;
  guint n_near;        /* new, and nearly the same as another */
  guint n_with_prompt; /* of the new ones */
  guint n_copied;      /* could not be linked */
  guint n_other_files; /* in the folders, of kinds that are no images */
  GPtrArray *problems; /* (element-type LimProblem), ids are paths */
} LimIngestReport;

LimIngestReport *lim_ingest_report_new (void);
void lim_ingest_report_free (LimIngestReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimIngestReport, lim_ingest_report_free)

/* Does it. LIM_ERROR_NOT_FOUND for a path that is not there; LIM_ERROR_REFUSED when @run->judgment contradicts its scores,
 * or approves a named subject without its gates, and has no override_reason; LIM_ERROR_CONFLICT when another run makes
 * images; LIM_ERROR_CANCELLED. TRUE although some failed: see report->problems. */
gboolean lim_style_ingest (const LimContext *context, const LimProject *project, const LimIngestRun *run,
                           LimIngestReport *report, GError **error);
