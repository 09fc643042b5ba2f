#include "studio-near.h"

#include "imaging-decode.h"
#include "imaging-fingerprint.h"
#include "imaging-palette.h"

#include <math.h>

#define SIDE 128
#define N_COLOURS 4
/* What is remembered takes some 100 bytes each. */
#define MAX_KNOWN 200000

typedef struct
{
  guint64 fingerprint;
  LimPaletteColour colours[N_COLOURS];
  guint n_colours;
} Marks;

struct LimNear
{
  LimThumbs *thumbs;
  GMutex lock;
  GHashTable *known; /* hash of the file → Marks */
};

LimNear *
lim_near_new (LimThumbs *thumbs)
{
  LimNear *self = g_new0 (LimNear, 1);

  self->thumbs = thumbs;
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_init (&self->lock);
  return self;
}

void
lim_near_free (LimNear *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->known);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
recall (LimNear *self, const char *hash, Marks *marks)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const Marks *known = g_hash_table_lookup (self->known, hash);

  if (known != NULL)
    *marks = *known;
  return known != NULL;
}

static void
remember (LimNear *self, const char *hash, const Marks *marks)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (g_hash_table_size (self->known) >= MAX_KNOWN)
    g_hash_table_remove_all (self->known);
  g_hash_table_insert (self->known, g_strdup (hash), g_memdup2 (marks, sizeof *marks));
}

static gboolean
look (LimNear *self, const char *path, Marks *marks)
{
  g_autofree char *hash = lim_thumbs_hash (self->thumbs, path, NULL), *tag = NULL;

  if (hash == NULL)
    return FALSE;
  if (recall (self, hash, marks))
    return TRUE;
  g_autoptr (GBytes) small = lim_thumbs_get (self->thumbs, path, SIDE, &tag, NULL);
  g_autoptr (LimImage) image = small != NULL ? lim_image_load_rgb_bytes (small, path, 0, NULL) : NULL;
  if (image == NULL)
    return FALSE;
  marks->fingerprint = lim_fingerprint_rgb (image->pixels, image->width, image->height);
  marks->n_colours = lim_palette_take (image->pixels, image->width, image->height, NULL, N_COLOURS, marks->colours);
  remember (self, hash, marks);
  return TRUE;
}

gboolean
lim_near_knows (LimNear *self, const char *path)
{
  g_autofree char *hash = lim_thumbs_hash (self->thumbs, path, NULL);
  Marks marks;

  return hash != NULL && recall (self, hash, &marks);
}

/* How far the colours of @a are from the nearest ones of @b, by share, 0..1. */
static double
colour_distance (const Marks *a, const Marks *b)
{
  double sum = 0;

  for (guint i = 0; i < a->n_colours; i++)
    {
      double nearest = 1;

      for (guint j = 0; j < b->n_colours; j++)
        {
          double r = a->colours[i].r - b->colours[j].r, g = a->colours[i].g - b->colours[j].g,
                 blue = a->colours[i].b - b->colours[j].b;

          nearest = MIN (nearest, sqrt (r * r + g * g + blue * blue) / 441.7);
        }
      sum += nearest * a->colours[i].share;
    }
  return sum;
}

gboolean
lim_near_distance (LimNear *self, const char *a, const char *b, double *distance)
{
  Marks x, y;

  if (!look (self, a, &x) || !look (self, b, &y))
    return FALSE;
  /* Half of the bits differ between pictures that have nothing in common. */
  double shapes = lim_fingerprint_distance (x.fingerprint, y.fingerprint) / 32.0;
  double colours = (colour_distance (&x, &y) + colour_distance (&y, &x)) * 2;
  *distance = (shapes + colours) / 2;
  return TRUE;
}
