#include "record-comparison.h"
#include "record.h"

#include <string.h>

static LimRecord *
read_record (const char *id, const char *text)
{
  g_autoptr (GError) error = NULL;
  LimJsonDoc *doc = lim_json_parse (id, text, -1, &error);

  g_assert_no_error (error);
  LimRecord *record = lim_record_from_doc (id, doc, &error);
  g_assert_no_error (error);
  return record;
}

/* -- Odd records from the wild are read, and told -- */

#define SOUND "\"id\": \"a\", \"asset_path\": \"outputs/candidates/a.png\", \"provenance\": {}"

static const struct
{
  const char *holds;
  const char *text;
  LimStatus status;
  guint oddities;
} shapes[] = {
  { "a candidate is sound", "{" SOUND ", \"judgment\": null}", LIM_STATUS_CANDIDATE, 0 },
  { "a missing judgment is a candidate", "{" SOUND "}", LIM_STATUS_CANDIDATE, 0 },
  { "a judged record in its folder is sound",
    "{\"id\": \"a\", \"asset_path\": \"outputs/rejected/a.png\", \"provenance\": {}, \"judgment\": {\"status\": "
    "\"rejected\"}}",
    LIM_STATUS_REJECTED, 0 },
  { "the wrong folder is told", "{" SOUND ", \"judgment\": {\"status\": \"approved\"}}", LIM_STATUS_APPROVED,
    LIM_RECORD_FOLDER_DIFFERS },
  { "a verdict at top level is read",
    "{\"id\": \"a\", \"asset_path\": \"x/a.png\", \"provenance\": {}, \"judgment\": null, \"verdict\": "
    "\"borderline\"}",
    LIM_STATUS_BORDERLINE, LIM_RECORD_VERDICT_AT_TOP },
  { "another record's id is told", "{\"id\": \"b\", \"asset_path\": \"x/a.png\", \"provenance\": {}}",
    LIM_STATUS_CANDIDATE, LIM_RECORD_ID_DIFFERS },
  { "an unknown status counts as not judged", "{" SOUND ", \"judgment\": {\"status\": \"lovely\"}}",
    LIM_STATUS_CANDIDATE, LIM_RECORD_STATUS_UNKNOWN },
  { "missing blocks are told", "{\"id\": \"a\"}", LIM_STATUS_CANDIDATE,
    LIM_RECORD_NO_ASSET_PATH | LIM_RECORD_NO_PROVENANCE },
  { "a path out of the project is no path", "{\"id\": \"a\", \"asset_path\": \"../a.png\", \"provenance\": {}}",
    LIM_STATUS_CANDIDATE, LIM_RECORD_NO_ASSET_PATH },
  { "a score out of range is told",
    "{" SOUND ", \"judgment\": {\"status\": \"approved\", \"criteria_scores\": {\"x\": 1.5}}, \"asset_path\": "
    "\"outputs/approved/a.png\"}",
    LIM_STATUS_APPROVED, LIM_RECORD_SCORE_ODD | LIM_RECORD_DUPLICATE_KEY },
  { "a key twice is told and the last counts",
    "{" SOUND ", \"judgment\": {\"status\": \"rejected\"}, \"judgment\": null}", LIM_STATUS_CANDIDATE,
    LIM_RECORD_DUPLICATE_KEY },
};

static void
test_odd_shapes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (LimRecord) record = read_record ("a", shapes[i].text);
      g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (record->doc);
      g_autofree char *hash = lim_record_judgment_hash (record);

      if ((hash == NULL) != (record->status == LIM_STATUS_CANDIDATE))
        g_error ("%s: the hash of its judgment is %s", shapes[i].holds, hash);
      if (record->status != shapes[i].status || record->oddities != shapes[i].oddities)
        g_error ("%s: status %s, oddities 0x%x", shapes[i].holds, lim_status_name (record->status), record->oddities);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), shapes[i].text,
                       strlen (shapes[i].text));
    }
}

static void
test_every_oddity_has_a_sentence (void)
{
  for (guint bit = LIM_RECORD_ID_DIFFERS; bit <= LIM_RECORD_DUPLICATE_KEY; bit <<= 1)
    g_assert_cmpstr (lim_record_oddity_text (bit), !=, "an unknown oddity");
}

static const struct
{
  const char *id;
  gboolean good;
} ids[] = {
  { "wave3_compact_officer_s42", TRUE },
  { "Müller_v1", TRUE },
  { "a b", TRUE },
  { "a", TRUE },
  { "", FALSE },
  { "a/b", FALSE },
  { "..", FALSE },
  { ".a", FALSE },
  { "-a", FALSE },
  { "a\tb", FALSE },
  { "a\x7f", FALSE },
  { "\xff", FALSE },
  { "a\xc2\x85", FALSE },
};

