#include "base-option-private.h"

#include <math.h>
#include <string.h>

/* -- What a row allows -- */

static gboolean
is_bounded (const LimOptionRow *row)
{
  return row->min != 0 || row->max != 0;
}

/* “a, b or c” */
static char *
describe_choices (const LimOptionRow *row)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; row->choices[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (text, row->choices[i + 1] == NULL ? " or " : ", ");
      g_string_append (text, row->choices[i]);
    }
  return g_string_free (text, FALSE);
}

static char *
describe_number (const LimOptionRow *row, const char *kind)
{
  char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];

  if (!is_bounded (row))
    return g_strdup (kind);
  g_ascii_formatd (low, sizeof low, "%.15g", row->min);
  g_ascii_formatd (high, sizeof high, "%.15g", row->max);
  if (isinf (row->max))
    return g_strdup_printf ("%s of %s or more", kind, low);
  if (isinf (row->min))
    return g_strdup_printf ("%s of %s or less", kind, high);
  return g_strdup_printf ("%s from %s to %s", kind, low, high);
}

char *
lim_option_describe (const LimOptionRow *row)
{
  g_autofree char *choices = row->choices != NULL ? describe_choices (row) : NULL;

  switch (row->type)
    {
    case LIM_OPTION_FLAG:
      return g_strdup ("true or false");
    case LIM_OPTION_INT:
      return describe_number (row, "a whole number");
    case LIM_OPTION_DOUBLE:
      return describe_number (row, "a number");
    case LIM_OPTION_CHOICE:
      return g_strdup_printf ("one of %s", choices);
    case LIM_OPTION_LIST:
      return choices != NULL ? g_strdup_printf ("a list of %s", choices) : g_strdup ("a list of texts");
    default:
      return g_strdup ("text");
    }
}

/* -- Reading a value -- */

void
lim_option_value_clear (LimOptionValue *value)
{
  g_clear_pointer (&value->text, g_free);
  g_clear_pointer (&value->list, g_strfreev);
  *value = (LimOptionValue){ 0 };
}

static gboolean
in_range (const LimOptionRow *row, double number)
{
  return isfinite (number) && (!is_bounded (row) || (number >= row->min && number <= row->max));
}

static gboolean
is_choice (const LimOptionRow *row, const char *text)
{
  return row->choices == NULL || g_strv_contains (row->choices, text);
}

static gboolean
read_flag (const char *text, gboolean *flag)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };

  *flag = text == NULL || g_strv_contains (yes, text);
  return *flag || g_strv_contains (no, text);
}

static gboolean
read_int (const LimOptionRow *row, const char *text, gint64 *whole)
{
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, whole, NULL) && in_range (row, (double) *whole);
}

static gboolean
read_double (const LimOptionRow *row, const char *text, double *real)
{
  /* strtod alone would also take blanks in front, hexadecimal and “inf”. */
  if (*text == '\0' || text[strspn (text, "0123456789.eE+-")] != '\0')
    return FALSE;

  char *end;
  *real = g_ascii_strtod (text, &end);
  return *end == '\0' && in_range (row, *real);
}

const char *
lim_option_wrong_element (const LimOptionRow *row, char **list)
{
  for (gsize i = 0; list[i] != NULL; i++)
    if (list[i][0] == '\0' || !is_choice (row, list[i]))
      return list[i];
  return NULL;
}

static char **
split_list (const char *text)
{
  char **list = g_strsplit (text, ",", -1);

  for (gsize i = 0; list[i] != NULL; i++)
    g_strstrip (list[i]);
  return list;
}

gboolean
lim_option_read_text (const LimOptionRow *row, const char *text, LimOptionValue *value)
{
  if (row->type == LIM_OPTION_FLAG)
    return read_flag (text, &value->flag);
  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  switch (row->type)
    {
    case LIM_OPTION_INT:
      return read_int (row, text, &value->whole);
    case LIM_OPTION_DOUBLE:
      return read_double (row, text, &value->real);
    case LIM_OPTION_LIST:
      value->list = split_list (text);
      return lim_option_wrong_element (row, value->list) == NULL;
    default:
      value->text = g_strdup (text);
      return is_choice (row, text);
    }
}

static gboolean
read_json_list (const LimOptionRow *row, const LimJson *json, LimOptionValue *value)
{
  if (lim_json_string (json) != NULL) /* one text is a list of one */
    {
      value->list = g_strdupv ((char *[]){ (char *) lim_json_string (json), NULL });
      return lim_option_wrong_element (row, value->list) == NULL;
    }
  if (!lim_json_is (json, LIM_JSON_ARRAY))
    return FALSE;
  value->list = lim_json_dup_strv (json);
  return g_strv_length (value->list) == lim_json_length (json) && lim_option_wrong_element (row, value->list) == NULL;
}

gboolean
lim_option_read_json (const LimOptionRow *row, const LimJson *json, LimOptionValue *value)
{
  LimJsonType type = lim_json_type (json);

  switch (row->type)
    {
    case LIM_OPTION_FLAG:
      value->flag = type == LIM_JSON_TRUE;
      return type == LIM_JSON_TRUE || type == LIM_JSON_FALSE;
    case LIM_OPTION_INT:
      return lim_json_int (json, &value->whole) && in_range (row, (double) value->whole);
    case LIM_OPTION_DOUBLE:
      return lim_json_double (json, &value->real) && in_range (row, value->real);
    case LIM_OPTION_LIST:
      return read_json_list (row, json, value);
    default:
      value->text = g_strdup (lim_json_string (json));
      return value->text != NULL && is_choice (row, value->text);
    }
}
