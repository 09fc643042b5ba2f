/* imaging-sketch-brush.h: paints a stage as a canvas: strokes from broad to fine, thick paint, weave, vignette. */
#pragma once

#include "imaging-sketch-stage.h"

/* Paints @stage into @rgb, @width * @height * 3 bytes. Pure. */
void lim_sketch_brush (const LimSketchStage *stage, guint width, guint height, guint8 *rgb);
