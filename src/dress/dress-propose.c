#include "dress-propose-private.h"

#include "base-pool.h"
#include "base-text.h"
#include "dress-chat.h"
#include "dress-made.h"
#include "dress-story.h"
#include "dress-words.h"
#include "store-document.h"

#include <string.h>

#define BATCH_SIZE ((gsize) 12000) /* bytes of prose in a question */
#define BATCH_PASSAGES 20u

static const char entities_schema[] = "{\"type\":\"object\",\"additionalProperties\":false,\"required\":["
                                      "\"entities\"],\"properties\":{\"entities\":{\"type\":"
                                      "\"array\",\"maxItems\":60,\"items\":{\"type\":\"object\","
                                      "\"additionalProperties\":false,\"required\":[\"name\",\"type\","
                                      "\"concept\"],\"properties\":{\"name\":{\"type\":\"string\",\"minLength\":1,"
                                      "\"maxLength\":80},\"type\":{\"type\":\"string\","
                                      "\"enum\":[\"character\",\"location\",\"object\",\"faction\"]},\"aka\":{"
                                      "\"type\":\"array\",\"maxItems\":6,\"items\":{\"type\":"
                                      "\"string\",\"minLength\":1,\"maxLength\":80}},\"concept\":{\"type\":"
                                      "\"string\",\"minLength\":1,\"maxLength\":240}}}}}}";

static const char vision_schema[] = "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"genre\","
                                    "\"tone\",\"themes\"],\"properties\":{\"genre\":{"
                                    "\"type\":\"string\",\"minLength\":1,\"maxLength\":80},\"tone\":{\"type\":"
                                    "\"array\",\"minItems\":1,\"maxItems\":5,\"items\":{"
                                    "\"type\":\"string\",\"minLength\":1,\"maxLength\":60}},\"themes\":{\"type\":"
                                    "\"array\",\"minItems\":1,\"maxItems\":6,\"items\":{"
                                    "\"type\":\"string\",\"minLength\":1,\"maxLength\":80}}}}";

static const char system_words[] = "You read a finished branching story and list what an illustrator has to keep the "
                                   "same from picture to picture: people and "
                                   "creatures, places, important things, groups. Only what is there, under the name "
                                   "by which the prose calls it, spelled as there. "
                                   "concept: what it is at the story's beginning, in a few words, nothing that is "
                                   "found out later. aka: other names in the prose.";

/* Some passages, and what was read in them. */
typedef struct
{
  guint first, n;
  LimJsonDoc *answer; /* NULL: none that could be used */
} Batch;

typedef struct
{
  const LimContext *context;
  const LimStory *story;
  LimDressChat *chat;
  GArray *batches; /* (element-type Batch) */
} Reading;

LimProposeReport *
lim_propose_report_new (void)
{
  LimProposeReport *report = g_new0 (LimProposeReport, 1);

  report->dropped = g_ptr_array_new_with_free_func (g_free);
  return report;
}

void
lim_propose_report_free (LimProposeReport *report)
{
  if (report == NULL)
    return;
  g_clear_pointer (&report->proposal, lim_story_free);
  g_ptr_array_unref (report->dropped);
  g_free (report->maker);
  g_free (report->original);
  g_free (report->cost);
  g_free (report);
}

