#include "style-identity.h"

#include "store-asset.h"
#include "store-record.h"
#include "style-inputs.h"

#include <string.h>

/* -- Making images -- */

/* The plan of @options, with the project's defaults. Transfer full. */
static LimPack *
plan_packet (LimProject *project, const LimIdentityOptions *options, const LimPacketAnchor *anchor, GError **error)
{
  const LimJson *config = lim_project_config (project, error);
  g_autoptr (LimJsonDoc) doc = NULL;

  if (config == NULL)
    return NULL;
  doc = lim_style_find_document (project, LIM_PACKET_FOLDER, "identity packet", options->packet, error);
  if (doc == NULL)
    return NULL;

  const LimPacketOptions plan = { .subject = options->subject,
                                  .n_seeds = options->n_seeds,
                                  .defaults = lim_json_get (config, "defaults"),
                                  .anchor = anchor };
  return lim_packet_plan (doc, &plan, error);
}

gboolean
lim_style_identity_discover (const LimContext *context, LimProject *project, const LimIdentityOptions *options,
                             LimGenerateReport *report, GError **error)
{
  LimPack *pack = plan_packet (project, options, NULL, error);

  return pack != NULL && lim_style_generate_pack (context, project, pack, &options->make, report, error);
}

/* -- Who is there -- */

typedef struct
{
  GMutex lock;
  GPtrArray *found;
} Search;

static gboolean
keep_likeness (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Search *search = data;
  LimLikeness *likeness = lim_likeness_new (*record);

  if (likeness == NULL)
    return TRUE;
  g_mutex_lock (&search->lock);
  g_ptr_array_add (search->found, likeness);
  g_mutex_unlock (&search->lock);
  return TRUE;
}

static int
compare_likenesses (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(LimLikeness *const *) a)->id, (*(LimLikeness *const *) b)->id);
}

GPtrArray *
lim_style_load_likenesses (const LimProject *project, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_likeness_free);
  Search search = { .found = found };

  g_mutex_init (&search.lock);
  gboolean ok = lim_store_for_each_record (project, NULL, 0, keep_likeness, NULL, &search, NULL, error);
  g_mutex_clear (&search.lock);
  if (!ok)
    return NULL;
  g_ptr_array_sort (found, compare_likenesses);
  return g_steal_pointer (&found);
}

/* -- Following -- */

/* Where the picture of @anchor lies, relative to the project. Transfer full. */
static char *
find_picture (const LimProject *project, const char *anchor, GError **error)
{
  g_autoptr (LimRecord) record = lim_store_load_record (project, anchor, error);
  g_autoptr (GError) cause = NULL;
  char *picture = record != NULL ? lim_store_find_image (project, record, &cause) : NULL;

  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (record != NULL && picture == NULL)
    lim_fail (error, LIM_ERROR_NOT_FOUND,
              "the image of the anchor %s is nowhere in the project; limner restore --only %s makes it again", anchor,
              anchor);
  return picture;
}

/* No follow-on is made whose record would be illegal. */
static gboolean
check_planned (const LimPack *pack, GPtrArray *all, GError **error)
{
  for (guint i = 0; i < pack->candidates->len; i++)
    {
      LimCandidate *candidate = pack->candidates->pdata[i];
      LimLikeness one = { .id = candidate->id, .identity = candidate->identity, .lineage = candidate->lineage };
      g_auto (GStrv) problems = lim_lineage_problems (all, &one);

      if (problems[0] != NULL)
        return lim_fail (error, LIM_ERROR_REFUSED, "%s cannot be made: %s", one.id, problems[0]);
    }
  return TRUE;
}

gboolean
lim_style_identity_follow_on (const LimContext *context, LimProject *project, const LimIdentityOptions *options,
                              LimGenerateReport *report, GError **error)
{
  if (options->subject == NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "whom do the images follow? Name the subject: --subject NAME");

  g_autoptr (GPtrArray) all = lim_style_load_likenesses (project, error);
  const LimLikeness *found = all != NULL ? lim_lineage_current_anchor (all, options->subject, error) : NULL;
  g_autofree char *picture = found != NULL ? find_picture (project, found->id, error) : NULL;

  if (picture == NULL)
    return FALSE;

  const LimPacketAnchor anchor = { .record_id = found->id,
                                   .view_type = found->identity->view_type,
                                   .image = picture,
                                   .version = lim_likeness_version (found),
                                   .denoise = options->denoise };
  LimPack *pack = plan_packet (project, options, &anchor, error);
  if (pack == NULL)
    return FALSE;
  if (!check_planned (pack, all, error))
    {
      lim_pack_free (pack);
      return FALSE;
    }
  return lim_style_generate_pack (context, project, pack, &options->make, report, error);
}

/* -- Promoting -- */

/* The keys of the reference layout, and who did it. */
static void
write_promotion (LimRecord *record, const char *tag, const char *override, const char *reviewer, const char *now)
{
  LimJson *lineage = lim_json_get (record->root, "lineage");
  LimJson *promotion = lim_json_new_object (record->doc);

  lim_json_set_bool (lim_json_get (record->root, "identity"), "identity_anchor", TRUE);
  lim_json_set_string (lineage, "generation_phase", lim_phase_name (LIM_PHASE_ANCHOR));
  lim_json_set_string (lineage, "anchor_subject_version", tag);
  lim_json_set_string (promotion, "promoted_by", reviewer);
  lim_json_set_string (promotion, "promoted_at", now);
  if (override != NULL && record->status != LIM_STATUS_APPROVED)
    lim_json_set_string (promotion, "override_reason", override);
  lim_json_set (lineage, "promotion", promotion);
}

/* Images that follow an anchor of @subject from before @version. */
static guint
count_followers (const GPtrArray *all, const char *subject, guint version)
{
  guint n = 0;

  for (guint i = 0; i < all->len; i++)
    {
      const LimLikeness *one = all->pdata[i];

      n += one->lineage->phase == LIM_PHASE_FOLLOW_ON && strcmp (one->identity->subject_name, subject) == 0
           && one->status != LIM_STATUS_REJECTED
           && lim_version_of_tag (one->lineage->anchor_subject_version, subject) < version;
    }
  return n;
}

gboolean
lim_style_identity_promote (const LimContext *context, const LimProject *project, const char *id,
                            const char *override, const char *reviewer, gboolean dry_run, LimPromotion *promotion,
                            GError **error)
{
  /* Held from counting versions to writing one, so that two promotions cannot count the same. */
  g_autoptr (LimLock) lock = dry_run ? NULL : lim_lock_take (project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);
  g_autoptr (LimRecord) record = lock != NULL || dry_run ? lim_store_load_record (project, id, error) : NULL;
  g_autoptr (GPtrArray) all = record != NULL ? lim_style_load_likenesses (project, error) : NULL;
  g_autofree char *now = lim_clock_now_iso (context->clock);
  guint version;

  if (all == NULL || !lim_lineage_may_promote (all, id, override, &version, error))
    return FALSE;

  g_autofree char *subject = lim_record_subject (record);
  g_autofree char *name = lim_version_tag (subject, version);
  gboolean was_anchor = lim_lineage_find (all, id)->lineage->phase == LIM_PHASE_ANCHOR;
  if (!was_anchor)
    {
      write_promotion (record, name, override, reviewer, now);
      if (!dry_run && !lim_store_save_record_locked (project, lock, record, error))
        return FALSE;
    }
  *promotion = (LimPromotion){ .was_anchor = was_anchor, .n_followers = count_followers (all, subject, version) };
  promotion->tag = g_steal_pointer (&name);
  return TRUE;
}
