/* provider-comfyui-preflight.h: whether a server can run a graph, told from its catalogue. Pure.
 *
 * It is meant to find what would fail on the server, and to let pass whatever it is not sure of: nodes that are not on the
 * way to an output, lists of uploaded pictures, lists that nodes of others check themselves, inputs of unknown kind. */
#pragma once

#include "provider-comfyui-catalogue.h"
#include "provider-workflow.h"

/* What @graph, filled from @workflow, asks and the server (called @server in messages) cannot do: sentences that name node,
 * input, the nearest name there is and the setting to change. Empty: it can. (element-type char*). Transfer full. */
GPtrArray *lim_comfyui_preflight (const LimCatalogue *catalogue, const LimWorkflow *workflow, const LimJson *graph,
                                  const char *server);
