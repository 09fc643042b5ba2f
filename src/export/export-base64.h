/* export-base64.h: RFC 4648 base64 in pieces, as fast as memory allows where the processor has AVX2. Pure. */
#pragma once

#include <glib.h>

/* Bytes that @length bytes take when encoded, with padding. */
#define LIM_BASE64_LENGTH(length) (((length) + 2) / 3 * 4)

/* Encodes @length bytes into @out, which holds LIM_BASE64_LENGTH (length), and returns how many were written. Only the
 * last piece of a text may have a length that 3 does not divide: it gets the padding. */
gsize lim_base64_encode (const guint8 *data, gsize length, char *out);
