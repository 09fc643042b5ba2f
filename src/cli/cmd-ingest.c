#include "base-problem.h"
#include "cli-problem.h"

#include "base-text.h"
#include "style-canon.h"
#include "style-ingest.h"
#include "style-subjects.h"

#include <string.h>

#define MAX_NAMED 20u /* near duplicates named on the screen; --json has them all */

/* -- Results -- */

static void
print_items (LimCli *cli, const LimIngestReport *report)
{
  static const LimColumn columns[] = { { .key = "path", .title = "File" }, { .key = "state", .title = "State" },
                                       { .key = "id", .title = "Record" }, { .key = "tool", .title = "Tool" },
                                       { .key = "like", .title = "Like" }, { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < report->items->len; i++)
    {
      const LimIngestItem *item = report->items->pdata[i];

      lim_table_row (table);
      lim_table_string (table, item->path);
      lim_table_string (table, lim_ingest_fate_name (item->fate));
      lim_table_mark (table, item->fate == LIM_INGEST_FAILED ? LIM_MARK_BAD
                             : item->fate == LIM_INGEST_NEW  ? LIM_MARK_GOOD
                                                             : LIM_MARK_DIM);
      lim_table_string (table, item->id != NULL ? item->id : "");
      lim_table_string (table, item->tool != NULL ? item->tool : "");
      lim_table_string (table, item->like != NULL ? item->like : "");
    }
  lim_cli_print_table (cli, table);
}

static void
print_json (LimCli *cli, const LimIngestReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *items = lim_json_new_array (doc), *problems = lim_json_new_array (doc);

  lim_json_set_bool (root, "dry_run", cli->dry_run);
  lim_json_set_int (root, "ingested", report->n_new);
  lim_json_set_int (root, "with_prompt", report->n_with_prompt);
  lim_json_set_int (root, "same", report->n_same);
  lim_json_set_int (root, "near", report->n_near);
  lim_json_set_int (root, "near_skipped", report->n_near_skipped);
  lim_json_set_int (root, "brought_back", report->n_back);
  lim_json_set_int (root, "moves_finished", report->n_finished);
  lim_json_set_int (root, "copied_instead_of_linked", report->n_copied);
  lim_json_set_int (root, "other_files", report->n_other_files);
  for (guint i = 0; i < report->items->len; i++)
    {
      const LimIngestItem *item = report->items->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "path", item->path);
      lim_json_set_string (object, "state", lim_ingest_fate_name (item->fate));
      lim_json_set_string (object, "id", item->id);
      lim_json_set_string (object, "tool", item->tool);
      lim_json_set_bool (object, "has_prompt", item->has_prompt);
      lim_json_set_string (object, "like", item->like);
      if (item->like != NULL && (item->fate == LIM_INGEST_NEW || item->fate == LIM_INGEST_NEAR))
        lim_json_set_int (object, "distance", item->distance);
      lim_json_append (items, object);
    }
  lim_json_set (root, "images", items);
  lim_problems_append_json (report->problems, problems, doc);
  lim_json_set (root, "problems", problems);
  lim_cli_print_json (cli, root);
}

/* @format has a place for “3 images”. */
static void
print_count (LimCli *cli, guint n, const char *format)
{
  g_autofree char *images = lim_text_count (n, "image", NULL);
  g_auto (GStrv) halves = g_strsplit (format, "%s", 2);

  if (n > 0)
    lim_cli_print (cli, "%s%s%s", halves[0], images, halves[1]);
}

static void
warn_near (LimCli *cli, const LimIngestReport *report)
{
  guint n = 0;

  for (guint i = 0; i < report->items->len; i++)
    {
      const LimIngestItem *item = report->items->pdata[i];

      if (item->like == NULL || (item->fate != LIM_INGEST_NEW && item->fate != LIM_INGEST_NEAR) || n++ >= MAX_NAMED)
        continue;
      if (item->distance == 0)
        lim_cli_warn (cli, "%s: looks just like %s", item->path, item->like);
      else
        lim_cli_warn (cli, "%s: is nearly the same as %s (%u of 64 bits differ)", item->path, item->like,
                      item->distance);
    }
  if (n > MAX_NAMED)
    lim_cli_warn (cli, "and %u more like that; --json names all", n - MAX_NAMED);
}

