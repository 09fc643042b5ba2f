#include "base-json.h"
#include "base-random.h"

#include <math.h>
#include <string.h>

/* -- Random edits against a model --
 *
 * The model is a plain tree of its own. Every member of a generated source has a key that occurs nowhere else, odd white
 * space and a number spelled as nobody would; after any edits, those not edited must still stand in the text just so. */

typedef struct Model Model;
struct Model
{
  char type; /* '{', '[' or 's' for a scalar */
  char *key;
  char *compact;  /* scalars: the value */
  char *fragment; /* scalars from the source: key, white space and value as they stand there */
  GPtrArray *children;
};

static void
model_free (gpointer data)
{
  Model *model = data;

  g_free (model->key);
  g_free (model->compact);
  g_free (model->fragment);
  g_ptr_array_unref (model->children);
  g_free (model);
}

static Model *
model_new (char type, const char *key, const char *compact)
{
  Model *model = g_new0 (Model, 1);

  model->type = type;
  model->key = g_strdup (key);
  model->compact = g_strdup (compact);
  model->children = g_ptr_array_new_with_free_func (model_free);
  return model;
}

static void
model_write (const Model *model, GString *out)
{
  if (model->key != NULL)
    g_string_append_printf (out, "\"%s\":", model->key);
  if (model->type == 's')
    {
      g_string_append (out, model->compact);
      return;
    }
  g_string_append_c (out, model->type);
  for (guint i = 0; i < model->children->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      model_write (model->children->pdata[i], out);
    }
  g_string_append_c (out, model->type == '{' ? '}' : ']');
}

static void
check_fragments (const Model *model, const char *text)
{
  if (model->fragment != NULL && strstr (text, model->fragment) == NULL)
    g_error ("“%s” was not edited, but is no longer in\n%s", model->fragment, text);
  for (guint i = 0; i < model->children->len; i++)
    check_fragments (model->children->pdata[i], text);
}

typedef struct
{
  LimRandom *random;
  guint counter;
  gboolean lines; /* the source has line breaks */
} Maker;

static void
append_space (Maker *maker, GString *out)
{
  static const char *const spaces[] = { "", " ", "\t", "  ", "\n", "\n   ", "\r\n " };

  g_string_append (out, spaces[lim_random_below (maker->random, maker->lines ? G_N_ELEMENTS (spaces) : 4)]);
}

/* Writes a random value to @out and returns its model. */
static Model *
make_value (Maker *maker, GString *out, const char *key, guint depth)
{
  guint64 kind = lim_random_below (maker->random, depth > 0 ? 6 : 3);
  gsize key_start = out->len;
  Model *model;

  if (key != NULL)
    {
      g_string_append_printf (out, "\"%s\"", key);
      append_space (maker, out);
      g_string_append_c (out, ':');
      append_space (maker, out);
    }
  if (kind < 4)
    {
      g_autofree char *scalar =
          g_strdup_printf (kind % 2 ? "%u.%u000e+0" : "\"\\u0041%u\\/%u\"", maker->counter++, 7u);

      g_string_append (out, scalar);
      model = model_new ('s', key, scalar);
      model->fragment = g_strdup (out->str + key_start);
      return model;
    }

  model = model_new (kind == 4 ? '{' : '[', key, NULL);
  g_string_append_c (out, model->type);
  for (guint64 i = 0, n = lim_random_below (maker->random, 5); i < n; i++)
    {
      g_autofree char *child_key = model->type == '{' ? g_strdup_printf ("k%u", maker->counter++) : NULL;

      if (i > 0)
        g_string_append_c (out, ',');
      append_space (maker, out);
      g_ptr_array_add (model->children, make_value (maker, out, child_key, depth - 1));
      append_space (maker, out);
    }
  g_string_append_c (out, model->type == '{' ? '}' : ']');
  return model;
}

