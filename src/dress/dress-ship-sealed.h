/* dress-ship-sealed.h: the story as the HTML reader takes it, sealed along its paths (src/dress/reader/book.ts reads it).
 *
 * Each passage is sealed under a key of its own, which stands in every choice that leads there; a choice that requires codewords
 * is sealed under the keys of these, an entry of the codex that does likewise; the key of a codeword stands where it is earned,
 * and that of a picture in its passage. In the open are the title, the key of the first passage, the entries that are open from the start,
 * and how many passages, entries and endings there are; their order is shuffled. Whoever walks every path finds everything: that
 * is what a reader does. */
#pragma once

#include "dress-seal.h"
#include "dress-shipment.h"

/* The JSON that stands in the page, “<” escaped. Transfer full. */
char *lim_ship_sealed_story (const LimShipment *shipment, const LimSeal *seal);

/* The name of a picture in the page, and its sealed bytes in base64. Transfer full. */
char *lim_ship_sealed_picture_name (const LimSeal *seal, const LimShipPicture *picture);
char *lim_ship_sealed_picture (const LimSeal *seal, const LimShipPicture *picture);

/* Reads such a JSON as a reader would who takes every choice he ever can, and adds what does not open to @problems (char *). @n_read
 * and @n_entries count what was come to. */
void lim_ship_sealed_check (const char *json, GPtrArray *problems, guint *n_read, guint *n_entries);

/* What that reader is to come to, by the story itself: so many passages, so many codex entries. */
void lim_ship_sealed_expect (const LimShipment *shipment, guint *n_read, guint *n_entries);
