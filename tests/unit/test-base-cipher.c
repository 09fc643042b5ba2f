#include "base-cipher.h"

#include <string.h>

static void
from_hex (const char *hex, guint8 *bytes)
{
  for (; *hex != '\0'; hex += 2)
    *bytes++ = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
}

static char *
to_hex (const guint8 *bytes, gsize length)
{
  GString *hex = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

/* RFC 8439, appendix A.1: the key stream itself. */
static const struct
{
  const char *holds, *key, *nonce;
  gsize skip; /* bytes of the stream before what is compared */
  const char *stream;
} streams[] = {
  { "vector 1", "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", 0,
    "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
    "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586" },
  { "vector 2: the second block", "0000000000000000000000000000000000000000000000000000000000000000",
    "000000000000000000000000", 64,
    "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
    "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f" },
  { "vector 5: another nonce", "0000000000000000000000000000000000000000000000000000000000000000",
    "000000000000000000000002", 0,
    "c2c64d378cd536374ae204b9ef933fcd1a8b2288b3dfa49672ab765b54ee27c7"
    "8a970e0e955c14f3a88e741b97c286f75f8fc299e8148362fa198a39531bed6d" },
};

static void
test_chacha20 (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      guint8 key[LIM_CIPHER_KEY], nonce[LIM_CIPHER_NONCE], data[128] = { 0 };
      gsize length = strlen (streams[i].stream) / 2;

      from_hex (streams[i].key, key);
      from_hex (streams[i].nonce, nonce);
      lim_chacha20 (key, nonce, data, streams[i].skip + length);
      g_autofree char *found = to_hex (data + streams[i].skip, length);
      g_test_message ("%s", streams[i].holds);
      g_assert_cmpstr (found, ==, streams[i].stream);
    }
}

static void
test_sealing_twice_opens (void)
{
  guint8 key[LIM_CIPHER_KEY] = { 7 }, nonce[LIM_CIPHER_NONCE] = { 9 }, data[1000];

  for (gsize length = 0; length < sizeof data; length += 37)
    {
      memset (data, 'x', sizeof data);
      lim_chacha20 (key, nonce, data, length);
      for (gsize i = length; i < sizeof data; i++)
        g_assert_cmpint (data[i], ==, 'x');
      lim_chacha20 (key, nonce, data, length);
      for (gsize i = 0; i < sizeof data; i++)
        g_assert_cmpint (data[i], ==, 'x');
    }
}

/* RFC 4231, test case 2. */
static void
test_hmac (void)
{
  guint8 digest[32];

  lim_hmac_sha256 ("Jefe", 4, "what do ya want for nothing?", 28, digest);
  g_autofree char *found = to_hex (digest, sizeof digest);
  g_assert_cmpstr (found, ==, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cipher/chacha20", test_chacha20);
  g_test_add_func ("/cipher/twice", test_sealing_twice_opens);
  g_test_add_func ("/cipher/hmac", test_hmac);
  return g_test_run ();
}
