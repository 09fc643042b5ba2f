#include "lora-init.h"

#include "base-file.h"
#include "base-text.h"
#include "base-yaml.h"
#include "imaging-header.h"
#include "lora-resource.h"
#include "store-document.h"

#include <string.h>

#define REFERENCES "inputs/references"
#define DEEPEST 4u
#define MOST_SOURCES 500u

static const char *const templates[] = { "character", "object", NULL };

/* -- Pictures that are there -- */

/* Adds the paths, relative to the project, of the pictures in @relative and its folders. */
static void
find_pictures (const LimProject *project, const char *relative, guint depth, GPtrArray *paths)
{
  g_autofree char *folder = lim_project_path (project, relative);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL && paths->len < MOST_SOURCES;)
    {
      g_autofree char *child = g_build_filename (relative, name, NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      LimImageInfo info;

      if (!lim_text_is_safe_name (name) || g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          if (depth < DEEPEST)
            find_pictures (project, child, depth + 1, paths);
        }
      else if (lim_image_probe (path, &info, NULL))
        g_ptr_array_add (paths, g_steal_pointer (&child));
    }
}

static char *
list_sources (const GPtrArray *paths)
{
  GString *out = g_string_new ("sources:");

  for (guint i = 0; i < paths->len; i++)
    {
      g_string_append (out, "\n  - file: ");
      lim_json_append_quoted (out, paths->pdata[i], -1);
      g_string_append (out, "\n    kind: clean\n    crops:");
    }
  if (paths->len == 0)
    g_string_append (out, "\n#  - file: " REFERENCES "/sheet.png\n#    kind: clean\n#    crops:");
  return g_string_free (out, FALSE);
}

/* -- The plan -- */

/* “Ada Gull” → “ada_gull_v1”. */
static char *
trigger_of (const char *subject)
{
  g_autofree char *lower = g_ascii_strdown (subject, -1);

  g_strcanon (lower, "abcdefghijklmnopqrstuvwxyz0123456789_-", '_');
  const char *start = lower + strspn (lower, "_-");
  return g_strdup_printf ("%.40s_v1", *start != '\0' ? start : "subject");
}

/* The template with its blanks filled. NULL with @error for an unknown name. */
static char *
fill_in (const char *subject, const LimLoraInitOptions *options, const GPtrArray *paths, GError **error)
{
  g_autofree char *resource = g_strconcat ("/limner/lora/", options->template, ".yaml", NULL);
  g_autofree char *trigger = options->trigger != NULL ? g_strdup (options->trigger) : trigger_of (subject);
  g_autofree char *sources = list_sources (paths);
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  if (!g_strv_contains (templates, options->template))
    {
      g_autofree char *list = lim_text_list (templates);
      g_autofree char *hint = lim_text_did_you_mean (options->template, templates);

      return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "there is no template “%s”.%s There are %s",
                            options->template, hint, list);
    }
  if (!lim_plan_is_trigger (trigger))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          "“%s” cannot be a trigger word: it must be one word of letters, digits, “_” and “-”, since "
                          "trainers split captions at commas and prompts at blanks. Example: --trigger ada_gull_v1",
                          trigger);
  bytes = g_resource_lookup_data (lora_data_get_resource (), resource, 0, error);
  if (bytes == NULL)
    return NULL;

  const char *data = g_bytes_get_data (bytes, &length);
  GString *out = g_string_new_len (data, (gssize) length);
  g_string_replace (out, "@SOURCES@", sources, 0);
  g_string_replace (out, "@TRIGGER@", trigger, 0);
  g_string_replace (out, "@CLASS@", options->class_words != NULL ? options->class_words : options->template, 0);
  g_string_replace (out, "@SUBJECT@", subject, 0);
  return g_string_free (out, FALSE);
}

/* What limner writes, limner reads: the class is checked by the reader of plans. */
static gboolean
check_plan (const char *path, const char *text, const char *subject, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (path, text, -1, error);
  g_autoptr (LimPlan) plan = doc != NULL ? lim_plan_load (doc, subject, error) : NULL;

  return plan != NULL;
}

static gboolean
check_subject (const char *subject, GError **error)
{
  if (lim_text_is_safe_name (subject) && strlen (subject) <= 60 && strpbrk (subject, " ,*?\"<>|:\\") == NULL)
    return TRUE;
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "“%s” cannot be a subject: it becomes a folder and begins the name of each image, so no blanks, "
                   "commas, “/” or quotes. Example: ada_gull",
                   subject);
}

gboolean
lim_lora_init (LimProject *project, const char *subject, const LimLoraInitOptions *options, char **path,
               guint *n_sources, GError **error)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *relative = g_strdup_printf ("dataset/%s/plan.yaml", subject);
  g_autofree char *target = NULL, *text = NULL;

  if (!check_subject (subject, error))
    return FALSE;
  find_pictures (project, REFERENCES, 0, pictures);
  g_ptr_array_sort (pictures, lim_text_compare);
  text = fill_in (subject, options, pictures, error);
  target = text != NULL ? lim_store_resolve (project, relative, error) : NULL;
  if (target == NULL || !check_plan (relative, text, subject, error))
    return FALSE;
  if (g_file_test (target, G_FILE_TEST_EXISTS))
    return lim_fail (error, LIM_ERROR_CONFLICT,
                     "%s exists already and is left as it is; edit it, or choose another "
                     "subject",
                     relative);
  if (!options->dry_run
      && (!lim_file_create (target, text, strlen (text), error) || !lim_lora_ensure_gitignore (project, error)))
    return FALSE;
  *path = g_steal_pointer (&relative);
  *n_sources = pictures->len;
  return TRUE;
}
