#include "dress-checklist.h"

#include "base-hash.h"
#include "canon-diegetic.h"
#include "canon-spoiler.h"
#include "dress-adopt.h"
#include "dress-picture.h"
#include "dress-review.h"
#include "dress-stale.h"
#include "store-document.h"

#include <string.h>

typedef struct
{
  const LimProject *project;
  const LimDressBook *book;
  LimDressChecklist *list;
} Check;

static void
note (Check *self, LimDressCheckRow row, LimFindingSeverity severity, const char *file, guint line, const char *field,
      const char *found, const char *fix)
{
  g_ptr_array_add (self->list->findings[row], lim_finding_new (severity, file, line, field, found, NULL, fix));
}

static void
miss (Check *self, LimDressCheckRow row, const char *file, guint line, const char *field, const char *found,
      const char *fix)
{
  note (self, row, LIM_FINDING_ERROR, file, line, field, found, fix);
}

/* -- What was written before the pictures -- */

static void
check_readable (Check *self)
{
  for (guint i = 0; i < self->book->findings->len; i++)
    {
      const LimFinding *found = self->book->findings->pdata[i];

      g_ptr_array_add (self->list->findings[LIM_CHECK_READABLE],
                       lim_finding_new (found->severity, found->file, found->line, found->field, found->found,
                                        found->expected, found->fix));
    }
}

static void
check_direction (Check *self)
{
  g_autoptr (GPtrArray) vague = g_ptr_array_new_with_free_func (g_free);
  const LimArtDirection *direction = self->book->direction;

  if (direction == NULL)
    miss (self, LIM_CHECK_DIRECTION, LIM_DRESS_DIRECTION, 0, NULL, "there is none",
          "`limner dress direct` makes one, or write it.");
  else
    lim_art_direction_vague (direction, vague);
  for (guint i = 0; i < vague->len; i++)
    miss (self, LIM_CHECK_DIRECTION, direction->file, 0, NULL, vague->pdata[i], NULL);
}

static gboolean
is_empty (const char *text)
{
  g_autofree char *copy = g_strstrip (g_strdup (text != NULL ? text : ""));

  return *copy == '\0';
}

static void
check_visuals (Check *self)
{
  const GPtrArray *entities = self->book->story->entities;

  for (guint i = 0; i < entities->len; i++)
    {
      const LimStoryEntity *entity = entities->pdata[i];
      const LimEntityVisual *visual = lim_dress_book_visual (self->book, entity->id);

      if (visual == NULL)
        miss (self, LIM_CHECK_VISUALS, NULL, 0, entity->id, "has no visual", "`limner dress direct` makes them.");
      else if (is_empty (visual->reference_prompt_fragment))
        miss (self, LIM_CHECK_VISUALS, visual->file, visual->line, entity->id, "has no reference_prompt_fragment",
              "Say in a few words what image makers are to be told.");
    }
  for (guint i = 0; i < self->book->visuals->len; i++)
    {
      const LimEntityVisual *visual = self->book->visuals->pdata[i];

      if (lim_story_entity (self->book->story, visual->entity) == NULL)
        note (self, LIM_CHECK_VISUALS, LIM_FINDING_WARNING, visual->file, visual->line, visual->entity,
              "is no entity of the story", NULL);
    }
}

static void
check_briefs (Check *self)
{
  const LimDressBook *book = self->book;

  for (guint i = 0; i < book->story->passages->len; i++)
    {
      const LimStoryPassage *passage = book->story->passages->pdata[i];
      const LimBrief *brief = lim_dress_book_brief (book, passage->id);

      if (brief == NULL)
        miss (self, LIM_CHECK_BRIEFS, NULL, 0, passage->id, "has no brief", "`limner dress brief` makes them.");
      else if (lim_dress_book_priority (book, brief) == LIM_BRIEF_UNSCORED)
        miss (self, LIM_CHECK_BRIEFS, brief->file, brief->line, brief->id, "has no priority",
              "Give it one: `limner dress review BRIEF --priority 2`.");
    }
  for (guint i = 0; i < book->briefs->len; i++)
    {
      const LimBrief *brief = book->briefs->pdata[i];

      if (lim_story_passage (book->story, brief->passage) == NULL)
        miss (self, LIM_CHECK_BRIEFS, brief->file, brief->line, brief->id, "is for a passage the story has not",
              "Remove it, or name the passage as the story does.");
    }
}

