#include "base-schema.h"

#include <string.h>

static LimSchema *
schema_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  LimSchema *schema = lim_schema_parse ("schema", text, &error);

  g_assert_no_error (error);
  return schema;
}

static LimJsonDoc *
value_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  LimJsonDoc *doc = lim_json_parse ("value", text, -1, &error);

  g_assert_no_error (error);
  return doc;
}

#define BRIEF                                                                                                        \
  "{'type':'object','required':['caption','category'],'additionalProperties':false,'properties':{"                   \
  "'caption':{'type':'string','minLength':1},'category':{'enum':['scene','portrait','vista','item_detail']},"        \
  "'tiers':{'type':'array','items':{'type':'object','properties':{'rank':{'type':'integer','minimum':1}}}}}}"

/* A schema, a value, and all that is said of it; NULL: nothing. “'” stands for a quote. */
static const struct
{
  const char *holds, *schema, *value, *says;
} checks[] = {
  { "an empty schema allows all", "{}", "[1,null]", NULL },
  { "a type fits", "{'type':'string'}", "'a'", NULL },
  { "a type does not fit, and what was found is told", "{'type':'string'}", "3",
    "the whole: must be text, found the number 3" },
  { "one of several types fits", "{'type':['string','null']}", "null", NULL },
  { "none of several types fits", "{'type':['string','null']}", "true",
    "the whole: must be text or null, found true" },
  { "1.0 is a whole number", "{'type':'integer'}", "1.0", NULL },
  { "1e2 is a whole number", "{'type':'integer'}", "1e2", NULL },
  { "1.5 is none", "{'type':'integer'}", "1.5", "the whole: must be a whole number, found the number 1.5" },
  { "a number too large for a double is none", "{'type':'integer'}", "1e999",
    "the whole: must be a whole number, found the number 1e999" },
  { "a whole number is a number", "{'type':'number'}", "7", NULL },
  { "a boolean is no number", "{'type':'number'}", "false", "the whole: must be a number, found false" },
  { "null is a type of its own", "{'type':'null'}", "0", "the whole: must be null, found the number 0" },
  { "a good brief", BRIEF, "{'caption':'The bridge','category':'scene','tiers':[{'rank':1}]}", NULL },
  { "a missing member", BRIEF, "{'caption':'x'}", "the whole: “category” is missing" },
  { "an empty text", BRIEF, "{'caption':'','category':'scene'}", "/caption: must not be empty" },
  { "a wrong choice, with the nearest", BRIEF, "{'caption':'x','category':'scenes'}",
    "/category: must be one of \"scene\", \"portrait\", \"vista\" or \"item_detail\", found text “scenes”. Did you "
    "mean "
    "“scene”?" },
  { "a member nobody asked for, with the nearest", BRIEF, "{'caption':'x','category':'scene','tier':1}",
    "the whole: “tier” is not asked for. Did you mean “tiers”?" },
  { "a path leads inside", BRIEF, "{'caption':'x','category':'scene','tiers':[{'rank':1},{'rank':0}]}",
    "/tiers/1/rank: must be at least 1, found the number 0" },
  { "several faults are all told", BRIEF, "{'caption':5}",
    "the whole: “category” is missing|/caption: must be text, found the number 5" },
  { "required alone asks nothing of a list", "{'required':['a']}", "[]", NULL },
  { "a wrong type says no more than that", "{'type':'object','required':['a']}", "[]",
    "the whole: must be an object, found a list of 0" },
  { "further members may have a schema", "{'additionalProperties':{'type':'string'}}", "{'a':'x','b':1}",
    "/b: must be text, found the number 1" },
  { "names with slashes and tildes are escaped in the path", "{'additionalProperties':{'type':'string'}}",
    "{'a/b~c':1}", "/a~1b~0c: must be text, found the number 1" },
  { "const compares numbers by value", "{'const':1}", "1.0", NULL },
  { "const tells what it wants", "{'const':{'a':1}}", "{'a':2}", "the whole: must be {\"a\":1}, found an object" },
  { "enum compares numbers by value", "{'enum':[1,2]}", "2.0", NULL },
  { "enum knows null", "{'enum':['a',null]}", "null", NULL },
  { "enum of one", "{'enum':['a']}", "'b'", "the whole: must be one of \"a\", found text “b”. Did you mean “a”?" },
  { "too few elements", "{'minItems':2}", "[1]", "the whole: must have at least 2 elements, found 1" },
  { "too many elements", "{'maxItems':1}", "[1,2]", "the whole: must have at most 1 elements, found 2" },
  { "counts of elements ask nothing of text", "{'minItems':2,'maxItems':3}", "'x'", NULL },
  { "characters are counted, not bytes", "{'maxLength':3}", "'äöü'", NULL },
  { "too long", "{'maxLength':2}", "'äöü'", "the whole: must have at most 2 characters, found 3" },
  { "too short", "{'minLength':4}", "'äöü'", "the whole: must have at least 4 characters, found 3" },
  { "both ends of a range belong to it", "{'minimum':-1,'maximum':1}", "1", NULL },
  { "over a range", "{'minimum':-1,'maximum':1}", "1.5", "the whole: must be at most 1, found the number 1.5" },
  { "a range asks nothing of text", "{'minimum':3}", "'1'", NULL },
  { "a pattern may match anywhere", "{'pattern':'b+'}", "'abc'", NULL },
  { "a pattern that does not match", "{'pattern':'^[a-z]+$'}", "'A'",
    "the whole: must match the pattern ^[a-z]+$, found text “A”" },
  { "a pattern that takes for ever gives up", "{'pattern':'^(a+)+$'}", "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'",
    "the whole: is too long to be compared with the pattern ^(a+)+$, found text "
    "“aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…”" },
  { "one of several shapes fits", "{'anyOf':[{'type':'string'},{'type':'object','required':['a']}]}", "{'a':1}",
    NULL },
  { "the nearest shape is told", "{'anyOf':[{'type':'string'},{'type':'object','required':['a','b']}]}", "{'a':1}",
    "the whole: fits none of the 2 shapes that are allowed here; of the nearest:|the whole: “b” is missing" },
  { "of a name that is there twice both must fit", "{'properties':{'a':{'type':'string'}}}", "{'a':1,'a':'x'}",
    NULL },
  { "annotations say nothing",
    "{'title':'t','description':'d','default':3,'examples':[1],'$schema':'x','$comment':'c','type':'string'}", "'x'",
    NULL },
};

