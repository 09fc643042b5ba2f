#include "base-schema-private.h"

#include "base-text.h"

#include <math.h>
#include <string.h>

#define MAX_STEPS 2000000u /* of one check */

/* -- Telling -- */

typedef struct
{
  const LimSchema *schema;
  GString *pointer;
  GPtrArray *problems; /* (element-type char *) */
  guint more;          /* that were not kept */
  guint steps;         /* still allowed */
} Check;

static void G_GNUC_PRINTF (2, 3) tell (Check *check, const char *format, ...)
{
  va_list arguments;
  g_autofree char *sentence = NULL;

  if (check->problems->len >= LIM_SCHEMA_MAX_PROBLEMS)
    {
      check->more++;
      return;
    }
  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_autofree char *where = lim_text_harmless (check->pointer->len > 0 ? check->pointer->str : "the whole");
  g_ptr_array_add (check->problems, g_strdup_printf ("%s: %s", where, sentence));
}

static void check_value (Check *check, const LimJson *rules, const LimJson *value);

/* Checks the member or element @value under its name. */
static void
check_inside (Check *check, const LimJson *rules, const LimJson *value, const char *name)
{
  gsize length = check->pointer->len;

  lim_schema_push_name (check->pointer, name);
  check_value (check, rules, value);
  g_string_truncate (check->pointer, length);
}

static void
check_element (Check *check, const LimJson *rules, const LimJson *value, guint index)
{
  char name[16];

  g_snprintf (name, sizeof name, "%u", index);
  check_inside (check, rules, value, name);
}

/* -- Equality -- */

/* Numbers by value; lim_json_equal() compares them by spelling. */
static gboolean
is_same (const LimJson *a, const LimJson *b)
{
  double x, y;

  if (lim_json_double (a, &x) && lim_json_double (b, &y))
    return x == y;
  return lim_json_equal (a, b);
}

/* “one of "a", "b" or 3”, as many as can be read. */
static char *
describe_choices (const LimJson *choices)
{
  GString *text = g_string_new ("one of ");
  guint n = lim_json_length (choices), i = 0;

  for (const LimJson *at = lim_json_first (choices); at != NULL; at = lim_json_next (at), i++)
    {
      if (i > 0)
        g_string_append (text, i + 1 == n ? " or " : ", ");
      if (i == 40)
        {
          g_string_append_printf (text, "%u more", n - i);
          break;
        }
      lim_json_append_compact (text, at);
    }
  return g_string_free (text, FALSE);
}

/* -- One keyword each; a value of a type that the keyword does not speak of passes -- */

static void
check_type (Check *check, const LimJson *rule, const LimJson *value)
{
  if (lim_schema_type_allows (rule, value))
    return;
  g_autofree char *wanted = lim_schema_describe_types (rule);
  g_autofree char *found = lim_json_describe (value);

  tell (check, "must be %s, found %s", wanted, found);
}

static void
check_enum (Check *check, const LimJson *rule, const LimJson *value)
{
  g_auto (GStrv) known = lim_json_dup_strv (rule);
  const char *text = lim_json_string (value);

  for (const LimJson *at = lim_json_first (rule); at != NULL; at = lim_json_next (at))
    if (is_same (at, value))
      return;
  g_autofree char *wanted = describe_choices (rule);
  g_autofree char *found = lim_json_describe (value);
  g_autofree char *hint = text != NULL ? lim_text_did_you_mean (text, (const char *const *) known) : g_strdup ("");

  tell (check, "must be %s, found %s%s%s", wanted, found, *hint != '\0' ? "." : "", hint);
}

static void
check_const (Check *check, const LimJson *rule, const LimJson *value)
{
  g_autoptr (GString) wanted = g_string_new (NULL);
  g_autofree char *found = NULL;

  if (is_same (rule, value))
    return;
  lim_json_append_compact (wanted, rule);
  found = lim_json_describe (value);
  tell (check, "must be %s, found %s", wanted->str, found);
}

static void
check_required (Check *check, const LimJson *rule, const LimJson *value)
{
  if (!lim_json_is (value, LIM_JSON_OBJECT))
    return;
  for (const LimJson *at = lim_json_first (rule); at != NULL; at = lim_json_next (at))
    if (lim_json_get (value, lim_json_string (at)) == NULL)
      tell (check, "“%s” is missing", lim_json_string (at));
}

