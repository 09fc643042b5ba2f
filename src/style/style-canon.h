/* style-canon.h: the canon of a project: its files read, and handed to canon/, which opens none itself. */
#pragma once

#include "canon.h"
#include "store-project.h"

/* Reads the canon files that are there. @findings as in lim_canon_new(). Transfer full. */
LimCanon *lim_style_load_canon (const LimProject *project, GPtrArray *findings, GError **error);