static char *
quoted (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

static void
test_check (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *schema_text = quoted (checks[i].schema);
  g_autofree char *value_text = quoted (checks[i].value);
  g_autoptr (LimSchema) schema = schema_of (schema_text);
  g_autoptr (LimJsonDoc) value = value_of (value_text);
  g_auto (GStrv) problems = lim_schema_check (schema, lim_json_root (value));
  g_autofree char *said = g_strjoinv ("|", problems);

  g_test_message ("%s", checks[i].holds);
  g_assert_cmpstr (said, ==, checks[i].says != NULL ? checks[i].says : "");
}

static const struct
{
  const char *holds, *schema, *says;
} refusals[] = {
  { "a keyword that is misspelt", "{'tpye':'string'}",
    "schema: the whole: “tpye” is no keyword that can be checked. Did you mean “type”?" },
  { "one that is not known here", "{'items':{'$ref':'#/x'}}",
    "schema: /items: “$ref” is no keyword that can be checked." },
  { "a type there is not", "{'properties':{'a':{'type':'text'}}}",
    "schema: /properties/a/type: must name types (object, array, string, integer, number, boolean, null)" },
  { "no type at all", "{'type':[]}", "schema: /type: must name at least one type" },
  { "a schema that is a list", "[]", "schema: the whole: must be a schema, which is an object" },
  { "properties that are a list", "{'properties':[]}",
    "schema: /properties: must be an object of names and schemas" },
  { "a shape that is none", "{'anyOf':[1]}", "schema: /anyOf/0: must be a schema, which is an object" },
  { "a count below nothing", "{'minItems':-1}", "schema: /minItems: must be a whole number from 0 on" },
  { "a bound that is text", "{'minimum':'1'}", "schema: /minimum: must be a number" },
  { "a pattern that sets limits of its own", "{'pattern':'(*LIMIT_MATCH=9)a'}",
    "schema: /pattern: must be a regular expression of at most 1000 bytes" },
  { "names that are numbers", "{'required':[1]}", "schema: /required: must be a list of names" },
  { "an enum without values", "{'enum':[]}", "schema: /enum: must be a list of values" },
};

static void
test_refusal (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *text = quoted (refusals[i].schema);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", refusals[i].holds);
  g_assert_null (lim_schema_parse ("schema", text, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_cmpstr (error->message, ==, refusals[i].says);
}

static char *
nested (const char *open, guint n, const char *core, const char *close)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, open);
  g_string_append (text, core);
  for (guint i = 0; i < n; i++)
    g_string_append (text, close);
  return g_string_free (text, FALSE);
}

/* Depth, size and work all have an end. */
static void
test_bounds (void)
{
  g_autofree char *deep = nested ("{\"items\":", 31, "{}", "}");
  g_autofree char *deeper = nested ("{\"items\":", 32, "{}", "}");
  g_autofree char *value_text = nested ("[", 200, "1", "]");
  g_autoptr (LimSchema) schema = schema_of (deep);
  g_autoptr (LimJsonDoc) value = value_of (value_text);
  g_auto (GStrv) problems = lim_schema_check (schema, lim_json_root (value));
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_strv_length (problems), ==, 0);
  g_assert_null (lim_schema_parse ("schema", deeper, &error));
  g_assert_nonnull (strstr (error->message, "more than 32 levels deep"));
}

