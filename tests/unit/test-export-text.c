/* Texts of rows: neutralising, quoting, base64. */
#include "export-text.h"

#include <string.h>

#include "base-json.h"
#include "export-base64.h"

static const struct
{
  const char *holds, *text, *safe;
  guint64 n;
} neutral[] = {
  { "plain text stays", "worn cloth, < 3 folds, a | b", "worn cloth, < 3 folds, a | b", 0 },
  { "an image tag is disarmed", "see <image> here", "see (image) here", 1 },
  { "in any letter case", "<IMAGE><Video>", "(IMAGE)(Video)", 2 },
  { "every word of the list", "<audio><bbox><ref-object><start-image><end-image>",
    "(audio)(bbox)(ref-object)(start-image)(end-image)", 5 },
  { "other tags stay", "<images> <img> <b>", "<images> <img> <b>", 0 },
  { "control tokens are disarmed", "<|im_start|>user", "(|im_start|)user", 2 },
  { "what is left over does not join anew", "<<image>>", "<(image)>", 1 },
  { "a token cannot be rebuilt from its rewriting", "<|<|", "(|(|", 2 },
  { "bytes that are no UTF-8 are replaced", "a\xff<image>", "a\xef\xbf\xbd(image)", 1 },
  { "an end of text inside a tag is no tag", "<imag", "<imag", 0 },
  { "nothing is nothing", "", "", 0 },
};

static void
test_neutralise (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (neutral); i++)
    {
      guint64 n = 0;
      g_autofree char *safe = lim_export_neutralise (neutral[i].text, &n);

      g_test_message ("%s", neutral[i].holds);
      g_assert_cmpstr (safe, ==, neutral[i].safe);
      g_assert_cmpuint (n, ==, neutral[i].n);
    }
}

static const struct
{
  const char *holds, *text, *json;
} quoted[] = {
  { "quotes and backslashes", "a\"b\\c", "\"a\\\"b\\\\c\"" },
  { "control characters by number, a new line by its letter", "a\nb\tc\x01", "\"a\\nb\\u0009c\\u0001\"" },
  { "delete", "a\x7f", "\"a\\u007f\"" },
  { "next line, line separator, paragraph separator",
    "a\xc2\x85"
    "b\u2028c\u2029",
    "\"a\\u0085b\\u2028c\\u2029\"" },
  { "letters of other scripts stay", "é — 雪 🚀", "\"é — 雪 🚀\"" },
  { "near misses stay", "\u00a5\u2027\u202a", "\"\u00a5\u2027\u202a\"" },
};

static void
test_quoted (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (quoted); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      lim_export_append_quoted (out, quoted[i].text);
      g_test_message ("%s", quoted[i].holds);
      g_assert_cmpstr (out->str, ==, quoted[i].json);
      g_autoptr (LimJsonDoc) doc = lim_json_parse ("row", out->str, -1, NULL);
      g_assert_nonnull (doc);
      g_assert_cmpstr (lim_json_string (lim_json_root (doc)), ==, quoted[i].text);
    }
}

/* Every length around the steps of the fast form, against GLib's. */
static void
test_base64 (void)
{
  guint8 data[400];

  for (guint i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 167 + i / 256 * 31);
  for (gsize length = 0; length <= 300; length++)
    for (gsize start = 0; start < 4; start++)
      {
        g_autofree char *expected = g_base64_encode (data + start, length);
        g_autofree char *found = g_malloc0 (LIM_BASE64_LENGTH (length) + 1);

        g_assert_cmpuint (lim_base64_encode (data + start, length, found), ==, LIM_BASE64_LENGTH (length));
        g_assert_cmpstr (found, ==, expected);
      }
}

/* All 24-bit groups' letters: each of the 64 in each of the four places. */
static void
test_base64_letters (void)
{
  guint8 data[64 * 3 * 4];
  gsize length = 0;

  for (guint place = 0; place < 4; place++)
    for (guint value = 0; value < 64; value++)
      {
        guint32 bits = value << (18 - 6 * place);
        data[length++] = (guint8) (bits >> 16);
        data[length++] = (guint8) (bits >> 8);
        data[length++] = (guint8) bits;
      }
  g_autofree char *expected = g_base64_encode (data, length);
  g_autofree char *found = g_malloc0 (LIM_BASE64_LENGTH (length) + 1);
  lim_base64_encode (data, length, found);
  g_assert_cmpstr (found, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export-text/neutralise", test_neutralise);
  g_test_add_func ("/export-text/quoted", test_quoted);
  g_test_add_func ("/export-text/base64", test_base64);
  g_test_add_func ("/export-text/base64-letters", test_base64_letters);
  return g_test_run ();
}
