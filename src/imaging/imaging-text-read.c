#include "imaging-text-read.h"

double
lim_image_words_share (const GArray *words, const LimImageRect *rect)
{
  double sum = 0;

  for (guint i = 0; i < words->len; i++)
    {
      const LimImageRect *word = &g_array_index (words, LimImageRect, i);
      double across =
          (double) MIN (word->left + word->width, rect->left + rect->width) - MAX (word->left, rect->left);
      double down = (double) MIN (word->top + word->height, rect->top + rect->height) - MAX (word->top, rect->top);

      sum += MAX (across, 0) * MAX (down, 0);
    }
  return MIN (sum / ((double) rect->width * rect->height), 1);
}

#ifdef LIM_WITH_TESSERACT

#include <dlfcn.h>
#include <string.h>
#include <tesseract/capi.h>

#define LIBRARY "libtesseract.so.5"
#define LONGEST 2048u    /* pixels a side that are read; larger pictures are made smaller */
#define SURE 60.0f       /* percent; of drawings it reads much that is nothing, and is less sure of that */
#define LEAST_LETTERS 3u /* likewise */
#define RESOLUTION 150   /* dots an inch: it wants to know, and without it warns */
#define HIGHEST 120      /* pixels of a word */
#define NARROWEST 0.2    /* width of a letter by its height, on the whole */
#define WIDEST 1.6       /* likewise */

#define FUNCTIONS(FUNCTION)                                                                                          \
  FUNCTION (BaseAPICreate)                                                                                           \
  FUNCTION (BaseAPIDelete)                                                                                           \
  FUNCTION (BaseAPIEnd)                                                                                              \
  FUNCTION (BaseAPISetVariable)                                                                                      \
  FUNCTION (BaseAPIInit3)                                                                                            \
  FUNCTION (BaseAPISetPageSegMode)                                                                                   \
  FUNCTION (BaseAPISetImage)                                                                                         \
  FUNCTION (BaseAPISetSourceResolution)                                                                              \
  FUNCTION (BaseAPIRecognize)                                                                                        \
  FUNCTION (BaseAPIGetIterator)                                                                                      \
  FUNCTION (ResultIteratorDelete)                                                                                    \
  FUNCTION (ResultIteratorGetPageIteratorConst)                                                                      \
  FUNCTION (ResultIteratorNext)                                                                                      \
  FUNCTION (ResultIteratorGetUTF8Text)                                                                               \
  FUNCTION (ResultIteratorConfidence)                                                                                \
  FUNCTION (PageIteratorBoundingBox)                                                                                 \
  FUNCTION (DeleteText)

static struct
{
#define DECLARE(name) __typeof__ (Tess##name) *name;
  FUNCTIONS (DECLARE)
#undef DECLARE
  void (*set_threads) (int n); /* of OpenMP; NULL: it does without */
} tess;

