/* base-json.h: a JSON tree that remembers the bytes it was read from.
 *
 * A document owns its text and its nodes; nodes are borrowed from it and die with it. What is not changed is written
 * back byte for byte: order of keys, unknown keys, the spelling of numbers (0.85, 1.0, 1e21) and strings, white space
 * and the final newline. What is added takes over the white space of its neighbours.
 *
 *   g_autoptr (LimJsonDoc) doc = lim_json_parse (path, text, length, &error);
 *   LimJson *judgment = lim_json_get (lim_json_root (doc), "judgment");
 *   lim_json_set (judgment, "status", lim_json_new_string (doc, "approved"));
 *   g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
 *
 * Accepted is RFC 8259 in UTF-8, with an optional byte order mark, nested at most LIM_JSON_MAX_DEPTH deep, up to 1 GiB.
 * A key that occurs twice is kept twice; reading and setting mean the last one.
 * A document belongs to one thread at a time.
 *
 * The same tree holds YAML (base-yaml.h): reading is alike, but such a document can't be written back. */
#pragma once

#include <gio/gio.h>

#include "base-error.h"

#define LIM_JSON_MAX_DEPTH 256

typedef struct _LimJsonDoc LimJsonDoc;
typedef struct _LimJson LimJson;

typedef enum
{
  LIM_JSON_NULL,
  LIM_JSON_FALSE,
  LIM_JSON_TRUE,
  LIM_JSON_NUMBER,
  LIM_JSON_STRING,
  LIM_JSON_ARRAY,
  LIM_JSON_OBJECT,
} LimJsonType;

/* -- Documents -- */

/* Parses @length bytes of @text (-1: up to the NUL), which are copied. @name stands in messages, usually a path
 * relative to the project. NULL with LIM_ERROR_BAD_INPUT “NAME:LINE:COLUMN: …”. Transfer full. */
LimJsonDoc *lim_json_parse (const char *name, const char *text, gssize length, GError **error);

/* The same without a copy: takes @text, allocated by g_malloc, also on failure. */
LimJsonDoc *lim_json_parse_take (const char *name, char *text, gsize length, GError **error);

/* The same for what Python's json writes: bare NaN, Infinity and -Infinity read as null. */
LimJsonDoc *lim_json_parse_python (const char *name, const char *text, gssize length, GError **error);

/* An empty document to build in; its root is null until lim_json_doc_set_root(). Transfer full. */
LimJsonDoc *lim_json_doc_new (const char *name);

void lim_json_doc_free (LimJsonDoc *doc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimJsonDoc, lim_json_doc_free)

LimJson *lim_json_root (const LimJsonDoc *doc);
void lim_json_doc_set_root (LimJsonDoc *doc, LimJson *root);
const char *lim_json_doc_name (const LimJsonDoc *doc);

/* The bytes the document was parsed from, followed by a NUL; NULL for one built or read from YAML. Borrowed. */
const char *lim_json_doc_source (const LimJsonDoc *doc, gsize *length);

/* Whether anything was changed since parsing. */
gboolean lim_json_doc_is_edited (const LimJsonDoc *doc);

/* The text of the whole document: the source's own bytes where nothing was edited, edits in the source's style.
 * A document made by lim_json_doc_new() is indented by two spaces and ends with a newline. Transfer full. */
GBytes *lim_json_doc_to_bytes (const LimJsonDoc *doc);

/* -- Reading. Every reader takes NULL for “not there” -- */

LimJsonType lim_json_type (const LimJson *node); /* LIM_JSON_NULL for NULL */
gboolean lim_json_is (const LimJson *node, LimJsonType type);
gboolean lim_json_is_null (const LimJson *node); /* missing or null */

/* The decoded text of a string node, NUL-terminated, borrowed; a lone surrogate reads as U+FFFD. NULL when @node is
 * not a string, or holds a NUL character (nothing limner reads may: ids, paths and prose do not). */
const char *lim_json_string (const LimJson *node);

/* The number as written, not NUL-terminated: use @length. NULL when @node is no number. */
const char *lim_json_number_text (const LimJson *node, gsize *length);

/* FALSE when @node is no number, or (int form) not a whole number that fits. The double may be infinite (1e400). */
gboolean lim_json_double (const LimJson *node, double *value);
gboolean lim_json_int (const LimJson *node, gint64 *value);

