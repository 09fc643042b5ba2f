/* record-plan.h: dataset/<subject>/plan.yaml: everything that decides a LoRA training set. Pure values; every file of the
 * set can be made again from it (lora-dataset-preparation.txt). docs/lora.md shows one; `lora init` writes one with
 * comments.
 *
 *   trigger: ada_gull_v1          the word that will call the subject: lower-case letters, digits, _ and -
 *   class: young woman            what it is one of; the class of the regularization set
 *   size: 512                     training images are squares of this many pixels: 64..2048, a multiple of 8
 *   background: "#ffffff"         what letterboxing fills with: white, black, grey or "#rrggbb"
 *   background_tag: white background   what captions call it; default: “white background”, else “plain background”
 *   repeats: 10                   of each training image per epoch: the {N} of train/{N}_{trigger}
 *   reg_repeats: 1                the same for reg/{N}_{class}
 *   counts: { train: [15, 20], reg: [100, 200] }      least and most images
 *   steps: { aim: [800, 1200], epochs: 6, batch: 1 }
 *   flips: safe                   safe: mirror whatever shows no one-sided feature; none; or a list of ids
 *
 *   features:                     what must be recognised; captions leave it to the trigger word
 *     - name: bracer
 *       side: right               of the subject; none (the default) for what is the same on both sides
 *       views: [front, three quarter right, right side]     that show it; without: all
 *       framings: [full body, bust]                         that show it; without: all
 *       words: [bracer, arm guard]     other words for it, looked for in captions and prompts; the name always is
 *
 *   coverage:                     shares of the training images
 *     features: 0.6               at least these show one or more features with a side
 *     framing: { full body: 0.7, bust: 0.2, closeup: 0.1 }
 *     pose: { neutral: 0.5, action: 0.5 }
 *     expressions: [neutral, determined, surprised, angry, calm]     each at least once
 *
 *   sources:
 *     - file: inputs/references/ada-sheet.png     relative to the project
 *       kind: annotated           clean, annotated or scene
 *       exclude: other costume    optional: why nothing of it may be used
 *       crops:
 *         - id: ada_front         letters, digits, _ and -; differs from all other ids of the plan
 *           left: 30, top: 100, width: 640, height: 1120     pixels of the upright picture; none of them: all of it
 *           + the members of an image, below
 *   topup:
 *     prompt, negative            text before the prompt of each; what none may show
 *     images:
 *       - id, prompt, negative, seed + the members of an image
 *   reg: { prompt: …, negative: … }     of the regularization images, or prompts: [ … ], used in turn
 *   training:                     what `lora config` writes; see LimPlanTraining
 *
 * The members of an image (crop or top-up), all but framing and view optional:
 *
 *   framing: full body            full body, bust or closeup
 *   view: front                   see record-plan-words.h
 *   pose: neutral                 neutral or action
 *   action: sword drawn           what captions say in the pose's place
 *   expression: angry
 *   background: misty street      where it differs from background_tag
 *   tags: [looking up]            further ones, last in the caption
 *   caption: "…"                  the whole caption instead of the one made from the above
 *   shows: [bracer]               features this image shows, where views and framings would say otherwise
 *   exclude: text in the face     why this image is not used */
#pragma once

#include "base-json.h"
#include "record-plan-words.h"

#define LIM_PLAN_MAX_SIZE 2048u
#define LIM_PLAN_MAX_IMAGES 100000u

typedef struct
{
  guint least, most;
} LimPlanRange;

typedef struct
{
  char *name;
  LimSide side;
  guint32 views;    /* bits 1 << LimView; never 0: all when the plan names none */
  guint32 framings; /* bits 1 << LimFraming; never 0 */
  char **words;     /* the name first; never NULL */
  guint line;       /* in the plan, from 1; as everywhere below */
} LimPlanFeature;

typedef struct _LimPlanSource LimPlanSource;

/* One training image: a crop of a source, or a top-up. */
typedef struct
{
  char *id;
  LimFraming framing;
  LimView view;
  LimPose pose;
  char *action, *expression, *background; /* NULL: not given */
  char **tags;                            /* never NULL */
  char *caption;                          /* the person's own whole caption; NULL: made from the above */
  char **shows;                           /* names of features; NULL: decided by view and framing */
  char *exclude;                          /* why it is not used; NULL: it is */
  guint line;

  /* Of a crop. */
  const LimPlanSource *source;    /* NULL: a top-up */
  gboolean whole;                 /* no rectangle: the whole picture, and the four are 0 */
  guint left, top, width, height; /* width and height >= 1 */

  /* Of a top-up. */
  char *prompt, *negative; /* NULL: not given */
  gint64 seed;             /* -1: not given */
} LimPlanImage;

struct _LimPlanSource
{
  char *file; /* relative to the project, without “..” */
  LimSheetKind kind;
  char *exclude;    /* NULL: usable */
  GPtrArray *crops; /* (element-type LimPlanImage), in the order of the plan; all of them, excluded ones too */
  guint line;
};

