/* dress-twee-check.c: whether what went out as Twee comes in as the same story. */

#include "base-file.h"
#include "dress-ship-twee.h"
#include "dress-twine-story.h"

#include <string.h>

#define MAX_SIZE ((gsize) 512 << 20)

static gboolean
same_words (char **ours, char **theirs)
{
  guint n = g_strv_length (theirs);

  if (g_strv_length (ours) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *variable = lim_twee_variable (ours[i]);

      if (!g_strv_contains ((const char *const *) theirs, variable))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_choices (const LimStoryPassage *ours, const LimStoryPassage *theirs, GHashTable *names)
{
  if (ours->choices->len != theirs->choices->len)
    return FALSE;
  for (guint i = 0; i < ours->choices->len; i++)
    {
      const LimStoryChoice *one = ours->choices->pdata[i], *other = theirs->choices->pdata[i];

      if (strcmp (g_hash_table_lookup (names, one->to), other->to) != 0 || strcmp (one->label, other->label) != 0
          || !same_words (one->requires, other->requires) || !same_words (one->grants, other->grants))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_prose (const LimStory *story, const LimStoryPassage *ours, const LimStoryPassage *theirs)
{
  g_autoptr (GPtrArray) one = lim_prose_parse (ours->prose, lim_prose_is_twine (story));
  g_autoptr (GPtrArray) other = lim_prose_parse (theirs->prose, TRUE);

  return lim_twee_same_words (one, other);
}

static void
compare (const LimShipment *shipment, const LimStory *read, GPtrArray *problems)
{
  g_autoptr (GHashTable) names = lim_twee_names (shipment->story);
  const LimStory *story = shipment->story;

  if (read->passages->len != story->passages->len)
    g_ptr_array_add (problems,
                     g_strdup_printf ("%u passages came back of %u", read->passages->len, story->passages->len));
  for (guint i = 0; i < story->passages->len && problems->len < 20; i++)
    {
      const LimStoryPassage *ours = story->passages->pdata[i];
      const LimStoryPassage *theirs = lim_story_passage (read, g_hash_table_lookup (names, ours->id));

      if (theirs == NULL)
        g_ptr_array_add (problems, g_strdup_printf ("passage “%s” did not come back", ours->id));
      else if (!same_choices (ours, theirs, names) || !same_words (ours->grants, theirs->grants))
        g_ptr_array_add (problems, g_strdup_printf ("the choices of “%s” came back otherwise", ours->id));
      else if (!same_prose (story, ours, theirs))
        g_ptr_array_add (problems, g_strdup_printf ("the prose of “%s” came back otherwise", ours->id));
    }
}

gboolean
lim_twee_check (const LimShipment *shipment, const char *path, GPtrArray *problems, GError **error)
{
  g_autofree char *name = g_strconcat (shipment->slug, ".twee", NULL), *file = g_build_filename (path, name, NULL);
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  gsize length;
  g_autofree char *text = lim_file_read (file, MAX_SIZE, &length, error);
  g_autoptr (LimStory) read = NULL;
  LimTwineFile *twine;

  if (text == NULL)
    return FALSE;
  twine = lim_twee_parse (name, text, length, findings);
  read = lim_twine_file_story (twine, name, findings, error);
  lim_twine_file_free (twine);
  if (read == NULL)
    return FALSE;
  compare (shipment, read, problems);
  return TRUE;
}
