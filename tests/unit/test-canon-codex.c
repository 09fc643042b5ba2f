#include "canon-codex.h"

#include "base-yaml.h"
#include "story-fixture.h"

#include <string.h>

/* The worked example of the spec: met_aldric is earned on the way to where discovered_betrayal can be. */
static const char bridge[] =
    "entities:\n"
    "  - { id: mira, type: character, name: Mira, concept: a scribe }\n"
    "  - id: aldric\n"
    "    type: character\n"
    "    name: Aldric\n"
    "    concept: a travelling scholar\n"
    "    overlays:\n"
    "      - { when: [discovered_betrayal], details: { truth: he orchestrated the fall of old king Osric } }\n"
    "      - { when: [met_aldric], details: { past: once a court advisor in the southern city } }\n"
    "      - { when: [nobody_earns], details: { a: b } }\n"
    "codewords:\n"
    "  - { id: met_aldric, tracks: she has spoken with the scholar, entities: [aldric] }\n"
    "  - { id: discovered_betrayal, tracks: she knows it, reveals: [orchestrated] }\n"
    "  - { id: nobody_earns }\n"
    "  - { id: kept_pen, tracks: the pen of Mira is kept }\n"
    "passages:\n"
    "  - { id: opening, prose: An inn., choices: [ { to: bridge, grants: [met_aldric] } ] }\n"
    "  - { id: bridge, prose: They meet., choices: [ { to: ending, grants: [discovered_betrayal] }, { to: ending, "
    "grants: [kept_pen] } ] }\n"
    "  - { id: ending, prose: She goes. }\n";

/* Two ways that exclude each other, and one that does not. */
static const char parting[] = "entities:\n"
                              "  - id: lamp\n"
                              "    type: object\n"
                              "    overlays:\n"
                              "      - { when: [left], details: { a: b } }\n"
                              "      - { when: [right], details: { c: d } }\n"
                              "codewords: [ { id: left }, { id: right }, { id: late, entities: [lamp] } ]\n"
                              "passages:\n"
                              "  - { id: a, choices: [ { to: b, grants: [left] }, { to: c, grants: [right] } ] }\n"
                              "  - { id: b, choices: [ { to: d, grants: [late] } ] }\n"
                              "  - { id: c, choices: [ { to: d, grants: [late] }, { to: d } ] }\n"
                              "  - { id: d }\n";

static const struct
{
  const char *holds, *story, *entity, *tiers;
} plans[] = {
  { "rank 1 is open, the rest in the order in which they are earned; what is implied is not asked for twice", bridge,
    "aldric", "1[] 2[met_aldric] 3[discovered_betrayal]" },
  { "consequences that say a name concern it", bridge, "mira", "1[] 2[kept_pen]" },
  { "what excludes each other is not asked for together; what can be, is", parting, "lamp",
    "1[] 2[left] 3[right] 4[right late]" },
};

static void
test_tiers_are_planned (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (LimStory) story = story_from (plans[i].story);
      g_autoptr (LimStoryGraph) graph = lim_story_graph_new (story);
      g_autoptr (LimCodexAtlas) atlas = lim_codex_atlas_new (graph);
      g_autoptr (GPtrArray) tiers = lim_codex_plan (atlas, lim_story_entity (story, plans[i].entity));
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint j = 0; j < tiers->len; j++)
        {
          const LimCodexTier *tier = tiers->pdata[j];
          g_autofree char *when = g_strjoinv (" ", tier->visible_when);

          g_string_append_printf (text, "%s%u[%s]", j > 0 ? " " : "", tier->rank, when);
        }
      g_test_message ("%s", plans[i].holds);
      g_assert_cmpstr (text->str, ==, plans[i].tiers);
    }
}

#define GOOD_1                                                                                                       \
  "  - { id: a1, entity: aldric, rank: 1, content: A traveling scholar who offers guidance to those in need. }\n"
#define GOOD_2                                                                                                       \
  "  - { id: a2, entity: aldric, rank: 2, visible_when: [met_aldric], content: 'Claims to be a former court "        \
  "advisor, "                                                                                                        \
  "exiled for speaking truth to power.' }\n"
#define GOOD_3                                                                                                       \
  "  - { id: a3, entity: aldric, rank: 3, visible_when: [discovered_betrayal], content: He orchestrated the fall "   \
  "of the king. }\n"

