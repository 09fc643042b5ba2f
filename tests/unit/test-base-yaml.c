#include "base-yaml.h"

#include <string.h>

/* What a document means, as compact JSON. */
static const struct
{
  const char *holds, *yaml, *json;
} reads[] = {
  { "nothing is null", "", "null" },
  { "a comment is nothing", "# only\n", "null" },
  { "the marker of a document alone", "---\n", "null" },
  { "a mapping keeps its order", "z: 1\na: 2\nm: 3\n", "{\"z\":1,\"a\":2,\"m\":3}" },
  { "a list under a key needs no indent", "a:\n- 1\n- 2\n", "{\"a\":[1,2]}" },
  { "flow style is the same", "{a: [1, {b: c}]}", "{\"a\":[1,{\"b\":\"c\"}]}" },
  { "JSON is YAML", "{\"a\": [1.50, \"x\\u00e9\\n\", null, true]}", "{\"a\":[1.50,\"xé\\n\",null,true]}" },
  { "the five spellings of null", "[~, null, Null, NULL, ]", "[null,null,null,null]" },
  { "a key without a value", "a:\nb: 1\n", "{\"a\":null,\"b\":1}" },
  { "the spellings of true and false", "[true, True, TRUE, false, False, FALSE]",
    "[true,true,true,false,false,false]" },
  { "yes, no, on and off are text", "[yes, no, on, off, y, tRUE]", "[\"yes\",\"no\",\"on\",\"off\",\"y\",\"tRUE\"]" },
  { "a country is not a boolean", "country: NO\n", "{\"country\":\"NO\"}" },
  { "numbers keep their spelling", "[0.850, 1.0, 1e21, 1E5, -0.0, 0]", "[0.850,1.0,1e21,1E5,-0.0,0]" },
  { "long numbers are not rounded", "[9007199254740993, 123456789012345678901234567890]",
    "[9007199254740993,123456789012345678901234567890]" },
  { "a plus goes", "[+5, +.5e+3]", "[5,0.5e+3]" },
  { "leading zeros go; they are decimal", "[007, -00.5, 08]", "[7,-0.5,8]" },
  { "a bare point gets its zeros", "[.5, 5., -.5, 5.e3]", "[0.5,5,-0.5,5e3]" },
  { "hexadecimal and octal", "[0x1F, 0xff, 0o17]", "[31,255,15]" },
  { "what only looks like a number", "[0x, 0o8, 1_000, 1e, e5, '.', 1.2.3, 0b1, 12:30, -x, +]",
    "[\"0x\",\"0o8\",\"1_000\",\"1e\",\"e5\",\".\",\"1.2.3\",\"0b1\",\"12:30\",\"-x\",\"+\"]" },
  { "hexadecimal that does not fit stays text", "0x10000000000000000", "\"0x10000000000000000\"" },
  { "there is no infinity in JSON", "[.inf, -.Inf, .nan]", "[\".inf\",\"-.Inf\",\".nan\"]" },
  { "a date is text", "2026-04-12", "\"2026-04-12\"" },
  { "quotes make text", "['1', \"true\", 'null', '']", "[\"1\",\"true\",\"null\",\"\"]" },
  { "a single quote is doubled", "'it''s'", "\"it's\"" },
  { "escapes in double quotes", "\"\\x41\\u00e9\\U0001F600\\t\\e\\_\"", "\"Aé😀\\t\\u001b\u00a0\"" },
  { "a NUL survives as an escape", "\"a\\0b\"", "\"a\\u0000b\"" },
  { "a literal block keeps its lines", "a: |\n  one\n   two\n\nb: 1\n", "{\"a\":\"one\\n two\\n\",\"b\":1}" },
  { "a folded block joins them", "a: >\n  one\n  two\n\n  three\n", "{\"a\":\"one two\\nthree\\n\"}" },
  { "the last newlines: none, one, all", "a: |-\n  x\n\nb: |\n  x\n\nc: |+\n  x\n\n",
    "{\"a\":\"x\",\"b\":\"x\\n\",\"c\":\"x\\n\\n\"}" },
  { "a plain text over two lines", "a: one\n  two\n", "{\"a\":\"one two\"}" },
  { "a colon inside a word", "url: http://127.0.0.1:8188/a#b\n", "{\"url\":\"http://127.0.0.1:8188/a#b\"}" },
  { "a comment needs a blank before it", "a: b#c # d\n", "{\"a\":\"b#c\"}" },
  { "keys are texts", "1: a\ntrue: b\n~: c\n0x1: d\n", "{\"1\":\"a\",\"true\":\"b\",\"~\":\"c\",\"0x1\":\"d\"}" },
  { "a key in quotes", "\"a b\": 1\n'c': 2\n", "{\"a b\":1,\"c\":2}" },
  { "an explicit key", "? a\n: b\n", "{\"a\":\"b\"}" },
  { "a byte order mark",
    "\xef\xbb\xbf"
    "a: 1\n",
    "{\"a\":1}" },
  { "Windows line ends", "a: 1\r\nb: x\r\n", "{\"a\":1,\"b\":\"x\"}" },
  { "a document with its end marker", "---\na: 1\n...\n", "{\"a\":1}" },
  { "a directive", "%YAML 1.2\n---\na: 1\n", "{\"a\":1}" },
  { "an alias is a copy", "a: &x [1, 2]\nb: *x\n", "{\"a\":[1,2],\"b\":[1,2]}" },
  { "an anchor may be given again", "[&a 1, *a, &a 2, *a]", "[1,1,2,2]" },
  { "an alias of a text as a key", "a: &x name\n*x : 1\n", "{\"a\":\"name\",\"name\":1}" },
  { "merged keys come last and never win", "base: &b {x: 1, y: 2}\nsub:\n  <<: *b\n  y: 3\n",
    "{\"base\":{\"x\":1,\"y\":2},\"sub\":{\"y\":3,\"x\":1}}" },
  { "the first of several merged mappings wins", "sub:\n  <<: [{x: 1}, {x: 2, y: 2}]\n",
    "{\"sub\":{\"x\":1,\"y\":2}}" },
  { "a quoted << is a key", "\"<<\": {a: 1}\n", "{\"<<\":{\"a\":1}}" },
  { "tags of YAML itself", "[!!str 12, !!int \"12\", !!float 1.5, !!bool true, !!null ~, !!seq [], !!map {}, ! 12]",
    "[\"12\",12,1.5,true,null,[],{},\"12\"]" },
  { "non-ASCII text", "日本: é\n", "{\"日本\":\"é\"}" },
};

