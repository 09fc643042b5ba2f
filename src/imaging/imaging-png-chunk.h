/* imaging-png-chunk.h: writing PNG chunks, for the files of imaging/ that write PNG. */
#pragma once

#include <glib.h>

#define LIM_PNG_SIGNATURE_LENGTH 8
extern const guint8 lim_png_signature[LIM_PNG_SIGNATURE_LENGTH];

/* Appends a chunk with its length and checksum. @type has four letters. */
void lim_png_append_chunk (GByteArray *out, const char *type, const void *data, gsize length);

/* Appends a text chunk: tEXt, or iTXt when @value is not plain ASCII. LIM_ERROR_BAD_INPUT when @keyword is not 1..79
 * printable ASCII characters or @value is no UTF-8. */
gboolean lim_png_append_text (GByteArray *out, const char *keyword, const char *value, GError **error);
