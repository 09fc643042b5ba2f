#include "dress-ship-theme.h"

#include "imaging-sketch-lexicon.h"

#include <math.h>
#include <string.h>

/* OKLCH (Björn Ottosson, 2020): lightness 0..1, chroma, hue in radians; equal steps look equal. */
typedef struct
{
  double l, c, h;
} Colour;

static double
to_linear (guint32 byte)
{
  double value = byte / 255.0;

  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static guint32
to_byte (double linear)
{
  double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow (linear, 1 / 2.4) - 0.055;

  return (guint32) lround (CLAMP (value, 0, 1) * 255);
}

static Colour
from_hex (guint32 hex)
{
  double r = to_linear (hex >> 16 & 255), g = to_linear (hex >> 8 & 255), b = to_linear (hex & 255);
  double l = cbrt (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  double along = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
  double across = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;

  return (Colour){ 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s, hypot (along, across),
                   atan2 (across, along) };
}

static guint32
to_hex (Colour colour)
{
  double along = colour.c * cos (colour.h), across = colour.c * sin (colour.h);
  double l = pow (colour.l + 0.3963377774 * along + 0.2158037573 * across, 3);
  double m = pow (colour.l - 0.1055613458 * along - 0.0638541728 * across, 3);
  double s = pow (colour.l - 0.0894841775 * along - 1.2914855480 * across, 3);

  return to_byte (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16
         | to_byte (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8
         | to_byte (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
}

static double
luminance (guint32 hex)
{
  return 0.2126 * to_linear (hex >> 16 & 255) + 0.7152 * to_linear (hex >> 8 & 255) + 0.0722 * to_linear (hex & 255);
}

double
lim_ship_contrast (guint32 a, guint32 b)
{
  double one = luminance (a) + 0.05, other = luminance (b) + 0.05;

  return MAX (one, other) / MIN (one, other);
}

/* -- Words -- */

static gboolean
parse_hash (const char *text, guint32 *colour)
{
  if (*text != '#' || strlen (text) != 7 || strspn (text + 1, "0123456789abcdef") != 6)
    return FALSE;
  *colour = (guint32) g_ascii_strtoull (text + 1, NULL, 16);
  return TRUE;
}

/* Of several words of colour the last one is the noun: “rust orange” is an orange. */
gboolean
lim_ship_colour_parse (const char *words, guint32 *colour)
{
  g_autofree char *lower = g_ascii_strdown (words, -1);
  g_auto (GStrv) parts = g_strsplit_set (lower, " -/,;()", 64);
  Colour found = { 0 };
  double light = 1, chroma = 1;
  gboolean any = FALSE;

  for (char **part = parts; *part != NULL; part++)
    {
      if (parse_hash (*part, colour))
        return TRUE;
      for (const LimSketchShadeWord *shade = lim_sketch_shades; shade->word != NULL; shade++)
        if (strcmp (shade->word, *part) == 0)
          {
            light *= shade->light;
            chroma *= shade->saturation;
          }
      for (const LimSketchColourWord *row = lim_sketch_colour_words; row->word != NULL; row++)
        if (strcmp (row->word, *part) == 0)
          {
            found = from_hex (row->hex);
            any = TRUE;
          }
    }
  if (!any)
    return FALSE;
  found.l = CLAMP (found.l * (1 + (light - 1) * 0.6), 0.08, 0.97);
  found.c *= chroma;
  *colour = to_hex (found);
  return TRUE;
}

/* -- The page -- */

/* @colour moved towards @l in lightness until it stands out from @ground. */
static guint32
readable (Colour colour, guint32 ground, gboolean darker)
{
  guint32 hex;

  colour.c = CLAMP (colour.c, 0.03, 0.13);
  colour.l = darker ? MIN (colour.l, 0.55) : MAX (colour.l, 0.68);
  for (guint i = 0; i < 60; i++)
    {
      hex = to_hex (colour);
      if (lim_ship_contrast (hex, ground) >= 5.2)
        return hex;
      colour.l = CLAMP (colour.l + (darker ? -0.01 : 0.01), 0.05, 0.98);
    }
  return darker ? 0x1a1a1a : 0xf2f2f2;
}

gboolean
lim_ship_theme_of (const LimArtDirection *direction, LimShipTheme *theme)
{
  Colour accent = { 0 }, light = { 0 }, dark = { 1, 0, 0 };
  gboolean any = FALSE;

  for (char **words = direction != NULL ? direction->palette : NULL; words != NULL && *words != NULL; words++)
    {
      guint32 hex;
      Colour colour;

      if (!lim_ship_colour_parse (*words, &hex))
        continue;
      colour = from_hex (hex);
      if (!any || colour.c > accent.c)
        accent = colour;
      if (colour.l > light.l)
        light = colour;
      if (colour.l < dark.l)
        dark = colour;
      any = TRUE;
    }
  if (!any)
    return FALSE;
  theme->paper_light = to_hex ((Colour){ 0.977, MIN (light.c, 0.009), light.h });
  theme->raised_light = to_hex ((Colour){ 0.993, MIN (light.c, 0.004), light.h });
  theme->paper_dark = to_hex ((Colour){ 0.195, MIN (dark.c, 0.016), dark.h });
  theme->raised_dark = to_hex ((Colour){ 0.238, MIN (dark.c, 0.018), dark.h });
  theme->accent_light = readable (accent, theme->paper_light, TRUE);
  theme->accent_dark = readable (accent, theme->raised_dark, FALSE);
  return TRUE;
}

char *
lim_ship_theme_css (const LimArtDirection *direction)
{
  LimShipTheme theme;

  if (!lim_ship_theme_of (direction, &theme))
    return g_strdup ("");
  return g_strdup_printf (":root{--tint-accent-light:#%06x;--tint-paper-light:#%06x;--tint-raised-light:#%06x;"
                          "--tint-accent-dark:#%06x;--tint-paper-dark:#%06x;--tint-raised-dark:#%06x}",
                          theme.accent_light, theme.paper_light, theme.raised_light, theme.accent_dark,
                          theme.paper_dark, theme.raised_dark);
}
