/* export-plan.h: from records and comparisons to the units of an export. The plan is made once and serves every format;
 * what is left out is counted with its reason (docs/formats.md, sections 2 and 3).
 *
 *   g_autoptr (LimExportPlan) plan = lim_export_plan_new (project, title);
 *   lim_export_plan_add_record (plan, record, path, canon, …);     for each record
 *   lim_export_plan_add_comparison (plan, comparison);             for each comparison
 *   lim_export_plan_finish (plan, &options, memory, context, &error);
 */
#pragma once

#include "base-context.h"
#include "export-split.h"
#include "export-unit.h"
#include "record-comparison.h"
#include "record.h"

/* A document that went into the export. */
typedef struct
{
  char *path;   /* relative to the project */
  char *sha256; /* of its bytes */
} LimExportInput;

typedef struct
{
  guint tasks; /* LimTask bits */
  LimSplitShares shares;
  gboolean allow_incomplete; /* let assets without canon or explanation through, and leave stale ones out quietly */
  gboolean strip;            /* images without their metadata; names and digests are those of the stripped files */
} LimExportPlanOptions;

extern const LimExportPlanOptions lim_export_plan_defaults; /* all tasks, default shares, complete only */

typedef struct
{
  char *project; /* safe name: a-z, 0-9, - */
  char *ident;   /* the same as an identifier: a-z, 0-9, _ */
  char *title;   /* neutralised */
  char *license; /* as the project states it, or NULL */
  guint tasks;
  GPtrArray *assets;                /* (element-type LimExportAsset), sorted by id */
  GPtrArray *units;                 /* (element-type LimExportUnit), sorted by split, pairs last, task, id */
  GHashTable *excluded;             /* reason (static text) → count, as GUINT_TO_POINTER */
  guint n_ties, n_without_opposite; /* what only formats of pairs leave out */
  guint n_families;
  gboolean stripped;    /* as asked for */
  guint n_hidden_texts; /* images with a text in their pixels, which stripping leaves */
  guint64 neutralised;
  GPtrArray *canon_inputs; /* (element-type LimExportInput) */
  GPtrArray *record_inputs, *comparison_inputs;

  /* private, while it is filled */
  GMutex lock;         /* over what records are added to */
  GHashTable *seen;    /* ids of all records */
  GHashTable *refused; /* id → reason (static text) */
  GPtrArray *comparisons;
  GHashTable *questions;
  char *classification_question, *preference_question, *letter_question;
} LimExportPlan;

/* @name: of the project, any text; @title: as people call it (NULL: @name). Transfer full. */
LimExportPlan *lim_export_plan_new (const char *name, const char *title);
void lim_export_plan_free (LimExportPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimExportPlan, lim_export_plan_free)

/* Takes what an export needs from @record. @image_path: where its image lies, absolute; NULL when the record names none.
 * @lane and @faction may be NULL. Several threads may add at once. */
void lim_export_plan_add_record (LimExportPlan *plan, const LimRecord *record, const char *image_path,
                                 LimExportCanon canon, const char *lane, const char *faction);

/* Leaves the record @id, added before, out of every format, whatever is allowed; @reason is a static text. */
void lim_export_plan_refuse (LimExportPlan *plan, const char *id, const char *reason);

/* Takes @comparison: transfer full. */
void lim_export_plan_add_comparison (LimExportPlan *plan, LimComparison *comparison);

/* Notes a document of the project for the manifest. */
void lim_export_plan_add_input (GPtrArray *inputs, const char *path, const char *sha256);

/* Looks at the images, splits the families and builds the units. @memory: see imaging-marks.h.
 *
 * LIM_ERROR_REFUSED when bindings are stale, unless allow_incomplete; LIM_ERROR_BAD_INPUT when nothing is left to export,
 * with the reasons. */
gboolean lim_export_plan_finish (LimExportPlan *plan, const LimExportPlanOptions *options, const char *memory,
                                 const LimContext *context, GError **error);

/* What units are counted as: by task, and pairs whatever their task. */
#define LIM_N_UNIT_KINDS 4
extern const char *const lim_export_unit_kinds[LIM_N_UNIT_KINDS]; /* “classification” … “pairs” */

/* How many units of each kind each split has. */
void lim_export_plan_count (const LimExportPlan *plan, guint counts[LIM_N_SPLITS][LIM_N_UNIT_KINDS]);

/* Adds @n to the count of @reason, a static text. */
void lim_export_count (GHashTable *excluded, const char *reason, guint n);

/* “4 unjudged, 1 no_canon”, sorted by reason; "" when @excluded is empty. Transfer full. */
char *lim_export_describe_excluded (GHashTable *excluded);
