#include "cli-dress.h"

#include "base-text.h"
#include "canon-diegetic.h"
#include "cli-finding.h"
#include "dress-gates.h"

#include <string.h>

#define INDENT 14u

/* -- Texts of any length -- */

static guint
width_of (const LimCli *cli)
{
  return cli->width != 0 ? CLAMP (cli->width, 60u, 110u) : 100;
}

static void
print_wrapped (LimCli *cli, const char *name, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 0);
  g_autoptr (GString) line = g_string_new (NULL);
  guint width = width_of (cli) - INDENT, used = 0;
  gboolean first = TRUE;

  for (char **word = words; *word != NULL; word++)
    {
      guint w = lim_text_display_width (*word);

      if (used > 0 && used + 1 + w > width)
        {
          lim_cli_print (cli, "  %s%-11s%s %s", lim_cli_style (cli, "dim"), first ? name : "",
                         lim_cli_style (cli, "off"), line->str);
          g_string_truncate (line, 0);
          used = 0;
          first = FALSE;
        }
      g_string_append_printf (line, "%s%s", used > 0 ? " " : "", *word);
      used += w + (used > 0 ? 1 : 0);
    }
  if (line->len > 0)
    lim_cli_print (cli, "  %s%-11s%s %s", lim_cli_style (cli, "dim"), first ? name : "", lim_cli_style (cli, "off"),
                   line->str);
}

void
lim_cli_print_field (LimCli *cli, const char *name, const char *text)
{
  g_autofree char *harmless = text != NULL ? g_strstrip (lim_text_harmless (text)) : NULL;

  if (harmless != NULL && *harmless != '\0')
    print_wrapped (cli, name, harmless);
}

void
lim_cli_print_list (LimCli *cli, const char *name, char **list)
{
  g_autofree char *joined = g_strjoinv (", ", list);

  lim_cli_print_field (cli, name, joined);
}

static void
print_head (LimCli *cli, const char *text, const char *state)
{
  g_autofree char *harmless = lim_text_harmless (text);

  lim_cli_print (cli, "\n%s%s%s%s%s", lim_cli_style (cli, "bold"), harmless, lim_cli_style (cli, "off"),
                 *state != '\0' ? "  " : "", state);
}

/* -- Direction -- */

static void
print_visual (LimCli *cli, const LimStoryEntity *entity, const LimEntityVisual *visual)
{
  g_autofree char *title =
      strcmp (entity->name, entity->id) == 0
          ? g_strdup_printf ("%s (%s)", entity->id, lim_entity_type_name (entity->type))
          : g_strdup_printf ("%s: %s (%s)", entity->id, entity->name, lim_entity_type_name (entity->type));

  print_head (cli, title, visual == NULL ? "has no visual" : "");
  if (visual == NULL)
    return;
  lim_cli_print_field (cli, "looks", visual->description);
  lim_cli_print_list (cli, "features", visual->distinguishing_features);
  lim_cli_print_list (cli, "colours", visual->color_associations);
  lim_cli_print_field (cli, "in prompts", visual->reference_prompt_fragment);
  lim_cli_print_field (cli, "anchor", visual->anchor);
}

void
lim_cli_print_direction (LimCli *cli, const LimDressBook *book)
{
  const LimArtDirection *direction = book->direction;

  print_head (cli, "Art direction", "");
  if (direction != NULL)
    {
      lim_cli_print_field (cli, "style", direction->style);
      lim_cli_print_field (cli, "medium", direction->medium);
      lim_cli_print_list (cli, "palette", direction->palette);
      lim_cli_print_field (cli, "composition", direction->composition_notes);
      lim_cli_print_field (cli, "never", direction->negative_defaults);
      lim_cli_print_field (cli, "ratio", direction->aspect_ratio);
    }
  for (guint i = 0; i < book->story->entities->len; i++)
    {
      const LimStoryEntity *entity = book->story->entities->pdata[i];

      print_visual (cli, entity, lim_dress_book_visual (book, entity->id));
    }
}

/* -- Briefs and codex -- */

/* What breaks the story's voice; it is for the person to judge. */
static void
print_slip (LimCli *cli, const char *text, LimDiegeticKind kind)
{
  g_autofree char *slip = text != NULL ? lim_diegetic_slip (text, kind) : NULL;

  lim_cli_print_field (cli, "voice", slip);
}

void
lim_cli_print_brief (LimCli *cli, const LimDressBook *book, const LimBrief *brief)
{
  guint priority = lim_dress_book_priority (book, brief);
  g_autofree char *number = priority == 0                    ? g_strdup ("skip")
                            : priority == LIM_BRIEF_UNSCORED ? g_strdup ("no priority")
                                                             : g_strdup_printf ("priority %u", priority);
  g_autofree char *title = g_strdup_printf ("%s · %s", brief->id, number);
  g_autofree char *score =
      brief->reason != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT ": %s", brief->score, brief->reason) : NULL;

  print_head (cli, title,
              lim_dress_gate_state_name (lim_dress_gate_state (book, LIM_DRESS_GATE_BRIEF, brief->id, NULL)));
  lim_cli_print_field (cli, "passage", brief->passage);
  lim_cli_print_field (cli, "score", score);
  lim_cli_print_field (cli, "category", brief->category);
  lim_cli_print_field (cli, "subject", brief->subject);
  lim_cli_print_list (cli, "shows", brief->entities);
  lim_cli_print_field (cli, "composition", brief->composition);
  lim_cli_print_field (cli, "mood", brief->mood);
  lim_cli_print_field (cli, "caption", brief->caption);
  print_slip (cli, brief->caption, LIM_DIEGETIC_CAPTION);
  lim_cli_print_field (cli, "never", brief->negative);
  lim_cli_print_field (cli, "style", brief->style_overrides);
  if (brief->minimal)
    lim_cli_print_field (cli, "minimal", "the model's answer could not be used; write the rest, or skip it");
}

void
lim_cli_print_codex (LimCli *cli, const LimDressBook *book, const char *entity)
{
  g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (book, entity);
  const LimStoryEntity *who = lim_story_entity (book->story, entity);
  g_autofree char *title =
      who != NULL ? g_strdup_printf ("Codex of %s: %s", entity, who->name) : g_strdup_printf ("Codex of %s", entity);

  print_head (cli, title,
              lim_dress_gate_state_name (lim_dress_gate_state (book, LIM_DRESS_GATE_CODEX, entity, NULL)));
  for (guint i = 0; i < entries->len; i++)
    {
      const LimCodexEntry *entry = entries->pdata[i];
      g_autofree char *gate = g_strjoinv (" and ", entry->visible_when);
      g_autofree char *head =
          g_strdup_printf ("%s · %s%s", entry->id, *gate != '\0' ? "open with " : "open to all", gate);
      g_autofree char *rank = g_strdup_printf ("rank %u", entry->rank);

      lim_cli_print_field (cli, rank, head);
      lim_cli_print_field (cli, "", entry->title);
      lim_cli_print_field (cli, "", entry->content);
      print_slip (cli, entry->content, LIM_DIEGETIC_CODEX);
    }
}

void
lim_cli_warn_of_dress (LimCli *cli, const LimDressBook *book)
{
  for (guint i = 0; i < book->findings->len && i < 20; i++)
    {
      g_autofree char *message = lim_finding_message (book->findings->pdata[i]);

      lim_cli_warn (cli, "%s", message);
    }
}