static void
reading_clear (Reading *reading)
{
  for (guint i = 0; reading->batches != NULL && i < reading->batches->len; i++)
    g_clear_pointer (&g_array_index (reading->batches, Batch, i).answer, lim_json_doc_free);
  g_clear_pointer (&reading->batches, g_array_unref);
  g_clear_pointer (&reading->chat, lim_dress_chat_close);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

/* -- Asking -- */

static gsize
size_of (const LimStory *story, guint index)
{
  const LimStoryPassage *passage = story->passages->pdata[index];

  return passage->prose != NULL ? strlen (passage->prose) : 0;
}

static void
make_batches (Reading *reading)
{
  Batch batch = { 0 };
  gsize size = 0;

  for (guint i = 0; i < reading->story->passages->len; i++)
    {
      gsize more = size_of (reading->story, i);

      if (batch.n > 0 && (batch.n == BATCH_PASSAGES || size + more > BATCH_SIZE))
        {
          g_array_append_val (reading->batches, batch);
          batch = (Batch){ .first = i };
          size = 0;
        }
      batch.n++;
      size += more;
    }
  g_array_append_val (reading->batches, batch);
}

static char *
write_user (const LimStory *story, const Batch *batch)
{
  GString *out = g_string_new ("List the entities of these passages.\n\n");

  for (guint i = batch->first; i < batch->first + batch->n; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      if (passage->prose != NULL)
        lim_dress_add_material (out, passage->title, passage->prose);
    }
  return g_string_free (out, FALSE);
}

static gboolean
ask_batch (gsize index, gpointer data, GError **error)
{
  Reading *reading = data;
  Batch *batch = &g_array_index (reading->batches, Batch, index);
  g_autoptr (LimSchema) schema = lim_schema_parse ("entities", entities_schema, error);
  g_autofree char *key = g_strdup_printf ("propose:entities:%u", (guint) index + 1);
  g_autofree char *system = g_strconcat (system_words, "\n\n", lim_dress_about_material, NULL);
  g_autofree char *user = write_user (reading->story, batch);
  g_auto (LimChatAnswer) answer = { 0 };
  g_autoptr (GError) cause = NULL;
  const LimDressQuestion question = {
    .key = key, .schema_name = "entities", .schema = schema, .system = system, .user = user, .temperature = -1
  };

  if (schema == NULL)
    return FALSE;
  if (lim_dress_chat_ask (reading->chat, &question, &answer, &cause))
    batch->answer = g_steal_pointer (&answer.json);
  else if (answer.failure != LIM_FAILURE_ANSWER && answer.failure != LIM_FAILURE_POLICY)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  else
    lim_progress_note (reading->context->progress, "no usable answer about %u passages: %s", batch->n,
                       cause->message);
  lim_progress_step (reading->context->progress, batch->n, NULL);
  return TRUE;
}

/* -- Putting together -- */

static void
put_together (Reading *reading, LimProposeReport *report)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LimStory *proposal = report->proposal;

  for (guint i = 0; i < reading->story->entities->len; i++)
    lim_proposing_know (known, reading->story->entities->pdata[i]);
  for (guint i = 0; i < reading->batches->len; i++)
    {
      const Batch *batch = &g_array_index (reading->batches, Batch, i);
      const LimJson *root = batch->answer != NULL ? lim_json_root (batch->answer) : NULL;

      report->n_unread += batch->answer == NULL ? batch->n : 0;
      for (const LimJson *at = lim_json_first (lim_json_get (root, "entities")); at != NULL; at = lim_json_next (at))
        lim_proposing_take (proposal, reading->story, at, known, report->dropped);
    }
  lim_proposing_appear (proposal, reading->story, known);
}

static void
add_list (char ***to, const LimJson *list)
{
  for (const LimJson *at = lim_json_first (list); at != NULL; at = lim_json_next (at))
    {
      g_autofree char *text = lim_dress_clean_line (lim_json_string (at));

      if (text != NULL)
        lim_story_list_add (to, text);
    }
}

/* A vision, when the story lacks one; its beginning has to do. */
static gboolean
propose_vision (Reading *reading, LimStory *proposal, GError **error)
{
  g_autoptr (LimSchema) schema = lim_schema_parse ("vision", vision_schema, error);
  const Batch *first = &g_array_index (reading->batches, Batch, 0);
  g_autofree char *passages = write_user (reading->story, first);
  g_autofree char *user = g_strconcat ("Say genre, tone and themes of the story these passages begin.\n\n",
                                       strstr (passages, "<<<") != NULL ? strstr (passages, "<<<") : "", NULL);
  g_autofree char *system = g_strconcat ("You read a finished branching story.\n\n", lim_dress_about_material, NULL);
  g_auto (LimChatAnswer) answer = { 0 };
  const LimDressQuestion question = { .key = "propose:vision",
                                      .schema_name = "vision",
                                      .schema = schema,
                                      .system = system,
                                      .user = user,
                                      .temperature = -1 };

  if (schema == NULL || !lim_dress_chat_ask (reading->chat, &question, &answer, error))
    return FALSE;
  proposal->genre = lim_dress_clean_line (lim_json_get_string (lim_json_root (answer.json), "genre"));
  add_list (&proposal->tone, lim_json_get (lim_json_root (answer.json), "tone"));
  add_list (&proposal->themes, lim_json_get (lim_json_root (answer.json), "themes"));
  return TRUE;
}

