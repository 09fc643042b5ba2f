/* fake-json.h: building answers, and spelling them as Python does. */
#pragma once

#include "base-json.h"

/* A string with this text is written as the bare token NaN, which Python's JSON knows and others don't. */
#define FAKE_NAN "\x01NaN"

/* An object from a list of “key:type”: s text (NULL: null), i gint64, d double, b gboolean, j LimJson * of @doc (NULL:
 * null), n null (no argument).
 *
 *   fake_object (doc, "prompt_id:s number:i node:n", id, (gint64) 7) */
LimJson *fake_object (LimJsonDoc *doc, const char *spec, ...);

/* A list of one value; @value as for lim_json_append(). */
LimJson *fake_list_of (LimJsonDoc *doc, LimJson *value);

/* The text of @node as json.dumps() writes it: “, ” and “: ”, everything beyond ASCII as \u. Transfer full. */
char *fake_json_text (const LimJson *node);
void fake_json_append (GString *out, const LimJson *node);
