#include "studio-thumbs.h"

#include "base-file.h"
#include "base-hash.h"
#include "imaging-decode.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* Enough for the largest projects; more are simply hashed again. */
#define MAX_KNOWN 200000
#define QUALITY 82
/* How many are made between two looks at the room they take. */
#define LOOK_EVERY 256u

static const guint sides[] = { 128, 256, 512, 1024, 2048 };

typedef struct
{
  struct timespec changed;
  off_t size;
  ino_t inode;
  char hash[LIM_SHA256_HEX_LENGTH + 1];
} Known;

struct LimThumbs
{
  const LimProject *project;
  GMutex lock;
  GHashTable *known; /* path → Known */
  guint n_made;
};

LimThumbs *
lim_thumbs_new (const LimProject *project)
{
  LimThumbs *self = g_new0 (LimThumbs, 1);

  self->project = project;
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_init (&self->lock);
  return self;
}

void
lim_thumbs_free (LimThumbs *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->known);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* -- Hashes -- */

static gboolean
is_as_known (const Known *known, const struct stat *now)
{
  return known != NULL && known->changed.tv_sec == now->st_ctim.tv_sec
         && known->changed.tv_nsec == now->st_ctim.tv_nsec && known->size == now->st_size
         && known->inode == now->st_ino;
}

static char *
recall (LimThumbs *self, const char *path, const struct stat *now)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  const Known *known = g_hash_table_lookup (self->known, path);

  return is_as_known (known, now) ? g_strdup (known->hash) : NULL;
}

static void
remember (LimThumbs *self, const char *path, const struct stat *now, const char *hash)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  Known *known = g_new0 (Known, 1);

  if (g_hash_table_size (self->known) >= MAX_KNOWN)
    g_hash_table_remove_all (self->known);
  known->changed = now->st_ctim;
  known->size = now->st_size;
  known->inode = now->st_ino;
  g_strlcpy (known->hash, hash, sizeof known->hash);
  g_hash_table_insert (self->known, g_strdup (path), known);
}

char *
lim_thumbs_hash (LimThumbs *self, const char *path, GError **error)
{
  struct stat before;

  if (stat (path, &before) < 0)
    {
      lim_fail_errno (error, errno, path, "read it");
      return NULL;
    }
  char *hash = recall (self, path, &before);
  if (hash != NULL)
    return hash;
  hash = lim_sha256_file_hex (path, error);
  if (hash != NULL)
    remember (self, path, &before, hash);
  return hash;
}

/* -- Room -- */

typedef struct
{
  char *path;
  gint64 used; /* seconds */
  guint64 bytes;
} Kept;

static void
kept_clear (gpointer data)
{
  g_free (((Kept *) data)->path);
}

static int
compare_kept (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const Kept *) a)->used, y = ((const Kept *) b)->used;

  return (x > y) - (x < y);
}

static guint64
list_kept (const char *folder, GArray *list)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint64 total = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      Kept kept = { .path = g_build_filename (folder, name, NULL) };
      struct stat info;

      if (lstat (kept.path, &info) == 0 && S_ISREG (info.st_mode))
        {
          kept.used = info.st_mtim.tv_sec;
          kept.bytes = (guint64) info.st_size;
          total += kept.bytes;
          g_array_append_val (list, kept);
        }
      else
        g_free (kept.path);
    }
  return total;
}

/* Down to three quarters, so that not every new one brings another look. */
static void
make_room (LimThumbs *self)
{
  g_autofree char *folder = lim_project_path (self->project, LIM_THUMBS_FOLDER);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Kept));

  g_array_set_clear_func (list, kept_clear);
  guint64 total = list_kept (folder, list);
  if (total <= LIM_THUMBS_MAX_BYTES)
    return;
  g_array_sort (list, compare_kept);
  for (guint i = 0; i < list->len && total > LIM_THUMBS_MAX_BYTES / 4 * 3; i++)
    {
      const Kept *kept = &g_array_index (list, Kept, i);

      if (g_unlink (kept->path) == 0)
        total -= kept->bytes;
    }
}

/* -- Thumbnails -- */

static guint
round_side (guint side)
{
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (side <= sides[i])
      return sides[i];
  return sides[G_N_ELEMENTS (sides) - 1];
}

/* A project that cannot be written is no reason to show no picture. */
static void
keep (LimThumbs *self, const char *path, GBytes *bytes)
{
  gboolean look;

  if (!lim_project_ensure_state_folder (self->project, NULL) || !lim_file_write_bytes (path, bytes, NULL))
    return;
  g_mutex_lock (&self->lock);
  look = self->n_made++ % LOOK_EVERY == 0;
  g_mutex_unlock (&self->lock);
  if (look)
    make_room (self);
}

GBytes *
lim_thumbs_get (LimThumbs *self, const char *path, guint side, char **hash, GError **error)
{
  guint to_side = round_side (side);
  g_autofree char *of = lim_thumbs_hash (self, path, error);
  gsize length;

  if (of == NULL)
    return NULL;
  g_autofree char *name = g_strdup_printf ("%s/%s-%u.webp", LIM_THUMBS_FOLDER, of, to_side);
  g_autofree char *kept_at = lim_project_path (self->project, name);
  char *kept = lim_file_read (kept_at, 0, &length, NULL);
  GBytes *bytes = kept != NULL ? g_bytes_new_take (kept, length) : NULL;

  if (bytes == NULL)
    {
      bytes = lim_image_thumbnail (path, to_side, LIM_THUMB_WEBP, QUALITY, error);
      if (bytes == NULL)
        return NULL;
      keep (self, kept_at, bytes);
    }
  *hash = g_strdup_printf ("%.40s-%u", of, to_side);
  return bytes;
}
