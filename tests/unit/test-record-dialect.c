/* What image makers leave in their pictures, told back in one line: only what is known stands in it. */
#include "record-dialect.h"

#include <math.h>
#include <string.h>

static void
add (GString *out, const char *name, const char *value)
{
  if (value != NULL)
    g_string_append_printf (out, "; %s %s", name, value);
}

static void
add_number (GString *out, const char *name, double value, gboolean known)
{
  if (known)
    g_string_append_printf (out, "; %s %.10g", name, value);
}

static char *
describe (const LimTrace *trace)
{
  const LimRecipe *recipe = trace->recipe;
  GString *out = g_string_new (trace->tool);

  add (out, "version", trace->version);
  add (out, "prompt", trace->known & LIM_KNOWN_PROMPT ? recipe->prompt : NULL);
  add (out, "negative", trace->known & LIM_KNOWN_NEGATIVE ? recipe->negative_prompt : NULL);
  if (trace->known & LIM_KNOWN_SEED)
    g_string_append_printf (out, "; seed %" G_GUINT64_FORMAT, recipe->seed);
  add_number (out, "steps", recipe->steps, trace->known & LIM_KNOWN_STEPS);
  add_number (out, "cfg", recipe->cfg, trace->known & LIM_KNOWN_CFG);
  add_number (out, "guidance", trace->guidance, !isnan (trace->guidance));
  add (out, "sampler", recipe->sampler);
  add (out, "scheduler", recipe->scheduler);
  if (trace->known & LIM_KNOWN_SIZE)
    g_string_append_printf (out, "; size %ux%u", recipe->width, recipe->height);
  add_number (out, "denoise", recipe->denoise, trace->known & LIM_KNOWN_DENOISE);
  add (out, "model", recipe->checkpoint);
  add (out, "hash", trace->model_hash);
  for (guint i = 0; i < recipe->loras->len; i++)
    {
      const LimLora *lora = &g_array_index (recipe->loras, LimLora, i);

      g_string_append_printf (out, "; lora %s %g", lora->name, lora->weight);
      if (!isnan (lora->clip_weight))
        g_string_append_printf (out, "/%g", lora->clip_weight);
    }
  add (out, "lora hashes", trace->lora_hashes);
  return g_string_free (out, FALSE);
}

typedef struct
{
  const char *holds, *keyword, *text, *told; /* told NULL: no dialect recognises it */
} Row;

static void
check_rows (const Row *rows, gsize n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      const char *const texts[] = { rows[i].keyword, rows[i].text, NULL };
      g_autoptr (LimTrace) trace = lim_trace_read (texts);
      g_autofree char *told = trace != NULL ? describe (trace) : NULL;

      g_test_message ("%s", rows[i].holds);
      g_assert_cmpstr (told, ==, rows[i].told);
    }
}

/* -- A1111 -- */

