/* The door of records/: whatever way a record is written, a follow-on says what it follows, and that may be followed. */
#include "store-fixture.h"

#include "store-record.h"

static void
add_anchor (const char *folder, const char *id, const char *subject, const char *phase, const char *tag)
{
  g_autofree char *name = g_strdup_printf ("records/%s.json", id);
  g_autofree char *text = g_strdup_printf (
      "{\"id\": \"%s\", \"asset_path\": \"outputs/approved/%s.png\", \"identity\": {\"subject_name\": \"%s\", "
      "\"identity_anchor\": true}, \"lineage\": {\"generation_phase\": \"%s\", \"anchor_subject_version\": %s}}",
      id, id, subject, phase, tag);

  fixture_write (folder, name, text);
}

static const struct
{
  const char *holds, *identity, *lineage;
  const char *refusal; /* words of it; NULL: it is stored */
} rows[] = {
  { "a whole follow-on", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"a.png\", \"anchor_subject_version\": "
    "\"ada_v2\", "
    "\"derived_from_record_id\": \"ada_new\"",
    NULL },
  { "one of an earlier anchor", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"a.png\", \"anchor_subject_version\": "
    "\"ada_v1\", "
    "\"derived_from_record_id\": \"ada_old\"",
    NULL },
  { "without the picture", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": null, \"anchor_subject_version\": \"ada_v2\", "
    "\"derived_from_record_id\": \"ada_new\"",
    "without anchor_source_image" },
  { "a picture outside the project", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"../a.png\", \"anchor_subject_version\": "
    "\"ada_v2\", "
    "\"derived_from_record_id\": \"ada_new\"",
    "no path inside the project" },
  { "without the version", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"a.png\", \"anchor_subject_version\": \"\", "
    "\"derived_from_record_id\": \"ada_new\"",
    "without anchor_subject_version" },
  { "without the record", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"a.png\", \"anchor_subject_version\": \"ada_v2\"",
    "without derived_from_record_id" },
  { "without anything, all is told", "ada", "\"generation_phase\": \"follow_on\"",
    "without anchor_source_image, a follow-on without anchor_subject_version and a follow-on without "
    "derived_from_record_id" },
  { "without a subject", "",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"a.png\", \"anchor_subject_version\": "
    "\"ada_v2\", "
    "\"derived_from_record_id\": \"ada_new\"",
    "does not say whom it shows" },
  { "of a missing record", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"a.png\", \"anchor_subject_version\": "
    "\"ada_v2\", "
    "\"derived_from_record_id\": \"nobody\"",
    "there is no such image" },
  { "of another subject", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"a.png\", \"anchor_subject_version\": "
    "\"ada_v1\", "
    "\"derived_from_record_id\": \"bo_new\"",
    "derived from bo_new, which shows bo" },
  { "of no anchor", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"a.png\", \"anchor_subject_version\": "
    "\"ada_v1\", "
    "\"derived_from_record_id\": \"ada_found\"",
    "which is no anchor" },
  { "of another version", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"a.png\", \"anchor_subject_version\": "
    "\"ada_v1\", "
    "\"derived_from_record_id\": \"ada_new\"",
    "its anchor ada_new is version 2" },
  { "of itself", "ada",
    "\"generation_phase\": \"follow_on\", \"anchor_source_image\": \"a.png\", \"anchor_subject_version\": "
    "\"ada_v1\", "
    "\"derived_from_record_id\": \"x\"",
    "derived from itself" },
  { "a discovery", "ada", "\"generation_phase\": \"discovery\"", NULL },
  { "a discovery follows nothing", "ada",
    "\"generation_phase\": \"discovery\", \"derived_from_record_id\": \"ada_new\"",
    "of phase discovery, and it is derived from ada_new" },
  { "an anchor neither", "ada",
    "\"generation_phase\": \"anchor\", \"anchor_subject_version\": \"ada_v3\", \"anchor_source_image\": \"a.png\"",
    "of phase anchor, and it names an anchor_source_image" },
  { "an anchor is its own subject's", "ada",
    "\"generation_phase\": \"anchor\", \"anchor_subject_version\": \"bo_v1\"", "an anchor whose version is “bo_v1”" },
  { "a painted variant is not asked", "",
    "\"generation_phase\": \"painterly\", \"derived_from_record_id\": \"ada_new\"", NULL },
};

