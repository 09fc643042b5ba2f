/* dress-ship-twee.c: the story for Twine and Tweego: STORY.twee in SugarCube or Harlowe, and pictures/ beside it.
 *
 * Passages hold prose, choices and codewords and nothing else; titles, pictures, captions and the codex stand in passages of their own that
 * are no part of the story, so that an author can go on writing in Twine and `story import` brings the same story back.
 * Nothing is sealed: who opens a story in Twine sees all of it. */

#include "base-error.h"
#include "base-hash.h"
#include "base-json.h"
#include "canon-story-graph.h"
#include "dress-ship-twee.h"
#include "dress-twine-markup.h"

#include <string.h>

#define COLUMN 200 /* of the editor's map, in its pixels */
#define ROW 150

/* -- Names -- */

static const char *const own_names[] = { LIM_TWEE_CODEX, LIM_TWEE_BEGIN, LIM_TWEE_DRESS, LIM_TWEE_FOOTER, NULL };

/* Ids that cannot stand in a link get a name that can. */
static char *
choose_name (const char *id)
{
  static const char *const none[] = { NULL };
  g_autofree char *hex = NULL, *slug = NULL;

  if (lim_twee_is_plain_name (id) && !lim_twine_is_special (id, none) && !g_strv_contains (own_names, id))
    return g_strdup (id);
  hex = lim_sha256_hex (id, -1);
  slug = lim_ship_slug (id);
  return g_strdup_printf ("%s-%.8s", *slug != '\0' ? slug : "passage", hex);
}

GHashTable *
lim_twee_names (const LimStory *story)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      g_hash_table_insert (names, passage->id, choose_name (passage->id));
    }
  return names;
}

/* -- Headers -- */

/* In names and tags “\” takes the meaning of brackets. */
static void
append_escaped (GString *out, const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (strchr ("[]{}\\", *text) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
}

void
lim_twee_append_header (GString *out, const char *name, char **tags, int x, int y)
{
  g_string_append (out, ":: ");
  append_escaped (out, name);
  if (tags != NULL && *tags != NULL)
    {
      g_string_append (out, " [");
      for (guint i = 0; tags[i] != NULL; i++)
        {
          if (i > 0)
            g_string_append_c (out, ' ');
          g_autofree char *tag = g_strdelimit (g_strdup (tags[i]), " ", '-');
          append_escaped (out, tag);
        }
      g_string_append_c (out, ']');
    }
  g_string_append_printf (out, " {\"position\":\"%d,%d\",\"size\":\"100,100\"}\n", x, y);
}

/* -- The head of the file -- */

/* The work's own number, or one made from its title, so that it stays the same through all versions; a UUID of version 4 in form. */
static char *
ifid_of (const LimShipment *shipment)
{
  g_autofree char *hex = NULL, *upper = NULL;

  if (shipment->story->ifid != NULL)
    return g_strdup (shipment->story->ifid);
  hex = lim_sha256_hex (shipment->title, -1);
  upper = g_ascii_strup (hex, -1);
  return g_strdup_printf ("%.8s-%.4s-4%.3s-%c%.3s-%.12s", upper, upper + 8, upper + 13, "89AB"[upper[16] % 4],
                          upper + 17, upper + 20);
}

static void
append_head (LimTwee *twee)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("StoryData");
  LimJson *root = lim_json_new_object (doc);
  g_autofree char *ifid = ifid_of (twee->shipment), *header = lim_shipment_header (twee->shipment);
  const LimStoryPassage *start = lim_story_start (twee->shipment->story);

  lim_json_set_string (root, "ifid", ifid);
  lim_json_set_string (root, "format", twee->format->proper);
  lim_json_set_string (root, "format-version", twee->format->version);
  lim_json_set_string (root, "start", g_hash_table_lookup (twee->names, start->id));
  lim_json_set_int (root, "zoom", 1);
  lim_json_set_string (root, "limner", header);
  g_string_append_printf (twee->out, ":: StoryTitle\n%s%s\n\n:: StoryData\n",
                          g_str_has_prefix (twee->shipment->title, "::") ? "\\" : "", twee->shipment->title);
  lim_json_append_indented (twee->out, root, 0);
  g_string_append (twee->out, "\n\n");
}

