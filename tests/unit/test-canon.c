#include "canon.h"

#include <string.h>

/* The canon made of texts for some of the files; findings as “severity file:line field: found” lines. */
typedef struct
{
  const char *md, *rubric_md, *rules, *rubric, *lanes, *terms;
} Texts;

static LimCanon *
load (const Texts *texts, char **said, GError **error)
{
  const char *const by_file[LIM_N_CANON_FILES] = {
    [LIM_CANON_CONSTITUTION_MD] = texts->md,      [LIM_CANON_REVIEW_RUBRIC_MD] = texts->rubric_md,
    [LIM_CANON_CONSTITUTION_JSON] = texts->rules, [LIM_CANON_RUBRIC_JSON] = texts->rubric,
    [LIM_CANON_LANES_JSON] = texts->lanes,        [LIM_CANON_TERMINOLOGY_JSON] = texts->terms,
  };
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  GString *all = g_string_new (NULL);
  LimCanonSources sources = { 0 };

  for (guint i = 0; i < LIM_N_CANON_FILES; i++)
    {
      sources.files[i].text = by_file[i];
      sources.files[i].length = -1;
    }
  LimCanon *canon = lim_canon_new (&sources, findings, error);
  for (guint i = 0; i < findings->len; i++)
    {
      const LimFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *message = lim_finding_message (finding);

      g_string_append_printf (all, "%s: %s\n", lim_finding_severity_name (finding->severity), message);
    }
  *said = g_string_free (all, FALSE);
  return canon;
}

/* “RND-001 rendering finish,read !mode @lane per” for each rule. */
static char *
say_rules (const LimCanon *canon)
{
  GString *said = g_string_new (NULL);

  for (guint i = 0; i < canon->rules->len; i++)
    {
      const LimRule *rule = g_ptr_array_index (canon->rules, i);
      g_autofree char *dimensions = g_strjoinv (",", rule->dimensions),
                      *modes = g_strjoinv (",", rule->failure_modes);
      g_autofree char *lanes = rule->lanes != NULL ? g_strjoinv (",", rule->lanes) : g_strdup ("");

      g_string_append_printf (said, "%s %s “%s”%s%s%s%s%s%s%s\n", rule->id, rule->category, rule->title,
                              *dimensions != '\0' ? " " : "", dimensions, *modes != '\0' ? " !" : "", modes,
                              *lanes != '\0' ? " @" : "", lanes, rule->per_faction ? " per" : "");
    }
  return g_string_free (said, FALSE);
}

#define DIMENSIONS                                                                                                   \
  "\n## Scoring Dimensions\n\n| Dimension | What it measures |\n|---|---|\n| finish | f |\n| read | r |\n"
#define LANES "{\"default_lane\":\"costume\",\"lanes\":[{\"id\":\"ship\",\"id_patterns\":[]}]}"

