/* export-fixture.h: a small judged world for tests of export/: records, comparisons and pictures made from numbers, so
 * that every byte of an export is known. */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "base-context.h"
#include "base-file.h"
#include "export-plan.h"

#define FIXTURE_SIDE 32u

/* -- Pictures: PNG files with stored (not compressed) data, the same whatever library is installed -- */

static inline guint32
fixture_crc (const guint8 *data, gsize length, guint32 crc)
{
  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
  return crc;
}

static inline void
fixture_put_u32 (GByteArray *out, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);
  g_byte_array_append (out, (const guint8 *) &big, 4);
}

static inline void
fixture_put_chunk (GByteArray *out, const char *type, const guint8 *data, guint length)
{
  fixture_put_u32 (out, length);
  guint start = out->len;
  g_byte_array_append (out, (const guint8 *) type, 4);
  g_byte_array_append (out, data, length);
  fixture_put_u32 (out, ~fixture_crc (out->data + start, out->len - start, 0xffffffffu));
}

static inline guint32
fixture_next (guint32 *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 16;
}

/* Blocks of colour drawn by @seed: two seeds differ in about half of their fingerprint. @noise changes single pixels a
 * little, so that files differ and pictures look alike. */
static inline GBytes *
fixture_png (guint32 seed, guint32 noise)
{
  const guint side = FIXTURE_SIDE, stride = 1 + side * 3;
  g_autofree guint8 *rows = g_malloc0 ((gsize) stride * side);
  guint32 state = seed * 2654435761u + 12345u, colours[64];
  guint32 a = 1, b = 0;

  for (guint i = 0; i < 64; i++)
    colours[i] =
        (fixture_next (&state) & 0xff) << 16 | (fixture_next (&state) & 0xff) << 8 | (fixture_next (&state) & 0xff);
  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      {
        guint32 colour = colours[y / 4 * 8 + x / 4];
        guint8 *pixel = rows + (gsize) y * stride + 1 + x * 3;

        for (int c = 0; c < 3; c++)
          pixel[c] = (guint8) (colour >> (16 - 8 * c));
        if (noise != 0 && (x * 31 + y * 17 + noise) % 97 == 0)
          pixel[0] ^= 3;
      }
  for (gsize i = 0; i < (gsize) stride * side; i++)
    {
      a = (a + rows[i]) % 65521;
      b = (b + a) % 65521;
    }

  g_autoptr (GByteArray) data = g_byte_array_new ();
  const guint16 length = (guint16) (stride * side);
  const guint8 zlib[] = { 0x78, 0x01, 0x01, length & 0xff, length >> 8, (guint8) ~length, (guint8) ~(length >> 8) };
  g_byte_array_append (data, zlib, sizeof zlib);
  g_byte_array_append (data, rows, length);
  fixture_put_u32 (data, b << 16 | a);

  GByteArray *png = g_byte_array_new ();
  const guint8 header[] = { 0, 0, 0, FIXTURE_SIDE, 0, 0, 0, FIXTURE_SIDE, 8, 2, 0, 0, 0 };
  g_byte_array_append (png, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  fixture_put_chunk (png, "IHDR", header, sizeof header);
  fixture_put_chunk (png, "IDAT", data->data, data->len);
  fixture_put_chunk (png, "IEND", (const guint8 *) "", 0);
  return g_byte_array_free_to_bytes (png);
}

/* -- The world -- */

typedef struct
{
  char *folder; /* a new one; pictures lie in it */
  LimExportPlan *plan;
  LimContext context;
  LimRandom *random;
} Fixture;

static inline void
fixture_init (Fixture *fixture, const char *title)
{
  fixture->folder = g_dir_make_tmp ("limner-export-XXXXXX", NULL);
  fixture->plan = lim_export_plan_new ("Ember & Ash 2", title);
  fixture->random = lim_random_new_seeded (1);
  fixture->context = (LimContext){ .random = fixture->random };
}

static inline void
fixture_remove (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);
      fixture_remove (below);
    }
  g_remove (path);
}

static inline void
fixture_clear (Fixture *fixture)
{
  g_clear_pointer (&fixture->plan, lim_export_plan_free);
  g_clear_pointer (&fixture->random, lim_random_free);
  fixture_remove (fixture->folder);
  g_clear_pointer (&fixture->folder, g_free);
}

/* Writes a picture and returns its path. */
static inline char *
fixture_add_picture (Fixture *fixture, const char *id, guint32 seed, guint32 noise)
{
  g_autofree char *name = g_strdup_printf ("%s.png", id);
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GBytes) png = fixture_png (seed, noise);
  gsize length;
  const void *data = g_bytes_get_data (png, &length);

  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
  return path;
}

