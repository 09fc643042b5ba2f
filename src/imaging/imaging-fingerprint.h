/* imaging-fingerprint.h: what two files show, as a number: equal pixels, and nearly equal pictures. */
#pragma once

#include "imaging-decode.h"

/* A perceptual hash of 64 bits: the signs of the lowest frequencies of the picture's brightness (8x8 of a 32x32
 * cosine transform, each against their median). Scaling and recompression change a few bits, another picture about
 * half of them. Integer arithmetic: the same pixels give the same bits on every machine. Pure.
 * A picture without contrast has the fingerprint 0. */
guint64 lim_fingerprint_rgb (const guint8 *rgb, guint width, guint height);

/* The fingerprint of the file at @path, which is decoded at a small scale. Errors as lim_image_verify(). */
gboolean lim_image_fingerprint (const char *path, guint64 *fingerprint, GError **error);

/* Both marks of one decoding: the fingerprint, and the SHA-256 (hex) of the size and the pixels as people see them,
 * which is equal exactly when two files show the same pixels. */
typedef struct
{
  guint64 fingerprint;
  char pixels_sha256[65];
  guint width, height; /* upright */
} LimImageMarks;

gboolean lim_image_marks (const char *path, LimImageMarks *marks, GError **error);

/* The same for bytes in memory; @name stands for the path in messages. */
gboolean lim_image_marks_bytes (GBytes *bytes, const char *name, LimImageMarks *marks, GError **error);

/* Fingerprints that differ in no more bits than this show nearly the same picture. */
#define LIM_NEAR_IDENTICAL_BITS 6u

/* The number of bits in which two fingerprints differ, 0..64. */
guint lim_fingerprint_distance (guint64 a, guint64 b);
