#include "cli-ask.h"
#include "cli-dress.h"

#include "base-error.h"
#include "base-text.h"
#include "dress-budget.h"
#include "produce-options.h"

#include <string.h>

/* Whether no limit was given. */
static gboolean
is_without_limits (LimCli *cli)
{
  return !lim_settings_is_set (cli->options, "priority") && !lim_settings_is_set (cli->options, "top")
         && !lim_settings_is_set (cli->options, "max-cost") && !lim_settings_flag (cli->options, "none");
}

/* `--stale` alone asks for the budget there is once more. */
static void
copy_limits (const LimBudget *from, LimBudget *budget)
{
  budget->none = from->none;
  budget->top = from->top;
  budget->max_cost = from->max_cost;
  budget->any_priority = from->any_priority;
  memcpy (budget->priorities, from->priorities, sizeof budget->priorities);
}

static gboolean
read_limits (LimCli *cli, const LimBudget *before, LimBudget *budget, GError **error)
{
  const char *const *priorities = lim_settings_list (cli->options, "priority");

  if (is_without_limits (cli))
    {
      copy_limits (before, budget);
      return TRUE;
    }
  budget->none = lim_settings_flag (cli->options, "none");
  budget->top = (guint) lim_settings_int (cli->options, "top");
  if (lim_settings_is_set (cli->options, "max-cost"))
    budget->max_cost = lim_settings_double (cli->options, "max-cost");
  for (guint i = 0; priorities[i] != NULL; i++)
    {
      budget->any_priority = FALSE;
      budget->priorities[priorities[i][0] - '0'] = TRUE;
    }
  return !budget->none || (budget->any_priority && budget->top == 0 && budget->max_cost < 0)
         || lim_fail (error, LIM_ERROR_USAGE, "--none means no pictures: it goes with no other limit");
}

static void
print_cost (LimCli *cli, const LimDressBudgetPlan *plan, const char *maker)
{
  if (plan->is_free)
    lim_cli_print (cli, "%s costs nothing.", maker);
  else
    lim_cli_print (cli, "With %s that is about %.2f dollars%s.", maker, plan->dollars,
                   plan->n_unknown > 0 ? ", and pictures whose price is not known" : "");
}

static void
print_plan (LimCli *cli, const LimDressBook *book, const LimDressBudgetPlan *plan, const LimDressMaker *maker)
{
  static const LimColumn columns[] = { { .key = "brief", .title = "Brief" },
                                       { .key = "priority", .title = "Priority", .align = LIM_ALIGN_RIGHT },
                                       { .key = "dollars", .title = "Dollars", .align = LIM_ALIGN_RIGHT },
                                       { .key = "caption", .title = "Caption" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < plan->pictures->len; i++)
    {
      const LimDressPicture *picture = plan->pictures->pdata[i];

      lim_table_row (table);
      lim_table_string (table, picture->brief->id);
      lim_table_int (table, lim_dress_book_priority (book, picture->brief));
      if (picture->price_known)
        lim_table_double (table, picture->dollars, 3);
      else
        lim_table_null (table);
      lim_table_string (table, picture->brief->caption);
    }
  lim_cli_print_table (cli, table);
  print_cost (cli, plan, maker->name);
}

static void
print_json (LimCli *cli, const LimBudget *budget, const LimDressBudgetPlan *plan, const LimDressMaker *maker)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);
  g_autofree char *text = lim_budget_text (budget);

  lim_json_set_string (root, "budget", text);
  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_string (root, "provider", maker->name);
  for (guint i = 0; i < plan->pictures->len; i++)
    {
      const LimDressPicture *picture = plan->pictures->pdata[i];

      lim_json_append (list, lim_json_new_string (doc, picture->brief->id));
    }
  lim_json_set (root, "chosen", list);
  lim_json_set_double (root, "estimated_dollars", plan->dollars);
  lim_json_set_int (root, "unknown_prices", plan->n_unknown);
  lim_json_set_int (root, "illustrated", plan->n_illustrated);
  lim_json_set_int (root, "left_out", plan->n_left_out);
  lim_json_set_int (root, "beyond", plan->n_beyond);
  lim_json_set_int (root, "blocked", plan->n_blocked);
  lim_cli_print_json (cli, root);
}

/* What the project allows at most is asked about, not forbidden: the person is to know. FALSE without error: no. */
static gboolean
confirm_limit (LimCli *cli, const LimDressBudgetPlan *plan, GError **error)
{
  LimDressConfig config;
  char key = 'n';

  if (!lim_dress_config (cli->project, &config, error))
    return FALSE;
  if (config.max_cost < 0 || plan->dollars <= config.max_cost || cli->dry_run)
    return TRUE;
  lim_cli_warn (cli, "that is more than the %.2f dollars of limner.yaml (dress.max_cost)", config.max_cost);
  if (lim_settings_flag (cli->options, "yes"))
    return TRUE;
  if (!lim_cli_can_ask (cli))
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "the budget of about %.2f dollars is more than the %.2f of limner.yaml: take less, or say --yes",
                     plan->dollars, config.max_cost);
  return lim_cli_ask (cli, "Set this budget all the same? [n]o, [y]es: ", "ny", &key, error)
         && (key == 'y' || lim_fail (error, LIM_ERROR_CANCELLED, "the budget stays as it was"));
}

