#include "cli-command.h"

#include "style-subjects.h"

#include <math.h>

static const char *
version_text (const LimLikeness *one)
{
  return one->lineage->anchor_subject_version;
}

static LimTable *
images_table (const LimSubject *subject, gboolean drawn)
{
  static const LimColumn columns[] = {
    { .key = "id", .title = "Image" },
    { .key = "phase", .title = "Phase" },
    { .key = "version", .title = "Version" },
    { .key = "view", .title = "View" },
    { .key = "status", .title = "Status" },
    { .key = "gates_passed", .title = "Passed", .align = LIM_ALIGN_RIGHT },
    { .key = "gates_failed", .title = "Failed", .align = LIM_ALIGN_RIGHT },
    { .key = "gates", .title = "Gates", .align = LIM_ALIGN_RIGHT },
    { .key = "persistence", .title = "Persists", .align = LIM_ALIGN_RIGHT },
    { .key = "derived_from", .title = "From" },
    { 0 },
  };
  LimTable *table = lim_table_new (NULL, columns);

  for (guint i = 0; i < subject->images->len; i++)
    {
      const LimSubjectImage *image = subject->images->pdata[i];
      const LimLikeness *one = image->likeness;
      gboolean follows = one->lineage->phase == LIM_PHASE_FOLLOW_ON;
      g_autofree char *name = g_strconcat (drawn && follows ? "└ " : "", one->id, NULL);

      lim_table_row (table);
      lim_table_string (table, name);
      if (image == subject->current)
        lim_table_mark (table, LIM_MARK_GOOD);
      lim_table_string (table, lim_phase_name (one->lineage->phase));
      lim_table_string (table, version_text (one));
      lim_table_string (table, one->identity->view_type);
      lim_table_string (table, lim_status_name (one->status));
      lim_table_int (table, image->n_passed);
      lim_table_int (table, image->n_failed);
      lim_table_int (table, image->n_gates);
      lim_table_double (table, one->lineage->persistence, 2);
      lim_table_string (table, one->lineage->derived_from_record_id);
    }
  return table;
}

static LimTable *
views_table (const LimSubject *subject)
{
  static const LimColumn columns[] = {
    { .key = "view", .title = "View" },
    { .key = "approved", .title = "Approved", .align = LIM_ALIGN_RIGHT },
    { .key = "borderline", .title = "Borderline", .align = LIM_ALIGN_RIGHT },
    { .key = "rejected", .title = "Rejected", .align = LIM_ALIGN_RIGHT },
    { .key = "candidate", .title = "Candidate", .align = LIM_ALIGN_RIGHT },
    { 0 },
  };
  static const LimStatus order[] = { LIM_STATUS_APPROVED, LIM_STATUS_BORDERLINE, LIM_STATUS_REJECTED,
                                     LIM_STATUS_CANDIDATE };
  LimTable *table = lim_table_new (NULL, columns);

  for (guint i = 0; i < subject->views->len; i++)
    {
      const LimSubjectView *view = subject->views->pdata[i];

      lim_table_row (table);
      lim_table_string (table, view->view_type);
      for (gsize j = 0; j < G_N_ELEMENTS (order); j++)
        lim_table_int (table, view->statuses[order[j]]);
    }
  return table;
}

static void
print_subject (LimCli *cli, const LimSubject *subject)
{
  const LimIdentity *identity = subject->identity;
  g_autoptr (LimTable) images = images_table (subject, TRUE);
  g_autoptr (LimTable) views = views_table (subject);

  lim_cli_print (cli, "%s%s%s  %s, %s, %s", lim_cli_style (cli, "bold"), identity->subject_name,
                 lim_cli_style (cli, "off"), identity->subject_type != NULL ? identity->subject_type : "of no type",
                 identity->faction != NULL ? identity->faction : "of no faction",
                 identity->role != NULL ? identity->role : "without a role");
  if (subject->current != NULL)
    lim_cli_print (cli, "Anchor: %s", subject->current->likeness->id);
  else
    lim_cli_print (cli, "No anchor yet: limner identity promote RECORD makes an approved discovery one.");
  lim_cli_print (cli, "%s", "");
  lim_cli_print_table (cli, images);
  lim_cli_print (cli, "%s", "");
  lim_cli_print_table (cli, views);
  lim_cli_print (cli, "%s", "");
}

static LimJson *
subject_to_json (const LimSubject *subject, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  g_autoptr (LimTable) images = images_table (subject, FALSE);
  g_autoptr (LimTable) views = views_table (subject);

  lim_json_set_string (object, "subject_name", subject->identity->subject_name);
  lim_json_set_string (object, "subject_type", subject->identity->subject_type);
  lim_json_set_string (object, "faction", subject->identity->faction);
  lim_json_set_string (object, "role", subject->identity->role);
  lim_json_set_string (object, "anchor", subject->current != NULL ? subject->current->likeness->id : NULL);
  lim_json_set (object, "images", lim_table_to_json_node (images, doc));
  lim_json_set (object, "views", lim_table_to_json_node (views, doc));
  return object;
}

static void
print_overview (LimCli *cli, const GPtrArray *subjects)
{
  static const LimColumn columns[] = {
    { .key = "subject_name", .title = "Subject" },
    { .key = "subject_type", .title = "Type" },
    { .key = "faction", .title = "Faction" },
    { .key = "anchor", .title = "Anchor" },
    { .key = "version", .title = "Version" },
    { .key = "images", .title = "Images", .align = LIM_ALIGN_RIGHT },
    { .key = "views", .title = "Views", .align = LIM_ALIGN_RIGHT },
    { 0 },
  };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < subjects->len; i++)
    {
      const LimSubject *subject = subjects->pdata[i];

      lim_table_row (table);
      lim_table_string (table, subject->identity->subject_name);
      lim_table_string (table, subject->identity->subject_type);
      lim_table_string (table, subject->identity->faction);
      lim_table_string (table, subject->current != NULL ? subject->current->likeness->id : NULL);
      lim_table_string (table, subject->current != NULL ? version_text (subject->current->likeness) : NULL);
      lim_table_int (table, subject->images->len);
      lim_table_int (table, subject->views->len);
    }
  lim_cli_print_table (cli, table);
  if (subjects->len == 0)
    lim_cli_print (cli, "No image of a named subject yet: limner identity discover PACKET makes some.");
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (GPtrArray) subjects = lim_style_subjects (cli->project, cli->words[0], error);

  if (subjects == NULL)
    return FALSE;
  if (cli->json)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      LimJson *list = lim_json_new_array (doc);

      for (guint i = 0; i < subjects->len; i++)
        lim_json_append (list, subject_to_json (subjects->pdata[i], doc));
      lim_cli_print_json (cli, list);
    }
  else if (cli->n_words == 0)
    print_overview (cli, subjects);
  else
    print_subject (cli, subjects->pdata[0]);
  return TRUE;
}

static const char *const examples[] = {
  "identity show",
  "all named subjects and their anchors",
  "identity show ada_voss",
  "the images of one, under the anchor they come from, and the views that are covered",
  NULL,
};

const LimCommand lim_command_identity_show = {
  .name = "identity show",
  .group = "style",
  .summary = "Show named subjects: lineage, gates and covered views",
  .usage = "[SUBJECT]",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .max_words = 1,
  .run = run,
};
