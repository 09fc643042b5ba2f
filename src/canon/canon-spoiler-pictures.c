/* canon-spoiler-pictures.c: a picture shows nobody a reader has not met. */

#include "canon-spoiler-private.h"

/* Readers who never were where @entity appears: where can they get? NULL when nothing asks. */
static LimStorySearch *
ask_without (LimProving *proving, const LimStoryEntity *entity, guint8 *closed)
{
  for (guint i = 0; i < proving->graph->n_passages; i++)
    {
      const LimStoryPassage *passage = proving->graph->story->passages->pdata[i];

      closed[i] = g_strv_contains ((const char *const *) passage->appears, entity->id);
    }
  return lim_proving_ask (proving, closed, NULL, NULL, 0);
}

typedef struct
{
  guint8 *closed;
  LimStorySearch *search;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  lim_story_search_free (answer->search);
  g_free (answer->closed);
  g_free (answer);
}

static const Answer *
answer_for (LimProving *proving, GHashTable *answers, const LimStoryEntity *entity)
{
  Answer *answer = g_hash_table_lookup (answers, entity->id);

  if (answer == NULL)
    {
      answer = g_new0 (Answer, 1);
      answer->closed = g_new0 (guint8, proving->graph->n_passages + 1);
      answer->search = ask_without (proving, entity, answer->closed);
      g_hash_table_insert (answers, entity->id, answer);
    }
  return answer;
}

static void
check_depicted (LimProving *proving, GHashTable *answers, const LimBrief *brief, const LimStoryPassage *passage,
                const char *id)
{
  const LimStoryEntity *entity = lim_story_entity (proving->graph->story, id);
  g_autofree char *field = g_strdup_printf ("brief %s", brief->id);

  if (entity == NULL)
    {
      lim_proving_add (proving, LIM_FINDING_ERROR, brief->file, brief->line, field, "Correct its entities.",
                       "depicts “%s”, which is no entity of the story", id);
      return;
    }
  if (g_strv_contains ((const char *const *) passage->appears, id))
    return;
  const Answer *answer = answer_for (proving, answers, entity);
  if (!lim_story_search_reaches (answer->search, passage->index, NULL, 0))
    return;
  g_autofree char *way = lim_proving_way (proving, answer->search, passage->index, NULL, 0);
  lim_proving_add (proving, LIM_FINDING_ERROR, brief->file, brief->line, field,
                   "Leave the entity out of the picture, or list it under the passage's appears.",
                   "shows %s, who is not in “%s”, to a reader who never met them; %s", entity->name, passage->id,
                   way);
}

void
lim_proving_check_pictures (LimProving *proving)
{
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, answer_free);

  for (guint i = 0; i < proving->briefs->len; i++)
    {
      const LimBrief *brief = proving->briefs->pdata[i];
      const LimStoryPassage *passage = lim_story_passage (proving->graph->story, brief->passage);
      g_autofree char *field = g_strdup_printf ("brief %s", brief->id);

      if (passage == NULL)
        lim_proving_add (proving, LIM_FINDING_ERROR, brief->file, brief->line, field, "Correct its passage.",
                         "is of “%s”, which is no passage of the story", brief->passage);
      for (char **id = brief->entities; passage != NULL && *id != NULL; id++)
        check_depicted (proving, answers, brief, passage, *id);
    }
}
