#include "cli-command.h"

#include "base-text.h"
#include "dress-status.h"
#include "style-canon.h"
#include "style-inputs.h"
#include "style-figures.h"
#include "style-status.h"

#include <math.h>

/* -- The funnel -- */

#define LAST_DAYS 30u /* that are listed; --json has all */

static void
print_stage (LimCli *cli, const char *name, guint n, guint total, const char *style, const char *remark)
{
  g_autoptr (GString) bar = g_string_new (NULL);
  guint width = 30, filled = total > 0 ? (guint) ceil ((double) n * width / total) : 0;

  for (guint i = 0; i < width; i++)
    g_string_append (bar, i < filled ? "█" : "·");
  lim_cli_print (cli, "  %-12s %'8u  %s%s%s%s%s", name, n, lim_cli_style (cli, style), bar->str,
                 lim_cli_style (cli, "off"), *remark != '\0' ? "  " : "", remark);
}

static void
print_funnel (LimCli *cli, const LimProjectStatus *status)
{
  guint judged = status->n_records - status->statuses[LIM_STATUS_CANDIDATE];
  guint stale = 0;
  g_autofree char *verdicts =
      g_strdup_printf ("%u approved, %u borderline, %u rejected", status->statuses[LIM_STATUS_APPROVED],
                       status->statuses[LIM_STATUS_BORDERLINE], status->statuses[LIM_STATUS_REJECTED]);

  for (guint i = 0; i < LIM_N_BINDING_STATES; i++)
    stale += lim_binding_state_is_stale (i) ? status->bindings[i] : 0;
  g_autofree char *bindings = stale > 0 ? g_strdup_printf ("%u stale", stale) : g_strdup ("");

  print_stage (cli, "images", status->n_records, status->n_records, "dim", "");
  print_stage (cli, "judged", judged, status->n_records, "warn", verdicts);
  print_stage (cli, "bound", status->bindings[LIM_BINDING_FRESH] + stale, status->n_records, "warn", bindings);
  print_stage (cli, "ready", status->ready, status->n_records, "good",
               "freshly bound, image there: an export takes them");
  lim_cli_print (cli, "  %-12s %'8u", "comparisons", status->comparisons);
  if (status->material > 0)
    lim_cli_print (cli,
                   "  %-12s %'8u  for training sets and stories; `limner lora` and `limner dress` look after them",
                   "originals", status->material);
}

/* -- Tables -- */

static void
print_groups (LimCli *cli, const char *title, const char *key, const GPtrArray *groups)
{
  const LimColumn columns[] = {
    { .key = key, .title = title },
    { .key = "candidate", .title = "Candidate", .align = LIM_ALIGN_RIGHT },
    { .key = "approved", .title = "Approved", .align = LIM_ALIGN_RIGHT },
    { .key = "rejected", .title = "Rejected", .align = LIM_ALIGN_RIGHT },
    { .key = "borderline", .title = "Borderline", .align = LIM_ALIGN_RIGHT },
    { .key = "fresh", .title = "Bound", .align = LIM_ALIGN_RIGHT },
    { .key = "stale", .title = "Stale", .align = LIM_ALIGN_RIGHT },
    { 0 },
  };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < groups->len; i++)
    {
      const LimStatusGroup *group = groups->pdata[i];

      lim_table_row (table);
      lim_table_string (table, group->name != NULL ? group->name : "(none)");
      for (guint s = 0; s < LIM_N_STATUSES; s++)
        lim_table_int (table, group->statuses[s]);
      lim_table_int (table, group->fresh);
      lim_table_int (table, group->stale);
      if (group->stale > 0)
        lim_table_mark (table, LIM_MARK_WARN);
    }
  lim_cli_print (cli, "%s", "");
  lim_cli_print_table (cli, table);
}

static void
print_json (LimCli *cli, const LimProjectStatus *status, const LimDressStatus *story)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_project_status_to_json (status, cli->project, doc);

  if (story != NULL)
    lim_json_set (root, "story", lim_dress_status_to_json (story, doc));
  lim_cli_print_json (cli, root);
}

/* -- The story -- */