/* A new scalar or container in both worlds. */
static LimJson *
new_value (Maker *maker, LimJsonDoc *doc, const char *key, Model **model)
{
  g_autofree char *text = NULL;

  switch (lim_random_below (maker->random, 5))
    {
    case 0:
      *model = model_new ('{', key, NULL);
      return lim_json_new_object (doc);
    case 1:
      *model = model_new ('[', key, NULL);
      return lim_json_new_array (doc);
    case 2:
      *model = model_new ('s', key, "null");
      return lim_json_new_null (doc);
    case 3:
      text = g_strdup_printf ("%u", maker->counter);
      *model = model_new ('s', key, text);
      return lim_json_new_int (doc, maker->counter++);
    default:
      *model = model_new ('s', key, "\"tab\\there\"");
      return lim_json_new_string (doc, "tab\there");
    }
}

static void
edit_object (Maker *maker, LimJsonDoc *doc, LimJson *node, Model *model)
{
  GPtrArray *children = model->children;
  gboolean existing = children->len > 0 && lim_random_below (maker->random, 3) > 0;
  guint index = existing ? (guint) lim_random_below (maker->random, children->len) : children->len;
  g_autofree char *key =
      existing ? g_strdup (((Model *) children->pdata[index])->key) : g_strdup_printf ("k%u", maker->counter++);
  Model *fresh;

  if (lim_random_below (maker->random, 3) == 0)
    {
      g_assert_true (lim_json_remove (node, key) == existing);
      if (existing)
        g_ptr_array_remove_index (children, index);
      return;
    }
  lim_json_set (node, key, new_value (maker, doc, key, &fresh));
  if (existing)
    g_ptr_array_remove_index (children, index);
  g_ptr_array_insert (children, (gint) index, fresh);
}

/* Walks down at random and changes something there. */
static void
edit_somewhere (Maker *maker, LimJsonDoc *doc, LimJson *node, Model *model)
{
  guint n = model->children->len;
  Model *fresh;

  if (n > 0 && lim_random_below (maker->random, 3) > 0)
    {
      guint index = (guint) lim_random_below (maker->random, n);
      LimJson *child = lim_json_first (node);

      for (guint i = 0; i < index; i++)
        child = lim_json_next (child);
      if (((Model *) model->children->pdata[index])->type != 's')
        {
          edit_somewhere (maker, doc, child, model->children->pdata[index]);
          return;
        }
    }
  if (model->type == '{')
    edit_object (maker, doc, node, model);
  else
    {
      lim_json_append (node, new_value (maker, doc, NULL, &fresh));
      g_ptr_array_add (model->children, fresh);
    }
}

static void
check_document (LimJsonDoc *doc, const Model *model)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (LimJsonDoc) again = lim_json_parse ("again", text, -1, &error);
  g_autoptr (GString) expected = g_string_new (NULL), found = g_string_new (NULL), live = g_string_new (NULL);

  if (again == NULL)
    g_error ("edits made this:\n%s\n%s", text, error->message);
  model_write (model, expected);
  lim_json_append_compact (found, lim_json_root (again));
  lim_json_append_compact (live, lim_json_root (doc));
  if (strcmp (found->str, expected->str) != 0 || strcmp (live->str, expected->str) != 0)
    g_error ("read back %s\nlive %s\nexpected %s", found->str, live->str, expected->str);
  g_assert_true (lim_json_equal (lim_json_root (doc), lim_json_root (again)));
  check_fragments (model, text);
}

