/* export-format.h: what an export format is, and the table of all of them.
 *
 * A format is one file, export-NAME.c, that ends in its LimExporter, and one word in the list of export/meson.build. Its
 * layout is the contract in docs/formats.md, section 4.
 *
 * Order of calls, per export: for each split and each of `files` that has rows: write_row once per row, in order; then
 * write_side_files. write_row only writes: which rows a file gets is said by `rows` and `tasks`, errors stick in the
 * writer. Everything that is handed over is borrowed. */
#pragma once

#include "export-folder.h"
#include "export-unit.h"
#include "export-writer.h"

/* What the rows of a file are made from. */
typedef enum
{
  LIM_ROWS_ANSWERS,  /* units of one answer */
  LIM_ROWS_PAIRS,    /* pairs of answers, chosen and rejected */
  LIM_ROWS_LABELLED, /* single answers with a label good or bad; both of the above are taken apart */
} LimRowKind;

/* One row to write. */
typedef struct
{
  const LimExportUnit *unit;
  LimOrigin origin;
  const char *answer;   /* the chosen one of a pair */
  const char *rejected; /* pairs only */
  gboolean label;       /* labelled rows only */
  gboolean embedded;    /* image bytes go into the row */
} LimExportRow;

typedef struct
{
  const char *config; /* configuration of `datasets`: “default”, “sft”, “preference” */
  const char *path;   /* with one %s for the split: “%s/metadata.jsonl” */
  LimRowKind rows;
  guint tasks;      /* LimTask bits */
  gboolean is_list; /* one JSON list instead of lines */
  void (*write_row) (LimWriter *out, const LimExportRow *row);
} LimRowFile;

typedef enum
{
  LIM_EXPORT_CAN_EMBED = 1 << 0,
  LIM_EXPORT_ALWAYS_EMBEDS = 1 << 1,
  LIM_EXPORT_SPLIT_FOLDERS = 1 << 2, /* images lie in <split>/images/ and are named relative to <split>/ */
} LimExportFlags;

/* What side files and the card say of the export; rows[file][split] counts rows. */
#define LIM_MAX_ROW_FILES 2
typedef struct
{
  const char *project; /* safe name, lower case, words joined by “-” */
  const char *ident;   /* the same as an identifier */
  const char *title;   /* neutralised */
  guint64 rows[LIM_MAX_ROW_FILES][LIM_N_SPLITS];
} LimExportFacts;

typedef struct
{
  const char *name, *help;
  const char *reader;                  /* what takes the rows, for the card: “TRL's SFTTrainer” */
  guint flags;                         /* LimExportFlags */
  LimRowFile files[LIM_MAX_ROW_FILES]; /* those with a path */

  /* A reason to leave @image out (static text, counted in the manifest), or NULL. May be absent. */
  const char *(*refuses_image) (const LimExportImage *image);

  /* The files beside the rows. May be absent. */
  gboolean (*write_side_files) (LimExportFolder *folder, const LimExportFacts *facts, GError **error);

  const char *load; /* how to load it, for the card: shell or Python lines in which DIR is the folder */
} LimExporter;

/* All formats in the order of the list, NULL-terminated. */
const LimExporter *const *lim_exporters (void);

/* LIM_ERROR_USAGE with the nearest known name when there is none called @name. */
const LimExporter *lim_exporter_find (const char *name, GError **error);

/* -- For write_row -- */

/* The path of image @index as the row names it. Fits any row. */
void lim_row_image_path (LimWriter *out, const LimExportRow *row, guint index);

/* The paths of all images, quoted, with commas: "a","b"; with @embedded rows data: URLs. */
void lim_row_images (LimWriter *out, const LimExportRow *row);

/* data:image/png;base64,… of image @index, without quotes. */
void lim_row_data_url (LimWriter *out, const LimExportRow *row, guint index);

/* The question with its tags: <image> once per image, a new line, the question; quoted. */
void lim_row_tagged_question (LimWriter *out, const LimExportRow *row);

/* "id":…,"task":…,"origin":… */
void lim_row_identity (LimWriter *out, const LimExportRow *row);
