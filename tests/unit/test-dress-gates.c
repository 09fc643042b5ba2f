#include "dress-fixture.h"
#include "dress-gates.h"

#include <string.h>

/* -- What people and time can do to a dress -- */

static void
set_text (char **to, const char *text)
{
  g_free (*to);
  *to = g_strdup (text);
}

static void
change_text (char **text)
{
  char *longer = g_strconcat (*text != NULL ? *text : "", "!", NULL);

  g_free (*text);
  *text = longer;
}

static LimDressReview *
verdict (const LimDressBook *book, LimDressGate gate, const char *id, LimDressVerdict what)
{
  g_autofree char *content = lim_dress_gate_content (book, gate, id);

  return lim_dress_review_new (what, id, content);
}

static void
review_brief (LimDressBook *book, const char *id, LimDressVerdict what)
{
  g_hash_table_replace (book->brief_reviews, g_strdup (id), verdict (book, LIM_DRESS_GATE_BRIEF, id, what));
}

static LimBrief *
bridge (LimDressBook *book)
{
  return (LimBrief *) lim_dress_book_brief_by_id (book, "ib_bridge");
}

static LimEntityVisual *
visual (LimDressBook *book, const char *entity)
{
  return (LimEntityVisual *) lim_dress_book_visual (book, entity);
}

static void
review_direction (LimDressBook *book, LimDressVerdict what)
{
  lim_dress_review_free (book->direction_review);
  book->direction_review = verdict (book, LIM_DRESS_GATE_DIRECTION, NULL, what);
}

static void
approve_direction (LimDressBook *book)
{
  review_direction (book, LIM_VERDICT_APPROVED);
}

static void
reject_direction (LimDressBook *book)
{
  review_direction (book, LIM_VERDICT_REJECTED);
}

static void
approve_brief (LimDressBook *book)
{
  review_brief (book, "ib_bridge", LIM_VERDICT_APPROVED);
}

static void
reject_brief (LimDressBook *book)
{
  review_brief (book, "ib_bridge", LIM_VERDICT_REJECTED);
}

static void
skip_brief (LimDressBook *book)
{
  review_brief (book, "ib_bridge", LIM_VERDICT_SKIPPED);
}

static void
approve_other (LimDressBook *book)
{
  review_brief (book, "ib_opening", LIM_VERDICT_APPROVED);
}

static void
approve_codex (LimDressBook *book)
{
  g_hash_table_replace (book->codex_reviews, g_strdup ("mentor_aldric"),
                        verdict (book, LIM_DRESS_GATE_CODEX, "mentor_aldric", LIM_VERDICT_APPROVED));
}

static void
set_budget (LimDressBook *book, gboolean none, const char *chosen)
{
  lim_budget_free (book->budget);
  book->budget = lim_budget_new ();
  book->budget->none = none;
  g_strfreev (book->budget->chosen);
  book->budget->chosen = g_strsplit (chosen, " ", 0);
}

static void
budget_one (LimDressBook *book)
{
  set_budget (book, FALSE, "ib_bridge");
}

static void
budget_two (LimDressBook *book)
{
  set_budget (book, FALSE, "ib_bridge ib_opening");
}

static void
budget_none (LimDressBook *book)
{
  set_budget (book, TRUE, "ib_bridge");
}

/* As `dress sample` would: only where it may. */
static void
make_sample (LimDressBook *book)
{
  if (!lim_gates_allow (book, LIM_DRESS_MAY_SAMPLE, "sketch", NULL))
    return;
  lim_dress_review_free (book->sample_review);
  book->sample_review = lim_dress_review_new (LIM_VERDICT_PENDING, "ib_bridge", NULL);
  book->sample_review->content = lim_dress_gate_sample_content (book, bridge (book), "sketch");
  book->sample_review->style = lim_dress_hash_style (book->direction);
  set_text (&book->sample_review->maker, "sketch");
}

static void
judge_sample (LimDressBook *book, LimDressVerdict what)
{
  if (lim_gates_allow (book, LIM_DRESS_MAY_APPROVE_SAMPLE, NULL, NULL))
    book->sample_review->verdict = what;
}

static void
approve_sample (LimDressBook *book)
{
  judge_sample (book, LIM_VERDICT_APPROVED);
}

static void
reject_sample (LimDressBook *book)
{
  judge_sample (book, LIM_VERDICT_REJECTED);
}

static void
edit_style (LimDressBook *book)
{
  change_text (&book->direction->style);
}

static void
edit_palette (LimDressBook *book)
{
  change_text (&book->direction->palette[1]);
}

static void
edit_shown (LimDressBook *book)
{
  change_text (&visual (book, "mentor_aldric")->reference_prompt_fragment);
}

