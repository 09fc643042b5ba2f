/* lora-pack-private.h: between lora-pack.c and the formats. */
#pragma once

#include "lora-pack.h"

typedef struct
{
  const LimLoraCheck *check;
  const char *folder; /* to write into; it exists and is empty */
  guint n_files;
  guint64 bytes;
} LimPacking;

/* Writes a file below the folder and counts it. */
gboolean lim_packing_write (LimPacking *packing, const char *name, const void *data, gsize length, GError **error);

/* The bytes of an image; NULL with @error. Transfer full. */
GBytes *lim_packing_read (const LimPacking *packing, const LimLoraCheckImage *image, GError **error);

/* Images that are packed: all that the trainer trains, and can be read. */
gboolean lim_packing_takes (const LimLoraCheckImage *image);

gboolean lim_pack_imagefolder (LimPacking *packing, GError **error);
gboolean lim_pack_webdataset (LimPacking *packing, GError **error);

/* Reads what was written again: LIM_ERROR_IO tells what is not as it was meant. */
gboolean lim_pack_verify_imagefolder (const LimPacking *packing, GError **error);
gboolean lim_pack_verify_webdataset (const LimPacking *packing, GError **error);
