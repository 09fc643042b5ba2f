#include "canon-diegetic.h"

#include "canon-term.h"

#include <string.h>

typedef enum
{
  OF_PICTURE,
  OF_STORY,
  OF_READER,
  OF_MAKING,
} Slip;

static const char *const reasons[] = {
  [OF_PICTURE] = "which speaks of the picture instead of what it shows",
  [OF_STORY] = "which speaks of the story from outside",
  [OF_READER] = "which speaks of whoever reads or plays",
  [OF_MAKING] = "which speaks of how the text was made",
};

#define CAPTION (1u << LIM_DIEGETIC_CAPTION)
#define CODEX (1u << LIM_DIEGETIC_CODEX)
#define BOTH (CAPTION | CODEX)

/* Words between single blanks; “^” is where the text begins. */
static const struct
{
  const char *words;
  guint kinds;
  Slip slip;
} phrases[] = {
  { " an illustration of ", BOTH, OF_PICTURE },
  { "^ illustration of ", BOTH, OF_PICTURE },
  { " this illustration ", BOTH, OF_PICTURE },
  { " the illustration ", BOTH, OF_PICTURE },
  { " illustration depicting ", BOTH, OF_PICTURE },
  { " illustration showing ", BOTH, OF_PICTURE },
  { " an image of ", CAPTION, OF_PICTURE },
  { "^ image of ", BOTH, OF_PICTURE },
  { " this image ", BOTH, OF_PICTURE },
  { " the image shows ", BOTH, OF_PICTURE },
  { " the image depicts ", BOTH, OF_PICTURE },
  { " image shows ", BOTH, OF_PICTURE },
  { "^ a picture of ", CAPTION, OF_PICTURE },
  { "^ picture of ", CAPTION, OF_PICTURE },
  { " this picture ", CAPTION, OF_PICTURE },
  { " the picture shows ", BOTH, OF_PICTURE },
  { "^ a photo of ", CAPTION, OF_PICTURE },
  { "^ a drawing of ", CAPTION, OF_PICTURE },
  { "^ a painting of ", CAPTION, OF_PICTURE },
  { "^ a depiction of ", BOTH, OF_PICTURE },
  { " artwork ", CAPTION, OF_PICTURE },
  { " is depicted ", BOTH, OF_PICTURE },
  { " are depicted ", BOTH, OF_PICTURE },
  { "^ depicts ", BOTH, OF_PICTURE },
  { " scene depicts ", BOTH, OF_PICTURE },
  { " scene showing ", CAPTION, OF_PICTURE },
  { " in the foreground ", CAPTION, OF_PICTURE },
  { " in the background ", CAPTION, OF_PICTURE },
  { " wide shot ", CAPTION, OF_PICTURE },
  { " close up of ", CAPTION, OF_PICTURE },
  { " camera angle ", BOTH, OF_PICTURE },
  { " two characters ", BOTH, OF_STORY },
  { " the characters ", BOTH, OF_STORY },
  { " is a character ", BOTH, OF_STORY },
  { " is the character ", BOTH, OF_STORY },
  { " a character who ", BOTH, OF_STORY },
  { " a character in ", BOTH, OF_STORY },
  { " main character ", BOTH, OF_STORY },
  { " side character ", BOTH, OF_STORY },
  { " player character ", BOTH, OF_READER },
  { " protagonist ", BOTH, OF_STORY },
  { " antagonist ", BOTH, OF_STORY },
  { " npc ", BOTH, OF_STORY },
  { " the narrator ", BOTH, OF_STORY },
  { " in this story ", BOTH, OF_STORY },
  { " in the story ", BOTH, OF_STORY },
  { " of this story ", BOTH, OF_STORY },
  { " the story s ", BOTH, OF_STORY },
  { " this passage ", BOTH, OF_STORY },
  { " in the passage ", CODEX, OF_STORY },
  { " this chapter ", BOTH, OF_STORY },
  { " this scene ", BOTH, OF_STORY },
  { " in the narrative ", BOTH, OF_STORY },
  { " the plot s ", BOTH, OF_STORY },
  { " of the plot ", BOTH, OF_STORY },
  { " plot twist ", BOTH, OF_STORY },
  { " is a location in ", BOTH, OF_STORY },
  { " is an object in ", BOTH, OF_STORY },
  { " fictional ", BOTH, OF_STORY },
  { " the player ", BOTH, OF_READER },
  { " players ", CODEX, OF_READER },
  { " the reader ", BOTH, OF_READER },
  { " readers will ", BOTH, OF_READER },
  { " gameplay ", BOTH, OF_READER },
  { " playthrough ", BOTH, OF_READER },
  { " spoiler ", BOTH, OF_READER },
  { " spoilers ", BOTH, OF_READER },
  { " codex entry ", BOTH, OF_MAKING },
  { " as an ai ", BOTH, OF_MAKING },
  { " language model ", BOTH, OF_MAKING },
  { " json ", BOTH, OF_MAKING },
};

/* A word that only files have: mentor_aldric, entity::aldric. */
static char *
find_id (const char *text)
{
  for (const char *at = text; *at != '\0'; at += *at != '\0' ? 1 : 0)
    {
      gsize length = strcspn (at, " \t\n\r.,;!?\"'()[]“”");

      for (gsize i = 1; i + 1 < length; i++)
        if ((at[i] == '_' && g_ascii_isalnum (at[i - 1]) && g_ascii_isalnum (at[i + 1]))
            || (at[i] == ':' && at[i + 1] == ':'))
          return g_strndup (at, length);
      at += length;
    }
  return NULL;
}

char *
lim_diegetic_slip (const char *text, LimDiegeticKind kind)
{
  g_autofree char *words = lim_text_spread (text), *id = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (phrases); i++)
    {
      gboolean first = phrases[i].words[0] == '^';
      const char *phrase = phrases[i].words + (first ? 1 : 0);

      if ((phrases[i].kinds & 1u << kind) == 0
          || !(first ? g_str_has_prefix (words, phrase) : strstr (words, phrase) != NULL))
        continue;
      g_autofree char *shown = g_strndup (phrase + 1, strlen (phrase) - 2);
      return g_strdup_printf ("says “%s”, %s", shown, reasons[phrases[i].slip]);
    }
  id = find_id (text);
  return id != NULL ? g_strdup_printf ("says “%s”, a name that only files use", id) : NULL;
}
