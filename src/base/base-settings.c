#include "base-option-private.h"

#include "base-text.h"

#include <string.h>

struct _LimSettings
{
  const LimOptionRow *rows;
  gsize n_rows;
  LimOptionValue *values; /* one per row */
};

/* -- Rows -- */

static gboolean
same_name (const char *a, const char *b)
{
  for (; *a != '\0' && *b != '\0'; a++, b++)
    if ((*a == '_' ? '-' : *a) != (*b == '_' ? '-' : *b))
      return FALSE;
  return *a == *b;
}

const LimOptionRow *
lim_settings_find (const LimSettings *settings, const char *name)
{
  for (gsize i = 0; i < settings->n_rows; i++)
    if (same_name (settings->rows[i].name, name))
      return &settings->rows[i];
  return NULL;
}

static LimOptionValue *
value_of (const LimSettings *settings, const LimOptionRow *row)
{
  return &settings->values[row - settings->rows];
}

/* -- Complaining -- */

/* “. Did you mean “x”?”, or nothing: the end of a sentence about @found, which is none of @known (or NULL). */
static char *
ending (const char *found, const char *const *known)
{
  g_autofree char *hint = found != NULL && known != NULL ? lim_text_did_you_mean (found, known) : g_strdup ("");

  return *hint != '\0' ? g_strconcat (".", hint, NULL) : g_strdup ("");
}

/* As the option is spelled in a file: there “queue_depth”, on the command line “--queue-depth”. Transfer full. */
static char *
name_in_file (const LimOptionRow *row)
{
  return g_strdelimit (g_strdup (row->name), "-", '_');
}

/* All names as a person would type them, on the command line or in a file. */
static char **
names_of (const LimSettings *settings, gboolean in_file)
{
  char **names = g_new0 (char *, settings->n_rows + 1);

  for (gsize i = 0; i < settings->n_rows; i++)
    names[i] = in_file ? name_in_file (&settings->rows[i]) : g_strconcat ("--", settings->rows[i].name, NULL);
  return names;
}

static gboolean
fail_text (const LimOptionRow *row, const char *text, const LimOptionValue *value, GError **error)
{
  g_autofree char *allowed = lim_option_describe (row);
  const char *wrong = value->list != NULL ? lim_option_wrong_element (row, value->list) : text;
  g_autofree char *hint = ending (wrong, row->choices);
  g_autofree char *shown = wrong != NULL ? g_utf8_make_valid (wrong, -1) : NULL;

  if (wrong == NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "--%s needs a value: %s", row->name, allowed);
  return lim_fail (error, LIM_ERROR_USAGE, "--%s must be %s, found “%s”%s", row->name, allowed, shown, hint);
}

static gboolean
fail_json (const LimOptionRow *row, const LimJson *json, const LimOptionValue *value, GError **error)
{
  g_autofree char *allowed = lim_option_describe (row);
  const char *wrong = value->list != NULL ? lim_option_wrong_element (row, value->list) : lim_json_string (json);
  g_autofree char *found =
      value->list != NULL && wrong != NULL ? g_strdup_printf ("text “%s”", wrong) : lim_json_describe (json);
  g_autofree char *hint = ending (wrong, row->choices);
  g_autofree char *name = name_in_file (row);

  return lim_json_fail (json, error, "“%s” must be %s, found %s%s", name, allowed, found, hint);
}

/* -- Setting -- */

/* A list from the command line grows; all else is replaced. */
static void
take_value (LimOptionValue *old, LimOptionValue *fresh, LimOptionSource source)
{
  if (fresh->list != NULL && source == FROM_TEXT && old->source == FROM_TEXT)
    {
      g_autoptr (GStrvBuilder) both = g_strv_builder_new ();

      g_strv_builder_addv (both, (const char **) old->list);
      g_strv_builder_addv (both, (const char **) fresh->list);
      g_strfreev (fresh->list);
      fresh->list = g_strv_builder_end (both);
    }
  lim_option_value_clear (old);
  *old = *fresh;
  old->source = source;
}

gboolean
lim_settings_set_text (LimSettings *settings, const char *name, const char *text, GError **error)
{
  const LimOptionRow *row = lim_settings_find (settings, name);
  LimOptionValue value = { 0 };

  if (row == NULL)
    {
      g_auto (GStrv) names = names_of (settings, FALSE);
      g_autofree char *asked = g_strconcat ("--", name, NULL);
      g_autofree char *hint = ending (asked, (const char *const *) names);

      return lim_fail (error, LIM_ERROR_USAGE, "there is no option --%s%s", name, hint);
    }
  if (!lim_option_read_text (row, text, &value))
    {
      fail_text (row, text, &value, error);
      lim_option_value_clear (&value);
      return FALSE;
    }
  take_value (value_of (settings, row), &value, FROM_TEXT);
  return TRUE;
}

static void
take_fallback (const LimOptionRow *row, LimOptionValue *value)
{
  lim_option_value_clear (value);
  if (row->fallback == NULL)
    return;
  if (!lim_option_read_text (row, row->fallback, value))
    g_error ("option %s does not allow its own fallback “%s”", row->name, row->fallback);
  value->source = FROM_FALLBACK;
}

