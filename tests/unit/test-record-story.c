#include "record-story.h"

#include "base-finding.h"
#include "base-yaml.h"

#include <string.h>

/* A story in which all is well; line 9 is the keeper. */
static const char whole[] = "title: The lamp\n"
                            "ifid: AB-12\n"
                            "start: harbour\n"
                            "vision:\n"
                            "  genre: gothic mystery\n"
                            "  tone: [wry, sad]\n"
                            "  themes: grief\n"
                            "entities:\n"
                            "  - id: keeper\n"
                            "    type: character\n"
                            "    name: Aldo Venn\n"
                            "    aka: the old man\n"
                            "    concept: keeps the light\n"
                            "    base: { coat: oilskin, age: 60, \"odd: key\": yes }\n"
                            "    overlays:\n"
                            "      - { when: [saw_log], details: { guilt: let her sink } }\n"
                            "  - { id: quay, type: location }\n"
                            "codewords:\n"
                            "  - { id: saw_log, tracks: they know, entities: [keeper], reveals: [Marigold] }\n"
                            "passages:\n"
                            "  - id: harbour\n"
                            "    title: The harbour\n"
                            "    spine: true\n"
                            "    scene_type: climax\n"
                            "    appears: [keeper, quay]\n"
                            "    grants: [arrived]\n"
                            "    tags: [night]\n"
                            "    source: 'x [[up]]'\n"
                            "    prose: |\n"
                            "      Fog.\n"
                            "\n"
                            "        “Well?” — <b>he</b> said. 👩‍🚀 שלום\n"
                            "    choices:\n"
                            "      - { to: xx, label: \"Go: up # now\", requires: [saw_log], grants: [a b] }\n"
                            "      - { to: harbour, is_return: true }\n"
                            "  - id: 'Über \"uns\" [x]'\n"
                            "    prose: \"\\n leading\\ttab and\\u2028separator\"\n";

static LimStory *
read_text (const char *text, GPtrArray *findings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("story/story.yaml", text, -1, &error);

  g_assert_no_error (error);
  return lim_story_read (doc, findings);
}

static LimStory *
read_well (const char *text)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  LimStory *story = read_text (text, findings);

  for (guint i = 0; i < findings->len; i++)
    {
      g_autofree char *message = lim_finding_message (findings->pdata[i]);

      g_test_message ("%s", message);
    }
  g_assert_nonnull (story);
  return story;
}

static void
test_every_member_arrives (void)
{
  g_autoptr (LimStory) story = read_well (whole);
  const LimStoryEntity *keeper = lim_story_entity (story, "keeper");
  const LimStoryPassage *harbour = lim_story_passage (story, "harbour");
  const LimStoryChoice *up = harbour->choices->pdata[0], *back = harbour->choices->pdata[1];

  g_assert_cmpstr (story->genre, ==, "gothic mystery");
  g_assert_cmpstr (story->themes[0], ==, "grief");
  g_assert_cmpstr (keeper->aka[0], ==, "the old man");
  g_assert_cmpuint (keeper->line, ==, 9);
  g_assert_cmpuint (keeper->base->len, ==, 3);
  g_assert_cmpstr (((LimStoryDetail *) keeper->base->pdata[1])->text, ==, "60");
  g_assert_cmpstr (((LimStoryOverlay *) keeper->overlays->pdata[0])->when[0], ==, "saw_log");
  g_assert_cmpstr (lim_story_entity (story, "quay")->name, ==, "quay");
  g_assert_cmpstr (lim_story_codeword (story, "saw_log")->reveals[0], ==, "Marigold");
  g_assert_true (harbour->spine);
  g_assert_cmpstr (harbour->grants[0], ==, "arrived");
  g_assert_cmpstr (up->to, ==, "xx");
  g_assert_cmpstr (up->label, ==, "Go: up # now");
  g_assert_cmpstr (up->grants[0], ==, "a b");
  g_assert_true (back->is_return);
  g_assert_cmpstr (back->label, ==, "harbour");
  g_assert_true (lim_story_start (story) == harbour);
  g_assert_cmpuint (story->n_choices, ==, 2);
}

