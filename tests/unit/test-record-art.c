#include "record-art.h"

#include "base-finding.h"
#include "base-yaml.h"
#include "record-brief.h"
#include "record-codex.h"

#include <string.h>

static LimJsonDoc *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  LimJsonDoc *doc = lim_yaml_parse ("x.yaml", text, -1, &error);

  g_assert_no_error (error);
  return doc;
}

static void
show (const GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      g_autofree char *message = lim_finding_message (findings->pdata[i]);

      g_test_message ("  %s", message);
    }
}

static const char direction_text[] = "style: \"ink wash, with watercolor accents\"\n"
                                     "medium: traditional Japanese sumi-e\n"
                                     "palette: [deep indigo, rust orange, ash grey]\n"
                                     "composition_notes: \"Wide shots: landscapes\"\n"
                                     "negative_defaults: \"photorealistic, text\"\n"
                                     "aspect_ratio: \"16:9\"\n";

static const char visual_text[] =
    "entity: mentor_aldric\n"
    "description: |-\n"
    "  Tall gaunt man in his 60s, silver-streaked beard, scar over left eye, and a very long robe of burgundy.\n"
    "distinguishing_features: [scar across left eyebrow, worn leather satchel]\n"
    "color_associations: [deep burgundy, aged gold]\n"
    "reference_prompt_fragment: \"tall gaunt elderly man, silver beard\"\n"
    "seed: 4711\n"
    "anchor: \"assets/3fa4.png\"\n";

static const char brief_text[] = "id: ib_bridge\n"
                                 "passage: bridge\n"
                                 "category: scene\n"
                                 "subject: The two face each other\n"
                                 "entities: [protagonist, mentor_aldric]\n"
                                 "composition: \"wide shot, gorge\"\n"
                                 "mood: \"tense, bittersweet\"\n"
                                 "caption: The bridge where loyalties shatter\n"
                                 "negative: happy expressions\n"
                                 "style_overrides: no colour at all\n"
                                 "priority: 1\n"
                                 "judged: [emotionally pivotal]\n"
                                 "score: 6\n"
                                 "reason: \"spine +3, climax +2, emotionally pivotal +1\"\n"
                                 "minimal: true\n";

static const char codex_text[] = "- id: aldric_1\n"
                                 "  entity: mentor_aldric\n"
                                 "  rank: 1\n"
                                 "  title: A scholar\n"
                                 "  content: \"A traveller; ask him.\"\n"
                                 "- id: aldric_2\n"
                                 "  entity: mentor_aldric\n"
                                 "  rank: 2\n"
                                 "  visible_when: [met_aldric, asked]\n"
                                 "  content: |-\n"
                                 "    He claims:\n"
                                 "      to have been at court\n";

static void
test_what_is_read_is_written (void)
{
  g_autoptr (GPtrArray) findings = lim_findings_new (), visuals = lim_visuals_new (), briefs = lim_briefs_new (),
                        codex = lim_codex_new ();
  g_autoptr (LimJsonDoc) direction_doc = parse (direction_text), visual_doc = parse (visual_text),
                         brief_doc = parse (brief_text), codex_doc = parse (codex_text);
  g_autoptr (LimArtDirection) direction = lim_art_direction_read (direction_doc, findings);
  g_autofree char *direction_yaml = NULL, *visual_yaml = NULL, *brief_yaml = NULL, *codex_yaml = NULL;

  lim_visuals_read (visual_doc, visuals, findings);
  lim_briefs_read (brief_doc, briefs, findings);
  lim_codex_read (codex_doc, codex, findings);
  show (findings);
  g_assert_cmpuint (findings->len, ==, 0);
  g_assert_cmpuint (visuals->len, ==, 1);
  g_assert_cmpuint (briefs->len, ==, 1);
  g_assert_cmpuint (codex->len, ==, 2);
  direction_yaml = lim_art_direction_to_yaml (direction);
  visual_yaml = lim_entity_visual_to_yaml (visuals->pdata[0]);
  brief_yaml = lim_brief_to_yaml (briefs->pdata[0]);
  codex_yaml = lim_codex_to_yaml (codex);
  g_assert_cmpstr (direction_yaml, ==, direction_text);
  g_assert_cmpstr (visual_yaml, ==, visual_text);
  g_assert_cmpstr (brief_yaml, ==, brief_text);
  g_assert_cmpstr (codex_yaml, ==, codex_text);
}

