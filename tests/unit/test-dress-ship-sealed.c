#include "dress-ship-sealed.h"
#include "story-fixture.h"

#include <string.h>

static LimShipment *
shipment_of (const char *text)
{
  LimShipment *shipment = g_new0 (LimShipment, 1);

  shipment->book = lim_dress_book_new (story_from (text));
  shipment->story = shipment->book->story;
  shipment->codex = g_ptr_array_new ();
  shipment->pictures = g_ptr_array_new ();
  shipment->picture_of_passage = g_hash_table_new (g_str_hash, g_str_equal);
  shipment->notes = g_ptr_array_new ();
  shipment->title = "A story";
  shipment->content_hash = g_strdup ("0");
  return shipment;
}

static void
add_entry (LimShipment *shipment, const char *id, const char *entity, const char *when)
{
  LimCodexEntry *entry = lim_codex_entry_new (id, entity, 1, "what is told");

  if (when != NULL)
    lim_story_list_add (&entry->visible_when, when);
  g_ptr_array_add (shipment->book->codex, entry);
  g_ptr_array_add (shipment->codex, entry);
}

#define STORY                                                                                                        \
  "entities: [{ id: e, type: object, name: E, concept: x }]\n"                                                       \
  "codewords: [{ id: w, tracks: x }, { id: never, tracks: x }]\n"                                                    \
  "start: a\n"                                                                                                       \
  "passages:\n"                                                                                                      \
  "  - { id: a, prose: A., choices: [{ to: b, grants: [w] }, { to: c, requires: [w, w] }] }\n"                       \
  "  - { id: b, prose: B., choices: [{ to: a, is_return: true }] }\n"                                                \
  "  - { id: c, prose: The hidden one., choices: [{ to: d, requires: [never] }] }\n"                                 \
  "  - { id: d, prose: Nobody comes here. }\n"

static const struct
{
  const char *holds, *from, *to;
  gboolean good;
} pages[] = {
  { "what can be come to opens, and nothing else", "", "", TRUE },
  { "a passage that is damaged is told", "\"passages\":[\n\"", "\"passages\":[\n\"AAAA", FALSE },
  { "a start that is none is told", "\"start\":[", "\"start\":[9", FALSE },
  { "a page that is no JSON is told", "{\"id\"", "\"id\"", FALSE },
};

static char *
replace (const char *text, const char *from, const char *to)
{
  const char *at = *from != '\0' ? strstr (text, from) : NULL;

  g_assert_true (*from == '\0' || at != NULL);
  return at == NULL ? g_strdup (text) : g_strdup_printf ("%.*s%s%s", (int) (at - text), text, to, at + strlen (from));
}

static void
test_pages (void)
{
  g_autoptr (LimShipment) shipment = shipment_of (STORY);
  g_autoptr (LimSeal) seal = lim_seal_new ("secret");
  g_autofree char *page = NULL;
  guint n_read, n_entries;

  add_entry (shipment, "open", "e", NULL);
  add_entry (shipment, "gated", "e", "w");
  add_entry (shipment, "shut", "e", "never");
  page = lim_ship_sealed_story (shipment, seal);
  g_assert_null (strstr (page, "hidden"));
  g_assert_null (strstr (page, "\"never\""));
  lim_ship_sealed_expect (shipment, &n_read, &n_entries);
  g_assert_cmpuint (n_read, ==, 3);
  g_assert_cmpuint (n_entries, ==, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *json = replace (page, pages[i].from, pages[i].to);
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

      g_test_message ("%s", pages[i].holds);
      lim_ship_sealed_check (json, problems, &n_read, &n_entries);
      g_assert_cmpint (problems->len == 0, ==, pages[i].good);
      g_assert_true (!pages[i].good || (n_read == 3 && n_entries == 2));
    }
}

/* What is sealed in the first passage of @page, as it stands there. Transfer full. */
static guint8 *
sealed_in_passage (const char *page, const guint8 *key, gsize *length)
{
  const guint8 *const keys[] = { key };
  g_auto (GStrv) lines = g_strsplit (page, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      const char *begin = **line == '"' ? *line + 1 : *line;
      g_autofree char *text = g_strndup (begin, strcspn (begin, "\"")),
                      *passage = lim_seal_open (text, keys, 1, length);
      const char *sealed = passage != NULL ? strstr (passage, "\"x\":\"") : NULL;

      if (sealed == NULL)
        continue;
      g_autofree char *coded = g_strndup (sealed + 5, strcspn (sealed + 5, "\""));
      return g_base64_decode (coded, length);
    }
  return NULL;
}

/* The codeword is asked for twice: sealed twice under one key it would be open. */
static void
test_a_key_twice (void)
{
  g_autoptr (LimShipment) shipment = shipment_of (
      "start: a\npassages:\n  - { id: a, prose: A., choices: [{ to: b, label: plain words, requires: [w, w] }] }\n"
      "  - { id: b, prose: B., choices: [{ to: a, is_return: true }] }\n");
  g_autoptr (LimSeal) seal = lim_seal_new ("secret");
  g_autofree char *page = lim_ship_sealed_story (shipment, seal);
  guint8 key[LIM_CIPHER_KEY];
  gsize length = 0;

  lim_seal_key (seal, "passage", "a", key);
  g_autofree guint8 *sealed = sealed_in_passage (page, key, &length);
  g_assert_nonnull (sealed);
  g_assert_null (memmem (sealed, length, "plain words", strlen ("plain words")));
}

/* More ways to one passage than a byte can count, in a circle. */
static void
test_many_ways (void)
{
  g_autoptr (GString) text = g_string_new ("start: p0\npassages:\n");

  for (guint i = 0; i < 600; i++)
    g_string_append_printf (text,
                            "  - { id: p%u, prose: x, choices: [{ to: p0, label: home }, { to: p%u, label: on }] }\n",
                            i, (i + 1) % 600);
  g_autoptr (LimShipment) shipment = shipment_of (text->str);
  g_autoptr (LimSeal) seal = lim_seal_new ("secret");
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *page = lim_ship_sealed_story (shipment, seal);
  guint n_read, n_entries;

  lim_ship_sealed_check (page, problems, &n_read, &n_entries);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (n_read, ==, 600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sealed/pages", test_pages);
  g_test_add_func ("/sealed/key-twice", test_a_key_twice);
  g_test_add_func ("/sealed/many-ways", test_many_ways);
  return g_test_run ();
}
