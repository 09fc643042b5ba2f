#include "dress-seal.h"

#include <string.h>

static const char *const two[] = { "met_tam", "has_key", NULL };

static gboolean
opens (const LimSeal *seal, const char *sealed, const char *const *ids, const char *expected)
{
  guint8 keys[4][LIM_CIPHER_KEY];
  const guint8 *list[4];
  guint n = 0;
  gsize length = 0;

  for (; ids[n] != NULL; n++)
    {
      lim_seal_key (seal, "codeword", ids[n], keys[n]);
      list[n] = keys[n];
    }
  g_autofree char *text = lim_seal_open (sealed, list, n, &length);
  return text != NULL && length == strlen (expected) && memcmp (text, expected, length) == 0;
}

static void
test_needs_every_key (void)
{
  static const char *const turned[] = { "has_key", "met_tam", NULL }, *const one[] = { "met_tam", NULL },
                           *const none[] = { NULL };
  g_autoptr (LimSeal) seal = lim_seal_new ("secret"), other = lim_seal_new ("Secret");
  g_autofree char *sealed = lim_seal_close (seal, "codeword", two, "what he saw", 11);

  g_assert_true (opens (seal, sealed, two, "what he saw"));
  g_assert_true (opens (seal, sealed, turned, "what he saw"));
  g_assert_false (opens (seal, sealed, one, "what he saw"));
  g_assert_false (opens (seal, sealed, none, "what he saw"));
  g_assert_false (opens (other, sealed, two, "what he saw"));
}

static void
test_same_in_same_out (void)
{
  g_autoptr (LimSeal) seal = lim_seal_new ("secret"), again = lim_seal_new ("secret");
  g_autofree char *a = lim_seal_close (seal, "codeword", two, "text", 4),
                  *b = lim_seal_close (again, "codeword", two, "text", 4);
  g_autofree char *c = lim_seal_close (seal, "codeword", two, "next", 4),
                  *token = lim_seal_token (seal, "codeword", "met_tam");
  g_autofree char *other = lim_seal_token (seal, "passage", "met_tam");

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpint (strncmp (a, c, 16), !=, 0); /* the nonce: another text, another nonce */
  g_assert_cmpuint (strlen (token), ==, 16);
  g_assert_cmpstr (token, !=, other);
}

static void
test_hostile (void)
{
  gsize length;

  g_assert_null (lim_seal_open ("", NULL, 0, &length));
  g_assert_null (lim_seal_open ("AAAA", NULL, 0, &length));
  g_assert_null (lim_seal_open ("!!!!", NULL, 0, &length));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/every-key", test_needs_every_key);
  g_test_add_func ("/seal/same", test_same_in_same_out);
  g_test_add_func ("/seal/hostile", test_hostile);
  return g_test_run ();
}
