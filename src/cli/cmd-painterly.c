#include "base-problem.h"
#include "cli-command.h"
#include "cli-problem.h"
#include "cli-progress.h"

#include "base-text.h"
#include "imaging-kuwahara.h"
#include "style-painterly.h"

static void
print_plan (LimCli *cli, const LimPainterlyReport *report)
{
  static const LimColumn columns[] = { { .key = "source", .title = "Source" },
                                       { .key = "id", .title = "Variant" },
                                       { .key = "state", .title = "State" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < report->variants->len; i++)
    {
      const LimVariant *variant = report->variants->pdata[i];

      if (!variant->chosen)
        continue;
      lim_table_row (table);
      lim_table_string (table, variant->source);
      lim_table_string (table, variant->id);
      lim_table_string (table, lim_variant_state_name (variant->state));
      lim_table_mark (table, LIM_MARK_GOOD);
    }
  lim_cli_print_table (cli, table);
}

static void
brush_to_json (const LimPainterlyOptions *paint, LimJson *root)
{
  lim_json_set_int (root, "radius", paint->radius);
  lim_json_set_double (root, "mute", paint->mute);
  lim_json_set_double (root, "grain", paint->grain);
  lim_json_set_double (root, "edges", paint->edges);
  lim_json_set_double (root, "wobble", paint->wobble);
}

static void
print_json (LimCli *cli, const LimPainterlyRun *run, const LimPainterlyReport *report)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *variants = lim_json_new_array (doc),
          *problems = lim_json_new_array (doc);

  lim_json_set_string (root, "source", lim_status_name (run->source));
  lim_json_set_bool (root, "dry_run", run->dry_run);
  if (run->by_provider)
    {
      lim_json_set_string (root, "provider", run->provider);
      lim_json_set_double (root, "denoise", run->denoise);
    }
  else
    brush_to_json (&run->paint, root);
  lim_json_set_int (root, "made", report->n_made);
  lim_json_set_int (root, "existing", report->n_existing);
  lim_json_set_int (root, "left", report->n_left);
  lim_json_set_int (root, "missing", report->n_missing);
  for (guint i = 0; i < report->variants->len; i++)
    {
      const LimVariant *variant = report->variants->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", variant->id);
      lim_json_set_string (object, "source", variant->source);
      lim_json_set_string (object, "state", lim_variant_state_name (variant->state));
      lim_json_set_bool (object, "chosen", variant->chosen);
      lim_json_set_bool (object, "made", variant->made);
      lim_json_append (variants, object);
    }
  lim_json_set (root, "variants", variants);
  lim_problems_append_json (report->problems, problems, doc);
  lim_json_set (root, "problems", problems);
  lim_cli_print_json (cli, root);
}

static void
print_summary (LimCli *cli, const LimPainterlyRun *run, const LimPainterlyReport *report)
{
  g_autofree char *pictures = lim_text_count (run->dry_run ? report->n_chosen : report->n_made, "image", NULL);

  if (report->n_chosen + report->n_made + report->n_existing + report->n_left + report->n_missing == 0
      && report->problems->len == 0)
    {
      lim_cli_print (cli, "There is no %s image to paint from; --source names another status.",
                     lim_status_name (run->source));
      return;
    }
  if (run->dry_run)
    print_plan (cli, report);
  lim_cli_print (cli, "%s %s; %u have a variant already.", run->dry_run ? "Would paint" : "Painted", pictures,
                 report->n_existing);
  if (report->n_left > 0)
    lim_cli_print (cli, "%u more are left for another time (--offset, --limit).", report->n_left);
  if (report->n_missing > 0)
    lim_cli_print (
        cli, "%u %s images are not on the disk; `limner restore` makes those again that their records describe.",
        report->n_missing, lim_status_name (run->source));
  if (report->n_made > 0)
    lim_cli_print (cli, "They lie in outputs/painterly and wait to be judged: `limner curate`.");
}

/* Options of the one way are no options of the other: saying both is a mistake that would else go unseen. */
static gboolean
check_words (LimCli *cli, GError **error)
{
  static const char *const of_provider[] = { "denoise", "checkpoint", "prompt", "negative", NULL };
  static const char *const of_brush[] = { "native", "radius", "mute", "grain", "edges", "wobble", NULL };
  gboolean by_provider = lim_settings_string (cli->options, "provider") != NULL;

  for (const char *const *name = by_provider ? of_brush : of_provider; *name != NULL; name++)
    if (lim_settings_is_set (cli->options, *name))
      return lim_fail (error, LIM_ERROR_USAGE,
                       by_provider ? "--%s is of our own brush, and --provider asks for an image maker's"
                                   : "--%s is for an image maker: say which with --provider",
                       *name);
  return TRUE;
}

