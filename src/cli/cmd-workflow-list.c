#include "cli-command.h"

#include "style-workflow.h"

static void
add_view (LimTable *table, const LimWorkflowView *view)
{
  lim_table_row (table);
  lim_table_string (table, view->name);
  lim_table_mark (table, view->workflow == NULL ? LIM_MARK_BAD : LIM_MARK_NONE);
  lim_table_string (table, view->built_in ? "built in" : view->file);
  if (view->workflow == NULL)
    {
      lim_table_string (table, NULL);
      lim_table_null (table);
      lim_table_string (table, view->problem);
      lim_table_mark (table, LIM_MARK_BAD);
      return;
    }

  g_autofree const char **slots = lim_style_slot_names (view->workflow);
  lim_table_string (table, lim_workflow_has (view->workflow, LIM_SLOT_IMAGE) ? "a picture" : "words");
  lim_table_int (table, lim_workflow_n_nodes (view->workflow));
  lim_table_list (table, slots);
}

static gboolean
run (LimCli *cli, GError **error)
{
  static const LimColumn columns[] = {
    { .key = "name", .title = "Workflow" },    { .key = "file", .title = "File" },
    { .key = "starts_from", .title = "From" }, { .key = "nodes", .title = "Nodes", .align = LIM_ALIGN_RIGHT },
    { .key = "slots", .title = "Slots" },      { 0 },
  };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  g_autoptr (LimWorkflowList) list = lim_style_list_workflows (cli->project, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->views->len; i++)
    add_view (table, list->views->pdata[i]);
  lim_cli_print_table (cli, table);
  return TRUE;
}

static const char *const examples[] = { "workflow list",
                                        "what packs and limner.yaml can name, and which slots it has", NULL };

const LimCommand lim_command_workflow_list = {
  .name = "workflow list",
  .group = "style",
  .summary = "List the ComfyUI workflows and their slots",
  .usage = "",
  .details =
      "Built-in workflows, and those of the project: workflows/NAME.json, exported from ComfyUI in API format with\n"
      "their slots marked. A pack takes one by \"workflow\": \"NAME\", the project by providers.comfyui.workflow in\n"
      "limner.yaml.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .run = run,
};