static void
print_story (LimCli *cli, const LimDressStatus *story)
{
  g_autofree char *passages = lim_text_count (story->n_passages, "passage", NULL);
  g_autofree char *briefs = lim_text_count (story->n_briefs, "brief", NULL);
  g_autofree char *pictures = story->wants_no_pictures ? g_strdup ("no pictures wanted")
                              : story->has_budget
                                  ? g_strdup_printf ("%u of %u pictures", story->n_made, story->n_chosen)
                                  : g_strdup ("no budget");

  lim_cli_print (cli, "\nStory    %s; direction %s; %s, %u to review; codex of %u of %u, %u to review", passages,
                 story->has_direction ? lim_dress_gate_state_name (story->direction) : "not made", briefs,
                 story->n_briefs_open, story->n_codex, story->n_entities, story->n_codex_open);
  lim_cli_print (cli, "         %s; sample %s%s", pictures, lim_dress_gate_state_name (story->sample),
                 story->n_stale > 0 ? "; some show what is no longer so (`limner dress check`)" : "");
  if (story->next != NULL)
    lim_cli_print (cli, "\nNext:  limner %s", story->next);
}

static void
print_first_pack (LimCli *cli)
{
  g_autoptr (GPtrArray) packs = lim_style_list_inputs (cli->project, "inputs/prompts", NULL);

  if (packs != NULL && packs->len > 0)
    lim_cli_print (cli, "\nNext:  limner generate %s", (char *) packs->pdata[0]);
  else
    lim_cli_print (cli, "\nNext:  write a prompt pack into inputs/prompts/, then limner generate it");
}

/* The one thing most worth doing now; @story: its own is told already. */
static void
print_advice (LimCli *cli, const LimProjectStatus *status, gboolean story)
{
  guint needs_bind = status->bindings[LIM_BINDING_UNBOUND];

  for (guint i = 0; i < LIM_N_BINDING_STATES; i++)
    needs_bind += lim_binding_state_is_stale (i) ? status->bindings[i] : 0;
  if (status->unreadable > 0)
    {
      g_autofree char *count = lim_text_count (status->unreadable, "file", NULL);

      lim_cli_warn (cli, "%s in records/ cannot be read; `limner doctor` names them", count);
    }
  if (status->images_misplaced > 0)
    {
      g_autofree char *count = lim_text_count (status->images_misplaced, "image lies", "images lie");

      lim_cli_warn (cli, "%s in the folder of another status; `limner doctor` brings home what it can", count);
    }
  if (status->images_missing > 0)
    {
      g_autofree char *count = lim_text_count (status->images_missing, "image", NULL);

      lim_cli_warn (cli, "%s of the records %s missing from the disk; `limner restore` makes %s again", count,
                    status->images_missing == 1 ? "is" : "are", status->images_missing == 1 ? "it" : "them");
    }
  if (status->n_records == 0 && story)
    return;
  if (status->n_records == 0)
    print_first_pack (cli);
  else if (status->statuses[LIM_STATUS_CANDIDATE] > 0)
    lim_cli_print (cli, "\nNext:  limner curate    (%u %s for judgment)", status->statuses[LIM_STATUS_CANDIDATE],
                   status->statuses[LIM_STATUS_CANDIDATE] == 1 ? "waits" : "wait");
  else if (needs_bind > 0)
    lim_cli_print (cli, "\nNext:  limner canon bind    (%u to bind)", needs_bind);
  else
    lim_cli_print (cli, "\nNext:  limner export --format all");
}

/* -- Figures -- */

/* Scores from 0 to 1 as a line of blocks, the tallest for the fullest bin. */
static char *
blocks_of (const LimScoreSpread *spread)
{
  static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
  GString *line = g_string_new (NULL);
  guint most = 1;

  for (guint i = 0; i < LIM_FIGURES_BINS; i++)
    most = MAX (most, spread->bins[i]);
  for (guint i = 0; i < LIM_FIGURES_BINS; i++)
    g_string_append (line, blocks[(spread->bins[i] * (G_N_ELEMENTS (blocks) - 1) + most - 1) / most]);
  return g_string_free (line, FALSE);
}

static void
print_days (LimCli *cli, const GPtrArray *days)
{
  static const LimColumn columns[] = { { .key = "day", .title = "Day" },
                                       { .key = "made", .title = "Made", .align = LIM_ALIGN_RIGHT },
                                       { .key = "judged", .title = "Judged", .align = LIM_ALIGN_RIGHT },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = days->len > LAST_DAYS ? days->len - LAST_DAYS : 0; i < days->len; i++)
    {
      const LimIndexDay *day = days->pdata[i];

      lim_table_row (table);
      lim_table_string (table, day->day);
      lim_table_int (table, (gint64) day->made);
      lim_table_int (table, (gint64) day->judged);
    }
  lim_cli_print_table (cli, table);
}

