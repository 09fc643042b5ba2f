/* dress-twee-dress.c: what ship adds to a story in Twee: titles and pictures above their passages, codewords at the begin, codex.
 * All of it stands in passages of its own, so that import passes over it. */

#include "base-json.h"
#include "canon-story-graph.h"
#include "dress-ship-twee.h"
#include "dress-twine-markup.h"

#include <string.h>

/* -- Pictures and titles -- */

static gboolean
has_title (const LimStoryPassage *passage)
{
  return strcmp (passage->title, passage->id) != 0;
}

/* name → { title, src, alt, width, height } of passages that have something of it. */
static LimJson *
dress_json (LimJsonDoc *doc, const LimTwee *twee)
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
append_sugarcube_dress (LimTwee *twee)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);
  char *const tags[] = { (char *) "script", NULL };

  lim_json_append_indented (json, dress_json (doc, twee), 0);
  lim_twee_append_header (twee->out, LIM_TWEE_DRESS, (char **) tags, 100, -50);
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
append_harlowe_dress (LimTwee *twee)
{
  char *const header[] = { (char *) "header", NULL };

  lim_twee_append_header (twee->out, LIM_TWEE_DRESS, (char **) header, 100, -50);
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

void
lim_twee_append_dress (LimTwee *twee)
{
  static const struct
  {
    const char *format;
    void (*append) (LimTwee *twee);
  } rows[] = { { "sugarcube", append_sugarcube_dress }, { "harlowe", append_harlowe_dress } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].format, twee->format->name) == 0)
      rows[i].append (twee);
}

/* -- Codewords and codex -- */

void
lim_twee_append_begin (LimTwee *twee)
{
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (twee->shipment->story);
  char *const tags[] = { (char *) twee->format->begin_tag, NULL };

  if (graph->n_codewords == 0)
    return;
  lim_twee_append_header (twee->out, twee->format->begin, (char **) tags, 300, -50);
  twee->format->set (twee->out, graph->codewords, FALSE);
  g_string_append (twee->out, "\n\n");
}

static void
append_entry (LimTwee *twee, const LimCodexEntry *entry)
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
void
lim_twee_append_codex (LimTwee *twee)
{
  const GPtrArray *codex = twee->shipment->codex;
  const char *above = NULL;
  char *const tags[] = { (char *) LIM_TWINE_OWN_TAG, NULL };

  if (codex->len == 0)
    return;
  lim_twee_append_header (twee->out, LIM_TWEE_CODEX, (char **) tags, 500, -50);
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
  g_string_append_printf (twee->out, "%s\n\n%s\n\n", twee->format->back, twee->format->way_to_codex);
}
