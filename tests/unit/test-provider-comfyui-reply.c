#include "provider-comfyui-reply.h"

#include <string.h>

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

/* -- /prompt -- */

#define NODE_ERROR(class_type, fault)                                                                                \
  "{\"error\":{\"type\":\"prompt_outputs_failed_validation\",\"message\":\"Prompt outputs failed validation\","      \
  "\"details\":\"\",\"extra_info\":{}},\"node_errors\":{\"1\":{\"errors\":[" fault                                   \
  "],\"dependent_outputs\":[\"7\"],"                                                                                 \
  "\"class_type\":\"" class_type "\"}}}"

/* What the server says to a submission; `id` is the prompt's when it was taken, else `says` is the message. */
static const struct
{
  const char *holds;
  guint status;
  const char *body;
  const char *id, *says;
  LimFailure failure;
} submits[] = {
  { "our own id comes back", 200, "{\"prompt_id\":\"abc\",\"number\":12,\"node_errors\":{}}", "abc", NULL, 0 },
  { "an id that the server chose is the one to follow", 200, "{\"prompt_id\":\"other\"}", "other", NULL, 0 },
  { "a missing checkpoint is named with its nearest neighbour, in the classic spelling of choices", 400,
    NODE_ERROR ("CheckpointLoaderSimple",
                "{\"type\":\"value_not_in_list\",\"message\":\"Value not in list\",\"details\":\"ckpt_name: "
                "'dream.safetensor' not "
                "in (list of length "
                "30)\",\"extra_info\":{\"input_name\":\"ckpt_name\",\"input_config\":[[\"dream.safetensors\"],{}],"
                "\"received_value\":\"dream.safetensor\"}}"),
    NULL,
    "ComfyUI refused the workflow (HTTP 400): the checkpoint “dream.safetensor” is not on the server. Did you mean "
    "“dream.safetensors”? To go on, put the file into the server's models/checkpoints or name another one",
    LIM_FAILURE_IMAGE },
  { "the same in the newer spelling of choices", 400,
    NODE_ERROR (
        "LoraLoader",
        "{\"type\":\"value_not_in_list\",\"extra_info\":{\"input_name\":\"lora_name\",\"input_config\":[\"COMBO\","
        "{\"options\":[\"paint_v2\"]}],\"received_value\":\"paint_v1\"}}"),
    NULL,
    "ComfyUI refused the workflow (HTTP 400): the LoRA “paint_v1” is not on the server. Did you mean “paint_v2”? To "
    "go "
    "on, put the file into the server's models/loras or name another one",
    LIM_FAILURE_IMAGE },
  { "a long list of choices is not sent along; the missing name still is", 400,
    NODE_ERROR (
        "KSampler",
        "{\"type\":\"value_not_in_list\",\"extra_info\":{\"input_name\":\"sampler_name\",\"input_config\":null,"
        "\"received_value\":\"eulr\"}}"),
    NULL,
    "ComfyUI refused the workflow (HTTP 400): the sampler “eulr” is not on the server. To go on, name one the server "
    "knows",
    LIM_FAILURE_IMAGE },
  { "other faults are told in the server's words", 400,
    NODE_ERROR ("EmptyLatentImage",
                "{\"type\":\"value_smaller_than_min\",\"message\":\"Value 8 smaller than min of 16\","
                "\"details\":\"width\",\"extra_info\":{}}"),
    NULL, "ComfyUI refused the workflow (HTTP 400): EmptyLatentImage: Value 8 smaller than min of 16: width",
    LIM_FAILURE_IMAGE },
  { "without node errors the error itself is told", 400,
    "{\"error\":{\"type\":\"invalid_prompt\",\"message\":\"Cannot execute\",\"details\":\"Node ID "
    "'#3'\"},\"node_errors\":{}}",
    NULL, "ComfyUI refused the workflow (HTTP 400): Cannot execute: Node ID '#3'", LIM_FAILURE_IMAGE },
  { "an error may be plain text", 400, "{\"error\":\"no\"}", NULL, "ComfyUI refused the workflow (HTTP 400): no",
    LIM_FAILURE_IMAGE },
  { "node errors of the wrong type are no crash", 400, "{\"error\":[],\"node_errors\":[3,{\"errors\":{\"a\":1}}]}",
    NULL, "ComfyUI refused the workflow (HTTP 400): a node: error", LIM_FAILURE_IMAGE },
  { "node errors with 200 are a refusal all the same", 200,
    "{\"prompt_id\":\"abc\",\"node_errors\":{\"7\":{\"errors\":[{\"message\":\"Bad\",\"details\":\"\"}],\"class_"
    "type\":\"SaveImage\"}}}",
    NULL, "ComfyUI refused the workflow: SaveImage: Bad", LIM_FAILURE_IMAGE },
  { "taken without an id", 200, "{}", NULL,
    "ComfyUI took the workflow but gave no prompt_id; is it really a ComfyUI server?", LIM_FAILURE_SERVER },
  { "an id that is no text is none", 200, "{\"prompt_id\":5}", NULL,
    "ComfyUI took the workflow but gave no prompt_id; is it really a ComfyUI server?", LIM_FAILURE_SERVER },
  { "a login page stops the batch", 401, "<html>\x1b[2Jlogin</html>", NULL,
    "ComfyUI wants a login, which a plain ComfyUI server does not; check the URL and any proxy (HTTP 401: <html> "
    "[2Jlogin</html>)",
    LIM_FAILURE_AUTH },
  { "forbidden without a word", 403, "", NULL,
    "ComfyUI forbids it; check the URL and any proxy (HTTP 403: without a word)", LIM_FAILURE_AUTH },
  { "another kind of server", 404, "nope", NULL,
    "ComfyUI does not know our request; is it really a ComfyUI server? Check the URL (HTTP 404: nope)",
    LIM_FAILURE_AUTH },
  { "too many requests", 429, "slow down", NULL, "ComfyUI asks us to wait (HTTP 429: slow down)",
    LIM_FAILURE_RATE_LIMIT },
  { "too much at once", 413, "", NULL,
    "ComfyUI finds what we send too large; its --max-upload-size, or a proxy's limit, can be raised (HTTP 413: "
    "without "
    "a word)",
    LIM_FAILURE_IMAGE },
  { "an internal error concerns the server", 500, "Traceback", NULL,
    "ComfyUI is in trouble; its own log tells more (HTTP 500: Traceback)", LIM_FAILURE_SERVER },
  { "a proxy without its server", 502, "Bad Gateway", NULL,
    "ComfyUI cannot be reached behind its proxy, or is too busy (HTTP 502: Bad Gateway)", LIM_FAILURE_SERVER },
  { "garbage", 200, "{\"prompt_id\": nonsense", NULL,
    "ComfyUI's /prompt answered something that is not JSON (ComfyUI's /prompt:1:15: not valid JSON: expected a "
    "value, found "
    "“n”); is it really a ComfyUI server?",
    LIM_FAILURE_SERVER },
};