static void
print_spreads (LimCli *cli, const GPtrArray *spreads)
{
  static const LimColumn columns[] = { { .key = "dimension", .title = "Dimension" },
                                       { .key = "spread", .title = "0  …  scores  …  1" },
                                       { .key = "judged", .title = "Judged", .align = LIM_ALIGN_RIGHT },
                                       { .key = "mean", .title = "Mean", .align = LIM_ALIGN_RIGHT },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < spreads->len; i++)
    {
      const LimScoreSpread *spread = spreads->pdata[i];
      g_autofree char *blocks = blocks_of (spread);

      lim_table_row (table);
      lim_table_string (table, spread->dimension);
      lim_table_string (table, blocks);
      lim_table_int (table, spread->n);
      if (spread->n > 0)
        lim_table_double (table, spread->sum / spread->n, 2);
      else
        lim_table_null (table);
    }
  lim_cli_print_table (cli, table);
}

static void
print_packs (LimCli *cli, const GPtrArray *packs)
{
  static const LimColumn columns[] = { { .key = "pack", .title = "Pack" },
                                       { .key = "candidate", .title = "Candidate", .align = LIM_ALIGN_RIGHT },
                                       { .key = "approved", .title = "Approved", .align = LIM_ALIGN_RIGHT },
                                       { .key = "borderline", .title = "Borderline", .align = LIM_ALIGN_RIGHT },
                                       { .key = "rejected", .title = "Rejected", .align = LIM_ALIGN_RIGHT },
                                       { 0 } };
  static const LimStatus order[] = { LIM_STATUS_CANDIDATE, LIM_STATUS_APPROVED, LIM_STATUS_BORDERLINE,
                                     LIM_STATUS_REJECTED };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < packs->len; i++)
    {
      const LimIndexPack *pack = packs->pdata[i];

      lim_table_row (table);
      lim_table_string (table, pack->name != NULL ? pack->name : "of no pack");
      for (guint j = 0; j < G_N_ELEMENTS (order); j++)
        lim_table_int (table, (gint64) pack->statuses[order[j]]);
    }
  lim_cli_print_table (cli, table);
}

static gboolean
run_figures (LimCli *cli, const LimCanon *canon, GError **error)
{
  g_autoptr (LimProjectFigures) figures = lim_style_figures (cli->project, canon, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  if (figures == NULL)
    return FALSE;
  if (cli->json)
    {
      lim_cli_print_json (cli, lim_project_figures_to_json (figures, doc));
      return TRUE;
    }
  print_days (cli, figures->days);
  lim_cli_print (cli, "%s", "");
  print_spreads (cli, figures->spreads);
  lim_cli_print (cli, "%s", "");
  print_packs (cli, figures->packs);
  return TRUE;
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (LimCanon) canon = lim_style_load_canon (cli->project, NULL, error);

  if (canon != NULL && lim_settings_flag (cli->options, "figures"))
    return run_figures (cli, canon, error);

  g_autoptr (LimProjectStatus) status = canon != NULL ? lim_style_status (cli->project, canon, error) : NULL;

  g_autoptr (GError) problem = NULL;
  g_autoptr (LimDressStatus) story = status != NULL ? lim_dress_status (cli->project, &problem) : NULL;

  if (status == NULL)
    return FALSE;
  if (problem != NULL)
    lim_cli_warn (cli, "%s", problem->message);
  if (cli->json)
    {
      print_json (cli, status, story);
      return TRUE;
    }
  lim_cli_print (cli, "%s%s%s  %s", lim_cli_style (cli, "bold"), lim_project_name (cli->project),
                 lim_cli_style (cli, "off"), lim_project_folder (cli->project));
  print_funnel (cli, status);
  if (status->n_records > 0)
    {
      print_groups (cli, "Lane", "lane", status->lanes);
      g_autofree char *label = g_strdup (canon->faction_label);
      label[0] = g_ascii_toupper (label[0]);
      print_groups (cli, label, "faction", status->factions);
    }
  if (story != NULL)
    print_story (cli, story);
  print_advice (cli, status, story != NULL);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "figures",
    .type = LIM_OPTION_FLAG,
    .help = "what was made and judged on which day, how scores spread, how each pack fared" },
  { 0 },
};

static const char *const examples[] = { "status",
                                        "the funnel, and what to do next",
                                        "status --json",
                                        "the same for a script",
                                        "status --figures",
                                        "days, scores and packs",
                                        NULL };

const LimCommand lim_command_status = {
  .name = "status",
  .group = "project",
  .summary = "Show where the project stands: the funnel per status, lane and faction",
  .usage = "",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .options = options,
  .run = run,
};
