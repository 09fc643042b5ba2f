/* provider-workflow-check.c: whether a file is a workflow at all: its nodes' shapes, links that lead somewhere, no circles. */

#include "provider-workflow-private.h"

#define MAX_NODES 2000u

#define EXPORT_API                                                                                                   \
  "In ComfyUI take Workflow → Export (API); older versions: Settings → Enable Dev mode Options, then Save (API " \
  "Format)"

gboolean
lim_workflow_is_link (const LimJson *value, const char **node, gint64 *output)
{
  const LimJson *first = lim_json_first (value);

  if (!lim_json_is (value, LIM_JSON_ARRAY) || lim_json_length (value) != 2)
    return FALSE;
  *node = lim_json_string (first);
  return *node != NULL && lim_json_int (lim_json_next (first), output) && *output >= 0 && *output < 1000;
}

/* -- Shapes -- */

static gboolean
check_root (const LimJson *root, GError **error)
{
  if (lim_json_is (lim_json_get (root, "nodes"), LIM_JSON_ARRAY)
      && lim_json_is (lim_json_get (root, "links"), LIM_JSON_ARRAY))
    return lim_json_fail (root, error,
                          "this is the export for ComfyUI's own window; limner needs the API format. " EXPORT_API);
  if (!lim_json_is (root, LIM_JSON_OBJECT))
    {
      g_autofree char *found = lim_json_describe (root);

      return lim_json_fail (root, error,
                            "a workflow must be an object with one member per node, found %s. " EXPORT_API, found);
    }
  if (lim_json_length (root) == 0)
    return lim_json_fail (root, error, "the workflow has no nodes");
  if (lim_json_length (root) > MAX_NODES)
    return lim_json_fail (root, error, "a workflow may have %u nodes, found %u", MAX_NODES, lim_json_length (root));
  return TRUE;
}

static gboolean
check_node (const LimJson *node, GError **error)
{
  const char *id = lim_json_key (node);
  const char *class_type = lim_json_get_string (node, "class_type");

  if (id == NULL || *id == '\0')
    return lim_json_fail (node, error, "a node's id must be text");
  if (class_type == NULL || *class_type == '\0')
    {
      g_autofree char *found =
          lim_json_describe (lim_json_is (node, LIM_JSON_OBJECT) ? lim_json_get (node, "class_type") : node);

      return lim_json_fail (
          node, error, "node “%s” has no “class_type” (found %s), so this is no workflow in API format. " EXPORT_API,
          id, found);
    }
  if (!lim_json_is (lim_json_get (node, "inputs"), LIM_JSON_OBJECT))
    return lim_json_fail (node, error, "node “%s” (%s) has no object “inputs”", id, class_type);
  return TRUE;
}

/* -- Links and circles -- */

typedef struct
{
  GHashTable *nodes; /* id → node, both borrowed */
  GHashTable *seen;  /* ids that are on the way, or done with */
  GPtrArray *way;    /* ids from the start to here */
} Walk;

static gboolean
check_link (const Walk *walk, const LimJson *node, const LimJson *input, GError **error)
{
  const char *target;
  gint64 output;

  if (!lim_json_is (input, LIM_JSON_ARRAY))
    return TRUE;
  if (!lim_workflow_is_link (input, &target, &output))
    return lim_json_fail (
        input, error,
        "node “%s” (%s), input “%s”: a link is [\"id of a node\", number of its output]; a list that "
        "is a value is written {\"__value__\": […]}",
        lim_json_key (node), lim_json_get_string (node, "class_type"), lim_json_key (input));
  if (!g_hash_table_contains (walk->nodes, target))
    return lim_json_fail (input, error, "node “%s” (%s), input “%s”: links to node “%s”, which is not in the file",
                          lim_json_key (node), lim_json_get_string (node, "class_type"), lim_json_key (input),
                          target);
  return TRUE;
}

static gboolean
fail_circle (const Walk *walk, const LimJson *input, const char *again, GError **error)
{
  g_autoptr (GString) circle = g_string_new (NULL);
  gboolean within = FALSE;

  for (guint i = 0; i < walk->way->len; i++)
    {
      within |= g_str_equal (walk->way->pdata[i], again);
      if (within)
        g_string_append_printf (circle, "%s → ", (char *) walk->way->pdata[i]);
    }
  return lim_json_fail (input, error, "nodes wait for each other in a circle: %s%s", circle->str, again);
}

/* Deep first, so that what is met again on the way closes a circle. At most MAX_NODES deep. */
static gboolean
walk_from (Walk *walk, const LimJson *node, GError **error)
{
  const char *id = lim_json_key (node);

  g_hash_table_insert (walk->seen, (char *) id, GINT_TO_POINTER (TRUE));
  g_ptr_array_add (walk->way, (char *) id);
  for (const LimJson *input = lim_json_first (lim_json_get (node, "inputs")); input != NULL;
       input = lim_json_next (input))
    {
      const char *target;
      gint64 output;

      if (!check_link (walk, node, input, error))
        return FALSE;
      if (!lim_workflow_is_link (input, &target, &output))
        continue;

      gpointer on_the_way = NULL;
      gboolean seen = g_hash_table_lookup_extended (walk->seen, target, NULL, &on_the_way);
      if (seen && GPOINTER_TO_INT (on_the_way))
        return fail_circle (walk, input, target, error);
      if (!seen && !walk_from (walk, g_hash_table_lookup (walk->nodes, target), error))
        return FALSE;
    }
  g_ptr_array_set_size (walk->way, (int) walk->way->len - 1);
  g_hash_table_insert (walk->seen, (char *) id, GINT_TO_POINTER (FALSE));
  return TRUE;
}

gboolean
lim_workflow_check (LimWorkflow *workflow, const LimJson *root, GError **error)
{
  g_autoptr (GHashTable) nodes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) way = g_ptr_array_new ();
  Walk walk = { nodes, seen, way };

  if (!check_root (root, error))
    return FALSE;
  for (const LimJson *node = lim_json_first (root); node != NULL; node = lim_json_next (node))
    {
      if (!check_node (node, error))
        return FALSE;
      if (!g_hash_table_insert (nodes, (char *) lim_json_key (node), (LimJson *) node))
        return lim_json_fail (node, error, "two nodes have the id “%s”", lim_json_key (node));
    }
  for (const LimJson *node = lim_json_first (root); node != NULL; node = lim_json_next (node))
    if (!g_hash_table_contains (seen, lim_json_key (node)) && !walk_from (&walk, node, error))
      return FALSE;
  workflow->n_nodes = lim_json_length (root);
  return TRUE;
}
