/* record-dialect.h: what image makers write into their pictures, read as a recipe; and the one form that limner writes. Pure:
 * texts in, values out.
 *
 * ComfyUI, A1111 and its kin (Forge, SD.Next, stable-diffusion.cpp, limner itself), InvokeAI and NovelAI. What a text does
 * not say stays open, and so does what is outside the limits of records (record-provenance.h): nothing is made up. */
#pragma once

#include "record-provenance.h"

/* Members of a recipe that have no value for “not known”. */
typedef enum
{
  LIM_KNOWN_PROMPT = 1 << 0,
  LIM_KNOWN_NEGATIVE = 1 << 1,
  LIM_KNOWN_SEED = 1 << 2,
  LIM_KNOWN_STEPS = 1 << 3,
  LIM_KNOWN_CFG = 1 << 4,
  LIM_KNOWN_SIZE = 1 << 5,
  LIM_KNOWN_DENOISE = 1 << 6,
} LimKnown;

/* What a picture's texts tell of its making. All texts but the tool may be NULL. */
typedef struct
{
  char *tool; /* “ComfyUI”, “A1111”, “Forge”, “SD.Next”, “InvokeAI”, “NovelAI”, “limner” … */
  char *version;     /* of the tool, in its own words */
  char *provider;    /* of limner's own pictures: who made them, “sketch” */
  char *model_hash;  /* in the tool's own way of hashing */
  char *lora_hashes; /* “name: hash, name: hash” */
  double guidance;   /* of models that were distilled for it (Flux), beside cfg; NAN: not said */
  LimRecipe *recipe; /* never NULL; names of samplers and models are the tool's own */
  guint known;       /* LimKnown: which members count */
} LimTrace;

/* Reads keyword, value, …, NULL (imaging-metadata.h; a text hidden in the pixels goes under “hidden”). The first dialect that
 * finds a prompt counts, else the first that recognises its tool. NULL when none does. Transfer full. */
LimTrace *lim_trace_read (const char *const *texts);

void lim_trace_free (LimTrace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimTrace, lim_trace_free)

/* Writes the recipe's keys into @object as lim_recipe_to_json() does, with null for what is not known. */
void lim_trace_to_json (const LimTrace *trace, LimJson *object, LimJsonDoc *doc);

/* @recipe in the form that A1111 made common and that most tools read: prompt with LoRAs as <lora:name:weight>, “Negative
 * prompt:”, and a line “Steps: 20, …, App: limner, Provider: @provider”. NULL leaves the provider out. Where it comes back
 * through lim_trace_read(), it is the same recipe, but for a prompt that itself holds such lines, LoRA tags, or blanks at
 * its ends; and source_image is not in it. Transfer full. */
char *lim_recipe_to_parameters (const LimRecipe *recipe, const char *provider);
