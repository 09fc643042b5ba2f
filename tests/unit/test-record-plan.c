#include "record-plan.h"

#include "base-finding.h"
#include "base-yaml.h"

#include <string.h>

/* A plan in which all is well; line 10 is the first crop. */
static const char whole[] =
    "trigger: ada_gull_v1\n"
    "class: young woman\n"
    "repeats: 10\n"
    "features:\n"
    "  - { name: bracer, side: right, views: [front, three quarter, right side] }\n"
    "  - { name: ginger hair }\n"
    "sources:\n"
    "  - file: inputs/references/ada.png\n"
    "    kind: annotated\n"
    "    crops:\n"
    "      - { id: front, left: 30, top: 100, width: 640, height: 1120, framing: full body,\n"
    "          view: front, pose: neutral }\n"
    "      - { id: back, framing: full-body, view: back view, action: cloak in the wind }\n"
    "      - { id: face, left: 0, top: 0, width: 9, height: 9, framing: face, view: front,\n"
    "          expression: angry, tags: [looking left, Angry Expression], shows: [] }\n"
    "  - file: inputs/references/old.png\n"
    "    exclude: other age\n"
    "    crops:\n"
    "      - { id: old, framing: bust, view: 3/4 }\n"
    "topup:\n"
    "  prompt: flat colours\n"
    "  images:\n"
    "    - { id: kick, prompt: high kick, framing: full body, view: left side, pose: combat }\n";

static LimPlan *
read_text (const char *text, GPtrArray *findings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("dataset/ada/plan.yaml", text, -1, &error);

  g_assert_no_error (error);
  return lim_plan_read (doc, "ada", findings);
}

static LimPlan *
read_well (const char *text)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  LimPlan *plan = read_text (text, findings);

  for (guint i = 0; i < findings->len; i++)
    {
      g_autofree char *message = lim_finding_message (findings->pdata[i]);

      g_test_message ("%s", message);
    }
  g_assert_nonnull (plan);
  g_assert_cmpuint (findings->len, ==, 0);
  return plan;
}

static void
test_every_member_arrives (void)
{
  g_autoptr (LimPlan) plan = read_well (whole);
  const LimPlanImage *front = lim_plan_find (plan, "front"), *kick = lim_plan_find (plan, "kick");
  const LimPlanImage *back = lim_plan_find (plan, "back");

  g_assert_cmpstr (plan->trigger, ==, "ada_gull_v1");
  g_assert_cmpuint (plan->size, ==, 512);
  g_assert_cmpuint (plan->background[1], ==, 255);
  g_assert_cmpstr (plan->background_tag, ==, "white background");
  g_assert_cmpuint (plan->train.least, ==, 15);
  g_assert_cmpuint (plan->reg.most, ==, 200);
  g_assert_cmpuint (plan->steps.most, ==, 1200);
  g_assert_cmpuint (plan->sources->len, ==, 2);
  g_assert_cmpuint (front->left, ==, 30);
  g_assert_cmpuint (front->height, ==, 1120);
  g_assert_false (front->whole);
  g_assert_cmpint (front->source->kind, ==, LIM_SHEET_ANNOTATED);
  g_assert_cmpuint (front->line, ==, 11);
  g_assert_true (back->whole);
  g_assert_cmpint (back->view, ==, LIM_VIEW_BACK);
  g_assert_null (kick->source);
  g_assert_cmpint (kick->view, ==, LIM_VIEW_SIDE_LEFT);
  g_assert_cmpint (kick->pose, ==, LIM_POSE_ACTION);
  g_assert_cmpint (kick->seed, ==, -1);
  g_assert_cmpstr (plan->topup_prompt, ==, "flat colours");
}

static void
test_excluded_images_are_not_in_the_set (void)
{
  g_autoptr (LimPlan) plan = read_well (whole);
  g_autoptr (GPtrArray) images = lim_plan_images (plan);
  const char *const expected[] = { "front", "back", "face", "kick" };

  g_assert_cmpuint (images->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < images->len; i++)
    g_assert_cmpstr (((LimPlanImage *) images->pdata[i])->id, ==, expected[i]);
  g_assert_cmpstr (lim_plan_image_excluded (lim_plan_find (plan, "old")), ==, "other age");
}

static void
test_folders_are_what_kohya_reads (void)
{
  g_autoptr (LimPlan) plan = read_well (whole);
  g_autofree char *train = lim_plan_train_folder (plan), *reg = lim_plan_reg_folder (plan);

  g_assert_cmpstr (train, ==, "train/10_ada_gull_v1");
  g_assert_cmpstr (reg, ==, "reg/1_young_woman");
}

/* -- What a reader says -- */

