#include "export-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base-file.h"
#include "base-hash.h"
#include "base-json.h"

#define TEMPORARY_PREFIX ".limner-tmp-export-"

struct _LimExportFolder
{
  char *target;
  char *path;
  int lock;            /* descriptor of the folder, locked while we live */
  GHashTable *folders; /* names made already */
  GHashTable *images;  /* names placed already */
  GPtrArray *files;
  gboolean sorted;
  gboolean copied; /* image bytes were written, too many files to sync one by one */
  gboolean finished;
};

static void
file_free (gpointer data)
{
  LimExportFile *file = data;

  g_free (file->path);
  g_free (file->sha256);
  g_free (file);
}

/* -- Beginning -- */

/* Unfinished folders are locked as long as their maker lives, so an unlocked one is the remains of a killed run. */
static void
remove_remains (const char *parent)
{
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      if (!g_str_has_prefix (name, TEMPORARY_PREFIX))
        continue;
      g_autofree char *path = g_build_filename (parent, name, NULL);
      int fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

      if (fd < 0)
        continue;
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        lim_file_remove_tree (path);
      close (fd);
    }
}

/* What the manifest of an earlier export lists: path → itself. NULL when @target is no export. */
static GHashTable *
listed_files (const char *target)
{
  g_autofree char *path = g_build_filename (target, "manifest.json", NULL);
  gsize length;
  g_autofree char *text = lim_file_read (path, (gsize) 1 << 30, &length, NULL);
  g_autoptr (LimJsonDoc) doc = text != NULL ? lim_json_parse (path, text, (gssize) length, NULL) : NULL;
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;

  if (!lim_json_is (lim_json_get (root, "limner_export"), LIM_JSON_NUMBER)
      && !lim_json_is (lim_json_get (root, "limner_ship"), LIM_JSON_NUMBER))
    return NULL;

  GHashTable *listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (listed, g_strdup ("manifest.json"));
  for (const LimJson *file = lim_json_first (lim_json_get (root, "files")); file != NULL; file = lim_json_next (file))
    {
      const char *name = lim_json_string (lim_json_get (file, "path"));

      if (name != NULL)
        g_hash_table_add (listed, g_strdup (name));
    }
  return listed;
}

/* The first thing below @folder that @listed does not have, relative to the export; NULL when there is none. Transfer
 * full. */
static char *
find_foreign (const char *folder, const char *below, GHashTable *listed)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  char *foreign = NULL;

  for (const char *name; dir != NULL && foreign == NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *relative = *below != '\0' ? g_strconcat (below, "/", name, NULL) : g_strdup (name);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
        foreign = find_foreign (path, relative, listed);
      else if (!g_hash_table_contains (listed, relative))
        foreign = g_steal_pointer (&relative);
    }
  return foreign;
}

gboolean
lim_export_folder_check (const char *target, GError **error)
{
  struct stat info;

  if (lstat (target, &info) < 0)
    return errno == ENOENT ? TRUE : lim_fail_errno (error, errno, target, "write it");

  g_autoptr (GDir) dir = S_ISDIR (info.st_mode) ? g_dir_open (target, 0, NULL) : NULL;
  if (dir != NULL && g_dir_read_name (dir) == NULL)
    return TRUE;
  g_autoptr (GHashTable) listed = dir != NULL ? listed_files (target) : NULL;
  if (listed == NULL)
    return lim_fail (
        error, LIM_ERROR_REFUSED,
        "%s exists and is no export of limner, so it is not replaced. Move it away or choose another place.", target);

  g_autofree char *foreign = find_foreign (target, "", listed);
  if (foreign != NULL)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "%s/%s was not written by limner and would be lost when the export is replaced. Move it away or "
                     "choose another place.",
                     target, foreign);
  return TRUE;
}

