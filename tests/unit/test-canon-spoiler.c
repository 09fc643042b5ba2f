#include "canon-spoiler.h"

#include "story-fixture.h"

#include <string.h>

/* start → met (earns met) → truth (earns truth, asks for met) → end; start → shortcut (earns truth) → end */
static const char story_text[] =
    "entities:\n"
    "  - { id: aldric, type: character, name: Aldric, aka: [the Grey Man] }\n"
    "  - { id: ren, type: character, name: Ren }\n"
    "  - { id: crown, type: object, name: crown }\n"
    "codewords:\n"
    "  - { id: met, tracks: x }\n"
    "  - { id: truth, tracks: x, reveals: [regicide, Oskar] }\n"
    "  - { id: never, tracks: x }\n"
    "  - { id: left, tracks: x }\n"
    "  - { id: right, tracks: x }\n"
    "passages:\n"
    "  - { id: start, prose: Ren packs., appears: [ren], choices: [ { to: met, grants: [met] }, { to: shortcut, "
    "grants: [truth] },\n"
    "      { to: fork } ] }\n"
    "  - { id: met, prose: A man called Aldric waits., appears: [aldric, ren], choices: [ { to: truth, requires: "
    "[met],\n"
    "      grants: [truth] } ] }\n"
    "  - { id: truth, prose: He tells her of Oskar., appears: [aldric], choices: [ { to: end } ] }\n"
    "  - { id: shortcut, prose: A rose grows here., choices: [ { to: end } ] }\n"
    "  - { id: fork, prose: x, choices: [ { to: end, grants: [left] }, { to: end, grants: [right] } ] }\n"
    "  - { id: end, prose: The end. }\n"
    "  - { id: island, prose: Nobody gets here., choices: [ { to: end, grants: [never] } ] }\n";

