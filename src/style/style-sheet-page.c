#include "style-sheet-page.h"

#include "base-hash.h"
#include "base-text.h"
#include "style-sheet-resource.h"

#include <string.h>

/* -- Escaping -- */

void
lim_sheet_append_text (GString *out, const char *text)
{
  static const struct
  {
    char sign;
    const char *entity;
  } entities[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\'', "&#39;" } };
  g_autofree char *harmless = text != NULL ? lim_text_harmless (text) : NULL;

  for (const char *p = harmless; p != NULL && *p != '\0'; p++)
    {
      const char *entity = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
        if (*p == entities[i].sign)
          entity = entities[i].entity;
      if (entity != NULL)
        g_string_append (out, entity);
      else
        g_string_append_c (out, *p);
    }
}

void
lim_sheet_append_element (GString *out, const char *open, const char *text, const char *close)
{
  g_string_append (out, open);
  lim_sheet_append_text (out, text);
  g_string_append (out, close);
}

void
lim_sheet_append_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, " %s=\"", name);
  lim_sheet_append_text (out, value);
  g_string_append_c (out, '"');
}

/* “silhouette_clarity” reads better as “silhouette clarity”. */
static char *
spoken (const char *name)
{
  return g_strdelimit (g_strdup (name), "_", ' ');
}

/* -- The head -- */

static const char *const marks[LIM_N_STATUSES] = {
  [LIM_STATUS_CANDIDATE] = "○",
  [LIM_STATUS_APPROVED] = "✓",
  [LIM_STATUS_REJECTED] = "✕",
  [LIM_STATUS_BORDERLINE] = "≈",
};

/* Best first, and what waits for a verdict last. */
static const LimStatus status_order[LIM_N_STATUSES] = { LIM_STATUS_APPROVED, LIM_STATUS_BORDERLINE,
                                                        LIM_STATUS_REJECTED, LIM_STATUS_CANDIDATE };

static guint
total_of (const guint *counts)
{
  guint total = 0;

  for (guint i = 0; i < LIM_N_STATUSES; i++)
    total += counts[i];
  return total;
}

