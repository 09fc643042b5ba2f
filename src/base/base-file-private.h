/* base-file-private.h: the steps of a durable write; only base-file*.c may include it. */
#pragma once

#include "base-file.h"

/* A new file beside @target with a name nobody else uses, open for writing, with the permissions of @target where that
 * exists. Missing folders are made. -1 with @error on failure. *@temporary: transfer full. */
int lim_file_open_temporary (const char *target, char **temporary, GError **error);

typedef enum
{
  LIM_FILE_REPLACE,
  LIM_FILE_IF_ABSENT, /* else LIM_ERROR_CONFLICT */
} LimFilePut;

/* Gives a finished temporary file its name and syncs the folder. On failure the temporary file is gone. */
gboolean lim_file_put_in_place (const char *temporary, const char *target, LimFilePut put, GError **error);

gboolean lim_file_sync_folder (const char *folder, GError **error);
