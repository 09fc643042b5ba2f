#include "cli-ask.h"

#include "base-error.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

gboolean
lim_cli_can_ask (const LimCli *cli)
{
  return !cli->json && isatty (STDIN_FILENO) && isatty (STDOUT_FILENO);
}

char *
lim_cli_ask_line (LimCli *cli G_GNUC_UNUSED, const char *question, GError **error)
{
  char line[4096];

  fputs (question, stdout);
  fflush (stdout);
  if (fgets (line, sizeof line, stdin) == NULL)
    return lim_fail_null (error, LIM_ERROR_CANCELLED, "nothing was decided: the input ended");
  g_strstrip (line);
  return g_utf8_make_valid (line, -1);
}

gboolean
lim_cli_ask (LimCli *cli, const char *question, const char *keys, char *key, GError **error)
{
  for (;;)
    {
      g_autofree char *line = lim_cli_ask_line (cli, question, error);

      if (line == NULL)
        return FALSE;
      char answer = *line != '\0' ? g_ascii_tolower (*line) : *keys;
      if (strchr (keys, answer) != NULL)
        {
          *key = answer;
          return TRUE;
        }
    }
}
