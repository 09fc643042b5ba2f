/* base-text.h: small questions about words: which known name was meant, is this a safe file name, how is a number said. */
#pragma once

#include <glib.h>

/* The entry of @known (NULL-terminated) closest to @name, or NULL when none is near enough to be what was meant: one
 * letter off in a name of one or two, two in longer ones, a third of long ones. Borrowed from @known. */
const char *lim_text_nearest (const char *name, const char *const *known);

/* “ Did you mean “x”?” with a leading space, or "" when nothing is near. Transfer full. */
char *lim_text_did_you_mean (const char *name, const char *const *known);

/* Orders pointers to texts by bytes: for g_ptr_array_sort() and qsort(). */
int lim_text_compare (gconstpointer a, gconstpointer b);

/* Whether @text could be a file's name: 1..200 bytes of UTF-8 without “/”, control characters, a leading dot or
 * leading dash, and not “..”. */
gboolean lim_text_is_safe_name (const char *text);

/* Whether @path stays inside the folder it is relative to: not absolute, no “..” part, no control characters. */
gboolean lim_text_is_safe_relative_path (const char *path);

/* @count and the word in the right number: “1 record”, “1,182 records”. @plural NULL: @singular with an s. Transfer full. */
char *lim_text_count (guint64 count, const char *singular, const char *plural);

/* The strings joined as “a, b and c”. Transfer full. */
char *lim_text_list (const char *const *strings);

/* @bytes said for people: “812 B”, “1.3 MB”. Transfer full. */
char *lim_text_bytes (guint64 bytes);

/* @seconds said for people: “40 s”, “12 min”, “3.5 h”, “2.1 d”. Transfer full. */
char *lim_text_duration (double seconds);

/* How many columns of a terminal @text takes: wide East Asian characters and emoji two, combining marks none. */
guint lim_text_display_width (const char *text);

/* @text as valid UTF-8 in which nothing can steer a terminal: control, line-breaking and direction-changing characters
 * are blanks. For whatever comes from a file and goes to a screen. Transfer full. */
char *lim_text_harmless (const char *text);

/* The same, but line feeds stay. Transfer full. */
char *lim_text_harmless_lines (const char *text);

/* @text, which must be harmless, cut to @width columns with “…” at its end where it is longer. Transfer full. */
char *lim_text_cut (const char *text, guint width);

/* Adds a sentence to @sentences. */
void lim_text_add (GStrvBuilder *sentences, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Appends @text to @out as the text of an element or attribute of XML, XHTML or Pango markup; signs that XML does not know, such
 * as control characters but for tab and line feed, are left out. @text: valid UTF-8; NULL appends nothing. */
void lim_text_append_xml (GString *out, const char *text);
