#include "lora-set.h"

#include "base-file.h"
#include "base-text.h"
#include "base-yaml.h"
#include "store-document.h"

#include <string.h>

static const char gitignore[] = "# Images can be made again from plan.yaml; captions and plans are kept.\n"
                                "*.png\n*.jpg\n*.jpeg\n*.webp\n"
                                "# What trainers leave beside the images.\n"
                                "*.npz\n*.safetensors\nmetadata_cache.json\n"
                                "preview.html\naudit.html\nreport.html\n"
                                "# Configs name paths of this machine.\n"
                                "config/\noutput/\n"
                                "!*.txt\n";

void
lim_lora_set_free (LimLoraSet *set)
{
  if (set == NULL)
    return;
  g_free (set->subject);
  g_free (set->folder);
  g_free (set->plan_path);
  g_free (set->plan_text);
  lim_plan_free (set->plan);
  g_free (set);
}

GPtrArray *
lim_lora_subjects (const LimProject *project)
{
  g_autofree char *folder = lim_project_path (project, "dataset");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *subjects = g_ptr_array_new_with_free_func (g_free);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *plan = g_build_filename (folder, name, "plan.yaml", NULL);

      if (lim_text_is_safe_name (name) && g_file_test (plan, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (subjects, g_strdup (name));
    }
  g_ptr_array_sort (subjects, lim_text_compare);
  return subjects;
}

/* The one that is meant. NULL with @error. Transfer full. */
static char *
choose_subject (const LimProject *project, const char *subject, GError **error)
{
  g_autoptr (GPtrArray) subjects = lim_lora_subjects (project);

  if (subject != NULL && g_ptr_array_find_with_equal_func (subjects, subject, g_str_equal, NULL))
    return g_strdup (subject);
  if (subject == NULL && subjects->len == 1)
    return g_strdup (subjects->pdata[0]);
  g_ptr_array_add (subjects, NULL);

  const char *const *names = (const char *const *) subjects->pdata;
  g_autofree char *list = lim_text_list (names);
  if (names[0] == NULL)
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND,
                          "%s has no dataset/%s/plan.yaml; `limner lora init %s` writes one",
                          lim_project_name (project), subject != NULL ? subject : "SUBJECT",
                          subject != NULL ? subject : "SUBJECT");
  if (subject == NULL)
    return lim_fail_null (error, LIM_ERROR_USAGE, "there are several training sets: %s; name one", list);
  g_autofree char *hint = lim_text_did_you_mean (subject, names);
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "there is no dataset/%s/plan.yaml.%s There are %s", subject, hint,
                        list);
}

static gboolean
read_plan (LimLoraSet *set, GPtrArray *findings, GError **error)
{
  gsize length = 0;
  g_autoptr (LimJsonDoc) doc = NULL;
  guint n_errors = 0;

  set->plan_text = lim_project_read_text (set->project, set->plan_path, &length, error);
  if (set->plan_text == NULL)
    return error != NULL && *error != NULL
               ? FALSE
               : lim_fail (error, LIM_ERROR_NOT_FOUND, "%s is no longer there", set->plan_path);
  doc = lim_yaml_parse (set->plan_path, set->plan_text, (gssize) length, error);
  if (doc == NULL)
    return FALSE;
  if (findings == NULL)
    {
      set->plan = lim_plan_load (doc, set->subject, error);
      return set->plan != NULL;
    }
  set->plan = lim_plan_read (doc, set->subject, findings);
  if (set->plan != NULL)
    return TRUE;
  lim_findings_first (findings, LIM_FINDING_ERROR, &n_errors);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s cannot be used before %s mended", set->plan_path,
                   n_errors == 1 ? "its error is" : "its errors are");
}

LimLoraSet *
lim_lora_set_open (LimProject *project, const char *subject, GPtrArray *findings, GError **error)
{
  g_autoptr (LimLoraSet) set = g_new0 (LimLoraSet, 1);
  g_autoptr (GError) problem = NULL;

  set->project = project;
  set->subject = choose_subject (project, subject, error);
  if (set->subject == NULL)
    return NULL;
  set->folder = g_strconcat ("dataset/", set->subject, NULL);
  set->plan_path = g_strconcat (set->folder, "/plan.yaml", NULL);
  if (read_plan (set, findings, &problem))
    return g_steal_pointer (&set);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

LimLoraSet *
lim_lora_set_with (const LimLoraSet *set, const char *text, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse (set->plan_path, text, -1, error);
  LimPlan *plan = doc != NULL ? lim_plan_load (doc, set->subject, error) : NULL;
  LimLoraSet *other;

  if (plan == NULL)
    return NULL;
  other = g_new0 (LimLoraSet, 1);
  *other = (LimLoraSet){ .project = set->project,
                         .subject = g_strdup (set->subject),
                         .folder = g_strdup (set->folder),
                         .plan_path = g_strdup (set->plan_path),
                         .plan_text = g_strdup (text),
                         .plan = plan };
  return other;
}

char *
lim_lora_path (const LimLoraSet *set, const char *below)
{
  return g_build_filename (set->folder, below, NULL);
}

char *
lim_lora_train_path (const LimLoraSet *set, const char *name)
{
  g_autofree char *folder = lim_plan_train_folder (set->plan);

  return g_build_filename (set->folder, folder, name, NULL);
}

gboolean
lim_lora_ensure_gitignore (const LimProject *project, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, "dataset/.gitignore", error);
  g_autoptr (GError) problem = NULL;

  if (path == NULL)
    return FALSE;
  if (lim_file_create (path, gitignore, strlen (gitignore), &problem)
      || g_error_matches (problem, LIM_ERROR, LIM_ERROR_CONFLICT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