static void
test_submit (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) body = bytes_of (submits[i].body);
  g_auto (LimRenderReply) reply = { 0 };
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", submits[i].holds);
  g_assert_true (lim_comfyui_read_submit (submits[i].status, body, &id, &reply, &error) == (submits[i].id != NULL));
  g_assert_cmpstr (id, ==, submits[i].id);
  g_assert_cmpstr (error != NULL ? error->message : NULL, ==, submits[i].says);
  g_assert_cmpint (reply.failure, ==, submits[i].failure);
}

static void
test_long_words_are_cut (void)
{
  g_autofree char *long_text = g_strnfill (1 << 20, 'x');
  g_autoptr (GBytes) body = bytes_of (long_text);
  g_auto (LimRenderReply) reply = { 0 };
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (lim_comfyui_read_submit (400, body, &id, &reply, &error));
  g_assert_cmpuint (strlen (error->message), <, 1000);
}

/* -- /history -- */

#define OURS "{\"7\":{\"class_type\":\"Save\",\"inputs\":{\"seed\":7}}}"
#define ENTRY(outputs, status)                                                                                       \
  "{\"id\":{\"prompt\":[1,\"id\"," OURS ",{},[]],\"outputs\":" outputs ",\"status\":" status "}}"
#define SUCCESS                                                                                                      \
  "{\"status_str\":\"success\",\"completed\":true,\"messages\":[[\"execution_start\",{}],[\"execution_success\",{}]" \
  "]}"
