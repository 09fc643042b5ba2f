/* imaging-text-read.h: writing in a picture as Tesseract reads it. Beside imaging-text-share.h, which reads nothing: this one sees
 * single words, and writing over painting, but only where Tesseract is installed, in its languages, and takes a second or so a picture.
 * Its library is loaded when the first picture is read, and only by a program that was built with its headers. */
#pragma once

#include "imaging-letterbox.h"

/* Whether it can be done here. */
gboolean lim_image_can_read_words (void);

/* The words of @image, in its pixels: (element-type LimImageRect), transfer full. Empty where nothing is read, or nothing can be: limner
 * was built without Tesseract, or its library or English data is not installed. */
GArray *lim_image_read_words (const LimImage *image);

/* The share of @rect that @words cover, 0..1; words that overlap count twice, up to 1. Pure. */
double lim_image_words_share (const GArray *words, const LimImageRect *rect);
