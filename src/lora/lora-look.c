#include "lora-look.h"

#include "base-text.h"
#include "imaging-figures.h"
#include "imaging-text-read.h"
#include "imaging-text-share.h"
#include "lora-sheet.h"

#include <string.h>

#define GROUND_DISTANCE 36  /* per channel; JPEG and paper are not even */
#define CUT_SHARE 0.01      /* of the rectangle's edge that shows a figure */
#define OVERLAP_SHARE 0.02  /* of the smaller rectangle */
#define CONTAINED_SHARE 0.9 /* a face within a figure is meant */

static gboolean
is_near (const guint8 *pixel, const guint8 colour[3])
{
  return ABS (pixel[0] - colour[0]) <= GROUND_DISTANCE && ABS (pixel[1] - colour[1]) <= GROUND_DISTANCE
         && ABS (pixel[2] - colour[2]) <= GROUND_DISTANCE;
}

static const guint8 *
pixel_at (const LimImage *sheet, guint x, guint y)
{
  return sheet->pixels + 3 * ((gsize) y * sheet->width + x);
}

/* One of the four edges of @rect, as pixels from @at on, @step bytes apart. */
typedef struct
{
  const char *name;
  const guint8 *at;
  gsize step;
  guint length;
} Edge;

static void
get_edges (const LimImage *sheet, const LimImageRect *rect, Edge edges[4])
{
  gsize row = 3 * (gsize) sheet->width;
  guint right = rect->left + rect->width - 1, bottom = rect->top + rect->height - 1;

  edges[0] = (Edge){ "top", pixel_at (sheet, rect->left, rect->top), 3, rect->width };
  edges[1] = (Edge){ "left", pixel_at (sheet, rect->left, rect->top), row, rect->height };
  edges[2] = (Edge){ "right", pixel_at (sheet, right, rect->top), row, rect->height };
  edges[3] = (Edge){ "bottom", pixel_at (sheet, rect->left, bottom), 3, rect->width };
}

static guint
count_near (const Edge *edge, const guint8 colour[3])
{
  guint n = 0;

  for (guint i = 0; i < edge->length; i++)
    n += is_near (edge->at + i * edge->step, colour) ? 1 : 0;
  return n;
}

/* -- The remarks -- */

static void remark (GPtrArray *remarks, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
remark (GPtrArray *remarks, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (remarks, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gboolean
leaves (const LimImage *sheet, const LimImageRect *rect)
{
  return rect->width == 0 || rect->height == 0 || (guint64) rect->left + rect->width > sheet->width
         || (guint64) rect->top + rect->height > sheet->height;
}

static void
look_outside (GPtrArray *remarks, const LimImage *sheet, const LimImageRect *rect)
{
  gint64 right = (gint64) rect->left + rect->width - sheet->width,
         bottom = (gint64) rect->top + rect->height - sheet->height;
  g_autofree char *by_right = right > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT " pixels on the right", right) : NULL;
  g_autofree char *by_bottom = bottom > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT " pixels below", bottom) : NULL;

  remark (remarks, "It leaves the sheet by %s%s%s; the sheet has %u × %u pixels.", by_right != NULL ? by_right : "",
          by_right != NULL && by_bottom != NULL ? " and " : "", by_bottom != NULL ? by_bottom : "", sheet->width,
          sheet->height);
}

static guint
shared (guint a, guint a_length, guint b, guint b_length)
{
  guint from = MAX (a, b), to = MIN (a + a_length, b + b_length);

  return to > from ? to - from : 0;
}

static void
look_overlaps (GPtrArray *remarks, const LimPlanImage *crop, const LimImage *sheet, const LimImageRect *rect)
{
  for (guint i = 0; i < crop->source->crops->len; i++)
    {
      const LimPlanImage *other = crop->source->crops->pdata[i];
      const LimImageRect its = lim_lora_crop_rect (sheet, other);

      if (other == crop || lim_plan_image_excluded (other) != NULL || leaves (sheet, &its))
        continue;
      double both = (double) shared (rect->left, rect->width, its.left, its.width)
                    * shared (rect->top, rect->height, its.top, its.height);
      double smaller = MIN ((double) rect->width * rect->height, (double) its.width * its.height);

      if (both == smaller && rect->width == its.width && rect->height == its.height)
        remark (remarks, "It is the same rectangle as “%s”.", other->id);
      else if (both > OVERLAP_SHARE * smaller && both < CONTAINED_SHARE * smaller)
        remark (remarks, "It overlaps “%s” by %.0f %% of the smaller one.", other->id, 100 * both / smaller);
    }
}

/* A bust ends somewhere below, a closeup anywhere. */
static gboolean
must_be_free (LimFraming framing, const char *edge)
{
  if (framing == LIM_FRAMING_BUST)
    return strcmp (edge, "bottom") != 0;
  return framing == LIM_FRAMING_FULL_BODY;
}

static void
look_cuts (GPtrArray *remarks, const LimPlanImage *crop, const LimImage *sheet, const LimImageRect *rect)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  LimGround ground;
  Edge edges[4];

  if (!lim_image_ground (sheet, &ground))
    return;
  get_edges (sheet, rect, edges);
  for (int e = 0; e < 4; e++)
    {
      guint n_figure = edges[e].length - count_near (&edges[e], ground.colour);

      if (must_be_free (crop->framing, edges[e].name) && n_figure > 2 && n_figure > CUT_SHARE * edges[e].length)
        g_ptr_array_add (names, (char *) edges[e].name);
    }
  if (names->len == 0)
    return;
  g_ptr_array_add (names, NULL);
  g_autofree char *list = lim_text_list ((const char *const *) names->pdata);
  remark (remarks,
          "Something that is not background touches its edge (%s): it cuts through a figure, or takes in a part of "
          "the next one.",
          list);
}