#define ONE_IMAGE "{\"images\":[{\"filename\":\"limner_00001_.png\",\"subfolder\":\"\",\"type\":\"output\"}]}"

static const struct
{
  const char *holds;
  const char *body;
  LimComfyuiState state;
  const char *finds; /* file name or message; NULL with state -1: the answer makes no sense */
} histories[] = {
  { "an empty object is not finished, or unknown", "{}", LIM_COMFYUI_NOT_THERE, NULL },
  { "somebody else's entry is not ours", "{\"other\":{\"outputs\":{\"7\":" ONE_IMAGE "}}}", LIM_COMFYUI_NOT_THERE,
    NULL },
  { "done", ENTRY ("{\"7\":" ONE_IMAGE "}", SUCCESS), LIM_COMFYUI_DONE, "limner_00001_.png" },
  { "old servers send no status", "{\"id\":{\"outputs\":{\"7\":" ONE_IMAGE "}}}", LIM_COMFYUI_DONE,
    "limner_00001_.png" },
  { "the node that saves wins over one that comes first",
    ENTRY ("{\"3\":{\"images\":[{\"filename\":\"a.png\",\"type\":\"output\"}]},\"7\":" ONE_IMAGE "}", SUCCESS),
    LIM_COMFYUI_DONE, "limner_00001_.png" },
  { "a preview is not the picture",
    ENTRY ("{\"3\":{\"images\":[{\"filename\":\"t.png\",\"type\":\"temp\"}]},\"12:9\":" ONE_IMAGE "}", SUCCESS),
    LIM_COMFYUI_DONE, "limner_00001_.png" },
  { "outputs of other kinds are passed over",
    ENTRY ("{\"2\":{\"text\":[\"x\"]},\"4\":{\"images\":\"none\"},\"5\":{\"images\":[7,{}]},\"7\":" ONE_IMAGE "}",
           SUCCESS),
    LIM_COMFYUI_DONE, "limner_00001_.png" },
  { "Python's numbers are no obstacle",
    "{\"id\":{\"prompt\":[NaN,\"NaN \\\" Infinity\"," OURS ",-Infinity],\"outputs\":{\"7\":" ONE_IMAGE
    "}, \"meta\":Infinity}}",
    LIM_COMFYUI_DONE, "limner_00001_.png" },
  { "another graph under our id is another client's",
    "{\"id\":{\"prompt\":[1,\"id\",{\"7\":{\"class_type\":\"Save\",\"inputs\":{\"seed\":8}}}],\"outputs\":{"
    "\"7\":" ONE_IMAGE "},\"status\":" SUCCESS "}}",
    LIM_COMFYUI_FOREIGN, NULL },
  { "finished without a picture", ENTRY ("{}", SUCCESS), LIM_COMFYUI_FAILED,
    "the job finished without saving a picture" },
  { "an entry that is not completed yet",
    ENTRY ("{}", "{\"status_str\":\"success\",\"completed\":false,\"messages\":[]}"), LIM_COMFYUI_NOT_THERE, NULL },
  { "a node failed",
    ENTRY ("{}", "{\"status_str\":\"error\",\"completed\":false,\"messages\":[[\"execution_error\",{\"node_type\":"
                 "\"KSampler\","
                 "\"exception_message\":\"Allocation on device\\n\"}]]}"),
    LIM_COMFYUI_FAILED, "KSampler: Allocation on device" },
  { "the last message counts, even when the word is success",
    ENTRY ("{\"7\":" ONE_IMAGE "}",
           "{\"status_str\":\"success\",\"completed\":true,\"messages\":[[\"execution_error\",{}]]}"),
    LIM_COMFYUI_FAILED, "an error it did not describe" },
  { "interrupted", ENTRY ("{}", "{\"status_str\":\"error\",\"messages\":[[\"execution_interrupted\",{}]]}"),
    LIM_COMFYUI_FAILED, "the job was interrupted on the server" },
  { "an error without messages", ENTRY ("{}", "{\"status_str\":\"error\",\"messages\":7}"), LIM_COMFYUI_FAILED,
    "the server says “error” and no more" },
  { "messages of the wrong shape are passed over",
    ENTRY ("{\"7\":" ONE_IMAGE "}", "{\"status_str\":\"success\",\"completed\":true,\"messages\":[5,[],{\"a\":1}]}"),
    LIM_COMFYUI_DONE, "limner_00001_.png" },
  { "cut in the middle", "{\"id\":{\"outputs\":{\"7\":", (LimComfyuiState) -1, NULL },
  { "a list", "[]", (LimComfyuiState) -1, NULL },
  { "nothing", "", (LimComfyuiState) -1, NULL },
};