static const struct
{
  const char *holds;
  const char *md, *rules;
} prose[] = {
  { "a rule is a heading of any level", "# RND-001: One\n###### RND-002: Two\nScores: finish\n",
    "RND-001 rendering “One”\nRND-002 rendering “Two” finish\n" },
  { "or a bullet with a bold id", "- **SIL-01**: The outline reads.\n* **MOD-2: Calm**\n  Scores: read\n",
    "SIL-01 silhouette “The outline reads”\nMOD-2 mood “Calm” read\n" },
  { "binding lines",
    "### MAT-001: Stuff\n\nText.\n\nScores: finish, read\nFails on: bad, worse\nApplies to: lane costume, "
    "ship\nPer: faction\n",
    "MAT-001 material “Stuff” finish,read !bad,worse @costume,ship per\n" },
  { "binding lines in bold, in code, as bullets, with a full stop",
    "### MAT-001: Stuff\n- **Scores:** `finish`, `read`.\n**Applies to**: lanes costume\n",
    "MAT-001 material “Stuff” finish,read @costume\n" },
  { "a rule for all lanes", "### MAT-001: Stuff\nScores: read\nApplies to: all\n",
    "MAT-001 material “Stuff” read\n" },
  { "a prefix of two parts has its own category", "### SHP-EXT-001: Hull\nScores: read\n### SHP-001: Shape\n",
    "SHP-EXT-001 ship “Hull” read\nSHP-001 shape “Shape”\n" },
  { "an unknown prefix is its own category", "### FUR-001: Fluff\nScores: read\n", "FUR-001 fur “Fluff” read\n" },
  { "a dash after the id", "### RND-001 — Painted\nScores: read\n", "RND-001 rendering “Painted” read\n" },
  { "closing marks of a heading", "### RND-001: Painted ###\nScores: read\n", "RND-001 rendering “Painted” read\n" },
  { "lines end in CR LF", "### RND-001: Painted\r\nScores: read\r\n", "RND-001 rendering “Painted” read\n" },
  { "a byte order mark", "\xef\xbb\xbf### RND-001: Painted\nScores: read\n", "RND-001 rendering “Painted” read\n" },
  { "a binding line belongs to the rule above",
    "Scores: finish\n### RND-001: One\nScores: read\n## Other\nScores: finish\n", "RND-001 rendering “One” read\n" },
  { "a bullet's rule ends with its item",
    "- **SIL-01**: One\n\nScores are given by people.\n\nScores: finish\n- **SIL-02**: "
    "Two\n  Scores: read\n",
    "SIL-01 silhouette “One”\nSIL-02 silhouette “Two” read\n" },
  { "code is skipped",
    "```\n### RND-001: One\n```\n### RND-002: Two\n~~~~\n```\nScores: finish\n~~~~\nScores: read\n",
    "RND-002 rendering “Two” read\n" },
  { "comments are skipped", "<!--\n### RND-001: One\n-->\n### RND-002: Two <!-- three --> or four\nScores: read\n",
    "RND-002 rendering “Two  or four” read\n" },
  { "text about a rule is none", "See MAT-001: it matters.\n- MAT-002: a mention\n- **bold** words\n", "" },
  { "a heading that only looks like a rule", "### Wave 1: text\n### A-: b\n### 001: c\n", "" },
  { "without any Scores line, dimensions are taken by title and category, where they exist",
    "### RND-001: Painted\n### SHP-001: Outline\n### COL-001: Colours\n",
    "RND-001 rendering “Painted”\nSHP-001 shape “Outline”\nCOL-001 color “Colours”\n" },
};

static void
test_prose (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (prose); i++)
    {
      g_autofree char *md = g_strconcat (prose[i].md, DIMENSIONS, NULL), *findings = NULL, *said = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (LimCanon) canon = load (&(Texts){ .md = md, .lanes = LANES }, &findings, &error);

      if (canon == NULL)
        g_error ("%s: %s", prose[i].holds, error->message);
      said = say_rules (canon);
      if (strcmp (said, prose[i].rules) != 0)
        g_error ("%s:\n%s%s", prose[i].holds, said, findings);
    }
}

/* A constitution for people alone is measured by the common dimensions. */
static void
test_assumed (void)
{
  const char *md =
      "### RND-001: Painterly\n### RND-002: Composition\n### MAT-001: Consistency\n### MAT-002: Wear Level\n"
      "### SHP-001: Shapes\n### COL-001: Palette\n### CLO-001: Layers\n### FUR-001: Fluff\n";
  g_autofree char *findings = NULL, *said = NULL;
  g_autoptr (LimCanon) canon = load (&(Texts){ .md = md }, &findings, NULL);

  said = say_rules (canon);
  g_assert_cmpstr (
      said, ==,
      "RND-001 rendering “Painterly” style_consistency\nRND-002 rendering “Composition” composition\n"
      "MAT-001 material “Consistency” material_fidelity,faction_read\n"
      "MAT-002 material “Wear Level” wear_level\n"
      "SHP-001 shape “Shapes” silhouette_clarity,faction_read\nCOL-001 color “Palette” palette_adherence\n"
      "CLO-001 clothing “Layers” clothing_logic,material_fidelity\nFUR-001 fur “Fluff”\n");
  g_assert_cmpuint (g_strv_length (canon->dimension_names), ==, 8);
  g_assert_nonnull (strstr (findings,
                            "info: canon/constitution.md:1: Scores: no rule says which dimensions measure it, so "
                            "7 of 8 got theirs"));
}

/* One of them with a Scores line says that the others are guidance. */
static void
test_guidance (void)
{
  g_autofree char *findings = NULL, *said = NULL;
  g_autoptr (LimCanon) canon =
      load (&(Texts){ .md = "### RND-001: Painterly\n### RND-002: Two\nScores: composition\n" }, &findings, NULL);

  said = say_rules (canon);
  g_assert_cmpstr (said, ==, "RND-001 rendering “Painterly”\nRND-002 rendering “Two” composition\n");
  g_assert_cmpuint (g_strv_length (canon->dimension_names), ==, 1);
}