static void
edit_seed (LimDressBook *book)
{
  visual (book, "protagonist")->seed += 1;
}

static void
edit_subject (LimDressBook *book)
{
  change_text (&bridge (book)->subject);
}

static void
edit_caption (LimDressBook *book)
{
  change_text (&bridge (book)->caption);
}

static void
edit_codex (LimDressBook *book)
{
  change_text (&((LimCodexEntry *) book->codex->pdata[1])->content);
}

static void
edit_prose (LimDressBook *book)
{
  change_text (&((LimStoryPassage *) book->story->passages->pdata[1])->prose);
}

typedef void (*Event) (LimDressBook *book);

#define TO_BUDGET approve_direction, approve_brief, approve_codex, budget_one
#define TO_SAMPLE TO_BUDGET, make_sample
#define TO_RENDER TO_SAMPLE, approve_sample

/* -- The table -- */

static const struct
{
  const char *holds;
  Event events[12];
  LimDressStep step;
  const char *maker, *refused; /* refused: a piece of the sentence; NULL: allowed */
} rows[] = {
  { "nothing may be made before Gate 1", { NULL }, LIM_DRESS_MAY_BRIEF, NULL, "Gate 1" },
  { "nor codex", { NULL }, LIM_DRESS_MAY_CODEX, NULL, "Gate 1" },
  { "after Gate 1 briefs may", { approve_direction }, LIM_DRESS_MAY_BRIEF, NULL, NULL },
  { "a rejected direction allows none",
    { approve_direction, reject_direction },
    LIM_DRESS_MAY_BRIEF,
    NULL,
    "rejected" },
  { "an approval is for the style it saw", { approve_direction, edit_style }, LIM_DRESS_MAY_BRIEF, NULL, "changed" },
  { "for the palette", { approve_direction, edit_palette }, LIM_DRESS_MAY_BRIEF, NULL, "changed" },
  { "and for each visual", { approve_direction, edit_shown }, LIM_DRESS_MAY_BRIEF, NULL, "changed" },
  { "its seed too", { approve_direction, edit_seed }, LIM_DRESS_MAY_BRIEF, NULL, "changed" },
  { "approving again helps", { approve_direction, edit_style, approve_direction }, LIM_DRESS_MAY_BRIEF, NULL, NULL },
  { "a budget needs some codex looked at", { approve_direction }, LIM_DRESS_MAY_BUDGET, NULL, "codex" },
  { "as it is now", { approve_direction, approve_codex, edit_codex }, LIM_DRESS_MAY_BUDGET, NULL, "codex" },
  { "then it may be set", { approve_direction, approve_codex }, LIM_DRESS_MAY_BUDGET, NULL, NULL },
  { "no sample without a budget",
    { approve_direction, approve_brief, approve_codex },
    LIM_DRESS_MAY_SAMPLE,
    NULL,
    "no budget" },
  { "nor with the budget “none”",
    { approve_direction, approve_brief, approve_codex, budget_none },
    LIM_DRESS_MAY_SAMPLE,
    NULL,
    "no pictures" },
  { "nor of a brief nobody approved",
    { approve_direction, approve_codex, budget_one },
    LIM_DRESS_MAY_SAMPLE,
    NULL,
    "Gate 2" },
  { "nor beside one",
    { approve_direction, approve_brief, approve_codex, budget_two },
    LIM_DRESS_MAY_SAMPLE,
    NULL,
    "ib_opening" },
  { "with all approved it may",
    { approve_direction, approve_brief, approve_other, approve_codex, budget_two },
    LIM_DRESS_MAY_SAMPLE,
    NULL,
    NULL },
  { "an edited subject needs another look", { TO_BUDGET, edit_subject }, LIM_DRESS_MAY_SAMPLE, NULL, "ib_bridge" },
  { "and an edited caption", { TO_BUDGET, edit_caption }, LIM_DRESS_MAY_SAMPLE, NULL, "ib_bridge" },
  { "what is skipped is not made", { TO_BUDGET, skip_brief }, LIM_DRESS_MAY_SAMPLE, NULL, "holds no brief" },
  { "nor what is rejected", { TO_BUDGET, reject_brief }, LIM_DRESS_MAY_SAMPLE, NULL, "holds no brief" },
  { "one sample at a time", { TO_SAMPLE }, LIM_DRESS_MAY_SAMPLE, NULL, "waits" },
  { "another maker's may be made beside it", { TO_SAMPLE }, LIM_DRESS_MAY_SAMPLE, "comfyui", NULL },
  { "no batch without a sample", { TO_BUDGET }, LIM_DRESS_MAY_RENDER, NULL, "no sample" },
  { "nor before somebody saw it", { TO_SAMPLE }, LIM_DRESS_MAY_RENDER, NULL, "waits" },
  { "an approved sample opens the batch", { TO_RENDER }, LIM_DRESS_MAY_RENDER, "sketch", NULL },
  { "for its maker only", { TO_RENDER }, LIM_DRESS_MAY_RENDER, "comfyui", "by sketch" },
  { "no second sample then", { TO_RENDER }, LIM_DRESS_MAY_SAMPLE, "sketch", "is approved" },
  { "a rejected sample blocks the batch", { TO_SAMPLE, reject_sample }, LIM_DRESS_MAY_RENDER, NULL, "rejected" },
  { "and the same sample again", { TO_SAMPLE, reject_sample }, LIM_DRESS_MAY_SAMPLE, "sketch", "rejected" },
  { "and its approval", { TO_SAMPLE, reject_sample }, LIM_DRESS_MAY_APPROVE_SAMPLE, NULL, "rejected" },
  { "until the direction changes, and is approved",
    { TO_SAMPLE, reject_sample, edit_style, approve_direction },
    LIM_DRESS_MAY_SAMPLE,
    "sketch",
    NULL },
  { "or the brief", { TO_SAMPLE, reject_sample, edit_subject, approve_brief }, LIM_DRESS_MAY_SAMPLE, "sketch", NULL },
  { "or who is in it",
    { TO_SAMPLE, reject_sample, edit_shown, approve_direction },
    LIM_DRESS_MAY_SAMPLE,
    "sketch",
    NULL },
  { "a caption is no other picture",
    { TO_SAMPLE, reject_sample, edit_caption, approve_brief },
    LIM_DRESS_MAY_SAMPLE,
    "sketch",
    "rejected" },
  { "or somebody else makes it", { TO_SAMPLE, reject_sample }, LIM_DRESS_MAY_SAMPLE, "comfyui", NULL },
  { "and still no batch",
    { TO_SAMPLE, reject_sample, edit_style, approve_direction },
    LIM_DRESS_MAY_RENDER,
    NULL,
    "no sample" },
  { "what changed since cannot be approved",
    { TO_SAMPLE, edit_subject, approve_brief },
    LIM_DRESS_MAY_APPROVE_SAMPLE,
    NULL,
    "changed" },
  { "a changed style needs its sample",
    { TO_RENDER, edit_style, approve_direction },
    LIM_DRESS_MAY_RENDER,
    "sketch",
    "make another" },
  { "a changed person does not", { TO_RENDER, edit_shown, approve_direction }, LIM_DRESS_MAY_RENDER, "sketch", NULL },
  { "but Gate 1 does", { TO_RENDER, edit_shown }, LIM_DRESS_MAY_RENDER, "sketch", "Gate 1" },
  { "a changed brief needs Gate 2", { TO_RENDER, edit_subject }, LIM_DRESS_MAY_RENDER, "sketch", "Gate 2" },
  { "and no new sample", { TO_RENDER, edit_subject, approve_brief }, LIM_DRESS_MAY_RENDER, "sketch", NULL },
  { "a budget taken back closes it", { TO_RENDER, budget_none }, LIM_DRESS_MAY_RENDER, "sketch", "no pictures" },
  { "prose is not judged here", { TO_RENDER, edit_prose }, LIM_DRESS_MAY_RENDER, "sketch", NULL },
};

