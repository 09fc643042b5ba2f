#include "store-fixture.h"

#include "store-document.h"
#include "store-lock.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* -- Discovery -- */

static const struct
{
  const char *holds;
  const char *files[4]; /* made empty */
  const char *start;    /* below the temporary folder */
  const char *game;
  const char *expected; /* the project's folder, or NULL: not opened */
  int code;
  const char *message; /* a pattern */
} openings[] = {
  { "a folder with limner.yaml is a project", { "p/limner.yaml" }, "p", NULL, "p" },
  { "it is found from a folder below",
    { "p/limner.yaml", "p/inputs/prompts/x.json" },
    "p/inputs/prompts",
    NULL,
    "p" },
  { "seed layout: only canon texts and records",
    { "games/sf/canon/constitution.md", "games/sf/records/a.json" },
    "games/sf/records",
    NULL,
    "games/sf" },
  { "canon under another name, beside records", { "q/canon/rules.md", "q/records/a.json" }, "q", NULL, "q" },
  { "head layout: JSON configuration",
    { "projects/sf/constitution.json", "projects/sf/project.json" },
    "projects/sf",
    NULL,
    "projects/sf" },
  { "the only game of a workspace is meant",
    { "games/one/limner.yaml", "games/notes/x.txt" },
    ".",
    NULL,
    "games/one" },
  { "also from beside it", { "games/one/limner.yaml", "docs/x.txt" }, "docs", NULL, "games/one" },
  { "one of several must be named",
    { "games/one/limner.yaml", "projects/two/limner.yaml" },
    ".",
    NULL,
    NULL,
    LIM_ERROR_USAGE,
    "*2 projects: games/one and projects/two*--game one*" },
  { "--game finds it under games/", { "games/one/limner.yaml", "games/two/limner.yaml" }, ".", "two", "games/two" },
  { "--game finds it under projects/",
    { "projects/two/limner.yaml", "games/one/limner.yaml" },
    ".",
    "two",
    "projects/two" },
  { "--game walks up", { "games/one/limner.yaml", "games/two/canon/x.md" }, "games/two/canon", "one", "games/one" },
  { "of a folder and a project with one name the project is meant",
    { "games/a/notes.txt", "projects/a/limner.yaml" },
    ".",
    "a",
    "projects/a" },
  { "a folder named outright may be empty", { "games/bare/.keep" }, ".", "bare", "games/bare" },
  { "an unknown game: what was looked for, where, and what was perhaps meant",
    { "games/harbour/limner.yaml", "games/moor/limner.yaml" },
    ".",
    "harbor",
    NULL,
    LIM_ERROR_NOT_FOUND,
    "*games/harbor and projects/harbor*harbour and moor*“harbour”*" },
  { "a game is a name, not a path",
    { "games/one/limner.yaml" },
    ".",
    "../games/one",
    NULL,
    LIM_ERROR_USAGE,
    "*name of a folder*" },
  { "nothing here: what would have been a project",
    { "x/readme.txt" },
    "x",
    NULL,
    NULL,
    LIM_ERROR_NOT_FOUND,
    "*no project here*limner.yaml*limner init*" },
  { "a project.json alone is somebody else's", { "x/project.json" }, "x", NULL, NULL, LIM_ERROR_NOT_FOUND, "*" },
  { "a start that does not exist", { "x/readme.txt" }, "y", NULL, NULL, LIM_ERROR_NOT_FOUND, "*/y*" },
  { "a start that is a file", { "x/readme.txt" }, "x/readme.txt", NULL, NULL, LIM_ERROR_BAD_INPUT, "*a folder*" },
};

static void
test_discovery (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *top = fixture_folder ();
      g_autofree char *start = g_build_filename (top, openings[i].start, NULL);
      for (gsize k = 0; k < G_N_ELEMENTS (openings[i].files) && openings[i].files[k] != NULL; k++)
        fixture_write (top, openings[i].files[k], "");

      g_test_message ("%s", openings[i].holds);
      g_autoptr (LimProject) project = lim_project_open (start, openings[i].game, &error);
      if (openings[i].expected != NULL)
        {
          g_assert_no_error (error);
          g_autofree char *expected = g_build_filename (top, openings[i].expected, NULL);
          g_assert_cmpstr (lim_project_folder (project), ==, expected);
        }
      else
        {
          g_assert_error (error, LIM_ERROR, openings[i].code);
          g_assert_true (g_pattern_match_simple (openings[i].message, error->message));
        }
      fixture_remove (top);
    }
}

