/* lora-caption.h: the captions beside the training images: one line of text each, made from the plan. Files that a person
 * edited are never overwritten unasked. */
#pragma once

#include "base-context.h"
#include "base-problem.h"
#include "lora-made.h"

/* What to do with a caption whose file was changed by hand. */
typedef enum
{
  LIM_LORA_HAND_TELL,    /* leave it, a problem */
  LIM_LORA_HAND_TAKE,    /* write it into the plan, where it is kept from then on */
  LIM_LORA_HAND_REPLACE, /* the plan's again */
} LimLoraHand;

typedef enum
{
  LIM_LORA_CAPTION_CURRENT,  /* says what the plan says */
  LIM_LORA_CAPTION_NEW,      /* there was no file */
  LIM_LORA_CAPTION_CHANGED,  /* the plan says something else now */
  LIM_LORA_CAPTION_REPAIRED, /* the same words, but with a byte order mark, CRLF or blanks a trainer would keep */
  LIM_LORA_CAPTION_TAKEN,    /* changed by hand, and the plan has it now */
  LIM_LORA_CAPTION_REPLACED, /* changed by hand, and replaced */
  LIM_LORA_CAPTION_BY_HAND,  /* changed by hand, and left */
} LimLoraCaptionState;

const char *lim_lora_caption_state_name (LimLoraCaptionState state);

typedef struct
{
  const char *id; /* of the plan's image */
  gboolean flip;
  char *name;           /* “ada_001.txt” */
  char *path;           /* absolute; NULL: it leads out of the project */
  char *before, *after; /* what the file says, NULL: there is none; and what it says afterwards */
  gboolean more;        /* the file has further lines */
  LimLoraCaptionState state;
} LimLoraCaptionItem;

typedef struct
{
  char *folder;     /* relative to the project */
  GPtrArray *items; /* (element-type LimLoraCaptionItem), in the order of the plan, mirrored copies behind theirs */
  GPtrArray *problems; /* by id */
  guint n_written, n_current, n_taken;
} LimLoraCaptionReport;

LimLoraCaptionReport *lim_lora_caption_report_new (void);
void lim_lora_caption_report_free (LimLoraCaptionReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraCaptionReport, lim_lora_caption_report_free)

/* Writes the captions of all images of @set that are used, and of mirrored copies that were made. With TAKE, what was changed
 * by hand is written into plan.yaml first; the plan in @set is then the old one. LIM_ERROR_CONFLICT when another program
 * changed a document meanwhile. */
gboolean lim_lora_caption (const LimContext *context, const LimLoraSet *set, LimLoraHand hand, gboolean dry_run,
                           LimLoraCaptionReport *report, GError **error);

/* How a caption file is written. */
typedef enum
{
  LIM_LORA_TEXT_CLEAN,  /* the caption and a line end */
  LIM_LORA_TEXT_UNTIDY, /* with a byte order mark, CRLF or outer blanks */
  LIM_LORA_TEXT_MORE,   /* with further lines, which trainers do not read */
} LimLoraText;

/* What a trainer would read from the caption @bytes: its first line, without a byte order mark and outer blanks. NULL when it
 * is not UTF-8. Transfer full. */
char *lim_lora_caption_read (const char *bytes, gsize length, LimLoraText *how);

/* Writes the caption of one image, or of its mirrored copy, as part of a run that holds the lock. Used by lora-flip.h too.
 * Appends to @report. */
void lim_lora_caption_write_one (const LimLoraSet *set, LimLoraMade *made, const LimPlanImage *image, gboolean flip,
                                 LimLoraHand hand, gboolean dry_run, LimLoraCaptionReport *report);
