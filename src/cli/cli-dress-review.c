#include "cli-dress-review.h"

#include "base-error.h"
#include "base-text.h"
#include "cli-ask.h"
#include "cli-dress.h"
#include "cli-editor.h"
#include "dress-edit.h"

#include <string.h>

/* -- What there is to judge -- */

static LimReviewTarget *
new_target (LimDressGate gate, const char *id, const char *entry)
{
  LimReviewTarget *target = g_new0 (LimReviewTarget, 1);

  *target = (LimReviewTarget){ .gate = gate, .id = g_strdup (id), .entry = g_strdup (entry) };
  return target;
}

void
lim_review_target_free (LimReviewTarget *target)
{
  if (target == NULL)
    return;
  g_free (target->id);
  g_free (target->entry);
  g_free (target);
}

static const LimCodexEntry *
find_entry (const LimDressBook *book, const char *id)
{
  for (guint i = 0; i < book->codex->len; i++)
    if (strcmp (((const LimCodexEntry *) book->codex->pdata[i])->id, id) == 0)
      return book->codex->pdata[i];
  return NULL;
}

LimReviewTarget *
lim_review_target_find (const LimDressBook *book, const char *word, GError **error)
{
  gboolean only_brief = g_str_has_prefix (word, "brief:"), only_codex = g_str_has_prefix (word, "codex:");
  const char *id = only_brief || only_codex ? word + strlen ("brief:") : word;
  const LimBrief *brief = lim_dress_book_brief_by_id (book, id);
  const LimCodexEntry *entry = find_entry (book, id);

  if (brief == NULL)
    brief = lim_dress_book_brief (book, id);
  if (brief != NULL && !only_codex)
    return new_target (LIM_DRESS_GATE_BRIEF, brief->id, NULL);
  if (g_hash_table_contains (book->codex_of, id) && !only_brief)
    return new_target (LIM_DRESS_GATE_CODEX, id, NULL);
  if (entry != NULL && !only_brief)
    return new_target (LIM_DRESS_GATE_CODEX, entry->entity, entry->id);
  if (lim_story_entity (book->story, id) != NULL && !only_brief)
    return new_target (LIM_DRESS_GATE_CODEX, id, NULL);
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND,
                        "“%s” is no brief, no passage with one, no entity and no codex entry; `limner dress review "
                        "--list` shows what there is",
                        id);
}

static void
add_target (const LimDressBook *book, GPtrArray *targets, LimDressGate gate, const char *id, gboolean waiting)
{
  LimDressGateState state = lim_dress_gate_state (book, gate, id, NULL);

  if (!waiting || state == LIM_DRESS_GATE_NONE || state == LIM_DRESS_GATE_STALE)
    g_ptr_array_add (targets, new_target (gate, id, NULL));
}

GPtrArray *
lim_review_targets (const LimDressBook *book, gboolean briefs, gboolean codex, gboolean waiting)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_review_target_free);
  g_autoptr (GPtrArray) order = lim_dress_book_by_priority (book);

  for (guint i = 0; briefs && i < order->len; i++)
    {
      const LimBrief *brief = order->pdata[i];

      /* What is of priority 0 was left out already. */
      if (!waiting || lim_dress_book_priority (book, brief) != 0)
        add_target (book, targets, LIM_DRESS_GATE_BRIEF, brief->id, waiting);
    }
  for (guint i = 0; codex && i < book->story->entities->len; i++)
    {
      const char *id = ((const LimStoryEntity *) book->story->entities->pdata[i])->id;

      if (g_hash_table_contains (book->codex_of, id))
        add_target (book, targets, LIM_DRESS_GATE_CODEX, id, waiting);
    }
  return targets;
}

/* -- Editing -- */

gboolean
lim_cli_edit_target (LimCli *cli, const LimDressBook *book, const LimReviewTarget *target, GError **error)
{
  gboolean is_brief = target->gate == LIM_DRESS_GATE_BRIEF;
  g_autoptr (GPtrArray) entries = is_brief ? NULL : lim_dress_book_codex_of (book, target->id);
  const LimBrief *brief = is_brief ? lim_dress_book_brief_by_id (book, target->id) : NULL;
  const LimCodexEntry *entry = is_brief                ? NULL
                               : target->entry != NULL ? find_entry (book, target->entry)
                               : entries->len > 0      ? entries->pdata[0]
                                                       : NULL;
  LimDressPart part = is_brief ? LIM_DRESS_PART_BRIEF : LIM_DRESS_PART_CODEX;
  const char *file = brief != NULL ? brief->file : entry != NULL ? entry->file : NULL;
  const char *id = brief != NULL ? brief->id : entry != NULL ? entry->id : NULL;

  if (id == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "“%s” has no entry to edit", target->id);
  g_autofree char *before = lim_dress_edit_text (cli->project, part, file, id, error);
  g_autofree char *after = before != NULL ? lim_cli_edit_text (is_brief ? "brief" : "codex", before, error) : NULL;
  if (after == NULL || strcmp (before, after) == 0)
    return FALSE;
  return lim_dress_edit_replace (cli->project, part, file, id, after, error);
}

