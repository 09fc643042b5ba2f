/* dress-ship-twee.c: the story for Twine and Tweego: STORY.twee in SugarCube or Harlowe, and pictures/ beside it.
 *
 * Passages hold prose, choices and codewords and nothing else; titles, pictures, captions and the codex stand in passages of their own that
 * are no part of the story, so that an author can go on writing in Twine and `story import` brings the same story back.
 * Nothing is sealed: who opens a story in Twine sees all of it. */

#include "base-error.h"
#include "base-file.h"
#include "base-hash.h"
#include "base-json.h"
#include "canon-story-graph.h"
#include "dress-ship.h"
#include "dress-twee-markup.h"
#include "dress-twine-story.h"

#include <string.h>

#define MAX_SIZE ((gsize) 512 << 20)
#define COLUMN 200 /* of the editor's map, in its pixels */
#define ROW 150

typedef struct
{
  const LimShipment *shipment;
  const LimTweeFormat *format;
  GHashTable *names; /* passage id → its name in Twine */
  GString *out;
} Twee;

/* -- Names -- */

static const char *const own_names[] = { "Codex",           "Story JavaScript", "Story pictures",
                                         "Story codewords", "Story footer",     NULL };

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

static GHashTable *
choose_names (const LimStory *story)
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

/* “:: name [tags] {"position":"x,y"}”; tags may be NULL or empty. */
static void
append_header (GString *out, const char *name, char **tags, int x, int y)
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
append_head (Twee *twee)
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
append_passage (Twee *twee, const LimStoryPassage *passage, int x, int y)
{
  g_auto (GStrv) tags = tags_of (passage);
  g_autoptr (GPtrArray) blocks = lim_prose_parse (passage->prose, lim_prose_is_twine (twee->shipment->story));
  g_autoptr (GString) body = g_string_new (NULL);

  append_header (twee->out, g_hash_table_lookup (twee->names, passage->id), tags, x, y);
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
append_passages (Twee *twee)
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

/* -- Pictures and titles -- */

static gboolean
has_title (const LimStoryPassage *passage)
{
  return strcmp (passage->title, passage->id) != 0;
}

/* name → { title, src, alt, width, height } of passages that have something of it. */
static LimJson *
dress_json (LimJsonDoc *doc, const Twee *twee)
{
  LimJson *root = lim_json_new_object (doc);

  for (guint i = 0; i < twee->shipment->story->passages->len; i++)
    {
      const LimStoryPassage *passage = twee->shipment->story->passages->pdata[i];
      const LimShipPicture *picture = lim_shipment_picture (twee->shipment, passage);
      LimJson *one = has_title (passage) || picture != NULL ? lim_json_new_object (doc) : NULL;

      if (one == NULL)
        continue;
      if (has_title (passage))
        lim_json_set_string (one, "title", passage->title);
      if (picture != NULL)
        {
          g_autofree char *src = g_strconcat ("pictures/", picture->name, NULL);

          lim_json_set_string (one, "src", src);
          lim_json_set_string (one, "alt", picture->caption != NULL ? picture->caption : "");
          lim_json_set_int (one, "width", picture->width);
          lim_json_set_int (one, "height", picture->height);
        }
      lim_json_set (root, g_hash_table_lookup (twee->names, passage->id), one);
    }
  return root;
}

/* SugarCube has a hook for it, and texts stay texts. */
static const char sugarcube_script[] =
    ";\n"
    "$(document).on(\":passagerender\", function (event) {\n"
    "  var dress = setup.limner[event.passage.name || event.passage.title], parts = [];\n"
    "  if (!dress) return;\n"
    "  if (dress.title) parts.push($(\"<h2>\").text(dress.title));\n"
    "  if (dress.src) {\n"
    "    var image = $(\"<img>\").attr({ src: dress.src, alt: dress.alt, width: dress.width, height: dress.height "
    "});\n"
    "    image.css({ maxWidth: \"100%\", height: \"auto\" });\n"
    "    parts.push($(\"<figure>\").css(\"margin\", \"0 0 1em\").append(image, "
    "$(\"<figcaption>\").text(dress.alt)));\n"
    "  }\n"
    "  $(event.content).prepend(parts);\n"
    "});\n\n";

static void
append_sugarcube_dress (Twee *twee)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);
  char *const tags[] = { (char *) "script", NULL };

  lim_json_append_indented (json, dress_json (doc, twee), 0);
  append_header (twee->out, "Story JavaScript", (char **) tags, 100, -50);
  g_string_append (twee->out, "setup.limner = ");
  for (const char *at = json->str; *at != '\0'; at++)
    if (*at == '<')
      g_string_append (twee->out, "\\u003c");
    else
      g_string_append_c (twee->out, *at);
  g_string_append (twee->out, sugarcube_script);
}

static void
append_attribute (GString *out, const char *text)
{
  g_autoptr (GString) escaped = g_string_new ("x");

  lim_twee_append_text (escaped, text);
  for (const char *at = escaped->str + 1; *at != '\0'; at++)
    if (*at == '"')
      g_string_append (out, "&quot;");
    else if (*at == '\'')
      g_string_append (out, "&#39;");
    else
      g_string_append_c (out, *at);
}

