/* Any text as prose; what was read goes out as Twee and comes in as the same words. */
#include "dress-twee-markup.h"
#include "dress-twine-markup.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_round_trip (const GPtrArray *blocks, const LimTweeFormat *format)
{
  g_autoptr (LimStory) story = lim_story_new ("fuzz");
  LimStoryPassage *passage = lim_story_add_passage (story, "a");
  g_autoptr (GString) out = g_string_new (NULL);
  LimTwineUnread unread = { 0 };

  lim_twee_append_prose (out, format, blocks);
  lim_twine_read_passage (story, passage, out->str, lim_twine_format (format->proper), &unread);
  g_assert_cmpuint (passage->choices->len, ==, 0);
  g_autoptr (GPtrArray) again = lim_prose_parse (passage->prose, TRUE);
  g_assert_true (lim_twee_same_words (blocks, again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = g_strndup ((const char *) data, size), *text = g_utf8_make_valid (raw, -1);

  for (guint twine = 0; twine < 2; twine++)
    {
      g_autoptr (GPtrArray) blocks = lim_prose_parse (text, twine == 1);
      g_autoptr (GString) json = g_string_new (NULL);

      lim_prose_append_json (json, blocks);
      g_assert_true (g_utf8_validate (json->str, -1, NULL));
      if (size < 2000)
        for (const LimTweeFormat *const *format = lim_twee_formats (); *format != NULL; format++)
          check_round_trip (blocks, *format);
    }
  return 0;
}
