#include "imaging-text-share.h"

#include "imaging-components.h"
#include "imaging-shrink.h"

#include <math.h>
#include <string.h>

#define LARGEST 2048u      /* pixels a side that are looked at; larger parts are shrunk */
#define REACH 15           /* pixels to each side whose mean is the ground a stroke stands out from */
#define CONTRAST 24        /* steps of 255 that a stroke differs from it */
#define LOWEST 6u          /* pixels of height of a letter */
#define HIGHEST 80u        /* the same */
#define THICKEST 0.4       /* stroke by height */
#define LEAST_LETTERS 4u   /* of a row */
#define GAP 1.6            /* between letters of a row, by their height: words apart */
#define UNEVEN_STROKES 0.4 /* most standard deviation by mean, of strokes and of heights */
#define UNEVEN_LINE 0.2    /* mean distance of feet, or of heads, from their middle, by height */
#define ONE_COLOUR 17u     /* steps of 255 that count as one */
#define FURTHER 0.02       /* of it may be further from the ink than the ground */
#define MOSTLY 0.5         /* of what is between the letters */
#define UNEVEN_GROUND 12.0 /* most standard deviation of what is between the letters */

/* A part of a picture in grey, at the scale at which it is looked at. */
typedef struct
{
  guint width, height;
  double scale; /* pixels of the picture to one of these */
  guint8 *grey;
  guint8 *ink[2]; /* darker, and lighter, than the surroundings */
} Page;

