/* dress-import.h: a story from the tool it was written with → story/story.yaml, and again after it was changed there.
 *
 * One file dress-import-NAME.c ends in one row; NAME stands in the list of dress/meson.build. */
#pragma once

#include "base-finding.h"
#include "record-story.h"
#include "store-project.h"

typedef struct
{
  const char *name; /* “twee” */
  const char *help; /* what it reads, for people */
  gboolean whole;   /* carries entities and what codewords mean; else these are kept from the story there was */

  /* Whether a file of that name and content is one of its own; asked in the order of the list, the first yes reads. */
  gboolean (*knows) (const char *name, const char *text, gsize length);

  /* Reads it. @name stands in messages, @path is where it lies. What could not be read goes to @findings; NULL with @error when
   * there is no story in it. Transfer full. */
  LimStory *(*read) (const char *name, const char *path, const char *text, gsize length, GPtrArray *findings,
                     GError **error);
} LimStoryImporter;

/* The rows, NULL-terminated. */
const LimStoryImporter *const *lim_story_importers (void);

typedef struct
{
  const char *side; /* a file of ours with what the story lacks: vision, entities, codewords, who appears; or NULL */
  const char *format; /* name of an importer; NULL: found out */
  gboolean replace;   /* even where work done by hand is lost */
  gboolean dry_run;
} LimStoryImportOptions;

typedef struct
{
  const LimStoryImporter *importer;
  LimStory *story;  /* as it is, or would be, written */
  char *path;       /* relative: “story/story.yaml” */
  char *original;   /* relative: “story/original/foggy.twee” */
  gboolean is_new;  /* there was no story before */
  gboolean is_same; /* nothing changed */
  GPtrArray *changes; /* (element-type char*) “+ passage attic”, “~ passage cellar: prose, choices”, “- entity cat” */
  GPtrArray *losses;   /* (element-type char*) work done by hand that is, or would be, gone */
  GPtrArray *findings; /* (element-type LimFinding) what could not be read */
} LimStoryImport;

/* Brings the file at @file in. Its bytes are kept below story/original/. What was added to story.yaml by hand since the last
 * import is found by comparing; where the new story would drop some of it, LIM_ERROR_REFUSED lists it, unless
 * options->replace. *@import is set also then, and on success. Free with lim_story_import_free(). */
gboolean lim_dress_import (const LimProject *project, const char *file, const LimStoryImportOptions *options,
                           LimStoryImport **import, GError **error);
void lim_story_import_free (LimStoryImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimStoryImport, lim_story_import_free)

/* -- For importers -- */

/* Says once what was passed over, with counts. */
void lim_import_note (GPtrArray *findings, const char *name, guint count, const char *what, const char *consequence);
