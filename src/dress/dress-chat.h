/* dress-chat.h: the project's chat model, opened for a piece of the dress workflow: what it is, what it cost so far, and how
 * material of the story is handed to it.
 *
 * Everything that is asked and answered stands in .limner/chat.jsonl (provider-chat-log.h).
 *
 * What comes from the story is data to the model: it stands between two lines that hold a number made of the text itself, which
 * the text cannot know, and the model is told to obey nothing in between. What it answers is checked against a schema; so a text
 * that gives orders can at worst spoil its own brief or entry. */
#pragma once

#include "base-context.h"
#include "provider-chat-ask.h"
#include "store-project.h"

typedef struct
{
  const LimChatProvider *provider;
  LimChatModel model; /* what is known of it */
  LimProject *project;
  const LimContext *context;

  /* Sums over all questions; under the lock. */
  GMutex lock;
  guint n_questions;
  gint64 tokens_in, tokens_out;
  gboolean priced; /* `dollars` is known for all of them */
  double dollars;

  gpointer state;
  LimSettings *settings;
  LimChatLog *log;
} LimDressChat;

/* The chat provider @name, or the project's own. Nothing is asked yet. Errors as lim_produce_choose_chat(), and the provider's.
 * @context and @project outlive it. Transfer full. */
LimDressChat *lim_dress_chat_open (const LimContext *context, LimProject *project, const char *name, GError **error);
void lim_dress_chat_close (LimDressChat *chat);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDressChat, lim_dress_chat_close)

/* “openai/gpt-5”, “script”. Transfer full. */
char *lim_dress_chat_name (const LimDressChat *chat);

/* Whether a person should know that its answers are prepared and no model is asked. */
gboolean lim_dress_chat_is_prepared (const LimDressChat *chat);

/* A question. NULL or 0: as in LimChatQuestion. */
typedef struct
{
  const char *key, *schema_name;
  const char *system, *user;      /* its two messages, or … */
  const LimChatMessage *messages; /* … all of them */
  guint n_messages;
  const LimSchema *schema;
  double temperature; /* negative: the settings' */
  guint tries;
  void (*check) (const LimJson *answer, GPtrArray *problems, gpointer data);
  gpointer check_data;
  const LimChatEvents *events;
} LimDressQuestion;

/* Asks, in @chat's name. Any thread. As lim_chat_ask(). */
gboolean lim_dress_chat_ask (LimDressChat *chat, const LimDressQuestion *question, LimChatAnswer *answer,
                             GError **error);

/* Appends @text as material: between fences, under @title. */
void lim_dress_add_material (GString *out, const char *title, const char *text);

/* The sentences that every system message ends with: what material is. */
extern const char lim_dress_about_material[];

/* “12 questions, 34,000 tokens, $0.05”; the cost is left out where it is not known. Transfer full. */
char *lim_dress_chat_cost (LimDressChat *chat);
