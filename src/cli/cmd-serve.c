#include "cli-command.h"

#include "base-error.h"
#include "cli-password.h"
#include "studio-users.h"
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

/* Honest about what others on the way can see. */
static void
say_who_gets_in (LimCli *cli)
{
  const char *listen = lim_settings_string (cli->options, "listen");
  const char *users = lim_settings_string (cli->options, "users");

  if (listen != NULL)
    lim_cli_warn (
        cli,
        "nothing that goes to and from %s is encrypted: whoever is on the way can read names, passwords and "
        "pictures, and act under those names. Only in a network that you trust; else leave --listen out and "
        "forward the port: ssh -L %u:127.0.0.1:%u HOST",
        listen, LIM_STUDIO_PORT, LIM_STUDIO_PORT);
  lim_cli_print (cli, "%sCtrl-C closes it. %s%s.%s", lim_cli_style (cli, "dim"),
                 users != NULL ? "Who is named there logs in: "
                               : "The address lets whoever has it in; it is a new one at each start",
                 users != NULL ? users : "", lim_cli_style (cli, "off"));
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
  say_who_gets_in (cli);
  fflush (stdout); /* it is waited for, in a pipe too */
  if (lim_settings_flag (cli->options, "open") && !lim_settings_flag (cli->options, "no-browser"))
    open_browser (cli, url);
}

static gboolean
check_options (LimCli *cli, GError **error)
{
  const char *listen = lim_settings_string (cli->options, "listen");

  if (listen != NULL && !lim_settings_is_set (cli->options, "users"))
    return lim_fail (error, LIM_ERROR_USAGE,
                     "--listen %s needs --users FILE: else whoever reached that address could judge under your name. "
                     "`limner serve --add-user NAME --users FILE` writes one. For yourself alone, forward the port: "
                     "ssh -L %u:127.0.0.1:%u HOST",
                     listen, LIM_STUDIO_PORT, LIM_STUDIO_PORT);
  if (lim_settings_flag (cli->options, "open") && lim_settings_flag (cli->options, "no-browser"))
    return lim_fail (error, LIM_ERROR_USAGE, "--open and --no-browser contradict each other");
  return TRUE;
}

/* -- Users -- */

static gboolean
add_user (LimCli *cli, const char *name, const char *path, GError **error)
{
  g_autofree char *question = g_strdup_printf ("Password for %s", name);
  g_autofree char *password = lim_users_check_name (name, error) ? lim_cli_ask_password (cli, question, error) : NULL;
  gboolean replaced;

  if (password == NULL || !lim_users_add (path, name, password, &replaced, error))
    return FALSE;
  if (replaced)
    lim_cli_print (cli, "%s has another password now. A studio that uses %s asks everybody to log in again.", name,
                   path);
  else
    lim_cli_print (cli, "%s may log in now, with `limner serve --users %s`; what %s judges is by human:%s.", name,
                   path, name, name);
  return TRUE;
}

static gboolean
remove_user (LimCli *cli, const char *name, const char *path, GError **error)
{
  if (!lim_users_remove (path, name, error))
    return FALSE;
  lim_cli_print (cli, "%s may log in no more. A studio that uses %s asks everybody else to log in again.", name,
                 path);
  return TRUE;
}

/* -- The command -- */

static gboolean
serve (LimCli *cli, GError **error)
{
  const char *users = lim_settings_string (cli->options, "users");
  g_autoptr (GError) nobody = NULL;
  g_autofree char *reviewer = users == NULL ? lim_cli_reviewer (cli, &nobody) : NULL;
  LimStudioOptions options = { .port = (guint) lim_settings_int (cli->options, "port"),
                               .listen = lim_settings_string (cli->options, "listen"),
                               .users = users,
                               .reviewer = reviewer,
                               .no_reviewer = nobody != NULL ? nobody->message : NULL,
                               .ready = say_ready,
                               .data = cli };

  if (nobody != NULL)
    lim_cli_warn (cli, "pictures can be looked at and not judged: %s", nobody->message);
  return lim_studio_serve (&cli->context, cli->project, &options, error);
}

static gboolean
run (LimCli *cli, GError **error)
{
  const char *users = lim_settings_string (cli->options, "users");
  const char *add = lim_settings_string (cli->options, "add-user"),
             *remove = lim_settings_string (cli->options, "remove-user");

  if (lim_settings_flag (cli->options, "api"))
    {
      g_autofree char *page = lim_studio_api_page ();

      fputs (page, stdout);
      return TRUE;
    }
  if ((add != NULL || remove != NULL) && users == NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "--%s needs --users FILE: which file?",
                     add != NULL ? "add-user" : "remove-user");
  if (add != NULL)
    return add_user (cli, add, users, error);
  if (remove != NULL)
    return remove_user (cli, remove, users, error);
  return check_options (cli, error) && serve (cli, error);
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
    .help = "answer at this address too, 0.0.0.0: all; needs --users, and is not encrypted" },
  { .name = "users",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "who may log in, each judging under their own name; else the printed address lets in" },
  { .name = "add-user",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "ask for a password, write NAME into the file of users, and end" },
  { .name = "remove-user", .type = LIM_OPTION_STRING, .placeholder = "NAME", .help = "take NAME out of it, and end" },
  { .name = "api", .help = "print the description of the API, docs/api.md, and end" },
  { 0 },
};

static const char *const examples[] = {
  "serve --open",
  "the studio in the browser: look, and judge by keyboard",
  "serve --port 9000",
  "at a port of its own, for a bookmark to the page once the cookie is there",
  "serve --add-user anna --users ~/studio-users",
  "let Anna log in: asks for her password",
  "serve --listen 192.168.1.5 --users ~/studio-users",
  "for the people of a trusted network, each under their own name",
  NULL,
};

const LimCommand lim_command_serve = {
  .name = "serve",
  .group = "project",
  .summary = "Open the studio: look at the project and judge pictures in the browser",
  .usage = "",
  .details =
      "A web page for one person on this machine, or for several who log in (--users): where the project stands,\n"
      "and desks to judge, compare, crop, dress a story, make images and export. It asks the same functions as the\n"
      "commands, so what one changes the other shows at once. Without users the printed address holds a token;\n"
      "only who opens it gets in. docs/studio.md tells the rest, docs/api.md what programs may ask.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_REVIEWER,
  .options = options,
  .run = run,
};
