/* base-schema-read.c: is it a schema of the kind that can be checked with? */
#include "base-schema-private.h"

#include "base-text.h"

#include <math.h>
#include <string.h>

/* Steps after which a pattern gives up, in front of it as PCRE2 reads it. */
#define PATTERN_LIMITS "(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=2000)"
#define MAX_PATTERN 1000u

/* -- Types -- */

static gboolean
is_whole (const LimJson *value)
{
  double number;

  return lim_json_double (value, &number) && isfinite (number) && floor (number) == number;
}

static gboolean
is_bool (const LimJson *value)
{
  return lim_json_is (value, LIM_JSON_TRUE) || lim_json_is (value, LIM_JSON_FALSE);
}

static gboolean
is_number (const LimJson *value)
{
  return lim_json_is (value, LIM_JSON_NUMBER);
}

static gboolean
is_text (const LimJson *value)
{
  return lim_json_is (value, LIM_JSON_STRING);
}

static gboolean
is_list (const LimJson *value)
{
  return lim_json_is (value, LIM_JSON_ARRAY);
}

static gboolean
is_object (const LimJson *value)
{
  return lim_json_is (value, LIM_JSON_OBJECT);
}

static gboolean
is_null (const LimJson *value)
{
  return value != NULL && lim_json_is (value, LIM_JSON_NULL);
}

static const struct
{
  const char *name, *said;
  gboolean (*is) (const LimJson *value);
} types[] = {
  { "object", "an object", is_object }, { "array", "a list", is_list },
  { "string", "text", is_text },        { "integer", "a whole number", is_whole },
  { "number", "a number", is_number },  { "boolean", "true or false", is_bool },
  { "null", "null", is_null },
};

static int
find_type (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (types[i].name, name) == 0)
      return (int) i;
  return -1;
}

gboolean
lim_schema_type_allows (const LimJson *rule, const LimJson *value)
{
  int type = find_type (lim_json_string (rule));

  if (type >= 0)
    return types[type].is (value);
  for (const LimJson *at = lim_json_first (rule); at != NULL; at = lim_json_next (at))
    if (types[find_type (lim_json_string (at))].is (value))
      return TRUE;
  return FALSE;
}

char *
lim_schema_describe_types (const LimJson *rule)
{
  int type = find_type (lim_json_string (rule));
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  if (type >= 0)
    return g_strdup (types[type].said);
  for (const LimJson *at = lim_json_first (rule); at != NULL; at = lim_json_next (at))
    g_ptr_array_add (words, (char *) types[find_type (lim_json_string (at))].said);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" or ", (char **) words->pdata);
}

void
lim_schema_push_name (GString *pointer, const char *name)
{
  g_string_append_c (pointer, '/');
  for (const char *at = name; *at != '\0'; at++)
    if (*at == '~')
      g_string_append (pointer, "~0");
    else if (*at == '/')
      g_string_append (pointer, "~1");
    else
      g_string_append_c (pointer, *at);
}

/* -- Reading -- */

typedef struct
{
  LimSchema *schema;
  const char *name;
  GString *pointer;
  guint depth, nodes;
  GError **error;
} Reader;

static gboolean G_GNUC_PRINTF (2, 3) fail (Reader *reader, const char *format, ...)
{
  va_list arguments;
  g_autofree char *sentence = NULL;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return lim_fail (reader->error, LIM_ERROR_BAD_INPUT, "%s: %s: %s", reader->name,
                   reader->pointer->len > 0 ? reader->pointer->str : "the whole", sentence);
}

static gboolean read_rules (Reader *reader, const LimJson *rules);

