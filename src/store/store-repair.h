/* store-repair.h: finishing what a crash cut short. */
#pragma once

#include "store-record.h"

typedef enum
{
  LIM_REPAIR_DONE,
  LIM_REPAIR_WOULD,  /* in a dry run, or where nothing may be written */
  LIM_REPAIR_FAILED, /* left as it was; the text says why */
  LIM_N_REPAIR_OUTCOMES,
} LimRepairOutcome;

typedef struct
{
  LimRepairOutcome outcome;
  char *text; /* a sentence that names the thing */
} LimRepair;

/* An empty list of repairs (element-type LimRepair), which frees them. Transfer full. */
GPtrArray *lim_repairs_new (void);

/* Opens a project as lim_project_open() does and repairs it. @repairs (may be NULL) gets one for each thing done, and
 * one when a repair had to be left undone: a project in a read-only folder opens all the same. Transfer full. */
LimProject *lim_store_open (const char *start_folder, const char *game, GPtrArray *repairs, GError **error);

/* Finishes the moves that were noted and not done. Costs one look at one small folder when there is nothing to do. */
gboolean lim_store_repair (const LimProject *project, GPtrArray *repairs, GError **error);

/* For doctor. Of the records @ids (element-type char*; NULL: all) brings each image to its record's asset_path where it
 * lies in the folder of another status and the record itself is in agreement (no LIM_RECORD_FOLDER_DIFFERS); an image in
 * two such folders is told and left. Also finishes the moves that were noted. Removes temporary files that are older than a minute and whose process has ended. With @dry_run, and in
 * a project that is read-only or busy, it tells only. */
gboolean lim_store_repair_all (const LimProject *project, const GPtrArray *ids, gboolean dry_run, GPtrArray *repairs,
                               GError **error);