/* A bar of one segment per status, as wide as its share. */
static void
append_stack (GString *out, const guint *counts)
{
  guint total = total_of (counts), before = 0;

  g_string_append (out,
                   "<svg class=\"stack\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
  for (guint i = 0; i < LIM_N_STATUSES && total > 0; i++)
    {
      LimStatus status = status_order[i];
      guint from = (guint) ((guint64) before * 1000 / total);

      before += counts[status];
      if (counts[status] > 0)
        g_string_append_printf (out, "<rect class=\"%s\" x=\"%u\" width=\"%u\" height=\"10\"/>",
                                lim_status_name (status), from, (guint) ((guint64) before * 1000 / total) - from);
    }
  g_string_append (out, "</svg>");
}

static void
append_funnel (GString *out, const LimSheetHead *head)
{
  guint total = total_of (head->counts);
  const struct
  {
    guint count;
    const char *name;
  } steps[] = {
    { total, "records" },
    { total - head->n_missing, "with an image" },
    { total - head->counts[LIM_STATUS_CANDIDATE], "judged" },
    { head->counts[LIM_STATUS_APPROVED], "approved" },
    { head->n_bound, "bound to canon" },
  };

  g_string_append (out, "<ul class=\"funnel\">");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    g_string_append_printf (out, "<li><b>%u</b><span>%s</span></li>", steps[i].count, steps[i].name);
  g_string_append (out, "</ul>");
}

static void
append_shares (GString *out, const char *title, const GPtrArray *shares)
{
  lim_sheet_append_element (out, "<table><caption>", title, "</caption><tbody>");
  for (guint i = 0; i < shares->len; i++)
    {
      const LimSheetShare *share = shares->pdata[i];
      const char *separator = "";

      lim_sheet_append_element (out, "<tr><th scope=\"row\">", share->name != NULL ? share->name : "(none)",
                                "</th><td>");
      for (guint k = 0; k < LIM_N_STATUSES; k++)
        if (share->counts[status_order[k]] > 0)
          {
            g_string_append_printf (out, "%s%u %s", separator, share->counts[status_order[k]],
                                    lim_status_name (status_order[k]));
            separator = ", ";
          }
      g_string_append (out, "</td><td>");
      append_stack (out, share->counts);
      g_string_append (out, "</td></tr>");
    }
  g_string_append (out, "</tbody></table>");
}

static void
append_breakdown (GString *out, const LimSheetHead *head)
{
  g_autofree char *label = g_strdup (head->faction_label);

  if (*label != '\0')
    label[0] = g_ascii_toupper (label[0]);
  g_string_append (out, "<section class=\"share\" aria-label=\"Shares\">");
  append_stack (out, head->counts);
  lim_sheet_append_element (out, "<details><summary>By lane and ", head->faction_label,
                            "</summary><div class=\"tables\">");
  append_shares (out, "Lane", head->lanes);
  append_shares (out, label, head->factions);
  g_string_append (out, "</div></details></section>");
}

static void
append_status_chips (GString *out, const LimSheetHead *head)
{
  for (guint i = 0; i < LIM_N_STATUSES; i++)
    {
      const char *name = lim_status_name (status_order[i]);

      if (head->counts[status_order[i]] > 0)
        g_string_append_printf (out,
                                "<label class=\"%s\"><input type=\"checkbox\" name=\"status\" value=\"%s\">%s %s "
                                "<small>%u</small></label>",
                                name, name, marks[status_order[i]], name, head->counts[status_order[i]]);
    }
}

static void
append_option (GString *out, const char *value, const char *text)
{
  g_string_append (out, "<option");
  lim_sheet_append_attribute (out, "value", value);
  lim_sheet_append_element (out, ">", text, "</option>");
}

static void
begin_select (GString *out, const char *label, const char *key)
{
  lim_sheet_append_element (out, "<label class=\"field\"><span>", label, "</span>");
  g_string_append_printf (out, "<select data-key=\"%s\"><option value=\"\">all</option>", key);
}

static void
append_share_select (GString *out, const char *label, const char *key, const GPtrArray *shares)
{
  begin_select (out, label, key);
  for (guint i = 0; i < shares->len; i++)
    {
      const LimSheetShare *share = shares->pdata[i];

      if (share->name != NULL)
        append_option (out, share->name, share->name);
    }
  g_string_append (out, "</select></label>\n");
}

static void
append_selects (GString *out, const LimSheetHead *head)
{
  g_autofree char *label = g_strdup (head->faction_label);

  if (*label != '\0')
    label[0] = g_ascii_toupper (label[0]);
  append_share_select (out, "Lane", "lane", head->lanes);
  append_share_select (out, label, "faction", head->factions);
  if (head->failure_modes[0] == NULL)
    return;
  begin_select (out, "Failure", "failures");
  for (guint i = 0; head->failure_modes[i] != NULL; i++)
    {
      g_autofree char *name = spoken (head->failure_modes[i]);

      append_option (out, head->failure_modes[i], name);
    }
  g_string_append (out, "</select></label>");
}

static void
append_sort_options (GString *out, const LimSheetHead *head)
{
  append_option (out, "id", "id");
  append_option (out, "mean", "mean score");
  append_option (out, "date", "date");
  for (guint i = 0; head->dimensions[i] != NULL; i++)
    {
      g_autofree char *value = g_strdup_printf ("score:%u", i);
      g_autofree char *name = spoken (head->dimensions[i]);

      append_option (out, value, name);
    }
}

static void
append_title (GString *out, const LimSheetHead *head)
{
  lim_sheet_append_text (out, head->title);
}

static void
append_subtitle (GString *out, const LimSheetHead *head)
{
  lim_sheet_append_text (out, head->subtitle);
}

static void
append_version (GString *out, const LimSheetHead *head G_GNUC_UNUSED)
{
  g_string_append (out, LIM_VERSION);
}

/* -- The page and its slots -- */

static const char *
piece (const char *name)
{
  g_autofree char *path = g_strconcat ("/limner/sheet/", name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (style_sheet_get_resource (), path, 0, NULL);

  g_assert (bytes != NULL);              /* embedded by the build */
  return g_bytes_get_data (bytes, NULL); /* static memory that ends in NUL */
}

/* 'sha256-…' of a piece as content security policies spell it. */
static void
append_hash (GString *out, const char *name)
{
  g_autofree char *hex = lim_sha256_hex (piece (name), -1);
  guint8 digest[LIM_SHA256_HEX_LENGTH / 2];

  for (guint i = 0; i < G_N_ELEMENTS (digest); i++)
    digest[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  g_autofree char *base64 = g_base64_encode (digest, sizeof digest);
  g_string_append_printf (out, "'sha256-%s'", base64);
}

static void
append_style (GString *out, const LimSheetHead *head G_GNUC_UNUSED)
{
  g_string_append (out, piece ("sheet.css"));
}

static void
append_style_hash (GString *out, const LimSheetHead *head G_GNUC_UNUSED)
{
  append_hash (out, "sheet.css");
}

static void
append_script (GString *out, const LimSheetHead *head G_GNUC_UNUSED)
{
  g_string_append (out, piece ("sheet.js"));
}

static void
append_script_hash (GString *out, const LimSheetHead *head G_GNUC_UNUSED)
{
  append_hash (out, "sheet.js");
}

static const struct
{
  const char *name;
  void (*append) (GString *out, const LimSheetHead *head);
} slots[] = {
  { "title", append_title },
  { "subtitle", append_subtitle },
  { "funnel", append_funnel },
  { "breakdown", append_breakdown },
  { "status-chips", append_status_chips },
  { "selects", append_selects },
  { "sort-options", append_sort_options },
  { "version", append_version },
  { "style", append_style },
  { "style-hash", append_style_hash },
  { "script", append_script },
  { "script-hash", append_script_hash },
};

/* Copies the template from @from to @to (NULL: its end), each {{slot}} filled. */
static void
append_template (GString *out, const char *from, const char *to, const LimSheetHead *head)
{
  const char *open;

  while ((open = strstr (from, "{{")) != NULL && (to == NULL || open < to))
    {
      const char *close = strstr (open, "}}");
      gsize length = (gsize) (close - open) - 2;
      guint i = 0;

      g_string_append_len (out, from, open - from);
      while (i < G_N_ELEMENTS (slots)
             && !(strlen (slots[i].name) == length && strncmp (slots[i].name, open + 2, length) == 0))
        i++;
      g_assert (i < G_N_ELEMENTS (slots)); /* page.html is ours */
      slots[i].append (out, head);
      from = close + 2;
    }
  g_string_append_len (out, from, to != NULL ? to - from : (gssize) strlen (from));
}

static const char cards_slot[] = "{{cards}}";

void
lim_sheet_append_head (GString *out, const LimSheetHead *head)
{
  const char *page = piece ("page.html");

  append_template (out, page, strstr (page, cards_slot), head);
}

void
lim_sheet_append_tail (GString *out, const LimSheetHead *head)
{
  append_template (out, strstr (piece ("page.html"), cards_slot) + strlen (cards_slot), NULL, head);
}
