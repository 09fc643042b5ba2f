/* style-curate-keys.c: what each key does. */
#include "style-curate-private.h"

#include <math.h>

#define FINE_STEP 0.05

/* -- Keys while scoring -- */

static void
step_dimension (LimCurateSession *self, int by)
{
  guint n = self->canon->dimensions->len;

  self->touched = G_MAXUINT;
  if (n > 0)
    self->dimension = (guint) (((int) self->dimension + by + (int) n) % (int) n);
}

static void
down (LimCurateSession *self)
{
  step_dimension (self, 1);
}

static void
up (LimCurateSession *self)
{
  step_dimension (self, -1);
}

static void
digit (LimCurateSession *self, guint value)
{
  if (self->canon->dimensions->len == 0)
    return;
  self->touched = self->dimension;
  lim_curate_session_shown (self)->scores[self->dimension] = value == 0 ? 1.0 : value / 10.0;
  if (self->dimension + 1 < self->canon->dimensions->len)
    self->dimension++;
}

/* Steps are exact in hundredths, so that 0.85 is 0.85 and not a neighbour. */
static void
nudge (LimCurateSession *self, guint dimension, double by)
{
  double *score;

  if (dimension >= self->canon->dimensions->len)
    return;
  score = &lim_curate_session_shown (self)->scores[dimension];
  if (!isnan (*score))
    *score = CLAMP (round ((*score + by) * 100) / 100, 0.0, 1.0);
}

static void
more (LimCurateSession *self)
{
  nudge (self, self->dimension, FINE_STEP);
}

static void
less (LimCurateSession *self)
{
  nudge (self, self->dimension, -FINE_STEP);
}

/* “8.” is 0.85: the digit has moved on, and the point belongs to what it scored. */
static void
point (LimCurateSession *self)
{
  nudge (self, self->touched < self->canon->dimensions->len ? self->touched : self->dimension, FINE_STEP);
}

static void
unset (LimCurateSession *self)
{
  LimCurateEntry *entry = lim_curate_session_shown (self);

  if (self->canon->dimensions->len == 0)
    return;
  if (isnan (entry->scores[self->dimension]) && self->dimension > 0)
    self->dimension--;
  entry->scores[self->dimension] = NAN;
  self->touched = G_MAXUINT;
}

/* The same key again lets the scores decide. */
static void
choose (LimCurateSession *self, LimStatus status)
{
  LimCurateEntry *entry = lim_curate_session_shown (self);

  entry->has_status = !(entry->has_status && entry->status == status);
  entry->status = status;
}

static void
approve (LimCurateSession *self)
{
  choose (self, LIM_STATUS_APPROVED);
}

static void
reject (LimCurateSession *self)
{
  choose (self, LIM_STATUS_REJECTED);
}

static void
doubt (LimCurateSession *self)
{
  choose (self, LIM_STATUS_BORDERLINE);
}

static void
write_why (LimCurateSession *self)
{
  curate_begin_text (self, LIM_CURATE_WHY);
}

static void
write_notes (LimCurateSession *self)
{
  curate_begin_text (self, LIM_CURATE_NOTES);
}

static void
write_override (LimCurateSession *self)
{
  curate_begin_text (self, LIM_CURATE_OVERRIDE);
}

static void
open_failures (LimCurateSession *self)
{
  if (self->canon->failure_modes->len == 0)
    {
      curate_say (self, TRUE, "this canon names no failure modes");
      return;
    }
  self->mode = LIM_CURATE_FAILURES;
  self->failures_page = 0;
}

static void
open_prompt (LimCurateSession *self)
{
  self->mode = LIM_CURATE_PROMPT;
}

static void
open_help (LimCurateSession *self)
{
  self->mode = LIM_CURATE_HELP;
}

static void
be_surer (LimCurateSession *self)
{
  LimCurateEntry *entry = lim_curate_session_shown (self);

  if (entry->confidence < 0)
    entry->confidence = 1.0;
  else
    entry->confidence = entry->confidence > 0.15 ? round ((entry->confidence - 0.1) * 10) / 10 : -1;
}

static void
skip (LimCurateSession *self)
{
  guint next = curate_find_open (self, self->at + 1);

  if (next <= self->at)
    curate_say (self, FALSE,
                next == self->at ? "This is the last one left" : "Round again: these were left for later");
  curate_show (self, next);
}

static void
back (LimCurateSession *self)
{
  curate_show (self, curate_find_open_before (self, self->at));
}

