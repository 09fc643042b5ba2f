/* dress-pages.h: text and pictures → pages of a PDF, one under the other: a new page where something does not fit, never a lone first or
 * last line of a paragraph, page numbers, places and links to them. Lengths are points, 1/72 inch.
 *
 * Texts are Pango markup: whatever came from a story is to be escaped. */
#pragma once

#include "base-error.h"

typedef enum
{
  LIM_PAGES_TITLE,
  LIM_PAGES_NUMBER, /* of a section */
  LIM_PAGES_HEADING,
  LIM_PAGES_BODY,      /* a paragraph, set to both edges */
  LIM_PAGES_FOLLOWING, /* likewise, its first line indented */
  LIM_PAGES_CHOICE,
  LIM_PAGES_CAPTION,
  LIM_PAGES_CENTRED,
  LIM_PAGES_SMALL,
  LIM_PAGES_N_STYLES,
} LimPagesStyle;

typedef struct
{
  const char *paper; /* “a5”, “a4” or “letter” */
  const char *title, *subject;
  const char *language; /* “en” */
} LimPagesLook;

typedef struct _LimPages LimPages;

/* LIM_ERROR_IO where Pango is not installed. Transfer full. */
LimPages *lim_pages_new (const LimPagesLook *look, GError **error);
void lim_pages_free (LimPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimPages, lim_pages_free)

/* A new page, unless this one is still empty. */
void lim_pages_break (LimPages *pages);
void lim_pages_space (LimPages *pages, double height);

/* A new page unless @height is left on this one. */
void lim_pages_need (LimPages *pages, double height);

/* Calls this place @name (letters and digits), and @outline, where given, in the reader's list of contents. */
void lim_pages_place (LimPages *pages, const char *name, const char *outline);

/* Sets @markup. @to: the name of a place that it leads to, or NULL. */
void lim_pages_text (LimPages *pages, LimPagesStyle style, const char *markup, const char *to);

/* A picture as wide as the text, but at most as high as half a page; JPEG stays as it is. @name stands in messages. */
gboolean lim_pages_picture (LimPages *pages, GBytes *bytes, const char *mime, const char *name, GError **error);

/* How high a picture of @width × @height pixels will be. */
double lim_pages_picture_height (LimPages *pages, guint width, guint height);

/* The file. LIM_ERROR_BAD_INPUT for a link to a place that is nowhere. @n_pages may be NULL. Transfer full. */
GBytes *lim_pages_finish (LimPages *pages, guint *n_pages, GError **error);