static const struct
{
  const char *holds, *entries;
  const char *says; /* NULL: nothing is wrong */
} checks[] = {
  { "the spec's example holds", GOOD_1 GOOD_2 GOOD_3, NULL },
  { "rank 1 alone holds", GOOD_1, NULL },
  { "no entry at all does not", "[]", "there is no entry" },
  { "rank 1 has to be", GOOD_2, "there is no entry of rank 1" },
  { "ranks are told apart", GOOD_1 GOOD_1, "several entries of rank 1" },
  { "rank 1 is open",
    "  - { id: a, entity: aldric, rank: 1, visible_when: [met_aldric], content: He claims things. }\n",
    "rank 1 asks for codewords" },
  { "the others are not", GOOD_1 "  - { id: b, entity: aldric, rank: 2, content: He claims things. }\n",
    "the entry of rank 2 asks for no codeword" },
  { "gates are codewords of the story",
    GOOD_1 "  - { id: b, entity: aldric, rank: 2, visible_when: [nope], content: He claims things. }\n",
    "“nope”, which is no codeword" },
  { "gates open",
    GOOD_1 "  - { id: b, entity: aldric, rank: 2, visible_when: [nobody_earns], content: He claims. }\n",
    "never opens" },
  { "entries speak in the story's voice",
    "  - { id: a, entity: aldric, rank: 1, content: Aldric is a character who mentors the protagonist. }\n",
    "the entry of rank 1 says “is a character”" },
  { "so do their titles", "  - { id: a, entity: aldric, rank: 1, title: The antagonist, content: A scholar. }\n",
    "says “antagonist”" },
  { "no entry leans on another",
    GOOD_1 "  - { id: b, entity: aldric, rank: 2, visible_when: [met_aldric], content: "
           "'As mentioned, he was exiled.' }\n",
    "“as mentioned”" },
  { "nor begins as if it went on",
    GOOD_1
    "  - { id: b, entity: aldric, rank: 2, visible_when: [met_aldric], content: 'Moreover, he was exiled.' }\n",
    "“moreover”" },
  { "a revealed word is told too early",
    "  - { id: a, entity: aldric, rank: 1, content: He orchestrated something. }\n",
    "without codeword discovered_betrayal" },
  { "and the order of knowledge is told with it",
    "  - { id: a, entity: aldric, rank: 1, content: He orchestrated something. }\n" GOOD_2 GOOD_3,
    "rank 1 (everybody), then rank 2 (met_aldric), then rank 3 (discovered_betrayal)" },
  { "the words of an overlay are told too early",
    "  - { id: a, entity: aldric, rank: 1, content: 'Some say: once a court advisor in a city.' }\n",
    "known only with met_aldric" },
  { "so is a name that only an overlay says",
    GOOD_1 "  - { id: b, entity: aldric, rank: 2, visible_when: [met_aldric], content: He never speaks of Osric. }\n",
    "“Osric”, which is known only with discovered_betrayal" },
  { "with the codeword it is not",
    GOOD_1 GOOD_2 "  - { id: c, entity: aldric, rank: 3, visible_when: "
                  "[discovered_betrayal], content: It was he who brought down Osric. }\n",
    NULL },
  { "no two say the same",
    GOOD_1 "  - { id: b, entity: aldric, rank: 2, visible_when: [met_aldric], content: 'A "
           "traveling scholar, who offers guidance to those in need!' }\n",
    "says the same" },
  { "an entry of marks says nothing", "  - { id: a, entity: aldric, rank: 1, content: '…' }\n", "says nothing" },
};

static void
test_entries_are_checked (void)
{
  g_autoptr (LimStory) story = story_from (bridge);
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (story);
  g_autoptr (LimCodexAtlas) atlas = lim_codex_atlas_new (graph);

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("codex.yaml", checks[i].entries, -1, NULL);
      g_autoptr (GPtrArray) entries = lim_codex_new (), findings = lim_findings_new (),
                            problems = g_ptr_array_new_with_free_func (g_free);
      gboolean said = FALSE;

      g_assert_nonnull (doc);
      lim_codex_read (doc, entries, findings);
      g_assert_cmpuint (findings->len, ==, 0);
      lim_codex_check (atlas, lim_story_entity (story, "aldric"), entries, problems);
      g_test_message ("%s", checks[i].holds);
      for (guint j = 0; j < problems->len; j++)
        {
          g_test_message ("  %s", (char *) problems->pdata[j]);
          said |= checks[i].says != NULL && strstr (problems->pdata[j], checks[i].says) != NULL;
        }
      g_assert_true (checks[i].says != NULL ? said : problems->len == 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon-codex/tiers-are-planned", test_tiers_are_planned);
  g_test_add_func ("/canon-codex/entries-are-checked", test_entries_are_checked);
  return g_test_run ();
}
