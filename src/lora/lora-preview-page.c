/* lora-preview-page.c: the preview as a page of HTML. */

#include "base-text.h"
#include "imaging-jpeg.h"
#include "imaging-png.h"
#include "lora-preview.h"
#include "lora-resource.h"

#define PNG_IS_SMALL 3 /* pixels a byte, at least */
#define JPEG_QUALITY 88

static const char *const colours[] = { "#e6194b", "#3c7d22", "#4363d8", "#c35b00",
                                       "#7a1fa2", "#007a78", "#b8006b", "#6b5400" };

static void
append_text (GString *out, const char *text)
{
  g_autofree char *harmless = lim_text_harmless (text);
  g_autofree char *escaped = g_markup_escape_text (harmless, -1);

  g_string_append (out, escaped);
}

static void
append_element (GString *out, const char *open, const char *text, const char *close)
{
  g_string_append (out, open);
  append_text (out, text);
  g_string_append (out, close);
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

static gboolean
append_image (GString *out, const LimImage *image, const char *alt, GError **error)
{
  const char *mime = NULL;
  g_autoptr (GBytes) bytes = encode (image, &mime, error);
  gsize length;

  if (bytes == NULL)
    return FALSE;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree char *base64 = g_base64_encode (data, length);
  g_string_append_printf (out, "<img width=\"%u\" height=\"%u\" alt=\"", image->width, image->height);
  append_text (out, alt);
  g_string_append_printf (out, "\" src=\"data:%s;base64,%s\">", mime, base64);
  return TRUE;
}

static const char *
colour_of (guint index)
{
  return colours[index % G_N_ELEMENTS (colours)];
}

/* The rectangles, drawn over the sheet in its own pixels. */
static void
append_rects (GString *out, const LimLoraPreviewSheet *sheet)
{
  guint letter = MAX (12, sheet->height / 40);

  g_string_append_printf (out, "<svg viewBox=\"0 0 %u %u\" font-size=\"%u\" aria-hidden=\"true\">", sheet->width,
                          sheet->height, letter);
  for (guint i = 0; i < sheet->items->len; i++)
    {
      const LimLoraPreviewItem *item = sheet->items->pdata[i];

      g_string_append_printf (
          out,
          "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" stroke=\"%s\"/><text x=\"%u\" y=\"%u\" "
          "fill=\"%s\">",
          item->rect.left, item->rect.top, item->rect.width, item->rect.height, colour_of (i),
          item->rect.left + letter / 3, item->rect.top + letter, colour_of (i));
      append_text (out, item->crop->id);
      g_string_append (out, "</text>");
    }
  g_string_append (out, "</svg>");
}

static void
append_state (GString *out, const LimLoraPreviewItem *item)
{
  static const char *const states[] = {
    [LIM_LORA_APPROVED] = "<p class=\"good\">approved</p>",
    [LIM_LORA_UNSEEN] = "<p>not approved yet</p>",
    [LIM_LORA_CHANGED] = "<p class=\"warn\">changed since it was approved</p>",
  };

  g_string_append (out, item->square == NULL ? "<p class=\"bad\">cannot be made</p>" : states[item->state]);
  for (guint i = 0; i < item->remarks->len; i++)
    append_element (out, "<p class=\"warn\">", item->remarks->pdata[i], "</p>");
}

static gboolean
append_item (GString *out, const LimLoraSet *set, const LimLoraPreviewItem *item, guint index, GError **error)
{
  g_autofree char *caption = lim_plan_caption (set->plan, item->crop);

  g_string_append_printf (out, "<figure style=\"border-top-color:%s\">", colour_of (index));
  if (item->square != NULL && !append_image (out, item->square, item->crop->id, error))
    return FALSE;
  append_element (out, "<figcaption><b>", item->crop->id, "</b>");
  append_element (out, "<p>", caption, "</p>");
  g_string_append_printf (out, "<p><small>%u, %u, %u × %u</small></p>", item->rect.left, item->rect.top,
                          item->rect.width, item->rect.height);
  append_state (out, item);
  g_string_append (out, "</figcaption></figure>\n");
  return TRUE;
}

static gboolean
append_sheet (GString *out, const LimLoraSet *set, const LimLoraPreviewSheet *sheet, GError **error)
{
  append_element (out, "<h2>", sheet->source->file, "</h2>\n");
  if (sheet->small == NULL)
    {
      g_string_append (out, "<p class=\"bad\">This sheet cannot be read.</p>\n");
      return TRUE;
    }
  g_string_append_printf (out, "<p><small>%s, %u × %u pixels</small></p>\n<div class=\"sheet\">",
                          lim_sheet_kind_name (sheet->source->kind), sheet->width, sheet->height);
  if (!append_image (out, sheet->small, sheet->source->file, error))
    return FALSE;
  append_rects (out, sheet);
  g_string_append (out, "</div>\n<div class=\"crops\">\n");
  for (guint i = 0; i < sheet->items->len; i++)
    if (!append_item (out, set, sheet->items->pdata[i], i, error))
      return FALSE;
  g_string_append (out, "</div>\n");
  return TRUE;
}

static void
append_head (GString *out, const LimLoraSet *set, const LimLoraPreview *preview, const char *css)
{
  const LimPlan *plan = set->plan;

  g_string_append_printf (out,
                          "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                          "<meta name=\"limner-seen\" content=\"%s\">\n"
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
                          "style-src 'unsafe-inline'\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
                          preview->seen);
  append_text (out, set->subject);
  g_string_append_printf (out, ": preview</title>\n<style>%s</style></head><body>\n", css);
  append_element (out, "<h1>", set->subject, "</h1>\n");
  g_string_append_printf (out, "<p>%u crops, %u of them approved, %u remarks. Squares of %u pixels on ",
                          preview->n_crops, preview->n_approved, preview->n_remarks, plan->size);
  g_string_append_printf (out, "#%02x%02x%02x, trigger word ", plan->background[0], plan->background[1],
                          plan->background[2]);
  append_element (out, "<b>", plan->trigger, "</b>.</p>\n");
}

GBytes *
lim_lora_preview_page (const LimLoraSet *set, const LimLoraPreview *preview, GError **error)
{
  g_autoptr (GBytes) css = g_resource_lookup_data (lora_data_get_resource (), "/limner/lora/preview.css", 0, error);
  g_autoptr (GString) out = g_string_new (NULL);

  if (css == NULL)
    return NULL;
  append_head (out, set, preview, g_bytes_get_data (css, NULL));
  for (guint i = 0; i < preview->problems->len; i++)
    append_element (out, "<p class=\"bad\">", ((const LimProblem *) preview->problems->pdata[i])->reason, "</p>\n");
  for (guint i = 0; i < preview->sheets->len; i++)
    if (!append_sheet (out, set, preview->sheets->pdata[i], error))
      return NULL;
  g_string_append (out, "</body></html>\n");
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
