#include "cli-ask.h"
#include "cli-dress-review.h"
#include "cli-dress.h"

#include "base-error.h"
#include "base-text.h"
#include "dress-edit.h"
#include "dress-json.h"
#include "dress-render.h"

#include <string.h>

#define PREVIEW 40u

static gboolean
wants (LimCli *cli, const char *what)
{
  const char *only = lim_settings_string (cli->options, "only");

  return only == NULL || strcmp (only, what) == 0;
}

/* -- The list -- */

static void
list_json (LimCli *cli, const LimDressBook *book, const GPtrArray *targets)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *briefs = lim_json_new_array (doc), *codex = lim_json_new_array (doc);

  for (guint i = 0; i < targets->len; i++)
    {
      const LimReviewTarget *target = targets->pdata[i];

      if (target->gate == LIM_DRESS_GATE_BRIEF)
        lim_json_append (briefs, lim_dress_brief_to_json (book, lim_dress_book_brief_by_id (book, target->id), doc));
      else
        lim_json_append (codex, lim_dress_codex_to_json (book, target->id, doc));
    }
  lim_json_set (root, "briefs", briefs);
  lim_json_set (root, "codex", codex);
  lim_cli_print_json (cli, root);
}

static LimMark
mark_of (LimDressGateState state)
{
  return state == LIM_DRESS_GATE_APPROVED ? LIM_MARK_GOOD
         : state == LIM_DRESS_GATE_STALE  ? LIM_MARK_WARN
         : state == LIM_DRESS_GATE_NONE   ? LIM_MARK_NONE
                                          : LIM_MARK_DIM;
}

