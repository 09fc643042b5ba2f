#include "record-brief.h"

#include "base-text.h"
#include "base-yaml-write.h"
#include "record-dress-fields.h"

const char *const *
lim_brief_categories (void)
{
  static const char *const names[] = { "scene", "portrait", "vista", "item_detail", NULL };

  return names;
}

LimBrief *
lim_brief_new (const char *id, const char *passage)
{
  LimBrief *brief = g_new0 (LimBrief, 1);

  brief->id = g_strdup (id);
  brief->passage = g_strdup (passage);
  brief->entities = g_new0 (char *, 1);
  brief->judged = g_new0 (char *, 1);
  brief->priority = LIM_BRIEF_UNSCORED;
  return brief;
}

void
lim_brief_free (LimBrief *brief)
{
  if (brief == NULL)
    return;
  g_free (brief->id);
  g_free (brief->passage);
  g_free (brief->category);
  g_free (brief->subject);
  g_free (brief->composition);
  g_free (brief->mood);
  g_free (brief->caption);
  g_free (brief->negative);
  g_free (brief->style_overrides);
  g_free (brief->reason);
  g_free (brief->file);
  g_strfreev (brief->entities);
  g_strfreev (brief->judged);
  g_free (brief);
}

static void
brief_free (gpointer data)
{
  lim_brief_free (data);
}

GPtrArray *
lim_briefs_new (void)
{
  return g_ptr_array_new_with_free_func (brief_free);
}

#define AT(member) G_STRUCT_OFFSET (LimBrief, member)

static const LimDressField fields[] = {
  { "id", LIM_DRESS_TEXT, AT (id), .required = TRUE },
  { "passage", LIM_DRESS_TEXT, AT (passage), .required = TRUE },
  { "category", LIM_DRESS_TEXT, AT (category) },
  { "subject", LIM_DRESS_TEXT, AT (subject) },
  { "entities", LIM_DRESS_LIST, AT (entities) },
  { "composition", LIM_DRESS_TEXT, AT (composition) },
  { "mood", LIM_DRESS_TEXT, AT (mood) },
  { "caption", LIM_DRESS_TEXT, AT (caption) },
  { "negative", LIM_DRESS_TEXT, AT (negative) },
  { "style_overrides", LIM_DRESS_WORDS, AT (style_overrides) },
  { "priority", LIM_DRESS_RANK, AT (priority), .least = 0, .most = 3 },
  { "judged", LIM_DRESS_LIST, AT (judged) },
  { "score", LIM_DRESS_NUMBER, AT (score), .least = -LIM_BRIEF_MAX_SCORE, .most = LIM_BRIEF_MAX_SCORE },
  { "reason", LIM_DRESS_TEXT, AT (reason) },
  { "minimal", LIM_DRESS_FLAG, AT (minimal) },
  { NULL },
};

static gboolean
check_category (const LimBrief *brief, GPtrArray *findings)
{
  if (brief->category == NULL || g_strv_contains (lim_brief_categories (), brief->category))
    return TRUE;
  g_autofree char *list = lim_text_list (lim_brief_categories ());
  g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_ERROR, brief->file, brief->line, "category",
                                              brief->category, list, NULL));
  return FALSE;
}

static void
read_one (const LimJson *object, GPtrArray *briefs, GPtrArray *findings, const char *file)
{
  g_autoptr (LimBrief) brief = lim_brief_new (NULL, NULL);

  brief->file = g_strdup (file);
  brief->line = lim_json_line (object);
  if (lim_dress_read (object, fields, brief, findings, file) && check_category (brief, findings))
    g_ptr_array_add (briefs, g_steal_pointer (&brief));
}

void
lim_briefs_read (const LimJsonDoc *doc, GPtrArray *briefs, GPtrArray *findings)
{
  lim_dress_each (doc, read_one, briefs, findings);
}

char *
lim_brief_to_yaml (const LimBrief *brief)
{
  GString *out = g_string_new (NULL);

  lim_yaml_append_text (out, "id", brief->id, 0);
  lim_yaml_append_text (out, "passage", brief->passage, 0);
  lim_yaml_append_text (out, "category", brief->category, 0);
  lim_yaml_append_prose (out, "subject", brief->subject, 0);
  lim_yaml_append_list (out, "entities", brief->entities, 0);
  lim_yaml_append_prose (out, "composition", brief->composition, 0);
  lim_yaml_append_prose (out, "mood", brief->mood, 0);
  lim_yaml_append_prose (out, "caption", brief->caption, 0);
  lim_yaml_append_prose (out, "negative", brief->negative, 0);
  lim_yaml_append_prose (out, "style_overrides", brief->style_overrides, 0);
  if (brief->priority != LIM_BRIEF_UNSCORED)
    g_string_append_printf (out, "priority: %u\n", brief->priority);
  lim_yaml_append_list (out, "judged", brief->judged, 0);
  if (brief->reason != NULL)
    g_string_append_printf (out, "score: %" G_GINT64_FORMAT "\n", brief->score);
  lim_yaml_append_text (out, "reason", brief->reason, 0);
  if (brief->minimal)
    g_string_append (out, "minimal: true\n");
  return g_string_free (out, FALSE);
}
