#include "imaging-figures.h"

#include "imaging-components.h"
#include "imaging-text-share.h"

#include <string.h>

#define GROUND_SHARE 0.6 /* of the outer edge, at least, for it to be plain ground */
#define NEAR 36          /* steps of 255 a channel of ground may stray at all */
#define LEAST_STRAY 10u
#define MOST_STRAY 30u
#define EVEN                                                                                                         \
  17 /* steps of 255 within which nearly all of the ground's edge must lie; a vignette, brush strokes or sky do not */
#define STRANGE_SHARE 0.1   /* of the picture that is neither ground nor of a figure, at most */
#define MOST_PATCHES 20000u /* more is texture */

/* By the sheet's shorter side. */
#define BIG_SIDE 0.025
#define SPECK_SIDE 0.006
#define NEARLY_TOUCHES 0.02
#define SEAM 0.01
#define LEAST_SIDE 0.04
#define LEAST_LENGTH 0.1

#define LEAST_FILL 0.08    /* of a figure's rectangle */
#define FRAME_FILL 0.05    /* of a line around everything, at most */
#define FRAME_SHARE 0.5    /* of the sheet that such a line goes around, at least */
#define WITHIN 0.8         /* of a part's rectangle inside another's, for both to be one */
#define BENEATH 0.6        /* of the narrower part's width, for the other to be its body */
#define NECK 0.03          /* of the height of both: as far as a head may be from its body */
#define WRITING_HEIGHT 1.8 /* of a patch by its row's */
#define ARROW_FILL 0.2     /* of the rectangle of a slanting line, at most */

/* -- The ground -- */

static guint
distance (const guint8 *pixel, const guint8 colour[3])
{
  guint red = (guint) ABS (pixel[0] - colour[0]), green = (guint) ABS (pixel[1] - colour[1]),
        blue = (guint) ABS (pixel[2] - colour[2]);

  return MAX (MAX (red, green), blue);
}

/* The pixels along the four edges, three bytes each. */
static GByteArray *
edge_pixels (const LimImage *image)
{
  GByteArray *edge = g_byte_array_new ();
  gsize row = 3 * (gsize) image->width;

  g_byte_array_append (edge, image->pixels, (guint) row);
  g_byte_array_append (edge, image->pixels + (image->height - 1) * row, (guint) row);
  for (guint y = 0; y < image->height; y++)
    {
      g_byte_array_append (edge, image->pixels + y * row, 3);
      g_byte_array_append (edge, image->pixels + (y + 1) * row - 3, 3);
    }
  return edge;
}

/* The commonest colour, of four bits a channel; its first pixel stands for all. */
static const guint8 *
commonest (const GByteArray *pixels)
{
  g_autofree guint *counts = g_new0 (guint, 4096);
  const guint8 *best = pixels->data;
  guint most = 0;

  for (guint i = 0; i + 2 < pixels->len; i += 3)
    {
      const guint8 *pixel = pixels->data + i;
      guint n = ++counts[(pixel[0] >> 4) << 8 | (pixel[1] >> 4) << 4 | pixel[2] >> 4];

      if (n > most)
        most = n, best = pixel;
    }
  return best;
}

/* How far all but one in @of of the @n pixels stray, of which @strays counts those at each distance. */
static guint
percentile (const guint strays[NEAR + 1], guint n, guint of)
{
  guint stray = NEAR, beyond = 0;

  while (stray > 0 && (beyond + strays[stray]) * of < n)
    beyond += strays[stray--];
  return stray;
}

gboolean
lim_image_ground (const LimImage *image, LimGround *ground)
{
  g_autoptr (GByteArray) edge = edge_pixels (image);
  const guint8 *colour = commonest (edge);
  guint n_near = 0, strays[NEAR + 1] = { 0 }, stray;

  for (guint i = 0; i + 2 < edge->len; i += 3)
    {
      guint away = distance (edge->data + i, colour);

      if (away > NEAR)
        continue;
      n_near++;
      strays[away]++;
    }
  if (n_near < GROUND_SHARE * (edge->len / 3))
    return FALSE;
  if (percentile (strays, n_near, 20) > EVEN)
    return FALSE;
  memcpy (ground->colour, colour, 3);
  /* One pixel in two hundred may stray further; it becomes a speck at most. */
  stray = percentile (strays, n_near, 200);
  ground->stray = CLAMP (stray + stray / 2 + 4, LEAST_STRAY, MOST_STRAY);
  return TRUE;
}

