#include "cli-help.h"

#include <stdio.h>

static gboolean
run (LimCli *cli G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  g_autofree char *text = lim_help_man_page ();

  fputs (text, stdout);
  return TRUE;
}

static const char *const examples[] = { "man | man -l -", "read the manual page without installing it", NULL };

const LimCommand lim_command_man = {
  .name = "man",
  .group = "shell",
  .summary = "Print the manual page",
  .usage = "",
  .examples = examples,
  .run = run,
};
