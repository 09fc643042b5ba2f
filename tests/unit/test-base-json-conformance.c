#include "base-json.h"

#include <string.h>

/* What RFC 8259 allows and what it does not. Whatever is accepted must come back byte for byte. */
static const struct
{
  const char *holds;
  const char *text;
} accepted[] = {
  { "an empty object", "{}" },
  { "an empty array", "[]" },
  { "space inside empty containers", "{ \t\r\n}" },
  { "space inside an empty array", "[ ]" },
  { "null alone", "null" },
  { "true alone", "true" },
  { "false alone", "false" },
  { "a number alone", "42" },
  { "a string alone", "\"x\"" },
  { "an empty string", "\"\"" },
  { "space around the document", " \t\r\n[1]\n\t " },
  { "a final newline", "{}\n" },
  { "several final newlines", "{}\n\n\n" },
  { "Windows line ends", "{\r\n\"a\": 1\r\n}\r\n" },
  { "a byte order mark", "\xef\xbb\xbf{\"a\": 1}" },
  { "a byte order mark and space", "\xef\xbb\xbf \n1" },
  { "zero", "[0]" },
  { "minus zero", "[-0]" },
  { "minus zero with a fraction", "[-0.0]" },
  { "a fraction", "[0.5]" },
  { "trailing zeros", "[1.500]" },
  { "one point zero", "[1.0]" },
  { "an exponent", "[1e5]" },
  { "a capital exponent", "[1E5]" },
  { "a signed exponent", "[1e+5, 1e-5]" },
  { "zero with an exponent", "[0e0, 0E+1, -0e-1]" },
  { "an exponent with leading zeros", "[1e007]" },
  { "fraction and exponent", "[-12.34e-56]" },
  { "a number beyond 64 bits", "[18446744073709551616]" },
  { "a number beyond doubles", "[1e400, -1e400]" },
  { "a number below doubles", "[1e-400, 5e-324]" },
  { "a number of a hundred digits",
    "[1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890]" },
  { "every short escape", "\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t\"" },
  { "an escaped letter", "\"\\u0041\"" },
  { "hexadecimal in both cases", "\"\\u00e9\\u00E9\"" },
  { "a surrogate pair", "\"\\ud83d\\ude80\"" },
  { "a capital surrogate pair", "\"\\uD83D\\uDE80\"" },
  { "half a pair at the front", "\"\\ud83d\"" },
  { "half a pair at the end", "\"\\ude80\"" },
  { "two front halves", "\"\\ud83d\\ud83d\"" },
  { "a pair the wrong way round", "\"\\ude80\\ud83d\"" },
  { "a front half before a plain letter", "\"\\ud83dx\"" },
  { "a front half before another escape", "\"\\ud83d\\n\"" },
  { "an escaped NUL", "\"a\\u0000b\"" },
  { "escaped control characters", "\"\\u0001\\u001f\"" },
  { "a raw delete character", "\"\x7f\"" },
  { "two bytes of UTF-8", "\"\xc3\xa9\"" },
  { "three bytes of UTF-8", "\"\xe6\x97\xa5\"" },
  { "four bytes of UTF-8", "\"\xf0\x9f\x9a\x80\"" },
  { "the first and last of each length",
    "\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"" },
  { "the code points beside the surrogates", "\"\xed\x9f\xbf\xee\x80\x80\"" },
  { "a byte order mark inside a string", "\"\xef\xbb\xbf\"" },
  { "line separators of Unicode, raw", "\"\xe2\x80\xa8\xe2\x80\xa9\"" },
  { "a string of eight and of sixteen letters", "[\"abcdefgh\", \"abcdefghijklmnop\", \"abcdefg\\n\"]" },
  { "a quote after each count of letters",
    "[\"\", \"a\", \"ab\", \"abc\", \"abcd\", \"abcde\", \"abcdef\", \"abcdefg\", \"abcdefghi\"]" },
  { "structure inside strings", "[\"{\", \"}\", \"[\", \",\", \":\", \"//\", \"/* */\"]" },
  { "nested containers", "[[[[[]]]]]" },
  { "mixed nesting", "{\"a\":[{\"b\":[{}]}]}" },
  { "space in every place", " { \"a\" : [ 1 , 2 ] , \"b\" : { } } " },
  { "no space anywhere", "{\"a\":[1,2],\"b\":{}}" },
  { "an empty key", "{\"\":1}" },
  { "a key twice", "{\"a\":1,\"a\":2}" },
  { "a key twice in two spellings", "{\"a\":1,\"\\u0061\":2}" },
  { "integer-like keys in odd order", "{\"2\":1,\"1\":2}" },
  { "a key with escapes", "{\"a\\n\\u00e9\\\"\":1}" },
  { "a key with a NUL", "{\"a\\u0000\":1}" },
  { "a key that is __proto__", "{\"__proto__\":{}}" },
  { "all types in a list", "[null,true,false,0,\"\",[],{}]" },
  { "a tab as indent", "{\n\t\"a\": 1\n}" },
};

static void
test_accepted (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize length = strlen (accepted[i].text);
      g_autoptr (LimJsonDoc) doc = lim_json_parse ("t", accepted[i].text, -1, &error);

      if (doc == NULL)
        g_error ("%s: %s", accepted[i].holds, error->message);
      g_assert_false (lim_json_doc_is_edited (doc));
      g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
      if (g_bytes_get_size (bytes) != length
          || memcmp (g_bytes_get_data (bytes, NULL), accepted[i].text, length) != 0)
        g_error ("%s: does not come back as it was", accepted[i].holds);

      /* Both fresh spellings mean the same. */
      g_autoptr (GString) compact = g_string_new (NULL), indented = g_string_new (NULL);
      lim_json_append_compact (compact, lim_json_root (doc));
      lim_json_append_indented (indented, lim_json_root (doc), 0);
      g_autoptr (LimJsonDoc) a = lim_json_parse ("compact", compact->str, (gssize) compact->len, &error);
      g_assert_no_error (error);
      g_autoptr (LimJsonDoc) b = lim_json_parse ("indented", indented->str, (gssize) indented->len, &error);
      g_assert_no_error (error);
      if (!lim_json_equal (lim_json_root (a), lim_json_root (doc))
          || !lim_json_equal (lim_json_root (doc), lim_json_root (b)))
        g_error ("%s: means something else when written anew", accepted[i].holds);
    }
}

