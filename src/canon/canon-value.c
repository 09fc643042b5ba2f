/* The values that a canon is made of, before it is one: rules, dimensions, failure modes, names, findings. */
#include "canon-private.h"

#include <string.h>

LimRule *
canon_rule_new (const char *id, const char *file, guint line)
{
  LimRule *rule = g_new0 (LimRule, 1);

  rule->id = g_strdup (id);
  rule->file = g_strdup (file);
  rule->line = line;
  rule->dimensions = g_new0 (char *, 1);
  rule->failure_modes = g_new0 (char *, 1);
  return rule;
}

void
canon_rule_free (LimRule *rule)
{
  if (rule == NULL)
    return;
  g_free (rule->id);
  g_free (rule->category);
  g_free (rule->title);
  g_free (rule->text);
  g_strfreev (rule->dimensions);
  g_strfreev (rule->failure_modes);
  g_strfreev (rule->lanes);
  g_free (rule->rationale_pass);
  g_free (rule->rationale_fail);
  g_free (rule->file);
  g_free (rule);
}

LimDimension *
canon_dimension_new (const char *name, const char *help, const char *file, guint line)
{
  LimDimension *dimension = g_new0 (LimDimension, 1);

  dimension->name = g_strdup (name);
  dimension->help = help != NULL && *help != '\0' ? g_strdup (help) : NULL;
  dimension->file = g_strdup (file);
  dimension->line = line;
  return dimension;
}

void
canon_dimension_free (LimDimension *dimension)
{
  if (dimension == NULL)
    return;
  g_free (dimension->name);
  g_free (dimension->help);
  g_free (dimension->file);
  g_free (dimension);
}

LimFailureMode *
canon_failure_new (const char *name, const char *help)
{
  LimFailureMode *failure = g_new0 (LimFailureMode, 1);

  failure->name = g_strdup (name);
  failure->help = help != NULL && *help != '\0' ? g_strdup (help) : NULL;
  failure->rules = g_new0 (char *, 1);
  return failure;
}

void
canon_failure_free (LimFailureMode *failure)
{
  if (failure == NULL)
    return;
  g_free (failure->name);
  g_free (failure->help);
  g_strfreev (failure->rules);
  g_free (failure);
}

void
canon_strv_add (char ***list, const char *name)
{
  guint length = g_strv_length (*list);

  if (g_strv_contains ((const char *const *) *list, name))
    return;
  *list = g_renew (char *, *list, length + 2);
  (*list)[length] = g_strdup (name);
  (*list)[length + 1] = NULL;
}

GPtrArray *
canon_add_finding (GPtrArray *findings, LimFindingSeverity severity, const char *file, guint line, const char *field,
                   const char *expected, const char *fix, const char *found, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, found);
  text = g_strdup_vprintf (found, arguments);
  va_end (arguments);
  g_ptr_array_add (findings, lim_finding_new (severity, file, line, field, text, expected, fix));
  return findings;
}

/* -- Rule ids -- */

static const struct
{
  const char *prefix, *category;
} categories[] = {
  { "SHP-EXT", "ship" },    { "SHP-INT", "interior" }, { "RND", "rendering" },   { "MAT", "material" },
  { "SHP", "shape" },       { "COL", "color" },        { "CLO", "clothing" },    { "EQP", "equipment" },
  { "ENV", "environment" }, { "SIL", "silhouette" },   { "CMP", "composition" }, { "MOD", "mood" },
  { "LGT", "lighting" },    { "ANA", "anatomy" },
};

char *
canon_category (const char *rule_id)
{
  const char *hyphen = strrchr (rule_id, '-');
  gsize length = hyphen != NULL ? (gsize) (hyphen - rule_id) : strlen (rule_id);

  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    if (strlen (categories[i].prefix) == length && strncmp (categories[i].prefix, rule_id, length) == 0)
      return g_strdup (categories[i].category);
  return g_ascii_strdown (rule_id, (gssize) length);
}

gsize
canon_rule_id_length (const char *text)
{
  const char *at = text;

  for (;;)
    {
      const char *part = at;

      while (g_ascii_isupper (*at) || (at > part && g_ascii_isdigit (*at)))
        at++;
      if (at == part || *at != '-')
        return 0;
      at++;
      if (!g_ascii_isdigit (*at))
        continue;
      while (g_ascii_isdigit (*at))
        at++;
      if (g_ascii_islower (*at) && !g_ascii_isalnum (at[1]))
        at++;
      return g_ascii_isalnum (*at) || *at == '-' || at - text > CANON_MAX_NAME_LENGTH ? 0 : (gsize) (at - text);
    }
}
