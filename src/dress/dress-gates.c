#include "dress-gates.h"

#include "base-error.h"
#include "base-hash.h"
#include "base-text.h"

static const char *const state_names[] = {
  "not reviewed", "waits", "approved", "rejected", "skipped", "changed since"
};

const char *
lim_dress_gate_state_name (LimDressGateState state)
{
  return state_names[state];
}

/* -- What is judged -- */

static char *
codex_content (const LimDressBook *book, const char *entity)
{
  g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (book, entity);

  return entries->len > 0 ? lim_dress_hash_codex (entries) : NULL;
}

char *
lim_dress_gate_content (const LimDressBook *book, LimDressGate gate, const char *id)
{
  const LimBrief *brief;

  switch (gate)
    {
    case LIM_DRESS_GATE_DIRECTION:
      return book->direction != NULL ? lim_dress_book_hash_direction (book) : NULL;
    case LIM_DRESS_GATE_BRIEF:
      brief = lim_dress_book_brief_by_id (book, id);
      return brief != NULL ? lim_dress_hash_brief_review (brief) : NULL;
    case LIM_DRESS_GATE_CODEX:
      return codex_content (book, id);
    case LIM_DRESS_GATE_SAMPLE:
    default:
      return book->direction != NULL ? lim_dress_hash_style (book->direction) : NULL;
    }
}

char *
lim_dress_gate_sample_content (const LimDressBook *book, const LimBrief *brief, const char *maker)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  g_autofree char *style = lim_dress_hash_style (book->direction), *picture = lim_dress_hash_brief (brief);

  lim_hasher_add_string (hasher, style);
  lim_hasher_add_string (hasher, maker);
  lim_hasher_add_string (hasher, brief->id);
  lim_hasher_add_string (hasher, picture);
  for (char **entity = brief->entities; *entity != NULL; entity++)
    {
      const LimEntityVisual *visual = lim_dress_book_visual (book, *entity);
      g_autofree char *hash = visual != NULL ? lim_dress_hash_visual (visual) : NULL;

      lim_hasher_add_string (hasher, hash);
    }
  return lim_hasher_finish_hex (hasher);
}

/* -- What was said of it -- */

/* Whether the sample that waits or was rejected would be made of the same again. */
static gboolean
sample_is_same (const LimDressBook *book, const LimDressReview *review, const char *maker)
{
  const LimBrief *brief = review->of != NULL ? lim_dress_book_brief_by_id (book, review->of) : NULL;
  g_autofree char *content = NULL;

  if (brief == NULL || (maker != NULL && g_strcmp0 (maker, review->maker) != 0))
    return FALSE;
  content = lim_dress_gate_sample_content (book, brief, review->maker);
  return g_strcmp0 (content, review->content) == 0;
}

static LimDressGateState
sample_state (const LimDressBook *book, const char *maker)
{
  const LimDressReview *review = book->sample_review;

  if (review == NULL || book->direction == NULL)
    return LIM_DRESS_GATE_NONE;
  if (review->verdict == LIM_VERDICT_APPROVED)
    {
      g_autofree char *style = lim_dress_hash_style (book->direction);

      return g_strcmp0 (style, review->style) != 0 || (maker != NULL && g_strcmp0 (maker, review->maker) != 0)
                 ? LIM_DRESS_GATE_STALE
                 : LIM_DRESS_GATE_APPROVED;
    }
  if (!sample_is_same (book, review, maker))
    return LIM_DRESS_GATE_NONE;
  return review->verdict == LIM_VERDICT_PENDING ? LIM_DRESS_GATE_PENDING : LIM_DRESS_GATE_REJECTED;
}

static const LimDressReview *
review_of (const LimDressBook *book, LimDressGate gate, const char *id)
{
  switch (gate)
    {
    case LIM_DRESS_GATE_DIRECTION:
      return book->direction_review;
    case LIM_DRESS_GATE_BRIEF:
      return g_hash_table_lookup (book->brief_reviews, id);
    case LIM_DRESS_GATE_CODEX:
      return g_hash_table_lookup (book->codex_reviews, id);
    case LIM_DRESS_GATE_SAMPLE:
    default:
      return book->sample_review;
    }
}