static void
check_codex (Check *self)
{
  const GPtrArray *entities = self->book->story->entities;

  for (guint i = 0; i < entities->len; i++)
    {
      const LimStoryEntity *entity = entities->pdata[i];
      g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (self->book, entity->id);
      gboolean open = FALSE;

      for (guint j = 0; j < entries->len; j++)
        {
          const LimCodexEntry *entry = entries->pdata[j];

          open |= entry->rank == 1 && entry->visible_when[0] == NULL;
        }
      if (!open)
        miss (self, LIM_CHECK_CODEX, NULL, 0, entity->id,
              entries->len == 0 ? "has no codex entry" : "has no entry of rank 1 that is always open",
              "`limner dress codex` makes them.");
    }
}

static void
check_entries (Check *self)
{
  const LimDressBook *book = self->book;

  for (guint i = 0; i < book->codex->len; i++)
    {
      const LimCodexEntry *entry = book->codex->pdata[i];
      g_autofree char *slip = lim_diegetic_slip (entry->content, LIM_DIEGETIC_CODEX);

      if (lim_story_entity (book->story, entry->entity) == NULL)
        miss (self, LIM_CHECK_HAS_ENTRY, entry->file, entry->line, entry->id, "belongs to no entity of the story",
              NULL);
      for (char **word = entry->visible_when; *word != NULL; word++)
        if (lim_story_codeword (book->story, *word) == NULL)
          {
            g_autofree char *found = g_strdup_printf ("opens with “%s”, which is no codeword of the story", *word);

            miss (self, LIM_CHECK_HAS_ENTRY, entry->file, entry->line, entry->id, found, NULL);
          }
      if (slip != NULL)
        miss (self, LIM_CHECK_DIEGETIC, entry->file, entry->line, entry->id, slip,
              "Say it as somebody in the story would.");
    }
}

static void
check_spoilers (Check *self)
{
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (self->book->story);
  g_autoptr (LimSpoilerProof) proof = lim_spoiler_prove (graph, self->book->codex, self->book->briefs);

  self->list->n_questions = proof->n_questions;
  g_ptr_array_extend_and_steal (self->list->findings[LIM_CHECK_SPOILERS], g_steal_pointer (&proof->findings));
  proof->findings = lim_findings_new ();
}

/* -- The pictures -- */

static void
check_chosen (Check *self)
{
  g_autoptr (GPtrArray) chosen = lim_gates_chosen (self->book);

  if (self->book->budget == NULL)
    {
      miss (self, LIM_CHECK_ILLUSTRATIONS, NULL, 0, NULL, "nobody said yet which pictures are wanted",
            "`limner dress budget --priority 1`, or `--none`.");
      return;
    }
  for (guint i = 0; i < chosen->len; i++)
    {
      const LimBrief *brief = chosen->pdata[i];

      const LimIllustration *made = lim_dress_book_illustration_of_brief (self->book, brief->id);

      if (made != NULL && lim_dress_has_asset (self->project, made)
          && !lim_dress_is_illustrated (self->project, self->book, brief))
        miss (self, LIM_CHECK_ILLUSTRATIONS, made->file, made->line, made->id, "its picture was rejected",
              "`limner dress render` makes another.");
      if (made != NULL)
        continue;
      if (lim_budget_is_blocked (self->book->budget, brief->id))
        miss (self, LIM_CHECK_ILLUSTRATIONS, brief->file, brief->line, brief->id,
              "was refused for what it would show", "Change its words, skip it, or ask another image maker.");
      else
        miss (self, LIM_CHECK_ILLUSTRATIONS, brief->file, brief->line, brief->id,
              "is in the budget and has no picture", "`limner dress render` makes it.");
    }
}

static void
check_illustration (Check *self, const LimIllustration *made)
{
  const LimDressBook *book = self->book;
  const LimBrief *brief = lim_dress_book_brief_by_id (book, made->brief);
  g_autofree char *slip = made->caption != NULL ? lim_diegetic_slip (made->caption, LIM_DIEGETIC_CAPTION) : NULL;

  if (brief == NULL)
    miss (self, LIM_CHECK_FROM_BRIEF, made->file, made->line, made->id, "its brief is gone",
          "Remove the illustration, or bring the brief back.");
  if (lim_story_passage (book->story, made->passage) == NULL)
    miss (self, LIM_CHECK_DEPICTS, made->file, made->line, made->id, "its passage is gone",
          "Remove the illustration.");
  else if (brief != NULL && strcmp (brief->passage, made->passage) != 0)
    miss (self, LIM_CHECK_DEPICTS, made->file, made->line, made->id, "its brief is for another passage now",
          "`limner dress render` makes the picture anew.");
  if (is_empty (made->caption))
    miss (self, LIM_CHECK_CAPTIONS, made->file, made->line, made->id, "has no caption", NULL);
  else if (slip != NULL)
    miss (self, LIM_CHECK_CAPTIONS, made->file, made->line, made->id, slip, "Say it as somebody in the story would.");
}

