#include "dress-gamebook.h"

#include "base-random.h"
#include "base-text.h"

#include <string.h>

#define TRIES 64u /* places that are tried for a section that stands beside one it leads to */

/* Plain things, none of which is part of a plot by itself. A word that stands in the prose is passed over. */
static const char *const plain_words[] = {
  "acorn",   "alder",   "amber",  "anvil",   "apple",    "apron",   "arrow",   "aspen",   "badger",   "barley",
  "barrel",  "basket",  "beacon", "beaver",  "beetle",   "bellows", "birch",   "bishop",  "bramble",  "brass",
  "bridle",  "bronze",  "bucket", "button",  "candle",   "canoe",   "carrot",  "cedar",   "chalk",    "cherry",
  "chisel",  "cinder",  "clover", "cobalt",  "comet",    "copper",  "coral",   "cotton",  "crane",    "cricket",
  "crown",   "cypress", "dagger", "dahlia",  "daisy",    "dove",    "dragon",  "drum",    "eagle",    "ebony",
  "elder",   "ember",   "falcon", "fennel",  "fern",     "fiddle",  "flax",    "flint",   "flute",    "fossil",
  "fox",     "garlic",  "garnet", "ginger",  "goblet",   "goose",   "granite", "hammer",  "harp",     "hazel",
  "heather", "hedge",   "heron",  "holly",   "honey",    "hornet",  "indigo",  "iris",    "iron",     "ivory",
  "ivy",     "jade",    "jasper", "juniper", "kestrel",  "kettle",  "ladder",  "lantern", "larch",    "lark",
  "laurel",  "lemon",   "lilac",  "linen",   "lion",     "lotus",   "magpie",  "mallow",  "maple",    "marble",
  "meadow",  "mint",    "mirror", "moss",    "mulberry", "needle",  "nettle",  "nutmeg",  "oak",      "olive",
  "onyx",    "opal",    "orchid", "osprey",  "otter",    "oyster",  "paddle",  "pansy",   "parsley",  "peach",
  "pear",    "pebble",  "pepper", "pewter",  "pigeon",   "pine",    "plum",    "poppy",   "prism",    "quartz",
  "quill",   "quince",  "rabbit", "radish",  "raven",    "reed",    "ribbon",  "robin",   "rosemary", "rowan",
  "ruby",    "rye",     "saddle", "saffron", "sage",     "salmon",  "satin",   "scarlet", "shale",    "sickle",
  "silver",  "slate",   "sorrel", "spruce",  "stork",    "sulphur", "swan",    "tansy",   "teal",     "thimble",
  "thistle", "thyme",   "timber", "topaz",   "trout",    "tulip",   "turnip",  "umber",   "velvet",   "violet",
  "walnut",  "weasel",  "willow", "wren",    "yarrow",   "yew",
};

static void
section_clear (gpointer data)
{
  g_strfreev (((LimGamebookSection *) data)->words);
}

static void
secret_clear (gpointer data)
{
  g_strfreev (((LimGamebookSecret *) data)->words);
}

void
lim_gamebook_free (LimGamebook *book)
{
  if (book == NULL)
    return;
  g_array_unref (book->sections);
  g_array_unref (book->secrets);
  g_strfreev (book->all_words);
  g_hash_table_unref (book->numbers);
  g_hash_table_unref (book->words);
  g_free (book);
}

/* -- Words -- */

/* The codewords that something asks for, in the order of the story. */
static GPtrArray *
wanted_codewords (const LimShipment *shipment)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < shipment->story->passages->len; i++)
    {
      const LimStoryPassage *passage = shipment->story->passages->pdata[i];

      for (guint j = 0; j < passage->choices->len; j++)
        for (char **each = ((LimStoryChoice *) passage->choices->pdata[j])->requires; *each != NULL; each++)
          if (g_hash_table_add (wanted, *each))
            g_ptr_array_add (list, *each);
    }
  for (guint i = 0; i < shipment->codex->len; i++)
    for (char **each = ((LimCodexEntry *) shipment->codex->pdata[i])->visible_when; *each != NULL; each++)
      if (g_hash_table_add (wanted, *each))
        g_ptr_array_add (list, *each);
  return list;
}