static void
test_reads (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reads); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("t.yaml", reads[i].yaml, -1, &error);
      g_autoptr (GString) json = g_string_new (NULL);

      if (doc == NULL)
        g_error ("%s: %s", reads[i].holds, error->message);
      lim_json_append_compact (json, lim_json_root (doc));
      if (strcmp (json->str, reads[i].json) != 0)
        g_error ("%s: got %s, expected %s", reads[i].holds, json->str, reads[i].json);

      g_autoptr (LimJsonDoc) again = lim_json_parse ("again", json->str, (gssize) json->len, &error);
      if (again == NULL || !lim_json_equal (lim_json_root (doc), lim_json_root (again)))
        g_error ("%s: %s does not read back as the same", reads[i].holds, json->str);
    }
}

/* The message contains `says`. */
static const struct
{
  const char *holds, *yaml, *says;
} refusals[] = {
  { "a key twice", "a: 1\nb: 2\na: 3\n", "t.yaml:3:1: the key “a” occurs twice; first in line 1" },
  { "a key twice in one line", "{a: 1, a: 2}", "t.yaml:1:8: the key “a” occurs twice; first in line 1" },
  { "the same key spelled differently", "a: 1\n\"\\x61\": 2\n", "t.yaml:2:2: the key “a” occurs twice" },
  { "a key twice among many",
    "{a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, j: 1, k: 1, l: 1, m: 1, n: 1, o: 1, p: 1, q: 1, r: 1, b: "
    "2}",
    "the key “b” occurs twice" },
  { "an alias without an anchor", "a: *nope\n", "t.yaml:1:5: the alias *nope has no anchor" },
  { "an alias in its own anchor", "a: &x [1, *x]\n", "t.yaml:1:12: the alias *x stands inside its own anchor" },
  { "a list as a key", "? [1, 2]\n: 3\n", "a key must be plain text" },
  { "a mapping as a key", "{{a: 1}: 2}", "a key must be plain text" },
  { "a NUL in a key", "\"a\\0\": 1\n", "a key must be plain text" },
  { "a second document", "a: 1\n---\nb: 2\n", "t.yaml:2:1: a second document begins" },
  { "a tag of somebody else", "a: !python/object x\n", "the tag “!python/object” means nothing here" },
  { "a tag of somebody else on a list", "!!set [a]", "the tag “set” means nothing here" },
  { "a tag that does not fit", "!!int abc", "t.yaml:1:7: tagged !!int, found “abc”" },
  { "merging something else", "<<: 5\n", "“<<” takes a mapping or a list of mappings" },
  { "an open bracket", "a: [1, 2\n", "not valid YAML" },
  { "an open quote", "a: \"x\n", "not valid YAML" },
  { "a tab as indent", "a:\n\tb: 1\n", "not valid YAML" },
  { "a wrong indent", "a:\n    b: 1\n  c: 2\n", "t.yaml:3" },
  { "bytes that are no UTF-8", "a: 1\nb: \xff\n", "t.yaml:2: not valid YAML: expected UTF-8 text, found byte 0xff" },
};