static void
test_names (void)
{
  g_autofree char *top = fixture_folder ();
  fixture_write (top, "games/one/limner.yaml", "");
  fixture_write (top, "alone/limner.yaml", "");
  g_autofree char *alone_path = g_build_filename (top, "alone", NULL);

  g_autoptr (LimProject) one = lim_project_open (top, "one", NULL);
  g_assert_cmpstr (lim_project_name (one), ==, "one");
  g_autoptr (LimProject) alone = lim_project_open (alone_path, NULL, NULL);
  g_assert_cmpstr (lim_project_name (alone), ==, "alone");
  g_assert_false (fixture_has (alone_path, ".limner")); /* opening writes nothing */
  fixture_remove (top);
}

/* -- Configuration and texts -- */

static void
test_config_from_json (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_write (fixture->folder, "project.json", "{\"defaults\": {\"steps\": 8, \"cfg\": 2.0}, \"name\": \"x\"}");
  const LimJson *config = lim_project_config (fixture->project, &error);
  g_assert_no_error (error);
  g_assert_cmpint (lim_json_get_int (lim_json_get (config, "defaults"), "steps", 0), ==, 8);
  g_assert_cmpstr (lim_json_get_string (config, "name"), ==, "x");
  g_assert_true (lim_project_config (fixture->project, NULL) == config);
}

static void
test_config_from_yaml_over_json (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_write (fixture->folder, "project.json", "{\"name\": \"x\", \"defaults\": {\"steps\": 8, \"cfg\": 2.0}}");
  fixture_write (fixture->folder, "limner.yaml", "# ours\ndefaults:\n  steps: 20\n  provider: sketch\n");
  const LimJson *config = lim_project_config (fixture->project, &error);
  g_assert_no_error (error);
  const LimJson *defaults = lim_json_get (config, "defaults");
  g_assert_cmpint (lim_json_get_int (defaults, "steps", 0), ==, 20);
  g_assert_cmpfloat (lim_json_get_double (defaults, "cfg", 0), ==, 2.0);
  g_assert_cmpstr (lim_json_get_string (defaults, "provider"), ==, "sketch");
  g_assert_cmpstr (lim_json_get_string (config, "name"), ==, "x");
}

