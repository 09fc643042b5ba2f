/* dress-shipment.h: what is shipped, before any format: the story, and as much of its dress as there is. Read only.
 *
 * Without codex and pictures the story alone is shipped. What a person rejected or skipped stays at home, as does a sample
 * nobody approved. Pictures are shipped without the metadata their makers left in them,
 * which tells prompts. Prose, captions and entries are shipped as they are; each format escapes them for itself. */
#pragma once

#include "base-settings.h"
#include "dress-book.h"
#include "imaging-header.h"

typedef struct
{
  const LimStoryPassage *passage; /* it illustrates; borrowed */
  char *caption;                  /* readers see it; NULL: none */
  char *category;                 /* scene, portrait, vista, item_detail, cover; or NULL */
  char *name;                     /* of the shipped file: “3fa4….png” */
  char *mime;                     /* “image/png” */
  guint width, height;            /* pixels */
  GBytes *bytes;                  /* of the shipped file */
} LimShipPicture;

typedef struct
{
  const LimProject *project; /* borrowed */
  LimDressBook *book;
  const LimStory *story; /* the book's */
  GPtrArray
      *codex; /* (element-type LimCodexEntry) by entity in the order of the story, then by rank; of known entities */
  GPtrArray *pictures; /* (element-type LimShipPicture) in the order of the passages */
  GHashTable *picture_of_passage;
  const char *title;          /* never NULL, the project's name where the story has none */
  char *slug;                 /* the title as a file name: “the-salt-lantern” */
  const char *language;       /* “en”, BCP 47 */
  char *story_hash;           /* SHA-256 of the story */
  char *content_hash;         /* SHA-256 of all that is shipped */
  char *secret;               /* like content_hash, but not to be found out from it: keys are made from it */
  const LimSettings *options; /* lim_ship_options, borrowed */
  GPtrArray *notes;           /* (element-type char*) what stayed at home and why, what nobody approved */
} LimShipment;

/* Loads the project's story and its dress. LIM_ERROR_BAD_INPUT, with all that is wrong, for a story that cannot be played: no
 * start, choices that lead nowhere; and for a picture that is missing or none. Transfer full. */
LimShipment *lim_shipment_load (const LimProject *project, const LimSettings *options, GError **error);
void lim_shipment_free (LimShipment *shipment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimShipment, lim_shipment_free)

/* The picture of a passage, or NULL. Borrowed. */
const LimShipPicture *lim_shipment_picture (const LimShipment *shipment, const LimStoryPassage *passage);

/* “The Salt Lantern · limner 0.1.0 · story 3fa4…”: the header of every format. Transfer full. */
char *lim_shipment_header (const LimShipment *shipment);

/* @text as a file name: lower-case letters and digits joined by “-”, at most 60 bytes; "" when there are none. Transfer full. */
char *lim_ship_slug (const char *text);
