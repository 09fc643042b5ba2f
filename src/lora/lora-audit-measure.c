/* lora-audit-measure.c: what one picture is. */

#include "base-file.h"
#include "base-hash.h"
#include "imaging-animated.h"
#include "imaging-figures.h"
#include "imaging-fingerprint.h"
#include "imaging-metadata.h"
#include "imaging-sharpness.h"
#include "imaging-text-read.h"
#include "imaging-text-share.h"
#include "lora-audit-private.h"
#include "lora-look.h"
#include "lora-page.h"

#include <math.h>
#include <string.h>

#define LARGEST_FILE ((gsize) 1 << 30)
#define LOOKED_AT 2048u /* pixels a side; larger pictures are looked at smaller */
#define SOME_TEXT 0.002 /* less is hardly writing */
#define SOFT 3.0        /* pixels an edge takes in the training image */
#define PADDING 0.03    /* ground around a figure, by its longer side */
#define STANDING 1.5    /* height by width of a figure from head to foot */
#define FACE 1.15       /* the same of a face, at most */
#define ALL_OF_IT 0.85  /* of the picture's height: then the figure is a bust or a face */

void
lim_lora_audit_remark (LimLoraAuditItem *item, LimLoraUse use, const char *format, ...)
{
  va_list arguments;
  char *text;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (use > item->use)
    g_ptr_array_insert (item->remarks, 0, text);
  else
    g_ptr_array_add (item->remarks, text);
  item->use = MAX (item->use, use);
}

/* -- Figures -- */

static LimFraming
guess_framing (const LimImageRect *rect, guint n_figures, guint sheet_height)
{
  double shape = (double) rect->height / rect->width;

  if (shape >= STANDING || n_figures > 1)
    return shape >= FACE ? LIM_FRAMING_FULL_BODY : LIM_FRAMING_CLOSEUP;
  return rect->height >= ALL_OF_IT * sheet_height ? LIM_FRAMING_BUST : LIM_FRAMING_FULL_BODY;
}

/* How far @rect may grow towards @other, on an axis on which they are apart: to the middle. */
static guint
room (guint end, guint other, guint want)
{
  return other >= end ? MIN (want, (other - end) / 2) : want;
}

/* @rect with ground around it, but nothing of its neighbours. */
static LimImageRect
pad (const LimImageRect *rect, const GArray *all, guint width, guint height)
{
  guint want = (guint) (PADDING * MAX (rect->width, rect->height)) + 2;
  guint left = MIN (want, rect->left), top = MIN (want, rect->top);
  guint right = MIN (want, width - rect->left - rect->width), bottom = MIN (want, height - rect->top - rect->height);

  for (guint i = 0; i < all->len; i++)
    {
      const LimImageRect *other = &g_array_index (all, LimImageRect, i);
      gboolean beside = other->top < rect->top + rect->height + want && rect->top < other->top + other->height + want;
      gboolean below =
          other->left < rect->left + rect->width + want && rect->left < other->left + other->width + want;

      if (other == rect)
        continue;
      if (beside)
        {
          right = room (rect->left + rect->width, other->left, right);
          left = room (other->left + other->width, rect->left, left);
        }
      if (below)
        {
          bottom = room (rect->top + rect->height, other->top, bottom);
          top = room (other->top + other->height, rect->top, top);
        }
    }
  return (LimImageRect){ .left = rect->left - left,
                         .top = rect->top - top,
                         .width = rect->width + left + right,
                         .height = rect->height + top + bottom };
}

static void
add_figure (LimLoraAuditItem *item, const LimImageRect *rect, guint n, double scale)
{
  LimLoraFigure *figure = g_new0 (LimLoraFigure, 1);
  guint left = (guint) (rect->left * scale), top = (guint) (rect->top * scale);

  figure->rect = (LimImageRect){ .left = left,
                                 .top = top,
                                 .width = MIN ((guint) ceil (rect->width * scale), item->width - left),
                                 .height = MIN ((guint) ceil (rect->height * scale), item->height - top) };
  figure->framing = guess_framing (&figure->rect, n, item->height);
  g_ptr_array_add (item->figures, figure);
}

