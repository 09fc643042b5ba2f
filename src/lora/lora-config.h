/* lora-config.h: what a trainer must be told to train a set, as files it reads and the command that starts it, and what would
 * go wrong on the way. Nothing is left to a trainer's default that would change the result: no random mirroring, buckets said
 * outright, captions as text files. */
#pragma once

#include "lora-check.h"
#include "lora-model.h"

typedef enum
{
  LIM_DEVICE_CPU,
  LIM_DEVICE_CUDA,
  LIM_DEVICE_MPS,
  LIM_N_DEVICES,
} LimDevice;

/* “cuda”; “a GPU by NVIDIA (CUDA)”. */
const char *lim_device_name (LimDevice device);
const char *lim_device_title (LimDevice device);
gboolean lim_device_parse (const char *text, LimDevice *device);

/* What this machine has, by what its system shows: nothing is run. */
LimDevice lim_device_detect (void);

/* What SD 3 and Flux need beside the checkpoint, where it was found. */
typedef enum
{
  LIM_COMPANION_CLIP_L,
  LIM_COMPANION_CLIP_G,
  LIM_COMPANION_T5,
  LIM_COMPANION_AE,
  LIM_N_COMPANIONS,
} LimCompanion;

const char *lim_companion_name (LimCompanion companion); /* “clip_l”, as sd-scripts call it */

/* Paths are absolute. */
typedef struct
{
  const LimLoraCheck *check;
  const LimPlan *plan;
  const char *subject;
  LimModelInfo model;
  LimDevice device;
  char *base; /* the checkpoint to train on: a file, or whatever the person named */
  gboolean base_is_file;
  char *train, *reg;                  /* folders of images; reg is NULL where there are none */
  char *packed;                       /* where `lora pack --format imagefolder` puts the set */
  char *output;                       /* folder for the LoRA */
  char *folder;                       /* where the written files will lie */
  char *trainer_dir;                  /* where the trainer is installed; NULL: not said */
  char *companions[LIM_N_COMPANIONS]; /* NULL: not found */
} LimLoraConfig;

/* One file that is written. */
typedef struct
{
  char *name, *text;
} LimLoraConfigFile;

/* A trainer: one file lora-config-NAME.c, which ends in its row; NAME stands in the list of lora/meson.build. */
typedef struct
{
  const char *name, *help;
  guint models; /* bits 1 << LimModel it can train */

  /* Adds a finding for whatever of the trainer's own is not as it needs it. */
  void (*preflight) (const LimLoraConfig *config, GPtrArray *findings);

  /* Appends its files (element-type LimLoraConfigFile, see lim_lora_config_file_new()). */
  void (*write) (const LimLoraConfig *config, GPtrArray *files);

  /* The line a person starts it with, quoted for a shell. Transfer full. */
  char *(*command) (const LimLoraConfig *config);
} LimLoraTrainer;

LimLoraConfigFile *lim_lora_config_file_new (const char *name, char *text); /* takes @text */

typedef struct
{
  const char *trainer;     /* NULL: kohya */
  const char *trainer_dir; /* NULL: not said */
  const char *base;        /* NULL: the plan's */
  LimModel model;          /* UNKNOWN: by the header of @base */
  LimDevice device;
  const char *out; /* folder for the files; NULL: below the set's */
} LimLoraConfigOptions;

typedef struct
{
  const LimLoraTrainer *trainer;
  LimLoraConfig config;
  LimLoraCheck *check;
  GPtrArray *files;    /* (element-type LimLoraConfigFile) */
  GPtrArray *findings; /* (element-type LimFinding) */
  char *command;
  GPtrArray *reg_checkpoints; /* (element-type char*): what made the regularization images, as they tell */
} LimLoraConfigReport;

void lim_lora_config_report_free (LimLoraConfigReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraConfigReport, lim_lora_config_report_free)

/* Looks at everything and makes the texts; writes nothing. LIM_ERROR_BAD_INPUT when no base model is named, it cannot be read,
 * or the trainer cannot train it. Transfer full. */
LimLoraConfigReport *lim_lora_config (const LimContext *context, const LimLoraSet *set,
                                      const LimLoraConfigOptions *options, GError **error);

/* Writes the files to their folder. */
gboolean lim_lora_config_save (const LimLoraConfigReport *report, GError **error);

/* -- For the trainers' files -- */

/* Appends “key = value” and a line end, as TOML has it; also good for YAML's quoted texts. */
void lim_toml_string (GString *out, const char *key, const char *value);
void lim_toml_int (GString *out, const char *key, gint64 value);
void lim_toml_double (GString *out, const char *key, double value);
void lim_toml_bool (GString *out, const char *key, gboolean value);

/* Whether @below is a file or a folder in the trainer's folder. */
gboolean lim_lora_config_has (const LimLoraConfig *config, const char *below);

/* “fp16”, “bf16” or “no”: the precision that suits model and device. */
const char *lim_lora_config_precision (const LimLoraConfig *config);
