/* store-sweep.h: one look at every record file without opening it: what is there and whether it changed. For store/
 * only. */
#pragma once

#include "store-project.h"

/* What tells one version of a file from the next: the time of the last change of any kind, which nobody can set back,
 * the size, and the inode, which is new after every atomic save. All zero: unknown. */
typedef struct
{
  gint64 changed_ns;
  gint64 size;
  gint64 inode;
} LimStamp;

gboolean lim_stamp_equal (const LimStamp *a, const LimStamp *b);

typedef struct
{
  char *id; /* borrowed from the sweep */
  LimStamp stamp;
} LimSweepItem;

typedef struct
{
  GArray *items;      /* (element-type LimSweepItem), in no order */
  GStringChunk *text; /* the ids */
  guint64 signature;  /* of all ids and stamps; the same whatever the order */
  LimStamp folder;    /* of records/ itself, from before the listing */
  guint n_unknown;    /* items changed so lately that a further change might not show: their stamp is unknown */
} LimSweep;

/* Looks at all of records/ on @n_threads (0: one per processor). Empty when there is no such folder. */
LimSweep *lim_sweep_new (const LimProject *project, guint n_threads, GError **error);
void lim_sweep_free (LimSweep *sweep);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSweep, lim_sweep_free)

/* Orders the items by id, bytewise. */
void lim_sweep_sort (LimSweep *sweep);

/* The stamp of records/ (@id NULL) or of one record; unknown when it is not there or changed just now. */
LimStamp lim_sweep_look (const LimProject *project, const char *id);
