/* style-workflow.h: the ComfyUI workflows a project can name: seen, checked, copied (docs/workflows.md). */
#pragma once

#include "base-context.h"
#include "base-finding.h"
#include "provider-workflow-shelf.h"
#include "store-project.h"

typedef struct
{
  char *name;
  char *file; /* as messages call it */
  gboolean built_in;
  const LimWorkflow *workflow; /* NULL: it cannot be used */
  char *problem;               /* then why */
} LimWorkflowView;

typedef struct
{
  char *folder; /* absolute; need not exist */
  LimWorkflowShelf *shelf;
  GPtrArray *views; /* (element-type LimWorkflowView), built-in ones first */
} LimWorkflowList;

/* All of them. LIM_ERROR_BAD_INPUT: the settings of providers.comfyui are wrong. Transfer full. */
LimWorkflowList *lim_style_list_workflows (LimProject *project, GError **error);
void lim_workflow_list_free (LimWorkflowList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimWorkflowList, lim_workflow_list_free)

/* Looks at the workflows @words, which are names or paths of files (relative to the working folder), or at all when there are none; adds what
 * is wrong to @findings, and what a pack may set and the workflow has no slot for. With @ask_server, each is also
 * checked against the servers of providers.comfyui that answer; @n_servers counts them. *@n_checked counts workflows.
 * FALSE: LIM_ERROR_BAD_INPUT for settings or a name that is none, LIM_ERROR_CANCELLED. */
gboolean lim_style_check_workflows (const LimContext *context, LimProject *project, const char *const *words,
                                    gboolean ask_server, GPtrArray *findings, guint *n_checked, guint *n_servers,
                                    GError **error);

/* Writes the workflow @from as one of the project's own, @to. *@path (transfer full) is the new file. LIM_ERROR_CONFLICT: it
 * exists; LIM_ERROR_USAGE: the name is taken by a built-in one or cannot be a file's. */
gboolean lim_style_copy_workflow (LimProject *project, const char *from, const char *to, char **path, GError **error);

/* The slots of @workflow in the order of LimSlot, each once, NULL-terminated. Transfer container. */
const char **lim_style_slot_names (const LimWorkflow *workflow);
