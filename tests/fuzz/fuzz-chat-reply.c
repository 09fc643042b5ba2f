#include "provider-chat-anthropic-reply.h"
#include "provider-chat-extract.h"
#include "provider-chat-openai-reply.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
must_be_text (const GString *text)
{
  if (text != NULL && !g_utf8_validate (text->str, (gssize) text->len, NULL))
    g_error ("what was said is no UTF-8");
}

/* Whole answers and, a line each, events of streams, of both protocols; and the JSON in what a model says. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) body = g_bytes_new_static (data, size);
  g_auto (GStrv) events = g_strsplit (text, "\n", 64);
  g_auto (LimOpenaiChat) a = { 0 };
  g_auto (LimOpenaiChat) b = { 0 };
  g_auto (LimAnthropicChat) c = { 0 };
  g_auto (LimAnthropicChat) d = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) found = lim_chat_extract ("answer", text, &error);
  const char *piece;

  if ((found == NULL) != (error != NULL))
    g_error ("found and not found");
  lim_openai_chat_read (&a, body);
  lim_anthropic_chat_read (&c, body);
  for (guint i = 0; events[i] != NULL && lim_openai_chat_take (&b, events[i], strlen (events[i]), &piece); i++)
    continue;
  for (guint i = 0; events[i] != NULL && lim_anthropic_chat_take (&d, events[i], strlen (events[i]), &piece); i++)
    continue;
  must_be_text (a.text);
  must_be_text (b.text);
  must_be_text (c.text);
  must_be_text (d.text);
  must_be_text (d.input);
  if (a.tokens_in < 0 || b.tokens_out < 0 || c.tokens_in < 0 || d.tokens_out < 0)
    g_error ("fewer tokens than none");
  return 0;
}
