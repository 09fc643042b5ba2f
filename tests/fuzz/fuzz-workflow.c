#include "provider-comfyui-preflight.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static LimRecipe *
new_recipe (void)
{
  LimRecipe *recipe = lim_recipe_new ();

  recipe->checkpoint = g_strdup ("a/b.safetensors");
  lim_recipe_add_lora (recipe, "one", 1, 0.5);
  lim_recipe_add_lora (recipe, "two", 0.5, 1);
  return recipe;
}

/* The server's answer is made of the same bytes; what is found wrong must be text people can read. */
static void
look (GBytes *body, const LimWorkflow *workflow, LimJson *graph)
{
  g_autoptr (LimCatalogue) catalogue = lim_catalogue_parse (body, NULL);

  if (catalogue == NULL)
    return;
  g_autoptr (GPtrArray) problems = lim_comfyui_preflight (catalogue, workflow, graph, "http://there");
  for (guint i = 0; i < problems->len; i++)
    if (!g_utf8_validate (problems->pdata[i], -1, NULL))
      g_error ("a problem that is no UTF-8");
  lim_catalogue_respell (catalogue, graph);
}

/* Before a zero byte stands a workflow, after it a catalogue. A workflow that was taken can be filled, and what comes of it is one
 * again: shapes, links and circles are as they should be. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *zero = memchr (data, 0, size);
  gsize length = zero != NULL ? (gsize) (zero - data) : size;
  g_autoptr (GBytes) text = g_bytes_new_static (data, length);
  g_autoptr (GBytes) body = zero != NULL ? g_bytes_new_static (zero + 1, size - length - 1) : g_bytes_ref (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (LimWorkflow) workflow = lim_workflow_parse ("mine", "workflows/mine.json", text, &error);

  if (error != NULL && !g_utf8_validate (error->message, -1, NULL))
    g_error ("a message that is no UTF-8");
  if (workflow == NULL)
    return 0;
  for (guint again = 0; again < 2; again++)
    {
      g_autoptr (LimRecipe) recipe = new_recipe ();
      const LimSlotValues values = { recipe, "limner", "up.png", again, again == 1 };
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("graph");
      g_autofree char *save_node = NULL;
      g_autoptr (GString) out = g_string_new (NULL);

      if (again == 1)
        g_array_set_size (recipe->loras, 0);
      lim_json_doc_set_root (doc, lim_workflow_fill (workflow, &values, doc, &save_node));
      look (body, workflow, lim_json_root (doc));
      lim_workflow_settle (workflow, recipe);
      lim_json_append_compact (out, lim_json_root (doc));
      g_autoptr (LimJsonDoc) parsed = lim_json_parse ("graph", out->str, (gssize) out->len, NULL);
      if (parsed == NULL)
        g_error ("a graph that is no JSON");
    }
  return 0;
}
