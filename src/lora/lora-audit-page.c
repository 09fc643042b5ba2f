/* lora-audit-page.c: an audit as a contact sheet. */

#include "base-text.h"
#include "lora-audit-private.h"
#include "lora-page.h"

/* The figures as rectangles over the picture, in its own pixels. */
static void
append_rects (GString *out, const LimLoraAuditItem *item)
{
  guint letter = MAX (12, item->height / 24);

  g_string_append_printf (out, "<svg viewBox=\"0 0 %u %u\" font-size=\"%u\" aria-hidden=\"true\">", item->width,
                          item->height, letter);
  for (guint i = 0; i < item->figures->len; i++)
    {
      const LimLoraFigure *figure = item->figures->pdata[i];
      const LimImageRect *rect = &figure->rect;
      const char *colour = lim_lora_page_colour (i);

      g_string_append_printf (out,
                              "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" stroke=\"%s\"/><text x=\"%u\" "
                              "y=\"%u\" fill=\"%s\">",
                              rect->left, rect->top, rect->width, rect->height, colour, rect->left + letter / 3,
                              rect->top + letter, colour);
      lim_lora_page_text (out, figure->id);
      g_string_append (out, "</text>");
    }
  g_string_append (out, "</svg>");
}

static void
append_facts (GString *out, const LimLoraAuditItem *item)
{
  g_autofree char *figures = lim_text_count (item->figures->len, "figure", NULL);
  g_autofree char *bytes = lim_text_bytes (item->bytes);

  g_string_append_printf (out, "<p><small>%s", lim_lora_picture_kind_name (item->kind));
  if (item->kind != LIM_LORA_BROKEN)
    {
      g_string_append_printf (out, ", %u × %u, %s, %s", item->width, item->height, item->format, bytes);
      if (item->plain)
        g_string_append_printf (out, ", on <i style=\"background:#%02x%02x%02x\"></i> #%02x%02x%02x, %s",
                                item->ground[0], item->ground[1], item->ground[2], item->ground[0], item->ground[1],
                                item->ground[2], figures);
      if (item->edge > 0)
        g_string_append_printf (out, ", edges of %.1f pixels", item->edge);
      g_string_append_printf (out, ", %.1f %% writing", 100 * item->text);
    }
  g_string_append (out, "</small></p>");
}

static gboolean
append_item (GString *out, const LimLoraAuditItem *item, GError **error)
{
  static const char *const classes[] = { "good", "warn", "bad" };

  g_string_append (out, "<figure>");
  if (item->small != NULL)
    {
      g_string_append (out, "<div class=\"sheet\">");
      if (!lim_lora_page_image (out, item->small, item->file, error))
        return FALSE;
      append_rects (out, item);
      g_string_append (out, "</div>");
    }
  lim_lora_page_element (out, "<figcaption><b>", item->file, "</b>");
  g_string_append_printf (out, "<p class=\"%s\">%s%s</p>", classes[item->use], lim_lora_use_name (item->use),
                          item->in_plan ? ", in the plan" : "");
  append_facts (out, item);
  for (guint i = 0; i < item->remarks->len; i++)
    lim_lora_page_element (out, "<p>", item->remarks->pdata[i], "</p>");
  g_string_append (out, "</figcaption></figure>\n");
  return TRUE;
}

GBytes *
lim_lora_audit_page (const LimLoraAudit *audit, const char *title, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *pictures = lim_text_count (audit->items->len, "picture", NULL);
  g_autofree char *figures = lim_text_count (audit->n_figures, "figure", NULL);

  if (!lim_lora_page_begin (out, title, NULL, error))
    return NULL;
  lim_lora_page_element (out, "<h1>", title, "</h1>\n");
  g_string_append_printf (out,
                          "<p>%s: %u usable, %u with care, %u excluded. %s that stand apart on plain ground.</p>\n"
                          "<div class=\"crops wide\">\n",
                          pictures, audit->n_usable, audit->n_partial, audit->n_excluded, figures);
  for (guint i = 0; i < audit->items->len; i++)
    if (!append_item (out, audit->items->pdata[i], error))
      return NULL;
  g_string_append (out, "</div>\n");
  lim_lora_page_end (out);
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
