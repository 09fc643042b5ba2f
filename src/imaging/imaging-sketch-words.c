#include "imaging-sketch-words.h"

#include "imaging-sketch-lexicon.h"

#include <string.h>

enum
{
  MAX_WORDS = 2000,
  MAX_WORD = 32,
  FRAMING_VOTES = 30, /* words with as many say how the subject is seen */
  COLOUR_REACH = 5    /* words after a colour in which the noun it belongs to is looked for */
};

typedef struct
{
  char text[MAX_WORD];
  gboolean ends_clause; /* a comma or full stop follows */
} Word;

static gboolean
is_word_byte (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '#' || (c & 0x80) != 0;
}

static guint
split_words (const char *text, Word *words)
{
  guint n = 0;

  while (*text != '\0' && n < MAX_WORDS)
    {
      gsize length = 0;

      while (*text != '\0' && !is_word_byte (*text))
        {
          if (n > 0 && strchr (",.;:", *text) != NULL)
            words[n - 1].ends_clause = TRUE;
          text++;
        }
      for (; is_word_byte (*text); text++)
        if (length < MAX_WORD - 1)
          words[n].text[length++] = g_ascii_tolower (*text);
      words[n].text[length] = '\0';
      words[n].ends_clause = FALSE;
      if (length > 0)
        n++;
    }
  return n;
}

static void
join_pairs (Word *words, guint n)
{
  for (guint i = 0; i + 1 < n; i++)
    for (gsize k = 0; lim_sketch_pairs[k].first != NULL; k++)
      if (strcmp (words[i].text, lim_sketch_pairs[k].first) == 0
          && strcmp (words[i + 1].text, lim_sketch_pairs[k].second) == 0)
        g_strlcpy (words[i].text, lim_sketch_pairs[k].joined, MAX_WORD);
}

static gboolean
parse_hex (const char *word, LimSketchColour *colour)
{
  guint32 value = 0;

  if (word[0] != '#' || strlen (word) != 7)
    return FALSE;
  for (int i = 1; i < 7; i++)
    {
      int digit = g_ascii_xdigit_value (word[i]);

      if (digit < 0)
        return FALSE;
      value = value << 4 | (guint32) digit;
    }
  *colour = lim_sketch_rgb (value);
  return TRUE;
}

static gboolean
lookup_colour (const char *word, gsize length, LimSketchColour *colour)
{
  for (gsize i = 0; lim_sketch_colour_words[i].word != NULL; i++)
    if (strlen (lim_sketch_colour_words[i].word) == length
        && memcmp (lim_sketch_colour_words[i].word, word, length) == 0)
      {
        *colour = lim_sketch_rgb (lim_sketch_colour_words[i].hex);
        return TRUE;
      }
  return FALSE;
}

/* A colour, a hex colour, or colours joined by a hyphen ("steel-blue" is the mean of the two). */
static gboolean
parse_colour (const char *word, LimSketchColour *colour)
{
  const char *hyphen = strchr (word, '-');
  LimSketchColour first, second;

  if (parse_hex (word, colour) || lookup_colour (word, strlen (word), colour))
    return TRUE;
  if (hyphen == NULL || !lookup_colour (hyphen + 1, strlen (hyphen + 1), &second))
    return FALSE;
  *colour = lookup_colour (word, (gsize) (hyphen - word), &first) ? lim_sketch_blend (first, second, 0.5f) : second;
  return TRUE;
}

static LimSketchColour
shade_colour (LimSketchColour colour, const Word *words, guint at)
{
  for (guint back = 1; back <= 2 && back <= at; back++)
    for (gsize i = 0; lim_sketch_shades[i].word != NULL; i++)
      if (strcmp (words[at - back].text, lim_sketch_shades[i].word) == 0)
        colour = lim_sketch_saturate (lim_sketch_scale (colour, lim_sketch_shades[i].light),
                                      lim_sketch_shades[i].saturation);
  return (LimSketchColour){ lim_sketch_clamp (colour.r), lim_sketch_clamp (colour.g), lim_sketch_clamp (colour.b) };
}

