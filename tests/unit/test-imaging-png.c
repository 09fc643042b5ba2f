#include "base-error.h"
#include "imaging-decode.h"
#include "imaging-png.h"

#include <glib/gstdio.h>
#include <string.h>

static const struct
{
  const char *holds;
  guint width, height;
  guint noise; /* 0: flat art, which is packed without filters */
} sizes[] = {
  { "one pixel", 1, 1, 255 },  { "one column", 1, 50, 255 },  { "one row", 50, 1, 255 },
  { "flat art", 200, 100, 0 }, { "soft noise", 123, 77, 15 }, { "pure noise", 64, 65, 255 },
};

static void
test_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize length = (gsize) sizes[i].width * sizes[i].height * 3;
      g_autofree guint8 *rgb = g_malloc (length);
      g_autoptr (GError) error = NULL;

      for (gsize k = 0; k < length; k++)
        rgb[k] = (guint8) (100 + (g_rand_int (random) & sizes[i].noise));
      g_autoptr (GBytes) png = lim_png_encode_rgb (rgb, sizes[i].width, sizes[i].height, NULL, &error);
      g_assert_no_error (error);
      g_autoptr (LimImage) image = lim_image_load_rgb_bytes (png, sizes[i].holds, 0, &error);
      g_assert_no_error (error);
      if (image->width != sizes[i].width || image->height != sizes[i].height
          || memcmp (image->pixels, rgb, length) != 0)
        g_error ("%s: came back changed: %ux%u %d %d %d, was %d %d %d", sizes[i].holds, image->width, image->height,
                 image->pixels[0], image->pixels[1], image->pixels[2], rgb[0], rgb[1], rgb[2]);
    }
}

