/* cli-curate-queue.h: which pictures a sitting of judging shows, and in which order. */
#pragma once

#include "canon.h"
#include "cli-command.h"

/* The ids of the records that --status (else those nobody has judged) and --lane ask for: what waits comes first, then in
 * the order of packs and of the images in them. @n_bad counts records that cannot be read. (element-type char*), transfer
 * full. */
GPtrArray *lim_cli_curate_queue (LimCli *cli, const LimCanon *canon, guint *n_bad, GError **error);
