/* produce-options.h: the rows of what may be said when images are made, for the command line and the studio alike. */
#pragma once

#include "base-settings.h"

/* How many new images at most; only some of them; and how many of each shot of an identity packet. */
#define LIM_PRODUCE_OPTION_LIMIT                                                                                     \
  {                                                                                                                  \
    .name = "limit", .type = LIM_OPTION_INT, .min = 1, .max = 100000, .placeholder = "N",                            \
    .help = "stop after N new images"                                                                                \
  }
#define LIM_PRODUCE_OPTION_ONLY                                                                                      \
  {                                                                                                                  \
    .name = "only", .type = LIM_OPTION_LIST, .placeholder = "ID",                                                    \
    .help = "only these images, or all of these subjects"                                                            \
  }
#define LIM_PRODUCE_OPTION_SEEDS                                                                                     \
  {                                                                                                                  \
    .name = "seeds", .type = LIM_OPTION_INT, .min = 1, .max = 100, .fallback = "3", .placeholder = "N",              \
    .help = "images per shot"                                                                                        \
  }
#define LIM_PRODUCE_OPTION_DENOISE                                                                                   \
  {                                                                                                                  \
    .name = "denoise", .type = LIM_OPTION_DOUBLE, .fallback = "0.38", .placeholder = "N",                            \
    .help = "how much may change, from 0.30 to 0.45"                                                                 \
  }

#define LIM_PRODUCE_OPTION_PROVIDER                                                                                  \
  {                                                                                                                  \
    .name = "provider", .type = LIM_OPTION_STRING, .placeholder = "NAME",                                            \
    .help = "who makes them; else defaults.provider of limner.yaml, else sketch"                                     \
  }