static void
assert_same (const LimStory *a, const LimStory *b)
{
  g_autoptr (GBytes) first = lim_story_to_json (a), second = lim_story_to_json (b);

  g_assert_cmpmem (g_bytes_get_data (first, NULL), g_bytes_get_size (first), g_bytes_get_data (second, NULL),
                   g_bytes_get_size (second));
}

/* Texts that YAML would like to read as something else. */
static const char *const odd_texts[] = {
  "plain words",
  "",
  " leading",
  "trailing ",
  "two\nlines",
  "ends in a line\n",
  "ends in two\n\n",
  "true",
  "Null",
  "12",
  "- a",
  "a: b",
  "a #b",
  "#",
  "\"quoted\"",
  "it's",
  "[x]",
  "{y}",
  "&a",
  "*b",
  "!c",
  "|",
  ">",
  "%d",
  "@e",
  "`f`",
  "~",
  "? g",
  "\ttab",
  "a\tb",
  "  \n  x",
  "\n\nx",
  "x\n   \ny",
  "x\r\ny",
  "\x7f",
  "\xe2\x80\xa8",
  "\xc2\x85",
  "\xef\xbb\xbf",
  "---",
  "...",
  "a\n---\nb",
  "a\n# b\n- c: d\n",
  "שלום עולם",
  "👩‍🚀🏳️‍🌈",
  "<script>x</script>",
  "ünïcode wörds",
  "nan",
  ".inf",
  "0x1F",
  "yes",
  "=",
  "<<",
};

static void
test_what_is_written_reads_back_the_same (void)
{
  g_autoptr (LimStory) story = lim_story_new ("story/story.yaml");

  for (gsize i = 0; i < G_N_ELEMENTS (odd_texts); i++)
    {
      const char *text = odd_texts[i];
      g_autofree char *id = lim_story_is_id (text) ? g_strdup (text) : g_strdup_printf ("p%u", (guint) i);
      LimStoryPassage *passage = lim_story_add_passage (story, id);
      LimStoryEntity *entity = lim_story_add_entity (story, id);

      g_assert_nonnull (passage);
      g_free (passage->prose);
      passage->prose = g_strdup (text);
      passage->source = g_strdup (text);
      passage->scene_type = g_strdup (text);
      lim_story_list_add (&passage->tags, text);
      lim_story_list_add (&passage->appears, id);
      entity->concept = g_strdup (text);
      g_ptr_array_add (entity->base, lim_story_detail_new (id, text));
      LimStoryChoice *choice = lim_story_add_choice (story, passage, id, text);
      lim_story_list_add (&choice->requires, id);
      lim_story_add_codeword (story, id);
    }
  g_autofree char *yaml = lim_story_to_yaml (story);
  g_autoptr (GBytes) json = lim_story_to_json (story);
  g_autoptr (LimStory) from_yaml = read_well (yaml);
  g_autoptr (LimJsonDoc) doc =
      lim_json_parse ("x", g_bytes_get_data (json, NULL), (gssize) g_bytes_get_size (json), NULL);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (LimStory) from_json = lim_story_read (doc, findings);

  assert_same (story, from_yaml);
  assert_same (story, from_json);
}

/* -- What a reader says -- */

