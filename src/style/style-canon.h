/* style-canon.h: the canon of a project: its files read, and handed to canon/, which opens none itself. */
#pragma once

#include "canon.h"
#include "store-project.h"

/* Reads the canon files that are there. @findings as in lim_canon_new(). Transfer full. */
LimCanon *lim_style_load_canon (const LimProject *project, GPtrArray *findings, GError **error);

/* The same with @text in place of what @file holds, as nobody has saved it yet. */
LimCanon *lim_style_load_canon_with (const LimProject *project, LimCanonFile file, const char *text, gsize length,
                                     GPtrArray *findings, GError **error);

/* Whether a picture can be in @lane (NULL: no lane was asked for). Else LIM_ERROR_NOT_FOUND, with what there is. */
gboolean lim_style_check_lane (const LimCanon *canon, const char *lane, GError **error);
