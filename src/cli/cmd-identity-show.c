#include "cli-command.h"

#include "style-subjects.h"

#include <math.h>

static const char *
version_text (const LimLikeness *one)
{
  return one->lineage->anchor_subject_version;
}

/* -- For people: the tree of one subject -- */

static gboolean
follows (const LimSubjectImage *image)
{
  return image->likeness->lineage->phase == LIM_PHASE_FOLLOW_ON;
}

/* “★ ” for the anchor, “└─ ” for the last image that follows the one above. */
static const char *
branch (const LimSubject *subject, guint at)
{
  const LimSubjectImage *image = subject->images->pdata[at];
  const LimSubjectImage *next = at + 1 < subject->images->len ? subject->images->pdata[at + 1] : NULL;

  if (follows (image))
    return next != NULL && follows (next) ? "├─ " : "└─ ";
  if (image->likeness->lineage->phase == LIM_PHASE_ANCHOR)
    return image == subject->current ? "★ " : "☆ ";
  return "· ";
}

/* A sign per gate, in their order. Transfer full. */
static char *
gate_signs (const LimSubjectImage *image)
{
  static const char *const signs[] = { [LIM_GATE_OPEN] = "○", [LIM_GATE_PASS] = "●", [LIM_GATE_FAIL] = "✗" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < image->n_gates; i++)
    g_string_append (text, image->stale[i] ? "~" : signs[image->gates[i]]);
  return g_string_free (text, FALSE);
}

static LimMark
mark_of (LimStatus status)
{
  return status == LIM_STATUS_APPROVED     ? LIM_MARK_GOOD
         : status == LIM_STATUS_REJECTED   ? LIM_MARK_BAD
         : status == LIM_STATUS_BORDERLINE ? LIM_MARK_WARN
                                           : LIM_MARK_DIM;
}

static void
add_branch (LimTable *table, const LimSubject *subject, guint at)
{
  const LimSubjectImage *image = subject->images->pdata[at];
  const LimLikeness *one = image->likeness;
  g_autofree char *name = g_strconcat (branch (subject, at), one->id, NULL);
  g_autofree char *gates = gate_signs (image);

  lim_table_row (table);
  lim_table_string (table, name);
  if (image == subject->current)
    lim_table_mark (table, LIM_MARK_GOOD);
  lim_table_string (table, one->identity->view_type);
  lim_table_string (table, lim_status_name (one->status));
  lim_table_mark (table, mark_of (one->status));
  lim_table_string (table, gates);
  lim_table_mark (table, image->n_failed > 0                 ? LIM_MARK_BAD
                         : image->n_stale > 0                ? LIM_MARK_WARN
                         : image->n_passed == image->n_gates ? LIM_MARK_GOOD
                                                             : LIM_MARK_DIM);
  lim_table_double (table, one->lineage->persistence, 2);
}

static void
print_legend (LimCli *cli, const LimSubject *subject)
{
  const LimGate *gates = lim_gates_of_type (subject->identity->subject_type);
  const LimGate *last = gates;

  while (last != NULL && last[1].id != NULL)
    last++;
  lim_cli_print (cli, "%s★ anchor  ☆ earlier anchor  ├─ follows it  · discovery%s", lim_cli_style (cli, "dim"),
                 lim_cli_style (cli, "off"));
  if (gates != NULL)
    lim_cli_print (cli, "%sgates %s to %s: ● passed  ✗ failed  ○ open  ~ said of another picture%s",
                   lim_cli_style (cli, "dim"), gates->id, last->id, lim_cli_style (cli, "off"));
}

static void
print_tree (LimCli *cli, const LimSubject *subject)
{
  static const LimColumn columns[] = {
    { .key = "id", .title = "Image" },
    { .key = "view", .title = "View" },
    { .key = "status", .title = "Status" },
    { .key = "gates", .title = "Gates" },
    { .key = "persistence", .title = "Persists", .align = LIM_ALIGN_RIGHT },
    { 0 },
  };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < subject->images->len; i++)
    add_branch (table, subject, i);
  lim_cli_print_table (cli, table);
  print_legend (cli, subject);
}

