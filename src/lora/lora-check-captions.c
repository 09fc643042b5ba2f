/* lora-check-captions.c: whether each training image has its caption, and what the trainer reads from it. */
#include "lora-check-private.h"

#include "lora-caption-lint.h"

#include <string.h>

static gboolean
begins_with_trigger (const char *caption, const char *trigger)
{
  gsize length = strlen (trigger);

  return strncmp (caption, trigger, length) == 0 && (caption[length] == ',' || caption[length] == '\0');
}

/* What the lint, which looks at the images of the plan, does not see: copies, strangers, and where there is no caption. */
static void
look_at_image (LimLoraChecking *self, const LimLoraCheckImage *image)
{
  const LimTrainerImage *trained = image->trained;
  g_autofree char *file = trained->caption_path != NULL ? lim_lora_path (self->set, trained->caption_path) : NULL;

  self->n_checked++;
  if (trained->source == LIM_TRAINER_CAPTION_CLASS)
    lim_lora_check_add (self, LIM_FINDING_ERROR, image->path, "caption", "a .txt file beside it",
                        "`limner lora caption` writes it.", "no caption: the trainer would learn it as “%s”",
                        trained->caption);
  else if (trained->source == LIM_TRAINER_CAPTION_FOREIGN)
    lim_lora_check_add (
        self, LIM_FINDING_ERROR, image->path, "caption", "a .txt file of the same name",
        "`limner lora caption` writes it.",
        "no caption of its own: the trainer takes that of %s, which is its name without the last four parts", file);
  else if (!begins_with_trigger (trained->caption, self->set->plan->trigger)
           && !lim_lora_check_has_error (self, file))
    lim_lora_check_add (self, LIM_FINDING_ERROR, file, "trigger", self->set->plan->trigger,
                        "A caption without it teaches the subject to nobody.",
                        "a caption that does not begin with it: “%.60s”", trained->caption);
}

static void
look_at_reg (LimLoraChecking *self, const LimLoraCheckImage *image)
{
  const char *trigger = self->set->plan->trigger;
  const LimTrainerImage *trained = image->trained;

  self->n_checked++;
  if (trained->caption_path != NULL)
    {
      g_autofree char *file = lim_lora_path (self->set, trained->caption_path);

      if (!lim_lora_check_has_error (self, file))
        lim_lora_check_add (self, LIM_FINDING_ERROR, file, "caption", "none",
                            "Remove it: it takes the place of the class.", "a caption beside a regularization image");
    }
  if (lim_lora_mentions (trained->caption, trigger))
    lim_lora_check_forbid (self, image->path, "trigger", self->set->plan->class_words,
                           "It would teach that everybody of the class is the subject.",
                           "the trigger word in what a regularization image is called: “%.60s”", trained->caption);
}

gboolean
lim_lora_check_captions (LimLoraChecking *self, GError **error)
{
  if (!lim_lora_caption_lint (self->set, self->check->findings, error))
    return FALSE;
  for (guint i = 0; i < self->check->images->len; i++)
    {
      const LimLoraCheckImage *image = self->check->images->pdata[i];

      if (image->trained != NULL)
        (image->is_reg ? look_at_reg : look_at_image) (self, image);
    }
  return TRUE;
}
