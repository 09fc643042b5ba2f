#include "canon-diegetic.h"

#include <string.h>

static const struct
{
  const char *holds, *text;
  LimDiegeticKind kind;
  const char *says; /* NULL: nothing is wrong */
} rows[] = {
  { "the spec's good caption", "The bridge where loyalties shatter", LIM_DIEGETIC_CAPTION, NULL },
  { "the spec's bad caption", "An illustration of two characters confronting each other on a bridge",
    LIM_DIEGETIC_CAPTION, "“an illustration of”" },
  { "the spec's good entry", "A traveling scholar who offers guidance to those in need.", LIM_DIEGETIC_CODEX, NULL },
  { "the spec's bad entry", "Aldric is a character who serves as the protagonist's mentor.", LIM_DIEGETIC_CODEX,
    "“is a character”" },
  { "case and marks do not hide it", "THIS IMAGE—shows a tower", LIM_DIEGETIC_CAPTION, "“this image”" },
  { "nor do line breaks", "Here this\n  passage ends", LIM_DIEGETIC_CODEX, "“this passage”" },
  { "the protagonist's is the protagonist", "The protagonist's own hand", LIM_DIEGETIC_CAPTION, "“protagonist”" },
  { "the player", "It waits for the player", LIM_DIEGETIC_CODEX, "“the player”" },
  { "a lute player is somebody", "A player of lutes, and a reader of maps", LIM_DIEGETIC_CODEX, NULL },
  { "whole words only", "Unfictionally illustrated manuscripts", LIM_DIEGETIC_CODEX, NULL },
  { "an entry may own a picture of somebody", "She keeps a picture of him, face down.", LIM_DIEGETIC_CODEX, NULL },
  { "a caption does not begin so", "A picture of him, face down.", LIM_DIEGETIC_CAPTION, "“a picture of”" },
  { "a caption may, later", "Face down, a picture of him.", LIM_DIEGETIC_CAPTION, NULL },
  { "a name out of a file", "Here mentor_aldric waits.", LIM_DIEGETIC_CODEX, "“mentor_aldric”" },
  { "and out of a graph", "Ask entity::aldric!", LIM_DIEGETIC_CAPTION, "“entity::aldric”" },
  { "emphasis is no such name", "It was _his_ lamp. 12:30", LIM_DIEGETIC_CODEX, NULL },
  { "the model speaks of itself", "As an AI, I cannot", LIM_DIEGETIC_CODEX, "“as an ai”" },
  { "nothing at all", "", LIM_DIEGETIC_CAPTION, NULL },
  { "other scripts", "灯台の光", LIM_DIEGETIC_CAPTION, NULL },
};

static void
test_slips (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *slip = lim_diegetic_slip (rows[i].text, rows[i].kind);

      g_test_message ("%s: %s", rows[i].holds, slip != NULL ? slip : "-");
      g_assert_true ((slip == NULL) == (rows[i].says == NULL));
      g_assert_true (slip == NULL || strstr (slip, rows[i].says) != NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canon-diegetic/slips", test_slips);
  return g_test_run ();
}
