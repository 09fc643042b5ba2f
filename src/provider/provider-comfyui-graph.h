/* provider-comfyui-graph.h: a recipe as a ComfyUI workflow in API form. Pure.
 *
 * Node ids count from "1": checkpoint; one LoRA after the other, chained on model and clip; positive and negative text;
 * empty latent, or a loaded picture and its latent; sampler; decoder; save. Links are ["node id", output index]. Other tools that write this graph and
 * ours therefore leave the same `prompt` text in their pictures. */
#pragma once

#include "record-provenance.h"

/* The graph for @recipe, whose checkpoint, sampler and scheduler are set, saved under @prefix on the server. @source is
 * the server's name of the picture it starts from; NULL: from words alone, and recipe->denoise is not used. The node
 * belongs to @doc until it is set somewhere in it. @save_node: transfer full, the id of the node that saves. */
LimJson *lim_comfyui_graph (LimJsonDoc *doc, const LimRecipe *recipe, const char *prefix, const char *source,
                            char **save_node);
