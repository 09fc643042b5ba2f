#include "base-finding.h"
#include "record-budget.h"
#include "record-illustration.h"
#include "record-review.h"

#include <string.h>

static LimJsonDoc *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  LimJsonDoc *doc = lim_json_parse ("story/x.json", text, -1, &error);

  g_assert_no_error (error);
  return doc;
}

static LimJsonDoc *
parse_bytes (GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  return parse (text);
}

static void
test_an_illustration_reads_as_it_was_written (void)
{
  g_autoptr (LimIllustration) made = lim_illustration_new ("i", "ib", "p", "assets/00ff.png");
  g_autoptr (GPtrArray) list = lim_illustrations_new (), findings = lim_findings_new ();

  made->caption = g_strdup ("“Dawn” 🌊");
  made->prompt = g_strdup ("a\nb");
  made->record = g_strdup ("r");
  made->seed = 2147483647;
  made->width = 344;
  made->height = 192;
  made->sample = TRUE;
  made->made_prose = g_strdup ("aa");
  lim_illustration_add_visual (made, "ada", "bb");
  lim_illustration_add_visual (made, "bob", NULL);
  g_autoptr (GBytes) bytes = lim_illustration_to_json (made);
  g_autoptr (LimJsonDoc) doc = parse_bytes (bytes);
  lim_illustrations_read (doc, list, findings);
  g_assert_cmpuint (findings->len, ==, 0);
  g_assert_cmpuint (list->len, ==, 1);
  const LimIllustration *read = list->pdata[0];
  g_autoptr (GBytes) again = lim_illustration_to_json (read);
  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_cmpint (read->seed, ==, made->seed);
  g_assert_true (read->sample);
  g_assert_cmpuint (read->made_visuals->len, ==, 2);
  g_assert_null (((LimMadeVisual *) read->made_visuals->pdata[1])->hash);
  g_assert_null (read->made_brief);
}

#define ONE(more) "{\"id\": \"i\", \"brief\": \"b\", \"passage\": \"p\"" more "}"

static const struct
{
  const char *holds, *text, *field;
} bad[] = {
  { "an illustration has an asset", ONE (""), "asset" },
  { "that is a text", ONE (", \"asset\": 5"), "asset" },
  { "and lies in assets/", ONE (", \"asset\": \"outputs/a.png\""), "asset" },
  { "in no folder of it", ONE (", \"asset\": \"assets/a/b.png\""), "asset" },
  { "and not above", ONE (", \"asset\": \"assets/..\""), "asset" },
  { "nor hidden", ONE (", \"asset\": \"assets/.a\""), "asset" },
  { "a caption is a text", ONE (", \"asset\": \"assets/a.png\", \"caption\": []"), "caption" },
  { "ids say something", "{\"id\": \"\", \"brief\": \"b\", \"passage\": \"p\", \"asset\": \"assets/a.png\"}", "id" },
};

static void
test_what_is_no_illustration_is_told (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (LimJsonDoc) doc = parse (bad[i].text);
      g_autoptr (GPtrArray) list = lim_illustrations_new (), findings = lim_findings_new ();

      g_test_message ("%s", bad[i].holds);
      lim_illustrations_read (doc, list, findings);
      g_assert_cmpuint (list->len, ==, 0);
      g_assert_cmpuint (findings->len, ==, 1);
      g_assert_cmpstr (((LimFinding *) findings->pdata[0])->field, ==, bad[i].field);
    }
}

static void
test_a_review_reads_as_it_was_written (void)
{
  g_autoptr (LimDressReview) review = lim_dress_review_new (LIM_VERDICT_SKIPPED, "ib", "cc");
  g_autoptr (GPtrArray) findings = lim_findings_new ();

  review->by = g_strdup ("human:ada");
  review->priority = 0;
  g_autoptr (GBytes) bytes = lim_dress_review_to_json (review);
  g_autoptr (LimJsonDoc) doc = parse_bytes (bytes);
  g_autoptr (LimDressReview) read = lim_dress_review_read (doc, findings);
  g_assert_nonnull (read);
  g_assert_cmpint (read->verdict, ==, LIM_VERDICT_SKIPPED);
  g_assert_cmpint (read->priority, ==, 0);
  g_assert_cmpstr (read->by, ==, "human:ada");
  g_assert_null (read->reason);
}

