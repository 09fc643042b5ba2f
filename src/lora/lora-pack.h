/* lora-pack.h: a training set in one piece for others: an imagefolder as Hugging Face's datasets read it, or WebDataset archives.
 * The same set gives the same bytes; what was written is read again before it takes its name.
 *
 *   imagefolder   train/ada_001.png …, train/metadata.jsonl {"file_name", "text"}, README.md. Training images only: what loads such a
 *                 folder takes all its pictures for training
 *   webdataset    train-000000.tar, reg-000000.tar …: 000000.png, 000000.txt, 000000.json */
#pragma once

#include "lora-check.h"

typedef enum
{
  LIM_PACK_IMAGEFOLDER,
  LIM_PACK_WEBDATASET,
} LimPackFormat;

typedef struct
{
  LimPackFormat format;
  const char *out; /* the folder; NULL: exports/SUBJECT-FORMAT in the project */
  gboolean force;  /* though the check finds errors */
  gboolean dry_run;
} LimPackOptions;

typedef struct
{
  char *folder;
  guint n_train, n_reg, n_files;
  guint64 bytes; /* of all files */
} LimPackReport;

void lim_pack_report_clear (LimPackReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimPackReport, lim_pack_report_clear)

/* Packs the set. LIM_ERROR_REFUSED when the check finds errors in it, LIM_ERROR_CONFLICT when the folder is there and was not
 * made by this. An older pack in its place is replaced in one step. */
gboolean lim_lora_pack (const LimContext *context, const LimLoraSet *set, const LimPackOptions *options,
                        LimPackReport *report, GError **error);
