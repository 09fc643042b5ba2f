/* record-illustration.h: a picture that was made from a brief (dress-stage.txt, “Image Generation”). One file per brief,
 * story/illustrations/NAME.json, written by limner. Pure values.
 *
 *   { "id": "illustration_bridge",
 *     "brief": "ib_bridge",                  the spec's from_brief edge
 *     "passage": "bridge_confrontation",     the spec's Depicts edge
 *     "asset": "assets/3fa4….png",
 *     "caption": "The bridge where loyalties shatter", "category": "scene",     as the brief says
 *     "prompt": …, "negative_prompt": …, "provider": "comfyui", "model": …, "seed": 4711, "width": …, "height": …,
 *     "quality": "placeholder",              for pictures that only stand in
 *     "record": "bridge_1f3c…",              of the picture as it came, below records/
 *     "sha256": …,                           of the asset's bytes
 *     "created": "2026-04-12T21:03:02.744Z",
 *     "sample": true,                        it was made as the sample
 *     "made_from": { "prose": …, "direction": …, "brief": …, "visuals": { "mentor_aldric": … } } }
 *
 * made_from holds the content hashes (dress-hash.h) of what the picture was made from: where one is another now, the picture
 * is stale. */
#pragma once

#include "base-json.h"

/* An entity, and the hash of what it looked like; the visual was missing where @hash is NULL. */
typedef struct
{
  char *entity, *hash;
} LimMadeVisual;

typedef struct
{
  char *id, *brief, *passage, *asset; /* never NULL */
  char *caption, *category, *prompt, *negative_prompt, *provider, *model, *quality, *record,
      *sha256;         /* may be NULL */
  char *created;       /* may be NULL */
  gint64 seed;         /* -1: not known */
  guint width, height; /* 0: not known */
  gboolean sample;
  char *made_prose, *made_direction, *made_brief; /* may be NULL: not known */
  GPtrArray *made_visuals;                        /* (element-type LimMadeVisual), never NULL */
  char *file;                                     /* it was read from, may be NULL */
  guint line;
} LimIllustration;

/* Copies the texts; all else is empty. Transfer full. */
LimIllustration *lim_illustration_new (const char *id, const char *brief, const char *passage, const char *asset);
void lim_illustration_free (LimIllustration *illustration);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimIllustration, lim_illustration_free)

void lim_illustration_add_visual (LimIllustration *illustration, const char *entity, const char *hash);

/* An empty list that owns its illustrations. Transfer full. */
GPtrArray *lim_illustrations_new (void);

/* Adds the illustration, or list of them, of @doc; what is wrong with one goes to @findings as an error, and it is left out. */
void lim_illustrations_read (const LimJsonDoc *doc, GPtrArray *illustrations, GPtrArray *findings);

/* The file's text. Transfer full. */
GBytes *lim_illustration_to_json (const LimIllustration *illustration);

/* Whether @text is a path as assets have them: “assets/” and a plain file name. */
gboolean lim_illustration_is_asset (const char *text);