static const struct
{
  const char *holds;
  const char *md;
  LimThresholds limits;
} thresholds[] = {
  { "without a line, those of the spec", "", { 0.6, 0.7, 0.4, 0.5 } },
  { "both lines",
    "**Approval threshold:** All dimensions ≥ 0.65, average ≥ 0.75.\n**Rejection threshold:** Any dimension < 0.3, "
    "or "
    "average < 0.45.\n",
    { 0.65, 0.75, 0.3, 0.45 } },
  { "spelled with >= and mean, as a bullet",
    "- Approval threshold: all dimensions >= 0.5, mean >= 0.8\n",
    { 0.5, 0.8, 0.4, 0.5 } },
  { "the mean may come first",
    "Approval threshold: average of at least 0.8 and every dimension at least .5\n",
    { 0.5, 0.8, 0.4, 0.5 } },
};

static void
test_thresholds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (thresholds); i++)
    {
      g_autofree char *findings = NULL;
      g_autoptr (LimCanon) canon = load (&(Texts){ .md = thresholds[i].md }, &findings, NULL);

      if (canon == NULL || memcmp (&canon->thresholds, &thresholds[i].limits, sizeof (LimThresholds)) != 0)
        g_error ("%s: %s", thresholds[i].holds, findings);
    }
}

/* -- What prose and data say together -- */

#define RULES "{\"rules\":[{\"id\":\"MAT-001\",\"desc\":\"Data\",\"dims\":[\"finish\"]}]}"
#define RUBRIC "{\"dimensions\":[\"finish\",\"read\"],\"failure_to_rules\":{\"bad\":[\"MAT-001\"]}}"
#define TABLE                                                                                                        \
  "| Failure | Rule | How to Spot |\n|---|---|---|\n| bad | MAT-002 | look |\n| ugly | MAT-001, MAT-002 | see |\n| " \
  "odd | multiple | - |\n"

static void
test_data_defines (void)
{
  g_autofree char *findings = NULL, *said = NULL;
  g_autoptr (LimCanon) canon = load (
      &(Texts){ .md =
                    "### MAT-001: Prose\nGuidance.\nScores: read\nFails on: worse\n\n### MAT-002: More\n" DIMENSIONS,
                .rubric_md = TABLE,
                .rules = RULES,
                .rubric = RUBRIC },
      &findings, NULL);

  said = say_rules (canon);
  g_assert_cmpstr (said, ==, "MAT-001 material “Data” finish !bad\n");
  g_assert_cmpstr (lim_canon_rule (canon, "MAT-001", NULL)->text, ==, "Guidance.");
  g_assert_cmpstr (lim_canon_failure_mode (canon, "bad")->help, ==, "look");
  g_assert_cmpstr (((LimDimension *) g_ptr_array_index (canon->dimensions, 1))->help, ==, "r");
  g_assert_nonnull (
      strstr (findings, "warning: canon/constitution.md:6: MAT-002: the rule is not in constitution.json"));
  g_assert_nonnull (strstr (findings,
                            "warning: canon/review-rubric.md: ugly: the failure stands in the table, but breaks "
                            "no rule"));
}

static void
test_table_maps_alone (void)
{
  g_autofree char *findings = NULL, *said = NULL;
  g_autoptr (LimCanon) canon =
      load (&(Texts){ .md = "### MAT-001: One\nScores: read\n### MAT-002: Two\nScores: read\n" DIMENSIONS,
                      .rubric_md = TABLE },
            &findings, NULL);

  said = say_rules (canon);
  g_assert_cmpstr (said, ==, "MAT-001 material “One” read !ugly\nMAT-002 material “Two” read !bad,ugly\n");
  g_assert_nonnull (lim_canon_failure_mode (canon, "odd"));
  g_assert_cmpstr (lim_canon_failure_mode (canon, "odd")->help, ==, "-");
}

static void
test_lines_and_map_add_up (void)
{
  g_autofree char *findings = NULL, *said = NULL;
  g_autoptr (LimCanon) canon =
      load (&(Texts){ .md = "### MAT-001: One\nScores: read\nFails on: worse\n" DIMENSIONS, .rubric = RUBRIC },
            &findings, NULL);

  said = say_rules (canon);
  g_assert_cmpstr (said, ==, "MAT-001 material “One” read !worse,bad\n");
}

/* -- Wrong things: one finding, named, and no canon where it is an error -- */

