#include "dress-status.h"

#include "dress-picture.h"
#include "dress-stale.h"
#include "dress-story.h"

static void
count_parts (const LimDressBook *book, LimDressStatus *status)
{
  for (guint i = 0; i < book->story->entities->len; i++)
    {
      const char *id = ((const LimStoryEntity *) book->story->entities->pdata[i])->id;

      status->n_visuals += lim_dress_book_visual (book, id) != NULL ? 1 : 0;
      if (!g_hash_table_contains (book->codex_of, id))
        continue;
      status->n_codex++;
      if (lim_dress_gate_state (book, LIM_DRESS_GATE_CODEX, id, NULL) != LIM_DRESS_GATE_APPROVED)
        status->n_codex_open++;
    }
  for (guint i = 0; i < book->briefs->len; i++)
    {
      const LimBrief *brief = book->briefs->pdata[i];
      LimDressGateState state = lim_dress_gate_state (book, LIM_DRESS_GATE_BRIEF, brief->id, NULL);

      status->n_briefs++;
      if (lim_dress_book_priority (book, brief) != 0
          && (state == LIM_DRESS_GATE_NONE || state == LIM_DRESS_GATE_STALE))
        status->n_briefs_open++;
    }
}

static void
count_pictures (const LimProject *project, const LimDressBook *book, LimDressStatus *status)
{
  g_autoptr (GPtrArray) chosen = lim_gates_chosen (book);

  status->n_chosen = chosen->len;
  for (guint i = 0; i < chosen->len; i++)
    status->n_made += lim_dress_is_illustrated (project, book, chosen->pdata[i]) ? 1 : 0;
  status->n_illustrations = book->illustrations->len;
  for (guint i = 0; i < book->illustrations->len; i++)
    status->n_stale += lim_dress_is_stale (book, book->illustrations->pdata[i]) ? 1 : 0;
}

static const char *
next_of (const LimDressStatus *status)
{
  const struct
  {
    gboolean open;
    const char *command;
  } steps[] = {
    { !status->has_direction, "dress direct" },
    { status->direction != LIM_DRESS_GATE_APPROVED, "dress approve direction" },
    { status->n_briefs == 0, "dress brief" },
    { status->n_codex == 0, "dress codex" },
    { status->n_codex_open > 0, "dress review" },
    { !status->has_budget && status->n_briefs_open > 0, "dress review" },
    { !status->has_budget, "dress budget" },
    { status->wants_no_pictures, NULL },
    { status->sample == LIM_DRESS_GATE_PENDING, "dress approve sample" },
    { status->n_made < status->n_chosen && status->sample != LIM_DRESS_GATE_APPROVED, "dress sample" },
    { status->n_made < status->n_chosen, "dress render" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].open)
      return steps[i].command;
  return NULL;
}

LimDressStatus *
lim_dress_status (const LimProject *project, GError **error)
{
  g_autofree char *path = lim_dress_story_path (project, error);
  g_autoptr (LimDressBook) book = path != NULL ? lim_dress_book_open (project, error) : NULL;
  LimDressStatus *status;

  if (book == NULL)
    return NULL;
  status = g_new0 (LimDressStatus, 1);
  status->direction = lim_dress_gate_state (book, LIM_DRESS_GATE_DIRECTION, NULL, NULL);
  status->sample = lim_dress_gate_state (book, LIM_DRESS_GATE_SAMPLE, NULL, NULL);
  status->has_direction = book->direction != NULL;
  status->has_budget = book->budget != NULL;
  status->wants_no_pictures = book->budget != NULL && book->budget->none;
  status->n_passages = book->story->passages->len;
  status->n_entities = book->story->entities->len;
  status->n_unreadable = book->findings->len;
  count_parts (book, status);
  count_pictures (project, book, status);
  status->next = g_strdup (next_of (status));
  return status;
}

void
lim_dress_status_free (LimDressStatus *status)
{
  if (status == NULL)
    return;
  g_free (status->next);
  g_free (status);
}

LimJson *
lim_dress_status_to_json (const LimDressStatus *status, LimJsonDoc *doc)
{
  const struct
  {
    const char *key;
    guint value;
  } counts[] = {
    { "passages", status->n_passages },
    { "entities", status->n_entities },
    { "visuals", status->n_visuals },
    { "briefs", status->n_briefs },
    { "briefs_open", status->n_briefs_open },
    { "codex", status->n_codex },
    { "codex_open", status->n_codex_open },
    { "budget", status->n_chosen },
    { "made", status->n_made },
    { "illustrations", status->n_illustrations },
    { "stale", status->n_stale },
    { "unreadable", status->n_unreadable },
  };
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "direction", lim_dress_gate_state_name (status->direction));
  lim_json_set_string (object, "sample", lim_dress_gate_state_name (status->sample));
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    lim_json_set_int (object, counts[i].key, counts[i].value);
  lim_json_set_bool (object, "no_pictures", status->wants_no_pictures);
  lim_json_set_string (object, "next", status->next);
  return object;
}