LimDressGateState
lim_dress_gate_state (const LimDressBook *book, LimDressGate gate, const char *id, const char *maker)
{
  const LimDressReview *review = review_of (book, gate, id);
  g_autofree char *content = NULL;

  if (gate == LIM_DRESS_GATE_SAMPLE)
    return sample_state (book, maker);
  content = lim_dress_gate_content (book, gate, id);
  if (review == NULL || content == NULL || review->verdict == LIM_VERDICT_PENDING)
    return LIM_DRESS_GATE_NONE;
  if (g_strcmp0 (content, review->content) != 0)
    return LIM_DRESS_GATE_STALE;
  return review->verdict == LIM_VERDICT_APPROVED   ? LIM_DRESS_GATE_APPROVED
         : review->verdict == LIM_VERDICT_REJECTED ? LIM_DRESS_GATE_REJECTED
                                                   : LIM_DRESS_GATE_SKIPPED;
}

/* -- What may be made -- */

gboolean
lim_gates_leave_out (const LimDressBook *book, const LimBrief *brief)
{
  LimDressGateState state = lim_dress_gate_state (book, LIM_DRESS_GATE_BRIEF, brief->id, NULL);

  return lim_dress_book_priority (book, brief) == 0 || state == LIM_DRESS_GATE_SKIPPED
         || state == LIM_DRESS_GATE_REJECTED;
}

gboolean
lim_gates_brief_passed (const LimDressBook *book, const LimBrief *brief)
{
  return lim_dress_book_priority (book, brief) != 0
         && lim_dress_gate_state (book, LIM_DRESS_GATE_BRIEF, brief->id, NULL) == LIM_DRESS_GATE_APPROVED;
}

GPtrArray *
lim_gates_chosen (const LimDressBook *book)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (char **id = book->budget != NULL ? book->budget->chosen : NULL; id != NULL && *id != NULL; id++)
    {
      const LimBrief *brief = lim_dress_book_brief_by_id (book, *id);

      if (brief != NULL && !book->budget->none && !lim_gates_leave_out (book, brief))
        g_ptr_array_add (chosen, (gpointer) brief);
    }
  return chosen;
}

/* -- The steps -- */

static gboolean
need_direction (const LimDressBook *book, const char *maker, GError **error)
{
  LimDressGateState state = lim_dress_gate_state (book, LIM_DRESS_GATE_DIRECTION, NULL, NULL);

  (void) maker;
  if (state == LIM_DRESS_GATE_APPROVED)
    return TRUE;
  if (book->direction == NULL)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "there is no art direction yet: `limner dress direct` makes one, or write %s",
                     LIM_DRESS_DIRECTION);
  return lim_fail (error, LIM_ERROR_REFUSED,
                   "Gate 1: the art direction is %s%s%s: look at it with "
                   "`limner dress approve direction`",
                   state == LIM_DRESS_GATE_STALE ? "approved, but changed since" : lim_dress_gate_state_name (state),
                   state == LIM_DRESS_GATE_REJECTED && book->direction_review->reason != NULL ? ", " : "",
                   state == LIM_DRESS_GATE_REJECTED && book->direction_review->reason != NULL
                       ? book->direction_review->reason
                       : "");
}

static gboolean
need_codex (const LimDressBook *book, const char *maker, GError **error)
{
  GHashTableIter iter;
  gpointer entity;

  (void) maker;
  g_hash_table_iter_init (&iter, book->codex_of);
  while (g_hash_table_iter_next (&iter, &entity, NULL))
    if (lim_dress_gate_state (book, LIM_DRESS_GATE_CODEX, entity, NULL) == LIM_DRESS_GATE_APPROVED)
      return TRUE;
  return book->codex->len == 0
         || lim_fail (error, LIM_ERROR_REFUSED,
                      "Gate 2: nobody approved an entry of the codex as it is now: look at some with "
                      "`limner dress review`");
}

static gboolean
need_budget (const LimDressBook *book, const char *maker, GError **error)
{
  g_autoptr (GPtrArray) chosen = lim_gates_chosen (book);

  (void) maker;
  if (book->budget == NULL)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "Gate 2: no budget is set: say which pictures to make, for example "
                     "`limner dress budget --priority 1`");
  if (book->budget->none)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "the budget is: no pictures. To make some: `limner dress budget --priority 1`");
  return chosen->len > 0
         || lim_fail (error, LIM_ERROR_REFUSED,
                      "the budget holds no brief that may be made: set it again with `limner dress budget`");
}