static gboolean
load (void)
{
  void *library = dlopen (LIBRARY, RTLD_LAZY | RTLD_LOCAL);

  if (library == NULL)
    return FALSE;
#define FIND(name)                                                                                                   \
  if ((tess.name = (__typeof__ (tess.name)) dlsym (library, "Tess" #name)) == NULL)                                  \
    return FALSE;
  FUNCTIONS (FIND)
#undef FIND
  tess.set_threads = (__typeof__ (tess.set_threads)) dlsym (library, "omp_set_num_threads");
  return TRUE;
}

/* Whether the library is here. */
static gboolean
is_there (void)
{
  static gsize outcome; /* 0: not tried, 1: it is, 2: it is not */

  if (g_once_init_enter (&outcome))
    g_once_init_leave (&outcome, load () ? 1 : 2);
  return outcome == 1;
}

/* A reader that says nothing on the terminal; NULL: its data is missing. */
static TessBaseAPI *
open_reader (void)
{
  TessBaseAPI *api = tess.BaseAPICreate ();

  if (tess.set_threads != NULL)
    tess.set_threads (1); /* pictures are read side by side as it is */
  tess.BaseAPISetVariable (api, "debug_file", "/dev/null");
  if (tess.BaseAPIInit3 (api, NULL, "eng") != 0)
    {
      tess.BaseAPIDelete (api);
      return NULL;
    }
  tess.BaseAPISetPageSegMode (api, PSM_SPARSE_TEXT);
  return api;
}

/* Whether @text, which was read in a box of that size, is a word: it takes whole figures for one, too. */
static gboolean
is_word (const char *text, int width, int height)
{
  guint n = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    n += g_unichar_isalnum (g_utf8_get_char (text)) ? 1 : 0;
  return n >= LEAST_LETTERS && height > 0 && height <= HIGHEST && width >= NARROWEST * n * height
         && width <= WIDEST * n * height;
}

gboolean
lim_image_can_read_words (void)
{
  TessBaseAPI *api = is_there () ? open_reader () : NULL;

  if (api != NULL)
    tess.BaseAPIDelete (api);
  return api != NULL;
}

/* What is read: a picture, and how its pixels lie in the one that is asked about. */
typedef struct
{
  const LimImage *pixels;
  LimImageRect place; /* of the picture within the pixels */
  double scale;       /* pixels of the picture to one of these */
} Sight;

/* Where @length from @from on lies, counted from @origin, in a picture of @side pixels. */
static void
place_on_axis (const Sight *sight, int from, int to, guint origin, guint side, guint *start, guint *length)
{
  double first = MAX ((from - (double) origin) * sight->scale, 0), last = (to - (double) origin) * sight->scale;

  *start = MIN ((guint) first, side - 1);
  *length = (guint) CLAMP (last - *start, 1, side - *start);
}

/* Adds the word the iterator stands on, if it is one. */
static void
add_word (const TessResultIterator *at, const Sight *sight, const LimImage *image, GArray *words)
{
  char *text = tess.ResultIteratorGetUTF8Text (at, RIL_WORD);
  const TessPageIterator *page = tess.ResultIteratorGetPageIteratorConst (at);
  int left, top, right, bottom;

  if (text != NULL && g_utf8_validate (text, -1, NULL) && tess.ResultIteratorConfidence (at, RIL_WORD) >= SURE
      && tess.PageIteratorBoundingBox (page, RIL_WORD, &left, &top, &right, &bottom)
      && is_word (text, right - left, bottom - top))
    {
      LimImageRect word;

      place_on_axis (sight, left, right, sight->place.left, image->width, &word.left, &word.width);
      place_on_axis (sight, top, bottom, sight->place.top, image->height, &word.top, &word.height);
      g_array_append_val (words, word);
    }
  if (text != NULL)
    tess.DeleteText (text);
}

static void
read_words (TessBaseAPI *api, const Sight *sight, const LimImage *image, GArray *words)
{
  const LimImage *pixels = sight->pixels;
  TessResultIterator *at;

  tess.BaseAPISetImage (api, pixels->pixels, (int) pixels->width, (int) pixels->height, 3, 3 * (int) pixels->width);
  tess.BaseAPISetSourceResolution (api, RESOLUTION);
  if (tess.BaseAPIRecognize (api, NULL) != 0 || (at = tess.BaseAPIGetIterator (api)) == NULL)
    return;
  do
    add_word (at, sight, image, words);
  while (tess.ResultIteratorNext (at, RIL_WORD));
  tess.ResultIteratorDelete (at);
}

GArray *
lim_image_read_words (const LimImage *image)
{
  static const guint8 white[3] = { 255, 255, 255 };
  const LimImageRect all = { .width = image->width, .height = image->height };
  guint longest = MAX (image->width, image->height);
  g_autoptr (LimImage) small = longest > LONGEST ? lim_image_letterbox (image, &all, LONGEST, white, NULL) : NULL;
  Sight sight = { .pixels = image, .place = all, .scale = 1 };
  GArray *words = g_array_new (FALSE, FALSE, sizeof (LimImageRect));
  TessBaseAPI *api = is_there () ? open_reader () : NULL;

  if (api == NULL)
    return words;
  if (small != NULL)
    sight = (Sight){ .pixels = small,
                     .place = lim_letterbox_place (image->width, image->height, LONGEST),
                     .scale = (double) longest / LONGEST };
  read_words (api, &sight, image, words);
  tess.BaseAPIEnd (api);
  tess.BaseAPIDelete (api);
  return words;
}

#else

gboolean
lim_image_can_read_words (void)
{
  return FALSE;
}

GArray *
lim_image_read_words (const LimImage *image G_GNUC_UNUSED)
{
  return g_array_new (FALSE, FALSE, sizeof (LimImageRect));
}

#endif