static void
test_refusals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("t.yaml", refusals[i].yaml, -1, &error);

      if (doc != NULL)
        g_error ("%s: was accepted", refusals[i].holds);
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      if (strstr (error->message, refusals[i].says) == NULL)
        g_error ("%s: says “%s”, expected “%s”", refusals[i].holds, error->message, refusals[i].says);
    }
}

static void
test_lines (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("limner.yaml", "a: 1\nb:\n  - x\n  - limit: ten\n", -1, NULL);
  LimJson *list = lim_json_get (lim_json_root (doc), "b");
  LimJson *object = lim_json_next (lim_json_first (list));
  gint64 value;

  g_assert_cmpuint (lim_json_line (lim_json_get (lim_json_root (doc), "a")), ==, 1);
  g_assert_cmpuint (lim_json_line (lim_json_first (list)), ==, 3);
  g_assert_false (lim_json_require_int (object, "limit", &value, &error));
  g_assert_cmpstr (error->message, ==, "limner.yaml:4: “limit” must be a number, found text “ten”");
}

static void
test_nesting (void)
{
  static const struct
  {
    guint depth;
    gboolean ok;
  } depths[] = { { 1, TRUE }, { 60, TRUE }, { 257, FALSE }, { 1000, FALSE }, { 200000, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *flow = g_strnfill (2 * depths[i].depth, '[');
      g_autofree char *block = g_strnfill (2 * depths[i].depth + 1, ' ');

      memset (flow + depths[i].depth, ']', depths[i].depth);
      for (guint k = 0; k < depths[i].depth; k++)
        block[2 * k] = '-';
      block[2 * depths[i].depth] = 'x';

      g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("flow", flow, -1, &error);
      g_autoptr (LimJsonDoc) other = lim_yaml_parse ("block", block, -1, NULL);
      g_assert_true ((doc != NULL) == depths[i].ok);
      g_assert_true ((other != NULL) == depths[i].ok);
      g_assert_true (doc != NULL || g_error_matches (error, LIM_ERROR, LIM_ERROR_BAD_INPUT));
    }
}

/* Nine aliases each in nine levels would be 10^9 nodes. */
static void
test_aliases_do_not_explode (void)
{
  g_autoptr (GString) laughs = g_string_new ("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
  g_autoptr (GString) deep = g_string_new ("a0: &a0 []\n");
  g_autoptr (GString) merged = g_string_new ("a0: &a0 {k: v}\n");

  for (guint i = 1; i < 12; i++)
    g_string_append_printf (laughs, "a%u: &a%u [*a%u, *a%u, *a%u, *a%u, *a%u, *a%u, *a%u, *a%u, *a%u]\n", i, i, i - 1,
                            i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
  for (guint i = 1; i < 400; i++)
    g_string_append_printf (deep, "a%u: &a%u [*a%u]\n", i, i, i - 1);
  for (guint i = 1; i < 40; i++)
    g_string_append_printf (merged, "a%u: &a%u {<<: *a%u, x: *a%u, y: *a%u}\n", i, i, i - 1, i - 1, i - 1);

  const GString *const bombs[] = { laughs, deep, merged };
  for (gsize i = 0; i < G_N_ELEMENTS (bombs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("bomb", bombs[i]->str, (gssize) bombs[i]->len, &error);

      g_assert_null (doc);
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, "expand to more than"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/yaml/reads", test_reads);
  g_test_add_func ("/base/yaml/refusals", test_refusals);
  g_test_add_func ("/base/yaml/lines", test_lines);
  g_test_add_func ("/base/yaml/nesting", test_nesting);
  g_test_add_func ("/base/yaml/aliases-do-not-explode", test_aliases_do_not_explode);
  return g_test_run ();
}
