/* dress-edit.h: changing one brief or codex entry in the file it stands in, be it alone or in a list. What stands beside it in
 * the file stays as it is, byte for byte; comments on lines of their own within it are kept above its members.
 *
 * @id is of the brief or entry, @file where the book found it. A file that holds it no longer is LIM_ERROR_CONFLICT; a value that is
 * not allowed, LIM_ERROR_BAD_INPUT; nothing is written then. */
#pragma once

#include "dress-book.h"

typedef enum
{
  LIM_DRESS_PART_BRIEF,
  LIM_DRESS_PART_CODEX,
} LimDressPart;

/* Sets the member @key to @value: a list is given as “a, b”, an empty text takes the member away. */
gboolean lim_dress_edit_set (const LimProject *project, LimDressPart part, const char *file, const char *id,
                             const char *key, const char *value, GError **error);

/* The brief or entry as it stands in the file, without the indentation of a list, to be edited. YAML, or JSON in a .json file.
 * Transfer full. */
char *lim_dress_edit_text (const LimProject *project, LimDressPart part, const char *file, const char *id,
                           GError **error);

/* Puts @text, edited by a person, in its place; it must be one brief or entry with the same id. */
gboolean lim_dress_edit_replace (const LimProject *project, LimDressPart part, const char *file, const char *id,
                                 const char *text, GError **error);

/* Takes it out; the file goes when it held nothing else. */
gboolean lim_dress_edit_remove (const LimProject *project, const char *file, const char *id, GError **error);

/* Writes a new entry beside those of its entity, where they stand in a list, else into a file of its own. */
gboolean lim_dress_edit_add (const LimProject *project, const LimDressBook *book, const LimCodexEntry *entry,
                             GError **error);
