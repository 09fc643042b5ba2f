#include "provider-comfyui-catalogue.h"

#include "provider-comfyui-reply.h"

#include <math.h>
#include <string.h>

#define MAX_CLASSES 50000u
#define MAX_INPUTS 1000u /* of one class */

/* All texts lie in `texts`, each once: the lists of models stand in many classes. */
struct LimCatalogue
{
  GStringChunk *texts;
  GHashTable *classes; /* name → LimCatalogueClass */
};

static void
class_free (gpointer data)
{
  LimCatalogueClass *class = data;

  for (guint i = 0; i < class->inputs->len; i++)
    g_free ((gpointer) g_array_index (class->inputs, LimCatalogueInput, i).choices);
  g_array_unref (class->inputs);
  g_free ((gpointer) class->outputs);
  g_free (class);
}

static void
clear (gpointer data)
{
  LimCatalogue *catalogue = data;

  g_hash_table_unref (catalogue->classes);
  g_string_chunk_free (catalogue->texts);
}

LimCatalogue *
lim_catalogue_ref (LimCatalogue *catalogue)
{
  return g_atomic_rc_box_acquire (catalogue);
}

void
lim_catalogue_unref (LimCatalogue *catalogue)
{
  if (catalogue != NULL)
    g_atomic_rc_box_release_full (catalogue, clear);
}

/* -- Reading -- */

/* A choice as text: numbers and truth values are choices, too. NULL: something else. */
static const char *
keep_choice (LimCatalogue *catalogue, const LimJson *value)
{
  gsize length = 0;
  const char *text = lim_json_string (value), *number = lim_json_number_text (value, &length);
  g_autofree char *digits = number != NULL ? g_strndup (number, length) : NULL;

  if (lim_json_is (value, LIM_JSON_TRUE) || lim_json_is (value, LIM_JSON_FALSE))
    text = lim_json_is (value, LIM_JSON_TRUE) ? "true" : "false";
  else if (digits != NULL)
    text = digits;
  return text != NULL ? g_string_chunk_insert_const (catalogue->texts, text) : NULL;
}

/* A list with something in it that is no plain value leaves the choice open. */
static void
read_choices (LimCatalogue *catalogue, const LimJson *list, LimCatalogueInput *input)
{
  g_autoptr (GPtrArray) choices = g_ptr_array_new ();

  if (!lim_json_is (list, LIM_JSON_ARRAY))
    return;
  for (const LimJson *choice = lim_json_first (list); choice != NULL; choice = lim_json_next (choice))
    {
      const char *text = keep_choice (catalogue, choice);

      if (text == NULL)
        return;
      g_ptr_array_add (choices, (char *) text);
    }
  input->n_choices = choices->len;
  g_ptr_array_add (choices, NULL);
  input->choices = (const char *const *) g_ptr_array_steal (choices, NULL);
}

static double
read_bound (const LimJson *options, const char *key, double open)
{
  double value;

  return lim_json_double (lim_json_get (options, key), &value) ? value : open;
}

/* [TYPE, {options}], where a TYPE that is a list is the older spelling of ["COMBO", {"options": list}]. */
static void
read_input (LimCatalogue *catalogue, const LimJson *node, gboolean required, GArray *inputs)
{
  const LimJson *type = lim_json_first (node), *options = type != NULL ? lim_json_next (type) : NULL;
  gboolean is_list = lim_json_is (type, LIM_JSON_ARRAY) && lim_json_is (node, LIM_JSON_ARRAY);
  const char *word = is_list ? "COMBO" : lim_json_is (node, LIM_JSON_ARRAY) ? lim_json_string (type) : NULL;
  LimCatalogueInput input = { .required = required };

  if (inputs->len >= MAX_INPUTS || lim_json_key (node) == NULL)
    return;
  input.name = g_string_chunk_insert_const (catalogue->texts, lim_json_key (node));
  input.type = g_string_chunk_insert_const (catalogue->texts, word != NULL ? word : "");
  input.min = read_bound (options, "min", -INFINITY);
  input.max = read_bound (options, "max", INFINITY);
  input.upload = lim_json_get_bool (options, "image_upload", FALSE)
                 || lim_json_get_bool (options, "video_upload", FALSE)
                 || lim_json_get_bool (options, "audio_upload", FALSE) || lim_json_get (options, "remote") != NULL
                 || !lim_json_is_null (lim_json_get (options, "multiselect"))
                 || !lim_json_is_null (lim_json_get (options, "multi_select"));
  if (is_list || strcmp (input.type, "COMBO") == 0)
    read_choices (catalogue, is_list ? type : lim_json_get (options, "options"), &input);
  g_array_append_val (inputs, input);
}

static void
read_inputs (LimCatalogue *catalogue, const LimJson *group, gboolean required, GArray *inputs)
{
  if (!lim_json_is (group, LIM_JSON_OBJECT))
    return;
  for (const LimJson *input = lim_json_first (group); input != NULL; input = lim_json_next (input))
    read_input (catalogue, input, required, inputs);
}

