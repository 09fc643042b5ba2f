/* What the server says on its WebSocket, how far it means a prompt is, and whom it wakes. */
#include "provider-comfyui-board.h"

#include <string.h>

#define PROMPT "\"prompt_id\":\"id\""

static LimComfyuiEvent *
read_text (const char *text)
{
  g_autoptr (GBytes) frame = g_bytes_new_static (text, strlen (text));

  return lim_comfyui_event_read (FALSE, frame);
}

/* -- Text frames -- */

static const struct
{
  const char *holds;
  const char *text;
  LimComfyuiEventKind kind;
  const char *nodes; /* “id=share …” */
} texts[] = {
  { "steps of a sampler", "{\"type\":\"progress\",\"data\":{\"value\":5,\"max\":20,\"node\":\"3\"," PROMPT "}}",
    LIM_COMFYUI_EVENT_NODES, "3=0.25" },
  { "the state of all nodes",
    "{\"type\":\"progress_state\",\"data\":{" PROMPT
    ",\"nodes\":{\"1\":{\"state\":\"finished\",\"value\":0,\"max\":1},"
    "\"3\":{\"state\":\"running\",\"value\":1,\"max\":2}}}}",
    LIM_COMFYUI_EVENT_NODES, "1=1 3=0.5" },
  { "nodes whose result was at hand", "{\"type\":\"execution_cached\",\"data\":{\"nodes\":[\"1\",\"2\"]," PROMPT "}}",
    LIM_COMFYUI_EVENT_NODES, "1=1 2=1" },
  { "a node begins", "{\"type\":\"executing\",\"data\":{\"node\":\"4\"," PROMPT "}}", LIM_COMFYUI_EVENT_EXECUTING,
    "4=0" },
  { "the end", "{\"type\":\"executing\",\"data\":{\"node\":null," PROMPT "}}", LIM_COMFYUI_EVENT_ENDED, "" },
  { "a node of nobody's prompt, as a new socket hears", "{\"type\":\"executing\",\"data\":{\"node\":\"4\"}}",
    LIM_COMFYUI_EVENT_NONE, "" },
  { "success is near the end", "{\"type\":\"execution_success\",\"data\":{" PROMPT "}}", LIM_COMFYUI_EVENT_ENDING,
    "" },
  { "so is failure", "{\"type\":\"execution_error\",\"data\":{" PROMPT ",\"current_inputs\":{\"a\":[NaN]}}}",
    LIM_COMFYUI_EVENT_ENDING, "" },
  { "and interruption", "{\"type\":\"execution_interrupted\",\"data\":{" PROMPT "}}", LIM_COMFYUI_EVENT_ENDING, "" },
  { "Python's numbers are none", "{\"type\":\"progress\",\"data\":{\"value\":NaN,\"max\":Infinity,\"node\":\"3\"}}",
    LIM_COMFYUI_EVENT_NODES, "3=0" },
  { "more than all is all", "{\"type\":\"progress\",\"data\":{\"value\":1e300,\"max\":1,\"node\":\"3\"}}",
    LIM_COMFYUI_EVENT_NODES, "3=1" },
  { "less than nothing is nothing", "{\"type\":\"progress\",\"data\":{\"value\":-5,\"max\":-1,\"node\":\"3\"}}",
    LIM_COMFYUI_EVENT_NODES, "3=0" },
  { "of odd types only the sound part is read",
    "{\"type\":\"execution_cached\",\"data\":{\"nodes\":[1,null,\"2\",[]]}}", LIM_COMFYUI_EVENT_NODES, "2=1" },
  { "the state of the queue concerns nobody", "{\"type\":\"status\",\"data\":{\"status\":{},\"sid\":\"x\"}}",
    LIM_COMFYUI_EVENT_NONE, "" },
  { "unknown types are passed over", "{\"type\":\"crystools.monitor\",\"data\":{}}", LIM_COMFYUI_EVENT_NONE, "" },
  { "a type that is no text", "{\"type\":7,\"data\":[]}", LIM_COMFYUI_EVENT_NONE, "" },
  { "data that is no object", "{\"type\":\"progress\",\"data\":[1]}", LIM_COMFYUI_EVENT_NODES, "" },
  { "no JSON", "{\"type\":\"progress\"", LIM_COMFYUI_EVENT_NONE, "" },
  { "nothing", "", LIM_COMFYUI_EVENT_NONE, "" },
};