static void
test_ids (void)
{
  g_autofree char *longest = g_strnfill (128, 'x'), *too_long = g_strnfill (129, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;

      if (lim_record_check_id (ids[i].id, &error) != ids[i].good)
        g_error ("id “%s”", ids[i].id);
    }
  g_assert_true (lim_record_check_id (longest, NULL));
  g_assert_false (lim_record_check_id (too_long, NULL));
  g_assert_false (lim_record_check_id (NULL, NULL));
}

static const struct
{
  const char *id, *subject;
} subjects[] = {
  { "anchor_01_deckhand_v2", "anchor_01_deckhand" },
  { "kael_maren_anchor_s0", "kael_maren_anchor" },
  { "iron_sword_base", "iron_sword_base" },
  { "a_v10", "a" },
  { "_v1", "_v1" },
  { "cf_dock_hand_v2_painterly", "cf_dock_hand" },
  { "cf_dock_painterly", "cf_dock" },
  { "_painterly", "_painterly" },
  { "x_v", "x_v" },
  { "solo7", "solo7" },
};

static void
test_subject_families (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      g_autoptr (LimRecord) record = read_record (subjects[i].id, "{}");
      g_autofree char *subject = lim_record_subject (record);

      g_assert_cmpstr (subject, ==, subjects[i].subject);
    }
  g_autoptr (LimRecord) named = read_record ("a_v1", "{\"identity\": {\"subject_name\": \"renna\"}}");
  g_autofree char *subject = lim_record_subject (named);
  g_assert_cmpstr (subject, ==, "renna");
}

/* -- Judging, and taking it back -- */

static const char before[] =
    "{\n  \"id\": \"a\",\n  \"asset_path\": \"outputs/candidates/a.png\",\n  \"provenance\": {\"cfg\": 2.0},\n"
    "  \"judgment\": null,\n  \"mine\": 1e2\n}";

static LimJudgment *
judgment_of (LimStatus status, const char *why)
{
  LimJudgment *judgment = lim_judgment_new (status, why);

  judgment->reviewer = g_strdup ("human:ada");
  judgment->reviewed_at = g_strdup ("2026-01-01T00:00:00.000Z");
  lim_scores_set (judgment->scores, "form", 0.85);
  return judgment;
}

static void
test_judging_moves_the_path_and_keeps_the_rest (void)
{
  g_autoptr (LimRecord) record = read_record ("a", before);
  g_autoptr (LimJudgment) judgment = judgment_of (LIM_STATUS_APPROVED, "Fine.");
  g_autofree char *hash_before = lim_record_judgment_hash (record);

  lim_record_judge (record, judgment);
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (record->doc);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *hash = lim_record_judgment_hash (record);

  g_assert_null (hash_before);
  g_assert_nonnull (hash);
  g_assert_cmpstr (
      text, ==,
      "{\n  \"id\": \"a\",\n  \"asset_path\": \"outputs/approved/a.png\",\n  \"provenance\": {\"cfg\": 2.0},\n"
      "  \"judgment\": {\n    \"status\": \"approved\",\n    \"reviewer\": \"human:ada\",\n"
      "    \"reviewed_at\": \"2026-01-01T00:00:00.000Z\",\n    \"explanation\": \"Fine.\",\n    \"criteria_scores\": "
      "{\n"
      "      \"form\": 0.85\n    },\n    \"failure_modes\": [],\n    \"improvement_notes\": null,\n    "
      "\"confidence\": null\n  },\n"
      "  \"mine\": 1e2\n}");
}

static void
test_undo_walks_back_through_the_history (void)
{
  g_autoptr (LimRecord) record = read_record ("a", before);
  g_autoptr (LimJudgment) first = judgment_of (LIM_STATUS_APPROVED, "First."),
                          second = judgment_of (LIM_STATUS_REJECTED, "Second.");

  lim_record_judge (record, first);
  lim_record_judge (record, second);
  g_assert_cmpuint (lim_record_history_length (record), ==, 1);
  g_assert_true (lim_record_undo_judgment (record));
  g_assert_cmpstr (lim_record_explanation (record), ==, "First.");
  g_assert_cmpint (record->status, ==, LIM_STATUS_APPROVED);
  g_assert_true (lim_record_undo_judgment (record));
  g_assert_cmpint (record->status, ==, LIM_STATUS_CANDIDATE);
  g_assert_cmpstr (record->asset_path, ==, "outputs/candidates/a.png");
  g_assert_false (lim_record_undo_judgment (record));
  g_assert_cmpuint (lim_json_length (lim_json_get (record->root, "judgment_undone")), ==, 2);
}

