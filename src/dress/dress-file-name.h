/* dress-file-name.h: what the files below story/visuals, briefs, codex and illustrations are called. Pure. */
#pragma once

#include <glib.h>

/* The name of the file for @id, with @suffix (“.yaml”): the id itself where it is a plain word of at most 64 small letters, digits,
 * “_” and “-”; else what of it is such, and eight hex digits of its SHA-256. Stable, different for different ids, also where
 * capitals do not count, and safe as a file's name. Transfer full. */
char *lim_dress_file_name (const char *id, const char *suffix);
