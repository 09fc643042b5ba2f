#include "cli-rendering.h"

#include "base-problem.h"
#include "base-text.h"
#include "cli-made.h"
#include "cli-problem.h"
#include "produce.h"

static const char *const states[] = {
  [LIM_LORA_SLOT_READY] = "there", [LIM_LORA_SLOT_NEW] = "to be made", [LIM_LORA_SLOT_REFUSED] = "rejected"
};

void
lim_cli_print_slots (LimCli *cli, const GPtrArray *slots)
{
  static const LimMark marks[] = { LIM_MARK_DIM, LIM_MARK_GOOD, LIM_MARK_BAD };
  static const LimColumn columns[] = { { .key = "image", .title = "Image" },
                                       { .key = "original", .title = "Original" },
                                       { .key = "state", .title = "State" },
                                       { .key = "prompt", .title = "Prompt" },
                                       { 0 } };
  g_autoptr (LimTable) table = lim_table_new (NULL, columns);

  for (guint i = 0; i < slots->len; i++)
    {
      const LimLoraSlot *slot = slots->pdata[i];

      lim_table_row (table);
      lim_table_string (table, slot->key);
      lim_table_string (table, slot->id);
      lim_table_string (table, states[slot->state]);
      lim_table_mark (table, marks[slot->state]);
      lim_table_string (table, slot->prompt);
    }
  lim_cli_print_table (cli, table);
}

static void
print_alike (LimCli *cli, const GPtrArray *slots)
{
  for (guint i = 0; i < slots->len; i++)
    {
      const LimLoraSlot *slot = slots->pdata[i];

      if (slot->alike != NULL)
        lim_cli_warn (cli, "%s is nearly the same picture as %s, after %u seeds; other words would help", slot->key,
                      slot->alike, LIM_LORA_TRIES);
      if (slot->state == LIM_LORA_SLOT_REFUSED)
        lim_cli_warn (cli, "%s: all of its %u seeds were rejected; change its words", slot->key, LIM_LORA_TRIES);
    }
}

void
lim_cli_print_rendering (LimCli *cli, const LimLoraRendering *rendering, const GPtrArray *slots)
{
  g_autofree char *images = lim_text_count (rendering->n_new, "image", NULL);
  g_autofree char *replaced = lim_text_count (rendering->n_replaced, "original", NULL);

  if (!cli->dry_run)
    lim_cli_print_made (cli, rendering->provider, rendering->made);
  else
    {
      lim_cli_print (cli, "Would make %s with %s; %u are there.", images, rendering->provider->name,
                     rendering->n_ready);
      if (!rendering->cost.free && rendering->cost.known > 0)
        lim_cli_print (cli, "That is about %.2f dollars.", rendering->cost.dollars);
    }
  if (rendering->n_replaced > 0)
    lim_cli_print (cli, "%s too much like another picture or rejected, and replaced by other seeds.", replaced);
  print_alike (cli, slots);
}

void
lim_cli_print_rendering_problems (LimCli *cli, const LimLoraRendering *rendering, const GPtrArray *problems)
{
  lim_cli_print_problems (cli, rendering->problems);
  lim_cli_print_problems (cli, problems);
}

void
lim_cli_rendering_to_json (LimCli *cli, const LimLoraRendering *rendering, const GPtrArray *slots, LimJson *object,
                           LimJsonDoc *doc)
{
  LimJson *images = lim_json_new_array (doc);

  lim_json_set_string (object, "provider", rendering->provider->name);
  lim_json_set_bool (object, "dry_run", cli->dry_run);
  lim_json_set_int (object, "ready", rendering->n_ready);
  lim_json_set_int (object, "missing", rendering->n_new);
  lim_json_set_int (object, "replaced", rendering->n_replaced);
  lim_json_set_int (object, "alike", rendering->n_alike);
  if (cli->dry_run && !rendering->cost.free)
    lim_json_set_double (object, "estimated_dollars", rendering->cost.dollars);
  lim_produce_report_to_json (rendering->made, object, doc);
  lim_problems_append_json (rendering->problems, lim_json_get (object, "problems"), doc);
  for (guint i = 0; i < slots->len; i++)
    {
      const LimLoraSlot *slot = slots->pdata[i];
      LimJson *image = lim_json_new_object (doc);

      lim_json_set_string (image, "image", slot->key);
      lim_json_set_string (image, "original", slot->id);
      lim_json_set_string (image, "picture", slot->picture);
      lim_json_set_string (image, "state", states[slot->state]);
      lim_json_set_int (image, "try", slot->try);
      lim_json_set_string (image, "alike", slot->alike);
      lim_json_set_string (image, "prompt", slot->prompt);
      lim_json_set_string (image, "negative", slot->negative);
      lim_json_append (images, image);
    }
  lim_json_set (object, "images", images);
}
