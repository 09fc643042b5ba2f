/* record-pack.h: a prompt pack, inputs/prompts/<name>.json, and the candidates it asks for.
 *
 * Two shapes are read (docs/records.md):
 *   full      lane, style_prefix, negative, subjects[{id,prompt}], variations[{id,loras,seed_offset?}], defaults{…,base_seed}
 *   template  wave, subjects[{id,variations: N,prompt}], defaults{…,lora,negative}; variations are v1…vN
 * A subject may name a workflow of its own, and so may the defaults.
 * A pack without base_seed gets one made from its lane's name, so that it is the same everywhere. */
#pragma once

#include "base-json.h"
#include "record-identity.h"
#include "record-provenance.h"

/* One image to be. Numbering and seeds as in the reference layout: k counts (subject, variation) pairs from 0 in file
 * order, seed = base_seed + k + seed_offset. */
typedef struct
{
  char *id; /* subject id + “_” + variation id */
  char *subject_id;
  char *variation_id;
  guint index; /* k */
  LimRecipe *recipe;
  LimIdentity *identity; /* of an identity packet's image (record-packet.h), else NULL */
  LimLineage *lineage;   /* likewise */
} LimCandidate;

void lim_candidate_free (LimCandidate *candidate);

typedef struct
{
  char *name; /* as the document is called in messages */
  char *lane;
  char *description;     /* may be NULL */
  gboolean derived_seed; /* base_seed was not in the pack */
  GPtrArray *candidates; /* (element-type LimCandidate), in order */
} LimPack;

void lim_pack_free (LimPack *pack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimPack, lim_pack_free)

/* Reads a pack. LIM_ERROR_BAD_INPUT names file, line, subject or variation, what was found and what was expected; at
 * most 100,000 candidates; ids must be safe and no two alike. Transfer full. */
LimPack *lim_pack_from_doc (const LimJsonDoc *doc, GError **error);

/* The first placeholder such as “[DESCRIBE YOUR SHIP]” in @prompt, or NULL: square brackets around a text that begins
 * with a word of three or more capitals. Transfer full. */
char *lim_pack_find_placeholder (const char *prompt);
