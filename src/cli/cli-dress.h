/* cli-dress.h: what the dress commands show. */
#pragma once

#include "cli-command.h"
#include "dress-book.h"

/* The art direction and all visuals, as Gate 1 sees them. */
void lim_cli_print_direction (LimCli *cli, const LimDressBook *book);

/* All of a brief, as Gate 2 sees it. */
void lim_cli_print_brief (LimCli *cli, const LimDressBook *book, const LimBrief *brief);

/* The codex entries of an entity, by rank. */
void lim_cli_print_codex (LimCli *cli, const LimDressBook *book, const char *entity);

/* A warning for each part that could not be read. */
void lim_cli_warn_of_dress (LimCli *cli, const LimDressBook *book);

/* @text after @name, wrapped to the terminal and harmless; nothing for an empty one. */
void lim_cli_print_field (LimCli *cli, const char *name, const char *text);

/* The same of a list, with commas between. */
void lim_cli_print_list (LimCli *cli, const char *name, char **list);
