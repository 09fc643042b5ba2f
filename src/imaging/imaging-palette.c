#include "imaging-palette.h"

#include <stdlib.h>

enum
{
  GRID = 64, /* pixels looked at along a side: enough for colours, and the same time for every size */
  MOST = 16
};

typedef struct
{
  guint8 channel[3];
  double weight;
} Sample;

/* A part of the samples, which is one colour in the end. */
typedef struct
{
  guint first, n;
  double weight;
} Box;

static guint
take_samples (const guint8 *pixels, guint width, guint height, LimPaletteWeight weight, Sample *samples)
{
  guint columns = MIN (width, GRID), rows = MIN (height, GRID), n = 0;

  for (guint row = 0; row < rows; row++)
    for (guint column = 0; column < columns; column++)
      {
        guint x = (guint) ((guint64) column * width / columns), y = (guint) ((guint64) row * height / rows);
        const guint8 *at = pixels + ((gsize) y * width + x) * 3;
        double counts = weight != NULL ? weight ((column + 0.5) / columns, (row + 0.5) / rows) : 1;

        if (counts > 0)
          samples[n++] = (Sample){ { at[0], at[1], at[2] }, counts };
      }
  return n;
}

/* -- Cutting -- */

/* The spread of a channel: how far its values lie from their mean, squared and weighed. */
static double
spread (const Sample *samples, const Box *box, guint channel)
{
  double sum = 0, squares = 0;

  for (guint i = box->first; i < box->first + box->n; i++)
    {
      double value = samples[i].channel[channel];

      sum += samples[i].weight * value;
      squares += samples[i].weight * value * value;
    }
  return squares - sum * sum / box->weight;
}

static guint
widest_channel (const Sample *samples, const Box *box, double *most)
{
  guint widest = 0;

  *most = spread (samples, box, 0);
  for (guint channel = 1; channel < 3; channel++)
    {
      double here = spread (samples, box, channel);

      if (here > *most)
        {
          *most = here;
          widest = channel;
        }
    }
  return widest;
}

static int
compare (const Sample *a, const Sample *b, guint channel)
{
  for (guint i = 0; i < 3; i++)
    {
      guint at = (channel + i) % 3;

      if (a->channel[at] != b->channel[at])
        return a->channel[at] < b->channel[at] ? -1 : 1;
    }
  return (a->weight > b->weight) - (a->weight < b->weight);
}

static int
by_red (const void *a, const void *b)
{
  return compare (a, b, 0);
}

static int
by_green (const void *a, const void *b)
{
  return compare (a, b, 1);
}

static int
by_blue (const void *a, const void *b)
{
  return compare (a, b, 2);
}

static double
weigh (const Sample *samples, const Box *box)
{
  double sum = 0;

  for (guint i = box->first; i < box->first + box->n; i++)
    sum += samples[i].weight;
  return sum;
}

/* How many of the sorted samples come before the cut that leaves the least spread on both sides, as Otsu's threshold. */
static guint
best_cut (const Sample *samples, const Box *box, guint channel)
{
  double total = 0, before = 0, weight = 0, best = -1;
  guint found = box->n / 2;

  for (guint i = 0; i < box->n; i++)
    total += samples[box->first + i].weight * samples[box->first + i].channel[channel];
  for (guint i = 1; i < box->n; i++)
    {
      const Sample *last = &samples[box->first + i - 1];

      before += last->weight * last->channel[channel];
      weight += last->weight;
      if (last->channel[channel] == last[1].channel[channel])
        continue;

      double apart = before / weight - (total - before) / (box->weight - weight);
      double between = weight * (box->weight - weight) * apart * apart;
      if (between > best)
        {
          best = between;
          found = i;
        }
    }
  return found;
}

static void
cut (Sample *samples, Box *box, Box *rest, guint channel)
{
  static int (*const orders[]) (const void *, const void *) = { by_red, by_green, by_blue };

  qsort (samples + box->first, box->n, sizeof *samples, orders[channel]);
  guint n = best_cut (samples, box, channel);
  *rest = (Box){ .first = box->first + n, .n = box->n - n };
  box->n = n;
  box->weight = weigh (samples, box);
  rest->weight = weigh (samples, rest);
}

/* The box with most spread; -1 when each is of one colour. */
static int
next_to_cut (const Sample *samples, const Box *boxes, guint n, guint *channel)
{
  double most = 1e-6; /* what rounding leaves of none */
  int found = -1;

  for (guint i = 0; i < n; i++)
    {
      double here;
      guint widest = widest_channel (samples, &boxes[i], &here);

      if (here > most)
        {
          most = here;
          found = (int) i;
          *channel = widest;
        }
    }
  return found;
}

/* -- Colours -- */

static LimPaletteColour
mean (const Sample *samples, const Box *box, double total)
{
  double sums[3] = { 0 };

  for (guint i = box->first; i < box->first + box->n; i++)
    for (guint channel = 0; channel < 3; channel++)
      sums[channel] += samples[i].weight * samples[i].channel[channel];
  return (LimPaletteColour){ (guint8) (sums[0] / box->weight + 0.5), (guint8) (sums[1] / box->weight + 0.5),
                             (guint8) (sums[2] / box->weight + 0.5), box->weight / total };
}

static int
by_share (const void *a, const void *b)
{
  const LimPaletteColour *x = a, *y = b;

  return (x->share < y->share) - (x->share > y->share);
}

guint
lim_palette_take (const guint8 *pixels, guint width, guint height, LimPaletteWeight weight, guint n,
                  LimPaletteColour *colours)
{
  g_autofree Sample *samples = g_new (Sample, GRID * GRID);
  Box boxes[MOST] = { { .n = take_samples (pixels, width, height, weight, samples) } };
  guint n_boxes = 1, channel;
  int at;

  boxes[0].weight = weigh (samples, &boxes[0]);
  double total = boxes[0].weight;
  if (boxes[0].n == 0)
    return 0;
  while (n_boxes < MIN (n, MOST) && (at = next_to_cut (samples, boxes, n_boxes, &channel)) >= 0)
    {
      cut (samples, &boxes[at], &boxes[n_boxes], channel);
      n_boxes++;
    }
  for (guint i = 0; i < n_boxes; i++)
    colours[i] = mean (samples, &boxes[i], total);
  qsort (colours, n_boxes, sizeof *colours, by_share);
  return n_boxes;
}
