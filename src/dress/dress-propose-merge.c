/* dress-propose-merge.c: many answers into one list of entities that the prose bears out. Pure. */

#include "dress-propose-private.h"

#include "canon-term.h"
#include "dress-words.h"

#include <string.h>

/* The id for @name in @story: its letters and digits, numbered when taken. Transfer full. */
static char *
make_id (const LimStory *story, const char *name)
{
  g_autoptr (GString) id = g_string_new (NULL);

  for (const char *at = name; *at != '\0' && id->len < 40; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (id, g_ascii_tolower (*at));
    else if (id->len > 0 && id->str[id->len - 1] != '_')
      g_string_append_c (id, '_');
  while (id->len > 0 && id->str[id->len - 1] == '_')
    g_string_truncate (id, id->len - 1);
  if (id->len == 0)
    g_string_append (id, "entity");
  gsize base = id->len;
  for (guint n = 2; lim_story_entity (story, id->str) != NULL; n++)
    {
      g_string_truncate (id, base);
      g_string_append_printf (id, "_%u", n);
    }
  return g_string_free (g_steal_pointer (&id), FALSE);
}

/* Whether some prose says @name. */
static gboolean
is_said (const LimStory *story, const char *name)
{
  g_autoptr (LimTerms) terms = lim_terms_new ();

  if (lim_terms_add (terms, name) == G_MAXUINT)
    return FALSE;
  for (guint i = 0; i < story->passages->len; i++)
    {
      g_autoptr (GArray) said = lim_terms_find (terms, ((const LimStoryPassage *) story->passages->pdata[i])->prose);

      if (said->len > 0)
        return TRUE;
    }
  return FALSE;
}

void
lim_proposing_know (GHashTable *known, const LimStoryEntity *entity)
{
  g_hash_table_insert (known, lim_text_spread (entity->name), (gpointer) entity);
  for (char **name = entity->aka; *name != NULL; name++)
    g_hash_table_insert (known, lim_text_spread (*name), (gpointer) entity);
}

void
lim_proposing_take (LimStory *proposal, const LimStory *story, const LimJson *object, GHashTable *known,
                    GPtrArray *dropped)
{
  g_autofree char *name = lim_dress_clean_line (lim_json_get_string (object, "name"));
  g_autofree char *spread = name != NULL ? lim_text_spread (name) : NULL, *id = NULL;
  LimStoryEntity *entity;

  if (name == NULL || g_hash_table_contains (known, spread))
    return;
  if (!is_said (story, name))
    {
      g_ptr_array_add (dropped, g_steal_pointer (&name));
      return;
    }
  id = make_id (proposal, name);
  entity = lim_story_add_entity (proposal, id);
  if (entity == NULL)
    return;
  lim_entity_type_parse (lim_json_get_string (object, "type"), &entity->type);
  g_free (entity->name);
  entity->name = g_steal_pointer (&name);
  entity->concept = lim_dress_clean_line (lim_json_get_string (object, "concept"));
  for (const LimJson *aka = lim_json_first (lim_json_get (object, "aka")); aka != NULL; aka = lim_json_next (aka))
    {
      g_autofree char *other = lim_dress_clean_line (lim_json_string (aka));

      if (other != NULL && strcmp (other, entity->name) != 0 && is_said (story, other))
        lim_story_list_add (&entity->aka, other);
    }
  lim_proposing_know (known, entity);
}

static void
own_term (LimTerms *terms, GHashTable *owners, gpointer entity, const char *name)
{
  guint term = lim_terms_add (terms, name);

  if (term != G_MAXUINT)
    g_hash_table_insert (owners, GUINT_TO_POINTER (term), entity);
}

void
lim_proposing_appear (LimStory *proposal, const LimStory *story, GHashTable *known)
{
  g_autoptr (LimTerms) terms = lim_terms_new ();
  g_autoptr (GHashTable) owners = g_hash_table_new (g_direct_hash, g_direct_equal);
  GHashTableIter each;
  gpointer entity;

  g_hash_table_iter_init (&each, known);
  while (g_hash_table_iter_next (&each, NULL, &entity))
    {
      own_term (terms, owners, entity, ((LimStoryEntity *) entity)->name);
      for (char **name = ((LimStoryEntity *) entity)->aka; *name != NULL; name++)
        own_term (terms, owners, entity, *name);
    }
  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];
      g_autoptr (GArray) said = lim_terms_find (terms, passage->prose);
      LimStoryPassage *own = said->len > 0 ? lim_story_add_passage (proposal, passage->id) : NULL;

      for (guint j = 0; own != NULL && j < said->len; j++)
        {
          const LimStoryEntity *owner =
              g_hash_table_lookup (owners, GUINT_TO_POINTER (g_array_index (said, guint, j)));

          if (owner != NULL)
            lim_story_list_add (&own->appears, owner->id);
        }
    }
}
