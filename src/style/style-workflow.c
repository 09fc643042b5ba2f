#include "style-workflow.h"

#include "base-file.h"
#include "base-text.h"
#include "produce.h"

#include <string.h>

#define PROVIDER "comfyui"
#define ENDING ".json"

static void
view_free (gpointer data)
{
  LimWorkflowView *view = data;

  g_free (view->name);
  g_free (view->file);
  g_free (view->problem);
  g_free (view);
}

void
lim_workflow_list_free (LimWorkflowList *list)
{
  if (list == NULL)
    return;
  g_free (list->folder);
  lim_workflow_shelf_free (list->shelf);
  g_clear_pointer (&list->views, g_ptr_array_unref);
  g_free (list);
}

/* -- Seeing -- */

static LimWorkflowView *
new_view (LimWorkflowShelf *shelf, const char *folder, const char *name)
{
  LimWorkflowView *view = g_new0 (LimWorkflowView, 1);
  g_autofree char *base = g_path_get_basename (folder);
  g_autoptr (GError) problem = NULL;

  view->name = g_strdup (name);
  view->built_in = lim_workflow_is_built_in (name);
  view->workflow = lim_workflow_shelf_get (shelf, name, &problem);
  view->file = view->workflow != NULL ? g_strdup (lim_workflow_file (view->workflow))
                                      : g_strconcat (base, "/", name, ENDING, NULL);
  view->problem = problem != NULL ? g_strdup (problem->message) : NULL;
  return view;
}

LimWorkflowList *
lim_style_list_workflows (LimProject *project, GError **error)
{
  const LimImageProvider *provider;
  g_autoptr (LimSettings) settings = NULL;

  if (!lim_produce_choose_provider (project, PROVIDER, &provider, &settings, error))
    return NULL;

  LimWorkflowList *list = g_new0 (LimWorkflowList, 1);
  list->folder = g_strdup (lim_settings_string (settings, "workflow-folder"));
  list->shelf = lim_workflow_shelf_new (list->folder);
  list->views = g_ptr_array_new_with_free_func (view_free);

  g_auto (GStrv) names = lim_workflow_shelf_names (list->shelf);
  for (char **name = names; *name != NULL; name++)
    g_ptr_array_add (list->views, new_view (list->shelf, list->folder, *name));
  return list;
}

const char **
lim_style_slot_names (const LimWorkflow *workflow)
{
  const char **names = g_new0 (const char *, LIM_N_SLOTS + 1);
  guint n = 0;

  for (guint slot = 0; slot < LIM_N_SLOTS; slot++)
    if (lim_workflow_has (workflow, slot))
      names[n++] = lim_slot_name (slot);
  return names;
}

/* -- Checking -- */

/* Some workflows of one folder, and the provider that looks there. */
typedef struct
{
  const LimContext *context;
  const LimImageProvider *provider;
  LimSettings *settings;
  gpointer state;  /* NULL: no server is asked */
  gboolean *there; /* per server, whether it answered */
  guint n_servers;
  GPtrArray *findings;
} Check;

static void
check_clear (Check *check)
{
  if (check->state != NULL)
    check->provider->close (check->state);
  lim_settings_free (check->settings);
  g_free (check->there);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

static void
add (Check *check, LimFindingSeverity severity, const char *file, const char *message)
{
  g_ptr_array_add (check->findings, lim_finding_new_from_message (severity, file, message));
}

/* Asks who is there. FALSE: cancelled, or the settings are wrong. */
static gboolean
meet_servers (Check *check, gboolean first, guint *n_there, GError **error)
{
  guint n = 0;

  check->state = check->provider->open (check->settings, error);
  if (check->state == NULL)
    return FALSE;
  check->provider->servers (check->state, &n);
  check->n_servers = n;
  check->there = g_new0 (gboolean, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *about = NULL;
      g_autoptr (GError) problem = NULL;

      check->there[i] = check->provider->probe (check->state, i, check->context->cancellable, &about, &problem);
      *n_there += first && check->there[i] ? 1 : 0;
      if (g_cancellable_set_error_if_cancelled (check->context->cancellable, error))
        return FALSE;
      if (!check->there[i] && first)
        add (check, LIM_FINDING_INFO, "limner.yaml", problem->message);
    }
  return TRUE;
}

/* What any pack may set, and what is lost where there is no slot for it. */
static const struct
{
  LimSlot slot;
  const char *lost;
} wanted[] = {
  { LIM_SLOT_NEGATIVE, "negative prompts are not used" },
  { LIM_SLOT_CHECKPOINT, "the file's own checkpoint is used" },
  { LIM_SLOT_LORAS, "packs with LoRAs are refused" },
  { LIM_SLOT_STEPS, "the file's own steps are used" },
};

static void
tell_missing_slots (Check *check, const LimWorkflow *workflow)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (!lim_workflow_has (workflow, wanted[i].slot))
      {
        g_autofree char *message = g_strdup_printf ("no slot %s: %s", lim_slot_name (wanted[i].slot), wanted[i].lost);

        add (check, LIM_FINDING_INFO, lim_workflow_file (workflow), message);
      }
}

