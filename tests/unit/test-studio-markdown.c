/* Markdown as the studio's pages draw it. */
#include "studio-markdown.h"

#include <string.h>

static void
test_blocks (void)
{
  static const struct
  {
    const char *what, *text, *json;
  } rows[] = {
    { "nothing is nothing", "", "[]" },
    { "a heading knows its level and its lines", "## One *two*\n",
      "[{\"t\":\"heading\",\"c\":[\"One "
      "\",{\"t\":\"emphasis\",\"c\":[\"two\"]}],\"level\":2,\"line\":1}]" },
    { "markup is text", "<script>x</script>\n", "[{\"t\":\"code\",\"text\":\"<script>x</script>\\n\",\"line\":1}]" },
    { "markup within a line is text", "a <b onclick=x>\n",
      "[{\"t\":\"paragraph\",\"c\":[\"a \",\"<b onclick=x>\"],\"line\":1}]" },
    { "a picture is its words", "![A `dog`](https://evil/x.png)\n",
      "[{\"t\":\"paragraph\",\"c\":[{\"t\":\"emphasis\",\"c\":[\"A "
      "\",{\"t\":\"inline\",\"text\":\"dog\"}]}],\"line\":1}]" },
    { "a table has rows and cells, and a bar behind a backslash is one",
      "| A | B |\n|---|:-:|\n| x \\| y | **z** |\n",
      "[{\"t\":\"table\",\"c\":["
      "{\"t\":\"row\",\"c\":[{\"t\":\"cell\",\"c\":[\"A\"]},{\"t\":\"cell\",\"c\":[\"B\"]}]},"
      "{\"t\":\"row\",\"c\":[{\"t\":\"cell\",\"c\":[\"x | y\"]},"
      "{\"t\":\"cell\",\"c\":[{\"t\":\"strong\",\"c\":[\"z\"]}]}]}],\"line\":1}]" },
    { "bars without a ruler are a paragraph", "a | b\nc | d\n",
      "[{\"t\":\"paragraph\",\"c\":[\"a | b\",\" \",\"c | d\"],\"line\":1}]" },
    { "bytes that are no text are marked", "a\xff\n",
      "[{\"t\":\"paragraph\",\"c\":[\"a\xef\xbf\xbd\"],\"line\":1}]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      g_autoptr (GString) out = g_string_new (NULL);

      lim_json_append_compact (out, lim_studio_markdown (doc, rows[i].text, strlen (rows[i].text)));
      g_test_message ("%s", rows[i].what);
      g_assert_cmpstr (out->str, ==, rows[i].json);
    }
}

/* A stack of quotes, lists or marks as deep as the file is long must not take the stack of the program with it. */
static void
test_depth (void)
{
  static const char *const pieces[] = { "> ", "- ", "**a ", "[", "1. ", "*" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      g_autoptr (GString) out = g_string_new (NULL);

      for (guint n = 0; n < 5000; n++)
        g_string_append (text, pieces[i]);
      g_string_append (text, "x\n");
      lim_json_append_compact (out, lim_studio_markdown (doc, text->str, text->len));
      g_assert_cmpuint (out->len, >, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/studio-markdown/blocks", test_blocks);
  g_test_add_func ("/studio-markdown/depth", test_depth);
  return g_test_run ();
}