static void
check_asset (Check *self, const LimIllustration *made)
{
  g_autofree char *path = lim_store_resolve (self->project, made->asset, NULL);
  g_autofree char *hash = NULL;
  const char *name = made->asset + strlen ("assets/"), *dot = strrchr (name, '.');

  if (!lim_dress_has_asset (self->project, made))
    {
      miss (self, LIM_CHECK_ASSETS, made->file, made->line, made->id, "its asset is missing",
            "`limner dress render` puts it back, or makes it anew.");
      return;
    }
  hash = lim_sha256_file_hex (path, NULL);
  gsize length = dot != NULL ? (gsize) (dot - name) : strlen (name);
  if (hash == NULL || length < 6 || length > LIM_SHA256_HEX_LENGTH || strncmp (name, hash, length) != 0)
    miss (self, LIM_CHECK_ASSETS, made->file, made->line, made->asset,
          "does not bear the beginning of its SHA-256 as its name: it was changed, or put there by hand",
          "Restore it from git, or remove it and `limner dress render`.");
}

static void
check_orphans (Check *self)
{
  g_autoptr (GPtrArray) orphans = lim_dress_orphans (self->project, self->book, NULL);

  for (guint i = 0; orphans != NULL && i < orphans->len; i++)
    miss (self, LIM_CHECK_ASSETS, orphans->pdata[i], 0, NULL, "belongs to no illustration and is nobody's anchor",
          "Remove it, or move it out of assets/.");
}

static void
check_fresh (Check *self, const LimIllustration *made)
{
  g_autoptr (GPtrArray) changed = lim_dress_stale (self->book, made);

  if (changed->len == 0)
    return;
  g_ptr_array_add (changed, NULL);
  g_autofree char *names = g_strjoinv (", ", (char **) changed->pdata);
  g_autofree char *found = g_strdup_printf ("changed since the picture was made: %s", names);
  self->list->n_stale++;
  note (self, LIM_CHECK_FRESH, LIM_FINDING_WARNING, made->file, made->line, made->id, found,
        "`limner dress budget --stale` and `limner dress render --stale` make it anew.");
}

static void
check_pictures (Check *self)
{
  check_chosen (self);
  for (guint i = 0; i < self->book->illustrations->len; i++)
    {
      check_illustration (self, self->book->illustrations->pdata[i]);
      check_asset (self, self->book->illustrations->pdata[i]);
      check_fresh (self, self->book->illustrations->pdata[i]);
    }
  check_orphans (self);
}

/* -- The gates -- */

static void
check_gate (Check *self, LimDressGate gate, const char *id, const char *name, const char *fix)
{
  LimDressGateState state = lim_dress_gate_state (self->book, gate, id, NULL);
  g_autofree char *found = g_strdup_printf ("%s %s", name, lim_dress_gate_state_name (state));

  if (state != LIM_DRESS_GATE_APPROVED && state != LIM_DRESS_GATE_SKIPPED)
    miss (self, LIM_CHECK_GATES, NULL, 0, id, found, fix);
}

static void
check_gates (Check *self)
{
  const LimDressBook *book = self->book;
  g_autoptr (GPtrArray) chosen = lim_gates_chosen (book);
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer entity;

  for (guint i = 0; i < chosen->len; i++)
    g_hash_table_add (wanted, chosen->pdata[i]);
  check_gate (self, LIM_DRESS_GATE_DIRECTION, NULL, "Gate 1: the art direction:", "`limner dress approve direction`");
  /* Briefs that no picture is to be made of need no approval; those readers see something of do. */
  for (guint i = 0; i < book->briefs->len; i++)
    {
      const LimBrief *brief = book->briefs->pdata[i];

      if (lim_gates_leave_out (book, brief))
        continue;
      if (lim_dress_book_illustration_of_brief (book, brief->id) != NULL || g_hash_table_contains (wanted, brief))
        check_gate (self, LIM_DRESS_GATE_BRIEF, brief->id, "Gate 2: the brief:", "`limner dress review`");
    }
  g_hash_table_iter_init (&iter, book->codex_of);
  while (g_hash_table_iter_next (&iter, &entity, NULL))
    check_gate (self, LIM_DRESS_GATE_CODEX, entity, "Gate 2: the codex:", "`limner dress review`");
  if (book->budget == NULL)
    miss (self, LIM_CHECK_GATES, NULL, 0, NULL, "Gate 2: no budget is set", "`limner dress budget`");
  else if (self->list->wants_pictures)
    check_gate (self, LIM_DRESS_GATE_SAMPLE, NULL,
                "the sample:", "`limner dress sample`, then `dress approve sample`");
}