static const struct
{
  const char *holds, *text;
} bad_reviews[] = {
  { "a list is no review", "[]" },
  { "a verdict is needed", "{}" },
  { "one that there is", "{\"verdict\": \"maybe\"}" },
  { "hashes are texts", "{\"verdict\": \"approved\", \"content\": 1}" },
  { "priorities end at 3", "{\"verdict\": \"approved\", \"priority\": 4}" },
  { "and are whole", "{\"verdict\": \"approved\", \"priority\": 1.5}" },
};

static void
test_what_is_no_review_counts_as_none (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_reviews); i++)
    {
      g_autoptr (LimJsonDoc) doc = parse (bad_reviews[i].text);
      g_autoptr (GPtrArray) findings = lim_findings_new ();

      g_test_message ("%s", bad_reviews[i].holds);
      g_assert_null (lim_dress_review_read (doc, findings));
      g_assert_cmpuint (findings->len, ==, 1);
    }
}

static const struct
{
  const char *holds, *text, *says; /* says NULL: refused */
  double spent;
} budgets[] = {
  { "no pictures", "{\"none\": true}", "no pictures", 0 },
  { "priorities", "{\"priority\": [1, 2]}", "priority 1 and 2", 0 },
  { "a number", "{\"top\": 1}", "all priorities, at most 1 picture", 0 },
  { "a cap and what was sent",
    "{\"top\": 10, \"max_cost\": 5, \"sent\": [{\"brief\": \"b\", \"record\": \"r\", \"dollars\": 0.04}]}",
    "all priorities, at most 10 pictures and 5.00 dollars", 0.04 },
  { "priorities are 1 to 3", "{\"priority\": [0]}", NULL, 0 },
  { "and in a list", "{\"priority\": 1}", NULL, 0 },
  { "no pictures is none, not top 0", "{\"top\": 0}", NULL, 0 },
  { "a cap is no debt", "{\"max_cost\": -1}", NULL, 0 },
  { "nor endless", "{\"max_cost\": 1e999}", NULL, 0 },
  { "what was sent cannot lower the count", "{\"sent\": [{\"brief\": \"b\", \"record\": \"r\", \"dollars\": -9}]}",
    NULL, 0 },
  { "what was chosen is a list", "{\"chosen\": \"all\"}", NULL, 0 },
};

static void
test_budgets_say_what_they_allow (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (budgets); i++)
    {
      g_autoptr (LimJsonDoc) doc = parse (budgets[i].text);
      g_autoptr (GPtrArray) findings = lim_findings_new ();
      g_autoptr (LimBudget) budget = lim_budget_read (doc, findings);

      g_test_message ("%s", budgets[i].holds);
      g_assert_cmpint (budget != NULL, ==, budgets[i].says != NULL);
      g_assert_cmpuint (findings->len, ==, budget != NULL ? 0 : 1);
      if (budget == NULL)
        continue;
      g_autofree char *text = lim_budget_text (budget);
      g_assert_cmpstr (text, ==, budgets[i].says);
      g_assert_cmpfloat (lim_budget_spent (budget), ==, budgets[i].spent);
      g_autoptr (GBytes) bytes = lim_budget_to_json (budget);
      g_autoptr (LimJsonDoc) written = parse_bytes (bytes);
      g_autoptr (LimBudget) again = lim_budget_read (written, findings);
      g_autofree char *same = lim_budget_text (again);
      g_assert_cmpstr (same, ==, text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record-dress/illustration", test_an_illustration_reads_as_it_was_written);
  g_test_add_func ("/record-dress/no-illustration", test_what_is_no_illustration_is_told);
  g_test_add_func ("/record-dress/review", test_a_review_reads_as_it_was_written);
  g_test_add_func ("/record-dress/no-review", test_what_is_no_review_counts_as_none);
  g_test_add_func ("/record-dress/budget", test_budgets_say_what_they_allow);
  return g_test_run ();
}
