/* base-safetensors.h: what a .safetensors file says it holds: names, types and shapes of its tensors, and its metadata. Only the
 * header is read, a few hundred kilobytes of files that have gigabytes.
 *
 * Eight bytes tell the header's length, little-endian; then that many bytes of JSON: tensor name →
 * {"dtype", "shape", "data_offsets"}, and "__metadata__": texts. Every byte is taken as hostile: the length is believed only
 * as far as the file goes and LIM_SAFETENSORS_MAX_HEADER, and each tensor must lie within the file, so that a download
 * that was cut short is noticed here. */
#pragma once

#include "base-error.h"

/* Ten times what the largest models have. */
#define LIM_SAFETENSORS_MAX_HEADER (32u << 20)
#define LIM_SAFETENSORS_MAX_RANK 16u

typedef struct _LimSafetensors LimSafetensors;

/* Reads the header of the file at @path. LIM_ERROR_BAD_INPUT, naming @path and what is wrong; LIM_ERROR_NOT_FOUND or
 * LIM_ERROR_IO when it cannot be read. Transfer full. */
LimSafetensors *lim_safetensors_open (const char *path, GError **error);

/* The same for the first @length bytes, in memory, of a file of @file_size bytes; @name stands for the path in messages. Pure. */
LimSafetensors *lim_safetensors_parse (const char *name, const guint8 *data, gsize length, guint64 file_size,
                                       GError **error);

void lim_safetensors_free (LimSafetensors *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSafetensors, lim_safetensors_free)

guint lim_safetensors_n_tensors (const LimSafetensors *file);

/* Whether there is a tensor @name; one whose name begins with @prefix. */
gboolean lim_safetensors_has (const LimSafetensors *file, const char *name);
gboolean lim_safetensors_has_prefix (const LimSafetensors *file, const char *prefix);

/* Dimension @index of tensor @name, counted from the end where negative. -1: there is no such. */
gint64 lim_safetensors_dimension (const LimSafetensors *file, const char *name, int index);

/* The first tensor, by name, that ends in @suffix; NULL: there is none. Borrowed. */
const char *lim_safetensors_find_suffix (const LimSafetensors *file, const char *suffix);

/* The text @key of the metadata; NULL: there is none. Borrowed. */
const char *lim_safetensors_metadata (const LimSafetensors *file, const char *key);