static void
test_text (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (LimComfyuiEvent) event = read_text (texts[i].text);
  g_autoptr (GString) nodes = g_string_new (NULL);

  g_test_message ("%s", texts[i].holds);
  for (guint n = 0; n < event->nodes->len; n++)
    {
      const LimComfyuiNode *node = &g_array_index (event->nodes, LimComfyuiNode, n);

      g_string_append_printf (nodes, "%s%s=%g", n > 0 ? " " : "", node->id, node->share);
    }
  g_assert_cmpint (event->kind, ==, texts[i].kind);
  g_assert_cmpstr (nodes->str, ==, texts[i].nodes);
  if (strstr (texts[i].text, PROMPT) != NULL)
    g_assert_cmpstr (event->prompt_id, ==, "id");
}

/* -- Binary frames -- */

#define JPEG "\xff\xd8\xff\xe0"
#define PNG "\x89PNG\r\n\x1a\n"
#define FRAME(text) text, sizeof (text) - 1

static const struct
{
  const char *holds;
  const char *bytes;
  gsize length;
  gssize image; /* its length; -1: no preview */
  const char *prompt_id;
} frames[] = {
  { "a JPEG of the prompt that runs", FRAME ("\0\0\0\1\0\0\0\1" JPEG), 4, NULL },
  { "a PNG", FRAME ("\0\0\0\1\0\0\0\2" PNG), 8, NULL },
  { "the format is seen, not believed", FRAME ("\0\0\0\1\0\0\0\x63" JPEG), 4, NULL },
  { "with its prompt's name", FRAME ("\0\0\0\4\0\0\0\x12{\"prompt_id\":\"id\"}" JPEG), 4, "id" },
  { "named, and without a prompt", FRAME ("\0\0\0\4\0\0\0\x02{}" JPEG), -1, NULL },
  { "named, with broken JSON", FRAME ("\0\0\0\4\0\0\0\x02{{" JPEG), -1, NULL },
  { "a name longer than the frame", FRAME ("\0\0\0\4\xff\xff\xff\xff{}" JPEG), -1, NULL },
  { "no picture", FRAME ("\0\0\0\1\0\0\0\1<html>"), -1, NULL },
  { "an empty picture", FRAME ("\0\0\0\1\0\0\0\1"), -1, NULL },
  { "cut in its head", FRAME ("\0\0\0\1\0\0"), -1, NULL },
  { "a text for a node",
    FRAME ("\0\0\0\3\0\0\0\1"
           "3hello"),
    -1, NULL },
  { "an unknown kind", FRAME ("\0\0\0\x9\0\0\0\1" JPEG), -1, NULL },
  { "nothing", FRAME (""), -1, NULL },
};

static void
test_binary (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) frame = g_bytes_new (frames[i].bytes, frames[i].length);
  g_autoptr (LimComfyuiEvent) event = lim_comfyui_event_read (TRUE, frame);

  g_test_message ("%s", frames[i].holds);
  g_assert_cmpint (event->kind, ==, frames[i].image >= 0 ? LIM_COMFYUI_EVENT_PREVIEW : LIM_COMFYUI_EVENT_NONE);
  g_assert_cmpint (event->image != NULL ? (gssize) g_bytes_get_size (event->image) : -1, ==, frames[i].image);
  if (frames[i].image >= 0)
    g_assert_cmpstr (event->prompt_id, ==, frames[i].prompt_id);
}

/* -- Progress -- */

/* One sampler, which counts twenty, and four others. */
#define GRAPH                                                                                                        \
  "{\"1\":{\"class_type\":\"Loader\"},\"2\":{\"class_type\":\"Text\"},\"3\":{\"class_type\":\"KSamplerAdvanced\"},"  \
  "\"4\":{\"class_type\":\"Decode\"},\"5\":{\"class_type\":\"Save\"}}"

