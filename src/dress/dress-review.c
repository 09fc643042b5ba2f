#include "dress-review.h"

#include "base-error.h"
#include "base-text.h"
#include "dress-file-name.h"
#include "store-document.h"

#include <string.h>

/* -- Saving -- */

gboolean
lim_dress_save (const LimProject *project, const char *relative, GBytes *bytes, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gsize length = 0;
  char *text = lim_project_read_text (project, relative, &length, &cause);
  g_autoptr (GBytes) known = text != NULL ? g_bytes_new_take (text, length) : NULL;

  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (known != NULL && g_bytes_equal (known, bytes))
    return TRUE;
  return lim_store_save_document (project, relative, bytes, known, error);
}

gboolean
lim_dress_save_review (const LimProject *project, const char *relative, const LimDressReview *review, GError **error)
{
  g_autofree char *path = g_strconcat (LIM_DRESS_REVIEWS "/", relative, NULL);
  g_autoptr (GBytes) bytes = lim_dress_review_to_json (review);

  return lim_dress_save (project, path, bytes, error);
}

/* -- What is not ready -- */

static void add (GPtrArray *problems, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add (GPtrArray *problems, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (problems, g_strdup_vprintf (format, args));
  va_end (args);
}

static gboolean
is_empty (const char *text)
{
  while (text != NULL && g_ascii_isspace (*text))
    text++;
  return text == NULL || *text == '\0';
}

GPtrArray *
lim_dress_direction_problems (const LimDressBook *book)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);

  if (book->direction == NULL)
    add (problems, "there is no art direction (%s)", LIM_DRESS_DIRECTION);
  else
    lim_art_direction_vague (book->direction, problems);
  for (guint i = 0; i < book->story->entities->len; i++)
    {
      const LimStoryEntity *entity = book->story->entities->pdata[i];
      const LimEntityVisual *visual = lim_dress_book_visual (book, entity->id);
      g_autoptr (GPtrArray) vague = g_ptr_array_new_with_free_func (g_free);

      if (visual == NULL)
        add (problems, "%s has no visual in %s/", entity->id, LIM_DRESS_VISUALS);
      else
        lim_entity_visual_vague (visual, vague);
      for (guint j = 0; j < vague->len; j++)
        add (problems, "%s: %s", entity->id, (const char *) vague->pdata[j]);
    }
  return problems;
}

GPtrArray *
lim_dress_brief_problems (const LimDressBook *book, const LimBrief *brief)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);

  if (lim_story_passage (book->story, brief->passage) == NULL)
    add (problems, "the story has no passage “%s”", brief->passage);
  if (is_empty (brief->subject))
    add (problems, "subject: says nothing");
  if (is_empty (brief->composition))
    add (problems, "composition: says nothing");
  if (is_empty (brief->caption))
    add (problems, "caption: says nothing, and readers are to see it");
  for (char **entity = brief->entities; *entity != NULL; entity++)
    if (lim_story_entity (book->story, *entity) == NULL)
      add (problems, "entities: the story has no “%s”", *entity);
  return problems;
}

GPtrArray *
lim_dress_codex_problems (const LimDressBook *book, const char *entity)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (book, entity);
  gboolean open = FALSE;

  if (lim_story_entity (book->story, entity) == NULL)
    add (problems, "the story has no entity “%s”", entity);
  for (guint i = 0; i < entries->len; i++)
    {
      const LimCodexEntry *entry = entries->pdata[i];

      open |= entry->rank == 1 && entry->visible_when[0] == NULL;
      if (is_empty (entry->content))
        add (problems, "%s: says nothing", entry->id);
      if (i > 0 && ((const LimCodexEntry *) entries->pdata[i - 1])->rank == entry->rank)
        add (problems, "%s: a second entry of rank %u", entry->id, entry->rank);
      for (char **word = entry->visible_when; *word != NULL; word++)
        if (lim_story_codeword (book->story, *word) == NULL)
          add (problems, "%s: the story has no codeword “%s”", entry->id, *word);
    }
  if (!open)
    add (problems, "there is no entry of rank 1 that everybody may read");
  return problems;
}