/* A recipe as a pack would ask, as far as the settings say. What they leave open is not looked at. */
static LimRecipe *
new_recipe (Check *check, const LimWorkflow *workflow)
{
  LimRecipe *recipe = lim_recipe_new ();

  recipe->workflow = g_strdup (lim_workflow_name (workflow));
  if (lim_workflow_has (workflow, LIM_SLOT_IMAGE))
    recipe->source_image = g_strdup ("source.png");
  check->provider->prepare (check->state, recipe, NULL);
  return recipe;
}

static gboolean
ask_servers (Check *check, const LimWorkflow *workflow, GError **error)
{
  g_autoptr (LimRecipe) recipe = new_recipe (check, workflow);

  for (guint i = 0; i < check->n_servers; i++)
    {
      g_autoptr (GError) problem = NULL;

      if (!check->there[i] || check->provider->check (check->state, i, recipe, check->context->cancellable, &problem))
        continue;
      if (g_cancellable_set_error_if_cancelled (check->context->cancellable, error))
        return FALSE;

      g_auto (GStrv) lines = g_strsplit (problem->message, "\n", 0);
      for (char **line = lines; *line != NULL; line++)
        add (check, LIM_FINDING_ERROR, lim_workflow_file (workflow), *line);
    }
  return TRUE;
}

static gboolean
check_view (Check *check, const LimWorkflowView *view, GError **error)
{
  if (view->workflow == NULL)
    {
      add (check, LIM_FINDING_ERROR, view->file, view->problem);
      return TRUE;
    }
  tell_missing_slots (check, view->workflow);
  return check->state == NULL || ask_servers (check, view->workflow, error);
}

static gboolean
is_file (const char *word)
{
  return strchr (word, '/') != NULL || g_str_has_suffix (word, ENDING);
}

/* A file anywhere is a workflow of the folder it lies in. */
static gboolean
check_file (Check *common, LimProject *project, const char *word, gboolean ask_server, GError **error)
{
  g_auto (Check) check = { .context = common->context, .findings = common->findings };
  g_autofree char *path = g_canonicalize_filename (word, NULL), *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_str_has_suffix (base, ENDING) ? g_strndup (base, strlen (base) - strlen (ENDING)) : NULL;
  guint n_there = 0;

  if (name == NULL || lim_workflow_is_built_in (name))
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s: a workflow's file is called NAME.json, and not like a built-in one", word);
  if (!lim_produce_choose_provider (project, PROVIDER, &check.provider, &check.settings, error)
      || !lim_settings_set_text (check.settings, "workflow-folder", folder, error)
      || (ask_server && !meet_servers (&check, FALSE, &n_there, error)))
    return FALSE;

  g_autoptr (LimWorkflowShelf) shelf = lim_workflow_shelf_new (folder);
  LimWorkflowView *view = new_view (shelf, folder, name);
  gboolean ok = check_view (&check, view, error);
  view_free (view);
  return ok;
}

static gboolean
check_name (Check *check, const LimWorkflowList *list, const char *word, GError **error)
{
  for (guint i = 0; i < list->views->len; i++)
    {
      const LimWorkflowView *view = list->views->pdata[i];

      if (strcmp (view->name, word) == 0)
        return check_view (check, view, error);
    }
  return lim_workflow_shelf_get (list->shelf, word, error) != NULL;
}

gboolean
lim_style_check_workflows (const LimContext *context, LimProject *project, const char *const *words,
                           gboolean ask_server, GPtrArray *findings, guint *n_checked, guint *n_servers,
                           GError **error)
{
  g_auto (Check) check = { .context = context, .findings = findings };
  g_autoptr (LimWorkflowList) list = lim_style_list_workflows (project, error);

  *n_checked = *n_servers = 0;
  if (list == NULL || !lim_produce_choose_provider (project, PROVIDER, &check.provider, &check.settings, error)
      || (ask_server && !meet_servers (&check, TRUE, n_servers, error)))
    return FALSE;
  if (words[0] == NULL)
    for (guint i = 0; i < list->views->len; i++, ++*n_checked)
      if (!check_view (&check, list->views->pdata[i], error))
        return FALSE;
  for (const char *const *word = words; *word != NULL; word++, ++*n_checked)
    if (!(is_file (*word) ? check_file (&check, project, *word, ask_server, error)
                          : check_name (&check, list, *word, error)))
      return FALSE;
  return TRUE;
}

/* -- Copying -- */

gboolean
lim_style_copy_workflow (LimProject *project, const char *from, const char *to, char **path, GError **error)
{
  g_autoptr (LimWorkflowList) list = lim_style_list_workflows (project, error);
  const LimWorkflow *workflow = list != NULL ? lim_workflow_shelf_get (list->shelf, from, error) : NULL;
  g_autofree char *file = g_strconcat (to, ENDING, NULL);
  gsize length;

  if (workflow == NULL)
    return FALSE;
  if (lim_workflow_is_built_in (to) || !lim_text_is_safe_name (file) || !lim_text_is_safe_name (to))
    return lim_fail (error, LIM_ERROR_USAGE, "a workflow cannot be called “%s”: %s", to,
                     lim_workflow_is_built_in (to) ? "that is a built-in one" : "it has to be a file's name");

  g_autofree char *target = g_build_filename (list->folder, file, NULL);
  const char *text = g_bytes_get_data (lim_workflow_text (workflow), &length);
  if (!lim_file_create (target, text, length, error))
    return FALSE;
  *path = g_steal_pointer (&target);
  return TRUE;
}
