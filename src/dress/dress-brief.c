#include "dress-brief-private.h"

#include "base-hash.h"
#include "base-text.h"
#include "canon-diegetic.h"
#include "canon-spoiler.h"
#include "canon-story-priority.h"
#include "dress-file-name.h"
#include "dress-opinion.h"
#include "dress-words.h"

#include <string.h>

/* -- The answer -- */

static void
set_line (char **to, const LimJson *answer, const char *key)
{
  g_free (*to);
  *to = lim_dress_clean_line (lim_json_get_string (answer, key));
}

static guint
read_judgment (const LimJson *answer)
{
  return (lim_json_get_bool (answer, "visually_striking", FALSE) ? LIM_FACTOR_STRIKING : 0u)
         | (lim_json_get_bool (answer, "emotionally_pivotal", FALSE) ? LIM_FACTOR_PIVOTAL : 0u)
         | (lim_json_get_bool (answer, "dialogue_heavy", FALSE) ? LIM_FACTOR_STATIC : 0u);
}

/* Scores the brief by the passage's structure and @judged. */
static void
score (LimBrief *brief, guint structural, guint judged)
{
  guint factors = (structural & LIM_FACTORS_STRUCTURAL) | (judged & LIM_FACTORS_JUDGED);

  for (guint i = 0; i < LIM_N_FACTORS; i++)
    if ((judged & LIM_FACTORS_JUDGED & 1u << i) != 0)
      lim_story_list_add (&brief->judged, lim_factor_name (1u << i));
  brief->score = lim_priority_score (factors);
  brief->priority = lim_priority_of ((int) brief->score);
  g_free (brief->reason);
  brief->reason = factors != 0 ? lim_priority_reason (factors) : g_strdup ("nothing speaks for a picture");
}

static LimBrief *
new_brief (const LimStoryPassage *passage)
{
  g_autofree char *id = g_strconcat ("ib_", passage->id, NULL);

  return lim_brief_new (id, passage->id);
}

static LimBrief *
take_brief (const LimDressWork *work, const LimStoryPassage *passage, const LimJson *answer)
{
  LimBrief *brief = new_brief (passage);

  set_line (&brief->subject, answer, "subject");
  set_line (&brief->composition, answer, "composition");
  set_line (&brief->mood, answer, "mood");
  set_line (&brief->caption, answer, "caption");
  set_line (&brief->negative, answer, "negative");
  set_line (&brief->style_overrides, answer, "style_overrides");
  brief->category = g_strdup (lim_json_get_string (answer, "category"));
  for (const LimJson *at = lim_json_first (lim_json_get (answer, "entities")); at != NULL; at = lim_json_next (at))
    lim_story_list_add (&brief->entities, lim_json_string (at));
  score (brief, work->factors[passage->index], read_judgment (answer));
  return brief;
}

static char *
describe (const LimBrief *brief)
{
  g_autofree char *label = brief->priority > 0 ? g_strdup_printf ("priority %u", brief->priority) : g_strdup ("skip");

  return g_strdup_printf ("%s, score %" G_GINT64_FORMAT ": %s", label, brief->score, brief->reason);
}

/* A text of nothing but blanks passes the schema. */
static void
check_answer (const LimJson *answer, GPtrArray *problems, gpointer data G_GNUC_UNUSED)
{
  static const char *const keys[] = { "subject", "composition", "mood", "caption" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *text = lim_dress_clean_line (lim_json_get_string (answer, keys[i]));

      if (text == NULL)
        g_ptr_array_add (problems, g_strdup_printf ("/%s: must not be empty", keys[i]));
    }
}

static void
look_over (const LimDressWork *work, const LimStoryPassage *passage, const LimBrief *brief, LimDressItem *item)
{
  g_autofree char *slip = lim_diegetic_slip (brief->caption, LIM_DIEGETIC_CAPTION);

  if (slip != NULL)
    g_ptr_array_add (item->warnings, g_strdup_printf ("the caption %s: “%s”", slip, brief->caption));
  if (work->options->ask_model)
    lim_dress_opinion_caption (work->chat, passage, brief->caption, item->warnings);
}

static char *
make (const LimDressWork *work, LimDressItem *item, LimChatAnswer *answer, GError **error)
{
  const LimStoryPassage *passage = lim_briefing_passage (work, item);
  g_autoptr (GPtrArray) who = lim_briefing_who (work, passage);
  g_autoptr (LimSchema) schema = lim_briefing_schema (who, error);
  g_autofree char *system = lim_briefing_system (), *user = lim_briefing_user (work, item);
  g_autofree char *key = g_strconcat ("brief:", passage->id, NULL);
  g_autoptr (LimBrief) brief = NULL;
  const LimDressQuestion question = {
    .key = key,
    .schema_name = "brief",
    .schema = schema,
    .system = system,
    .user = user,
    .temperature = -1,
    .tries = 1,
    .check = check_answer,
  };

  if (schema == NULL || !lim_dress_chat_ask (work->chat, &question, answer, error))
    return NULL;
  brief = take_brief (work, passage, lim_json_root (answer->json));
  item->says = describe (brief);
  look_over (work, passage, brief, item);
  return lim_brief_to_yaml (brief);
}

