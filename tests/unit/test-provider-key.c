/* Where a key comes from and to whom it goes, in a home folder of its own. */
#include "provider-key.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static const LimProviderKeyRule openai = { .name = "openai", .variable = "TEST_KEY", .home = "api.openai.com" };
static const LimProviderKeyRule a1111 = { .name = "a1111", .variable = "TEST_LOGIN", .login = TRUE };

static char *config; /* stands for ~/.config */

static char *
write_key (const char *name, const char *text, mode_t mode)
{
  char *path = g_build_filename (config, "limner", "keys", name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (chmod (path, mode), ==, 0);
  return path;
}

static void
remove_key (char *path)
{
  g_unlink (path);
  g_free (path);
}

/* Who gets the environment's key, and who the file of its own name. */
static const struct
{
  const char *holds;
  LimProviderKeyTarget target;
  const char *header; /* NULL: none */
} targets[] = {
  { "OpenAI itself gets the environment's key", { "api.openai.com", FALSE, TRUE, FALSE }, "Bearer sk-env" },
  { "but not in the clear", { "api.openai.com", FALSE, FALSE, FALSE }, NULL },
  { "a server on this machine gets it", { "127.0.0.1", TRUE, FALSE, FALSE }, "Bearer sk-env" },
  { "so does the one that the environment names", { "gpu.lan", FALSE, FALSE, TRUE }, "Bearer sk-env" },
  { "an address that only limner.yaml names does not", { "evil.example", FALSE, TRUE, FALSE }, NULL },
  { "nor one that only looks like OpenAI", { "api.openai.com.evil.example", FALSE, TRUE, FALSE }, NULL },
  { "it gets the file of its own name", { "images.example", FALSE, TRUE, FALSE }, "Bearer sk-theirs" },
  { "a host that is a path finds nothing", { "../openai", FALSE, TRUE, FALSE }, NULL },
};

static void
test_target (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  char *theirs = write_key ("images.example", "sk-theirs\n", 0600);
  char *own = write_key ("openai", "sk-file\n", 0600);
  g_auto (LimProviderKey) key = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", targets[i].holds);
  g_setenv ("TEST_KEY", "sk-env", TRUE);
  g_assert_true (lim_provider_key_find (&openai, &targets[i].target, NULL, &key, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (key.header, ==, targets[i].header);
  g_assert_nonnull (key.place);
  g_unsetenv ("TEST_KEY");
  remove_key (theirs);
  remove_key (own);
}

/* What a file may be. `says` is part of the refusal; NULL: it is taken. */
static const struct
{
  const char *holds, *text;
  mode_t mode;
  const char *says;
} files[] = {
  { "a file that only its owner can read", "sk-file\n", 0600, NULL },
  { "or only read", "sk-file", 0400, NULL },
  { "one that the group can read is refused, with the command that helps", "sk-file", 0640, "chmod 600 '" },
  { "one that all can read", "sk-file", 0644, "chmod 600 '" },
  { "one that all can write", "sk-file", 0602, "chmod 600 '" },
  { "an empty one", " \n", 0600, "is empty" },
  { "one that holds more than a key could end a header", "sk-a\r\nX-Evil: 1", 0600, "no key" },
  { "one with a blank inside", "sk a", 0600, "no key" },
};

static void
test_file (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const LimProviderKeyTarget target = { "api.openai.com", FALSE, TRUE, FALSE };
  char *path = write_key ("openai", files[i].text, files[i].mode);
  g_auto (LimProviderKey) key = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean well = lim_provider_key_find (&openai, &target, NULL, &key, &error);

  g_test_message ("%s", files[i].holds);
  g_assert_true (well == (files[i].says == NULL));
  if (well)
    g_assert_cmpstr (key.header, ==, "Bearer sk-file");
  else
    {
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, files[i].says));
      g_assert_nonnull (strstr (error->message, path));
      g_assert_null (strstr (error->message, "sk-"));
      g_assert_null (key.header);
    }
  remove_key (path);
}

static void
test_named_file (void)
{
  const LimProviderKeyTarget home = { "api.openai.com", FALSE, TRUE, FALSE };
  const LimProviderKeyTarget other = { "evil.example", FALSE, TRUE, FALSE };
  g_autofree char *nowhere = g_build_filename (config, "nowhere", NULL);
  char *path = write_key ("work", "sk-work", 0600);
  g_auto (LimProviderKey) key = { 0 };
  g_auto (LimProviderKey) stranger = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_provider_key_find (&openai, &home, path, &key, NULL));
  g_assert_cmpstr (key.header, ==, "Bearer sk-work");
  g_assert_cmpstr (key.from, ==, path);

  /* limner.yaml names file and address, so neither is proof that the owner wants the one to have the other */
  g_assert_true (lim_provider_key_find (&openai, &other, path, &stranger, NULL));
  g_assert_null (stranger.header);

  lim_provider_key_clear (&stranger);
  g_assert_false (lim_provider_key_find (&openai, &home, nowhere, &stranger, &error));
  g_assert_nonnull (strstr (error->message, nowhere));
  remove_key (path);
}

static void
test_login (void)
{
  const LimProviderKeyTarget target = { "127.0.0.1", TRUE, FALSE, FALSE };
  g_auto (LimProviderKey) key = { 0 };
  g_auto (LimProviderKey) bad = { 0 };
  g_autoptr (GError) error = NULL;

  g_setenv ("TEST_LOGIN", "painter:secret word", TRUE);
  g_assert_true (lim_provider_key_find (&a1111, &target, NULL, &key, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (key.header, ==, "Basic cGFpbnRlcjpzZWNyZXQgd29yZA==");

  g_autofree char *clean =
      lim_provider_key_redact (&key, "Basic cGFpbnRlcjpzZWNyZXQgd29yZA== is painter:secret word, so secret word");
  g_assert_cmpstr (clean, ==, "Basic [key] is [key], so [key]");

  g_setenv ("TEST_LOGIN", "painter", TRUE);
  g_assert_false (lim_provider_key_find (&a1111, &target, NULL, &bad, &error));
  g_assert_nonnull (strstr (error->message, "USER:PASSWORD"));
  g_unsetenv ("TEST_LOGIN");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  config = g_dir_make_tmp ("limner-key-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_unsetenv ("TEST_KEY");
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *path = g_strdup_printf ("/key/target/%02u %s", i, targets[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_target);
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strdup_printf ("/key/file/%02u %s", i, files[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_file);
    }
  g_test_add_func ("/key/named-file", test_named_file);
  g_test_add_func ("/key/login", test_login);
  status = g_test_run ();

  g_autofree char *keys = g_build_filename (config, "limner", "keys", NULL);
  g_autofree char *limner = g_build_filename (config, "limner", NULL);
  g_rmdir (keys);
  g_rmdir (limner);
  g_rmdir (config);
  g_free (config);
  return status;
}
