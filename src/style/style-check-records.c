#include "canon-rubric.h"
#include "canon-stale.h"
#include "imaging-header.h"
#include "store-asset.h"
#include "store-record.h"
#include "store-repair.h"
#include "style-check.h"

#include <string.h>

/* Records: readable, without oddities, judged in the rubric's words, freshly bound; and their images: there, whole, one
 * record each. Every record is read once; those whose image is not at its place are put aside, interrupted moves are
 * finished, and then these are read again, so that what is told is what remains. */

typedef struct
{
  LimDoctor *doctor;
  GHashTable *images; /* paths of all images */
  GHashTable *owners; /* asset path → id of the record that names it */
  GPtrArray *aside;   /* (element-type char*) ids of records whose image was not at its place */
} Checking;

static const struct
{
  LimRecordOddities oddity;
  LimFindingSeverity severity;
  const char *field, *expected, *fix;
} oddities[] = {
  { LIM_RECORD_ID_DIFFERS, LIM_FINDING_ERROR, "id", "the file's name without .json",
    "correct the id or rename the file" },
  { LIM_RECORD_NO_ASSET_PATH, LIM_FINDING_ERROR, "asset_path", "a path inside the project",
    "correct it, for example to outputs/candidates/ID.png" },
  { LIM_RECORD_NO_PROVENANCE, LIM_FINDING_WARNING, "provenance", "an object",
    "without it the image cannot be made again" },
  { LIM_RECORD_VERDICT_AT_TOP, LIM_FINDING_WARNING, "verdict", "a judgment block",
    "it is read as a judgment; judging again with curate writes the block" },
  { LIM_RECORD_STATUS_UNKNOWN, LIM_FINDING_ERROR, "judgment.status", "approved, rejected or borderline",
    "judge it again" },
  { LIM_RECORD_FOLDER_DIFFERS, LIM_FINDING_WARNING, "asset_path", "the folder of its status",
    "judge it again, and record and image agree" },
  { LIM_RECORD_SCORE_ODD, LIM_FINDING_WARNING, "judgment.criteria_scores", "numbers from 0 to 1", "judge it again" },
  { LIM_RECORD_DUPLICATE_KEY, LIM_FINDING_WARNING, NULL, "each key once", "remove one of them" },
};

/* The value at fault as the file has it: “: text “../a.png””; nothing where the field tells too little. Transfer full. */
static char *
quote_value (const LimRecord *record, const char *field)
{
  const LimJson *value = field != NULL ? lim_json_get (lim_json_root (record->doc), field) : NULL;
  g_autofree char *described = NULL;

  if (!lim_json_is (value, LIM_JSON_STRING) && !lim_json_is (value, LIM_JSON_NUMBER))
    return g_strdup ("");
  described = lim_json_describe (value);
  return g_strdup_printf (": %s", described);
}

static void
check_oddities (Checking *checking, const LimRecord *record, const char *file)
{
  for (gsize i = 0; i < G_N_ELEMENTS (oddities); i++)
    if (record->oddities & oddities[i].oddity)
      {
        g_autofree char *value = quote_value (record, oddities[i].field);

        lim_doctor_add (checking->doctor, oddities[i].severity, file, 0, oddities[i].field, oddities[i].expected,
                        oddities[i].fix, "%s%s", lim_record_oddity_text (oddities[i].oddity), value);
      }
}

/* Words of the judgment that the rubric does not have, and a status its scores contradict. */
static void
check_judgment (Checking *checking, const LimRecord *record, const char *file)
{
  const LimCanon *canon = checking->doctor->canon;
  g_autoptr (LimJudgment) judgment = canon != NULL ? lim_record_judgment (record) : NULL;
  g_autoptr (GError) problem = NULL;

  if (judgment == NULL)
    return;
  if (lim_scores_length (judgment->scores) == 0)
    {
      lim_doctor_add (checking->doctor, LIM_FINDING_INFO, file, 0, "judgment.criteria_scores",
                      "a score per dimension", "without scores no rule speaks to it, and it is not exported",
                      "judged without scores");
      return;
    }
  for (char **mode = judgment->failure_modes; *mode != NULL; mode++)
    if (lim_canon_failure_mode (canon, *mode) == NULL)
      lim_doctor_add (checking->doctor, LIM_FINDING_INFO, file, 0, "judgment.failure_modes",
                      "a failure mode of the rubric",
                      "add it to the rubric, or judge the record again; until then it breaks no rule", "“%s”", *mode);
  if (!lim_canon_check_scores (canon, judgment->scores, &problem))
    lim_doctor_add (checking->doctor, LIM_FINDING_WARNING, file, 0, "judgment.criteria_scores",
                    "the dimensions of the rubric", "judge it again", "%s", problem->message);
  else
    {
      g_strfreev (judgment->failure_modes);
      judgment->failure_modes = g_new0 (char *, 1);
      if (!lim_canon_check_judgment (canon, judgment, &problem))
        lim_doctor_add (checking->doctor, LIM_FINDING_INFO, file, 0, "judgment.status",
                        "the status its scores call for", "judge it again, or leave it: it was so when it came", "%s",
                        problem->message);
    }
}

static void
check_binding (Checking *checking, const LimRecord *record, const char *file)
{
  LimBindingState state =
      checking->doctor->canon != NULL ? lim_canon_binding_state (checking->doctor->canon, record) : LIM_BINDING_FRESH;

  if (lim_binding_state_needs_bind (state))
    lim_doctor_add (checking->doctor, LIM_FINDING_INFO, file, 0, "canon", "a fresh binding", "limner canon bind",
                    "%s", lim_binding_state_name (state));
}

