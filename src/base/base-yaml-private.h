/* base-yaml-private.h: what an unquoted word of YAML means; only base-yaml*.c may include it. */
#pragma once

#include "base-json.h"

/* The node that @text (@length bytes, unquoted) is in the core schema of YAML 1.2, section 10.3.2: null, a boolean, a
 * number, or else a string. */
LimJson *lim_yaml_resolve_plain (LimJsonDoc *doc, const char *text, gsize length);
