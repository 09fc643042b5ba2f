/* provider-chat-log.h: a transcript of what chat models were asked and answered: a file of JSON lines, one per sending.
 *
 *   {"time": …, "provider": …, "model": …, "key": …, "schema": …, "attempt": 1, "messages": [{"role", "text"}], "answer": …,
 *    "finish": "stop", "problems": […], "failure": null, "error": null, "tokens_in": …, "tokens_out": …, "dollars": …,
 *    "elapsed_ms": …}
 *
 * What is not known is null. Keys of servers are no part of any of it. */
#pragma once

#include "base-clock.h"
#include "provider-chat.h"

typedef struct _LimChatLog LimChatLog;

/* Opens @path for appending, readable by its owner alone; a symbolic link in its place is refused. A folder that is missing is made.
 * Transfer full. */
LimChatLog *lim_chat_log_open (const char *path, const LimClock *clock, GError **error);
void lim_chat_log_close (LimChatLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimChatLog, lim_chat_log_close)

/* One sending. */
typedef struct
{
  const LimChatProvider *provider;
  const LimChatRequest *request;
  const LimChatReply *reply;
  guint attempt;
  const char *const *problems; /* what was wrong with the answer; NULL: nothing, or nothing was looked for */
  const GError *error;         /* NULL: there was an answer */
} LimChatEntry;

/* Appends @entry as one write. Any thread. LIM_ERROR_IO. */
gboolean lim_chat_log_write (LimChatLog *log, const LimChatEntry *entry, GError **error);
