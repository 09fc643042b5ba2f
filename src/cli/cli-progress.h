/* cli-progress.h: the terminal's listener to long work: a bar with rate and time left on a terminal, plain lines else.
 * For runs that make images also a line per server. */
#pragma once

#include "base-progress.h"
#include "produce.h"

/* @width: columns of the terminal standard error goes to, 0 when it is none. @cancellable: what the person stops the
 * program with. Transfer full. */
LimProgress *lim_cli_progress_new (guint width, gboolean color, GCancellable *cancellable);
void lim_cli_progress_free (LimProgress *progress);

/* Says nothing from now on but notes. */
void lim_cli_progress_silence (LimProgress *progress);

/* Tells what was held back, when the work is over, however it ended. */
void lim_cli_progress_settle (LimProgress *progress);

/* What a run that makes images is given to be shown by @progress, which stands in its context, too. Borrowed. */
const LimProduceEvents *lim_cli_progress_events (LimProgress *progress);
