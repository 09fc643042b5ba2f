/* record-plan-read.c: a plan out of its tree: which members there are, what they hold and where it goes. */

#include "record-plan-fields.h"
#include "record-plan-private.h"

#include "base-finding.h"
#include "base-text.h"

#include <string.h>

#define PARSE_AS_INT(Type, prefix)                                                                                   \
  static gboolean parse_##prefix (const char *text, int *to)                                                         \
  {                                                                                                                  \
    Type value;                                                                                                      \
                                                                                                                     \
    if (!lim_##prefix##_parse (text, &value))                                                                        \
      return FALSE;                                                                                                  \
    *to = (int) value;                                                                                               \
    return TRUE;                                                                                                     \
  }

PARSE_AS_INT (LimSide, side)
PARSE_AS_INT (LimFraming, framing)
PARSE_AS_INT (LimView, view)
PARSE_AS_INT (LimPose, pose)
PARSE_AS_INT (LimSheetKind, sheet_kind)

#define WORD(prefix) .names = lim_##prefix##_names, .parse = parse_##prefix

/* -- Features, coverage and the other small objects -- */

#define AT(Type, member) .offset = G_STRUCT_OFFSET (Type, member)

static const LimPlanField feature_fields[] = {
  { "name", lim_plan_read_tag, AT (LimPlanFeature, name), .required = TRUE, .most = 100, .example = "name: bracer" },
  { "side", lim_plan_read_word, AT (LimPlanFeature, side), WORD (side), .example = "side: right" },
  { "views", lim_plan_read_words, AT (LimPlanFeature, views), WORD (view), .example = "views: [front, left side]" },
  { "framings", lim_plan_read_words, AT (LimPlanFeature, framings), WORD (framing),
    .example = "framings: [full body, bust]" },
  { "words", lim_plan_read_tags, AT (LimPlanFeature, words), .example = "words: [bracer, arm guard]" },
  { NULL },
};

/* Its name is the first of its words, once. */
static void
complete_words (LimPlanFeature *feature)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  if (feature->name != NULL)
    g_strv_builder_add (words, feature->name);
  for (char **word = feature->words; word != NULL && *word != NULL; word++)
    if (g_strcmp0 (*word, feature->name) != 0)
      g_strv_builder_add (words, *word);
  g_strfreev (feature->words);
  feature->words = g_strv_builder_end (words);
}

/* An array of objects; each is made by @begin, which puts it into its list. */
static void
read_list (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, const LimPlanField *members,
           gpointer (*begin) (LimPlanReading *reading, const LimJson *node, gpointer list), gpointer list)
{
  if (!lim_json_is (node, LIM_JSON_ARRAY))
    {
      lim_plan_complain_value (reading, field, node, "a list, each entry beginning with “-”");
      return;
    }
  for (const LimJson *entry = lim_json_first (node); entry != NULL; entry = lim_json_next (entry))
    if (!lim_json_is (entry, LIM_JSON_OBJECT))
      lim_plan_complain_value (reading, field, entry, "entries with members");
    else
      {
        gpointer element = begin (reading, entry, list);

        if (element == NULL)
          return;
        lim_plan_read_members (reading, members, entry, element);
      }
}

static gpointer
begin_feature (LimPlanReading *reading G_GNUC_UNUSED, const LimJson *node, gpointer list)
{
  LimPlanFeature *feature = g_new0 (LimPlanFeature, 1);

  feature->views = (1u << LIM_N_VIEWS) - (1u << LIM_VIEW_FRONT);
  feature->framings = (1u << LIM_N_FRAMINGS) - (1u << LIM_FRAMING_FULL_BODY);
  feature->line = lim_json_line (node);
  g_ptr_array_add (list, feature);
  return feature;
}

static void
read_features (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  read_list (reading, field, node, feature_fields, begin_feature, *(GPtrArray **) to);
}