static void
test_the_hash_follows_what_a_binding_is_made_from (void)
{
  static const char *const variants[] = {
    "{\"judgment\": {\"status\": \"approved\", \"explanation\": \"x\", \"criteria_scores\": {\"a\": 0.8}, "
    "\"failure_modes\": []}}",
    "{\"judgment\": {\"status\": \"rejected\", \"explanation\": \"x\", \"criteria_scores\": {\"a\": 0.8}, "
    "\"failure_modes\": []}}",
    "{\"judgment\": {\"status\": \"approved\", \"explanation\": \"y\", \"criteria_scores\": {\"a\": 0.8}, "
    "\"failure_modes\": []}}",
    "{\"judgment\": {\"status\": \"approved\", \"explanation\": \"x\", \"criteria_scores\": {\"a\": 0.9}, "
    "\"failure_modes\": []}}",
    "{\"judgment\": {\"status\": \"approved\", \"explanation\": \"x\", \"criteria_scores\": {\"b\": 0.8}, "
    "\"failure_modes\": []}}",
    "{\"judgment\": {\"status\": \"approved\", \"explanation\": \"x\", \"criteria_scores\": {\"a\": 0.8}, "
    "\"failure_modes\": [\"m\"]}}",
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autoptr (LimRecord) record = read_record ("a", variants[i]);

      g_assert_true (g_hash_table_add (seen, lim_record_judgment_hash (record)));
    }
  g_autoptr (LimRecord) later =
      read_record ("a", "{\"judgment\": {\"reviewed_at\": \"2027\", \"status\": \"approved\", \"explanation\": "
                        "\"x\", \"criteria_scores\": {\"a\": 0.8}}}");
  g_autofree char *hash = lim_record_judgment_hash (later);
  g_assert_true (g_hash_table_contains (seen, hash)); /* when it was judged does not matter */
}

/* -- Scores on the command line -- */

static const struct
{
  const char *text;
  gboolean good;
} score_texts[] = {
  { "a=0.9,b=0.8", TRUE }, { "a:0.9, b:0.8", TRUE }, { " a = 1 ", TRUE }, { "", TRUE },
  { "a", FALSE },          { "=1", FALSE },          { "a=", FALSE },     { "a=x", FALSE },
  { "a=0.9x", FALSE },     { "a=nan", FALSE },       { "a=inf", FALSE },  { "a=1,a=1", FALSE },
};

static void
test_scores_from_text (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (score_texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimScores) scores = lim_scores_parse (score_texts[i].text, &error);

      if ((scores != NULL) != score_texts[i].good)
        g_error ("“%s”: %s", score_texts[i].text, error != NULL ? error->message : "it was read");
      if (scores == NULL)
        g_assert_error (error, LIM_ERROR, LIM_ERROR_USAGE);
    }
}

/* -- Comparisons -- */

static const struct
{
  const char *text;
  const char *says; /* NULL: it is read */
} comparisons[] = {
  { "{\"asset_a_id\": \"a\", \"asset_b_id\": \"b\", \"chosen\": \"tie\"}", NULL },
  { "{\"asset_a_id\": \"a\", \"asset_b_id\": \"a\", \"chosen\": \"a\"}", "compared with itself" },
  { "{\"asset_a_id\": \"a\", \"asset_b_id\": \"b\", \"chosen\": \"c\"}", "must be a, b or tie" },
  { "{\"asset_a_id\": \"../a\", \"asset_b_id\": \"b\", \"chosen\": \"a\"}", "file name" },
  { "{\"asset_a_id\": \"a\", \"chosen\": \"a\"}", "“asset_b_id” must be text, found nothing" },
  { "[]", "found a list" },
};

static void
test_comparisons (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (comparisons); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimJsonDoc) doc = lim_json_parse ("cmp", comparisons[i].text, -1, &error);
      g_autoptr (LimComparison) comparison = lim_comparison_from_json ("cmp", lim_json_root (doc), &error);

      if ((comparison != NULL) != (comparisons[i].says == NULL))
        g_error ("%s", comparisons[i].text);
      if (comparison == NULL && strstr (error->message, comparisons[i].says) == NULL)
        g_error ("%s: it says “%s”", comparisons[i].text, error->message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/odd-shapes-are-read-and-told", test_odd_shapes);
  g_test_add_func ("/record/every-oddity-has-a-sentence", test_every_oddity_has_a_sentence);
  g_test_add_func ("/record/ids", test_ids);
  g_test_add_func ("/record/subject-families", test_subject_families);
  g_test_add_func ("/record/judging-moves-the-path-and-keeps-the-rest",
                   test_judging_moves_the_path_and_keeps_the_rest);
  g_test_add_func ("/record/undo-walks-back-through-the-history", test_undo_walks_back_through_the_history);
  g_test_add_func ("/record/the-hash-follows-what-a-binding-is-made-from",
                   test_the_hash_follows_what_a_binding_is_made_from);
  g_test_add_func ("/record/scores-from-text", test_scores_from_text);
  g_test_add_func ("/record/comparisons", test_comparisons);
  return g_test_run ();
}
