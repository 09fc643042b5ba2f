/* lora-check-caches.c: what a trainer left beside the images, and whether it still fits them. It looks only at the names of
 * such files, so an old one is trained in the place of the picture. */
#include "lora-check-private.h"

#include <string.h>
#include <sys/stat.h>

/* Endings behind the image's name, longest first; what begins with “*” has a size “_0512x0512” before it. */
static const struct
{
  const char *ending;
  gboolean sized, of_caption;
} kinds[] = {
  { "_te_outputs.npz", FALSE, TRUE }, { "_sd3_te.npz", FALSE, TRUE }, { "_flux_te.npz", FALSE, TRUE },
  { "_sdxl.npz", TRUE, FALSE },       { "_flux.npz", TRUE, FALSE },   { "_sd3.npz", TRUE, FALSE },
  { "_sd.npz", TRUE, FALSE },         { ".npz", FALSE, FALSE },
};

typedef struct
{
  char *stem; /* path of the image without its ending */
  gboolean of_caption;
  guint width, height; /* 0: not told */
} Cache;

/* Cuts “_0512x0768” off the end of @stem. */
static gboolean
cut_size (char *stem, guint *width, guint *height)
{
  char *at = strrchr (stem, '_'), *end;

  if (at == NULL || !g_ascii_isdigit (at[1]))
    return FALSE;
  *width = (guint) g_ascii_strtoull (at + 1, &end, 10);
  if (*end != 'x' || !g_ascii_isdigit (end[1]))
    return FALSE;
  *height = (guint) g_ascii_strtoull (end + 1, &end, 10);
  if (*end != '\0')
    return FALSE;
  *at = '\0';
  return TRUE;
}

static gboolean
parse_cache (const char *path, Cache *cache)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *stem = NULL;

      if (!g_str_has_suffix (path, kinds[i].ending))
        continue;
      stem = g_strndup (path, strlen (path) - strlen (kinds[i].ending));
      *cache = (Cache){ .of_caption = kinds[i].of_caption };
      if (kinds[i].sized && !cut_size (stem, &cache->width, &cache->height))
        continue;
      cache->stem = g_steal_pointer (&stem);
      return TRUE;
    }
  return FALSE;
}

static gint64
changed_us (const LimLoraChecking *self, const char *relative)
{
  g_autofree char *path = relative != NULL ? lim_project_path (self->set->project, relative) : NULL;
  struct stat about;

  return path != NULL && stat (path, &about) == 0
             ? (gint64) about.st_mtim.tv_sec * G_USEC_PER_SEC + about.st_mtim.tv_nsec / 1000
             : 0;
}

static const LimLoraCheckImage *
find_image (const LimLoraChecking *self, const char *stem)
{
  gsize length = strlen (stem);

  for (guint i = 0; i < self->check->images->len; i++)
    {
      const LimLoraCheckImage *image = self->check->images->pdata[i];

      if (strncmp (image->path, stem, length) == 0 && image->path[length] == '.'
          && strchr (image->path + length, '/') == NULL)
        return image;
    }
  return NULL;
}

static void
look_at_cache (LimLoraChecking *self, const char *path, const Cache *cache)
{
  const LimLoraCheckImage *image = find_image (self, cache->stem);
  gint64 made = changed_us (self, path);

  if (image == NULL)
    {
      lim_lora_check_add (self, LIM_FINDING_INFO, path, "cache", NULL, "Remove it.", "it belongs to no image");
      return;
    }
  if (cache->of_caption)
    {
      g_autofree char *caption = image->trained != NULL && image->trained->caption_path != NULL
                                     ? lim_lora_path (self->set, image->trained->caption_path)
                                     : NULL;

      if (changed_us (self, caption) > made)
        lim_lora_check_add (self, LIM_FINDING_ERROR, path, "cache", NULL,
                            "Remove it; the trainer would use the old words.", "it is older than the caption %s",
                            caption);
      return;
    }
  if (image->unreadable == NULL && cache->width > 0
      && (cache->width != image->info.width || cache->height != image->info.height))
    lim_lora_check_add (self, LIM_FINDING_ERROR, path, "cache", NULL,
                        "Remove it; the trainer takes the size of the image from its name.",
                        "it is of %u × %u pixels, and the image of %u × %u", cache->width, cache->height,
                        image->info.width, image->info.height);
  else if (image->changed_us > made)
    lim_lora_check_add (self, LIM_FINDING_ERROR, path, "cache", NULL,
                        "Remove it; the trainer would train the old picture.", "it is older than %s", image->path);
}

/* Written by `cache_info`: captions and sizes of a whole folder. */
static void
look_at_info (LimLoraChecking *self, const char *path)
{
  gint64 made = changed_us (self, path);

  for (guint i = 0; i < self->check->images->len; i++)
    {
      const LimLoraCheckImage *image = self->check->images->pdata[i];
      g_autofree char *caption = image->trained != NULL && image->trained->caption_path != NULL
                                     ? lim_lora_path (self->set, image->trained->caption_path)
                                     : NULL;

      if (image->changed_us <= made && changed_us (self, caption) <= made)
        continue;
      lim_lora_check_add (self, LIM_FINDING_ERROR, path, "cache", NULL,
                          "Remove it; the trainer would use its captions and sizes.", "it is older than %s",
                          image->path);
      return;
    }
}

gboolean
lim_lora_check_caches (LimLoraChecking *self, GError **error G_GNUC_UNUSED)
{
  for (guint i = 0; i < self->check->others->len; i++)
    {
      const char *path = self->check->others->pdata[i];
      g_autofree char *name = g_path_get_basename (path);
      Cache cache;

      if (strcmp (name, "metadata_cache.json") == 0)
        {
          self->n_checked++;
          look_at_info (self, path);
        }
      else if (parse_cache (path, &cache))
        {
          self->n_checked++;
          look_at_cache (self, path, &cache);
          g_free (cache.stem);
        }
    }
  return TRUE;
}