static gboolean
set_value (LimSettings *settings, const char *name, const LimJson *json, GError **error)
{
  const LimOptionRow *row = lim_settings_find (settings, name);
  LimOptionValue value = { 0 };

  if (row == NULL)
    {
      g_auto (GStrv) names = names_of (settings, TRUE);
      g_autofree char *hint = ending (name, (const char *const *) names);

      return lim_json_fail (json, error, "there is no setting “%s”%s", name, hint);
    }
  if (lim_json_is_null (json))
    {
      take_fallback (row, value_of (settings, row));
      return TRUE;
    }
  if (!lim_option_read_json (row, json, &value))
    {
      fail_json (row, json, &value, error);
      lim_option_value_clear (&value);
      return FALSE;
    }
  take_value (value_of (settings, row), &value, FROM_FILE);
  return TRUE;
}

gboolean
lim_settings_set_json (LimSettings *settings, const LimJson *object, GError **error)
{
  if (lim_json_is_null (object))
    return TRUE;
  if (!lim_json_is (object, LIM_JSON_OBJECT))
    {
      g_autofree char *found = lim_json_describe (object);

      return lim_json_fail (object, error, "expected settings as names and values, found %s", found);
    }
  for (const LimJson *member = lim_json_first (object); member != NULL; member = lim_json_next (member))
    if (!set_value (settings, lim_json_key (member), member, error))
      return FALSE;
  return TRUE;
}

LimSettings *
lim_settings_new (const LimOptionRow *rows)
{
  LimSettings *settings = g_new0 (LimSettings, 1);

  settings->rows = rows;
  while (rows != NULL && rows[settings->n_rows].name != NULL)
    settings->n_rows++;
  settings->values = g_new0 (LimOptionValue, settings->n_rows);
  for (gsize i = 0; i < settings->n_rows; i++)
    {
      if (rows[i].type == LIM_OPTION_CHOICE && rows[i].choices == NULL)
        g_error ("option %s is a choice without choices", rows[i].name);
      take_fallback (&rows[i], &settings->values[i]);
    }
  return settings;
}

void
lim_settings_free (LimSettings *settings)
{
  if (settings == NULL)
    return;
  for (gsize i = 0; i < settings->n_rows; i++)
    lim_option_value_clear (&settings->values[i]);
  g_free (settings->values);
  g_free (settings);
}

/* -- Getting -- */

static const LimOptionValue *
value_typed (const LimSettings *settings, const char *name, LimOptionType type)
{
  const LimOptionRow *row = lim_settings_find (settings, name);

  if (row == NULL)
    g_error ("no option row is called %s", name);
  if (row->type != type && !(row->type == LIM_OPTION_CHOICE && type == LIM_OPTION_STRING))
    g_error ("option %s is asked for as another type than its row says", name);
  return value_of (settings, row);
}

gboolean
lim_settings_is_set (const LimSettings *settings, const char *name)
{
  const LimOptionRow *row = lim_settings_find (settings, name);

  return row != NULL && value_of (settings, row)->source >= FROM_FILE;
}

gboolean
lim_settings_flag (const LimSettings *settings, const char *name)
{
  return value_typed (settings, name, LIM_OPTION_FLAG)->flag;
}

const char *
lim_settings_string (const LimSettings *settings, const char *name)
{
  return value_typed (settings, name, LIM_OPTION_STRING)->text;
}

gint64
lim_settings_int (const LimSettings *settings, const char *name)
{
  return value_typed (settings, name, LIM_OPTION_INT)->whole;
}

double
lim_settings_double (const LimSettings *settings, const char *name)
{
  return value_typed (settings, name, LIM_OPTION_DOUBLE)->real;
}

const char *const *
lim_settings_list (const LimSettings *settings, const char *name)
{
  static const char *const empty[] = { NULL };
  const LimOptionValue *value = value_typed (settings, name, LIM_OPTION_LIST);

  return value->list != NULL ? (const char *const *) value->list : empty;
}

static LimJson *
value_to_json (const LimOptionRow *row, const LimOptionValue *value, LimJsonDoc *doc)
{
  switch (row->type)
    {
    case LIM_OPTION_FLAG:
      return lim_json_new_bool (doc, value->flag);
    case LIM_OPTION_INT:
      return lim_json_new_int (doc, value->whole);
    case LIM_OPTION_DOUBLE:
      return lim_json_new_double (doc, value->real);
    case LIM_OPTION_LIST:
      return lim_json_new_strv (doc, (const char *const *) value->list);
    default:
      return lim_json_new_string (doc, value->text);
    }
}

LimJson *
lim_settings_to_json (const LimSettings *settings, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  for (gsize i = 0; i < settings->n_rows; i++)
    if (settings->values[i].source >= FROM_FILE)
      lim_json_set (object, settings->rows[i].name, value_to_json (&settings->rows[i], &settings->values[i], doc));
  return object;
}
