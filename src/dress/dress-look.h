/* dress-look.h: the whole look of a story at once, as it is made, checked and written: one art direction and one visual for
 * each entity (dress-stage.txt, “Phase 0”, serialize).
 *
 * On disk: story/art-direction.yaml and story/visuals/NAME.yaml. A file for `dress direct --from` holds all of it:
 *
 *   art_direction: { style: …, medium: …, … }
 *   visuals:
 *     - { entity: wren, description: …, … } */
#pragma once

#include "dress-book.h"
#include "dress-made.h"

typedef struct
{
  LimArtDirection *direction; /* NULL: none */
  GPtrArray *visuals;         /* (element-type LimEntityVisual) */
} LimLook;

LimLook *lim_look_new (void);
void lim_look_free (LimLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLook, lim_look_free)

/* Reads such a file, YAML or JSON; @name stands in messages. LIM_ERROR_BAD_INPUT lists what is wrong. Transfer full. */
LimLook *lim_look_parse (const char *name, const char *text, gsize length, GError **error);

/* Adds a sentence (char *, transfer full) to @problems for everything that keeps @look from being whole: a field that is missing or
 * vague, an entity of @story without a visual or with two, a visual of nobody. */
void lim_look_check (const LimLook *look, const LimStory *story, GPtrArray *problems);

/* The same for @visuals alone, which are to be those of @entities (element-type LimStoryEntity), each once. */
void lim_look_check_visuals (const GPtrArray *visuals, const GPtrArray *entities, GPtrArray *problems);

/* -- Writing -- */

typedef enum
{
  LIM_CHANGE_NEW,
  LIM_CHANGE_CHANGED, /* limner's own file, to be replaced */
  LIM_CHANGE_EDITED,  /* a person's, replaced only when that is asked for */
  LIM_CHANGE_SAME,
} LimChangeKind;

typedef struct
{
  char *file; /* relative */
  LimChangeKind kind;
  gboolean write;   /* it is, or was, written */
  GPtrArray *lines; /* (element-type char*): “style: “ink” → “gouache””, for what is there already */
  char *text;       /* of the file to be */
  GBytes *old;      /* NULL: there is none */
} LimLookChange;

/* What may be written over. */
typedef enum
{
  LIM_LOOK_BY_MODEL, /* what a model made */
  LIM_LOOK_BY_HAND,  /* that, and what came from a person's file in the same way */
  LIM_LOOK_REPLACES, /* everything */
} LimLookPower;

/* What writing @look would do to what @book holds. What a file says beyond the look (seed, anchor) stays; a visual that stands in
 * a file with others is never written. (element-type LimLookChange), transfer full. */
GPtrArray *lim_look_changes (const LimLook *look, const LimDressBook *book, LimMade *made, LimLookPower power,
                             GError **error);

/* Writes those of @changes that are to be, the direction last. Each file is whole or not there. @by: who made it. */
gboolean lim_look_write (const GPtrArray *changes, LimMade *made, const char *by, GError **error);