/* Everything readers see, folded: a word of it would seem to mean something. */
static char *
all_text (const LimShipment *shipment)
{
  g_autoptr (GString) text = g_string_new (shipment->title);

  for (guint i = 0; i < shipment->story->passages->len; i++)
    {
      const LimStoryPassage *passage = shipment->story->passages->pdata[i];

      g_string_append_printf (text, "\n%s\n%s", passage->title, passage->prose != NULL ? passage->prose : "");
      for (guint j = 0; j < passage->choices->len; j++)
        g_string_append_printf (text, "\n%s", ((LimStoryChoice *) passage->choices->pdata[j])->label);
    }
  for (guint i = 0; i < shipment->codex->len; i++)
    g_string_append_printf (text, "\n%s", ((LimCodexEntry *) shipment->codex->pdata[i])->content);
  return g_utf8_casefold (text->str, (gssize) text->len);
}

static void
shuffle (LimRandom *random, guint *list, guint n)
{
  for (guint i = n; i > 1; i--)
    {
      guint other = (guint) lim_random_below (random, i), kept = list[i - 1];

      list[i - 1] = list[other];
      list[other] = kept;
    }
}

/* “AMBER”; when all have been used “AMBER 2”. Transfer full. */
static char *
word_number (const guint *order, guint n_order, guint n)
{
  g_autofree char *word = g_ascii_strup (plain_words[order[n % n_order]], -1);

  return n < n_order ? g_steal_pointer (&word) : g_strdup_printf ("%s %u", word, n / n_order + 1);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
give_words (LimGamebook *book, LimRandom *random)
{
  g_autoptr (GPtrArray) codewords = wanted_codewords (book->shipment);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *text = all_text (book->shipment);
  guint order[G_N_ELEMENTS (plain_words)], n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (plain_words); i++)
    if (strstr (text, plain_words[i]) == NULL)
      order[n++] = i;
  for (guint i = 0; n == 0 && i < G_N_ELEMENTS (plain_words); i++) /* a story that says them all */
    order[i] = i;
  if (n == 0)
    n = G_N_ELEMENTS (plain_words);
  shuffle (random, order, n);
  for (guint i = 0; i < codewords->len; i++)
    {
      char *word = word_number (order, n, i);

      g_hash_table_insert (book->words, g_strdup (codewords->pdata[i]), word);
      g_ptr_array_add (all, g_strdup (word));
    }
  g_ptr_array_sort (all, compare_texts);
  g_ptr_array_add (all, NULL);
  book->all_words = (char **) g_ptr_array_free (g_steal_pointer (&all), FALSE);
}

char **
lim_gamebook_words (const LimGamebook *book, char *const *codewords)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (; *codewords != NULL; codewords++)
    {
      const char *word = g_hash_table_lookup (book->words, *codewords);

      if (word != NULL)
        g_strv_builder_add (builder, word);
    }
  return g_strv_builder_end (builder);
}

