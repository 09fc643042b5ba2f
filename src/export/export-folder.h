/* export-folder.h: the folder of one export while it is being made. It grows under a temporary name beside its target
 * and takes the target's place in one step when it is whole: an interrupted run leaves the previous export as it was,
 * and never a mixture of both. */
#pragma once

#include "base-error.h"
#include "export-unit.h"

typedef struct
{
  char *path; /* in the folder, with / */
  guint64 bytes;
  char *sha256;
  guint64 rows;       /* of a row file */
  const char *config; /* of a row file, else NULL; static */
  LimSplit split;
} LimExportFile;

typedef struct _LimExportFolder LimExportFolder;

/* Whether @target may be written: it is absent, an empty folder, or an earlier export and nothing else. Anything more is
 * somebody's work: LIM_ERROR_REFUSED. */
gboolean lim_export_folder_check (const char *target, GError **error);

/* Begins the folder that will be @target. Remains of runs that were killed are removed. LIM_ERROR_REFUSED when @target
 * holds something that is no export. Transfer full. */
LimExportFolder *lim_export_folder_new (const char *target, GError **error);

/* Removes what was made, unless it was finished. */
void lim_export_folder_free (LimExportFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimExportFolder, lim_export_folder_free)

/* The absolute path of @name in the unfinished folder; folders on the way are made. Transfer full. */
char *lim_export_folder_path (LimExportFolder *folder, const char *name, GError **error);

/* Enters a file that was written to lim_export_folder_path(). @sha256: transfer full. */
LimExportFile *lim_export_folder_enter (LimExportFolder *folder, const char *name, guint64 bytes, char *sha256);

/* Writes a small file whole. */
gboolean lim_export_folder_write (LimExportFolder *folder, const char *name, const char *text, gsize length,
                                  GError **error);

/* Puts @image at @name, once: again is no error. By hard link with @link where the file system allows it, else by
 * copy. LIM_ERROR_CONFLICT when the file is no longer what the plan saw. */
gboolean lim_export_folder_add_image (LimExportFolder *folder, const char *name, const LimExportImage *image,
                                      gboolean link, GError **error);

/* The files so far, sorted by path: (element-type LimExportFile). Borrowed. */
GPtrArray *lim_export_folder_files (LimExportFolder *folder);

/* Makes all durable and gives the folder its name; what stood there before is removed. */
gboolean lim_export_folder_finish (LimExportFolder *folder, GError **error);
