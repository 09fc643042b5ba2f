/* record-provenance.h: how an image was, or is to be, made: enough to make it again. */
#pragma once

#include "base-json.h"
#include "record.h"

typedef struct
{
  char *name;
  double weight;
  double clip_weight; /* NAN: as weight */
} LimLora;

/* Everything an image maker is told. One value serves packs, records, jobs and providers. */
typedef struct
{
  char *checkpoint;      /* may be NULL: the provider's default */
  GArray *loras;         /* (element-type LimLora), never NULL */
  char *prompt;          /* never NULL */
  char *negative_prompt; /* never NULL */
  guint64 seed;
  guint steps;
  double cfg;
  char *sampler, *scheduler; /* may be NULL */
  guint width, height;       /* pixels */
  double denoise;            /* 0..1; 1 for text to image */
  char *source_image; /* path, relative to the project, of the picture it starts from; NULL: from words alone */
  char *workflow;     /* what a ComfyUI server is to run, by name (docs/workflows.md); NULL: the provider's choice */
} LimRecipe;

LimRecipe *lim_recipe_new (void); /* 1024×1024, 20 steps, cfg 7, denoise 1, empty texts */
LimRecipe *lim_recipe_copy (const LimRecipe *recipe);
void lim_recipe_free (LimRecipe *recipe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimRecipe, lim_recipe_free)
void lim_recipe_add_lora (LimRecipe *recipe, const char *name, double weight, double clip_weight);

/* Reads provenance as records and jobs hold it, with limits: 1..16384 pixels a side, 1..1000 steps, texts up to
 * 100,000 bytes, at most 64 LoRAs. LIM_ERROR_BAD_INPUT names the field. A missing prompt is an error, the rest has the
 * defaults of lim_recipe_new(). Transfer full. */
LimRecipe *lim_recipe_from_json (const LimJson *provenance, GError **error);

/* The same for a pack's defaults, which have no prompt of their own; @defaults may be NULL. Transfer full. */
LimRecipe *lim_recipe_from_defaults (const LimJson *defaults, GError **error);

/* Sets in @recipe what @object (may be NULL) names, with the limits above, and leaves the rest; a list of LoRAs replaces
 * the one there was. After an error @recipe is half set. */
gboolean lim_recipe_lay_over (LimRecipe *recipe, const LimJson *object, GError **error);

/* Reads the LoRA list [{name, weight, clip_weight?}] of packs and records into @recipe; null or missing is empty. */
gboolean lim_recipe_read_loras (LimRecipe *recipe, const LimJson *list, GError **error);

/* Reads the workflow that @object names, if it does. */
gboolean lim_recipe_read_workflow (LimRecipe *recipe, const LimJson *object, GError **error);

/* Writes the recipe's keys into @object in the order of the reference layout (checkpoint … height). */
void lim_recipe_to_json (const LimRecipe *recipe, LimJson *object, LimJsonDoc *doc);

/* What is known of an image after it was made. */
typedef struct
{
  const char *folder;           /* of the picture; NULL: outputs/candidates */
  const char *workflow_id;      /* the pack's lane */
  const char *workflow_version; /* “1.0.0” */
  const char *provider;         /* “sketch”, “comfyui” */
  const char *quality;          /* “placeholder” for pictures that only stand in, else NULL */
  const char *created_at;       /* ISO 8601 */
  const char *format;           /* “png”, “jpeg”, “webp” */
  guint width, height;          /* of the file, pixels */
  guint64 bytes;
  gint64 generation_time_ms;
  gint64 batch_index;         /* negative: none */
  const char *device;         /* gpu_model; NULL for unknown */
  const char *schema_version; /* NULL: “1.0.0” */
  const LimJson *blocks;      /* an object whose members stand after provenance: identity, lineage; NULL: none */
} LimRenderFacts;

/* The new record of a generated image: candidate, image in <folder>/<id>.<extension>. Keys in the order of
 * the reference layout. Transfer full. */
LimRecord *lim_record_new_generated (const char *id, const LimRecipe *recipe, const LimRenderFacts *facts);

#define LIM_WORKFLOW_PAINTERLY "painterly"

/* A named number; a list of them ends with { NULL }. */
typedef struct
{
  const char *name;
  double value;
} LimRecordNumber;

/* The new record of a variant of @source that a filter made, with the image at @asset_path: a candidate. Its provenance is
 * the source's, with what @facts says in place of workflow, provider, size and times, and a block `filter` of
 * @filter_name and @numbers; its lineage is of phase “painterly” and derived from @source. Who is shown is not copied:
 * a repainted picture is no evidence of a likeness. Transfer full. */
LimRecord *lim_record_new_variant (const char *id, const LimRecord *source, const char *asset_path,
                                   const LimRenderFacts *facts, const char *filter_name,
                                   const LimRecordNumber *numbers);

/* The block `lineage` of a painted variant of the record @source. */
LimJson *lim_record_painterly_lineage (const char *source, LimJsonDoc *doc);

/* Whether @record is such a variant. */
gboolean lim_record_is_painterly (const LimRecord *record);
