/* lora-check-pictures.c: whether the images can be read, have the exact size and the plain mode; and which are alike. */
#include "lora-check-private.h"

#include "imaging-group.h"

#include <string.h>

/* -- Size and mode -- */

static const char *
describe_mode (const LimImageInfo *info)
{
  if (info->has_palette)
    return "a palette";
  if (info->bit_depth != 8)
    return "16 bits, or fewer than 8";
  if (info->has_alpha)
    return "an alpha channel";
  if (info->channels == 1)
    return "grey";
  return info->channels == 3 ? NULL : "four channels";
}

static void
look_at_picture (LimLoraChecking *self, const LimLoraCheckImage *image)
{
  guint side = self->set->plan->size;
  LimFindingSeverity severity = image->is_reg ? LIM_FINDING_WARNING : LIM_FINDING_ERROR;
  const char *fix = image->is_reg ? "`limner lora reg` makes them so." : "`limner lora crop` makes it so.";
  const char *mode;

  self->n_checked++;
  if (image->unreadable != NULL)
    {
      g_ptr_array_add (self->check->findings,
                       lim_finding_new_from_message (LIM_FINDING_ERROR, image->path, image->unreadable));
      return;
    }
  mode = describe_mode (&image->info);
  if (image->info.width != side || image->info.height != side)
    {
      g_autofree char *expected = g_strdup_printf ("%u × %u", side, side);

      lim_lora_check_add (self, severity, image->path, "size", expected, fix, "%u × %u pixels", image->info.width,
                          image->info.height);
    }
  if (mode != NULL)
    lim_lora_check_add (self, severity, image->path, "mode", "8-bit RGB", fix, "%s", mode);
}

gboolean
lim_lora_check_pictures (LimLoraChecking *self, GError **error G_GNUC_UNUSED)
{
  for (guint i = 0; i < self->check->images->len; i++)
    look_at_picture (self, self->check->images->pdata[i]);
  return TRUE;
}

/* -- Alike -- */

static const struct
{
  LimFindingSeverity equal, near;
  const char *where, *fix;
} alike[] = {
  { LIM_FINDING_ERROR, LIM_FINDING_WARNING, "training images", "Leave one out: what occurs twice counts twice." },
  { LIM_FINDING_ERROR, LIM_FINDING_WARNING, "a training and a regularization image",
    "Take the regularization image out: it would unteach what the other teaches." },
  { LIM_FINDING_WARNING, LIM_FINDING_INFO, "regularization images", "Make one of them anew with another seed." },
};

/* A copy is as like its original as the subject is symmetric, and meant. */
static gboolean
is_pair (const LimLoraCheckImage *a, const LimLoraCheckImage *b)
{
  return a->image != NULL && a->image == b->image && a->flip != b->flip;
}

/* Faces that differ by an expression have nearly the same fingerprint, and are what a set is made of. */
static gboolean
is_meant_to_differ (const LimLoraCheckImage *a, const LimLoraCheckImage *b)
{
  const LimPlanImage *x = a->image, *y = b->image;

  return x != NULL && y != NULL
         && (x->framing != y->framing || x->view != y->view || x->pose != y->pose
             || g_strcmp0 (x->action, y->action) != 0 || g_strcmp0 (x->expression, y->expression) != 0);
}

static void
tell_alike (LimLoraChecking *self, const LimLoraCheckImage *first, const LimLoraCheckImage *second, gboolean equal)
{
  guint where = (guint) first->is_reg + (guint) second->is_reg;

  if (is_pair (first, second) && equal)
    lim_lora_check_add (self, LIM_FINDING_INFO, second->path, "equal", NULL,
                        "The copy adds nothing; `flips` can leave it out.", "it shows the same mirrored as %s does",
                        first->path);
  if (!is_pair (first, second) && (equal || !is_meant_to_differ (first, second)))
    lim_lora_check_add (self, equal ? alike[where].equal : alike[where].near, second->path, equal ? "equal" : "alike",
                        NULL, alike[where].fix, "%s: %s as %s", alike[where].where,
                        equal ? "the same pixels" : "nearly the same picture", first->path);
}

static char *
pixels_key (const LimLoraCheckImage *image)
{
  return g_strdup_printf ("%u %s", image->marks.width, image->marks.pixels_sha256);
}

gboolean
lim_lora_check_doubles (LimLoraChecking *self, GError **error G_GNUC_UNUSED)
{
  const GPtrArray *images = self->check->images;
  g_autoptr (GHashTable) equal = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) distinct = g_ptr_array_new ();
  g_autoptr (GArray) prints = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < images->len; i++)
    {
      LimLoraCheckImage *image = images->pdata[i];
      g_autofree char *key = pixels_key (image);
      const LimLoraCheckImage *other = g_hash_table_lookup (equal, key);

      if (image->unreadable != NULL || (!image->is_reg && image->image == NULL))
        continue; /* is told already */
      self->n_checked++;
      if (other != NULL)
        {
          tell_alike (self, other, image, TRUE);
          continue;
        }
      g_hash_table_insert (equal, g_steal_pointer (&key), image);
      if (image->marks.fingerprint == 0)
        continue;
      g_ptr_array_add (distinct, image);
      g_array_append_val (prints, image->marks.fingerprint);
    }
  g_autofree guint *groups =
      lim_fingerprint_groups ((const guint64 *) (void *) prints->data, prints->len, LIM_NEAR_IDENTICAL_BITS);
  for (guint i = 0; i < distinct->len; i++)
    if (groups[i] != i)
      tell_alike (self, distinct->pdata[groups[i]], distinct->pdata[i], FALSE);
  return TRUE;
}
