/* dress-seal.h: texts that stay unread until a reader's path gives the keys.
 *
 * Keys and tokens come from a secret by HMAC-SHA-256, so one secret gives the same keys each time. What is sealed under several
 * keys needs all of them: ChaCha20 is applied with each in turn. The nonce comes from the text itself, so a key that seals two
 * texts never does it with one nonce, also across versions. Nothing is protected against change, only against being read. */
#pragma once

#include "base-cipher.h"

typedef struct _LimSeal LimSeal;

LimSeal *lim_seal_new (const char *secret);
void lim_seal_free (LimSeal *seal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSeal, lim_seal_free)

/* The key of @id among those of one @kind: “passage”, “codeword”, “picture”. */
void lim_seal_key (const LimSeal *seal, const char *kind, const char *id, guint8 key[LIM_CIPHER_KEY]);

/* The same in base64. Transfer full. */
char *lim_seal_key_text (const LimSeal *seal, const char *kind, const char *id);

/* A name for @id that tells nothing of it: 16 hex digits. Transfer full. */
char *lim_seal_token (const LimSeal *seal, const char *kind, const char *id);

/* @data under the keys of all @ids of @kind (NULL-terminated, not empty), as base64 of the nonce and what was sealed. Transfer
 * full. */
char *lim_seal_close (const LimSeal *seal, const char *kind, const char *const *ids, const void *data, gsize length);

/* What lim_seal_close() made, with the keys at hand; NULL for what is none. For checking. Transfer full, followed by a NUL. */
char *lim_seal_open (const char *sealed, const guint8 *const *keys, guint n_keys, gsize *length);