static const struct
{
  const char *holds;
  const char *text;
  gsize length;     /* 0: up to the NUL */
  const char *says; /* where and what, after “t:” */
} rejected[] = {
  { "nothing", "", 0, "1:1: not valid JSON: expected a value, found the end of the file" },
  { "only space", " \n ", 0, "2:2: not valid JSON: expected a value, found the end of the file" },
  { "only a byte order mark", "\xef\xbb\xbf", 0, "expected a value, found the end" },
  { "two byte order marks", "\xef\xbb\xbf\xef\xbb\xbf{}", 0, "expected a value" },
  { "a byte order mark after the value", "{}\xef\xbb\xbf", 0, "expected the end of the file" },
  { "UTF-16", "\xff\xfe{\0}\0", 6, "expected a value, found byte 0xff" },
  { "two values", "1 2", 0, "1:3: not valid JSON: expected the end of the file, found “2”" },
  { "two objects", "{}{}", 0, "expected the end of the file" },
  { "a value and a comma", "1,", 0, "expected the end of the file" },
  { "a closing bracket too many", "[]]", 0, "expected the end of the file, found “]”" },
  { "a NUL after the value", "{}\0", 3, "expected the end of the file, found byte 0x00" },
  { "a NUL before the value", "\0{}", 3, "expected a value, found byte 0x00" },
  { "a NUL between values", "[1,\0 2]", 7, "expected a value, found byte 0x00" },
  { "a NUL in a string", "\"a\0b\"", 5, "expected an escape" },
  { "a NUL in a number", "[1\0]", 4, "expected a comma or “]”" },
  { "an open object", "{", 0, "expected a key in double quotes, found the end" },
  { "an open array", "[", 0, "expected a value, found the end" },
  { "an open array after a value", "[1", 0, "expected a comma or “]”, found the end" },
  { "an open object after a value", "{\"a\":1", 0, "expected a comma or “}”, found the end" },
  { "an open object after a key", "{\"a\"", 0, "expected a colon after the key, found the end" },
  { "an open object after a colon", "{\"a\":", 0, "expected a value, found the end" },
  { "a mismatched bracket", "[1}", 0, "1:3: not valid JSON: expected a comma or “]”, found “}”" },
  { "a mismatched brace", "{\"a\":1]", 0, "expected a comma or “}”, found “]”" },
  { "a closing bracket alone", "]", 0, "expected a value" },
  { "a comma alone", ",", 0, "expected a value" },
  { "a trailing comma in an array", "[1,]", 0, "1:4: not valid JSON: expected a value, found “]”" },
  { "a trailing comma in an object", "{\"a\":1,}", 0, "expected a key in double quotes, found “}”" },
  { "a leading comma", "[,1]", 0, "expected a value" },
  { "two commas", "[1,,2]", 0, "expected a value" },
  { "no comma in an array", "[1 2]", 0, "expected a comma" },
  { "no comma in an object", "{\"a\":1 \"b\":2}", 0, "expected a comma" },
  { "no colon", "{\"a\" 1}", 0, "expected a colon" },
  { "two colons", "{\"a\"::1}", 0, "expected a value" },
  { "a colon in an array", "[1:2]", 0, "expected a comma" },
  { "an equals sign", "{\"a\"=1}", 0, "expected a colon" },
  { "a value for a key", "{1:2}", 0, "expected a key in double quotes" },
  { "a bare key", "{a:1}", 0, "expected a key in double quotes, found “a”" },
  { "a key in single quotes", "{'a':1}", 0, "expected a key in double quotes" },
  { "a key that is null", "{null:1}", 0, "expected a key" },
  { "a key without a value", "{\"a\":}", 0, "expected a value" },
  { "a key alone", "{\"a\"}", 0, "expected a colon" },
  { "single quotes", "'a'", 0, "expected a value" },
  { "typographic quotes", "“a”", 0, "expected a value, found byte 0xe2" },
  { "a line comment", "// x\n1", 0, "expected a value, found “/”" },
  { "a block comment", "/* x */ 1", 0, "expected a value" },
  { "a hash comment", "# x\n1", 0, "expected a value" },
  { "a comment after the value", "1 // x", 0, "expected the end of the file" },
  { "True", "True", 0, "expected a value" },
  { "NULL", "NULL", 0, "expected a value" },
  { "a cut word", "tru", 0, "expected a value" },
  { "a word with more behind it", "nullx", 0, "expected the end of the file" },
  { "undefined", "undefined", 0, "expected a value" },
  { "NaN", "NaN", 0, "expected a value" },
  { "Infinity", "Infinity", 0, "expected a value" },
  { "minus Infinity", "-Infinity", 0, "expected a digit, found “I”" },
  { "a plus sign", "+1", 0, "expected a value" },
  { "a minus alone", "-", 0, "expected a digit, found the end" },
  { "two minus signs", "--1", 0, "expected a digit" },
  { "a minus and a space", "- 1", 0, "expected a digit" },
  { "a leading zero", "01", 0, "expected the end of the file" },
  { "a leading zero in a list", "[-01]", 0, "expected a comma" },
  { "two zeros", "00", 0, "expected the end of the file" },
  { "a point in front", ".5", 0, "expected a value" },
  { "a minus and a point", "-.5", 0, "expected a digit" },
  { "a point at the end", "1.", 0, "expected a digit" },
  { "a point before an exponent", "1.e5", 0, "expected a digit" },
  { "two points", "1.2.3", 0, "expected the end of the file" },
  { "an exponent without digits", "1e", 0, "expected a digit" },
  { "a signed exponent without digits", "1e+", 0, "expected a digit" },
  { "an exponent with a fraction", "1e1.5", 0, "expected the end of the file" },
  { "two exponents", "1e1e1", 0, "expected the end of the file" },
  { "hexadecimal", "0x1F", 0, "expected the end of the file" },
  { "a digit separator", "1_000", 0, "expected the end of the file" },
  { "a decimal comma", "[1,5", 0, "expected a comma or “]”" },
  { "digits of another script", "\xef\xbc\x91", 0, "expected a value" },
  { "an open string", "\"abc", 0, "expected a closing quote, found the end" },
  { "an open string of eight letters", "\"abcdefgh", 0, "expected a closing quote, found the end" },
  { "an open string after a backslash", "\"abc\\", 0, "expected one of" },
  { "an open string after an escaped quote", "\"abc\\\"", 0, "expected a closing quote" },
  { "a raw newline in a string", "\"a\nb\"", 0, "1:3: not valid JSON: expected an escape such as \\n" },
  { "a raw tab in a string", "\"a\tb\"", 0, "expected an escape" },
  { "a raw escape character", "\"\x1b\"", 0, "expected an escape" },
  { "a raw control character after eight letters", "\"abcdefgh\x01\"", 0, "expected an escape" },
  { "an unknown escape", "\"\\x41\"", 0, "expected one of \\\"" },
  { "an escaped single quote", "\"\\'\"", 0, "expected one of" },
  { "a capital escape", "\"\\N\"", 0, "expected one of" },
  { "an escaped newline", "\"\\\n\"", 0, "expected one of" },
  { "a NUL after a backslash", "\"\\\0\"", 4, "expected one of" },
  { "three hexadecimal digits", "\"\\u123\"", 0, "expected four hexadecimal digits" },
  { "a letter among hexadecimal digits", "\"\\u12G4\"", 0, "expected four hexadecimal digits" },
  { "hexadecimal at the end", "\"\\u12", 0, "expected four hexadecimal digits" },
  { "a sign among hexadecimal digits", "\"\\u+123\"", 0, "expected four hexadecimal digits" },
  { "a braced escape", "\"\\u{41}\"", 0, "expected four hexadecimal digits" },
  { "a continuation byte alone", "\"\x80\"", 0, "expected UTF-8 text, found byte 0x80" },
  { "a first byte alone", "\"\xc3\"", 0, "expected UTF-8 text, found byte 0xc3" },
  { "two bytes of three", "\"\xe6\x97\"", 0, "expected UTF-8 text" },
  { "three bytes of four", "\"\xf0\x9f\x9a\"", 0, "expected UTF-8 text" },
  { "a sequence cut by the end", "\"\xf0\x9f\x9a", 0, "expected UTF-8 text" },
  { "a slash in two bytes", "\"\xc0\xaf\"", 0, "expected UTF-8 text" },
  { "a NUL in two bytes", "\"\xc0\x80\"", 0, "expected UTF-8 text" },
  { "a slash in three bytes", "\"\xe0\x80\xaf\"", 0, "expected UTF-8 text" },
  { "a letter in four bytes", "\"\xf0\x80\x81\x81\"", 0, "expected UTF-8 text" },
  { "a surrogate in UTF-8", "\"\xed\xa0\x80\"", 0, "expected UTF-8 text" },
  { "beyond U+10FFFF", "\"\xf4\x90\x80\x80\"", 0, "expected UTF-8 text" },
  { "a byte UTF-8 never has", "\"\xff\"", 0, "expected UTF-8 text" },
  { "Latin-1", "{\"name\":\"caf\xe9\"}", 0, "expected UTF-8 text, found byte 0xe9" },
  { "bad UTF-8 in a key", "{\"\xff\":1}", 0, "expected UTF-8 text" },
  { "a no-break space",
    "\xc2\xa0"
    "1",
    0, "expected a value" },
  { "a form feed", "\f1", 0, "expected a value, found byte 0x0c" },
  { "a vertical tab", "[1,\v2]", 0, "expected a value" },
  { "the right line in a long file", "{\n  \"a\": 1,\n  \"b\": oops\n}\n", 0,
    "3:8: not valid JSON: expected a value, found “o”" },
};

