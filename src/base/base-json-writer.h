/* base-json-writer.h: JSON written as it comes, in one line without white space, for rows of exports and logs.
 *
 *   g_autoptr (LimJsonWriter) row = lim_json_writer_new (out);
 *   lim_json_begin_object (row);
 *   lim_json_member_string (row, "prompt", text);
 *   lim_json_member_array (row, "images");
 *   lim_json_element_string (row, path);
 *   lim_json_end_array (row);
 *   lim_json_end_object (row);
 *   lim_json_writer_finish (row);
 *
 * The result is valid JSON whatever the texts are. Calls that would make it invalid (a member outside an object, a
 * missing end, a second value at the top) are mistakes in the program and abort it. */
#pragma once

#include "base-json.h"

typedef struct _LimJsonWriter LimJsonWriter;

/* Appends to @out, which is borrowed and may be emptied by its owner between calls. Transfer full. */
LimJsonWriter *lim_json_writer_new (GString *out);
void lim_json_writer_free (LimJsonWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimJsonWriter, lim_json_writer_free)

/* Checks that one whole value was written, and makes the writer ready for the next one. */
void lim_json_writer_finish (LimJsonWriter *writer);

/* Objects and arrays at the top or as elements of an array. */
void lim_json_begin_object (LimJsonWriter *writer);
void lim_json_begin_array (LimJsonWriter *writer);
void lim_json_end_object (LimJsonWriter *writer);
void lim_json_end_array (LimJsonWriter *writer);

/* Members of an object. A key may not be given twice; that is not checked. NULL text is null; text that is not UTF-8
 * is repaired with U+FFFD; a double is spelled as JavaScript spells it, NaN and infinities are null. */
void lim_json_member_object (LimJsonWriter *writer,
                             const char *key); /* begins one, end it by lim_json_end_object() */
void lim_json_member_array (LimJsonWriter *writer, const char *key);
void lim_json_member_string (LimJsonWriter *writer, const char *key, const char *text);
void lim_json_member_int (LimJsonWriter *writer, const char *key, gint64 value);
void lim_json_member_double (LimJsonWriter *writer, const char *key, double value);
void lim_json_member_bool (LimJsonWriter *writer, const char *key, gboolean value);
void lim_json_member_null (LimJsonWriter *writer, const char *key);
void lim_json_member_node (LimJsonWriter *writer, const char *key,
                           const LimJson *node); /* spelled as in its source */
void lim_json_member_strv (LimJsonWriter *writer, const char *key, const char *const *strings);

/* A text made of @prefix (plain ASCII such as “data:image/png;base64,”, or "") and @length bytes in base64. */
void lim_json_member_base64 (LimJsonWriter *writer, const char *key, const char *prefix, const void *data,
                             gsize length);

/* Elements of an array, or the one value at the top. */
void lim_json_element_string (LimJsonWriter *writer, const char *text);
void lim_json_element_int (LimJsonWriter *writer, gint64 value);
void lim_json_element_double (LimJsonWriter *writer, double value);
void lim_json_element_bool (LimJsonWriter *writer, gboolean value);
void lim_json_element_null (LimJsonWriter *writer);
void lim_json_element_node (LimJsonWriter *writer, const LimJson *node);
void lim_json_element_base64 (LimJsonWriter *writer, const char *prefix, const void *data, gsize length);
