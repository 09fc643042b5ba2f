#include "provider-comfyui-event.h"

#include "provider-comfyui-reply.h"

#include <string.h>

#define MAX_NODES 4096u
#define MAX_PREVIEW (16u << 20)

const char lim_comfyui_event_greeting[] =
    "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}";

static void
clear_node (gpointer data)
{
  g_free (((LimComfyuiNode *) data)->id);
}

static LimComfyuiEvent *
event_new (void)
{
  LimComfyuiEvent *event = g_new0 (LimComfyuiEvent, 1);

  event->nodes = g_array_new (FALSE, FALSE, sizeof (LimComfyuiNode));
  g_array_set_clear_func (event->nodes, clear_node);
  return event;
}

void
lim_comfyui_event_free (LimComfyuiEvent *event)
{
  if (event == NULL)
    return;
  g_free (event->prompt_id);
  g_array_unref (event->nodes);
  g_clear_pointer (&event->image, g_bytes_unref);
  g_free (event);
}

/* -- Text frames -- */

static void
add_node (LimComfyuiEvent *event, const char *id, double share)
{
  LimComfyuiNode node = { g_strdup (id), share };

  if (id != NULL && event->nodes->len < MAX_NODES)
    g_array_append_val (event->nodes, node);
  else
    g_free (node.id);
}

/* “value” of “max”; what makes no sense is 0. */
static double
share_of (const LimJson *data)
{
  double value = lim_json_get_double (data, "value", 0);
  double max = lim_json_get_double (data, "max", 0);
  double share = max > 0 ? value / max : 0;

  return share > 0 ? MIN (share, 1) : 0;
}

static LimComfyuiEventKind
read_progress (const LimJson *data, LimComfyuiEvent *event)
{
  add_node (event, lim_json_get_string (data, "node"), share_of (data));
  return LIM_COMFYUI_EVENT_NODES;
}

static LimComfyuiEventKind
read_progress_state (const LimJson *data, LimComfyuiEvent *event)
{
  for (const LimJson *node = lim_json_first (lim_json_get (data, "nodes")); node != NULL; node = lim_json_next (node))
    {
      gboolean finished = g_strcmp0 (lim_json_get_string (node, "state"), "finished") == 0;

      add_node (event, lim_json_key (node), finished ? 1 : share_of (node));
    }
  return LIM_COMFYUI_EVENT_NODES;
}

static LimComfyuiEventKind
read_cached (const LimJson *data, LimComfyuiEvent *event)
{
  for (const LimJson *node = lim_json_first (lim_json_get (data, "nodes")); node != NULL; node = lim_json_next (node))
    add_node (event, lim_json_string (node), 1);
  return LIM_COMFYUI_EVENT_NODES;
}

/* Without a node the prompt has ended; without a prompt it is the greeting of a server that was already at work. */
static LimComfyuiEventKind
read_executing (const LimJson *data, LimComfyuiEvent *event)
{
  const char *node = lim_json_get_string (data, "node");

  if (event->prompt_id == NULL)
    return LIM_COMFYUI_EVENT_NONE;
  if (lim_json_is_null (lim_json_get (data, "node")))
    return LIM_COMFYUI_EVENT_ENDED;
  add_node (event, node, 0);
  return LIM_COMFYUI_EVENT_EXECUTING;
}

static LimComfyuiEventKind
read_end (const LimJson *data, LimComfyuiEvent *event)
{
  (void) data;
  (void) event;
  return LIM_COMFYUI_EVENT_ENDING;
}

static const struct
{
  const char *type;
  LimComfyuiEventKind (*read) (const LimJson *data, LimComfyuiEvent *event);
} types[] = {
  { "progress", read_progress },         { "progress_state", read_progress_state },
  { "execution_cached", read_cached },   { "executing", read_executing },
  { "execution_success", read_end },     { "execution_error", read_end },
  { "execution_interrupted", read_end },
};

static void
read_text (GBytes *frame, LimComfyuiEvent *event)
{
  g_autoptr (LimJsonDoc) doc = lim_comfyui_parse (frame, "ComfyUI's WebSocket", NULL);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const LimJson *data = lim_json_get (root, "data");
  const char *type = lim_json_get_string (root, "type");

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (type, types[i].type) == 0)
      {
        event->prompt_id = g_strdup (lim_json_get_string (data, "prompt_id"));
        event->kind = types[i].read (data, event);
      }
}

/* -- Binary frames -- */

typedef struct
{
  GBytes *frame;
  const guint8 *data;
  gsize length, at;
} Reader;

static gboolean
read_u32 (Reader *reader, guint32 *value)
{
  guint32 big;

  if (reader->length - reader->at < 4)
    return FALSE;
  memcpy (&big, reader->data + reader->at, 4);
  reader->at += 4;
  *value = GUINT32_FROM_BE (big);
  return TRUE;
}

static gboolean
begins (const Reader *reader, const char *magic, gsize length)
{
  return reader->length - reader->at >= length && memcmp (reader->data + reader->at, magic, length) == 0;
}

/* The rest of the frame. What it says of its own format is not believed. */
static void
take_image (Reader *reader, LimComfyuiEvent *event)
{
  gsize left = reader->length - reader->at;

  if (left > MAX_PREVIEW || (!begins (reader, "\xff\xd8\xff", 3) && !begins (reader, "\x89PNG\r\n\x1a\n", 8)))
    return;
  event->image = g_bytes_new_from_bytes (reader->frame, reader->at, left);
  event->kind = LIM_COMFYUI_EVENT_PREVIEW;
}

static void
read_preview (Reader *reader, LimComfyuiEvent *event)
{
  guint32 format;

  if (read_u32 (reader, &format))
    take_image (reader, event);
}

static void
read_preview_with_metadata (Reader *reader, LimComfyuiEvent *event)
{
  guint32 length;

  if (!read_u32 (reader, &length) || length > reader->length - reader->at)
    return;

  g_autoptr (GBytes) text = g_bytes_new_from_bytes (reader->frame, reader->at, length);
  g_autoptr (LimJsonDoc) doc = lim_comfyui_parse (text, "ComfyUI's WebSocket", NULL);
  const char *prompt_id = doc != NULL ? lim_json_get_string (lim_json_root (doc), "prompt_id") : NULL;

  /* Without an id it would count as the running prompt's, which this kind was made to avoid. */
  if (prompt_id == NULL)
    return;
  reader->at += length;
  event->prompt_id = g_strdup (prompt_id);
  take_image (reader, event);
}

#define PREVIEW 1u
#define PREVIEW_WITH_METADATA 4u

static void
read_binary (GBytes *frame, LimComfyuiEvent *event)
{
  Reader reader = { .frame = frame };
  guint32 type;

  reader.data = g_bytes_get_data (frame, &reader.length);
  if (!read_u32 (&reader, &type))
    return;
  if (type == PREVIEW)
    read_preview (&reader, event);
  else if (type == PREVIEW_WITH_METADATA)
    read_preview_with_metadata (&reader, event);
}

LimComfyuiEvent *
lim_comfyui_event_read (gboolean binary, GBytes *frame)
{
  LimComfyuiEvent *event = event_new ();

  if (binary)
    read_binary (frame, event);
  else
    read_text (frame, event);
  return event;
}