/* Members of an object and elements of an array; NULL or 0 for other types. */
LimJson *lim_json_get (const LimJson *object, const char *key);
LimJson *lim_json_first (const LimJson *container);
LimJson *lim_json_next (const LimJson *node);
guint lim_json_length (const LimJson *container);
const char *lim_json_key (const LimJson *member); /* decoded key, borrowed; NULL in an array */

/* lim_json_get() and lim_json_string() in one; NULL when missing or of another type. */
const char *lim_json_get_string (const LimJson *object, const char *key);
double lim_json_get_double (const LimJson *object, const char *key, double fallback);
gint64 lim_json_get_int (const LimJson *object, const char *key, gint64 fallback);
gboolean lim_json_get_bool (const LimJson *object, const char *key, gboolean fallback);

/* Walks down keys: lim_json_path (root, "judgment", "status", NULL). */
LimJson *lim_json_path (const LimJson *object, ...) G_GNUC_NULL_TERMINATED;

/* The strings of an array of strings; other elements are skipped. Never NULL. Transfer full. */
char **lim_json_dup_strv (const LimJson *array);

/* Whether both hold the same values, whatever their white space. Numbers compare by spelling. */
gboolean lim_json_equal (const LimJson *a, const LimJson *b);

/* -- Complaining. Where the value stands, and what it is -- */

guint lim_json_line (const LimJson *node); /* from 1; 0 for built nodes */

/* “text “two””, “the number 3”, “a list”, “nothing”, for messages. Transfer full. */
char *lim_json_describe (const LimJson *node);

/* Fails with LIM_ERROR_BAD_INPUT “NAME:LINE: ” and the message; @node says where. Returns FALSE. */
gboolean lim_json_fail (const LimJson *node, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Member @key of @object with the type asked for, or an error that names file, line, field, what was found and what
 * was expected. The string form also refuses an empty text. */
gboolean lim_json_require (const LimJson *object, const char *key, LimJsonType type, LimJson **value, GError **error);
gboolean lim_json_require_string (const LimJson *object, const char *key, const char **value, GError **error);
gboolean lim_json_require_int (const LimJson *object, const char *key, gint64 *value, GError **error);

/* -- Building and editing. New nodes belong to @doc until they are set somewhere in it, once -- */

LimJson *lim_json_new_null (LimJsonDoc *doc);
LimJson *lim_json_new_bool (LimJsonDoc *doc, gboolean value);
LimJson *lim_json_new_int (LimJsonDoc *doc, gint64 value);
LimJson *lim_json_new_double (LimJsonDoc *doc,
                              double value); /* shortest text that reads back equal; NaN, Inf: null */
LimJson *lim_json_new_string (LimJsonDoc *doc, const char *text); /* UTF-8; NULL gives null */
LimJson *lim_json_new_array (LimJsonDoc *doc);
LimJson *lim_json_new_object (LimJsonDoc *doc);
LimJson *lim_json_new_strv (LimJsonDoc *doc, const char *const *strings);

/* A deep copy of @node, from this or another document, keeping its spelling but not its white space. */
LimJson *lim_json_copy (LimJsonDoc *doc, const LimJson *node);

/* Sets member @key, in place where it exists and last where not. @value: transfer full, from the same document. */
void lim_json_set (LimJson *object, const char *key, LimJson *value);
void lim_json_set_string (LimJson *object, const char *key, const char *text);
void lim_json_set_int (LimJson *object, const char *key, gint64 value);
void lim_json_set_double (LimJson *object, const char *key, double value);
void lim_json_set_bool (LimJson *object, const char *key, gboolean value);
void lim_json_append (LimJson *array, LimJson *value);

/* Removes every member named @key. Returns whether there was one. */
gboolean lim_json_remove (LimJson *object, const char *key);

/* -- Text -- */

/* Appends @node in one line without white space, or indented by two spaces a level from @level on. */
void lim_json_append_compact (GString *out, const LimJson *node);
void lim_json_append_indented (GString *out, const LimJson *node, guint level);

/* Appends @text (@length bytes, -1: up to the NUL) as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void lim_json_append_quoted (GString *out, const char *text, gssize length);

/* Appends the shortest text that reads back as @value, spelled as JavaScript spells it; NaN and infinities as null. */
void lim_json_append_double (GString *out, double value);