static gboolean
read_anything (Reader *reader G_GNUC_UNUSED, const LimJson *rule G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
read_type (Reader *reader, const LimJson *rule)
{
  const LimJson *first = lim_json_is (rule, LIM_JSON_ARRAY) ? lim_json_first (rule) : rule;

  for (const LimJson *at = first; at != NULL; at = first == rule ? NULL : lim_json_next (at))
    if (find_type (lim_json_string (at)) < 0)
      return fail (reader, "must name types (object, array, string, integer, number, boolean, null)");
  return first != NULL || fail (reader, "must name at least one type");
}

static gboolean
read_values (Reader *reader, const LimJson *rule)
{
  return (lim_json_is (rule, LIM_JSON_ARRAY) && lim_json_length (rule) > 0)
         || fail (reader, "must be a list of values");
}

static gboolean
read_names (Reader *reader, const LimJson *rule)
{
  gboolean well = lim_json_is (rule, LIM_JSON_ARRAY);

  for (const LimJson *at = lim_json_first (rule); well && at != NULL; at = lim_json_next (at))
    well = lim_json_string (at) != NULL;
  return well || fail (reader, "must be a list of names");
}

static gboolean
read_count (Reader *reader, const LimJson *rule)
{
  gint64 n;

  return (lim_json_int (rule, &n) && n >= 0) || fail (reader, "must be a whole number from 0 on");
}

static gboolean
read_number (Reader *reader, const LimJson *rule)
{
  double number;

  return (lim_json_double (rule, &number) && isfinite (number)) || fail (reader, "must be a number");
}

static gboolean
read_pattern (Reader *reader, const LimJson *rule)
{
  const char *text = lim_json_string (rule);
  g_autofree char *limited = g_strconcat (PATTERN_LIMITS, text, NULL);
  g_autoptr (GError) cause = NULL;
  GRegex *regex;

  if (text == NULL || strlen (text) > MAX_PATTERN || g_str_has_prefix (text, "(*"))
    return fail (reader, "must be a regular expression of at most %u bytes", MAX_PATTERN);
  regex = g_regex_new (limited, G_REGEX_DEFAULT, 0, &cause);
  if (regex == NULL)
    return fail (reader, "is no regular expression: %s", cause->message);
  g_hash_table_insert (reader->schema->patterns, (gpointer) rule, regex);
  return TRUE;
}

static gboolean
read_each (Reader *reader, const LimJson *rule)
{
  guint index = 0;

  for (const LimJson *at = lim_json_first (rule); at != NULL; at = lim_json_next (at), index++)
    {
      gsize length = reader->pointer->len;
      g_autofree char *number = g_strdup_printf ("%u", index);

      lim_schema_push_name (reader->pointer, lim_json_key (at) != NULL ? lim_json_key (at) : number);
      if (!read_rules (reader, at))
        return FALSE;
      g_string_truncate (reader->pointer, length);
    }
  return TRUE;
}

static gboolean
read_properties (Reader *reader, const LimJson *rule)
{
  if (!lim_json_is (rule, LIM_JSON_OBJECT))
    return fail (reader, "must be an object of names and schemas");
  return read_each (reader, rule);
}

static gboolean
read_shapes (Reader *reader, const LimJson *rule)
{
  if (!lim_json_is (rule, LIM_JSON_ARRAY) || lim_json_length (rule) == 0)
    return fail (reader, "must be a list of schemas");
  return read_each (reader, rule);
}

static gboolean
read_rules_or_bool (Reader *reader, const LimJson *rule)
{
  return is_bool (rule) || read_rules (reader, rule);
}

static const struct
{
  const char *name;
  gboolean (*read) (Reader *reader, const LimJson *rule);
} keywords[] = {
  { "type", read_type },
  { "properties", read_properties },
  { "required", read_names },
  { "additionalProperties", read_rules_or_bool },
  { "enum", read_values },
  { "const", read_anything },
  { "anyOf", read_shapes },
  { "items", read_rules },
  { "minItems", read_count },
  { "maxItems", read_count },
  { "minLength", read_count },
  { "maxLength", read_count },
  { "pattern", read_pattern },
  { "minimum", read_number },
  { "maximum", read_number },
  { "title", read_anything },
  { "description", read_anything },
  { "default", read_anything },
  { "examples", read_anything },
  { "$schema", read_anything },
  { "$comment", read_anything },
};

static gboolean
read_keyword (Reader *reader, const LimJson *rule)
{
  const char *known[G_N_ELEMENTS (keywords) + 1] = { NULL };
  const char *name = lim_json_key (rule);
  gsize length = reader->pointer->len;

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      known[i] = keywords[i].name;
      if (strcmp (keywords[i].name, name) != 0)
        continue;
      lim_schema_push_name (reader->pointer, name);
      if (!keywords[i].read (reader, rule))
        return FALSE;
      g_string_truncate (reader->pointer, length);
      return TRUE;
    }
  g_autofree char *hint = lim_text_did_you_mean (name, known);
  return fail (reader, "“%s” is no keyword that can be checked.%s", name, hint);
}

static gboolean
read_rules (Reader *reader, const LimJson *rules)
{
  if (!lim_json_is (rules, LIM_JSON_OBJECT))
    return fail (reader, "must be a schema, which is an object");
  if (++reader->nodes > LIM_SCHEMA_MAX_NODES)
    return fail (reader, "the schema is larger than %d schemas within each other", LIM_SCHEMA_MAX_NODES);
  if (++reader->depth > LIM_SCHEMA_MAX_DEPTH)
    return fail (reader, "the schema is more than %d levels deep", LIM_SCHEMA_MAX_DEPTH);
  for (const LimJson *at = lim_json_first (rules); at != NULL; at = lim_json_next (at))
    if (!read_keyword (reader, at))
      return FALSE;
  reader->depth--;
  return TRUE;
}

/* -- Schemas -- */

/* Texts are decoded when first asked for; asking now leaves nothing to write when several threads read. */
static void
decode_all (const LimJson *node)
{
  lim_json_string (node);
  lim_json_key (node);
  for (const LimJson *at = lim_json_first (node); at != NULL; at = lim_json_next (at))
    decode_all (at);
}

LimSchema *
lim_schema_new (LimJsonDoc *doc, GError **error)
{
  g_autoptr (LimSchema) schema = g_new0 (LimSchema, 1);
  g_autoptr (GString) pointer = g_string_new (NULL);
  const char *name = lim_json_doc_name (doc);
  Reader reader = { .schema = schema, .name = name != NULL ? name : "schema", .pointer = pointer, .error = error };

  schema->doc = doc;
  schema->patterns = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_regex_unref);
  decode_all (lim_json_root (doc));
  return read_rules (&reader, lim_json_root (doc)) ? g_steal_pointer (&schema) : NULL;
}

LimSchema *
lim_schema_parse (const char *name, const char *text, GError **error)
{
  LimJsonDoc *doc = lim_json_parse (name, text, -1, error);

  return doc != NULL ? lim_schema_new (doc, error) : NULL;
}

void
lim_schema_free (LimSchema *schema)
{
  if (schema == NULL)
    return;
  g_clear_pointer (&schema->patterns, g_hash_table_unref);
  lim_json_doc_free (schema->doc);
  g_free (schema);
}

const LimJson *
lim_schema_root (const LimSchema *schema)
{
  return lim_json_root (schema->doc);
}