static const struct
{
  const char *holds, *text;
  const char *says; /* a part of some finding */
  guint n;          /* how many errors */
} problems[] = {
  { "a story has passages", "title: x\n", "passages: none", 1 },
  { "a story is an object", "[1]\n", "no members", 1 },
  { "nothing is no story", "", "no members", 1 },
  { "a passage has an id", "passages: [ { prose: x } ]\n", "1: id: ", 1 },
  { "an id has no blanks around it", "passages: [ { id: ' x' } ]\n", "without blanks around it", 1 },
  { "an id is one line", "passages: [ { id: \"a\\nb\" } ]\n", "of one line", 1 },
  { "ids are told apart", "passages:\n  - id: a\n  - id: b\n  - id: a\n", "story.yaml:4: id: “a”, which line 2 has",
    1 },
  { "an entity and a passage may share an id", "entities: [ { id: a, type: object } ]\npassages: [ { id: a } ]\n",
    NULL, 0 },
  { "a misspelt member is told with the right one", "passages: [ { id: a, porse: x } ]\n", "Did you mean “prose”?",
    1 },
  { "a member that begins with x- is passed over", "passages: [ { id: a, x-note: y } ]\n", NULL, 0 },
  { "an entity has a type", "entities: [ { id: a } ]\npassages: [ { id: a } ]\n", "character, location", 1 },
  { "a choice leads somewhere", "passages: [ { id: a, choices: [ { label: x } ] } ]\n", "1: to: ", 1 },
  { "a choice is an object", "passages: [ { id: a, choices: [ b ] } ]\n", "Example: choices:", 1 },
  { "spine is true or false", "passages: [ { id: a, spine: 1 } ]\n", "expected true or false", 1 },
  { "a list of ids holds no lists", "passages: [ { id: a, appears: [ [b] ] } ]\n", "a list of ids", 1 },
  { "a missing target is no error of reading", "passages: [ { id: a, choices: [ { to: b } ] } ]\n", NULL, 0 },
  { "all problems are told at once",
    "vision: 3\nentities: [ 1 ]\ncodewords: x\npassages: [ { id: a, spine: x, zzzz: 1 } ]\n", "codewords", 5 },
};

static void
test_problems_say_what_and_where (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      g_autoptr (GPtrArray) findings = lim_findings_new ();
      g_autoptr (LimStory) story = read_text (problems[i].text, findings);
      gboolean said = problems[i].says == NULL;

      g_test_message ("%s", problems[i].holds);
      for (guint j = 0; j < findings->len; j++)
        {
          g_autofree char *message = lim_finding_message (findings->pdata[j]);

          g_test_message ("  %s", message);
          said |= problems[i].says != NULL && strstr (message, problems[i].says) != NULL;
        }
      g_assert_cmpuint (findings->len, ==, problems[i].n);
      g_assert_true ((story == NULL) == (problems[i].n > 0));
      g_assert_true (said);
    }
}

static const struct
{
  const char *holds, *text, *start;
} starts[] = {
  { "the one that is named", "start: b\npassages: [ { id: a }, { id: b } ]\n", "b" },
  { "one that is named and missing is none", "start: c\npassages: [ { id: a } ]\n", NULL },
  { "the first that no choice leads to", "passages: [ { id: a }, { id: b, choices: [ { to: a } ] } ]\n", "b" },
  { "a choice back does not count",
    "passages: [ { id: a, choices: [ { to: b } ] }, { id: b, choices: [ { to: a, is_return: true } ] } ]\n", "a" },
  { "in a circle there is none",
    "passages: [ { id: a, choices: [ { to: b } ] }, { id: b, choices: [ { to: a } ] } ]\n", NULL },
};

static void
test_the_start_is_found (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (LimStory) story = read_well (starts[i].text);
      const LimStoryPassage *start = lim_story_start (story);

      g_test_message ("%s", starts[i].holds);
      g_assert_cmpstr (start != NULL ? start->id : NULL, ==, starts[i].start);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record-story/every-member-arrives", test_every_member_arrives);
  g_test_add_func ("/record-story/what-is-written-reads-back-the-same", test_what_is_written_reads_back_the_same);
  g_test_add_func ("/record-story/problems-say-what-and-where", test_problems_say_what_and_where);
  g_test_add_func ("/record-story/the-start-is-found", test_the_start_is_found);
  return g_test_run ();
}