static const LimPlanField coverage_fields[] = {
  { "features", lim_plan_read_number, AT (LimPlanCoverage, features), .most = 1, .example = "features: 0.6" },
  { "framing", lim_plan_read_shares, AT (LimPlanCoverage, framing), WORD (framing),
    .example = "framing: { full body: 0.7, bust: 0.2, closeup: 0.1 }" },
  { "pose", lim_plan_read_shares, AT (LimPlanCoverage, pose), WORD (pose),
    .example = "pose: { neutral: 0.5, action: 0.5 }" },
  { "expressions", lim_plan_read_tags, AT (LimPlanCoverage, expressions),
    .example = "expressions: [neutral, angry]" },
  { NULL },
};

static const LimPlanField count_fields[] = {
  { "train", lim_plan_read_range, AT (LimPlan, train), .least = 1, .most = 10000, .example = "train: [15, 20]" },
  { "reg", lim_plan_read_range, AT (LimPlan, reg), .least = 0, .most = 100000, .example = "reg: [100, 200]" },
  { NULL },
};

static const LimPlanField step_fields[] = {
  { "aim", lim_plan_read_range, AT (LimPlan, steps), .least = 1, .most = 10000000, .example = "aim: [800, 1200]" },
  { "epochs", lim_plan_read_uint, AT (LimPlan, epochs), .least = 1, .most = 10000, .example = "epochs: 6" },
  { "batch", lim_plan_read_uint, AT (LimPlan, batch), .least = 1, .most = 1024, .example = "batch: 1" },
  { NULL },
};

static void
read_one_prompt (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  char *text = NULL;

  lim_plan_read_prompt (reading, field, node, &text);
  if (text == NULL)
    return;
  g_strfreev (*(char ***) to);
  *(char ***) to = g_new0 (char *, 2);
  (*(char ***) to)[0] = text;
}

static const LimPlanField reg_fields[] = {
  { "prompt", read_one_prompt, AT (LimPlan, reg_prompts), .example = "prompt: a young woman, full body" },
  { "prompts", lim_plan_read_prompts, AT (LimPlan, reg_prompts),
    .example = "prompts: [a young woman, a woman in a coat]" },
  { "negative", lim_plan_read_prompt, AT (LimPlan, reg_negative), .example = "negative: lowres, bad hands" },
  { NULL },
};

static const LimPlanField training_fields[] = {
  { "base", lim_plan_read_text, AT (LimPlanTraining, base), .example = "base: models/sd15.safetensors" },
  { "output", lim_plan_read_text, AT (LimPlanTraining, output), .example = "output: ComfyUI/models/loras" },
  { "rank", lim_plan_read_uint, AT (LimPlanTraining, rank), .least = 1, .most = 1024, .example = "rank: 32" },
  { "alpha", lim_plan_read_uint, AT (LimPlanTraining, alpha), .least = 1, .most = 1024, .example = "alpha: 16" },
  { "learning_rate", lim_plan_read_number, AT (LimPlanTraining, learning_rate), .least = 1e-9, .most = 10,
    .example = "learning_rate: 0.0001" },
  { "save_steps", lim_plan_read_uint, AT (LimPlanTraining, save_steps), .least = 1, .most = 1000000,
    .example = "save_steps: 200" },
  { NULL },
};

/* -- Images -- */

