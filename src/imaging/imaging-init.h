/* imaging-init.h: starts the pixel library once per process. */
#pragma once

#include <glib.h>

/* Starts libvips: one thread per operation (work is parallel over files), no operation cache, and only the loaders
 * that are safe on hostile bytes. Called once, before any function that reads pixels; calling it again is harmless.
 * LIM_ERROR_IO when the library cannot start. */
gboolean lim_imaging_init (GError **error);
