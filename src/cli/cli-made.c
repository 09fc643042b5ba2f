#include "cli-made.h"

#include "base-text.h"

static void
print_count (LimCli *cli, guint n, const char *format)
{
  g_autofree char *images = lim_text_count (n, "image", NULL);

  if (n > 0)
    {
      g_auto (GStrv) halves = g_strsplit (format, "%s", 2);

      lim_cli_print (cli, "%s%s%s", halves[0], images, halves[1]);
    }
}

/* “comfyui (ComfyUI 0.3.64 at http://gpu:8188)”, “comfyui (3 servers)”, “sketch”. Transfer full. */
static char *
say_who (const LimImageProvider *provider, const char *about)
{
  g_auto (GStrv) servers = about != NULL ? g_strsplit (about, " · ", -1) : NULL;
  guint n = servers != NULL ? g_strv_length (servers) : 0;

  if (n == 0)
    return g_strdup (provider->name);
  return n == 1 ? g_strdup_printf ("%s (%s)", provider->name, about)
                : g_strdup_printf ("%s (%u servers)", provider->name, n);
}

void
lim_cli_print_made (LimCli *cli, const LimImageProvider *provider, const LimProduceReport *made)
{
  g_autofree char *images = lim_text_count (made->made, "image", NULL);
  g_autofree char *who = say_who (provider, made->about);

  if (made->made > 0 || made->collected + made->existed + made->cancelled + made->left == 0)
    lim_cli_print (cli, "Made %s%s%s with %s%s%s.", lim_cli_style (cli, "bold"), images, lim_cli_style (cli, "off"),
                   who,
                   made->made > 0 && (provider->flags & LIM_PROVIDER_PLACEHOLDER) ? ", marked as placeholder" : "",
                   made->made > 1 && (provider->flags & LIM_PROVIDER_PLACEHOLDER) ? "s" : "");
  print_count (cli, made->collected, "Finished %s that an earlier run had begun.");
  print_count (cli, made->existed, "%s existed already and stayed untouched.");
  print_count (cli, made->cancelled, "%s cancelled, and left alone; limner jobs retry makes what is cancelled.");
  print_count (cli, made->left, "%s still to make; the same command goes on.");
}