static void
test_text_round_trip (void)
{
  const char *text[] = {
    "prompt", "a lighthouse, oil", "painter", "Žofie 🚀", "long", "two\nlines", "empty", "", NULL
  };
  guint8 rgb[3] = { 1, 2, 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = lim_png_encode_rgb (rgb, 1, 1, text, &error);

  g_assert_no_error (error);
  g_auto (GStrv) back = lim_png_read_text (g_bytes_get_data (png, NULL), g_bytes_get_size (png), "a.png", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (back), ==, 8);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpstr (back[i], ==, text[i]);
}

static void
test_bad_input (void)
{
  guint8 rgb[3] = { 0 };
  const char *keywords[] = { "", " leading", "line\nbreak", "Ž",
                             "a keyword of more than seventy-nine letters is what the format does not allow, ever" };

  for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      const char *text[] = { keywords[i], "value", NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (lim_png_encode_rgb (rgb, 1, 1, text, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
    }
  g_assert_null (lim_png_encode_rgb (rgb, 0, 1, NULL, NULL));
  g_assert_null (lim_png_encode_rgb (rgb, 65536, 1, NULL, NULL));
  g_assert_null (lim_png_read_text ((const guint8 *) "GIF89a", 6, "a.gif", NULL));
}

static const guint8 clear_red[] = { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d,
                                    0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01,
                                    0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00,
                                    0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xc0,
                                    0x00, 0x00, 0x04, 0x01, 0x01, 0x00, 0x47, 0x06, 0xca, 0xde, 0x00, 0x00,
                                    0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82 };
static const guint8 half_red[] = {
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00,
  0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00,
  0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xd0, 0x00, 0x00, 0x04, 0x81, 0x01, 0x80,
  0x2c, 0x55, 0xce, 0xb0, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82
};
static const guint8 deep_grey[] = { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d,
                                    0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01,
                                    0x10, 0x00, 0x00, 0x00, 0x00, 0x6a, 0xee, 0x47, 0x16, 0x00, 0x00, 0x00,
                                    0x0b, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x60, 0x00, 0x00,
                                    0x01, 0x03, 0x00, 0x81, 0x3e, 0x4c, 0xc5, 0x93, 0x00, 0x00, 0x00, 0x00,
                                    0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82 };

static const struct
{
  const char *holds;
  const guint8 *bytes;
  gsize length;
  guint8 rgb[3];
} shown[] = {
  { "what is transparent shows white", clear_red, sizeof clear_red, { 255, 255, 255 } },
  { "what is half transparent is mixed with white", half_red, sizeof half_red, { 255, 127, 127 } },
  { "16-bit grey becomes 8-bit RGB", deep_grey, sizeof deep_grey, { 128, 128, 128 } },
};

static void
test_pixels_as_people_see_them (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = g_bytes_new_static (shown[i].bytes, shown[i].length);
      g_autoptr (LimImage) image = lim_image_load_rgb_bytes (bytes, "a.png", 0, &error);

      g_assert_no_error (error);
      for (int c = 0; c < 3; c++)
        if (ABS ((int) image->pixels[c] - (int) shown[i].rgb[c]) > 1)
          g_error ("%s: got %d %d %d", shown[i].holds, image->pixels[0], image->pixels[1], image->pixels[2]);
    }
}

/* A camera held upright writes its rows sideways and says so in EXIF. */
static void
test_exif_orientation (void)
{
  static const guint8 exif[] = { 0xff, 0xe1, 0,    34,   'E', 'x', 'i', 'f', 0,
                                 0,    'M',  'M',  0,    42,  0,   0,   0,   8, /* one entry: */
                                 0,    1,    0x01, 0x12, 0,   3,   0,   0,   0,
                                 1,    0,    6,    0,    0,   0,   0,   0,   0 };
  g_autofree char *folder = g_dir_make_tmp ("limner-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);
  g_autofree guint8 *rgb = g_malloc0 (64 * 32 * 3);
  g_autoptr (GBytes) png = lim_png_encode_rgb (rgb, 64, 32, NULL, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL));
  g_autoptr (GBytes) jpeg = lim_image_thumbnail (path, 64, LIM_THUMB_JPEG, 80, NULL);
  g_autoptr (GByteArray) turned = g_byte_array_new ();
  const guint8 *data = g_bytes_get_data (jpeg, NULL);
  g_byte_array_append (turned, data, 2);
  g_byte_array_append (turned, exif, sizeof exif);
  g_byte_array_append (turned, data + 2, (guint) g_bytes_get_size (jpeg) - 2);

  g_autoptr (GBytes) bytes = g_bytes_new (turned->data, turned->len);
  g_autoptr (GError) error = NULL;
  LimImageInfo info;
  g_assert_true (lim_image_verify_bytes (bytes, "a.jpg", &info, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (info.width, ==, 64);
  g_autoptr (LimImage) image = lim_image_load_rgb_bytes (bytes, "a.jpg", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image->width, ==, 32);
  g_assert_cmpuint (image->height, ==, 64);
  g_remove (path);
  g_rmdir (folder);
}

#define SIGNATURE "\x89PNG\r\n\x1a\n"

static const struct
{
  const char *holds;
  const char *bytes;
  gsize length;
  const char *value; /* of the only pair; NULL: none */
} chunks[] = {
#define R(holds, bytes, value)                                                                                       \
  {                                                                                                                  \
    holds, SIGNATURE bytes, sizeof (SIGNATURE bytes) - 1, value                                                      \
  }
  R ("Latin-1 becomes UTF-8",
     "\0\0\0\x03tEXta\0\xe9"
     "CRC!",
     "é"),
  R ("compressed text is unpacked",
     "\0\0\0\x0ezTXt"
     "a\0\0\x78\x9c\x4b\x7c\x99\x04\x00\x03\x5a\x01\xad"
     "CRC!",
     "aéb"),
  R ("a chunk that leaves the file ends the list", "\xff\xff\xff\xfftEXta\0b", NULL),
  R ("a chunk without a keyword's end is passed over", "\0\0\0\x03tEXtabcCRC!", NULL),
  R ("an iTXt without its strings is passed over", "\0\0\0\x04iTXta\0\0\0CRC!", NULL),
  R ("an iTXt with broken UTF-8 is mended",
     "\0\0\0\x07iTXta\0\0\0\0\0\xff"
     "CRC!",
     "\xef\xbf\xbd"),
  R ("compressed nonsense is passed over", "\0\0\0\x06zTXta\0\0abcCRC!", NULL),
#undef R
};

static void
test_hostile_chunks (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (chunks); i++)
    {
      g_autofree guint8 *exact = g_memdup2 (chunks[i].bytes, chunks[i].length);
      g_auto (GStrv) text = lim_png_read_text (exact, chunks[i].length, "a.png", NULL);

      if (g_strcmp0 (text[0] != NULL ? text[1] : NULL, chunks[i].value) != 0)
        g_error ("%s: got %s", chunks[i].holds, text[0] != NULL ? text[1] : "nothing");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imaging/png/round-trip", test_round_trip);
  g_test_add_func ("/imaging/decode/pixels-as-people-see-them", test_pixels_as_people_see_them);
  g_test_add_func ("/imaging/decode/exif-orientation", test_exif_orientation);
  g_test_add_func ("/imaging/png/text-round-trip", test_text_round_trip);
  g_test_add_func ("/imaging/png/bad-input", test_bad_input);
  g_test_add_func ("/imaging/png/hostile-chunks", test_hostile_chunks);
  return g_test_run ();
}
