/* record-status.h: where an asset stands. A status is also the name of the folder its image lies in. */
#pragma once

#include <glib.h>

typedef enum
{
  LIM_STATUS_CANDIDATE, /* not judged yet */
  LIM_STATUS_APPROVED,
  LIM_STATUS_REJECTED,
  LIM_STATUS_BORDERLINE,
  LIM_N_STATUSES,
} LimStatus;

/* “candidate”, “approved”, “rejected”, “borderline”. */
const char *lim_status_name (LimStatus status);

/* FALSE when @name is none of the names above. */
gboolean lim_status_parse (const char *name, LimStatus *status);

/* The folder below the project for images of that status, “outputs/candidates” and so on. */
const char *lim_status_folder (LimStatus status);

/* NULL-terminated names of the three statuses a judgment may give. */
const char *const *lim_status_judged_names (void);

/* One bit, 1 << status, for each of @names (NULL-terminated) that is a status. */
guint lim_status_bits (const char *const *names);
