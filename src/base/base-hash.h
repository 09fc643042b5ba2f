/* base-hash.h: SHA-256 through OpenSSL EVP, which uses the processor's own instructions. Pure but for the file forms. */
#pragma once

#include <glib.h>

#define LIM_SHA256_HEX_LENGTH 64

/* The lower-case hex digest of @length bytes (-1: up to the NUL). Transfer full. */
char *lim_sha256_hex (const void *data, gssize length);

/* A digest fed piece by piece. Each string is preceded by its length, so that ("ab","c") and ("a","bc") differ. */
typedef struct _LimHasher LimHasher;
LimHasher *lim_hasher_new (void);
void lim_hasher_free (LimHasher *hasher);
void lim_hasher_add_bytes (LimHasher *hasher, const void *data, gsize length);
void lim_hasher_add_string (LimHasher *hasher, const char *text); /* NULL is allowed and differs from "" */
char *lim_hasher_finish_hex (LimHasher *hasher);                  /* transfer full; the hasher is spent */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimHasher, lim_hasher_free)

/* The hex digest of a file's bytes, read in pieces. NULL with @error on failure. Transfer full. */
char *lim_sha256_file_hex (const char *path, GError **error);