/* “AMBER”, “AMBER and HERON”, “AMBER, HERON and OTTER”. Transfer full. */
static char *
join (char *const *words)
{
  g_autoptr (GString) text = g_string_new (words[0]);

  for (guint i = 1; words[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", words[i + 1] == NULL ? " and " : ", ", words[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
lim_gamebook_condition (const LimGamebook *book, char *const *codewords)
{
  g_auto (GStrv) words = lim_gamebook_words (book, codewords);

  if (words[0] == NULL)
    return g_strdup ("");
  g_autofree char *list = join (words);
  return g_strdup_printf ("If you have the word%s %s: ", words[1] != NULL ? "s" : "", list);
}

char *
lim_gamebook_reward (const LimGamebook *book, char *const *codewords)
{
  g_auto (GStrv) words = lim_gamebook_words (book, codewords);

  if (words[0] == NULL)
    return g_strdup ("");
  g_autofree char *list = join (words);
  return g_strdup_printf (" Write down %s.", list);
}

/* -- Sections -- */

static gboolean
leads_to (const LimStory *story, guint from, guint to)
{
  const LimStoryPassage *passage = story->passages->pdata[from], *target = story->passages->pdata[to];

  for (guint i = 0; i < passage->choices->len; i++)
    if (strcmp (((const LimStoryChoice *) passage->choices->pdata[i])->to, target->id) == 0)
      return TRUE;
  return FALSE;
}

/* Whether the sections at @at and behind it would tell of each other. */
static gboolean
are_linked (const LimStory *story, const guint *order, guint n, guint at)
{
  return at + 1 < n && (leads_to (story, order[at], order[at + 1]) || leads_to (story, order[at + 1], order[at]));
}

static guint
linked_around (const LimStory *story, const guint *order, guint n, guint at)
{
  return (at > 0 && are_linked (story, order, n, at - 1)) + are_linked (story, order, n, at);
}

/* Swaps the section at @at with another where that parts it from its neighbours and makes none elsewhere. */
static void
move_away (LimRandom *random, const LimStory *story, guint *order, guint n, guint at)
{
  for (guint i = 0; i < TRIES && n > 2; i++)
    {
      guint other = 1 + (guint) lim_random_below (random, n - 1), kept = order[at];
      guint before = linked_around (story, order, n, at) + linked_around (story, order, n, other), after;

      order[at] = order[other];
      order[other] = kept;
      after = linked_around (story, order, n, at) + linked_around (story, order, n, other);
      if (after < before)
        return;
      order[other] = order[at];
      order[at] = kept;
    }
}

static guint *
order_sections (const LimStory *story, LimRandom *random, guint *n_linked)
{
  const LimStoryPassage *start = lim_story_start (story);
  guint n = story->passages->len, *order = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  order[0] = start->index;
  order[start->index] = 0;
  shuffle (random, order + 1, n - 1);
  for (guint i = 1; i < n; i++)
    if (linked_around (story, order, n, i) > 0)
      move_away (random, story, order, n, i);
  *n_linked = 0;
  for (guint i = 0; i < n; i++)
    *n_linked += are_linked (story, order, n, i);
  return order;
}

static void
add_sections (LimGamebook *book, LimRandom *random)
{
  const LimStory *story = book->shipment->story;
  g_autofree guint *order = order_sections (story, random, &book->n_neighbours);

  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[order[i]];
      const LimGamebookSection section = { passage, lim_gamebook_words (book, passage->grants) };

      g_array_append_val (book->sections, section);
      g_hash_table_insert (book->numbers, passage->id, GUINT_TO_POINTER (i + 1));
    }
}

guint
lim_gamebook_number (const LimGamebook *book, const char *passage)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (book->numbers, passage));
}

/* -- Secrets -- */

static void
add_secrets (LimGamebook *book, LimRandom *random)
{
  const GPtrArray *codex = book->shipment->codex;
  g_autofree guint *order = g_new (guint, MAX (codex->len, 1));
  guint n = 0;

  for (guint i = 0; i < codex->len; i++)
    if (((const LimCodexEntry *) codex->pdata[i])->visible_when[0] != NULL)
      order[n++] = i;
  shuffle (random, order, n);
  for (guint i = 0; i < n; i++)
    {
      const LimCodexEntry *entry = codex->pdata[order[i]];
      const LimGamebookSecret secret = { entry, lim_gamebook_words (book, entry->visible_when) };

      g_array_append_val (book->secrets, secret);
    }
}

guint
lim_gamebook_secret (const LimGamebook *book, const LimCodexEntry *entry)
{
  for (guint i = 0; i < book->secrets->len; i++)
    if (g_array_index (book->secrets, LimGamebookSecret, i).entry == entry)
      return i + 1;
  return 0;
}

/* -- The whole -- */

LimGamebook *
lim_gamebook_new (const LimShipment *shipment)
{
  LimGamebook *book = g_new0 (LimGamebook, 1);
  g_autofree char *head = g_strndup (shipment->story_hash, 16);
  g_autoptr (LimRandom) random = lim_random_new_seeded (g_ascii_strtoull (head, NULL, 16));

  book->shipment = shipment;
  book->sections = g_array_new (FALSE, FALSE, sizeof (LimGamebookSection));
  g_array_set_clear_func (book->sections, section_clear);
  book->secrets = g_array_new (FALSE, FALSE, sizeof (LimGamebookSecret));
  g_array_set_clear_func (book->secrets, secret_clear);
  book->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  book->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  give_words (book, random);
  add_sections (book, random);
  add_secrets (book, random);
  return book;
}
