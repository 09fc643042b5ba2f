/* store-project.h: the project folder: finding it, naming what lies in it, its configuration.
 *
 * A project is a folder. What makes one is any of `limner.yaml`, `constitution.json`, `canon/constitution.md`, or
 * `records/` beside `canon/`, `inputs/` or `project.json`; so projects made by other tools open as they are
 * (docs/records.md). A workspace is a folder whose `games/` or `projects/` holds projects. Opening writes nothing;
 * `.limner/` is made when something is first remembered there. */
#pragma once

#include "base-json.h"

typedef struct _LimProject LimProject;

/* Finds and opens the project that @start_folder (NULL: the working folder) means.
 *
 * With @game, it is `games/@game` or `projects/@game` in @start_folder or the nearest folder above that has it. Without,
 * it is the nearest folder, from @start_folder up, that is a project, or is a workspace with exactly one.
 * LIM_ERROR_NOT_FOUND says what was looked for and where; several to choose from is LIM_ERROR_USAGE and lists them.
 * Transfer full; usable from several threads. */
LimProject *lim_project_open (const char *start_folder, const char *game, GError **error);
void lim_project_free (LimProject *project);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimProject, lim_project_free)

const char *lim_project_folder (const LimProject *project); /* absolute, without symbolic links */
const char *lim_project_name (const LimProject *project);   /* the folder's own name */

/* The absolute path of @relative. Nothing is checked: for paths that came out of a file there is lim_store_resolve().
 * Transfer full. */
char *lim_project_path (const LimProject *project, const char *relative);

/* limner.yaml laid over project.json, member by member; an empty object when there is neither. Read once and kept.
 * NULL with LIM_ERROR_BAD_INPUT when one of them cannot be read. Borrowed; not to be changed. */
const LimJson *lim_project_config (LimProject *project, GError **error);

/* The text of a file of at most 16 MiB, NUL-terminated. NULL without @error when there is no such file. @length may be
 * NULL. Transfer full. */
char *lim_project_read_text (const LimProject *project, const char *relative, gsize *length, GError **error);

/* Makes `.limner/`, where what can be lost is kept, with a .gitignore that covers it. */
gboolean lim_project_ensure_state_folder (const LimProject *project, GError **error);
