#include "export-order.h"

#include "base-error.h"
#include "base-text.h"

/* -- Reading -- */

static gboolean
read_formats (const LimSettings *settings, LimExportOrder *order, GError **error)
{
  const char *const *names = lim_settings_list (settings, "format");

  order->all = g_strv_contains (names, "all");
  for (guint i = 0; order->all && lim_exporters ()[i] != NULL; i++)
    g_ptr_array_add (order->formats, (gpointer) lim_exporters ()[i]);
  for (guint i = 0; !order->all && names[i] != NULL; i++)
    {
      const LimExporter *format = lim_exporter_find (names[i], error);

      if (format == NULL)
        return FALSE;
      if (!g_ptr_array_find (order->formats, format, NULL))
        g_ptr_array_add (order->formats, (gpointer) format);
    }
  return order->formats->len > 0
         || lim_fail (error, LIM_ERROR_USAGE,
                      "in which format? limner export --format trl, or several with commas, or all; "
                      "`limner export --list` shows them");
}

static gboolean
read_options (const LimSettings *settings, LimExportOrder *order, GError **error)
{
  const char *const *tasks = lim_settings_list (settings, "task");

  order->plan = lim_export_plan_defaults;
  order->plan.allow_incomplete = lim_settings_flag (settings, "allow-incomplete");
  order->plan.strip = lim_settings_flag (settings, "strip");
  order->run.embed = lim_settings_flag (settings, "embed");
  order->run.embed_if_able = order->all;
  order->run.link = lim_settings_flag (settings, "link");
  if (order->plan.strip && order->run.link)
    return lim_fail (error, LIM_ERROR_USAGE,
                     "--strip writes other files than the project has, so they cannot be links; leave --link out");
  if (*tasks != NULL)
    {
      g_autofree char *words = g_strjoinv (",", (char **) tasks);

      if (!lim_tasks_parse (words, &order->plan.tasks, error))
        return FALSE;
    }
  return lim_split_shares_parse (lim_settings_string (settings, "split"), &order->plan.shares, error);
}

LimExportOrder *
lim_export_order_new (const LimSettings *settings, GError **error)
{
  g_autoptr (LimExportOrder) order = g_new0 (LimExportOrder, 1);

  order->formats = g_ptr_array_new ();
  if (!read_formats (settings, order, error) || !read_options (settings, order, error))
    return NULL;
  return g_steal_pointer (&order);
}

void
lim_export_order_free (LimExportOrder *order)
{
  if (order == NULL)
    return;
  g_ptr_array_unref (order->formats);
  g_free (order);
}

/* -- Delivering -- */

static void
delivery_free (gpointer data)
{
  LimExportDelivery *delivery = data;

  lim_export_result_free (delivery->result);
  g_free (delivery->passed_over);
  g_free (delivery);
}

GPtrArray *
lim_export_deliveries_new (void)
{
  return g_ptr_array_new_with_free_func (delivery_free);
}

/* Of all formats one for which there is nothing is told of and passed over. */
static gboolean
deliver_one (const LimExportOrder *order, const LimExportPlan *plan, const LimExporter *format, const char *out,
             const LimContext *context, GPtrArray *deliveries, GError **error)
{
  g_autoptr (GError) problem = NULL;
  LimExportResult *result = lim_export_run (plan, format, out, &order->run, context, &problem);
  LimExportDelivery *delivery;

  if (result == NULL && !(order->all && g_error_matches (problem, LIM_ERROR, LIM_ERROR_BAD_INPUT)))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  delivery = g_new0 (LimExportDelivery, 1);
  delivery->format = format;
  delivery->result = result;
  delivery->passed_over = problem != NULL ? g_strdup (problem->message) : NULL;
  g_ptr_array_add (deliveries, delivery);
  return TRUE;
}

gboolean
lim_export_order_deliver (const LimExportOrder *order, const LimExportPlan *plan, const char *out,
                          const LimContext *context, GPtrArray *deliveries, GError **error)
{
  guint n_written = 0;

  for (guint i = 0; i < order->formats->len; i++)
    if (!deliver_one (order, plan, order->formats->pdata[i], out, context, deliveries, error))
      return FALSE;
  for (guint i = 0; i < deliveries->len; i++)
    n_written += ((LimExportDelivery *) deliveries->pdata[i])->result != NULL;
  return n_written > 0 || lim_fail (error, LIM_ERROR_BAD_INPUT, "there was nothing to export in any format");
}

/* What could not be read was named when it was met; the rest is written, and the exit status says that some is missing. */
gboolean
lim_export_check_read (const LimExportPlan *plan, GError **error)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (plan->excluded, "unreadable"));
  g_autofree char *files = lim_text_count (n, "file", NULL);

  return n == 0
         || lim_fail (error, LIM_ERROR_SOME_FAILED, "%s could not be read and %s left out; `limner doctor` says more",
                      files, n == 1 ? "was" : "were");
}