static const Row a1111_rows[] = {
  { "everything of a common picture", "parameters",
    "a cat, sitting\nNegative prompt: dog\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: "
    "1, "
    "Size: 512x768, Model hash: 0123abcd, Model: dream, Clip skip: 2, Version: v1.10.0",
    "A1111; version v1.10.0; prompt a cat, sitting; negative dog; seed 1; steps 20; cfg 7; sampler DPM++ 2M; "
    "scheduler "
    "Karras; size 512x768; model dream; hash 0123abcd" },
  { "prompts of many lines, one of which looks like the settings", "parameters",
    "a sign that says\nSteps: up, Lift: down, Exit: left\nin red\nNegative prompt: dog\nbird\nSteps: 9, Sampler: "
    "Euler, "
    "Seed: 5",
    "A1111; prompt a sign that says\nSteps: up, Lift: down, Exit: left\nin red; negative dog\nbird; seed 5; steps 9; "
    "sampler Euler" },
  { "a last line of two pairs belongs to the prompt", "parameters", "a cat\nSteps: 20, Seed: 1",
    "A1111; prompt a cat\nSteps: 20, Seed: 1" },
  { "lines of extensions after the settings are passed over", "parameters",
    "a cat\nSteps: 20, Seed: 1, Size: 8x8\nTemplate: __animal__",
    "A1111; prompt a cat; negative ; seed 1; steps 20; size 8x8" },
  { "a quoted value may hold commas and colons", "parameters",
    "a cat\nSteps: 20, Model: \"one, two: three\", Lora hashes: \"a: 12ab, b: 34cd\", Seed: 1",
    "A1111; prompt a cat; negative ; seed 1; steps 20; model one, two: three; lora hashes a: 12ab, b: 34cd" },
  { "LoRAs leave the prompt for the list", "parameters",
    "a cat, <lora:fur:0.8>, best <lora:style/ink:1:0.5> quality<lora:x>\nSteps: 20, Seed: 1, Size: 8x8",
    "A1111; prompt a cat, best quality; negative ; seed 1; steps 20; size 8x8; lora fur 0.8; lora style/ink 0.5/1; "
    "lora x 1" },
  { "the denoising strength of a hires pass is not the picture's", "parameters",
    "a cat\nSteps: 20, Seed: 1, Size: 8x8, Denoising strength: 0.4, Hires upscale: 2, Hires steps: 10",
    "A1111; prompt a cat; negative ; seed 1; steps 20; size 8x8" },
  { "else it is", "parameters", "a cat\nSteps: 20, Seed: 1, Size: 8x8, Denoising strength: 0.4",
    "A1111; prompt a cat; negative ; seed 1; steps 20; size 8x8; denoise 0.4" },
  { "an old sampler's name holds its schedule", "parameters",
    "a cat\nSteps: 20, Sampler: DPM++ 2M SDE Karras, Seed: 1",
    "A1111; prompt a cat; negative ; seed 1; steps 20; sampler DPM++ 2M SDE; scheduler Karras" },
  { "Forge", "parameters",
    "a cat\nSteps: 20, Sampler: Euler, Schedule type: Simple, CFG scale: 1, Distilled CFG Scale: 3.5, Seed: 1, "
    "Version: "
    "f2.0.1v1.10.1-previous-600",
    "Forge; version f2.0.1v1.10.1-previous-600; prompt a cat; negative ; seed 1; steps 20; cfg 1; guidance 3.5; "
    "sampler "
    "Euler; scheduler Simple" },
  { "SD.Next", "parameters", "a cat\nSteps: 20, Size: 8x8, Sampler: UniPC, Scheduler: x, Seed: 1, App: SD.Next",
    "SD.Next; prompt a cat; negative ; seed 1; steps 20; sampler UniPC; scheduler x; size 8x8" },
  { "stable-diffusion.cpp, with JSON at its end", "parameters",
    "a cat\nSteps: 20, CFG scale: 7.000000, Seed: 42, Size: 8x8, Sampler: euler_a discrete, Version: "
    "stable-diffusion.cpp, SDCPP: {\"Seed\":9,\"x\":\"Size: 1x1, a: b\"}",
    "stable-diffusion.cpp; version stable-diffusion.cpp; prompt a cat; negative ; seed 42; steps 20; cfg 7; sampler "
    "euler_a; scheduler discrete; size 8x8" },
  { "what is out of range stays open", "parameters",
    "a cat\nSteps: 5000, CFG scale: -3, Seed: -1, Size: 0x99999999, Denoising strength: nan",
    "A1111; prompt a cat; negative " },
  { "the largest seed", "parameters", "a cat\nSteps: 2, Seed: 18446744073709551615, Size: 8x8",
    "A1111; prompt a cat; negative ; seed 18446744073709551615; steps 2; size 8x8" },
  { "in an EXIF comment", "UserComment", "a cat\nSteps: 20, Seed: 1, Size: 8x8",
    "A1111; prompt a cat; negative ; seed 1; steps 20; size 8x8" },
  { "an EXIF comment of somebody else", "UserComment", "Steps: we took twenty of them", NULL },
  { "a prompt may begin with a brace", "parameters", "{red|blue} cat", "A1111; prompt {red|blue} cat" },
  { "JSON of another program", "parameters", "{\"prompt\": \"a cat\"}", NULL },
  { "an empty text", "parameters", "", "A1111; prompt " },
  { "a key without an end, a quote without an end", "parameters", "a\nSteps: 1, Seed: 2, Size: 8x8, X: \"abc",
    "A1111; prompt a; negative ; seed 2; steps 1; size 8x8" },
};

