#include "canon-story-priority.h"

#include "base-finding.h"
#include "base-yaml.h"

#include <string.h>

static LimStory *
read_story (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("story.yaml", text, -1, &error);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  LimStory *story = NULL;

  g_assert_no_error (error);
  story = lim_story_read (doc, findings);
  g_assert_nonnull (story);
  return story;
}

#define ENTITIES                                                                                                     \
  "entities: [ { id: quay, type: location }, { id: mill, type: location }, { id: hull, type: object } ]\n"

/* The structural score of passage x. */
static const struct
{
  const char *holds, *passages;
  int score;
  guint priority;
} scores[] = {
  { "nothing scores nothing", "  - { id: x, choices: [ { to: x } ] }\n", 0, 0 },
  { "the spine is three", "  - { id: x, spine: true, choices: [ { to: x } ] }\n", 3, 2 },
  { "an ending is two", "  - { id: x }\n", 2, 3 },
  { "a climax is two", "  - { id: x, scene_type: climax, choices: [ { to: x } ] }\n", 2, 3 },
  { "a transition takes one", "  - { id: x, scene_type: transition, choices: [ { to: x } ] }\n", -1, 0 },
  { "a micro beat takes one", "  - { id: x, scene_type: micro_beat }\n", 1, 3 },
  { "other scene types are nothing", "  - { id: x, scene_type: sequel, choices: [ { to: x } ] }\n", 0, 0 },
  { "a location first seen is one", "  - { id: x, appears: [quay], choices: [ { to: x } ] }\n", 1, 3 },
  { "two locations at once are one", "  - { id: x, appears: [quay, mill], choices: [ { to: x } ] }\n", 1, 3 },
  { "an object is no location", "  - { id: x, appears: [hull], choices: [ { to: x } ] }\n", 0, 0 },
  { "what was seen before is not new",
    "  - { id: a, appears: [quay], choices: [ { to: x } ] }\n  - { id: x, appears: [quay], choices: [ { to: a } ] }\n"
    "  - { id: s, choices: [ { to: a } ] }\n",
    0, 0 },
  { "nearer to the start is before, whatever the order in the file",
    "  - { id: b, appears: [quay], choices: [ { to: s } ] }\n  - { id: s, choices: [ { to: x } ] }\n"
    "  - { id: x, appears: [quay], choices: [ { to: b } ] }\nstart: s\n",
    1, 3 },
  { "as near is before by the order in the file",
    "  - { id: s, choices: [ { to: b }, { to: x } ] }\n  - { id: b, appears: [quay] }\n"
    "  - { id: x, appears: [quay], choices: [ { to: s, is_return: true } ] }\n",
    2, 3 },
  { "of two ways both open a branch",
    "  - { id: s, choices: [ { to: x }, { to: s } ] }\n  - { id: x, choices: [ { to: x } ] }\n", 2, 3 },
  { "two choices to one passage are a choice",
    "  - { id: s, choices: [ { to: x }, { to: x, label: run } ] }\n  - { id: x, choices: [ { to: x } ] }\n", 2, 3 },
  { "a lone way on opens none", "  - { id: s, choices: [ { to: x } ] }\n  - { id: x, choices: [ { to: x } ] }\n", 0,
    0 },
  { "a way back makes no choice",
    "  - { id: s, choices: [ { to: x }, { to: s, is_return: true } ] }\n  - { id: x, choices: [ { to: x } ] }\n", 0,
    0 },
  { "a way to nowhere makes no choice",
    "  - { id: s, choices: [ { to: x }, { to: gone } ] }\n  - { id: x, choices: [ { to: x } ] }\n", 0, 0 },
  { "coming back along a branch does not open one",
    "  - { id: s, choices: [ { to: a }, { to: x, is_return: true } ] }\n  - { id: x, choices: [ { to: s } ] }\n"
    "  - { id: a }\nstart: x\n",
    0, 0 },
  { "a branch opened twice counts once",
    "  - { id: s, choices: [ { to: x }, { to: a } ] }\n  - { id: a, choices: [ { to: x }, { to: s } ] }\n"
    "  - { id: x, choices: [ { to: x } ] }\nstart: s\n",
    2, 3 },
  { "all together",
    "  - { id: s, choices: [ { to: x }, { to: s } ] }\n"
    "  - { id: x, spine: true, scene_type: climax, appears: [quay] }\nstart: s\n",
    10, 1 },
};

static void
test_the_structure_scores_as_the_table_says (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scores); i++)
    {
      const char *extra = strstr (scores[i].passages, "start: ");
      g_autofree char *passages = extra != NULL ? g_strndup (scores[i].passages, (gsize) (extra - scores[i].passages))
                                                : g_strdup (scores[i].passages);
      g_autofree char *text = g_strconcat (extra != NULL ? extra : "start: ",
                                           extra != NULL                         ? ""
                                           : strstr (passages, "id: s,") != NULL ? "s\n"
                                                                                 : "x\n",
                                           ENTITIES, "passages:\n", passages, NULL);
      g_autoptr (LimStory) story = read_story (text);
      g_autoptr (LimStoryGraph) graph = lim_story_graph_new (story);
      g_autofree guint *factors = lim_priority_factors (graph);
      int score = lim_priority_score (factors[lim_story_passage (story, "x")->index]);

      g_test_message ("%s", scores[i].holds);
      g_assert_cmpint (score, ==, scores[i].score);
      g_assert_cmpuint (lim_priority_of (score), ==, scores[i].priority);
    }
}

static void
test_priorities_change_where_the_table_says (void)
{
  static const guint priorities[] = { 0, 0, 0, 0, 3, 3, 2, 2, 1, 1 }; /* of −3 … 6 */

  for (int i = 0; i < (int) G_N_ELEMENTS (priorities); i++)
    g_assert_cmpuint (lim_priority_of (i - 3), ==, priorities[i]);
}

static void
test_the_worked_example_comes_out (void)
{
  g_autoptr (LimStory) story = read_story (
      "entities: [ { id: protagonist, type: character }, { id: mentor_aldric, type: character } ]\n"
      "codewords: [ { id: met_aldric }, { id: discovered_betrayal } ]\n"
      "passages:\n"
      "  - { id: opening, appears: [protagonist], choices: [ { to: bridge_confrontation, grants: [met_aldric] } ] }\n"
      "  - { id: bridge_confrontation, spine: true, scene_type: climax, appears: [protagonist, mentor_aldric],\n"
      "      choices: [ { to: ending, grants: [discovered_betrayal] } ] }\n"
      "  - { id: ending }\n");
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (story);
  g_autofree guint *factors = lim_priority_factors (graph);
  guint bridge = factors[1];
  g_autofree char *reason = lim_priority_reason (bridge | LIM_FACTOR_PIVOTAL);

  g_assert_cmpint (lim_priority_score (bridge), ==, 5);
  g_assert_cmpint (lim_priority_score (bridge | LIM_FACTOR_PIVOTAL), ==, 6);
  g_assert_cmpuint (lim_priority_of (6), ==, 1);
  g_assert_cmpstr (reason, ==, "spine +3, climax +2, emotionally pivotal +1");
  g_assert_cmpint (lim_priority_score (LIM_FACTORS_JUDGED), ==, 1);
  g_assert_cmpint (lim_factor_score (LIM_FACTOR_STATIC), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon-story-priority/structure", test_the_structure_scores_as_the_table_says);
  g_test_add_func ("/canon-story-priority/edges", test_priorities_change_where_the_table_says);
  g_test_add_func ("/canon-story-priority/worked-example", test_the_worked_example_comes_out);
  return g_test_run ();
}
