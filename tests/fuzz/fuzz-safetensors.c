/* Any bytes as the beginning of a .safetensors file of any size: refused with a reason, or names and shapes that can be asked. */
#include "lora-model.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimSafetensors) file = lim_safetensors_parse ("fuzz", data, size, size + 1000, &error);

  if ((file == NULL) != (error != NULL))
    __builtin_trap ();
  if (file != NULL && lim_model_identify (file).model >= LIM_N_MODELS)
    __builtin_trap ();
  return 0;
}
