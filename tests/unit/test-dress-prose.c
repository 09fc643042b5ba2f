#include "dress-prose.h"

#include <string.h>

static const struct
{
  const char *holds;
  gboolean twine;
  const char *text, *json;
} rows[] = {
  { "nothing is no block", FALSE, "", "[]" },
  { "a blank line begins a paragraph, a single one does not", FALSE, "a\nb\n\n \nc",
    "[[\"p\",\"a b\"],[\"p\",\"c\"]]" },
  { "in Twine each line counts", TRUE, "a\nb", "[[\"p\",\"a\",[\"br\"],\"b\"]]" },
  { "two blanks at the end of a line break it", FALSE, "a  \nb", "[[\"p\",\"a\",[\"br\"],\"b\"]]" },
  { "who speaks with a dash begins a line", FALSE, "He:\n– No.\n– Yes.",
    "[[\"p\",\"He:\",[\"br\"],\"– No.\",[\"br\"],\"– Yes.\"]]" },
  { "emphasis", FALSE, "a *b* _c_ **d** ~~e~~",
    "[[\"p\",\"a \",[\"em\",\"b\"],\" \",[\"em\",\"c\"],\" \",[\"strong\",\"d\"],\" \",[\"s\",\"e\"]]]" },
  { "emphasis in emphasis", FALSE, "**a *b* c**", "[[\"p\",[\"strong\",\"a \",[\"em\",\"b\"],\" c\"]]]" },
  { "three stars are both", FALSE, "***a***", "[[\"p\",[\"strong\",[\"em\",\"a\"]]]]" },
  { "what is not closed is text", FALSE, "2 * 3 *b **c", "[[\"p\",\"2 * 3 *b **c\"]]" },
  { "what overlaps is text", FALSE, "*a **b* c**", "[[\"p\",[\"em\",\"a **b\"],\" c**\"]]" },
  { "underscores inside words are text", FALSE, "snake_case_word", "[[\"p\",\"snake_case_word\"]]" },
  { "a backslash takes the meaning away", FALSE, "\\*a\\*", "[[\"p\",\"*a*\"]]" },
  { "a rule, a heading, a quotation", FALSE, "# T\na\n***\n> q\n> r\nb",
    "[[\"h\",\"T\"],[\"p\",\"a\"],[\"hr\"],[\"quote\",\"q r\"],[\"p\",\"b\"]]" },
  { "HTML is text", FALSE, "<b>x</b><script>alert(1)</script>", "[[\"p\",\"<b>x</b><script>alert(1)</script>\"]]" },
  { "links are text", FALSE, "[x](javascript:alert(1))", "[[\"p\",\"[x](javascript:alert(1))\"]]" },
  { "Twine's emphasis", TRUE, "//a// ''b'' ==c== <i>d</i>",
    "[[\"p\",[\"em\",\"a\"],\" \",[\"strong\",\"b\"],\" \",[\"s\",\"c\"],\" \",[\"em\",\"d\"]]]" },
  { "an address is no emphasis", TRUE, "https://a.example//b", "[[\"p\",\"https://a.example//b\"]]" },
  { "in Twine too a tag with attributes is text", TRUE, "<b onclick=x>y</b>", "[[\"p\",\"<b onclick=x>y</b>\"]]" },
  { "Twine shows entities as what they stand for", TRUE, "a &lt;b&gt; &mdash; &amp;lt; &nope; & c",
    "[[\"p\",\"a <b> — &lt; &nope; & c\"]]" },
  { "elsewhere they are text", FALSE, "&lt;", "[[\"p\",\"&lt;\"]]" },
  { "Twine's emphasis is text elsewhere", FALSE, "//a// ''b''", "[[\"p\",\"//a// ''b''\"]]" },
  { "letters of all the world", FALSE, "*שלום* 👩‍🚀", "[[\"p\",[\"em\",\"שלום\"],\" 👩‍🚀\"]]" },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) blocks = lim_prose_parse (rows[i].text, rows[i].twine);
      g_autoptr (GString) json = g_string_new (NULL);

      lim_prose_append_json (json, blocks);
      g_test_message ("%s", rows[i].holds);
      g_assert_cmpstr (json->str, ==, rows[i].json);
    }
}

static guint
depth_of (const GPtrArray *list)
{
  guint deepest = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const LimProse *prose = list->pdata[i];

      if (prose->children != NULL)
        deepest = MAX (deepest, 1 + depth_of (prose->children));
    }
  return deepest;
}

/* A text of signs alone nests no deeper than told, and ends. */
static void
test_depth (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, i % 3 == 0 ? "*a" : i % 3 == 1 ? "**b" : "~~c_");
  g_autoptr (GPtrArray) blocks = lim_prose_parse (text->str, TRUE);
  g_assert_cmpuint (depth_of (blocks), <=, LIM_PROSE_MAX_DEPTH + 1);
  g_autofree char *plain = lim_prose_plain (blocks);
  g_assert_cmpuint (strlen (plain), >, 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prose/rows", test_rows);
  g_test_add_func ("/prose/depth", test_depth);
  return g_test_run ();
}