static void
test_a1111 (void)
{
  check_rows (a1111_rows, G_N_ELEMENTS (a1111_rows));
}

/* -- ComfyUI -- */

#define N(id, class_type, inputs) "\"" id "\":{\"class_type\":\"" class_type "\",\"inputs\":{" inputs "}}"
#define LOADER N ("4", "CheckpointLoaderSimple", "\"ckpt_name\":\"dream.safetensors\"")
#define EMPTY N ("5", "EmptyLatentImage", "\"width\":512,\"height\":768,\"batch_size\":1")
#define CAT N ("6", "CLIPTextEncode", "\"text\":\"a cat\",\"clip\":[\"4\",1]")
#define DOG N ("7", "CLIPTextEncode", "\"text\":\"dog\",\"clip\":[\"4\",1]")
#define DECODE N ("8", "VAEDecode", "\"samples\":[\"3\",0],\"vae\":[\"4\",2]")
#define SAVE N ("9", "SaveImage", "\"images\":[\"8\",0],\"filename_prefix\":\"x\"")
#define SAMPLER_WITH(model, positive)                                                                                \
  N ("3", "KSampler",                                                                                                \
     "\"seed\":18446744073709551615,\"steps\":20,\"cfg\":7.5,\"sampler_name\":\"euler\",\"scheduler\":\"karras\","   \
     "\"denoise\":1,\"model\":" model ",\"positive\":" positive                                                      \
     ",\"negative\":[\"7\",0],\"latent_image\":[\"5\",0]")
#define SAMPLER SAMPLER_WITH ("[\"4\",0]", "[\"6\",0]")
#define REST EMPTY "," DOG "," DECODE "," SAVE
#define NUMBERS                                                                                                      \
  "seed 18446744073709551615; steps 20; cfg 7.5; sampler euler; scheduler karras; size 512x768; denoise 1"
#define TOLD "ComfyUI; prompt a cat; negative dog; " NUMBERS "; model dream.safetensors"