/* -- Patches to figures -- */

/* A figure to be. */
typedef struct
{
  guint left, top, right, bottom;
  gsize area;
} Part;

static guint
overlap (guint a, guint a_end, guint b, guint b_end)
{
  guint from = MAX (a, b), to = MIN (a_end, b_end);

  return to > from ? to - from : 0;
}

static guint
gap (guint a, guint a_end, guint b, guint b_end)
{
  guint from = MIN (a_end, b_end), to = MAX (a, b);

  return to > from ? to - from : 0;
}

static double
box_area (const Part *part)
{
  return (double) (part->right - part->left) * (part->bottom - part->top);
}

static void
take_in (Part *part, const Part *other)
{
  part->left = MIN (part->left, other->left);
  part->top = MIN (part->top, other->top);
  part->right = MAX (part->right, other->right);
  part->bottom = MAX (part->bottom, other->bottom);
  part->area += other->area;
}

static gboolean
is_written (const LimComponent *patch, const GArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const LimImageRect *row = &g_array_index (rows, LimImageRect, i);
      guint x = (patch->left + patch->right) / 2, y = (patch->top + patch->bottom) / 2, about = row->height / 2;

      if (x + about >= row->left && x <= row->left + row->width + about && y + about >= row->top
          && y <= row->top + row->height + about && lim_component_height (patch) <= WRITING_HEIGHT * row->height)
        return TRUE;
    }
  return FALSE;
}

/* Sorts the patches into parts that are large enough for a figure, and small ones that may belong to one. */
static void
sort_patches (const LimImage *image, const GArray *patches, const GArray *rows, GArray *big, GArray *small)
{
  guint shorter = MIN (image->width, image->height);

  for (guint i = 0; i < patches->len; i++)
    {
      const LimComponent *patch = &g_array_index (patches, LimComponent, i);
      const Part part = { patch->left, patch->top, patch->right, patch->bottom, patch->area };
      guint wide = lim_component_width (patch), high = lim_component_height (patch);

      if (MAX (wide, high) < SPECK_SIDE * shorter || is_written (patch, rows))
        continue;
      if (patch->area < FRAME_FILL * box_area (&part)
          && box_area (&part) > FRAME_SHARE * image->width * image->height)
        continue;
      g_array_append_val (MIN (wide, high) >= BIG_SIDE * shorter ? big : small, part);
    }
}

/* An arrow from a label to a figure, and no part of it. */
static gboolean
is_arrow (const Part *part)
{
  return part->area < ARROW_FILL * box_area (part);
}

/* Gives each small part to the nearest big one, if it is near. */
static void
place_small (GArray *big, const GArray *small, guint reach)
{
  for (guint i = 0; i < small->len; i++)
    {
      const Part *part = &g_array_index (small, Part, i);
      Part *nearest = NULL;
      guint least = reach;

      for (guint k = 0; !is_arrow (part) && k < big->len; k++)
        {
          Part *other = &g_array_index (big, Part, k);
          guint across = gap (part->left, part->right, other->left, other->right),
                down = gap (part->top, part->bottom, other->top, other->bottom), away = MAX (across, down);

          if (away <= least)
            least = away, nearest = other;
        }
      if (nearest != NULL)
        take_in (nearest, part);
    }
}

static gboolean
are_one (const Part *a, const Part *b, guint seam)
{
  guint across = overlap (a->left, a->right, b->left, b->right),
        down = overlap (a->top, a->bottom, b->top, b->bottom);

  if ((double) across * down >= WITHIN * MIN (box_area (a), box_area (b)))
    return TRUE;
  guint height = MAX (a->bottom, b->bottom) - MIN (a->top, b->top);
  return gap (a->top, a->bottom, b->top, b->bottom) <= MAX (seam, (guint) (NECK * height))
         && across >= BENEATH * MIN (a->right - a->left, b->right - b->left);
}

