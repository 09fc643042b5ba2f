/* What image files carry as text: read, added, taken away; and bytes that mean no good. */
#include "imaging-metadata.h"

#include "base-error.h"
#include "metadata-fixture.h"

#define SAY(text) text, sizeof (text) - 1

static const char *
lookup (char **pairs, const char *keyword)
{
  for (guint i = 0; pairs[i] != NULL; i += 2)
    if (strcmp (pairs[i], keyword) == 0)
      return pairs[i + 1];
  return NULL;
}

static GBytes *
wrap_exif (const char *container, const GByteArray *tiff)
{
  g_autoptr (GByteArray) segment = g_byte_array_new ();

  if (strcmp (container, "png") == 0)
    return fixture_png ("eXIf", tiff->data, tiff->len);
  if (strcmp (container, "webp") == 0)
    return fixture_webp ("EXIF", tiff->data, tiff->len);
  fixture_add (segment, "Exif\0", 6);
  fixture_add (segment, tiff->data, tiff->len);
  return fixture_jpeg (0xe1, segment->data, segment->len);
}

/* -- Reading -- */

static const struct
{
  const char *holds, *chunk, *data;
  gsize length;
  const char *keyword, *value;
} png_rows[] = {
  { "tEXt", "tEXt", SAY ("parameters\0a cat"), "parameters", "a cat" },
  { "UTF-8 in tEXt, where only Latin-1 is allowed", "tEXt", SAY ("parameters\0caf\xc3\xa9"), "parameters", "café" },
  { "Latin-1 in tEXt", "tEXt", SAY ("parameters\0caf\xe9"), "parameters", "café" },
  { "iTXt", "iTXt", SAY ("prompt\0\0\0en\0Wunsch\0katze 🐈"), "prompt", "katze 🐈" },
  { "a keyword without an end", "tEXt", SAY ("parameters"), "parameters", NULL },
  { "no keyword", "tEXt", SAY ("\0a cat"), "", NULL },
  { "iTXt that stops in its language", "iTXt", SAY ("prompt\0\0\0en"), "prompt", NULL },
  { "zTXt that does not unpack", "zTXt", SAY ("prompt\0\0nonsense"), "prompt", NULL },
};

static void
test_png (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (png_rows); i++)
    {
      g_autoptr (GBytes) png = fixture_png (png_rows[i].chunk, png_rows[i].data, png_rows[i].length);
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) pairs = lim_image_read_texts (png, "a.png", NULL, &error);

      g_test_message ("%s", png_rows[i].holds);
      g_assert_no_error (error);
      g_assert_cmpstr (lookup (pairs, png_rows[i].keyword), ==, png_rows[i].value);
    }
}

/* Forty bombs of 12 MiB each: what is kept stays below the limit for all together. */
static void
test_bombs (void)
{
  g_autofree guint8 *zeros = g_malloc (12 << 20);
  GByteArray *out = png_begin (4, 2, 8, 2, 0);
  gsize total = 0;

  memset (zeros, 'x', 12 << 20);
  g_autoptr (GByteArray) packed = png_pack (zeros, 12 << 20);
  g_autoptr (GByteArray) chunk = g_byte_array_new ();
  fixture_add (chunk, "bomb\0\0", 6);
  fixture_add (chunk, packed->data, packed->len);
  for (guint i = 0; i < 40; i++)
    png_add_chunk (out, "zTXt", chunk->data, chunk->len);
  g_autoptr (GBytes) png = png_end (out);
  g_auto (GStrv) pairs = lim_image_read_texts (png, "a.png", NULL, NULL);
  for (guint i = 0; pairs[i] != NULL; i++)
    total += strlen (pairs[i]);
  g_assert_cmpuint (total, >=, 12 << 20);
  g_assert_cmpuint (total, <=, 32 << 20);
}

