#include "dress-file-name.h"

#include "base-text.h"

#include <string.h>

static const struct
{
  const char *holds, *id, *name;
} rows[] = {
  { "a plain word is its own name", "mentor_aldric", "mentor_aldric.yaml" },
  { "so are digits and dashes", "act-2_b", "act-2_b.yaml" },
  { "capitals differ in the hash", "Aldric", "aldric-" },
  { "what is no letter becomes a dash", "entity::aldric", "entity-aldric-" },
  { "nothing climbs out", "../../etc/passwd", "etc-passwd-" },
  { "a dot hides nothing", ".hidden", "hidden-" },
  { "a dash begins no name", "-rf", "rf-" },
  { "other scripts keep their hash", "灯台", "x-" },
  { "what looks like a hashed name is hashed again", "aldric-0123abcd", "aldric-0123abcd-" },
};

static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *endless = g_strnfill (400, 'a'), *name = lim_dress_file_name (endless, ".yaml");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *own = lim_dress_file_name (rows[i].id, ".yaml");

      g_test_message ("%s: %s", rows[i].holds, own);
      g_assert_true (g_str_has_prefix (own, rows[i].name));
      g_assert_true (g_str_has_suffix (own, ".yaml"));
      g_assert_true (lim_text_is_safe_name (own));
      g_assert_true (g_hash_table_add (seen, own));
    }
  g_assert_cmpuint (strlen (name), <, 64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dress-file-name/names", test_names);
  return g_test_run ();
}