/* Of two records that name one image, the smaller id owns it and the other is told, whichever a thread read first. */
static void
check_owner (Checking *checking, const LimRecord *record)
{
  g_autofree char *owner = NULL;

  g_mutex_lock (&checking->doctor->lock);
  owner = g_strdup (g_hash_table_lookup (checking->owners, record->asset_path));
  if (owner == NULL || strcmp (record->id, owner) < 0)
    g_hash_table_insert (checking->owners, g_strdup (record->asset_path), g_strdup (record->id));
  g_mutex_unlock (&checking->doctor->lock);
  if (owner == NULL)
    return;

  gboolean first = strcmp (record->id, owner) < 0;
  g_autofree char *file = g_strdup_printf ("records/%s.json", first ? owner : record->id);
  lim_doctor_add (checking->doctor, LIM_FINDING_ERROR, file, 0, "asset_path", "an image of its own",
                  "correct one of the two", "%s, which the record %s names too", record->asset_path,
                  first ? record->id : owner);
}

static void
probe_image (Checking *checking, const LimRecord *record)
{
  g_autofree char *path = lim_project_path (checking->doctor->project, record->asset_path);
  g_autoptr (GError) problem = NULL;
  LimImageInfo info;

  if (!lim_image_probe (path, &info, &problem))
    lim_doctor_add_error (checking->doctor, record->asset_path, problem);
}

static void
check_image (Checking *checking, const LimRecord *record)
{
  if (record->asset_path == NULL)
    return;
  check_owner (checking, record);
  if (g_hash_table_contains (checking->images, record->asset_path))
    {
      probe_image (checking, record);
      return;
    }
  g_mutex_lock (&checking->doctor->lock);
  g_ptr_array_add (checking->aside, g_strdup (record->id));
  g_mutex_unlock (&checking->doctor->lock);
}

/* An image that was not at its place before the repair. */
static gboolean
check_aside (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Checking *checking = data;
  const char *asset_path = (*record)->asset_path;
  g_autofree char *file = g_strdup_printf ("records/%s.json", (*record)->id);
  g_autofree char *elsewhere = NULL;
  g_autoptr (GError) problem = NULL;

  if (asset_path == NULL)
    return TRUE;
  if (g_hash_table_contains (checking->images, asset_path))
    {
      probe_image (checking, *record);
      return TRUE;
    }
  elsewhere = lim_store_find_image (checking->doctor->project, *record, &problem);
  if (problem != NULL)
    lim_doctor_add_error (checking->doctor, file, problem);
  else if (elsewhere != NULL)
    lim_doctor_add (checking->doctor, LIM_FINDING_WARNING, file, 0, "asset_path", "the place where the image lies",
                    NULL, "%s, while the image lies at %s", asset_path, elsewhere);
  else
    lim_doctor_add (checking->doctor, LIM_FINDING_WARNING, file, 0, "asset_path", "an image",
                    "limner restore makes it again", "no image at %s", asset_path);
  return TRUE;
}

static gboolean
check_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Checking *checking = data;
  g_autofree char *file = g_strdup_printf ("records/%s.json", (*record)->id);

  check_oddities (checking, *record, file);
  check_judgment (checking, *record, file);
  check_binding (checking, *record, file);
  check_image (checking, *record);
  lim_progress_step (checking->doctor->context->progress, 1, NULL);
  return TRUE;
}

static void
bad_record (gsize index G_GNUC_UNUSED, const char *id, const GError *error, gpointer data)
{
  g_autofree char *file = g_strdup_printf ("records/%s.json", id);

  lim_doctor_add_error (((Checking *) data)->doctor, file, error);
}

/* Images that no record names. Painterly passes and helper generations make such on purpose. */
static void
check_orphans (Checking *checking)
{
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, checking->images);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    if (!g_hash_table_contains (checking->owners, path) && !g_str_has_prefix (path, "outputs/painterly"))
      lim_doctor_add (checking->doctor, LIM_FINDING_INFO, path, 0, NULL, "a record that names it",
                      "it is left alone, and no command uses it", "an image without a record");
}

/* Finishes interrupted moves and tells which images are still not at their place. */
static gboolean
check_places (Checking *checking, GError **error)
{
  LimDoctor *doctor = checking->doctor;

  if (!lim_store_repair_all (doctor->project, checking->aside, doctor->dry_run, doctor->repairs, error))
    return FALSE;
  g_autoptr (GHashTable) images = lim_store_list_images (doctor->project, error);
  checking->images = images;
  if (images == NULL
      || !lim_store_for_each_record (doctor->project, checking->aside, 0, check_aside, bad_record, checking,
                                     doctor->context->cancellable, error))
    return FALSE;
  check_orphans (checking);
  return TRUE;
}

static gboolean
run (LimDoctor *doctor, GError **error)
{
  g_autoptr (GHashTable) owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) images = lim_store_list_images (doctor->project, error);
  g_autoptr (GPtrArray) ids = images != NULL ? lim_store_list_records (doctor->project, error) : NULL;
  g_autoptr (GPtrArray) aside = g_ptr_array_new_with_free_func (g_free);
  Checking checking = { .doctor = doctor, .owners = owners, .images = images, .aside = aside };

  if (ids == NULL)
    return FALSE;
  doctor->n_checked = ids->len;
  lim_progress_begin (doctor->context->progress, ids->len, "record", "Looking at records");
  gboolean ok = lim_store_for_each_record (doctor->project, ids, 0, check_record, bad_record, &checking,
                                           doctor->context->cancellable, error);
  lim_progress_end (doctor->context->progress);
  return ok && check_places (&checking, error);
}

const LimDoctorCheck lim_doctor_check_records = { .name = "records", .thing = "record", .run = run };
