#include "export-outlook.h"

#include "export-leakage.h"
#include "export-reason.h"
#include "export-select.h"

#include <string.h>

#define MOST_LEAKS 8u

/* -- What is left out -- */

typedef struct
{
  const char *word;
  guint n;
} Excluded;

static int
compare_excluded (gconstpointer a, gconstpointer b)
{
  const Excluded *left = a, *right = b;

  return left->n != right->n ? (left->n > right->n ? -1 : 1) : strcmp (left->word, right->word);
}

LimJson *
lim_export_excluded_to_json (GHashTable *excluded, LimJsonDoc *doc)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (Excluded));
  LimJson *list = lim_json_new_array (doc);
  GHashTableIter iter;
  gpointer word, n;

  g_hash_table_iter_init (&iter, excluded);
  while (g_hash_table_iter_next (&iter, &word, &n))
    {
      Excluded one = { word, GPOINTER_TO_UINT (n) };

      g_array_append_val (sorted, one);
    }
  g_array_sort (sorted, compare_excluded);
  for (guint i = 0; i < sorted->len; i++)
    {
      const Excluded *one = &g_array_index (sorted, Excluded, i);
      const LimExportReason *reason = lim_export_reason (one->word);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "reason", one->word);
      lim_json_set_int (object, "n", one->n);
      lim_json_set_string (object, "help", reason->help);
      lim_json_set_string (object, "fix", reason->fix);
      lim_json_append (list, object);
    }
  return list;
}

/* -- Units -- */

static LimJson *
splits_to_json (const LimExportPlan *plan, LimJsonDoc *doc)
{
  LimJson *splits = lim_json_new_object (doc);
  guint counts[LIM_N_SPLITS][LIM_N_UNIT_KINDS];

  lim_export_plan_count (plan, counts);
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    {
      LimJson *object = lim_json_new_object (doc);

      for (guint kind = 0; kind < LIM_N_UNIT_KINDS; kind++)
        lim_json_set_int (object, lim_export_unit_kinds[kind], counts[split][kind]);
      lim_json_set (splits, lim_split_name (split), object);
    }
  return splits;
}

/* -- Leaks -- */

/* Every asset that some unit shows, as the rows will show it. */
static GArray *
list_shown (const LimExportPlan *plan)
{
  GArray *shown = g_array_new (FALSE, FALSE, sizeof (LimShown));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < plan->units->len; i++)
    {
      const LimExportUnit *unit = plan->units->pdata[i];

      for (guint a = 0; a < unit->n_assets; a++)
        {
          const LimExportAsset *asset = unit->assets[a];
          LimShown one = { .split = unit->split,
                           .asset = asset->id,
                           .subject = asset->subject,
                           .sha256 = asset->image.sha256,
                           .pixels_sha256 = asset->image.pixels_sha256,
                           .fingerprint = asset->image.fingerprint };

          if (g_hash_table_add (seen, (gpointer) asset))
            g_array_append_val (shown, one);
        }
    }
  return shown;
}

static void
add_leaks (const LimExportPlan *plan, LimJson *root, LimJsonDoc *doc)
{
  g_autoptr (GArray) shown = list_shown (plan);
  guint64 total = 0;
  g_autoptr (GArray) leaks = lim_export_find_leaks ((const LimShown *) shown->data, shown->len, MOST_LEAKS, &total);
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < leaks->len; i++)
    {
      const LimLeak *leak = &g_array_index (leaks, LimLeak, i);
      const LimShown *a = &g_array_index (shown, LimShown, leak->a), *b = &g_array_index (shown, LimShown, leak->b);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "what", leak->what);
      lim_json_set_string (object, "a", a->asset);
      lim_json_set_string (object, "b", b->asset);
      lim_json_set_string (object, "split_a", lim_split_name (a->split));
      lim_json_set_string (object, "split_b", lim_split_name (b->split));
      lim_json_append (list, object);
    }
  lim_json_set (root, "leaks", list);
  lim_json_set_int (root, "leaks_in_all", (gint64) total);
}

/* -- Formats -- */

static LimJson *
format_to_json (const LimExportPlan *plan, const LimExportOrder *order, const LimExporter *format, const char *out,
                LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc), *rows = lim_json_new_object (doc);
  g_autoptr (GHashTable) excluded = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *name = g_strdup_printf ("%s-%s", plan->project, format->name);
  guint64 counts[LIM_N_SPLITS] = { 0 };
  g_autoptr (GError) refusal = NULL;

  lim_export_count_refused (plan, format, excluded);
  lim_export_foresee (plan, format, out, &order->run, counts, &refusal);
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    lim_json_set_int (rows, lim_split_name (split), (gint64) counts[split]);
  lim_json_set_string (object, "format", format->name);
  lim_json_set_string (object, "folder", name);
  lim_json_set (object, "rows", rows);
  lim_json_set (object, "excluded", lim_export_excluded_to_json (excluded, doc));
  lim_json_set_string (object, "refusal", refusal != NULL ? refusal->message : NULL);
  return object;
}

LimJson *
lim_export_outlook_to_json (const LimExportPlan *plan, const LimExportOrder *order, const char *out, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc), *formats = lim_json_new_array (doc);

  lim_json_set_int (root, "assets", plan->assets->len);
  lim_json_set_int (root, "families", plan->n_families);
  lim_json_set (root, "splits", splits_to_json (plan, doc));
  lim_json_set (root, "excluded", lim_export_excluded_to_json (plan->excluded, doc));
  add_leaks (plan, root, doc);
  lim_json_set_int (root, "hidden_texts", plan->n_hidden_texts);
  for (guint i = 0; i < order->formats->len; i++)
    lim_json_append (formats, format_to_json (plan, order, order->formats->pdata[i], out, doc));
  lim_json_set (root, "formats", formats);
  return root;
}