/* -- One after the other -- */

typedef struct
{
  LimCli *cli;
  const char *who;
  guint n_approved, n_skipped, n_rejected;
} Walk;

static gboolean
say (Walk *self, const LimDressBook *book, const LimReviewTarget *target, LimDressVerdict verdict, const char *reason,
     int priority)
{
  const LimDressSaying saying = {
    .verdict = verdict, .who = self->who, .reason = reason, .priority = priority, .clock = self->cli->context.clock
  };
  g_autoptr (GError) problem = NULL;

  if (lim_dress_say (self->cli->project, book, target->gate, target->id, &saying, &problem))
    return TRUE;
  lim_cli_warn (self->cli, "%s", problem->message);
  return FALSE;
}

/* Editing codex is by entry; the person picks. */
static void
edit (Walk *self, const LimDressBook *book, const LimReviewTarget *target)
{
  g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (book, target->id);
  LimReviewTarget one = *target;
  g_autofree char *line = NULL;
  g_autoptr (GError) problem = NULL;

  if (target->gate == LIM_DRESS_GATE_CODEX && entries->len > 1)
    {
      line = lim_cli_ask_line (self->cli, "Which entry (id)? ", NULL);
      if (line != NULL && *line != '\0' && find_entry (book, line) != NULL)
        one.entry = line;
    }
  if (!lim_cli_edit_target (self->cli, book, &one, &problem) && problem != NULL)
    lim_cli_warn (self->cli, "%s", problem->message);
}

/* Asks about @target. TRUE: on to the next one. */
static gboolean
act (Walk *self, const LimDressBook *book, const LimReviewTarget *target, char key)
{
  gboolean well;

  switch (key)
    {
    case 'a':
      well = say (self, book, target, LIM_VERDICT_APPROVED, NULL, LIM_REVIEW_NO_PRIORITY);
      self->n_approved += well ? 1 : 0;
      return well;
    case 's':
      well = say (self, book, target, LIM_VERDICT_SKIPPED, NULL, LIM_REVIEW_NO_PRIORITY);
      self->n_skipped += well ? 1 : 0;
      return well;
    case 'r':
      {
        g_autofree char *reason = lim_cli_ask_line (self->cli, "Why? ", NULL);

        well = reason != NULL && say (self, book, target, LIM_VERDICT_REJECTED, reason, LIM_REVIEW_NO_PRIORITY);
        self->n_rejected += well ? 1 : 0;
        return well;
      }
    case 'e':
      edit (self, book, target);
      return FALSE;
    case '0':
    case '1':
    case '2':
    case '3':
      say (self, book, target, LIM_VERDICT_PENDING, NULL, key - '0');
      return FALSE;
    default:
      return TRUE;
    }
}

/* FALSE: the person goes. */
static gboolean
judge (Walk *self, const LimReviewTarget *target, guint number, guint n, GError **error)
{
  gboolean is_brief = target->gate == LIM_DRESS_GATE_BRIEF, done = FALSE;
  g_autofree char *question = g_strdup_printf ("[%u/%u] [n]ext, [a]pprove, %s[r]eject, [e]dit, [q]uit: ", number, n,
                                               is_brief ? "[s]kip, priority [0]–[3], " : "");

  while (!done)
    {
      g_autoptr (LimDressBook) book = lim_dress_book_open (self->cli->project, error);
      char key;

      if (book == NULL)
        return FALSE;
      if (is_brief && lim_dress_book_brief_by_id (book, target->id) == NULL)
        return TRUE;
      if (is_brief)
        lim_cli_print_brief (self->cli, book, lim_dress_book_brief_by_id (book, target->id));
      else
        lim_cli_print_codex (self->cli, book, target->id);
      if (!lim_cli_ask (self->cli, question, is_brief ? "nasre0123q" : "nareq", &key, error) || key == 'q')
        return FALSE;
      done = act (self, book, target, key);
    }
  return TRUE;
}

gboolean
lim_cli_walk_review (LimCli *cli, const char *who, gboolean briefs, gboolean codex, GError **error)
{
  g_autoptr (LimDressBook) book = lim_dress_book_open (cli->project, error);
  g_autoptr (GPtrArray) targets = book != NULL ? lim_review_targets (book, briefs, codex, TRUE) : NULL;
  g_autoptr (GError) problem = NULL;
  Walk self = { .cli = cli, .who = who };

  if (targets == NULL)
    return FALSE;
  if (targets->len == 0)
    {
      lim_cli_print (cli, "Nothing waits for review.");
      return TRUE;
    }
  for (guint i = 0; i < targets->len; i++)
    if (!judge (&self, targets->pdata[i], i + 1, targets->len, &problem))
      break;
  lim_cli_print (cli, "\n%u approved, %u skipped, %u rejected.", self.n_approved, self.n_skipped, self.n_rejected);
  if (problem == NULL || g_error_matches (problem, LIM_ERROR, LIM_ERROR_CANCELLED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
