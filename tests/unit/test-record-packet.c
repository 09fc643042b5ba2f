#include "record-packet.h"

#include "base-finding.h"

#include <math.h>
#include <string.h>

static LimPack *
plan_text (const char *text, const LimPacketOptions *options, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("packet.json", text, -1, error);

  return doc != NULL ? lim_packet_plan (doc, options, error) : NULL;
}

/* -- Ids, seeds and prompts of the reference layout -- */

static const char packet[] =
    "{\"lane\": \"spine\", \"style_prefix\": \"oil painting\", \"negative_base\": \"photo\", \"subjects\": [\n"
    "{\"subject_name\": \"ada_of_the_yard\", \"subject_type\": \"named_character\", \"faction\": \"yard\",\n"
    " \"role\": \"crew\", \"identity_lock\": {\"hair\": \"grey\", \"non_negotiable_details\": [\"a scar\",\n"
    "  {\"detail\": \"an eye patch\", \"side\": \"left\"}], \"forbidden_drift_cues\": [\"a smile\"]}, \"shots\": [\n"
    "  {\"id\": \"ada_anchor\", \"view_type\": \"anchor_portrait\", \"shot_type\": \"portrait\", "
    "\"identity_anchor\": "
    "true,\n"
    "   \"scene_function\": \"face\", \"prompt\": \"a woman\", \"negative_additions\": \"hat\"},\n"
    "  {\"id\": \"ada_variant\", \"view_type\": \"expression_variant\", \"shot_type\": \"variant\",\n"
    "   \"identity_anchor\": false, \"scene_function\": \"mood\", \"prompt\": \"a woman laughs\",\n"
    "   \"variant_intent\": \"role_read_shift\", \"variant_constraint\": \"same face\"}]},\n"
    "{\"subject_name\": \"the_gull\", \"subject_type\": \"named_ship\", \"faction\": \"yard\", \"role\": \"ship\",\n"
    " \"identity_lock\": {\"non_negotiable_details\": [\"one mast\"], \"recurring_identity_cues\": [\"a patch\"]},\n"
    " \"shots\": [{\"id\": \"gull_wide\", \"view_type\": \"establishing\", \"shot_type\": \"wide\",\n"
    "  \"identity_anchor\": true, \"scene_function\": \"hull\", \"prompt\": \"a ship\", \"location_name\": "
    "\"quay\"}]}]}";

typedef struct
{
  const char *id;
  guint64 seed;
  const char *prompt, *negative;
} Planned;

static const Planned all[] = {
  { "ada_anchor_s0", 27000, "oil painting, a woman", "photo, hat" },
  { "ada_anchor_s1", 27001, "oil painting, a woman", "photo, hat" },
  { "ada_variant_s0", 27002, "oil painting, a woman laughs", "photo" },
  { "ada_variant_s1", 27003, "oil painting, a woman laughs", "photo" },
  { "gull_wide_s0", 27004, "oil painting, a ship", "photo" },
  { "gull_wide_s1", 27005, "oil painting, a ship", "photo" },
};

/* Counted after the choice of a subject. */
static const Planned one_subject[] = {
  { "gull_wide_s0", 27000, "oil painting, a ship", "photo" },
  { "gull_wide_s1", 27001, "oil painting, a ship", "photo" },
};

static void
check_plan (const LimPack *plan, const Planned *expected, guint n)
{
  g_assert_cmpuint (plan->candidates->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const LimCandidate *image = plan->candidates->pdata[i];

      g_assert_cmpstr (image->id, ==, expected[i].id);
      g_assert_cmpuint (image->recipe->seed, ==, expected[i].seed);
      g_assert_cmpstr (image->recipe->prompt, ==, expected[i].prompt);
      g_assert_cmpstr (image->recipe->negative_prompt, ==, expected[i].negative);
    }
}

static void
test_ids_seeds_and_prompts (void)
{
  const LimPacketOptions both = { .n_seeds = 2 }, gull = { .n_seeds = 2, .subject = "the_gull" };
  g_autoptr (GError) error = NULL;
  g_autoptr (LimPack) plan = plan_text (packet, &both, &error);
  g_autoptr (LimPack) part = plan_text (packet, &gull, &error);

  g_assert_no_error (error);
  check_plan (plan, all, G_N_ELEMENTS (all));
  check_plan (part, one_subject, G_N_ELEMENTS (one_subject));
  g_assert_cmpstr (plan->lane, ==, "spine");
}

