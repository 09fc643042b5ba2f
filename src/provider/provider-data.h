/* provider-data.h: what limner knows of models as data: rows it carries, and a user's own file that adds to them and wins. */
#pragma once

#include "base-json.h"

/* docs[0]: the rows limner carries as @name (“chat-models.json”). docs[1]: those of the file at @path, which must be there, or without it
 * (NULL) those of @name in the user's configuration folder; NULL where there are none. Transfer full, also of what was read
 * before something failed. */
gboolean lim_provider_data_load (const char *name, const char *path, LimJsonDoc *docs[2], GError **error);
