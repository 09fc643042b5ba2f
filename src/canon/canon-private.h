/* canon-private.h: the inside of a canon; only canon*.c of this room may include it. */
#pragma once

#include "base-hash.h"
#include "base-json.h"
#include "canon-bind.h"
#include "canon-pattern.h"
#include "canon.h"

#define CANON_MAX_FILE_BYTES (4 * 1024 * 1024)
#define CANON_MAX_RULES 2000
#define CANON_MAX_DIMENSIONS 256
#define CANON_MAX_NAMES 4096 /* failure modes, lanes, factions, patterns: each */
#define CANON_MAX_NAME_LENGTH 128

/* The order in which the places of terminology.json are asked for a faction. */
typedef enum
{
  CANON_ASK_ID,
  CANON_ASK_CROSS,
  CANON_ASK_EDGE,
  CANON_ASK_PROMPT,
  CANON_ASK_NULL,
  CANON_ASK_FALLBACK,
  CANON_N_ASKS,
} CanonAsk;

/* What a rule says with one verdict, percentage and faction: made once, then shared by all records. */
typedef struct
{
  char *rationale;
  LimJson *node; /* the assertion as it stands in a record, to be copied from */
} CanonSaid;

struct _LimCanonPrivate
{
  LimPatternSet *lane_patterns; /* value: const char *lane */
  LimPatternSet *asks[CANON_N_ASKS];
  char **faction_order;      /* names looked for in ids that match a cross-group pattern */
  GHashTable *contexts;      /* rule id → text that explains it for every faction */
  GHashTable *constructions; /* “faction LF rule id” → text */
  GPtrArray *texts;          /* strings that patterns point to */

  GHashTable *rules_by_id;      /* → LimRule */
  GHashTable *failures_by_name; /* → LimFailureMode */
  GHashTable *factions_by_name; /* → LimFaction */
  GHashTable *slots;            /* dimension named by a rule → number from 1 */
  guint n_slots;
  guint **rule_slots;       /* per rule: numbers of its dimensions, ended by 0 */
  GHashTable *broken_rules; /* failure mode → GPtrArray of LimRule */

  LimHasher *detection; /* while reading: fed with every pattern */
  char *detection_hash;

  GMutex lock;             /* guards what follows, which is filled on demand */
  GHashTable *rule_hashes; /* “lane LF faction” → hex */
  GHashTable *said;        /* key made of rule, verdict, percent, faction → CanonSaid */
  LimJsonDoc *palette;     /* owns the nodes of `said` */
};

/* Reads all that @sources hold into @canon, which is empty. */
void canon_read (LimCanon *canon, const LimCanonSources *sources, GPtrArray *findings);

/* What was read from Markdown, before it is weighed against the JSON files. */
typedef struct
{
  GPtrArray *rules;      /* (element-type LimRule) */
  GPtrArray *dimensions; /* (element-type LimDimension) */
  GPtrArray *failures;   /* (element-type LimFailureMode), from tables */
  LimThresholds thresholds;
  gboolean has_approval, has_rejection;
} CanonProse;

/* Reads a Markdown file; rules are taken where @with_rules says so. */
void canon_prose_init (CanonProse *prose);
void canon_prose_clear (CanonProse *prose);
void canon_prose_read (CanonProse *prose, const char *file, const char *text, gsize length, gboolean with_rules,
                       GPtrArray *findings);

/* The Markdown table that the present line may belong to. */
typedef enum
{
  CANON_TABLE_NONE,
  CANON_TABLE_HEADER, /* a first row was seen, its ruler was not */
  CANON_TABLE_OTHER,
  CANON_TABLE_DIMENSIONS,
  CANON_TABLE_FAILURES,
} CanonTableKind;

typedef struct
{
  CanonProse *prose;
  GPtrArray *findings;
  const char *file;
  guint line;
  CanonTableKind kind, pending; /* pending: what it is once its ruler came */
} CanonTable;

/* Takes a line, row of a table or not; dimensions and failures go into the prose. */
void canon_table_read_line (CanonTable *table, const char *line, guint number);
void canon_table_end (CanonTable *table);

/* Removes white space and Markdown's marks of emphasis and code around @text, in place. */
char *canon_strip_marks (char *text);

/* Whether @name could be a dimension, lane or failure mode as it is typed on a command line. */
gboolean canon_is_identifier (const char *name);

/* What was read from rubric.json; NULL members: it says nothing of that. */
typedef struct
{
  GPtrArray *dimensions; /* (element-type LimDimension) */
  GPtrArray *failures;   /* (element-type LimFailureMode) */
} CanonRubric;

/* Each reads one JSON file into @canon or the out-parameter; wrong things become findings of severity error. */
GPtrArray *canon_json_read_rules (LimCanon *canon, const LimJson *root, const char *file, GPtrArray *findings);
void canon_json_read_rubric (LimCanon *canon, const LimJson *root, const char *file, CanonRubric *rubric,
                             GPtrArray *findings);
void canon_json_read_lanes (LimCanon *canon, const LimJson *root, const char *file, GPtrArray *findings);
void canon_json_read_terminology (LimCanon *canon, const LimJson *root, const char *file, GPtrArray *findings);

/* Brings prose and data together and checks that they agree (canon-merge.c). @rules, @rubric: what the JSON files said;
 * members are taken. */
void canon_merge (LimCanon *canon, CanonProse *prose, GPtrArray *json_rules, CanonRubric *rubric,
                  GPtrArray *findings);

LimRule *canon_rule_new (const char *id, const char *file, guint line);
void canon_rule_free (LimRule *rule);
LimDimension *canon_dimension_new (const char *name, const char *help, const char *file, guint line);
void canon_dimension_free (LimDimension *dimension);
LimFailureMode *canon_failure_new (const char *name, const char *help);
void canon_failure_free (LimFailureMode *failure);

/* The category a prefix stands for; what is not in the table is its own prefix in lower case. Transfer full. */
char *canon_category (const char *rule_id);

/* The length of the rule id at the start of @text, 0 when there is none. */
gsize canon_rule_id_length (const char *text);

/* Appends @name to the list unless it is there. */
void canon_strv_add (char ***list, const char *name);
GPtrArray *canon_add_finding (GPtrArray *findings, LimFindingSeverity severity, const char *file, guint line,
                              const char *field, const char *expected, const char *fix, const char *found, ...)
    G_GNUC_PRINTF (8, 9);

/* The words that explain a rule for a faction (faction_context of an assertion), or NULL. */
const char *canon_context (const LimCanon *canon, const LimRule *rule, const char *faction);

/* A template with the faction's words in place; ${scorePct} stays, unless @percent is given as text. NULL for NULL. */
char *canon_expand (const LimCanon *canon, const char *template, const char *faction, const char *percent);