static const char *const *
read_outputs (LimCatalogue *catalogue, const LimJson *list, guint *n)
{
  g_autoptr (GPtrArray) outputs = g_ptr_array_new ();

  for (const LimJson *output = lim_json_is (list, LIM_JSON_ARRAY) ? lim_json_first (list) : NULL; output != NULL;
       output = lim_json_next (output))
    {
      const char *type = lim_json_string (output); /* else a list: what can be chosen comes out */

      g_ptr_array_add (outputs, g_string_chunk_insert_const (catalogue->texts, type != NULL ? type : "COMBO"));
    }
  *n = outputs->len;
  g_ptr_array_add (outputs, NULL);
  return (const char *const *) g_ptr_array_steal (outputs, NULL);
}

static void
read_class (LimCatalogue *catalogue, const LimJson *node)
{
  const LimJson *input = lim_json_get (node, "input");
  const char *module = lim_json_get_string (node, "python_module");
  LimCatalogueClass *class = g_new0 (LimCatalogueClass, 1);

  class->name = g_string_chunk_insert_const (catalogue->texts, lim_json_key (node));
  class->inputs = g_array_new (FALSE, FALSE, sizeof (LimCatalogueInput));
  read_inputs (catalogue, lim_json_get (input, "required"), TRUE, class->inputs);
  read_inputs (catalogue, lim_json_get (input, "optional"), FALSE, class->inputs);
  class->outputs = read_outputs (catalogue, lim_json_get (node, "output"), &class->n_outputs);
  class->is_output = lim_json_get_bool (node, "output_node", FALSE);
  class->is_core = module != NULL && (strcmp (module, "nodes") == 0 || g_str_has_prefix (module, "comfy_extras"));
  g_hash_table_replace (catalogue->classes, (char *) class->name, class);
}

LimCatalogue *
lim_catalogue_parse (GBytes *body, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_comfyui_parse (body, "ComfyUI's /object_info", error);
  g_autoptr (LimCatalogue) catalogue = g_atomic_rc_box_new0 (LimCatalogue);

  catalogue->texts = g_string_chunk_new (64 << 10);
  catalogue->classes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, class_free);
  if (doc == NULL)
    return NULL;
  if (lim_json_is (lim_json_root (doc), LIM_JSON_OBJECT))
    for (const LimJson *node = lim_json_first (lim_json_root (doc));
         node != NULL && g_hash_table_size (catalogue->classes) < MAX_CLASSES; node = lim_json_next (node))
      if (lim_json_is (node, LIM_JSON_OBJECT) && lim_json_key (node) != NULL)
        read_class (catalogue, node);
  if (g_hash_table_size (catalogue->classes) == 0)
    return lim_fail_null (error, LIM_ERROR_PROVIDER, "ComfyUI's /object_info names no node");
  return g_steal_pointer (&catalogue);
}

/* -- Asking -- */

guint
lim_catalogue_n_classes (const LimCatalogue *catalogue)
{
  return g_hash_table_size (catalogue->classes);
}

const LimCatalogueClass *
lim_catalogue_class (const LimCatalogue *catalogue, const char *name)
{
  return g_hash_table_lookup (catalogue->classes, name);
}

const LimCatalogueInput *
lim_catalogue_input (const LimCatalogueClass *class, const char *name)
{
  for (guint i = 0; i < class->inputs->len; i++)
    {
      const LimCatalogueInput *input = &g_array_index (class->inputs, LimCatalogueInput, i);

      if (strcmp (input->name, name) == 0)
        return input;
    }
  return NULL;
}

const char **
lim_catalogue_names (const LimCatalogue *catalogue)
{
  return (const char **) g_hash_table_get_keys_as_array (catalogue->classes, NULL);
}

static gboolean
is_same_path (const char *a, const char *b)
{
  for (; *a != '\0' && *b != '\0'; a++, b++)
    if (*a != *b && !((*a == '/' || *a == '\\') && (*b == '/' || *b == '\\')))
      return FALSE;
  return *a == *b;
}

const char *
lim_catalogue_choice (const LimCatalogueInput *input, const char *value)
{
  const char *found = NULL;

  for (const char *const *choice = input->choices; choice != NULL && *choice != NULL; choice++)
    {
      if (strcmp (*choice, value) == 0)
        return *choice;
      if (found == NULL && is_same_path (*choice, value))
        found = *choice;
    }
  return found;
}

static void
respell_node (const LimCatalogueClass *class, LimJson *inputs)
{
  for (guint i = 0; i < class->inputs->len; i++)
    {
      const LimCatalogueInput *input = &g_array_index (class->inputs, LimCatalogueInput, i);
      const char *value = lim_json_get_string (inputs, input->name);
      const char *choice = value != NULL ? lim_catalogue_choice (input, value) : NULL;

      if (choice != NULL && strcmp (choice, value) != 0)
        lim_json_set_string (inputs, input->name, choice);
    }
}

void
lim_catalogue_respell (const LimCatalogue *catalogue, LimJson *graph)
{
  for (LimJson *node = lim_json_first (graph); node != NULL; node = lim_json_next (node))
    {
      const char *class_type = lim_json_get_string (node, "class_type");
      const LimCatalogueClass *class = class_type != NULL ? lim_catalogue_class (catalogue, class_type) : NULL;

      if (class != NULL)
        respell_node (class, lim_json_get (node, "inputs"));
    }
}
