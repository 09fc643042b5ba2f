/* store-fixture.h: a project in a temporary folder, made and removed by a test. */
#pragma once

#include "base-file.h"
#include "store-project.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* Spellings that a reader which rewrites what it does not touch would lose. */
#define FIXTURE_ODD_BYTES "\"odd\":  [1.0, 0.850, 1E3, \"\\u00e9\"],"

static inline char *
fixture_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("limner-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static inline void
fixture_write (const char *folder, const char *relative, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0777), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static inline char *
fixture_read (const char *folder, const char *relative)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static inline gboolean
fixture_has (const char *folder, const char *relative)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* An unjudged record with its image in outputs/candidates. */
static inline void
fixture_add_record (const char *folder, const char *id)
{
  g_autofree char *record = g_strdup_printf ("records/%s.json", id);
  g_autofree char *image = g_strdup_printf ("outputs/candidates/%s.png", id);
  g_autofree char *text = g_strdup_printf ("{\n  \"id\": \"%s\",\n  \"asset_path\": \"%s\",\n  " FIXTURE_ODD_BYTES
                                           "\n  \"provenance\": { \"prompt\": \"a ship\" },\n  \"judgment\": null\n}",
                                           id, image);

  fixture_write (folder, record, text);
  fixture_write (folder, image, id);
}

static inline void
fixture_remove (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);
          fixture_remove (child);
        }
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

typedef struct
{
  char *folder;
  LimProject *project;
} Fixture;

/* A project with the records a_v1 … of @n. */
static inline void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = fixture_folder ();
  fixture_write (fixture->folder, "canon/constitution.md", "# Canon\n");
  for (int i = 1; i <= GPOINTER_TO_INT (data); i++)
    {
      g_autofree char *id = g_strdup_printf ("a_v%d", i);
      fixture_add_record (fixture->folder, id);
    }
  fixture->project = lim_project_open (fixture->folder, NULL, &error);
  g_assert_no_error (error);
}

static inline void
fixture_tear_down (Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  lim_project_free (fixture->project);
  fixture_remove (fixture->folder);
  g_free (fixture->folder);
}
