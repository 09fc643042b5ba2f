#include "studio-sheets.h"

#include "lora-words.h"

#include <string.h>

typedef struct
{
  char *key; /* of the bytes and the background: what the pixels follow from */
  LimSheetPixels *pixels;
} Kept;

struct LimSheets
{
  GMutex lock;
  Kept kept[LIM_SHEETS_KEPT]; /* the one used last first */
};

static void
pixels_clear (gpointer data)
{
  LimSheetPixels *pixels = data;

  lim_image_free (pixels->image);
  g_clear_pointer (&pixels->words, g_array_unref);
}

const GArray *
lim_sheet_pixels_words (LimSheetPixels *pixels, const LimLoraSet *set, const LimLoraSheet *sheet)
{
  if (g_once_init_enter (&pixels->read))
    {
      pixels->words = lim_lora_sheet_words (set, sheet, pixels->image);
      g_once_init_leave (&pixels->read, 1);
    }
  return pixels->words;
}

void
lim_sheet_pixels_unref (LimSheetPixels *pixels)
{
  if (pixels != NULL)
    g_atomic_rc_box_release_full (pixels, pixels_clear);
}

static void
kept_clear (Kept *kept)
{
  g_free (kept->key);
  lim_sheet_pixels_unref (kept->pixels);
  *kept = (Kept){ 0 };
}

LimSheets *
lim_sheets_new (void)
{
  LimSheets *self = g_new0 (LimSheets, 1);

  g_mutex_init (&self->lock);
  return self;
}

void
lim_sheets_free (LimSheets *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < LIM_SHEETS_KEPT; i++)
    kept_clear (&self->kept[i]);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Puts number @at to the front. */
static void
to_front (LimSheets *self, guint at)
{
  Kept kept = self->kept[at];

  memmove (self->kept + 1, self->kept, at * sizeof *self->kept);
  self->kept[0] = kept;
}

static LimSheetPixels *
recall (LimSheets *self, const char *key)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < LIM_SHEETS_KEPT; i++)
    if (g_strcmp0 (self->kept[i].key, key) == 0)
      {
        to_front (self, i);
        return g_atomic_rc_box_acquire (self->kept[0].pixels);
      }
  return NULL;
}

static void
remember (LimSheets *self, const char *key, LimSheetPixels *pixels)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  kept_clear (&self->kept[LIM_SHEETS_KEPT - 1]);
  self->kept[LIM_SHEETS_KEPT - 1] = (Kept){ g_strdup (key), g_atomic_rc_box_acquire (pixels) };
  to_front (self, LIM_SHEETS_KEPT - 1);
}

LimSheetPixels *
lim_sheets_get (LimSheets *self, const LimLoraSet *set, const LimLoraSheet *sheet, GError **error)
{
  const guint8 *ground = set->plan->background;
  g_autofree char *key = g_strdup_printf ("%s #%02x%02x%02x", sheet->sha256, ground[0], ground[1], ground[2]);
  LimSheetPixels *pixels = recall (self, key);

  if (pixels != NULL)
    return pixels;
  gboolean animated = FALSE;
  LimImage *image = lim_lora_sheet_decode (set, sheet, &animated, error);
  if (image == NULL)
    return NULL;
  pixels = g_atomic_rc_box_new0 (LimSheetPixels);
  pixels->image = image;
  pixels->animated = animated;
  remember (self, key, pixels);
  return pixels;
}
