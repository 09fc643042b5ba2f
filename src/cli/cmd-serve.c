#include "cli-command.h"

#include "base-error.h"
#include "studio.h"

#include <stdio.h>

/* Asks the desktop for its browser. What goes wrong there is no failure: the address is on the screen. */
static void
open_browser (LimCli *cli, const char *url)
{
  const char *const command[] = { "xdg-open", url, NULL };
  g_autoptr (GError) error = NULL;

  if (!g_spawn_async (NULL, (char **) command, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                      &error))
    lim_cli_warn (cli, "no browser was found to open; open the address yourself");
}

static void
say_ready (const char *url, gboolean has_pages, gpointer data)
{
  LimCli *cli = data;

  lim_cli_print (cli, "The studio is open at  %s", url);
  if (!has_pages)
    lim_cli_warn (
        cli, "this limner was built without the studio's pages, so only its API answers. To build them, install npm "
             "and run ./dev build in the source folder");
  lim_cli_print (cli, "%sCtrl-C closes it. The address lets whoever has it in; it is a new one at each start.%s",
                 lim_cli_style (cli, "dim"), lim_cli_style (cli, "off"));
  fflush (stdout); /* it is waited for, in a pipe too */
  if (lim_settings_flag (cli->options, "open") && !lim_settings_flag (cli->options, "no-browser"))
    open_browser (cli, url);
}

static gboolean
check_options (LimCli *cli, GError **error)
{
  if (lim_settings_is_set (cli->options, "listen"))
    return lim_fail (error, LIM_ERROR_USAGE,
                     "--listen %s is refused: whoever reached that address could judge under your name. The studio "
                     "answers this machine only; from another one, forward the port: ssh -L %u:127.0.0.1:%u HOST",
                     lim_settings_string (cli->options, "listen"), LIM_STUDIO_PORT, LIM_STUDIO_PORT);
  if (lim_settings_flag (cli->options, "open") && lim_settings_flag (cli->options, "no-browser"))
    return lim_fail (error, LIM_ERROR_USAGE, "--open and --no-browser contradict each other");
  return TRUE;
}

static gboolean
run (LimCli *cli, GError **error)
{
  g_autoptr (GError) nobody = NULL;

  if (lim_settings_flag (cli->options, "api"))
    {
      g_autofree char *page = lim_studio_api_page ();

      fputs (page, stdout);
      return TRUE;
    }
  if (!check_options (cli, error))
    return FALSE;
  g_autofree char *reviewer = lim_cli_reviewer (cli, &nobody);
  LimStudioOptions options = { .port = (guint) lim_settings_int (cli->options, "port"),
                               .reviewer = reviewer,
                               .no_reviewer = nobody != NULL ? nobody->message : NULL,
                               .ready = say_ready,
                               .data = cli };

  if (reviewer == NULL)
    lim_cli_warn (cli, "pictures can be looked at and not judged: %s", nobody->message);
  return lim_studio_serve (&cli->context, cli->project, &options, error);
}

static const LimOptionRow options[] = {
  { .name = "open", .help = "open the page in the desktop's browser" },
  { .name = "no-browser", .help = "only print the address (that is what happens without --open)" },
  { .name = "port",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = 65535,
    .placeholder = "N",
    .help = "the port to listen on; else 8420, or a free one where that is taken" },
  { .name = "listen",
    .type = LIM_OPTION_STRING,
    .placeholder = "ADDR",
    .help = "refused: the studio answers this machine only" },
  { .name = "api", .help = "print the description of the API, docs/api.md, and end" },
  { 0 },
};

static const char *const examples[] = {
  "serve --open",
  "the studio in the browser: look, and judge by keyboard",
  "serve --port 9000",
  "at a port of its own, for a bookmark to the page once the cookie is there",
  NULL,
};

const LimCommand lim_command_serve = {
  .name = "serve",
  .group = "project",
  .summary = "Open the studio: look at the project and judge pictures in the browser",
  .usage = "",
  .details =
      "A web page for one person on this machine: where the project stands, and a desk to judge pictures by "
      "keyboard. "
      "It asks\n"
      "the same functions as the commands, so what one changes the other shows at once. The printed address holds a "
      "token; only\n"
      "who opens it gets in. docs/studio.md tells the rest, docs/api.md what programs may ask.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_REVIEWER,
  .options = options,
  .run = run,
};
