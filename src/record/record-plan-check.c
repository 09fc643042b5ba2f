/* record-plan-check.c: the rules of a plan that span several members. */

#include "record-plan-private.h"

#include "base-finding.h"
#include "base-text.h"

#include <string.h>

typedef struct
{
  const LimPlan *plan;
  const LimJson *root;
  GPtrArray *findings;
} Check;

static void
note (const Check *check, LimFindingSeverity severity, guint line, const char *field, const char *found,
      const char *expected, const char *fix)
{
  g_ptr_array_add (check->findings, lim_finding_new (severity, check->plan->name, line, field, found, expected, fix));
}

/* The first bearer of each name; the others are named with its line. */
static void
note_twice (const Check *check, GHashTable *lines, const char *what, const char *name, guint line)
{
  guint first = GPOINTER_TO_UINT (g_hash_table_lookup (lines, name));

  if (first == 0)
    {
      g_hash_table_insert (lines, (gpointer) name, GUINT_TO_POINTER (MAX (line, 1)));
      return;
    }
  g_autofree char *found = g_strdup_printf ("“%s”, which line %u has already", name, first);
  g_autofree char *expected = g_strdup_printf ("%s no other has", what);
  note (check, LIM_FINDING_ERROR, line, what[0] == 'a' ? "id" : what, found, expected, "Rename one of the two.");
}

static GPtrArray *
all_images (const LimPlan *plan)
{
  GPtrArray *images = g_ptr_array_new ();

  for (guint i = 0; i < plan->sources->len; i++)
    g_ptr_array_extend (images, ((const LimPlanSource *) plan->sources->pdata[i])->crops, NULL, NULL);
  g_ptr_array_extend (images, plan->topups, NULL, NULL);
  return images;
}

static void
check_names (const Check *check, const GPtrArray *images)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < images->len; i++)
    {
      const LimPlanImage *image = images->pdata[i];

      note_twice (check, ids, "an id", image->id, image->line);
    }
  for (guint i = 0; i < check->plan->features->len; i++)
    {
      const LimPlanFeature *feature = check->plan->features->pdata[i];

      note_twice (check, names, "name", feature->name, feature->line);
    }
  for (guint i = 0; i < check->plan->sources->len; i++)
    {
      const LimPlanSource *source = check->plan->sources->pdata[i];

      note_twice (check, files, "file", source->file, source->line);
    }
}

/* @image's `shows` names features of the plan. */
static void
check_shows (const Check *check, const LimPlanImage *image, const char *const *known)
{
  for (char **name = image->shows; name != NULL && *name != NULL; name++)
    if (!g_strv_contains (known, *name))
      {
        g_autofree char *found = g_strdup_printf ("“%s”", *name);
        g_autofree char *list = lim_text_list (known);
        g_autofree char *hint = lim_text_did_you_mean (*name, known);
        g_autofree char *expected = known[0] != NULL ? g_strdup_printf ("a feature of the plan: %s", list)
                                                     : g_strdup ("a feature of the plan");
        g_autofree char *fix = g_strstrip (*hint != '\0' ? g_strdup (hint) : g_strdup ("List it under features."));

        note (check, LIM_FINDING_ERROR, image->line, "shows", found, expected, fix);
      }
}

static void
check_image (const Check *check, const LimPlanImage *image, const char *const *features)
{
  const LimPlan *plan = check->plan;
  const char *const *expressions = (const char *const *) plan->coverage.expressions;

  check_shows (check, image, features);
  if (image->expression != NULL && expressions[0] != NULL && !g_strv_contains (expressions, image->expression))
    {
      g_autofree char *found = g_strdup_printf ("“%s”", image->expression);
      g_autofree char *list = lim_text_list (expressions);

      note (check, LIM_FINDING_WARNING, image->line, "expression", found, list,
            "Add it to coverage.expressions, or use one of these.");
    }
  if (image->caption != NULL
      && (!g_str_has_prefix (image->caption, plan->trigger)
          || (image->caption[strlen (plan->trigger)] != ',' && image->caption[strlen (plan->trigger)] != '\0')))
    {
      g_autofree char *fix = g_strdup_printf ("Begin it with “%s, ”.", plan->trigger);

      note (check, LIM_FINDING_WARNING, image->line, "caption", "a text that does not begin with the trigger word",
            NULL, fix);
    }
}

static void
check_flips (const Check *check)
{
  const LimJson *flips = lim_json_get (check->root, "flips");

  for (char **id = check->plan->flip_ids; *id != NULL; id++)
    if (lim_plan_find (check->plan, *id) == NULL)
      {
        g_autofree char *found = g_strdup_printf ("“%s”", *id);

        note (check, LIM_FINDING_ERROR, lim_json_line (flips), "flips", found, "the id of a crop or top-up",
              "Correct it, or take it off the list.");
      }
}

/* Regularization teaches the class what the subject is not. */
static void
check_class (const Check *check)
{
  const LimPlan *plan = check->plan;
  g_autofree char *token = lim_plan_class_token (plan);

  if (g_ascii_strcasecmp (token, plan->trigger) == 0)
    note (check, LIM_FINDING_ERROR, lim_json_line (lim_json_get (check->root, "class")), "class",
          "the same word as the trigger", "what the subject is one of", "Example: class: young woman");
}

void
lim_plan_check_whole (const LimPlan *plan, const LimJson *root, GPtrArray *findings)
{
  const Check check = { .plan = plan, .root = root, .findings = findings };
  g_autoptr (GPtrArray) images = all_images (plan);
  g_autoptr (GPtrArray) features = g_ptr_array_new ();

  for (guint i = 0; i < plan->features->len; i++)
    g_ptr_array_add (features, ((LimPlanFeature *) plan->features->pdata[i])->name);
  g_ptr_array_add (features, NULL);
  check_names (&check, images);
  for (guint i = 0; i < images->len; i++)
    check_image (&check, images->pdata[i], (const char *const *) features->pdata);
  check_flips (&check);
  check_class (&check);
}
