/* export-leakage.h: does anything of training show up in validation or test? The second look at a split, made from
 * finished rows and written without the code that made the split (export-split.h), so that one mistake is not made
 * twice. Pure. */
#pragma once

#include "export-unit.h"

/* An image as some row shows it. Borrowed. */
typedef struct
{
  LimSplit split;
  const char *asset;         /* id; NULL when not known */
  const char *subject;       /* name of the subject; NULL when not known, then the id's stem counts */
  const char *sha256;        /* of the bytes; NULL when not known */
  const char *pixels_sha256; /* of the pixels; NULL when not known */
  guint64 fingerprint;       /* 0: none */
} LimShown;

/* What two sides of a split have in common. */
typedef struct
{
  const char *what; /* “the same file”, “the same pixels”, “nearly the same picture”, “the same subject” */
  guint a, b;       /* indices of two that have it; a is in the earlier split */
} LimLeak;

/* Every kind of leak between splits among @shown, at most @limit of each kind: (element-type LimLeak). *@total (may be
 * NULL) counts those beyond the limit too. Transfer full. */
GArray *lim_export_find_leaks (const LimShown *shown, guint n, guint limit, guint64 *total);