static void
test_what_is_not_said (void)
{
  g_autoptr (GPtrArray) findings = lim_findings_new (), visuals = lim_visuals_new (), briefs = lim_briefs_new (),
                        codex = lim_codex_new ();
  g_autoptr (LimJsonDoc) visual_doc = parse ("entity: a\n"), brief_doc = parse ("id: a\npassage: b\n"),
                         empty = parse ("{}");
  g_autoptr (LimArtDirection) direction = lim_art_direction_read (empty, findings);
  g_autofree char *none = lim_codex_to_yaml (codex), *unsaid = lim_art_direction_to_yaml (direction);

  lim_visuals_read (visual_doc, visuals, findings);
  lim_briefs_read (brief_doc, briefs, findings);
  g_assert_cmpuint (findings->len, ==, 0);
  g_assert_null (direction->style);
  g_assert_null (direction->palette[0]);
  g_assert_cmpint (((LimEntityVisual *) visuals->pdata[0])->seed, ==, -1);
  g_assert_cmpuint (((LimBrief *) briefs->pdata[0])->priority, ==, LIM_BRIEF_UNSCORED);
  g_assert_null (((LimBrief *) briefs->pdata[0])->judged[0]);
  g_assert_cmpstr (none, ==, "[]\n");
  g_assert_cmpstr (unsaid, ==, "{}\n");
}

static const struct
{
  const char *holds, *text, *says;
} wrong[] = {
  { "a list is no direction", "[a]", "an art direction" },
  { "nothing is no direction", "", "an art direction" },
  { "a style is a text", "style: [a]", "expected a text" },
  { "a palette is a list of texts", "palette: [[a]]", "expected a list of texts" },
};

static void
test_a_wrong_direction_is_told (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GPtrArray) findings = lim_findings_new ();
      g_autoptr (LimJsonDoc) doc = parse (wrong[i].text);
      g_autoptr (LimArtDirection) direction = lim_art_direction_read (doc, findings);

      g_test_message ("%s", wrong[i].holds);
      show (findings);
      g_assert_null (direction);
      g_assert_cmpuint (findings->len, ==, 1);
      g_autofree char *message = lim_finding_message (findings->pdata[0]);
      g_assert_nonnull (strstr (message, wrong[i].says));
    }
}

/* A direction that is concrete but for one line. */
static const struct
{
  const char *holds, *key, *value;
  gboolean vague;
} looks[] = {
  { "the spec's own example is concrete", "style", "ink wash with watercolor accents", FALSE },
  { "one telling word is enough for a style", "style", "gouache", FALSE },
  { "a good style is vague", "style", "good", TRUE },
  { "so is more of the same", "style", "Beautiful, high-quality ART style!", TRUE },
  { "a style of nothing", "style", "''", TRUE },
  { "n/a is vague", "medium", "N/A", TRUE },
  { "digital painting is a medium", "medium", "digital painting", FALSE },
  { "no colours are vague", "palette", "[]", TRUE },
  { "nice colors are no palette", "palette", "[nice colors]", TRUE },
  { "a colour is", "palette", "[ash grey]", FALSE },
  { "one vague colour of three is told", "palette", "[ash grey, appropriate colors, rust]", TRUE },
  { "one word is no composition", "composition_notes", "wide", TRUE },
  { "two are", "composition_notes", "wide shots", FALSE },
  { "nothing to avoid is vague", "negative_defaults", "none", TRUE },
  { "a ratio is no word", "aspect_ratio", "wide", TRUE },
  { "a ratio is not 5:1", "aspect_ratio", "'5:1'", TRUE },
  { "a ratio is not 0:1", "aspect_ratio", "'0:1'", TRUE },
  { "4:1 is the most", "aspect_ratio", "'4:1'", FALSE },
  { "so is 1:4", "aspect_ratio", "1x4", FALSE },
  { "Japanese is concrete, too", "style", "水墨画", FALSE },
};

