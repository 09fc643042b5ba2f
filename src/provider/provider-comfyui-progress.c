#include "provider-comfyui-progress.h"

#include <string.h>

#define SAMPLER_WEIGHT 20.0

typedef struct
{
  double weight, share;
} Node;

struct _LimComfyuiProgress
{
  GHashTable *nodes; /* id → Node */
  Node *executing;   /* borrowed from `nodes`; NULL: none yet */
  double total;      /* of all weights */
  double share;
};

LimComfyuiProgress *
lim_comfyui_progress_new (const LimJson *graph)
{
  LimComfyuiProgress *progress = g_new0 (LimComfyuiProgress, 1);

  progress->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (const LimJson *each = lim_json_first (graph); each != NULL; each = lim_json_next (each))
    {
      const char *class_type = lim_json_get_string (each, "class_type");
      const char *id = lim_json_key (each);

      if (class_type == NULL || id == NULL || g_hash_table_contains (progress->nodes, id))
        continue;

      Node *node = g_new0 (Node, 1);
      node->weight = strstr (class_type, "Sampler") != NULL ? SAMPLER_WEIGHT : 1;
      progress->total += node->weight;
      g_hash_table_insert (progress->nodes, g_strdup (id), node);
    }
  return progress;
}

void
lim_comfyui_progress_free (LimComfyuiProgress *progress)
{
  if (progress == NULL)
    return;
  g_hash_table_unref (progress->nodes);
  g_free (progress);
}

static gboolean
sum_up (LimComfyuiProgress *progress)
{
  GHashTableIter iter;
  gpointer node;
  double sum = 0;

  g_hash_table_iter_init (&iter, progress->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    sum += ((Node *) node)->weight * ((Node *) node)->share;

  double share = progress->total > 0 ? MIN (sum / progress->total, 1) : 0;
  if (share <= progress->share)
    return FALSE;
  progress->share = share;
  return TRUE;
}

gboolean
lim_comfyui_progress_take (LimComfyuiProgress *progress, const LimComfyuiEvent *event)
{
  for (guint i = 0; i < event->nodes->len; i++)
    {
      const LimComfyuiNode *said = &g_array_index (event->nodes, LimComfyuiNode, i);
      Node *node = g_hash_table_lookup (progress->nodes, said->id);

      if (event->kind == LIM_COMFYUI_EVENT_EXECUTING && progress->executing != NULL && progress->executing != node)
        progress->executing->share = 1;
      if (event->kind == LIM_COMFYUI_EVENT_EXECUTING && node != NULL)
        progress->executing = node;
      if (node != NULL)
        node->share = MAX (node->share, said->share);
    }
  return sum_up (progress);
}

double
lim_comfyui_progress_share (const LimComfyuiProgress *progress)
{
  return progress->share;
}
