/* lora-check-layout.c: folders, counts, and what the trainer reads though nobody asked for it, or passes over. */
#include "lora-check-private.h"

#include "base-text.h"

#include <string.h>

static const struct
{
  LimFindingSeverity severity;
  const char *fix;
} passes[LIM_TRAINER_N_IGNORED] = {
  [LIM_TRAINER_NO_NUMBER] = { LIM_FINDING_ERROR, "Name it {N}_{words}, or take it out." },
  [LIM_TRAINER_NO_REPEATS] = { LIM_FINDING_ERROR, "Begin its name with 1 or more, or take it out." },
  [LIM_TRAINER_NO_IMAGES] = { LIM_FINDING_WARNING, "Fill it, or take it out." },
  [LIM_TRAINER_TOO_DEEP] = { LIM_FINDING_WARNING, "Move its images one level up, or take it out." },
  [LIM_TRAINER_LOOSE] = { LIM_FINDING_WARNING, "Move it into a numbered folder, or take it out." },
  [LIM_TRAINER_ENDING] = { LIM_FINDING_WARNING, "Bring it in as a source of the plan, or take it out." },
  [LIM_TRAINER_HIDDEN] = { LIM_FINDING_INFO, "Take it out." },
  [LIM_TRAINER_CAPTION_ALONE] = { LIM_FINDING_WARNING, "`limner lora crop --prune` removes what limner wrote." },
  [LIM_TRAINER_CAPTION_OTHER] = { LIM_FINDING_WARNING, "Take it out; captions are .txt files." },
};

static void
tell_passes (LimLoraChecking *self)
{
  const LimTrainerReading *reading = self->check->reading;

  for (guint i = 0; i < reading->ignored->len; i++)
    {
      const LimTrainerPass *pass = &g_array_index (reading->ignored, LimTrainerPass, i);
      g_autofree char *file = lim_lora_path (self->set, pass->path);

      if (pass->why != LIM_TRAINER_REG_SURPLUS)
        lim_lora_check_add (self, passes[pass->why].severity, file, "passed over", NULL, passes[pass->why].fix,
                            "the trainer does not read it: %s", lim_trainer_ignored_reason (pass->why));
    }
  if (reading->n_reg > reading->n_reg_used)
    {
      g_autofree char *folder = lim_lora_path (self->set, "reg");

      lim_lora_check_add (self, LIM_FINDING_INFO, folder, "passed over", NULL,
                          "Nothing is lost; more repeats would use them.",
                          "%u of %u regularization images are never shown: an epoch has %" G_GUINT64_FORMAT
                          " training samples",
                          reading->n_reg - reading->n_reg_used, reading->n_reg, reading->train_samples);
    }
}

static void
tell_stops (LimLoraChecking *self)
{
  const GArray *stops = self->check->reading->stops;

  for (guint i = 0; i < stops->len; i++)
    {
      const LimTrainerStop *stop = &g_array_index (stops, LimTrainerStop, i);
      g_autofree char *file = lim_lora_path (self->set, stop->path);

      lim_lora_check_add (self, LIM_FINDING_ERROR, file, "stops the trainer", NULL,
                          g_str_has_suffix (stop->path, ".txt") ? "Write it anew: `limner lora caption`."
                                                                : "Take it out, or name it otherwise.",
                          "%s", stop->reason);
    }
}

/* Numbered folders other than the plan's: the trainer reads them beside it. */
static void
tell_folders (LimLoraChecking *self, const char *parent, const char *wanted)
{
  gboolean found = FALSE;
  g_autofree char *wanted_path = lim_lora_path (self->set, wanted);

  for (guint i = 0; i < self->check->entries->len; i++)
    {
      const LimTrainerEntry *entry = self->check->entries->pdata[i];
      g_autofree char *dirname = g_path_get_dirname (entry->path);
      g_autofree char *name = g_path_get_basename (entry->path);
      g_autofree char *file = lim_lora_path (self->set, entry->path);
      const char *words;
      gint64 repeats;

      if (!entry->is_folder || strcmp (dirname, parent) != 0)
        continue;
      found |= strcmp (entry->path, wanted) == 0;
      if (strcmp (entry->path, wanted) != 0 && lim_trainer_parse_folder (name, &repeats, &words) && repeats > 0)
        lim_lora_check_add (self, LIM_FINDING_ERROR, file, "folder", wanted_path,
                            "Take it out of there; the trainer reads it beside the other.",
                            "a folder the plan does not mean");
    }
  if (!found)
    lim_lora_check_add (
        self, strcmp (parent, "train") == 0 || self->set->plan->reg.least > 0 ? LIM_FINDING_ERROR : LIM_FINDING_INFO,
        wanted_path, "folder", NULL,
        strcmp (parent, "train") == 0 ? "`limner lora crop` makes it." : "`limner lora reg` makes it.",
        "it is not there");
}