static void
test_rejected (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rejected); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize length = rejected[i].length != 0 ? rejected[i].length : strlen (rejected[i].text);
      /* A buffer of exactly this size, so that a sanitizer sees a byte read past it. */
      char *exact = g_memdup2 (rejected[i].text, length);
      g_autoptr (LimJsonDoc) doc = lim_json_parse_take ("t", exact, length, &error);

      if (doc != NULL)
        g_error ("%s: was accepted", rejected[i].holds);
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      if (!g_str_has_prefix (error->message, "t:") || strstr (error->message, rejected[i].says) == NULL)
        g_error ("%s: says “%s”, expected “%s”", rejected[i].holds, error->message, rejected[i].says);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

/* What a string reads as; NULL: it holds a NUL and is not given out. */
static const struct
{
  const char *holds, *json, *text;
} strings[] = {
  { "escapes are decoded", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
  { "a letter by its number", "\"\\u0041\\u00e9\\u65e5\"", "Aé日" },
  { "a surrogate pair is one character", "\"\\ud83d\\ude80\"", "🚀" },
  { "the last surrogate pair", "\"\\udbff\\udfff\"", "\xf4\x8f\xbf\xbf" },
  { "half a pair is the replacement character", "\"a\\ud83d\"", "a\xef\xbf\xbd" },
  { "a pair the wrong way round is two of them", "\"\\ude80\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd" },
  { "a front half, then a pair", "\"\\ud83d\\ud83d\\ude80\"", "\xef\xbf\xbd🚀" },
  { "a front half before an escape keeps the escape", "\"\\ud83d\\n\"", "\xef\xbf\xbd\n" },
  { "raw text is as it is", "\"日本\"", "日本" },
  { "nothing is not NULL", "\"\"", "" },
  { "a NUL hides the text", "\"a\\u0000b\"", NULL },
  { "a number is no text", "12", NULL },
};

static void
test_strings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_parse ("t", strings[i].json, -1, NULL);

      if (g_strcmp0 (lim_json_string (lim_json_root (doc)), strings[i].text) != 0)
        g_error ("%s: got “%s”", strings[i].holds, lim_json_string (lim_json_root (doc)));
    }
}