static void
check_properties (Check *check, const LimJson *rule, const LimJson *value)
{
  if (!lim_json_is (value, LIM_JSON_OBJECT))
    return;
  for (const LimJson *at = lim_json_first (rule); at != NULL; at = lim_json_next (at))
    {
      const LimJson *member = lim_json_get (value, lim_json_key (at));

      if (member != NULL)
        check_inside (check, at, member, lim_json_key (at));
    }
}

static char **
names_of (const LimJson *properties)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (const LimJson *at = lim_json_first (properties); at != NULL; at = lim_json_next (at))
    g_strv_builder_add (names, lim_json_key (at));
  return g_strv_builder_end (names);
}

static void
check_additional (Check *check, const LimJson *rule, const LimJson *properties, const LimJson *value)
{
  if (!lim_json_is (value, LIM_JSON_OBJECT) || lim_json_is (rule, LIM_JSON_TRUE))
    return;

  g_auto (GStrv) known = names_of (properties);
  for (const LimJson *at = lim_json_first (value); at != NULL && check->steps > 0; at = lim_json_next (at))
    {
      const char *name = lim_json_key (at);

      check->steps--;
      if (lim_json_get (properties, name) != NULL)
        continue;
      if (lim_json_is (rule, LIM_JSON_OBJECT))
        {
          check_inside (check, rule, at, name);
          continue;
        }
      g_autofree char *shown = lim_text_harmless (name);
      g_autofree char *cut = lim_text_cut (shown, 60);
      g_autofree char *hint = lim_text_did_you_mean (cut, (const char *const *) known);
      tell (check, "“%s” is not asked for%s%s", cut, *hint != '\0' ? "." : "", hint);
    }
}

static void
check_items (Check *check, const LimJson *rule, const LimJson *value)
{
  guint index = 0;

  if (!lim_json_is (value, LIM_JSON_ARRAY))
    return;
  for (const LimJson *at = lim_json_first (value); at != NULL && check->steps > 0; at = lim_json_next (at))
    check_element (check, rule, at, index++);
}

static void
check_count (Check *check, const LimJson *value, const LimJson *least, const LimJson *most)
{
  gint64 n = lim_json_length (value), bound;

  if (!lim_json_is (value, LIM_JSON_ARRAY))
    return;
  if (lim_json_int (least, &bound) && n < bound)
    tell (check, "must have at least %" G_GINT64_FORMAT " elements, found %" G_GINT64_FORMAT, bound, n);
  if (lim_json_int (most, &bound) && n > bound)
    tell (check, "must have at most %" G_GINT64_FORMAT " elements, found %" G_GINT64_FORMAT, bound, n);
}

static void
check_length (Check *check, const LimJson *value, const LimJson *least, const LimJson *most)
{
  const char *text = lim_json_string (value);
  gint64 n = text != NULL ? g_utf8_strlen (text, -1) : 0, bound;

  if (text == NULL)
    return;
  if (lim_json_int (least, &bound) && n < bound)
    {
      if (n == 0)
        tell (check, "must not be empty");
      else
        tell (check, "must have at least %" G_GINT64_FORMAT " characters, found %" G_GINT64_FORMAT, bound, n);
    }
  if (lim_json_int (most, &bound) && n > bound)
    tell (check, "must have at most %" G_GINT64_FORMAT " characters, found %" G_GINT64_FORMAT, bound, n);
}

static void
check_range (Check *check, const LimJson *value, const LimJson *least, const LimJson *most)
{
  g_autofree char *found = NULL;
  double number, bound;

  if (!lim_json_double (value, &number))
    return;
  found = lim_json_describe (value);
  if (lim_json_double (least, &bound) && !(number >= bound))
    tell (check, "must be at least %.15g, found %s", bound, found);
  if (lim_json_double (most, &bound) && !(number <= bound))
    tell (check, "must be at most %.15g, found %s", bound, found);
}