static const Row comfyui_rows[] = {
  { "the graph everybody begins with", "prompt", "{" SAMPLER "," LOADER "," CAT "," REST "}", TOLD },
  { "NaN, as Python writes it", "prompt",
    "{" SAMPLER "," LOADER "," CAT "," REST ",\"99\":{\"class_type\":\"X\",\"inputs\":{},\"is_changed\":[NaN]}}",
    TOLD },
  { "in a field of a WebP file", "Model", "prompt:{" SAMPLER "," LOADER "," CAT "," REST "}", TOLD },
  { "LoRAs in the order in which they are applied", "prompt",
    "{" SAMPLER_WITH ("[\"11\",0]", "[\"6\",0]") "," LOADER "," CAT "," REST "," N (
        "10", "LoraLoader",
        "\"lora_name\":\"fur.safetensors\",\"strength_model\":0.8,\"strength_clip\":0."
        "6,\"model\":[\"4\",0]") "," N ("11", "LoraLoaderModelOnly",
                                        "\"lora_name\":\"ink.safetensors\",\"strength_"
                                        "model\":1,\"model\":[\"10\",0]") "}",
    TOLD "; lora fur.safetensors 0.8/0.6; lora ink.safetensors 1" },
  { "a loader of many LoRAs, one of them off", "prompt",
    "{" SAMPLER_WITH ("[\"10\",0]", "[\"6\",0]") "," LOADER "," CAT "," REST "," N (
        "10", "Power Lora Loader (rgthree)",
        "\"lora_1\":{\"on\":true,\"lora\":\"a.safetensors\",\"strength\":0.5},"
        "\"lora_2\":{\"on\":false,\"lora\":\"b.safetensors\",\"strength\":1},\"model\":[\"4\",0]") "}",
    TOLD "; lora a.safetensors 0.5" },
  { "a text that a string node gives", "prompt",
    "{" SAMPLER "," LOADER "," N ("6", "CLIPTextEncode", "\"text\":[\"20\",0]") "," REST "," N (
        "20", "PrimitiveStringMultiline", "\"value\":\"a cat\"") "}",
    TOLD },
  { "a text put together from two", "prompt",
    "{" SAMPLER "," LOADER "," N ("6", "CLIPTextEncode", "\"text\":[\"20\",0]") "," REST "," N (
        "20", "StringConcatenate",
        "\"string_a\":\"a\",\"string_b\":[\"21\",0],\"delimiter\":\" \"") "," N ("21", "PrimitiveString",
                                                                                 "\"value\":\"cat\"") "}",
    TOLD },
  { "a seed and steps that other nodes give", "prompt",
    "{" N (
        "3", "KSampler",
        "\"seed\":[\"20\",0],\"steps\":[\"21\",0],\"cfg\":1,\"positive\":[\"6\",0],\"negative\":[\"7\",0]") "," CAT
                                                                                                            "," REST
                                                                                                            "," N (
                                                                                                                "20",
                                                                                                                "Seed"
                                                                                                                " ("
                                                                                                                "rgth"
                                                                                                                "ree"
                                                                                                                ")",
                                                                                                                "\"se"
                                                                                                                "ed\""
                                                                                                                ":77") "," N ("21",
                                                                                                                              "PrimitiveInt",
                                                                                                                              "\"value\":8") "}",
    "ComfyUI; prompt a cat; negative dog; seed 77; steps 8; cfg 1" },
  { "both texts of SDXL, when they differ", "prompt",
    "{" SAMPLER "," LOADER
    "," N ("6", "CLIPTextEncodeSDXL", "\"text_g\":\"a cat\",\"text_l\":\"soft fur\",\"width\":1024") "," REST "}",
    "ComfyUI; prompt a cat, soft fur; negative dog; " NUMBERS "; model dream.safetensors" },
  { "through a ControlNet that takes and gives both", "prompt",
    "{" N ("3", "KSampler", "\"seed\":1,\"positive\":[\"30\",0],\"negative\":[\"30\",1]") "," CAT "," REST "," N (
        "30", "ControlNetApplyAdvanced", "\"positive\":[\"6\",0],\"negative\":[\"7\",0],\"strength\":1") "}",
    "ComfyUI; prompt a cat; negative dog; seed 1" },
  { "an advanced sampler", "prompt",
    "{" N ("3", "KSamplerAdvanced",
           "\"noise_seed\":3,\"steps\":25,\"cfg\":8,\"sampler_name\":\"euler\",\"scheduler\":\"normal\","
           "\"start_at_step\":0,\"positive\":[\"6\",0],\"negative\":[\"7\",0],\"latent_image\":[\"5\",0]") "," CAT
                                                                                                           "," REST
                                                                                                           "}",
    "ComfyUI; prompt a cat; negative dog; seed 3; steps 25; cfg 8; sampler euler; scheduler normal; size "
    "512x768" },
  { "Flux: noise, guider, sampler and sigmas are nodes of their own", "prompt",
    "{" N (
        "3", "SamplerCustomAdvanced",
        "\"noise\":[\"40\",0],\"guider\":[\"41\",0],\"sampler\":[\"42\",0],\"sigmas\":[\"43\",0],"
        "\"latent_image\":[\"5\",0]") "," N ("40", "RandomNoise",
                                             "\"noise_seed\":99") "," N ("41", "BasicGuider",
                                                                         "\"model\":[\"44\",0],\"conditioning\":["
                                                                         "\"45\",0]") "," N ("42", "KSamplerSelect",
                                                                                             "\"sampler_name\":"
                                                                                             "\"euler\"") "," N ("43",
                                                                                                                 "Bas"
                                                                                                                 "icS"
                                                                                                                 "che"
                                                                                                                 "dul"
                                                                                                                 "er",
                                                                                                                 "\"s"
                                                                                                                 "che"
                                                                                                                 "dul"
                                                                                                                 "er"
                                                                                                                 "\":"
                                                                                                                 "\"s"
                                                                                                                 "imp"
                                                                                                                 "le"
                                                                                                                 "\","
                                                                                                                 "\"s"
                                                                                                                 "tep"
                                                                                                                 "s\""
                                                                                                                 ":20"
                                                                                                                 ",\""
                                                                                                                 "den"
                                                                                                                 "ois"
                                                                                                                 "e\""
                                                                                                                 ":1,"
                                                                                                                 "\"m"
                                                                                                                 "ode"
                                                                                                                 "l\""
                                                                                                                 ":["
                                                                                                                 "\"4"
                                                                                                                 "4\""
                                                                                                                 ",0"
                                                                                                                 "]") "," N ("44",
                                                                                                                             "UNETLoader",
                                                                                                                             "\"unet_name\":\"flux1-dev.safetensors\"") "," N ("45",
                                                                                                                                                                               "FluxGuidance",
                                                                                                                                                                               "\"guidance\":3.5,\"conditioning\":[\"6\",0]") "," CAT
                                                                                                                                                                                                                              "," REST
                                                                                                                                                                                                                              "}",
    "ComfyUI; prompt a cat; seed 99; steps 20; guidance 3.5; sampler euler; scheduler simple; size 512x768; "
    "denoise "
    "1; "
    "model flux1-dev.safetensors" },
  { "a custom sampler", "prompt",
    "{" N (
        "3", "SamplerCustom",
        "\"noise_seed\":5,\"cfg\":4,\"sampler\":[\"42\",0],\"sigmas\":[\"43\",0],\"positive\":[\"6\",0],"
        "\"negative\":[\"7\",0],\"latent_image\":[\"5\",0],\"model\":[\"4\",0]") "," N ("42", "KSamplerSelect",
                                                                                        "\"sampler_name\":"
                                                                                        "\"lcm\"") "," N ("43",
                                                                                                          "Karras"
                                                                                                          "Schedu"
                                                                                                          "ler",
                                                                                                          "\"step"
                                                                                                          "s\":6,"
                                                                                                          "\"sigm"
                                                                                                          "a_"
                                                                                                          "max\":"
                                                                                                          "14") "," LOADER
                                                                                                                "," CAT
                                                                                                                "," REST
                                                                                                                "}",
    "ComfyUI; prompt a cat; negative dog; seed 5; steps 6; cfg 4; sampler lcm; size 512x768; model "
    "dream.safetensors" },
  { "a negative that is zeroed is empty", "prompt",
    "{" N ("3", "KSampler",
           "\"seed\":1,\"positive\":[\"6\",0],\"negative\":[\"50\",0]") "," CAT "," DECODE "," SAVE
                                                                        "," N ("50", "ConditioningZeroOut",
                                                                               "\"conditioning\":[\"6\",0]") "}",
    "ComfyUI; prompt a cat; negative ; seed 1" },
  { "of two samplers the one that leads to the picture last; a factor hides the size", "prompt",
    "{" N (
        "60", "KSampler",
        "\"seed\":2,\"steps\":10,\"denoise\":0.5,\"positive\":[\"6\",0],\"negative\":[\"7\",0],"
        "\"latent_image\":[\"61\",0]") "," N ("61", "LatentUpscaleBy",
                                              "\"samples\":[\"3\",0],\"scale_by\":1.5") "," N ("8", "VAEDecode",
                                                                                               "\"samples\":["
                                                                                               "\"60\","
                                                                                               "0]") "," SAMPLER
                                                                                                     "," LOADER
                                                                                                     "," CAT "," EMPTY
                                                                                                     "," DOG "," SAVE
                                                                                                     "," N (
                                                                                                         "62",
                                                                                                         "SaveIma"
                                                                                                         "g"
                                                                                                         "e",
                                                                                                         "\"image"
                                                                                                         "s"
                                                                                                         "\":["
                                                                                                         "\"63\","
                                                                                                         "0]") "," N ("63",
                                                                                                                      "VAEDecode",
                                                                                                                      "\"samples\":[\"3\",0]") "}",
    "ComfyUI; prompt a cat; negative dog; seed 2; steps 10; denoise 0.5" },
  { "a sampler that leads nowhere does not count", "prompt",
    "{" N ("70", "KSampler", "\"seed\":666,\"positive\":[\"7\",0],\"negative\":[\"7\",0]") "," SAMPLER "," LOADER
                                                                                           "," CAT "," REST "}",
    TOLD },
  { "unknown nodes on the way are passed through", "prompt",
    "{" SAMPLER_WITH ("[\"80\",0]", "[\"81\",0]") "," LOADER "," CAT "," REST "," N (
        "80", "ModelWhatever", "\"model\":[\"4\",0],\"x\":1") "," N ("81", "ConditioningWhatever",
                                                                     "\"conditioning\":[\"6\",0],\"y\":2") "}",
    TOLD },
  { "a circle comes to an end", "prompt",
    "{" N ("3", "KSampler",
           "\"seed\":1,\"positive\":[\"6\",0],\"negative\":[\"6\",0],\"model\":[\"3\",0],\"latent_image\":[\"3\","
           "0]") "," N ("6", "X", "\"conditioning\":[\"6\",0],\"text\":[\"6\",0]") "," DECODE "," SAVE "}",
    "ComfyUI; seed 1" },
  { "links to nothing, of the wrong shape, and a node without inputs", "prompt",
    "{" N (
        "3", "KSampler",
        "\"seed\":1,\"positive\":[\"404\",0],\"negative\":[7,\"x\"],\"model\":[],\"latent_image\":[[],{}]") "," DECODE
                                                                                                            "," SAVE
                                                                                                            ",\"5"
                                                                                                            "\":{"
                                                                                                            "\"cl"
                                                                                                            "ass_"
                                                                                                            "type"
                                                                                                            "\":"
                                                                                                            "\"X"
                                                                                                            "\"},"
                                                                                                            "\"6"
                                                                                                            "\":"
                                                                                                            "7,"
                                                                                                            "\"7"
                                                                                                            "\":"
                                                                                                            "null"
                                                                                                            "}",
    "ComfyUI; seed 1" },
  { "another tool's prompt", "prompt", "a cat", NULL },
  { "an object that is no graph", "prompt", "{\"text\":\"a cat\"}", NULL },
  { "only the drawing of a workflow", "workflow", "{\"nodes\":[],\"links\":[]}", "ComfyUI" },
};

