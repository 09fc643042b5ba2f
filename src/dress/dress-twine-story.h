/* dress-twine-story.h: what Twee and published Twine files have in common: passages by name, of some story format. */
#pragma once

#include "dress-twine-markup.h"

typedef struct
{
  char *name, *text;
  char **tags;
  guint line;
} LimTwinePassage;

typedef struct
{
  char *title, *ifid, *format, *format_version, *start;
  GPtrArray *passages; /* (element-type LimTwinePassage) */
} LimTwineFile;

LimTwineFile *lim_twine_file_new (void);
void lim_twine_file_free (LimTwineFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimTwineFile, lim_twine_file_free)

/* Takes @name and @text; @tags is split at blanks. */
LimTwinePassage *lim_twine_file_add (LimTwineFile *file, char *name, char *text, const char *tags, guint line);

/* The story in it. Special passages are left out; of passages with one name the later ones get a number. Tags “spine” and the
 * scene types are read as such. @findings says what was not read. LIM_ERROR_BAD_INPUT when there is no passage. Transfer full. */
LimStory *lim_twine_file_story (const LimTwineFile *file, const char *name, GPtrArray *findings, GError **error);

/* The parts of dress-import-twee.c and dress-import-twine.c without files, for tests. @text is valid UTF-8. Transfer full. */
LimTwineFile *lim_twee_parse (const char *name, const char *text, gsize length, GPtrArray *findings);
LimTwineFile *lim_twine_html_parse (const char *name, const char *text, gsize length, GPtrArray *findings,
                                    GError **error);
