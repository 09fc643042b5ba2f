/* lora-config-device.c: what this machine can train on. */
#include "lora-config.h"

#include <string.h>

static const struct
{
  const char *name, *title;
} devices[LIM_N_DEVICES] = {
  [LIM_DEVICE_CPU] = { "cpu", "the processor alone (CPU)" },
  [LIM_DEVICE_CUDA] = { "cuda", "a GPU by NVIDIA (CUDA)" },
  [LIM_DEVICE_MPS] = { "mps", "a GPU by Apple (MPS)" },
};

const char *
lim_device_name (LimDevice device)
{
  return devices[device].name;
}

const char *
lim_device_title (LimDevice device)
{
  return devices[device].title;
}

gboolean
lim_device_parse (const char *text, LimDevice *device)
{
  for (LimDevice i = LIM_DEVICE_CPU; i < LIM_N_DEVICES; i++)
    if (g_strcmp0 (text, devices[i].name) == 0)
      {
        *device = i;
        return TRUE;
      }
  return FALSE;
}

LimDevice
lim_device_detect (void)
{
#if defined(__APPLE__) && defined(__aarch64__)
  return LIM_DEVICE_MPS;
#else
  return g_file_test ("/dev/nvidiactl", G_FILE_TEST_EXISTS)
                 || g_file_test ("/proc/driver/nvidia/version", G_FILE_TEST_EXISTS)
             ? LIM_DEVICE_CUDA
             : LIM_DEVICE_CPU;
#endif
}

const char *
lim_lora_config_precision (const LimLoraConfig *config)
{
  if (config->device != LIM_DEVICE_CUDA)
    return "no"; /* half precision is slow or broken elsewhere */
  return config->model.model == LIM_MODEL_SD3 || config->model.model == LIM_MODEL_FLUX ? "bf16" : "fp16";
}
