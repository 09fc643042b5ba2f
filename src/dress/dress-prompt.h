/* dress-prompt.h: a brief, the looks of those it shows, and the art direction, as the words an image maker gets
 * (dress-stage.txt, “Image Generation”, 1, and the worked example). Pure.
 *
 *   young woman, short dark hair, jade pendant                 reference_prompt_fragment of each of the brief's entities,
 *   and tall gaunt elderly man, silver beard                   joined by “and”
 *   face each other on the bridge at twilight,                 subject
 *   wide shot, two figures,                                    composition
 *   tense, bittersweet,                                        mood
 *   ink wash, traditional Japanese sumi-e style,               style and medium
 *   deep indigo, rust orange palette,                          palette
 *   no background                                              style_overrides
 *
 * A subject that begins with the names of all who are shown, “Ada and the old keeper face …”, goes on from their looks without
 * them, since a name tells an image maker nothing; any other is a line of its own. What is missing has no line.
 * Image makers that know one text get the negative words in it (their providers see to that). */
#pragma once

#include "dress-book.h"

/* The prompt. Transfer full. */
char *lim_dress_prompt (const LimDressBook *book, const LimBrief *brief);

/* What the picture is not to show: the brief's words, then the direction's; each once. "" when there are none. Transfer full. */
char *lim_dress_negative (const LimDressBook *book, const LimBrief *brief);

/* The picture's size near @pixels in all, by the direction's aspect ratio; a square without one. */
void lim_dress_picture_size (const LimDressBook *book, guint64 pixels, guint *width, guint *height);

/* The seed of the picture: that of the first character it shows, else of the first of its entities, else a number made of
 * the brief's id. An entity without a seed of its own has one made of its id, so it is the same in all its pictures. */
guint64 lim_dress_picture_seed (const LimDressBook *book, const LimBrief *brief);

/* The picture a maker that can is given as reference: the anchor of the one whom the picture is about, which is the only entity
 * it shows. NULL: none. Borrowed. */
const char *lim_dress_picture_anchor (const LimDressBook *book, const LimBrief *brief);