#define IMAGE_FIELDS                                                                                                    \
  { "id", lim_plan_read_id, AT (LimPlanImage, id), .required = TRUE, .example = "id: front_view" },                     \
      { "framing",        lim_plan_read_word, AT (LimPlanImage, framing),                                               \
        .required = TRUE, WORD (framing),     .example = "framing: full body" },                                        \
      { "view", lim_plan_read_word, AT (LimPlanImage, view), .required = TRUE, WORD (view), .example = "view: front" }, \
      { "pose", lim_plan_read_word, AT (LimPlanImage, pose), WORD (pose), .example = "pose: neutral" },                 \
      { "action", lim_plan_read_tag, AT (LimPlanImage, action), .example = "action: sword drawn" },                     \
      { "expression", lim_plan_read_tag, AT (LimPlanImage, expression), .example = "expression: angry" },               \
      { "background", lim_plan_read_tag, AT (LimPlanImage, background), .example = "background: misty street" },        \
      { "tags", lim_plan_read_tags, AT (LimPlanImage, tags), .example = "tags: [looking up]" },                         \
      { "caption", lim_plan_read_text, AT (LimPlanImage, caption),                                                      \
        .example = "caption: ada_gull_v1, full body, front view" },                                                     \
      { "shows", lim_plan_read_tags, AT (LimPlanImage, shows), .example = "shows: [bracer]" },                          \
  {                                                                                                                     \
    "exclude", lim_plan_read_text, AT (LimPlanImage, exclude), .example = "exclude: text in the face"                   \
  }

static const LimPlanField crop_fields[] = {
  IMAGE_FIELDS,
  { "left", lim_plan_read_uint, AT (LimPlanImage, left), .least = 0, .most = 65534, .example = "left: 30" },
  { "top", lim_plan_read_uint, AT (LimPlanImage, top), .least = 0, .most = 65534, .example = "top: 100" },
  { "width", lim_plan_read_uint, AT (LimPlanImage, width), .least = 1, .most = 65535, .example = "width: 640" },
  { "height", lim_plan_read_uint, AT (LimPlanImage, height), .least = 1, .most = 65535, .example = "height: 1120" },
  { NULL },
};

static const LimPlanField topup_image_fields[] = {
  IMAGE_FIELDS,
  { "prompt", lim_plan_read_prompt, AT (LimPlanImage, prompt), .required = TRUE,
    .example = "prompt: high kick, side view" },
  { "negative", lim_plan_read_prompt, AT (LimPlanImage, negative), .example = "negative: weapon" },
  { "seed", lim_plan_read_seed, AT (LimPlanImage, seed), .least = 0, .most = 9007199254740991.0,
    .example = "seed: 7" },
  { NULL },
};

static LimPlanImage *
add_image (LimPlanReading *reading, const LimJson *node, GPtrArray *images)
{
  LimPlanImage *image;

  if (reading->n_images++ == LIM_PLAN_MAX_IMAGES)
    {
      lim_plan_complain (reading, lim_json_line (node), NULL, "more than 100,000 images", NULL, "Divide the plan.");
      return NULL;
    }
  image = g_new0 (LimPlanImage, 1);
  image->line = lim_json_line (node);
  image->tags = g_new0 (char *, 1);
  image->seed = -1;
  g_ptr_array_add (images, image);
  return image;
}

static gpointer
begin_crop (LimPlanReading *reading, const LimJson *node, gpointer data)
{
  static const char *const sides[] = { "left", "top", "width", "height" };
  LimPlanSource *source = data;
  LimPlanImage *image = add_image (reading, node, source->crops);
  guint n_given = 0;

  if (image == NULL)
    return NULL;
  image->source = source;
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    n_given += lim_json_is_null (lim_json_get (node, sides[i])) ? 0 : 1;
  image->whole = n_given == 0;
  if (n_given != 0 && n_given != G_N_ELEMENTS (sides))
    lim_plan_complain (reading, lim_json_line (node), "rectangle", "only a part of it",
                       "left, top, width and height, or none",
                       "Give all four, or none of them for the whole picture.");
  return image;
}

static gpointer
begin_topup (LimPlanReading *reading, const LimJson *node, gpointer list)
{
  return add_image (reading, node, list);
}

static void
read_crops (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  read_list (reading, field, node, crop_fields, begin_crop, (char *) to - field->offset);
}

