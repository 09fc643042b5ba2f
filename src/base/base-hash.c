#include "base-hash.h"

#include "base-error.h"
#include "base-file.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

struct _LimHasher
{
  EVP_MD_CTX *context;
};

/* Found once: OpenSSL searches its providers each time that it is asked for EVP_sha256() itself, which takes longer than
 * to hash a judgment. */
static const EVP_MD *
sha256 (void)
{
  static gsize found;

  if (g_once_init_enter (&found))
    g_once_init_leave (&found, (gsize) EVP_MD_fetch (NULL, "SHA256", NULL));
  return (const EVP_MD *) found;
}

LimHasher *
lim_hasher_new (void)
{
  LimHasher *hasher = g_new0 (LimHasher, 1);

  hasher->context = EVP_MD_CTX_new ();
  if (hasher->context == NULL || EVP_DigestInit_ex2 (hasher->context, sha256 (), NULL) != 1)
    g_error ("OpenSSL offers no SHA-256 on this machine");
  return hasher;
}

void
lim_hasher_free (LimHasher *hasher)
{
  if (hasher == NULL)
    return;
  EVP_MD_CTX_free (hasher->context);
  g_free (hasher);
}

void
lim_hasher_add_bytes (LimHasher *hasher, const void *data, gsize length)
{
  if (length > 0)
    EVP_DigestUpdate (hasher->context, data, length);
}

void
lim_hasher_add_string (LimHasher *hasher, const char *text)
{
  gint64 length = text != NULL ? (gint64) strlen (text) : -1;
  guint64 prefix = GUINT64_TO_LE ((guint64) length);

  lim_hasher_add_bytes (hasher, &prefix, sizeof prefix);
  if (length > 0)
    lim_hasher_add_bytes (hasher, text, (gsize) length);
}

char *
lim_hasher_finish_hex (LimHasher *hasher)
{
  static const char digits[] = "0123456789abcdef";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;

  EVP_DigestFinal_ex (hasher->context, digest, &length);
  char *hex = g_malloc (2 * length + 1);
  for (unsigned int i = 0; i < length; i++)
    {
      hex[2 * i] = digits[digest[i] >> 4];
      hex[2 * i + 1] = digits[digest[i] & 15];
    }
  hex[2 * length] = '\0';
  return hex;
}

char *
lim_sha256_hex (const void *data, gssize length)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();

  lim_hasher_add_bytes (hasher, data, length < 0 ? strlen (data) : (gsize) length);
  return lim_hasher_finish_hex (hasher);
}

static gboolean
add_file (LimHasher *hasher, int fd)
{
  g_autofree char *buffer = g_malloc (1 << 18);

  for (;;)
    {
      ssize_t got = read (fd, buffer, 1 << 18);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return got == 0;
      lim_hasher_add_bytes (hasher, buffer, (gsize) got);
    }
}

char *
lim_sha256_file_hex (const char *path, GError **error)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  guint64 size;
  int fd = lim_file_open (path, &size, error);

  if (fd < 0)
    return NULL;
  gboolean ok = add_file (hasher, fd);
  int saved_errno = errno;
  close (fd);
  if (!ok)
    {
      lim_fail_errno (error, saved_errno, path, "read it");
      return NULL;
    }
  return lim_hasher_finish_hex (hasher);
}
