/* export-check.h: what the parts of the validator share. For export-validate.c, export-check-*.c and export-browse.c only. */
#pragma once

#include "base-context.h"
#include "base-finding.h"
#include "base-json.h"
#include "export-unit.h"

/* Where question and answer are in a row. */
typedef enum
{
  LIM_SHAPE_PROMPT,        /* prompt, and completion or chosen and rejected: each one message */
  LIM_SHAPE_CONVERSATIONS, /* turns of human and gpt */
  LIM_SHAPE_MESSAGES,      /* messages of user and assistant, as texts */
  LIM_SHAPE_BLOCKS,        /* messages of user and assistant, as blocks of text and image */
} LimCheckShape;

/* A row file: one table of docs/formats.md, section 4, in the checker's own words. */
typedef struct
{
  const char *format, *config;
  LimCheckShape shape;
  const char *images; /* the key that names images: “file_names”, “image”, “images”; NULL: they are blocks */
  guint max_images;
  gboolean tags;    /* the question begins with one <image> per image and a new line */
  gboolean pair;    /* there is a rejected answer too */
  const char *keys; /* every key with its type, in order: “id:text images:list label:bool” */
} LimCheckSchema;

/* The schema of @format and @config; NULL when there is none. */
const LimCheckSchema *lim_check_schema (const char *format, const char *config);

/* The schema whose keys @row has, of whatever format; NULL when it looks like none. */
const LimCheckSchema *lim_check_schema_guess (const LimJson *row);

/* Axolotl and OpenAI have blocks; those of OpenAI are called otherwise. */
gboolean lim_check_is_openai (const LimCheckSchema *schema);

/* What is wrong with a row: @key names where. */
typedef struct
{
  char *key, *what;
} LimRowFault;

void lim_row_fault_clear (LimRowFault *fault);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimRowFault, lim_row_fault_clear)

/* Copies both texts. Returns FALSE. */
gboolean lim_row_fault_set (LimRowFault *fault, const char *key, const char *what);

/* Whether @row has the keys of @schema with their types; with @strict all of them, and no others. */
gboolean lim_check_keys (const LimCheckSchema *schema, const LimJson *row, gboolean strict, LimRowFault *fault);

/* A row in the same terms for every format. Texts are borrowed from the row. */
typedef struct
{
  const char *question, *answer, *rejected;
  gboolean has_label, label;
  const char *images[16]; /* paths or data: URLs or base64 */
  guint n_images;
} LimCheckRow;

/* Reads @row by @schema. FALSE with what is wrong. */
gboolean lim_check_read_row (const LimCheckSchema *schema, const LimJson *row, gboolean strict, LimCheckRow *out,
                             LimRowFault *fault);

/* Whether @reference, as a row has it, is the image itself; its bytes, or NULL when they cannot be decoded, *@claimed
 * (transfer full) being what its data: URL calls it, or NULL. */
gboolean lim_check_is_embedded (const char *reference);
GBytes *lim_check_decode_embedded (const char *reference, char **claimed);

/* The path in the export of @reference in a row of @file: rows name images relative to the folder of their file. Transfer
 * full. */
char *lim_check_image_path (const char *file, const char *reference);

/* A file of rows. */
typedef struct
{
  char *path; /* in the folder */
  char *config;
  LimSplit split;
  gint64 claimed_rows; /* by the manifest; -1: none */
  const LimCheckSchema *schema;
} LimCheckFile;

/* An image that rows show, by file or inside a row. */
typedef struct
{
  char *path; /* in the folder; NULL: embedded */
  char sha256[65];
  char pixels_sha256[65];
  guint64 fingerprint;
  gboolean is_bad;
} LimCheckImage;

/* One showing of an image: which row, where. */
typedef struct
{
  guint image;
  guint file;
  guint row;
  LimSplit split;
} LimCheckShowing;

typedef struct
{
  const char *folder;
  const LimContext *context;
  GPtrArray *findings;
  GHashTable *kinds;        /* kind of fault (static text) → how often */
  char *format;             /* NULL: not known yet */
  gboolean strict;          /* the folder says that limner made it */
  GPtrArray *files;         /* (element-type LimCheckFile) */
  GHashTable *digests;      /* path → SHA-256 as found */
  GPtrArray *images;        /* (element-type LimCheckImage) */
  GHashTable *image_by_key; /* path, or digest of the embedded text or of the bytes → index + 1 */
  GArray *showings;         /* (element-type LimCheckShowing) */
  GHashTable *units;        /* “FILE\nROW” → its line of units.jsonl */
  GHashTable *rows_seen;    /* digest of a row's content → where it stands */
  guint64 n_rows, n_bad_rows;
  guint n_fatal; /* faults that make all of it doubtful */
} LimCheck;

/* Notes a fault of @kind, a static text. Only the first few of each kind become findings; one more
 * tells of the rest. @line 0: the whole file. */
void lim_check_fault (LimCheck *check, LimFindingSeverity severity, const char *kind, const char *file, guint line,
                      const char *key, const char *format, ...) G_GNUC_PRINTF (7, 8);

/* manifest.json and the files it lists; fills format and files. FALSE when there is no usable manifest. */
gboolean lim_check_manifest (LimCheck *check, GError **error);

/* Fills format and files by looking at names and first rows. */
gboolean lim_check_sniff (LimCheck *check, GError **error);

/* units.jsonl, where there is one. */
void lim_check_units (LimCheck *check);

/* One row: @text of @length bytes, at @index in the file numbered @file and on its @line. */
void lim_check_row (LimCheck *check, guint file, guint index, guint line, const char *text, gsize length);

/* All rows of all files. FALSE only when cancelled. */
gboolean lim_check_rows (LimCheck *check, GError **error);

/* Decodes the images that rows show, compares them with units.jsonl, and looks for what the splits share. */
gboolean lim_check_images (LimCheck *check, GError **error);

/* The index of the image at @path, or with the bytes @bytes, which were decoded from a text of the digest @key. */
guint lim_check_image_file (LimCheck *check, const char *path);
guint lim_check_image_bytes (LimCheck *check, const char *key, GBytes *bytes);

/* FALSE when no image is known by @key. */
gboolean lim_check_image_known (LimCheck *check, const char *key, guint *image);