/* -- All of it -- */

static char *
find_original (const LimProject *project)
{
  g_autoptr (LimJsonDoc) note = lim_store_load_document (project, "story/original/import.json", NULL);
  const char *name = note != NULL ? lim_json_get_string (lim_json_root (note), "file") : NULL;

  return name != NULL && lim_text_is_safe_name (name) ? g_strconcat ("story/original/", name, NULL) : NULL;
}

static gboolean
ask_all (Reading *reading, LimProposeReport *report, GError **error)
{
  const LimStory *story = reading->story;
  g_autofree char *lacks = lim_dress_lacks_vision (story);
  gboolean good;

  report->proposal = lim_story_new (LIM_PROPOSED_FILE);
  if (lacks != NULL && !propose_vision (reading, report->proposal, error))
    return FALSE;
  lim_progress_begin (reading->context->progress, story->passages->len, "passage", "Reading");
  good = lim_pool_run (MAX (reading->chat->model.slots, 1), reading->batches->len, ask_batch, reading,
                       reading->context->cancellable, error);
  lim_progress_end (reading->context->progress);
  if (good)
    put_together (reading, report);
  return good;
}

static gboolean
write_proposal (LimMade *made, const LimProposeReport *report, GBytes *old, GError **error)
{
  g_autofree char *yaml = lim_story_to_yaml (report->proposal);
  g_autofree char *text = g_strconcat ("# Proposed by ", report->maker,
                                       ", to be corrected and brought in with `limner story import FILE --with "
                                       "story/proposed.yaml`.\n",
                                       yaml, NULL);

  return lim_made_write (made, LIM_PROPOSED_FILE, text, NULL, report->maker, old, error);
}

static void
estimate (const Reading *reading, LimProposeReport *report)
{
  for (guint i = 0; i < reading->batches->len; i++)
    {
      g_autofree char *user = write_user (reading->story, &g_array_index (reading->batches, Batch, i));

      report->tokens += lim_chat_estimate_tokens (user) + lim_chat_estimate_tokens (system_words);
    }
}

gboolean
lim_dress_propose (const LimContext *context, LimProject *project, const LimProposeOptions *options,
                   LimProposeReport *report, GError **error)
{
  g_autoptr (LimStory) story = lim_dress_story_open (project, NULL, error);
  g_autoptr (LimMade) made = story != NULL ? lim_made_open (project, context->clock, error) : NULL;
  g_auto (Reading) reading = { .context = context, .story = story };
  g_autoptr (GBytes) old = NULL;
  LimMadeState state;

  if (made == NULL || !lim_made_look (made, LIM_PROPOSED_FILE, NULL, &state, &old, error))
    return FALSE;
  if (state == LIM_MADE_EDITED && !options->replace && !options->dry_run)
    return lim_fail (
        error, LIM_ERROR_CONFLICT,
        "%s was edited by hand. Bring it in with `limner story import … --with %s`, or give --replace to have it "
        "written anew",
        LIM_PROPOSED_FILE, LIM_PROPOSED_FILE);
  reading.batches = g_array_new (FALSE, FALSE, sizeof (Batch));
  make_batches (&reading);
  reading.chat = lim_dress_chat_open (context, project, options->provider, error);
  if (reading.chat == NULL)
    return FALSE;
  report->maker = lim_dress_chat_name (reading.chat);
  report->prepared = lim_dress_chat_is_prepared (reading.chat);
  report->original = find_original (project);
  report->n_questions = reading.batches->len;
  if (options->dry_run)
    estimate (&reading, report);
  else if (!ask_all (&reading, report, error) || !write_proposal (made, report, old, error))
    return FALSE;
  report->cost = lim_dress_chat_cost (reading.chat);
  return TRUE;
}
