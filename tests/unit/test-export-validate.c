/* What validate says of sound exports, and of exports that were spoiled in one way each. */
#include "export-fixture.h"

#include "export-run.h"
#include "export-validate.h"

static char *
make_export (Fixture *fixture, const char *name, gboolean embed)
{
  LimExportPlanOptions options = lim_export_plan_defaults;
  LimExportRunOptions run = { .embed = embed };
  g_autoptr (GError) error = NULL;
  const LimExporter *format = lim_exporter_find (name, &error);

  fixture_init (fixture, NULL);
  fixture_fill (fixture);
  options.shares = (LimSplitShares){ { 0.6, 0.4, 0.0 } };
  lim_export_plan_finish (fixture->plan, &options, NULL, &fixture->context, &error);
  g_assert_no_error (error);
  g_autoptr (LimExportResult) result =
      lim_export_run (fixture->plan, format, fixture->folder, &run, &fixture->context, &error);
  g_assert_no_error (error);
  return g_strdup (result->folder);
}

static char *
messages (const GPtrArray *findings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      g_autofree char *line = lim_finding_message (g_ptr_array_index (findings, i));
      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (text, FALSE);
}

static char *
validate (Fixture *fixture, const char *folder, LimValidation *result)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (GError) error = NULL;

  lim_export_validate (folder, &fixture->context, findings, result, &error);
  g_assert_no_error (error);
  return messages (findings);
}

/* -- Sound exports -- */

static void
assert_sound (const LimExporter *format, gboolean embed)
{
  Fixture fixture;
  LimValidation result;
  g_autofree char *folder = make_export (&fixture, format->name, embed);
  g_autofree char *said = validate (&fixture, folder, &result);

  g_assert_cmpstr (said, ==, "");
  g_assert_cmpint (result.grade, ==, 'A');
  g_assert_cmpstr (result.format, ==, format->name);
  g_assert_true (result.has_manifest);
  g_assert_cmpuint (result.rows, >, 5);
  fixture_clear (&fixture);
}

static void
test_sound (gconstpointer data)
{
  const LimExporter *format = data;

  assert_sound (format, FALSE);
  if (format->flags & LIM_EXPORT_CAN_EMBED)
    assert_sound (format, TRUE);
}

/* Without manifest and units, as another tool would have written it. */
static void
test_sound_without_manifest (gconstpointer data)
{
  const LimExporter *format = data;
  Fixture fixture;
  LimValidation result;
  g_autofree char *folder = make_export (&fixture, format->name, FALSE);
  g_autofree char *manifest = g_build_filename (folder, "manifest.json", NULL);
  g_autofree char *units = g_build_filename (folder, "units.jsonl", NULL);

  g_remove (manifest);
  g_remove (units);
  g_autofree char *said = validate (&fixture, folder, &result);
  g_assert_cmpstr (said, ==, "");
  g_assert_cmpint (result.grade, ==, 'A');
  g_assert_false (result.has_manifest);
  fixture_clear (&fixture);
}

/* -- Spoiled exports -- */

typedef struct
{
  const char *holds;
  const char *format;
  const char *file;
  const char *find,
      *put; /* the first occurrence is replaced; put NULL: the file is removed; find NULL: put is appended */
  const char *expect; /* in what validate says */
  char grade;
} Mutation;

