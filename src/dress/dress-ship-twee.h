/* dress-ship-twee.h: the parts of a story in Twee. For dress-ship-twee.c, dress-twee-*.c only. */
#pragma once

#include "dress-ship.h"
#include "dress-twee-markup.h"

/* The names of the passages that are no part of the story. */
#define LIM_TWEE_BEGIN "Story codewords"
#define LIM_TWEE_DRESS "Story dress"
#define LIM_TWEE_CODEX "Codex"
#define LIM_TWEE_FOOTER "Story footer"

typedef struct
{
  const LimShipment *shipment;
  const LimTweeFormat *format;
  GHashTable *names; /* passage id → its name in Twine */
  GString *out;
} LimTwee;

/* Passage id → its name in Twine: ids that cannot stand in a link get one that can. Transfer full. */
GHashTable *lim_twee_names (const LimStory *story);

/* “:: name [tags] {"position":"x,y"}”; @tags may be NULL or empty. */
void lim_twee_append_header (GString *out, const char *name, char **tags, int x, int y);

/* All codewords of the story, false at the begin: Harlowe asks for a value before it compares. */
void lim_twee_append_begin (LimTwee *twee);

/* Titles and pictures with captions, shown above their passages. */
void lim_twee_append_dress (LimTwee *twee);

/* The codex, and the way to it. */
void lim_twee_append_codex (LimTwee *twee);

/* The check of the format: the file is read back as import does, and has to be the same story. */
gboolean lim_twee_check (const LimShipment *shipment, const char *path, GPtrArray *problems, GError **error);
