#include "lora-page.h"

#include "base-text.h"
#include "imaging-jpeg.h"
#include "imaging-letterbox.h"
#include "imaging-png.h"
#include "lora-resource.h"

#include <string.h>

#define PNG_IS_SMALL 3 /* pixels a byte, at least */
#define JPEG_QUALITY 88

static const char *const colours[] = { "#e6194b", "#3c7d22", "#4363d8", "#c35b00",
                                       "#7a1fa2", "#007a78", "#b8006b", "#6b5400" };

const char *
lim_lora_page_colour (guint index)
{
  return colours[index % G_N_ELEMENTS (colours)];
}

void
lim_lora_page_text (GString *out, const char *text)
{
  g_autofree char *harmless = lim_text_harmless (text);
  g_autofree char *escaped = g_markup_escape_text (harmless, -1);

  g_string_append (out, escaped);
}

void
lim_lora_page_element (GString *out, const char *open, const char *text, const char *close)
{
  g_string_append (out, open);
  lim_lora_page_text (out, text);
  g_string_append (out, close);
}

gboolean
lim_lora_page_begin (GString *out, const char *title, const char *head, GError **error)
{
  g_autoptr (GBytes) css = g_resource_lookup_data (lora_data_get_resource (), "/limner/lora/preview.css", 0, error);

  if (css == NULL)
    return FALSE;
  g_string_append_printf (out,
                          "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n%s"
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
                          "style-src 'unsafe-inline'\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n",
                          head != NULL ? head : "");
  lim_lora_page_element (out, "<title>", title, "</title>\n");
  g_string_append_printf (out, "<style>%s</style></head><body>\n", (const char *) g_bytes_get_data (css, NULL));
  return TRUE;
}

void
lim_lora_page_end (GString *out)
{
  g_string_append (out, "</body></html>\n");
}

/* Flat art is small as a PNG and shows what it is; painted pixels would make the page ten times as large. */
static GBytes *
encode (const LimImage *image, const char **mime, GError **error)
{
  g_autoptr (GBytes) png = lim_png_encode_rgb (image->pixels, image->width, image->height, NULL, error);

  if (png == NULL)
    return NULL;
  *mime = "image/png";
  if (g_bytes_get_size (png) <= (gsize) image->width * image->height / PNG_IS_SMALL)
    return g_steal_pointer (&png);
  *mime = "image/jpeg";
  return lim_image_encode_jpeg (image, JPEG_QUALITY, error);
}

gboolean
lim_lora_page_image (GString *out, const LimImage *image, const char *alt, GError **error)
{
  const char *mime = NULL;
  g_autoptr (GBytes) bytes = encode (image, &mime, error);
  gsize length;

  if (bytes == NULL)
    return FALSE;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree char *base64 = g_base64_encode (data, length);
  g_string_append_printf (out, "<img width=\"%u\" height=\"%u\" alt=\"", image->width, image->height);
  lim_lora_page_text (out, alt);
  g_string_append_printf (out, "\" src=\"data:%s;base64,%s\">", mime, base64);
  return TRUE;
}

LimImage *
lim_lora_page_small (const LimImage *image, guint side)
{
  static const guint8 white[3] = { 255, 255, 255 };
  guint longest = MAX (image->width, image->height);
  const LimImageRect all = { .width = image->width, .height = image->height };
  const LimImageRect place = lim_letterbox_place (image->width, image->height, MIN (longest, side));
  g_autoptr (LimImage) square = lim_image_letterbox (image, &all, MIN (longest, side), white, NULL);
  LimImage *small = g_new (LimImage, 1);

  *small = (LimImage){ .width = place.width,
                       .height = place.height,
                       .pixels = g_malloc (3 * (gsize) place.width * place.height) };
  for (guint y = 0; y < place.height; y++)
    memcpy (small->pixels + 3 * (gsize) y * place.width,
            square->pixels + 3 * ((gsize) (place.top + y) * square->width + place.left), 3 * (gsize) place.width);
  return small;
}