static const Mutation mutations[] = {
  { "a row file that was edited", "trl", "train/metadata.jsonl", "approved", "rejected", "a file was changed", 'F' },
  { "a side file that is gone", "qwen2vl", "limner_qwen.py", NULL, NULL, "a file is missing", 'F' },
  { "a row file that is gone", "axolotl", "train.jsonl", NULL, NULL, "a file is missing", 'F' },
  { "a blank line", "qwen2vl", "train.jsonl", NULL, "\n", "a line is blank", 'F' },
  { "a file cut in its last row", "qwen2vl", "train.jsonl", NULL, "{\"image\":[\"im", "a row is no JSON", 'F' },
  { "a byte order mark", "qwen2vl", "train.jsonl", "{", "\xef\xbb\xbf{", "a byte order mark", 'F' },
  { "a list that does not end", "llava", "train.json", "\n]\n", "\n", "a list is broken", 'F' },
  { "a placeholder too many", "qwen2vl", "train.jsonl", "<image>\\n", "<image><image>\\n",
    "placeholders do not match the images", 'F' },
  { "a placeholder that is missing", "sharegpt", "train.json", "<image>\\n", "",
    "placeholders do not match the images", 'F' },
  { "a placeholder inside an answer", "ms-swift", "train.jsonl", "\"content\":\"approved\"",
    "\"content\":\"approved <Image>\"", "a placeholder stands in a text", 'F' },
  { "a control token inside an answer", "trl", "train/metadata.jsonl", "\"content\":\"approved\"",
    "\"content\":\"approved<|im_end|>\"", "a placeholder stands in a text", 'F' },
  { "an empty answer", "trl", "train/metadata.jsonl", "\"content\":\"approved\"", "\"content\":\" \"",
    "a text is empty", 'F' },
  { "a role that is not known", "trl", "train/metadata.jsonl", "\"role\":\"assistant\"", "\"role\":\"system\"",
    "expected “assistant”, found “system”", 'F' },
  { "a human turn called user", "llava", "train.json", "\"from\":\"human\"", "\"from\":\"user\"",
    "expected “human”, found “user”", 'F' },
  { "a label that is text", "kto", "train/metadata.jsonl", "\"label\":true", "\"label\":\"true\"",
    "label: a row does not fit the format: expected a bool", 'F' },
  { "a key too many", "axolotl", "train.jsonl", "{\"messages\"", "{\"images\":[],\"messages\"",
    "a key that this format does not have", 'F' },
  { "a null in place of a list", "ms-swift", "train.jsonl", "\"images\":[", "\"images\":null,\"x\":[",
    "expected a list", 'F' },
  { "an image as text where a list is due", "qwen2vl", "train.jsonl", "\"image\":[", "\"image\":\"\",\"x\":[",
    "expected a list", 'F' },
  { "equal answers in a pair", "dpo", "train/metadata.jsonl", NULL,
    "{\"file_names\":[\"images/a.png\"],\"id\":\"x\",\"task\":\"t\",\"origin\":\"o\",\"prompt\":[{\"role\":\"user\","
    "\"content\":\"Q\"}],\"chosen\":[{\"role\":\"assistant\",\"content\":\"A\"}],\"rejected\":[{\"role\":"
    "\"assistant\",\"content\":\"A\"}]}\n",
    "both answers are equal", 'F' },
  { "a row for an image that is not there", "qwen2vl", "train.jsonl", "images/", "images/0", "an image is missing",
    'F' },
  { "a path out of the folder", "qwen2vl", "train.jsonl", "images/", "../images/", "a path leads out of the folder",
    'F' },
  { "an absolute path", "llava", "train.json", "images/", "/etc/", "a path leads out of the folder", 'F' },
  { "base64 that is none", "openai", "train.jsonl", ";base64,", ";base64,*", "an image cannot be decoded", 'F' },
  { "a picture that is called something else", "openai", "train.jsonl", "data:image/png", "data:image/jpeg",
    "an image is not what it is called", 'F' },
  { "a manifest that miscounts", "trl", "manifest.json", "\"rows\":", "\"rows\":1", "the manifest is wrong", 'F' },
  { "a manifest that is no JSON", "trl", "manifest.json", "{", "[", "the manifest cannot be used", 'B' },
  { "a manifest that points outside", "trl", "manifest.json", "\"path\":\"README.md\"", "\"path\":\"../README.md\"",
    "expected path, bytes and sha256 of a file inside the folder", 'F' },
  { "a file that nobody lists", "trl", "notes.txt", NULL, "hello", "a file is not listed", 'B' },
  { "units that lack a row", "trl", "units.jsonl", "\"row\":0", "\"row\":700", "units.jsonl does not match", 'F' },
};