static void
test_comfyui (void)
{
  check_rows (comfyui_rows, G_N_ELEMENTS (comfyui_rows));
}

/* Sixty conditionings that each combine the one before twice would be read 2^60 times. */
static void
test_bounded (void)
{
  g_autoptr (GString) graph = g_string_new (
      "{" N ("3", "KSampler", "\"seed\":1,\"positive\":[\"160\",0],\"negative\":[\"160\",0]") "," DECODE "," SAVE);

  for (guint i = 101; i <= 160; i++)
    g_string_append_printf (
        graph,
        ",\"%u\":{\"class_type\":\"ConditioningCombine\",\"inputs\":{\"conditioning_1\":[\"%u\",0],"
        "\"conditioning_2\":[\"%u\",0]}}",
        i, i - 1, i - 1);
  g_string_append (graph, "}");
  const char *const texts[] = { "prompt", graph->str, NULL };
  g_autoptr (LimTrace) trace = lim_trace_read (texts);
  g_autofree char *told = describe (trace);
  g_assert_cmpstr (told, ==, "ComfyUI; seed 1");
}

/* -- InvokeAI and NovelAI -- */

static const Row other_rows[] = {
  { "InvokeAI since 3", "invokeai_metadata",
    "{\"app_version\":\"5.4.2\",\"generation_mode\":\"sdxl_txt2img\",\"positive_prompt\":\"a "
    "cat\",\"negative_prompt\":"
    "\"dog\",\"width\":1024,\"height\":768,\"seed\":7,\"cfg_scale\":6.5,\"steps\":30,\"scheduler\":\"dpmpp_2m_k\","
    "\"model\":{\"key\":\"x\",\"name\":\"Juggernaut\",\"hash\":\"blake3:12\"},\"strength\":0.7,\"loras\":[{\"model\":"
    "{\"name\":\"fur\"},\"weight\":0.75}]}",
    "InvokeAI; version 5.4.2; prompt a cat; negative dog; seed 7; steps 30; cfg 6.5; sampler dpmpp_2m_k; size "
    "1024x768; "
    "denoise 0.7; model Juggernaut; hash blake3:12; lora fur 0.75" },
  { "InvokeAI 3 with its older names", "invokeai_metadata",
    "{\"positive_prompt\":\"a cat\",\"model\":{\"model_name\":\"sd\"},\"loras\":[{\"lora\":{\"model_name\":\"fur\"},"
    "\"weight\":1}],\"seed\":null,\"steps\":\"ten\"}",
    "InvokeAI; prompt a cat; model sd; lora fur 1" },
  { "InvokeAI before 3, with the negative prompt in brackets", "sd-metadata",
    "{\"model_weights\":\"sd-1.5\",\"model_hash\":\"ab\",\"app_version\":\"2.3.0\",\"image\":{\"prompt\":[{"
    "\"prompt\":"
    "\"a cat [dog] on a mat "
    "[bird]\",\"weight\":1}],\"steps\":50,\"cfg_scale\":7.5,\"width\":512,\"height\":512,\"seed\":"
    "5,\"sampler\":\"k_lms\"}}",
    "InvokeAI; version 2.3.0; prompt a cat  on a mat; negative dog, bird; seed 5; steps 50; cfg 7.5; sampler k_lms; "
    "size "
    "512x512; model sd-1.5; hash ab" },
  { "its command line", "Dream", "\"a cat [dog]\" -s 50 -S 1234 -W 512 -H 640 -C 7.5 -A k_lms",
    "InvokeAI; prompt a cat; negative dog; seed 1234; steps 50; cfg 7.5; sampler k_lms; size 512x640" },
  { "its command line without blanks", "Dream", "\"a cat\" -s50 -S1234",
    "InvokeAI; prompt a cat; negative ; seed 1234; "
    "steps 50" },
  { "a broken one is recognised and tells nothing", "invokeai_metadata", "{\"positive_prompt\":", "InvokeAI" },
  { "NovelAI 3", "Comment",
    "{\"prompt\":\"a "
    "cat\",\"uc\":\"dog\",\"steps\":28,\"scale\":5.0,\"seed\":3,\"sampler\":\"k_euler\",\"width\":832,"
    "\"height\":1216,\"noise_schedule\":\"native\"}",
    "NovelAI; prompt a cat; negative dog; seed 3; steps 28; cfg 5; sampler k_euler; scheduler native; size "
    "832x1216" },
  { "NovelAI 4: one part for the whole, one for each character", "Comment",
    "{\"prompt\":\"two\",\"seed\":3,\"v4_prompt\":{\"caption\":{\"base_caption\":\"two friends\",\"char_captions\":["
    "{\"char_caption\":\"girl, red hair\",\"centers\":[]},{\"char_caption\":\"boy\"}]}},\"v4_negative_prompt\":"
    "{\"caption\":{\"base_caption\":\"blurry\",\"char_captions\":[{\"char_caption\":\"\"}]}}}",
    "NovelAI; prompt two friends | girl, red hair | boy; negative blurry; seed 3" },
  { "NovelAI, hidden in the pixels", "hidden",
    "{\"Software\":\"NovelAI\",\"Source\":\"NovelAI Diffusion V4.5 4BDE2A90\",\"Description\":\"a cat\",\"Comment\":"
    "\"{\\\"prompt\\\": \\\"a cat\\\", \\\"uc\\\": \\\"dog\\\", \\\"seed\\\": 4}\"}",
    "NovelAI; prompt a cat; negative dog; seed 4; model NovelAI Diffusion V4.5; hash 4BDE2A90" },
  { "its name alone", "Software", "NovelAI", "NovelAI" },
  { "a comment of somebody else", "Comment", "Created with GIMP", NULL },
};

