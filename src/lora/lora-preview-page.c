/* lora-preview-page.c: the preview as a page of HTML. */

#include "lora-page.h"
#include "lora-preview.h"

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
          item->rect.left, item->rect.top, item->rect.width, item->rect.height, lim_lora_page_colour (i),
          item->rect.left + letter / 3, item->rect.top + letter, lim_lora_page_colour (i));
      lim_lora_page_text (out, item->crop->id);
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
    lim_lora_page_element (out, "<p class=\"warn\">", item->remarks->pdata[i], "</p>");
}

static gboolean
append_item (GString *out, const LimLoraSet *set, const LimLoraPreviewItem *item, guint index, GError **error)
{
  g_autofree char *caption = lim_plan_caption (set->plan, item->crop);

  g_string_append_printf (out, "<figure style=\"border-top-color:%s\">", lim_lora_page_colour (index));
  if (item->square != NULL && !lim_lora_page_image (out, item->square, item->crop->id, error))
    return FALSE;
  lim_lora_page_element (out, "<figcaption><b>", item->crop->id, "</b>");
  lim_lora_page_element (out, "<p>", caption, "</p>");
  if (item->original != NULL)
    lim_lora_page_element (out, "<p><small>", item->record, "</small></p>");
  else
    g_string_append_printf (out, "<p><small>%u, %u, %u × %u</small></p>", item->rect.left, item->rect.top,
                            item->rect.width, item->rect.height);
  append_state (out, item);
  g_string_append (out, "</figcaption></figure>\n");
  return TRUE;
}

static gboolean
append_sheet (GString *out, const LimLoraSet *set, const LimLoraPreviewSheet *sheet, GError **error)
{
  lim_lora_page_element (out, "<h2>", sheet->source->file, "</h2>\n");
  if (sheet->small == NULL)
    {
      g_string_append (out, "<p class=\"bad\">This sheet cannot be read.</p>\n");
      return TRUE;
    }
  g_string_append_printf (out, "<p><small>%s, %u × %u pixels</small></p>\n<div class=\"sheet\">",
                          lim_sheet_kind_name (sheet->source->kind), sheet->width, sheet->height);
  if (!lim_lora_page_image (out, sheet->small, sheet->source->file, error))
    return FALSE;
  append_rects (out, sheet);
  g_string_append (out, "</div>\n<div class=\"crops\">\n");
  for (guint i = 0; i < sheet->items->len; i++)
    if (!append_item (out, set, sheet->items->pdata[i], i, error))
      return FALSE;
  g_string_append (out, "</div>\n");
  return TRUE;
}

/* What an image maker made, in its squares. */
static gboolean
append_topups (GString *out, const LimLoraSet *set, const LimLoraPreview *preview, GError **error)
{
  if (preview->topups->len == 0)
    return TRUE;
  g_string_append (out, "<h2>Top-ups</h2>\n<p><small>Made by an image maker. For another of one: <code>limner lora "
                        "topup --reject ID</code></small></p>\n"
                        "<div class=\"crops\">\n");
  for (guint i = 0; i < preview->topups->len; i++)
    if (!append_item (out, set, preview->topups->pdata[i], i, error))
      return FALSE;
  g_string_append (out, "</div>\n");
  return TRUE;
}

static gboolean
append_head (GString *out, const LimLoraSet *set, const LimLoraPreview *preview, GError **error)
{
  const LimPlan *plan = set->plan;
  g_autofree char *seen = g_strdup_printf ("<meta name=\"limner-seen\" content=\"%s\">\n", preview->seen);
  g_autofree char *title = g_strconcat (set->subject, ": preview", NULL);

  if (!lim_lora_page_begin (out, title, seen, error))
    return FALSE;
  lim_lora_page_element (out, "<h1>", set->subject, "</h1>\n");
  g_string_append_printf (out,
                          "<p>%u crops and %u top-ups, %u of them approved, %u remarks. Squares of %u pixels on ",
                          preview->n_crops - preview->topups->len, preview->topups->len, preview->n_approved,
                          preview->n_remarks, plan->size);
  g_string_append_printf (out, "#%02x%02x%02x, trigger word ", plan->background[0], plan->background[1],
                          plan->background[2]);
  lim_lora_page_element (out, "<b>", plan->trigger, "</b>.</p>\n");
  return TRUE;
}

GBytes *
lim_lora_preview_page (const LimLoraSet *set, const LimLoraPreview *preview, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (!append_head (out, set, preview, error))
    return NULL;
  for (guint i = 0; i < preview->problems->len; i++)
    lim_lora_page_element (out, "<p class=\"bad\">", ((const LimProblem *) preview->problems->pdata[i])->reason,
                           "</p>\n");
  for (guint i = 0; i < preview->sheets->len; i++)
    if (!append_sheet (out, set, preview->sheets->pdata[i], error))
      return NULL;
  if (!append_topups (out, set, preview, error))
    return NULL;
  lim_lora_page_end (out);
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