/* Each brief that the budget chose has to be approved as it is now. */
static gboolean
need_briefs (const LimDressBook *book, const char *maker, GError **error)
{
  g_autoptr (GPtrArray) chosen = lim_gates_chosen (book);
  g_autoptr (GStrvBuilder) open = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  guint n = 0;

  (void) maker;
  for (guint i = 0; i < chosen->len; i++)
    {
      const LimBrief *brief = chosen->pdata[i];

      if (!lim_gates_brief_passed (book, brief) && n++ < 5)
        g_strv_builder_add (open, brief->id);
    }
  if (n == 0)
    return TRUE;
  list = g_strv_builder_end (open);
  g_autofree char *names = lim_text_list ((const char *const *) list);
  return lim_fail (error, LIM_ERROR_REFUSED,
                   "Gate 2: %u of the briefs in the budget are not approved as they are now (%s%s): look at them "
                   "with `limner dress review`",
                   n, names, n > 5 ? ", …" : "");
}

static gboolean
need_no_sample (const LimDressBook *book, const char *maker, GError **error)
{
  LimDressGateState state = lim_dress_gate_state (book, LIM_DRESS_GATE_SAMPLE, NULL, maker);

  if (state == LIM_DRESS_GATE_PENDING)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "a sample waits to be seen (%s): `limner dress approve sample`, or reject it with the reason",
                     book->sample_review->picture != NULL ? book->sample_review->picture : book->sample_review->of);
  if (state == LIM_DRESS_GATE_REJECTED)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "the sample was rejected%s%s. Change the art direction, the brief “%s”, or who is in it; the "
                     "same again would look the same",
                     book->sample_review->reason != NULL ? ": " : "",
                     book->sample_review->reason != NULL ? book->sample_review->reason : "", book->sample_review->of);
  if (state == LIM_DRESS_GATE_APPROVED)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "a sample is approved for this art direction: make the rest with `limner dress render`");
  return TRUE;
}

static gboolean
need_pending (const LimDressBook *book, const char *maker, GError **error)
{
  LimDressGateState state = lim_dress_gate_state (book, LIM_DRESS_GATE_SAMPLE, NULL, NULL);

  (void) maker;
  if (state == LIM_DRESS_GATE_PENDING)
    return TRUE;
  if (state == LIM_DRESS_GATE_APPROVED)
    return lim_fail (error, LIM_ERROR_REFUSED, "the sample is approved already, by %s",
                     book->sample_review->by != NULL ? book->sample_review->by : "somebody");
  return lim_fail (error, LIM_ERROR_REFUSED, "%s: make one with `limner dress sample`",
                   state == LIM_DRESS_GATE_REJECTED ? "the sample was rejected"
                   : state == LIM_DRESS_GATE_STALE  ? "the sample was approved for another art direction"
                   : book->sample_review != NULL    ? "what the sample shows was changed since it was made"
                                                    : "there is no sample");
}

static gboolean
need_sample (const LimDressBook *book, const char *maker, GError **error)
{
  LimDressGateState state = lim_dress_gate_state (book, LIM_DRESS_GATE_SAMPLE, NULL, maker);

  if (state == LIM_DRESS_GATE_APPROVED)
    return TRUE;
  if (state == LIM_DRESS_GATE_STALE && maker != NULL && g_strcmp0 (maker, book->sample_review->maker) != 0)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "the sample that was approved is by %s; for pictures by %s make one with "
                     "`limner dress sample --provider …`",
                     book->sample_review->maker, maker);
  if (state == LIM_DRESS_GATE_STALE)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "the art direction was changed since the sample was approved: make another with "
                     "`limner dress sample`");
  return need_no_sample (book, maker, error)
         && lim_fail (error, LIM_ERROR_REFUSED,
                      "no sample was approved: make one with `limner dress sample`, and look at it");
}

typedef gboolean (*Need) (const LimDressBook *book, const char *maker, GError **error);

#define MOST 6u

static const Need needs[][MOST] = {
  [LIM_DRESS_MAY_BRIEF] = { need_direction },
  [LIM_DRESS_MAY_CODEX] = { need_direction },
  [LIM_DRESS_MAY_REVIEW] = { need_direction },
  [LIM_DRESS_MAY_BUDGET] = { need_direction, need_codex },
  [LIM_DRESS_MAY_SAMPLE] = { need_direction, need_codex, need_budget, need_briefs, need_no_sample },
  [LIM_DRESS_MAY_APPROVE_SAMPLE] = { need_direction, need_pending },
  [LIM_DRESS_MAY_RENDER] = { need_direction, need_codex, need_budget, need_briefs, need_sample },
};

gboolean
lim_gates_allow (const LimDressBook *book, LimDressStep step, const char *maker, GError **error)
{
  for (guint i = 0; i < MOST && needs[step][i] != NULL; i++)
    if (!needs[step][i](book, maker, error))
      return FALSE;
  return TRUE;
}
