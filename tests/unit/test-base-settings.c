#include "base-settings.h"

#include <math.h>

static const LimOptionRow rows[] = {
  { .name = "dry-run", .type = LIM_OPTION_FLAG, .help = "change nothing" },
  { .name = "out", .type = LIM_OPTION_STRING, .placeholder = "DIR" },
  { .name = "limit", .type = LIM_OPTION_INT, .min = 1, .max = 1000, .fallback = "10" },
  { .name = "seed", .type = LIM_OPTION_INT },
  { .name = "cfg", .type = LIM_OPTION_DOUBLE, .min = 0, .max = 30, .fallback = "7.5" },
  { .name = "factor", .type = LIM_OPTION_DOUBLE, .min = 1, .max = INFINITY },
  { .name = "format", .type = LIM_OPTION_CHOICE, .choices = LIM_CHOICES ("trl", "llava", "kto"), .fallback = "trl" },
  { .name = "task", .type = LIM_OPTION_LIST, .choices = LIM_CHOICES ("critique", "preference") },
  { .name = "only", .type = LIM_OPTION_LIST },
  { 0 },
};

/* The same rows judge both ways in: `text` is what a command line says, `json` what a file says. An empty `error` is
 * success, and `after` then tells all that is set. */
static const struct
{
  const char *holds;
  const char *name, *text, *json;
  const char *after, *error;
} cases[] = {
  { "a bare flag is on", "dry-run", NULL, NULL, "{\"dry-run\":true}", "" },
  { "a flag may say no", "dry-run", "no", NULL, "{\"dry-run\":false}", "" },
  { "a flag takes no other word", "dry-run", "maybe", NULL, NULL, "--dry-run must be true or false, found “maybe”" },
  { "text is taken as it is", "out", " a,b ", NULL, "{\"out\":\" a,b \"}", "" },
  { "text may be empty", "out", "", NULL, "{\"out\":\"\"}", "" },
  { "an option with a value needs one", "out", NULL, NULL, NULL, "--out needs a value: text" },
  { "a number at its lower bound", "limit", "1", NULL, "{\"limit\":1}", "" },
  { "a number at its upper bound", "limit", "1000", NULL, "{\"limit\":1000}", "" },
  { "a number below", "limit", "0", NULL, NULL, "--limit must be a whole number from 1 to 1000, found “0”" },
  { "a number above", "limit", "1001", NULL, NULL, "--limit must be a whole number from 1 to 1000, found “1001”" },
  { "a word for a number", "limit", "ten", NULL, NULL, "--limit must be a whole number from 1 to 1000, found “ten”" },
  { "a number with more behind it", "seed", "7x", NULL, NULL, "--seed must be a whole number, found “7x”" },
  { "a fraction for a whole number", "seed", "7.5", NULL, NULL, "--seed must be a whole number, found “7.5”" },
  { "a whole number has no bounds unless its row says so", "seed", "-9223372036854775808", NULL,
    "{\"seed\":-9223372036854775808}", "" },
  { "a whole number that does not fit", "seed", "9223372036854775808", NULL, NULL,
    "--seed must be a whole number, found “9223372036854775808”" },
  { "a decimal number", "cfg", "6.25", NULL, "{\"cfg\":6.25}", "" },
  { "NaN is no number", "cfg", "nan", NULL, NULL, "--cfg must be a number from 0 to 30, found “nan”" },
  { "hexadecimal is no number", "cfg", "0x10", NULL, NULL, "--cfg must be a number from 0 to 30, found “0x10”" },
  { "an infinite number is none, bound or not", "factor", "1e999", NULL, NULL,
    "--factor must be a number of 1 or more, found “1e999”" },
  { "a decimal comma is no number", "cfg", "6,5", NULL, NULL, "--cfg must be a number from 0 to 30, found “6,5”" },
  { "a choice", "format", "kto", NULL, "{\"format\":\"kto\"}", "" },
  { "a wrong choice names the nearest", "format", "lava", NULL, NULL,
    "--format must be one of trl, llava or kto, found “lava”. Did you mean “llava”?" },
  { "a list is split at commas", "task", "critique, preference", NULL, "{\"task\":[\"critique\",\"preference\"]}",
    "" },
  { "the wrong element of a list is named", "task", "critique,preferences", NULL, NULL,
    "--task must be a list of critique or preference, found “preferences”. Did you mean “preference”?" },
  { "an empty element is wrong", "only", "a,,b", NULL, NULL, "--only must be a list of texts, found “”" },
  { "an unknown option names the nearest", "limt", "1", NULL, NULL,
    "there is no option --limt. Did you mean “--limit”?" },
  { "an unknown option unlike any other", "colour", "1", NULL, NULL, "there is no option --colour" },

  { "true in a file", NULL, NULL, "{\"dry_run\": true}", "{\"dry-run\":true}", "" },
  { "a number is no flag", NULL, NULL, "{\"dry-run\": 1}", NULL,
    "limner.yaml:1: “dry_run” must be true or false, found the number 1" },
  { "42.0 is a whole number", NULL, NULL, "{\"limit\": 42.0}", "{\"limit\":42}", "" },
  { "text is no number, whatever it spells", NULL, NULL, "{\n\"limit\": \"42\"}", NULL,
    "limner.yaml:2: “limit” must be a whole number from 1 to 1000, found text “42”" },
  { "a number out of range", NULL, NULL, "{\"limit\": 0}", NULL,
    "limner.yaml:1: “limit” must be a whole number from 1 to 1000, found the number 0" },
  { "a number beyond doubles", NULL, NULL, "{\"cfg\": 1e400}", NULL,
    "limner.yaml:1: “cfg” must be a number from 0 to 30, found the number 1e400" },
  { "one text is a list of one", NULL, NULL, "{\"only\": \"a,b\"}", "{\"only\":[\"a,b\"]}", "" },
  { "a list with a number in it", NULL, NULL, "{\"only\": [\"a\", 1]}", NULL,
    "limner.yaml:1: “only” must be a list of texts, found a list of 2" },
  { "a wrong choice in a list", NULL, NULL, "{\"task\": [\"critque\"]}", NULL,
    "limner.yaml:1: “task” must be a list of critique or preference, found text “critque”. Did you mean "
    "“critique”?" },
  { "null takes a value back", NULL, NULL, "{\"limit\": 3, \"limit\": null}", "{}", "" },
  { "an unknown setting", NULL, NULL, "{\"formt\": 1}", NULL,
    "limner.yaml:1: there is no setting “formt”. Did you mean “format”?" },
  { "in a file blanks of a name are underscores", NULL, NULL, "{\"dry_rum\": 1}", NULL,
    "limner.yaml:1: there is no setting “dry_rum”. Did you mean “dry_run”?" },
  { "a list is no settings", NULL, NULL, "[1]", NULL,
    "limner.yaml:1: expected settings as names and values, found a list of 1" },
  { "null is no settings given", NULL, NULL, "null", "{}", "" },
};

