/* base-yaml-write.h: YAML for people, a piece at a time: plain words without quotes, prose as it would be typed, everything
 * else as a JSON string. What these write, base-yaml.h reads back unchanged.
 *
 * @indent: blanks before the line. A member whose text is NULL, or whose list is empty, is left out. */
#pragma once

#include <glib.h>

/* @text as a value, also within a flow list. */
void lim_yaml_append_scalar (GString *out, const char *text);

/* “[a, b]”. */
void lim_yaml_append_flow (GString *out, char *const *texts);

/* “KEY: TEXT” on a line of its own; “KEY: [A, B]”. */
void lim_yaml_append_text (GString *out, const char *key, const char *text, guint indent);
void lim_yaml_append_list (GString *out, const char *key, char *const *texts, guint indent);

/* “KEY: |” and the lines of @text, which may not be NULL; one that a block would change is quoted. */
void lim_yaml_append_block (GString *out, const char *key, const char *text, guint indent);

/* As a block when @text is long or has several lines, else on one line. */
void lim_yaml_append_prose (GString *out, const char *key, const char *text, guint indent);