static void
test_config_absent_or_broken (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_write (fixture->folder, "project.json", "{\"a\": }");
  g_assert_null (lim_project_config (fixture->project, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "project.json:1"));
  g_clear_error (&error);

  fixture_write (fixture->folder, "project.json", "[1]");
  g_assert_null (lim_project_config (fixture->project, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_clear_error (&error);

  fixture_write (fixture->folder, "project.json", "{}");
  fixture_write (fixture->folder, "limner.yaml", "a: 1\nb: [\n");
  g_assert_null (lim_project_config (fixture->project, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "limner.yaml:"));
  g_clear_error (&error);

  fixture_write (fixture->folder, "limner.yaml", "# only a comment\n");
  const LimJson *config = lim_project_config (fixture->project, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lim_json_length (config), ==, 0);
}

static void
test_read_text (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = lim_project_read_text (fixture->project, "canon/constitution.md", &length, &error);

  g_assert_cmpstr (text, ==, "# Canon\n");
  g_assert_cmpuint (length, ==, 8);
  g_assert_null (lim_project_read_text (fixture->project, "canon/absent.md", NULL, &error));
  g_assert_no_error (error);
  g_assert_null (lim_project_read_text (fixture->project, "canon", NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

/* -- Paths -- */

static const struct
{
  const char *holds;
  const char *path;
  gboolean ok;
} paths[] = {
  { "a file that is there", "canon/constitution.md", TRUE },
  { "one that is to be made, with its folders", "outputs/new/x.png", TRUE },
  { "a link inside the project", "inner/constitution.md", TRUE },
  { "up and out", "../x", FALSE },
  { "up in the middle", "canon/../../x", FALSE },
  { "absolute", "/etc/passwd", FALSE },
  { "a link that leads out", "outer/x.png", FALSE },
  { "a link in a circle", "circle/x.png", FALSE },
  { "a link to nothing, which a write would follow", "nowhere", FALSE },
  { "a control character", "a\nb", FALSE },
  { "nothing", "", FALSE },
};

static void
test_paths_stay_inside (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  static const char *const links[][2] = {
    { "inner", "canon" }, { "outer", "/tmp" }, { "circle", "circle" }, { "nowhere", "/tmp/limner-not-there/x" }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autofree char *path = lim_project_path (fixture->project, links[i][0]);
      g_assert_cmpint (symlink (links[i][1], path), ==, 0);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *resolved = lim_store_resolve (fixture->project, paths[i].path, &error);

      g_test_message ("%s", paths[i].holds);
      g_assert_cmpint (resolved != NULL, ==, paths[i].ok);
      if (!paths[i].ok)
        g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
    }
}

/* -- Locks -- */

static void
test_lock_excludes (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pid = g_strdup_printf ("process %d", (int) getpid ());
  g_autoptr (LimLock) lock = lim_lock_take (fixture->project, LIM_LOCK_WRITE, 0, &error);

  g_assert_no_error (error);
  g_assert_null (lim_lock_take (fixture->project, LIM_LOCK_WRITE, 0, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, pid));
  g_autoptr (LimLock) other = lim_lock_take (fixture->project, LIM_LOCK_INDEX, 0, NULL);
  g_assert_nonnull (other);
  g_autofree char *ignore = fixture_read (fixture->folder, ".limner/.gitignore");
  g_assert_cmpstr (ignore, ==, "*\n");
}

static void
test_lock_can_be_looked_at (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  int holder = 0;

  g_assert_false (lim_lock_is_held (fixture->project, LIM_LOCK_RUN, &holder));
  g_assert_false (fixture_has (fixture->folder, ".limner"));

  LimLock *lock = lim_lock_take (fixture->project, LIM_LOCK_RUN, 0, NULL);
  g_assert_true (lim_lock_is_held (fixture->project, LIM_LOCK_RUN, &holder));
  g_assert_cmpint (holder, ==, (int) getpid ());
  g_assert_false (lim_lock_is_held (fixture->project, LIM_LOCK_WRITE, NULL));
  lim_lock_release (lock);
  g_assert_false (lim_lock_is_held (fixture->project, LIM_LOCK_RUN, NULL));
}

static void
test_lock_ends_with_its_process (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int status;
  pid_t child = fork ();

  if (child == 0)
    _exit (lim_lock_take (fixture->project, LIM_LOCK_WRITE, 0, NULL) != NULL ? 0 : 1);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_autoptr (LimLock) lock = lim_lock_take (fixture->project, LIM_LOCK_WRITE, 0, &error);
  g_assert_no_error (error);
}

static void
test_lock_survives_deleted_folder (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *state = lim_project_path (fixture->project, ".limner");
  g_autoptr (LimLock) lock = lim_lock_take (fixture->project, LIM_LOCK_WRITE, 0, NULL);

  fixture_remove (state);
  g_clear_pointer (&lock, lim_lock_release);
  lock = lim_lock_take (fixture->project, LIM_LOCK_WRITE, 0, NULL);
  g_assert_nonnull (lock);
  g_assert_null (lim_lock_take (fixture->project, LIM_LOCK_WRITE, 0, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                                          \
  g_test_add (path, Fixture, GINT_TO_POINTER (0), fixture_set_up, function, fixture_tear_down)
  g_test_add_func ("/project/discovery", test_discovery);
  g_test_add_func ("/project/names", test_names);
  ADD ("/project/config-from-json", test_config_from_json);
  ADD ("/project/config-from-yaml-over-json", test_config_from_yaml_over_json);
  ADD ("/project/config-absent-or-broken", test_config_absent_or_broken);
  ADD ("/project/read-text", test_read_text);
  ADD ("/project/paths-stay-inside", test_paths_stay_inside);
  ADD ("/lock/excludes", test_lock_excludes);
  ADD ("/lock/looked-at", test_lock_can_be_looked_at);
  ADD ("/lock/ends-with-its-process", test_lock_ends_with_its_process);
  ADD ("/lock/survives-deleted-folder", test_lock_survives_deleted_folder);
  return g_test_run ();
}
