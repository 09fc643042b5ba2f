#include "cli-made.h"

#include "base-text.h"
#include "cli-problem.h"

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

void
lim_cli_made_to_json (const LimProduceReport *made, LimJson *object, LimJsonDoc *doc)
{
  LimJson *problems = lim_json_new_array (doc);

  lim_json_set_int (object, "made", made->made);
  lim_json_set_int (object, "collected", made->collected);
  lim_json_set_int (object, "existed", made->existed);
  lim_json_set_int (object, "failed", made->failed);
  lim_json_set_int (object, "blocked", made->blocked);
  lim_json_set_int (object, "cancelled", made->cancelled);
  lim_json_set_int (object, "left", made->left);
  lim_cli_append_problems (problems, made->problems, doc);
  lim_json_set (object, "problems", problems);
}

gboolean
lim_cli_check_made (const LimProduceReport *made, guint n_more, GError **error)
{
  guint failed = made->failed + made->blocked + n_more;
  g_autofree char *images = lim_text_count (failed, "image", NULL);

  if (failed == 0)
    return TRUE;
  if (made->blocked == 0)
    return lim_fail (error, LIM_ERROR_SOME_FAILED, "%s could not be made; the same command tries again", images);
  if (made->blocked == failed)
    return lim_fail (error, LIM_ERROR_SOME_FAILED,
                     "%s blocked: tried again when something else is asked for, or by `limner jobs retry`", images);
  return lim_fail (error, LIM_ERROR_SOME_FAILED,
                   "%s could not be made (%u blocked). The same command tries again what failed; what was blocked is "
                   "tried when it asks for something else, or by `limner jobs retry`",
                   images, made->blocked);
}