static void
test_vague_looks_are_told (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autoptr (GPtrArray) findings = lim_findings_new (), problems = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GString) text = g_string_new (NULL);
      g_auto (GStrv) lines = g_strsplit (direction_text, "\n", -1);

      for (char **line = lines; **line != '\0'; line++)
        if (!g_str_has_prefix (*line, looks[i].key))
          g_string_append_printf (text, "%s\n", *line);
      g_string_append_printf (text, "%s: %s\n", looks[i].key, looks[i].value);
      g_autoptr (LimJsonDoc) doc = parse (text->str);
      g_autoptr (LimArtDirection) direction = lim_art_direction_read (doc, findings);

      g_test_message ("%s", looks[i].holds);
      g_assert_nonnull (direction);
      lim_art_direction_vague (direction, problems);
      g_assert_cmpuint (problems->len, ==, looks[i].vague ? 1 : 0);
      if (problems->len > 0)
        {
          g_test_message ("  %s", (char *) problems->pdata[0]);
          g_assert_true (g_str_has_prefix (problems->pdata[0], looks[i].key));
        }
    }
}

static void
test_vague_visuals_are_told (void)
{
  g_autoptr (GPtrArray) findings = lim_findings_new (), visuals = lim_visuals_new (),
                        problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (LimJsonDoc) doc = parse (visual_text), poor = parse ("entity: a\ndescription: a nice man\n"
                                                                  "distinguishing_features: [unique]\n");

  lim_visuals_read (doc, visuals, findings);
  lim_visuals_read (poor, visuals, findings);
  lim_entity_visual_vague (visuals->pdata[0], problems);
  g_assert_cmpuint (problems->len, ==, 0);
  lim_entity_visual_vague (visuals->pdata[1], problems);
  g_assert_cmpuint (problems->len, ==, 4);
  g_assert_true (g_str_has_prefix (problems->pdata[0], "description: “a nice man” is too vague"));
  g_assert_true (g_str_has_prefix (problems->pdata[3], "reference_prompt_fragment: is missing"));
}

static const struct
{
  const char *text;
  guint across, down, width, height;
} ratios[] = {
  { "1:1", 1, 1, 1024, 1024 },
  { "16:9", 16, 9, 1368, 768 },
  { "9x16", 9, 16, 768, 1368 },
  { "4:1", 4, 1, 2048, 512 },
};

static void
test_ratios_have_sizes (void)
{
  static const char *const bad[] = {
    "",    ":",   "16:", ":9", "16:9 ", " 16:9", "16/9", "1.5:1", "-1:1", "1:1001", "99999999999999999999:1",
    "5:1", "1:5", "a:b"
  };
  guint across, down, width, height;

  for (gsize i = 0; i < G_N_ELEMENTS (ratios); i++)
    {
      g_assert_true (lim_aspect_ratio_parse (ratios[i].text, &across, &down));
      g_assert_cmpuint (across, ==, ratios[i].across);
      g_assert_cmpuint (down, ==, ratios[i].down);
      lim_aspect_ratio_size (across, down, 1024 * 1024, &width, &height);
      g_assert_cmpuint (width, ==, ratios[i].width);
      g_assert_cmpuint (height, ==, ratios[i].height);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (lim_aspect_ratio_parse (bad[i], &across, &down));
  g_assert_false (lim_aspect_ratio_parse (NULL, &across, &down));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record-art/what-is-read-is-written", test_what_is_read_is_written);
  g_test_add_func ("/record-art/what-is-not-said", test_what_is_not_said);
  g_test_add_func ("/record-art/a-wrong-direction-is-told", test_a_wrong_direction_is_told);
  g_test_add_func ("/record-art/vague-looks-are-told", test_vague_looks_are_told);
  g_test_add_func ("/record-art/vague-visuals-are-told", test_vague_visuals_are_told);
  g_test_add_func ("/record-art/ratios-have-sizes", test_ratios_have_sizes);
  return g_test_run ();
}
