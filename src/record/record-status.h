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

/* Where originals lie that become images of a training set, or pictures of a story: candidates in name, but nothing a curator has to
 * judge, since these have approvals of their own. */
#define LIM_STATUS_MATERIAL_FOLDER "outputs/lora"
#define LIM_STATUS_STORY_FOLDER "outputs/dress"

/* Whether an image of @status at @asset_path (may be NULL) is such an original. */
gboolean lim_status_is_material (LimStatus status, const char *asset_path);

/* NULL-terminated names of the three statuses a judgment may give. */
const char *const *lim_status_judged_names (void);

/* One bit, 1 << status, for each of @names (NULL-terminated) that is a status. */
guint lim_status_bits (const char *const *names);
