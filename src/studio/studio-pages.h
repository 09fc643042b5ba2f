/* studio-pages.h: the pages, as they are built into the program. A name is looked up in a list, so no path leads anywhere
 * else. */
#pragma once

#include "studio-request.h"

/* Whether the program was built with its pages. */
gboolean lim_studio_has_pages (void);

/* The part that @path asks for: a page, or a file under /assets/. LIM_ERROR_NOT_FOUND for what there is not; without pages
 * the overview is a text that says how to build them. */
gboolean lim_studio_page (const char *path, LimStudioAnswer *answer, GError **error);
