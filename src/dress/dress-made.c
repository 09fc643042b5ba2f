#include "dress-made.h"

#include "base-file.h"
#include "base-hash.h"
#include "store-document.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MADE_FILE "story/made.jsonl"
#define MAX_FILE ((gsize) 256 << 20)

struct _LimMade
{
  const LimProject *project;
  const LimClock *clock;
  GMutex lock;       /* over the table and the file */
  GHashTable *lines; /* “file \n content” and “file \n content \n from” → LimMadeState */
};

/* Of two writings of the same content the later counts. */
static void
remember (LimMade *made, const char *file, const char *content, const char *from, const char *by)
{
  gboolean hand = g_strcmp0 (by, LIM_MADE_HAND) == 0;

  g_hash_table_insert (made->lines, g_strconcat (file, "\n", content, NULL),
                       GINT_TO_POINTER (hand ? LIM_MADE_BY_HAND : LIM_MADE_STALE));
  g_hash_table_insert (made->lines, g_strconcat (file, "\n", content, "\n", from != NULL ? from : "", NULL),
                       GINT_TO_POINTER (hand ? LIM_MADE_BY_HAND : LIM_MADE_FRESH));
}

/* LIM_MADE_FRESH, STALE, BY_HAND or EDITED. */
static LimMadeState
recall (LimMade *made, const char *file, const char *content, const char *from)
{
  g_autofree char *any = g_strconcat (file, "\n", content, NULL);
  g_autofree char *own = from != NULL ? g_strconcat (any, "\n", from, NULL) : NULL;
  gpointer state = NULL;

  if (!g_hash_table_lookup_extended (made->lines, any, NULL, &state))
    return LIM_MADE_EDITED;
  if (GPOINTER_TO_INT (state) == LIM_MADE_BY_HAND)
    return LIM_MADE_BY_HAND;
  return own == NULL || g_hash_table_contains (made->lines, own) ? LIM_MADE_FRESH : LIM_MADE_STALE;
}

static void
read_line (LimMade *made, const char *line, gsize length)
{
  g_autoptr (LimJsonDoc) doc = length > 0 ? lim_json_parse (MADE_FILE, line, (gssize) length, NULL) : NULL;
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *file = lim_json_get_string (root, "file"), *content = lim_json_get_string (root, "content");

  if (file != NULL && content != NULL)
    remember (made, file, content, lim_json_get_string (root, "from"), lim_json_get_string (root, "by"));
}

LimMade *
lim_made_open (const LimProject *project, const LimClock *clock, GError **error)
{
  g_autoptr (LimMade) made = g_new0 (LimMade, 1);
  g_autofree char *path = lim_store_resolve (project, MADE_FILE, error), *text = NULL;
  gsize length = 0;

  g_mutex_init (&made->lock);
  made->project = project;
  made->clock = clock;
  made->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (path == NULL)
    return NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&made);
  text = lim_file_read (path, MAX_FILE, &length, error);
  if (text == NULL)
    return NULL;
  for (const char *at = text; at < text + length;)
    {
      const char *end = memchr (at, '\n', (gsize) (text + length - at));
      gsize size = (gsize) ((end != NULL ? end : text + length) - at);

      read_line (made, at, size);
      at += size + 1;
    }
  return g_steal_pointer (&made);
}

void
lim_made_free (LimMade *made)
{
  if (made == NULL)
    return;
  g_hash_table_unref (made->lines);
  g_mutex_clear (&made->lock);
  g_free (made);
}

gboolean
lim_made_look (LimMade *made, const char *relative, const char *from, LimMadeState *state, GBytes **bytes,
               GError **error)
{
  g_autofree char *path = lim_store_resolve (made->project, relative, error), *text = NULL, *hash = NULL;
  gsize length = 0;

  if (path == NULL)
    return FALSE;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      *state = LIM_MADE_MISSING;
      if (bytes != NULL)
        *bytes = NULL;
      return TRUE;
    }
  text = lim_file_read (path, 0, &length, error);
  if (text == NULL)
    return FALSE;
  hash = lim_sha256_hex (text, (gssize) length);
  g_mutex_lock (&made->lock);
  *state = recall (made, relative, hash, from);
  g_mutex_unlock (&made->lock);
  if (bytes != NULL)
    *bytes = g_bytes_new_take (g_steal_pointer (&text), length);
  return TRUE;
}

/* One write of whole lines, so that several programs may append at once. A line that a crash cut short is ended first. */
static gboolean
append (LimMade *made, const char *line, GError **error)
{
  g_autofree char *path = lim_store_resolve (made->project, MADE_FILE, error);
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  g_autofree char *text = NULL;
  gboolean good;
  char last = '\n';
  int fd;

  if (path == NULL || !lim_file_make_folder (folder, error))
    return FALSE;
  fd = open (path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd < 0)
    return lim_fail_errno (error, errno, MADE_FILE, "open");
  off_t size = lseek (fd, 0, SEEK_END);
  if (size > 0 && pread (fd, &last, 1, size - 1) != 1)
    last = '\n';
  text = g_strconcat (last == '\n' ? "" : "\n", line, "\n", NULL);
  good = lim_file_write_all (fd, text, strlen (text)) && fdatasync (fd) == 0;
  if (!good)
    lim_fail_errno (error, errno, MADE_FILE, "write");
  close (fd);
  return good;
}

static char *
write_line (LimMade *made, const char *relative, const char *content, const char *from, const char *by)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (MADE_FILE);
  g_autofree char *at = lim_clock_now_iso (made->clock);
  GString *line = g_string_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "file", relative);
  lim_json_set_string (root, "content", content);
  lim_json_set_string (root, "from", from);
  lim_json_set_string (root, "by", by);
  lim_json_set_string (root, "at", at);
  lim_json_append_compact (line, root);
  return g_string_free (line, FALSE);
}

gboolean
lim_made_write (LimMade *made, const char *relative, const char *text, const char *from, const char *by,
                GBytes *expected, GError **error)
{
  g_autofree char *content = lim_sha256_hex (text, -1), *line = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  gboolean good;

  g_mutex_lock (&made->lock);
  line = write_line (made, relative, content, from, by);
  good = append (made, line, error);
  if (good)
    remember (made, relative, content, from, by);
  g_mutex_unlock (&made->lock);
  return good && lim_store_save_document (made->project, relative, bytes, expected, error);
}
