#include "cli-curate.h"

#include "base-error.h"
#include "base-text.h"
#include "canon-detect.h"
#include "cli-curate-queue.h"
#include "cli-curate-screen.h"
#include "cli-editor.h"
#include "cli-lookahead.h"
#include "cli-picture.h"
#include "store-record.h"
#include "style-curate.h"

#include <string.h>

typedef struct
{
  LimCli *cli;
  const LimCanon *canon;
  char *reviewer;
  LimCurateSession *session;
  LimTerminal *terminal;
  LimPainter *painter;
  LimLookahead *lookahead;

  LimRecord *record; /* of the picture shown, as it was then */
  char *record_id;   /* NULL: to be loaded again */
  char *drawn_id;    /* whose picture stands on the screen; NULL: none */
  LimPictureState drawn_state;
} Sitting;

/* The picture and its record are looked at anew. */
static void
forget_shown (Sitting *self)
{
  g_clear_pointer (&self->record_id, g_free);
  g_clear_pointer (&self->drawn_id, g_free);
}

static gboolean
sitting_judge (gpointer data, const char *id, const LimJudgment *judgment, GError **error)
{
  Sitting *self = data;
  g_autoptr (LimJudgment) signed_one = lim_judgment_copy (judgment);
  LimCurateOutcome outcome;

  g_free (signed_one->reviewer);
  g_free (signed_one->reviewed_at);
  signed_one->reviewer = g_strdup (self->reviewer);
  signed_one->reviewed_at = lim_clock_now_iso (self->cli->context.clock);

  g_autofree char *seen = self->record != NULL ? lim_record_content_hash (self->record) : NULL;
  g_autoptr (GError) problem = NULL;
  if (lim_style_curate (self->cli->project, self->canon, id, seen, signed_one, self->cli->dry_run, &outcome,
                        &problem))
    return TRUE;
  if (g_error_matches (problem, LIM_ERROR, LIM_ERROR_CONFLICT))
    forget_shown (self);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
sitting_undo (gpointer data, const char *id, char **undone_id, GError **error)
{
  Sitting *self = data;
  LimCurateOutcome outcome;

  if (self->cli->dry_run && id == NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "this is a dry run: judgments of earlier sittings stay");
  if (self->cli->dry_run)
    *undone_id = g_strdup (id);
  else if (!lim_style_undo_judgment (self->cli->project, self->canon, id, NULL, FALSE, undone_id, &outcome, error))
    return FALSE;
  forget_shown (self);
  return TRUE;
}

static LimJudgment *
sitting_recall (gpointer data, const char *id, gboolean undone)
{
  Sitting *self = data;
  g_autoptr (LimRecord) record = lim_store_load_record (self->cli->project, id, NULL);
  const LimJson *last = NULL;

  if (record == NULL)
    return NULL;
  if (!undone)
    return lim_record_judgment (record);
  for (const LimJson *at = lim_json_first (lim_json_get (record->root, "judgment_undone")); at != NULL;
       at = lim_json_next (at))
    last = at;
  return lim_judgment_from_json (last);
}

static const LimCurateMethods methods = { sitting_judge, sitting_undo, sitting_recall };

static void
picture_ready (gpointer data)
{
  lim_terminal_wake (data);
}

/* -- Drawing -- */

/* The picture shown first, then what Enter leads to, then the one before, for looking back. */
static void
want_pictures (Sitting *self, const LimCurateLayout *layout, const LimTerminalSize *size)
{
  const LimCurateEntry *shown = lim_curate_session_shown (self->session),
                       *next = lim_curate_session_next (self->session);
  const char *ids[4] = { NULL };
  guint n = 0;

  if (shown != NULL)
    ids[n++] = shown->id;
  if (next != NULL)
    ids[n++] = next->id;
  if (self->session->done->len > 0)
    ids[n++] = ((LimCurateEntry *) self->session->done->pdata[self->session->done->len - 1])->id;
  lim_lookahead_want (self->lookahead, ids,
                      lim_painter_side (self->painter, size, layout->picture_columns, layout->picture_rows));
}

static void
load_record (Sitting *self, const LimCurateEntry *shown)
{
  if (g_strcmp0 (self->record_id, shown != NULL ? shown->id : NULL) == 0)
    return;
  g_clear_pointer (&self->record, lim_record_free);
  g_free (self->record_id);
  self->record_id = g_strdup (shown != NULL ? shown->id : NULL);
  if (shown != NULL)
    self->record = lim_store_load_record (self->cli->project, shown->id, NULL);
}

static void
append_empty (GString *out, const LimCurateLayout *layout)
{
  for (guint i = 0; i < layout->picture_rows; i++)
    g_string_append_printf (out, "\033[%u;%uH%*s", layout->picture_top + i, layout->picture_left,
                            (int) layout->picture_columns + 2, "");
}

/* Draws the picture where another one, or none, stands; says why where there is none to draw. */
static void
append_picture (Sitting *self, GString *out, const LimCurateLayout *layout, const LimTerminalSize *size,
                LimCurateFacts *facts)
{
  const LimCurateEntry *shown = lim_curate_session_shown (self->session);
  const LimImage *image = NULL;
  const char *problem = NULL;
  LimPictureState state =
      shown != NULL ? lim_lookahead_get (self->lookahead, shown->id, &image, &problem) : LIM_PICTURE_ABSENT;
  gboolean drawn = g_strcmp0 (self->drawn_id, shown != NULL ? shown->id : "") == 0 && state == self->drawn_state;

  if (state != LIM_PICTURE_HERE && shown != NULL)
    facts->picture_says = state == LIM_PICTURE_COMING ? "…" : problem;
  if (drawn)
    return;
  g_free (self->drawn_id);
  self->drawn_id = g_strdup (shown != NULL ? shown->id : "");
  self->drawn_state = state;
  lim_painter_append_clear (self->painter, out);
  append_empty (out, layout);
  if (state == LIM_PICTURE_HERE)
    lim_painter_append (self->painter, out, image, size, layout->picture_left, layout->picture_top,
                        layout->picture_columns, layout->picture_rows);
}

static void
draw (Sitting *self, gboolean all)
{
  LimTerminalSize size = lim_terminal_size (self->terminal);
  LimCurateLayout layout = lim_curate_layout (&size);
  gboolean large_enough = layout.columns >= LIM_CURATE_MIN_COLUMNS && layout.rows >= LIM_CURATE_MIN_ROWS;
  LimCurateFacts facts = { .project = lim_project_name (self->cli->project),
                           .dry_run = self->cli->dry_run,
                           .color = self->cli->color };
  g_autoptr (GString) out = g_string_new ("\033[?2026h"); /* terminals that know it show the rest at once */

  if (all)
    {
      g_clear_pointer (&self->drawn_id, g_free);
      g_string_append (out, "\033[0m\033[2J");
    }
  load_record (self, lim_curate_session_shown (self->session));
  want_pictures (self, &layout, &size);
  facts.record = self->record;
  if (self->record != NULL)
    lim_canon_detect (self->canon, self->record, &facts.lane, &facts.faction);
  if (large_enough)
    append_picture (self, out, &layout, &size, &facts);
  lim_curate_draw (out, self->session, &facts, &layout);
  g_string_append (out, "\033[?2026l");
  lim_terminal_write (self->terminal, out->str, out->len);
}

/* -- $EDITOR -- */

static void
write_elsewhere (Sitting *self)
{
  LimCurateText which = self->session->text;
  const char *text = lim_curate_session_shown (self->session)->texts[which];
  g_autoptr (GError) error = NULL;

  lim_terminal_leave (self->terminal);
  g_autofree char *written = lim_cli_edit_text ("why", text, &error);
  lim_terminal_enter (self->terminal);
  if (written != NULL)
    lim_curate_session_set_text (self->session, which, written);
  else
    lim_curate_session_tell (self->session, error->message);
}

/* -- The loop -- */

static void
sit (Sitting *self)
{
  gboolean all = TRUE;

  for (;;)
    {
      LimKey key;

      draw (self, all);
      all = FALSE;
      switch (lim_terminal_wait (self->terminal, &key))
        {
        case LIM_TERMINAL_KEY:
          {
            LimCurateWish wish = lim_curate_session_key (self->session, key);

            if (wish == LIM_CURATE_QUIT)
              return;
            if (wish == LIM_CURATE_EDITOR)
              write_elsewhere (self);
            all = wish == LIM_CURATE_EDITOR || key == LIM_KEY_CTRL ('l');
            break;
          }
        case LIM_TERMINAL_REDRAW:
          all = TRUE;
          break;
        case LIM_TERMINAL_WOKEN:
          break;
        case LIM_TERMINAL_ENDED:
          return;
        }
    }
}

static void
sitting_close (Sitting *self)
{
  lim_lookahead_free (self->lookahead); /* first: its thread wakes the terminal */
  lim_terminal_close (self->terminal);
  lim_painter_free (self->painter);
  lim_record_free (self->record);
  g_free (self->record_id);
  g_free (self->drawn_id);
  g_free (self->reviewer);
}

static gboolean
say_result (LimCli *cli, guint n_judged, guint n_left, GError **error)
{
  g_autofree char *judged = lim_text_count (n_judged, "image", NULL);
  g_autofree char *left = lim_text_count (n_left, "is", "are");

  if (g_cancellable_is_cancelled (cli->context.cancellable))
    return lim_fail (error, LIM_ERROR_CANCELLED, "stopped; %s judged before that %s saved", judged,
                     n_judged == 1 ? "is" : "are");
  lim_cli_print (cli, "%s judged%s, %s left.%s", judged, cli->dry_run ? " (a dry run: nothing was written)" : "",
                 left, n_left > 0 ? " `limner curate` goes on where you stopped." : "");
  return TRUE;
}

gboolean
lim_cli_curate_interactive (LimCli *cli, const LimCanon *canon, GError **error)
{
  Sitting self = { .cli = cli, .canon = canon };
  guint n_bad = 0;

  if (cli->json)
    return lim_fail (error, LIM_ERROR_USAGE, "--json goes with --list, or with ID STATUS \"why\"");
  if (!isatty (STDIN_FILENO) || !isatty (STDOUT_FILENO))
    return lim_fail (
        error, LIM_ERROR_USAGE,
        "judging one image after the other needs a terminal. Without one, `limner curate --list` shows what "
        "waits and `limner curate ID STATUS \"why\" --scores …` judges one");
  g_autoptr (GPtrArray) queue = lim_cli_curate_queue (cli, canon, &n_bad, error);
  if (queue == NULL)
    return FALSE;
  if (n_bad > 0)
    lim_cli_warn (cli, "%u records cannot be read and are left out; `limner doctor` says why", n_bad);
  if (queue->len == 0)
    {
      lim_cli_print (cli, "Nothing waits for judgment.");
      return TRUE;
    }
  self.reviewer = lim_cli_reviewer (cli, error);
  self.terminal = self.reviewer != NULL ? lim_terminal_open (cli->context.cancellable, error) : NULL;
  if (self.terminal == NULL)
    {
      g_free (self.reviewer);
      return FALSE;
    }
  self.painter = lim_painter_new (cli->color);
  self.lookahead = lim_lookahead_new (cli->project, picture_ready, self.terminal);

  g_autoptr (LimCurateSession) session = lim_curate_session_new (canon, queue, &methods, &self);
  self.session = session;
  sit (&self);
  sitting_close (&self);
  return say_result (cli, session->n_judged, lim_curate_session_n_left (session), error);
}
