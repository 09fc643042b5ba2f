#include "export-format.h"

#include <string.h>

#include "base-text.h"

#define ROW(name) extern const LimExporter lim_exporter_##name;
#include "export-rows.h"
#undef ROW

#define ROW(name) &lim_exporter_##name,
static const LimExporter *const exporters[] = {
#include "export-rows.h"
  NULL,
};
#undef ROW

const LimExporter *const *
lim_exporters (void)
{
  return exporters;
}

const LimExporter *
lim_exporter_find (const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; exporters[i] != NULL; i++)
    {
      if (strcmp (exporters[i]->name, name) == 0)
        return exporters[i];
      g_ptr_array_add (names, (gpointer) exporters[i]->name);
    }
  g_autofree char *list = NULL;
  g_ptr_array_add (names, NULL);
  list = lim_text_list ((const char *const *) names->pdata);
  g_autofree char *hint = lim_text_did_you_mean (name, (const char *const *) names->pdata);
  return lim_fail_null (error, LIM_ERROR_USAGE, "“%s” is no export format; there are %s.%s", name, list, hint);
}

void
lim_row_image_path (LimWriter *out, const LimExportRow *row, guint index)
{
  lim_writer_format (out, "\"images/%s\"", row->unit->assets[index]->file);
}

void
lim_row_data_url (LimWriter *out, const LimExportRow *row, guint index)
{
  const LimExportImage *image = &row->unit->assets[index]->image;

  lim_writer_format (out, "data:%s;base64,", lim_image_format_mime (image->info.format));
  lim_writer_base64 (out, image);
}

void
lim_row_images (LimWriter *out, const LimExportRow *row)
{
  for (guint i = 0; i < row->unit->n_assets; i++)
    {
      if (i > 0)
        lim_writer_raw (out, ",");
      if (!row->embedded)
        {
          lim_row_image_path (out, row, i);
          continue;
        }
      lim_writer_raw (out, "\"");
      lim_row_data_url (out, row, i);
      lim_writer_raw (out, "\"");
    }
}

void
lim_row_tagged_question (LimWriter *out, const LimExportRow *row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < row->unit->n_assets; i++)
    g_string_append (text, "<image>");
  g_string_append_printf (text, "\n%s", row->unit->question);
  lim_writer_quoted (out, text->str);
}

void
lim_row_identity (LimWriter *out, const LimExportRow *row)
{
  lim_writer_raw (out, "\"id\":");
  lim_writer_quoted (out, row->unit->id);
  lim_writer_format (out, ",\"task\":\"%s\",\"origin\":\"%s\"", lim_task_name (row->unit->task),
                     lim_origin_name (row->origin));
}