static void
test_the_gates_open_in_their_order (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LimDressBook) book = dress_book ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].holds);
      for (const Event *event = rows[i].events; *event != NULL; event++)
        (*event) (book);
      gboolean allowed = lim_gates_allow (book, rows[i].step, rows[i].maker, &error);
      if (rows[i].refused == NULL)
        {
          g_assert_no_error (error);
          g_assert_true (allowed);
          continue;
        }
      g_assert_error (error, LIM_ERROR, LIM_ERROR_REFUSED);
      if (strstr (error->message, rows[i].refused) == NULL)
        g_test_message ("got: %s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i].refused));
    }
}

/* -- No path -- */

/* What has to be true of a batch, kept by hand beside the book. */
typedef struct
{
  gboolean direction, brief, codex, budget, pending, sample;
} Ghost;

static const Event all[] = { approve_direction, reject_direction, approve_brief, skip_brief,     approve_codex,
                             budget_one,        budget_none,      make_sample,   approve_sample, reject_sample,
                             edit_style,        edit_shown,       edit_subject,  edit_codex };

static void
note (Ghost *ghost, Event event, gboolean may_sample, gboolean may_approve)
{
  if (event == approve_direction || event == reject_direction || event == edit_style || event == edit_shown)
    ghost->direction = event == approve_direction;
  if (event == approve_brief || event == skip_brief || event == edit_subject)
    ghost->brief = event == approve_brief;
  if (event == approve_codex || event == edit_codex)
    ghost->codex = event == approve_codex;
  if (event == budget_one || event == budget_none)
    ghost->budget = event == budget_one;
  if (event == make_sample && may_sample)
    {
      ghost->pending = TRUE;
      ghost->sample = FALSE;
    }
  if ((event == approve_sample || event == reject_sample) && may_approve)
    {
      ghost->sample = event == approve_sample;
      ghost->pending = FALSE;
    }
  if (event == edit_style)
    ghost->sample = FALSE;
  if (event == edit_style || event == edit_shown || event == edit_subject)
    ghost->pending = FALSE;
}

