/* base-yaml.h: YAML that people write by hand, read into the tree of base-json.h.
 *
 * YAML 1.2 with its core schema: unquoted null, true, false and numbers mean what they say, yes and no are text. A
 * number keeps its spelling where JSON spells it so too (0.850), else the nearest such (+5 is 5, 0x1F is 31, .5 is 0.5);
 * .inf and .nan are text. Keys are texts. Anchors, aliases and merge keys (<<) are expanded, within limits. */
#pragma once

#include "base-json.h"

/* Reads one document of @length bytes (-1: up to the NUL) of UTF-8, at most 4 MiB, nested at most LIM_JSON_MAX_DEPTH
 * deep. JSON is YAML too. Every node knows its line, so the complaints of base-json.h name it; the tree can be read and
 * copied from, but not written back. Empty text is null.
 *
 * NULL with LIM_ERROR_BAD_INPUT “NAME:LINE:COLUMN: …” for what is no YAML, a key that occurs twice, an alias without
 * its anchor or in itself, aliases that would grow beyond 16 MiB, a tag other than YAML's own. Transfer full. */
LimJsonDoc *lim_yaml_parse (const char *name, const char *text, gssize length, GError **error);
