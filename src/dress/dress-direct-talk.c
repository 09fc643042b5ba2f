/* dress-direct-talk.c: the discussion and its summary. */

#include "dress-direct-private.h"

#include "base-text.h"
#include "dress-words.h"

#include <string.h>

#define MAX_LISTED 80u           /* entities told in the discussion */
#define MAX_TALK ((gsize) 60000) /* bytes of earlier turns that are sent again */
#define TALK_TEMPERATURE 0.9     /* “high-temperature exploration” */

static const char system_words[] = "You are the art director of an illustrated edition of a finished branching "
                                   "story, and talk with its author. Together "
                                   "you settle one visual identity for all its pictures: art style, medium, palette, "
                                   "framing, what to avoid, and how each "
                                   "character, place and object looks, so that readers know them again from picture "
                                   "to picture. The look serves the story: "
                                   "it shows what happens there, and nothing that the story keeps for later. Be "
                                   "concrete: name techniques, materials, "
                                   "colours, light, clothes, wear. Answer in the author's language, in plain "
                                   "sentences without headings, with at most 200 "
                                   "words, and end with at most two questions that move the decision on.";

static const char opening_words[] = "This is the story we are to illustrate. Propose two or three visual directions "
                                    "that differ, and say for each what it "
                                    "would do for this story. Recommend one.";

static const char summary_words[] =
    "We are done talking. Write the art brief now, as prose an illustrator can work from: what we agreed on, and "
    "where we "
    "left something open, your own concrete decision. Cover style, medium, palette with named colours, framing, what "
    "to "
    "avoid in every picture, the aspect ratio, and then how each entity listed above looks at the story's beginning: "
    "build, "
    "face, hair, clothes, materials, colours, and the one or two features it is known by. No headings, no questions.";

static void
say_entities (GString *out, const LimStory *story)
{
  for (guint i = 0; i < story->entities->len && i < MAX_LISTED; i++)
    lim_dress_say_entity (out, story->entities->pdata[i], FALSE);
  if (story->entities->len > MAX_LISTED)
    g_string_append_printf (out, "- and %u more\n", story->entities->len - MAX_LISTED);
}

/* Why a person sent the last look back, when that is how things stand. */
static const char *
find_rejection (const LimDressBook *book)
{
  const LimDressReview *review = book->direction_review;

  return review != NULL && review->verdict == LIM_VERDICT_REJECTED ? review->reason : NULL;
}

static char *
write_opening (const LimDressBook *book)
{
  const LimStory *story = book->story;
  GString *out = g_string_new (opening_words);
  g_autoptr (GString) vision = g_string_new (NULL), entities = g_string_new (NULL);

  lim_dress_say_vision (vision, story);
  say_entities (entities, story);
  g_string_append (out, "\n\n");
  lim_dress_add_material (out, "vision", vision->str);
  if (story->entities->len > 0)
    lim_dress_add_material (out, "entities, as they are at the beginning", entities->str);
  if (find_rejection (book) != NULL)
    g_string_append_printf (out, "\nA look was made of this once, and I sent it back: %s", find_rejection (book));
  return g_string_free (out, FALSE);
}

/* The first turn that is still sent: a long conversation loses its oldest, which the later ones build on. */
static guint
first_sent (const LimTalk *talk)
{
  gsize size = 0;

  for (guint i = lim_talk_length (talk); i > 0; i--)
    {
      size += strlen (lim_talk_turn (talk, i - 1).text);
      if (size > MAX_TALK)
        return i;
    }
  return 0;
}

/* Adds what @role says; two in a row are one to the model, for they must take turns. */
static void
add_message (GArray *messages, GPtrArray *texts, LimChatRole role, const char *text)
{
  LimChatMessage *last = messages->len > 0 ? &g_array_index (messages, LimChatMessage, messages->len - 1) : NULL;
  char *own = last != NULL && last->role == role ? g_strconcat (last->text, "\n\n", text, NULL) : g_strdup (text);

  g_ptr_array_add (texts, own);
  if (last != NULL && last->role == role)
    last->text = own;
  else
    g_array_append_vals (messages, &(LimChatMessage){ role, own }, 1);
}

