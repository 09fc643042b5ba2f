/* lora-check-flips.c: whether anything is mirrored that must not be: copies with a name, and pictures that somebody
 * mirrored by hand. */
#include "lora-check-private.h"

#include "lora-flip.h"

#include <string.h>

/* A mirrored picture is recognised where it is nearly the other's mirror image and clearly not the other itself. */
#define MIRROR_NEAR 4
#define MIRROR_FAR 12

static const LimLoraCheckImage *
find_original (const LimLoraChecking *self, const LimLoraCheckImage *copy)
{
  for (guint i = 0; i < self->check->images->len; i++)
    {
      const LimLoraCheckImage *image = self->check->images->pdata[i];

      if (image->image == copy->image && !image->flip)
        return image;
    }
  return NULL;
}

static void
compare_copy (LimLoraChecking *self, const LimLoraCheckImage *copy, const LimLoraCheckImage *original)
{
  g_autofree char *caption = lim_plan_mirror_caption (self->set->plan, original->trained->caption);

  if (copy->unreadable == NULL && original->unreadable == NULL
      && strcmp (copy->marks.pixels_sha256, original->mirror_pixels_sha256) != 0)
    lim_lora_check_add (self, LIM_FINDING_WARNING, copy->path, "flip", NULL, "`limner lora flip` makes it anew.",
                        "it is not the mirror image of %s, as that is now", original->path);
  if (strcmp (copy->trained->caption, caption) != 0)
    lim_lora_check_add (self, LIM_FINDING_WARNING, copy->path, "flip", caption, "`limner lora flip` writes it anew.",
                        "its caption is “%s”", copy->trained->caption);
}

static void
look_at_copy (LimLoraChecking *self, const LimLoraCheckImage *copy)
{
  g_autofree char *refusal = lim_lora_flip_refusal (self->set->plan, copy->image);
  const LimLoraCheckImage *original = find_original (self, copy);

  if (refusal != NULL)
    lim_lora_check_forbid (self, copy->path, "flip", "no mirrored copy", "`limner lora crop --prune` removes it.",
                           "%s", refusal);
  else if (!lim_lora_flip_is_wanted (self->set->plan, copy->image))
    lim_lora_check_add (self, LIM_FINDING_WARNING, copy->path, "flip", NULL, "`limner lora crop --prune` removes it.",
                        "the plan's `flips` does not ask for a mirrored copy of “%s”", copy->image->id);
  else if (original != NULL)
    compare_copy (self, copy, original);
}

/* Whether a mirror image of @image would show something on the wrong side. */
static gboolean
has_sides (const LimPlan *plan, const LimLoraCheckImage *image)
{
  if (image->image != NULL)
    return lim_plan_one_sided (plan, image->image) != NULL;
  for (guint i = 0; i < plan->features->len; i++)
    if (((const LimPlanFeature *) plan->features->pdata[i])->side != LIM_SIDE_NONE)
      return TRUE;
  return FALSE;
}

static void
look_at_two (LimLoraChecking *self, const LimLoraCheckImage *a, const LimLoraCheckImage *b)
{
  gboolean same = strcmp (a->marks.pixels_sha256, b->marks.pixels_sha256) == 0;
  gboolean equal = !same && strcmp (a->mirror_pixels_sha256, b->marks.pixels_sha256) == 0;
  gboolean near = a->marks.fingerprint != 0 && b->marks.fingerprint != 0
                  && lim_fingerprint_distance (a->mirror_fingerprint, b->marks.fingerprint) <= MIRROR_NEAR
                  && lim_fingerprint_distance (a->marks.fingerprint, b->marks.fingerprint) >= MIRROR_FAR;

  if ((a->image != NULL && a->image == b->image)
      || (!has_sides (self->set->plan, a) && !has_sides (self->set->plan, b)))
    return;
  if (equal)
    lim_lora_check_forbid (self, b->path, "mirrored", "each side as it is on the subject",
                           "Take one of the two out, unless neither shows a feature with a side.",
                           "it is %s, mirrored", a->path);
  else if (near)
    lim_lora_check_add (self, LIM_FINDING_WARNING, b->path, "mirrored", NULL,
                        "Look at both: the plan has features with a side.", "it looks like %s, mirrored", a->path);
}

gboolean
lim_lora_check_flips (LimLoraChecking *self, GError **error G_GNUC_UNUSED)
{
  const GPtrArray *images = self->check->images;

  for (guint i = 0; i < images->len; i++)
    {
      const LimLoraCheckImage *image = images->pdata[i];

      if (image->is_reg)
        continue;
      self->n_checked++;
      if (image->flip)
        look_at_copy (self, image);
      for (guint j = 0; j < i && image->unreadable == NULL; j++)
        {
          const LimLoraCheckImage *other = images->pdata[j];

          if (!other->is_reg && other->unreadable == NULL)
            look_at_two (self, other, image);
        }
    }
  return TRUE;
}
