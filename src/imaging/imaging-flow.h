/* imaging-flow.h: which way a brush would move at each place of a picture: along its forms, and where it has none, along
 * those nearby, and far from any, as an arm swings. Coarse, in cells of LIM_FLOW_CELL pixels.
 *
 * Only + - * / and sqrt are used: the same on every machine. */
#pragma once

#include "imaging-structure.h"

enum
{
  LIM_FLOW_CELL = 8
};

typedef struct
{
  guint columns, rows;
  float *planes[3]; /* xx, xy, yy of the structure tensor; columns * rows each */
} LimFlow;

/* For a picture of @width x @height pixels; empty. Transfer full. */
LimFlow *lim_flow_new (guint width, guint height);
void lim_flow_free (LimFlow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimFlow, lim_flow_free)

/* Takes the tensors of the rows from @top on, a multiple of LIM_FLOW_CELL; @height of them, which is one too but at the
 * picture's end. Several threads may gather different rows. */
void lim_flow_gather (LimFlow *flow, const LimStructure *structure, guint top, guint width, guint height);

/* Once all is gathered: lets strong directions reach into calm areas. */
void lim_flow_settle (LimFlow *flow);

/* The direction at a pixel, as lim_structure_direction() tells it. */
guint lim_flow_angle (const LimFlow *flow, guint x, guint y);
