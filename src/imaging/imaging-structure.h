/* imaging-structure.h: which way a picture runs at each place, and how clearly: the smoothed structure tensor.
 *
 * Only + - * / and sqrt are used, which IEEE fixes to the last bit: the same on every machine. */
#pragma once

#include <glib.h>

enum
{
  LIM_STRIP_CHANNELS = 4,  /* R G B in 0..1, and R² + G² + B² */
  LIM_STRUCTURE_FRAME = 7, /* pixels of frame that lim_structure_tensor() reads: 1 for the slope, 6 for smoothing */
  LIM_STRUCTURE_ANGLES = 32,
  LIM_STRUCTURE_STRETCHES = 12
};

/* Rows of a picture as floats with a frame of @frame pixels on all sides, in which the picture goes on: into its own
 * further rows, and mirrored beyond its edges. */
typedef struct
{
  guint width, height; /* without the frame */
  guint frame;
  gsize stride;  /* floats from row to row */
  float *pixels; /* LIM_STRIP_CHANNELS each; of the frame's first pixel */
} LimStrip;

/* Rows @top..@top+@height-1 of @rgb (@width * @full_height * 3 bytes). Transfer full. */
LimStrip *lim_strip_new (const guint8 *rgb, guint width, guint full_height, guint top, guint height, guint frame);
void lim_strip_free (LimStrip *strip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimStrip, lim_strip_free)

/* The pixel in row @y and column @x; both may reach into the frame. */
static inline const float *
lim_strip_at (const LimStrip *strip, int x, int y)
{
  return strip->pixels + (gsize) (y + (int) strip->frame) * strip->stride
         + (gsize) (x + (int) strip->frame) * LIM_STRIP_CHANNELS;
}

/* For each pixel, row by row: the products of the slopes across and down (Sobel, a step of 1 in one channel has the
 * slope 1), summed over the channels and averaged with its neighbours by binomial weights (standard deviation 1.7
 * pixels). */
typedef struct
{
  float *xx, *xy, *yy; /* width * height each */
} LimStructure;

/* The frame of @strip must be LIM_STRUCTURE_FRAME or wider. Transfer full. */
LimStructure *lim_structure_tensor (const LimStrip *strip);
void lim_structure_free (LimStructure *structure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimStructure, lim_structure_free)

/* Of one tensor: the direction along which the picture changes least, in 1/LIM_STRUCTURE_ANGLES of a half turn from
 * the x axis towards y (downwards), 0..LIM_STRUCTURE_ANGLES-1; and how much clearer than across, from 0 (no direction)
 * to LIM_STRUCTURE_STRETCHES-1 (a straight edge). Both rounded to the nearest. */
void lim_structure_direction (float xx, float xy, float yy, guint *angle, guint *stretch);
