/* style-painterly-repaint.h: the part of `painterly` that has an image maker repaint the pictures, image to image. */
#pragma once

#include "style-painterly.h"

/* Has run->provider make @chosen (element-type LimVariant): the source's picture repainted in run->prompt at run->denoise,
 * with the source's own model, seed 42, 10 steps and cfg 2.5, as the reference tool does. A variant whose picture is lost
 * is made as its record says. Sets `made` and adds problems. Errors: lim_produce_run(). */
gboolean lim_painterly_repaint (const LimContext *context, LimProject *project, const LimPainterlyRun *run,
                                const GPtrArray *chosen, LimPainterlyReport *report, GError **error);
