/* cli-talk.h: a conversation with a chat model on the terminal: its words as they come, wrapped; the person's line by line. */
#pragma once

#include "cli-command.h"
#include "dress-direct.h"

typedef struct _LimTalking LimTalking;

/* What is said goes to standard output, nothing under --json; what the person says comes from standard input. Transfer full. */
LimTalking *lim_talking_new (LimCli *cli);
void lim_talking_free (LimTalking *talking);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimTalking, lim_talking_free)

/* To be given to lim_dress_direct(). Borrowed. */
const LimDirectEvents *lim_talking_events (LimTalking *talking);

/* What is written, was written or would be: a line for each file, with what changes in it. */
void lim_cli_print_look_changes (LimCli *cli, const GPtrArray *changes);