/* -- For people: which views are covered -- */

static void
add_count (LimTable *table, guint n, LimMark mark)
{
  g_autofree char *text = n > 0 ? g_strdup_printf ("%u", n) : g_strdup ("–");

  lim_table_string (table, text);
  lim_table_mark (table, n > 0 ? mark : LIM_MARK_DIM);
}

static void
print_coverage (LimCli *cli, const LimSubject *subject)
{
  static const LimColumn columns[] = {
    { .key = "view", .title = "View" },
    { .key = "approved", .title = "Approved", .align = LIM_ALIGN_RIGHT },
    { .key = "borderline", .title = "Borderline", .align = LIM_ALIGN_RIGHT },
    { .key = "rejected", .title = "Rejected", .align = LIM_ALIGN_RIGHT },
    { .key = "candidate", .title = "Candidate", .align = LIM_ALIGN_RIGHT },
    { .key = "covered", .title = "" },
    { 0 },
  };
  static const LimStatus order[] = { LIM_STATUS_APPROVED, LIM_STATUS_BORDERLINE, LIM_STATUS_REJECTED,
                                     LIM_STATUS_CANDIDATE };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < subject->views->len; i++)
    {
      const LimSubjectView *view = subject->views->pdata[i];
      gboolean covered = view->statuses[LIM_STATUS_APPROVED] > 0;

      lim_table_row (table);
      lim_table_string (table, view->view_type);
      for (gsize j = 0; j < G_N_ELEMENTS (order); j++)
        add_count (table, view->statuses[order[j]], mark_of (order[j]));
      lim_table_string (table, covered ? "✓" : view->wanted ? "to do" : "");
      lim_table_mark (table, covered ? LIM_MARK_GOOD : LIM_MARK_WARN);
    }
  lim_cli_print_table (cli, table);
}

/* -- For people: one subject -- */

static void
print_line (LimCli *cli, const char *what, const char *text)
{
  lim_cli_print (cli, "%s%-8s%s%s", lim_cli_style (cli, "dim"), what, lim_cli_style (cli, "off"), text);
}

static void
print_sides (LimCli *cli, const LimIdentity *identity)
{
  for (guint i = 0; i < identity->sided_details->len; i++)
    {
      const LimSidedDetail *detail = identity->sided_details->pdata[i];
      g_autofree char *text = g_strdup_printf ("%s: %s", detail->side, detail->detail);

      print_line (cli, i == 0 ? "Sides" : "", text);
    }
}

static void
print_subject (LimCli *cli, const LimSubject *subject)
{
  const LimIdentity *identity = subject->identity;
  const LimLikeness *anchor = subject->current != NULL ? subject->current->likeness : NULL;
  g_autofree char *step = lim_subject_next_step (subject);
  g_autofree char *is = anchor != NULL && version_text (anchor) != NULL
                            ? g_strdup_printf ("%s (%s)", anchor->id, version_text (anchor))
                            : g_strdup (anchor != NULL ? anchor->id : "none yet");

  lim_cli_print (cli, "%s%s%s  %s, %s, %s", lim_cli_style (cli, "bold"), identity->subject_name,
                 lim_cli_style (cli, "off"), identity->subject_type != NULL ? identity->subject_type : "of no type",
                 identity->faction != NULL ? identity->faction : "of no faction",
                 identity->role != NULL ? identity->role : "without a role");
  print_line (cli, "Anchor", is);
  print_sides (cli, identity);
  lim_cli_print (cli, "%s", "");
  print_tree (cli, subject);
  lim_cli_print (cli, "%s", "");
  print_coverage (cli, subject);
  if (step != NULL)
    {
      lim_cli_print (cli, "%s", "");
      print_line (cli, "Next", step);
    }
}

/* -- All of them -- */

