#include "record-packet.h"

#include "base-finding.h"
#include "base-text.h"

#include <math.h>
#include <string.h>

#define BASE_SEED 27000u
#define MAX_IMAGES 100000u

static void
image_free (gpointer data)
{
  LimPacketImage *image = data;

  g_free (image->id);
  g_free (image->shot_id);
  lim_identity_free (image->identity);
  lim_recipe_free (image->recipe);
  g_free (image);
}

void
lim_packet_free (LimPacket *packet)
{
  if (packet == NULL)
    return;
  g_free (packet->name);
  g_free (packet->lane);
  g_strfreev (packet->subjects);
  g_clear_pointer (&packet->images, g_ptr_array_unref);
  g_free (packet);
}

/* The constants of the reference generator. */
static LimRecipe *
new_recipe (void)
{
  LimRecipe *recipe = lim_recipe_new ();

  recipe->checkpoint = g_strdup ("dreamshaperXL_v21TurboDPMSDE.safetensors");
  recipe->sampler = g_strdup ("dpmpp_sde");
  recipe->scheduler = g_strdup ("karras");
  recipe->steps = 8;
  recipe->cfg = 2;
  lim_recipe_add_lora (recipe, "classipeintxl_v21.safetensors", 1, NAN);
  return recipe;
}

/* What all images of the packet have in common. */
static LimRecipe *
read_common (const LimJson *root, const LimJson *defaults, GError **error)
{
  g_autoptr (LimRecipe) recipe = new_recipe ();

  if (!lim_recipe_lay_over (recipe, defaults, error)
      || !lim_recipe_lay_over (recipe, lim_json_get (root, "defaults"), error))
    return NULL;
  recipe->denoise = 1;
  return g_steal_pointer (&recipe);
}

static void
set_joined (char **text, const char *first, const char *more)
{
  g_free (*text);
  *text = more != NULL && *more != '\0' ? g_strconcat (first, ", ", more, NULL) : g_strdup (first);
}

static LimIdentity *
new_identity (const LimJson *subject, const LimJson *shot)
{
  LimIdentity *identity = g_new0 (LimIdentity, 1);

  identity->subject_name = g_strdup (lim_json_get_string (subject, "subject_name"));
  identity->subject_type = g_strdup (lim_json_get_string (subject, "subject_type"));
  identity->faction = g_strdup (lim_json_get_string (subject, "faction"));
  identity->role = g_strdup (lim_json_get_string (subject, "role"));
  identity->view_type = g_strdup (lim_json_get_string (shot, "view_type"));
  identity->shot_type = g_strdup (lim_json_get_string (shot, "shot_type"));
  identity->identity_anchor = lim_json_get_bool (shot, "identity_anchor", FALSE);
  identity->location_name = g_strdup (lim_json_get_string (shot, "location_name"));
  if (strcmp (identity->subject_type, "named_ship") == 0)
    identity->ship_name = g_strdup (identity->subject_name);
  identity->scene_function = g_strdup (lim_json_get_string (shot, "scene_function"));
  identity->variant_intent = g_strdup (lim_json_get_string (shot, "variant_intent"));
  identity->variant_constraint = g_strdup (lim_json_get_string (shot, "variant_constraint"));
  return identity;
}

static LimPacketImage *
new_image (const LimJson *root, const LimJson *subject, const LimJson *shot, const LimRecipe *common,
           guint seed_index, guint number)
{
  LimPacketImage *image = g_new0 (LimPacketImage, 1);

  image->shot_id = g_strdup (lim_json_get_string (shot, "id"));
  image->id = g_strdup_printf ("%s_s%u", image->shot_id, seed_index);
  image->seed_index = seed_index;
  image->identity = new_identity (subject, shot);
  image->recipe = lim_recipe_copy (common);
  image->recipe->seed = BASE_SEED + number;
  set_joined (&image->recipe->prompt, lim_json_get_string (root, "style_prefix"),
              lim_json_get_string (shot, "prompt"));
  set_joined (&image->recipe->negative_prompt, lim_json_get_string (root, "negative_base"),
              lim_json_get_string (shot, "negative_additions"));
  return image;
}

static gboolean
plan_subject (LimPacket *packet, const LimJson *root, const LimJson *subject, const LimRecipe *common, guint n_seeds,
              GError **error)
{
  for (const LimJson *shot = lim_json_first (lim_json_get (subject, "shots")); shot != NULL;
       shot = lim_json_next (shot))
    for (guint i = 0; i < n_seeds; i++)
      {
        if (packet->images->len >= MAX_IMAGES)
          return lim_json_fail (shot, error, "the packet asks for more than %u images", MAX_IMAGES);
        g_ptr_array_add (packet->images, new_image (root, subject, shot, common, i, packet->images->len));
      }
  return TRUE;
}

static char **
list_subjects (const LimJson *root)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (const LimJson *subject = lim_json_first (lim_json_get (root, "subjects")); subject != NULL;
       subject = lim_json_next (subject))
    g_strv_builder_add (names, lim_json_get_string (subject, "subject_name"));
  return g_strv_builder_end (names);
}

static gboolean
check_subject_is_known (const LimPacket *packet, const char *name, GError **error)
{
  const char *const *known = (const char *const *) packet->subjects;

  if (name == NULL || g_strv_contains (known, name))
    return TRUE;

  g_autofree char *near = lim_text_did_you_mean (name, known);
  g_autofree char *list = lim_text_list (known);
  return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s has no subject “%s”.%s It has %s", packet->name, name, near, list);
}

/* Fails with all the problems of @doc at once, if there are any. */
static gboolean
check_all (const LimJsonDoc *doc, GError **error)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  lim_packet_check (doc, findings);
  if (findings->len == 0)
    return TRUE;
  for (guint i = 0; i < findings->len; i++)
    {
      g_autofree char *message = lim_finding_message (findings->pdata[i]);

      g_string_append_printf (text, "\n  %s", message);
    }
  g_autofree char *problems = lim_text_count (findings->len, "problem", NULL);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: the packet cannot be used, it has %s:%s", lim_json_doc_name (doc),
                   problems, text->str);
}

LimPacket *
lim_packet_plan (const LimJsonDoc *doc, const LimPacketOptions *options, GError **error)
{
  const LimJson *root = lim_json_root (doc);
  g_autoptr (LimPacket) packet = NULL;
  g_autoptr (LimRecipe) common = NULL;

  if (!check_all (doc, error))
    return NULL;
  packet = g_new0 (LimPacket, 1);
  packet->name = g_strdup (lim_json_doc_name (doc));
  packet->lane = g_strdup (lim_json_get_string (root, "lane"));
  packet->subjects = list_subjects (root);
  packet->images = g_ptr_array_new_with_free_func (image_free);
  common = read_common (root, options->defaults, error);
  if (common == NULL || !check_subject_is_known (packet, options->subject, error))
    return NULL;

  for (const LimJson *subject = lim_json_first (lim_json_get (root, "subjects")); subject != NULL;
       subject = lim_json_next (subject))
    if (options->subject == NULL || strcmp (options->subject, lim_json_get_string (subject, "subject_name")) == 0)
      if (!plan_subject (packet, root, subject, common, options->n_seeds, error))
        return NULL;
  return g_steal_pointer (&packet);
}
