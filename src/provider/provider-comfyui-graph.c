#include "provider-comfyui-graph.h"

#include <string.h>

/* NULL: nobody says. */
static const char *
name_of_settings (const LimSettings *settings, gboolean from_picture)
{
  const char *name = lim_settings_string (settings, from_picture ? "img2img-workflow" : "workflow");

  return name != NULL && *name != '\0' ? name : NULL;
}

static const char *
name_of_recipe (const LimRecipe *recipe)
{
  return recipe->workflow != NULL && *recipe->workflow != '\0' ? recipe->workflow : NULL;
}

/* A recipe's own workflow may be one for words alone, as a pack's is; what starts from a picture then takes the settings'. */
static const LimWorkflow *
choose (LimWorkflowShelf *shelf, const LimSettings *settings, const LimRecipe *recipe, GError **error)
{
  gboolean from_picture = recipe->source_image != NULL;
  const char *own = name_of_recipe (recipe), *set = name_of_settings (settings, from_picture);
  const LimWorkflow *workflow = own != NULL ? lim_workflow_shelf_get (shelf, own, error) : NULL;

  if (own != NULL && workflow == NULL)
    return NULL;
  if (workflow != NULL && (!from_picture || set == NULL || lim_workflow_has (workflow, LIM_SLOT_IMAGE)))
    return workflow;
  if (set == NULL)
    set = from_picture ? LIM_WORKFLOW_IMG2IMG : LIM_WORKFLOW_TXT2IMG;
  return lim_workflow_shelf_get (shelf, set, error);
}

static gboolean
check_picture (const LimWorkflow *workflow, const LimRecipe *recipe, GError **error)
{
  gboolean has = lim_workflow_has (workflow, LIM_SLOT_IMAGE);

  if (recipe->source_image == NULL && has)
    return lim_fail (
        error, LIM_ERROR_BAD_INPUT,
        "%s starts from a picture (slot image), and this image is to be made from words alone. Name another "
        "workflow, or leave it to limner",
        lim_workflow_file (workflow));
  if (recipe->source_image != NULL && !has)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s has no slot for the picture that this image starts from. Give its LoadImage node the title "
                     "“limner:image”, or name another for such images: providers.comfyui.img2img_workflow in "
                     "limner.yaml (built in: img2img)",
                     lim_workflow_file (workflow));
  if (recipe->source_image != NULL && recipe->denoise < 1 && !lim_workflow_has (workflow, LIM_SLOT_DENOISE))
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s has no slot for denoise %g. Give its sampler the title “limner:sampler”, or write "
                     "\"{{denoise}}\" there",
                     lim_workflow_file (workflow), recipe->denoise);
  return TRUE;
}

static gboolean
check_loras (const LimWorkflow *workflow, const LimRecipe *recipe, GError **error)
{
  if (recipe->loras->len == 0 || lim_workflow_has (workflow, LIM_SLOT_LORAS))
    return TRUE;
  return lim_fail (
      error, LIM_ERROR_BAD_INPUT,
      "%s has no place for the LoRA “%s”. Give the node that loads the model, or a LoraLoader of yours, the "
      "title “limner:loras”, or take the LoRA out of the pack",
      lim_workflow_file (workflow), g_array_index (recipe->loras, LimLora, 0).name);
}

const LimWorkflow *
lim_comfyui_choose (LimWorkflowShelf *shelf, const LimSettings *settings, const LimRecipe *recipe, GError **error)
{
  const LimWorkflow *workflow = choose (shelf, settings, recipe, error);

  if (workflow == NULL || !check_picture (workflow, recipe, error) || !check_loras (workflow, recipe, error))
    return NULL;
  return workflow;
}

gboolean
lim_comfyui_settle (LimWorkflowShelf *shelf, const LimSettings *settings, LimRecipe *recipe, const LimWorkflow **used,
                    GError **error)
{
  const LimWorkflow *workflow = lim_comfyui_choose (shelf, settings, recipe, error);

  if (workflow == NULL)
    return FALSE;

  const char *name = lim_workflow_name (workflow);
  gboolean built_in = lim_workflow_is_built_in (name);
  gboolean said = !built_in || name_of_settings (settings, recipe->source_image != NULL) != NULL;
  g_free (recipe->workflow);
  recipe->workflow = said ? g_strdup (name) : NULL;
  if (!built_in)
    lim_workflow_settle (workflow, recipe);
  *used = workflow;
  return TRUE;
}

LimJson *
lim_comfyui_graph (LimWorkflowShelf *shelf, const LimSettings *settings, const LimRecipe *recipe, const char *image,
                   guint again, LimJsonDoc *doc, char **save_node, GError **error)
{
  const LimWorkflow *workflow = lim_comfyui_choose (shelf, settings, recipe, error);

  if (workflow == NULL)
    return NULL;

  const LimSlotValues values = {
    .recipe = recipe,
    .prefix = lim_settings_string (settings, "filename-prefix"),
    .image = image,
    .again = again,
    .count_anew = lim_workflow_is_built_in (lim_workflow_name (workflow)),
  };
  return lim_workflow_fill (workflow, &values, doc, save_node);
}

char *
lim_comfyui_graph_text (LimWorkflowShelf *shelf, const LimSettings *settings, const LimRecipe *recipe, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("graph");
  const char *image = recipe->source_image != NULL ? LIM_COMFYUI_IMAGE_LATER : NULL;
  LimJson *graph = lim_comfyui_graph (shelf, settings, recipe, image, 0, doc, NULL, error);

  if (graph == NULL)
    return NULL;

  GString *text = g_string_new (NULL);
  lim_json_append_compact (text, graph);
  return g_string_free (text, FALSE);
}
