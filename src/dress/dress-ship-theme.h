/* dress-ship-theme.h: the palette of the art direction → the colours of a page, light and dark, that people can read on. Pure.
 *
 * The accent is the palette's most colourful entry, moved in lightness until it stands out from its ground by 5 : 1 or more
 * (WCAG 2.2 asks 4.5 : 1 of text); the grounds are near white and near black with a breath of the palette's own hues. Colours
 * are understood by their words (“deep indigo”, the sketch painter's) or as #rrggbb; a palette of none leaves the page its own. */
#pragma once

#include "record-art.h"

typedef struct
{
  guint32 accent_light, paper_light, raised_light; /* 0xrrggbb */
  guint32 accent_dark, paper_dark, raised_dark;
} LimShipTheme;

/* FALSE: no colour is understood. */
gboolean lim_ship_theme_of (const LimArtDirection *direction, LimShipTheme *theme);

/* “:root{--tint-accent-light:#…;…}”, "" where there is no theme. Transfer full. */
char *lim_ship_theme_css (const LimArtDirection *direction);

/* How much two colours stand out from each other, 1 to 21 (WCAG 2.2, “contrast ratio”). */
double lim_ship_contrast (guint32 a, guint32 b);

/* The colour that @words mean, e.g. “rust orange”: FALSE for none. */
gboolean lim_ship_colour_parse (const char *words, guint32 *colour);
