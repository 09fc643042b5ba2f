/* style-canon-change.h: what another text of a canon file would change, before anybody saves it; and saving it. */
#pragma once

#include "base-context.h"
#include "canon-bind.h"
#include "store-project.h"

/* One rule that reads, or fares, otherwise. */
typedef struct
{
  char *id, *title;
  gboolean added, removed;
  gboolean reworded; /* other words, scores, failures or lanes */
  guint before[LIM_N_VERDICTS], after[LIM_N_VERDICTS];
  guint n_changed; /* pictures of which it says something else */
} LimRuleChange;

/* One picture for which something changes. */
typedef struct
{
  char *id;
  LimStatus status;              /* as it was judged; stays */
  int call_before, call_after;   /* LimStatus that the scores call for; -1: they call for none */
  gboolean goes_stale, is_fresh; /* its binding: fresh now and stale then, or stale now and fresh then */
  guint n_verdicts;              /* rules that say something else of it */
} LimPictureChange;

typedef struct
{
  gboolean usable;     /* as it would be. Else only the findings say something */
  gboolean compared;   /* the canon as it is now is usable too, so there was something to compare with */
  GPtrArray *findings; /* (element-type LimFinding), of the canon as it would be and not yet as it is */
  GPtrArray *rules;    /* (element-type LimRuleChange), in the order of the canon, those removed last */
  GPtrArray *pictures; /* (element-type LimPictureChange); where the call changes first, then by verdicts, then id */
  guint n_stale;       /* bindings that go stale: no export takes those pictures until `canon bind` */
  guint n_fresh;       /* bindings that are fresh again */
  guint n_calls;       /* pictures for which the scores call for another status */
  guint n_against;     /* … so that their verdict contradicts them, and did not */
  guint n_verdicts;    /* verdicts of rules that would be others */
  GPtrArray *exports;  /* (element-type char*): folders of exports/ made from the file as it is now */
} LimCanonChange;

/* The canon file of the project that is called @name: its path (“canon/constitution.md”) or the last part of it.
 * LIM_ERROR_NOT_FOUND with what there is. */
gboolean lim_style_find_canon_file (const char *name, LimCanonFile *file, GError **error);

/* What would change if @text were in that file; nothing is written. A canon that would not be usable is no error,
 * nor is one that is not usable now: the text may be what mends it. Transfer full. */
LimCanonChange *lim_style_canon_change (const LimContext *context, const LimProject *project, LimCanonFile file,
                                        const char *text, gsize length, GError **error);
void lim_canon_change_free (LimCanonChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimCanonChange, lim_canon_change_free)

/* What `limner canon diff --json` prints: all but pictures beyond the first @most. Belongs to @doc. */
LimJson *lim_canon_change_to_json (const LimCanonChange *change, guint most, LimJsonDoc *doc);

/* The text of that file and the hash of its bytes, to save it by; both NULL where there is none. Transfer full. */
gboolean lim_style_read_canon_file (const LimProject *project, LimCanonFile file, char **text, char **hash,
                                    GError **error);

/* Puts @text there, atomically, if the file still has the hash @seen (NULL: there was none): else LIM_ERROR_CONFLICT.
 * LIM_ERROR_REFUSED when the canon would not be usable. @hash (transfer full) is the new one. */
gboolean lim_style_save_canon_file (const LimProject *project, LimCanonFile file, const char *text, gsize length,
                                    const char *seen, char **hash, GError **error);
