/* base-random.h: random numbers from the kernel or, where runs must repeat, from a seed; and a hash that stands in for
 * chance where the same name must always draw the same lot. */
#pragma once

#include <glib.h>

/* A source of random numbers; usable from several threads. */
typedef struct _LimRandom LimRandom;

LimRandom *lim_random_new_system (void);         /* the kernel's; unguessable. Transfer full. */
LimRandom *lim_random_new_seeded (guint64 seed); /* the same numbers for the same seed, for ever. Transfer full. */
void lim_random_free (LimRandom *random);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimRandom, lim_random_free)

/* Any 64 bits; a number in 0..@limit-1 (each equally likely; @limit > 0); a real number in [0, 1). */
guint64 lim_random_u64 (LimRandom *random);
guint64 lim_random_below (LimRandom *random, guint64 limit);
double lim_random_unit (LimRandom *random);

/* @n_chars letters and digits that cannot be mistaken for each other (a-z without i, l, o, u; 0-9), five bits each: for
 * ids and names of files. Transfer full. */
char *lim_random_token (LimRandom *random, guint n_chars);

/* 64 well-mixed bits of @text under @seed: the same on every machine and for ever, so orders and splits drawn with it
 * repeat. No protection against somebody who picks texts to collide. */
guint64 lim_hash_u64 (guint64 seed, const char *text);
