#include "record-ingested.h"

#include <math.h>

static LimJson *
ingest_to_json (const LimIngestFacts *ingest, LimJsonDoc *doc)
{
  const LimTrace *trace = ingest->trace;
  LimJson *block = lim_json_new_object (doc);

  lim_json_set_string (block, "tool", trace != NULL ? trace->tool : NULL);
  if (trace != NULL && trace->version != NULL)
    lim_json_set_string (block, "tool_version", trace->version);
  if (trace != NULL && trace->model_hash != NULL)
    lim_json_set_string (block, "model_hash", trace->model_hash);
  if (trace != NULL && trace->lora_hashes != NULL)
    lim_json_set_string (block, "lora_hashes", trace->lora_hashes);
  if (trace != NULL && !isnan (trace->guidance))
    lim_json_set_double (block, "guidance", trace->guidance);
  lim_json_set_string (block, "original_name", ingest->original_name);
  lim_json_set_string (block, "sha256", ingest->sha256);
  lim_json_set_string (block, "ingested_at", ingest->ingested_at);
  return block;
}

static LimJsonDoc *
new_blocks (const LimIngestFacts *ingest)
{
  const LimLineage lineage = { .phase = LIM_PHASE_DISCOVERY, .persistence = NAN };
  LimJsonDoc *doc = lim_json_doc_new ("blocks");
  LimJson *object = lim_json_new_object (doc);

  if (ingest->shows != NULL)
    {
      lim_json_set (object, "identity", lim_identity_to_json (ingest->shows, doc));
      lim_json_set (object, "lineage", lim_lineage_to_json (&lineage, doc));
    }
  lim_json_set (object, "ingest", ingest_to_json (ingest, doc));
  lim_json_doc_set_root (doc, object);
  return doc;
}

/* Takes back what lim_record_new_generated() could say only of an image that was just made. */
static void
open_unknown (LimRecord *record, const LimTrace *trace)
{
  static const char *const members[] = { "checkpoint", "prompt",  "negative_prompt", "seed",  "steps",
                                         "cfg",        "sampler", "scheduler",       "width", "height" };
  LimJson *provenance = lim_json_get (record->root, "provenance");

  if (trace != NULL)
    lim_trace_to_json (trace, provenance, record->doc);
  for (gsize i = 0; trace == NULL && i < G_N_ELEMENTS (members); i++)
    lim_json_set (provenance, members[i], lim_json_new_null (record->doc));
  if (trace == NULL || !(trace->known & LIM_KNOWN_DENOISE))
    lim_json_remove (provenance, "denoise");
  lim_json_set (provenance, "generation_time_ms", lim_json_new_null (record->doc));
  lim_json_set (provenance, "generated_at", lim_json_new_null (record->doc));
}

LimRecord *
lim_record_new_ingested (const char *id, const LimRenderFacts *facts, const LimIngestFacts *ingest)
{
  g_autoptr (LimJsonDoc) blocks = new_blocks (ingest);
  g_autoptr (LimRecipe) nothing = ingest->trace == NULL ? lim_recipe_new () : NULL;
  LimRenderFacts all = *facts;

  all.workflow_id = LIM_WORKFLOW_INGEST;
  all.workflow_version = "1.0.0";
  all.provider = ingest->trace != NULL ? ingest->trace->provider : NULL;
  all.quality = g_strcmp0 (all.provider, "sketch") == 0 ? "placeholder" : NULL;
  all.batch_index = -1;
  all.schema_version = ingest->shows != NULL ? LIM_IDENTITY_SCHEMA : NULL;
  all.blocks = lim_json_root (blocks);

  LimRecord *record = lim_record_new_generated (id, ingest->trace != NULL ? ingest->trace->recipe : nothing, &all);
  open_unknown (record, ingest->trace);
  return record;
}