static const struct
{
  const char *holds;
  const char *text;
  double share; /* of 24 */
} steps[] = {
  { "what was at hand is done", "{\"type\":\"execution_cached\",\"data\":{\"nodes\":[\"1\"]}}", 1 },
  { "a node that begins has done nothing", "{\"type\":\"executing\",\"data\":{\"node\":\"2\"," PROMPT "}}", 1 },
  { "when the next begins, it has ended", "{\"type\":\"executing\",\"data\":{\"node\":\"3\"," PROMPT "}}", 2 },
  { "steps count most", "{\"type\":\"progress\",\"data\":{\"node\":\"3\",\"value\":1,\"max\":2}}", 12 },
  { "going back is not believed", "{\"type\":\"progress\",\"data\":{\"node\":\"3\",\"value\":1,\"max\":20}}", 12 },
  { "nodes of another graph do not count", "{\"type\":\"progress\",\"data\":{\"node\":\"77\",\"value\":1,\"max\":1}}",
    12 },
  { "nor do nodes that a node made within itself",
    "{\"type\":\"progress_state\",\"data\":{\"nodes\":{\"3.0.1\":{\"state\":\"finished\"}}}}", 12 },
  { "the state of all", "{\"type\":\"progress_state\",\"data\":{\"nodes\":{\"3\":{\"state\":\"finished\"}}}}", 22 },
  { "to the end",
    "{\"type\":\"progress_state\",\"data\":{\"nodes\":{\"4\":{\"state\":\"finished\"},\"5\":{\"state\":\"finished\"}}"
    "}}",
    24 },
};

static void
test_progress (void)
{
  g_autoptr (LimJsonDoc) graph = lim_json_parse ("graph", GRAPH, -1, NULL);
  g_autoptr (LimComfyuiProgress) progress = lim_comfyui_progress_new (lim_json_root (graph));
  double before = 0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (LimComfyuiEvent) event = read_text (steps[i].text);
      gboolean grown = lim_comfyui_progress_take (progress, event);

      g_test_message ("%s", steps[i].holds);
      g_assert_cmpfloat_with_epsilon (lim_comfyui_progress_share (progress), steps[i].share / 24, 1e-9);
      g_assert_true (grown == (lim_comfyui_progress_share (progress) > before));
      before = lim_comfyui_progress_share (progress);
    }
}

/* -- The board -- */

typedef struct
{
  GString *heard;
} Ear;

static void
hear_progress (double share, gpointer data)
{
  g_string_append_printf (((Ear *) data)->heard, "progress %.2f ", share);
}

static void
hear_preview (GBytes *image, gpointer data)
{
  g_string_append_printf (((Ear *) data)->heard, "preview %" G_GSIZE_FORMAT " ", g_bytes_get_size (image));
}

/* “=x” opens the connection x, “-” cuts it, “#” is an unnamed preview; the rest are texts. After them the job waits for a minute
 * at most: a row that does not end at once would be seen. */
static const struct
{
  const char *holds;
  const char *const said[8];
  gboolean alarmed;
  const char *heard;
} boards[] = {
  { "the end wakes", { "=c", "{\"type\":\"executing\",\"data\":{\"node\":null," PROMPT "}}" }, FALSE, "" },
  { "the end told by its forerunner alone wakes, too",
    { "=c", "{\"type\":\"execution_success\",\"data\":{" PROMPT "}}" },
    FALSE,
    "" },
  { "a cut wakes and alarms", { "=c", "-" }, TRUE, "" },
  { "progress is heard before the end",
    { "=c", "{\"type\":\"progress\",\"data\":{\"node\":\"3\",\"value\":1,\"max\":2," PROMPT "}}",
      "{\"type\":\"executing\",\"data\":{\"node\":null," PROMPT "}}" },
    FALSE,
    "progress 0.42 " },
  { "an unnamed preview belongs to the prompt that executes",
    { "=c", "#", "{\"type\":\"executing\",\"data\":{\"node\":\"3\"," PROMPT "}}", "#",
      "{\"type\":\"executing\",\"data\":{\"node\":null," PROMPT "}}", "#" },
    FALSE,
    "preview 4 " },
  { "and to nobody here while somebody else's executes",
    { "=c", "{\"type\":\"executing\",\"data\":{\"node\":\"3\",\"prompt_id\":\"other\"}}", "#",
      "{\"type\":\"executing\",\"data\":{\"node\":null," PROMPT "}}" },
    FALSE,
    "" },
  { "somebody else's end is not ours",
    { "=c", "{\"type\":\"executing\",\"data\":{\"node\":null,\"prompt_id\":\"other\"}}",
      "{\"type\":\"progress\",\"data\":{\"node\":\"3\",\"value\":2,\"max\":2,\"prompt_id\":\"other\"}}", "-" },
    TRUE,
    "" },
};

