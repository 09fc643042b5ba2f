/* store-judge.h: the one way a judgment reaches the disk.
 *
 * Record before move (style-dataset-pipeline.txt, key design decision 1): the judgment, with the image's new path, is
 * saved first, then the image moves. A crash in between leaves a record that says where the image belongs and a note
 * that it is not there yet; lim_store_repair() finishes the move. */
#pragma once

#include "store-record.h"

/* Judges @record, read before by the caller, and moves its image into the status' folder. LIM_ERROR_CONFLICT when the
 * record was changed since it was read or another file is where the image should go; nothing is changed then. A record
 * without an image is judged all the same, and *@image_missing (may be NULL) tells it.
 *
 * After a failure @record in memory says what the disk may not: free it, and load it again. */
gboolean lim_store_judge (const LimProject *project, LimRecord *record, const LimJudgment *judgment,
                          gboolean *image_missing, GError **error);

/* Takes the current judgment back; the one before it, if any, counts again, and the image moves along. What was taken
 * back stays in the record. LIM_ERROR_NOT_FOUND when there is no judgment. */
gboolean lim_store_undo_judgment (const LimProject *project, LimRecord *record, gboolean *image_missing,
                                  GError **error);
