#include "provider-chat-script.h"

#include "base-file.h"
#include "base-text.h"
#include "base-yaml.h"
#include "provider-key.h"

#include <string.h>

#define MAX_FILE ((gsize) 16 << 20)

struct _LimChatScript
{
  GMutex lock; /* over the document, whose texts are decoded when first read, and over the turns */
  LimJsonDoc *doc;
  char *path;
  GHashTable *turns; /* key, "" for the common answers → the next one (const LimJson) */
};

void
lim_chat_script_free (LimChatScript *script)
{
  if (script == NULL)
    return;
  g_clear_pointer (&script->turns, g_hash_table_unref);
  g_clear_pointer (&script->doc, lim_json_doc_free);
  g_free (script->path);
  g_mutex_clear (&script->lock);
  g_free (script);
}

static gboolean
check_answer (const LimJson *answer, GError **error)
{
  const LimJson *fail = lim_json_get (answer, "$fail");
  LimFailure failure;

  if (fail != NULL && !lim_failure_find (lim_json_string (fail), &failure))
    return lim_json_fail (fail, error,
                          "“$fail” must be answer, timeout, rate-limit, policy, auth, unreachable or server");
  return TRUE;
}

static gboolean
check (const LimJson *root, GError **error)
{
  const LimJson *answers = lim_json_get (root, "answers"), *keys = lim_json_get (root, "keys");

  if (!lim_json_is (root, LIM_JSON_OBJECT) || (answers == NULL && keys == NULL)
      || (answers != NULL && !lim_json_is (answers, LIM_JSON_ARRAY))
      || (keys != NULL && !lim_json_is (keys, LIM_JSON_OBJECT)))
    return lim_json_fail (
        root, error,
        "a script has a list “answers”, or an object “keys”, or both. Example: {\"answers\": [\"Yes.\"]}");
  for (const LimJson *at = lim_json_first (answers); at != NULL; at = lim_json_next (at))
    if (!check_answer (at, error))
      return FALSE;
  for (const LimJson *key = lim_json_first (keys); key != NULL; key = lim_json_next (key))
    {
      const LimJson *first = lim_json_is (key, LIM_JSON_ARRAY) ? lim_json_first (key) : NULL;

      for (const LimJson *at = first != NULL ? first : key; at != NULL;
           at = first != NULL ? lim_json_next (at) : NULL)
        if (!check_answer (at, error))
          return FALSE;
    }
  return TRUE;
}

LimChatScript *
lim_chat_script_load (const char *path, GError **error)
{
  g_autoptr (LimChatScript) script = g_new0 (LimChatScript, 1);
  gsize length;
  g_autofree char *file = lim_provider_home_path (path);
  g_autofree char *text = NULL;

  g_mutex_init (&script->lock);
  script->path = g_strdup (path);
  script->turns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  text = lim_file_read (file, MAX_FILE, &length, error);
  if (text == NULL)
    return NULL;
  script->doc = g_str_has_suffix (path, ".json") ? lim_json_parse (path, text, (gssize) length, error)
                                                 : lim_yaml_parse (path, text, (gssize) length, error);
  if (script->doc == NULL || !check (lim_json_root (script->doc), error))
    return NULL;
  return g_steal_pointer (&script);
}

/* The next of @list for @name; NULL: it is over. */
static const LimJson *
next_of (LimChatScript *script, const LimJson *list, const char *name)
{
  gpointer turn;

  if (!g_hash_table_lookup_extended (script->turns, name, NULL, &turn))
    turn = lim_json_first (list);
  g_hash_table_replace (script->turns, g_strdup (name), turn != NULL ? lim_json_next (turn) : NULL);
  return turn;
}

static gboolean
fail_as_told (const LimJson *answer, LimChatReply *reply, GError **error)
{
  const char *name = lim_json_get_string (answer, "$fail");
  LimFailure failure = LIM_FAILURE_ANSWER;

  lim_failure_find (name, &failure);
  return lim_chat_fail (reply, failure, error,
                        failure == LIM_FAILURE_CANCELLED ? LIM_ERROR_CANCELLED : LIM_ERROR_PROVIDER,
                        "the script says that this fails (%s)", name);
}