static void
print_result (LimCli *cli, const LimBudget *budget, const LimDressBudgetPlan *plan)
{
  g_autofree char *text = lim_budget_text (budget);
  g_autofree char *pictures = lim_text_count (plan->pictures->len, "picture", NULL);

  lim_cli_print (cli, "%s%s: %s.", cli->dry_run ? "Would be the budget: " : "The budget is ", text, pictures);
  if (plan->n_illustrated > 0)
    lim_cli_print (cli, "%u more %s a picture already.", plan->n_illustrated,
                   plan->n_illustrated == 1 ? "has" : "have");
  if (plan->n_beyond > 0)
    lim_cli_print (cli, "%u more would come next: set the same budget again when these are made.", plan->n_beyond);
  if (plan->n_blocked > 0)
    lim_cli_warn (cli, "%u left out: this image maker refused to show them; change their briefs", plan->n_blocked);
  if (!cli->dry_run && plan->pictures->len > 0)
    lim_cli_print (cli, "Next: `limner dress sample`, or `limner dress render` where a sample is approved.");
}

/* Shows the budget there is. */
static gboolean
show (LimCli *cli, const LimDressBook *book, GError **error)
{
  const LimBudget *budget = book->budget;
  g_autofree char *text = budget != NULL ? lim_budget_text (budget) : NULL;
  g_autoptr (GPtrArray) chosen = lim_gates_chosen (book);
  guint n_made = 0;

  if (budget == NULL)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "no budget is set. How many pictures? Say --priority 1,2, --top 10, --max-cost 5.00, or --none");
  for (guint i = 0; i < chosen->len; i++)
    n_made += lim_dress_is_illustrated (cli->project, book, chosen->pdata[i]) ? 1 : 0;
  if (cli->json)
    {
      g_autoptr (GBytes) bytes = lim_budget_to_json (budget);
      g_autoptr (LimJsonDoc) doc =
          lim_json_parse ("budget", g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), error);

      if (doc == NULL)
        return FALSE;
      lim_json_set_int (lim_json_root (doc), "made", n_made);
      lim_json_set_double (lim_json_root (doc), "spent", lim_budget_spent (budget));
      lim_cli_print_json (cli, lim_json_root (doc));
      return TRUE;
    }
  lim_cli_print (cli, "The budget, set by %s: %s.", budget->by != NULL ? budget->by : "somebody", text);
  lim_cli_print (cli, "%u of its %u pictures %s made.", n_made, chosen->len, n_made == 1 ? "is" : "are");
  if (lim_budget_spent (budget) > 0)
    lim_cli_print (cli, "About %.2f dollars may be spent.", lim_budget_spent (budget));
  return TRUE;
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimBudget) budget = lim_budget_new ();
  g_autoptr (LimDressBook) book = lim_dress_book_open (cli->project, error);
  g_autoptr (LimDressMaker) maker = NULL;
  g_autoptr (LimDressBudgetPlan) plan = NULL;
  g_autofree char *who = NULL;

  if (book == NULL)
    return FALSE;
  lim_cli_warn_of_dress (cli, book);
  if (is_without_limits (cli) && (book->budget == NULL || !lim_settings_flag (cli->options, "stale")))
    return show (cli, book, error);
  maker = lim_dress_maker_new (cli->project, lim_settings_string (cli->options, "provider"), NULL, error);
  if (maker == NULL || !read_limits (cli, book->budget, budget, error))
    return FALSE;
  if (!budget->none && !lim_gates_allow (book, LIM_DRESS_MAY_BUDGET, NULL, error))
    return FALSE;
  plan = lim_dress_budget_plan (cli->project, book, budget, maker, lim_settings_flag (cli->options, "stale"), error);
  if (plan == NULL)
    return FALSE;
  if (!cli->json && plan->pictures->len > 0)
    print_plan (cli, book, plan, maker);
  if (!confirm_limit (cli, plan, error))
    return FALSE;
  if (!cli->dry_run
      && ((who = lim_cli_reviewer (cli, error)) == NULL
          || !lim_dress_budget_set (cli->project, book, budget, plan, maker, who, cli->context.clock, error)))
    return FALSE;
  if (cli->json)
    print_json (cli, budget, plan, maker);
  else
    print_result (cli, budget, plan);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "priority",
    .type = LIM_OPTION_LIST,
    .choices = LIM_CHOICES ("1", "2", "3"),
    .placeholder = "1,2",
    .help = "only briefs of these priorities" },
  { .name = "top",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = LIM_BUDGET_MAX_TOP,
    .placeholder = "N",
    .help = "at most the first N" },
  { .name = "max-cost",
    .type = LIM_OPTION_DOUBLE,
    .min = 0,
    .max = 1000000,
    .placeholder = "DOLLARS",
    .help = "a cap that is never gone beyond" },
  { .name = "none", .type = LIM_OPTION_FLAG, .help = "no pictures" },
  { .name = "stale",
    .type = LIM_OPTION_FLAG,
    .help = "also briefs whose picture is outdated; alone: the same budget once more, with these" },
  LIM_PRODUCE_OPTION_PROVIDER,
  { .name = "yes", .type = LIM_OPTION_FLAG, .letter = 'y', .help = "also beyond dress.max_cost of limner.yaml" },
  { 0 },
};

static const char *const examples[] = {
  "dress budget --priority 1",
  "the must-haves",
  "dress budget --top 10 --max-cost 5.00 --provider openai",
  "the ten best that have no picture yet, for five dollars at most",
  "dress budget",
  "what it is, and how much of it is made",
  NULL,
};

const LimCommand lim_command_dress_budget = {
  .name = "dress budget",
  .group = "dress",
  .summary = "Decide which pictures are made, and what they may cost",
  .usage = "",
  .details = "Nothing is made without a budget. It takes the briefs by priority that are approved and have no "
             "picture yet; the\n"
             "same budget again takes the next ones. A cap counts all that was sent to the image maker, also what "
             "failed and may\n"
             "have been charged, over all runs; prices are estimates.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REVIEWER,
  .options = options,
  .run = run,
};
