#include "provider-comfyui-board.h"

#include <string.h>

#define TRUSTED_INTERVAL 2.0       /* seconds between two questions while the socket tells */
#define SOON (G_USEC_PER_SEC / 10) /* after the end was announced, when the server may not have written it down yet */
#define LEAST_GAP (G_USEC_PER_SEC / 50) /* however much the socket shouts */

typedef enum
{
  CALM,
  HURRY_SOON,
  HURRY_NOW,
} Hurry;

struct _LimComfyBoard
{
  GMutex lock;
  GPtrArray *watches; /* (element-type LimComfyWatch), borrowed */
  char *client;       /* of the connection that stands; NULL: none */
  gboolean heard;     /* anything, on this connection */
  gboolean doubted;   /* it kept the end of a job from us */
  char *executing;    /* the prompt whose nodes were told last, for previews that do not say whose they are */
};

struct _LimComfyWatch
{
  LimComfyBoard *board;
  const LimRenderRequest *request;
  gulong on_cancel;
  GCond wake;
  char *prompt_id, *client; /* the rest is under the board's lock, as these are */
  LimComfyuiProgress *progress;
  Hurry hurry;
  gint64 soon; /* with HURRY_SOON: when, in monotonic microseconds */
  gboolean told_end, alarmed, taken_back;
  gboolean grown;  /* progress that the listener does not know */
  GBytes *preview; /* the same for the newest preview */
};

/* -- Board -- */

LimComfyBoard *
lim_comfyui_board_new (void)
{
  LimComfyBoard *board = g_new0 (LimComfyBoard, 1);

  g_mutex_init (&board->lock);
  board->watches = g_ptr_array_new ();
  return board;
}

void
lim_comfyui_board_free (LimComfyBoard *board)
{
  if (board == NULL)
    return;
  g_ptr_array_unref (board->watches);
  g_free (board->client);
  g_free (board->executing);
  g_mutex_clear (&board->lock);
  g_free (board);
}

static void
alarm_watch (LimComfyWatch *watch)
{
  watch->alarmed = TRUE;
  watch->hurry = HURRY_NOW;
  g_cond_broadcast (&watch->wake);
}

void
lim_comfyui_board_connected (LimComfyBoard *board, const char *client)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&board->lock);

  g_free (board->client);
  board->client = g_strdup (client);
  board->heard = FALSE;
  board->doubted = FALSE;
  g_clear_pointer (&board->executing, g_free);
  for (guint i = 0; client == NULL && i < board->watches->len; i++)
    alarm_watch (board->watches->pdata[i]);
}

static void
hurry (LimComfyWatch *watch, LimComfyuiEventKind kind)
{
  watch->told_end = TRUE;
  watch->board->doubted = FALSE;
  if (kind == LIM_COMFYUI_EVENT_ENDED)
    watch->hurry = HURRY_NOW;
  else if (watch->hurry == CALM)
    {
      watch->hurry = HURRY_SOON;
      watch->soon = g_get_monotonic_time () + SOON;
    }
}

static void
take_event (LimComfyWatch *watch, const LimComfyuiEvent *event)
{
  if (event->kind == LIM_COMFYUI_EVENT_ENDING || event->kind == LIM_COMFYUI_EVENT_ENDED)
    hurry (watch, event->kind);
  else if (event->kind == LIM_COMFYUI_EVENT_PREVIEW)
    {
      g_clear_pointer (&watch->preview, g_bytes_unref);
      watch->preview = g_bytes_ref (event->image);
    }
  else if (lim_comfyui_progress_take (watch->progress, event))
    watch->grown = TRUE;
  else
    return;
  g_cond_broadcast (&watch->wake);
}

static void
note_executing (LimComfyBoard *board, const LimComfyuiEvent *event)
{
  if (event->kind != LIM_COMFYUI_EVENT_EXECUTING && event->kind != LIM_COMFYUI_EVENT_ENDED)
    return;
  g_free (board->executing);
  board->executing = event->kind == LIM_COMFYUI_EVENT_EXECUTING ? g_strdup (event->prompt_id) : NULL;
}

void
lim_comfyui_board_take (LimComfyBoard *board, const LimComfyuiEvent *event)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&board->lock);
  gboolean unnamed = event->kind == LIM_COMFYUI_EVENT_PREVIEW && event->prompt_id == NULL;
  const char *prompt_id = unnamed ? board->executing : event->prompt_id;

  board->heard = TRUE;
  for (guint i = 0; prompt_id != NULL && event->kind != LIM_COMFYUI_EVENT_NONE && i < board->watches->len; i++)
    {
      LimComfyWatch *watch = board->watches->pdata[i];

      if (strcmp (watch->prompt_id, prompt_id) == 0)
        take_event (watch, event);
    }
  note_executing (board, event);
}

/* -- Watches -- */

static void
wake_up (GCancellable *cancellable, gpointer data)
{
  LimComfyWatch *watch = data;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&watch->board->lock);

  (void) cancellable;
  g_cond_broadcast (&watch->wake);
}

