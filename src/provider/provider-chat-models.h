/* provider-chat-models.h: what is known of chat models by name: context, prices, habits.
 *
 * Models come and go, so they are rows of data: data/providers/chat-models.json, and laid over it
 * ~/.config/limner/chat-models.json or the file of the option models-file. docs/providers.md lists the members of a row. A
 * model without a row works, too; its price and context are then not known. */
#pragma once

#include "base-json.h"

/* One row. */
typedef struct
{
  gint64 context;    /* tokens; 0: not known */
  gboolean priced;   /* what follows is known */
  double dollars_in; /* for a million tokens */
  double dollars_out;
  gboolean no_temperature; /* it takes none but its own */
} LimChatRow;

typedef struct _LimChatModels LimChatModels;

/* The rows that come with limner with those of @path on top; @path NULL: the user's file, which need not exist.
 * LIM_ERROR_BAD_INPUT names file, line and member; LIM_ERROR_NOT_FOUND when @path is given and not there. Transfer full. */
LimChatModels *lim_chat_models_load (const char *path, GError **error);
void lim_chat_models_free (LimChatModels *models);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimChatModels, lim_chat_models_free)

/* What is known of @model (may be NULL), a row of zeros when nothing is. A dated name (“NAME-2026-04-14”, “NAME-20260414”) has the
 * row of NAME unless it has its own. */
LimChatRow lim_chat_models_find (const LimChatModels *models, const char *model);
