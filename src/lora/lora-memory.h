/* lora-memory.h: a JSON file in the folder of a set that limner keeps for itself beside the plan: read whole, changed, and saved
 * as long as nobody else changed it meanwhile. What stands in which is the matter of lora-made.h, lora-approval.h and
 * lora-reg-write.c. */
#pragma once

#include "lora-set.h"
#include "store-lock.h"

/* Zeroed by the caller. */
typedef struct
{
  const LimLoraSet *set;
  char *path;      /* relative to the project */
  LimJsonDoc *doc; /* its root is an object */
  GBytes *known;   /* what the file held when it was read or saved; NULL: there is none */
} LimLoraMemory;

/* Reads the file @name of @set, which must outlive @memory; where there is none the root is an empty object.
 * LIM_ERROR_BAD_INPUT for what is no object, with @remedy (“restore it from git, or …”). */
gboolean lim_lora_memory_open (LimLoraMemory *memory, const LimLoraSet *set, const char *name, const char *remedy,
                               GError **error);
void lim_lora_memory_clear (LimLoraMemory *memory);

/* Borrowed until the next change. */
LimJson *lim_lora_memory_root (const LimLoraMemory *memory);

/* Calls member @from of the root's member @of, an object, @to; does nothing where there is none. */
void lim_lora_memory_rename (LimLoraMemory *memory, const char *of, const char *from, const char *to);

/* Writes the file where something changed. @lock: the write lock when the caller holds it, else NULL. LIM_ERROR_CONFLICT when
 * another program changed it meanwhile. */
gboolean lim_lora_memory_save (LimLoraMemory *memory, const LimLock *lock, GError **error);
