/* imaging-components.h: what hangs together in a picture of yes and no. Pure. */
#pragma once

#include <glib.h>

/* One patch of marked pixels that touch, also at corners. */
typedef struct
{
  guint left, top, right, bottom; /* right and bottom are the first that are not of it */
  guint area;                     /* marked pixels */
  guint edges;                    /* sides of its pixels that border on what is not marked */
} LimComponent;

static inline guint
lim_component_width (const LimComponent *component)
{
  return component->right - component->left;
}

static inline guint
lim_component_height (const LimComponent *component)
{
  return component->bottom - component->top;
}

/* The patches of @mask (@width * @height bytes, 0 or not), in the order of their first pixel, row by row.
 * (element-type LimComponent), transfer full. */
GArray *lim_components_find (const guint8 *mask, guint width, guint height);