/* @find in the whole plan becomes @replace. */
static const struct
{
  const char *holds, *find, *replace;
  const char *says; /* a part of the first finding */
  guint n;          /* how many findings */
} problems[] = {
  { "a trigger has no blank", "ada_gull_v1", "ada gull", "plan.yaml:1: trigger: text “ada gull”; expected one word",
    1 },
  { "a trigger has no comma", "ada_gull_v1", "\"ada,gull\"", "expected one word", 1 },
  { "a trigger is no path", "ada_gull_v1", "../up", "letters, digits", 1 },
  { "a trigger is there", "trigger: ada_gull_v1", "size: 512", "trigger: nothing. Add it: trigger: ada_gull_v1", 1 },
  { "a class is a folder's name", "young woman", "a/b", "plan.yaml:2: class", 1 },
  { "a class is not the trigger", "young woman", "Ada_Gull_v1", "the same word as the trigger", 1 },
  { "no repeats would hide the folder from kohya", "repeats: 10", "repeats: 0", "from 1 to 10000", 1 },
  { "repeats are whole", "repeats: 10", "repeats: 1.5", "plan.yaml:3: repeats: the number 1.5", 1 },
  { "a width of nothing", "width: 640", "width: 0", "plan.yaml:11: width: the number 0", 1 },
  { "a negative left", "left: 30", "left: -30", "plan.yaml:11: left", 1 },
  { "a huge number", "left: 30", "left: 99999999999999999999", "left", 1 },
  { "half a rectangle", "left: 30, ", "", "plan.yaml:11: rectangle: only a part of it", 1 },
  { "ids differ", "id: back", "id: front", "plan.yaml:13: id: “front”, which line 11 has already", 1 },
  { "ids differ from those of top-ups", "id: kick", "id: old", "which line 19 has already", 1 },
  { "ids are names", "id: back", "id: \"../back\"", "plan.yaml:13: id", 1 },
  { "files occur once", "old.png", "ada.png", "file no other has", 1 },
  { "files stay in the project", "inputs/references/old.png", "../../etc/passwd", "inside the project", 1 },
  { "views are words of the list", "view: back view", "view: behind",
    "plan.yaml:13: view: text “behind”; expected one of front", 1 },
  { "framings too, and the near one is named", "framing: bust", "framing: busts", "Did you mean “bust”?", 1 },
  { "poses too", "pose: combat", "pose: funny", "pose: text “funny”", 1 },
  { "sides too", "side: right", "side: starboard", "plan.yaml:5: side", 1 },
  { "a misspelt exclude lets nothing in", "exclude: other age", "exlude: other age", "Did you mean “exclude”?", 1 },
  { "features that do not exist", "shows: []", "shows: [bracr]", "Did you mean “bracer”?", 1 },
  { "sizes are multiples of 8", "repeats: 10", "size: 513", "multiple of 8", 1 },
  { "sizes have a limit", "repeats: 10", "size: 100000", "from 64 to 2048", 1 },
  { "backgrounds are colours", "repeats: 10", "background: \"#12\"", "#rrggbb", 1 },
  { "counts are least and most", "repeats: 10", "counts: { train: [20, 15] }", "[least, most]", 1 },
  { "shares add up", "repeats: 10", "coverage: { pose: { neutral: 0.5, action: 0.2 } }", "add up to 0.7", 1 },
  { "shares are of known words", "repeats: 10", "coverage: { framing: { toe: 1 } }", "the word “toe”", 2 },
  { "flips name images", "repeats: 10", "flips: [nobody]", "flips: “nobody”", 1 },
  { "flips are a choice", "repeats: 10", "flips: always", "safe, none, or a list", 1 },
  { "captions are one line", "pose: neutral", "caption: \"a\\nb\"", "one line", 1 },
  { "tags have no commas", "looking left", "\"a, b\"", "without a comma", 1 },
  { "a list is a list", "crops:\n      -", "crops:\n      - 5\n      -", "entries with members", 1 },
  { "all problems are told at once", "left: 30, top: 100, width: 640, height: 1120, framing: full body",
    "left: -1, top: x, width: 0, height: 0, framing: half", "framing: text “half”", 5 },
};

static void
test_problems_are_told (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      g_autoptr (GString) text = g_string_new (whole);
      g_autoptr (GPtrArray) findings = lim_findings_new ();

      g_test_message ("%s", problems[i].holds);
      g_assert_cmpuint (g_string_replace (text, problems[i].find, problems[i].replace, 1), ==, 1);
      g_autoptr (LimPlan) plan = read_text (text->str, findings);
      g_assert_null (plan);
      g_assert_cmpuint (findings->len, ==, problems[i].n);
      g_autofree char *message = lim_finding_message (findings->pdata[0]);
      g_test_message ("%s", message);
      g_assert_nonnull (strstr (message, problems[i].says));
    }
}

static void
test_what_is_no_plan_is_refused (void)
{
  static const char *const texts[] = { "", "5", "[]", "null",
                                       "sources: 5\ntopup: []\ncoverage: x\nfeatures: {a: b}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) findings = lim_findings_new ();

      g_assert_null (read_text (texts[i], findings));
      g_assert_cmpuint (findings->len, >, 0);
    }
}

static void
test_warnings_leave_a_plan (void)
{
  g_autoptr (GString) text = g_string_new (whole);
  g_autoptr (GPtrArray) findings = lim_findings_new ();

  g_string_append (text, "coverage: { expressions: [calm] }\n");
  g_autoptr (LimPlan) plan = read_text (text->str, findings);
  g_assert_nonnull (plan);
  g_assert_cmpuint (findings->len, ==, 1);
}

