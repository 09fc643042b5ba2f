/* export-llama-factory.c: LLaMA-Factory: answers as messages, pairs as ranking rows, and its registry.
 *
 * In the registry every member is spelled out: one that is missing from `columns` or `tags` becomes null there, not its
 * default, and images or whole rows are then dropped without a word. */
#include "export-format.h"

static void
write_answer_row (LimWriter *out, const LimExportRow *row)
{
  lim_writer_raw (out, "{\"messages\":[{\"role\":\"user\",\"content\":");
  lim_row_tagged_question (out, row);
  lim_writer_raw (out, "},{\"role\":\"assistant\",\"content\":");
  lim_writer_quoted (out, row->answer);
  lim_writer_raw (out, "}],\"images\":[");
  lim_row_images (out, row);
  lim_writer_raw (out, "]}");
}

/* The answer is no part of the conversation here: a ranking row with an even number of turns is skipped. */
static void
write_pair_row (LimWriter *out, const LimExportRow *row)
{
  lim_writer_raw (out, "{\"conversations\":[{\"from\":\"human\",\"value\":");
  lim_row_tagged_question (out, row);
  lim_writer_raw (out, "}],\"chosen\":{\"from\":\"gpt\",\"value\":");
  lim_writer_quoted (out, row->answer);
  lim_writer_raw (out, "},\"rejected\":{\"from\":\"gpt\",\"value\":");
  lim_writer_quoted (out, row->rejected);
  lim_writer_raw (out, "},\"images\":[");
  lim_row_images (out, row);
  lim_writer_raw (out, "]}");
}

static gboolean
llama_factory_write_side_files (LimExportFolder *folder, const LimExportFacts *facts, GError **error)
{
  static const struct
  {
    const char *prefix, *entry;
  } files[] = {
    { "", "\"formatting\":\"sharegpt\",\"columns\":{\"messages\":\"messages\",\"images\":\"images\"},"
          "\"tags\":{\"role_tag\":\"role\",\"content_tag\":\"content\",\"user_tag\":\"user\","
          "\"assistant_tag\":\"assistant\",\"system_tag\":\"system\"}" },
    { "pref_", "\"formatting\":\"sharegpt\",\"ranking\":true,\"columns\":{\"messages\":\"conversations\","
               "\"chosen\":\"chosen\",\"rejected\":\"rejected\",\"images\":\"images\"}" },
  };
  g_autoptr (GString) text = g_string_new ("{");

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
      if (facts->rows[i][split] > 0)
        g_string_append_printf (text, "%s\n\"%s_%s%s\":{\"file_name\":\"%s%s.jsonl\",%s}", text->len > 1 ? "," : "",
                                facts->ident, files[i].prefix, lim_split_name (split), files[i].prefix,
                                lim_split_name (split), files[i].entry);
  g_string_append (text, "\n}\n");
  return lim_export_folder_write (folder, "dataset_info.json", text->str, text->len, error);
}

const LimExporter lim_exporter_llama_factory = {
  .name = "llama-factory",
  .help = "messages with images, and ranking pairs (LLaMA-Factory)",
  .reader = "LLaMA-Factory",
  .files = { {
                 .config = "sft",
                 .path = "%s.jsonl",
                 .rows = LIM_ROWS_ANSWERS,
                 .tasks = LIM_TASK_ALL,
                 .write_row = write_answer_row,
             },
             {
                 .config = "preference",
                 .path = "pref_%s.jsonl",
                 .rows = LIM_ROWS_PAIRS,
                 .tasks = LIM_TASK_CRITIQUE | LIM_TASK_PREFERENCE,
                 .write_row = write_pair_row,
             } },
  .write_side_files = llama_factory_write_side_files,
  .load = "dataset_dir: DIR\n"
          "dataset: IDENT_train\n"
          "eval_dataset: IDENT_validation\n"
          "cutoff_len: 8192 # the default of 2048 cuts image tokens off\n",
};
