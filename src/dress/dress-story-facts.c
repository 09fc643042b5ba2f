#include "dress-story-facts.h"

#include "base-text.h"

#include <string.h>

/* -- Facts -- */

static void
add_fact (GHashTable *facts, const char *kind, const char *id, const LimJson *member)
{
  GString *value = g_string_new (NULL);

  lim_json_append_compact (value, member);
  g_hash_table_insert (facts,
                       id != NULL ? g_strdup_printf ("%s %s: %s", kind, id, lim_json_key (member))
                                  : g_strdup_printf ("%s: %s", kind, lim_json_key (member)),
                       g_string_free (value, FALSE));
}

static void
add_items (GHashTable *facts, const char *kind, const LimJson *list)
{
  for (const LimJson *item = lim_json_first (list); item != NULL; item = lim_json_next (item))
    {
      const char *id = lim_json_get_string (item, "id");

      g_hash_table_insert (facts, g_strdup_printf ("%s %s", kind, id), g_strdup (""));
      for (const LimJson *member = lim_json_first (item); member != NULL; member = lim_json_next (member))
        if (strcmp (lim_json_key (member), "id") != 0)
          add_fact (facts, kind, id, member);
    }
}

GHashTable *
lim_story_facts (const LimStory *story)
{
  GHashTable *facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GBytes) bytes = lim_story_to_json (story);
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("story", text, (gssize) length, NULL);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  static const char *const kinds[][2] = { { "entities", "entity" },
                                          { "codewords", "codeword" },
                                          { "passages", "passage" } };

  for (const LimJson *member = lim_json_first (root); member != NULL; member = lim_json_next (member))
    {
      const char *kind = NULL;

      for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
        if (strcmp (lim_json_key (member), kinds[i][0]) == 0)
          kind = kinds[i][1];
      if (kind != NULL)
        add_items (facts, kind, member);
      else
        add_fact (facts, "story", NULL, member);
    }
  return facts;
}

/* -- Differences -- */

typedef struct
{
  GHashTable *lines; /* subject → GString of changed members */
  GPtrArray *out;
} Report;

/* “passage attic: prose” → “passage attic”; ids may hold a colon and a blank, members do not. */
static char *
subject_of (const char *fact)
{
  const char *colon = g_strrstr (fact, ": ");

  return colon != NULL ? g_strndup (fact, (gsize) (colon - fact)) : g_strdup (fact);
}

static void
note_changed (Report *report, const char *fact)
{
  g_autofree char *subject = subject_of (fact);
  GString *members = g_hash_table_lookup (report->lines, subject);

  if (members == NULL)
    {
      members = g_string_new (NULL);
      g_hash_table_insert (report->lines, g_strdup (subject), members);
    }
  g_string_append_printf (members, "%s%s", members->len > 0 ? ", " : "", g_strrstr (fact, ": ") + 2);
}

static gboolean
is_subject (GHashTable *facts, const char *fact)
{
  const char *value = g_hash_table_lookup (facts, fact);

  return value != NULL && *value == '\0';
}

static void
gstring_free (gpointer data)
{
  g_string_free (data, TRUE);
}

static GPtrArray *
sorted_keys (GHashTable *first, GHashTable *second)
{
  g_autoptr (GHashTable) all = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *keys = g_ptr_array_new ();
  GHashTable *const tables[] = { first, second };
  GHashTableIter iter;
  gpointer key;

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    for (g_hash_table_iter_init (&iter, tables[i]); g_hash_table_iter_next (&iter, &key, NULL);)
      if (g_hash_table_add (all, key))
        g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, lim_text_compare);
  return keys;
}

static GPtrArray *
finish (Report *report)
{
  GHashTableIter iter;
  gpointer subject, members;

  for (g_hash_table_iter_init (&iter, report->lines); g_hash_table_iter_next (&iter, &subject, &members);)
    g_ptr_array_add (report->out, g_strdup_printf ("~ %s: %s", (char *) subject, ((const GString *) members)->str));
  g_hash_table_unref (report->lines);
  g_ptr_array_sort (report->out, lim_text_compare);
  return report->out;
}

static Report
begin (void)
{
  return (Report){ .lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, gstring_free),
                   .out = g_ptr_array_new_with_free_func (g_free) };
}

