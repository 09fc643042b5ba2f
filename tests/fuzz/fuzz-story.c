/* Any YAML or JSON as a story: refused with a reason, or a story that reads the same once it was written, and through which
 * every reader can be followed. */
#include "canon-spoiler.h"
#include "canon-story-search.h"

#include "base-text.h"
#include "base-yaml.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Takes @doc. */
static LimStory *
read_back (LimJsonDoc *parsed)
{
  g_autoptr (LimJsonDoc) doc = parsed;
  g_autoptr (GPtrArray) findings = lim_findings_new ();

  return doc != NULL ? lim_story_read (doc, findings) : NULL;
}

static void
check_written (const LimStory *story)
{
  g_autofree char *yaml = lim_story_to_yaml (story);
  g_autoptr (GBytes) json = lim_story_to_json (story);
  gsize length;
  const char *text = g_bytes_get_data (json, &length);
  g_autoptr (LimStory) from_yaml = read_back (lim_yaml_parse ("fuzz", yaml, -1, NULL));
  g_autoptr (LimStory) from_json = read_back (lim_json_parse ("fuzz", text, (gssize) length, NULL));

  g_assert_nonnull (from_yaml);
  g_assert_nonnull (from_json);
  g_autoptr (GBytes) again = lim_story_to_json (from_json), other = lim_story_to_json (from_yaml);
  g_assert_true (g_bytes_equal (json, again));
  g_assert_true (g_bytes_equal (json, other));
}

static void
check_ways (const LimStory *story)
{
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (story);
  g_autofree guint *distances = lim_story_graph_distances (graph);
  g_autofree guint8 *ends = lim_story_graph_can_end (graph);
  g_autoptr (GPtrArray) codex = lim_codex_new (), briefs = lim_briefs_new ();

  for (guint i = 0; i < MIN (story->entities->len, 3); i++)
    {
      const LimStoryEntity *entity = story->entities->pdata[i];
      LimCodexEntry *entry = lim_codex_entry_new (entity->id, entity->id, i + 1, entity->name);

      entry->file = g_strdup ("codex");
      g_ptr_array_add (codex, entry);
    }
  g_autoptr (LimSpoilerProof) proof = lim_spoiler_prove (graph, codex, briefs);
  g_assert_cmpuint (proof->n_rough, <=, proof->n_questions);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (LimJsonDoc) doc =
      size > 0 && data[0] == '{' ? lim_json_parse ("fuzz", text, -1, NULL) : lim_yaml_parse ("fuzz", text, -1, NULL);

  if (doc == NULL)
    return 0;
  g_autoptr (LimStory) story = lim_story_read (doc, findings);
  if ((story == NULL) != (lim_findings_first (findings, LIM_FINDING_ERROR, NULL) != NULL))
    __builtin_trap ();
  if (story == NULL)
    return 0;
  check_written (story);
  check_ways (story);
  return 0;
}
