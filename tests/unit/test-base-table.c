#include "base-table.h"
#include "base-text.h"

#include <math.h>

static const LimColumn columns[] = {
  { .key = "id", .title = "Id" },
  { .key = "score", .title = "Score", .align = LIM_ALIGN_RIGHT },
  { .key = "bound", .title = "Bound" },
  { .key = "failures", .title = "Failures" },
  { 0 },
};

static LimTable *
small_table (void)
{
  static const char *const failures[] = { "wrong_material", "too_clean", NULL };
  LimTable *table = lim_table_new ("Judged", columns);

  lim_table_row (table);
  lim_table_string (table, "keth_v1");
  lim_table_double (table, 0.855, 2);
  lim_table_bool (table, TRUE);
  lim_table_mark (table, LIM_MARK_GOOD);
  lim_table_list (table, failures);
  lim_table_row (table);
  lim_table_string (table, "日本_v1");
  lim_table_int (table, -12);
  lim_table_bool (table, FALSE);
  lim_table_list (table, NULL);
  lim_table_row (table);
  lim_table_string (table, "a\033[31m\nb");
  return table;
}

static const struct
{
  const char *holds;
  guint width;
  gboolean color;
  const char *text;
} texts[] = {
  { "columns line up by what a terminal shows, and no line ends in blanks", 0, FALSE,
    "Judged\n"
    "Id        Score  Bound  Failures\n"
    "keth_v1    0.85  yes    wrong_material, too_clean\n"
    "日本_v1     -12  no\n"
    "a [31m b\n" },
  { "the widest column is cut first", 40, FALSE,
    "Judged\n"
    "Id        Score  Bound  Failures\n"
    "keth_v1    0.85  yes    wrong_material,…\n"
    "日本_v1     -12  no\n"
    "a [31m b\n" },
  { "a narrow terminal cuts all columns, but none away", 20, FALSE,
    "Judged\n"
    "Id      Score  Bound  Failu…\n"
    "keth_…   0.85  yes    wrong…\n"
    "日本_…    -12  no\n"
    "a [31…\n" },
  { "colour wraps the words, not the blanks", 0, TRUE,
    "\033[1mJudged\033[0m\n"
    "\033[1mId\033[0m        \033[1mScore\033[0m  \033[1mBound\033[0m  \033[1mFailures\033[0m\n"
    "keth_v1    0.85  \033[32myes\033[0m    wrong_material, too_clean\n"
    "日本_v1     -12  no\n"
    "a [31m b\n" },
};

static void
test_text (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (LimTable) table = small_table ();
      g_autofree char *text = lim_table_to_text (table, texts[i].width, texts[i].color);

      if (g_strcmp0 (text, texts[i].text) != 0)
        g_error ("%s:\n%s\nexpected\n%s", texts[i].holds, text, texts[i].text);
    }
}

static void
test_json (void)
{
  g_autoptr (LimTable) table = small_table ();
  g_autofree char *json = lim_table_to_json (table);

  g_assert_cmpstr (
      json, ==,
      "[\n"
      "  {\n    \"id\": \"keth_v1\",\n    \"score\": 0.855,\n    \"bound\": true,\n"
      "    \"failures\": [\n      \"wrong_material\",\n      \"too_clean\"\n    ]\n  },\n"
      "  {\n    \"id\": \"日本_v1\",\n    \"score\": -12,\n    \"bound\": false,\n    \"failures\": []\n  },\n"
      "  {\n    \"id\": \"a\\u001b[31m\\nb\",\n    \"score\": null,\n    \"bound\": null,\n"
      "    \"failures\": null\n  }\n"
      "]\n");
}

static void
test_empty (void)
{
  g_autoptr (LimTable) titled = lim_table_new ("Waiting", columns);
  g_autofree char *title = lim_table_to_text (titled, 80, FALSE);
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  g_autofree char *text = lim_table_to_text (table, 80, FALSE);
  g_autofree char *json = lim_table_to_json (table);

  g_assert_cmpstr (title, ==, "Waiting\nnone\n");
  g_assert_cmpstr (text, ==, "");
  g_assert_cmpstr (json, ==, "[]\n");
  lim_table_row (table);
  lim_table_string (table, NULL);
  lim_table_double (table, NAN, 2);
  g_autofree char *nulls = lim_table_to_text (table, 80, FALSE);
  g_assert_cmpstr (nulls, ==, "Id  Score  Bound  Failures\n\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/table/text", test_text);
  g_test_add_func ("/base/table/json", test_json);
  g_test_add_func ("/base/table/empty", test_empty);
  return g_test_run ();
}
