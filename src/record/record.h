/* record.h: one asset's record, records/<id>.json: provenance, judgment, canon, identity, lineage, and whatever else
 * a project has put there, which is kept.
 *
 * A record is a view on its JSON document. Reading is lenient, because projects in the wild hold records with missing
 * blocks, with `judgment: null`, or with the verdict at top level (style-dataset-pipeline.txt; the shapes are listed in
 * docs/records.md): what is odd is noted in `oddities` for `doctor` and read as far as it makes sense. Nothing is
 * rewritten but what a caller sets. */
#pragma once

#include "base-json.h"
#include "record-judgment.h"
#include "record-status.h"

typedef enum
{
  LIM_RECORD_ID_DIFFERS = 1 << 0,    /* the id inside is not the file's name; the file's name counts */
  LIM_RECORD_NO_ASSET_PATH = 1 << 1, /* missing, not text, or not a safe relative path */
  LIM_RECORD_NO_PROVENANCE = 1 << 2,
  LIM_RECORD_VERDICT_AT_TOP = 1 << 3, /* judgment null, verdict/scores/explanation/failures at top level */
  LIM_RECORD_STATUS_UNKNOWN = 1 << 4, /* a judgment whose status is none of ours; counts as not judged */
  LIM_RECORD_FOLDER_DIFFERS = 1 << 5, /* asset_path lies in another status' folder than the judgment says */
  LIM_RECORD_SCORE_ODD = 1 << 6,      /* a score that is null, not a number, or outside 0..1 */
  LIM_RECORD_DUPLICATE_KEY = 1 << 7,  /* a top-level key occurs twice; the last one counts */
} LimRecordOddities;

/* The sentence for one oddity bit, for doctor. */
const char *lim_record_oddity_text (LimRecordOddities oddity);

typedef struct
{
  LimJsonDoc *doc;        /* owned */
  LimJson *root;          /* the record's object */
  char *id;               /* the file's name without .json */
  const char *asset_path; /* relative to the project; NULL when missing or unsafe. Borrowed from doc */
  LimStatus status;       /* from the judgment in either shape; candidate when there is none */
  guint oddities;         /* LimRecordOddities */
  GBytes *content;        /* the file's bytes as read or last saved, for saving if unchanged; NULL for a new record */
} LimRecord;

/* Reads the document of the file “@id.json”. Takes @doc, also on failure. LIM_ERROR_BAD_INPUT when @id is not a safe
 * name or the document is no object; everything else is an oddity. Transfer full. */
LimRecord *lim_record_from_doc (const char *id, LimJsonDoc *doc, GError **error);
void lim_record_free (LimRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimRecord, lim_record_free)

/* SHA-256 of the file as read or last saved, in hex; NULL for a new record. Transfer full. */
char *lim_record_content_hash (const LimRecord *record);

/* Ids become file names: a safe name (base-text.h) of at most 128 bytes. FALSE with a message that says why not. */
gboolean lim_record_check_id (const char *id, GError **error);

/* The family an asset belongs to, so that siblings are recognised: identity.subject_name, else the id without a final
 * _painterly and without a final _v or _s number. Never NULL. Transfer full. */
char *lim_record_subject (const LimRecord *record);

/* The current judgment, from either shape; NULL when there is none. Transfer full. */
LimJudgment *lim_record_judgment (const LimRecord *record);

/* The scores object and the failure list where they lie, without copying; NULL when absent. Borrowed. */
const LimJson *lim_record_scores (const LimRecord *record);
const LimJson *lim_record_failure_modes (const LimRecord *record);
const char *lim_record_explanation (const LimRecord *record);
const char *lim_record_prompt (const LimRecord *record); /* provenance.prompt or NULL */

/* Hash of what a binding is made from: status, scores, failure modes, explanation. NULL without a judgment, or with one
 * whose status is none of ours. Transfer full, hex of 16 bytes. */
char *lim_record_judgment_hash (const LimRecord *record);

/* Makes @judgment the current one and points asset_path into its status' folder, keeping the file's name. The earlier
 * judgment (of either shape) is appended to `judgment_history`. The caller then saves the record, and only then moves
 * the image: record before move. */
void lim_record_judge (LimRecord *record, const LimJudgment *judgment);

/* Takes the current judgment back: the last one of `judgment_history` becomes current, or null when there is none, and
 * asset_path follows. What is taken back is kept under `judgment_undone`. FALSE when there is nothing to undo. */
gboolean lim_record_undo_judgment (LimRecord *record);

/* Number of entries in `judgment_history`. */
guint lim_record_history_length (const LimRecord *record);

/* The file name part of asset_path, or “<id>.png” when there is none. Transfer full. */
char *lim_record_asset_name (const LimRecord *record);
