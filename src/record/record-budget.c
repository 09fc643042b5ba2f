#include "record-budget.h"

#include "base-finding.h"
#include "base-text.h"

#include <math.h>
#include <string.h>

static void
sent_free (gpointer data)
{
  LimBudgetSent *sent = data;

  g_free (sent->brief);
  g_free (sent->record);
  g_free (sent);
}

LimBudget *
lim_budget_new (void)
{
  LimBudget *budget = g_new0 (LimBudget, 1);

  budget->any_priority = TRUE;
  budget->max_cost = -1;
  budget->chosen = g_new0 (char *, 1);
  budget->sent = g_ptr_array_new_with_free_func (sent_free);
  return budget;
}

void
lim_budget_free (LimBudget *budget)
{
  if (budget == NULL)
    return;
  g_free (budget->by);
  g_free (budget->at);
  g_free (budget->provider);
  g_strfreev (budget->chosen);
  g_ptr_array_unref (budget->sent);
  g_free (budget);
}

LimBudgetSent *
lim_budget_add_sent (LimBudget *budget, const char *brief, const char *record, double dollars)
{
  LimBudgetSent *sent = g_new0 (LimBudgetSent, 1);

  *sent = (LimBudgetSent){ .brief = g_strdup (brief), .record = g_strdup (record), .dollars = dollars };
  g_ptr_array_add (budget->sent, sent);
  return sent;
}

gboolean
lim_budget_is_blocked (const LimBudget *budget, const char *brief)
{
  for (guint i = budget->sent->len; i > 0; i--)
    {
      const LimBudgetSent *sent = budget->sent->pdata[i - 1];

      if (strcmp (sent->brief, brief) == 0)
        return sent->blocked;
    }
  return FALSE;
}

double
lim_budget_spent (const LimBudget *budget)
{
  double dollars = 0;

  for (guint i = 0; i < budget->sent->len; i++)
    dollars += ((const LimBudgetSent *) budget->sent->pdata[i])->dollars;
  return dollars;
}

char *
lim_budget_text (const LimBudget *budget)
{
  g_autoptr (GStrvBuilder) limits = g_strv_builder_new (), numbers = g_strv_builder_new ();
  g_auto (GStrv) list = NULL, each = NULL;
  g_autofree char *most = NULL, *which = NULL;

  if (budget->none)
    return g_strdup ("no pictures");
  for (guint i = 1; i <= 3; i++)
    if (budget->priorities[i])
      lim_text_add (numbers, "%u", i);
  each = g_strv_builder_end (numbers);
  which = lim_text_list ((const char *const *) each);
  if (budget->top > 0)
    {
      g_autofree char *count = lim_text_count (budget->top, "picture", NULL);

      g_strv_builder_add (limits, count);
    }
  if (budget->max_cost >= 0)
    lim_text_add (limits, "%.2f dollars", budget->max_cost);
  list = g_strv_builder_end (limits);
  most = lim_text_list ((const char *const *) list);
  return g_strdup_printf ("%s%s%s%s", budget->any_priority ? "all priorities" : "priority ",
                          budget->any_priority ? "" : which, list[0] != NULL ? ", at most " : "", most);
}

/* -- Reading -- */

static LimBudget *
refuse (const LimJsonDoc *doc, const LimJson *node, const char *field, const char *expected, GPtrArray *findings)
{
  g_autofree char *found = lim_json_describe (node);

  g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_ERROR, lim_json_doc_name (doc), lim_json_line (node), field,
                                              found, expected, "Set the budget again: `limner dress budget`."));
  return NULL;
}

static gboolean
read_priorities (const LimJson *list, LimBudget *budget)
{
  budget->any_priority = lim_json_is_null (list);
  if (!budget->any_priority && !lim_json_is (list, LIM_JSON_ARRAY))
    return FALSE;
  for (const LimJson *item = lim_json_first (list); item != NULL; item = lim_json_next (item))
    {
      gint64 priority;

      if (!lim_json_int (item, &priority) || priority < 1 || priority > 3)
        return FALSE;
      budget->priorities[priority] = TRUE;
    }
  return TRUE;
}

