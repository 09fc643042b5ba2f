/* lora-render.h: pictures that a training set needs and no sheet shows, made by an image maker.
 *
 * Each picture is a slot with a sequence of seeds, of which the first that will do is taken. What image makers made are originals:
 * they lie in outputs/lora/<subject>/ with records of their own, and the set's images are made from them, so that both can be
 * made again. An original's id says what was asked for (words, size, maker) and which seed of the sequence it is; so the
 * same plan finds its originals again, a changed one asks for new ones, and nothing but them has to be remembered.
 *
 * An original will not do when a person rejected it (here, or its record by curating), or when it is nearly the same picture as that of an earlier slot. */
#pragma once

#include "lora-approval.h"
#include "produce-price.h"

#define LIM_LORA_TRIES 6u /* seeds of a slot; what is alike then stays, and is told */

typedef enum
{
  LIM_LORA_SLOT_READY,   /* has its original */
  LIM_LORA_SLOT_NEW,     /* lacks it: it could not be made, or is to be made (dry run, beyond the limit) */
  LIM_LORA_SLOT_REFUSED, /* all its tries were rejected */
} LimLoraSlotState;

typedef struct
{
  char *key; /* “reg_001”: becomes a part of the id */
  char *prompt, *negative;
  gint64 seed; /* of the first try, the next are one higher each; -1: drawn from the key */

  /* What became of it. */
  LimLoraSlotState state;
  guint try;     /* from 0 */
  char *id;      /* of the original's record */
  char *picture; /* of the original, relative to the project; NULL: none */
  char *sha256;  /* of its bytes; NULL: none */
  char *alike;   /* key of the slot, or name of the picture, that it still is like after all tries; NULL: of none */
} LimLoraSlot;

/* Copies the texts. Transfer full. */
LimLoraSlot *lim_lora_slot_new (const char *key, const char *prompt, const char *negative, gint64 seed);
void lim_lora_slot_free (LimLoraSlot *slot);

/* A picture that no original may be like. */
typedef struct
{
  const char *name;
  guint64 fingerprint;
} LimLoraLikeness;

typedef struct
{
  const char *lane;          /* for the records: “lora_reg” */
  const char *provider;      /* NULL: the project's */
  const char *checkpoint;    /* NULL: the provider's choice */
  guint limit;               /* stop after so many new pictures; 0: no limit */
  gboolean dry_run;          /* decide, but make nothing */
  LimLoraApproval *approval; /* knows which originals were rejected */
  const char *prefix;        /* of slots' keys, which people leave out; NULL: none */
  const char *const *reject; /* keys without it, of slots whose present original @who rejects; NULL: none */
  const char *who;
  const LimProduceEvents *events; /* may be NULL */
  const GArray *unlike;           /* (element-type LimLoraLikeness); may be NULL */
} LimLoraRenderOptions;

typedef struct
{
  const LimImageProvider *provider;
  LimProduceReport *made; /* of all rounds together; the run has told its problems as they came */
  GPtrArray *problems;    /* (element-type LimProblem): originals that could not even be asked for */
  guint n_ready, n_new;   /* slots with an original; slots without */
  guint n_replaced;       /* originals that were passed over for being rejected or alike */
  guint n_alike;          /* slots that are still like another */
  LimProduceCost cost;    /* of a dry run */
} LimLoraRendering;

LimLoraRendering *lim_lora_rendering_new (void);
void lim_lora_rendering_free (LimLoraRendering *rendering);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraRendering, lim_lora_rendering_free)

/* Finds or makes the originals of @slots (element-type LimLoraSlot), squares of the plan's size; running it again goes on where it
 * stopped. LIM_ERROR_NOT_FOUND when there is none to reject. Other errors: lim_produce_run(); then the slots tell how far it came. TRUE although some could not be made: see
 * rendering->made->problems. */
gboolean lim_lora_render (const LimContext *context, const LimLoraSet *set, const LimLoraRenderOptions *options,
                          GPtrArray *slots, LimLoraRendering *rendering, GError **error);