static void
tell_count (LimLoraChecking *self, const char *folder, const char *what, guint count, const LimPlanRange *range,
            const char *fix_less, const char *fix_more)
{
  g_autofree char *file = lim_lora_path (self->set, folder);
  g_autofree char *expected = g_strdup_printf ("%u to %u", range->least, range->most);

  if (count < range->least)
    lim_lora_check_add (self, LIM_FINDING_ERROR, file, "count", expected, fix_less, "%u %s", count, what);
  else if (count > range->most)
    lim_lora_check_add (self, LIM_FINDING_WARNING, file, "count", expected, fix_more, "%u %s", count, what);
}

/* Images of the plan that are not there, and pictures nobody planned or that were ruled out. */
static void
tell_missing (LimLoraChecking *self)
{
  g_autoptr (GPtrArray) planned = lim_plan_images (self->set->plan);
  g_autoptr (GHashTable) there = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->check->images->len; i++)
    {
      const LimLoraCheckImage *image = self->check->images->pdata[i];

      if (image->image != NULL && !image->flip)
        g_hash_table_add (there, (gpointer) image->image);
    }
  for (guint i = 0; i < planned->len; i++)
    {
      const LimPlanImage *image = planned->pdata[i];
      g_autofree char *stem = lim_lora_made_stem (self->made, image->id, FALSE);
      g_autofree char *name = g_strconcat (stem, ".png", NULL);
      g_autofree char *file = lim_lora_train_path (self->set, name);

      if (!g_hash_table_contains (there, image))
        lim_lora_check_add (self, LIM_FINDING_ERROR, file, "missing", NULL,
                            image->source != NULL ? "`limner lora crop` makes it." : "`limner lora topup` makes it.",
                            "no image of “%s”", image->id);
    }
}

/* Why the image at @path must not be trained: the reason of its exclusion; NULL: it is just not known. */
static const char *
excluded_reason (const LimLoraChecking *self, const char *path)
{
  g_autoptr (GPtrArray) ids = lim_lora_made_ids (self->made);
  g_autofree char *name = g_path_get_basename (path);

  for (guint i = 0; i < ids->len; i++)
    {
      const LimPlanImage *image = lim_plan_find (self->set->plan, ids->pdata[i]);
      g_autofree char *stem = lim_lora_made_stem (self->made, ids->pdata[i], FALSE);

      if (image != NULL && lim_plan_image_excluded (image) != NULL && g_str_has_prefix (name, stem)
          && strchr ("._", name[strlen (stem)]) != NULL)
        return lim_plan_image_excluded (image);
    }
  return NULL;
}

static void
tell_strangers (LimLoraChecking *self)
{
  for (guint i = 0; i < self->check->images->len; i++)
    {
      const LimLoraCheckImage *image = self->check->images->pdata[i];
      const char *reason;

      if (image->is_reg || image->image != NULL)
        continue;
      reason = excluded_reason (self, image->path);
      if (reason != NULL)
        lim_lora_check_forbid (self, image->path, "excluded", "no image of an excluded source",
                               "`limner lora crop --prune` removes it.", "the plan excludes it: %s", reason);
      else
        lim_lora_check_add (self, LIM_FINDING_ERROR, image->path, "unplanned", "images of the plan only",
                            "Add it to the plan as a source, or take it out.", "an image no crop of the plan has");
    }
}

gboolean
lim_lora_check_layout (LimLoraChecking *self, GError **error G_GNUC_UNUSED)
{
  const LimPlan *plan = self->set->plan;
  const LimTrainerReading *reading = self->check->reading;
  g_autofree char *train = lim_plan_train_folder (plan), *reg = lim_plan_reg_folder (plan);

  self->n_checked = self->check->entries->len;
  tell_folders (self, "train", train);
  tell_folders (self, "reg", reg);
  tell_stops (self);
  tell_passes (self);
  tell_missing (self);
  tell_strangers (self);
  tell_count (self, train, "training images", reading->n_train, &plan->train,
              "Add crops or top-ups to the plan; fewer teach too little.",
              "Leave some out (`exclude`, `flips`), or raise counts.train; more may overfit.");
  tell_count (self, reg, "regularization images", reading->n_reg, &plan->reg, "`limner lora reg` makes them.",
              "Take some out, or raise counts.reg.");
  return TRUE;
}
