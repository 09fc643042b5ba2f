/* story-fixture.h: stories out of a text, for tests. */
#pragma once

#include "base-finding.h"
#include "base-yaml.h"
#include "record-story.h"

static inline LimStory *
story_from (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("story.yaml", text, -1, &error);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  LimStory *story = NULL;

  g_assert_no_error (error);
  story = lim_story_read (doc, findings);
  g_assert_nonnull (story);
  return story;
}
