/* lora-reg.h: regularization images: others of the subject's class, so that the class stays what it was when the trigger word
 * learns the subject. Their prompts hold neither the trigger nor a feature; the negative prompt carries those. */
#pragma once

#include "base-context.h"
#include "lora-render.h"

typedef struct
{
  const char *provider, *checkpoint; /* NULL: the project's, the provider's */
  guint count;                       /* images; 0: as many as the trainer can use, within the plan's counts */
  gboolean twin;                     /* one per training caption, with the class in the trigger's place */
  guint limit;                       /* of new originals; 0: none */
  const char *const *reject;         /* “reg_002”: what @who wants another seed for; NULL: none */
  const char *who;
  gboolean force; /* replace images that were changed by hand */
  gboolean prune; /* remove images beyond the count */
  gboolean dry_run;
  const LimProduceEvents *events;
} LimLoraRegOptions;

typedef struct
{
  char *folder;       /* the images lie there, relative to the project */
  char *renamed_from; /* the folder's name before, where repeats or class changed; NULL: the same */
  LimLoraRendering *rendering;
  GPtrArray *slots;    /* (element-type LimLoraSlot): image i is reg_(i + 1) */
  GPtrArray *remarks;  /* (element-type char*) */
  GPtrArray *problems; /* by image: originals that cannot be used, files changed by hand */
  GPtrArray
      *surplus; /* (element-type char*): files in the folder that a trainer would read and that are none of these */
  guint n_written, n_existing, n_pruned;
  guint n_caches; /* of a trainer, of pictures that were replaced: removed */
} LimLoraRegReport;

LimLoraRegReport *lim_lora_reg_report_new (void);
void lim_lora_reg_report_free (LimLoraRegReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraRegReport, lim_lora_reg_report_free)

/* How many images a trainer can use: as many as the training images make with their repeats, but within the plan's counts. Pure. */
guint lim_lora_reg_count (const LimPlan *plan);

/* What the image maker is told: the prompts, to be used in turn, with no trigger and no feature in them. LIM_ERROR_REFUSED, naming
 * each and where it stands, when one has; LIM_ERROR_BAD_INPUT when the plan has none. Pure. Transfer full. */
char **lim_lora_reg_prompts (const LimLoraSet *set, gboolean twin, GError **error);

/* What it is to avoid: the plan's words, the trigger, and every feature that these do not mention. Pure. Transfer full. */
char *lim_lora_reg_negative (const LimPlan *plan);

/* Finds or makes the originals (lora-render.h), none of them like another or like a training image, and from them the images of reg/{N}_{class}/:
 * exact squares, without captions. Running it again goes on where it stopped. Nothing is sent when a prompt is refused. Errors
 * of the run: lim_produce_run(). */
gboolean lim_lora_reg (const LimContext *context, const LimLoraSet *set, const LimLoraRegOptions *options,
                       LimLoraRegReport *report, GError **error);
