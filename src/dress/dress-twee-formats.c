/* dress-twee-formats.c: choices and codewords in the code of SugarCube and of Harlowe. */

#include "dress-twee-markup.h"

#include <string.h>

/* “$a and $b”. */
static void
append_all (GString *out, char **words)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *name = lim_twee_variable (words[i]);

      g_string_append_printf (out, "%s$%s", i > 0 ? " and " : "", name);
    }
}

/* “$a to true, $b to true”. */
static void
append_assignments (GString *out, char **words, gboolean value)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *name = lim_twee_variable (words[i]);

      g_string_append_printf (out, "%s$%s to %s", i > 0 ? ", " : "", name, value ? "true" : "false");
    }
}

/* Inside quotation marks. */
static void
append_quoted_text (GString *out, const char *text)
{
  g_autoptr (GString) inner = g_string_new ("x"); /* so that nothing counts as the begin of a line */

  lim_twee_append_text (inner, text);
  for (const char *at = inner->str + 1; *at != '\0'; at++)
    if (*at == '"')
      g_string_append (out, "&quot;");
    else
      g_string_append_c (out, *at);
}

/* -- SugarCube -- */

/* SugarCube tries the text of a link as code first; words with blanks between and no signs are none. */
static gboolean
is_plain_label (const char *label)
{
  return strchr (label, ' ') != NULL && *label != ' ' && label[strlen (label) - 1] != ' '
         && strpbrk (label, "|[]<>\"()=$`{}\\;:/*&+~^%#@_") == NULL && strstr (label, "->") == NULL;
}

static void
sugarcube_set (GString *out, char **words, gboolean value)
{
  g_string_append (out, "<<set ");
  append_assignments (out, words, value);
  g_string_append (out, ">>");
}

static void
sugarcube_open_if (GString *out, char **words)
{
  g_string_append (out, "<<if ");
  append_all (out, words);
  g_string_append (out, ">>");
}

static void
sugarcube_choice (GString *out, const char *label, const char *to, char **requires, char **grants)
{
  if (*requires != NULL)
    sugarcube_open_if (out, requires);
  if (is_plain_label (label))
    {
      g_string_append_printf (out, "[[%s|%s]", label, to);
      if (*grants != NULL)
        {
          g_string_append_c (out, '[');
          append_assignments (out, grants, TRUE);
          g_string_append_c (out, ']');
        }
      g_string_append_c (out, ']');
    }
  else
    {
      g_string_append (out, "<<link \"");
      append_quoted_text (out, label);
      g_string_append_printf (out, "\" \"%s\">>", to);
      if (*grants != NULL)
        sugarcube_set (out, grants, TRUE);
      g_string_append (out, "<</link>>");
    }
  if (*requires != NULL)
    g_string_append (out, "<</if>>");
  g_string_append_c (out, '\n');
}

static const LimTweeFormat sugarcube = {
  .name = "sugarcube",
  .proper = "SugarCube",
  .version = "2.37.3",
  .struck = "==",
  .rule = "----",
  .heading = "! ",
  .begin = "StoryInit",
  .back = "<<back \"Back\">>",
  .way_to_codex = ":: StoryMenu\n[[Codex]]",
  .set = sugarcube_set,
  .choice = sugarcube_choice,
  .open_if = sugarcube_open_if,
  .close_if = "<</if>>",
};

/* -- Harlowe -- */

static void
harlowe_set (GString *out, char **words, gboolean value)
{
  g_string_append (out, "(set: ");
  append_assignments (out, words, value);
  g_string_append_c (out, ')');
}

static void
harlowe_open_if (GString *out, char **words)
{
  g_string_append (out, "(if: ");
  append_all (out, words);
  g_string_append (out, ")[");
}

static void
harlowe_choice (GString *out, const char *label, const char *to, char **requires, char **grants)
{
  if (*requires != NULL)
    harlowe_open_if (out, requires);
  if (*grants != NULL)
    {
      g_string_append (out, "(link: \"");
      append_quoted_text (out, label);
      g_string_append (out, "\")[");
      harlowe_set (out, grants, TRUE);
      g_string_append_printf (out, "(goto: \"%s\")]", to);
    }
  else
    {
      g_string_append (out, "[[");
      append_quoted_text (out, label);
      g_string_append_printf (out, "->%s]]", to);
    }
  g_string_append (out, *requires != NULL ? "]\n" : "\n");
}

static const LimTweeFormat harlowe = {
  .name = "harlowe",
  .proper = "Harlowe",
  .version = "3.3.9",
  .struck = "~~",
  .rule = "---",
  .heading = "# ",
  .begin = "Story codewords",
  .begin_tag = "startup",
  .back = "(link-undo: \"Back\")",
  .way_to_codex = ":: Story footer [footer]\n(unless: (passage:)'s name is \"Codex\")[\n\n[[Codex]]]",
  .set = harlowe_set,
  .choice = harlowe_choice,
  .open_if = harlowe_open_if,
  .close_if = "]",
};

const LimTweeFormat *const *
lim_twee_formats (void)
{
  static const LimTweeFormat *const rows[] = { &sugarcube, &harlowe, NULL };

  return rows;
}