static void
look_at_ground (LimLoraAuditItem *item, const LimImage *image, double scale)
{
  const LimImageRect all = { .width = image->width, .height = image->height };
  LimGround ground;
  guint n_rows = 0;

  g_autoptr (GArray) words = lim_image_read_words (image);
  item->text = MAX (lim_image_text_share (image, &all), lim_image_words_share (words, &all));
  item->kind = LIM_LORA_SCENE;
  item->plain = lim_image_ground (image, &ground);
  if (!item->plain)
    return;
  memcpy (item->ground, ground.colour, 3);

  g_autoptr (GArray) figures = lim_image_figures (image, &ground, &n_rows);
  for (guint i = 0; i < figures->len; i++)
    {
      const LimImageRect rect = pad (&g_array_index (figures, LimImageRect, i), figures, image->width, image->height);

      add_figure (item, &rect, figures->len, scale);
    }
  if (figures->len == 0)
    item->kind = item->edge > 0 ? LIM_LORA_SCENE : LIM_LORA_BLANK;
  else if (n_rows + words->len > 0 && item->text >= SOME_TEXT)
    item->kind = LIM_LORA_ANNOTATED;
  else
    item->kind = figures->len > 1 ? LIM_LORA_SHEET : LIM_LORA_FIGURE;
}

/* -- Who made it -- */

static const char *
text_of (char *const *texts, const char *keyword)
{
  for (; texts != NULL && texts[0] != NULL && texts[1] != NULL; texts += 2)
    if (strcmp (texts[0], keyword) == 0)
      return texts[1];
  return NULL;
}

/* Only an exposure tells of a camera: scanners name a make too, and some image makers write into the same tags. Noise and colours
 * tell nothing, for paintings have them like photographs. */
static void
look_for_camera (LimLoraAuditItem *item, GBytes *bytes)
{
  g_auto (GStrv) texts = lim_image_read_texts (bytes, item->file, NULL, NULL);
  const char *model = text_of (texts, "Model");

  if (text_of (texts, "ExposureTime") == NULL && text_of (texts, "FNumber") == NULL)
    return;
  if (item->kind == LIM_LORA_SCENE || item->kind == LIM_LORA_FIGURE)
    item->kind = LIM_LORA_PHOTO;
  g_autofree char *shown = model != NULL ? g_utf8_substring (model, 0, MIN (40, g_utf8_strlen (model, -1))) : NULL;
  if (shown != NULL)
    lim_lora_audit_remark (item, LIM_LORA_USABLE, "a camera took it (%s)", shown);
  else
    lim_lora_audit_remark (item, LIM_LORA_USABLE, "a camera took it");
}

/* -- What there is to say about it -- */

/* The longer side of the largest figure, or of the picture. */
static guint
shown_side (const LimLoraAuditItem *item)
{
  guint side = MAX (item->width, item->height), most = 0;

  for (guint i = 0; i < item->figures->len; i++)
    {
      const LimLoraFigure *figure = item->figures->pdata[i];

      most = MAX (most, MAX (figure->rect.width, figure->rect.height));
    }
  return most > 0 ? most : side;
}

