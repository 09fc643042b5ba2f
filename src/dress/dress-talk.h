/* dress-talk.h: the conversation in which author and model settle how a story looks (dress-stage.txt, “Phase 0”, discuss). It
 * is kept after every turn, so that it can be left at any time and goes on later:
 *
 *   story/direct/conversation.json
 *   {"turns": [{"role": "model", "by": "openai/gpt-5", "at": "…", "text": "…"}, {"role": "person", …}]} */
#pragma once

#include "base-clock.h"
#include "store-project.h"

#define LIM_TALK_FILE "story/direct/conversation.json"

typedef struct
{
  gboolean person;  /* said by a person, else by the model */
  const char *text; /* hostile */
} LimTalkTurn;

typedef struct _LimTalk LimTalk;

/* The conversation so far; a missing one is empty. Transfer full. */
LimTalk *lim_talk_open (const LimProject *project, GError **error);
void lim_talk_free (LimTalk *talk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimTalk, lim_talk_free)

guint lim_talk_length (const LimTalk *talk);
LimTalkTurn lim_talk_turn (const LimTalk *talk, guint index);

/* Adds a turn and keeps it on disk. LIM_ERROR_CONFLICT when another program went on with it meanwhile. */
gboolean lim_talk_add (LimTalk *talk, gboolean person, const char *by, const char *text, const LimClock *clock,
                       GError **error);

/* Lays the conversation aside as conversation-N.json; *@aside (may be NULL, transfer full) is its path, NULL when there was none. */
gboolean lim_talk_lay_aside (const LimProject *project, char **aside, GError **error);
