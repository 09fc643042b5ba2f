/* provider-chat-script.h: prepared answers, for offline work, demos and tests. Pure but for reading the file.
 *
 *   answers:                       in order, for whatever is asked and has no answer of its own
 *     - "The first answer."
 *     - {style: "ink wash"}        given as its JSON
 *   keys:
 *     "brief:opening": {caption: "The bridge"}        every time this is asked
 *     "codex:aldric":                                 one after the other
 *       - {$fail: rate-limit}                         what goes wrong in place of an answer; see lim_failure_name()
 *       - {$length: "{\"tiers\": ["}                  cut off
 *       - {tiers: [...]}
 *
 * A list stands for answers in turn; an answer that is itself a list is put into a list of one. */
#pragma once

#include "provider-chat.h"

typedef struct _LimChatScript LimChatScript;

/* Reads JSON or YAML. LIM_ERROR_BAD_INPUT names file, line and member. Transfer full. */
LimChatScript *lim_chat_script_load (const char *path, GError **error);
void lim_chat_script_free (LimChatScript *script);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimChatScript, lim_chat_script_free)

/* Takes the next answer for @key (may be NULL), one for all threads. FALSE: @reply's failure, as the script says, or LIM_FAILURE_ANSWER when it
 * has none left. */
gboolean lim_chat_script_next (LimChatScript *script, const char *key, LimChatReply *reply, GError **error);