LimExportFolder *
lim_export_folder_new (const char *target, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (target);
  g_autofree char *name = g_path_get_basename (target);

  if (!lim_file_make_folder (parent, error) || !lim_export_folder_check (target, error))
    return NULL;
  remove_remains (parent);

  g_autofree char *path = g_strdup_printf ("%s/" TEMPORARY_PREFIX "%s-XXXXXX", parent, name);
  if (g_mkdtemp_full (path, 0777) == NULL)
    {
      lim_fail_errno (error, errno, parent, "make a folder in it");
      return NULL;
    }

  LimExportFolder *folder = g_new0 (LimExportFolder, 1);
  folder->target = g_strdup (target);
  folder->path = g_steal_pointer (&path);
  folder->lock = open (folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  folder->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  folder->images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  folder->files = g_ptr_array_new_with_free_func (file_free);
  if (folder->lock >= 0)
    flock (folder->lock, LOCK_EX | LOCK_NB);
  return folder;
}

void
lim_export_folder_free (LimExportFolder *folder)
{
  if (folder == NULL)
    return;
  if (!folder->finished)
    lim_file_remove_tree (folder->path);
  if (folder->lock >= 0)
    close (folder->lock);
  g_hash_table_unref (folder->folders);
  g_hash_table_unref (folder->images);
  g_ptr_array_unref (folder->files);
  g_free (folder->target);
  g_free (folder->path);
  g_free (folder);
}

/* -- Filling -- */

char *
lim_export_folder_path (LimExportFolder *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder->path, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  if (!g_hash_table_contains (folder->folders, parent))
    {
      if (!lim_file_make_folder (parent, error))
        return NULL;
      g_hash_table_add (folder->folders, g_steal_pointer (&parent));
    }
  return g_steal_pointer (&path);
}

LimExportFile *
lim_export_folder_enter (LimExportFolder *folder, const char *name, guint64 bytes, char *sha256)
{
  LimExportFile *file = g_new0 (LimExportFile, 1);

  file->path = g_strdup (name);
  file->bytes = bytes;
  file->sha256 = sha256;
  g_ptr_array_add (folder->files, file);
  folder->sorted = FALSE;
  return file;
}

gboolean
lim_export_folder_write (LimExportFolder *folder, const char *name, const char *text, gsize length, GError **error)
{
  g_autofree char *path = lim_export_folder_path (folder, name, error);
  int fd = path != NULL ? open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;

  if (path == NULL)
    return FALSE;
  if (fd < 0)
    return lim_fail_errno (error, errno, path, "write it");

  gboolean ok = lim_file_write_all (fd, text, length);
  int saved_errno = errno;
  close (fd);
  if (!ok)
    return lim_fail_errno (error, saved_errno, path, "write it");
  lim_export_folder_enter (folder, name, length, lim_sha256_hex (text, (gssize) length));
  return TRUE;
}

/* -- Images -- */

static gboolean
copy_image (int from, const char *path, GError **error)
{
  int to = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

  if (to < 0)
    return lim_fail_errno (error, errno, path, "write it");

  gboolean ok = lim_file_copy_data (from, to);
  int saved_errno = errno;
  if (close (to) < 0 && ok)
    {
      ok = FALSE;
      saved_errno = errno;
    }
  return ok || lim_fail_errno (error, saved_errno, path, "write it");
}

static gboolean
check_unchanged (const LimExportImage *image, const struct stat *info, GError **error)
{
  if ((guint64) info->st_size == image->info.bytes
      && (gint64) info->st_mtim.tv_sec * 1000000000 + info->st_mtim.tv_nsec == image->mtime_ns)
    return TRUE;
  return lim_fail (error, LIM_ERROR_CONFLICT, "%s: changed while it was exported. Export again.", image->path);
}

static gboolean
copy_unchanged (LimExportFolder *folder, const char *path, const LimExportImage *image, GError **error)
{
  struct stat info;
  int fd = open (image->path, O_RDONLY | O_CLOEXEC);
  gboolean ok;

  folder->copied = TRUE;
  if (fd < 0 && errno == ENOENT)
    return lim_fail (error, LIM_ERROR_CONFLICT, "%s: moved away while it was exported. Export again.", image->path);
  if (fd < 0)
    return lim_fail_errno (error, errno, image->path, "read it");
  if (fstat (fd, &info) < 0)
    ok = lim_fail_errno (error, errno, image->path, "read it");
  else
    ok = check_unchanged (image, &info, error) && copy_image (fd, path, error);
  close (fd);
  return ok;
}

static gboolean
write_bare (LimExportFolder *folder, const char *path, const LimExportImage *image, GError **error)
{
  g_autoptr (GBytes) bytes = lim_image_file_read (image, error);
  int fd = bytes != NULL ? open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
  gsize length;

  if (bytes == NULL)
    return FALSE;
  if (fd < 0)
    return lim_fail_errno (error, errno, path, "write it");
  folder->copied = TRUE;

  const char *data = g_bytes_get_data (bytes, &length);
  gboolean ok = lim_file_write_all (fd, data, length);
  int saved_errno = errno;
  close (fd);
  return ok || lim_fail_errno (error, saved_errno, path, "write it");
}

static gboolean
place_image (LimExportFolder *folder, const char *path, const LimExportImage *image, gboolean wants_link,
             GError **error)
{
  struct stat info;

  if (image->bare)
    return write_bare (folder, path, image, error);
  /* The link is looked at after it was made, so that nothing can come in between. */
  if (!wants_link || link (image->path, path) < 0)
    return copy_unchanged (folder, path, image, error);
  if (lstat (path, &info) < 0)
    return lim_fail_errno (error, errno, path, "look at it");
  if (S_ISREG (info.st_mode))
    return check_unchanged (image, &info, error);
  unlink (path); /* a link to a symbolic link would break when the folder moves */
  return copy_unchanged (folder, path, image, error);
}

gboolean
lim_export_folder_add_image (LimExportFolder *folder, const char *name, const LimExportImage *image, gboolean link,
                             GError **error)
{
  if (g_hash_table_contains (folder->images, name))
    return TRUE;

  g_autofree char *path = lim_export_folder_path (folder, name, error);
  if (path == NULL || !place_image (folder, path, image, link, error))
    return FALSE;
  g_hash_table_add (folder->images, g_strdup (name));
  lim_export_folder_enter (folder, name, image->info.bytes, g_strdup (image->sha256));
  return TRUE;
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const LimExportFile *const *left = a, *const *right = b;

  return strcmp ((*left)->path, (*right)->path);
}

GPtrArray *
lim_export_folder_files (LimExportFolder *folder)
{
  if (!folder->sorted)
    g_ptr_array_sort (folder->files, compare_files);
  folder->sorted = TRUE;
  return folder->files;
}

/* -- Finishing -- */

static gboolean
sync_path (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean ok = fd >= 0 && (fsync (fd) == 0 || errno == EINVAL);

  if (!ok)
    lim_fail_errno (error, errno, path, "make it durable");
  if (fd >= 0)
    close (fd);
  return ok;
}

/* One sync of the file system for many copies; without copies only what was written, since a sync of all would wait for
 * everybody else's work too. */
static gboolean
sync_contents (LimExportFolder *folder, GError **error)
{
  GHashTableIter iter;
  gpointer path;

  if (folder->copied)
    return (folder->lock >= 0 && syncfs (folder->lock) == 0)
           || lim_fail_errno (error, errno, folder->path, "make it durable");
  for (guint i = 0; i < folder->files->len; i++)
    {
      const LimExportFile *file = g_ptr_array_index (folder->files, i);
      g_autofree char *full = g_build_filename (folder->path, file->path, NULL);

      if (!g_hash_table_contains (folder->images, file->path) && !sync_path (full, error))
        return FALSE;
    }
  g_hash_table_iter_init (&iter, folder->folders);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    if (!sync_path (path, error))
      return FALSE;
  return TRUE;
}

gboolean
lim_export_folder_finish (LimExportFolder *folder, GError **error)
{
  if (!sync_contents (folder, error) || !lim_export_folder_check (folder->target, error))
    return FALSE;
  if (renameat2 (AT_FDCWD, folder->path, AT_FDCWD, folder->target, RENAME_EXCHANGE) == 0)
    {
      /* The old export has our temporary name now. */
      lim_file_remove_tree (folder->path);
    }
  else if (rename (folder->path, folder->target) < 0)
    return lim_fail_errno (error, errno, folder->target, "put the export there");
  folder->finished = TRUE;
  g_autofree char *parent = g_path_get_dirname (folder->target);
  return sync_path (parent, error);
}
