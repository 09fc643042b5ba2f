/* produce-chat.h: the chat model that a project chooses. */
#pragma once

#include "provider-chat.h"
#include "store-project.h"

/* The chat provider @name, or the project's own (limner.yaml: defaults.chat), and its settings from limner.yaml, chat.<name>; files
 * named there lie in the project. LIM_ERROR_USAGE for an unknown name and when nobody chose one, LIM_ERROR_BAD_INPUT for a bad setting.
 * @settings: transfer full. */
gboolean lim_produce_choose_chat (LimProject *project, const char *name, const LimChatProvider **provider,
                                  LimSettings **settings, GError **error);
