/* studio-watch.h: what changed in a project since one last looked, from the times of a few folders and files. Every save
 * by limner, git and most editors changes the time of the folder; a file that some program rewrote in place in records/ is
 * not noticed here (store-index.h finds it). */
#pragma once

#include "store-project.h"

typedef struct LimWatch LimWatch;

/* Transfer full; @project must outlive it. */
LimWatch *lim_watch_new (const LimProject *project);
void lim_watch_free (LimWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimWatch, lim_watch_free)

/* The names of what changed since the last call, or since it was made, as in the table of studio-watch.c; NULL-terminated,
 * static strings in an array that the caller frees with g_free(). NULL: nothing. */
const char **lim_watch_look (LimWatch *watch);