static void
say (LimComfyBoard *board, const char *what)
{
  g_autoptr (GBytes) frame = g_bytes_new_static (FRAME ("\0\0\0\1\0\0\0\1" JPEG));
  g_autoptr (LimComfyuiEvent) event = *what == '#' ? lim_comfyui_event_read (TRUE, frame) : read_text (what);

  if (*what == '=' || *what == '-')
    lim_comfyui_board_connected (board, *what == '=' ? what + 1 : NULL);
  else
    lim_comfyui_board_take (board, event);
}

static void
test_board (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (LimJsonDoc) graph = lim_json_parse ("graph", GRAPH, -1, NULL);
  g_autoptr (GString) heard = g_string_new (NULL);
  Ear ear = { heard };
  const LimRenderEvents events = { hear_progress, hear_preview, NULL, &ear };
  const LimRenderRequest request = { .job_id = "id", .events = &events };
  LimComfyBoard *board = lim_comfyui_board_new ();
  LimComfyWatch *watch = lim_comfyui_watch_new (board, &request, lim_json_root (graph));
  gboolean alarmed;

  g_test_message ("%s", boards[i].holds);
  lim_comfyui_watch_sent (watch, "c");
  for (guint n = 0; boards[i].said[n] != NULL; n++)
    say (board, boards[i].said[n]);
  g_assert_true (lim_comfyui_watch_wait (watch, 60, &alarmed));
  g_assert_true (alarmed == boards[i].alarmed);
  g_assert_cmpstr (heard->str, ==, boards[i].heard);
  lim_comfyui_watch_free (watch);
  lim_comfyui_board_free (board);
}

static gpointer
cancel (gpointer cancellable)
{
  g_usleep (20000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* The person ends a wait, also one that has not begun. */
static void
test_board_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const LimRenderRequest request = { .job_id = "id", .cancellable = cancellable };
  LimComfyBoard *board = lim_comfyui_board_new ();
  LimComfyWatch *watch = lim_comfyui_watch_new (board, &request, NULL);
  GThread *thread = g_thread_new ("cancel", cancel, cancellable);

  g_assert_false (lim_comfyui_watch_wait (watch, 60, NULL));
  g_assert_false (lim_comfyui_watch_wait (watch, 60, NULL));
  g_thread_join (thread);
  lim_comfyui_watch_free (watch);
  lim_comfyui_board_free (board);
}

/* A job is found by our id, whatever the server calls it. */
static void
test_board_take_back (void)
{
  const LimRenderRequest request = { .job_id = "ours" };
  LimComfyBoard *board = lim_comfyui_board_new ();
  LimComfyWatch *watch = lim_comfyui_watch_new (board, &request, NULL);
  g_autofree char *theirs = NULL;
  g_autofree char *unknown = NULL;
  gboolean alarmed;

  lim_comfyui_watch_named (watch, "theirs");
  unknown = lim_comfyui_board_take_back (board, "another");
  g_assert_cmpstr (unknown, ==, "another");
  g_assert_false (lim_comfyui_watch_is_taken_back (watch));
  theirs = lim_comfyui_board_take_back (board, "ours");
  g_assert_cmpstr (theirs, ==, "theirs");
  g_assert_true (lim_comfyui_watch_is_taken_back (watch));
  lim_comfyui_board_taken_back (board, "ours");
  g_assert_true (lim_comfyui_watch_wait (watch, 60, &alarmed));
  g_assert_true (alarmed);
  lim_comfyui_watch_free (watch);
  lim_comfyui_board_free (board);
}

#define ADD_TABLE(name, table, function)                                                                             \
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)                                                                   \
    {                                                                                                                \
      g_autofree char *path = g_strdup_printf ("/provider/comfyui/" name "/%u", i);                                  \
      g_test_add_data_func (path, GUINT_TO_POINTER (i), function);                                                   \
    }

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_TABLE ("event/text", texts, test_text)
  ADD_TABLE ("event/binary", frames, test_binary)
  ADD_TABLE ("board", boards, test_board)
  g_test_add_func ("/provider/comfyui/progress", test_progress);
  g_test_add_func ("/provider/comfyui/board/cancel", test_board_cancel);
  g_test_add_func ("/provider/comfyui/board/take-back", test_board_take_back);
  return g_test_run ();
}