static void
test_others (void)
{
  check_rows (other_rows, G_N_ELEMENTS (other_rows));
}

static void
test_first_with_a_prompt (void)
{
  const char *const texts[] = { "workflow", "{\"nodes\":[],\"links\":[]}", "parameters", "a cat", NULL };
  g_autoptr (LimTrace) trace = lim_trace_read (texts);
  g_autofree char *told = describe (trace);

  g_assert_cmpstr (told, ==, "A1111; prompt a cat");
}

/* -- Writing -- */

static void
check_round_trip (const LimRecipe *recipe)
{
  g_autofree char *text = lim_recipe_to_parameters (recipe, "sketch");
  const char *const texts[] = { "parameters", text, NULL };
  g_autoptr (LimTrace) trace = lim_trace_read (texts);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("recipes");
  LimJson *before = lim_json_new_object (doc), *after = lim_json_new_object (doc);

  g_assert_nonnull (trace);
  g_assert_cmpstr (trace->tool, ==, "limner");
  g_assert_cmpstr (trace->provider, ==, "sketch");
  lim_recipe_to_json (recipe, before, doc);
  lim_recipe_to_json (trace->recipe, after, doc);
  g_autoptr (GString) one = g_string_new (NULL), two = g_string_new (NULL);
  lim_json_append_compact (one, before);
  lim_json_append_compact (two, after);
  g_assert_cmpstr (one->str, ==, two->str);
}

