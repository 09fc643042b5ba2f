/* lora-audit-propose.c: what an audit would put into a plan. */

#include "base-json.h"
#include "lora-audit-private.h"
#include "record-plan-edit.h"
#include "store-document.h"

#include <string.h>

/* Nobody but a person knows which way a figure looks, and a wrong word makes wrong captions and wrong flips. */
#define TO_BE_SEEN "set view and framing as they are, then take this out"

LimSheetKind
lim_lora_audit_sheet_kind (const LimLoraAuditItem *item)
{
  if (item->kind == LIM_LORA_ANNOTATED)
    return LIM_SHEET_ANNOTATED;
  return item->kind == LIM_LORA_SCENE || (item->kind == LIM_LORA_PHOTO && !item->plain) ? LIM_SHEET_SCENE
                                                                                        : LIM_SHEET_CLEAN;
}

GPtrArray *
lim_lora_audit_crops (const LimLoraAuditItem *item)
{
  GPtrArray *crops = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < item->figures->len; i++)
    {
      const LimLoraFigure *figure = item->figures->pdata[i];

      g_ptr_array_add (crops, g_strdup_printf ("{ id: %s, left: %u, top: %u, width: %u, height: %u, framing: %s, "
                                               "view: front, exclude: \"" TO_BE_SEEN "\" }",
                                               figure->id, figure->rect.left, figure->rect.top, figure->rect.width,
                                               figure->rect.height, lim_framing_name (figure->framing)));
    }
  return crops;
}

/* What @item would add; FALSE: nothing. */
static gboolean
is_proposed (const LimLoraAuditItem *item)
{
  if (item->outside || item->plan_crops)
    return FALSE;
  return !item->in_plan || (item->use != LIM_LORA_EXCLUDED && item->figures->len > 0);
}

/* The members of @item as a source, without its crops. */
static LimPlanNewSource
new_source (const LimLoraAuditItem *item, GPtrArray *crops)
{
  return (LimPlanNewSource){ .file = item->file,
                             .kind = lim_lora_audit_sheet_kind (item),
                             .exclude = item->use == LIM_LORA_EXCLUDED ? item->remarks->pdata[0] : NULL,
                             .crops = crops };
}

char *
lim_lora_audit_yaml (const LimLoraAudit *audit)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < audit->items->len; i++)
    {
      const LimLoraAuditItem *item = audit->items->pdata[i];
      g_autoptr (GPtrArray) crops = lim_lora_audit_crops (item);
      const LimPlanNewSource source = new_source (item, crops);

      if (is_proposed (item))
        lim_plan_append_source (out, &source, 2, "\n");
    }
  return g_string_free (out, out->len == 0);
}

/* The plan's text with what @item proposes. */
static char *
put_in (const LimLoraSet *set, const char *text, const LimLoraAuditItem *item, guint *n_sources, guint *n_crops,
        GError **error)
{
  g_autoptr (GPtrArray) crops = lim_lora_audit_crops (item);
  const LimPlanNewSource source = new_source (item, crops);
  char *result = item->in_plan ? lim_plan_edit_add_crops (text, set->plan_path, &source, error)
                               : lim_plan_edit_add_source (text, set->plan_path, &source, error);

  if (result == NULL)
    return NULL;
  *n_sources += item->in_plan ? 0 : 1;
  *n_crops += source.exclude == NULL ? crops->len : 0;
  return result;
}

gboolean
lim_lora_audit_write (const LimLoraSet *set, const LimLoraAudit *audit, gboolean dry_run, guint *n_sources,
                      guint *n_crops, GError **error)
{
  g_autofree char *text = g_strdup (set->plan_text);
  guint sources = 0, crops = 0;

  for (guint i = 0; i < audit->items->len; i++)
    {
      const LimLoraAuditItem *item = audit->items->pdata[i];
      char *next;

      if (!is_proposed (item))
        continue;
      next = put_in (set, text, item, &sources, &crops, error);
      if (next == NULL)
        return FALSE;
      g_free (text);
      text = next;
    }
  if (!dry_run && strcmp (text, set->plan_text) != 0)
    {
      g_autoptr (GBytes) before = g_bytes_new_static (set->plan_text, strlen (set->plan_text));
      g_autoptr (GBytes) after = g_bytes_new_static (text, strlen (text));

      if (!lim_store_save_document (set->project, set->plan_path, after, before, error))
        return FALSE;
    }
  *n_sources = sources;
  *n_crops = crops;
  return TRUE;
}

/* -- For programs -- */

LimJson *
lim_lora_audit_item_to_json (const LimLoraAuditItem *item, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc), *remarks = lim_json_new_array (doc),
          *figures = lim_json_new_array (doc);

  lim_json_set_string (object, "file", item->file);
  lim_json_set_string (object, "use", lim_lora_use_name (item->use));
  lim_json_set_string (object, "kind", lim_lora_picture_kind_name (item->kind));
  lim_json_set_bool (object, "in_plan", item->in_plan);
  for (guint i = 0; i < item->remarks->len; i++)
    lim_json_append (remarks, lim_json_new_string (doc, item->remarks->pdata[i]));
  lim_json_set (object, "remarks", remarks);
  if (item->kind == LIM_LORA_BROKEN)
    return object;
  lim_json_set_string (object, "format", item->format);
  lim_json_set_int (object, "bytes", (gint64) item->bytes);
  lim_json_set_int (object, "width", item->width);
  lim_json_set_int (object, "height", item->height);
  lim_json_set_int (object, "bits", item->bits);
  lim_json_set_bool (object, "animated", item->animated);
  g_autofree char *ground =
      item->plain ? g_strdup_printf ("#%02x%02x%02x", item->ground[0], item->ground[1], item->ground[2]) : NULL;
  lim_json_set_string (object, "ground", ground);
  lim_json_set_double (object, "writing", item->text);
  lim_json_set_double (object, "edge_width", item->edge);
  for (guint i = 0; i < item->figures->len; i++)
    {
      const LimLoraFigure *figure = item->figures->pdata[i];
      LimJson *crop = lim_json_new_object (doc);

      lim_json_set_string (crop, "id", figure->id);
      lim_json_set_int (crop, "left", figure->rect.left);
      lim_json_set_int (crop, "top", figure->rect.top);
      lim_json_set_int (crop, "width", figure->rect.width);
      lim_json_set_int (crop, "height", figure->rect.height);
      lim_json_set_string (crop, "framing", lim_framing_name (figure->framing));
      lim_json_append (figures, crop);
    }
  lim_json_set (object, "figures", figures);
  return object;
}
