/* fake-comfy-save.c: the pictures of a prompt: painted from its graph, named and stored as SaveImage does. */
#include "fake-comfy.h"

#include "fake-json.h"
#include "fake-picture.h"

#include "imaging-header.h"

#include <string.h>

/* An image that starts from another has its size, as VAEEncode gives it. */
static void
make_plan (Fake *fake, const LimJson *graph, const char *output, FakePlan *plan)
{
  GBytes *source;
  gsize length = 0;
  const guint8 *bytes;
  LimImageInfo info;

  fake_graph_plan (graph, output, plan);
  source = plan->source != NULL ? fake_comfy_input (fake, plan->source) : NULL;
  bytes = source != NULL ? g_bytes_get_data (source, &length) : NULL;
  if (plan->width == 0 && lim_image_probe_bytes (bytes, length, "source", &info, NULL))
    {
      plan->width = info.width;
      plan->height = info.height;
    }
  plan->width = MAX (plan->width, 1);
  plan->height = MAX (plan->height, 1);
}

/* -- Painting -- */

/* Keyword, value, …, NULL. */
static GPtrArray *
picture_texts (const LimJson *body)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  LimJson *more = lim_json_path (body, "extra_data", "extra_pnginfo", NULL);

  g_ptr_array_add (texts, g_strdup ("prompt"));
  g_ptr_array_add (texts, fake_json_text (lim_json_get (body, "prompt")));
  for (LimJson *each = lim_json_first (more); each != NULL; each = lim_json_next (each))
    {
      g_ptr_array_add (texts, g_strdup (lim_json_key (each)));
      g_ptr_array_add (texts, fake_json_text (each));
    }
  g_ptr_array_add (texts, NULL);
  return texts;
}

static GBytes *
paint (const FakePlan *plan, guint index, const char *const *texts)
{
  g_autofree char *identity =
      index == 0 ? g_strdup (plan->identity) : g_strdup_printf ("%s|%u", plan->identity, index);

  return plan->plain ? fake_picture_plain (plan->colour, plan->width, plan->height, texts)
                     : fake_picture_png (identity, plan->width, plan->height, texts);
}

GPtrArray *
fake_comfy_paint (Fake *fake, const LimJson *body, char **outputs)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) texts = picture_texts (body);

  for (guint i = 0; outputs[i] != NULL; i++)
    {
      FakePlan plan;

      make_plan (fake, lim_json_get (body, "prompt"), outputs[i], &plan);
      for (guint n = 0; n < plan.batch; n++)
        g_ptr_array_add (pictures, paint (&plan, n, (const char *const *) texts->pdata));
      fake_plan_clear (&plan);
    }
  return pictures;
}

/* -- Naming and storing -- */

static char *
replaced (char *text, const char *mark, guint value)
{
  g_auto (GStrv) parts = g_strsplit (text, mark, -1);
  g_autofree char *number = g_strdup_printf ("%u", value);

  g_free (text);
  return g_strjoinv (number, parts);
}

/* The node's prefix with its marks filled in. Transfer full. */
static char *
prefix_of (const LimJson *graph, const char *node, const FakePlan *plan, guint index)
{
  const char *given = lim_json_string (lim_json_path (graph, node, "inputs", "filename_prefix", NULL));
  char *prefix = g_strdup (given != NULL ? given : "ComfyUI_temp_stand");

  prefix = replaced (prefix, "%width%", plan->width);
  prefix = replaced (prefix, "%height%", plan->height);
  return replaced (prefix, "%batch_num%", index);
}

/* Stores one picture. What /history says of it; NULL: the prefix leads out of the folder. */
static LimJson *
store (Fake *fake, LimJsonDoc *doc, const char *type, const char *prefix, GBytes *picture)
{
  g_autofree char *folder = g_path_get_dirname (prefix);
  g_autofree char *stem = g_path_get_basename (prefix);
  const char *subfolder = strcmp (folder, ".") == 0 ? "" : folder;

  if (strstr (prefix, "..") != NULL || *prefix == '/')
    return NULL;

  guint number = fake_comfy_counter (fake, type, subfolder, stem);
  g_autofree char *name = g_strdup_printf ("%s_%05u_.png", stem, number);

  fake_comfy_store (fake, type, subfolder, name, picture);
  return fake_object (doc, "filename:s subfolder:s type:s", name, subfolder, type);
}

gboolean
fake_comfy_save (Fake *fake, const LimJson *graph, char **outputs, GPtrArray *pictures, LimJsonDoc *doc,
                 LimJson *results)
{
  guint next = 0;
  gboolean well = TRUE;

  for (guint i = 0; outputs[i] != NULL; i++)
    {
      gboolean preview = strcmp (fake_node_class (graph, outputs[i]), "PreviewImage") == 0;
      LimJson *images = lim_json_new_array (doc);
      FakePlan plan;

      make_plan (fake, graph, outputs[i], &plan);
      for (guint n = 0; n < plan.batch && well; n++)
        {
          g_autofree char *prefix = prefix_of (graph, outputs[i], &plan, n);
          LimJson *image = store (fake, doc, preview ? "temp" : "output", prefix, pictures->pdata[next++]);

          well = image != NULL;
          if (well)
            lim_json_append (images, image);
        }
      lim_json_set (results, outputs[i], fake_object (doc, "images:j", images));
      fake_plan_clear (&plan);
    }
  return well;
}
