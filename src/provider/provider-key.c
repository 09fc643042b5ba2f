#include "provider-key.h"

#include "base-file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_KEY 4096u
#define MIN_HIDDEN 4u /* shorter words are no secret worth tearing a message apart */

void
lim_provider_key_clear (LimProviderKey *key)
{
  g_clear_pointer (&key->header, g_free);
  g_clear_pointer (&key->from, g_free);
  g_clear_pointer (&key->place, g_free);
  g_clear_pointer (&key->secrets, g_strfreev);
}

/* Read anew each time: g_get_user_config_dir() keeps what it saw first. */
char *
lim_provider_config_path (const char *name)
{
  const char *config = g_getenv ("XDG_CONFIG_HOME");

  if (config != NULL && g_path_is_absolute (config))
    return g_build_filename (config, "limner", name, NULL);
  return g_build_filename (g_get_home_dir (), ".config", "limner", name, NULL);
}

/* -- Files -- */

/* Asks the open file, not the path, which may be another one by now. */
static gboolean
is_private (int fd, const char *path, GError **error)
{
  struct stat about;

  if (fstat (fd, &about) != 0 || about.st_uid != geteuid ())
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: a key file must belong to you", path);
  if ((about.st_mode & 077) != 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s: others may read this key file (mode %03o). Make it yours alone: chmod 600 '%s'", path,
                     about.st_mode & 0777, path);
  return TRUE;
}

static char *
read_file (const char *path, GError **error)
{
  guint64 size;
  int fd = lim_file_open (path, &size, error);
  g_autofree char *text = g_malloc0 (MAX_KEY + 2);
  gsize length = 0;
  gssize got = 0;

  if (fd < 0)
    return NULL;
  if (!is_private (fd, path, error))
    {
      close (fd);
      return NULL;
    }
  while (length <= MAX_KEY && (got = read (fd, text + length, MAX_KEY + 1 - length)) > 0)
    length += (gsize) got;
  close (fd);
  if (got < 0 || length > MAX_KEY || strlen (text) != length)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: is no key file; it must hold the key and nothing else",
                          path);
  return g_strdup (g_strstrip (text));
}

/* -- Keys -- */

/* What is put into a header must not be able to end it. */
static gboolean
check_key (const LimProviderKeyRule *rule, const char *text, const char *from, GError **error)
{
  const char *at = text;

  while (*at > 0x20 && *at < 0x7f)
    at++;
  if (*at != '\0' && !(rule->login && g_utf8_validate (text, -1, NULL) && strpbrk (text, "\r\n") == NULL))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s holds something that is no key: blanks or other signs in it",
                     from);
  if (rule->login && (strchr (text, ':') == NULL || *text == ':'))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s must hold USER:PASSWORD", from);
  return TRUE;
}

static gboolean
take_key (const LimProviderKeyRule *rule, const char *text, const char *from, LimProviderKey *key, GError **error)
{
  g_autoptr (GStrvBuilder) secrets = g_strv_builder_new ();
  g_autofree char *coded = g_base64_encode ((const guchar *) text, strlen (text));
  const char *password = rule->login ? strchr (text, ':') : NULL;

  if (!check_key (rule, text, from, error))
    return FALSE;
  key->header =
      rule->login ? g_strconcat ("Basic ", coded, NULL) : g_strconcat (rule->plain ? "" : "Bearer ", text, NULL);
  key->from = g_strdup (from);
  if (rule->login)
    g_strv_builder_add (secrets, coded);
  g_strv_builder_add (secrets, text);
  if (password != NULL)
    g_strv_builder_add (secrets, password + 1);
  key->secrets = g_strv_builder_end (secrets);
  return TRUE;
}

static gboolean
take_file (const LimProviderKeyRule *rule, const char *path, LimProviderKey *key, GError **error)
{
  g_autofree char *text = read_file (path, error);

  if (text == NULL)
    return FALSE;
  if (*text == '\0')
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: the key file is empty", path);
  return take_key (rule, text, path, key, error);
}

char *
lim_provider_home_path (const char *path)
{
  return g_str_has_prefix (path, "~/") ? g_build_filename (g_get_home_dir (), path + 2, NULL) : g_strdup (path);
}

static gboolean
is_trusted (const LimProviderKeyRule *rule, const LimProviderKeyTarget *target)
{
  return target->local || target->named
         || (rule->home != NULL && target->secure && strcmp (rule->home, target->host) == 0);
}

static gboolean
find_for_stranger (const LimProviderKeyRule *rule, const char *host, LimProviderKey *key, GError **error)
{
  g_autofree char *name = g_build_filename ("keys", host, NULL);
  g_autofree char *path = lim_provider_config_path (name);

  key->place = g_strdup (path);
  if (strchr (host, '/') != NULL || *host == '.' || !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  return take_file (rule, path, key, error);
}

gboolean
lim_provider_key_find (const LimProviderKeyRule *rule, const LimProviderKeyTarget *target, const char *file,
                       LimProviderKey *key, GError **error)
{
  g_autofree char *variable = g_strdup (g_getenv (rule->variable));
  g_autofree char *from = g_strdup_printf ("the environment's %s", rule->variable);
  g_autofree char *name = g_build_filename ("keys", rule->name, NULL);
  g_autofree char *path = file != NULL ? lim_provider_home_path (file) : lim_provider_config_path (name);

  if (!is_trusted (rule, target))
    return find_for_stranger (rule, target->host, key, error);
  key->place = g_strdup_printf ("%s or %s", from, path);
  if (variable != NULL && *g_strstrip (variable) != '\0')
    return take_key (rule, variable, from, key, error);
  if (file == NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  return take_file (rule, path, key, error);
}

char *
lim_provider_key_redact (const LimProviderKey *key, const char *text)
{
  GString *clean = g_string_new (text);

  for (guint i = 0; key != NULL && key->secrets != NULL && key->secrets[i] != NULL; i++)
    if (strlen (key->secrets[i]) >= MIN_HIDDEN)
      g_string_replace (clean, key->secrets[i], "[key]", 0);
  return g_string_free (clean, FALSE);
}