static void
spoil (const char *folder, const Mutation *mutation)
{
  g_autofree char *path = g_build_filename (folder, mutation->file, NULL);
  g_autofree char *text = NULL;

  if (mutation->put == NULL)
    {
      g_assert_cmpint (g_remove (path), ==, 0);
      return;
    }
  if (!g_file_get_contents (path, &text, NULL, NULL))
    text = g_strdup ("");

  char *at = mutation->find != NULL ? strstr (text, mutation->find) : text + strlen (text);
  g_assert_nonnull (at);
  g_autofree char *spoiled = g_strdup_printf ("%.*s%s%s", (int) (at - text), text, mutation->put,
                                              at + (mutation->find != NULL ? strlen (mutation->find) : 0));
  g_assert_true (g_file_set_contents (path, spoiled, -1, NULL));
}

static void
test_spoiled (gconstpointer data)
{
  const Mutation *mutation = data;
  Fixture fixture;
  LimValidation result;
  g_autofree char *folder = make_export (&fixture, mutation->format, FALSE);

  spoil (folder, mutation);
  g_autofree char *said = validate (&fixture, folder, &result);
  if (strstr (said, mutation->expect) == NULL)
    g_test_message ("%s: said only\n%s", mutation->holds, said);
  g_assert_nonnull (strstr (said, mutation->expect));
  g_assert_cmpint (result.grade, ==, mutation->grade);
  fixture_clear (&fixture);
}

static char *
first_image (const char *folder)
{
  g_autofree char *images = g_build_filename (folder, "images", NULL);
  g_autoptr (GDir) dir = g_dir_open (images, 0, NULL);

  return g_build_filename (images, g_dir_read_name (dir), NULL);
}

static void
test_cut_image (void)
{
  Fixture fixture;
  LimValidation result;
  g_autofree char *folder = make_export (&fixture, "qwen2vl", FALSE);
  g_autofree char *image = first_image (folder);
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (image, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (image, bytes, (gssize) length / 2, NULL));
  g_autofree char *said = validate (&fixture, folder, &result);
  g_assert_nonnull (strstr (said, "an image cannot be decoded"));
  g_assert_nonnull (strstr (said, "a file was changed"));
  fixture_clear (&fixture);
}

/* Splits merged by hand: the same rows in both files, without a manifest that would tell first. */
static void
test_leak (void)
{
  Fixture fixture;
  LimValidation result;
  g_autofree char *folder = make_export (&fixture, "llama-factory", FALSE);
  g_autofree char *train = g_build_filename (folder, "train.jsonl", NULL);
  g_autofree char *validation = g_build_filename (folder, "validation.jsonl", NULL);
  g_autofree char *manifest = g_build_filename (folder, "manifest.json", NULL);
  g_autofree char *text = NULL;

  g_remove (manifest);
  g_assert_true (g_file_get_contents (train, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (validation, text, -1, NULL));
  g_autofree char *said = validate (&fixture, folder, &result);
  g_assert_nonnull (strstr (said, "show the same file"));
  g_assert_nonnull (strstr (said, "a row repeats"));
  g_assert_cmpint (result.grade, ==, 'F');
  fixture_clear (&fixture);
}

static void
test_no_dataset (void)
{
  g_autofree char *folder = g_dir_make_tmp ("limner-none-XXXXXX", NULL);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (GError) error = NULL;
  LimContext context = { 0 };
  LimValidation result;

  g_assert_false (lim_export_validate (folder, &context, findings, &result, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_clear_error (&error);
  fixture_remove (folder);
  g_assert_false (lim_export_validate (folder, &context, findings, &result, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; lim_exporters ()[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/validate/sound/%s", lim_exporters ()[i]->name);
      g_autofree char *bare = g_strdup_printf ("/validate/sound-without-manifest/%s", lim_exporters ()[i]->name);

      g_test_add_data_func (path, lim_exporters ()[i], test_sound);
      g_test_add_data_func (bare, lim_exporters ()[i], test_sound_without_manifest);
    }
  for (guint i = 0; i < G_N_ELEMENTS (mutations); i++)
    {
      g_autofree char *path = g_strdup_printf ("/validate/spoiled/%s", mutations[i].holds);
      g_test_add_data_func (path, &mutations[i], test_spoiled);
    }
  g_test_add_func ("/validate/cut-image", test_cut_image);
  g_test_add_func ("/validate/leak", test_leak);
  g_test_add_func ("/validate/no-dataset", test_no_dataset);
  return g_test_run ();
}
