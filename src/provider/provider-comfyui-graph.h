/* provider-comfyui-graph.h: which workflow a recipe is made with, and the graph that comes of it.
 *
 * The workflow is the one that the recipe names; else the one of the settings: `workflow`, or `img2img-workflow` for what
 * starts from a picture; else the built-in txt2img or img2img (provider-workflow-shelf.h). */
#pragma once

#include "base-settings.h"
#include "provider-workflow-shelf.h"

/* What a composed graph has in place of the picture's name, which only its bytes give. */
#define LIM_COMFYUI_IMAGE_LATER "{{image}}"

/* The workflow for @recipe, borrowed from @shelf. LIM_ERROR_BAD_INPUT: there is no such workflow, something is wrong with it, or it
 * has no place for what the recipe asks: picture, strength, LoRAs. */
const LimWorkflow *lim_comfyui_choose (LimWorkflowShelf *shelf, const LimSettings *settings, const LimRecipe *recipe,
                                       GError **error);

/* Chooses the workflow and sets in @recipe what is thereby decided: its name (NULL: the built-in one that
 * nobody had to ask for), and what the file says without a slot. @used: the workflow, borrowed from @shelf. LIM_ERROR_BAD_INPUT as above. */
gboolean lim_comfyui_settle (LimWorkflowShelf *shelf, const LimSettings *settings, LimRecipe *recipe,
                             const LimWorkflow **used, GError **error);

/* The graph for @recipe as prepare left it. @image is the server's name of the picture it starts from, NULL: none. @again: how often it
 * was sent before. The node belongs to @doc until it is set somewhere in it. @save_node: transfer full, the id of the node
 * that saves; may be NULL. NULL with LIM_ERROR_BAD_INPUT as above. */
LimJson *lim_comfyui_graph (LimWorkflowShelf *shelf, const LimSettings *settings, const LimRecipe *recipe,
                            const char *image, guint again, LimJsonDoc *doc, char **save_node, GError **error);

/* The same as text, before the picture's bytes are known. Transfer full. */
char *lim_comfyui_graph_text (LimWorkflowShelf *shelf, const LimSettings *settings, const LimRecipe *recipe,
                              GError **error);
