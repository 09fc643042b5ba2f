#include "store-sweep.h"

#include "base-pool.h"
#include "base-random.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* File systems tick: two changes within a tick (10 ms on slow kernels) can bear the same time. */
#define TICK_NS (G_GINT64_CONSTANT (20) * 1000000)

/* One worker takes this many files at a time: enough to be worth a thread, little enough to share evenly. */
#define CHUNK 1024

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static LimStamp
stamp_of (const struct stat *info, gint64 looked_at_ns)
{
  gint64 changed_ns = (gint64) info->st_ctim.tv_sec * 1000000000 + info->st_ctim.tv_nsec;

  if (changed_ns > looked_at_ns - TICK_NS)
    return (LimStamp){ 0 };
  return (LimStamp){ changed_ns, info->st_size, (gint64) info->st_ino };
}

gboolean
lim_stamp_equal (const LimStamp *a, const LimStamp *b)
{
  return a->changed_ns != 0 && a->changed_ns == b->changed_ns && a->size == b->size && a->inode == b->inode;
}

LimStamp
lim_sweep_look (const LimProject *project, const char *id)
{
  g_autofree char *relative = id != NULL ? g_strconcat ("records/", id, ".json", NULL) : g_strdup ("records");
  g_autofree char *path = lim_project_path (project, relative);
  gint64 looked_at_ns = now_ns ();
  struct stat info;

  return stat (path, &info) == 0 ? stamp_of (&info, looked_at_ns) : (LimStamp){ 0 };
}

/* -- All -- */

typedef struct
{
  LimSweep *sweep;
  int folder;
  gint64 started_ns;
  GMutex lock; /* over the sums in sweep */
} Look;

static guint64
mix (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static guint64
signature_of (const LimSweepItem *item)
{
  guint64 sum = lim_hash_u64 (1, item->id);

  sum = mix (sum ^ (guint64) item->stamp.changed_ns);
  sum = mix (sum ^ (guint64) item->stamp.size);
  return mix (sum ^ (guint64) item->stamp.inode);
}

static gboolean
look_at_chunk (gsize index, gpointer data, G_GNUC_UNUSED GError **error)
{
  Look *look = data;
  GArray *items = look->sweep->items;
  gsize end = MIN ((index + 1) * CHUNK, items->len);
  guint64 signature = 0;
  guint n_unknown = 0;

  for (gsize i = index * CHUNK; i < end; i++)
    {
      LimSweepItem *item = &g_array_index (items, LimSweepItem, i);
      char name[NAME_MAX + 1];
      struct stat info;

      stpcpy (stpcpy (name, item->id), ".json"); /* it came from a name of this length */
      if (fstatat (look->folder, name, &info, 0) == 0)
        item->stamp = stamp_of (&info, look->started_ns);
      n_unknown += item->stamp.changed_ns == 0;
      signature += signature_of (item);
    }
  g_mutex_lock (&look->lock);
  look->sweep->signature += signature;
  look->sweep->n_unknown += n_unknown;
  g_mutex_unlock (&look->lock);
  return TRUE;
}

static gboolean
list_folder (LimSweep *sweep, DIR *dir)
{
  struct dirent *entry;

  while (errno = 0, (entry = readdir (dir)) != NULL)
    {
      gsize length = strlen (entry->d_name);

      if (entry->d_name[0] == '.' || entry->d_type == DT_DIR || length <= 5
          || memcmp (entry->d_name + length - 5, ".json", 5) != 0)
        continue;
      LimSweepItem item = { .id = g_string_chunk_insert_len (sweep->text, entry->d_name, (gssize) length - 5) };
      g_array_append_val (sweep->items, item);
    }
  return errno == 0;
}

static gboolean
look_at_all (LimSweep *sweep, DIR *dir, guint n_threads, GError **error)
{
  Look look = { .sweep = sweep, .folder = dirfd (dir), .started_ns = now_ns () };

  g_mutex_init (&look.lock);
  gboolean ok = lim_pool_run (n_threads, (sweep->items->len + CHUNK - 1) / CHUNK, look_at_chunk, &look, NULL, error);
  g_mutex_clear (&look.lock);
  sweep->signature = mix (sweep->signature + sweep->items->len);
  return ok;
}

LimSweep *
lim_sweep_new (const LimProject *project, guint n_threads, GError **error)
{
  g_autofree char *path = lim_project_path (project, "records");
  g_autoptr (LimSweep) sweep = g_new0 (LimSweep, 1);

  sweep->items = g_array_new (FALSE, TRUE, sizeof (LimSweepItem));
  sweep->text = g_string_chunk_new (1 << 16);
  sweep->folder = lim_sweep_look (project, NULL);
  DIR *dir = opendir (path);
  if (dir == NULL && errno == ENOENT)
    return g_steal_pointer (&sweep);

  gboolean ok = dir != NULL && list_folder (sweep, dir);
  if (!ok)
    lim_fail_errno (error, errno, path, "list the folder");
  ok = ok && look_at_all (sweep, dir, n_threads, error);
  if (dir != NULL)
    closedir (dir);
  return ok ? g_steal_pointer (&sweep) : NULL;
}

void
lim_sweep_free (LimSweep *sweep)
{
  if (sweep == NULL)
    return;
  g_array_unref (sweep->items);
  g_string_chunk_free (sweep->text);
  g_free (sweep);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const LimSweepItem *x = a, *y = b;

  return strcmp (x->id, y->id);
}

void
lim_sweep_sort (LimSweep *sweep)
{
  g_array_sort (sweep->items, compare_ids);
}
