/* cli-command.h: what a command is. One file cmd-NAME.c ends in one such row; NAME stands in the list of cli/meson.build;
 * help, man page and completion are made from the rows.
 *
 * cli/ turns words into calls and results into text. It decides nothing: what a command does lives in style/, export/,
 * store/ and so on, so that the studio and the tests call the same functions. */
#pragma once

#include "base-context.h"
#include "base-settings.h"
#include "base-table.h"
#include "store-project.h"

typedef struct _LimCli LimCli;

typedef enum
{
  LIM_COMMAND_PROJECT = 1 << 0,  /* a project is opened first and stands in cli->project */
  LIM_COMMAND_JSON = 1 << 1,     /* takes --json */
  LIM_COMMAND_DRY_RUN = 1 << 2,  /* takes --dry-run */
  LIM_COMMAND_REVIEWER = 1 << 3, /* takes --reviewer; lim_cli_reviewer() answers */
  LIM_COMMAND_HIDDEN = 1 << 4,   /* not listed in help */
  LIM_COMMAND_RAW = 1 << 5,      /* takes everything after its name as words, options too */
  LIM_COMMAND_REPAIRS = 1 << 6,  /* finishes what a crash cut short itself, so opening the project leaves it */
  LIM_COMMAND_DEFAULT = 1 << 7,  /* what the first word of its name alone means: “jobs” is “jobs list” */
} LimCommandFlags;

/* What a word of the command line is, for completion. */
typedef enum
{
  LIM_WORD_TEXT,
  LIM_WORD_FILE,
  LIM_WORD_FOLDER,
  LIM_WORD_RECORD,
  LIM_WORD_RULE,
  LIM_WORD_JOB,
} LimWordKind;

typedef struct
{
  const char *name;            /* “export”, “canon bind” */
  const char *group;           /* heading in the overview: “project”, “style”, “hand on”, “shell” */
  const char *summary;         /* one line without a full stop */
  const char *usage;           /* the words after the name: “PACK”, “[ID STATUS "WHY"]”; "" for none */
  const char *details;         /* paragraphs for --help and the man page, or NULL */
  const char *const *examples; /* pairs of a command line without “limner ” and what it does; NULL-terminated */
  guint flags;                 /* LimCommandFlags */
  guint min_words, max_words;
  LimWordKind words;           /* what the words are */
  const LimOptionRow *options; /* of its own, ending in { 0 }; may be NULL */

  /* Does it. Words and options are checked against the row before. Work that went wrong for some items only is
   * reported by the command and ends in LIM_ERROR_SOME_FAILED with a message that counts them. */
  gboolean (*run) (LimCli *cli, GError **error);
} LimCommand;

struct _LimCli
{
  const LimCommand *command;
  LimContext context;
  LimSettings *options; /* the command's own options */
  char **words;         /* the words after the command's name, NULL-terminated */
  guint n_words;
  LimProject *project; /* NULL without LIM_COMMAND_PROJECT */
  gboolean json, dry_run;
  char *reviewer; /* from --reviewer, or NULL */
  guint width;    /* columns of the terminal; 0: not a terminal */
  gboolean color;
};

/* The rows in the order of the list, NULL-terminated. */
const LimCommand *const *lim_commands (void);

/* The rows of the options every command takes (-C, --game, --help), and of those the flags add. */
extern const LimOptionRow lim_cli_global_options[];

/* The command that @words (NULL-terminated) begin with; *@n_used counts the words of its name. LIM_ERROR_USAGE names
 * the nearest. For a bare group such as “canon”, *@group is set and NULL returned without error. */
const LimCommand *lim_command_find (const char *const *words, guint *n_used, const char **group, GError **error);

/* LIM_ERROR_USAGE: there is no command @words (NULL-terminated); names the nearest. Returns FALSE. */
gboolean lim_command_fail_unknown (const char *const *words, GError **error);

/* -- Speaking. Standard output is for results, standard error for what happens meanwhile -- */

void lim_cli_print (LimCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3); /* a line, nothing under --json */
void lim_cli_print_table (LimCli *cli, const LimTable *table);                  /* text, or JSON under --json */
void lim_cli_print_json (LimCli *cli, const LimJson *node);                     /* indented, with a newline */
void lim_cli_warn (LimCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);  /* a line on standard error */

/* ANSI code where colour is on, else "". Names: “bold”, “dim”, “good”, “warn”, “bad”, “off”. */
const char *lim_cli_style (const LimCli *cli, const char *name);

/* Who judges: --reviewer, else LIMNER_REVIEWER, the project's `reviewer`, git's user.name, as “human:NAME” where no
 * kind is given. LIM_ERROR_USAGE says how to tell when none is known. Transfer full. */
char *lim_cli_reviewer (LimCli *cli, GError **error);
