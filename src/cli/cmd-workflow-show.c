#include "cli-command.h"

#include "style-workflow.h"

static void
add_place (LimTable *table, const LimSlotPlace *place)
{
  lim_table_row (table);
  lim_table_string (table, lim_slot_name (place->slot));
  lim_table_string (table, place->node);
  lim_table_string (table, place->class_type);
  lim_table_string (table, place->input);
  lim_table_string (table, place->by_title ? "title" : "placeholder");
}

static gboolean
run (LimCli *cli, GError **error)
{
  static const LimColumn columns[] = {
    { .key = "slot", .title = "Slot" },           { .key = "node", .title = "Node" },
    { .key = "class", .title = "Class" },         { .key = "input", .title = "Input" },
    { .key = "marked_by", .title = "Marked by" }, { 0 },
  };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  g_autoptr (LimWorkflowList) list = lim_style_list_workflows (cli->project, error);
  const LimWorkflow *workflow = list != NULL ? lim_workflow_shelf_get (list->shelf, cli->words[0], error) : NULL;
  gsize length;

  if (workflow == NULL)
    return FALSE;
  if (lim_settings_flag (cli->options, "text"))
    {
      const char *text = g_bytes_get_data (lim_workflow_text (workflow), &length);

      lim_cli_print (cli, "%.*s", (int) length, text);
      return TRUE;
    }
  lim_cli_print (cli, "%s, %u nodes, starts from %s", lim_workflow_file (workflow), lim_workflow_n_nodes (workflow),
                 lim_workflow_has (workflow, LIM_SLOT_IMAGE) ? "a picture" : "words alone");
  for (guint i = 0; i < lim_workflow_places (workflow)->len; i++)
    add_place (table, lim_workflow_places (workflow)->pdata[i]);
  lim_cli_print_table (cli, table);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "text", .type = LIM_OPTION_FLAG, .help = "print the file itself" },
  { 0 },
};

static const char *const examples[] = { "workflow show txt2img", "where its slots are", NULL };

const LimCommand lim_command_workflow_show = {
  .name = "workflow show",
  .group = "style",
  .summary = "Show where the slots of a ComfyUI workflow are",
  .usage = "NAME",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .min_words = 1,
  .max_words = 1,
  .options = options,
  .run = run,
};
