/* export-openai.c: vision fine-tuning at OpenAI. Only http(s) and data: URLs are allowed there, so the images are in
 * the rows always. Its preference tuning is text only and gets nothing. */
#include "export-format.h"

#define MAX_IMAGE_BYTES ((guint64) 10 * 1000 * 1000)

static void
openai_write_row (LimWriter *out, const LimExportRow *row)
{
  lim_writer_raw (out, "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":");
  lim_writer_quoted (out, row->unit->question);
  lim_writer_raw (out, "}");
  for (guint i = 0; i < row->unit->n_assets; i++)
    {
      lim_writer_raw (out, ",{\"type\":\"image_url\",\"image_url\":{\"url\":\"");
      lim_row_data_url (out, row, i);
      lim_writer_raw (out, "\"}}");
    }
  lim_writer_raw (out, "]},{\"role\":\"assistant\",\"content\":");
  lim_writer_quoted (out, row->answer);
  lim_writer_raw (out, "}]}");
}

static const char *
openai_refuses_image (const LimExportImage *image)
{
  if (image->info.bytes > MAX_IMAGE_BYTES)
    return "image_too_large";
  if (image->info.has_palette || image->info.channels < 3)
    return "image_mode";
  return NULL;
}

const LimExporter lim_exporter_openai = {
  .name = "openai",
  .help = "chat messages with images in them (OpenAI vision fine-tuning)",
  .reader = "OpenAI's vision fine-tuning",
  .flags = LIM_EXPORT_CAN_EMBED | LIM_EXPORT_ALWAYS_EMBEDS,
  .files = { {
      .config = "default",
      .path = "%s.jsonl",
      .rows = LIM_ROWS_ANSWERS,
      .tasks = LIM_TASK_ALL,
      .write_row = openai_write_row,
  } },
  .refuses_image = openai_refuses_image,
  .load = "openai api files.create -f DIR/train.jsonl -p fine-tune\n",
};
