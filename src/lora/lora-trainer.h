/* lora-trainer.h: what kohya's sd-scripts make of a training set's folders: which images are trained, how often, with which
 * caption, what is passed over without a word, and what stops the run. A model of its loader (library/train_util.py,
 * library/config_util.py), so that a set can be judged before hours are spent on it. Pure: no files.
 *
 * The rules, each with its consequence:
 *   - a folder right below train/ or reg/ named {N}_{words} is read, N >= 1 times an epoch; others are passed over;
 *   - images lie right in it, with an ending all lower or all upper case: .png .jpg .jpeg .webp .bmp; none that are hidden;
 *   - a caption file beside the image replaces {words}; only its first line counts; an empty file, or one that is not
 *     UTF-8, stops the run. An image with four or more “_” in its path that has no caption takes that of the path without
 *     the last four parts;
 *   - with any regularization image at all, these are repeated, in order, until they are as many as the training samples;
 *     those beyond are never shown. So an epoch is twice as long. */
#pragma once

#include "record-plan.h"

/* A file or folder below the set's folder. */
typedef struct
{
  char *path; /* relative to the set's: “train/10_ada_gull_v1/ada_001.png” */
  gboolean is_folder;
  GBytes *text; /* the bytes of a caption; NULL for all else */
} LimTrainerEntry;

/* A list that owns its entries (element-type LimTrainerEntry). Transfer full. */
GPtrArray *lim_trainer_entries_new (void);

/* Appends one; @text (may be NULL) is referenced. */
void lim_trainer_entries_add (GPtrArray *entries, const char *path, gboolean is_folder, GBytes *text);

typedef enum
{
  LIM_TRAINER_CAPTION_OWN,     /* from the file beside the image */
  LIM_TRAINER_CAPTION_FOREIGN, /* from the file of another name */
  LIM_TRAINER_CAPTION_CLASS,   /* there is no file: the words of the folder */
} LimTrainerCaption;

typedef struct
{
  const char *path; /* borrowed from the entry */
  gboolean is_reg;
  guint64 repeats; /* an epoch; of a regularization image as evened out */
  LimTrainerCaption source;
  char *caption_path; /* NULL: there is no file */
  char *caption;      /* never NULL, may be empty */
} LimTrainerImage;

typedef enum
{
  LIM_TRAINER_NO_NUMBER,     /* folders */
  LIM_TRAINER_NO_REPEATS,    /* folders 0_x, -1_x */
  LIM_TRAINER_NO_IMAGES,     /* folders */
  LIM_TRAINER_TOO_DEEP,      /* folders in a folder of images */
  LIM_TRAINER_LOOSE,         /* images right in train/ or reg/ */
  LIM_TRAINER_ENDING,        /* gif, tiff, .Png and such */
  LIM_TRAINER_HIDDEN,        /* images beginning with “.” */
  LIM_TRAINER_REG_SURPLUS,   /* regularization images beyond the number of samples */
  LIM_TRAINER_CAPTION_ALONE, /* captions without an image */
  LIM_TRAINER_CAPTION_OTHER, /* captions with an ending that is not asked for */
  LIM_TRAINER_N_IGNORED,
} LimTrainerIgnored;

/* Why, as a sentence begins: “its name does not begin with a number and “_””. */
const char *lim_trainer_ignored_reason (LimTrainerIgnored why);

typedef struct
{
  const char *path; /* borrowed from the entry */
  LimTrainerIgnored why;
} LimTrainerPass;

/* What ends the run before it begins. */
typedef struct
{
  const char *path;   /* borrowed from the entry */
  const char *reason; /* static */
} LimTrainerStop;

typedef struct
{
  GPtrArray *images;    /* (element-type LimTrainerImage), what is trained, in the order of the trainer */
  GArray *ignored;      /* of LimTrainerPass, by path */
  GArray *stops;        /* of LimTrainerStop, by path */
  guint n_train, n_reg; /* images that are read, before any is passed over as surplus */
  guint n_reg_used;     /* of them trained */
  guint64 train_samples, reg_samples; /* an epoch */
} LimTrainerReading;

/* What a trainer reads below train/ and reg/ of @entries, which must outlive the result. @caption_ending: “.txt”.
 * Folders are read by name; the trainer takes them as the disk lists them, which matters only for which of several
 * regularization folders gives the surplus. Transfer full. */
LimTrainerReading *lim_trainer_read (const GPtrArray *entries, const char *caption_ending);
void lim_trainer_reading_free (LimTrainerReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimTrainerReading, lim_trainer_reading_free)

/* The number of a folder “10_ada_gull” and its words (borrowed from @name). FALSE: it has no number. *@repeats may be
 * less than 1. */
gboolean lim_trainer_parse_folder (const char *name, gint64 *repeats, const char **words);

/* Whether @name ends as an image that is read; and whether it looks like an image at all. */
gboolean lim_trainer_is_image (const char *name);
gboolean lim_trainer_looks_like_image (const char *name);

/* Steps of an epoch of @samples in one bucket: whole batches, then whole accumulations; the last of each may be partial. */
guint64 lim_trainer_epoch_steps (guint64 samples, guint batch, guint accumulate);

/* How many epochs of @epoch_steps come to lie in @aim; FALSE when none does. */
gboolean lim_trainer_epochs (guint64 epoch_steps, const LimPlanRange *aim, guint64 *least, guint64 *most);
