#include "cli-dress-run.h"

#include "base-problem.h"
#include "base-text.h"
#include "cli-dress.h"
#include "produce.h"

#define FEW 3u

static const char *const states[] = {
  [LIM_DRESS_PICTURE_NEW] = "to be made",
  [LIM_DRESS_PICTURE_MADE] = "made",
  [LIM_DRESS_PICTURE_LOST] = "lost",
  [LIM_DRESS_PICTURE_REJECTED] = "rejected",
};

void
lim_cli_print_dress_plan (LimCli *cli, const LimDressRendering *rendering)
{
  static const LimColumn columns[] = { { .key = "brief", .title = "Brief" },
                                       { .key = "passage", .title = "Passage" },
                                       { .key = "state", .title = "State" },
                                       { .key = "size", .title = "Size" },
                                       { .key = "seed", .title = "Seed", .align = LIM_ALIGN_RIGHT },
                                       { .key = "caption", .title = "Caption" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < rendering->pictures->len; i++)
    {
      const LimDressPicture *picture = rendering->pictures->pdata[i];
      g_autofree char *size = g_strdup_printf ("%u×%u", picture->recipe->width, picture->recipe->height);

      lim_table_row (table);
      lim_table_string (table, picture->brief->id);
      lim_table_string (table, picture->brief->passage);
      lim_table_string (table, states[picture->state]);
      lim_table_string (table, size);
      lim_table_int (table, (gint64) picture->recipe->seed);
      lim_table_string (table, picture->brief->caption);
    }
  lim_cli_print_table (cli, table);
  for (guint i = 0; i < rendering->pictures->len && rendering->pictures->len <= FEW; i++)
    {
      const LimDressPicture *picture = rendering->pictures->pdata[i];
      g_autofree char *prompt = lim_text_harmless_lines (picture->recipe->prompt);
      g_autofree char *negative = lim_text_harmless_lines (picture->recipe->negative_prompt);

      lim_cli_print (cli, "\n%s%s%s\n%s%s%s", lim_cli_style (cli, "bold"), picture->brief->id,
                     lim_cli_style (cli, "off"), prompt, *negative != '\0' ? "\n\nNot: " : "", negative);
    }
}

void
lim_cli_print_dress_cost (LimCli *cli, const LimDressRendering *rendering)
{
  const LimBudget *budget = rendering->book != NULL ? rendering->book->budget : NULL;

  if (rendering->maker == NULL || budget == NULL)
    return;
  if (rendering->maker->provider->price != NULL && (rendering->dollars > 0 || rendering->n_unknown > 0))
    {
      lim_cli_print (cli, "%s about %.2f dollars%s.", cli->dry_run ? "That would cost" : "That may have cost",
                     rendering->dollars, rendering->n_unknown > 0 ? ", and pictures whose price is not known" : "");
      if (!cli->dry_run && budget->max_cost >= 0)
        lim_cli_print (cli, "Of the budget's %.2f dollars %.2f may be spent.", budget->max_cost, rendering->spent);
    }
  if (rendering->n_capped > 0)
    {
      g_autofree char *pictures = lim_text_count (rendering->n_capped, "picture", NULL);

      lim_cli_warn (
          cli, "%s left out: the budget's %.2f dollars would not suffice; set another with `limner dress budget`",
          pictures, budget->max_cost);
    }
}

static LimJson *
picture_to_json (const LimDressRendering *rendering, const LimDressPicture *picture, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  const LimIllustration *made = lim_dress_book_illustration_of_brief (rendering->book, picture->brief->id);

  lim_json_set_string (object, "brief", picture->brief->id);
  lim_json_set_string (object, "passage", picture->brief->passage);
  lim_json_set_string (object, "record", picture->record);
  lim_json_set_string (object, "state_before", states[picture->state]);
  lim_json_set_string (object, "asset_before", made != NULL ? made->asset : NULL);
  lim_json_set_string (object, "prompt", picture->recipe->prompt);
  lim_json_set_string (object, "negative_prompt", picture->recipe->negative_prompt);
  lim_json_set_string (object, "reference", picture->recipe->source_image);
  lim_json_set_int (object, "seed", (gint64) picture->recipe->seed);
  lim_json_set_int (object, "width", picture->recipe->width);
  lim_json_set_int (object, "height", picture->recipe->height);
  if (picture->price_known)
    lim_json_set_double (object, "dollars", picture->dollars);
  return object;
}

void
lim_cli_dress_rendering_to_json (LimCli *cli, const LimDressRendering *rendering, LimJson *object, LimJsonDoc *doc)
{
  LimJson *pictures = lim_json_new_array (doc);

  lim_json_set_string (object, "provider", rendering->maker != NULL ? rendering->maker->name : NULL);
  lim_json_set_bool (object, "dry_run", cli->dry_run);
  lim_json_set_int (object, "chosen", rendering->n_chosen);
  lim_json_set_int (object, "illustrated_before", rendering->n_illustrated);
  lim_json_set_int (object, "illustrations_written", rendering->n_adopted);
  lim_json_set_int (object, "stale_left", rendering->n_stale);
  lim_json_set_int (object, "left_out_by_cap", rendering->n_capped);
  lim_json_set_double (object, "dollars", rendering->dollars);
  lim_json_set_double (object, "budget_spent", rendering->spent);
  lim_produce_report_to_json (rendering->made, object, doc);
  lim_problems_append_json (rendering->problems, lim_json_get (object, "problems"), doc);
  for (guint i = 0; i < rendering->pictures->len; i++)
    lim_json_append (pictures, picture_to_json (rendering, rendering->pictures->pdata[i], doc));
  lim_json_set (object, "pictures", pictures);
}
