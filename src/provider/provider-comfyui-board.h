/* provider-comfyui-board.h: where the jobs of one server wait, and what its WebSocket says is pinned up for them.
 *
 * A job puts up a watch and waits on it; the thread of the socket hands events to the board, which wakes whom they
 * concern. Progress and previews are told to the request's listener by the waiting job's own thread, so never after
 * render has returned and never two at once.
 *
 * Nothing here is believed: a wake only means that asking the server is worth while now. How long a job waits between
 * two questions depends on whether the socket it was sent under lives and has kept its word. */
#pragma once

#include "provider-comfyui-event.h"
#include "provider-comfyui-progress.h"
#include "provider.h"

typedef struct _LimComfyBoard LimComfyBoard;
typedef struct _LimComfyWatch LimComfyWatch;

LimComfyBoard *lim_comfyui_board_new (void); /* Transfer full. */
void lim_comfyui_board_free (LimComfyBoard *board);

/* -- For the socket -- */

/* A connection under the id @client stands; NULL: it is gone, so all jobs had better look what became of them. */
void lim_comfyui_board_connected (LimComfyBoard *board, const char *client);

/* Events of prompts that nobody here waits for are passed over. */
void lim_comfyui_board_take (LimComfyBoard *board, const LimComfyuiEvent *event);

/* -- For jobs -- */

/* @request is borrowed until the watch is freed; @graph is what will be sent. Transfer full. */
LimComfyWatch *lim_comfyui_watch_new (LimComfyBoard *board, const LimRenderRequest *request, const LimJson *graph);
void lim_comfyui_watch_free (LimComfyWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimComfyWatch, lim_comfyui_watch_free)

/* The job goes out under the connection @client. NULL: nobody will tell us about it. */
void lim_comfyui_watch_sent (LimComfyWatch *watch, const char *client);

/* The server calls it @prompt_id; until then it is the request's job id. */
void lim_comfyui_watch_named (LimComfyWatch *watch, const char *prompt_id);

/* Waits until it is worth while to ask the server: @interval seconds, or longer when the socket is to be trusted, or
 * shorter when it says something. Tells the listener what is heard meanwhile. FALSE: the person cancelled.
 * @alarmed (may be NULL): the connection was lost, or the job taken back, so ask the queue, too. */
gboolean lim_comfyui_watch_wait (LimComfyWatch *watch, double interval, gboolean *alarmed);

/* The job has ended, as was found by asking. If the socket should have said so and did not, it is not trusted until it does. */
void lim_comfyui_watch_ended (LimComfyWatch *watch);

/* -- For taking jobs back -- */

/* What the server calls the job @job_id, as far as anybody knows; whoever waits for it is told that it is being taken back, and
 * that it has been. Transfer full. */
char *lim_comfyui_board_take_back (LimComfyBoard *board, const char *job_id);
void lim_comfyui_board_taken_back (LimComfyBoard *board, const char *job_id);
gboolean lim_comfyui_watch_is_taken_back (LimComfyWatch *watch);
