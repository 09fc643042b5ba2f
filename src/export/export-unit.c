#include "export-unit.h"

#include <string.h>

#include "base-error.h"
#include "base-text.h"

static const char *const split_names[] = { "train", "validation", "test" };

static const char *const task_names[] = { "classification", "critique", "preference", NULL };

const char *
lim_split_name (LimSplit split)
{
  return split_names[split];
}

const char *
lim_task_name (LimTask task)
{
  for (guint i = 0; task_names[i] != NULL; i++)
    if (task == 1u << i)
      return task_names[i];
  return "none";
}

static guint
task_from_name (const char *name)
{
  for (guint i = 0; task_names[i] != NULL; i++)
    if (strcmp (name, task_names[i]) == 0)
      return 1u << i;
  return 0;
}

gboolean
lim_tasks_parse (const char *text, guint *tasks, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  guint found = 0;

  for (char **word = words; *word != NULL; word++)
    {
      guint task = task_from_name (g_strstrip (*word));

      if (task == 0)
        {
          g_autofree char *hint = lim_text_did_you_mean (*word, task_names);
          return lim_fail (error, LIM_ERROR_USAGE,
                           "“%s” is no task; tasks are classification, critique and preference.%s", *word, hint);
        }
      found |= task;
    }
  if (found == 0)
    return lim_fail (error, LIM_ERROR_USAGE, "no task named; tasks are classification, critique and preference");
  *tasks = found;
  return TRUE;
}

const char *
lim_origin_name (LimOrigin origin)
{
  return origin == LIM_ORIGIN_HUMAN ? "human" : "synthesised";
}

void
lim_export_asset_free (LimExportAsset *asset)
{
  if (asset == NULL)
    return;
  g_free (asset->id);
  g_free (asset->image.path);
  g_free (asset->lane);
  g_free (asset->faction);
  g_free (asset->subject);
  g_free (asset->derived_from);
  g_free (asset->explanation);
  g_free (asset->critique_answer);
  g_free (asset);
}

void
lim_export_unit_free (LimExportUnit *unit)
{
  if (unit == NULL)
    return;
  g_free (unit->id);
  g_free (unit->answer);
  g_free (unit->rejected);
  g_free (unit);
}