static void
test_many_problems (void)
{
  g_autoptr (LimSchema) schema = schema_of ("{\"items\":{\"type\":\"string\"}}");
  g_autoptr (LimJsonDoc) value = value_of ("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]");
  g_auto (GStrv) problems = lim_schema_check (schema, lim_json_root (value));

  g_assert_cmpuint (g_strv_length (problems), ==, LIM_SCHEMA_MAX_PROBLEMS + 1);
  g_assert_cmpstr (problems[0], ==, "/0: must be text, found the number 1");
  g_assert_cmpstr (problems[LIM_SCHEMA_MAX_PROBLEMS], ==, "the whole: and 3 more like these");
}

/* A thousand shapes for each of ten thousand elements. */
static void
test_much_work (void)
{
  g_autoptr (GString) rules = g_string_new ("{\"items\":{\"anyOf\":[");
  g_autoptr (GString) list = g_string_new ("[");

  for (guint i = 0; i < 1000; i++)
    g_string_append (rules, i > 0 ? ",{\"type\":\"string\"}" : "{\"type\":\"string\"}");
  g_string_append (rules, "]}}");
  for (guint i = 0; i < 10000; i++)
    g_string_append (list, i > 0 ? ",1" : "1");
  g_string_append (list, "]");

  g_autoptr (LimSchema) schema = schema_of (rules->str);
  g_autoptr (LimJsonDoc) value = value_of (list->str);
  g_auto (GStrv) problems = lim_schema_check (schema, lim_json_root (value));
  g_autofree char *said = g_strjoinv ("|", problems);
  g_assert_nonnull (strstr (said, "the whole: is too large to be checked"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autofree char *path = g_strdup_printf ("/schema/check/%02u", i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_check);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/schema/refusal/%02u", i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_refusal);
    }
  g_test_add_func ("/schema/bounds", test_bounds);
  g_test_add_func ("/schema/many-problems", test_many_problems);
  g_test_add_func ("/schema/much-work", test_much_work);
  return g_test_run ();
}