static void
add_conversation (LimDirecting *directing, GArray *messages, GPtrArray *texts, const char *request)
{
  g_autofree char *system = g_strconcat (system_words, "\n\n", lim_dress_about_material, NULL);
  g_autofree char *opening = write_opening (directing->book);

  add_message (messages, texts, LIM_CHAT_SYSTEM, system);
  add_message (messages, texts, LIM_CHAT_USER, opening);
  for (guint i = first_sent (directing->talk); i < lim_talk_length (directing->talk); i++)
    {
      LimTalkTurn turn = lim_talk_turn (directing->talk, i);

      add_message (messages, texts, turn.person ? LIM_CHAT_USER : LIM_CHAT_ASSISTANT, turn.text);
    }
  if (request != NULL)
    add_message (messages, texts, LIM_CHAT_USER, request);
}

static void
tell_piece (const char *text, gpointer data)
{
  const LimDirectEvents *events = data;

  if (events->piece != NULL)
    events->piece (text, events->data);
}

/* Some models think aloud before they answer; that is no part of the conversation. */
static const char *
skip_thoughts (const char *text)
{
  const char *start = text + strspn (text, " \t\r\n");
  const char *end = g_str_has_prefix (start, "<think>") ? strstr (start, "</think>") : NULL;

  return end != NULL ? end + strlen ("</think>") : text;
}

char *
lim_directing_talk (LimDirecting *directing, const char *key, const char *title, const char *request, GError **error)
{
  const LimDirectEvents *events = directing->options->events;
  g_autoptr (GArray) messages = g_array_new (FALSE, FALSE, sizeof (LimChatMessage));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const LimChatEvents heard = { .piece = tell_piece, .data = (gpointer) events };
  g_auto (LimChatAnswer) answer = { 0 };
  g_autofree char *text = NULL;
  gboolean good;

  add_conversation (directing, messages, texts, request);
  const LimDressQuestion question = {
    .key = key,
    .messages = (const LimChatMessage *) (const void *) messages->data,
    .n_messages = messages->len,
    .temperature = TALK_TEMPERATURE,
    .events = events != NULL ? &heard : NULL,
  };
  if (events != NULL && events->begin != NULL)
    events->begin (title, events->data);
  good = lim_dress_chat_ask (directing->chat, &question, &answer, error);
  if (events != NULL && events->end != NULL)
    events->end (events->data);
  if (!good)
    return NULL;
  text = lim_dress_clean_text (skip_thoughts (answer.text));
  return text != NULL ? g_steal_pointer (&text)
                      : lim_fail_null (error, LIM_ERROR_PROVIDER, "the model answered nothing. Say it again");
}

/* -- Discussing -- */

static guint
count_answers (const LimTalk *talk)
{
  guint n = 0;

  for (guint i = 0; i < lim_talk_length (talk); i++)
    n += lim_talk_turn (talk, i).person ? 0 : 1;
  return n;
}

static gboolean
answer_person (LimDirecting *directing, GError **error)
{
  g_autofree char *by = lim_dress_chat_name (directing->chat), *text = NULL;
  g_autofree char *key = g_strdup_printf ("direct:talk:%u", count_answers (directing->talk) + 1);

  text = lim_directing_talk (directing, key, by, NULL, error);
  return text != NULL && lim_talk_add (directing->talk, FALSE, by, text, directing->context->clock, error);
}

static gboolean
say (LimDirecting *directing, const char *text, GError **error)
{
  return lim_talk_add (directing->talk, TRUE, NULL, text, directing->context->clock, error)
         && answer_person (directing, error);
}

static void
recall (const LimDirecting *directing)
{
  const LimDirectEvents *events = directing->options->events;
  guint n = lim_talk_length (directing->talk);

  if (events == NULL || events->recall == NULL || n == 0)
    return;
  lim_directing_note (directing, "The conversation so far has %u turns; here are the last. --again begins anew.", n);
  for (guint i = n > 2 ? n - 2 : 0; i < n; i++)
    {
      LimTalkTurn turn = lim_talk_turn (directing->talk, i);

      events->recall (turn.person, turn.text, events->data);
    }
}

/* An answer that a crash, or a server, left open is asked for again. */
static gboolean
begin (LimDirecting *directing, GError **error)
{
  guint n = lim_talk_length (directing->talk);

  return (n > 0 && !lim_talk_turn (directing->talk, n - 1).person) || answer_person (directing, error);
}

