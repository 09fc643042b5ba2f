/* base-password.h: passwords, kept so that who reads the file does not know them: scrypt (RFC 7914) with a salt of its own for
 * each, written “$scrypt$ln=16,r=8,p=1$SALT$HASH” (base64 without padding). Trying one costs 64 MiB and a good tenth of a
 * second of processor, which is the point. */
#pragma once

#include <glib.h>

/* The hash to keep for @password. NULL with LIM_ERROR_IO only when the machine has no memory for it. Transfer full. */
char *lim_password_hash (const char *password, GError **error);

/* Whether @hash is of that form, with costs that this machine need not fear: at most 256 MiB. */
gboolean lim_password_is_hash (const char *hash);

/* Whether @password is the one. Compares in the same time wherever they differ. FALSE for what is no hash. */
gboolean lim_password_check (const char *hash, const char *password);
