#include "record-packet.h"

#include "base-finding.h"
#include "base-text.h"

#include <math.h>
#include <string.h>

#define BASE_SEED 27000u
#define MAX_IMAGES 100000u

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

/* What all images have in common. */
static LimRecipe *
read_common (const LimJson *root, const LimPacketOptions *options, GError **error)
{
  g_autoptr (LimRecipe) recipe = new_recipe ();

  if (options->anchor != NULL)
    {
      recipe->steps = 10;
      recipe->cfg = 2.5;
    }
  if (!lim_recipe_lay_over (recipe, options->defaults, error)
      || !lim_recipe_lay_over (recipe, lim_json_get (root, "defaults"), error))
    return NULL;
  recipe->denoise = options->anchor != NULL ? options->anchor->denoise : 1;
  g_free (recipe->source_image);
  recipe->source_image = options->anchor != NULL ? g_strdup (options->anchor->image) : NULL;
  return g_steal_pointer (&recipe);
}

static void
set_joined (char **text, const char *first, const char *more)
{
  g_free (*text);
  *text = more != NULL && *more != '\0' ? g_strconcat (first, ", ", more, NULL) : g_strdup (first);
}

/* From every list of the lock but that of what must not be there. */
static GPtrArray *
read_sided_details (const LimJson *lock)
{
  GPtrArray *details = lim_sided_details_new ();

  for (const LimJson *member = lim_json_first (lock); member != NULL; member = lim_json_next (member))
    if (!g_str_equal (lim_json_key (member), "forbidden_drift_cues"))
      lim_sided_details_read (details, member);
  return details;
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
  identity->sided_details = read_sided_details (lim_json_get (subject, "identity_lock"));
  return identity;
}

static LimLineage *
new_lineage (const LimPacketAnchor *anchor, const char *subject)
{
  LimLineage *lineage = g_new0 (LimLineage, 1);

  lineage->phase = anchor != NULL ? LIM_PHASE_FOLLOW_ON : LIM_PHASE_DISCOVERY;
  lineage->persistence = NAN;
  if (anchor != NULL)
    {
      lineage->anchor_source_image = g_strdup (anchor->image);
      lineage->anchor_subject_version = lim_version_tag (subject, anchor->version);
      lineage->derived_from_record_id = g_strdup (anchor->record_id);
    }
  return lineage;
}

/* What is being planned. */
typedef struct
{
  LimPack *pack;
  const LimJson *root;
  const LimPacketOptions *options;
  LimRecipe *common; /* what all images share */
} Plan;

static LimCandidate *
new_candidate (const Plan *plan, const LimJson *subject, const LimJson *shot, guint seed_index, guint number)
{
  const LimPacketAnchor *anchor = plan->options->anchor;
  LimCandidate *candidate = g_new0 (LimCandidate, 1);
  LimRecipe *recipe = lim_recipe_copy (plan->common);

  candidate->identity = new_identity (subject, shot);
  candidate->subject_id = g_strdup (candidate->identity->subject_name);
  candidate->lineage = new_lineage (anchor, candidate->subject_id);
  candidate->variation_id =
      anchor != NULL ? g_strdup_printf ("v%u_f%u", anchor->version, seed_index) : g_strdup_printf ("s%u", seed_index);
  candidate->id = g_strconcat (lim_json_get_string (shot, "id"), "_", candidate->variation_id, NULL);
  candidate->index = number;
  candidate->recipe = recipe;
  recipe->seed = BASE_SEED + number;
  set_joined (&recipe->prompt, lim_json_get_string (plan->root, "style_prefix"),
              lim_json_get_string (shot, "prompt"));
  set_joined (&recipe->negative_prompt, lim_json_get_string (plan->root, "negative_base"),
              lim_json_get_string (shot, "negative_additions"));
  return candidate;
}

/* The anchor's own view is what the others are held against. Its seeds are counted all the same, so that they do not
 * depend on which shot became the anchor. */
