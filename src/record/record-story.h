/* record-story.h: story/story.yaml or story/story.json: a finished branching story, as the dress workflow reads it
 * (dress-stage.txt). Pure values. docs/dress.md shows one; `story import` writes one from what other tools save.
 *
 *   title: The Salt Lantern
 *   ifid: 5C7A…                   the work's own number, where it has one (Twee)
 *   format: Harlowe 3.3.7         the story format it was written for, where there is one
 *   start: harbour                the passage it begins with; without: the first that no choice leads to
 *   vision:
 *     genre: gothic mystery
 *     subgenre, audience, style_notes: …
 *     tone: [melancholy, wry]     a text or a list
 *     themes: [grief]             a text or a list
 *   entities:
 *     - id: keeper                the word everything else says
 *       type: character           character, location, object or faction
 *       name: Aldo Venn           what the prose calls it; default: the id
 *       aka: [the old man]        other names
 *       concept: keeps the light that must not go out
 *       base: { coat: oilskin }   what is so from the start: any members, each a text
 *       overlays:                 what is so once all codewords of `when` are earned
 *         - when: [saw_logbook]
 *           details: { guilt: he let the ship sink }
 *   codewords:                    also called state flags: once earned they stay
 *     - id: saw_logbook
 *       tracks: [the player knows about the ship]     the consequences it stands for: a text or a list
 *       entities: [keeper]        whom they concern
 *       reveals: [Marigold]       words nobody may read before it is earned, unless the prose says them
 *   passages:
 *     - id: harbour
 *       title: The harbour        default: the id
 *       prose: |
 *         …
 *       scene_type: climax        scene, sequel, climax, transition or micro_beat; default: scene
 *       spine: true               whether every reader is meant to come here
 *       appears: [keeper]         the entities in it
 *       grants: [arrived]         codewords that are earned by coming here
 *       tags: [night]             as the story's tool has them
 *       source: …                 the whole text as the story's tool has it, where that differs from prose
 *       choices:
 *         - to: lighthouse
 *           label: Climb the stairs         default: what `to` says
 *           requires: [has_key]   all of them, or the choice is not offered
 *           grants: [saw_lamp]    codewords earned by taking it
 *           is_return: true       leads back to where the reader was before; does not begin a branch
 *
 * A passage without choices is an ending. Ids and codewords are texts of one line, at most 400 bytes. What a choice, a list or
 * an overlay names need not exist: the story can still be shown, and `story check` says what is missing. */
#pragma once

#include "base-json.h"

#define LIM_STORY_MAX_PASSAGES 50000u
#define LIM_STORY_MAX_CHOICES 400000u /* of all passages together */
#define LIM_STORY_MAX_ENTITIES 20000u
#define LIM_STORY_MAX_CODEWORDS 4096u
#define LIM_STORY_MAX_ID 400u /* bytes */

typedef enum
{
  LIM_ENTITY_CHARACTER,
  LIM_ENTITY_LOCATION,
  LIM_ENTITY_OBJECT,
  LIM_ENTITY_FACTION,
  LIM_N_ENTITY_TYPES,
} LimEntityType;

const char *lim_entity_type_name (LimEntityType type);
gboolean lim_entity_type_parse (const char *text, LimEntityType *type);
const char *const *lim_entity_type_names (void); /* NULL-terminated */

/* The scene types the spec knows, NULL-terminated. Others are read and count as “scene”. */
const char *const *lim_story_scene_types (void);

/* In all structs below: texts may be NULL unless told; lists of texts are never NULL; @line is the line in the file,
 * from 1, 0 for what was not read from one; @index is the place in the story's array. */

typedef struct
{
  char *name, *text; /* never NULL */
} LimStoryDetail;

typedef struct
{
  char **when;        /* codewords, all needed */
  GPtrArray *details; /* (element-type LimStoryDetail) */
  guint line;
} LimStoryOverlay;

typedef struct
{
  char *id; /* never NULL */
  LimEntityType type;
  char *name; /* never NULL */
  char **aka;
  char *concept;
  GPtrArray *base;     /* (element-type LimStoryDetail) */
  GPtrArray *overlays; /* (element-type LimStoryOverlay) */
  guint line, index;
} LimStoryEntity;

