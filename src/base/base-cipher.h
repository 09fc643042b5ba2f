/* base-cipher.h: ChaCha20 (RFC 8439) and HMAC-SHA-256, through OpenSSL. For what is to stay unread until its key is found; no
 * protection against change. Pure. */
#pragma once

#include <glib.h>

#define LIM_CIPHER_KEY 32   /* bytes */
#define LIM_CIPHER_NONCE 12 /* bytes; a pair of key and nonce may be used for one text only */

/* Changes @data in place: the same call seals and opens. The block counter begins at 0. */
void lim_chacha20 (const guint8 key[LIM_CIPHER_KEY], const guint8 nonce[LIM_CIPHER_NONCE], guint8 *data,
                   gsize length);

void lim_hmac_sha256 (const void *key, gsize key_length, const void *data, gsize length, guint8 digest[32]);
