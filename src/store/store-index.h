/* store-index.h: what is in the records, ready to list, filter and count: .limner/index.db. A cache and nothing else:
 * it follows the files, deleting it loses nothing, a broken one is made anew, and where it cannot be written (a
 * read-only or full disk) it lives in memory.
 *
 * How it knows what changed. A full check looks at every record file without opening it (change time, size, inode): that
 * is lim_index_refresh(), for counts, binding and export. A page checks less: the time of the folder records/, which
 * every save by limner, git and most editors changes, and the files of the page it lists; only when one of those differs
 * does it look at all. A file that some program rewrote in place is therefore right when it is listed, and may stand on
 * the wrong page, or be missing from a filter it now fits, until the next full check.
 *
 * An index belongs to one thread at a time; any number of processes may have one open. */
#pragma once

#include "record.h"
#include "store-project.h"

/* What a record is about by the project's canon; store/ does not know it. Called from several threads at once. Both
 * texts are borrowed for the call and may be NULL. */
typedef void (*LimIndexDetect) (const LimRecord *record, const char **lane, const char **faction, gpointer data);

typedef struct
{
  char *id;
  LimStatus status;
  char *lane, *faction;                                    /* or NULL */
  char *subject;                                           /* family (lim_record_subject) */
  char *asset_path;                                        /* or NULL */
  char *created_at, *reviewed_at, *reviewer, *explanation; /* or NULL */
  double mean_score;                                       /* NaN: no scores */
  char *judgment_hash;  /* lim_record_judgment_hash; NULL when not judged or without scores */
  gboolean bound;       /* has a canon block with assertions */
  char *bound_rules;    /* canon.binding.rules_hash, or NULL */
  char *bound_judgment; /* canon.binding.judgment_hash, or NULL */
  guint n_pass, n_partial, n_fail;
  guint oddities;     /* LimRecordOddities */
  gboolean disagreed; /* somebody else had judged it before, and otherwise */
  char *problem;      /* why the file cannot be read; then all but the id is empty. NULL: it can */

  /* For figures (below) only, so no query fills them in. */
  char *pack;   /* provenance.workflow_id, or NULL */
  char *scores; /* “material_fidelity=0.85”, a line each, or NULL */
} LimIndexRow;

void lim_index_row_free (LimIndexRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimIndexRow, lim_index_row_free)

typedef struct _LimIndex LimIndex;

/* Opens or makes the index of @project, which must outlive it. @detect (NULL: no lanes, no factions) gets @data;
 * @detect_version stands for all that its answers depend on: another text than last time, and every record is read
 * again. Nothing is checked yet. Transfer full. */
LimIndex *lim_index_open (const LimProject *project, LimIndexDetect detect, gpointer data, const char *detect_version,
                          GError **error);
void lim_index_free (LimIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimIndex, lim_index_free)

/* The full check. @n_changed (may be NULL) gets how many records were read or forgotten. */
gboolean lim_index_refresh (LimIndex *index, guint *n_changed, GError **error);

typedef enum
{
  LIM_INDEX_BY_ID,
  LIM_INDEX_NEWEST_FIRST, /* created_at */
  LIM_INDEX_LATEST_REVIEW_FIRST,
  LIM_INDEX_BEST_FIRST, /* mean score; those without come last */
  LIM_INDEX_WORST_FIRST,
  LIM_N_INDEX_ORDERS,
} LimIndexOrder;

/* How many records agree in all of these. From the groups follow the funnel, the counts per lane and faction, and,
 * through lim_canon_binding_state_of(), how many bindings are stale, without a look at any record. */
typedef struct
{
  LimStatus status;
  char *lane, *faction;      /* or NULL */
  gboolean scored;           /* there is a judgment with scores */
  gboolean bound;            /* as in LimIndexRow */
  char *bound_rules;         /* as in LimIndexRow */
  gboolean knows_judgment;   /* the binding names the judgment it was made from … */
  gboolean judgment_is_same; /* … and that is the present one */
  gboolean unreadable;       /* the file has a problem; nothing else is known */
  gboolean disagreed;        /* as in LimIndexRow */
  guint64 n;
} LimIndexGroup;

/* What to list; zeroed but for status: everything by id. Texts are borrowed. */
typedef struct
{
  int status;          /* a LimStatus, or -1: any. Candidates are those that wait: no lim_status_is_material() */
  const char *lane;    /* NULL: any; "" : those without */
  const char *faction; /* the same */
  const char *text;    /* somewhere in id, subject or explanation, ASCII case aside; NULL: any */
  gboolean (*wants) (const LimIndexGroup *group, gpointer data); /* which groups, whose n is not known; NULL: all */
  gboolean (*skips) (const char *id, gpointer data);             /* which records not; NULL: none */
  gpointer data;                                                 /* for both */
  LimIndexOrder order;
  guint offset, limit; /* limit 0: no limit */
} LimIndexQuery;

/* The rows of a page (element-type LimIndexRow), after the page's own check; @total (may be NULL) gets how many there
 * are on all pages. Transfer full. */
GPtrArray *lim_index_page (LimIndex *index, const LimIndexQuery *query, guint64 *total, GError **error);

/* Calls @func for each row that @query lists, without a check: refresh first. FALSE with @error ends it. */
typedef gboolean (*LimIndexFunc) (const LimIndexRow *row, gpointer data, GError **error);
gboolean lim_index_for_each (LimIndex *index, const LimIndexQuery *query, LimIndexFunc func, gpointer data,
                             GError **error);

/* (element-type LimIndexGroup), without a check: refresh first. Transfer full. */
GPtrArray *lim_index_groups (LimIndex *index, GError **error);

/* The same, and calls @func (may be NULL) with each record's id and its group, which stays the same one for all its
 * records; its count is not complete yet. A tenth of what lim_index_for_each() costs. */
typedef void (*LimIndexMemberFunc) (const char *id, const LimIndexGroup *group, gpointer data);
GPtrArray *lim_index_group_members (LimIndex *index, LimIndexMemberFunc func, gpointer data, GError **error);

/* -- Figures, of all records but originals of training sets; without a check: refresh first -- */

typedef struct
{
  char *day; /* “2026-04-12”, UTC */
  guint64 made, judged;
} LimIndexDay;

/* The days on which anything happened, oldest first (element-type LimIndexDay). Transfer full. */
GPtrArray *lim_index_days (LimIndex *index, GError **error);

typedef struct
{
  char *name; /* NULL: of no pack */
  guint64 statuses[LIM_N_STATUSES];
} LimIndexPack;

/* How the pictures of each pack were judged, by name (element-type LimIndexPack). Transfer full. */
GPtrArray *lim_index_packs (LimIndex *index, GError **error);

/* Calls @func for each score of each judgment. */
typedef void (*LimIndexScoreFunc) (const char *dimension, double score, gpointer data);
gboolean lim_index_for_each_score (LimIndex *index, LimIndexScoreFunc func, gpointer data, GError **error);