static void
page_clear (Page *page)
{
  g_free (page->grey);
  g_free (page->ink[0]);
  g_free (page->ink[1]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

static void
page_init (Page *page, const LimImage *image, const LimImageRect *rect)
{
  guint longest = MAX (rect->width, rect->height);
  double scale = longest > LARGEST ? (double) longest / LARGEST : 1;
  guint width = MAX (1, (guint) (rect->width / scale)), height = MAX (1, (guint) (rect->height / scale));
  LimShrink *shrink = lim_shrink_new (rect->width, rect->height, width, height);

  for (guint y = 0; y < rect->height; y++)
    lim_shrink_add_row (shrink, image->pixels + 3 * ((gsize) (rect->top + y) * image->width + rect->left));
  const guint8 *rgb = lim_shrink_pixels (shrink);
  *page = (Page){ .width = width, .height = height, .scale = scale, .grey = g_malloc ((gsize) width * height) };
  for (gsize i = 0; i < (gsize) width * height; i++)
    page->grey[i] = (guint8) ((77u * rgb[3 * i] + 150u * rgb[3 * i + 1] + 29u * rgb[3 * i + 2]) >> 8);
  lim_shrink_free (shrink);
}

/* -- What stands out -- */

/* Adds row @y to, or takes it from, the sums of the columns. */
static void
add_row (const Page *page, guint32 *columns, guint y, gboolean add)
{
  const guint8 *row = page->grey + (gsize) y * page->width;

  for (guint x = 0; x < page->width; x++)
    columns[x] += add ? row[x] : -(guint32) row[x];
}

/* Marks in row @y what differs from the mean of its surroundings, of which @columns has the sums over @n_rows rows. */
static void
mark_row (Page *page, const guint32 *columns, guint n_rows, guint y)
{
  const guint8 *row = page->grey + (gsize) y * page->width;
  guint64 sum = 0;
  guint from = 0, to = 0;

  for (guint x = 0; x < page->width; x++)
    {
      for (; to < page->width && to <= x + REACH; to++)
        sum += columns[to];
      for (; from + REACH < x; from++)
        sum -= columns[from];
      int mean = (int) (sum / ((guint64) n_rows * (to - from)));
      page->ink[0][(gsize) y * page->width + x] = row[x] + CONTRAST < mean;
      page->ink[1][(gsize) y * page->width + x] = row[x] > mean + CONTRAST;
    }
}

static void
mark_ink (Page *page)
{
  g_autofree guint32 *columns = g_new0 (guint32, page->width);
  guint from = 0, to = 0;

  for (int i = 0; i < 2; i++)
    page->ink[i] = g_malloc ((gsize) page->width * page->height);
  for (guint y = 0; y < page->height; y++)
    {
      for (; to < page->height && to <= y + REACH; to++)
        add_row (page, columns, to, TRUE);
      for (; from + REACH < y; from++)
        add_row (page, columns, from, FALSE);
      mark_row (page, columns, to - from, y);
    }
}

/* Whether, going from @at in both directions by @step, there is ground on each side before @before and @after pixels end. */
static gboolean
is_between_ground (const guint8 *at, gssize step, guint before, guint after, int sign)
{
  int ground = *at + sign * CONTRAST;
  gboolean found[2] = { FALSE, FALSE };

  for (guint i = 1; !found[0] && i <= MIN (before, REACH); i++)
    found[0] = sign * (at[-(gssize) i * step] - ground) >= 0;
  for (guint i = 1; found[0] && !found[1] && i <= MIN (after, REACH); i++)
    found[1] = sign * (at[(gssize) i * step] - ground) >= 0;
  return found[0] && found[1];
}

/* Leaves of the ink what is a stroke, with ground on both sides: the rim of a large shape has it on one. */
static void
keep_strokes (Page *page, int which)
{
  int sign = which == 0 ? 1 : -1;

  for (guint y = 0; y < page->height; y++)
    for (guint x = 0; x < page->width; x++)
      {
        gsize at = (gsize) y * page->width + x;
        const guint8 *pixel = page->grey + at;

        if (page->ink[which][at])
          page->ink[which][at] = is_between_ground (pixel, 1, x, page->width - 1 - x, sign)
                                 || is_between_ground (pixel, page->width, y, page->height - 1 - y, sign);
      }
}

/* -- Letters -- */

static double
stroke_of (const LimComponent *patch)
{
  return 2.0 * patch->area / patch->edges;
}

static gboolean
may_be_letter (const LimComponent *patch)
{
  guint width = lim_component_width (patch), height = lim_component_height (patch);

  return height >= LOWEST && height <= HIGHEST && width <= 8 * height && stroke_of (patch) <= THICKEST * height
         && patch->area >= 0.08 * width * height;
}

static int
by_left (gconstpointer a, gconstpointer b)
{
  const LimComponent *one = a, *two = b;

  if (one->left != two->left)
    return one->left < two->left ? -1 : 1;
  return one->top < two->top ? -1 : one->top > two->top;
}

/* Letters one after another. */
typedef struct
{
  guint left, top, right, bottom;
  LimComponent last;
  GArray *letters; /* LimComponent */
} Row;

static void
row_clear (gpointer data)
{
  g_array_unref (((Row *) data)->letters);
}

/* How far @letter is behind the end of @row, in pixels; negative when it does not belong to it. */
static double
distance (const Row *row, const LimComponent *letter)
{
  double height = lim_component_height (letter), last = lim_component_height (&row->last);
  double shared = (double) MIN (letter->bottom, row->last.bottom) - (double) MAX (letter->top, row->last.top);
  double gap = (double) letter->left - row->last.right;

  if (height > 2.2 * last || last > 2.2 * height || shared < 0.5 * MIN (height, last)
      || gap > GAP * MAX (height, last) || gap < -0.5 * MIN (height, last))
    return -1;
  return MAX (gap, 0);
}

static void
row_add (Row *row, const LimComponent *letter)
{
  row->left = MIN (row->left, letter->left);
  row->top = MIN (row->top, letter->top);
  row->right = MAX (row->right, letter->right);
  row->bottom = MAX (row->bottom, letter->bottom);
  row->last = *letter;
  g_array_append_val (row->letters, *letter);
}

/* Takes each letter, from the left, behind the row it is nearest to. */
static GArray *
line_up (const GArray *letters)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_set_clear_func (rows, row_clear);
  for (guint i = 0; i < letters->len; i++)
    {
      const LimComponent *letter = &g_array_index (letters, LimComponent, i);
      guint best = G_MAXUINT;
      double nearest = G_MAXDOUBLE;

      for (guint k = open->len; k-- > 0;)
        {
          const Row *row = &g_array_index (rows, Row, g_array_index (open, guint, k));
          double away = distance (row, letter);

          if (row->right + 2 * HIGHEST < letter->left)
            g_array_remove_index_fast (open, k);
          else if (away >= 0 && away < nearest)
            {
              nearest = away;
              best = g_array_index (open, guint, k);
            }
        }
      if (best == G_MAXUINT)
        {
          const Row row = { .left = letter->left,
                            .top = letter->top,
                            .right = letter->right,
                            .bottom = letter->bottom,
                            .letters = g_array_new (FALSE, FALSE, sizeof (LimComponent)) };

          best = rows->len;
          g_array_append_val (rows, row);
          g_array_append_val (open, best);
        }
      row_add (&g_array_index (rows, Row, best), letter);
    }
  return rows;
}

/* -- Which rows are writing -- */

typedef struct
{
  double sum, squares;
  guint n;
} Spread;

static void
spread_add (Spread *spread, double value)
{
  spread->sum += value;
  spread->squares += value * value;
  spread->n++;
}

static double
spread_mean (const Spread *spread)
{
  return spread->n > 0 ? spread->sum / spread->n : 0;
}

static double
spread_deviation (const Spread *spread)
{
  double mean = spread_mean (spread);

  return spread->n > 0 ? sqrt (MAX (spread->squares / spread->n - mean * mean, 0)) : 0;
}

/* Whether letters stand on a line, or hang from one. */
static gboolean
is_straight (const Row *row, double height)
{
  Spread feet = { 0 }, heads = { 0 };
  double off_feet = 0, off_heads = 0;

  for (guint i = 0; i < row->letters->len; i++)
    {
      spread_add (&feet, g_array_index (row->letters, LimComponent, i).bottom);
      spread_add (&heads, g_array_index (row->letters, LimComponent, i).top);
    }
  for (guint i = 0; i < row->letters->len; i++)
    {
      off_feet += fabs (g_array_index (row->letters, LimComponent, i).bottom - spread_mean (&feet));
      off_heads += fabs (g_array_index (row->letters, LimComponent, i).top - spread_mean (&heads));
    }
  return MIN (off_feet, off_heads) / row->letters->len <= UNEVEN_LINE * height;
}

/* Whether most of the @n values that @levels counts are about the same, and hardly any further from the ink than these: so letters
 * fade into their ground, but a pattern of several colours does not look so. */
static gboolean
fades_into_one (const guint levels[256], guint n, gboolean ink_is_lighter)
{
  guint beyond = 0, within = 0, from = 0;

  /* Levels in their order away from the ink, the furthest first. */
  for (; from < 256 && beyond + levels[ink_is_lighter ? from : 255 - from] <= FURTHER * n; from++)
    beyond += levels[ink_is_lighter ? from : 255 - from];
  for (guint i = from; i < MIN (from + ONE_COLOUR, 256); i++)
    within += levels[ink_is_lighter ? i : 255 - i];
  return within >= MOSTLY * n;
}

/* Whether what is between the letters is one colour: all of it, or most where letters fade into it. */
static gboolean
has_even_ground (const Page *page, const Row *row, gboolean ink_is_lighter)
{
  Spread ground = { 0 };
  guint levels[256] = { 0 };

  for (guint y = row->top; y < row->bottom; y++)
    for (guint x = row->left; x < row->right; x++)
      {
        gsize at = (gsize) y * page->width + x;

        if (page->ink[0][at] || page->ink[1][at])
          continue;
        spread_add (&ground, page->grey[at]);
        levels[page->grey[at]]++;
      }
  return ground.n > 0
         && (spread_deviation (&ground) <= UNEVEN_GROUND || fades_into_one (levels, ground.n, ink_is_lighter));
}

static gboolean
is_writing (const Page *page, const Row *row, gboolean ink_is_lighter)
{
  Spread strokes = { 0 }, heights = { 0 }, widths = { 0 };

  if (row->letters->len < LEAST_LETTERS)
    return FALSE;
  for (guint i = 0; i < row->letters->len; i++)
    {
      const LimComponent *letter = &g_array_index (row->letters, LimComponent, i);

      spread_add (&strokes, stroke_of (letter));
      spread_add (&heights, lim_component_height (letter));
      spread_add (&widths, lim_component_width (letter));
    }
  double height = spread_mean (&heights);
  return widths.sum >= 1.2 * height && row->right - row->left >= 2.5 * height
         && spread_deviation (&strokes) <= UNEVEN_STROKES * spread_mean (&strokes)
         && spread_deviation (&heights) <= UNEVEN_STROKES * height && is_straight (row, height)
         && has_even_ground (page, row, ink_is_lighter);
}

/* The rows of writing of one ink, in the page's pixels. */
static void
read_ink (const Page *page, int which, GArray *found)
{
  g_autoptr (GArray) patches = lim_components_find (page->ink[which], page->width, page->height);
  guint n = 0;

  for (guint i = 0; i < patches->len; i++)
    if (may_be_letter (&g_array_index (patches, LimComponent, i)))
      g_array_index (patches, LimComponent, n++) = g_array_index (patches, LimComponent, i);
  g_array_set_size (patches, n);
  g_array_sort (patches, by_left);
  g_autoptr (GArray) rows = line_up (patches);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);
      const LimImageRect rect = { row->left, row->top, row->right - row->left, row->bottom - row->top };

      if (is_writing (page, row, which == 1))
        g_array_append_val (found, rect);
    }
}

