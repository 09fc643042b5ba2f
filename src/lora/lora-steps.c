#include "lora-steps.h"

#include "lora-flip.h"
#include "lora-trainer.h"

LimLoraSteps
lim_lora_steps (guint64 samples, guint batch, guint epochs, const LimPlanRange *aim)
{
  LimLoraSteps steps = { .samples = samples, .epoch_steps = lim_trainer_epoch_steps (samples, batch, 1) };

  steps.steps = steps.epoch_steps * epochs;
  steps.can_hit = lim_trainer_epochs (steps.epoch_steps, aim, &steps.least_epochs, &steps.most_epochs);
  return steps;
}

LimLoraStepsPlanned
lim_lora_steps_planned (const LimPlan *plan, guint repeats, guint batch, guint epochs)
{
  g_autoptr (GPtrArray) images = lim_plan_images (plan);
  LimLoraStepsPlanned planned = { .images = images->len, .reg = plan->reg_prompts[0] != NULL };

  for (guint i = 0; i < images->len; i++)
    planned.flips += lim_lora_flip_is_wanted (plan, images->pdata[i]) ? 1 : 0;
  guint64 samples = (guint64) (planned.images + planned.flips) * (repeats > 0 ? repeats : plan->repeats);
  planned.steps = lim_lora_steps (planned.reg ? 2 * samples : samples, batch > 0 ? batch : plan->batch,
                                  epochs > 0 ? epochs : plan->epochs, &plan->steps);
  return planned;
}
