/* record-art-vague.c: whether what is said of a look could be said of any story (dress-stage.txt, “Art Direction Too Vague”). */

#include "record-art.h"

#include "base-text.h"

#include <string.h>

/* Words that tell nobody what to draw. A text of nothing else is vague. Sorted. */
static const char *const empty_words[] = {
  "a",           "above",        "accordingly", "aesthetic",  "aesthetics",
  "all",         "always",       "amazing",     "an",         "and",
  "any",         "anything",     "appealing",   "appearance", "applicable",
  "appropriate", "are",          "art",         "artistic",   "artwork",
  "as",          "atmospheric",  "attractive",  "available",  "avoid",
  "awesome",     "bad",          "basic",       "be",         "beautiful",
  "below",       "best",         "character",   "color",      "colors",
  "colour",      "colours",      "consistent",  "cool",       "default",
  "depends",     "description",  "descriptive", "detailed",   "details",
  "digital",     "distinctive",  "etc",         "everything", "excellent",
  "feature",     "features",     "fine",        "fitting",    "for",
  "general",     "generic",      "genre",       "good",       "great",
  "high",        "illustration", "image",       "images",     "in",
  "interesting", "is",           "it",          "its",        "known",
  "location",    "look",         "looks",       "lovely",     "matching",
  "medium",      "mood",         "moody",       "n",          "na",
  "needed",      "neutral",      "nice",        "no",         "none",
  "normal",      "not",          "nothing",     "null",       "object",
  "of",          "ok",           "okay",        "one",        "or",
  "other",       "palette",      "person",      "picture",    "pictures",
  "place",       "placeholder",  "pleasant",    "pretty",     "professional",
  "quality",     "same",         "scene",       "see",        "similar",
  "some",        "something",    "special",     "specified",  "standard",
  "story",       "string",       "style",       "stylish",    "suitable",
  "tba",         "tbd",          "text",        "that",       "the",
  "thing",       "things",       "to",          "todo",       "tone",
  "tones",       "typical",      "unique",      "unknown",    "unspecified",
  "usual",       "value",        "varies",      "various",    "very",
  "visual",      "visually",     "what",        "which",      "with",
  "x",           "xxx",
};

static int
compare_word (const void *key, const void *row)
{
  return strcmp (key, *(const char *const *) row);
}

static gboolean
is_empty_word (const char *word)
{
  return bsearch (word, empty_words, G_N_ELEMENTS (empty_words), sizeof empty_words[0], compare_word) != NULL;
}

/* How many words of @text tell something. Scripts that write without blanks count two of their characters as a word. */
static guint
count_telling (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_autoptr (GString) word = g_string_new (NULL);
  guint n = 0, wide = 0;

  for (const char *at = lower;; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (letter != 0 && g_unichar_iswide (letter))
        wide++;
      else if (letter != 0 && (g_unichar_isalnum (letter) || g_unichar_ismark (letter)))
        {
          g_string_append_unichar (word, letter);
          continue;
        }
      n += word->len > 0 && !is_empty_word (word->str) ? 1 : 0;
      g_string_truncate (word, 0);
      if (letter == 0)
        return n + (wide + 1) / 2;
    }
}

/* A field and what it takes to be concrete. */
typedef struct
{
  const char *name;
  guint words; /* that tell something, at least */
  const char *example;
} Field;

static void
complain (GPtrArray *problems, const Field *field, const char *found)
{
  g_autofree char *shown = found != NULL ? lim_text_harmless (found) : NULL;
  g_autofree char *cut = shown != NULL ? lim_text_cut (shown, 60) : NULL;

  if (found == NULL || *found == '\0')
    g_ptr_array_add (problems, g_strdup_printf ("%s: is missing; say something as concrete as “%s”", field->name,
                                                field->example));
  else
    g_ptr_array_add (problems, g_strdup_printf ("%s: “%s” is too vague, it would fit any story; say something as "
                                                "concrete as “%s”",
                                                field->name, cut, field->example));
}

static void
check_text (GPtrArray *problems, const Field *field, const char *text)
{
  if (text == NULL || count_telling (text) < field->words)
    complain (problems, field, text);
}

/* Each entry is to be concrete, and one is to be there. */
static void
check_list (GPtrArray *problems, const Field *field, char *const *list)
{
  if (list[0] == NULL)
    complain (problems, field, NULL);
  for (char *const *text = list; *text != NULL; text++)
    if (count_telling (*text) < field->words)
      complain (problems, field, **text != '\0' ? *text : "(nothing)");
}

void
lim_art_direction_vague (const LimArtDirection *direction, GPtrArray *problems)
{
  static const Field style = { "style", 1, "ink wash with watercolor accents" },
                     medium = { "medium", 1, "sumi-e brush on rough rice paper" },
                     palette = { "palette", 1, "deep indigo" },
                     composition = { "composition_notes", 2, "wide shots for landscapes, close-up for feelings" },
                     negative = { "negative_defaults", 1, "photorealistic, lettering, modern clothing" };
  guint across, down;

  check_text (problems, &style, direction->style);
  check_text (problems, &medium, direction->medium);
  check_list (problems, &palette, direction->palette);
  check_text (problems, &composition, direction->composition_notes);
  check_text (problems, &negative, direction->negative_defaults);
  if (!lim_aspect_ratio_parse (direction->aspect_ratio, &across, &down))
    {
      g_autofree char *shown = direction->aspect_ratio != NULL ? lim_text_harmless (direction->aspect_ratio) : NULL;

      g_ptr_array_add (problems,
                       g_strdup_printf ("aspect_ratio: %s%s%s; it is two whole numbers such as “16:9”, between "
                                        "1:4 and 4:1",
                                        shown != NULL ? "“" : "", shown != NULL ? shown : "is missing",
                                        shown != NULL ? "” is none" : ""));
    }
}

void
lim_entity_visual_vague (const LimEntityVisual *visual, GPtrArray *problems)
{
  static const Field description = { "description", 3, "tall gaunt man in his sixties, silver-streaked beard" },
                     features = { "distinguishing_features", 1, "scar across the left eyebrow" },
                     colors = { "color_associations", 1, "deep burgundy" },
                     fragment = { "reference_prompt_fragment", 2, "tall gaunt elderly man, silver beard" };

  check_text (problems, &description, visual->description);
  check_list (problems, &features, visual->distinguishing_features);
  check_list (problems, &colors, visual->color_associations);
  check_text (problems, &fragment, visual->reference_prompt_fragment);
}
