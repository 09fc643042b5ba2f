/* fake-comfy.h: ComfyUI behind its routes: history, cache and folders. */
#pragma once

#include "fake-graph.h"

FakeComfy *fake_comfy_new (Fake *fake);
void fake_comfy_free (FakeComfy *comfy);

/* Forgets history and cache; temporary files too, and with @files all of them. */
void fake_comfy_wipe (Fake *fake, gboolean files);

LimJson *fake_comfy_features (Fake *fake, LimJsonDoc *doc);

/* The node that runs now, if the running prompt belongs to @client; else NULL. */
const char *fake_comfy_executing (Fake *fake, const char *client);

/* -- Folders: “output”, “input” and “temp”, which hold files by “subfolder/name” -- */

gboolean fake_comfy_is_folder (const char *type);
GBytes *fake_comfy_file (Fake *fake, const char *type, const char *subfolder, const char *name); /* borrowed */

/* Stores @bytes (transfer none). */
void fake_comfy_store (Fake *fake, const char *type, const char *subfolder, const char *name, GBytes *bytes);

/* “type/subfolder/name”. Transfer full. */
char *fake_comfy_path (const char *type, const char *subfolder, const char *name);

/* The same by “type/subfolder/name”, also for what comes back from an earlier process. */
void fake_comfy_store_path (Fake *fake, const char *path, GBytes *bytes);
void fake_comfy_remove_path (Fake *fake, const char *path);

char **fake_comfy_inputs (Fake *fake);                        /* names in “input”; transfer full */
gboolean fake_comfy_has_input (Fake *fake, const char *name); /* as LoadImage spells it: “sub/x.png [output]” */
GBytes *fake_comfy_input (Fake *fake, const char *name);      /* borrowed; NULL: absent */

/* All files as {folder, subfolder, name, size}. */
LimJson *fake_comfy_files_json (Fake *fake, LimJsonDoc *doc);

/* The next free number of “subfolder/prefix” in the folder @type, from 1. */
guint fake_comfy_counter (Fake *fake, const char *type, const char *subfolder, const char *prefix);

/* -- History and cache -- */

void fake_comfy_remember (Fake *fake, const char *id, const LimJson *entry);
void fake_comfy_remember_text (Fake *fake, const char *id, const char *entry);
const char *fake_comfy_recall (Fake *fake, const char *id);       /* JSON; NULL: no such entry */
void fake_comfy_forget (Fake *fake, const char *id);              /* NULL: all */
char *fake_comfy_history (Fake *fake, gint64 offset, gint64 max); /* JSON; negative: not given. Transfer full */

/* The outputs an equal graph had; NULL: it did not run yet. */
const char *fake_comfy_cached (Fake *fake, const char *graph);
void fake_comfy_empty_cache (Fake *fake);
void fake_comfy_cache (Fake *fake, const char *graph, const LimJson *outputs);

/* Counts the prompts, from 1. */
guint64 fake_comfy_next_number (Fake *fake);

/* -- Prompts (fake-comfy-job.c) -- */

/* Queues the prompt of @body (transfer full) as @id; @outputs are its nodes to be made. */
void fake_comfy_queue (Fake *fake, LimJsonDoc *body, const char *id, double number, char **outputs);

/* -- Pictures (fake-comfy-save.c) -- */

/* The pictures that the nodes @outputs of @body's graph will save: GBytes in their order. Transfer full. */
GPtrArray *fake_comfy_paint (Fake *fake, const LimJson *body, char **outputs);

/* Stores them and sets in @results, an object of @doc, what each node says of its own. FALSE: a prefix leads out of its
 * folder. */
gboolean fake_comfy_save (Fake *fake, const LimJson *graph, char **outputs, GPtrArray *pictures, LimJsonDoc *doc,
                          LimJson *results);

/* The items of /queue, the running one or those that wait. */
LimJson *fake_comfy_queue_json (Fake *fake, LimJsonDoc *doc, gboolean running);