typedef struct
{
  char *id; /* never NULL */
  char **tracks, **entities, **reveals;
  guint line, index;
} LimStoryCodeword;

typedef struct
{
  char *to;    /* never NULL */
  char *label; /* never NULL */
  char **requires, **grants;
  gboolean is_return;
  guint line;
} LimStoryChoice;

typedef struct
{
  char *id;    /* never NULL */
  char *title; /* never NULL */
  char *prose, *source, *scene_type;
  gboolean spine;
  char **appears, **grants, **tags;
  GPtrArray *choices; /* (element-type LimStoryChoice) */
  guint line, index;
} LimStoryPassage;

typedef struct
{
  char *file; /* what it was read from; stands in findings */
  char *title, *ifid, *format, *start;
  char *genre, *subgenre, *audience, *style_notes;
  char **tone, **themes;
  GPtrArray *entities;  /* (element-type LimStoryEntity) */
  GPtrArray *codewords; /* (element-type LimStoryCodeword) */
  GPtrArray *passages;  /* (element-type LimStoryPassage) */
  guint n_choices;      /* of all passages */
  guint vision_line;

  /* By id, kept by the functions that add. */
  GHashTable *entities_by_id, *codewords_by_id, *passages_by_id;
} LimStory;

/* Reads the story in @doc. Every problem is added to @findings, in the order of lines; NULL when one of them is an error.
 * Transfer full; nothing is borrowed from @doc. */
LimStory *lim_story_read (const LimJsonDoc *doc, GPtrArray *findings);

/* -- Building, for importers -- */

LimStory *lim_story_new (const char *file);
void lim_story_free (LimStory *story);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimStory, lim_story_free)

/* Adds one, empty but for its id, name and title, and owned by the story; NULL when the id is there already or is none
 * (lim_story_is_id()), or when the story has as many as it may have. */
LimStoryEntity *lim_story_add_entity (LimStory *story, const char *id);
LimStoryCodeword *lim_story_add_codeword (LimStory *story, const char *id);
LimStoryPassage *lim_story_add_passage (LimStory *story, const char *id);
LimStoryChoice *lim_story_add_choice (LimStory *story, LimStoryPassage *passage, const char *to, const char *label);

/* Adds a codeword the first time it is named; a text that is no id is left. */
void lim_story_ensure_codeword (LimStory *story, const char *id);

LimStoryDetail *lim_story_detail_new (const char *name, const char *text);
LimStoryOverlay *lim_story_overlay_new (void);

/* Adds @text at the end of *@list if it is not in it. */
void lim_story_list_add (char ***list, const char *text);

gboolean lim_story_is_id (const char *text);

/* -- Asking. Borrowed; NULL when there is none -- */

const LimStoryEntity *lim_story_entity (const LimStory *story, const char *id);
const LimStoryCodeword *lim_story_codeword (const LimStory *story, const char *id);
const LimStoryPassage *lim_story_passage (const LimStory *story, const char *id);

/* The passage the story begins with: `start`, else the first that no choice but a return leads to. NULL when `start` names
 * none, or each is led to. */
const LimStoryPassage *lim_story_start (const LimStory *story);

/* The scene type, “scene” where none is given. */
const char *lim_story_scene_type (const LimStoryPassage *passage);

/* -- Writing -- */

/* The story as YAML for people, prose as it would be typed; reading it gives the same story. Transfer full. */
char *lim_story_to_yaml (const LimStory *story);

/* The same as JSON, for stories too large for YAML. Transfer full. */
GBytes *lim_story_to_json (const LimStory *story);

/* Parts of it, for others that write stories as JSON: {"coat": "oilskin"}, and [{"when": […], "details": {…}}]. Belong to @doc. */
LimJson *lim_story_details_to_json (const GPtrArray *details, LimJsonDoc *doc);
LimJson *lim_story_overlays_to_json (const GPtrArray *overlays, LimJsonDoc *doc);
