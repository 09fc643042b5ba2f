/* Any YAML as the plan of a training set: refused with a reason, or a plan whose folders and captions are as a trainer needs
 * them; and an edit of a caption changes that and nothing else, or is refused. */
#include "record-plan-edit.h"

#include "base-text.h"
#include "base-yaml.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_image (const LimPlan *plan, const LimPlanImage *image)
{
  g_autofree char *caption = lim_plan_caption (plan, image);
  g_autofree char *mirrored = lim_plan_mirror_caption (plan, caption);
  g_autofree char *back = lim_plan_mirror_caption (plan, mirrored);

  if (strpbrk (caption, "\r\n") != NULL || strcmp (back, caption) != 0)
    __builtin_trap ();
  if (!image->whole && image->source != NULL && (image->width == 0 || image->height == 0))
    __builtin_trap ();
  lim_plan_one_sided (plan, image);
}

static void
check_edit (const char *text, const LimPlanImage *image)
{
  g_autofree char *edited = lim_plan_edit_caption (text, "fuzz", image->id, "new \"caption\"", NULL);
  g_autoptr (LimJsonDoc) doc = edited != NULL ? lim_yaml_parse ("fuzz", edited, -1, NULL) : NULL;
  g_autoptr (LimPlan) plan = doc != NULL ? lim_plan_load (doc, "fuzz", NULL) : NULL;

  if (edited != NULL && (plan == NULL || strcmp (lim_plan_find (plan, image->id)->caption, "new \"caption\"") != 0))
    __builtin_trap ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("fuzz", text, -1, NULL);
  g_autoptr (GError) error = NULL;

  if (doc == NULL)
    return 0;

  g_autoptr (LimPlan) plan = lim_plan_load (doc, "fuzz", &error);
  if ((plan == NULL) != (error != NULL))
    __builtin_trap ();
  if (plan == NULL)
    return 0;
  g_autofree char *train = lim_plan_train_folder (plan), *reg = lim_plan_reg_folder (plan);
  g_autoptr (GPtrArray) images = lim_plan_images (plan);

  if (!lim_text_is_safe_relative_path (train) || !lim_text_is_safe_relative_path (reg) || strchr (train, ' ') != NULL)
    __builtin_trap ();
  for (guint i = 0; i < images->len; i++)
    check_image (plan, images->pdata[i]);
  if (images->len > 0)
    check_edit (text, images->pdata[0]);
  return 0;
}