static void
judge (LimLoraAuditItem *item, guint size)
{
  guint side = shown_side (item);
  double soft = item->edge * MIN (1.0, (double) size / side);

  if (item->kind == LIM_LORA_BLANK)
    lim_lora_audit_remark (item, LIM_LORA_EXCLUDED, "nothing is on it");
  else if (4 * side < size)
    lim_lora_audit_remark (item, LIM_LORA_EXCLUDED, "it shows %u pixels, far too few for %u", side, size);
  else if (2 * side < size)
    lim_lora_audit_remark (item, LIM_LORA_PARTIAL, "it shows %u pixels, and would be enlarged to %u", side, size);
  if (item->text > LIM_LORA_MOST_TEXT)
    lim_lora_audit_remark (item, LIM_LORA_PARTIAL, "%.0f %% of it is writing", 100 * item->text);
  else if (item->kind == LIM_LORA_ANNOTATED)
    lim_lora_audit_remark (item, LIM_LORA_USABLE,
                           "it has writing: cut beside it, or take clean pictures of the same");
  if (soft > SOFT)
    lim_lora_audit_remark (item, LIM_LORA_PARTIAL, "it is not sharp: edges would take %.1f pixels", soft);
  if (item->animated)
    lim_lora_audit_remark (item, LIM_LORA_PARTIAL, "it is animated; the first picture is used");
  if (item->bits == 16)
    lim_lora_audit_remark (item, LIM_LORA_USABLE, "16 bits become 8");
  if (g_strcmp0 (item->format, "jpeg") == 0 && item->channels == 4)
    lim_lora_audit_remark (item, LIM_LORA_USABLE, "CMYK becomes sRGB");
}

/* -- Reading it -- */

/* The size of the picture as people see it: @seen has its shape. */
static void
set_upright_size (LimLoraAuditItem *item, const LimImageInfo *info, const LimImage *seen)
{
  double as_stored = fabs ((double) info->width * seen->height - (double) info->height * seen->width),
         turned = fabs ((double) info->height * seen->height - (double) info->width * seen->width);

  item->width = turned < as_stored ? info->height : info->width;
  item->height = turned < as_stored ? info->width : info->height;
}

static void
measure_pixels (LimLoraAuditItem *item, const LimImage *image)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  g_autofree char *size = g_strdup_printf ("%u %u", item->width, item->height);
  double scale = (double) MAX (item->width, item->height) / MAX (image->width, image->height);

  lim_hasher_add_string (hasher, size);
  lim_hasher_add_bytes (hasher, image->pixels, 3 * (gsize) image->width * image->height);
  item->pixels_sha256 = lim_hasher_finish_hex (hasher);
  item->fingerprint = lim_fingerprint_rgb (image->pixels, image->width, image->height);
  item->edge = lim_image_edge_width (image) * scale;
  look_at_ground (item, image, scale);
}

/* @message without the path before it. */
static void
refuse (LimLoraAuditItem *item, const char *path, const char *message)
{
  if (g_str_has_prefix (message, path))
    message += strlen (path);
  message += strspn (message, ": ");
  item->kind = LIM_LORA_BROKEN;
  lim_lora_audit_remark (item, LIM_LORA_EXCLUDED, "%s%s", message,
                         g_str_has_suffix (message, "WebP file") ? "; save it as one of these" : "");
}

void
lim_lora_audit_measure (LimLoraAuditItem *item, const char *path, guint size, gboolean small)
{
  static const guint8 white[3] = { 255, 255, 255 };
  g_autoptr (GError) problem = NULL;
  LimImageInfo info;
  gsize length = 0;
  char *data = NULL;

  if (!lim_image_probe (path, &info, &problem)
      || (data = lim_file_read (path, LARGEST_FILE, &length, &problem)) == NULL)
    {
      refuse (item, path, problem->message);
      return;
    }
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  g_autoptr (LimImage) image = lim_image_load_rgb_over (bytes, path, LOOKED_AT, white, &problem);
  if (image == NULL)
    {
      refuse (item, path, problem->message);
      return;
    }
  item->bytes = length;
  item->format = lim_image_format_name (info.format);
  item->bits = info.bit_depth;
  item->channels = info.channels;
  item->animated = lim_image_is_animated ((const guint8 *) data, length);
  set_upright_size (item, &info, image);
  measure_pixels (item, image);
  look_for_camera (item, bytes);
  judge (item, size);
  if (small)
    item->small = lim_lora_page_small (image, LIM_LORA_AUDIT_SIDE);
}