static void
check_pattern (Check *check, const LimJson *rule, const LimJson *value)
{
  GRegex *regex = g_hash_table_lookup (check->schema->patterns, rule);
  const char *text = lim_json_string (value);
  g_autoptr (GError) error = NULL;

  if (text == NULL || regex == NULL)
    return;
  if (!g_regex_match_full (regex, text, -1, 0, 0, NULL, &error))
    {
      g_autofree char *found = lim_json_describe (value);

      tell (check,
            error != NULL ? "is too long to be compared with the pattern %s, found %s"
                          : "must match the pattern %s, found %s",
            lim_json_string (rule), found);
    }
}

/* -- anyOf -- */

/* Tells what keeps @value from the shape that it comes nearest to: the one of its type with the least to say against. */
static void
check_any_of (Check *check, const LimJson *rule, const LimJson *value)
{
  GPtrArray *kept = check->problems;
  guint kept_more = check->more, least = G_MAXUINT;
  g_autoptr (GPtrArray) nearest = NULL;
  gboolean found = FALSE;

  for (const LimJson *at = lim_json_first (rule); at != NULL && !found && check->steps > 0; at = lim_json_next (at))
    {
      g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func (g_free);
      const LimJson *type = lim_json_get (at, "type");

      check->problems = own;
      check->more = 0;
      check_value (check, at, value);

      guint weight = own->len + check->more;
      if (type != NULL && !lim_schema_type_allows (type, value))
        weight += LIM_SCHEMA_MAX_NODES;
      found = own->len == 0;
      if (weight < least)
        {
          least = weight;
          g_clear_pointer (&nearest, g_ptr_array_unref);
          nearest = g_steal_pointer (&own);
        }
    }
  check->problems = kept;
  check->more = kept_more;
  if (found || nearest == NULL)
    return;
  tell (check, "fits none of the %u shapes that are allowed here; of the nearest:", lim_json_length (rule));
  for (guint i = 0; i < nearest->len; i++)
    if (check->problems->len < LIM_SCHEMA_MAX_PROBLEMS)
      g_ptr_array_add (check->problems, g_strdup (nearest->pdata[i]));
    else
      check->more++;
}

/* -- A value -- */

static void
check_value (Check *check, const LimJson *rules, const LimJson *value)
{
  const LimJson *type = lim_json_get (rules, "type"), *rule;
  const LimJson *properties = lim_json_get (rules, "properties");

  if (check->steps == 0 || --check->steps == 0)
    return;
  if (type != NULL && !lim_schema_type_allows (type, value))
    {
      /* Whatever else could be said would only repeat it. */
      check_type (check, type, value);
      return;
    }
  if ((rule = lim_json_get (rules, "const")) != NULL)
    check_const (check, rule, value);
  if ((rule = lim_json_get (rules, "enum")) != NULL)
    check_enum (check, rule, value);
  if ((rule = lim_json_get (rules, "required")) != NULL)
    check_required (check, rule, value);
  if (properties != NULL)
    check_properties (check, properties, value);
  if ((rule = lim_json_get (rules, "additionalProperties")) != NULL)
    check_additional (check, rule, properties, value);
  check_count (check, value, lim_json_get (rules, "minItems"), lim_json_get (rules, "maxItems"));
  if ((rule = lim_json_get (rules, "items")) != NULL)
    check_items (check, rule, value);
  check_length (check, value, lim_json_get (rules, "minLength"), lim_json_get (rules, "maxLength"));
  if ((rule = lim_json_get (rules, "pattern")) != NULL)
    check_pattern (check, rule, value);
  check_range (check, value, lim_json_get (rules, "minimum"), lim_json_get (rules, "maximum"));
  if ((rule = lim_json_get (rules, "anyOf")) != NULL)
    check_any_of (check, rule, value);
}

char **
lim_schema_check (const LimSchema *schema, const LimJson *value)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) pointer = g_string_new (NULL);
  Check check = { .schema = schema, .pointer = pointer, .problems = problems, .steps = MAX_STEPS };

  check_value (&check, lim_schema_root (schema), value);
  if (check.steps == 0)
    g_ptr_array_add (problems, g_strdup ("the whole: is too large to be checked"));
  if (check.more > 0)
    g_ptr_array_add (problems, g_strdup_printf ("the whole: and %u more like these", check.more));
  g_ptr_array_set_free_func (problems, NULL);
  g_ptr_array_add (problems, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&problems), FALSE);
}
