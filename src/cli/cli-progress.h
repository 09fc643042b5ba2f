/* cli-progress.h: the terminal's listener to long work: a bar with rate and time left on a terminal, plain lines else. */
#pragma once

#include "base-progress.h"

/* @width: columns of the terminal standard error goes to, 0 when it is none. Transfer full. */
LimProgress *lim_cli_progress_new (guint width, gboolean color);
void lim_cli_progress_free (LimProgress *progress);

/* Says nothing from now on but notes. */
void lim_cli_progress_silence (LimProgress *progress);
