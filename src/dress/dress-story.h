/* dress-story.h: the story of the project: story/story.yaml or story/story.json. The dress workflow reads it and never
 * changes it; only `story import` writes it. */
#pragma once

#include "base-finding.h"
#include "record-story.h"
#include "store-project.h"

/* The path of the project's story relative to it, “story/story.yaml” or “story/story.json”. NULL without @error when
 * there is none; LIM_ERROR_BAD_INPUT when there are both. Transfer full. */
char *lim_dress_story_path (const LimProject *project, GError **error);

/* Reads a story from a file's text: JSON where @name ends in .json, else YAML. As lim_dress_story_open(). */
LimStory *lim_dress_story_parse (const char *name, const char *text, gsize length, GPtrArray *findings,
                                 GError **error);

/* Reads the project's story. Warnings, and errors that make it NULL, go to @findings; without (NULL), @error lists the
 * errors. LIM_ERROR_NOT_FOUND says how to get a story. Transfer full. */
LimStory *lim_dress_story_open (const LimProject *project, GPtrArray *findings, GError **error);
