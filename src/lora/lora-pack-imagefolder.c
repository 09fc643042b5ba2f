/* lora-pack-imagefolder.c: pictures, a line of JSON for each, and a card that says which files are which: by themselves, names such
 * as dev_001.png would be taken for a split of their own. */
#include "lora-pack-private.h"

#include "base-file.h"
#include "base-hash.h"
#include "base-json.h"

#include <string.h>

#define METADATA "train/metadata.jsonl"

static void
append_row (GString *rows, const LimLoraCheckImage *image, const char *name)
{
  g_string_append (rows, "{\"file_name\":");
  lim_json_append_quoted (rows, name, -1);
  g_string_append (rows, ",\"text\":");
  lim_json_append_quoted (rows, image->trained->caption, -1);
  g_string_append (rows, "}\n");
}

static const char *
size_category (guint n)
{
  return n < 1000 ? "n<1K" : n < 10000 ? "1K<n<10K" : "10K<n<100K";
}

static gboolean
write_card (LimPacking *packing, guint n, GError **error)
{
  const LimPlan *plan = packing->check->set->plan;
  g_autoptr (GString) card = g_string_new ("---\npretty_name: ");

  lim_json_append_quoted (card, packing->check->set->subject, -1);
  g_string_append_printf (
      card,
      "\ntask_categories:\n- text-to-image\nsize_categories:\n- %s\ntags:\n- image\n- lora\nconfigs:\n"
      "- config_name: default\n  data_files:\n  - split: train\n    path: train/**\n---\n\n",
      size_category (n));
  g_string_append_printf (
      card,
      "%u images of %u × %u pixels with captions, made for training a LoRA. Each caption begins with "
      "the trigger word\n`%s`, one of: %s. Do not mirror the images at random where the subject is not "
      "the same on both sides.\n",
      n, plan->size, plan->size, plan->trigger, plan->class_words);
  return lim_packing_write (packing, "README.md", card->str, card->len, error);
}

gboolean
lim_pack_imagefolder (LimPacking *packing, GError **error)
{
  const GPtrArray *images = packing->check->images;
  g_autoptr (GString) rows = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < images->len; i++)
    {
      const LimLoraCheckImage *image = images->pdata[i];
      g_autofree char *name = g_path_get_basename (image->path);
      g_autofree char *below = g_build_filename ("train", name, NULL);
      g_autoptr (GBytes) bytes = NULL;

      if (image->is_reg || !lim_packing_takes (image))
        continue;
      bytes = lim_packing_read (packing, image, error);
      if (bytes == NULL
          || !lim_packing_write (packing, below, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error))
        return FALSE;
      append_row (rows, image, name);
      n++;
    }
  return lim_packing_write (packing, METADATA, rows->str, rows->len, error) && write_card (packing, n, error);
}

/* -- Reading it again, as a loader would -- */

static gboolean
verify_row (const LimPacking *packing, const LimLoraCheckImage *image, const char *line, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse (METADATA, line, -1, error);
  const char *name = doc != NULL ? lim_json_get_string (lim_json_root (doc), "file_name") : NULL;
  const char *text = doc != NULL ? lim_json_get_string (lim_json_root (doc), "text") : NULL;
  g_autofree char *path = name != NULL ? g_build_filename (packing->folder, "train", name, NULL) : NULL;
  g_autofree char *source = lim_project_path (packing->check->set->project, image->path);
  g_autofree char *hash = path != NULL ? lim_sha256_file_hex (path, error) : NULL;
  g_autofree char *wanted = hash != NULL ? lim_sha256_file_hex (source, error) : NULL;

  if (doc != NULL && path != NULL && (hash == NULL || wanted == NULL))
    return FALSE;
  if (doc == NULL)
    return FALSE;
  return (path != NULL && strcmp (hash, wanted) == 0 && g_strcmp0 (text, image->trained->caption) == 0)
         || lim_fail (error, LIM_ERROR_IO, "%s: what was packed is not what is there now; run it again", image->path);
}

gboolean
lim_pack_verify_imagefolder (const LimPacking *packing, GError **error)
{
  const GPtrArray *images = packing->check->images;
  g_autofree char *path = g_build_filename (packing->folder, METADATA, NULL);
  gsize length = 0;
  g_autofree char *rows = lim_file_read (path, 0, &length, error);
  g_auto (GStrv) lines = rows != NULL ? g_strsplit (rows, "\n", -1) : NULL;
  guint row = 0;

  if (lines == NULL)
    return FALSE;
  for (guint i = 0; i < images->len; i++)
    {
      const LimLoraCheckImage *image = images->pdata[i];

      if (image->is_reg || !lim_packing_takes (image))
        continue;
      if (lines[row] == NULL || !verify_row (packing, image, lines[row], error))
        return FALSE;
      row++;
    }
  return TRUE;
}
