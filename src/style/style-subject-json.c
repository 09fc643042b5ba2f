/* style-subject-json.c: a named subject for programs, and what its next step is. */
#include "style-subjects.h"

#include "base-table.h"

static LimTable *
images_table (const LimSubject *subject)
{
  static const LimColumn columns[] = {
    { .key = "id" },     { .key = "phase" },        { .key = "version" },      { .key = "view" },
    { .key = "status" }, { .key = "gates_passed" }, { .key = "gates_failed" }, { .key = "gates_stale" },
    { .key = "gates" },  { .key = "persistence" },  { .key = "derived_from" }, { 0 },
  };
  LimTable *table = lim_table_new (NULL, columns);

  for (guint i = 0; i < subject->images->len; i++)
    {
      const LimSubjectImage *image = subject->images->pdata[i];
      const LimLikeness *one = image->likeness;

      lim_table_row (table);
      lim_table_string (table, one->id);
      lim_table_string (table, lim_phase_name (one->lineage->phase));
      lim_table_string (table, one->lineage->anchor_subject_version);
      lim_table_string (table, one->identity->view_type);
      lim_table_string (table, lim_status_name (one->status));
      lim_table_int (table, image->n_passed);
      lim_table_int (table, image->n_failed);
      lim_table_int (table, image->n_stale);
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
    { .key = "view" },
    { .key = "wanted" },
    { .key = "approved" },
    { .key = "borderline" },
    { .key = "rejected" },
    { .key = "candidate" },
    { 0 },
  };
  LimTable *table = lim_table_new (NULL, columns);

  for (guint i = 0; i < subject->views->len; i++)
    {
      const LimSubjectView *view = subject->views->pdata[i];

      lim_table_row (table);
      lim_table_string (table, view->view_type);
      lim_table_bool (table, view->wanted);
      lim_table_int (table, view->statuses[LIM_STATUS_APPROVED]);
      lim_table_int (table, view->statuses[LIM_STATUS_BORDERLINE]);
      lim_table_int (table, view->statuses[LIM_STATUS_REJECTED]);
      lim_table_int (table, view->statuses[LIM_STATUS_CANDIDATE]);
    }
  return table;
}

static LimJson *
sides_to_json (const LimIdentity *identity, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < identity->sided_details->len; i++)
    {
      const LimSidedDetail *detail = identity->sided_details->pdata[i];
      LimJson *entry = lim_json_new_object (doc);

      lim_json_set_string (entry, "detail", detail->detail);
      lim_json_set_string (entry, "side", detail->side);
      lim_json_append (list, entry);
    }
  return list;
}

LimJson *
lim_subject_to_json (const LimSubject *subject, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  g_autoptr (LimTable) images = images_table (subject);
  g_autoptr (LimTable) views = views_table (subject);

  lim_json_set_string (object, "subject_name", subject->identity->subject_name);
  lim_json_set_string (object, "subject_type", subject->identity->subject_type);
  lim_json_set_string (object, "faction", subject->identity->faction);
  lim_json_set_string (object, "role", subject->identity->role);
  lim_json_set (object, "sided_details", sides_to_json (subject->identity, doc));
  lim_json_set_string (object, "anchor", subject->current != NULL ? subject->current->likeness->id : NULL);
  lim_json_set (object, "images", lim_table_to_json_node (images, doc));
  lim_json_set (object, "views", lim_table_to_json_node (views, doc));
  return object;
}

static guint
count_phase (const LimSubject *subject, LimPhase phase, LimStatus status)
{
  guint n = 0;

  for (guint i = 0; i < subject->images->len; i++)
    {
      const LimLikeness *one = ((const LimSubjectImage *) subject->images->pdata[i])->likeness;

      n += one->lineage->phase == phase && one->status == status;
    }
  return n;
}

char *
lim_subject_next_step (const LimSubject *subject)
{
  const char *name = subject->identity->subject_name;
  const LimLikeness *anchor = subject->current != NULL ? subject->current->likeness : NULL;

  if (anchor == NULL)
    return count_phase (subject, LIM_PHASE_DISCOVERY, LIM_STATUS_APPROVED) > 0
               ? g_strdup ("make the strongest image the anchor: limner identity promote RECORD")
               : g_strdup ("judge a discovery: limner identity gate RECORD, limner curate RECORD");
  if (anchor->status == LIM_STATUS_REJECTED)
    return g_strdup_printf ("%s was rejected; promote another discovery", anchor->id);
  for (guint i = 0; i < subject->images->len; i++)
    {
      const LimLikeness *one = ((const LimSubjectImage *) subject->images->pdata[i])->likeness;

      if (g_strcmp0 (one->lineage->derived_from_record_id, anchor->id) != 0)
        continue;
      if (one->status == LIM_STATUS_CANDIDATE)
        return g_strdup_printf ("is that still the subject? limner identity gate %s", one->id);
      return NULL;
    }
  return g_strdup_printf ("show that it persists: limner identity follow-on PACKET --subject %s", name);
}
