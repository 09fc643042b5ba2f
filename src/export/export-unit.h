/* export-unit.h: what is exported, before any trainer's format: judged assets, and the units to learn from them.
 *
 * A plan (export-plan.h) builds these once; exporters only read them. Words as in docs/formats.md: a unit is one thing
 * to learn (a task, its images, a question, an answer); a row is a unit as one format writes it. */
#pragma once

#include "imaging-marks.h"
#include "record-status.h"

typedef enum
{
  LIM_SPLIT_TRAIN,
  LIM_SPLIT_VALIDATION,
  LIM_SPLIT_TEST,
  LIM_N_SPLITS,
} LimSplit;

const char *lim_split_name (LimSplit split); /* “train”, “validation”, “test” */

typedef enum
{
  LIM_TASK_CLASSIFICATION = 1 << 0, /* image → verdict */
  LIM_TASK_CRITIQUE = 1 << 1,       /* image → verdict, scores, failures, rules, explanation */
  LIM_TASK_PREFERENCE = 1 << 2,     /* two images → which is closer to canon */
} LimTask;

#define LIM_TASK_ALL (LIM_TASK_CLASSIFICATION | LIM_TASK_CRITIQUE | LIM_TASK_PREFERENCE)

const char *lim_task_name (LimTask task);

/* Reads “classification,critique”. LIM_ERROR_USAGE names the word that is none, and the nearest that is. */
gboolean lim_tasks_parse (const char *text, guint *tasks, GError **error);

typedef enum
{
  LIM_ORIGIN_HUMAN,       /* the answer is what a person recorded */
  LIM_ORIGIN_SYNTHESISED, /* put together from what persons recorded of other images */
} LimOrigin;

const char *lim_origin_name (LimOrigin origin); /* “human”, “synthesised” */

typedef enum
{
  LIM_EXPORT_CANON_NONE,  /* not bound to any rule */
  LIM_EXPORT_CANON_FRESH, /* bound, and nothing changed since */
  LIM_EXPORT_CANON_STALE, /* rules or judgment changed, or bound by a tool that left no trace of what it saw */
} LimExportCanon;

typedef LimImageFile LimExportImage; /* fault is a reason of “excluded” */

/* An asset that has image, judgment and canon. Texts are neutralised (export-text.h). */
typedef struct
{
  char *id;
  LimExportImage image;
  LimStatus status;
  LimExportCanon canon;
  char *lane, *faction;          /* NULL when unknown */
  char *subject;                 /* the family by name: identity.subject_name or the id's stem */
  char *derived_from;            /* lineage.derived_from_record_id or NULL */
  char *explanation;             /* may be "" */
  const char *critique_question; /* one address per distinct text */
  char *critique_answer;
  guint family; /* number of the family; see export-split.h */
  LimSplit split;
  char file[48]; /* name below images/: 32 hex digits of sha256 and the ending */
} LimExportAsset;

/* A unit of one answer (rejected is NULL) or a pair of answers to the same question about the same images. */
typedef struct
{
  LimTask task;
  LimOrigin origin;
  LimSplit split;
  char *id; /* “critique:ASSET”, “preference:COMPARISON”, “neighbours:A+B”, “pair:ASSET” */
  const LimExportAsset *assets[2];
  guint n_assets;
  const char *question;
  char *answer;
  char *rejected;
  gboolean has_pair; /* of one answer: a pair about the same thing exists too */
} LimExportUnit;

void lim_export_asset_free (LimExportAsset *asset);
void lim_export_unit_free (LimExportUnit *unit);
