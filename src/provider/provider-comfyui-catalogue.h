/* provider-comfyui-catalogue.h: what a ComfyUI server has: its node classes with their inputs and outputs, and the names
 * of models, samplers and schedulers among them, as GET /object_info lists them. Pure. */
#pragma once

#include "base-json.h"

#define LIM_CATALOGUE_MAX_SIZE (64u << 20) /* bytes of /object_info */

typedef struct
{
  const char *name;
  const char *type; /* “INT”, “MODEL”, “IMAGE,MASK”; “COMBO” where `choices` tells; "" unknown */
  const char *const *choices; /* NULL-terminated; NULL: any value */
  guint n_choices;
  double min, max; /* infinite where nothing is said */
  gboolean required;
  gboolean upload; /* the list is only what was uploaded so far */
} LimCatalogueInput;

typedef struct
{
  const char *name;
  GArray *inputs;             /* (element-type LimCatalogueInput) */
  const char *const *outputs; /* types, NULL-terminated */
  guint n_outputs;
  gboolean is_output; /* it saves or shows */
  gboolean is_core;   /* comes with ComfyUI itself; old servers do not say it of any */
} LimCatalogueClass;

typedef struct LimCatalogue LimCatalogue;

/* Reads the answer of /object_info, hostile as it may be: what is not understood is left open and later not checked.
 * LIM_ERROR_PROVIDER: not JSON, no object, or without a single class. Transfer full; usable from several threads. */
LimCatalogue *lim_catalogue_parse (GBytes *body, GError **error);
LimCatalogue *lim_catalogue_ref (LimCatalogue *catalogue);
void lim_catalogue_unref (LimCatalogue *catalogue); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimCatalogue, lim_catalogue_unref)

guint lim_catalogue_n_classes (const LimCatalogue *catalogue);
const LimCatalogueClass *lim_catalogue_class (const LimCatalogue *catalogue, const char *name);  /* NULL: unknown */
const LimCatalogueInput *lim_catalogue_input (const LimCatalogueClass *class, const char *name); /* likewise */

/* The names of all classes, NULL-terminated, in no order. Transfer container. */
const char **lim_catalogue_names (const LimCatalogue *catalogue);

/* The choice that @value means: the same text, or the same but for “/” and “\”, which servers on Windows write in the names
 * of models. NULL: none. Borrowed. */
const char *lim_catalogue_choice (const LimCatalogueInput *input, const char *value);

/* Spells what @graph chooses as the server does. */
void lim_catalogue_respell (const LimCatalogue *catalogue, LimJson *graph);