/* -- Passages -- */

/* Its own tags, and those by which import knows spine and scene type. */
static char **
tags_of (const LimStoryPassage *passage)
{
  char **tags = g_strdupv (passage->tags);

  if (passage->spine)
    lim_story_list_add (&tags, "spine");
  if (passage->scene_type != NULL && strcmp (passage->scene_type, "scene") != 0
      && g_strv_contains (lim_story_scene_types (), passage->scene_type))
    {
      g_autofree char *tag = g_strdelimit (g_strdup (passage->scene_type), "_", '-');

      lim_story_list_add (&tags, tag);
    }
  return tags;
}

static void
append_passage (LimTwee *twee, const LimStoryPassage *passage, int x, int y)
{
  g_auto (GStrv) tags = tags_of (passage);
  g_autoptr (GPtrArray) blocks = lim_prose_parse (passage->prose, lim_prose_is_twine (twee->shipment->story));
  g_autoptr (GString) body = g_string_new (NULL);

  lim_twee_append_header (twee->out, g_hash_table_lookup (twee->names, passage->id), tags, x, y);
  lim_twee_append_prose (body, twee->format, blocks);
  if (passage->grants[0] != NULL)
    twee->format->set (twee->out, passage->grants, TRUE);
  g_string_append (twee->out, body->str);
  if (passage->choices->len > 0)
    g_string_append (twee->out, "\n\n");
  for (guint i = 0; i < passage->choices->len; i++)
    {
      const LimStoryChoice *choice = passage->choices->pdata[i];

      twee->format->choice (twee->out, choice->label, g_hash_table_lookup (twee->names, choice->to), choice->requires,
                            choice->grants);
    }
  g_string_append (twee->out, "\n\n");
}

/* A column per step from the start, so that Twine's map reads from left to right. */
static void
append_passages (LimTwee *twee)
{
  const GPtrArray *passages = twee->shipment->story->passages;
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (twee->shipment->story);
  g_autofree guint *distances = lim_story_graph_distances (graph), *in_column = g_new0 (guint, passages->len + 1);

  for (guint i = 0; i < passages->len; i++)
    {
      guint column = distances[i] == LIM_STORY_NOWHERE ? 0 : MIN (distances[i] + 1, passages->len);

      append_passage (twee, passages->pdata[i], 100 + COLUMN * (int) column, 100 + ROW * (int) in_column[column]++);
    }
}

/* -- The file -- */

static const LimTweeFormat *
chosen_format (const LimShipment *shipment)
{
  const char *name = lim_settings_string (shipment->options, "twine-format");
  const LimTweeFormat *const *row = lim_twee_formats ();

  while (row[1] != NULL && strcmp ((*row)->name, name) != 0)
    row++;
  return *row;
}

static gboolean
write_twee (const LimShipment *shipment, LimExportFolder *folder, char **open, GError **error)
{
  g_autoptr (GHashTable) names = lim_twee_names (shipment->story);
  g_autoptr (GString) out = g_string_new (NULL);
  LimTwee twee = { shipment, chosen_format (shipment), names, out };
  g_autofree char *name = g_strconcat (shipment->slug, ".twee", NULL);

  append_head (&twee);
  lim_twee_append_begin (&twee);
  append_passages (&twee);
  lim_twee_append_dress (&twee);
  lim_twee_append_codex (&twee);
  if (!lim_export_folder_write (folder, name, out->str, out->len, error)
      || !lim_ship_write_pictures (shipment, folder, "pictures", error))
    return FALSE;
  *open = g_steal_pointer (&name);
  return TRUE;
}

const LimShipFormat lim_ship_format_twee = {
  .name = "twee",
  .help = "for Twine and Tweego, to be written on and imported again",
  .write = write_twee,
  .check = lim_twee_check,
};
