/* produce-try.h: one try at one job, and what follows when it fails. */
#pragma once

#include "produce-private.h"

typedef struct
{
  LimProduceRun *run;
  LimProduceEntry *entry;
  guint server;
  void (*rendered) (LimProduceRun *run, LimProduceEntry *entry);
  LimRenderReply reply;
  LimProduceResult *result;
} LimProduceTry;

/* The run ends with @cause (transfer full). */
void lim_produce_stop (LimProduceTry *try, GError *cause);

/* It is over for this image: its row says @state, the others go on. */
void lim_produce_give_up (LimProduceTry *try, LimJobState state, const GError *cause);

/* It waits for another try, unless it had @most already. */
void lim_produce_try_again (LimProduceTry *try, guint *tries, guint most, const GError *cause);

/* Does what the policy says (produce.h) after the provider failed with @cause. FALSE: nothing was done, because the try was cut
 * short only to take the job from a slow server; it can be cancelled anew. */
gboolean lim_produce_fail (LimProduceTry *try, const GError *cause);

/* The same after the picture could not be kept. */
void lim_produce_fail_keeping (LimProduceTry *try, const GError *cause);
