/* lora-made.h: dataset/<subject>/made.json: the number of each image, and what limner wrote into its files, so that a name
 * never changes its picture and what a person changed by hand is seen.
 *
 *   { "next": 3, "train": "train/10_ada_gull_v1",
 *     "images": { "front": { "number": 1, "made_from": hash, "png": hash, "txt": hash, "flip": { …the same… } },
 *                 "leap": { "number": 2, "original": id, "placed": id, … } } }
 *
 * Numbers are given in the order of the plan to images that have none, and never again to others. Without the file
 * (it is not lost, it is kept in git) a plan that was not reordered gives the same numbers again. */
#pragma once

#include "lora-set.h"
#include "store-lock.h"

typedef struct _LimLoraMade LimLoraMade;

/* What limner wrote, and for top-ups the ids of the records of originals. */
typedef enum
{
  LIM_LORA_MADE_FROM, /* hash of all that went into the picture */
  LIM_LORA_PNG,       /* hash of the image's file */
  LIM_LORA_TXT,       /* hash of the caption's file */
  LIM_LORA_ORIGINAL,  /* the one chosen now */
  LIM_LORA_PLACED,    /* the one that the image in its place was made from */
  LIM_LORA_N_HASHES,
} LimLoraHash;

/* Reads the file, or begins anew where there is none. LIM_ERROR_BAD_INPUT for one that limner did not write so. Transfer
 * full; @set must outlive it. Not for several threads at a time. */
LimLoraMade *lim_lora_made_open (const LimLoraSet *set, GError **error);
void lim_lora_made_free (LimLoraMade *made);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraMade, lim_lora_made_free)

/* Gives each image of the plan that is used a number. */
void lim_lora_made_number_all (LimLoraMade *made);

/* The number of image @id; 0: it has none. */
guint lim_lora_made_number (const LimLoraMade *made, const char *id);

/* The name of its files without an ending: “ada_001”, mirrored “ada_001_flip”. NULL: it has no number. Transfer full. */
char *lim_lora_made_stem (const LimLoraMade *made, const char *id, gboolean flip);

/* What was written for the image, or its mirrored copy; NULL: nothing. Borrowed until the next change. Setting NULL
 * forgets. The image must have a number. */
const char *lim_lora_made_hash (const LimLoraMade *made, const char *id, gboolean flip, LimLoraHash which);
void lim_lora_made_set_hash (LimLoraMade *made, const char *id, gboolean flip, LimLoraHash which, const char *hash);

/* Notes that limner is about to write @hash (LIM_LORA_PNG or LIM_LORA_TXT). Saved before the file takes its place, so that after
 * a run that was killed between the two limner knows its own again. Setting the hash ends it. */
void lim_lora_made_announce (LimLoraMade *made, const char *id, gboolean flip, LimLoraHash which, const char *hash);

/* Whether what has the @hash is limner's own: written, or announced. */
gboolean lim_lora_made_is_own (const LimLoraMade *made, const char *id, gboolean flip, LimLoraHash which,
                               const char *hash);

/* What was noted of image @from is of image @to now: it keeps its number. */
void lim_lora_made_rename (LimLoraMade *made, const char *from, const char *to);

/* The ids that have a number, as they stand in the file. Transfer container. */
GPtrArray *lim_lora_made_ids (const LimLoraMade *made);

/* The training folder the files were written to, relative to the set's; NULL: none yet. */
const char *lim_lora_made_train (const LimLoraMade *made);
void lim_lora_made_set_train (LimLoraMade *made, const char *folder);

/* Writes the file where something changed. @lock: the write lock when the caller holds it, else NULL. LIM_ERROR_CONFLICT when another program
 * changed it meanwhile. */
gboolean lim_lora_made_save (LimLoraMade *made, const LimLock *lock, GError **error);
