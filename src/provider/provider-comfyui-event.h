/* provider-comfyui-event.h: what a ComfyUI server says on its WebSocket. Pure, and every byte is taken as hostile.
 *
 * Events make waiting shorter and nicer and decide nothing: whether an image is done is asked of /history. Of the many
 * types only those that concern the way of an image are read; all others, and what makes no sense, are NONE. */
#pragma once

#include <gio/gio.h>

typedef enum
{
  LIM_COMFYUI_EVENT_NONE,
  LIM_COMFYUI_EVENT_NODES,     /* how far nodes are: `nodes` */
  LIM_COMFYUI_EVENT_EXECUTING, /* the one of `nodes` begins, so the one before it has ended */
  LIM_COMFYUI_EVENT_ENDING,    /* done, failed or interrupted; /history is about to tell */
  LIM_COMFYUI_EVENT_ENDED,     /* /history can tell */
  LIM_COMFYUI_EVENT_PREVIEW,   /* `image` */
} LimComfyuiEventKind;

typedef struct
{
  char *id;     /* of a node in the graph that was sent */
  double share; /* 0..1 */
} LimComfyuiNode;

typedef struct
{
  LimComfyuiEventKind kind;
  char *prompt_id; /* NULL: not said, as with old previews; they belong to the prompt that executes */
  GArray *nodes;   /* (element-type LimComfyuiNode), never NULL */
  GBytes *image;   /* bytes that begin like a JPEG or PNG; more is not known of them */
} LimComfyuiEvent;

/* Reads a text frame (JSON) or a binary one. Transfer full. */
LimComfyuiEvent *lim_comfyui_event_read (gboolean binary, GBytes *frame);
void lim_comfyui_event_free (LimComfyuiEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimComfyuiEvent, lim_comfyui_event_free)

/* The first thing to send on a new socket: that we can tell previews by their prompt. Old servers pay no heed. */
extern const char lim_comfyui_event_greeting[];