static const struct
{
  const char *holds;
  Texts texts;
  const char *finding;
} wrong[] = {
  { "no rules", { .md = "# Title\n" }, "warning: canon/constitution.md: there are no rules" },
  { "a rule twice",
    { .md = "### MAT-001: One\n\n### MAT-001: Two\n" },
    "error: canon/constitution.md:3: MAT-001: the rule stands already in line 1" },
  { "an unknown dimension",
    { .md = "### MAT-001: One\nScores: finsh\n" DIMENSIONS },
    "error: canon/constitution.md:1: MAT-001: there is no dimension “finsh”. Did you mean “finish”? Expected one of "
    "finish and "
    "read. Dimensions stand in rubric.json" },
  { "an unknown lane",
    { .md = "### MAT-001: One\nScores: read\nApplies to: shp\n" DIMENSIONS, .lanes = LANES },
    "error: canon/constitution.md:1: MAT-001: there is no lane “shp”. Did you mean “ship”?" },
  { "a lane where none is defined",
    { .md = "### MAT-001: One\nScores: read\nApplies to: ship\n" DIMENSIONS },
    "warning: canon/constitution.md:1: MAT-001: there is no lane “ship”. Lanes stand in lanes.json." },
  { "an unknown dimension in data",
    { .rules = RULES, .rubric = "{\"dimensions\":[\"finsh\"]}" },
    "warning: constitution.json:1: MAT-001: there is no dimension “finish”. Did you mean “finsh”?" },
  { "per what?",
    { .md = "### MAT-001: One\nPer: planet\n" },
    "error: canon/constitution.md:2: Per: rule MAT-001: found “Per: planet”; expected “Per: faction”" },
  { "an empty name",
    { .md = "### MAT-001: One\nScores: read, , finish\n" DIMENSIONS },
    "error: canon/constitution.md:2: Scores: rule MAT-001: found “”" },
  { "factions that nobody knows",
    { .md = "### MAT-001: One\nScores: read\nPer: faction\n" DIMENSIONS },
    "warning: canon/constitution.md:1: MAT-001: the rule is judged per faction, but no faction is known" },
  { "an id in small letters",
    { .md = "### mat-001: One\n" },
    "warning: canon/constitution.md:1: heading “mat-001: One” is not read as a rule" },
  { "a dimension with a blank",
    { .md = "| Dimension | What |\n|---|---|\n| my finish | f |\n" },
    "error: canon/constitution.md:3: Dimension: found “my finish”" },
  { "a threshold without numbers",
    { .md = "**Approval threshold:** good\n" },
    "error: canon/constitution.md:1: found “**Approval threshold:** good”; expected a number from 0 to 1" },
  { "a threshold beyond the range",
    { .md = "Approval threshold: dimensions 60, average 70\n" },
    "error: canon/constitution.md:1: found “Approval threshold: dimensions 60, average 70”" },
  { "thresholds that overlap",
    { .md = "Rejection threshold: any dimension < 0.9, average < 0.9\n" },
    "error: canon/constitution.md: Rejection threshold: scores could call for approval and rejection at once" },
  { "a byte that is not UTF-8",
    { .md = "# a\n\xff\n" },
    "error: canon/constitution.md:2: a byte 0xff that is not UTF-8" },
  { "broken JSON", { .rubric = "{\n\"dimensions\": [}" }, "error: rubric.json:2: " },
  { "a list where an object should be", { .rubric = "[1]" }, "error: rubric.json:1: found a list" },
  { "no rules in constitution.json",
    { .rules = "{\"version\":\"1\"}" },
    "error: constitution.json:1: rules: found nothing" },
  { "a rule without an id",
    { .rules = "{\"rules\":[{\"dims\":[]}]}" },
    "error: constitution.json:1: rules[0].id: found nothing" },
  { "dims that are text",
    { .rules = "{\"rules\":[{\"id\":\"A-1\",\"dims\":\"finish\"}]}" },
    "error: constitution.json:1: rule A-1.dims: found text “finish”; expected a list of names" },
  { "a dim that is a number",
    { .rules = "{\"rules\":[{\"id\":\"A-1\",\"dims\":[3]}]}" },
    "error: constitution.json:1: rule A-1.dims: found the number 3" },
  { "faction_specific that is text",
    { .rules = "{\"rules\":[{\"id\":\"A-1\",\"dims\":[],\"faction_specific\":\"no\"}]}" },
    "error: constitution.json:1: rule A-1: found text “no”; expected faction_specific true or false" },
  { "a limit beyond the range",
    { .rubric = "{\"thresholds\":{\"approved\":{\"pass\":7}}}" },
    "error: rubric.json:1: thresholds.approved.pass: found the number 7; expected a number from 0 to 1" },
  { "limits the wrong way round",
    { .rubric = "{\"thresholds\":{\"approved\":{\"pass\":0.4}}}" },
    "error: rubric.json:1: thresholds: approved: partial is 0.5 and pass is 0.4" },
  { "a failure of an unknown rule",
    { .rules = RULES, .rubric = "{\"failure_to_rules\":{\"bad\":[\"MAT-01\"]}}" },
    "warning: rubric.json: bad: there is no rule “MAT-01”. Did you mean “MAT-001”?" },
  { "failures that are a list",
    { .rubric = "{\"failure_to_rules\":[]}" },
    "error: rubric.json:1: failure_to_rules: found a list" },
  { "a lane's pattern that is no regular expression",
    { .lanes = "{\"default_lane\":\"a\",\"lanes\":[\n{\"id\":\"port\",\"id_patterns\":[\"[freeport\"]}]}" },
    "error: lanes.json:2: lane “port”: pattern “[freeport”: at char 9: missing terminating ]" },
  { "a group's pattern",
    { .terms = "{\"groups\":{\"reed\":{\"prompt_patterns\":[\"(\"]}}}" },
    "error: terminology.json:1: group “reed” prompt_patterns: pattern “(”" },
  { "a pattern of edge defaults",
    { .terms = "{\"edge_defaults\":{\"a{2,1}\":\"x\"}}" },
    "error: terminology.json:1: edge_defaults: pattern “a{2,1}”" },
  { "patterns that are text",
    { .lanes = "{\"default_lane\":\"a\",\"lanes\":[{\"id\":\"a\",\"id_patterns\":\"^a\"}]}" },
    "error: lanes.json:1: lane “a”: found text “^a”; expected a list of patterns" },
  { "lanes that are missing", { .lanes = "{}" }, "error: lanes.json:1: lanes: found nothing" },
  { "groups that are a list", { .terms = "{\"groups\":[]}" }, "error: terminology.json:1: groups: found a list" },
  { "an order that names an unknown group",
    { .terms = "{\"groups\":{},\"id_detection_order\":[\"reed\"]}" },
    "warning: terminology.json:1: id_detection_order: there is no group “reed”" },
};

