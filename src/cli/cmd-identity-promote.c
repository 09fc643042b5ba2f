#include "cli-command.h"

#include "base-text.h"
#include "style-identity.h"

static void
print_promotion_json (LimCli *cli, const LimPromotion *promotion)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "id", cli->words[0]);
  lim_json_set_string (root, "version", promotion->tag);
  lim_json_set_bool (root, "was_anchor", promotion->was_anchor);
  lim_json_set_int (root, "follow_earlier", promotion->n_followers);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_cli_print_json (cli, root);
}

static void
print_promotion (LimCli *cli, const LimPromotion *promotion)
{
  lim_cli_print (cli, "%s%s is the anchor %s%s%s%s.", cli->dry_run ? "Would do: " : "", cli->words[0],
                 lim_cli_style (cli, "bold"), promotion->tag, lim_cli_style (cli, "off"),
                 promotion->was_anchor ? " already" : "");
  if (promotion->n_followers > 0)
    {
      g_autofree char *images = lim_text_count (promotion->n_followers, "image follows", "images follow");

      lim_cli_print (cli,
                     "%s an earlier anchor and stay%s what they were made from; reject what shows the subject no "
                     "longer.",
                     images, promotion->n_followers == 1 ? "s" : "");
    }
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autofree char *reviewer = lim_cli_reviewer (cli, error);
  LimPromotion promotion = { 0 };

  if (reviewer == NULL
      || !lim_style_identity_promote (&cli->context, cli->project, cli->words[0],
                                      lim_settings_string (cli->options, "override"), reviewer, cli->dry_run,
                                      &promotion, error))
    return FALSE;

  g_autofree char *tag = promotion.tag;
  if (cli->json)
    print_promotion_json (cli, &promotion);
  else
    print_promotion (cli, &promotion);
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
