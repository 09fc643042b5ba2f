/* base-context.h: what a run of the program has that a test replaces; made once by cli/ and passed down. There is no
 * other state that belongs to the whole program. */
#pragma once

#include <gio/gio.h>

#include "base-clock.h"
#include "base-progress.h"
#include "base-random.h"

typedef struct
{
  const LimClock *clock;     /* never NULL */
  LimRandom *random;         /* never NULL */
  LimProgress *progress;     /* NULL: nobody listens */
  GCancellable *cancellable; /* NULL: cannot be stopped */
} LimContext;
