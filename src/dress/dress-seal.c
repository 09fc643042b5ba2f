#include "dress-seal.h"

#include <string.h>

struct _LimSeal
{
  guint8 secret[32];
};

LimSeal *
lim_seal_new (const char *secret)
{
  LimSeal *seal = g_new0 (LimSeal, 1);

  lim_hmac_sha256 ("limner seal", strlen ("limner seal"), secret, strlen (secret), seal->secret);
  return seal;
}

void
lim_seal_free (LimSeal *seal)
{
  g_free (seal);
}

/* @purpose and @kind are ours and hold no NUL, so no two triples are one text. */
static void
derive (const LimSeal *seal, const char *purpose, const char *kind, const void *data, gsize length, guint8 digest[32])
{
  g_autoptr (GByteArray) text = g_byte_array_new ();

  g_byte_array_append (text, (const guint8 *) purpose, (guint) strlen (purpose) + 1);
  g_byte_array_append (text, (const guint8 *) kind, (guint) strlen (kind) + 1);
  g_byte_array_append (text, data, (guint) length);
  lim_hmac_sha256 (seal->secret, sizeof seal->secret, text->data, text->len, digest);
}

void
lim_seal_key (const LimSeal *seal, const char *kind, const char *id, guint8 key[LIM_CIPHER_KEY])
{
  derive (seal, "key", kind, id, strlen (id), key);
}

char *
lim_seal_key_text (const LimSeal *seal, const char *kind, const char *id)
{
  guint8 key[LIM_CIPHER_KEY];

  lim_seal_key (seal, kind, id, key);
  return g_base64_encode (key, sizeof key);
}

char *
lim_seal_token (const LimSeal *seal, const char *kind, const char *id)
{
  guint8 digest[32];
  GString *hex = g_string_new (NULL);

  derive (seal, "token", kind, id, strlen (id), digest);
  for (guint i = 0; i < 8; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  return g_string_free (hex, FALSE);
}

char *
lim_seal_close (const LimSeal *seal, const char *kind, const char *const *ids, const void *data, gsize length)
{
  g_autofree char *names = g_strjoinv ("\n", (char **) ids), *purpose = g_strconcat (kind, "\n", names, NULL);
  g_autofree guint8 *bytes = g_malloc (LIM_CIPHER_NONCE + length);
  guint8 digest[32];

  derive (seal, "nonce", purpose, data, length, digest);
  memcpy (bytes, digest, LIM_CIPHER_NONCE);
  memcpy (bytes + LIM_CIPHER_NONCE, data, length);
  for (; *ids != NULL; ids++)
    {
      guint8 key[LIM_CIPHER_KEY];

      lim_seal_key (seal, kind, *ids, key);
      lim_chacha20 (key, bytes, bytes + LIM_CIPHER_NONCE, length);
    }
  return g_base64_encode (bytes, LIM_CIPHER_NONCE + length);
}

char *
lim_seal_open (const char *sealed, const guint8 *const *keys, guint n_keys, gsize *length)
{
  gsize n = 0;
  g_autofree guint8 *bytes = g_base64_decode (sealed, &n);

  if (n < LIM_CIPHER_NONCE)
    return NULL;
  *length = n - LIM_CIPHER_NONCE;
  for (guint i = 0; i < n_keys; i++)
    lim_chacha20 (keys[i], bytes, bytes + LIM_CIPHER_NONCE, *length);
  char *text = g_malloc (*length + 1);
  memcpy (text, bytes + LIM_CIPHER_NONCE, *length);
  text[*length] = '\0';
  return text;
}