static gboolean
read_sent (const LimJson *list, LimBudget *budget)
{
  if (!lim_json_is_null (list) && !lim_json_is (list, LIM_JSON_ARRAY))
    return FALSE;
  for (const LimJson *item = lim_json_first (list); item != NULL; item = lim_json_next (item))
    {
      const char *brief = lim_json_get_string (item, "brief"), *record = lim_json_get_string (item, "record");
      double dollars = lim_json_get_double (item, "dollars", -1);

      if (brief == NULL || record == NULL || !isfinite (dollars) || dollars < 0)
        return FALSE;
      lim_budget_add_sent (budget, brief, record, dollars)->blocked = lim_json_get_bool (item, "blocked", FALSE);
    }
  return TRUE;
}

LimBudget *
lim_budget_read (const LimJsonDoc *doc, GPtrArray *findings)
{
  const LimJson *root = lim_json_root (doc), *top, *cost, *chosen;
  g_autoptr (LimBudget) budget = lim_budget_new ();
  gint64 n = 0;

  if (!lim_json_is (root, LIM_JSON_OBJECT))
    return refuse (doc, root, NULL, "an object", findings);
  top = lim_json_get (root, "top");
  cost = lim_json_get (root, "max_cost");
  chosen = lim_json_get (root, "chosen");
  if (!read_priorities (lim_json_get (root, "priority"), budget))
    return refuse (doc, lim_json_get (root, "priority"), "priority", "a list of the numbers 1 to 3", findings);
  if (!lim_json_is_null (top) && (!lim_json_int (top, &n) || n < 1 || n > LIM_BUDGET_MAX_TOP))
    return refuse (doc, top, "top", "a number from 1", findings);
  if (!lim_json_is_null (cost)
      && (!lim_json_double (cost, &budget->max_cost) || !isfinite (budget->max_cost) || budget->max_cost < 0))
    return refuse (doc, cost, "max_cost", "dollars, 0 or more", findings);
  if (!lim_json_is_null (chosen) && !lim_json_is (chosen, LIM_JSON_ARRAY))
    return refuse (doc, chosen, "chosen", "a list of briefs", findings);
  if (!read_sent (lim_json_get (root, "sent"), budget))
    return refuse (doc, lim_json_get (root, "sent"), "sent", "a list of { brief, record, dollars }", findings);
  budget->top = (guint) n;
  budget->none = lim_json_get_bool (root, "none", FALSE);
  budget->by = g_strdup (lim_json_get_string (root, "by"));
  budget->at = g_strdup (lim_json_get_string (root, "at"));
  budget->provider = g_strdup (lim_json_get_string (root, "provider"));
  g_strfreev (budget->chosen);
  budget->chosen = lim_json_dup_strv (chosen);
  return g_steal_pointer (&budget);
}

/* -- Writing -- */

static void
write_limits (const LimBudget *budget, LimJson *root, LimJsonDoc *doc)
{
  if (!budget->any_priority)
    {
      LimJson *list = lim_json_new_array (doc);

      for (guint i = 1; i <= 3; i++)
        if (budget->priorities[i])
          lim_json_append (list, lim_json_new_int (doc, i));
      lim_json_set (root, "priority", list);
    }
  if (budget->top > 0)
    lim_json_set_int (root, "top", budget->top);
  if (budget->max_cost >= 0)
    lim_json_set_double (root, "max_cost", budget->max_cost);
  if (budget->none)
    lim_json_set_bool (root, "none", TRUE);
}

GBytes *
lim_budget_to_json (const LimBudget *budget)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);

  lim_json_set_string (root, "by", budget->by);
  lim_json_set_string (root, "at", budget->at);
  write_limits (budget, root, doc);
  lim_json_set_string (root, "provider", budget->provider);
  lim_json_set (root, "chosen", lim_json_new_strv (doc, (const char *const *) budget->chosen));
  for (guint i = 0; i < budget->sent->len; i++)
    {
      const LimBudgetSent *sent = budget->sent->pdata[i];
      LimJson *item = lim_json_new_object (doc);

      lim_json_set_string (item, "brief", sent->brief);
      lim_json_set_string (item, "record", sent->record);
      lim_json_set_double (item, "dollars", sent->dollars);
      if (sent->blocked)
        lim_json_set_bool (item, "blocked", TRUE);
      lim_json_append (list, item);
    }
  lim_json_set (root, "sent", list);
  lim_json_doc_set_root (doc, root);
  return lim_json_doc_to_bytes (doc);
}
