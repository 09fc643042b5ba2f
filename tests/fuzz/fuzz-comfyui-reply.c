#include "provider-comfyui-reply.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Every reader gets the same bytes; what is said to people must be text they can read. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint statuses[] = { 200, 400, 429 };
  g_autoptr (GBytes) body = g_bytes_new_static (data, size);
  g_autoptr (LimJsonDoc) graph =
      lim_json_parse ("graph", "{\"7\":{\"class_type\":\"S\",\"inputs\":{\"a\":[\"1\",0],\"b\":7}}}", -1, NULL);
  g_auto (LimComfyuiResult) result = { 0 };
  g_autofree char *version = NULL;
  g_autofree char *device = NULL;
  gint ahead;

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_auto (LimRenderReply) reply = { 0 };
      g_autofree char *id = NULL;
      g_autoptr (GError) error = NULL;

      if (lim_comfyui_read_submit (statuses[i], body, &id, &reply, &error) != (id != NULL))
        g_error ("taken without an id, or refused with one");
      if (error != NULL && !g_utf8_validate (error->message, -1, NULL))
        g_error ("a message that is no UTF-8");
    }
  lim_comfyui_read_history (body, "id", "7", lim_json_root (graph), &result, NULL);
  lim_comfyui_read_queue (body, "id", &ahead, NULL);
  lim_comfyui_read_stats (body, &version, &device, NULL);
  return 0;
}
