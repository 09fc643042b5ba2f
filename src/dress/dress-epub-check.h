/* dress-epub-check.h: what EPUB asks of a book's structure, asked of the bytes that were written (EPUB 3.3, OCF 3.3): the type first and
 * as it is, a package that lists every file once, pages that are well-formed, links and pictures that are there. Pure. */
#pragma once

#include <glib.h>

/* Adds what is wrong (char *, transfer full) to @problems; a book that is no archive is LIM_ERROR_BAD_INPUT. */
gboolean lim_epub_check (const char *name, const guint8 *data, gsize length, GPtrArray *problems, GError **error);