static const struct
{
  const char *holds, *comment;
  gsize length;
  const char *value;
} comments[] = {
  { "ASCII", SAY ("ASCII\0\0\0a cat\0"), "a cat" },
  { "UNICODE, high byte first", SAY ("UNICODE\0\0a\0 \0c\0a\0t"), "a cat" },
  { "UNICODE, low byte first", SAY ("UNICODE\0a\0 \0c\0a\0t\0"), "a cat" },
  { "UNICODE with a mark that says low byte first", SAY ("UNICODE\0\xff\xfe\x2b\x73"), "猫" },
  { "UNICODE beyond 16 bits", SAY ("UNICODE\0\xd8\x3d\xdc\x08\0!"), "🐈!" },
  { "half a pair reads as the replacement character", SAY ("UNICODE\0\xd8\x3d\0!"), "\xef\xbf\xbd!" },
  { "no mark at all", SAY ("a cat with a hat"), "a cat with a hat" },
  { "an empty mark", SAY ("\0\0\0\0\0\0\0\0a cat"), "a cat" },
  { "JIS is not read", SAY ("JIS\0\0\0\0\0\x43\x23"), NULL },
};

static void
check_comment (const char *container, gboolean big, gsize row)
{
  g_autoptr (GByteArray) tiff =
      fixture_exif (big, 6, 0x010e, "described so", comments[row].comment, comments[row].length);
  g_autoptr (GBytes) image = wrap_exif (container, tiff);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) pairs = lim_image_read_texts (image, "a", notes, NULL);

  g_test_message ("%s, %s, %s-endian", comments[row].holds, container, big ? "big" : "little");
  g_assert_nonnull (pairs);
  g_assert_cmpstr (lookup (pairs, "UserComment"), ==, comments[row].value);
  g_assert_cmpstr (lookup (pairs, "ImageDescription"), ==, "described so");
  g_assert_cmpuint (notes->len, ==, comments[row].value == NULL);
}

static const char *const containers[] = { "png", "jpeg", "webp" };

static void
test_comments (void)
{
  for (gsize row = 0; row < G_N_ELEMENTS (comments); row++)
    for (gsize i = 0; i < G_N_ELEMENTS (containers); i++)
      for (gboolean big = FALSE; big <= TRUE; big++)
        check_comment (containers[i], big, row);
}

static void
test_other_places (void)
{
  g_autoptr (GBytes) jpeg = fixture_jpeg (0xfe, SAY ("a comment"));
  g_auto (GStrv) pairs = lim_image_read_texts (jpeg, "a.jpg", NULL, NULL);
  g_assert_cmpstr (lookup (pairs, "Comment"), ==, "a comment");

  g_autoptr (GBytes) xmp = fixture_jpeg (0xe1, SAY ("http://ns.adobe.com/xap/1.0/\0<x/>"));
  g_auto (GStrv) packets = lim_image_read_texts (xmp, "a.jpg", NULL, NULL);
  g_assert_cmpstr (lookup (packets, "XML:com.adobe.xmp"), ==, "<x/>");

  g_autoptr (GBytes) webp = fixture_webp ("XMP ", SAY ("<x/>"));
  g_auto (GStrv) more = lim_image_read_texts (webp, "a.webp", NULL, NULL);
  g_assert_cmpstr (lookup (more, "XML:com.adobe.xmp"), ==, "<x/>");
}

/* -- Adding -- */

static GBytes *
plain (const char *container)
{
  return strcmp (container, "png") == 0    ? fixture_png (NULL, NULL, 0)
         : strcmp (container, "jpeg") == 0 ? fixture_jpeg (0, NULL, 0)
                                           : fixture_webp (NULL, NULL, 0);
}

static const char *const keywords[] = { "parameters", "UserComment", "UserComment" };

