#include "dress-shipment.h"

#include "base-file.h"
#include "base-hash.h"
#include "base-text.h"
#include "dress-gates.h"
#include "imaging-metadata.h"
#include "store-document.h"

#include <string.h>

#define MAX_SLUG 60
#define MAX_PICTURE ((gsize) 256 << 20)

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
  lim_dress_book_free (shipment->book);
  g_clear_pointer (&shipment->notes, g_ptr_array_unref);
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
  const LimArtDirection *direction = shipment->book->direction;
  g_autofree char *style = direction != NULL ? lim_dress_hash_style (direction) : NULL;

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
  lim_hasher_add_string (hasher, style);
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

static void
note (LimShipment *shipment, guint count, const char *one, const char *many, const char *what)
{
  if (count == 0)
    return;
  g_autofree char *things = lim_text_count (count, one, many);
  g_ptr_array_add (shipment->notes, g_strdup_printf ("%s %s", things, what));
}

/* The entries of known entities, those of a rejected or skipped one left out. */
static void
take_codex (LimShipment *shipment)
{
  guint n_left = 0, n_unseen = 0;

  for (guint i = 0; i < shipment->story->entities->len; i++)
    {
      const LimStoryEntity *entity = shipment->story->entities->pdata[i];
      g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (shipment->book, entity->id);
      LimDressGateState state = lim_dress_gate_state (shipment->book, LIM_DRESS_GATE_CODEX, entity->id, NULL);

      if (state == LIM_DRESS_GATE_REJECTED || state == LIM_DRESS_GATE_SKIPPED)
        {
          n_left += entries->len;
          continue;
        }
      n_unseen += state != LIM_DRESS_GATE_APPROVED ? entries->len : 0;
      for (guint j = 0; j < entries->len; j++)
        g_ptr_array_add (shipment->codex, entries->pdata[j]);
    }
  note (shipment, n_left, "codex entry", "codex entries", "left out: rejected or skipped in review");
  note (shipment, n_unseen, "codex entry", "codex entries", "shipped that nobody approved as they are now");
  note (shipment, shipment->book->codex->len - n_left - shipment->codex->len, "codex entry", "codex entries",
        "left out: about nobody in the story");
}

static gboolean
wants_picture (const LimShipment *shipment, const LimIllustration *illustration)
{
  LimDressGateState sample = lim_dress_gate_state (shipment->book, LIM_DRESS_GATE_SAMPLE, NULL, NULL);
  LimDressGateState brief = lim_dress_gate_state (shipment->book, LIM_DRESS_GATE_BRIEF, illustration->brief, NULL);

  if (illustration->sample && (sample == LIM_DRESS_GATE_PENDING || sample == LIM_DRESS_GATE_REJECTED))
    return FALSE;
  return brief != LIM_DRESS_GATE_REJECTED && brief != LIM_DRESS_GATE_SKIPPED;
}

static LimShipPicture *
read_picture (const LimShipment *shipment, const LimStoryPassage *passage, const LimIllustration *illustration,
              GError **error)
{
  const LimBrief *brief = lim_dress_book_brief (shipment->book, passage->id);
  g_autofree char *path = lim_store_resolve (shipment->project, illustration->asset, error), *digest = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) raw = NULL, bytes = NULL;
  LimImageInfo info;
  gsize length = 0;
  char *data = path != NULL ? lim_file_read (path, MAX_PICTURE, &length, &problem) : NULL;

  if (data != NULL)
    raw = g_bytes_new_take (data, length);
  if (raw != NULL && lim_image_probe_bytes ((const guint8 *) data, length, illustration->asset, &info, &problem))
    bytes = lim_image_strip (raw, illustration->asset, &problem);
  if (bytes == NULL)
    return problem == NULL
               ? NULL
               : lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                                "the picture of passage “%s” cannot be shipped: %s. `limner dress render` "
                                "makes missing ones again",
                                passage->id, problem->message);

  LimShipPicture *picture = g_new0 (LimShipPicture, 1);
  const char *caption = illustration->caption != NULL ? illustration->caption : brief != NULL ? brief->caption : NULL;
  digest = lim_sha256_hex (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  picture->passage = passage;
  picture->caption = g_strdup (caption);
  picture->category = g_strdup (illustration->category);
  picture->name = g_strdup_printf ("%.16s.%s", digest, lim_image_format_extension (info.format));
  picture->mime = g_strdup (lim_image_format_mime (info.format));
  picture->width = info.width;
  picture->height = info.height;
  picture->bytes = g_steal_pointer (&bytes);
  return picture;
}

static gboolean
take_pictures (LimShipment *shipment, GError **error)
{
  guint n_left = 0;

  for (guint i = 0; i < shipment->story->passages->len; i++)
    {
      const LimStoryPassage *passage = shipment->story->passages->pdata[i];
      const LimIllustration *illustration = lim_dress_book_illustration (shipment->book, passage->id);
      LimShipPicture *picture;

      if (illustration == NULL)
        continue;
      if (!wants_picture (shipment, illustration))
        {
          n_left++;
          continue;
        }
      picture = read_picture (shipment, passage, illustration, error);
      if (picture == NULL)
        return FALSE;
      g_ptr_array_add (shipment->pictures, picture);
      g_hash_table_insert (shipment->picture_of_passage, passage->id, picture);
    }
  note (shipment, n_left, "picture", NULL, "left out: rejected, skipped, or a sample nobody approved");
  return TRUE;
}

/* What could not be read of the dress is told and left out; the story is whole without. */
static void
note_findings (LimShipment *shipment)
{
  const GPtrArray *findings = shipment->book->findings;

  for (guint i = 0; i < findings->len && i < 5; i++)
    g_ptr_array_add (shipment->notes, lim_finding_message (findings->pdata[i]));
  if (findings->len > 5)
    note (shipment, findings->len - 5, "more finding", NULL,
          "about what could not be read; `limner dress check` lists them");
}

LimShipment *
lim_shipment_load (const LimProject *project, const LimSettings *options, GError **error)
{
  g_autoptr (LimShipment) shipment = g_new0 (LimShipment, 1);

  shipment->project = project;
  shipment->options = options;
  shipment->language = lim_settings_string (options, "language");
  shipment->book = lim_dress_book_open (project, error);
  if (shipment->book == NULL || !check_playable (shipment->book->story, error))
    return NULL;
  shipment->story = shipment->book->story;
  shipment->codex = g_ptr_array_new ();
  shipment->pictures = g_ptr_array_new_with_free_func (picture_free);
  shipment->picture_of_passage = g_hash_table_new (g_str_hash, g_str_equal);
  shipment->notes = g_ptr_array_new_with_free_func (g_free);
  shipment->title = shipment->story->title != NULL ? shipment->story->title : lim_project_name (project);
  shipment->slug = lim_ship_slug (shipment->title);
  note_findings (shipment);
  take_codex (shipment);
  if (!take_pictures (shipment, error))
    return NULL;
  add_hashes (shipment);
  return g_steal_pointer (&shipment);
}
