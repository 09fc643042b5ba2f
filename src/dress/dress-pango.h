/* dress-pango.h: Pango and Cairo, which set type and draw PDF, loaded when the first page is made: they bring some twenty libraries
 * along, which every start of the program would wait for (as imaging-vips.h). Called as lim_pango.layout_new (…) and
 * lim_cairo.show_page (…) after lim_pango_start(). */
#pragma once

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* What is used of them, without their prefixes. */
#define LIM_PANGO_FUNCTIONS(F)                                                                                       \
  F (cairo_create_layout)                                                                                            \
  F (cairo_show_layout_line)                                                                                         \
  F (font_description_free)                                                                                          \
  F (font_description_from_string)                                                                                   \
  F (language_from_string)                                                                                           \
  F (context_set_language)                                                                                           \
  F (layout_get_context)                                                                                             \
  F (layout_get_iter)                                                                                                \
  F (layout_get_line_count)                                                                                          \
  F (layout_iter_free)                                                                                               \
  F (layout_iter_get_baseline)                                                                                       \
  F (layout_iter_get_line_extents)                                                                                   \
  F (layout_iter_get_line_readonly)                                                                                  \
  F (layout_iter_next_line)                                                                                          \
  F (layout_set_alignment)                                                                                           \
  F (layout_set_font_description)                                                                                    \
  F (layout_set_indent)                                                                                              \
  F (layout_set_justify)                                                                                             \
  F (layout_set_line_spacing)                                                                                        \
  F (layout_set_markup)                                                                                              \
  F (layout_set_width)

#define LIM_CAIRO_FUNCTIONS(F)                                                                                       \
  F (create)                                                                                                         \
  F (destroy)                                                                                                        \
  F (image_surface_create)                                                                                           \
  F (image_surface_get_data)                                                                                         \
  F (image_surface_get_stride)                                                                                       \
  F (move_to)                                                                                                        \
  F (paint)                                                                                                          \
  F (pdf_surface_add_outline)                                                                                        \
  F (pdf_surface_create_for_stream)                                                                                  \
  F (pdf_surface_set_metadata)                                                                                       \
  F (restore)                                                                                                        \
  F (save)                                                                                                           \
  F (scale)                                                                                                          \
  F (set_source_surface)                                                                                             \
  F (show_page)                                                                                                      \
  F (status)                                                                                                         \
  F (status_to_string)                                                                                               \
  F (surface_destroy)                                                                                                \
  F (surface_finish)                                                                                                 \
  F (surface_mark_dirty)                                                                                             \
  F (surface_set_mime_data)                                                                                          \
  F (surface_status)                                                                                                 \
  F (tag_begin)                                                                                                      \
  F (tag_end)                                                                                                        \
  F (translate)

typedef struct
{
#define FIELD(name) __typeof__ (&pango_##name) name;
  LIM_PANGO_FUNCTIONS (FIELD)
#undef FIELD
} LimPango;

typedef struct
{
#define FIELD(name) __typeof__ (&cairo_##name) name;
  LIM_CAIRO_FUNCTIONS (FIELD)
#undef FIELD
} LimCairo;

/* Written once, by the first lim_pango_start(). */
extern LimPango lim_pango;
extern LimCairo lim_cairo;

/* Loads them; to be called first, from any thread, as often as one likes. LIM_ERROR_IO when they are not installed. */
gboolean lim_pango_start (GError **error);