/* -- Captions -- */

static void
test_captions_have_the_order_of_the_document (void)
{
  static const char *const expected[][2] = {
    { "front", "ada_gull_v1, full body, front view, neutral pose, white background" },
    { "back", "ada_gull_v1, full body, back view, cloak in the wind, white background" },
    { "face", "ada_gull_v1, closeup, front view, angry expression, white background, looking left" },
    { "kick", "ada_gull_v1, full body, left side view, action pose, white background" },
  };
  g_autoptr (LimPlan) plan = read_well (whole);

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *caption = lim_plan_caption (plan, lim_plan_find (plan, expected[i][0]));

      g_assert_cmpstr (caption, ==, expected[i][1]);
    }
}

static const char *const swaps[][2] = {
  { "left hand raised, looking right", "right hand raised, looking left" },
  { "Left, LEFT, Right", "Right, RIGHT, Left" },
  { "bright leftover copyright", "bright leftover copyright" },
  { "left_arm, right-handed", "right_arm, left-handed" },
  { "(left:1.2) left", "(right:1.2) right" },
  { "leftié éright", "leftié éright" },
  { "", "" },
  { "sword to the left of the right boot", "sword to the right of the left boot" },
};

static void
test_sides_are_swapped_as_whole_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (swaps); i++)
    {
      g_autofree char *there = lim_plan_swap_sides (swaps[i][0]);
      g_autofree char *back = lim_plan_swap_sides (there);

      g_assert_cmpstr (there, ==, swaps[i][1]);
      g_assert_cmpstr (back, ==, swaps[i][0]);
    }
}

static void
test_a_trigger_survives_mirroring (void)
{
  g_autoptr (GString) text = g_string_new (whole);

  g_string_replace (text, "ada_gull_v1", "left_gull", 0);
  g_autoptr (LimPlan) plan = read_well (text->str);
  g_autofree char *caption = lim_plan_mirror_caption (plan, "left_gull, left side view, left_gull");
  g_assert_cmpstr (caption, ==, "left_gull, right side view, left_gull");
}

/* -- What shows -- */

static void
test_what_may_show_forbids_mirroring (void)
{
  g_autoptr (LimPlan) plan = read_well (whole);
  static const struct
  {
    const char *id;
    gboolean shows;
  } rows[] = { { "front", TRUE }, { "back", FALSE }, { "face", FALSE }, { "old", TRUE }, { "kick", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const LimPlanFeature *feature = lim_plan_one_sided (plan, lim_plan_find (plan, rows[i].id));

      g_test_message ("%s", rows[i].id);
      g_assert_true ((feature != NULL) == rows[i].shows);
    }
}

static void
test_views_mirror_and_show (void)
{
  g_assert_cmpint (lim_view_mirrored (LIM_VIEW_SIDE_LEFT), ==, LIM_VIEW_SIDE_RIGHT);
  g_assert_cmpint (lim_view_mirrored (LIM_VIEW_FRONT), ==, LIM_VIEW_FRONT);
  for (LimView view = LIM_VIEW_UNKNOWN; view < LIM_N_VIEWS; view++)
    g_assert_cmpint (lim_view_mirrored (lim_view_mirrored (view)), ==, view);
  g_assert_true (lim_view_may_show (LIM_VIEW_SIDE, LIM_VIEW_SIDE_LEFT));
  g_assert_false (lim_view_may_show (LIM_VIEW_SIDE_RIGHT, LIM_VIEW_SIDE_LEFT));
  g_assert_false (lim_view_may_show (LIM_VIEW_BACK, LIM_VIEW_FRONT));
  g_assert_true (lim_view_may_show (LIM_VIEW_UNKNOWN, LIM_VIEW_FRONT));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/every-member-arrives", test_every_member_arrives);
  g_test_add_func ("/plan/excluded-images-are-not-in-the-set", test_excluded_images_are_not_in_the_set);
  g_test_add_func ("/plan/folders-are-what-kohya-reads", test_folders_are_what_kohya_reads);
  g_test_add_func ("/plan/problems-are-told", test_problems_are_told);
  g_test_add_func ("/plan/what-is-no-plan-is-refused", test_what_is_no_plan_is_refused);
  g_test_add_func ("/plan/warnings-leave-a-plan", test_warnings_leave_a_plan);
  g_test_add_func ("/plan/captions-have-the-order-of-the-document", test_captions_have_the_order_of_the_document);
  g_test_add_func ("/plan/sides-are-swapped-as-whole-words", test_sides_are_swapped_as_whole_words);
  g_test_add_func ("/plan/a-trigger-survives-mirroring", test_a_trigger_survives_mirroring);
  g_test_add_func ("/plan/what-may-show-forbids-mirroring", test_what_may_show_forbids_mirroring);
  g_test_add_func ("/plan/views-mirror-and-show", test_views_mirror_and_show);
  return g_test_run ();
}
