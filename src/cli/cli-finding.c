#include "cli-finding.h"

#define SHOWN_PER_KIND 5

static const char *const severity_styles[] = {
  [LIM_FINDING_INFO] = "dim", [LIM_FINDING_WARNING] = "warn", [LIM_FINDING_ERROR] = "bad"
};

static void
print_finding (LimCli *cli, const LimFinding *finding)
{
  g_autofree char *message = lim_finding_message (finding);

  lim_cli_print (cli, "%s%-7s%s %s", lim_cli_style (cli, severity_styles[finding->severity]),
                 lim_finding_severity_name (finding->severity), lim_cli_style (cli, "off"), message);
}

static gboolean
says_all_in_one (const LimFinding *finding)
{
  return finding->expected == NULL && finding->fix == NULL;
}

/* What makes findings alike: all but where they are and what exactly was found; where nothing else is said, what was
 * found. Transfer full. */
static char *
kind_of (const LimFinding *finding)
{
  return g_strdup_printf ("%d\n%s\n%s\n%s\n%s", finding->severity, finding->field != NULL ? finding->field : "",
                          finding->expected != NULL ? finding->expected : "",
                          finding->fix != NULL ? finding->fix : "", says_all_in_one (finding) ? finding->found : "");
}

/* “judgment.scores, expected a number” Transfer full. */
static char *
describe_kind (const LimFinding *finding)
{
  const char *separator = finding->field != NULL ? ", " : "";
  const char *field = finding->field != NULL ? finding->field : "";

  if (finding->expected != NULL)
    return g_strdup_printf ("%s%sexpected %s", field, separator, finding->expected);
  return g_strdup_printf ("%s%s%s", field, separator, finding->fix != NULL ? finding->fix : finding->found);
}

void
lim_cli_print_findings (LimCli *cli, const GPtrArray *findings)
{
  g_autoptr (GHashTable) kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  for (guint i = 0; i < findings->len; i++)
    {
      const LimFinding *finding = findings->pdata[i];
      g_autofree char *kind = kind_of (finding);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (kinds, kind)) + 1;

      if (n <= SHOWN_PER_KIND)
        print_finding (cli, finding);
      if (n == SHOWN_PER_KIND + 1)
        g_ptr_array_add (order, (gpointer) finding);
      g_hash_table_insert (kinds, g_steal_pointer (&kind), GUINT_TO_POINTER (n));
    }
  for (guint i = 0; i < order->len; i++)
    {
      const LimFinding *finding = order->pdata[i];
      g_autofree char *kind = kind_of (finding);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (kinds, kind));

      g_autofree char *what = describe_kind (finding);

      lim_cli_print (cli, "%s%-7s and %u more like it: %s%s", lim_cli_style (cli, "dim"),
                     lim_finding_severity_name (finding->severity), n - SHOWN_PER_KIND, what,
                     lim_cli_style (cli, "off"));
    }
}
