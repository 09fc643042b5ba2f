#include "export-rows-trl.h"

void
lim_trl_begin_row (LimWriter *out, const LimExportRow *row)
{
  lim_writer_raw (out, "{\"file_names\":[");
  lim_row_images (out, row);
  lim_writer_raw (out, "],");
  lim_row_identity (out, row);
  lim_writer_raw (out, ",\"prompt\":[{\"role\":\"user\",\"content\":");
  lim_writer_quoted (out, row->unit->question);
  lim_writer_raw (out, "}]");
}

void
lim_trl_answer (LimWriter *out, const char *key, const char *answer)
{
  lim_writer_format (out, ",\"%s\":[{\"role\":\"assistant\",\"content\":", key);
  lim_writer_quoted (out, answer);
  lim_writer_raw (out, "}]");
}