static const struct
{
  const char *holds;
  const char *codex, *briefs; /* lists of YAML; NULL for none */
  const char *says;           /* in the finding; NULL: there is none */
  LimFindingSeverity severity;
} rows[] = {
  { "an open entry that tells nothing is well", "[ { id: a, entity: aldric, rank: 1, content: A scholar. } ]", NULL,
    NULL, 0 },
  { "a secret in an open entry is told from the start",
    "[ { id: a, entity: aldric, rank: 1, content: Guilty of regicide. } ]", NULL,
    "codex a: tells “regicide” to a reader without codeword truth; the shortest way: start.", LIM_FINDING_ERROR },
  { "a secret is one in capitals too", "[ { id: a, entity: aldric, rank: 1, content: REGICIDE } ]", NULL, "regicide",
    LIM_FINDING_ERROR },
  { "a longer word is another word", "[ { id: a, entity: aldric, rank: 1, content: Against regicides. } ]", NULL,
    NULL, 0 },
  { "a secret behind its own codeword is well",
    "[ { id: a, entity: aldric, rank: 2, visible_when: [truth], content: Guilty of regicide. } ]", NULL, NULL, 0 },
  { "behind another codeword it is not",
    "[ { id: a, entity: aldric, rank: 2, visible_when: [met], content: Guilty of regicide. } ]", NULL,
    "the shortest way: start → met", LIM_FINDING_ERROR },
  { "a caption in a passage everybody comes to may not tell it", NULL,
    "[ { id: b, passage: end, caption: The regicide rests } ]",
    "caption of b: tells “regicide” to a reader without codeword truth; the shortest way: start → fork → end",
    LIM_FINDING_ERROR },
  { "where the codeword was earned it may", NULL, "[ { id: b, passage: truth, caption: The regicide rests } ]", NULL,
    0 },
  { "what the prose of the passage says, its caption may say", NULL, "[ { id: b, passage: truth, caption: Oskar } ]",
    NULL, 0 },
  { "a name before the prose names it is a warning", NULL,
    "[ { id: b, passage: shortcut, caption: Waiting for Aldric } ]",
    "names “Aldric” to a reader to whom the story has not named them yet; the shortest way: start → shortcut",
    LIM_FINDING_WARNING },
  { "so is another name of the same", NULL, "[ { id: b, passage: start, caption: Where the Grey Man went } ]",
    "names “the Grey Man”", LIM_FINDING_WARNING },
  { "a name is no small word", NULL, "[ { id: b, passage: shortcut, caption: aldric and his like } ]", NULL, 0 },
  { "an entry may name whom it is about", "[ { id: a, entity: aldric, rank: 1, content: Aldric is old. } ]", NULL,
    NULL, 0 },
  { "an entry about somebody else may not, before the story does",
    "[ { id: a, entity: ren, rank: 1, content: Pupil of Aldric. } ]", NULL, "names “Aldric”", LIM_FINDING_WARNING },
  { "behind a codeword of a passage that names him it may",
    "[ { id: a, entity: ren, rank: 2, visible_when: [met], content: Pupil of Aldric. } ]", NULL, NULL, 0 },
  { "a name that only gated entries introduce is told by no caption before them",
    "[ { id: a, entity: aldric, rank: 2, visible_when: [met], content: He served at Karst once. } ]",
    "[ { id: b, passage: shortcut, caption: The road to Karst } ]",
    "tells “Karst”, which only gated entries about aldric introduce", LIM_FINDING_ERROR },
  { "after them it is well",
    "[ { id: a, entity: aldric, rank: 2, visible_when: [met], content: He served at Karst once. } ]",
    "[ { id: b, passage: truth, caption: The road to Karst } ]", NULL, 0 },
  { "one that an open entry says too is no secret",
    "[ { id: a, entity: aldric, rank: 2, visible_when: [met], content: He served at Karst once. },\n"
    "  { id: c, entity: ren, rank: 1, content: Born in Karst. } ]",
    "[ { id: b, passage: shortcut, caption: The road to Karst } ]", NULL, 0 },
  { "an entry nobody can open is told with the codeword nobody earns",
    "[ { id: a, entity: ren, rank: 2, visible_when: [never], content: x } ]", NULL,
    "never opens: nobody can earn never", LIM_FINDING_ERROR },
  { "codewords that exclude each other are told",
    "[ { id: a, entity: ren, rank: 2, visible_when: [left, right], content: x } ]", NULL,
    "each of left and right can be earned, but not all by one reader", LIM_FINDING_ERROR },
  { "entries that open out of order are told with the way",
    "[ { id: a, entity: ren, rank: 2, visible_when: [met], content: x },\n"
    "  { id: c, entity: ren, rank: 3, visible_when: [truth], content: y } ]",
    NULL, "codex c: rank 3 opens before rank 2 (a), without met; the shortest way: start → shortcut",
    LIM_FINDING_WARNING },
  { "one that asks for all the lower one does is in order",
    "[ { id: a, entity: ren, rank: 2, visible_when: [met], content: x },\n"
    "  { id: c, entity: ren, rank: 3, visible_when: [met, truth], content: y } ]",
    NULL, NULL, 0 },
  { "rank 1 is open", "[ { id: a, entity: ren, rank: 1, visible_when: [met], content: x } ]", NULL,
    "rank 1 asks for codewords", LIM_FINDING_ERROR },
  { "ranks differ", "[ { id: a, entity: ren, rank: 1, content: x }, { id: c, entity: ren, rank: 1, content: y } ]",
    NULL, "has rank 1, as ", LIM_FINDING_WARNING },
  { "an unknown codeword is told", "[ { id: a, entity: ren, rank: 2, visible_when: [mett], content: x } ]", NULL,
    "asks for “mett”, which is no codeword", LIM_FINDING_ERROR },
  { "an unknown entity is told", "[ { id: a, entity: nobody, rank: 1, content: x } ]", NULL, "no entity of the story",
    LIM_FINDING_ERROR },
  { "who is in the passage may be in its picture", NULL,
    "[ { id: b, passage: met, entities: [aldric, ren], caption: x } ]", NULL, 0 },
  { "a stranger may not, and the way that never met him is told", NULL,
    "[ { id: b, passage: end, entities: [aldric], caption: x } ]",
    "brief b: shows Aldric, who is not in “end”, to a reader who never met them; the shortest way: start → shortcut "
    "→ end",
    LIM_FINDING_ERROR },
  { "whom everybody met may be there", NULL, "[ { id: b, passage: end, entities: [ren], caption: x } ]", NULL, 0 },
  { "a picture nobody sees shows nobody", NULL,
    "[ { id: b, passage: island, entities: [aldric], caption: regicide } ]", NULL, 0 },
  { "an unknown passage is told", NULL, "[ { id: b, passage: nowhere, caption: x } ]", "no passage of the story",
    LIM_FINDING_ERROR },
  { "an unknown depicted one is told", NULL, "[ { id: b, passage: end, entities: [x], caption: x } ]", "depicts “x”",
    LIM_FINDING_ERROR },
};

