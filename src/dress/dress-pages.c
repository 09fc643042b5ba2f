#include "dress-pages.h"

#include "dress-pango.h"
#include "imaging-decode.h"

#include <string.h>

/* The first of these that is installed. */
#define SERIF "P052,TeX Gyre Pagella,Palatino,Gentium,Liberation Serif,serif"

#define MAX_PICTURE_SIDE 2400u /* pixels that print well over a page */
#define FOOT 24.0              /* height of the line with the page number */

static const struct
{
  const char *name;
  double width, height, margin;
} papers[] = { { "a5", 419.53, 595.28, 48 }, { "a4", 595.28, 841.89, 72 }, { "letter", 612, 792, 72 } };

static const struct
{
  const char *font;
  PangoAlignment align;
  double indent, after;   /* after: space below */
  gboolean justify, keep; /* keep: with what follows */
} styles[LIM_PAGES_N_STYLES] = {
  [LIM_PAGES_TITLE] = { SERIF " 24", PANGO_ALIGN_CENTER, 0, 18, FALSE, TRUE },
  [LIM_PAGES_NUMBER] = { SERIF " bold 13", PANGO_ALIGN_CENTER, 0, 8, FALSE, TRUE },
  [LIM_PAGES_HEADING] = { SERIF " bold 12", PANGO_ALIGN_LEFT, 0, 5, FALSE, TRUE },
  [LIM_PAGES_BODY] = { SERIF " 10.5", PANGO_ALIGN_LEFT, 0, 2, TRUE, FALSE },
  [LIM_PAGES_FOLLOWING] = { SERIF " 10.5", PANGO_ALIGN_LEFT, 14, 2, TRUE, FALSE },
  [LIM_PAGES_CHOICE] = { SERIF " 10.5", PANGO_ALIGN_LEFT, -12, 4, FALSE, FALSE },
  [LIM_PAGES_CAPTION] = { SERIF " italic 9", PANGO_ALIGN_CENTER, 0, 8, FALSE, FALSE },
  [LIM_PAGES_CENTRED] = { SERIF " 10.5", PANGO_ALIGN_CENTER, 0, 6, FALSE, FALSE },
  [LIM_PAGES_SMALL] = { SERIF " 8", PANGO_ALIGN_CENTER, 0, 4, FALSE, FALSE },
};

struct _LimPages
{
  GByteArray *bytes;
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoFontDescription *fonts[LIM_PAGES_N_STYLES];
  char *language;
  double width, height, margin;
  double y;                   /* where the next thing begins */
  guint n_pages;              /* begun */
  GHashTable *places, *links; /* names */
};

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

void
lim_pages_free (LimPages *pages)
{
  if (pages == NULL)
    return;
  if (pages->cairo != NULL)
    lim_cairo.destroy (pages->cairo);
  if (pages->surface != NULL)
    lim_cairo.surface_destroy (pages->surface);
  for (guint i = 0; i < LIM_PAGES_N_STYLES; i++)
    if (pages->fonts[i] != NULL)
      lim_pango.font_description_free (pages->fonts[i]);
  g_clear_pointer (&pages->bytes, g_byte_array_unref);
  g_clear_pointer (&pages->places, g_hash_table_unref);
  g_clear_pointer (&pages->links, g_hash_table_unref);
  g_free (pages->language);
  g_free (pages);
}