static void
test_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *findings = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (LimCanon) canon = load (&wrong[i].texts, &findings, &error);
      gboolean fatal = g_str_has_prefix (wrong[i].finding, "error");

      if (strstr (findings, wrong[i].finding) == NULL || (canon == NULL) != fatal)
        g_error ("%s: %s", wrong[i].holds, findings);
      if (fatal)
        g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
    }
}

static void
test_first_error_counts_others (void)
{
  g_autofree char *findings = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LimCanon) canon =
      load (&(Texts){ .md = "### A-1: a\n### A-1: b\n### A-1: c\n### A-1: d\n" }, &findings, &error);

  g_assert_null (canon);
  g_assert_cmpstr (
      error->message, ==,
      "canon/constitution.md:2: A-1: the rule stands already in line 1; expected every rule once. Give one of "
      "them a new number. (and 2 more; see limner canon check)");
}

static void
test_too_much (void)
{
  g_autoptr (GString) md = g_string_new (NULL);
  g_autofree char *findings = NULL, *more = NULL, *long_line = g_strnfill (300000, '|');
  g_autoptr (GError) error = NULL;
  g_autoptr (LimCanon) fine = load (&(Texts){ .md = long_line }, &more, &error);

  g_assert_nonnull (fine);
  for (guint i = 0; i < 2001; i++)
    g_string_append_printf (md, "# A-%u: x\n", i);
  g_autoptr (LimCanon) canon = load (&(Texts){ .md = md->str }, &findings, &error);
  g_assert_null (canon);
  g_assert_nonnull (strstr (error->message, "at most 2000 rules"));
}

static void
test_asking (void)
{
  g_autofree char *findings = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LimCanon) canon = load (&(Texts){ .rules = RULES, .rubric = RUBRIC }, &findings, &error);

  g_assert_nonnull (lim_canon_rule (canon, "MAT-001", NULL));
  g_assert_null (lim_canon_rule (canon, "MAT-011", &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "Did you mean “MAT-001”?"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon/prose", test_prose);
  g_test_add_func ("/canon/assumed", test_assumed);
  g_test_add_func ("/canon/guidance", test_guidance);
  g_test_add_func ("/canon/thresholds", test_thresholds);
  g_test_add_func ("/canon/data-defines", test_data_defines);
  g_test_add_func ("/canon/table-maps-alone", test_table_maps_alone);
  g_test_add_func ("/canon/lines-and-map-add-up", test_lines_and_map_add_up);
  g_test_add_func ("/canon/wrong", test_wrong);
  g_test_add_func ("/canon/first-error-counts-others", test_first_error_counts_others);
  g_test_add_func ("/canon/too-much", test_too_much);
  g_test_add_func ("/canon/asking", test_asking);
  return g_test_run ();
}