static const LimPlanField source_fields[] = {
  { "file", lim_plan_read_path, AT (LimPlanSource, file), .required = TRUE,
    .example = "file: inputs/references/sheet.png" },
  { "kind", lim_plan_read_word, AT (LimPlanSource, kind), WORD (sheet_kind), .example = "kind: clean" },
  { "exclude", lim_plan_read_text, AT (LimPlanSource, exclude), .example = "exclude: other costume" },
  { "crops", read_crops, AT (LimPlanSource, crops), .example = "crops: [ … ]" },
  { NULL },
};

static gpointer
begin_source (LimPlanReading *reading G_GNUC_UNUSED, const LimJson *node, gpointer list)
{
  LimPlanSource *source = lim_plan_source_new ();

  source->line = lim_json_line (node);
  g_ptr_array_add (list, source);
  return source;
}

static void
read_sources (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  read_list (reading, field, node, source_fields, begin_source, *(GPtrArray **) to);
}

static void
read_topup_images (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  read_list (reading, field, node, topup_image_fields, begin_topup, *(GPtrArray **) to);
}

static const LimPlanField topup_fields[] = {
  { "prompt", lim_plan_read_prompt, AT (LimPlan, topup_prompt),
    .example = "prompt: flat colours, plain white background" },
  { "negative", lim_plan_read_prompt, AT (LimPlan, topup_negative), .example = "negative: lowres, text" },
  { "images", read_topup_images, AT (LimPlan, topups), .example = "images: [ … ]" },
  { NULL },
};

static void
read_flips (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  LimPlan *plan = reading->plan;
  const char *text = lim_json_string (node);

  if (lim_json_is (node, LIM_JSON_ARRAY))
    {
      *(LimFlips *) to = LIM_FLIPS_LISTED;
      lim_plan_read_texts (reading, field, node, &plan->flip_ids, lim_plan_read_id);
    }
  else if (g_strcmp0 (text, "safe") == 0 || g_strcmp0 (text, "none") == 0)
    *(LimFlips *) to = text[0] == 's' ? LIM_FLIPS_SAFE : LIM_FLIPS_NONE;
  else
    lim_plan_complain_value (reading, field, node, "safe, none, or a list of ids");
}

/* -- The whole -- */

/* The members of an object whose values go into the plan itself. */
#define PART(name, table, what)                                                                                      \
  {                                                                                                                  \
    name, lim_plan_read_object, 0, .members = table, .example = what                                                 \
  }

static const LimPlanField plan_fields[] = {
  { "trigger", lim_plan_read_trigger, AT (LimPlan, trigger), .required = TRUE, .example = "trigger: ada_gull_v1" },
  { "class", lim_plan_read_class, AT (LimPlan, class_words), .required = TRUE, .example = "class: young woman" },
  { "size", lim_plan_read_size, AT (LimPlan, size), .least = 64, .most = LIM_PLAN_MAX_SIZE, .example = "size: 512" },
  { "background", lim_plan_read_colour, AT (LimPlan, background), .example = "background: \"#ffffff\"" },
  { "background_tag", lim_plan_read_tag, AT (LimPlan, background_tag),
    .example = "background_tag: white background" },
  { "repeats", lim_plan_read_uint, AT (LimPlan, repeats), .least = 1, .most = 10000, .example = "repeats: 10" },
  { "reg_repeats", lim_plan_read_uint, AT (LimPlan, reg_repeats), .least = 1, .most = 10000,
    .example = "reg_repeats: 1" },
  PART ("counts", count_fields, "counts: { train: [15, 20], reg: [100, 200] }"),
  PART ("steps", step_fields, "steps: { aim: [800, 1200], epochs: 6, batch: 1 }"),
  { "flips", read_flips, AT (LimPlan, flips), .example = "flips: safe" },
  { "features", read_features, AT (LimPlan, features), .example = "features: [ { name: bracer, side: right } ]" },
  { "coverage", lim_plan_read_object, AT (LimPlan, coverage), .members = coverage_fields,
    .example = "coverage: { features: 0.6 }" },
  { "sources", read_sources, AT (LimPlan, sources), .example = "sources: [ { file: inputs/references/sheet.png } ]" },
  PART ("topup", topup_fields, "topup: { images: [] }"),
  PART ("reg", reg_fields, "reg: { prompt: a young woman }"),
  { "training", lim_plan_read_object, AT (LimPlan, training), .members = training_fields,
    .example = "training: { rank: 32 }" },
  { NULL },
};

