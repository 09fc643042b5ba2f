#include "cli-story.h"

#include "base-text.h"

#include <string.h>

#define MANY_PASSAGES 120u

static guint
width_of (const LimCli *cli)
{
  return cli->width != 0 ? CLAMP (cli->width, 60u, 110u) : 80;
}

static char *
harmless_list (char **texts)
{
  g_autofree char *joined = g_strjoinv (", ", texts);

  return lim_text_harmless (joined);
}

/* -- The head -- */

static void
print_head (LimCli *cli, const LimStoryOverview *overview)
{
  const LimStory *story = overview->story;
  g_autofree char *title = lim_text_harmless (story->title != NULL ? story->title : "Untitled");
  g_autofree char *genre = story->genre != NULL ? lim_text_harmless (story->genre) : NULL;
  g_autofree char *tone = harmless_list (story->tone);
  g_autofree char *passages = lim_text_count (story->passages->len, "passage", NULL);
  g_autofree char *choices = lim_text_count (story->n_choices, "choice", NULL);
  g_autofree char *endings = lim_text_count (overview->n_endings, "ending", NULL);
  g_autofree char *words = lim_text_count (overview->n_words, "word", NULL);
  g_autofree char *entities = lim_text_count (story->entities->len, "entity", "entities");
  g_autofree char *codewords = lim_text_count (overview->graph->n_codewords, "codeword", NULL);

  lim_cli_print (cli, "%s%s%s%s%s%s%s", lim_cli_style (cli, "bold"), title, lim_cli_style (cli, "off"),
                 genre != NULL ? " · " : "", genre != NULL ? genre : "", *tone != '\0' ? " · " : "", tone);
  lim_cli_print (cli, "%s, %s, %s, %s of prose; %s, %s", passages, choices, endings, words, entities, codewords);
}

/* -- Passages -- */

static const char *
sign_of (const LimStoryOverview *overview, const LimStoryPassage *passage)
{
  if (!overview->passages[passage->index].reachable)
    return "✗";
  if (passage->index == overview->graph->start)
    return "▶";
  if (passage->choices->len == 0)
    return "■";
  return passage->spine ? "●" : "○";
}

static void
print_line (LimCli *cli, const char *style, GString *line)
{
  g_autofree char *cut = lim_text_cut (line->str, width_of (cli));

  lim_cli_print (cli, "%s%s%s", lim_cli_style (cli, style), cut, lim_cli_style (cli, "off"));
}

static void
print_passage_line (LimCli *cli, const LimStoryOverview *overview, const LimStoryPassage *passage)
{
  const LimPassageView *view = &overview->passages[passage->index];
  guint priority = lim_priority_of (lim_priority_score (view->factors));
  g_autofree char *id = lim_text_harmless (passage->id), *title = lim_text_harmless (passage->title);
  g_autofree char *scene = lim_text_harmless (lim_story_scene_type (passage));
  g_autofree char *appears = harmless_list (passage->appears);
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "%s %s", sign_of (overview, passage), id);
  if (strcmp (passage->title, passage->id) != 0)
    g_string_append_printf (line, "  “%s”", title);
  g_string_append_printf (line, "  %s", scene);
  if (passage->choices->len == 0)
    g_string_append (line, ", ending");
  if (!view->reachable)
    g_string_append (line, ", nobody gets here");
  if (priority > 0)
    g_string_append_printf (line, ", P%u", priority);
  if (*appears != '\0')
    g_string_append_printf (line, "  · %s", appears);
  print_line (cli, !view->reachable ? "bad" : passage->spine || passage->choices->len == 0 ? "bold" : "off", line);
}

static void
print_choice (LimCli *cli, const LimStoryOverview *overview, const LimStoryChoice *choice, gboolean last)
{
  gboolean broken = lim_story_passage (overview->story, choice->to) == NULL;
  g_autofree char *label = lim_text_harmless (choice->label), *to = lim_text_harmless (choice->to);
  g_autofree char *requires = harmless_list (choice->requires), *grants = harmless_list (choice->grants);
  g_autofree char *shown = lim_text_cut (label, width_of (cli) / 2);
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "  %s %s %s %s", last ? "└" : "├", shown, choice->is_return ? "↩" : "→", to);
  if (broken)
    g_string_append (line, "  (no such passage)");
  if (*requires != '\0')
    g_string_append_printf (line, "  needs %s", requires);
  if (*grants != '\0')
    g_string_append_printf (line, "  earns %s", grants);
  print_line (cli, broken ? "bad" : "dim", line);
}

static void
print_passages (LimCli *cli, const LimStoryOverview *overview)
{
  const LimStory *story = overview->story;

  lim_cli_print (cli,
                 "\n▶ start  ● spine  ○ off it  ■ ending  ✗ nobody gets there  P1…P3 how much it wants a picture\n");
  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      print_passage_line (cli, overview, passage);
      for (guint j = 0; j < passage->choices->len; j++)
        print_choice (cli, overview, passage->choices->pdata[j], j + 1 == passage->choices->len);
    }
}

/* -- Endings and what cannot be come to -- */