static void
test_history (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) body = bytes_of (histories[i].body);
  g_autoptr (LimJsonDoc) graph = lim_json_parse ("graph", OURS, -1, NULL);
  g_auto (LimComfyuiResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean sense = lim_comfyui_read_history (body, "id", "7", lim_json_root (graph), &result, &error);

  g_test_message ("%s", histories[i].holds);
  g_assert_true (sense == (histories[i].state != (LimComfyuiState) -1));
  g_assert_true (sense == (error == NULL));
  if (!sense)
    return;
  g_assert_cmpint (result.state, ==, histories[i].state);
  g_assert_cmpstr (result.state == LIM_COMFYUI_FAILED ? result.message : result.filename, ==, histories[i].finds);
}

/* -- Graphs -- */

#define NODE(inputs) "{\"7\":{\"class_type\":\"K\",\"inputs\":{" inputs "}}}"

static const struct
{
  const char *holds;
  const char *ours, *theirs;
  gboolean same;
} graphs[] = {
  { "alike", NODE ("\"a\":[\"1\",0],\"b\":null,\"c\":true"), NODE ("\"c\":true,\"b\":null,\"a\":[\"1\",0]"), TRUE },
  { "numbers are values", NODE ("\"a\":7,\"b\":1e-7,\"c\":0.50"), NODE ("\"a\":7.0,\"b\":1e-07,\"c\":0.5"), TRUE },
  { "a number may come back as text and the other way round", NODE ("\"a\":7,\"b\":\"8\""),
    NODE ("\"a\":\"7\",\"b\":8"), TRUE },
  { "the greatest seeds differ in their last digit", NODE ("\"a\":18446744073709551615"),
    NODE ("\"a\":18446744073709551614"), FALSE },
  { "another text", NODE ("\"a\":\"a boat\""), NODE ("\"a\":\"a goat\""), FALSE },
  { "a longer text", NODE ("\"a\":\"boat\""), NODE ("\"a\":\"boats\""), FALSE },
  { "a name of a model as Windows writes it", NODE ("\"a\":\"sdxl/base\""), NODE ("\"a\":\"sdxl\\\\base\""), TRUE },
  { "nan is a word", NODE ("\"a\":\"nan\""), NODE ("\"a\":\"8\""), FALSE },
  { "another link", NODE ("\"a\":[\"1\",0]"), NODE ("\"a\":[\"1\",1]"), FALSE },
  { "a longer list", NODE ("\"a\":[1]"), NODE ("\"a\":[1,2]"), FALSE },
  { "a shorter list", NODE ("\"a\":[1,2]"), NODE ("\"a\":[1]"), FALSE },
  { "another class", NODE (""), "{\"7\":{\"class_type\":\"L\",\"inputs\":{}}}", FALSE },
  { "an input is missing", NODE ("\"a\":1"), NODE (""), FALSE },
  { "true is not null", NODE ("\"a\":true"), NODE ("\"a\":null"), FALSE },
  { "a node is missing", NODE (""), "{}", FALSE },
  { "what the server adds does not count", NODE ("\"a\":1"),
    "{\"7\":{\"class_type\":\"K\",\"inputs\":{\"a\":1,\"x\":2},\"is_changed\":[\"ab\"]},\"8\":{}}", TRUE },
  { "nor does the name of the file, which tells how often it was sent", NODE ("\"filename_prefix\":\"limner\""),
    NODE ("\"filename_prefix\":\"limner_r1\""), TRUE },
  { "no object at all", NODE (""), "[]", FALSE },
  { "a picture we uploaded may have another name there",
    NODE ("\"image\":\"limner_0123456789abcdef0123456789abcdef.png\""), NODE ("\"image\":\"input (1).png\""), TRUE },
  { "but must be one", NODE ("\"image\":\"limner_0123456789abcdef0123456789abcdef.png\""), NODE ("\"image\":7"),
    FALSE },
  { "and no other picture", NODE ("\"image\":\"limner_crate.png\""), NODE ("\"image\":\"input (1).png\""), FALSE },
};

