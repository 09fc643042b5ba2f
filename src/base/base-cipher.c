#include "base-cipher.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#define PIECE ((gsize) 1 << 30) /* OpenSSL counts in int */

void
lim_chacha20 (const guint8 key[LIM_CIPHER_KEY], const guint8 nonce[LIM_CIPHER_NONCE], guint8 *data, gsize length)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  guint8 start[16] = { 0 }; /* the counter in four bytes, then the nonce */
  int n;

  memcpy (start + 4, nonce, LIM_CIPHER_NONCE);
  if (context == NULL || EVP_EncryptInit_ex2 (context, EVP_chacha20 (), key, start, NULL) != 1)
    g_error ("OpenSSL offers no ChaCha20 on this machine");
  for (gsize at = 0; at < length; at += PIECE)
    EVP_EncryptUpdate (context, data + at, &n, data + at, (int) MIN (length - at, PIECE));
  EVP_CIPHER_CTX_free (context);
}

void
lim_hmac_sha256 (const void *key, gsize key_length, const void *data, gsize length, guint8 digest[32])
{
  unsigned int n = 0;

  if (HMAC (EVP_sha256 (), key, (int) key_length, data, length, digest, &n) == NULL || n != 32)
    g_error ("OpenSSL offers no HMAC-SHA-256 on this machine");
}
