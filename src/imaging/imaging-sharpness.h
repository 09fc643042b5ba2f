/* imaging-sharpness.h: how wide the edges of a picture are. Pure. */
#pragma once

#include "imaging-decode.h"

/* The pixels that the clearer edges of @image take, 1..8: 1 is a hard step, 2 to 3 a good photograph, more is out of focus or was
 * enlarged. 0 when it has no edges to speak of. */
double lim_image_edge_width (const LimImage *image);
