/* Files of rows: lines, or the elements of one list. They are mapped, so that size is no matter. */
#include "export-check.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base-error.h"

/* Gives the pages between @from and @to back, in large pieces, so that a file of any size takes little memory. Returns
 * from where on they are kept. */
static gsize
let_go (const char *text, gsize from, gsize to)
{
  const gsize piece = (gsize) 16 << 20;

  if (to - from < piece)
    return from;
  gsize end = to / piece * piece;
  madvise ((void *) (text + from), end - from, MADV_DONTNEED);
  return end;
}

static guint
read_lines (LimCheck *check, guint file, const char *path, const char *text, gsize length)
{
  guint index = 0, line = 0;
  gsize kept_from = 0;

  for (gsize at = 0; at < length;)
    {
      const char *end = memchr (text + at, '\n', length - at);
      gsize stop = end != NULL ? (gsize) (end - text) : length;

      line++;
      if (stop == at)
        lim_check_fault (check, LIM_FINDING_ERROR, "a line is blank", path, line, NULL,
                         "the line is blank; some trainers stop there");
      else
        lim_check_row (check, file, index++, line, text + at, stop - at);
      at = stop + 1;
      kept_from = let_go (text, kept_from, MIN (at, length));
      if (g_cancellable_is_cancelled (check->context->cancellable))
        break;
    }
  if (length > 0 && text[length - 1] != '\n')
    lim_check_fault (check, LIM_FINDING_WARNING, "the last line does not end", path, line, NULL,
                     "the file does not end in a new line; it may have been cut");
  return index;
}

/* The end of the JSON value that begins at @at: where its brackets close. */
static gsize
end_of_value (const char *text, gsize at, gsize length)
{
  guint depth = 0;
  gboolean in_text = FALSE;

  for (; at < length; at++)
    {
      char c = text[at];

      if (in_text && c == '\\')
        at++;
      else if (c == '"')
        in_text = !in_text;
      else if (!in_text && (c == '{' || c == '['))
        depth++;
      else if (!in_text && (c == '}' || c == ']') && --depth == 0)
        return at + 1;
    }
  return length;
}

static guint
read_list (LimCheck *check, guint file, const char *path, const char *text, gsize length)
{
  guint index = 0, line = 1;
  gsize at = 0;
  gboolean closed = FALSE, begun = FALSE;

  while (at < length && !closed)
    {
      char c = text[at];

      line += c == '\n' ? 1 : 0;
      if (c == '{' && begun)
        {
          gsize end = end_of_value (text, at, length);

          lim_check_row (check, file, index++, line, text + at, end - at);
          for (; at < end; at++)
            line += text[at] == '\n' ? 1 : 0;
          continue;
        }
      if (!begun && c == '[')
        begun = TRUE;
      else if (begun && c == ']')
        closed = TRUE;
      else if (!g_ascii_isspace (c) && !(begun && c == ','))
        break;
      at++;
    }
  if (!closed)
    lim_check_fault (check, LIM_FINDING_ERROR, "a list is broken", path, line, NULL,
                     "expected one list of objects; it does not end");
  return index;
}

static void
check_count (LimCheck *check, const LimCheckFile *file, guint n)
{
  if (n == 0)
    lim_check_fault (check, LIM_FINDING_ERROR, "a file is empty", file->path, 0, NULL,
                     "there are no rows; several loaders fail on an empty file");
  if (file->claimed_rows >= 0 && (gint64) n != file->claimed_rows)
    lim_check_fault (check, LIM_FINDING_ERROR, "the manifest is wrong", file->path, 0, NULL,
                     "%u rows, the manifest has %" G_GINT64_FORMAT, n, file->claimed_rows);
}

static void
read_mapped (LimCheck *check, guint index, const char *text, gsize length)
{
  const LimCheckFile *file = g_ptr_array_index (check->files, index);

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    lim_check_fault (check, LIM_FINDING_ERROR, "a byte order mark", file->path, 1, NULL,
                     "the file begins with a byte order mark; several loaders crash on it");
  check_count (check, file,
               g_str_has_suffix (file->path, ".json") ? read_list (check, index, file->path, text, length)
                                                      : read_lines (check, index, file->path, text, length));
}

static void
check_file (LimCheck *check, guint index)
{
  const LimCheckFile *file = g_ptr_array_index (check->files, index);
  g_autofree char *path = g_build_filename (check->folder, file->path, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  struct stat info;

  if (fd < 0 || fstat (fd, &info) < 0 || !S_ISREG (info.st_mode) || info.st_size == 0)
    {
      /* A missing one was told of with the manifest. */
      if (fd >= 0)
        check_count (check, file, 0);
    }
  else
    {
      char *text = mmap (NULL, (gsize) info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

      if (text != MAP_FAILED)
        {
          madvise (text, (gsize) info.st_size, MADV_SEQUENTIAL);
          read_mapped (check, index, text, (gsize) info.st_size);
          munmap (text, (gsize) info.st_size);
        }
    }
  if (fd >= 0)
    close (fd);
}

/* As the manifest has it; 0, unknown, without one. */
static guint64
claimed_rows (const LimCheck *check)
{
  gint64 n = 0;

  for (guint i = 0; i < check->files->len; i++)
    n += MAX (((LimCheckFile *) g_ptr_array_index (check->files, i))->claimed_rows, 0);
  return (guint64) n;
}

gboolean
lim_check_rows (LimCheck *check, GError **error)
{
  lim_progress_begin (check->context->progress, claimed_rows (check), "row", "Checking rows");
  for (guint i = 0; i < check->files->len; i++)
    if (((LimCheckFile *) g_ptr_array_index (check->files, i))->schema != NULL)
      check_file (check, i);
  lim_progress_end (check->context->progress);
  if (g_cancellable_is_cancelled (check->context->cancellable))
    return lim_fail (error, LIM_ERROR_CANCELLED, "the check was stopped");
  return TRUE;
}
