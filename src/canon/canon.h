/* canon.h: what a project holds to be right: rules, dimensions, thresholds, failure modes, lanes and factions.
 *
 * Built from the texts of the project's canon files; docs/canon.md tells people how they are written. Where the JSON
 * files of other tools are present they define, and Markdown adds titles and guidance. A canon does not change after
 * it was made, and several threads may use one at a time. */
#pragma once

#include "base-error.h"
#include "base-finding.h"
#include "canon-thresholds.h"

typedef enum
{
  LIM_CANON_CONSTITUTION_MD,
  LIM_CANON_REVIEW_RUBRIC_MD,
  LIM_CANON_IDENTITY_GATES_MD, /* kept for readers, not interpreted here */
  LIM_CANON_CONSTITUTION_JSON,
  LIM_CANON_RUBRIC_JSON,
  LIM_CANON_LANES_JSON,
  LIM_CANON_TERMINOLOGY_JSON,
  LIM_N_CANON_FILES,
} LimCanonFile;

/* Where a project keeps that file, relative to its folder: “canon/constitution.md”, “lanes.json”. */
const char *lim_canon_file_path (LimCanonFile file);

/* The texts of the files; any may be absent. Borrowed for the call. */
typedef struct
{
  struct
  {
    const char *name; /* as messages call it; NULL: lim_canon_file_path() */
    const char *text; /* NULL: there is no such file */
    gssize length;    /* bytes; -1: up to the NUL */
  } files[LIM_N_CANON_FILES];
} LimCanonSources;

/* One rule of the constitution. */
typedef struct
{
  char *id;       /* “MAT-001”, “SHP-EXT-002” */
  char *category; /* “material” */
  char *title;
  char *text;           /* guidance for people, Markdown; may be NULL */
  char **dimensions;    /* whose mean is the rule's score; NULL-terminated, never NULL, may be empty */
  char **failure_modes; /* that break it; likewise */
  char **lanes;         /* in which it holds; NULL: in all */
  gboolean per_faction; /* not judged where the faction is unknown */
  gboolean assumed;     /* its dimensions were not stated but taken by title and category */
  char *rationale_pass, *rationale_fail; /* templates; may be NULL */
  char *file;                            /* that defines it */
  guint line;
} LimRule;

typedef struct
{
  char *name;
  char *help; /* what it measures; may be NULL */
  char *file;
  guint line;
} LimDimension;

/* Limits of one rule's verdict (not of a picture's status): at or above `pass` it passes, at or above `partial` it
 * passes in part. */
typedef struct
{
  double pass, partial;
} LimVerdictLimits;

typedef struct
{
  char *id;
  char *label, *help; /* may be NULL */
} LimLane;

/* A faction, or whatever the project's groups are called. */
typedef struct
{
  char *name;
  char *material, *shapes, *wear; /* may be NULL */
} LimFaction;

typedef struct
{
  char *name;
  char *help;   /* how to spot it; may be NULL */
  char **rules; /* ids it breaks, NULL-terminated, never NULL */
} LimFailureMode;

typedef struct _LimCanonPrivate LimCanonPrivate;

typedef struct
{
  char *version;             /* constitution_version of bindings, “1.0.0” */
  GPtrArray *rules;          /* (element-type LimRule), in the order of the constitution */
  GPtrArray *dimensions;     /* (element-type LimDimension) */
  GPtrArray *failure_modes;  /* (element-type LimFailureMode) */
  GPtrArray *lanes;          /* (element-type LimLane) */
  GPtrArray *factions;       /* (element-type LimFaction) */
  char *default_lane;        /* NULL when lanes are not told apart */
  char *faction_label;       /* what a faction is called here: “faction”, “clade” */
  char **dimension_names;    /* the same names, for messages and thresholds; NULL-terminated */
  char **failure_mode_names; /* likewise */
  LimThresholds thresholds;
  LimVerdictLimits limits[LIM_N_STATUSES]; /* by the status of the picture */
  char *gates_text;                        /* identity-gates.md; may be NULL */
  LimCanonPrivate *priv;
} LimCanon;

/* Reads the canon. What was noticed is appended to @findings (element-type LimFinding; may be NULL), also on failure.
 *
 * A finding of severity error makes the canon unusable: NULL with LIM_ERROR_BAD_INPUT, which says the first one and how
 * many more there are. A project without rules is usable (it binds nothing). Limits: 4 MiB a file, 2,000 rules, 256
 * dimensions, 4,096 failure modes, lanes, factions and patterns each. Transfer full. */
LimCanon *lim_canon_new (const LimCanonSources *sources, GPtrArray *findings, GError **error);
void lim_canon_free (LimCanon *canon);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimCanon, lim_canon_free)

/* Borrowed, or NULL. The rule form sets LIM_ERROR_NOT_FOUND with the nearest id. */
const LimRule *lim_canon_rule (const LimCanon *canon, const char *id, GError **error);
const LimFaction *lim_canon_faction_named (const LimCanon *canon, const char *name);
const LimFailureMode *lim_canon_failure_mode (const LimCanon *canon, const char *name);

/* Whether the rule is judged for pictures of that lane and faction; either may be NULL. */
gboolean lim_rule_applies (const LimRule *rule, const char *lane, const char *faction);