typedef struct
{
  double features;                /* 0..1 */
  double framing[LIM_N_FRAMINGS]; /* shares; all 0: no aim; else their sum is 1 */
  double pose[LIM_N_POSES];
  char **expressions; /* never NULL */
} LimPlanCoverage;

/* Defaults are those of a small character LoRA. */
typedef struct
{
  char *base;           /* file of the checkpoint to train on; NULL: to be given to `lora config` */
  char *output;         /* folder for the LoRA, ComfyUI's models/loras; NULL: the set's own output/ */
  guint rank, alpha;    /* 32, 16 */
  double learning_rate; /* 0.0001 */
  guint save_steps;     /* a checkpoint every so many: 200 */
} LimPlanTraining;

/* Which safe images are mirrored. */
typedef enum
{
  LIM_FLIPS_SAFE,
  LIM_FLIPS_NONE,
  LIM_FLIPS_LISTED,
} LimFlips;

typedef struct
{
  char *subject; /* the folder's name, which begins each image's */
  char *name;    /* of the document, for messages */
  char *trigger;
  char *class_words; /* “young woman”; see lim_plan_class_token() */
  guint size;
  guint8 background[3]; /* R G B */
  char *background_tag;
  guint repeats, reg_repeats;
  LimPlanRange train, reg; /* counts */
  LimPlanRange steps;
  guint epochs, batch;
  LimFlips flips;
  char **flip_ids;     /* with LIM_FLIPS_LISTED; never NULL */
  GPtrArray *features; /* (element-type LimPlanFeature) */
  LimPlanCoverage coverage;
  GPtrArray *sources;                  /* (element-type LimPlanSource) */
  GPtrArray *topups;                   /* (element-type LimPlanImage) */
  char *topup_prompt, *topup_negative; /* NULL: not given */
  char **reg_prompts;                  /* never NULL; may be empty */
  char *reg_negative;                  /* NULL: not given */
  LimPlanTraining training;
} LimPlan;

void lim_plan_free (LimPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimPlan, lim_plan_free)

/* The plan in @doc (lim_yaml_parse(); JSON does too) for @subject. Every problem is added to @findings (element-type
 * LimFinding) with its line, what was found and expected, and what to do: wrong types and words, unknown members (a
 * misspelt `exclude` must not let a picture in), ids that occur twice, empty or negative rectangles, triggers a trainer
 * would split. NULL when one of them is an error; warnings leave it usable. Pictures are not looked at. Transfer full. */
LimPlan *lim_plan_read (const LimJsonDoc *doc, const char *subject, GPtrArray *findings);

/* The same for those who want a plan or nothing: LIM_ERROR_BAD_INPUT lists every error; warnings are dropped. */
LimPlan *lim_plan_load (const LimJsonDoc *doc, const char *subject, GError **error);

/* Whether @trigger can be one: 1..64 lower or upper case letters, digits, “_” and “-”, the first a letter or digit. */
gboolean lim_plan_is_trigger (const char *trigger);

/* -- Asking -- */

/* The images that belong into the set, crops first, in the order of the plan: none that is excluded, nor of an excluded
 * source. (element-type LimPlanImage, borrowed). Transfer container. */
GPtrArray *lim_plan_images (const LimPlan *plan);

/* The crop or top-up @id, excluded ones too; NULL when there is none. Borrowed. */
const LimPlanImage *lim_plan_find (const LimPlan *plan, const char *id);

/* Why @image is not used: its own reason, else its source's; NULL when it is used. Borrowed. */
const char *lim_plan_image_excluded (const LimPlanImage *image);

/* Whether @image may show @feature: by its `shows`, else by view and framing. What is not known counts as shown. */
gboolean lim_plan_image_shows (const LimPlanImage *image, const LimPlanFeature *feature);

/* The first feature with a side that @image may show, which is why it must not be mirrored; NULL: it may be. Borrowed. */
const LimPlanFeature *lim_plan_one_sided (const LimPlan *plan, const LimPlanImage *image);

/* The class as a folder's name carries it: blanks are “_”. Transfer full. */
char *lim_plan_class_token (const LimPlan *plan);

/* The folders below the set's, as kohya reads them: “train/10_ada_gull_v1”, “reg/1_young_woman”. Transfer full. */
char *lim_plan_train_folder (const LimPlan *plan);
char *lim_plan_reg_folder (const LimPlan *plan);

/* -- Captions -- */

/* The caption of @image, one line without a line end: its own, else trigger, framing, view, action or pose,
 * expression, background, tags; comma-separated, what occurs twice only once. Transfer full. */
char *lim_plan_caption (const LimPlan *plan, const LimPlanImage *image);

/* @text with left and right exchanged where they are whole words, in any case of letters; “bright” and “leftover”
 * stay. Transfer full. */
char *lim_plan_swap_sides (const char *text);

/* The caption of the mirrored picture: the same, but the trigger stays whatever it is made of. Transfer full. */
char *lim_plan_mirror_caption (const LimPlan *plan, const char *caption);