/* The subject only: the passage's title, and who is there. */
static char *
make_minimal (const LimDressWork *work, LimDressItem *item)
{
  const LimStoryPassage *passage = lim_briefing_passage (work, item);
  g_autoptr (GPtrArray) who = lim_briefing_who (work, passage);
  g_autoptr (LimBrief) brief = new_brief (passage);
  g_autofree const char **names = g_new0 (const char *, who->len + 1);
  g_autofree char *list = NULL, *subject = NULL;

  for (guint i = 0; i < who->len; i++)
    {
      const LimStoryEntity *entity = who->pdata[i];

      names[i] = entity->name;
      lim_story_list_add (&brief->entities, entity->id);
    }
  list = lim_text_list (names);
  subject = who->len > 0 ? g_strdup_printf ("%s, with %s", passage->title, list) : g_strdup (passage->title);
  brief->subject = lim_dress_clean_line (subject);
  brief->minimal = TRUE;
  score (brief, work->factors[passage->index], 0);
  item->says = describe (brief);
  return lim_brief_to_yaml (brief);
}

/* -- All of them -- */

/* What a brief is made from, as far as it would be another one for it. */
static char *
hash_sources (const LimDressWork *work, const LimStoryPassage *passage)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  g_autoptr (GPtrArray) who = lim_briefing_who (work, passage);
  g_autoptr (GString) vision = g_string_new (NULL);
  g_autofree char *prose = lim_dress_hash_prose (passage), *style = lim_dress_hash_style (work->book->direction);
  g_autofree char *factors = g_strdup_printf ("%u", work->factors[passage->index]);

  lim_dress_say_vision (vision, work->book->story);
  lim_hasher_add_string (hasher, vision->str);
  lim_hasher_add_string (hasher, prose);
  lim_hasher_add_string (hasher, style);
  lim_hasher_add_string (hasher, factors);
  for (guint i = 0; i < who->len; i++)
    {
      const LimStoryEntity *entity = who->pdata[i];
      const LimEntityVisual *visual = lim_dress_book_visual (work->book, entity->id);
      g_autofree char *hash = visual != NULL ? lim_dress_hash_visual (visual) : NULL;

      lim_hasher_add_string (hasher, entity->id);
      lim_hasher_add_string (hasher, hash);
    }
  return lim_hasher_finish_hex (hasher);
}

static gboolean
add_passage (LimDressWork *work, const LimStoryPassage *passage, GError **error)
{
  g_autofree char *name = lim_dress_file_name (passage->id, ".yaml");
  char *file = g_strconcat (LIM_DRESS_BRIEFS "/", name, NULL);
  const LimBrief *present = lim_dress_book_brief (work->book, passage->id);
  const char *elsewhere = present != NULL && g_strcmp0 (present->file, file) != 0 ? present->file : NULL;
  LimDressItem *item =
      lim_dress_work_add (work, passage->id, passage->index, file, elsewhere, hash_sources (work, passage), error);

  if (item == NULL)
    return FALSE;
  if (item->state == LIM_ITEM_TODO && (passage->prose == NULL || *passage->prose == '\0'))
    {
      item->state = LIM_ITEM_FAILED;
      item->why = g_strdup ("it has no prose to be illustrated");
    }
  return TRUE;
}

static gboolean
plan (LimDressWork *work, GError **error)
{
  const LimStory *story = work->book->story;

  if (!lim_dress_work_check_only (work, "passage", story->passages_by_id, error))
    return FALSE;
  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      if (lim_dress_work_wants (work, passage->id) && !add_passage (work, passage, error))
        return FALSE;
    }
  return TRUE;
}

static void
count_priorities (const LimDressBook *book, LimDressReport *report)
{
  for (guint i = 0; i < book->briefs->len; i++)
    {
      guint priority = lim_dress_book_priority (book, book->briefs->pdata[i]);

      if (priority < G_N_ELEMENTS (report->by_priority))
        report->by_priority[priority]++;
    }
}

/* What the captions tell too early. */
static void
prove (LimDressWork *work, const LimDressBook *book)
{
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (book->story);
  g_autoptr (LimSpoilerProof) proof = lim_spoiler_prove (graph, book->codex, book->briefs);

  for (guint i = 0; i < proof->findings->len; i++)
    {
      LimFinding *finding = proof->findings->pdata[i];

      if (finding->file == NULL || !g_str_has_prefix (finding->file, LIM_DRESS_BRIEFS "/"))
        continue;
      g_ptr_array_add (work->report->findings,
                       lim_finding_new (finding->severity, finding->file, finding->line, finding->field,
                                        finding->found, finding->expected, finding->fix));
    }
}

/* What there is now, after all that was written. */
static void
look_back (LimDressWork *work)
{
  g_autoptr (LimDressBook) book = lim_dress_book_open (work->project, NULL);

  if (book == NULL)
    return;
  count_priorities (book, work->report);
  if (work->report->n[LIM_ITEM_MADE] > 0)
    prove (work, book);
}

static const LimDressMaking making = {
  .unit = "passage",
  .title = "Writing briefs",
  .make = make,
  .minimal = make_minimal,
  .words = lim_briefing_words,
};

gboolean
lim_dress_make_briefs (const LimContext *context, LimProject *project, const LimDressOptions *options,
                       LimDressReport *report, GError **error)
{
  g_auto (LimDressWork)
      work = { .context = context, .project = project, .options = options, .making = &making, .report = report };
  gboolean good;

  if (!lim_dress_work_open (&work, LIM_DRESS_MAY_BRIEF, error) || !plan (&work, error))
    return FALSE;
  good = lim_dress_work_run (&work, error);
  if (!options->dry_run)
    look_back (&work);
  return good;
}