static void
test_random_edits (void)
{
  g_autoptr (LimRandom) random = lim_random_new_seeded (20260412);

  for (guint round = 0; round < 3000; round++)
    {
      Maker maker = { .random = random, .lines = round % 3 != 0 };
      g_autoptr (GString) source = g_string_new (NULL);
      Model *model;

      do
        {
          g_string_truncate (source, 0);
          model = make_value (&maker, source, NULL, 4);
          if (model->type == 's')
            g_clear_pointer (&model, model_free);
        }
      while (model == NULL);
      if (round % 2)
        g_string_append_c (source, '\n');

      g_autoptr (GError) error = NULL;
      g_autoptr (LimJsonDoc) doc = lim_json_parse ("source", source->str, (gssize) source->len, &error);
      g_assert_no_error (error);
      check_document (doc, model);
      for (guint edit = 0; edit < 8; edit++)
        {
          edit_somewhere (&maker, doc, lim_json_root (doc), model);
          if (edit % 3 == 0)
            check_document (doc, model);
        }
      check_document (doc, model);

      g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
      const char *end = (const char *) g_bytes_get_data (bytes, NULL) + g_bytes_get_size (bytes) - 1;
      g_assert_true ((*end == '\n') == (round % 2 == 1));
      model_free (model);
    }
}

/* -- Moves that once went wrong, or easily could -- */

static char *
text_of (LimJsonDoc *doc)
{
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_moving_nodes (void)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("t", "{\"a\": {\"x\": 1.0}, \"b\": [], \"\\u0063\": 3}", -1, NULL);
  LimJson *root = lim_json_root (doc), *a = lim_json_get (root, "a"), *c = lim_json_get (root, "c");

  /* A member taken out may go elsewhere: as an element it has no key, as a member a new one. */
  g_assert_true (lim_json_remove (root, "a"));
  lim_json_append (lim_json_get (root, "b"), a);
  g_assert_true (lim_json_remove (root, "c"));
  lim_json_set (root, "d", c);
  g_autofree char *text = text_of (doc);
  g_assert_cmpstr (text, ==, "{\"b\": [{\"x\": 1.0}], \"d\": 3}");
  g_assert_cmpstr (lim_json_key (c), ==, "d");
}

static void
test_root_can_be_replaced (void)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("t", "{\"a\": 1}", -1, NULL);
  LimJson *list = lim_json_new_array (doc);

  lim_json_append (list, lim_json_root (doc));
  lim_json_doc_set_root (doc, list);
  g_assert_true (lim_json_doc_is_edited (doc));
  g_autofree char *text = text_of (doc);
  g_assert_cmpstr (text, ==, "[\n  {\n    \"a\": 1\n  }\n]\n");
}

static void
test_loop_may_replace_and_remove (void)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("t", "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}", -1, NULL);
  LimJson *root = lim_json_root (doc);

  for (LimJson *member = lim_json_first (root); member != NULL; member = lim_json_next (member))
    {
      if (strcmp (lim_json_key (member), "c") == 0)
        lim_json_remove (root, "c");
      else
        lim_json_set_int (root, lim_json_key (member), 0);
    }
  g_autofree char *text = text_of (doc);
  g_assert_cmpstr (text, ==, "{\"a\":0,\"b\":0,\"d\":0}");
}

static void
test_copy_between_documents (void)
{
  g_autoptr (LimJsonDoc) to = lim_json_doc_new ("to");
  LimJson *copy;

  {
    g_autoptr (LimJsonDoc) from = lim_json_parse ("from", "{ \"\\u0061\" : [ 1.50 , \"\\u00e9\" ] }", -1, NULL);
    copy = lim_json_copy (to, lim_json_root (from));
  }
  lim_json_doc_set_root (to, copy);
  g_autofree char *text = text_of (to);
  g_assert_cmpstr (text, ==, "{\n  \"\\u0061\": [\n    1.50,\n    \"\\u00e9\"\n  ]\n}\n");
  g_assert_cmpstr (lim_json_string (lim_json_next (lim_json_first (lim_json_get (copy, "a")))), ==, "é");
}