static int
by_top (gconstpointer a, gconstpointer b)
{
  const LimImageRect *one = a, *two = b;

  if (one->top != two->top)
    return one->top < two->top ? -1 : 1;
  return one->left < two->left ? -1 : one->left > two->left;
}

static double
shared_area (const LimImageRect *a, const LimImageRect *b)
{
  double across = (double) MIN (a->left + a->width, b->left + b->width) - MAX (a->left, b->left),
         down = (double) MIN (a->top + a->height, b->top + b->height) - MAX (a->top, b->top);

  return MAX (across, 0) * MAX (down, 0);
}

/* Leaves out what lies for the most part in a larger row: the ground between dark letters looks like light ones. */
static void
drop_doubles (GArray *rows)
{
  for (guint i = rows->len; i-- > 0;)
    {
      const LimImageRect *row = &g_array_index (rows, LimImageRect, i);
      double area = (double) row->width * row->height;
      gboolean is_double = FALSE;

      for (guint k = 0; k < rows->len && !is_double; k++)
        {
          const LimImageRect *other = &g_array_index (rows, LimImageRect, k);

          is_double = k != i && (double) other->width * other->height >= area && shared_area (row, other) > area / 2;
        }
      if (is_double)
        g_array_remove_index (rows, i);
    }
}