static void
list_briefs (LimCli *cli, const LimDressBook *book, const GPtrArray *targets)
{
  static const LimColumn columns[] = { { .key = "priority", .title = "Priority", .align = LIM_ALIGN_RIGHT },
                                       { .key = "id", .title = "Brief" },
                                       { .key = "state", .title = "State" },
                                       { .key = "picture", .title = "Picture" },
                                       { .key = "caption", .title = "Caption" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < targets->len; i++)
    {
      const LimReviewTarget *target = targets->pdata[i];
      const LimBrief *brief =
          target->gate == LIM_DRESS_GATE_BRIEF ? lim_dress_book_brief_by_id (book, target->id) : NULL;
      LimDressGateState state;

      if (brief == NULL)
        continue;
      guint priority = lim_dress_book_priority (book, brief);
      g_autofree char *number = priority == 0                    ? g_strdup ("skip")
                                : priority == LIM_BRIEF_UNSCORED ? g_strdup ("–")
                                                                 : g_strdup_printf ("%u", priority);
      state = lim_dress_gate_state (book, target->gate, target->id, NULL);
      lim_table_row (table);
      lim_table_string (table, number);
      lim_table_string (table, brief->id);
      lim_table_string (table, lim_dress_gate_state_name (state));
      lim_table_mark (table, mark_of (state));
      lim_table_bool (table, lim_dress_book_illustration_of_brief (book, brief->id) != NULL);
      lim_table_string (table, brief->caption);
    }
  if (lim_table_n_rows (table) > 0)
    lim_cli_print_table (cli, table);
}

static void
list_codex (LimCli *cli, const LimDressBook *book, const GPtrArray *targets)
{
  static const LimColumn columns[] = { { .key = "entity", .title = "Entity" },
                                       { .key = "tiers", .title = "Tiers", .align = LIM_ALIGN_RIGHT },
                                       { .key = "state", .title = "State" },
                                       { .key = "first", .title = "First entry" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < targets->len; i++)
    {
      const LimReviewTarget *target = targets->pdata[i];
      g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (book, target->id);
      LimDressGateState state = lim_dress_gate_state (book, target->gate, target->id, NULL);

      if (target->gate != LIM_DRESS_GATE_CODEX)
        continue;
      lim_table_row (table);
      lim_table_string (table, target->id);
      lim_table_int (table, entries->len);
      lim_table_string (table, lim_dress_gate_state_name (state));
      lim_table_mark (table, mark_of (state));
      lim_table_string (table, entries->len > 0 ? ((const LimCodexEntry *) entries->pdata[0])->content : NULL);
    }
  if (lim_table_n_rows (table) > 0)
    {
      lim_cli_print (cli, "%s", "");
      lim_cli_print_table (cli, table);
    }
}

static gboolean
list (LimCli *cli, const LimDressBook *book)
{
  g_autoptr (GPtrArray) targets = lim_review_targets (book, wants (cli, "briefs"), wants (cli, "codex"), FALSE);

  if (cli->json)
    list_json (cli, book, targets);
  else if (targets->len == 0)
    lim_cli_print (cli, "There is nothing to review yet: `limner dress brief` and `limner dress codex` come first.");
  else
    {
      list_briefs (cli, book, targets);
      list_codex (cli, book, targets);
    }
  return TRUE;
}

/* -- What is to be done with those that are named -- */

typedef struct
{
  LimDressVerdict verdict;
  const char *reason, *set, *tier, *redo;
  int priority;
  gboolean judges, edit, remove;
} Orders;

static gboolean
read_orders (LimCli *cli, Orders *orders, GError **error)
{
  gboolean approve = lim_settings_flag (cli->options, "approve"), skip = lim_settings_flag (cli->options, "skip");
  const char *reject = lim_settings_string (cli->options, "reject");

  if (approve + skip + (reject != NULL) > 1)
    return lim_fail (error, LIM_ERROR_USAGE, "one verdict at a time: --approve, --skip or --reject");
  *orders = (Orders){
    .verdict = approve          ? LIM_VERDICT_APPROVED
               : skip           ? LIM_VERDICT_SKIPPED
               : reject != NULL ? LIM_VERDICT_REJECTED
                                : LIM_VERDICT_PENDING,
    .reason = reject,
    .set = lim_settings_string (cli->options, "set"),
    .tier = lim_settings_string (cli->options, "add-tier"),
    .redo = lim_settings_string (cli->options, "reject-picture"),
    .priority = lim_settings_is_set (cli->options, "priority") ? (int) lim_settings_int (cli->options, "priority")
                                                               : LIM_REVIEW_NO_PRIORITY,
    .judges = approve || skip || reject != NULL,
    .edit = lim_settings_flag (cli->options, "edit"),
    .remove = lim_settings_flag (cli->options, "remove"),
  };
  return TRUE;
}

static gboolean
has_orders (const Orders *orders)
{
  return orders->judges || orders->edit || orders->remove || orders->set != NULL || orders->tier != NULL
         || orders->redo != NULL || orders->priority != LIM_REVIEW_NO_PRIORITY;
}

/* The file and id of the brief or entry that is to be changed. */
static gboolean
find_part (const LimDressBook *book, const LimReviewTarget *target, LimDressPart *part, const char **file,
           const char **id, GError **error)
{
  g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (book, target->id);

  *part = target->gate == LIM_DRESS_GATE_BRIEF ? LIM_DRESS_PART_BRIEF : LIM_DRESS_PART_CODEX;
  if (*part == LIM_DRESS_PART_BRIEF)
    {
      const LimBrief *brief = lim_dress_book_brief_by_id (book, target->id);

      *file = brief->file;
      *id = brief->id;
      return TRUE;
    }
  for (guint i = 0; i < entries->len; i++)
    {
      const LimCodexEntry *entry = entries->pdata[i];

      if (target->entry != NULL ? strcmp (entry->id, target->entry) == 0 : entries->len == 1)
        {
          *file = entry->file;
          *id = entry->id;
          return TRUE;
        }
    }
  return lim_fail (error, LIM_ERROR_USAGE, "“%s” has %u codex entries: name the one you mean", target->id,
                   entries->len);
}

static gboolean
add_tier (LimCli *cli, const LimDressBook *book, const LimReviewTarget *target, const char *content, GError **error)
{
  g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (book, target->id);
  const LimCodexEntry *last = entries->len > 0 ? entries->pdata[entries->len - 1] : NULL;
  gint64 rank = lim_settings_int (cli->options, "rank");
  g_autoptr (LimCodexEntry) entry = NULL;
  g_autofree char *id = NULL;

  if (target->gate != LIM_DRESS_GATE_CODEX)
    return lim_fail (error, LIM_ERROR_USAGE, "a tier belongs to an entity, and “%s” is a brief", target->id);
  if (rank == 0)
    rank = last != NULL ? last->rank + 1 : 1;
  id = g_strdup_printf ("%s_%u", target->id, (guint) rank);
  for (guint n = 2; lim_review_target_find (book, id, NULL) != NULL && n < 100; n++)
    {
      g_free (id);
      id = g_strdup_printf ("%s_%u_%u", target->id, (guint) rank, n);
    }
  entry = lim_codex_entry_new (id, target->id, (guint) rank, content);
  g_strfreev (entry->visible_when);
  entry->visible_when = g_strdupv ((char **) lim_settings_list (cli->options, "when"));
  return lim_dress_edit_add (cli->project, book, entry, error);
}

static gboolean
change (LimCli *cli, const LimDressBook *book, const LimReviewTarget *target, const Orders *orders, GError **error)
{
  LimDressPart part;
  const char *file = NULL, *id = NULL, *equals = orders->set != NULL ? strchr (orders->set, '=') : NULL;

  if (orders->tier != NULL && !add_tier (cli, book, target, orders->tier, error))
    return FALSE;
  if (orders->edit)
    {
      g_autoptr (GError) cause = NULL;

      if (!lim_cli_edit_target (cli, book, target, &cause) && cause != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
    }
  if (orders->set == NULL && !orders->remove)
    return TRUE;
  if (!find_part (book, target, &part, &file, &id, error))
    return FALSE;
  if (orders->remove && part == LIM_DRESS_PART_BRIEF)
    return lim_fail (error, LIM_ERROR_USAGE, "a brief stays with its passage: --skip it instead");
  if (orders->remove)
    return lim_dress_edit_remove (cli->project, file, id, error);
  if (equals == NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "--set wants MEMBER=VALUE, as in --set mood=\"calm, bright\"");
  g_autofree char *key = g_strndup (orders->set, (gsize) (equals - orders->set));
  return lim_dress_edit_set (cli->project, part, file, id, key, equals + 1, error);
}

static gboolean
judge (LimCli *cli, const LimDressBook *book, const LimReviewTarget *target, const Orders *orders, const char *who,
       GError **error)
{
  const LimDressSaying saying = { .verdict = orders->verdict,
                                  .who = who,
                                  .reason = orders->reason,
                                  .priority = orders->priority,
                                  .clock = cli->context.clock };

  if (orders->redo != NULL && target->gate != LIM_DRESS_GATE_BRIEF)
    return lim_fail (error, LIM_ERROR_USAGE, "only briefs have pictures, and “%s” is codex", target->id);
  if (orders->redo != NULL
      && !lim_dress_reject_picture (cli->project, book, lim_dress_book_brief_by_id (book, target->id), who,
                                    orders->redo, cli->context.clock, error))
    return FALSE;
  if (!orders->judges && orders->priority == LIM_REVIEW_NO_PRIORITY)
    return TRUE;
  if (orders->priority != LIM_REVIEW_NO_PRIORITY && target->gate != LIM_DRESS_GATE_BRIEF)
    return lim_fail (error, LIM_ERROR_USAGE, "only briefs have priorities, and “%s” is codex", target->id);
  if (orders->verdict == LIM_VERDICT_SKIPPED && target->gate != LIM_DRESS_GATE_BRIEF)
    return lim_fail (error, LIM_ERROR_USAGE, "only briefs are skipped; of codex take an entry away with --remove");
  return lim_dress_say (cli->project, book, target->gate, target->id, &saying, error);
}

/* What was changed is read again, so that the verdict is about what stands in the files now. */
static gboolean
obey (LimCli *cli, const char *word, const Orders *orders, const char *who, GError **error)
{
  g_autoptr (LimDressBook) before = lim_dress_book_open (cli->project, error);
  g_autoptr (LimDressBook) book = NULL;
  LimReviewTarget *target = before != NULL ? lim_review_target_find (before, word, error) : NULL;
  gboolean well = target != NULL && change (cli, before, target, orders, error)
                  && (book = lim_dress_book_open (cli->project, error)) != NULL
                  && judge (cli, book, target, orders, who, error);

  if (well)
    {
      g_autoptr (LimDressBook) after = lim_dress_book_open (cli->project, NULL);

      if (after != NULL && !cli->json && target->gate == LIM_DRESS_GATE_BRIEF)
        lim_cli_print_brief (cli, after, lim_dress_book_brief_by_id (after, target->id));
      else if (after != NULL && !cli->json)
        lim_cli_print_codex (cli, after, target->id);
    }
  lim_review_target_free (target);
  return well;
}

/* -- All at once -- */

static gboolean
is_ready (const LimDressBook *book, const LimReviewTarget *target)
{
  g_autoptr (GPtrArray) problems =
      target->gate == LIM_DRESS_GATE_BRIEF
          ? lim_dress_brief_problems (book, lim_dress_book_brief_by_id (book, target->id))
          : lim_dress_codex_problems (book, target->id);

  return problems->len == 0;
}

static guint
preview (LimCli *cli, const LimDressBook *book, const GPtrArray *targets)
{
  guint n_ready = 0;

  for (guint i = 0; i < targets->len; i++)
    {
      const LimReviewTarget *target = targets->pdata[i];
      gboolean ready = is_ready (book, target);

      n_ready += ready ? 1 : 0;
      if (!ready)
        lim_cli_warn (cli, "%s is not ready to be approved, and is left", target->id);
      else if (n_ready <= PREVIEW && target->gate == LIM_DRESS_GATE_BRIEF)
        lim_cli_print_brief (cli, book, lim_dress_book_brief_by_id (book, target->id));
      else if (n_ready <= PREVIEW)
        lim_cli_print_codex (cli, book, target->id);
    }
  if (n_ready > PREVIEW)
    lim_cli_print (cli, "\n… and %u more", n_ready - PREVIEW);
  return n_ready;
}

static gboolean
approve_all (LimCli *cli, const LimDressBook *book, const char *who, GError **error)
{
  g_autoptr (GPtrArray) targets = lim_review_targets (book, wants (cli, "briefs"), wants (cli, "codex"), TRUE);
  guint n_ready = preview (cli, book, targets), n_done = 0;
  g_autofree char *count = lim_text_count (n_ready, "part", NULL);
  g_autofree char *question = g_strdup_printf ("\nApprove %s as shown? [n]o, [y]es: ", count);
  const LimDressSaying saying = {
    .verdict = LIM_VERDICT_APPROVED, .who = who, .priority = LIM_REVIEW_NO_PRIORITY, .clock = cli->context.clock
  };
  char key = 'n';

  if (n_ready == 0)
    {
      lim_cli_print (cli, "Nothing waits that could be approved.");
      return TRUE;
    }
  if (cli->dry_run)
    {
      lim_cli_print (cli, "\nWould approve %s.", count);
      return TRUE;
    }
  if (!lim_settings_flag (cli->options, "yes") && !lim_cli_can_ask (cli))
    return lim_fail (error, LIM_ERROR_USAGE,
                     "there is no terminal to ask on: say --yes if you have seen all of them");
  if (!lim_settings_flag (cli->options, "yes") && (!lim_cli_ask (cli, question, "ny", &key, error) || key != 'y'))
    return key == 'n';
  for (guint i = 0; i < targets->len; i++)
    {
      const LimReviewTarget *target = targets->pdata[i];

      if (!is_ready (book, target))
        continue;
      if (!lim_dress_say (cli->project, book, target->gate, target->id, &saying, error))
        return FALSE;
      n_done++;
    }
  g_autofree char *done = lim_text_count (n_done, "part", NULL);
  lim_cli_print (cli, "\nApproved %s.", done);
  return TRUE;
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimDressBook) book = lim_dress_book_open (cli->project, error);
  gboolean all = lim_settings_flag (cli->options, "all"), just_list = lim_settings_flag (cli->options, "list");
  g_autofree char *who = NULL;
  Orders orders = { 0 };

  if (book == NULL || !read_orders (cli, &orders, error))
    return FALSE;
  lim_cli_warn_of_dress (cli, book);
  if (cli->n_words == 0 && has_orders (&orders) && !(all && orders.verdict == LIM_VERDICT_APPROVED))
    return lim_fail (error, LIM_ERROR_USAGE, "of what? Name briefs, passages, entities or codex entries");
  if (cli->n_words > 0 && (all || !has_orders (&orders)))
    return lim_fail (error, LIM_ERROR_USAGE,
                     "what is to be done with “%s”? --approve, --skip, --reject, --priority, --set, --edit …",
                     cli->words[0]);
  if (cli->n_words == 0 && !all && (just_list || cli->json || !lim_cli_can_ask (cli)))
    return list (cli, book);
  if (!lim_gates_allow (book, LIM_DRESS_MAY_REVIEW, NULL, error))
    return FALSE;
  who = lim_cli_reviewer (cli, error);
  if (who == NULL)
    return FALSE;
  if (all)
    return approve_all (cli, book, who, error);
  if (cli->n_words == 0)
    return lim_cli_walk_review (cli, who, wants (cli, "briefs"), wants (cli, "codex"), error);
  if (cli->dry_run)
    return lim_fail (error, LIM_ERROR_USAGE, "--dry-run goes with --all");
  for (guint i = 0; i < cli->n_words; i++)
    if (!obey (cli, cli->words[i], &orders, who, error))
      return FALSE;
  if (cli->json)
    {
      g_autoptr (LimDressBook) after = lim_dress_book_open (cli->project, error);

      return after != NULL && list (cli, after);
    }
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "approve", .type = LIM_OPTION_FLAG, .letter = 'a', .help = "approve those named" },
  { .name = "skip", .type = LIM_OPTION_FLAG, .help = "make no picture of the briefs named" },
  { .name = "reject",
    .type = LIM_OPTION_STRING,
    .placeholder = "WHY",
    .help = "reject those named, with the reason" },
  { .name = "priority",
    .type = LIM_OPTION_INT,
    .min = 0,
    .max = 3,
    .placeholder = "0-3",
    .help = "give the briefs named another priority; 0: no picture" },
  { .name = "set",
    .type = LIM_OPTION_STRING,
    .placeholder = "MEMBER=VALUE",
    .help = "change a member of the brief or codex entry; lists are “a, b”" },
  { .name = "edit", .type = LIM_OPTION_FLAG, .letter = 'e', .help = "change it in $EDITOR" },
  { .name = "add-tier",
    .type = LIM_OPTION_STRING,
    .placeholder = "TEXT",
    .help = "add an entry to the entity's codex" },
  { .name = "when", .type = LIM_OPTION_LIST, .placeholder = "CODEWORD", .help = "what opens the added entry" },
  { .name = "rank",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = LIM_CODEX_MAX_RANK,
    .placeholder = "N",
    .help = "the rank of the added entry; else after the last" },
  { .name = "remove", .type = LIM_OPTION_FLAG, .help = "take the codex entry away" },
  { .name = "reject-picture",
    .type = LIM_OPTION_STRING,
    .placeholder = "WHY",
    .help = "reject the picture of the brief; `dress render` makes another one" },
  { .name = "all", .type = LIM_OPTION_FLAG, .help = "show all that waits and is ready, and approve it" },
  { .name = "only",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("briefs", "codex"),
    .help = "only one of the two" },
  { .name = "list", .type = LIM_OPTION_FLAG, .help = "list, and ask nothing" },
  { .name = "yes", .type = LIM_OPTION_FLAG, .letter = 'y', .help = "with --all: without being asked" },
  { 0 },
};

static const char *const examples[] = {
  "dress review",
  "go through what waits: briefs by priority, then the codex",
  "dress review bridge --set mood=\"calm, bright\" --approve",
  "change a brief and approve it",
  "dress review aldric_truth --set visible_when=discovered_betrayal",
  "adjust what opens a codex entry",
  "dress review --all --dry-run",
  "see all that would be approved at once",
  NULL,
};

const LimCommand lim_command_dress_review = {
  .name = "dress review",
  .group = "dress",
  .summary = "Review briefs and codex (Gate 2)",
  .usage = "[BRIEF|PASSAGE|ENTITY|ENTRY ...]",
  .details = "On a terminal it asks about each brief, by priority, and each entity's codex; with names it does what "
             "the options\n"
             "say. An approval holds for what was seen: change it and it waits again. Where a word names both a "
             "brief and codex,\n"
             "say brief:WORD or codex:WORD.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REVIEWER,
  .max_words = 1000,
  .options = options,
  .run = run,
};
