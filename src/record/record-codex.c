#include "record-codex.h"

#include "base-yaml-write.h"
#include "record-dress-fields.h"

LimCodexEntry *
lim_codex_entry_new (const char *id, const char *entity, guint rank, const char *content)
{
  LimCodexEntry *entry = g_new0 (LimCodexEntry, 1);

  entry->id = g_strdup (id);
  entry->entity = g_strdup (entity);
  entry->content = g_strdup (content);
  entry->rank = rank;
  entry->visible_when = g_new0 (char *, 1);
  return entry;
}

void
lim_codex_entry_free (LimCodexEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->id);
  g_free (entry->entity);
  g_free (entry->content);
  g_free (entry->title);
  g_free (entry->file);
  g_strfreev (entry->visible_when);
  g_free (entry);
}

static void
entry_free (gpointer data)
{
  lim_codex_entry_free (data);
}

GPtrArray *
lim_codex_new (void)
{
  return g_ptr_array_new_with_free_func (entry_free);
}

#define AT(member) G_STRUCT_OFFSET (LimCodexEntry, member)

static const LimDressField fields[] = {
  { "id", LIM_DRESS_TEXT, AT (id), .required = TRUE },
  { "entity", LIM_DRESS_TEXT, AT (entity), .required = TRUE },
  { "rank", LIM_DRESS_RANK, AT (rank), .required = TRUE, .least = 1, .most = LIM_CODEX_MAX_RANK },
  { "visible_when", LIM_DRESS_LIST, AT (visible_when) },
  { "title", LIM_DRESS_TEXT, AT (title) },
  { "content", LIM_DRESS_TEXT, AT (content), .required = TRUE },
  { NULL },
};

static void
read_one (const LimJson *object, GPtrArray *codex, GPtrArray *findings, const char *file)
{
  g_autoptr (LimCodexEntry) entry = lim_codex_entry_new (NULL, NULL, 0, NULL);

  entry->file = g_strdup (file);
  entry->line = lim_json_line (object);
  if (lim_dress_read (object, fields, entry, findings, file))
    g_ptr_array_add (codex, g_steal_pointer (&entry));
}

void
lim_codex_read (const LimJsonDoc *doc, GPtrArray *codex, GPtrArray *findings)
{
  lim_dress_each (doc, read_one, codex, findings);
}

static void
append_entry (GString *out, const LimCodexEntry *entry)
{
  g_string_append (out, "- id: ");
  lim_yaml_append_scalar (out, entry->id);
  g_string_append_c (out, '\n');
  lim_yaml_append_text (out, "entity", entry->entity, 2);
  g_string_append_printf (out, "  rank: %u\n", entry->rank);
  lim_yaml_append_list (out, "visible_when", entry->visible_when, 2);
  lim_yaml_append_text (out, "title", entry->title, 2);
  lim_yaml_append_prose (out, "content", entry->content, 2);
}

char *
lim_codex_to_yaml (const GPtrArray *codex)
{
  GString *out = g_string_new (codex->len == 0 ? "[]\n" : NULL);

  for (guint i = 0; i < codex->len; i++)
    append_entry (out, codex->pdata[i]);
  return g_string_free (out, FALSE);
}
