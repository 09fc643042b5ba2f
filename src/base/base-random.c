#include "base-random.h"

#include <errno.h>
#include <sys/random.h>

struct _LimRandom
{
  gboolean seeded;
  GMutex lock;
  guint64 state;
};

LimRandom *
lim_random_new_system (void)
{
  LimRandom *random = g_new0 (LimRandom, 1);

  g_mutex_init (&random->lock);
  return random;
}

LimRandom *
lim_random_new_seeded (guint64 seed)
{
  LimRandom *random = lim_random_new_system ();

  random->seeded = TRUE;
  random->state = seed;
  return random;
}

void
lim_random_free (LimRandom *random)
{
  if (random == NULL)
    return;
  g_mutex_clear (&random->lock);
  g_free (random);
}

/* SplitMix64 (Steele, Lea, Flood 2014): its output function, and the step between two outputs. */
#define GOLDEN_STEP G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

static guint64
mix (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static guint64
kernel_u64 (void)
{
  guint64 value;

  while (getrandom (&value, sizeof value, 0) != sizeof value)
    if (errno != EINTR)
      g_error ("the kernel gives no random numbers: %s", g_strerror (errno));
  return value;
}

guint64
lim_random_u64 (LimRandom *random)
{
  if (!random->seeded)
    return kernel_u64 ();
  g_mutex_lock (&random->lock);
  guint64 state = random->state += GOLDEN_STEP;
  g_mutex_unlock (&random->lock);
  return mix (state);
}

guint64
lim_random_below (LimRandom *random, guint64 limit)
{
  g_return_val_if_fail (limit > 0, 0);

  /* Numbers under 2^64 mod limit are drawn again; they would favour the small results. */
  guint64 unfair = -limit % limit, value;
  do
    value = lim_random_u64 (random);
  while (value < unfair);
  return value % limit;
}

double
lim_random_unit (LimRandom *random)
{
  return (double) (lim_random_u64 (random) >> 11) * 0x1p-53;
}

char *
lim_random_token (LimRandom *random, guint n_chars)
{
  static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
  char *token = g_malloc (n_chars + 1);
  guint64 bits = 0;

  for (guint i = 0; i < n_chars; i++)
    {
      if (i % 12 == 0) /* twelve letters use 60 of the 64 bits */
        bits = lim_random_u64 (random);
      token[i] = alphabet[bits & 31];
      bits >>= 5;
    }
  token[n_chars] = '\0';
  return token;
}

guint64
lim_hash_u64 (guint64 seed, const char *text)
{
  guint64 hash = mix (seed + GOLDEN_STEP) ^ G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const guint8 *at = (const guint8 *) text; *at != 0; at++)
    hash = (hash ^ *at) * G_GUINT64_CONSTANT (0x100000001b3); /* FNV-1a */
  return mix (hash);
}
