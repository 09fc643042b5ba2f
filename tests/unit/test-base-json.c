#include "base-json.h"

/* What an edit does to the text around it. “judgment” is set to {"status":"approved"}. */
static const struct
{
  const char *holds;
  const char *before, *after;
} edits[] = {
  { "a null is replaced where it stands, indented as the rest",
    "{\n  \"id\": \"a\",\n  \"judgment\": null,\n  \"x\": 0.8500\n}\n",
    "{\n  \"id\": \"a\",\n  \"judgment\": {\n    \"status\": \"approved\"\n  },\n  \"x\": 0.8500\n}\n" },
  { "a new key comes last and the missing final newline stays missing", "{\n    \"id\": \"a\"\n}",
    "{\n    \"id\": \"a\",\n    \"judgment\": {\n        \"status\": \"approved\"\n    }\n}" },
  { "a one-line document stays one line", "{\"id\": \"a\", \"n\": 1e5}",
    "{\"id\": \"a\", \"n\": 1e5, \"judgment\": {\"status\":\"approved\"}}" },
  { "after an only member its colon tells whether commas take a blank", "{\"id\": \"a\"}",
    "{\"id\": \"a\", \"judgment\": {\"status\":\"approved\"}}" },
  { "and without blanks there are none", "{\"id\":\"a\"}", "{\"id\":\"a\",\"judgment\":{\"status\":\"approved\"}}" },
  { "space before commas stays", "{\n  \"id\": 1\n  , \"n\": 2\n}",
    "{\n  \"id\": 1\n  , \"n\": 2, \"judgment\": {\n    \"status\": \"approved\"\n  }\n}" },
  { "tabs and Windows line ends stay", "{\r\n\t\"judgment\": 1,\r\n\t\"n\": [ ]\r\n}\r\n",
    "{\r\n\t\"judgment\": {\r\n\t\t\"status\": \"approved\"\r\n\t},\r\n\t\"n\": [ ]\r\n}\r\n" },
  { "an empty object is opened up", "{}\n", "{\n  \"judgment\": {\n    \"status\": \"approved\"\n  }\n}\n" },
  { "odd spacing and escapes elsewhere are not touched", "{ \"i\\u0064\" :\t[1 , 2.0],\n \"judgment\" : 3 }",
    "{ \"i\\u0064\" :\t[1 , 2.0],\n \"judgment\" : {\"status\":\"approved\"} }" },
};

static void
test_edit_keeps_the_rest (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimJsonDoc) doc = lim_json_parse ("t", edits[i].before, -1, &error);

      g_assert_no_error (error);
      LimJson *judgment = lim_json_new_object (doc);
      lim_json_set_string (judgment, "status", "approved");
      lim_json_set (lim_json_root (doc), "judgment", judgment);

      g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      if (g_strcmp0 (text, edits[i].after) != 0)
        g_error ("%s:\n%s\nexpected\n%s", edits[i].holds, text, edits[i].after);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/edit-keeps-the-rest", test_edit_keeps_the_rest);
  return g_test_run ();
}