static void
print_summary (LimCli *cli, const LimIngestReport *report)
{
  g_autofree char *images = lim_text_count (report->n_new, "image", NULL);

  if (cli->dry_run)
    print_items (cli, report);
  g_autofree char *tell = report->n_new == 1
                              ? g_strdup (report->n_with_prompt == 1 ? "; it tells how it was made" : "")
                              : g_strdup_printf ("; %u of them tell how they were made", report->n_with_prompt);
  lim_cli_print (cli, "%s %s%s%s%s.", cli->dry_run ? "Would ingest" : "Ingested", lim_cli_style (cli, "bold"), images,
                 lim_cli_style (cli, "off"), report->n_new > 0 ? tell : "");
  print_count (cli, report->n_same, "Passed over %s with the same bytes as others.");
  print_count (cli, report->n_near_skipped, "Passed over %s nearly the same as others (--skip-near).");
  print_count (cli, report->n_back, "Brought back %s to records that had lost theirs.");
  print_count (cli, report->n_finished, "Removed the source of %s from an earlier move.");
  print_count (cli, report->n_copied, "Copied %s that could not be linked.");
  if (report->n_other_files > 0)
    {
      g_autofree char *files = lim_text_count (report->n_other_files, "other file", NULL);

      lim_cli_print (cli, "%s in the folders: not PNG, JPEG or WebP by name.", files);
    }
  if (report->n_new > 0 && !cli->dry_run)
    lim_cli_print (cli, "Next: `limner curate` to judge them, `limner sheet` to see them together.");
}

/* -- What was asked for -- */

static gboolean
read_mode (LimCli *cli, LimIngestMode *mode, GError **error)
{
  gboolean copy = lim_settings_flag (cli->options, "copy"), move = lim_settings_flag (cli->options, "move");
  gboolean link = lim_settings_flag (cli->options, "link");

  if (copy + move + link > 1)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "--copy, --move and --link exclude each other; --copy is what happens "
                     "without any");
  *mode = move ? LIM_INGEST_MOVE : link ? LIM_INGEST_LINK : LIM_INGEST_COPY;
  return TRUE;
}

/* The judgment that --status asks for; NULL without error for candidates. */
static LimJudgment *
read_judgment (LimCli *cli, GError **error)
{
  const char *why = lim_settings_string (cli->options, "why"), *scores = lim_settings_string (cli->options, "scores");
  g_autoptr (LimJudgment) judgment = NULL;
  LimStatus status;

  lim_status_parse (lim_settings_string (cli->options, "status"), &status);
  if (status == LIM_STATUS_CANDIDATE)
    return why == NULL && scores == NULL
               ? NULL
               : lim_fail_null (error, LIM_ERROR_USAGE,
                                "--why and --scores belong to a judgment; add --status approved, "
                                "rejected or borderline");
  if (why == NULL || *why == '\0')
    return lim_fail_null (
        error, LIM_ERROR_USAGE,
        "--status %s is a judgment of each of these images, and a judgment is a person's and has its "
        "reason: add --why \"…\" and --scores as for curate, or leave --status out and judge them "
        "with limner curate",
        lim_status_name (status));
  judgment = lim_judgment_new (status, why);
  judgment->reviewer = lim_cli_reviewer (cli, error);
  if (judgment->reviewer == NULL)
    return NULL;
  judgment->reviewed_at = lim_clock_now_iso (cli->context.clock);
  judgment->override_reason = g_strdup (lim_settings_string (cli->options, "override"));
  if (scores != NULL)
    {
      lim_scores_free (judgment->scores);
      judgment->scores = lim_scores_parse (scores, error);
    }
  return judgment->scores != NULL ? g_steal_pointer (&judgment) : NULL;
}

