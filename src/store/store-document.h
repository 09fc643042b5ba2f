/* store-document.h: documents of the project that several programs and people may edit at once. A writer states what
 * it read; where the file is no longer that, nothing is written and the writer is told. */
#pragma once

#include "store-lock.h"

/* The absolute path of @relative, a path out of a document. It must stay inside the project, also where symbolic links
 * stand on the way: LIM_ERROR_BAD_INPUT otherwise, or when they lead in a circle. It need not exist. Transfer full. */
char *lim_store_resolve (const LimProject *project, const char *relative, GError **error);

/* Reads the JSON document at @relative (at most 64 MiB). Transfer full. */
LimJsonDoc *lim_store_load_document (const LimProject *project, const char *relative, GError **error);

/* Replaces the document at @relative, atomically and durably, if its bytes still are @expected; with NULL it must not
 * exist yet. LIM_ERROR_CONFLICT otherwise. A record has to be of legal lineage (store-lineage.h). Takes the write lock.
 *
 * Between limner processes nothing can come in between. A program that takes no lock can, in the moment between the
 * look and the rename. */
gboolean lim_store_save_document (const LimProject *project, const char *relative, GBytes *bytes, GBytes *expected,
                                  GError **error);

/* The same for a caller who holds the write lock already. */
gboolean lim_store_save_document_locked (const LimProject *project, const LimLock *lock, const char *relative,
                                         GBytes *bytes, GBytes *expected, GError **error);

/* Whether @text, what the file @relative holds now (NULL: there is none), is @expected (NULL: none); LIM_ERROR_CONFLICT
 * with what to do when not. For writers that hold the lock and write in their own way. */
gboolean lim_store_check_content (const char *relative, const char *text, gsize length, GBytes *expected,
                                  GError **error);

/* The names in @folder (relative) that end in @suffix, without it, sorted by bytes; hidden files and folders are left
 * out. Empty when there is no such folder. (element-type char*), transfer full. */
GPtrArray *lim_store_list_names (const LimProject *project, const char *folder, const char *suffix, GError **error);
