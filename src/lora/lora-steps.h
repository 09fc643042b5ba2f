/* lora-steps.h: how many steps a training set comes to, as kohya's trainer counts. Pure. */
#pragma once

#include "record-plan.h"

/* The arithmetic of the trainer. */
typedef struct
{
  guint64 samples;     /* an epoch, regularization counted */
  guint64 epoch_steps; /* at the plan's batch */
  guint64 steps;       /* of the plan's epochs */
  gboolean can_hit;    /* some number of epochs comes to lie in the aim: */
  guint64 least_epochs, most_epochs;
} LimLoraSteps;

/* @samples an epoch, in batches of @batch >= 1, @epochs times. */
LimLoraSteps lim_lora_steps (guint64 samples, guint batch, guint epochs, const LimPlanRange *aim);

/* What a plan asks for, before anything of it is made. */
typedef struct
{
  guint images, flips; /* used images; mirrored copies of them that are wanted */
  gboolean reg;        /* it asks for regularization images, with which an epoch is twice as long */
  LimLoraSteps steps;
} LimLoraStepsPlanned;

/* The same for @plan with other numbers (0: the plan's own). */
LimLoraStepsPlanned lim_lora_steps_planned (const LimPlan *plan, guint repeats, guint batch, guint epochs);
