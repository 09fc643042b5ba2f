/* Headers of .safetensors files, sound and hostile. */
#include "base-safetensors.h"

#include "base-file.h"

#include <string.h>
#include <unistd.h>

#define TENSOR(name, shape, from, to)                                                                                \
  "\"" name "\":{\"dtype\":\"F16\",\"shape\":" shape ",\"data_offsets\":[" #from "," #to "]}"

/* The bytes of a file: the length that @claims, or the true one where that is -1, @json, and @n_data zeros. */
static GByteArray *
file_of (gint64 claims, const char *json, gsize n_data)
{
  GByteArray *bytes = g_byte_array_new ();
  guint64 length = GUINT64_TO_LE (claims >= 0 ? (guint64) claims : strlen (json));

  g_byte_array_append (bytes, (const guint8 *) &length, sizeof length);
  g_byte_array_append (bytes, (const guint8 *) json, (guint) strlen (json));
  g_byte_array_set_size (bytes, bytes->len + (guint) n_data);
  return bytes;
}

static const struct
{
  const char *holds;
  gint64 claims;
  const char *json;
  gsize n_data;
  const char *message; /* NULL: it is sound */
} rows[] = {
  { "a sound one", -1, "{" TENSOR ("a", "[2,3]", 0, 12) "}", 12, NULL },
  { "metadata, and blanks behind", -1, "{\"__metadata__\":{\"format\":\"pt\"}," TENSOR ("a", "[1]", 0, 2) "}   ", 2,
    NULL },
  { "no tensors at all", -1, "{}", 0, NULL },
  { "a scalar has no dimensions", -1, "{" TENSOR ("a", "[]", 0, 2) "}", 2, NULL },
  { "a length beyond the file", 5000, "{}", 0, "cut short" },
  { "a length that overflows", -2, "{}", 0, "cut short" },
  { "a length of nothing", 0, "{}", 0, "empty" },
  { "no JSON", -1, "<html>not found</html>", 0, "no JSON" },
  { "JSON that is no object", -1, "[1,2]", 0, "no JSON object" },
  { "data that is not there", -1, "{" TENSOR ("a", "[2,3]", 0, 12) "}", 11, "1 bytes behind the file's end" },
  { "offsets the wrong way round", -1, "{" TENSOR ("a", "[1]", 4, 2) "}", 8, "damaged" },
  { "negative offsets", -1, "{" TENSOR ("a", "[1]", -4, 2) "}", 8, "damaged" },
  { "a negative size", -1, "{" TENSOR ("a", "[-1]", 0, 2) "}", 8, "impossible shape" },
  { "a size that is no whole number", -1, "{" TENSOR ("a", "[1.5]", 0, 2) "}", 8, "impossible shape" },
  { "more dimensions than anything has", -1, "{" TENSOR ("a", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", 0, 2) "}", 8,
    "damaged" },
  { "a tensor that is a text", -1, "{\"a\":\"b\"}", 8, "damaged" },
  { "offsets that are one number", -1, "{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[1]}}", 8,
    "damaged" },
};

static void
test_row (gconstpointer data)
{
  const typeof (rows[0]) *row = data;
  g_autoptr (GByteArray) bytes = file_of (row->claims == -2 ? G_MAXINT64 : row->claims, row->json, row->n_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (LimSafetensors) file = lim_safetensors_parse ("model", bytes->data, bytes->len, bytes->len, &error);

  if (row->message == NULL)
    {
      g_assert_no_error (error);
      g_assert_nonnull (file);
      return;
    }
  g_assert_null (file);
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, row->message));
}

static void
test_answers (void)
{
  g_autoptr (GByteArray) bytes = file_of (
      -1, "{\"__metadata__\":{\"k\":\"v\"}," TENSOR ("b.x", "[2,3]", 0, 12) "," TENSOR ("a.x", "[7]", 0, 2) "}", 12);
  g_autoptr (LimSafetensors) file = lim_safetensors_parse ("model", bytes->data, bytes->len, bytes->len, NULL);

  g_assert_cmpuint (lim_safetensors_n_tensors (file), ==, 2);
  g_assert_true (lim_safetensors_has (file, "b.x"));
  g_assert_false (lim_safetensors_has (file, "__metadata__"));
  g_assert_true (lim_safetensors_has_prefix (file, "b."));
  g_assert_false (lim_safetensors_has_prefix (file, "c."));
  g_assert_cmpint (lim_safetensors_dimension (file, "b.x", 0), ==, 2);
  g_assert_cmpint (lim_safetensors_dimension (file, "b.x", -1), ==, 3);
  g_assert_cmpint (lim_safetensors_dimension (file, "b.x", 2), ==, -1);
  g_assert_cmpint (lim_safetensors_dimension (file, "b.x", -3), ==, -1);
  g_assert_cmpint (lim_safetensors_dimension (file, "nothing", 0), ==, -1);
  g_assert_cmpstr (lim_safetensors_find_suffix (file, ".x"), ==, "a.x");
  g_assert_cmpstr (lim_safetensors_metadata (file, "k"), ==, "v");
  g_assert_null (lim_safetensors_metadata (file, "l"));
}

static void
test_cut (void)
{
  g_autoptr (GByteArray) bytes = file_of (-1, "{" TENSOR ("a", "[2,3]", 0, 12) "}", 12);

  for (guint length = 0; length < bytes->len; length++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *copy = g_memdup2 (bytes->data, length);

      g_assert_null (lim_safetensors_parse ("model", copy, length, length, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
    }
}

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("limner-safetensors-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "model.safetensors", NULL);
  g_autoptr (GByteArray) bytes = file_of (-1, "{" TENSOR ("a", "[2,3]", 0, 12) "}", 12);
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_file_write (path, bytes->data, bytes->len, NULL));
  g_autoptr (LimSafetensors) file = lim_safetensors_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (lim_safetensors_dimension (file, "a", 1), ==, 3);
  g_assert_cmpint (truncate (path, 30), ==, 0);
  g_assert_null (lim_safetensors_open (path, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (lim_safetensors_open (folder, &error));
  g_assert_nonnull (error);
  lim_file_remove_tree (folder);
}

/* A file of a terabyte, of which none is there: nothing but the header is read. */
static void
test_sparse (void)
{
  g_autofree char *folder = g_dir_make_tmp ("limner-safetensors-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "model.safetensors", NULL);
  const guint64 length = GUINT64_TO_LE (G_GUINT64_CONSTANT (1) << 39);
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_file_write (path, &length, sizeof length, NULL));
  if (truncate (path, (off_t) 1 << 40) == 0)
    {
      g_assert_null (lim_safetensors_open (path, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, "more than any model's"));
    }
  lim_file_remove_tree (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/base/safetensors/header/%s", rows[i].holds);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/base/safetensors/names, shapes and metadata are told", test_answers);
  g_test_add_func ("/base/safetensors/a file cut anywhere is refused", test_cut);
  g_test_add_func ("/base/safetensors/a file is read by its header alone", test_file);
  g_test_add_func ("/base/safetensors/a header of half a terabyte is refused unread", test_sparse);
  return g_test_run ();
}
