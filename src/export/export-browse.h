/* export-browse.h: exports that were made, looked at row by row as their trainer sees them. It reads with the checker's
 * own words (export-check.h), so that what is shown is what lies there and not what was meant. */
#pragma once

#include "base-json.h"

/* The exports in @folder, those of limner with a manifest, by name: [{name, format, reader, project, rows, splits, bytes,
 * embedded, linked, stripped, tasks, excluded: [{reason, n, help, fix}], warnings, modified, files: [{path, config, split, rows}]}].
 * What cannot be read says `problem` instead. A folder that is not there has none. */
LimJson *lim_export_list_to_json (const char *folder, LimJsonDoc *doc, GError **error);

/* The rows @offset … of the row file @file of the export @name in @folder, at most @limit: {total, offset, rows: [{row, question,
 * answer, rejected, label, images: [{path, embedded}], unit: {id, task, origin, assets}, text, problem}]}. `text` is the row
 * as it lies there, long texts shortened. LIM_ERROR_NOT_FOUND when there is no such export or file. */
LimJson *lim_export_rows_to_json (const char *folder, const char *name, const char *file, guint offset, guint limit,
                                  LimJsonDoc *doc, GError **error);

/* The absolute path of the export @name in @folder, which must be a folder itself and no link. Transfer full. */
char *lim_export_find (const char *folder, const char *name, GError **error);

/* Image @image of row @row: its absolute path, or *@bytes (transfer full) and no path when it lies in the row itself. NULL for
 * both with @error. Transfer full. */
char *lim_export_row_image (const char *folder, const char *name, const char *file, guint row, guint image,
                            GBytes **bytes, GError **error);