LimPages *
lim_pages_new (const LimPagesLook *look, GError **error)
{
  LimPages *pages;
  guint paper = 0;

  if (!lim_pango_start (error))
    return NULL;
  while (paper + 1 < G_N_ELEMENTS (papers) && g_strcmp0 (papers[paper].name, look->paper) != 0)
    paper++;
  pages = g_new0 (LimPages, 1);
  pages->width = papers[paper].width;
  pages->height = papers[paper].height;
  pages->margin = papers[paper].margin;
  pages->y = pages->margin;
  pages->n_pages = 1;
  pages->bytes = g_byte_array_new ();
  pages->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  pages->links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  pages->language = g_strdup (look->language);
  pages->surface = lim_cairo.pdf_surface_create_for_stream (append, pages->bytes, pages->width, pages->height);
  /* The same story gives the same bytes, so there is no time in them. */
  lim_cairo.pdf_surface_set_metadata (pages->surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  lim_cairo.pdf_surface_set_metadata (pages->surface, CAIRO_PDF_METADATA_TITLE, look->title);
  lim_cairo.pdf_surface_set_metadata (pages->surface, CAIRO_PDF_METADATA_SUBJECT, look->subject);
  pages->cairo = lim_cairo.create (pages->surface);
  for (guint i = 0; i < LIM_PAGES_N_STYLES; i++)
    pages->fonts[i] = lim_pango.font_description_from_string (styles[i].font);
  return pages;
}

/* -- Setting type -- */

static PangoLayout *
layout_new (LimPages *pages, LimPagesStyle style, const char *markup)
{
  PangoLayout *layout = lim_pango.cairo_create_layout (pages->cairo);
  double inset = style == LIM_PAGES_CAPTION ? 24 : 0;

  lim_pango.context_set_language (lim_pango.layout_get_context (layout),
                                  lim_pango.language_from_string (pages->language));
  lim_pango.layout_set_font_description (layout, pages->fonts[style]);
  lim_pango.layout_set_width (layout, (int) ((pages->width - 2 * (pages->margin + inset)) * PANGO_SCALE));
  lim_pango.layout_set_alignment (layout, styles[style].align);
  lim_pango.layout_set_justify (layout, styles[style].justify);
  lim_pango.layout_set_indent (layout, (int) (styles[style].indent * PANGO_SCALE));
  lim_pango.layout_set_line_spacing (layout, 1.15f);
  lim_pango.layout_set_markup (layout, markup, -1);
  return layout;
}

static double
bottom (const LimPages *pages)
{
  return pages->height - pages->margin;
}

/* The number of the page, and the page's end. */
static void
end_page (LimPages *pages)
{
  g_autofree char *number = g_strdup_printf ("%u", pages->n_pages);
  g_autoptr (PangoLayout) layout = layout_new (pages, LIM_PAGES_SMALL, number);
  PangoLayoutIter *iter = lim_pango.layout_get_iter (layout);

  if (pages->n_pages > 1)
    {
      lim_cairo.move_to (pages->cairo, pages->margin, pages->height - pages->margin + FOOT);
      PangoRectangle extents;
      lim_pango.layout_iter_get_line_extents (iter, NULL, &extents);
      lim_cairo.move_to (pages->cairo, pages->margin + (double) extents.x / PANGO_SCALE,
                         pages->height - pages->margin + FOOT);
      lim_pango.cairo_show_layout_line (pages->cairo, lim_pango.layout_iter_get_line_readonly (iter));
    }
  lim_pango.layout_iter_free (iter);
  lim_cairo.show_page (pages->cairo);
}

static void
new_page (LimPages *pages)
{
  end_page (pages);
  pages->n_pages++;
  pages->y = pages->margin;
}

void
lim_pages_break (LimPages *pages)
{
  if (pages->y > pages->margin)
    new_page (pages);
}

void
lim_pages_space (LimPages *pages, double height)
{
  if (pages->y > pages->margin) /* none at the top of a page */
    pages->y += height;
}

void
lim_pages_need (LimPages *pages, double height)
{
  if (pages->y + height > bottom (pages))
    lim_pages_break (pages);
}

/* Height of line @iter stands at. */
static double
line_height (PangoLayoutIter *iter, double *x)
{
  PangoRectangle extents;

  lim_pango.layout_iter_get_line_extents (iter, NULL, &extents);
  if (x != NULL)
    *x = (double) extents.x / PANGO_SCALE;
  return (double) extents.height / PANGO_SCALE;
}

static double
total_height (PangoLayout *layout)
{
  PangoLayoutIter *iter = lim_pango.layout_get_iter (layout);
  double sum = 0;

  do
    sum += line_height (iter, NULL);
  while (lim_pango.layout_iter_next_line (iter));
  lim_pango.layout_iter_free (iter);
  return sum;
}

/* Before line @line of @n, which is @height high: a page ends here when it does not fit, and before the last but one of a
 * paragraph when the last would stand alone on the next. */
static gboolean
must_break (const LimPages *pages, int line, int n, double height)
{
  double room = bottom (pages) - pages->y;

  if (pages->y <= pages->margin)
    return FALSE;
  if (room < height)
    return TRUE;
  if (n >= 2 && line == 0 && room < 2 * height)
    return TRUE;
  return n >= 4 && line == n - 2 && room < 2 * height;
}

/* Where the baseline of the line lies below its top. */
static double
ascent (PangoLayoutIter *iter)
{
  PangoRectangle extents;

  lim_pango.layout_iter_get_line_extents (iter, NULL, &extents);
  return (double) (lim_pango.layout_iter_get_baseline (iter) - extents.y) / PANGO_SCALE;
}

void
lim_pages_text (LimPages *pages, LimPagesStyle style, const char *markup, const char *to)
{
  g_autoptr (PangoLayout) layout = layout_new (pages, style, markup);
  PangoLayoutIter *iter = lim_pango.layout_get_iter (layout);
  g_autofree char *link = to != NULL ? g_strdup_printf ("dest='%s'", to) : NULL;
  int n = lim_pango.layout_get_line_count (layout), line = 0;
  double inset = style == LIM_PAGES_CAPTION ? 24 : 0;

  if (styles[style].keep)
    lim_pages_need (pages, total_height (layout) + styles[style].after + 40);
  if (to != NULL)
    g_hash_table_add (pages->links, g_strdup (to));
  do
    {
      double x, height = line_height (iter, &x);

      if (must_break (pages, line++, n, height))
        new_page (pages);
      if (link != NULL)
        lim_cairo.tag_begin (pages->cairo, CAIRO_TAG_LINK, link);
      lim_cairo.move_to (pages->cairo, pages->margin + inset + x, pages->y + ascent (iter));
      lim_pango.cairo_show_layout_line (pages->cairo, lim_pango.layout_iter_get_line_readonly (iter));
      if (link != NULL)
        lim_cairo.tag_end (pages->cairo, CAIRO_TAG_LINK);
      pages->y += height;
    }
  while (lim_pango.layout_iter_next_line (iter));
  lim_pango.layout_iter_free (iter);
  pages->y += styles[style].after;
}

/* -- Places -- */

void
lim_pages_place (LimPages *pages, const char *name, const char *outline)
{
  g_autofree char *place = g_strdup_printf ("name='%s' x=%.1f y=%.1f", name, pages->margin, pages->y);
  g_autofree char *link = g_strdup_printf ("dest='%s'", name);

  lim_cairo.tag_begin (pages->cairo, CAIRO_TAG_DEST, place);
  lim_cairo.tag_end (pages->cairo, CAIRO_TAG_DEST);
  g_hash_table_add (pages->places, g_strdup (name));
  if (outline != NULL)
    lim_cairo.pdf_surface_add_outline (pages->surface, CAIRO_PDF_OUTLINE_ROOT, outline, link, 0);
}

/* -- Pictures -- */

static void
unref_bytes (void *data)
{
  g_bytes_unref (data);
}

static cairo_surface_t *
surface_of (const LimImage *image)
{
  cairo_surface_t *surface =
      lim_cairo.image_surface_create (CAIRO_FORMAT_RGB24, (int) image->width, (int) image->height);
  guint8 *rows = lim_cairo.image_surface_get_data (surface);
  gsize stride = (gsize) lim_cairo.image_surface_get_stride (surface);

  for (guint y = 0; rows != NULL && y < image->height; y++)
    for (guint x = 0; x < image->width; x++)
      {
        const guint8 *from = image->pixels + ((gsize) y * image->width + x) * 3;
        guint32 value = (guint32) from[0] << 16 | (guint32) from[1] << 8 | from[2];

        memcpy (rows + y * stride + 4 * (gsize) x, &value, 4);
      }
  lim_cairo.surface_mark_dirty (surface);
  return surface;
}

static double
fit (const LimPages *pages, double width, double height)
{
  double text = pages->width - 2 * pages->margin, most = (pages->height - 2 * pages->margin) / 2;

  return MIN (text / width, most / height);
}

double
lim_pages_picture_height (LimPages *pages, guint width, guint height)
{
  return height * fit (pages, width, height) + 6;
}

gboolean
lim_pages_picture (LimPages *pages, GBytes *bytes, const char *mime, const char *name, GError **error)
{
  g_autoptr (LimImage) image = lim_image_load_rgb_bytes (bytes, name, MAX_PICTURE_SIDE, error);
  cairo_surface_t *surface = image != NULL ? surface_of (image) : NULL;
  double scale, left;

  if (surface == NULL)
    return FALSE;
  if (g_strcmp0 (mime, "image/jpeg") == 0 && image->width < MAX_PICTURE_SIDE && image->height < MAX_PICTURE_SIDE)
    {
      gsize length;
      const unsigned char *data = g_bytes_get_data (bytes, &length);

      lim_cairo.surface_set_mime_data (surface, CAIRO_MIME_TYPE_JPEG, data, length, unref_bytes, g_bytes_ref (bytes));
    }
  scale = fit (pages, image->width, image->height);
  left = (pages->width - image->width * scale) / 2;
  lim_pages_need (pages, image->height * scale + 6);
  lim_cairo.save (pages->cairo);
  lim_cairo.translate (pages->cairo, left, pages->y);
  lim_cairo.scale (pages->cairo, scale, scale);
  lim_cairo.set_source_surface (pages->cairo, surface, 0, 0);
  lim_cairo.paint (pages->cairo);
  lim_cairo.restore (pages->cairo);
  lim_cairo.surface_destroy (surface);
  pages->y += image->height * scale + 6;
  return TRUE;
}

/* -- The end -- */

static gboolean
check_links (const LimPages *pages, GError **error)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, pages->links);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (pages->places, name))
      return lim_fail (error, LIM_ERROR_BAD_INPUT, "a page leads to “%s”, which is nowhere in the book",
                       (const char *) name);
  return TRUE;
}

GBytes *
lim_pages_finish (LimPages *pages, guint *n_pages, GError **error)
{
  cairo_status_t status;

  if (!check_links (pages, error))
    return NULL;
  end_page (pages);
  status = lim_cairo.status (pages->cairo);
  lim_cairo.surface_finish (pages->surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = lim_cairo.surface_status (pages->surface);
  if (status != CAIRO_STATUS_SUCCESS)
    return lim_fail_null (error, LIM_ERROR_IO, "the pages cannot be drawn: %s", lim_cairo.status_to_string (status));
  if (n_pages != NULL)
    *n_pages = pages->n_pages;
  return g_byte_array_free_to_bytes (g_steal_pointer (&pages->bytes));
}
