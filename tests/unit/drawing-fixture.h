/* drawing-fixture.h: shapes and words for pictures that tests draw. */
#pragma once

#include "imaging-letterbox.h"

#include <string.h>

static inline LimImage *
draw_new (guint width, guint height, guint32 colour)
{
  LimImage *image = g_new (LimImage, 1);

  *image = (LimImage){ .width = width, .height = height, .pixels = g_malloc (3 * (gsize) width * height) };
  for (gsize i = 0; i < (gsize) width * height; i++)
    for (int c = 0; c < 3; c++)
      image->pixels[3 * i + c] = (guint8) (colour >> (16 - 8 * c));
  return image;
}

static inline void
draw_box (LimImage *image, guint left, guint top, guint width, guint height, guint32 colour)
{
  for (guint y = top; y < MIN (top + height, image->height); y++)
    for (guint x = left; x < MIN (left + width, image->width); x++)
      for (int c = 0; c < 3; c++)
        image->pixels[3 * ((gsize) y * image->width + x) + c] = (guint8) (colour >> (16 - 8 * c));
}

static inline void
draw_ellipse (LimImage *image, guint left, guint top, guint width, guint height, guint32 colour)
{
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        double u = (2.0 * x + 1 - width) / width, v = (2.0 * y + 1 - height) / height;

        if (u * u + v * v <= 1)
          draw_box (image, left + x, top + y, 1, 1, colour);
      }
}

/* A head, a body in a skirt, two legs and two arms, which fill the rectangle. */
static inline void
draw_figure (LimImage *image, const LimImageRect *rect, guint32 colour)
{
  guint l = rect->left, t = rect->top, w = rect->width, h = rect->height;

  draw_ellipse (image, l + w / 4, t, w / 2, h / 4, 0xeac6a8);
  draw_box (image, l + w / 3, t + h / 20, w / 8, h / 40, 0x281e2c);
  draw_box (image, l + w * 5 / 9, t + h / 20, w / 8, h / 40, 0x281e2c);
  draw_box (image, l + w / 5, t + h / 5, w * 3 / 5, h / 2, colour);
  draw_box (image, l, t + h / 4, w / 6, h / 3, colour ^ 0x404040);
  draw_box (image, l + w - w / 6, t + h / 4, w / 6, h / 3, colour ^ 0x404040);
  draw_box (image, l, t + h / 4, w, h / 20, colour);
  draw_box (image, l + w / 4, t + h * 7 / 10, w / 5, h - h * 7 / 10, 0x463e48);
  draw_box (image, l + w * 3 / 5, t + h * 7 / 10, w / 5, h - h * 7 / 10, 0x463e48);
}

/* Capital letters of 5 x 7 dots, @dot pixels each; what is none is a blank. Each takes six dots across. */
static inline void
draw_words (LimImage *image, guint left, guint top, guint dot, guint32 colour, const char *words)
{
  static const struct
  {
    char letter;
    guint8 rows[7];
  } font[] = {
    { 'A', { 14, 17, 17, 31, 17, 17, 17 } }, { 'B', { 30, 17, 17, 30, 17, 17, 30 } },
    { 'C', { 14, 17, 16, 16, 16, 17, 14 } }, { 'D', { 30, 17, 17, 17, 17, 17, 30 } },
    { 'E', { 31, 16, 16, 30, 16, 16, 31 } }, { 'G', { 14, 17, 16, 23, 17, 17, 14 } },
    { 'H', { 17, 17, 17, 31, 17, 17, 17 } }, { 'I', { 14, 4, 4, 4, 4, 4, 14 } },
    { 'K', { 17, 18, 20, 24, 20, 18, 17 } }, { 'L', { 16, 16, 16, 16, 16, 16, 31 } },
    { 'N', { 17, 25, 21, 19, 17, 17, 17 } }, { 'O', { 14, 17, 17, 17, 17, 17, 14 } },
    { 'R', { 30, 17, 17, 30, 20, 18, 17 } }, { 'S', { 15, 16, 16, 14, 1, 1, 30 } },
    { 'T', { 31, 4, 4, 4, 4, 4, 4 } },       { 'U', { 17, 17, 17, 17, 17, 17, 14 } },
  };

  for (guint at = 0; words[at] != '\0'; at++)
    for (gsize i = 0; i < G_N_ELEMENTS (font); i++)
      for (guint y = 0; font[i].letter == words[at] && y < 7; y++)
        for (guint x = 0; x < 5; x++)
          if (font[i].rows[y] & 16 >> x)
            draw_box (image, left + (6 * at + x) * dot, top + y * dot, dot, dot, colour);
}

/* Every pixel strays by up to @by. The same every time. */
static inline void
draw_noise (LimImage *image, guint by)
{
  guint32 seed = 1;

  for (gsize i = 0; i < 3 * (gsize) image->width * image->height; i++)
    {
      seed = seed * 1664525u + 1013904223u;
      image->pixels[i] =
          (guint8) CLAMP (image->pixels[i] + (int) (seed >> 16) % (int) (2 * by + 1) - (int) by, 0, 255);
    }
}

/* Each pixel becomes the mean of those within @reach. */
static inline void
draw_blur (LimImage *image, int reach)
{
  g_autofree guint8 *from = g_memdup2 (image->pixels, 3 * (gsize) image->width * image->height);

  for (int y = 0; y < (int) image->height; y++)
    for (int x = 0; x < (int) image->width; x++)
      for (int c = 0; c < 3; c++)
        {
          guint sum = 0, n = 0;

          for (int v = MAX (y - reach, 0); v <= MIN (y + reach, (int) image->height - 1); v++)
            for (int u = MAX (x - reach, 0); u <= MIN (x + reach, (int) image->width - 1); u++, n++)
              sum += from[3 * ((gsize) v * image->width + (gsize) u) + (gsize) c];
          image->pixels[3 * ((gsize) y * image->width + (gsize) x) + (gsize) c] = (guint8) (sum / n);
        }
}
