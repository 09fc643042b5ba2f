#include "provider-comfyui-board.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The same bytes as a text and as a binary frame, to a board on which somebody waits. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char graph_text[] = "{\"3\":{\"class_type\":\"KSampler\"},\"7\":{\"class_type\":\"SaveImage\"}}";
  g_autoptr (GBytes) frame = g_bytes_new_static (data, size);
  g_autoptr (LimJsonDoc) graph = lim_json_parse ("graph", graph_text, -1, NULL);
  const LimRenderRequest request = { .job_id = "id" };
  g_autoptr (LimComfyuiProgress) progress = lim_comfyui_progress_new (lim_json_root (graph));
  LimComfyBoard *board = lim_comfyui_board_new ();
  LimComfyWatch *watch = lim_comfyui_watch_new (board, &request, lim_json_root (graph));

  for (gboolean binary = FALSE; binary <= TRUE; binary++)
    {
      g_autoptr (LimComfyuiEvent) event = lim_comfyui_event_read (binary, frame);

      if ((event->image != NULL) != (event->kind == LIM_COMFYUI_EVENT_PREVIEW))
        g_error ("a preview without an image, or an image without a preview");
      lim_comfyui_board_take (board, event);
      lim_comfyui_progress_take (progress, event);
      if (!(lim_comfyui_progress_share (progress) >= 0 && lim_comfyui_progress_share (progress) <= 1))
        g_error ("a share outside of 0..1");
    }
  lim_comfyui_watch_free (watch);
  lim_comfyui_board_free (board);
  return 0;
}