static void
check_embed (gsize i, GBytes *image, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) once = lim_image_embed_parameters (image, "a", "something else", &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) twice = lim_image_embed_parameters (once, "a", text, &error);
  g_assert_no_error (error);
  g_auto (GStrv) pairs = lim_image_read_texts (twice, "a", NULL, &error);
  g_assert_no_error (error);
  guint n = 0;

  for (guint k = 0; pairs[k] != NULL; k += 2)
    n += strcmp (pairs[k], keywords[i]) == 0;
  g_assert_cmpstr (lookup (pairs, keywords[i]), ==, text);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_embed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (containers); i++)
    {
      g_autoptr (GBytes) image = plain (containers[i]);

      g_test_message ("%s", containers[i]);
      check_embed (i, image, "a cat\nNegative prompt: dog\nSteps: 20, Seed: 1, Size: 4x2");
      check_embed (i, image, "eine Katze für Zoë, 猫 🐈");
    }
}

static void
test_too_long_for_jpeg (void)
{
  g_autoptr (GBytes) image = plain ("jpeg");
  g_autofree char *long_text = g_strnfill (60000, 'x'), *longer = g_strnfill (70000, 'x');
  g_autoptr (GError) error = NULL;

  check_embed (1, image, long_text); /* as ASCII */
  g_assert_null (lim_image_embed_parameters (image, "a.jpg", longer, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

static void
test_embed_keeps_orientation (void)
{
  g_autoptr (GByteArray) tiff = fixture_exif (TRUE, 8, 0x010e, "described so", SAY ("ASCII\0\0\0old"));

  for (gsize i = 1; i < G_N_ELEMENTS (containers); i++)
    {
      g_autoptr (GBytes) image = wrap_exif (containers[i], tiff);
      g_autoptr (GBytes) embedded = lim_image_embed_parameters (image, "a", "new", NULL);
      g_autoptr (GBytes) stripped = lim_image_strip (embedded, "a", NULL);
      gsize length;
      const void *data = g_bytes_get_data (stripped, &length);

      g_assert_nonnull (memmem (data, length, "\x01\x12\0\x03\0\0\0\1\0\x08\0\0", 12));
    }
}

/* -- Taking away -- */

static void
check_stripped (GBytes *image, const char *secret, GBytes *want)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) stripped = lim_image_strip (image, "a", &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) again = lim_image_strip (stripped, "a", &error);
  g_assert_no_error (error);
  gsize length;
  const void *data = g_bytes_get_data (stripped, &length);

  g_assert_null (memmem (data, length, secret, strlen (secret)));
  g_assert_true (g_bytes_equal (stripped, again));
  if (want != NULL)
    g_assert_true (g_bytes_equal (stripped, want));
}

static const struct
{
  const char *chunk, *data;
  gsize length;
} secrets[] = {
  { "tEXt", SAY ("prompt\0SECRET") },   { "zTXt", SAY ("SECRET\0\0xx") }, { "iTXt", SAY ("x\0\0\0\0\0SECRET") },
  { "eXIf", SAY ("MM\0*SECRET") },      { "caBX", SAY ("jumbSECRET") },   { "tIME", SAY ("SECRET") },
  { "prVt", SAY ("SECRET of nobody") },
};

static void
test_strip_png (void)
{
  g_autoptr (GBytes) clean = plain ("png");

  check_stripped (clean, "SECRET", clean);
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr (GBytes) image = fixture_png (secrets[i].chunk, secrets[i].data, secrets[i].length);

      g_test_message ("%s", secrets[i].chunk);
      check_stripped (image, "SECRET", clean);
    }
}

static void
test_strip_keeps_colour (void)
{
  static const char *const kept[] = { "iCCP", "gAMA", "tRNS", "sRGB", "pHYs" };

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autoptr (GBytes) image = fixture_png (kept[i], SAY ("what it says"));

      check_stripped (image, "SECRET", image);
    }
  g_autoptr (GBytes) profile = fixture_jpeg (0xe2, SAY ("ICC_PROFILE\0\1\1profile"));
  check_stripped (profile, "SECRET", profile);
  g_autoptr (GBytes) adobe = fixture_jpeg (0xee, SAY ("Adobe\0\x64\0\0\0\0\1"));
  check_stripped (adobe, "SECRET", adobe);
}

