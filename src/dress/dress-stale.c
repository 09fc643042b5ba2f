#include "dress-stale.h"

static void
compare (GPtrArray *changed, const char *noted, char *now, const char *name)
{
  if (noted != NULL && g_strcmp0 (noted, now) != 0)
    g_ptr_array_add (changed, g_strdup (name));
  g_free (now);
}

static void
compare_visuals (const LimDressBook *book, const LimIllustration *illustration, GPtrArray *changed)
{
  for (guint i = 0; i < illustration->made_visuals->len; i++)
    {
      const LimMadeVisual *made = illustration->made_visuals->pdata[i];
      const LimEntityVisual *visual = lim_dress_book_visual (book, made->entity);
      g_autofree char *now = visual != NULL ? lim_dress_hash_visual (visual) : NULL;

      if (g_strcmp0 (made->hash, now) != 0)
        g_ptr_array_add (changed, g_strconcat ("look of ", made->entity, NULL));
    }
}

GPtrArray *
lim_dress_stale (const LimDressBook *book, const LimIllustration *illustration)
{
  GPtrArray *changed = g_ptr_array_new_with_free_func (g_free);
  const LimStoryPassage *passage = lim_story_passage (book->story, illustration->passage);
  const LimBrief *brief = lim_dress_book_brief_by_id (book, illustration->brief);

  if (passage == NULL)
    g_ptr_array_add (changed, g_strdup ("passage removed"));
  else
    compare (changed, illustration->made_prose, lim_dress_hash_prose (passage), "prose");
  if (brief == NULL)
    g_ptr_array_add (changed, g_strdup ("brief removed"));
  else
    compare (changed, illustration->made_brief, lim_dress_hash_brief (brief), "brief");
  compare (changed, illustration->made_direction, lim_dress_hash_style (book->direction), "direction");
  compare_visuals (book, illustration, changed);
  return changed;
}

gboolean
lim_dress_is_stale (const LimDressBook *book, const LimIllustration *illustration)
{
  g_autoptr (GPtrArray) changed = lim_dress_stale (book, illustration);

  return changed->len > 0;
}

void
lim_dress_note_made_from (const LimDressBook *book, const LimBrief *brief, LimIllustration *illustration)
{
  const LimStoryPassage *passage = lim_story_passage (book->story, brief->passage);

  g_free (illustration->made_prose);
  g_free (illustration->made_direction);
  g_free (illustration->made_brief);
  illustration->made_prose = passage != NULL ? lim_dress_hash_prose (passage) : NULL;
  illustration->made_direction = lim_dress_hash_style (book->direction);
  illustration->made_brief = lim_dress_hash_brief (brief);
  g_ptr_array_set_size (illustration->made_visuals, 0);
  for (char **entity = brief->entities; *entity != NULL; entity++)
    {
      const LimEntityVisual *visual = lim_dress_book_visual (book, *entity);
      g_autofree char *hash = visual != NULL ? lim_dress_hash_visual (visual) : NULL;

      lim_illustration_add_visual (illustration, *entity, hash);
    }
}