static void
test_graph (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (LimJsonDoc) ours = lim_json_parse ("ours", graphs[i].ours, -1, NULL);
  g_autoptr (LimJsonDoc) theirs = lim_json_parse ("theirs", graphs[i].theirs, -1, NULL);

  g_test_message ("%s", graphs[i].holds);
  g_assert_true (lim_comfyui_same_graph (lim_json_root (ours), lim_json_root (theirs)) == graphs[i].same);
}

/* -- /queue and /system_stats -- */

static const struct
{
  const char *holds;
  const char *body;
  gint ahead; /* -2: the answer makes no sense */
} queues[] = {
  { "running", "{\"queue_running\":[[1,\"id\",{},{},[]]],\"queue_pending\":[]}", 0 },
  { "pending", "{\"queue_running\":[],\"queue_pending\":[[1,\"x\"],[2,\"id\"]]}", 1 },
  { "what waits is in no order: the number counts, then the id",
    "{\"queue_running\":[[1,\"a\"]],\"queue_pending\":[[9,\"b\"],[3,\"id\"],[-4,\"c\"],[3,\"hd\"],[3,\"jd\"]]}", 3 },
  { "in neither", "{\"queue_running\":[[1,\"x\"]],\"queue_pending\":[]}", -1 },
  { "odd items are passed over", "{\"queue_running\":[7,[],[1],{}],\"queue_pending\":[[1,5]]}", -1 },
  { "a queue is missing", "{\"queue_running\":[]}", -2 },
  { "no JSON", "<html>", -2 },
};

static void
test_queue (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) body = bytes_of (queues[i].body);
  g_autoptr (GError) error = NULL;
  gint ahead = -2;

  g_test_message ("%s", queues[i].holds);
  g_assert_true (lim_comfyui_read_queue (body, "id", &ahead, &error) == (queues[i].ahead != -2));
  g_assert_cmpint (ahead, ==, queues[i].ahead);
}

static const struct
{
  const char *body, *version, *device;
} stats[] = {
  { "{\"system\":{\"comfyui_version\":\"0.3.40\"},\"devices\":[{\"name\":\"cuda:0 NVIDIA GeForce RTX 4090 : "
    "cudaMallocAsync\"}]}",
    "0.3.40", "NVIDIA GeForce RTX 4090" },
  { "{\"system\":{},\"devices\":[{\"name\":\"cpu\"}]}", NULL, "cpu" },
  { "{\"devices\":[]}", NULL, NULL },
  { "[]", NULL, NULL },
};

static void
test_stats (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (stats); i++)
    {
      g_autoptr (GBytes) body = bytes_of (stats[i].body);
      g_autoptr (GError) error = NULL;
      g_autofree char *version = NULL;
      g_autofree char *device = NULL;

      g_assert_true (lim_comfyui_read_stats (body, &version, &device, &error));
      g_assert_cmpstr (version, ==, stats[i].version);
      g_assert_cmpstr (device, ==, stats[i].device);
    }
}

#define ADD_TABLE(name, table, function)                                                                             \
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)                                                                   \
    {                                                                                                                \
      g_autofree char *path = g_strdup_printf ("/provider/comfyui/reply/" name "/%u", i);                            \
      g_test_add_data_func (path, GUINT_TO_POINTER (i), function);                                                   \
    }

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_TABLE ("submit", submits, test_submit)
  ADD_TABLE ("history", histories, test_history)
  ADD_TABLE ("graph", graphs, test_graph)
  ADD_TABLE ("queue", queues, test_queue)
  g_test_add_func ("/provider/comfyui/reply/long-words-are-cut", test_long_words_are_cut);
  g_test_add_func ("/provider/comfyui/reply/stats", test_stats);
  return g_test_run ();
}
