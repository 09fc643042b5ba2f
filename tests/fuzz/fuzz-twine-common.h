/* fuzz-twine-common.h: what a Twine file must give, whichever way it was written: a refusal with a reason, or a story that
 * can be written and read again, in every story format. */
#pragma once

#include "dress-twine-story.h"

#include "base-finding.h"
#include "base-yaml.h"

#include <string.h>

static inline void
check_story (const LimStory *story)
{
  g_autofree char *yaml = lim_story_to_yaml (story);
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("fuzz", yaml, -1, NULL);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (LimStory) back = doc != NULL ? lim_story_read (doc, findings) : NULL;

  if (strlen (yaml) < 3 << 20 && (back == NULL || back->n_choices != story->n_choices))
    __builtin_trap ();
}

/* Reads the story of @file, taken as being in the story format that @choice picks. @findings are those of its parsing. */
static inline void
check_twine_file (LimTwineFile *file, gsize choice, GPtrArray *findings)
{
  static const char *const formats[] = { "Harlowe", "SugarCube", "Chapbook", "Snowman" };
  g_autoptr (GError) error = NULL;

  g_free (file->format);
  file->format = g_strdup (formats[choice % G_N_ELEMENTS (formats)]);
  g_autoptr (LimStory) story = lim_twine_file_story (file, "fuzz", findings, &error);
  if ((story == NULL) != (error != NULL))
    __builtin_trap ();
  if (story != NULL)
    check_story (story);
}