/* Harlowe shows a passage tagged “header” above every other. */
static void
append_harlowe_dress (Twee *twee)
{
  char *const header[] = { (char *) "header", NULL };

  append_header (twee->out, "Story pictures", (char **) header, 100, -50);
  g_string_append (twee->out, "{\n");
  for (guint i = 0; i < twee->shipment->story->passages->len; i++)
    {
      const LimStoryPassage *passage = twee->shipment->story->passages->pdata[i];
      const LimShipPicture *picture = lim_shipment_picture (twee->shipment, passage);

      if (!has_title (passage) && picture == NULL)
        continue;
      g_string_append_printf (twee->out, "(if: (passage:)'s name is \"%s\")[",
                              (const char *) g_hash_table_lookup (twee->names, passage->id));
      if (has_title (passage))
        {
          g_string_append (twee->out, "<h2>");
          append_attribute (twee->out, passage->title);
          g_string_append (twee->out, "</h2>");
        }
      if (picture != NULL)
        {
          g_string_append_printf (twee->out, "<figure><img src=\"pictures/%s\" width=\"%u\" height=\"%u\" alt=\"",
                                  picture->name, picture->width, picture->height);
          append_attribute (twee->out, picture->caption != NULL ? picture->caption : "");
          g_string_append (twee->out, "\"><figcaption>");
          append_attribute (twee->out, picture->caption != NULL ? picture->caption : "");
          g_string_append (twee->out, "</figcaption></figure>");
        }
      g_string_append (twee->out, "]\n");
    }
  g_string_append (twee->out, "}\n\n");
}

/* -- Codewords and codex -- */

/* All codewords the story names, false at the begin: Harlowe asks for a value before it compares. */
static void
append_begin (Twee *twee)
{
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (twee->shipment->story);
  char *const startup[] = { (char *) "startup", NULL };
  gboolean is_harlowe = strcmp (twee->format->name, "harlowe") == 0;

  if (graph->n_codewords == 0)
    return;
  append_header (twee->out, is_harlowe ? "Story codewords" : "StoryInit", is_harlowe ? (char **) startup : NULL, 300,
                 -50);
  twee->format->set (twee->out, graph->codewords, FALSE);
  g_string_append (twee->out, "\n\n");
}

static void
append_entry (Twee *twee, const LimCodexEntry *entry)
{
  g_autoptr (GPtrArray) blocks = lim_prose_parse (entry->content, lim_prose_is_twine (twee->shipment->story));
  g_autoptr (GString) body = g_string_new (NULL);
  gboolean gated = entry->visible_when[0] != NULL;

  lim_twee_append_prose (body, twee->format, blocks);
  if (gated)
    twee->format->open_if (twee->out, entry->visible_when);
  if (entry->title != NULL && *entry->title != '\0')
    {
      g_string_append (twee->out, "//");
      lim_twee_append_text (twee->out, entry->title);
      g_string_append (twee->out, "//\n");
    }
  g_string_append_printf (twee->out, "%s\n\n%s", body->str, gated ? twee->format->close_if : "");
}

/* A name above each entity that has open entries; its first tier as a rule is open. */
static void
append_codex (Twee *twee)
{
  const GPtrArray *codex = twee->shipment->codex;
  const char *above = NULL;
  char *const tags[] = { (char *) LIM_TWINE_OWN_TAG, NULL };
  gboolean is_harlowe = strcmp (twee->format->name, "harlowe") == 0;
  char *const footer[] = { (char *) "footer", NULL };

  if (codex->len == 0)
    return;
  append_header (twee->out, "Codex", (char **) tags, 500, -50);
  for (guint i = 0; i < codex->len; i++)
    {
      const LimCodexEntry *entry = codex->pdata[i];
      const LimStoryEntity *entity = lim_story_entity (twee->shipment->story, entry->entity);
      gboolean gated = entry->visible_when[0] != NULL;

      if (above == NULL || strcmp (above, entry->entity) != 0)
        {
          if (gated)
            twee->format->open_if (twee->out, entry->visible_when);
          g_string_append (twee->out, "''");
          lim_twee_append_text (twee->out, entity->name);
          g_string_append_printf (twee->out, "''\n%s", gated ? twee->format->close_if : "");
        }
      above = entry->entity;
      append_entry (twee, entry);
    }
  g_string_append (twee->out, is_harlowe ? "(link-undo: \"Back\")\n\n" : "<<back \"Back\">>\n\n");
  if (is_harlowe)
    {
      append_header (twee->out, "Story footer", (char **) footer, 700, -50);
      g_string_append (twee->out, "(unless: (passage:)'s name is \"Codex\")[\n\n[[Codex]]]\n\n");
    }
  else
    g_string_append (twee->out, ":: StoryMenu\n[[Codex]]\n\n");
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
  g_autoptr (GHashTable) names = choose_names (shipment->story);
  g_autoptr (GString) out = g_string_new (NULL);
  Twee twee = { shipment, chosen_format (shipment), names, out };
  g_autofree char *name = g_strconcat (shipment->slug, ".twee", NULL);

  append_head (&twee);
  append_begin (&twee);
  append_passages (&twee);
  if (strcmp (twee.format->name, "harlowe") == 0)
    append_harlowe_dress (&twee);
  else
    append_sugarcube_dress (&twee);
  append_codex (&twee);
  if (!lim_export_folder_write (folder, name, out->str, out->len, error)
      || !lim_ship_write_pictures (shipment, folder, "pictures", error))
    return FALSE;
  *open = g_steal_pointer (&name);
  return TRUE;
}

/* -- Reading it back, as import does -- */

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
  g_autoptr (GHashTable) names = choose_names (shipment->story);
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

static gboolean
check_twee (const LimShipment *shipment, const char *path, GPtrArray *problems, GError **error)
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

const LimShipFormat lim_ship_format_twee = {
  .name = "twee",
  .help = "for Twine and Tweego, to be written on and imported again",
  .write = write_twee,
  .check = check_twee,
};
