/* imaging-sketch-texture.h: the surfaces of what bodies are made of. Pure. */
#pragma once

#include "imaging-sketch-stage.h"

/* The height of @matter's surface at @x, @y, in units, and in @tone the factor by which it lightens the colour. */
float lim_sketch_texture (const LimSketchMatter *matter, float x, float y, guint32 seed, float *tone);
