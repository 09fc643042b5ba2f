#include "base-error.h"
#include "imaging-decode.h"
#include "imaging-header.h"
#include "imaging-png.h"

#include <glib/gstdio.h>
#include <string.h>

#define PNG_START "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"
#define PNG_END "\0\0\0\0IEND\xae\x42\x60\x82"
#define CRC "\0\0\0\0"
#define SOF(height, width) "\xff\xc0\0\x0b\x08" height width "\x01\x01\x11\0"
#define PAD10 "\0\0\0\0\0\0\0\0\0\0"

static const struct
{
  const char *holds;
  const char *bytes;
  gsize length;
  guint width, height;
  const char *says; /* NULL: it is accepted */
} rows[] = {
#define R(holds, bytes, width, height, says)                                                                         \
  {                                                                                                                  \
    holds, bytes, sizeof (bytes) - 1, width, height, says                                                            \
  }
  R ("a sound PNG header is read", PNG_START "\0\0\0\x05\0\0\0\x07\x08\x02\0\0\0" CRC PNG_END, 5, 7, NULL),
  R ("bytes after IEND are allowed", PNG_START "\0\0\0\x05\0\0\0\x07\x08\x02\0\0\0" CRC PNG_END "tail", 5, 7, NULL),
  R ("an empty file is named so", "", 0, 0, "empty"),
  R ("text is no image", "{\"prompt\": \"a picture of a ship in the dark\"}", 0, 0, "not an image"),
  R ("one byte is no image", "\x89", 0, 0, "not an image"),
  R ("a PNG signature alone is truncated", "\x89PNG\r\n\x1a\n", 0, 0, "truncated PNG"),
  R ("a PNG without IEND is truncated", PNG_START "\0\0\0\x05\0\0\0\x07\x08\x02\0\0\0" CRC PAD10, 0, 0,
     "truncated PNG"),
  R ("a PNG whose first chunk is another is broken",
     "\x89PNG\r\n\x1a\n\0\0\0\x0dIDAT\0\0\0\x05\0\0\0\x07\x08\x02\0\0\0" CRC PNG_END, 0, 0, "IHDR"),
  R ("bit depth 3 does not exist", PNG_START "\0\0\0\x05\0\0\0\x07\x03\x02\0\0\0" CRC PNG_END, 0, 0, "bit depth"),
  R ("bit depth 255 is no shift", PNG_START "\0\0\0\x05\0\0\0\x07\xff\x02\0\0\0" CRC PNG_END, 0, 0, "bit depth"),
  R ("colour type 5 does not exist", PNG_START "\0\0\0\x05\0\0\0\x07\x08\x05\0\0\0" CRC PNG_END, 0, 0, "colour type"),
  R ("0x0 holds no pixels", PNG_START "\0\0\0\0\0\0\0\0\x08\x02\0\0\0" CRC PNG_END, 0, 0, "0x0"),
  R ("0 high holds no pixels", PNG_START "\0\0\0\x05\0\0\0\0\x08\x02\0\0\0" CRC PNG_END, 0, 0, "5x0"),
  R ("100000x100000 is refused", PNG_START "\0\x01\x86\xa0\0\x01\x86\xa0\x08\x02\0\0\0" CRC PNG_END, 0, 0,
     "100000x100000"),
  R ("4294967295 a side does not overflow", PNG_START "\xff\xff\xff\xff\xff\xff\xff\xff\x08\x02\0\0\0" CRC PNG_END, 0,
     0, "scale it down"),
  R ("60000x60000 has too many pixels", PNG_START "\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0" CRC PNG_END, 0, 0,
     "scale it down"),
  R ("a JPEG frame header is read", "\xff\xd8" SOF ("\0\x07", "\0\x05") PAD10 "\xff\xd9", 5, 7, NULL),
  R ("a JPEG frame header behind a profile is read",
     "\xff\xd8\xff\xe1\0\x04xx" SOF ("\0\x07", "\0\x05") PAD10 "\xff\xd9", 5, 7, NULL),
  R ("fill bytes before a marker are skipped", "\xff\xd8\xff\xff\xff" SOF ("\0\x07", "\0\x05") PAD10 "\xff\xd9", 5, 7,
     NULL),
  R ("a JPEG without its end mark is truncated", "\xff\xd8" SOF ("\0\x07", "\0\x05") PAD10, 0, 0, "truncated JPEG"),
  R ("a JPEG whose segment leaves the file is truncated", "\xff\xd8\xff\xe1\xff\xffxx", 0, 0, "truncated JPEG"),
  R ("a JPEG segment of length 0 ends the search", "\xff\xd8\xff\xe1\0\0\0\0\0\0\0\0\0\0", 0, 0, "frame header"),
  R ("a JPEG of no height is refused", "\xff\xd8" SOF ("\0\0", "\0\x05") PAD10 "\xff\xd9", 0, 0, "5x0"),
  R ("a JPEG that goes wild after its start is broken", "\xff\xd8\xff\xe1\0\x04xxnonsensenonsense", 0, 0,
     "no marker"),
  R ("a lossy WebP is read", "RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x05\0\x07\0", 5, 7, NULL),
  R ("a lossless WebP is read", "RIFF\x16\0\0\0WEBPVP8L\x0a\0\0\0\x2f\x04\x80\x01\0\0\0\0\0\0", 5, 7, NULL),
  R ("an extended WebP is read", "RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x04\0\0\x06\0\0", 5, 7, NULL),
  R ("a WebP shorter than it says is truncated", "RIFF\x17\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x04\0\0\x06\0\0", 0, 0,
     "truncated WebP"),
  R ("a WebP of 2^24 a side is refused", "RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff", 0, 0,
     "16777216x16777216"),
  R ("a WebP with an unknown chunk is broken", "RIFF\x16\0\0\0WEBPABCD\x0a\0\0\0\0\0\0\0\x04\0\0\x06\0\0", 0, 0,
     "first chunk"),
#undef R
};

