/* Every format against a golden folder, byte for byte. After a change that is meant, look at the difference that
 * `LIMNER_UPDATE_GOLDEN=1 meson test export-format` makes in tests/golden/ and commit it with the change. */
#include "export-fixture.h"

#include "export-run.h"

/* -- Golden folders -- */

static void
collect (const char *folder, const char *below, GPtrArray *names)
{
  g_autofree char *path = g_build_filename (folder, below, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *relative = *below != '\0' ? g_strconcat (below, "/", name, NULL) : g_strdup (name);
      g_autofree char *full = g_build_filename (folder, relative, NULL);

      if (g_file_test (full, G_FILE_TEST_IS_DIR))
        collect (folder, relative, names);
      else
        g_ptr_array_add (names, g_steal_pointer (&relative));
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The files of @folder but the images, which the manifest holds the digests of. */
static GPtrArray *
list_texts (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  collect (folder, "", names);
  for (guint i = names->len; i-- > 0;)
    if (g_str_has_suffix (g_ptr_array_index (names, i), ".png"))
      g_ptr_array_remove_index (names, i);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static char *
contents (const char *folder, const char *name, gsize *length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = lim_file_read (path, 0, length, &error);

  g_assert_no_error (error);
  return text;
}

static void
update_golden (const char *made, const char *golden)
{
  g_autoptr (GPtrArray) names = list_texts (made);

  fixture_remove (golden);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *to = g_build_filename (golden, name, NULL);
      gsize length;
      g_autofree char *text = contents (made, name, &length);

      g_assert_true (lim_file_write (to, text, length, NULL));
    }
}

static void
assert_same_folder (const char *made, const char *golden)
{
  g_autoptr (GPtrArray) left = list_texts (made), right = list_texts (golden);

  for (guint i = 0; i < MIN (left->len, right->len); i++)
    g_assert_cmpstr (g_ptr_array_index (left, i), ==, g_ptr_array_index (right, i));
  g_assert_cmpuint (left->len, ==, right->len);
  for (guint i = 0; i < left->len; i++)
    {
      const char *name = g_ptr_array_index (left, i);
      gsize n_made, n_golden;
      g_autofree char *a = contents (made, name, &n_made), *b = contents (golden, name, &n_golden);

      if (n_made != n_golden || memcmp (a, b, n_made) != 0)
        g_test_message ("%s/%s differs from what was made in %s", golden, name, made);
      g_assert_cmpmem (a, n_made, b, n_golden);
    }
}

/* -- Tests -- */

static LimExportResult *
run_format (Fixture *fixture, const LimExporter *format, const char *out, gboolean embed, GError **error)
{
  LimExportRunOptions options = { .embed = embed };

  return lim_export_run (fixture->plan, format, out, &options, &fixture->context, error);
}

static void
finish (Fixture *fixture, const LimExportPlanOptions *options)
{
  g_autoptr (GError) error = NULL;

  lim_export_plan_finish (fixture->plan, options, NULL, &fixture->context, &error);
  g_assert_no_error (error);
}

static void
test_golden (gconstpointer data)
{
  const LimExporter *format = data;
  Fixture fixture;
  LimExportPlanOptions options = lim_export_plan_defaults;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, "Ember & <Ash>");
  fixture_fill (&fixture);
  options.shares = (LimSplitShares){ { 0.6, 0.4, 0.0 } };
  finish (&fixture, &options);

  g_autofree char *out = g_build_filename (fixture.folder, "exports", NULL);
  g_autoptr (LimExportResult) result = run_format (&fixture, format, out, FALSE, &error);
  g_assert_no_error (error);
  g_autofree char *golden =
      g_build_filename (g_test_get_dir (G_TEST_DIST), "..", "golden", "export", format->name, NULL);
  if (g_getenv ("LIMNER_UPDATE_GOLDEN") != NULL)
    update_golden (result->folder, golden);
  assert_same_folder (result->folder, golden);
  fixture_clear (&fixture);
}

static void
test_same_bytes_again (void)
{
  for (guint i = 0; lim_exporters ()[i] != NULL; i++)
    {
      const LimExporter *format = lim_exporters ()[i];
      gboolean embed = (format->flags & LIM_EXPORT_CAN_EMBED) != 0;
      g_autofree char *folders[2] = { NULL, NULL };
      Fixture fixtures[2];

      for (guint k = 0; k < 2; k++)
        {
          g_autoptr (GError) error = NULL;

          fixture_init (&fixtures[k], NULL);
          fixture_fill (&fixtures[k]);
          finish (&fixtures[k], &lim_export_plan_defaults);
          g_autofree char *out = g_build_filename (fixtures[k].folder, "out", NULL);
          g_autoptr (LimExportResult) result = run_format (&fixtures[k], format, out, embed, &error);
          g_assert_no_error (error);
          folders[k] = g_strdup (result->folder);
        }
      assert_same_folder (folders[0], folders[1]);
      g_free (g_steal_pointer (&folders[0]));
      g_free (g_steal_pointer (&folders[1]));
      fixture_clear (&fixtures[0]);
      fixture_clear (&fixtures[1]);
    }
}

static void
test_embed_refused (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, NULL);
  fixture_fill (&fixture);
  finish (&fixture, &lim_export_plan_defaults);
  g_assert_null (run_format (&fixture, lim_exporter_find ("trl", NULL), fixture.folder, TRUE, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_USAGE);
  fixture_clear (&fixture);
}

static void
test_unknown_format (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lim_exporter_find ("lama-factory", &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "Did you mean “llama-factory”?"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; lim_exporters ()[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/export/golden/%s", lim_exporters ()[i]->name);
      g_test_add_data_func (path, lim_exporters ()[i], test_golden);
    }
  g_test_add_func ("/export/same-bytes-again", test_same_bytes_again);
  g_test_add_func ("/export/embed-refused", test_embed_refused);
  g_test_add_func ("/export/unknown-format", test_unknown_format);
  return g_test_run ();
}