/* Whom they show: as other images of that name say, else of the type that was given. NULL with @error. */
static LimIdentity *
read_subject (LimCli *cli, const char *name, GError **error)
{
  const char *type = lim_settings_string (cli->options, "subject-type");
  g_autoptr (GError) cause = NULL;
  g_autoptr (GPtrArray) subjects = lim_style_subjects (cli->project, name, &cause);
  LimIdentity *identity;

  if (subjects == NULL && !g_error_matches (cause, LIM_ERROR, LIM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  if ((subjects == NULL || subjects->len == 0) && type == NULL)
    return lim_fail_null (
        error, LIM_ERROR_USAGE,
        "no image shows “%s” yet, so say what it is: --subject-type named_character, named_location "
        "or named_ship",
        name);
  identity = g_new0 (LimIdentity, 1);
  identity->subject_name = g_strdup (name);
  if (subjects != NULL && subjects->len > 0)
    {
      const LimIdentity *known = ((LimSubject *) subjects->pdata[0])->identity;

      identity->subject_type = g_strdup (known->subject_type);
      identity->faction = g_strdup (known->faction);
      identity->role = g_strdup (known->role);
    }
  if (type != NULL && identity->subject_type == NULL)
    identity->subject_type = g_strdup (type);
  return identity;
}

static gboolean
run (LimCli *cli, GError **error)
{
  LimIngestRun ingest = { .paths = (const char *const *) cli->words,
                          .skip_near = lim_settings_flag (cli->options, "skip-near"),
                          .dry_run = cli->dry_run };
  const char *subject = lim_settings_string (cli->options, "subject");
  g_autoptr (LimIngestReport) report = lim_ingest_report_new ();
  g_autoptr (LimJudgment) judgment = NULL;
  g_autoptr (LimIdentity) shows = NULL;
  g_autoptr (LimCanon) canon = NULL;
  GError *cause = NULL;

  if (!read_mode (cli, &ingest.mode, error))
    return FALSE;
  judgment = read_judgment (cli, &cause);
  if (cause == NULL && subject != NULL)
    shows = read_subject (cli, subject, &cause);
  if (cause == NULL && judgment != NULL)
    canon = lim_style_load_canon (cli->project, NULL, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, cause);
      return FALSE;
    }
  ingest.judgment = judgment;
  ingest.shows = shows;
  ingest.canon = canon;

  gboolean well = lim_style_ingest (&cli->context, cli->project, &ingest, report, error);
  if (!well && report->items->len == 0)
    return FALSE;
  if (cli->json)
    print_json (cli, report);
  else
    print_summary (cli, report);
  warn_near (cli, report);
  lim_cli_print_problems (cli, report->problems);
  if (!well || report->n_failed == 0)
    return well;
  return lim_fail (error, LIM_ERROR_SOME_FAILED, "%u of %u files could not be ingested; the reasons stand above",
                   report->n_failed, report->items->len);
}

static const LimOptionRow options[] = {
  { .name = "status",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("candidate", "approved", "rejected", "borderline"),
    .fallback = "candidate",
    .placeholder = "STATUS",
    .help = "as what; all but candidate is a judgment and needs --why" },
  { .name = "why", .type = LIM_OPTION_STRING, .placeholder = "TEXT", .help = "the reason of the judgment" },
  { .name = "scores",
    .type = LIM_OPTION_STRING,
    .placeholder = "DIM=N,…",
    .help = "a score from 0 to 1 for every dimension of the rubric" },
  { .name = "override",
    .type = LIM_OPTION_STRING,
    .placeholder = "WHY",
    .help = "keep a verdict the scores contradict, and say why" },
  { .name = "subject", .type = LIM_OPTION_STRING, .placeholder = "NAME", .help = "the named subject they show" },
  { .name = "subject-type",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("named_character", "named_location", "named_ship"),
    .placeholder = "TYPE",
    .help = "what a subject is that has no image yet" },
  { .name = "copy", .help = "copy them (what happens unless said otherwise)" },
  { .name = "move", .help = "remove each source when its record is on the disk" },
  { .name = "link", .help = "hard links instead of copies, where the file system allows it" },
  { .name = "skip-near", .help = "pass over what is nearly the same as another image" },
  { 0 },
};

static const char *const examples[] = {
  "ingest ~/ComfyUI/output --dry-run",
  "what would come in, and what is known of it",
  "ingest ~/ComfyUI/output --link --skip-near",
  "bring it in without using the disk twice",
  "ingest old.png --status approved --why \"Reference piece\" --scores silhouette_clarity=0.9,composition=0.8,…",
  "with a judgment, under your name",
  "ingest portraits --subject \"Ada Voss\" --subject-type named_character",
  "images of a named subject, to be judged at its gates",
  NULL,
};

const LimCommand lim_command_ingest = {
  .name = "ingest",
  .group = "style",
  .summary = "Bring in images from elsewhere, with what they tell of their making",
  .usage = "PATH…",
  .details = "Files, and folders with all below them: PNG, JPEG and WebP. Each image gets a record under its file's "
             "name, with\n"
             "the prompt, seed and settings that ComfyUI, A1111, Forge, SD.Next, InvokeAI or NovelAI left in it; "
             "what it does\n"
             "not tell stays open. What has the same bytes as an image of the project is passed over, what is nearly "
             "the same\n"
             "is named. The same command again adds only what is missing.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN | LIM_COMMAND_REVIEWER,
  .min_words = 1,
  .max_words = 100000,
  .words = LIM_WORD_FILE,
  .options = options,
  .run = run,
};