static void
merge (GArray *parts, guint seam)
{
  for (guint i = 0; i < parts->len; i++)
    for (guint k = i + 1; k < parts->len; k++)
      if (are_one (&g_array_index (parts, Part, i), &g_array_index (parts, Part, k), seam))
        {
          take_in (&g_array_index (parts, Part, i), &g_array_index (parts, Part, k));
          g_array_remove_index_fast (parts, k);
          /* The grown part may meet what it did not before. */
          i = G_MAXUINT;
          break;
        }
}

/* -- Their order -- */

static int
by_top (gconstpointer a, gconstpointer b)
{
  const LimImageRect *one = a, *two = b;

  if (one->top != two->top)
    return one->top < two->top ? -1 : 1;
  return one->left < two->left ? -1 : one->left > two->left;
}

static int
by_left (gconstpointer a, gconstpointer b)
{
  const LimImageRect *one = a, *two = b;

  return one->left < two->left ? -1 : one->left > two->left;
}

/* Those that begin above the middle of the first one are a line. */
static void
put_in_reading_order (GArray *rects)
{
  LimImageRect *all = (LimImageRect *) (void *) rects->data;

  g_array_sort (rects, by_top);
  for (guint from = 0, to; from < rects->len; from = to)
    {
      guint middle = all[from].top + all[from].height / 2;

      for (to = from + 1; to < rects->len && all[to].top < middle;)
        to++;
      qsort (all + from, to - from, sizeof *all, by_left);
    }
}

static GArray *
choose (const GArray *parts, guint shorter)
{
  GArray *rects = g_array_new (FALSE, FALSE, sizeof (LimImageRect));

  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      const LimImageRect rect = { part->left, part->top, part->right - part->left, part->bottom - part->top };

      if (MIN (rect.width, rect.height) >= LEAST_SIDE * shorter
          && MAX (rect.width, rect.height) >= LEAST_LENGTH * shorter && part->area >= LEAST_FILL * box_area (part))
        g_array_append_val (rects, rect);
    }
  if (rects->len > LIM_FIGURES_MOST)
    g_array_set_size (rects, 0);
  put_in_reading_order (rects);
  return rects;
}

/* Whether all that is marked belongs to figures, but for writing and little else. */
static gboolean
is_all_theirs (const LimImage *image, const GArray *patches, const GArray *parts)
{
  double marked = 0, theirs = 0;

  for (guint i = 0; i < patches->len; i++)
    marked += g_array_index (patches, LimComponent, i).area;
  for (guint i = 0; i < parts->len; i++)
    theirs += g_array_index (parts, Part, i).area;
  return marked - theirs <= STRANGE_SHARE * image->width * image->height;
}

static GArray *
find_patches (const LimImage *image, const LimGround *ground)
{
  gsize n = (gsize) image->width * image->height;
  g_autofree guint8 *mask = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    mask[i] = distance (image->pixels + 3 * i, ground->colour) > ground->stray;
  return lim_components_find (mask, image->width, image->height);
}

GArray *
lim_image_figures (const LimImage *image, const LimGround *ground, guint *n_text_rows)
{
  const LimImageRect all = { .width = image->width, .height = image->height };
  guint shorter = MIN (image->width, image->height);
  g_autoptr (GArray) patches = find_patches (image, ground), rows = lim_image_text_rows (image, &all);
  g_autoptr (GArray) big = g_array_new (FALSE, FALSE, sizeof (Part));
  g_autoptr (GArray) small = g_array_new (FALSE, FALSE, sizeof (Part));

  if (n_text_rows != NULL)
    *n_text_rows = rows->len;
  if (patches->len > MOST_PATCHES)
    return g_array_new (FALSE, FALSE, sizeof (LimImageRect));
  sort_patches (image, patches, rows, big, small);
  if (big->len > 4 * LIM_FIGURES_MOST)
    return g_array_new (FALSE, FALSE, sizeof (LimImageRect));
  /* Where there are labels, what stands by itself beside a figure is hardly a part of it. */
  place_small (big, small, (guint) ((rows->len > 0 ? SEAM : NEARLY_TOUCHES) * shorter));
  merge (big, (guint) (SEAM * shorter));
  if (!is_all_theirs (image, patches, big))
    return g_array_new (FALSE, FALSE, sizeof (LimImageRect));
  return choose (big, shorter);
}
