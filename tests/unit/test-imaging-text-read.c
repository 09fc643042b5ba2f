#include "imaging-text-read.h"
#include "imaging-text-share.h"

#include <string.h>

/* -- Letters of straight strokes -- */

/* In a square of 4 x 6: from, to. */
static const struct
{
  char letter;
  guint8 n, strokes[4][4];
} alphabet[] = {
  { 'E', 4, { { 0, 0, 0, 6 }, { 0, 0, 4, 0 }, { 0, 3, 3, 3 }, { 0, 6, 4, 6 } } },
  { 'F', 3, { { 0, 0, 0, 6 }, { 0, 0, 4, 0 }, { 0, 3, 3, 3 } } },
  { 'H', 3, { { 0, 0, 0, 6 }, { 4, 0, 4, 6 }, { 0, 3, 4, 3 } } },
  { 'I', 1, { { 0, 0, 0, 6 } } },
  { 'L', 2, { { 0, 0, 0, 6 }, { 0, 6, 4, 6 } } },
  { 'T', 2, { { 0, 0, 4, 0 }, { 2, 0, 2, 6 } } },
};

enum
{
  UNIT = 6,
  STROKE = 6
};

static void
fill (LimImage *image, guint left, guint top, guint width, guint height)
{
  for (guint y = top; y < MIN (top + height, image->height); y++)
    for (guint x = left; x < MIN (left + width, image->width); x++)
      memset (image->pixels + 3 * ((gsize) y * image->width + x), 20, 3);
}

static void
write_word (LimImage *image, const char *word, guint left, guint top)
{
  for (; *word != '\0'; word++, left += *word == 'I' ? 5 * UNIT : 6 * UNIT + STROKE)
    for (gsize i = 0; i < G_N_ELEMENTS (alphabet); i++)
      for (guint k = 0; alphabet[i].letter == *word && k < alphabet[i].n; k++)
        {
          const guint8 *stroke = alphabet[i].strokes[k];

          fill (image, left + stroke[0] * UNIT, top + stroke[1] * UNIT, (stroke[2] - stroke[0]) * UNIT + STROKE,
                (stroke[3] - stroke[1]) * UNIT + STROKE);
        }
}

static LimImage *
new_page (guint width, guint height)
{
  LimImage *page = g_new (LimImage, 1);

  *page = (LimImage){ .width = width, .height = height, .pixels = g_malloc (3 * (gsize) width * height) };
  memset (page->pixels, 235, 3 * (gsize) width * height);
  return page;
}

/* -- Tests -- */

/* One word is no row of writing, but it can be read; also in a picture that is read at a smaller size. */
static void
test_a_single_word_is_read (void)
{
  static const guint sides[] = { 700, 2500 };

  if (!lim_image_can_read_words ())
    {
      g_test_skip ("Tesseract is not here");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autoptr (LimImage) page = new_page (sides[i], sides[i] / 2);
      const LimImageRect all = { .width = page->width, .height = page->height };
      const LimImageRect beside = { .left = 500, .top = 0, .width = 200, .height = page->height };

      write_word (page, "THE", 100, 150);
      write_word (page, "HILL", 260, 150);
      g_autoptr (GArray) words = lim_image_read_words (page);
      g_assert_cmpuint (words->len, >, 0);
      for (guint k = 0; k < words->len; k++)
        {
          const LimImageRect *word = &g_array_index (words, LimImageRect, k);

          g_test_message ("%u,%u %u x %u", word->left, word->top, word->width, word->height);
          g_assert_cmpuint (word->left, >=, 90);
          g_assert_cmpuint (word->left + word->width, <=, 460);
          g_assert_cmpuint (word->top, >=, 140);
          g_assert_cmpuint (word->top + word->height, <=, 205);
        }
      g_assert_cmpfloat (lim_image_words_share (words, &all), >, 0.001);
      g_assert_cmpfloat (lim_image_words_share (words, &beside), ==, 0);
    }
}

static void
test_where_nothing_is_written_nothing_is_read (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 3, 2000 }, { 640, 480 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (LimImage) page = new_page (sizes[i][0], sizes[i][1]);
      g_autoptr (GArray) words = lim_image_read_words (page);

      g_assert_cmpuint (words->len, ==, 0);
    }
}

static void
test_share_is_what_lies_within (void)
{
  static const LimImageRect word = { .left = 90, .top = 10, .width = 20, .height = 10 };
  static const LimImageRect left = { .width = 100, .height = 100 }, far = { .left = 300, .width = 10, .height = 10 };
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (LimImageRect));

  g_assert_cmpfloat (lim_image_words_share (words, &left), ==, 0);
  g_array_append_val (words, word);
  g_assert_cmpfloat (lim_image_words_share (words, &left), ==, 0.01);
  g_assert_cmpfloat (lim_image_words_share (words, &far), ==, 0);
  g_assert_cmpfloat (lim_image_words_share (words, &word), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-read/a-single-word-is-read", test_a_single_word_is_read);
  g_test_add_func ("/text-read/where-nothing-is-written-nothing-is-read",
                   test_where_nothing_is_written_nothing_is_read);
  g_test_add_func ("/text-read/share-is-what-lies-within", test_share_is_what_lies_within);
  return g_test_run ();
}