/* “gold boards and polished boots”: the boots are not gold. */
static gboolean
is_joint (const char *word)
{
  static const char *const joints[] = { "and", "with", "over", "under", "on", "in", "at", "from" };

  for (gsize i = 0; i < G_N_ELEMENTS (joints); i++)
    if (strcmp (word, joints[i]) == 0)
      return TRUE;
  return FALSE;
}

static LimSketchSlot
find_slot (const Word *words, guint n, guint at)
{
  for (guint i = at + 1; i < n && i <= at + COLOUR_REACH && !words[i - 1].ends_clause; i++)
    if (i > at + 1 && is_joint (words[i].text))
      break;
    else
      for (gsize k = 0; lim_sketch_slot_words[k].word != NULL; k++)
        if (strcmp (words[i].text, lim_sketch_slot_words[k].word) == 0)
          return lim_sketch_slot_words[k].slot;
  return LIM_SKETCH_SLOT_FREE;
}

static gboolean
is_gem (const char *word)
{
  return strcmp (word, "emerald") == 0 || strcmp (word, "sapphire") == 0 || strcmp (word, "ruby") == 0;
}

/* The most telling first: hex values, then colours of the whole, then those of single parts. */
static void
add_to_palette (LimSketchPlan *plan, LimSketchColour colour, int rank, int *ranks)
{
  guint at = plan->n_palette;

  if (at == G_N_ELEMENTS (plan->palette))
    return;
  for (; at > 0 && ranks[at - 1] > rank; at--)
    {
      plan->palette[at] = plan->palette[at - 1];
      ranks[at] = ranks[at - 1];
    }
  plan->palette[at] = colour;
  ranks[at] = rank;
  plan->n_palette++;
}

/* Where the words that say how the subject is seen stand; what comes before them is about style. */
static guint
find_subject (const Word *words, guint n)
{
  for (guint w = 0; w < n; w++)
    if (strcmp (words[w].text, "sideview") == 0)
      return w;
    else
      for (gsize i = 0; lim_sketch_scene_words[i].word != NULL; i++)
        if (lim_sketch_scene_words[i].votes >= FRAMING_VOTES
            && strcmp (words[w].text, lim_sketch_scene_words[i].word) == 0)
          return w;
  return 0;
}

/* Colours in a row, as in “brick red #a6452e”, are one colour: the hex value, or else a mixture. */
static void
read_colours (LimSketchPlan *plan, const Word *words, guint n)
{
  LimSketchColour mix = { 0 };
  int ranks[G_N_ELEMENTS (plan->palette)];
  guint subject = find_subject (words, n);
  gboolean mixed = FALSE;

  for (guint i = 0; i < n; i++)
    {
      LimSketchColour colour, next;

      if (!parse_colour (words[i].text, &colour))
        continue;
      colour = shade_colour (colour, words, i);
      if (i + 1 < n && !words[i].ends_clause && parse_colour (words[i + 1].text, &next))
        {
          mixed = TRUE;
          mix = colour;
          continue;
        }
      if (mixed && words[i].text[0] != '#')
        colour = lim_sketch_blend (mix, colour, 0.4f);
      mixed = FALSE;
      LimSketchSlot slot = find_slot (words, n, i);
      if (slot == LIM_SKETCH_SLOT_FREE && is_gem (words[i].text))
        slot = LIM_SKETCH_SLOT_GLOW;
      if (!plan->has_colour[slot])
        {
          plan->colours[slot] = colour;
          plan->has_colour[slot] = TRUE;
        }
      if (slot != LIM_SKETCH_SLOT_BACK)
        add_to_palette (plan, colour,
                        i < subject                    ? 4
                        : words[i].text[0] == '#'      ? 0
                        : slot == LIM_SKETCH_SLOT_FREE ? 1
                        : slot == LIM_SKETCH_SLOT_GLOW ? 3
                                                       : 2,
                        ranks);
    }
}

