/* imaging-png-write-huffman.h: prefix codes as deflate has them (RFC 1951, 3.2.2). */
#pragma once

#include <glib.h>

#define LIM_HUFFMAN_MAX_SYMBOLS 288u
#define LIM_HUFFMAN_MAX_LENGTH 15u

/* The length in bits of each of @n symbols (<= LIM_HUFFMAN_MAX_SYMBOLS) that @counts says occur, so that the total is least
 * or, where a length had to be cut to @limit (<= LIM_HUFFMAN_MAX_LENGTH, and 2^limit >= n), near it; 0 for a symbol that
 * does not occur. The code is complete (Kraft's sum is 1), but a symbol that is alone has 1 bit. The sum of @counts must fit
 * into 32 bits. */
void lim_huffman_lengths (const guint32 *counts, guint n, guint limit, guint8 *lengths);

/* The code words for @lengths, first bit lowest, as a deflate stream stores them. */
void lim_huffman_codes (const guint8 *lengths, guint n, guint16 *codes);
