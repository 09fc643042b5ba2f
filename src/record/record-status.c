#include "record-status.h"

#include <string.h>

static const struct
{
  const char *name, *folder;
} rows[LIM_N_STATUSES] = {
  [LIM_STATUS_CANDIDATE] = { "candidate", "outputs/candidates" },
  [LIM_STATUS_APPROVED] = { "approved", "outputs/approved" },
  [LIM_STATUS_REJECTED] = { "rejected", "outputs/rejected" },
  [LIM_STATUS_BORDERLINE] = { "borderline", "outputs/borderline" },
};

const char *
lim_status_name (LimStatus status)
{
  return rows[status].name;
}

const char *
lim_status_folder (LimStatus status)
{
  return rows[status].folder;
}

gboolean
lim_status_is_material (LimStatus status, const char *asset_path)
{
  return status == LIM_STATUS_CANDIDATE && asset_path != NULL
         && (g_str_has_prefix (asset_path, LIM_STATUS_MATERIAL_FOLDER "/")
             || g_str_has_prefix (asset_path, LIM_STATUS_STORY_FOLDER "/"));
}

gboolean
lim_status_parse (const char *name, LimStatus *status)
{
  for (guint i = 0; name != NULL && i < LIM_N_STATUSES; i++)
    if (strcmp (rows[i].name, name) == 0)
      {
        *status = i;
        return TRUE;
      }
  return FALSE;
}

const char *const *
lim_status_judged_names (void)
{
  static const char *const names[] = { "approved", "rejected", "borderline", NULL };

  return names;
}

guint
lim_status_bits (const char *const *names)
{
  guint bits = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      LimStatus status;

      if (lim_status_parse (names[i], &status))
        bits |= 1u << status;
    }
  return bits;
}
