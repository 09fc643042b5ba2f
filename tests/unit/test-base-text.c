#include "base-hash.h"
#include "base-text.h"

#include <math.h>

#include <string.h>

static const char *const dimensions[] = {
  "material_fidelity", "silhouette_clarity", "faction_read", "wear", "kto", NULL
};

static const struct
{
  const char *holds, *name, *nearest;
} names[] = {
  { "a letter missing", "faction_rea", "faction_read" },
  { "two letters swapped", "factoin_read", "faction_read" },
  { "another case", "WEAR", "wear" },
  { "a third of a long name wrong", "material_fidel", "material_fidelity" },
  { "two of four letters wrong is as far as it goes", "weed", "wear" },
  { "nothing alike", "composition", NULL },
  { "a short name needs nearly all of it", "xo", NULL },
  { "nothing", "", NULL },
  { "longer than any name", "material_fidelity_material_fidelity_material_fidelity_material_fidelity", NULL },
};

static void
test_nearest (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (lim_text_nearest (names[i].name, dimensions), names[i].nearest) != 0)
      g_error ("%s: “%s” gives %s", names[i].holds, names[i].name, lim_text_nearest (names[i].name, dimensions));
  g_assert_null (lim_text_nearest ("a", NULL));

  g_autofree char *hint = lim_text_did_you_mean ("waer", dimensions),
                  *none = lim_text_did_you_mean ("zzzzzz", dimensions);
  g_assert_cmpstr (hint, ==, " Did you mean “wear”?");
  g_assert_cmpstr (none, ==, "");
}

static const struct
{
  const char *holds, *text;
  gboolean name, path;
} places[] = {
  { "an id", "keth_hivesong_v1", TRUE, TRUE },
  { "other scripts and blanks", "日本 é", TRUE, TRUE },
  { "dots inside", "a.b..c", TRUE, TRUE },
  { "nothing", "", FALSE, FALSE },
  { "a slash", "a/b", FALSE, TRUE },
  { "the folder above", "..", FALSE, FALSE },
  { "up and down", "a/../b", FALSE, FALSE },
  { "up at the end", "a/..", FALSE, FALSE },
  { "an absolute path", "/etc/passwd", FALSE, FALSE },
  { "a hidden file", ".hidden", FALSE, TRUE },
  { "what looks like an option", "-rf", FALSE, TRUE },
  { "a newline", "a\nb", FALSE, FALSE },
  { "an escape character", "a\033[2J", FALSE, FALSE },
  { "a control character of Unicode", "a\xc2\x85", FALSE, FALSE },
  { "no UTF-8", "a\xff", FALSE, FALSE },
};