static void
check_row (gsize i, gboolean good, const LimImageInfo *info, const GError *error)
{
  if (good != (rows[i].says == NULL))
    g_error ("%s: %s", rows[i].holds, good ? "accepted" : error->message);
  if (good && (info->width != rows[i].width || info->height != rows[i].height || info->bytes != rows[i].length))
    g_error ("%s: got %ux%u", rows[i].holds, info->width, info->height);
  if (!good
      && (!g_error_matches (error, LIM_ERROR, LIM_ERROR_BAD_INPUT) || strstr (error->message, rows[i].says) == NULL))
    g_error ("%s: said %s", rows[i].holds, error->message);
}

static void
test_headers_in_memory (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *exact = g_memdup2 (rows[i].bytes, rows[i].length); /* so that a sanitizer sees the edge */
      LimImageInfo info = { 0 };
      gboolean good = lim_image_probe_bytes (exact, rows[i].length, "a.png", &info, &error);

      check_row (i, good, &info, error);
      if (!good)
        g_assert_true (g_str_has_prefix (error->message, "a.png: "));
    }
}

static void
test_headers_in_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("limner-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "picture", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      LimImageInfo info = { 0 };

      g_assert_true (g_file_set_contents (path, rows[i].bytes, (gssize) rows[i].length, NULL));
      gboolean good = lim_image_probe (path, &info, &error);
      check_row (i, good, &info, error);
      if (!good)
        g_assert_true (g_str_has_prefix (error->message, path));
    }

  g_autoptr (GError) error = NULL;
  LimImageInfo info;
  g_unlink (path);
  g_assert_false (lim_image_probe (path, &info, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (lim_image_probe (folder, &info, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_rmdir (folder);
}

/* A JPEG may carry a profile of any size before its frame header. */
static void
test_far_frame_header (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *profile = g_malloc0 (65533);
  static const guint8 tail[] = SOF ("\0\x07", "\0\x05") "\xff\xd9";
  g_autoptr (GError) error = NULL;
  LimImageInfo info;

  g_byte_array_append (bytes, (const guint8 *) "\xff\xd8", 2);
  for (int i = 0; i < 3; i++)
    {
      g_byte_array_append (bytes, (const guint8 *) "\xff\xe2\xff\xff", 4);
      g_byte_array_append (bytes, profile, 65533);
    }
  g_byte_array_append (bytes, tail, sizeof tail - 1);
  g_assert_true (lim_image_probe_bytes (bytes->data, bytes->len, "a.jpg", &info, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (info.width, ==, 5);
}

/* Every proper start of a sound file is refused by the probe, so none of them reaches a decoder. */
static void
test_every_truncation_is_seen (void)
{
  guint8 rgb[16 * 16 * 3];
  g_autoptr (GBytes) png = NULL;

  for (gsize i = 0; i < sizeof rgb; i++)
    rgb[i] = (guint8) (i * 7);
  png = lim_png_encode_rgb (rgb, 16, 16, NULL, NULL);
  for (gsize length = 0; length < g_bytes_get_size (png); length++)
    {
      LimImageInfo info;

      g_assert_false (lim_image_probe_bytes (g_bytes_get_data (png, NULL), length, "a.png", &info, NULL));
    }
}

/* The probe looks at header and end only; what is between is the decoder's to judge. */
static void
test_verify_finds_damage_inside (void)
{
  guint8 rgb[64 * 64 * 3];
  g_autoptr (GError) error = NULL;
  LimImageInfo info;

  for (gsize i = 0; i < sizeof rgb; i++)
    rgb[i] = (guint8) (i * i >> 3);
  g_autoptr (GBytes) png = lim_png_encode_rgb (rgb, 64, 64, NULL, NULL);
  g_assert_true (lim_image_verify_bytes (png, "a.png", &info, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (info.width, ==, 64);

  gsize length;
  g_autofree guint8 *damaged = g_memdup2 (g_bytes_get_data (png, &length), g_bytes_get_size (png));
  memset (damaged + length / 2, 0xff, 200);
  g_autoptr (GBytes) bytes = g_bytes_new (damaged, length);
  g_assert_true (lim_image_probe_bytes (damaged, length, "a.png", &info, NULL));
  g_assert_false (lim_image_verify_bytes (bytes, "a.png", NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_true (g_str_has_prefix (error->message, "a.png: the picture cannot be decoded"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL); /* libvips warns about damaged files */
  g_test_add_func ("/imaging/header/in-memory", test_headers_in_memory);
  g_test_add_func ("/imaging/header/in-files", test_headers_in_files);
  g_test_add_func ("/imaging/header/far-frame-header", test_far_frame_header);
  g_test_add_func ("/imaging/header/every-truncation-is-seen", test_every_truncation_is_seen);
  g_test_add_func ("/imaging/decode/verify-finds-damage-inside", test_verify_finds_damage_inside);
  return g_test_run ();
}
