#include "dress-ship-theme.h"

static const struct
{
  const char *words;
  gboolean known;
  guint32 low, high; /* each part within */
} colours[] = {
  { "deep indigo", TRUE, 0x000020, 0x5050b0 },
  { "rust orange", TRUE, 0xa04000, 0xff9060 },
  { "#1a2b3c", TRUE, 0x1a2b3c, 0x1a2b3c },
  { "ash grey", TRUE, 0x606060, 0xb0b0b0 },
  { "melancholy", FALSE, 0, 0 },
  { "", FALSE, 0, 0 },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      guint32 colour = 0;

      g_test_message ("%s", colours[i].words);
      g_assert_cmpint (lim_ship_colour_parse (colours[i].words, &colour), ==, colours[i].known);
      for (guint shift = 0; colours[i].known && shift <= 16; shift += 8)
        {
          g_assert_cmpuint (colour >> shift & 255, >=, colours[i].low >> shift & 255);
          g_assert_cmpuint (colour >> shift & 255, <=, colours[i].high >> shift & 255);
        }
    }
}

/* Whatever the palette, what is written in the accent can be read. */
static void
test_contrast (void)
{
  static const char *const words[] = { "black",   "white", "cream", "lime", "navy",  "#ffff00",
                                       "#0000ff", "grey",  "pink",  "gold", "ebony", "ivory" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (words); j++)
      {
        char *palette[] = { (char *) words[i], (char *) words[j], NULL };
        LimArtDirection direction = { .palette = palette };
        LimShipTheme theme;

        g_assert_true (lim_ship_theme_of (&direction, &theme));
        g_test_message ("%s, %s", words[i], words[j]);
        g_assert_cmpfloat (lim_ship_contrast (theme.accent_light, theme.paper_light), >, 4.5);
        g_assert_cmpfloat (lim_ship_contrast (theme.accent_light, theme.raised_light), >, 4.5);
        g_assert_cmpfloat (lim_ship_contrast (theme.accent_dark, theme.paper_dark), >, 4.5);
        g_assert_cmpfloat (lim_ship_contrast (theme.accent_dark, theme.raised_dark), >, 4.5);
        g_assert_cmpfloat (lim_ship_contrast (0x211d19, theme.paper_light), >, 12);
        g_assert_cmpfloat (lim_ship_contrast (0xe6e1d8, theme.raised_dark), >, 10);
        g_assert_cmpfloat (lim_ship_contrast (0x655d54, theme.paper_light), >, 4.5);
        g_assert_cmpfloat (lim_ship_contrast (0xa49d92, theme.raised_dark), >, 4.5);
      }
}

static void
test_none (void)
{
  char *palette[] = { (char *) "longing", NULL };
  LimArtDirection direction = { .palette = palette };
  g_autofree char *css = lim_ship_theme_css (&direction), *without = lim_ship_theme_css (NULL);

  g_assert_cmpstr (css, ==, "");
  g_assert_cmpstr (without, ==, "");
  g_assert_cmpfloat (lim_ship_contrast (0, 0xffffff), ==, 21);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/theme/words", test_words);
  g_test_add_func ("/theme/contrast", test_contrast);
  g_test_add_func ("/theme/none", test_none);
  return g_test_run ();
}