static char *
all_set (const LimSettings *settings)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("t");
  GString *text = g_string_new (NULL);

  lim_json_append_compact (text, lim_settings_to_json (settings, doc));
  return g_string_free (text, FALSE);
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimSettings) settings = lim_settings_new (rows);
      gboolean ok;

      if (cases[i].json != NULL)
        {
          g_autoptr (LimJsonDoc) doc = lim_json_parse ("limner.yaml", cases[i].json, -1, NULL);

          ok = lim_settings_set_json (settings, lim_json_root (doc), &error);
        }
      else
        ok = lim_settings_set_text (settings, cases[i].name, cases[i].text, &error);

      g_autofree char *after = all_set (settings);
      if (g_strcmp0 (error != NULL ? error->message : "", cases[i].error) != 0)
        g_error ("%s: error is “%s”, expected “%s”", cases[i].holds, error != NULL ? error->message : "",
                 cases[i].error);
      if (ok != (error == NULL) || (ok && g_strcmp0 (after, cases[i].after) != 0))
        g_error ("%s: set is %s, expected %s", cases[i].holds, after, cases[i].after);
    }
}

static void
test_codes (void)
{
  g_autoptr (GError) usage = NULL, input = NULL;
  g_autoptr (LimSettings) settings = lim_settings_new (rows);
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("f", "{\"limit\": true}", -1, NULL);

  g_assert_false (lim_settings_set_text (settings, "limit", "x", &usage));
  g_assert_error (usage, LIM_ERROR, LIM_ERROR_USAGE);
  g_assert_false (lim_settings_set_json (settings, lim_json_root (doc), &input));
  g_assert_error (input, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

static void
test_fallbacks (void)
{
  g_autoptr (LimSettings) settings = lim_settings_new (rows);

  g_assert_cmpint (lim_settings_int (settings, "limit"), ==, 10);
  g_assert_cmpfloat (lim_settings_double (settings, "cfg"), ==, 7.5);
  g_assert_cmpstr (lim_settings_string (settings, "format"), ==, "trl");
  g_assert_null (lim_settings_string (settings, "out"));
  g_assert_false (lim_settings_flag (settings, "dry_run"));
  g_assert_null (lim_settings_list (settings, "only")[0]);
  g_assert_false (lim_settings_is_set (settings, "limit"));
}

/* A file speaks first, the command line last. */
static void
test_command_line_wins (void)
{
  g_autoptr (LimSettings) settings = lim_settings_new (rows);
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("f", "{\"limit\": 5, \"only\": [\"file\"]}", -1, NULL);

  g_assert_true (lim_settings_set_json (settings, lim_json_root (doc), NULL));
  g_assert_true (lim_settings_set_text (settings, "limit", "6", NULL));
  g_assert_true (lim_settings_set_text (settings, "only", "a,b", NULL));
  g_assert_true (lim_settings_set_text (settings, "only", "c", NULL));
  g_assert_false (lim_settings_set_text (settings, "limit", "-1", NULL));

  g_autofree char *list = g_strjoinv ("+", (char **) lim_settings_list (settings, "only"));
  g_assert_cmpint (lim_settings_int (settings, "limit"), ==, 6);
  g_assert_cmpstr (list, ==, "a+b+c");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/settings/cases", test_cases);
  g_test_add_func ("/base/settings/codes", test_codes);
  g_test_add_func ("/base/settings/fallbacks", test_fallbacks);
  g_test_add_func ("/base/settings/command-line-wins", test_command_line_wins);
  return g_test_run ();
}
