/* style-sheet.h: `sheet`: one HTML file with every picture of the project, its verdict and scores, that opens from disk. */
#pragma once

#include "base-context.h"
#include "base-problem.h"
#include "canon.h"
#include "store-project.h"

/* Where the sheet lies when nobody says otherwise, relative to the project. */
#define LIM_SHEET_PATH "exports/sheet.html"

typedef struct
{
  guint statuses;   /* bits 1 << LimStatus; 0: all */
  const char *lane; /* NULL: all. One the canon does not know is LIM_ERROR_NOT_FOUND */
  guint limit;      /* the first so many by id; 0: all */
  guint thumb_side; /* pixels */
  const char *out;  /* NULL: LIM_SHEET_PATH in the project */
} LimSheetOptions;

typedef struct
{
  char *path; /* where it was written */
  guint n_cards;
  guint n_missing; /* of them without a picture that can be shown */
  guint64 bytes;
  GPtrArray *problems; /* (element-type LimProblem): records and pictures that could not be read */
} LimSheetReport;

LimSheetReport *lim_sheet_report_new (void);
void lim_sheet_report_free (LimSheetReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSheetReport, lim_sheet_report_free)

/* Writes the sheet. The same project gives the same bytes. Thumbnails are made on all processors; memory does not grow
 * with the number of pictures. */
gboolean lim_style_sheet (const LimContext *context, const LimProject *project, const LimCanon *canon,
                          const LimSheetOptions *options, LimSheetReport *report, GError **error);
