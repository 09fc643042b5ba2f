/* record-parameters-private.h: words that the reader and the writer of `parameters` share. */
#pragma once

#define LIM_PARAMETERS_NEGATIVE "Negative prompt:"
