/* provider-workflow-shelf.h: workflows by name: the built-in ones, and the files NAME.json of a folder.
 *
 * The names of the built-in ones are taken: a file of that name is never read. */
#pragma once

#include "provider-workflow.h"

#define LIM_WORKFLOW_TXT2IMG "txt2img" /* from words alone */
#define LIM_WORKFLOW_IMG2IMG "img2img" /* from a picture */

typedef struct LimWorkflowShelf LimWorkflowShelf;

/* @folder: an absolute path, which need not exist; NULL: only the built-in ones. Transfer full; usable from several threads. */
LimWorkflowShelf *lim_workflow_shelf_new (const char *folder);
void lim_workflow_shelf_free (LimWorkflowShelf *shelf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimWorkflowShelf, lim_workflow_shelf_free)

/* The workflow @name, read once and kept as long as the shelf. LIM_ERROR_BAD_INPUT: there is none, which names those there
 * are and the nearest; or lim_workflow_parse() says what is wrong with it. Borrowed. */
const LimWorkflow *lim_workflow_shelf_get (LimWorkflowShelf *shelf, const char *name, GError **error);

/* Their names: the built-in ones, then those of the folder in order, without looking into the files. Transfer full. */
char **lim_workflow_shelf_names (const LimWorkflowShelf *shelf);

/* Whether @name is one of the built-in ones. */
gboolean lim_workflow_is_built_in (const char *name);