static void
read_moods (LimSketchPlan *plan, const char *word)
{
  for (gsize i = 0; lim_sketch_mood_words[i].word != NULL; i++)
    if (strcmp (word, lim_sketch_mood_words[i].word) == 0)
      {
        plan->saturation += lim_sketch_mood_words[i].saturation;
        plan->brightness += lim_sketch_mood_words[i].brightness;
        plan->warmth += lim_sketch_mood_words[i].warmth;
        if (lim_sketch_mood_words[i].time >= 0)
          plan->time = (LimSketchTime) lim_sketch_mood_words[i].time;
      }
}

static void
set_bit (LimSketchPlan *plan, guint bit)
{
  plan->features[bit >> 6] |= G_GUINT64_CONSTANT (1) << (bit & 63);
}

static void
read_words (LimSketchPlan *plan, const Word *words, guint n, int *votes)
{
  for (guint w = 0; w < n; w++)
    {
      const char *word = words[w].text;

      for (gsize i = 0; lim_sketch_scene_words[i].word != NULL; i++)
        if (strcmp (word, lim_sketch_scene_words[i].word) == 0)
          votes[lim_sketch_scene_words[i].scene] += lim_sketch_scene_words[i].votes;
      for (gsize i = 0; plan->item == LIM_SKETCH_ITEM_ANY && lim_sketch_item_words[i].word != NULL; i++)
        if (strcmp (word, lim_sketch_item_words[i].word) == 0)
          plan->item = lim_sketch_item_words[i].item;
      for (gsize i = 0; lim_sketch_feature_words[i].word != NULL; i++)
        if (strcmp (word, lim_sketch_feature_words[i].word) == 0)
          set_bit (plan, lim_sketch_feature_words[i].bit);
      if (strstr (word, "right") == word && strstr (word, "light") == NULL && w + 2 < n
          && (strcmp (words[w + 1].text, "light") == 0 || strcmp (words[w + 2].text, "lighting") == 0))
        plan->light_x = 0.7f;
      if (strstr (word, "upper-right") == word || strstr (word, "top-right") == word)
        plan->light_x = 0.7f;
      read_moods (plan, word);
    }
}

static LimSketchScene
choose_scene (LimSketchPlan *plan, const int *votes)
{
  LimSketchScene best = LIM_SKETCH_LANDSCAPE;
  int most = 0;

  for (int i = 0; i < LIM_SKETCH_N_SCENES; i++)
    if (votes[i] > most)
      {
        most = votes[i];
        best = (LimSketchScene) i;
      }
  plan->names_scene = most > 0 || plan->item != LIM_SKETCH_ITEM_ANY;
  if (most == 0 && plan->item != LIM_SKETCH_ITEM_ANY)
    return LIM_SKETCH_ICON;
  return best;
}

