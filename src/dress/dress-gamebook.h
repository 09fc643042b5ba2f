/* dress-gamebook.h: a story as a book that cannot remember: passages become numbered sections in an order that tells nothing, and the reader
 * notes words for the codewords they earn. Pure: the same story gives the same book. What EPUB and the printed gamebook share.
 *
 * The story begins with section 1; the others are shuffled by the story's hash, and kept apart from sections they lead to where
 * that can be done. A codeword that something asks for gets a plain word that stands neither for it nor in the prose; one
 * that nothing asks for is never mentioned. */
#pragma once

#include "dress-shipment.h"

typedef struct
{
  const LimStoryPassage *passage; /* borrowed */
  char **words;                   /* earned by coming here; never NULL */
} LimGamebookSection;

/* A gated entry of the codex. Their numbers are shuffled as well: they tell neither whom they are about nor in which order they open. */
typedef struct
{
  const LimCodexEntry *entry; /* borrowed */
  char **words;               /* all needed */
} LimGamebookSecret;

typedef struct
{
  const LimShipment *shipment; /* borrowed */
  GArray *sections;            /* (element-type LimGamebookSection): number 1 is index 0 */
  GArray *secrets;             /* (element-type LimGamebookSecret): likewise */
  char **all_words;            /* in alphabetical order */
  GHashTable *numbers;         /* id of a passage → number */
  GHashTable *words;           /* codeword → word */
  guint n_neighbours;          /* sections that stand beside one they lead to all the same */
} LimGamebook;

/* Transfer full; @shipment must outlive it. */
LimGamebook *lim_gamebook_new (const LimShipment *shipment);
void lim_gamebook_free (LimGamebook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimGamebook, lim_gamebook_free)

/* The number of the section that @passage became; 0 when there is none. */
guint lim_gamebook_number (const LimGamebook *book, const char *passage);

/* The words for @codewords, those without a word left out. Transfer full. */
char **lim_gamebook_words (const LimGamebook *book, char *const *codewords);

/* What a choice asks and gives, as the book says it: “If you have the words AMBER and HERON: ” or ""; “ Write down OTTER.” or "".
 * Transfer full. */
char *lim_gamebook_condition (const LimGamebook *book, char *const *codewords);
char *lim_gamebook_reward (const LimGamebook *book, char *const *codewords);

/* The number of the secret that is @entry; 0 when it is open to all. */
guint lim_gamebook_secret (const LimGamebook *book, const LimCodexEntry *entry);
