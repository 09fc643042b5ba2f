/* style-init.h: a new project from a template (spec: "templates/ directory … bootstrapping a new game"). The templates are
 * embedded in the program; data/templates/README.md says how they are laid out. */
#pragma once

#include <gio/gio.h>

typedef struct
{
  const char *name, *summary;
} LimTemplate;

/* The templates, blank first; ends in { NULL }. */
const LimTemplate *lim_templates (void);

/* Writes template @template_name as the project @folder, whose last part is its name, and adds the paths of the files,
 * relative to @folder, to @files. The folder appears complete or not at all. With @dry_run only @files is filled.
 * LIM_ERROR_BAD_INPUT: the name is unsafe, the template unknown, or the folder exists and is not empty. */
gboolean lim_style_init (const char *folder, const char *template_name, gboolean dry_run, GPtrArray *files,
                         GError **error);