static char *
new_text (gsize row)
{
  return g_strdup_printf (
      "{\"id\": \"x\", \"asset_path\": \"outputs/candidates/x.png\", \"identity\": {\"subject_name\": \"%s\", "
      "\"identity_anchor\": true}, \"lineage\": {%s}, \"judgment\": null}",
      rows[row].identity, rows[row].lineage);
}

/* The ways in. */
static gboolean
save_record (const LimProject *project, const char *text, GError **error)
{
  g_autoptr (LimRecord) record = lim_record_from_doc ("x", lim_json_parse ("x.json", text, -1, NULL), NULL);

  return lim_store_save_record (project, record, error);
}

static gboolean
save_document (const LimProject *project, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return lim_store_save_document (project, "records/x.json", bytes, NULL, error);
}

static gboolean
save_batch (const LimProject *project, const char *text, GError **error)
{
  g_autoptr (LimRecord) record = lim_record_from_doc ("x", lim_json_parse ("x.json", text, -1, NULL), NULL);
  g_autoptr (LimRecordBatch) batch = lim_record_batch_new (project, NULL);

  return lim_record_batch_save (batch, record, error) && lim_record_batch_commit (batch, error);
}

static gboolean (*const ways[]) (const LimProject *project, const char *text, GError **error) = {
  save_record,
  save_document,
  save_batch,
};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, data);
  add_anchor (fixture->folder, "ada_old", "ada", "anchor", "\"ada_v1\"");
  add_anchor (fixture->folder, "ada_new", "ada", "anchor", "\"ada_v2\"");
  add_anchor (fixture->folder, "ada_found", "ada", "discovery", "null");
  add_anchor (fixture->folder, "bo_new", "bo", "anchor", "\"bo_v1\"");
}

static void
test_every_way_in (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (fixture->folder, "records/x.json", NULL);

  for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
    for (gsize way = 0; way < G_N_ELEMENTS (ways); way++)
      {
        g_autofree char *text = new_text (row);
        g_autoptr (GError) error = NULL;
        gboolean well = ways[way](fixture->project, text, &error);

        if (well != (rows[row].refusal == NULL))
          g_error ("%s, way %zu: %s", rows[row].holds, way, well ? "was stored" : error->message);
        if (!well)
          g_assert_error (error, LIM_ERROR, LIM_ERROR_REFUSED);
        if (!well && strstr (error->message, rows[row].refusal) == NULL)
          g_error ("%s: %s", rows[row].holds, error->message);
        g_assert_true (fixture_has (fixture->folder, "records/x.json") == well);
        if (well)
          g_assert_cmpint (g_remove (path), ==, 0);
      }
}

/* -- What other tools left -- */

static void
test_what_lies_there_can_be_judged_but_not_made_worse (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = new_text (2);

  fixture_write (fixture->folder, "records/x.json", text);
  g_autoptr (LimRecord) record = lim_store_load_record (fixture->project, "x", &error);
  lim_json_set_string (record->root, "note", "somebody else");
  g_assert_true (lim_store_save_record (fixture->project, record, &error));

  lim_json_set_string (lim_json_get (record->root, "lineage"), "derived_from_record_id", "bo_new");
  g_assert_false (lim_store_save_record (fixture->project, record, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_REFUSED);
  g_clear_error (&error);

  lim_json_set_string (lim_json_get (record->root, "lineage"), "derived_from_record_id", "ada_new");
  lim_json_set_string (lim_json_get (record->root, "lineage"), "anchor_source_image", "outputs/approved/ada_new.png");
  g_assert_true (lim_store_save_record (fixture->project, record, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/lineage/every-way-in", Fixture, NULL, set_up, test_every_way_in, fixture_tear_down);
  g_test_add ("/store/lineage/what-lies-there-can-be-judged-but-not-made-worse", Fixture, NULL, set_up,
              test_what_lies_there_can_be_judged_but_not_made_worse, fixture_tear_down);
  return g_test_run ();
}