GPtrArray *
lim_story_changes (GHashTable *before, GHashTable *after)
{
  g_autoptr (GPtrArray) keys = sorted_keys (before, after);
  Report report = begin ();

  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = keys->pdata[i], *old = g_hash_table_lookup (before, key),
                 *new = g_hash_table_lookup (after, key);
      g_autofree char *subject = subject_of (key);

      if (g_strcmp0 (old, new) == 0)
        continue;
      if (is_subject (before, key) || is_subject (after, key))
        g_ptr_array_add (report.out, g_strconcat (old == NULL ? "+ " : "− ", key, NULL));
      else if (is_subject (before, subject) == is_subject (after, subject))
        note_changed (&report, key);
    }
  return finish (&report);
}

GPtrArray *
lim_story_losses (GHashTable *base, GHashTable *mine, GHashTable *after)
{
  g_autoptr (GPtrArray) keys = sorted_keys (base, mine);
  Report report = begin ();

  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = keys->pdata[i], *was = g_hash_table_lookup (base, key), *is = g_hash_table_lookup (mine, key);

      /* A member somebody took away, and which comes back, is no loss of work. */
      if (is == NULL || g_strcmp0 (was, is) == 0 || g_strcmp0 (is, g_hash_table_lookup (after, key)) == 0)
        continue;
      if (*is == '\0')
        g_ptr_array_add (report.out, g_strconcat ("− ", key, NULL));
      else
        note_changed (&report, key);
    }
  return finish (&report);
}

/* -- Taking over -- */

static void
take_text (char **to, const char *from)
{
  if (*to == NULL)
    *to = g_strdup (from);
}

static void
take_list (char ***to, char **from)
{
  if ((*to)[0] != NULL)
    return;
  g_strfreev (*to);
  *to = g_strdupv (from);
}

static void
copy_details (GPtrArray *to, const GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    {
      const LimStoryDetail *detail = from->pdata[i];

      g_ptr_array_add (to, lim_story_detail_new (detail->name, detail->text));
    }
}

static void
take_entity (LimStory *story, const LimStoryEntity *from)
{
  LimStoryEntity *entity = lim_story_add_entity (story, from->id);

  if (entity == NULL)
    return;
  entity->type = from->type;
  g_free (entity->name);
  entity->name = g_strdup (from->name);
  take_list (&entity->aka, from->aka);
  take_text (&entity->concept, from->concept);
  copy_details (entity->base, from->base);
  for (guint i = 0; i < from->overlays->len; i++)
    {
      const LimStoryOverlay *old = from->overlays->pdata[i];
      LimStoryOverlay *overlay = lim_story_overlay_new ();

      take_list (&overlay->when, old->when);
      copy_details (overlay->details, old->details);
      g_ptr_array_add (entity->overlays, overlay);
    }
}

void
lim_story_take_over (LimStory *story, const LimStory *from)
{
  take_text (&story->title, from->title);
  take_text (&story->genre, from->genre);
  take_text (&story->subgenre, from->subgenre);
  take_text (&story->audience, from->audience);
  take_text (&story->style_notes, from->style_notes);
  take_list (&story->tone, from->tone);
  take_list (&story->themes, from->themes);
  for (guint i = 0; i < from->entities->len; i++)
    take_entity (story, from->entities->pdata[i]);
  for (guint i = 0; i < from->codewords->len; i++)
    {
      const LimStoryCodeword *old = from->codewords->pdata[i];

      lim_story_ensure_codeword (story, old->id);
      LimStoryCodeword *codeword = g_hash_table_lookup (story->codewords_by_id, old->id);
      if (codeword == NULL)
        continue;
      take_list (&codeword->tracks, old->tracks);
      take_list (&codeword->entities, old->entities);
      take_list (&codeword->reveals, old->reveals);
    }
  for (guint i = 0; i < from->passages->len; i++)
    {
      const LimStoryPassage *old = from->passages->pdata[i];
      LimStoryPassage *passage = g_hash_table_lookup (story->passages_by_id, old->id);

      if (passage == NULL)
        continue;
      take_text (&passage->scene_type, old->scene_type);
      take_list (&passage->appears, old->appears);
      passage->spine |= old->spine;
    }
}