static void
test_parameters_are_the_references_under_the_projects (void)
{
  const LimPacketOptions options = { .n_seeds = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LimPack) plan = plan_text (packet, &options, &error);
  const LimRecipe *recipe = ((LimCandidate *) plan->candidates->pdata[0])->recipe;
  const LimLora *lora = &g_array_index (recipe->loras, LimLora, 0);

  g_assert_cmpstr (recipe->checkpoint, ==, "dreamshaperXL_v21TurboDPMSDE.safetensors");
  g_assert_cmpuint (recipe->loras->len, ==, 1);
  g_assert_cmpstr (lora->name, ==, "classipeintxl_v21.safetensors");
  g_assert_cmpfloat (lora->weight, ==, 1);
  g_assert_cmpuint (recipe->steps, ==, 8);
  g_assert_cmpfloat (recipe->cfg, ==, 2);
  g_assert_cmpstr (recipe->sampler, ==, "dpmpp_sde");
  g_assert_cmpstr (recipe->scheduler, ==, "karras");
  g_assert_cmpuint (recipe->width, ==, 1024);
  g_assert_cmpuint (recipe->height, ==, 1024);
  g_assert_cmpfloat (recipe->denoise, ==, 1);

  g_autoptr (LimJsonDoc) defaults =
      lim_json_parse ("limner.yaml", "{\"width\": 64, \"loras\": [], \"denoise\": 0.5, \"prompt\": \"no\"}", -1,
                      NULL);
  const LimPacketOptions own = { .n_seeds = 1, .defaults = lim_json_root (defaults) };
  g_autoptr (LimPack) changed = plan_text (packet, &own, &error);

  g_assert_no_error (error);
  recipe = ((LimCandidate *) changed->candidates->pdata[0])->recipe;
  g_assert_cmpuint (recipe->width, ==, 64);
  g_assert_cmpuint (recipe->height, ==, 1024);
  g_assert_cmpuint (recipe->loras->len, ==, 0);
  g_assert_cmpfloat (recipe->denoise, ==, 1);
  g_assert_cmpstr (recipe->prompt, ==, "oil painting, a woman");
}