LimComfyWatch *
lim_comfyui_watch_new (LimComfyBoard *board, const LimRenderRequest *request, const LimJson *graph)
{
  LimComfyWatch *watch = g_new0 (LimComfyWatch, 1);

  watch->board = board;
  watch->request = request;
  watch->prompt_id = g_strdup (request->job_id);
  watch->progress = lim_comfyui_progress_new (graph);
  g_cond_init (&watch->wake);
  g_mutex_lock (&board->lock);
  g_ptr_array_add (board->watches, watch);
  g_mutex_unlock (&board->lock);
  if (request->cancellable != NULL)
    watch->on_cancel = g_cancellable_connect (request->cancellable, G_CALLBACK (wake_up), watch, NULL);
  return watch;
}

void
lim_comfyui_watch_free (LimComfyWatch *watch)
{
  if (watch == NULL)
    return;
  g_cancellable_disconnect (watch->request->cancellable, watch->on_cancel);
  g_mutex_lock (&watch->board->lock);
  g_ptr_array_remove_fast (watch->board->watches, watch);
  g_mutex_unlock (&watch->board->lock);
  g_free (watch->prompt_id);
  g_free (watch->client);
  lim_comfyui_progress_free (watch->progress);
  g_clear_pointer (&watch->preview, g_bytes_unref);
  g_cond_clear (&watch->wake);
  g_free (watch);
}

void
lim_comfyui_watch_sent (LimComfyWatch *watch, const char *client)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&watch->board->lock);

  g_free (watch->client);
  watch->client = g_strdup (client);
}

void
lim_comfyui_watch_named (LimComfyWatch *watch, const char *prompt_id)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&watch->board->lock);

  g_free (watch->prompt_id);
  watch->prompt_id = g_strdup (prompt_id);
}

/* Whether the end of the job is yet to be told to us, as far as can be known. */
static gboolean
is_trusted (const LimComfyWatch *watch)
{
  const LimComfyBoard *board = watch->board;

  return watch->client != NULL && g_strcmp0 (watch->client, board->client) == 0 && board->heard && !board->doubted
         && !watch->told_end;
}

/* When to ask, if nothing more happens. The first question may have been a moment ago, so a shout is not obeyed at once. */
static gint64
due_time (const LimComfyWatch *watch, gint64 start, double interval)
{
  double seconds = is_trusted (watch) ? MAX (interval, TRUSTED_INTERVAL) : interval;
  gint64 due = start + (gint64) (seconds * G_USEC_PER_SEC);

  if (watch->hurry == HURRY_NOW)
    due = MIN (due, start + LEAST_GAP);
  else if (watch->hurry == HURRY_SOON)
    due = MIN (due, MAX (watch->soon, start + LEAST_GAP));
  return due;
}

/* Hands over what is new; the lock is open meanwhile. FALSE: nothing was. */
static gboolean
tell_news (LimComfyWatch *watch)
{
  g_autoptr (GBytes) preview = g_steal_pointer (&watch->preview);
  gboolean grown = watch->grown;
  double share = lim_comfyui_progress_share (watch->progress);

  if (!grown && preview == NULL)
    return FALSE;
  watch->grown = FALSE;
  g_mutex_unlock (&watch->board->lock);
  if (grown)
    lim_render_tell_progress (watch->request, share);
  if (preview != NULL)
    lim_render_tell_preview (watch->request, preview);
  g_mutex_lock (&watch->board->lock);
  return TRUE;
}

gboolean
lim_comfyui_watch_wait (LimComfyWatch *watch, double interval, gboolean *alarmed)
{
  GCancellable *cancellable = watch->request->cancellable;
  gint64 start = g_get_monotonic_time ();

  g_mutex_lock (&watch->board->lock);
  while (!g_cancellable_is_cancelled (cancellable))
    {
      gint64 due = due_time (watch, start, interval);

      if (tell_news (watch))
        continue;
      if (g_get_monotonic_time () >= due)
        break;
      g_cond_wait_until (&watch->wake, &watch->board->lock, due);
    }
  if (alarmed != NULL)
    *alarmed = watch->alarmed;
  watch->alarmed = FALSE;
  watch->hurry = CALM;
  g_mutex_unlock (&watch->board->lock);
  return !g_cancellable_is_cancelled (cancellable);
}

void
lim_comfyui_watch_ended (LimComfyWatch *watch)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&watch->board->lock);

  if (is_trusted (watch))
    watch->board->doubted = TRUE;
  tell_news (watch);
}

/* -- Taking back -- */

static LimComfyWatch *
find_watch (LimComfyBoard *board, const char *job_id)
{
  for (guint i = 0; i < board->watches->len; i++)
    {
      LimComfyWatch *watch = board->watches->pdata[i];

      if (strcmp (watch->request->job_id, job_id) == 0)
        return watch;
    }
  return NULL;
}

char *
lim_comfyui_board_take_back (LimComfyBoard *board, const char *job_id)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&board->lock);
  LimComfyWatch *watch = find_watch (board, job_id);

  if (watch != NULL)
    watch->taken_back = TRUE;
  return g_strdup (watch != NULL ? watch->prompt_id : job_id);
}

void
lim_comfyui_board_taken_back (LimComfyBoard *board, const char *job_id)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&board->lock);
  LimComfyWatch *watch = find_watch (board, job_id);

  if (watch != NULL)
    alarm_watch (watch);
}

gboolean
lim_comfyui_watch_is_taken_back (LimComfyWatch *watch)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&watch->board->lock);

  return watch->taken_back;
}