static void
test_places (void)
{
  g_autofree char *long_name = g_strnfill (200, 'a'), *longer = g_strnfill (201, 'a');
  g_autofree char *long_path = g_strnfill (1024, 'a'), *longer_path = g_strnfill (1025, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (lim_text_is_safe_name (places[i].text) != places[i].name
        || lim_text_is_safe_relative_path (places[i].text) != places[i].path)
      g_error ("%s: judged wrongly", places[i].holds);
  g_assert_false (lim_text_is_safe_name (NULL));
  g_assert_false (lim_text_is_safe_relative_path (NULL));
  g_assert_true (lim_text_is_safe_name (long_name));
  g_assert_false (lim_text_is_safe_name (longer));
  g_assert_true (lim_text_is_safe_relative_path (long_path));
  g_assert_false (lim_text_is_safe_relative_path (longer_path));
}

static void
test_counts (void)
{
  static const struct
  {
    guint64 count;
    const char *plural, *text;
  } rows[] = {
    { 0, NULL, "0 records" },
    { 1, NULL, "1 record" },
    { 2, "recordings", "2 recordings" },
    { 999, NULL, "999 records" },
    { 1000, NULL, "1,000 records" },
    { 1234567, NULL, "1,234,567 records" },
    { G_MAXUINT64, NULL, "18,446,744,073,709,551,615 records" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = lim_text_count (rows[i].count, "record", rows[i].plural);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_duration (void)
{
  static const struct
  {
    double seconds;
    const char *text;
  } rows[] = { { -1, "0 s" },       { 0.4, "0 s" },     { 0.6, "1 s" },         { 89, "89 s" },
               { 90, "2 min" },     { 5399, "90 min" }, { 5400, "1.5 h" },      { 172799, "48.0 h" },
               { 172800, "2.0 d" }, { 1e6, "11.6 d" },  { (double) NAN, "0 s" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = lim_text_duration (rows[i].seconds);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_bytes (void)
{
  static const struct
  {
    guint64 bytes;
    const char *text;
  } rows[] = {
    { 0, "0 B" },
    { 999, "999 B" },
    { 1000, "1.0 kB" },
    { 999949, "999.9 kB" },
    { 999950, "1.0 MB" },
    { 1300000, "1.3 MB" },
    { 2000000000, "2.0 GB" },
    { 5000000000000, "5.0 TB" },
    { G_MAXUINT64, "18446744.1 TB" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = lim_text_bytes (rows[i].bytes);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_lists (void)
{
  static const char *const three[] = { "a", "b", "c", NULL };
  g_autofree char *none = lim_text_list (three + 3), *one = lim_text_list (three + 2);
  g_autofree char *two = lim_text_list (three + 1), *all = lim_text_list (three);

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (one, ==, "c");
  g_assert_cmpstr (two, ==, "b and c");
  g_assert_cmpstr (all, ==, "a, b and c");
}

static const struct
{
  const char *holds, *text;
  guint width;
  const char *cut;
} cuts[] = {
  { "what fits is whole", "abc", 3, "abc" },
  { "what does not ends in an ellipsis", "abcd", 3, "ab…" },
  { "one column is the ellipsis", "abcd", 1, "…" },
  { "no column is nothing", "abcd", 0, "" },
  { "nothing in no column", "", 0, "" },
  { "a wide character is not cut in two", "日本語", 4, "日…" },
  { "and fills two columns", "日本語", 5, "日本…" },
  { "a combining mark takes none",
    "e\xcc\x81"
    "bcd",
    4,
    "e\xcc\x81"
    "bcd" },
};

static void
test_cut (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *cut = lim_text_cut (cuts[i].text, cuts[i].width);

      if (strcmp (cut, cuts[i].cut) != 0 || lim_text_display_width (cut) > cuts[i].width)
        g_error ("%s: got “%s”", cuts[i].holds, cut);
    }
}

static void
test_harmless (void)
{
  g_autofree char *clean = lim_text_harmless ("a\033[31m\r\n\x7f\xc2\x9b"
                                              "b\xe2\x80\xae"
                                              "c\xff é");
  g_autofree char *lines = lim_text_harmless_lines ("one\r\ntwo\n");

  g_assert_cmpstr (clean, ==, "a [31m    b c\xef\xbf\xbd é");
  g_assert_cmpstr (lines, ==, "one \ntwo\n");
}

/* FIPS 180-4 test vectors, and that pieces are told apart. */
static void
test_sha256 (void)
{
  g_autofree char *empty = lim_sha256_hex ("", -1), *abc = lim_sha256_hex ("abc", 3);
  g_autoptr (LimHasher) one = lim_hasher_new (), two = lim_hasher_new (), null = lim_hasher_new (),
                        nothing = lim_hasher_new ();

  g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_cmpstr (abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

  lim_hasher_add_string (one, "ab");
  lim_hasher_add_string (one, "c");
  lim_hasher_add_string (two, "a");
  lim_hasher_add_string (two, "bc");
  lim_hasher_add_string (null, NULL);
  lim_hasher_add_string (nothing, "");
  g_autofree char *a = lim_hasher_finish_hex (one), *b = lim_hasher_finish_hex (two);
  g_autofree char *c = lim_hasher_finish_hex (null), *d = lim_hasher_finish_hex (nothing);
  g_assert_cmpstr (a, !=, b);
  g_assert_cmpstr (c, !=, d);
}

static const struct
{
  const char *holds, *text, *xml;
} xml_texts[] = {
  { "signs of markup are escaped", "<b a=\"1\" c='2'> & co", "&lt;b a=&quot;1&quot; c=&apos;2&apos;&gt; &amp; co" },
  { "tab and line feed stay", "a\tb\nc", "a\tb\nc" },
  { "what XML does not know is left out", "a\x01\x1b\x7f\r\xef\xbf\xbe\xef\xbf\xbfz", "az" },
  { "other letters stay", "ملح 👩‍🚀", "ملح 👩‍🚀" },
  { "no text is none", NULL, "" },
};

static void
test_xml (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (xml_texts); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      g_test_message ("%s", xml_texts[i].holds);
      lim_text_append_xml (out, xml_texts[i].text);
      g_assert_cmpstr (out->str, ==, xml_texts[i].xml);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/nearest", test_nearest);
  g_test_add_func ("/base/text/places", test_places);
  g_test_add_func ("/base/text/counts", test_counts);
  g_test_add_func ("/base/text/bytes", test_bytes);
  g_test_add_func ("/base/text/duration", test_duration);
  g_test_add_func ("/base/text/lists", test_lists);
  g_test_add_func ("/base/text/cut", test_cut);
  g_test_add_func ("/base/text/harmless", test_harmless);
  g_test_add_func ("/base/text/xml", test_xml);
  g_test_add_func ("/base/hash/sha256", test_sha256);
  return g_test_run ();
}