/* Aims of lora-dataset-preparation.txt. */
static void
set_defaults (LimPlan *plan)
{
  plan->size = 512;
  memset (plan->background, 255, 3);
  plan->repeats = 10;
  plan->reg_repeats = 1;
  plan->train = (LimPlanRange){ 15, 20 };
  plan->reg = (LimPlanRange){ 100, 200 };
  plan->steps = (LimPlanRange){ 800, 1200 };
  plan->epochs = 6;
  plan->batch = 1;
  plan->coverage.features = 0.6;
  plan->coverage.expressions = g_new0 (char *, 1);
  plan->flip_ids = g_new0 (char *, 1);
  plan->reg_prompts = g_new0 (char *, 1);
  plan->training = (LimPlanTraining){ .rank = 32, .alpha = 16, .learning_rate = 0.0001, .save_steps = 200 };
}

static void
complete (LimPlan *plan)
{
  static const guint8 white[3] = { 255, 255, 255 };

  if (plan->background_tag == NULL)
    plan->background_tag =
        g_strdup (memcmp (plan->background, white, 3) == 0 ? "white background" : "plain background");
  for (guint i = 0; i < plan->features->len; i++)
    complete_words (plan->features->pdata[i]);
}

static int
by_line (gconstpointer a, gconstpointer b)
{
  const LimFinding *const *first = a, *const *second = b;

  return ((*first)->line > (*second)->line) - ((*first)->line < (*second)->line);
}

LimPlan *
lim_plan_read (const LimJsonDoc *doc, const char *subject, GPtrArray *findings)
{
  g_autoptr (LimPlan) plan = lim_plan_new ();
  g_autoptr (GPtrArray) own = lim_findings_new ();
  LimPlanReading reading = { .file = lim_json_doc_name (doc), .findings = own, .plan = plan };
  const LimJson *root = lim_json_root (doc);
  guint n_errors = 0;

  plan->subject = g_strdup (subject);
  plan->name = g_strdup (lim_json_doc_name (doc));
  set_defaults (plan);
  if (lim_json_is (root, LIM_JSON_OBJECT))
    lim_plan_read_members (&reading, plan_fields, root, plan);
  else
    lim_plan_complain (&reading, lim_json_line (root), NULL, "no members", "trigger, class, sources and more",
                       "`limner lora init` writes a plan to start from.");
  lim_findings_first (own, LIM_FINDING_ERROR, &n_errors);
  if (n_errors == 0)
    {
      complete (plan);
      lim_plan_check_whole (plan, root, own);
      lim_findings_first (own, LIM_FINDING_ERROR, &n_errors);
    }
  g_ptr_array_sort (own, by_line);
  g_ptr_array_extend_and_steal (findings, g_steal_pointer (&own));
  return n_errors == 0 ? g_steal_pointer (&plan) : NULL;
}

LimPlan *
lim_plan_load (const LimJsonDoc *doc, const char *subject, GError **error)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  LimPlan *plan = lim_plan_read (doc, subject, findings);
  guint n_errors = 0;

  if (plan != NULL)
    return plan;
  for (guint i = 0; i < findings->len; i++)
    if (((const LimFinding *) findings->pdata[i])->severity == LIM_FINDING_ERROR)
      {
        g_autofree char *message = lim_finding_message (findings->pdata[i]);

        g_string_append_printf (text, "\n  %s", message);
        n_errors++;
      }
  g_autofree char *problems = lim_text_count (n_errors, "problem", NULL);
  return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: the plan cannot be used, it has %s:%s",
                        lim_json_doc_name (doc), problems, text->str);
}