static GArray *
read_page (Page *page)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (LimImageRect));

  mark_ink (page);
  for (int i = 0; i < 2; i++)
    keep_strokes (page, i);
  for (int i = 0; i < 2; i++)
    read_ink (page, i, found);
  drop_doubles (found);
  g_array_sort (found, by_top);
  return found;
}

GArray *
lim_image_text_rows (const LimImage *image, const LimImageRect *rect)
{
  g_auto (Page) page = { 0 };

  page_init (&page, image, rect);
  GArray *rows = read_page (&page);
  for (guint i = 0; i < rows->len; i++)
    {
      LimImageRect *row = &g_array_index (rows, LimImageRect, i);

      row->left = rect->left + (guint) (row->left * page.scale);
      row->top = rect->top + (guint) (row->top * page.scale);
      row->width = MIN ((guint) ceil (row->width * page.scale), rect->left + rect->width - row->left);
      row->height = MIN ((guint) ceil (row->height * page.scale), rect->top + rect->height - row->top);
    }
  return rows;
}

double
lim_image_text_share (const LimImage *image, const LimImageRect *rect)
{
  g_auto (Page) page = { 0 };

  page_init (&page, image, rect);
  g_autoptr (GArray) rows = read_page (&page);
  guint8 *covered = page.ink[0];
  gsize n = 0, n_all = (gsize) page.width * page.height;

  memset (covered, 0, n_all);
  for (guint i = 0; i < rows->len; i++)
    {
      const LimImageRect *row = &g_array_index (rows, LimImageRect, i);

      for (guint y = row->top; y < row->top + row->height; y++)
        memset (covered + (gsize) y * page.width + row->left, 1, row->width);
    }
  for (gsize i = 0; i < n_all; i++)
    n += covered[i];
  return (double) n / n_all;
}