static void
test_identity_comes_from_subject_and_shot (void)
{
  const LimPacketOptions options = { .n_seeds = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LimPack) plan = plan_text (packet, &options, &error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  lim_json_append_compact (text, lim_identity_to_json (((LimCandidate *) plan->candidates->pdata[1])->identity, doc));
  g_assert_cmpstr (text->str, ==,
                   "{\"subject_name\":\"ada_of_the_yard\",\"subject_type\":\"named_character\",\"faction\":\"yard\","
                   "\"role\":\"crew\",\"view_type\":\"expression_variant\",\"shot_type\":\"variant\","
                   "\"identity_anchor\":false,\"location_name\":null,\"ship_name\":null,\"scene_function\":\"mood\","
                   "\"variant_intent\":\"role_read_shift\",\"variant_constraint\":\"same face\","
                   "\"sided_details\":[{\"detail\":\"an eye patch\",\"side\":\"left\"}]}");

  g_autoptr (LimIdentity) again =
      lim_identity_from_json (lim_identity_to_json (((LimCandidate *) plan->candidates->pdata[1])->identity, doc));
  g_assert_cmpuint (again->sided_details->len, ==, 1);
  g_assert_cmpstr (((LimSidedDetail *) again->sided_details->pdata[0])->side, ==, "left");
  g_string_truncate (text, 0);
  lim_json_append_compact (text, lim_identity_to_json (((LimCandidate *) plan->candidates->pdata[2])->identity, doc));
  g_assert_nonnull (strstr (text->str, "\"location_name\":\"quay\",\"ship_name\":\"the_gull\""));
  g_assert_null (strstr (text->str, "sided_details"));
}

static void
test_an_unknown_subject_is_refused_with_the_known (void)
{
  const LimPacketOptions options = { .n_seeds = 1, .subject = "the_gul" };
  g_autoptr (GError) error = NULL;

  g_assert_null (plan_text (packet, &options, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "Did you mean “the_gull”?"));
}

/* -- Follow-ons -- */

static const Planned follow_ons[] = {
  { "ada_variant_v2_f0", 27002, "oil painting, a woman laughs", "photo" },
  { "ada_variant_v2_f1", 27003, "oil painting, a woman laughs", "photo" },
};

static void
test_follow_ons_name_their_anchor_and_leave_its_view_out (void)
{
  const LimPacketAnchor anchor = { "ada_anchor_s1", "anchor_portrait", "outputs/approved/ada_anchor_s1.png", 2,
                                   0.38 };
  const LimPacketOptions options = { .n_seeds = 2, .subject = "ada_of_the_yard", .anchor = &anchor };
  g_autoptr (GError) error = NULL;
  g_autoptr (LimPack) plan = plan_text (packet, &options, &error);

  g_assert_no_error (error);
  check_plan (plan, follow_ons, G_N_ELEMENTS (follow_ons));
  const LimCandidate *first = plan->candidates->pdata[0];
  g_assert_cmpint (first->lineage->phase, ==, LIM_PHASE_FOLLOW_ON);
  g_assert_cmpstr (first->lineage->anchor_source_image, ==, anchor.image);
  g_assert_cmpstr (first->lineage->anchor_subject_version, ==, "ada_of_the_yard_v2");
  g_assert_cmpstr (first->lineage->derived_from_record_id, ==, "ada_anchor_s1");
  g_assert_cmpuint (first->recipe->steps, ==, 10);
  g_assert_cmpfloat (first->recipe->cfg, ==, 2.5);
  g_assert_cmpfloat (first->recipe->denoise, ==, 0.38);
}

static void
test_a_denoise_out_of_bounds_is_refused (void)
{
  static const struct
  {
    double denoise;
    gboolean good;
  } rows[] = { { 0.29, FALSE }, { 0.30, TRUE }, { 0.45, TRUE }, { 0.46, FALSE }, { 0, FALSE }, { NAN, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const LimPacketAnchor anchor = { "a", NULL, "a.png", 1, rows[i].denoise };
      const LimPacketOptions options = { .n_seeds = 1, .subject = "the_gull", .anchor = &anchor };
      g_autoptr (GError) error = NULL;
      g_autoptr (LimPack) plan = plan_text (packet, &options, &error);

      g_assert_true ((plan != NULL) == rows[i].good);
      if (!rows[i].good)
        g_assert_error (error, LIM_ERROR, LIM_ERROR_USAGE);
    }
}

/* -- Rules. Each row spoils one thing of a good packet -- */

static const struct
{
  const char *holds;
  const char *good, *bad; /* the first is replaced by the second */
  const char *field;
} spoilt[] = {
  { "a packet has a lane", "\"lane\": \"spine\"", "\"lane\": \"\"", "lane" },
  { "a packet has a style prefix", "\"style_prefix\"", "\"prefix\"", "style_prefix" },
  { "a packet has a negative", "\"negative_base\": \"photo\"", "\"negative_base\": 3", "negative_base" },
  { "a packet has subjects", "\"subjects\": [", "\"subjects\": [], \"others\": [", "subjects" },
  { "a subject has a name", "\"subject_name\": \"ada_of_the_yard\", ", "", "subject_name" },
  { "a name can be a file's", "ada_of_the_yard", "../ada", "subject_name" },
  { "no two subjects share a name", "\"the_gull\"", "\"ada_of_the_yard\"", "subject_name" },
  { "a type is one of three", "named_ship", "ship", "subject_type" },
  { "a subject has a type", "\"subject_type\": \"named_ship\", ", "", "subject_type" },
  { "a subject has a faction", "\"faction\": \"yard\",\n", "", "faction" },
  { "a subject has a role", "\"role\": \"crew\", ", "", "role" },
  { "a subject has a lock", "\"identity_lock\": {\"hair\"", "\"lock\": {\"hair\"", "identity_lock" },
  { "a character has details that must be there",
    "[\"a scar\",\n  {\"detail\": \"an eye patch\", \"side\": \"left\"}]", "[]", "non_negotiable_details" },
  { "a character has cues of drift", "forbidden_drift_cues", "drift", "forbidden_drift_cues" },
  { "a ship has cues that recur", "\"recurring_identity_cues\": [\"a patch\"]", "\"x\": 1",
    "recurring_identity_cues" },
  { "a detail's side is one there is", "\"side\": \"left\"", "\"side\": \"port\"", "side" },
  { "a detail with a side says which detail", "\"detail\": \"an eye patch\", ", "", "detail" },
  { "a detail is text", "[\"a scar\"", "[7", "subjects[0].identity_lock.non_negotiable_details[0]" },
  { "a detail with a side says nothing else", "\"side\": \"left\"", "\"sides\": \"left\"",
    "subjects[0].identity_lock.non_negotiable_details[1].sides" },
  { "a subject is an object", "\"subjects\": [\n", "\"subjects\": [7, ", "subjects[0]" },
  { "a shot is an object", "\"shots\": [{\"id\": \"gull", "\"shots\": [\"wide\", {\"id\": \"gull",
    "subjects[1].shots[0]" },
  { "an anchor is true or false, and no text", "\"identity_anchor\": false", "\"identity_anchor\": \"false\"",
    "subjects[0].shots[1].identity_anchor" },
  { "a subject has shots", "\"shots\": [{\"id\": \"gull", "\"shots\": [], \"s\": [{\"id\": \"gull", "shots" },
  { "a shot has an id", "\"id\": \"ada_anchor\", ", "", "id" },
  { "no two shots share an id", "ada_variant", "ada_anchor", "id" },
  { "an id stays in its folder", "\"id\": \"gull_wide\"", "\"id\": \"../gull\"", "id" },
  { "a shot's view is one of eight", "establishing", "profile", "view_type" },
  { "a shot has a type", "\"shot_type\": \"wide\"", "\"shot_type\": null", "shot_type" },
  { "a shot says whether it is the anchor", "\"identity_anchor\": false, ", "", "identity_anchor" },
  { "a shot says what it is for", "\"scene_function\": \"hull\"", "\"f\": \"hull\"", "scene_function" },
  { "a shot has a prompt", "\"prompt\": \"a ship\"", "\"prompt\": \"\"", "prompt" },
  { "what a shot avoids is text", "\"negative_additions\": \"hat\"", "\"negative_additions\": [\"hat\"]",
    "negative_additions" },
  { "a variant has an intent", "role_read_shift", "mood", "variant_intent" },
  { "a variant has a constraint", ", \"variant_constraint\": \"same face\"", "", "variant_constraint" },
};

static void
test_each_rule_is_held (void)
{
  g_autoptr (LimJsonDoc) good = lim_json_parse ("packet.json", packet, -1, NULL);
  g_autoptr (GPtrArray) none = lim_findings_new ();

  lim_packet_check (good, none);
  g_assert_cmpuint (none->len, ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (spoilt); i++)
    {
      const char *at = strstr (packet, spoilt[i].good);

      if (at == NULL)
        g_error ("%s: the packet does not hold “%s”", spoilt[i].holds, spoilt[i].good);

      g_autofree char *text =
          g_strdup_printf ("%.*s%s%s", (int) (at - packet), packet, spoilt[i].bad, at + strlen (spoilt[i].good));
      g_autoptr (GError) error = NULL;
      g_autoptr (LimJsonDoc) doc = lim_json_parse ("packet.json", text, -1, &error);
      g_autoptr (GPtrArray) findings = lim_findings_new ();

      g_assert_no_error (error);
      lim_packet_check (doc, findings);
      if (findings->len != 1)
        g_error ("%s: %u findings instead of one", spoilt[i].holds, findings->len);
      const LimFinding *finding = findings->pdata[0];
      if (!g_str_has_suffix (finding->field, spoilt[i].field) || finding->line == 0)
        g_error ("%s: it complains of %s in line %u", spoilt[i].holds, finding->field, finding->line);
    }
}

static void
test_every_problem_is_told_at_once (void)
{
  const LimPacketOptions options = { .n_seeds = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;

  g_assert_null (plan_text ("{\"subjects\": [{\"shots\": [{}]}]}", &options, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  for (const char *const *field = (const char *[]){ "lane", "style_prefix", "negative_base", "subject_name", "role",
                                                    "identity_lock", "scene_function", "prompt", NULL };
       *field != NULL; field++)
    if (strstr (error->message, *field) == NULL)
      g_error ("nothing is said of %s: %s", *field, error->message);
  g_assert_nonnull (strstr (error->message,
                            "packet.json:1: subjects[0].shots[0].scene_function: nothing; expected text. "
                            "Say what this picture is to prove"));
  g_assert_null (plan_text ("[1, 2]", &options, &other));
  g_assert_error (other, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

/* -- The blocks -- */

static void
test_lineage_is_read_leniently_and_written_in_order (void)
{
  static const char good[] = "{\"generation_phase\":\"follow_on\",\"anchor_source_image\":\"outputs/approved/a.png\","
                             "\"anchor_subject_version\":\"ada_v2\",\"identity_persistence_score\":0.85,"
                             "\"derived_from_record_id\":\"a\"}";
  static const char odd[] =
      "{\"generation_phase\": \"dream\", \"identity_persistence_score\": \"high\", \"derived_from_record_id\": 17}";
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("r", good, -1, NULL);
  g_autoptr (LimJsonDoc) odd_doc = lim_json_parse ("r", odd, -1, NULL);
  g_autoptr (LimLineage) lineage = lim_lineage_from_json (lim_json_root (doc));
  g_autoptr (LimLineage) unclear = lim_lineage_from_json (lim_json_root (odd_doc));
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpint (lineage->phase, ==, LIM_PHASE_FOLLOW_ON);
  lim_json_append_compact (text, lim_lineage_to_json (lineage, doc));
  g_assert_cmpstr (text->str, ==, good);
  g_assert_cmpint (unclear->phase, ==, LIM_PHASE_UNKNOWN);
  g_assert_true (isnan (unclear->persistence));
  g_assert_cmpstr (unclear->derived_from_record_id, ==, "17");
  g_assert_null (lim_lineage_from_json (NULL));
  g_assert_null (lim_identity_from_json (lim_json_root (doc)));
}

static const struct
{
  const char *tag, *subject;
  guint version;
} tags[] = {
  { "ada_v1", "ada", 1 },  { "ada_v12", "ada", 12 }, { "ada_v0", "ada", 0 },     { "ada_v", "ada", 0 },
  { "adam_v1", "ada", 0 }, { "ada_v1x", "ada", 0 },  { "ada_b_v3", "ada_b", 3 }, { NULL, "ada", 0 },
};

static void
test_version_tags (void)
{
  g_autofree char *tag = lim_version_tag ("ada", 3);

  g_assert_cmpstr (tag, ==, "ada_v3");
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    g_assert_cmpuint (lim_version_of_tag (tags[i].tag, tags[i].subject), ==, tags[i].version);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/packet/ids-seeds-and-prompts", test_ids_seeds_and_prompts);
  g_test_add_func ("/record/packet/parameters-are-the-references-under-the-projects",
                   test_parameters_are_the_references_under_the_projects);
  g_test_add_func ("/record/packet/identity-comes-from-subject-and-shot", test_identity_comes_from_subject_and_shot);
  g_test_add_func ("/record/packet/an-unknown-subject-is-refused-with-the-known",
                   test_an_unknown_subject_is_refused_with_the_known);
  g_test_add_func ("/record/packet/follow-ons-name-their-anchor-and-leave-its-view-out",
                   test_follow_ons_name_their_anchor_and_leave_its_view_out);
  g_test_add_func ("/record/packet/a-denoise-out-of-bounds-is-refused", test_a_denoise_out_of_bounds_is_refused);
  g_test_add_func ("/record/packet/each-rule-is-held", test_each_rule_is_held);
  g_test_add_func ("/record/packet/every-problem-is-told-at-once", test_every_problem_is_told_at_once);
  g_test_add_func ("/record/identity/lineage-is-read-leniently-and-written-in-order",
                   test_lineage_is_read_leniently_and_written_in_order);
  g_test_add_func ("/record/identity/version-tags", test_version_tags);
  return g_test_run ();
}