static void
add_overview_row (LimTable *table, const LimSubject *subject)
{
  const LimLikeness *anchor = subject->current != NULL ? subject->current->likeness : NULL;
  guint n_approved = 0, n_covered = 0, n_wanted = 0;

  for (guint i = 0; i < subject->views->len; i++)
    {
      const LimSubjectView *view = subject->views->pdata[i];

      n_approved += view->statuses[LIM_STATUS_APPROVED];
      n_wanted += view->wanted;
      n_covered += view->wanted && view->statuses[LIM_STATUS_APPROVED] > 0;
    }

  g_autofree char *views = g_strdup_printf ("%u of %u", n_covered, n_wanted);
  lim_table_row (table);
  lim_table_string (table, subject->identity->subject_name);
  lim_table_string (table, subject->identity->subject_type);
  lim_table_string (table, subject->identity->faction);
  lim_table_string (table, anchor != NULL ? anchor->id : "none yet");
  lim_table_mark (table, anchor != NULL ? LIM_MARK_NONE : LIM_MARK_DIM);
  lim_table_int (table, subject->images->len);
  lim_table_int (table, n_approved);
  lim_table_string (table, views);
  lim_table_mark (table, n_covered == n_wanted ? LIM_MARK_GOOD : LIM_MARK_NONE);
}

static void
print_overview (LimCli *cli, const GPtrArray *subjects)
{
  static const LimColumn columns[] = {
    { .key = "subject_name", .title = "Subject" },
    { .key = "subject_type", .title = "Type" },
    { .key = "faction", .title = "Faction" },
    { .key = "anchor", .title = "Anchor" },
    { .key = "images", .title = "Images", .align = LIM_ALIGN_RIGHT },
    { .key = "approved", .title = "Approved", .align = LIM_ALIGN_RIGHT },
    { .key = "views", .title = "Views", .align = LIM_ALIGN_RIGHT },
    { 0 },
  };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < subjects->len; i++)
    add_overview_row (table, subjects->pdata[i]);
  if (subjects->len > 0 || cli->json)
    lim_cli_print_table (cli, table);
  if (subjects->len == 0)
    lim_cli_print (cli, "No image of a named subject yet: limner identity discover PACKET makes some.");
}

static gboolean
write_picture (LimCli *cli, const GPtrArray *subjects, GError **error)
{
  const char *path = lim_settings_string (cli->options, "picture");

  if (path == NULL)
    return TRUE;
  if (cli->n_words == 0)
    return lim_fail (error, LIM_ERROR_USAGE, "of whom? limner identity show SUBJECT --picture FILE");
  return lim_style_subject_write_picture (cli->project, subjects->pdata[0], path, error);
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (GPtrArray) subjects = lim_style_subjects (cli->project, cli->words[0], error);

  if (subjects == NULL || !write_picture (cli, subjects, error))
    return FALSE;
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      LimJson *list = lim_json_new_array (doc);

      for (guint i = 0; i < subjects->len; i++)
        lim_json_append (list, lim_subject_to_json (subjects->pdata[i], doc));
      lim_cli_print_json (cli, list);
    }
  else if (cli->n_words == 0)
    print_overview (cli, subjects);
  else
    print_subject (cli, subjects->pdata[0]);
  return TRUE;
}

static const LimOptionRow options[] = {
  { .name = "picture",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "write the lineage of the subject as a picture, a PNG file" },
  { 0 },
};

static const char *const examples[] = {
  "identity show",
  "all named subjects and their anchors",
  "identity show ada_voss",
  "the images of one, under the anchor they come from, and the views that are covered",
  "identity show ada_voss --picture ada.png",
  "the same as one picture: anchors, what follows them, and the discoveries",
  NULL,
};

const LimCommand lim_command_identity_show = {
  .name = "identity show",
  .group = "style",
  .summary = "Show named subjects: lineage, gates and covered views",
  .usage = "[SUBJECT]",
  .details = "For one subject: the anchor and what follows it as a tree, with a sign for every gate, and the views "
             "that are to\n"
             "prove it, by status. A view is covered by an approved image.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .max_words = 1,
  .options = options,
  .run = run,
};
