/* imaging-kuwahara.h: the anisotropic Kuwahara filter: each pixel becomes the mean of the calmest parts of an ellipse that
 * lies along the picture's structure. Textures flatten into strokes, edges stay.
 *
 * Source of the algorithm: J. E. Kyprianidis, H. Kang, J. Döllner, “Image and Video Abstraction by Anisotropic Kuwahara
 * Filtering”, Computer Graphics Forum 28 (7), 2009; with the sectors' weights as polynomials after J. E. Kyprianidis,
 * A. Semmo, H. Kang, J. Döllner, “Anisotropic Kuwahara Filtering with Polynomial Weighting Functions”, TPCG 2010. */
#pragma once

#include "base-error.h"
#include "imaging-flow.h"

enum
{
  LIM_KUWAHARA_MIN_RADIUS = 2,
  LIM_KUWAHARA_MAX_RADIUS = 16
};

/* Filters @rgb (@width * @height * 3 bytes, 8-bit sRGB, rows from the top) into @to, another buffer of that size.
 * @radius in pixels: of the circle where there is no direction; the ellipse on an edge is twice as long and half as
 * wide. @flow (new, or NULL) gathers the picture's directions on the way.
 *
 * On @n_threads (0: one per processor); the bytes do not depend on their number nor on the processor. Needs about
 * 4 KB times the width of memory per thread. LIM_ERROR_CANCELLED only. */
gboolean lim_kuwahara (const guint8 *rgb, guint width, guint height, guint radius, guint n_threads,
                       GCancellable *cancellable, guint8 *to, LimFlow *flow, GError **error);
