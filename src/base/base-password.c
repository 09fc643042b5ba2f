#include "base-password.h"

#include "base-error.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define SALT_BYTES 16
#define HASH_BYTES 32
#define MAX_MEMORY (256u << 20)

typedef struct
{
  guint64 log_n, r, p;
  guint8 *salt, *hash;
  gsize salt_length, hash_length;
} Parts;

static const Parts own_costs = { .log_n = 16, .r = 8, .p = 1 };

static void
parts_clear (Parts *parts)
{
  g_free (parts->salt);
  g_free (parts->hash);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static gboolean
derive (const Parts *parts, const char *password, guint8 *out, gsize length)
{
  /* A little more than 128 N r, for OpenSSL's own bookkeeping. */
  return EVP_PBE_scrypt (password, strlen (password), parts->salt, parts->salt_length,
                         G_GUINT64_CONSTANT (1) << parts->log_n, parts->r, parts->p, MAX_MEMORY + (1u << 20), out,
                         length)
         == 1;
}

static char *
encode (const guint8 *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);

  text[strcspn (text, "=")] = '\0';
  return text;
}

char *
lim_password_hash (const char *password, GError **error)
{
  g_auto (Parts) parts = own_costs;
  guint8 hash[HASH_BYTES];

  parts.salt = g_malloc (SALT_BYTES);
  parts.salt_length = SALT_BYTES;
  if (RAND_bytes (parts.salt, SALT_BYTES) != 1 || !derive (&parts, password, hash, sizeof hash))
    return lim_fail_null (error, LIM_ERROR_IO,
                          "cannot hash a password: scrypt wants 64 MiB of memory and chance from the system");
  g_autofree char *salt_text = encode (parts.salt, SALT_BYTES), *hash_text = encode (hash, sizeof hash);
  return g_strdup_printf ("$scrypt$ln=%u,r=%u,p=%u$%s$%s", (guint) parts.log_n, (guint) parts.r, (guint) parts.p,
                          salt_text, hash_text);
}

/* -- Reading -- */

/* “NAME=number” of 1..@max; *@text moves behind it. */
static gboolean
read_cost (const char **text, const char *name, guint64 max, guint64 *value)
{
  char *end;

  if (!g_str_has_prefix (*text, name) || !g_ascii_isdigit ((*text)[strlen (name)]))
    return FALSE;
  *value = g_ascii_strtoull (*text + strlen (name), &end, 10);
  *text = end;
  return *value >= 1 && *value <= max;
}

/* Base64 without padding, up to “$” or the end. NULL: it is none, or not of @min..64 bytes. */
static guint8 *
read_bytes (const char **text, gsize min, gsize *length)
{
  gsize n = strcspn (*text, "$");

  if (n == 0 || n > 88 || n % 4 == 1)
    return NULL;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum ((*text)[i]) && (*text)[i] != '+' && (*text)[i] != '/')
      return NULL;
  g_autofree char *padded = g_strdup_printf ("%.*s%.*s", (int) n, *text, (int) ((4 - n % 4) % 4), "===");
  g_autofree guint8 *bytes = g_base64_decode (padded, length);
  *text += n;
  return *length >= min && *length <= 64 ? g_steal_pointer (&bytes) : NULL;
}

static gboolean
read_parts (const char *text, Parts *parts)
{
  if (!g_str_has_prefix (text, "$scrypt$"))
    return FALSE;
  text += strlen ("$scrypt$");
  if (!read_cost (&text, "ln=", 21, &parts->log_n) || !read_cost (&text, ",r=", 64, &parts->r)
      || !read_cost (&text, ",p=", 16, &parts->p) || parts->log_n < 10
      || (parts->r << (parts->log_n + 7)) > MAX_MEMORY || *text++ != '$')
    return FALSE;
  parts->salt = read_bytes (&text, 8, &parts->salt_length);
  if (parts->salt == NULL || *text++ != '$')
    return FALSE;
  parts->hash = read_bytes (&text, 16, &parts->hash_length);
  return parts->hash != NULL && *text == '\0';
}

gboolean
lim_password_is_hash (const char *hash)
{
  g_auto (Parts) parts = { 0 };

  return read_parts (hash, &parts);
}

gboolean
lim_password_check (const char *hash, const char *password)
{
  g_auto (Parts) parts = { 0 };
  guint8 got[64];

  if (!read_parts (hash, &parts))
    return FALSE;
  gboolean same =
      derive (&parts, password, got, parts.hash_length) && CRYPTO_memcmp (got, parts.hash, parts.hash_length) == 0;
  OPENSSL_cleanse (got, sizeof got);
  return same;
}
