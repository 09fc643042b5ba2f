#include "base-json-writer.h"

#include <math.h>
#include <string.h>

static void
test_row (void)
{
  static const char *const images[] = { "a.png", "b\"c.png", NULL };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (LimJsonWriter) row = lim_json_writer_new (out);
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("t", "{ \"x\" : 1.500 , \"y\":[ ] }", -1, NULL);

  lim_json_begin_object (row);
  lim_json_member_string (row, "te\nxt", "tab\t “é” \x01 \xff.");
  lim_json_member_string (row, "none", NULL);
  lim_json_member_int (row, "int", G_MININT64);
  lim_json_member_double (row, "double", 0.85);
  lim_json_member_double (row, "nan", NAN);
  lim_json_member_bool (row, "yes", TRUE);
  lim_json_member_null (row, "null");
  lim_json_member_node (row, "node", lim_json_root (doc));
  lim_json_member_node (row, "missing", NULL);
  lim_json_member_strv (row, "images", images);
  lim_json_member_strv (row, "no images", NULL);
  lim_json_member_array (row, "list");
  lim_json_element_int (row, 1);
  lim_json_begin_object (row);
  lim_json_end_object (row);
  lim_json_begin_array (row);
  lim_json_element_bool (row, FALSE);
  lim_json_element_null (row);
  lim_json_end_array (row);
  lim_json_end_array (row);
  lim_json_member_object (row, "object");
  lim_json_member_int (row, "a", 1);
  lim_json_end_object (row);
  lim_json_end_object (row);
  lim_json_writer_finish (row);

  g_assert_cmpstr (out->str, ==,
                   "{\"te\\nxt\":\"tab\\t “é” \\u0001 �.\",\"none\":null,\"int\":-9223372036854775808,"
                   "\"double\":0.85,\"nan\":null,\"yes\":true,\"null\":null,\"node\":{\"x\":1.500,\"y\":[]},"
                   "\"missing\":null,\"images\":[\"a.png\",\"b\\\"c.png\"],\"no images\":[],"
                   "\"list\":[1,{},[false,null]],\"object\":{\"a\":1}}");

  /* The next row, into a buffer its owner emptied. */
  g_string_truncate (out, 0);
  lim_json_element_string (row, "next");
  lim_json_writer_finish (row);
  g_assert_cmpstr (out->str, ==, "\"next\"");
}

static void
test_base64 (void)
{
  static const char bytes[] = "Many hands\xff";

  for (gsize length = 0; length < sizeof bytes; length++)
    {
      g_autoptr (GString) out = g_string_new ("x");
      g_autoptr (LimJsonWriter) row = lim_json_writer_new (out);
      g_autofree char *encoded = g_base64_encode ((const guint8 *) bytes, length);
      g_autofree char *expected = g_strdup_printf ("x{\"url\":\"data:,%s\",\"n\":1}", encoded);

      lim_json_begin_object (row);
      lim_json_member_base64 (row, "url", "data:,", bytes, length);
      lim_json_member_int (row, "n", 1);
      lim_json_end_object (row);
      lim_json_writer_finish (row);
      g_assert_cmpstr (out->str, ==, expected);
    }
}

/* Each of these calls would write something that is no JSON. */
static void
misuse_member_at_top (LimJsonWriter *row)
{
  lim_json_member_int (row, "a", 1);
}

static void
misuse_element_in_object (LimJsonWriter *row)
{
  lim_json_begin_object (row);
  lim_json_element_int (row, 1);
}

static void
misuse_member_in_array (LimJsonWriter *row)
{
  lim_json_begin_array (row);
  lim_json_member_int (row, "a", 1);
}

static void
misuse_two_values (LimJsonWriter *row)
{
  lim_json_element_int (row, 1);
  lim_json_element_int (row, 2);
}

static void
misuse_wrong_end (LimJsonWriter *row)
{
  lim_json_begin_array (row);
  lim_json_end_object (row);
}

static void
misuse_end_of_nothing (LimJsonWriter *row)
{
  lim_json_end_array (row);
}

static void
misuse_unfinished (LimJsonWriter *row)
{
  lim_json_begin_array (row);
  lim_json_writer_finish (row);
}

static void
misuse_nothing_written (LimJsonWriter *row)
{
  lim_json_writer_finish (row);
}

static void
misuse_too_deep (LimJsonWriter *row)
{
  for (guint i = 0; i <= LIM_JSON_MAX_DEPTH; i++)
    lim_json_begin_array (row);
}

static const struct
{
  const char *name;
  void (*call) (LimJsonWriter *row);
} misuses[] = {
  { "/base/json-writer/misuse/member-at-top", misuse_member_at_top },
  { "/base/json-writer/misuse/element-in-object", misuse_element_in_object },
  { "/base/json-writer/misuse/member-in-array", misuse_member_in_array },
  { "/base/json-writer/misuse/two-values", misuse_two_values },
  { "/base/json-writer/misuse/wrong-end", misuse_wrong_end },
  { "/base/json-writer/misuse/end-of-nothing", misuse_end_of_nothing },
  { "/base/json-writer/misuse/unfinished", misuse_unfinished },
  { "/base/json-writer/misuse/nothing-written", misuse_nothing_written },
  { "/base/json-writer/misuse/too-deep", misuse_too_deep },
};

static void
test_misuse (gconstpointer data)
{
  void (*const *call) (LimJsonWriter * row) = data;

  if (g_test_subprocess ())
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (LimJsonWriter) row = lim_json_writer_new (out);

      (*call) (row);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*JSON writer:*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json-writer/row", test_row);
  g_test_add_func ("/base/json-writer/base64", test_base64);
  for (gsize i = 0; i < G_N_ELEMENTS (misuses); i++)
    g_test_add_data_func (misuses[i].name, &misuses[i].call, test_misuse);
  return g_test_run ();
}