typedef void (*ReadFunc) (const LimJsonDoc *doc, GPtrArray *to, GPtrArray *findings);

static void
read_list (const char *name, const char *text, ReadFunc read, GPtrArray *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = text != NULL ? lim_yaml_parse (name, text, -1, &error) : NULL;
  g_autoptr (GPtrArray) findings = lim_findings_new ();

  g_assert_no_error (error);
  if (doc != NULL)
    read (doc, to, findings);
  g_assert_cmpuint (findings->len, ==, 0);
}

static void
test_every_kind_of_spoiler_is_found_with_its_way (void)
{
  g_autoptr (LimStory) story = story_from (story_text);
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (story);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) codex = lim_codex_new (), briefs = lim_briefs_new ();
      g_autoptr (LimSpoilerProof) proof = NULL;

      g_test_message ("%s", rows[i].holds);
      read_list ("codex", rows[i].codex, lim_codex_read, codex);
      read_list ("briefs", rows[i].briefs, lim_briefs_read, briefs);
      proof = lim_spoiler_prove (graph, codex, briefs);
      for (guint j = 0; j < proof->findings->len; j++)
        {
          g_autofree char *message = lim_finding_message (proof->findings->pdata[j]);

          g_test_message ("  %s", message);
          g_assert_cmpuint (j, ==, 0);
          g_assert_nonnull (rows[i].says);
          g_assert_nonnull (strstr (message, rows[i].says));
          g_assert_cmpint (((const LimFinding *) proof->findings->pdata[j])->severity, ==, rows[i].severity);
        }
      g_assert_cmpuint (proof->findings->len, ==, rows[i].says != NULL ? 1 : 0);
      g_assert_cmpuint (proof->n_rough, ==, 0);
    }
}

static void
test_wrong_entries_and_briefs_are_told_and_left_out (void)
{
  static const char *const wrong[] = { "3",
                                       "[ 3 ]",
                                       "{ id: a }",
                                       "{ id: a, entity: b, rank: 0, content: x }",
                                       "{ id: a, entity: b, rank: 1, content: '' }",
                                       "{ id: a, entity: b, rank: 1, content: x, visible_when: [ [a] ] }" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("codex.yaml", wrong[i], -1, NULL);
      g_autoptr (GPtrArray) codex = lim_codex_new (), briefs = lim_briefs_new (), findings = lim_findings_new ();

      lim_codex_read (doc, codex, findings);
      g_assert_cmpuint (codex->len, ==, 0);
      g_assert_cmpuint (findings->len, >=, 1);
      lim_briefs_read (doc, briefs, findings);
      g_assert_cmpuint (briefs->len, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon-spoiler/kinds", test_every_kind_of_spoiler_is_found_with_its_way);
  g_test_add_func ("/canon-spoiler/wrong-entries", test_wrong_entries_and_briefs_are_told_and_left_out);
  return g_test_run ();
}
