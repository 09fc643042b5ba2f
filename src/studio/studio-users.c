#include "studio-users.h"

#include "base-file.h"
#include "base-password.h"
#include "base-text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_BYTES (1u << 20)
#define MAX_NAME 64

struct LimUsers
{
  char *path;
  char **lines;
  GHashTable *hashes; /* name → hash */
  struct stat seen;
};

/* -- Names -- */

gboolean
lim_users_check_name (const char *name, GError **error)
{
  gboolean good = g_utf8_validate (name, -1, NULL) && *name != '\0' && strlen (name) <= MAX_NAME;

  for (const char *at = name; good && *at != '\0'; at = g_utf8_next_char (at))
    good = g_unichar_isalnum (g_utf8_get_char (at)) || strchr ("._-@", *at) != NULL;
  return good
         || lim_fail (error, LIM_ERROR_USAGE,
                      "“%s” cannot be a name to log in with: 1 to %d letters, digits, “.”, “_”, “-” and “@”", name,
                      MAX_NAME);
}

/* -- Reading -- */

void
lim_users_free (LimUsers *users)
{
  if (users == NULL)
    return;
  g_free (users->path);
  g_strfreev (users->lines);
  g_hash_table_unref (users->hashes);
  g_free (users);
}

/* Before the file is opened, so that a change in between is seen as one. */
static gboolean
look_at (LimUsers *users, GError **error)
{
  if (stat (users->path, &users->seen) < 0)
    return errno == ENOENT ? lim_fail (error, LIM_ERROR_NOT_FOUND,
                                       "%s is not there; `limner serve --add-user NAME --users %s` makes it",
                                       users->path, users->path)
                           : lim_fail_errno (error, errno, users->path, "read it");
  if ((users->seen.st_mode & 077) != 0 && S_ISREG (users->seen.st_mode))
    return lim_fail (error, LIM_ERROR_REFUSED, "%s may be read by others on this machine; say chmod 600 %s first",
                     users->path, users->path);
  return TRUE;
}

static gboolean
read_line (LimUsers *users, const char *line, guint number, GError **error)
{
  const char *colon = strchr (line, ':');

  if (*line == '\0' || *line == '#')
    return TRUE;
  g_autofree char *name = g_strndup (line, colon != NULL ? (gsize) (colon - line) : strlen (line));
  if (colon == NULL || !lim_users_check_name (name, NULL) || !lim_password_is_hash (colon + 1))
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s, line %u is not NAME:$scrypt$…; `limner serve --add-user NAME --users %s` writes such lines",
                     users->path, number, users->path);
  if (!g_hash_table_insert (users->hashes, g_steal_pointer (&name), g_strdup (colon + 1)))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s, line %u names somebody for the second time", users->path,
                     number);
  return TRUE;
}

LimUsers *
lim_users_load (const char *path, GError **error)
{
  g_autoptr (LimUsers) users = g_new0 (LimUsers, 1);

  users->path = g_strdup (path);
  users->hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gsize length;
  g_autofree char *text = look_at (users, error) ? lim_file_read (path, MAX_BYTES, &length, error) : NULL;
  if (text == NULL)
    return NULL;
  users->lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; users->lines[i] != NULL; i++)
    if (!read_line (users, g_strchomp (users->lines[i]), i + 1, error))
      return NULL;
  return g_steal_pointer (&users);
}

guint
lim_users_count (const LimUsers *users)
{
  return g_hash_table_size (users->hashes);
}

gboolean
lim_users_changed (const LimUsers *users)
{
  const struct stat *seen = &users->seen;
  struct stat now;

  return stat (users->path, &now) < 0 || now.st_ino != seen->st_ino || now.st_size != seen->st_size
         || now.st_mode != seen->st_mode || now.st_ctim.tv_sec != seen->st_ctim.tv_sec
         || now.st_ctim.tv_nsec != seen->st_ctim.tv_nsec;
}

const char *
lim_users_hash (const LimUsers *users, const char *name)
{
  return g_hash_table_lookup (users->hashes, name);
}

const char *
lim_users_any_hash (const LimUsers *users)
{
  GHashTableIter iter;
  gpointer hash = NULL;

  g_hash_table_iter_init (&iter, users->hashes);
  g_hash_table_iter_next (&iter, NULL, &hash);
  return hash;
}

/* -- Writing -- */

static gboolean
is_of (const char *line, const char *name)
{
  gsize length = strlen (name);

  return strncmp (line, name, length) == 0 && line[length] == ':';
}

/* The lines without those of @name, and with @line (may be NULL) in their place or last. */
static gboolean
save (const LimUsers *users, const char *name, const char *line, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; users->lines[i] != NULL; i++)
    {
      const char *kept = users->lines[i];

      if (is_of (kept, name))
        kept = g_steal_pointer (&line);
      if (kept != NULL && (*kept != '\0' || users->lines[i + 1] != NULL))
        g_string_append_printf (text, "%s\n", kept);
    }
  if (line != NULL)
    g_string_append_printf (text, "%s\n", line);
  return lim_file_write (users->path, text->str, text->len, error);
}

/* An empty one that only its owner may read; writing keeps that. */
static gboolean
ensure_file (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return errno == EEXIST || lim_fail_errno (error, errno, path, "make it");
  close (fd);
  return TRUE;
}

gboolean
lim_users_add (const char *path, const char *name, const char *password, gboolean *replaced, GError **error)
{
  if (!lim_users_check_name (name, error))
    return FALSE;
  if (g_utf8_strlen (password, -1) < LIM_MIN_PASSWORD)
    return lim_fail (error, LIM_ERROR_USAGE, "the password is too short: %d characters at least, better a few words",
                     LIM_MIN_PASSWORD);
  g_autofree char *hash = lim_password_hash (password, error);
  g_autoptr (LimUsers) users = hash != NULL && ensure_file (path, error) ? lim_users_load (path, error) : NULL;
  if (users == NULL)
    return FALSE;
  g_autofree char *line = g_strdup_printf ("%s:%s", name, hash);
  if (!save (users, name, line, error))
    return FALSE;
  *replaced = lim_users_hash (users, name) != NULL;
  return TRUE;
}

gboolean
lim_users_remove (const char *path, const char *name, GError **error)
{
  g_autoptr (LimUsers) users = lim_users_load (path, error);

  if (users == NULL)
    return FALSE;
  if (lim_users_hash (users, name) == NULL)
    {
      g_autofree const char **names = (const char **) g_hash_table_get_keys_as_array (users->hashes, NULL);
      g_autofree char *hint = lim_text_did_you_mean (name, names);

      return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s names no “%s”.%s", path, name, hint);
    }
  return save (users, name, NULL, error);
}