static void
test_round_trip (void)
{
  static const struct
  {
    const char *prompt, *negative, *sampler, *scheduler, *checkpoint;
    double cfg, denoise;
    guint n_loras;
  } rows[] = {
    { "a cat", "", NULL, NULL, NULL, 7, 1, 0 },
    { "a cat,\nSteps: up, a: b, c: d\nend", "dog\nbird", "euler", "karras", "models, two: x.safetensors", 5.55, 0.35,
      0 },
    { "a cat", "dog", "dpmpp_2m", NULL, "a \"b\"", 0.1, 0.999999, 2 },
    { "", "dog", NULL, "simple", "Ä.safetensors", 7, 1, 1 },
    { "eine Katze, 猫", "", NULL, NULL, "m\\n", 100, 0, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LimRecipe) recipe = lim_recipe_new ();

      g_free (recipe->prompt);
      g_free (recipe->negative_prompt);
      recipe->prompt = g_strdup (rows[i].prompt);
      recipe->negative_prompt = g_strdup (rows[i].negative);
      recipe->sampler = g_strdup (rows[i].sampler);
      recipe->scheduler = g_strdup (rows[i].scheduler);
      recipe->checkpoint = g_strdup (rows[i].checkpoint);
      recipe->cfg = rows[i].cfg;
      recipe->denoise = rows[i].denoise;
      recipe->seed = G_MAXUINT64 - i;
      recipe->steps = 1 + (guint) i;
      recipe->width = 16384;
      for (guint k = 0; k < rows[i].n_loras; k++)
        lim_recipe_add_lora (recipe, k == 0 ? "ink (old).safetensors" : "b", k == 0 ? -0.25 : 1, k == 0 ? 0.5 : NAN);
      check_round_trip (recipe);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dialect/a1111", test_a1111);
  g_test_add_func ("/dialect/comfyui", test_comfyui);
  g_test_add_func ("/dialect/walks-are-bounded", test_bounded);
  g_test_add_func ("/dialect/invokeai-and-novelai", test_others);
  g_test_add_func ("/dialect/the-first-that-finds-a-prompt-counts", test_first_with_a_prompt);
  g_test_add_func ("/dialect/what-limner-writes-comes-back", test_round_trip);
  return g_test_run ();
}