static void
test_strip_jpeg (void)
{
  static const struct
  {
    guint marker;
    const char *data;
    gsize length;
  } rows[] = {
    { 0xe1, SAY ("Exif\0\0MM\0*SECRET") },
    { 0xe1, SAY ("http://ns.adobe.com/xap/1.0/\0SECRET") },
    { 0xe2, SAY ("MPF\0SECRET") },
    { 0xeb, SAY ("JP SECRET") },
    { 0xed, SAY ("Photoshop SECRET") },
    { 0xfe, SAY ("SECRET") },
    { 0xf0, SAY ("SECRET") },
    { 0xe0, SAY ("JFXX\0SECRET") },
  };
  g_autoptr (GBytes) clean = plain ("jpeg");

  check_stripped (clean, "SECRET", clean);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) image = fixture_jpeg (rows[i].marker, rows[i].data, rows[i].length);

      check_stripped (image, "SECRET", clean);
    }
}

static void
test_strip_behind_the_end (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (containers); i++)
    {
      g_autoptr (GBytes) clean = plain (containers[i]);
      g_autoptr (GByteArray) out = g_byte_array_new ();

      fixture_add (out, g_bytes_get_data (clean, NULL), g_bytes_get_size (clean));
      fixture_add (out, "SECRET", 6);
      g_autoptr (GBytes) image = g_bytes_new (out->data, out->len);
      check_stripped (image, "SECRET", clean);
    }
}

/* A file that says it ends before its pixels: what is left without them would be no image. */
static void
test_webp_cut_short_by_its_own_word (void)
{
  g_autoptr (GBytes) image = fixture_webp ("XMP ", SAY ("SECRET1"));
  gsize length;
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (image, &length), g_bytes_get_size (image));
  g_autoptr (GError) error = NULL;

  data[4] = 3;
  data[5] = data[6] = data[7] = 0;
  g_autoptr (GBytes) lying = g_bytes_new (data, length);
  g_assert_null (lim_image_strip (lying, "a.webp", &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
}

static void
test_strip_webp (void)
{
  static const char *const types[] = { "EXIF", "XMP ", "C2PA" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) image = fixture_webp (types[i], SAY ("SECRET1"));

      check_stripped (image, "SECRET", NULL);
    }
}

/* -- Hostile -- */

/* Every prefix of a sound file, and every byte of it changed: nothing crashes, and what comes out is text. */
static void
try_all (GBytes *bytes)
{
  g_autoptr (GBytes) embedded = NULL, stripped = NULL;
  g_auto (GStrv) pairs = lim_image_read_texts (bytes, "a", NULL, NULL);
  g_autofree char *hidden = lim_image_read_hidden (bytes);

  embedded = lim_image_embed_parameters (bytes, "a", "text", NULL);
  stripped = lim_image_strip (bytes, "a", NULL);
  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++)
    g_assert_true (g_utf8_validate (pairs[i], -1, NULL));
}

static void
test_hostile (void)
{
  g_autoptr (GByteArray) tiff = fixture_exif (TRUE, 6, 0x010e, "described so", SAY ("UNICODE\0\0a\0 \0c\0a\0t"));

  for (gsize i = 0; i < G_N_ELEMENTS (containers); i++)
    {
      g_autoptr (GBytes) image = wrap_exif (containers[i], tiff);
      gsize length;
      const guint8 *data = g_bytes_get_data (image, &length);

      for (gsize n = 0; n < length; n++)
        for (guint value = 0; value < 4; value++)
          {
            g_autofree guint8 *copy = g_memdup2 (data, length);
            g_autoptr (GBytes) cut = g_bytes_new (data, n), changed = NULL;

            copy[n] = ((const guint8[]){ 0, 0xff, 0x80, (guint8) (data[n] + 1) })[value];
            changed = g_bytes_new (copy, length);
            try_all (changed);
            if (value == 0)
              try_all (cut);
          }
    }
}