static inline void
fixture_add_record (Fixture *fixture, const char *id, const char *json, const char *path, LimExportCanon canon,
                    const char *lane, const char *faction)
{
  g_autoptr (GError) error = NULL;
  LimJsonDoc *doc = lim_json_parse (id, json, -1, &error);
  g_assert_no_error (error);
  g_autoptr (LimRecord) record = lim_record_from_doc (id, doc, &error);
  g_assert_no_error (error);
  lim_export_plan_add_record (fixture->plan, record, path, canon, lane, faction);
}

/* A judged and bound asset with its picture. */
static inline void
fixture_add (Fixture *fixture, const char *id, const char *status, const char *explanation, guint32 seed)
{
  g_autofree char *path = fixture_add_picture (fixture, id, seed, 0);
  g_autoptr (GString) json = g_string_new (NULL);
  gboolean good = strcmp (status, "rejected") != 0;

  g_string_append_printf (json,
                          "{\"id\":\"%s\",\"asset_path\":\"outputs/%s/%s.png\",\"judgment\":{\"status\":\"%s\","
                          "\"explanation\":",
                          id, status, id, status);
  lim_json_append_quoted (json, explanation, -1);
  g_string_append_printf (json,
                          ",\"criteria_scores\":{\"silhouette_clarity\":%s,\"palette_adherence\":0.70},"
                          "\"failure_modes\":%s},\"canon\":{\"assertions\":[{\"rule_id\":\"RND-001\",\"verdict\":"
                          "\"pass\"},{\"rule_id\":\"MAT-001\",\"verdict\":\"%s\"}]}}",
                          good ? "0.9" : "0.3", good ? "[]" : "[\"wrong_material\"]", good ? "pass" : "fail");
  fixture_add_record (fixture, id, json->str, path, LIM_EXPORT_CANON_FRESH, "costume", "reach");
}

static inline void
fixture_compare (Fixture *fixture, const char *id, const char *a, const char *b, LimChosen chosen,
                 const char *reasoning)
{
  LimComparison *comparison = lim_comparison_new ();

  comparison->id = g_strdup (id);
  comparison->asset_a_id = g_strdup (a);
  comparison->asset_b_id = g_strdup (b);
  comparison->chosen = chosen;
  comparison->reasoning = g_strdup (reasoning);
  lim_export_plan_add_comparison (fixture->plan, comparison);
}

/* Twelve assets in nine subjects with all that makes rows awkward: a placeholder in a text, a line separator, a tie, a
 * comparison without a reason, a borderline image, equal files, an unjudged and an unbound record. */
static inline void
fixture_fill (Fixture *fixture)
{
  fixture_add (fixture, "deckhand_v1", "approved", "Reads at once; cloth is worn.", 1);
  fixture_add (fixture, "deckhand_v2", "rejected", "Says <image> and <|im_end|>\nover \"two\" lines\u2028here.", 2);
  fixture_add (fixture, "pilot_v1", "approved", "Clean shape, caf\u00e9 colours.", 3);
  fixture_add (fixture, "pilot_v2", "borderline", "Nearly there.", 4);
  fixture_add (fixture, "smith_v1", "rejected", "Plastic, not iron.", 5);
  fixture_add (fixture, "smith_v2", "approved", "Iron, and heavy.", 6);
  fixture_add (fixture, "test_subject", "approved", "A name that spells a split.", 7);
  fixture_add (fixture, "cook_v1", "approved", "Good apron.", 8);
  fixture_add (fixture, "cook_v2", "rejected", "Apron of chrome.", 9);
  fixture_add (fixture, "guard_v1", "rejected", "Too clean.", 10);
  fixture_add (fixture, "medic_v1", "approved", "Bag and boots belong.", 11);
  fixture_add (fixture, "copy_of_medic", "approved", "The same picture again.", 11);
  fixture_add_record (fixture, "later_v1",
                      "{\"id\":\"later_v1\",\"asset_path\":\"outputs/candidates/later_v1.png\","
                      "\"judgment\":null}",
                      NULL, LIM_EXPORT_CANON_NONE, "costume", NULL);
  fixture_add_record (fixture, "loose_v1",
                      "{\"id\":\"loose_v1\",\"asset_path\":\"outputs/approved/loose_v1.png\","
                      "\"judgment\":{\"status\":\"approved\",\"explanation\":\"Fine.\"}}",
                      NULL, LIM_EXPORT_CANON_NONE, "costume", NULL);
  fixture_compare (fixture, "cmp_001", "deckhand_v1", "deckhand_v2", LIM_CHOSEN_A, "A wears cloth.");
  fixture_compare (fixture, "cmp_002", "pilot_v2", "pilot_v1", LIM_CHOSEN_B, NULL);
  fixture_compare (fixture, "cmp_003", "smith_v1", "smith_v2", LIM_CHOSEN_TIE, "Both have their point.");
  fixture_compare (fixture, "cmp_004", "cook_v1", "nobody_v1", LIM_CHOSEN_A, "Nobody is gone.");
}
