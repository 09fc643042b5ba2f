/* fake-main.c: the command line of limner-fake-provider. */
#include "fake.h"

#include "fake-fault.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>

static const char *const checkpoints[] = { "dreamshaperXL_v21TurboDPMSDE.safetensors", "sd_xl_base_1.0.safetensors",
                                           NULL };
static const char *const loras[] = { "add_detail.safetensors", "classipeintxl_v21.safetensors", NULL };
static const char *const models[] = { "gpt-image-2", "gpt-image-2.6-flare", NULL };

#define WORD(name, field, value, help)                                                                               \
  {                                                                                                                  \
    name, 0, 0, G_OPTION_ARG_STRING, &options->field, help, value                                                    \
  }
#define NUMBER(name, field, value, help)                                                                             \
  {                                                                                                                  \
    name, 0, 0, G_OPTION_ARG_INT, &options->field, help, value                                                       \
  }
#define LIST(name, field, value, help)                                                                               \
  {                                                                                                                  \
    name, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->field, help, value                                              \
  }
#define SWITCH(name, field, help)                                                                                    \
  {                                                                                                                  \
    name, 0, 0, G_OPTION_ARG_NONE, &options->field, help, NULL                                                       \
  }
#define FILENAME(name, field, help)                                                                                  \
  {                                                                                                                  \
    name, 0, 0, G_OPTION_ARG_FILENAME, &options->field, help, "FILE"                                                 \
  }

static gboolean
read_options (int *argc, char ***argv, FakeOptions *options, GError **error)
{
  const GOptionEntry entries[] = {
    WORD ("host", host, "ADDRESS", "where to listen (127.0.0.1)"),
    NUMBER ("port", port, "PORT", "where to listen (0: a free one)"),
    NUMBER ("render-ms", render_ms, "MS", "how long one picture takes (50)"),
    NUMBER ("history-lag-ms", lag_ms, "MS", "from execution_success to the entry in the history (0)"),
    NUMBER ("history-limit", history_limit, "N", "entries the history keeps (10000)"),
    NUMBER ("max-upload-size", max_upload_mib, "MIB", "larger bodies get 413 (100)"),
    SWITCH ("previews", previews, "send preview pictures over the WebSocket"),
    SWITCH ("plain-json", plain, "no NaN in JSON, which Python writes and JavaScript cannot read"),
    SWITCH ("combo", combo, "spell every choice list as [\"COMBO\", {\"options\": […]}]"),
    SWITCH ("any-id", any_id, "take prompt ids that are no UUIDs, as old servers do"),
    WORD ("comfyui-version", comfyui_version, "TEXT", "what /system_stats says (0.3.64)"),
    LIST ("checkpoint", checkpoints, "NAME", "a checkpoint there is; repeatable"),
    LIST ("lora", loras, "NAME", "a LoRA there is; repeatable"),
    WORD ("flavour", flavour, "a1111|forge|sdnext|sd-server", "whose habits /sdapi/v1 has (a1111)"),
    WORD ("login", login, "USER:PASSWORD", "what /sdapi/v1 wants by HTTP Basic"),
    WORD ("key", key, "KEY", "the bearer key /v1 wants"),
    LIST ("model", models, "NAME", "a model of /v1; repeatable"),
    LIST ("block", blocked, "WORD", "a word in a prompt that /v1 refuses to paint; repeatable"),
    WORD ("rate-limit", rate_limit, "N,MS", "so many requests of /v1/images in that time (1000,60000)"),
    LIST ("fault", faults, "NAME[:key=value,…]", "something to go wrong, see below; repeatable"),
    WORD ("storm", storm, "SEED[,RATE]", "a random part of everything (0.05) goes wrong in a way that passes"),
    FILENAME ("log", log, "append a line per request and event"),
    FILENAME ("state", state, "keep files and history there from one run to the next"),
    SWITCH ("until-stdin-closes", until_stdin_closes, "end when standard input does"),
    { NULL },
  };
  g_autoptr (GOptionContext) context =
      g_option_context_new ("- a stand-in for image servers and chat models, for tests");
  g_autofree char *faults = fake_faults_help ();
  g_autofree char *help = g_strdup_printf (
      "Faults, one strike each unless times=N|all; skip=N lets the first N pass; handled=1 lets a request take "
      "effect\n"
      "before its answer is spoiled:\n%s\n"
      "While it runs: POST /_fake/fault (a fault per line), /_fake/storm, /_fake/clear, /_fake/restart?ms=&files=,\n"
      "/_fake/foreign?prompts=&events=, /_fake/chat?match=&times=&status=&type= (the body is an answer of the chat "
      "model, for "
      "a\n"
      "question with that text; with a status or type it is the whole HTTP answer); GET /_fake/chat, /_fake/stats, "
      "/_fake/prompts, /_fake/requests, /_fake/files,\n"
      "/_fake/file?path=.\n\nExample: limner-fake-provider --render-ms 200 --fault hang:path=/history,times=2\n",
      faults);

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context,
                                "Speaks ComfyUI (also under /api), AUTOMATIC1111 (/sdapi/v1), OpenAI Images, OpenAI "
                                "chat and Anthropic Messages\n(/v1). A chat model says what it was told to say, else "
                                "whatever fits the schema, else the question.\nThe first line it prints is its URL.");
  g_option_context_set_description (context, help);
  return g_option_context_parse (context, argc, argv, error);
}

static void
fill_list (char ***list, const char *const *standard)
{
  if (*list == NULL)
    *list = g_strdupv ((char **) standard);
}

static void
fill_word (char **word, const char *standard)
{
  if (*word == NULL)
    *word = g_strdup (standard);
}

static void
options_clear (FakeOptions *options)
{
  char **words[] = { &options->host, &options->comfyui_version, &options->flavour, &options->login,     &options->key,
                     &options->log,  &options->state,           &options->storm,   &options->rate_limit };
  char ***lists[] = { &options->checkpoints, &options->loras, &options->models, &options->faults, &options->blocked };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_clear_pointer (words[i], g_free);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_clear_pointer (lists[i], g_strfreev);
}

int
main (int argc, char **argv)
{
  Fake fake = { .options = { .render_ms = 50, .history_limit = 10000, .max_upload_mib = 100 } };
  FakeOptions *options = &fake.options;
  g_autoptr (GError) error = NULL;
  gboolean well;

  setlocale (LC_ALL, "C.UTF-8");
  signal (SIGPIPE, SIG_IGN);
  well = read_options (&argc, &argv, options, &error);
  fill_word (&options->host, "127.0.0.1");
  fill_word (&options->comfyui_version, "0.3.64");
  fill_word (&options->flavour, "a1111");
  fill_word (&options->rate_limit, "1000,60000");
  fill_list (&options->checkpoints, checkpoints);
  fill_list (&options->loras, loras);
  fill_list (&options->models, models);
  well = well && fake_serve (&fake, &error);
  if (!well)
    fprintf (stderr, "limner-fake-provider: %s\n", error->message);
  options_clear (options);
  return well ? 0 : lim_error_exit_code (error);
}
