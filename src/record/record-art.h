/* record-art.h: how a story looks (dress-stage.txt, “Art Direction Document”, “Entity Visual Profiles”). Pure values.
 *
 * story/art-direction.yaml, one for the story:
 *
 *   style: ink wash with watercolor accents
 *   medium: traditional Japanese sumi-e
 *   palette: [deep indigo, rust orange, ash grey]
 *   composition_notes: Wide shots for landscapes, close-up for emotional moments
 *   negative_defaults: photorealistic, text, modern clothing, bright colors
 *   aspect_ratio: "16:9"
 *
 * story/visuals/NAME.yaml, one per entity:
 *
 *   entity: mentor_aldric
 *   description: Tall gaunt man in his 60s, silver-streaked beard
 *   distinguishing_features: [scar across left eyebrow, worn leather satchel]
 *   color_associations: [deep burgundy, aged gold]
 *   reference_prompt_fragment: tall gaunt elderly man, silver beard
 *   seed: 4711                       optional: else a function of the entity's id
 *   anchor: assets/3fa4….png         optional: the picture a provider that can is given as reference */
#pragma once

#include "base-json.h"

typedef struct
{
  char *style, *medium, *composition_notes, *negative_defaults, *aspect_ratio; /* may be NULL: not yet said */
  char **palette;                                                              /* never NULL */
  char *file;
  guint line;
} LimArtDirection;

typedef struct
{
  char *entity;                                           /* never NULL */
  char *description, *reference_prompt_fragment, *anchor; /* may be NULL */
  char **distinguishing_features, **color_associations;   /* never NULL */
  gint64 seed;                                            /* -1: none said */
  char *file;
  guint line;
} LimEntityVisual;

/* -- Art direction -- */

LimArtDirection *lim_art_direction_new (void);
void lim_art_direction_free (LimArtDirection *direction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimArtDirection, lim_art_direction_free)

/* Reads the one of @doc; what is wrong goes to @findings, and NULL when one of it is an error. What is missing or vague is no
 * error of reading. Transfer full. */
LimArtDirection *lim_art_direction_read (const LimJsonDoc *doc, GPtrArray *findings);

/* The same of @object, which stands in @file. */
LimArtDirection *lim_art_direction_read_object (const LimJson *object, const char *file, GPtrArray *findings);

/* Reading it gives the same direction. Transfer full. */
char *lim_art_direction_to_yaml (const LimArtDirection *direction);

/* -- Entity visuals -- */

LimEntityVisual *lim_entity_visual_new (const char *entity);
void lim_entity_visual_free (LimEntityVisual *visual);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimEntityVisual, lim_entity_visual_free)

/* An empty list that owns its visuals (element-type LimEntityVisual). Transfer full. */
GPtrArray *lim_visuals_new (void);

/* Adds the visuals of @doc, one or a list of them; what is wrong with one goes to @findings as an error, and that one is left out. */
void lim_visuals_read (const LimJsonDoc *doc, GPtrArray *visuals, GPtrArray *findings);

/* The same of @object alone, which stands in @file. */
void lim_entity_visual_read_object (const LimJson *object, GPtrArray *visuals, GPtrArray *findings, const char *file);

/* Transfer full. */
char *lim_entity_visual_to_yaml (const LimEntityVisual *visual);

/* -- Concrete or not -- */

/* Adds a sentence (char *, transfer full) to @problems for each field that is missing or vague: empty, or made of words that fit
 * any story (“good”, “beautiful colors”, “n/a”). Each begins with the field's name. */
void lim_art_direction_vague (const LimArtDirection *direction, GPtrArray *problems);
void lim_entity_visual_vague (const LimEntityVisual *visual, GPtrArray *problems);

/* -- Aspect ratio -- */

/* Reads “16:9” or “16x9”. FALSE: no ratio of whole numbers up to 1000, or beyond 1:4 and 4:1. */
gboolean lim_aspect_ratio_parse (const char *text, guint *across, guint *down);

/* Width and height of that ratio whose product is near @pixels, both multiples of 8 and at least 64. */
void lim_aspect_ratio_size (guint across, guint down, guint64 pixels, guint *width, guint *height);