static void
test_no_image (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (SAY ("hello"));
  g_autoptr (GError) error = NULL;

  g_assert_null (lim_image_read_texts (bytes, "note.txt", NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "note.txt"));
}

/* -- Hidden -- */

static GBytes *
hide (const char *word, const guint8 *data, gsize length)
{
  enum
  {
    SIDE = 64
  };
  g_autofree guint8 *rows = g_malloc0 ((SIDE * 4 + 1) * SIDE);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  GByteArray *out = png_begin (SIDE, SIDE, 8, 6, 0);

  fixture_add (message, word, strlen (word));
  png_add_be32 (message, (guint32) length * 8);
  fixture_add (message, data, length);
  for (gsize i = 0; i < message->len * 8; i++)
    rows[(i % SIDE) * (SIDE * 4 + 1) + 1 + i / SIDE * 4 + 3] = message->data[i / 8] >> (7 - i % 8) & 1;
  g_autoptr (GByteArray) packed = png_pack (rows, (SIDE * 4 + 1) * SIDE);
  png_add_pixels (out, packed, 0);
  return png_end (out);
}

static void
test_hidden (void)
{
  static const char json[] = "{\"Comment\":\"{}\"}";
  g_autoptr (GZlibCompressor) packer = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  guint8 packed[256];
  gsize used, made;

  g_assert_cmpint (g_converter_convert (G_CONVERTER (packer), json, strlen (json), packed, sizeof packed,
                                        G_CONVERTER_INPUT_AT_END, &used, &made, NULL),
                   ==, G_CONVERTER_FINISHED);
  g_autoptr (GBytes) comp = hide ("stealth_pngcomp", packed, made);
  g_autoptr (GBytes) info = hide ("stealth_pnginfo", (const guint8 *) json, strlen (json));
  g_autoptr (GBytes) none = hide ("stealth_nothing", packed, made);
  g_autoptr (GBytes) broken = hide ("stealth_pngcomp", packed, made - 9);
  g_autofree char *first = lim_image_read_hidden (comp), *second = lim_image_read_hidden (info);

  g_assert_cmpstr (first, ==, json);
  g_assert_cmpstr (second, ==, json);
  g_assert_null (lim_image_read_hidden (none));
  g_assert_null (lim_image_read_hidden (broken));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metadata/png-texts-are-read", test_png);
  g_test_add_func ("/metadata/bombs-stay-below-the-limit", test_bombs);
  g_test_add_func ("/metadata/user-comments-are-read", test_comments);
  g_test_add_func ("/metadata/comments-and-xmp-are-read", test_other_places);
  g_test_add_func ("/metadata/what-is-embedded-is-read-back-once", test_embed);
  g_test_add_func ("/metadata/too-long-for-jpeg-is-said", test_too_long_for_jpeg);
  g_test_add_func ("/metadata/embedding-keeps-the-orientation", test_embed_keeps_orientation);
  g_test_add_func ("/metadata/strip-png", test_strip_png);
  g_test_add_func ("/metadata/strip-keeps-colour", test_strip_keeps_colour);
  g_test_add_func ("/metadata/strip-jpeg", test_strip_jpeg);
  g_test_add_func ("/metadata/strip-behind-the-end", test_strip_behind_the_end);
  g_test_add_func ("/metadata/strip-webp", test_strip_webp);
  g_test_add_func ("/metadata/webp-cut-short-by-its-own-word", test_webp_cut_short_by_its_own_word);
  g_test_add_func ("/metadata/hostile-bytes-do-no-harm", test_hostile);
  g_test_add_func ("/metadata/what-is-no-image-is-named", test_no_image);
  g_test_add_func ("/metadata/hidden-text-is-found", test_hidden);
  return g_test_run ();
}