/* A crop that shows the same, from a sheet without text. */
static const LimPlanImage *
find_clean (const LimPlan *plan, const LimPlanImage *crop)
{
  for (guint s = 0; s < plan->sources->len; s++)
    {
      const LimPlanSource *source = plan->sources->pdata[s];

      for (guint i = 0; source->kind == LIM_SHEET_CLEAN && i < source->crops->len; i++)
        {
          const LimPlanImage *other = source->crops->pdata[i];

          if (lim_plan_image_excluded (other) == NULL && other->view == crop->view && other->framing == crop->framing
              && other->pose == crop->pose && g_strcmp0 (other->expression, crop->expression) == 0)
            return other;
        }
    }
  return NULL;
}

static void
look_text (GPtrArray *remarks, const LimPlan *plan, const LimPlanImage *crop, const LimImage *sheet,
           const LimImageRect *rect, const GArray *words)
{
  double share = MAX (lim_image_text_share (sheet, rect), lim_image_words_share (words, rect));
  const LimPlanImage *clean = find_clean (plan, crop);

  if (clean == crop)
    clean = NULL;
  if (share > LIM_LORA_MOST_TEXT && clean != NULL)
    remark (remarks,
            "%.0f %% of it is writing, and “%s” shows the same from a clean sheet: consider `exclude` for this.",
            100 * share, clean->id);
  else if (share > LIM_LORA_MOST_TEXT)
    remark (remarks, "%.0f %% of it is writing: cut beside it, or the set learns to write.", 100 * share);
  else if (crop->source->kind == LIM_SHEET_ANNOTATED && clean != NULL)
    remark (remarks, "Its sheet is annotated, and “%s” shows the same from a clean one: consider `exclude` for this.",
            clean->id);
}

GPtrArray *
lim_lora_look (const LimPlan *plan, const LimPlanImage *crop, const LimImage *sheet, const LimImageRect *rect,
               const GArray *words)
{
  GPtrArray *remarks = g_ptr_array_new_with_free_func (g_free);

  if (leaves (sheet, rect))
    {
      look_outside (remarks, sheet, rect);
      return remarks;
    }
  look_overlaps (remarks, crop, sheet, rect);
  if (!crop->whole)
    look_cuts (remarks, crop, sheet, rect);
  look_text (remarks, plan, crop, sheet, rect, words);
  return remarks;
}