static gboolean
is_wanted (const Plan *plan, const LimJson *shot)
{
  const LimPacketAnchor *anchor = plan->options->anchor;

  return anchor == NULL || g_strcmp0 (lim_json_get_string (shot, "view_type"), anchor->view_type) != 0;
}

static gboolean
plan_subject (const Plan *plan, const LimJson *subject, guint *number, GError **error)
{
  for (const LimJson *shot = lim_json_first (lim_json_get (subject, "shots")); shot != NULL;
       shot = lim_json_next (shot))
    for (guint i = 0; i < plan->options->n_seeds; i++, (*number)++)
      {
        if (*number >= MAX_IMAGES)
          return lim_json_fail (shot, error, "the packet asks for more than %u images", MAX_IMAGES);
        if (is_wanted (plan, shot))
          g_ptr_array_add (plan->pack->candidates, new_candidate (plan, subject, shot, i, *number));
      }
  return TRUE;
}

static gboolean
plan_subjects (const Plan *plan, GError **error)
{
  const char *only = plan->options->subject;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  gboolean found = FALSE;
  guint number = 0;

  for (const LimJson *subject = lim_json_first (lim_json_get (plan->root, "subjects")); subject != NULL;
       subject = lim_json_next (subject))
    {
      const char *name = lim_json_get_string (subject, "subject_name");

      g_strv_builder_add (names, name);
      if (only != NULL && strcmp (only, name) != 0)
        continue;
      found = TRUE;
      if (!plan_subject (plan, subject, &number, error))
        return FALSE;
    }
  if (found)
    return TRUE;

  g_auto (GStrv) known = g_strv_builder_end (names);
  g_autofree char *near = lim_text_did_you_mean (only, (const char *const *) known);
  g_autofree char *list = lim_text_list ((const char *const *) known);
  return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s has no subject “%s”.%s It has %s", plan->pack->name, only, near,
                   list);
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

static gboolean
check_anchor (const LimPacketAnchor *anchor, GError **error)
{
  if (anchor == NULL
      || (anchor->denoise >= LIM_FOLLOW_ON_DENOISE_LOW && anchor->denoise <= LIM_FOLLOW_ON_DENOISE_HIGH))
    return TRUE;
  return lim_fail (error, LIM_ERROR_USAGE,
                   "a follow-on keeps its subject at a denoise from %.2f to %.2f, found %g: below nothing changes, "
                   "above it is somebody else",
                   LIM_FOLLOW_ON_DENOISE_LOW, LIM_FOLLOW_ON_DENOISE_HIGH, anchor->denoise);
}

LimPack *
lim_packet_plan (const LimJsonDoc *doc, const LimPacketOptions *options, GError **error)
{
  g_autoptr (LimPack) pack = g_new0 (LimPack, 1);
  g_autoptr (LimRecipe) common = NULL;
  Plan plan = { .pack = pack, .root = lim_json_root (doc), .options = options };

  pack->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_candidate_free);
  if (!check_all (doc, error) || !check_anchor (options->anchor, error))
    return NULL;
  pack->name = g_strdup (lim_json_doc_name (doc));
  pack->lane = g_strdup (lim_json_get_string (plan.root, "lane"));
  pack->description = g_strdup (lim_json_get_string (plan.root, "description"));
  common = read_common (plan.root, options, error);
  plan.common = common;
  return common != NULL && plan_subjects (&plan, error) ? g_steal_pointer (&pack) : NULL;
}

/* Behind “@sign” and digits; NULL: they are not there. */
static const char *
skip_number (const char *at, const char *sign)
{
  gsize digits = g_str_has_prefix (at, sign) ? strspn (at + strlen (sign), "0123456789") : 0;

  return digits > 0 ? at + strlen (sign) + digits : NULL;
}

gboolean
lim_packet_is_of_shot (const char *id, const char *shot)
{
  const char *rest = g_str_has_prefix (id, shot) ? id + strlen (shot) : NULL, *end;

  if (rest == NULL)
    return FALSE;
  end = skip_number (rest, "_s");
  if (end == NULL && (end = skip_number (rest, "_v")) != NULL)
    end = skip_number (end, "_f");
  return end != NULL && *end == '\0';
}
