/* record-plan-edit-private.h: what the parts of record-plan-edit.h share. */
#pragma once

#include <glib.h>

/* Where line @line (from 1) of @text begins; its end when there is none. */
gsize lim_plan_line_start (const char *text, guint line);