static gboolean
run_command (LimCli *cli, GError **error)
{
  LimPainterlyRun run = {
    .only = lim_settings_list (cli->options, "only"),
    .offset = (guint) lim_settings_int (cli->options, "offset"),
    .limit = (guint) lim_settings_int (cli->options, "limit"),
    .paint = { .radius = (guint) lim_settings_int (cli->options, "radius"),
               .mute = lim_settings_double (cli->options, "mute"),
               .grain = lim_settings_double (cli->options, "grain"),
               .edges = lim_settings_double (cli->options, "edges"),
               .wobble = lim_settings_double (cli->options, "wobble") },
    .by_provider = lim_settings_string (cli->options, "provider") != NULL,
    .provider = lim_settings_string (cli->options, "provider"),
    .checkpoint = lim_settings_string (cli->options, "checkpoint"),
    .prompt = lim_settings_string (cli->options, "prompt"),
    .negative = lim_settings_string (cli->options, "negative"),
    .denoise = lim_settings_double (cli->options, "denoise"),
    .events = lim_cli_progress_events (cli->context.progress),
    .dry_run = cli->dry_run,
  };
  g_autoptr (LimPainterlyReport) report = lim_painterly_report_new ();

  if (!check_words (cli, error))
    return FALSE;
  lim_status_parse (lim_settings_string (cli->options, "source"), &run.source);
  gboolean well = lim_style_painterly (&cli->context, cli->project, &run, report, error);
  if (!well && (report->variants->len == 0 || (!cli->json && report->n_made == 0)))
    return FALSE;
  if (cli->json)
    print_json (cli, &run, report);
  else
    print_summary (cli, &run, report);
  if (report->problems->len > report->n_told)
    lim_cli_print_problems (cli, report->problems);
  if (!well || report->problems->len == 0)
    return well;
  return lim_fail (error, LIM_ERROR_SOME_FAILED, "%u of the images have no variant; the reasons stand above",
                   report->problems->len);
}

static const LimOptionRow options[] = {
  { .name = "source",
    .type = LIM_OPTION_CHOICE,
    .choices = LIM_CHOICES ("candidate", "approved", "rejected", "borderline"),
    .fallback = "approved",
    .placeholder = "STATUS",
    .help = "images of that status" },
  { .name = "only", .type = LIM_OPTION_LIST, .placeholder = "ID", .help = "only the variants of these records" },
  { .name = "limit",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = 1000000,
    .placeholder = "N",
    .help = "stop after N images" },
  { .name = "offset",
    .type = LIM_OPTION_INT,
    .min = 0,
    .max = 1000000,
    .placeholder = "N",
    .help = "pass over the first N that lack a variant" },
  { .name = "radius",
    .type = LIM_OPTION_INT,
    .min = LIM_KUWAHARA_MIN_RADIUS,
    .max = LIM_KUWAHARA_MAX_RADIUS,
    .fallback = "6",
    .placeholder = "N",
    .help = "of a stroke, in pixels" },
  { .name = "mute",
    .type = LIM_OPTION_DOUBLE,
    .min = 0,
    .max = 1,
    .fallback = "0.2",
    .placeholder = "X",
    .help = "how dusty the colours become" },
  { .name = "grain",
    .type = LIM_OPTION_DOUBLE,
    .min = 0,
    .max = 1,
    .fallback = "0.15",
    .placeholder = "X",
    .help = "how much strokes, bristles and canvas show" },
  { .name = "edges",
    .type = LIM_OPTION_DOUBLE,
    .min = 0,
    .max = 1,
    .fallback = "0.3",
    .placeholder = "X",
    .help = "how dark the paint gathers at edges" },
  { .name = "wobble",
    .type = LIM_OPTION_DOUBLE,
    .min = 0,
    .max = 1,
    .fallback = "0.3",
    .placeholder = "X",
    .help = "how unsteady the hand is; 0 keeps every form in its place" },
  { .name = "native", .type = LIM_OPTION_FLAG, .help = "with our own brush, which is the default" },
  { .name = "provider",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "have an image maker repaint them, image to image" },
  { .name = "denoise",
    .type = LIM_OPTION_DOUBLE,
    .min = 0,
    .max = 1,
    .fallback = "0.5",
    .placeholder = "X",
    .help = "how much the image maker may change" },
  { .name = "checkpoint",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "the image maker's model, without LoRAs; else the image's own, with its LoRAs" },
  { .name = "prompt",
    .type = LIM_OPTION_STRING,
    .placeholder = "TEXT",
    .help = "what the image maker is told; else words for oil paint on canvas" },
  { .name = "negative",
    .type = LIM_OPTION_STRING,
    .placeholder = "TEXT",
    .help = "what it is to avoid; else photographs and renderings" },
  { 0 },
};

static const char *const examples[] = {
  "painterly --dry-run",
  "which approved images have no painterly variant",
  "painterly --limit 10 --radius 9 --grain 0.3",
  "ten of them, in broad strokes on coarse canvas",
  "painterly --only vessel_tide_barge_v1",
  "one",
  "painterly --provider comfyui --denoise 0.45",
  "repainted by a ComfyUI server, from each image",
  NULL,
};

const LimCommand lim_command_painterly = {
  .name = "painterly",
  .group = "style",
  .summary = "Paint variants of images, without a server or with one",
  .usage = "",
  .details =
      "Each image is painted again: strokes along its own forms (an anisotropic Kuwahara filter), in dustier\n"
      "colours, with darker edges and an unsteady hand, on canvas. The variant of ID is the record ID_painterly\n"
      "with the image outputs/painterly/ID_painterly.png; it names its source and waits to be judged. What has a\n"
      "variant is passed over, so the same command goes on where it stopped. The same image and options give\n"
      "the same bytes. With --provider an image maker repaints each image instead, from the image itself.",
  .examples = examples,
  .flags = LIM_COMMAND_PROJECT | LIM_COMMAND_JSON | LIM_COMMAND_DRY_RUN,
  .options = options,
  .run = run_command,
};