/* -- Saying -- */

static GPtrArray *
problems_of (const LimDressBook *book, LimDressGate gate, const char *id)
{
  switch (gate)
    {
    case LIM_DRESS_GATE_DIRECTION:
      return lim_dress_direction_problems (book);
    case LIM_DRESS_GATE_BRIEF:
      return lim_dress_brief_problems (book, lim_dress_book_brief_by_id (book, id));
    case LIM_DRESS_GATE_CODEX:
    case LIM_DRESS_GATE_SAMPLE:
    default:
      return lim_dress_codex_problems (book, id);
    }
}

static gboolean
check_ready (const LimDressBook *book, LimDressGate gate, const char *id, const LimDressSaying *saying,
             GError **error)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GString) list = g_string_new (NULL);

  if (saying->verdict == LIM_VERDICT_REJECTED && is_empty (saying->reason))
    return lim_fail (error, LIM_ERROR_USAGE, "a rejection needs its reason: it says what to change");
  if (saying->verdict != LIM_VERDICT_APPROVED || saying->anyway)
    return TRUE;
  problems = problems_of (book, gate, id);
  if (problems->len == 0)
    return TRUE;
  for (guint i = 0; i < problems->len && i < 12; i++)
    g_string_append_printf (list, "\n  %s", (const char *) problems->pdata[i]);
  if (problems->len > 12)
    g_string_append_printf (list, "\n  … and %u more", problems->len - 12);
  return lim_fail (error, LIM_ERROR_REFUSED, "%s is not ready to be approved:%s",
                   id != NULL ? id : "the art direction", list->str);
}

static char *
file_of (LimDressGate gate, const char *id)
{
  g_autofree char *name = id != NULL ? lim_dress_file_name (id, ".json") : NULL;

  return gate == LIM_DRESS_GATE_DIRECTION
             ? g_strdup ("direction.json")
             : g_strconcat (gate == LIM_DRESS_GATE_BRIEF ? "briefs/" : "codex/", name, NULL);
}

static LimDressReview *
new_review (const LimDressBook *book, LimDressGate gate, const char *id, const char *content,
            const LimDressSaying *saying)
{
  const LimDressReview *old = gate == LIM_DRESS_GATE_BRIEF ? g_hash_table_lookup (book->brief_reviews, id) : NULL;
  gboolean keeps = saying->verdict == LIM_VERDICT_PENDING && old != NULL;
  LimDressReview *review =
      lim_dress_review_new (keeps ? old->verdict : saying->verdict, id, keeps ? old->content : content);

  review->by = g_strdup (keeps && old->by != NULL ? old->by : saying->who);
  review->at = keeps && old->at != NULL ? g_strdup (old->at) : lim_clock_now_iso (saying->clock);
  review->reason = g_strdup (keeps ? old->reason : saying->reason);
  review->priority = saying->priority != LIM_REVIEW_NO_PRIORITY || old == NULL ? saying->priority : old->priority;
  return review;
}

gboolean
lim_dress_say (const LimProject *project, const LimDressBook *book, LimDressGate gate, const char *id,
               const LimDressSaying *saying, GError **error)
{
  g_autofree char *content = lim_dress_gate_content (book, gate, id), *file = file_of (gate, id);
  g_autoptr (LimDressReview) review = NULL;

  if (content == NULL)
    return gate == LIM_DRESS_GATE_DIRECTION
               ? lim_fail (error, LIM_ERROR_NOT_FOUND,
                           "there is no art direction yet: `limner dress direct` makes one, or write %s",
                           LIM_DRESS_DIRECTION)
               : lim_fail (error, LIM_ERROR_NOT_FOUND, "there is no %s of “%s”",
                           gate == LIM_DRESS_GATE_BRIEF ? "brief" : "codex", id);
  if (!check_ready (book, gate, id, saying, error))
    return FALSE;
  review = new_review (book, gate, id, content, saying);
  return lim_dress_save_review (project, file, review, error);
}