/* -- All -- */

static const struct
{
  const char *name, *asks;
} rows[LIM_N_CHECKS] = {
  [LIM_CHECK_READABLE] = { "readable", "every file can be read, and nothing is there twice" },
  [LIM_CHECK_DIRECTION] = { "direction", "the art direction has all its fields" },
  [LIM_CHECK_VISUALS] = { "visuals", "every entity has a look and a reference_prompt_fragment" },
  [LIM_CHECK_BRIEFS] = { "briefs", "every passage has a brief with a priority" },
  [LIM_CHECK_ILLUSTRATIONS] = { "pictures", "every brief of the budget has its illustration" },
  [LIM_CHECK_DEPICTS] = { "depicts", "every illustration depicts its passage" },
  [LIM_CHECK_FROM_BRIEF] = { "from brief", "every illustration comes from a brief" },
  [LIM_CHECK_CAPTIONS] = { "captions", "every illustration has a caption in the story's voice" },
  [LIM_CHECK_CODEX] = { "codex", "every entity has an entry of rank 1 that is always open" },
  [LIM_CHECK_HAS_ENTRY] = { "entries", "every entry belongs to an entity and opens with codewords there are" },
  [LIM_CHECK_DIEGETIC] = { "diegetic", "all codex speaks in the story's voice" },
  [LIM_CHECK_SPOILERS] = { "spoilers", "nothing is told too early" },
  [LIM_CHECK_ASSETS] = { "assets", "every asset is there, named by its hash, and used" },
  [LIM_CHECK_GATES] = { "gates", "Gate 1, Gate 2 and the sample were passed" },
  [LIM_CHECK_FRESH] = { "fresh", "every picture shows what the story says now" },
};

const char *
lim_dress_check_name (LimDressCheckRow row)
{
  return rows[row].name;
}

const char *
lim_dress_check_asks (LimDressCheckRow row)
{
  return rows[row].asks;
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const LimFinding *one = *(LimFinding *const *) a, *other = *(LimFinding *const *) b;
  int by_file = g_strcmp0 (one->file, other->file);

  if (by_file != 0)
    return by_file;
  return one->line != other->line ? (one->line < other->line ? -1 : 1) : g_strcmp0 (one->field, other->field);
}

LimDressChecklist *
lim_dress_checklist (const LimProject *project, GError **error)
{
  g_autoptr (LimDressBook) book = lim_dress_book_open (project, error);
  LimDressChecklist *list;
  Check self;

  if (book == NULL)
    return NULL;
  list = g_new0 (LimDressChecklist, 1);
  for (guint i = 0; i < LIM_N_CHECKS; i++)
    list->findings[i] = lim_findings_new ();
  list->wants_pictures = book->budget == NULL || !book->budget->none || book->illustrations->len > 0;
  self = (Check){ project, book, list };
  check_readable (&self);
  check_direction (&self);
  check_visuals (&self);
  check_briefs (&self);
  check_codex (&self);
  check_entries (&self);
  check_spoilers (&self);
  check_pictures (&self);
  check_gates (&self);
  for (guint i = 0; i < LIM_N_CHECKS; i++)
    {
      g_ptr_array_sort (list->findings[i], compare_findings);
      lim_findings_first (list->findings[i], LIM_FINDING_ERROR, &list->n_errors[i]);
      list->n_unmet += list->n_errors[i] > 0 ? 1 : 0;
    }
  return list;
}

void
lim_dress_checklist_free (LimDressChecklist *list)
{
  if (list == NULL)
    return;
  for (guint i = 0; i < LIM_N_CHECKS; i++)
    g_clear_pointer (&list->findings[i], g_ptr_array_unref);
  g_free (list);
}
