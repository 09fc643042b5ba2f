#include "cli-command.h"

#include "style-identity.h"

static gboolean
run (LimCli *cli, GError **error)
{
  g_autofree char *reviewer = lim_cli_reviewer (cli, error);
  g_autofree char *tag = NULL;

  if (reviewer == NULL
      || !lim_style_identity_promote (&cli->context, cli->project, cli->words[0],
                                      lim_settings_string (cli->options, "override"), reviewer, cli->dry_run, &tag,
                                      error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      LimJson *root = lim_json_new_object (doc);

      lim_json_set_string (root, "id", cli->words[0]);
      lim_json_set_string (root, "version", tag);
      lim_json_set_bool (root, "dry_run", cli->dry_run);
      lim_cli_print_json (cli, root);
      return TRUE;
    }
  lim_cli_print (cli, "%s%s is the anchor %s%s%s.", cli->dry_run ? "Would do: " : "", cli->words[0],
                 lim_cli_style (cli, "bold"), tag, lim_cli_style (cli, "off"));
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "override",
    .type = LIM_OPTION_STRING,
    .placeholder = "WHY",
    .help = "promote an image that is not approved, and say why" },
  { 0 },
};

static const char *const examples[] = {
  "identity promote ada_portrait_s1",
  "that image is what its subject looks like from now on",
  "identity promote ada_portrait_s2 --override \"The face is right, the cut is not\"",
  "although it is not approved",
  NULL,
};

const LimCommand lim_command_identity_promote = {
  .name = "identity promote",
  .group = "style",
  .summary = "Make a discovery the anchor of its subject",
  .usage = "RECORD",
  .details =
      "The image has to be approved, and was made from words alone. The first anchor of ada is ada_v1; promoting "
      "another\n"
      "image makes ada_v2, and the older one stays what its follow-ons came from.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REVIEWER,
  .min_words = 1,
  .max_words = 1,
  .words = LIM_WORD_RECORD,
  .options = options,
  .run = run,
};