static const struct
{
  LimKey key;
  void (*act) (LimCurateSession *self);
  gboolean always; /* also when nothing is left */
} bindings[] = {
  { LIM_KEY_ENTER, curate_save },
  { 'a', approve },
  { 'r', reject },
  { 'b', doubt },
  { LIM_KEY_DOWN, down },
  { 'j', down },
  { '\t', down },
  { LIM_KEY_UP, up },
  { 'k', up },
  { '+', more },
  { '=', more },
  { '-', less },
  { '.', point },
  { ',', point },
  { LIM_KEY_BACKSPACE, unset },
  { LIM_KEY_CTRL ('h'), unset },
  { LIM_KEY_DELETE, unset },
  { 'x', unset },
  { 'e', write_why },
  { 'n', write_notes },
  { 'o', write_override },
  { 'f', open_failures },
  { 'p', open_prompt },
  { 'c', be_surer },
  { 's', skip },
  { LIM_KEY_RIGHT, skip },
  { LIM_KEY_LEFT, back },
  { 'u', curate_undo, TRUE },
  { '?', open_help, TRUE },
};

static LimCurateWish
scores_key (LimCurateSession *self, LimKey key)
{
  LimCurateEntry *entry = lim_curate_session_shown (self);

  if (key == 'q' || key == LIM_KEY_CTRL ('c'))
    return LIM_CURATE_QUIT;
  if (entry != NULL && key == 'E')
    {
      self->text = LIM_CURATE_WHY;
      return LIM_CURATE_EDITOR;
    }
  if (entry != NULL && key >= '0' && key <= '9')
    {
      digit (self, key - '0');
      return LIM_CURATE_SHOW;
    }
  for (guint i = 0; i < G_N_ELEMENTS (bindings); i++)
    if (bindings[i].key == key && (entry != NULL || bindings[i].always))
      {
        bindings[i].act (self);
        return LIM_CURATE_SHOW;
      }
  if (key > ' ' && key < LIM_KEY_UP)
    curate_say (self, FALSE, "? lists the keys");
  return LIM_CURATE_SHOW;
}

/* -- Keys elsewhere -- */

static LimCurateWish
failures_key (LimCurateSession *self, LimKey key)
{
  guint n = self->canon->failure_modes->len, n_pages = (n + LIM_CURATE_PAGE - 1) / LIM_CURATE_PAGE;
  guint index = self->failures_page * LIM_CURATE_PAGE + (key - 'a');

  if (key >= 'a' && key < 'a' + LIM_CURATE_PAGE && index < n)
    {
      gboolean *failure = &lim_curate_session_shown (self)->failures[index];

      *failure = !*failure;
    }
  else if (key == LIM_KEY_RIGHT || key == LIM_KEY_PAGE_DOWN || key == LIM_KEY_DOWN || key == ' ')
    self->failures_page = (self->failures_page + 1) % n_pages;
  else if (key == LIM_KEY_LEFT || key == LIM_KEY_PAGE_UP || key == LIM_KEY_UP)
    self->failures_page = (self->failures_page + n_pages - 1) % n_pages;
  else if (key == LIM_KEY_ENTER || key == LIM_KEY_ESCAPE || key == '\t')
    self->mode = LIM_CURATE_SCORES;
  else if (key == LIM_KEY_CTRL ('c'))
    return LIM_CURATE_QUIT;
  return LIM_CURATE_SHOW;
}

static LimCurateWish
text_key (LimCurateSession *self, LimKey key)
{
  if (key == LIM_KEY_ESCAPE || key == LIM_KEY_CTRL ('c'))
    self->mode = LIM_CURATE_SCORES;
  else if (key == LIM_KEY_ENTER)
    {
      g_autofree char *text = lim_line_get (&self->line);

      curate_set_text (lim_curate_session_shown (self), self->text, text);
      self->mode = LIM_CURATE_SCORES;
      if (self->save_next && *text != '\0')
        curate_save (self);
    }
  else
    lim_line_key (&self->line, key);
  return LIM_CURATE_SHOW;
}

static LimCurateWish
reading_key (LimCurateSession *self, LimKey key)
{
  self->mode = LIM_CURATE_SCORES;
  return key == LIM_KEY_CTRL ('c') ? LIM_CURATE_QUIT : LIM_CURATE_SHOW;
}

static LimCurateWish (*const by_mode[]) (LimCurateSession *self, LimKey key) = {
  [LIM_CURATE_SCORES] = scores_key,  [LIM_CURATE_FAILURES] = failures_key, [LIM_CURATE_TEXT] = text_key,
  [LIM_CURATE_PROMPT] = reading_key, [LIM_CURATE_HELP] = reading_key,
};

LimCurateWish
lim_curate_session_key (LimCurateSession *self, LimKey key)
{
  if (key == LIM_KEY_PASTE_BEGIN || key == LIM_KEY_PASTE_END)
    {
      self->pasting = key == LIM_KEY_PASTE_BEGIN;
      return LIM_CURATE_SHOW;
    }
  /* A pasted text is no series of commands; its line breaks end no line. */
  if (self->pasting && self->mode != LIM_CURATE_TEXT)
    return LIM_CURATE_SHOW;
  if (self->pasting && (key == LIM_KEY_ENTER || key == '\n' || key == '\t'))
    key = ' ';
  g_clear_pointer (&self->message, g_free);
  self->refused = FALSE;
  return by_mode[self->mode](self, key);
}