/* What the model or its server did wrong does not end a talk: the person may ask again. Other trouble does. */
static gboolean
bear_trouble (const LimDirecting *directing, GError **trouble, GError **error)
{
  if (directing->options->events == NULL || directing->options->events->ask == NULL
      || !g_error_matches (*trouble, LIM_ERROR, LIM_ERROR_PROVIDER))
    {
      g_propagate_error (error, g_steal_pointer (trouble));
      return FALSE;
    }
  lim_directing_note (directing, "%s", (*trouble)->message);
  lim_directing_note (directing, "What you said is kept. Enter alone asks again, /quit leaves.");
  return TRUE;
}

static gboolean
say_once (LimDirecting *directing, GError **error)
{
  g_autofree char *text = lim_dress_clean_text (directing->options->say);

  return text != NULL ? say (directing, text, error)
                      : lim_fail (error, LIM_ERROR_USAGE, "there is nothing to say: --say \"TEXT\"");
}

static const char talk_help[] = "Say what you like, what you do not, and how people and places look. /done makes the "
                                "art direction of what was agreed, "
                                "/quit leaves; both keep the conversation.";

/* One line of the person. *@more: the conversation goes on. */
static gboolean
take_line (LimDirecting *directing, const char *line, gboolean *more, gboolean *done, GError **error)
{
  *done = strcmp (line, "/done") == 0;
  *more = !*done && strcmp (line, "/quit") != 0;
  if (!*more)
    return TRUE;
  if (*line == '\0')
    return begin (directing, error);
  if (line[0] == '/')
    {
      lim_directing_note (directing, "%s", talk_help);
      return TRUE;
    }
  return say (directing, line, error);
}

gboolean
lim_directing_discuss (LimDirecting *directing, gboolean *done, GError **error)
{
  const LimDirectEvents *events = directing->options->events;
  g_autoptr (GError) trouble = NULL;
  gboolean more = TRUE;

  *done = directing->options->done || directing->options->missing;
  if (directing->options->say != NULL)
    return say_once (directing, error);
  if (*done)
    return TRUE;
  recall (directing);
  if (!begin (directing, &trouble) && !bear_trouble (directing, &trouble, error))
    return FALSE;
  while (more && events != NULL && events->ask != NULL)
    {
      g_autofree char *line = events->ask (events->data);
      g_autofree char *text = line != NULL ? lim_dress_clean_text (line) : NULL;

      if (g_cancellable_is_cancelled (directing->context->cancellable))
        return lim_fail (error, LIM_ERROR_CANCELLED,
                         "stopped; the conversation is kept, and `limner dress direct` goes on with it");
      if (line == NULL)
        break;
      g_clear_error (&trouble);
      if (!take_line (directing, text != NULL ? text : "", &more, done, &trouble)
          && !bear_trouble (directing, &trouble, error))
        return FALSE;
    }
  if (trouble == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

/* -- Summarizing -- */

char *
lim_directing_summarize (LimDirecting *directing, GError **error)
{
  g_autoptr (GBytes) old = NULL;
  g_autofree char *by = lim_dress_chat_name (directing->chat), *text = NULL, *file = NULL;
  LimMadeState state;

  if (!lim_made_look (directing->made, LIM_DIRECT_SUMMARY, NULL, &state, &old, error))
    return NULL;
  if (old != NULL && (directing->options->missing || (state == LIM_MADE_EDITED && !directing->options->replace)))
    {
      if (state == LIM_MADE_EDITED && !directing->options->missing)
        lim_directing_note (directing,
                            "%s was edited by hand, so it is taken as it stands (--replace: write it anew).",
                            LIM_DIRECT_SUMMARY);
      text = g_strndup (g_bytes_get_data (old, NULL), g_bytes_get_size (old));
      return g_utf8_make_valid (text, -1);
    }
  text = lim_directing_talk (directing, "direct:summary", "The art brief", summary_words, error);
  file = text != NULL ? g_strconcat (text, "\n", NULL) : NULL;
  if (file == NULL || !lim_made_write (directing->made, LIM_DIRECT_SUMMARY, file, NULL, by, old, error))
    return NULL;
  return g_steal_pointer (&text);
}

gint64
lim_directing_estimate (const LimDirecting *directing)
{
  g_autofree char *opening = write_opening (directing->book);
  gint64 tokens = lim_chat_estimate_tokens (system_words) + lim_chat_estimate_tokens (opening);

  for (guint i = 0; i < lim_talk_length (directing->talk); i++)
    tokens += lim_chat_estimate_tokens (lim_talk_turn (directing->talk, i).text);
  return 2 * tokens + lim_chat_estimate_tokens (opening) * (1 + directing->book->story->entities->len / 6);
}
