#include "provider-chat-log.h"

#include "base-file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct _LimChatLog
{
  GMutex lock; /* over the file: one line at a time */
  const LimClock *clock;
  char *path;
  int fd;
};

LimChatLog *
lim_chat_log_open (const char *path, const LimClock *clock, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  LimChatLog *log;
  int fd;

  if (!lim_file_make_folder (folder, error))
    return NULL;
  fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      lim_fail_errno (error, errno, path, "open");
      return NULL;
    }
  log = g_new0 (LimChatLog, 1);
  g_mutex_init (&log->lock);
  log->clock = clock;
  log->path = g_strdup (path);
  log->fd = fd;
  return log;
}

void
lim_chat_log_close (LimChatLog *log)
{
  if (log == NULL)
    return;
  close (log->fd);
  g_mutex_clear (&log->lock);
  g_free (log->path);
  g_free (log);
}

static LimJson *
number_or_null (LimJsonDoc *doc, gint64 number)
{
  return number > 0 ? lim_json_new_int (doc, number) : lim_json_new_null (doc);
}

static void
write_reply (LimJsonDoc *doc, LimJson *root, const LimChatEntry *entry)
{
  const LimChatReply *reply = entry->reply;
  static const char *const none[] = { NULL };

  lim_json_set_string (root, "answer", reply->text);
  lim_json_set_string (root, "finish",
                       entry->error != NULL               ? NULL
                       : reply->finish == LIM_CHAT_LENGTH ? "length"
                                                          : "stop");
  lim_json_set (root, "problems", lim_json_new_strv (doc, entry->problems != NULL ? entry->problems : none));
  lim_json_set_string (root, "failure", entry->error != NULL ? lim_failure_name (reply->failure) : NULL);
  lim_json_set_string (root, "error", entry->error != NULL ? entry->error->message : NULL);
  lim_json_set (root, "tokens_in", number_or_null (doc, reply->tokens_in));
  lim_json_set (root, "tokens_out", number_or_null (doc, reply->tokens_out));
  lim_json_set (root, "dollars", reply->priced ? lim_json_new_double (doc, reply->dollars) : lim_json_new_null (doc));
  lim_json_set_int (root, "elapsed_ms", reply->elapsed_ms);
}

gboolean
lim_chat_log_write (LimChatLog *log, const LimChatEntry *entry, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("transcript");
  g_autoptr (GString) line = g_string_new (NULL);
  LimJson *root = lim_json_new_object (doc);
  const LimChatRequest *request = entry->request;

  g_mutex_lock (&log->lock);
  g_autofree char *time = lim_clock_now_iso (log->clock);
  g_mutex_unlock (&log->lock);

  lim_json_doc_set_root (doc, root);
  lim_json_set_string (root, "time", time);
  lim_json_set_string (root, "provider", entry->provider->name);
  lim_json_set_string (root, "model", entry->reply->model);
  lim_json_set_string (root, "key", request->key);
  lim_json_set_string (root, "schema", request->schema != NULL ? request->schema_name : NULL);
  lim_json_set_int (root, "attempt", entry->attempt);
  lim_json_set (root, "messages", lim_chat_write_messages (doc, request, "text"));
  write_reply (doc, root, entry);
  lim_json_append_compact (line, root);
  g_string_append_c (line, '\n');

  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&log->lock);
  return lim_file_write_all (log->fd, line->str, line->len) || lim_fail_errno (error, errno, log->path, "write to");
}