gboolean
lim_chat_script_next (LimChatScript *script, const char *key, LimChatReply *reply, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&script->lock);
  const LimJson *root = lim_json_root (script->doc);
  const LimJson *own = key != NULL ? lim_json_get (lim_json_get (root, "keys"), key) : NULL;
  const LimJson *answer = own != NULL && lim_json_is (own, LIM_JSON_ARRAY) ? next_of (script, own, key)
                          : own != NULL                                    ? own
                                        : next_of (script, lim_json_get (root, "answers"), "");
  g_autofree char *shown = lim_text_harmless (key != NULL ? key : "");

  if (answer == NULL)
    return lim_chat_fail (reply, LIM_FAILURE_ANSWER, error, LIM_ERROR_NOT_FOUND, "%s has no %sanswer for “%s”",
                          script->path, own != NULL ? "further " : "", shown);
  if (lim_json_get (answer, "$fail") != NULL)
    return fail_as_told (answer, reply, error);
  if (lim_json_get (answer, "$length") != NULL)
    {
      reply->finish = LIM_CHAT_LENGTH;
      answer = lim_json_get (answer, "$length");
    }

  GString *text = g_string_new (lim_json_string (answer));
  if (lim_json_string (answer) == NULL)
    lim_json_append_indented (text, answer, 0);
  g_free (reply->text);
  reply->text = g_string_free (text, FALSE);
  return TRUE;
}

/* -- The provider -- */

static const LimOptionRow options[] = {
  { .name = "file",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "where the answers stand, as YAML or JSON" },
  { 0 },
};

static gpointer
script_open (const LimSettings *settings, GError **error)
{
  const char *path = lim_settings_string (settings, "file");

  if (path == NULL)
    return lim_fail_null (
        error, LIM_ERROR_BAD_INPUT,
        "chat.script.file is not set: there are no prepared answers. limner.yaml: chat: {script: {file: "
        "story/answers.yaml}}");
  return lim_chat_script_load (path, error);
}

static void
script_close (gpointer state)
{
  lim_chat_script_free (state);
}

static void
script_about (gpointer state G_GNUC_UNUSED, LimChatModel *model)
{
  *model = (LimChatModel){ .model = "script", .slots = 1, .max_tokens = 1000000, .priced = TRUE };
}

/* In pieces, as a model speaks: a word at a time. */
static void
tell_words (const LimChatRequest *request, const char *text)
{
  for (const char *at = text; *at != '\0';)
    {
      gsize word = strcspn (at, " \n");
      gsize length = word + strspn (at + word, " \n");
      g_autofree char *piece = g_strndup (at, length);

      lim_chat_tell (request, piece);
      at += length;
    }
}

static gboolean
script_ask (gpointer state, const LimChatRequest *request, LimChatReply *reply, GError **error)
{
  if (g_cancellable_is_cancelled (request->cancellable))
    return lim_chat_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
  if (!lim_chat_script_next (state, request->key, reply, error))
    return FALSE;
  if (request->events != NULL)
    tell_words (request, reply->text);
  reply->model = g_strdup ("script");
  reply->priced = TRUE;
  return TRUE;
}

static const char *const connect[] = {
  "write the answers into a file; docs/providers.md shows its form",
  "limner.yaml: chat: {script: {file: story/answers.yaml}} and defaults: {chat: script}",
  NULL,
};

const LimChatProvider lim_chat_script = {
  .name = "script",
  .help = "prepared answers from a file: no model is asked",
  .flags = LIM_PROVIDER_PLACEHOLDER,
  .options = options,
  .connect = connect,
  .open = script_open,
  .close = script_close,
  .about = script_about,
  .ask = script_ask,
};
