/* export-validate.h: is a folder a sound dataset? It shares no code with what writes exports, so that it can find their
 * mistakes, and it reads the folders of other tools too, as far as their format can be told from the rows. */
#pragma once

#include "base-context.h"
#include "base-error.h"
#include "base-finding.h"

typedef struct
{
  char format[32]; /* “trl”; of a folder without manifest: the one its rows look like */
  gboolean has_manifest;
  guint64 rows, images, files;
  guint n_errors, n_warnings;
  char grade; /* 'A' nothing found, 'B' few warnings, 'C' more, 'D' a few rows are wrong, 'F' not to be trained on */
} LimValidation;

/* Checks the folder @dir and appends what is wrong to @findings: hashes and sizes, row schema of the format, images
 * present and decodable, placeholders against images, rows that repeat, texts empty, over-long or holding placeholders,
 * what is shared between splits. At most a handful of each kind is listed, the rest is counted.
 *
 * LIM_ERROR_NOT_FOUND or LIM_ERROR_BAD_INPUT when @dir is no folder or holds nothing that looks like a dataset; faults
 * of the dataset are findings, not errors. */
gboolean lim_export_validate (const char *dir, const LimContext *context, GPtrArray *findings, LimValidation *result,
                              GError **error);

/* {folder, grade, format, manifest, rows, images, errors, warnings, findings}. @folder: as it is to be named. */
LimJson *lim_validation_to_json (const LimValidation *result, const char *folder, const GPtrArray *findings,
                                 LimJsonDoc *doc);
