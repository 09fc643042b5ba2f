#include "cli-command.h"

#include "base-text.h"
#include "produce-about.h"

/* -- One line each -- */

static char *
abilities (const LimProviderAbout *about)
{
  const LimImageProvider *provider = about->provider;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  if (provider == NULL)
    return g_strdup (about->flags & LIM_PROVIDER_PLACEHOLDER ? "chat, prepared answers" : "chat");
  if (provider->flags & LIM_PROVIDER_SEED)
    g_ptr_array_add (words, (char *) "seed");
  if (provider->recover != NULL)
    g_ptr_array_add (words, (char *) "recover");
  if (provider->cancel != NULL)
    g_ptr_array_add (words, (char *) "cancel");
  if (provider->price != NULL)
    g_ptr_array_add (words, (char *) "costs money");
  if (provider->flags & LIM_PROVIDER_PLACEHOLDER)
    g_ptr_array_add (words, (char *) "placeholders");
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

static void
print_overview (LimCli *cli, const GPtrArray *all)
{
  static const LimColumn columns[] = { { .key = "provider", .title = "Provider" },
                                       { .key = "state", .title = "State" },
                                       { .key = "abilities", .title = "Abilities" },
                                       { .key = "help", .title = "What it is" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < all->len; i++)
    {
      const LimProviderAbout *about = all->pdata[i];
      g_autofree char *can = abilities (about);

      lim_table_row (table);
      lim_table_string (table, about->name);
      lim_table_string (table, lim_provider_about_state (about));
      lim_table_mark (table, about->fault != NULL ? LIM_MARK_BAD : about->chosen ? LIM_MARK_GOOD : LIM_MARK_NONE);
      lim_table_string (table, can);
      lim_table_string (table, about->help);
    }
  lim_cli_print_table (cli, table);
}

/* -- In full -- */

/* “600 s”; NULL: none. Transfer full. */
static char *
say_value (const LimProviderAbout *about, const LimOptionRow *row)
{
  g_autofree char *value = lim_produce_option_value (about, row);
  g_autofree char *harmless = value != NULL ? lim_text_harmless (value) : NULL;

  if (harmless == NULL)
    return NULL;
  return g_strconcat (harmless, g_strcmp0 (row->placeholder, "SECONDS") == 0 ? " s" : "", NULL);
}

static void
print_options (LimCli *cli, const LimProviderAbout *about)
{
  static const LimColumn columns[] = { { .key = "option", .title = "Option" },
                                       { .key = "value", .title = "Value" },
                                       { .key = "from", .title = "From" },
                                       { .key = "help", .title = "Meaning" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (const LimOptionRow *row = about->options; row != NULL && row->name != NULL; row++)
    {
      g_autofree char *value = say_value (about, row);
      g_autofree char *name = g_strdelimit (g_strdup (row->name), "-", '_');

      lim_table_row (table);
      lim_table_string (table, name);
      lim_table_string (table, value != NULL ? value : "");
      lim_table_string (table, value != NULL ? lim_produce_option_source (about, row) : "");
      lim_table_string (table, row->help);
    }
  if (lim_table_n_rows (table) > 0)
    lim_cli_print_table (cli, table);
}

#define TABLE_COLUMNS 130u /* from here on a table shows what the options mean */

/* Where a table would cut off what they mean: a line for each, and its meaning under it. */
static void
list_options (LimCli *cli, const LimProviderAbout *about)
{
  for (const LimOptionRow *row = about->provider->options; row != NULL && row->name != NULL; row++)
    {
      g_autofree char *value = say_value (about, row);
      g_autofree char *name = g_strdelimit (g_strdup (row->name), "-", '_');

      lim_cli_print (cli, "%s%s%s%s%s%s%s", lim_cli_style (cli, "bold"), name, lim_cli_style (cli, "off"),
                     value != NULL ? ": " : "", value != NULL ? value : "", value != NULL ? "  · " : "",
                     value != NULL ? lim_produce_option_source (about, row) : "");
      lim_cli_print (cli, "    %s", row->help);
    }
}

static void
print_servers (LimCli *cli, const LimProviderAbout *about)
{
  for (guint i = 0; i < about->servers->len; i++)
    {
      const LimServerAbout *server = about->servers->pdata[i];

      if (server->said == NULL)
        continue;
      lim_cli_print (cli, "%s%s%s: %s", lim_cli_style (cli, server->well ? "good" : "bad"),
                     server->well ? "Answers" : "Cannot be used", lim_cli_style (cli, "off"), server->said);
    }
}

static void
print_full (LimCli *cli, const LimProviderAbout *about)
{
  g_autofree char *can = abilities (about);

  lim_cli_print (cli, "%s%s%s: %s", lim_cli_style (cli, "bold"), about->name, lim_cli_style (cli, "off"),
                 about->help);
  lim_cli_print (cli, "State: %s. Abilities: %s.", lim_provider_about_state (about),
                 *can != '\0' ? can : "none of note");
  if (about->fault != NULL)
    lim_cli_print (cli, "%sFault%s: %s", lim_cli_style (cli, "bad"), lim_cli_style (cli, "off"), about->fault);
  if (about->model != NULL)
    lim_cli_print (cli, "Model: %s.", about->model);
  if (about->key_from != NULL)
    lim_cli_print (cli, "Key: from %s.", about->key_from);
  else if (about->key_place != NULL)
    lim_cli_print (cli, "Key: none. It would be looked for in %s.", about->key_place);
  print_servers (cli, about);
  if (about->connect != NULL)
    lim_cli_print (cli, "\nHow to connect it:");
  for (const char *const *line = about->connect; line != NULL && *line != NULL; line++)
    lim_cli_print (cli, "  %d. %s", (int) (line - about->connect) + 1, *line);
  lim_cli_print (cli, "%s", "");
  if (cli->width > 0 && cli->width < TABLE_COLUMNS)
    list_options (cli, about);
  else
    print_options (cli, about);
}

/* -- As JSON -- */

static void
print_json (LimCli *cli, const GPtrArray *all)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < all->len; i++)
    lim_json_append (list, lim_provider_about_to_json (all->pdata[i], doc));
  lim_cli_print_json (cli, list);
}

/* -- The command -- */

/* One that was asked for by name and cannot be used is the command's failure. */
static gboolean
check (const GPtrArray *all, GError **error)
{
  const LimProviderAbout *about = all->pdata[0];

  if (about->fault != NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s cannot be used as it is configured", about->name);
  for (guint i = 0; i < about->servers->len; i++)
    {
      const LimServerAbout *server = about->servers->pdata[i];

      if (server->said != NULL && !server->well)
        return lim_fail (error, LIM_ERROR_PROVIDER, "%s cannot be used; the reason stands above", server->name);
    }
  return TRUE;
}

static gboolean
run (LimCli *cli, GError **error)
{
  const char *name = cli->words[0];
  gboolean probe = lim_settings_flag (cli->options, "probe");
  g_autoptr (GPtrArray) all = lim_produce_about (cli->project, name, probe, cli->context.cancellable, error);

  if (all == NULL)
    return FALSE;
  if (cli->json)
    print_json (cli, all);
  else if (name != NULL)
    print_full (cli, all->pdata[0]);
  else
    print_overview (cli, all);
  for (guint i = 0; !cli->json && name == NULL && probe && i < all->len; i++)
    print_servers (cli, all->pdata[i]);
  if (name == NULL)
    lim_cli_print (cli, "`limner config providers NAME` tells how to connect one.");
  return name == NULL || check (all, error);
}

static const LimOptionRow options[] = {
  { .name = "probe", .type = LIM_OPTION_FLAG, .help = "ask the servers whether they are there and what they are" },
  { 0 },
};

static const char *const examples[] = {
  "config providers",
  "who could make images, and what is configured",
  "config providers openai --probe",
  "how to connect it, where its key comes from, and whether it answers",
  "config providers chat.openai",
  "the same of a chat model: its name begins with “chat.”, as it stands in limner.yaml",
  NULL,
};

const LimCommand lim_command_config_providers = {
  .name = "config providers",
  .group = "project",
  .summary = "List the image makers and chat models, explain how to connect one, and ask whether it answers",
  .usage = "[NAME]",
  .details = "Keys are told by where they come from, never shown. docs/providers.md tells the rest.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON,
  .max_words = 1,
  .words = LIM_WORD_TEXT,
  .options = options,
  .run = run,
};
