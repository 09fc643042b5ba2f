#include "dress-shipment.h"

#include "base-hash.h"
#include "base-text.h"

#include <string.h>

#define MAX_SLUG 60

static void
picture_free (gpointer data)
{
  LimShipPicture *picture = data;

  g_free (picture->caption);
  g_free (picture->category);
  g_free (picture->name);
  g_free (picture->mime);
  g_bytes_unref (picture->bytes);
  g_free (picture);
}

void
lim_shipment_free (LimShipment *shipment)
{
  if (shipment == NULL)
    return;
  lim_story_free (shipment->story);
  g_clear_pointer (&shipment->codex, g_ptr_array_unref);
  g_clear_pointer (&shipment->pictures, g_ptr_array_unref);
  g_clear_pointer (&shipment->picture_of_passage, g_hash_table_unref);
  g_free (shipment->slug);
  g_free (shipment->story_hash);
  g_free (shipment->content_hash);
  g_free (shipment->secret);
  g_free (shipment);
}

char *
lim_ship_slug (const char *text)
{
  g_autofree char *plain = g_str_to_ascii (text, "C");
  GString *slug = g_string_new (NULL);

  for (const char *at = plain; *at != '\0' && slug->len < MAX_SLUG; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (slug, g_ascii_tolower (*at));
    else if (*at != '\'' && *at != '?' && slug->len > 0 && slug->str[slug->len - 1] != '-')
      g_string_append_c (slug, '-');
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);
  return g_string_free (slug, FALSE);
}

char *
lim_shipment_header (const LimShipment *shipment)
{
  return g_strdup_printf ("%s · limner " LIM_VERSION " · story %.16s", shipment->title, shipment->story_hash);
}

const LimShipPicture *
lim_shipment_picture (const LimShipment *shipment, const LimStoryPassage *passage)
{
  return g_hash_table_lookup (shipment->picture_of_passage, passage->id);
}

/* -- Whether it can be played -- */

/* A story that leads into nothing would strand its reader, so it is not shipped. */
static gboolean
check_playable (const LimStory *story, GError **error)
{
  g_autoptr (GString) broken = g_string_new (NULL);
  guint n_broken = 0;

  if (lim_story_start (story) == NULL)
    return lim_fail (
        error, LIM_ERROR_BAD_INPUT,
        story->start != NULL
            ? "%s: the story begins with “%s”, which is no passage. Name one that is in `start`"
            : "%s: the story has no start: choices lead to every passage. Name the first one: `start: ID`",
        story->file, story->start);
  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      for (guint j = 0; j < passage->choices->len; j++)
        {
          const LimStoryChoice *choice = passage->choices->pdata[j];

          if (lim_story_passage (story, choice->to) == NULL && ++n_broken <= 10)
            g_string_append_printf (broken, "\n  %s:%u: passage “%s”: the choice “%s” leads to “%s”", story->file,
                                    choice->line, passage->id, choice->label, choice->to);
        }
    }
  if (n_broken == 0)
    return TRUE;
  g_autofree char *count = lim_text_count (n_broken, "choice leads", "choices lead");
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "%s to passages that are not there, and a reader would be stranded.%s%s\n"
                   "Write them, or mend `to`; `limner story check` looks at everything",
                   count, broken->str, n_broken > 10 ? "\n  …" : "");
}

/* -- The hashes -- */

static void
add_codex (LimHasher *hasher, const GPtrArray *codex)
{
  for (guint i = 0; i < codex->len; i++)
    {
      const LimCodexEntry *entry = codex->pdata[i];
      g_autofree char *when = g_strjoinv ("\n", entry->visible_when), *rank = g_strdup_printf ("%u", entry->rank);

      lim_hasher_add_string (hasher, entry->id);
      lim_hasher_add_string (hasher, entry->entity);
      lim_hasher_add_string (hasher, rank);
      lim_hasher_add_string (hasher, when);
      lim_hasher_add_string (hasher, entry->title);
      lim_hasher_add_string (hasher, entry->content);
    }
}

/* All that is shipped under @purpose, so that hashes for two purposes tell nothing of each other. */
static char *
hash (const LimShipment *shipment, const char *purpose, GBytes *story)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  gsize length;
  const char *text = g_bytes_get_data (story, &length);
  g_autofree char *story_digest = lim_sha256_hex (text, (gssize) length);

  lim_hasher_add_string (hasher, purpose);
  lim_hasher_add_bytes (hasher, text, length);
  lim_hasher_add_string (hasher, story_digest);
  add_codex (hasher, shipment->codex);
  for (guint i = 0; i < shipment->pictures->len; i++)
    {
      const LimShipPicture *picture = shipment->pictures->pdata[i];

      lim_hasher_add_string (hasher, picture->passage->id);
      lim_hasher_add_string (hasher, picture->name);
      lim_hasher_add_string (hasher, picture->caption);
    }
  return lim_hasher_finish_hex (hasher);
}

static void
add_hashes (LimShipment *shipment)
{
  g_autoptr (GBytes) story = lim_story_to_json (shipment->story);
  gsize length;
  const char *text = g_bytes_get_data (story, &length);

  shipment->story_hash = lim_sha256_hex (text, (gssize) length);
  shipment->content_hash = hash (shipment, "limner shipment 1", story);
  shipment->secret = hash (shipment, "limner seal 1", story);
}

/* -- Loading -- */

LimShipment *
lim_shipment_load (const LimProject *project, const LimSettings *options, GError **error)
{
  g_autoptr (LimShipment) shipment = g_new0 (LimShipment, 1);

  shipment->project = project;
  shipment->options = options;
  shipment->language = lim_settings_string (options, "language");
  shipment->story = lim_dress_story_open (project, NULL, error);
  if (shipment->story == NULL || !check_playable (shipment->story, error))
    return NULL;
  shipment->codex = lim_codex_new ();
  shipment->pictures = g_ptr_array_new_with_free_func (picture_free);
  shipment->picture_of_passage = g_hash_table_new (g_str_hash, g_str_equal);
  shipment->title = shipment->story->title != NULL ? shipment->story->title : lim_project_name (project);
  shipment->slug = lim_ship_slug (shipment->title);
  add_hashes (shipment);
  return g_steal_pointer (&shipment);
}
