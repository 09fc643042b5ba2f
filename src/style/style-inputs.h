/* style-inputs.h: the hand-written JSON and YAML files below inputs/. */
#pragma once

#include "base-json.h"
#include "store-project.h"

/* The paths, relative to the project, of the *.json, *.yaml and *.yml files in @folder, sorted; empty when there is no
 * such folder. (element-type char*), transfer full. */
GPtrArray *lim_style_list_inputs (const LimProject *project, const char *folder, GError **error);

/* Reads a JSON or YAML document, by its ending. @path is relative to the project, or absolute. LIM_ERROR_NOT_FOUND,
 * LIM_ERROR_BAD_INPUT with file, line and column. Transfer full. */
LimJsonDoc *lim_style_read_document (const LimProject *project, const char *path, GError **error);

/* The document that @name means: a path as seen from the working folder, else from the project, or a file of @folder
 * with or without its ending. @what is its kind in messages: “pack”. LIM_ERROR_NOT_FOUND names those there are. Transfer
 * full. */
LimJsonDoc *lim_style_find_document (const LimProject *project, const char *folder, const char *what,
                                     const char *name, GError **error);
