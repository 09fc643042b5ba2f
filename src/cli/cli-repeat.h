/* cli-repeat.h: failures of many items for the same reason: the first is told at once, the others are counted and told at
 * the end in one line. A value: no terminal, no clock.
 *
 *   crate_1_v1: checkpoint “dreamshaper_9” is not on http://gpu:8188
 *   … and 99 more: checkpoint “dreamshaper_9” is not on http://gpu:8188 */
#pragma once

#include <glib.h>

typedef struct _LimRepeat LimRepeat;

/* Transfer full. */
LimRepeat *lim_repeat_new (void);
void lim_repeat_free (LimRepeat *repeat);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimRepeat, lim_repeat_free)

/* The line to be told now; NULL: @reason was told before, and is counted. Transfer full. */
char *lim_repeat_hear (LimRepeat *repeat, const char *id, const char *reason);

/* What was counted, a line for each reason in the order in which they came first, and forgets all; NULL: nothing.
 * Transfer full. */
char *lim_repeat_sum (LimRepeat *repeat);