static void
test_loops_are_refused (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("t");
      LimJson *outer = lim_json_new_object (doc), *inner = lim_json_new_object (doc);

      lim_json_set (outer, "inner", inner);
      lim_json_set (inner, "outer", outer);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

/* -- Numbers, spelled as JavaScript does (ECMA-262, Number::toString) -- */

static const struct
{
  double value;
  const char *text;
} numbers[] = {
  { 0.0, "0" },
  { -0.0, "0" },
  { 1.0, "1" },
  { -1.5, "-1.5" },
  { 0.85, "0.85" },
  { 0.1 + 0.2, "0.30000000000000004" },
  { 1.0 / 3, "0.3333333333333333" },
  { 2.0 / 3, "0.6666666666666666" },
  { 100.0, "100" },
  { 123456789.0, "123456789" },
  { 9007199254740992.0, "9007199254740992" },
  { 1e15, "1000000000000000" },
  { 123456789012345680.0, "123456789012345680" },
  { 1e20, "100000000000000000000" },
  { 1e21, "1e+21" },
  { 1.5e21, "1.5e+21" },
  { 1e-6, "0.000001" },
  { 1.5e-6, "0.0000015" },
  { 1e-7, "1e-7" },
  { 1.234e-7, "1.234e-7" },
  { 5e-324, "5e-324" },
  { 2.2250738585072014e-308, "2.2250738585072014e-308" },
  { 1.7976931348623157e308, "1.7976931348623157e+308" },
  { 618970019642690137449562112.0, "6.189700196426902e+26" }, /* 2^89: the nearest 16 digits do not read back */
  { 4.35, "4.35" },
  { 0.000123, "0.000123" },
  { (double) INFINITY, "null" },
  { -(double) INFINITY, "null" },
  { (double) NAN, "null" },
};

static void
test_numbers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      lim_json_append_double (text, numbers[i].value);
      g_assert_cmpstr (text->str, ==, numbers[i].text);
    }
}

/* What reading a number gives: @is_int says whether it is a whole one that fits. */
static const struct
{
  const char *text;
  double real;
  gboolean is_int;
  gint64 whole;
} readings[] = {
  { "0", 0, TRUE, 0 },
  { "-0", 0, TRUE, 0 },
  { "42", 42, TRUE, 42 },
  { "42.0", 42, TRUE, 42 },
  { "4.2e1", 42, TRUE, 42 },
  { "1e3", 1000, TRUE, 1000 },
  { "0.85", 0.85, FALSE, 0 },
  { "-0.123456789012", -0.123456789012, FALSE, 0 },
  { "0.30000000000000004", 0.1 + 0.2, FALSE, 0 },
  { "9223372036854775807", 9223372036854775807.0, TRUE, G_MAXINT64 },
  { "-9223372036854775808", -9223372036854775808.0, TRUE, G_MININT64 },
  { "9223372036854775808", 9223372036854775808.0, FALSE, 0 },
  { "9007199254740993", 9007199254740992.0, TRUE, G_GINT64_CONSTANT (9007199254740993) },
  { "1e19", 1e19, FALSE, 0 },
  { "1e400", INFINITY, FALSE, 0 },
  { "1e-400", 0, TRUE, 0 },
};

static void
test_readings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_parse ("t", readings[i].text, -1, NULL);
      double real = -1;
      gint64 whole = -1;

      g_assert_true (lim_json_double (lim_json_root (doc), &real));
      g_assert_cmpfloat (real, ==, readings[i].real);
      if (lim_json_int (lim_json_root (doc), &whole) != readings[i].is_int)
        g_error ("%s: whole number or not?", readings[i].text);
      g_assert_cmpint (whole, ==, readings[i].is_int ? readings[i].whole : -1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/edit/random", test_random_edits);
  g_test_add_func ("/base/json/edit/moving-nodes", test_moving_nodes);
  g_test_add_func ("/base/json/edit/root-can-be-replaced", test_root_can_be_replaced);
  g_test_add_func ("/base/json/edit/loop-may-replace-and-remove", test_loop_may_replace_and_remove);
  g_test_add_func ("/base/json/edit/copy-between-documents", test_copy_between_documents);
  g_test_add_func ("/base/json/edit/loops-are-refused", test_loops_are_refused);
  g_test_add_func ("/base/json/numbers", test_numbers);
  g_test_add_func ("/base/json/readings", test_readings);
  return g_test_run ();
}