static void
test_no_path_leads_around_a_gate (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint n_open = 0;

  for (guint walk = 0; walk < 400; walk++)
    {
      g_autoptr (LimDressBook) book = dress_book ();
      Ghost ghost = { 0 };

      for (guint i = 0; i < 40; i++)
        {
          /* Half of the time what leads on, or no walk would come far. */
          static const Event on[] = { approve_direction, approve_brief, approve_codex,
                                      budget_one,        make_sample,   approve_sample };
          gboolean may_sample = lim_gates_allow (book, LIM_DRESS_MAY_SAMPLE, "sketch", NULL);
          gboolean may_approve = lim_gates_allow (book, LIM_DRESS_MAY_APPROVE_SAMPLE, NULL, NULL);
          Event event = g_rand_boolean (random) ? on[g_rand_int_range (random, 0, G_N_ELEMENTS (on))]
                                                : all[g_rand_int_range (random, 0, G_N_ELEMENTS (all))];

          event (book);
          note (&ghost, event, may_sample, may_approve);
          gboolean open = lim_gates_allow (book, LIM_DRESS_MAY_RENDER, "sketch", NULL);
          gboolean passed = ghost.direction && ghost.brief && ghost.codex && ghost.budget && ghost.sample;

          g_assert_cmpint (open, ==, passed);
          n_open += open ? 1 : 0;
        }
    }
  g_assert_cmpuint (n_open, >, 100);
}

static void
test_only_what_may_be_made_is_chosen (void)
{
  g_autoptr (LimDressBook) book = dress_book ();

  set_budget (book, FALSE, "ib_ending ib_bridge ib_gone ib_opening");
  skip_brief (book);
  g_autoptr (GPtrArray) chosen = lim_gates_chosen (book);
  g_assert_cmpuint (chosen->len, ==, 1);
  g_assert_cmpstr (((const LimBrief *) chosen->pdata[0])->id, ==, "ib_opening");
}

static void
test_a_reviewer_sets_the_priority (void)
{
  g_autoptr (LimDressBook) book = dress_book ();
  LimDressReview *review;

  approve_brief (book);
  review = g_hash_table_lookup (book->brief_reviews, "ib_bridge");
  review->priority = 3;
  g_assert_cmpuint (lim_dress_book_priority (book, bridge (book)), ==, 3);
  g_autoptr (GPtrArray) order = lim_dress_book_by_priority (book);
  g_assert_cmpstr (((const LimBrief *) order->pdata[0])->id, ==, "ib_opening");
  g_assert_cmpstr (((const LimBrief *) order->pdata[2])->id, ==, "ib_ending");
  review->priority = 0;
  g_assert_true (lim_gates_leave_out (book, bridge (book)));
  g_assert_false (lim_gates_brief_passed (book, bridge (book)));
}

static void
test_what_is_there_twice_is_told (void)
{
  g_autoptr (LimDressBook) book = dress_book ();
  g_autoptr (LimJsonDoc) more = dress_doc ("more.yaml", "{ id: other, passage: opening, subject: x }");

  lim_briefs_read (more, book->briefs, book->findings);
  lim_dress_book_link (book);
  g_assert_cmpuint (book->findings->len, ==, 1);
  g_assert_cmpuint (book->briefs->len, ==, 3);
  g_assert_null (lim_dress_book_brief_by_id (book, "other"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dress-gates/order", test_the_gates_open_in_their_order);
  g_test_add_func ("/dress-gates/no-path-around", test_no_path_leads_around_a_gate);
  g_test_add_func ("/dress-gates/chosen", test_only_what_may_be_made_is_chosen);
  g_test_add_func ("/dress-gates/priority", test_a_reviewer_sets_the_priority);
  g_test_add_func ("/dress-gates/twice", test_what_is_there_twice_is_told);
  return g_test_run ();
}