static void
print_endings (LimCli *cli, const LimStoryOverview *overview)
{
  static const LimColumn columns[] = { { .key = "id", .title = "Ending" },
                                       { .key = "title", .title = "Title" },
                                       { .key = "choices", .title = "Choices away", .align = LIM_ALIGN_RIGHT },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < overview->graph->n_passages; i++)
    {
      const LimStoryPassage *passage = overview->story->passages->pdata[i];

      if (passage->choices->len > 0 || lim_table_n_rows (table) == 50)
        continue;
      lim_table_row (table);
      lim_table_string (table, passage->id);
      lim_table_string (table, strcmp (passage->title, passage->id) != 0 ? passage->title : NULL);
      if (overview->passages[i].reachable)
        lim_table_int (table, overview->passages[i].distance);
      else
        {
          lim_table_string (table, "unreachable");
          lim_table_mark (table, LIM_MARK_BAD);
        }
    }
  g_autofree char *text = lim_table_to_text (table, width_of (cli), cli->color);
  lim_cli_print (cli, "\n%s", g_strchomp (text));
  if (overview->n_endings > 50)
    lim_cli_print (cli, "… and %u more", overview->n_endings - 50);
}

static void
print_unreachable (LimCli *cli, const LimStoryOverview *overview)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < overview->graph->n_passages; i++)
    if (!overview->passages[i].reachable && n++ < 12)
      {
        const LimStoryPassage *passage = overview->story->passages->pdata[i];
        g_autofree char *id = lim_text_harmless (passage->id);

        g_string_append_printf (list, "%s%s", n > 1 ? ", " : "", id);
      }
  if (n > 0)
    lim_cli_print (cli, "\n%sNobody gets to %u of the passages:%s %s%s", lim_cli_style (cli, "bad"), n,
                   lim_cli_style (cli, "off"), list->str, n > 12 ? ", …" : "");
  if (!overview->exact)
    lim_cli_print (
        cli, "\nThe codewords can be earned in too many combinations to follow them all, so some of what counts as\n"
             "reachable here may not be; what is called unreachable surely is.");
}

/* -- Entities and codewords -- */

static void
print_entities (LimCli *cli, const LimStoryOverview *overview)
{
  static const LimColumn columns[] = { { .key = "id", .title = "Entity" },
                                       { .key = "name", .title = "Name" },
                                       { .key = "type", .title = "Type" },
                                       { .key = "passages", .title = "Passages", .align = LIM_ALIGN_RIGHT },
                                       { .key = "first", .title = "First in" },
                                       { .key = "overlays", .title = "Changes with" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);
  const LimStory *story = overview->story;

  for (guint i = 0; i < story->entities->len; i++)
    {
      const LimStoryEntity *entity = story->entities->pdata[i];
      const LimEntityView *view = &overview->entities[i];
      char **when = g_new0 (char *, 1);

      lim_table_row (table);
      lim_table_string (table, entity->id);
      lim_table_string (table, entity->name);
      lim_table_string (table, lim_entity_type_name (entity->type));
      lim_table_int (table, view->n_passages);
      lim_table_mark (table, view->n_passages == 0 ? LIM_MARK_WARN : LIM_MARK_NONE);
      lim_table_string (table, view->first != LIM_STORY_NOWHERE
                                   ? ((const LimStoryPassage *) story->passages->pdata[view->first])->id
                                   : NULL);
      for (guint j = 0; j < entity->overlays->len; j++)
        for (char **word = ((const LimStoryOverlay *) entity->overlays->pdata[j])->when; *word != NULL; word++)
          lim_story_list_add (&when, *word);
      lim_table_list (table, (const char *const *) when);
      g_strfreev (when);
    }
  g_autofree char *text = lim_table_to_text (table, width_of (cli), cli->color);
  lim_cli_print (cli, "\n%s", g_strchomp (text));
}

static void
add_places (LimTable *table, const GPtrArray *passages)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < passages->len; i++)
    g_ptr_array_add (ids, ((const LimStoryPassage *) passages->pdata[i])->id);
  g_ptr_array_add (ids, NULL);
  lim_table_list (table, (const char *const *) ids->pdata);
  lim_table_mark (table, passages->len == 0 ? LIM_MARK_WARN : LIM_MARK_NONE);
}

static void
print_codewords (LimCli *cli, const LimStoryOverview *overview)
{
  static const LimColumn columns[] = { { .key = "id", .title = "Codeword" },
                                       { .key = "tracks", .title = "Stands for" },
                                       { .key = "granted", .title = "Earned in" },
                                       { .key = "required", .title = "Asked for in" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  if (overview->graph->n_codewords == 0)
    return;
  for (guint i = 0; i < overview->graph->n_codewords; i++)
    {
      const LimStoryCodeword *codeword = lim_story_codeword (overview->story, overview->graph->codewords[i]);

      lim_table_row (table);
      lim_table_string (table, overview->graph->codewords[i]);
      lim_table_mark (table, overview->codewords[i].earnable ? LIM_MARK_NONE : LIM_MARK_BAD);
      if (codeword != NULL)
        lim_table_list (table, (const char *const *) codeword->tracks);
      else
        lim_table_string (table, "(not defined)");
      add_places (table, overview->codewords[i].granted);
      add_places (table, overview->codewords[i].required);
    }
  g_autofree char *text = lim_table_to_text (table, width_of (cli), cli->color);
  lim_cli_print (cli, "\n%s", g_strchomp (text));
}

void
lim_cli_print_story (LimCli *cli, const LimStoryOverview *overview, gboolean all)
{
  print_head (cli, overview);
  if (all || overview->story->passages->len <= MANY_PASSAGES)
    print_passages (cli, overview);
  else
    lim_cli_print (cli, "\nThe passages are many; --all lists them too.");
  print_endings (cli, overview);
  print_unreachable (cli, overview);
  print_entities (cli, overview);
  print_codewords (cli, overview);
}