/* What counts when a key comes twice, is escaped or holds a NUL. */
static void
test_keys (void)
{
  g_autoptr (LimJsonDoc) doc =
      lim_json_parse ("t", "{\"a\":1,\"\\u0061\":2,\"n\\u0000x\":3,\"\":4,\"b\\n\":5,\"b\":6}", -1, NULL);
  LimJson *root = lim_json_root (doc);

  g_assert_cmpint (lim_json_get_int (root, "a", 0), ==, 2);
  g_assert_cmpint (lim_json_get_int (root, "n", 0), ==, 0);
  g_assert_cmpint (lim_json_get_int (root, "", 0), ==, 4);
  g_assert_cmpint (lim_json_get_int (root, "b\n", 0), ==, 5);
  g_assert_cmpint (lim_json_get_int (root, "b", 0), ==, 6);
  g_assert_cmpuint (lim_json_length (root), ==, 6);
  g_assert_true (lim_json_remove (root, "a"));
  g_assert_cmpuint (lim_json_length (root), ==, 4);
  g_assert_null (lim_json_get (root, "a"));
  g_assert_false (lim_json_remove (root, "a"));
  g_assert_false (lim_json_remove (root, "n"));
}

static void
test_depth (void)
{
  for (guint depth = LIM_JSON_MAX_DEPTH - 1; depth <= LIM_JSON_MAX_DEPTH + 1; depth++)
    for (guint kind = 0; kind < 2; kind++)
      {
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GError) error = NULL;

        for (guint i = 0; i < depth; i++)
          g_string_append (text, kind == 0 ? "[" : i + 1 < depth ? "{\"a\":" : "{");
        for (guint i = 0; i < depth; i++)
          g_string_append_c (text, kind == 0 ? ']' : '}');
        g_autoptr (LimJsonDoc) doc = lim_json_parse ("t", text->str, -1, &error);
        g_assert_true ((doc != NULL) == (depth <= LIM_JSON_MAX_DEPTH));
      }

  g_autofree char *abyss = g_strnfill (1000000, '[');
  g_autoptr (GError) error = NULL;
  g_assert_null (lim_json_parse ("t", abyss, -1, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

static const struct
{
  const char *a, *b;
  gboolean equal;
} pairs[] = {
  { "{\"a\":1,\"b\":[]}", "{ \"b\" : [ ], \"a\" : 1 }", TRUE },
  { "\"\\u0041\"", "\"A\"", TRUE },
  { "{\"\\u0041\":1}", "{\"A\":1}", TRUE },
  { "{\"a\":1,\"a\":2}", "{\"a\":2}", TRUE },
  { "{\"a\":2,\"a\":2}", "{\"a\":1,\"a\":2}", TRUE },
  { "{\"a\":1,\"a\":2}", "{\"a\":1}", FALSE },
  { "{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2}", FALSE },
  { "{\"a\":1,\"b\":2}", "{\"a\":1,\"a\":1}", FALSE },
  { "[1,2]", "[2,1]", FALSE },
  { "[1]", "[1,1]", FALSE },
  { "1", "1.0", FALSE },
  { "\"1\"", "1", FALSE },
  { "null", "false", FALSE },
  { "true", "false", FALSE },
  { "\"a\\u0000b\"", "\"a\\u0000c\"", FALSE },
  { "\"a\\u0000b\"", "\"a\\u0000b\"", TRUE },
  { "{}", "[]", FALSE },
  { "{}", "{\"a\":null}", FALSE },
};

static void
test_equal (void)
{
  /* Enough members in front that the comparison takes its way for many, too. */
  g_autoptr (GString) many = g_string_new ("{");

  for (guint i = 0; i < 40; i++)
    g_string_append_printf (many, "\"k%u\":%u,", i, i);
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (guint wide = 0; wide < 2; wide++)
      {
        gboolean objects =
            pairs[i].a[0] == '{' && pairs[i].b[0] == '{' && pairs[i].a[1] != '}' && pairs[i].b[1] != '}';

        if (wide && !objects)
          continue;
        g_autofree char *text_a = g_strconcat (wide ? many->str : "", pairs[i].a + wide, NULL);
        g_autofree char *text_b = g_strconcat (wide ? many->str : "", pairs[i].b + wide, NULL);
        g_autoptr (LimJsonDoc) a = lim_json_parse ("a", text_a, -1, NULL), b = lim_json_parse ("b", text_b, -1, NULL);

        if (lim_json_equal (lim_json_root (a), lim_json_root (b)) != pairs[i].equal
            || lim_json_equal (lim_json_root (b), lim_json_root (a)) != pairs[i].equal)
          g_error ("%s and %s: %s expected", text_a, text_b, pairs[i].equal ? "equal" : "different");
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/conformance/accepted", test_accepted);
  g_test_add_func ("/base/json/conformance/rejected", test_rejected);
  g_test_add_func ("/base/json/conformance/strings", test_strings);
  g_test_add_func ("/base/json/conformance/keys", test_keys);
  g_test_add_func ("/base/json/conformance/depth", test_depth);
  g_test_add_func ("/base/json/conformance/equal", test_equal);
  return g_test_run ();
}
