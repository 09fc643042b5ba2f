/* base-file-group.h: several files that wait for the disk together: as durable as one after the other, in a fraction of the
 * time.
 *
 *   g_autoptr (LimFileGroup) group = lim_file_group_new ();
 *   lim_file_group_add (group, path, bytes, &error) …
 *   lim_file_group_commit (group, &error);
 *
 * Each file appears whole or not at all. Not for several threads at a time. */
#pragma once

#include "base-file.h"

/* A file is held open until the commit, so there is a most. */
#define LIM_FILE_GROUP_MAX 16u

typedef struct _LimFileGroup LimFileGroup;

LimFileGroup *lim_file_group_new (void);

/* Writes @bytes beside @path, which is as it was until the commit, and lets the disk begin. Folders on the way are made. At most
 * LIM_FILE_GROUP_MAX since the last commit. */
gboolean lim_file_group_add (LimFileGroup *group, const char *path, GBytes *bytes, GError **error);

guint lim_file_group_count (const LimFileGroup *group);

/* Waits for the disk, then replaces every path added, in the order they were, durably; the group is empty afterwards and may
 * be used again. FALSE when one could not be: those before it may have been, and none behind it is. */
gboolean lim_file_group_commit (LimFileGroup *group, GError **error);

/* What was added and not committed is forgotten. */
/* Removes what waits; nothing takes its place. */
void lim_file_group_abandon (LimFileGroup *group);

void lim_file_group_free (LimFileGroup *group);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimFileGroup, lim_file_group_free)