/* Colours for what the prompt leaves open: from its palette, else from a few harmonies that the seed picks. */
static void
fill_colours (LimSketchPlan *plan)
{
  static const guint32 harmonies[][4] = {
    { 0x59636e, 0x8a6f4c, 0xb5573a, 0xd9b26a }, { 0x4b5a4e, 0x7d6b52, 0xa8793f, 0xcfc49a },
    { 0x5c4a4f, 0x7a5a48, 0xc28a4a, 0x93a5a0 }, { 0x3f5266, 0x6d7d86, 0xc9683c, 0xe0c48a },
    { 0x514c63, 0x8a7a8c, 0xb9824d, 0x7fa3a0 }, { 0x6a5640, 0x4d5b56, 0x9c4a3a, 0xd5c08c },
  };
  static const guint32 skins[] = { 0xd6a684, 0xc08a66, 0x9a6a4a, 0x74492f, 0xe0b99a, 0xb07a58 };
  static const guint32 hairs[] = { 0x2b2320, 0x4a3322, 0x6b4a2c, 0x352a26, 0x7a3f24, 0xa98752 };
  LimSketchRandom random = { plan->words ^ 77 };
  const guint32 *harmony = harmonies[lim_sketch_pick (&random, G_N_ELEMENTS (harmonies))];
  guint32 skin = skins[lim_sketch_pick (&random, G_N_ELEMENTS (skins))];
  guint32 hair = hairs[lim_sketch_pick (&random, G_N_ELEMENTS (hairs))];
  guint32 defaults[LIM_SKETCH_N_SLOTS] = {
    [LIM_SKETCH_SLOT_FREE] = harmony[0], [LIM_SKETCH_SLOT_BACK] = 0x3a3c42,   [LIM_SKETCH_SLOT_SKIN] = skin,
    [LIM_SKETCH_SLOT_HAIR] = hair,       [LIM_SKETCH_SLOT_EYES] = 0x3a2a20,   [LIM_SKETCH_SLOT_CLOTH] = harmony[0],
    [LIM_SKETCH_SLOT_UNDER] = 0x6d6a66,  [LIM_SKETCH_SLOT_LEGS] = 0x3b3d43,   [LIM_SKETCH_SLOT_BOOTS] = 0x2e2926,
    [LIM_SKETCH_SLOT_ARMOUR] = 0x7a7468, [LIM_SKETCH_SLOT_TRIM] = harmony[2], [LIM_SKETCH_SLOT_GLOW] = 0xf0b45a,
    [LIM_SKETCH_SLOT_METAL] = 0x8a929a,  [LIM_SKETCH_SLOT_WOOD] = 0x6e4e33,
  };

  if (plan->scene != LIM_SKETCH_FIGURE && plan->scene != LIM_SKETCH_PORTRAIT)
    defaults[LIM_SKETCH_SLOT_SKIN] = harmony[1];
  if (plan->n_palette == 0)
    for (guint i = 0; i < 4; i++)
      plan->palette[plan->n_palette++] = lim_sketch_rgb (harmony[i]);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_OLD) && !plan->has_colour[LIM_SKETCH_SLOT_HAIR])
    defaults[LIM_SKETCH_SLOT_HAIR] = 0x9a9894;
  for (int i = 0; i < LIM_SKETCH_N_SLOTS; i++)
    if (!plan->has_colour[i])
      plan->colours[i] = lim_sketch_rgb (defaults[i]);

  /* The second colour of a costume is that of what is worn below. */
  if (plan->n_palette > 1 && !plan->has_colour[LIM_SKETCH_SLOT_LEGS])
    plan->colours[LIM_SKETCH_SLOT_LEGS] =
        lim_sketch_scale (lim_sketch_blend (plan->palette[1], lim_sketch_rgb (0x3b3d43), 0.5f), 0.8f);
  static const LimSketchSlot wants_palette[] = { LIM_SKETCH_SLOT_CLOTH, LIM_SKETCH_SLOT_TRIM };
  for (gsize i = 0; i < G_N_ELEMENTS (wants_palette); i++)
    if (!plan->has_colour[wants_palette[i]] && plan->has_colour[LIM_SKETCH_SLOT_FREE])
      plan->colours[wants_palette[i]] = plan->palette[MIN (i, plan->n_palette - 1)];
}

static guint64
hash_text (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *text != '\0'; text++)
    hash = (hash ^ (guint8) *text) * G_GUINT64_CONSTANT (0x100000001b3);
  return lim_sketch_mix64 (hash);
}

void
lim_sketch_read (const LimSketchBrief *brief, LimSketchPlan *plan)
{
  const char *prompt = brief->prompt != NULL ? brief->prompt : "";
  g_autofree Word *words = g_new (Word, MAX_WORDS + 1);
  int votes[LIM_SKETCH_N_SCENES] = { 0 };
  guint n = split_words (prompt, words);

  join_pairs (words, n);
  *plan = (LimSketchPlan){ .seed = brief->seed,
                           .words = hash_text (prompt),
                           .time = LIM_SKETCH_STUDIO,
                           .saturation = 1,
                           .brightness = 1,
                           .looseness = 1,
                           .light_x = -0.7f };
  read_colours (plan, words, n);
  read_words (plan, words, n, votes);
  plan->scene = choose_scene (plan, votes);
  fill_colours (plan);
  if (brief->negative != NULL && strstr (brief->negative, "saturated") != NULL)
    plan->saturation -= 0.12f;
  plan->saturation = CLAMP (plan->saturation, 0.35f, 1.5f);
  plan->brightness = CLAMP (plan->brightness, 0.7f, 1.2f);
  plan->warmth = CLAMP (plan->warmth, -0.8f, 0.8f);
}
