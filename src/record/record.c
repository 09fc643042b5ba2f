#include "record.h"

#include "base-hash.h"
#include "base-text.h"

#include <string.h>

#define MAX_ID_LENGTH 128
#define PAINTERLY "_painterly" /* ends the id of a painted variant */

static const struct
{
  LimRecordOddities bit;
  const char *text;
} oddity_texts[] = {
  { LIM_RECORD_ID_DIFFERS, "the id inside differs from the file's name" },
  { LIM_RECORD_NO_ASSET_PATH, "asset_path is missing or leaves the project" },
  { LIM_RECORD_NO_PROVENANCE, "there is no provenance block" },
  { LIM_RECORD_VERDICT_AT_TOP, "the verdict stands at top level instead of in “judgment”" },
  { LIM_RECORD_STATUS_UNKNOWN, "the judgment's status is none of approved, rejected, borderline" },
  { LIM_RECORD_FOLDER_DIFFERS, "asset_path lies in another status' folder than the judgment says" },
  { LIM_RECORD_SCORE_ODD, "a score is not a number from 0 to 1" },
  { LIM_RECORD_DUPLICATE_KEY, "a key occurs twice; the last one counts" },
};

const char *
lim_record_oddity_text (LimRecordOddities oddity)
{
  for (gsize i = 0; i < G_N_ELEMENTS (oddity_texts); i++)
    if (oddity_texts[i].bit == oddity)
      return oddity_texts[i].text;
  return "an unknown oddity";
}

gboolean
lim_record_check_id (const char *id, GError **error)
{
  if (id == NULL || !lim_text_is_safe_name (id) || strlen (id) > MAX_ID_LENGTH)
    {
      g_autofree char *shown = id != NULL ? g_strescape (id, NULL) : g_strdup ("");

      return lim_fail (
          error, LIM_ERROR_BAD_INPUT,
          "id “%.80s%s”: expected 1 to %d characters without “/”, control characters or a leading dot or dash, "
          "since it becomes a file name",
          shown, strlen (shown) > 80 ? "…" : "", MAX_ID_LENGTH);
    }
  return TRUE;
}

/* -- Reading -- */

/* The judgment as it is stored, or the record's root when the verdict stands at top level; NULL when not judged. */
static const LimJson *
judgment_node (const LimRecord *record)
{
  const LimJson *judgment = lim_json_get (record->root, "judgment");

  if (lim_json_is (judgment, LIM_JSON_OBJECT))
    return judgment;
  return record->oddities & LIM_RECORD_VERDICT_AT_TOP ? record->root : NULL;
}

static const LimJson *
judgment_member (const LimRecord *record, const char *key, const char *key_at_top)
{
  const LimJson *node = judgment_node (record);

  return lim_json_get (node, node == record->root ? key_at_top : key);
}

const LimJson *
lim_record_scores (const LimRecord *record)
{
  const LimJson *scores = judgment_member (record, "criteria_scores", "scores");

  return lim_json_is (scores, LIM_JSON_OBJECT) ? scores : NULL;
}

const LimJson *
lim_record_failure_modes (const LimRecord *record)
{
  const LimJson *modes = judgment_member (record, "failure_modes", "failures");

  return lim_json_is (modes, LIM_JSON_ARRAY) ? modes : NULL;
}

const char *
lim_record_explanation (const LimRecord *record)
{
  return lim_json_string (judgment_member (record, "explanation", "explanation"));
}

const char *
lim_record_prompt (const LimRecord *record)
{
  return lim_json_get_string (lim_json_get (record->root, "provenance"), "prompt");
}

static void
read_status (LimRecord *record)
{
  const LimJson *judgment = lim_json_get (record->root, "judgment");
  const char *name = lim_json_get_string (judgment, "status");

  if (lim_json_is_null (judgment) && lim_json_get_string (record->root, "verdict") != NULL)
    {
      record->oddities |= LIM_RECORD_VERDICT_AT_TOP;
      name = lim_json_get_string (record->root, "verdict");
    }
  else if (lim_json_is_null (judgment))
    return;
  if (!lim_status_parse (name, &record->status))
    record->oddities |= LIM_RECORD_STATUS_UNKNOWN;
}

static void
read_asset_path (LimRecord *record)
{
  const char *path = lim_json_get_string (record->root, "asset_path");

  if (!lim_text_is_safe_relative_path (path))
    {
      record->oddities |= LIM_RECORD_NO_ASSET_PATH;
      return;
    }
  record->asset_path = path;
  for (guint i = 0; i < LIM_N_STATUSES; i++)
    {
      const char *folder = lim_status_folder (i);
      gsize length = strlen (folder);

      if (i != record->status && strncmp (path, folder, length) == 0 && path[length] == '/')
        record->oddities |= LIM_RECORD_FOLDER_DIFFERS;
    }
}

static void
look_at_scores (LimRecord *record)
{
  double value;

  for (const LimJson *score = lim_json_first (lim_record_scores (record)); score != NULL;
       score = lim_json_next (score))
    if (!lim_json_double (score, &value) || !(value >= 0 && value <= 1))
      record->oddities |= LIM_RECORD_SCORE_ODD;
}

static void
look_at_keys (LimRecord *record)
{
  for (LimJson *member = lim_json_first (record->root); member != NULL; member = lim_json_next (member))
    if (lim_json_get (record->root, lim_json_key (member)) != member)
      record->oddities |= LIM_RECORD_DUPLICATE_KEY;
}

LimRecord *
lim_record_from_doc (const char *id, LimJsonDoc *doc, GError **error)
{
  g_autoptr (LimRecord) record = g_new0 (LimRecord, 1);

  record->doc = doc;
  record->root = lim_json_root (doc);
  record->id = g_strdup (id);
  if (!lim_record_check_id (id, error))
    return NULL;
  if (!lim_json_is (record->root, LIM_JSON_OBJECT))
    {
      g_autofree char *found = lim_json_describe (record->root);

      lim_json_fail (record->root, error, "a record must be an object, found %s", found);
      return NULL;
    }

  if (g_strcmp0 (lim_json_get_string (record->root, "id"), id) != 0)
    record->oddities |= LIM_RECORD_ID_DIFFERS;
  if (!lim_json_is (lim_json_get (record->root, "provenance"), LIM_JSON_OBJECT))
    record->oddities |= LIM_RECORD_NO_PROVENANCE;
  read_status (record);
  read_asset_path (record);
  look_at_scores (record);
  look_at_keys (record);
  return g_steal_pointer (&record);
}

void
lim_record_free (LimRecord *record)
{
  if (record == NULL)
    return;
  g_clear_pointer (&record->content, g_bytes_unref); /* may point into doc, which goes next */
  lim_json_doc_free (record->doc);
  g_free (record->id);
  g_free (record);
}

char *
lim_record_content_hash (const LimRecord *record)
{
  gsize length = 0;
  const void *data = record->content != NULL ? g_bytes_get_data (record->content, &length) : NULL;

  return record->content != NULL ? lim_sha256_hex (data != NULL ? data : "", (gssize) length) : NULL;
}

/* Length of @id without a final “_painterly” and “_v12” or “_s3”. */
static gsize
stem_length (const char *id)
{
  gsize length = strlen (id), at;

  if (length > strlen (PAINTERLY) && g_str_has_suffix (id, PAINTERLY))
    length -= strlen (PAINTERLY);
  at = length;
  while (at > 0 && g_ascii_isdigit (id[at - 1]))
    at--;
  if (at < length && at >= 3 && (id[at - 1] == 'v' || id[at - 1] == 's') && id[at - 2] == '_')
    return at - 2;
  return length;
}

char *
lim_record_subject (const LimRecord *record)
{
  const char *subject = lim_json_get_string (lim_json_get (record->root, "identity"), "subject_name");

  if (subject != NULL && *subject != '\0')
    return g_strdup (subject);
  return g_strndup (record->id, stem_length (record->id));
}

char *
lim_record_asset_name (const LimRecord *record)
{
  if (record->asset_path != NULL)
    return g_path_get_basename (record->asset_path);
  return g_strconcat (record->id, ".png", NULL);
}

/* -- Judging -- */

/* A top-level verdict, in the shape of a judgment. */
static LimJson *
judgment_from_top (const LimRecord *record)
{
  static const char *const renamed[][2] = {
    { "verdict", "status" },          { "curator", "reviewer" },       { "curated_at", "reviewed_at" },
    { "explanation", "explanation" }, { "scores", "criteria_scores" }, { "failures", "failure_modes" },
  };
  LimJson *judgment = lim_json_new_object (record->doc);

  for (gsize i = 0; i < G_N_ELEMENTS (renamed); i++)
    {
      LimJson *value = lim_json_get (record->root, renamed[i][0]);

      if (value != NULL)
        lim_json_set (judgment, renamed[i][1], lim_json_copy (record->doc, value));
    }
  return judgment;
}

/* A copy of the current judgment in the shape of the spec; NULL when not judged. */
static LimJson *
copy_current (const LimRecord *record)
{
  const LimJson *node = judgment_node (record);

  if (node == NULL)
    return NULL;
  return node == record->root ? judgment_from_top (record) : lim_json_copy (record->doc, node);
}

LimJudgment *
lim_record_judgment (const LimRecord *record)
{
  const LimJson *node = judgment_node (record);

  return lim_judgment_from_json (node == record->root ? judgment_from_top (record) : node);
}

char *
lim_record_judgment_hash (const LimRecord *record)
{
  g_autoptr (LimHasher) hasher = NULL;
  g_autofree char *hex = NULL;

  if (judgment_node (record) == NULL || record->status == LIM_STATUS_CANDIDATE)
    return NULL;
  hasher = lim_hasher_new ();
  lim_hasher_add_string (hasher, lim_status_name (record->status));
  lim_hasher_add_string (hasher, lim_record_explanation (record));
  for (const LimJson *score = lim_json_first (lim_record_scores (record)); score != NULL;
       score = lim_json_next (score))
    {
      gsize length = 0;
      const char *text = lim_json_number_text (score, &length);

      lim_hasher_add_string (hasher, lim_json_key (score));
      lim_hasher_add_bytes (hasher, text, length);
    }
  lim_hasher_add_string (hasher, NULL);
  for (const LimJson *mode = lim_json_first (lim_record_failure_modes (record)); mode != NULL;
       mode = lim_json_next (mode))
    lim_hasher_add_string (hasher, lim_json_string (mode));
  hex = lim_hasher_finish_hex (hasher);
  return g_strndup (hex, 32);
}

static void
append_to (LimRecord *record, const char *key, LimJson *value)
{
  LimJson *list = lim_json_get (record->root, key);

  if (!lim_json_is (list, LIM_JSON_ARRAY))
    {
      list = lim_json_new_array (record->doc);
      lim_json_set (record->root, key, list);
    }
  lim_json_append (list, value);
}

static void
remove_verdict_at_top (LimRecord *record)
{
  static const char *const keys[] = { "verdict", "scores", "explanation", "failures", "curated_at", "curator" };

  if (!(record->oddities & LIM_RECORD_VERDICT_AT_TOP))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    lim_json_remove (record->root, keys[i]);
  record->oddities &= ~(guint) LIM_RECORD_VERDICT_AT_TOP;
}

/* Makes @judgment (or null) current and lets status and asset_path follow. */
static void
put_judgment (LimRecord *record, LimJson *judgment, LimStatus status)
{
  g_autofree char *name = lim_record_asset_name (record);
  g_autofree char *path = g_build_filename (lim_status_folder (status), name, NULL);

  remove_verdict_at_top (record);
  lim_json_set (record->root, "judgment", judgment);
  lim_json_set_string (record->root, "asset_path", path);
  record->asset_path = lim_json_get_string (record->root, "asset_path");
  record->status = status;
  record->oddities &= ~(guint) (LIM_RECORD_STATUS_UNKNOWN | LIM_RECORD_FOLDER_DIFFERS | LIM_RECORD_NO_ASSET_PATH);
}

void
lim_record_judge (LimRecord *record, const LimJudgment *judgment)
{
  LimJson *earlier = copy_current (record);

  put_judgment (record, lim_judgment_to_json (judgment, record->doc), judgment->status);
  if (earlier != NULL)
    append_to (record, "judgment_history", earlier);
}

guint
lim_record_history_length (const LimRecord *record)
{
  const LimJson *history = lim_json_get (record->root, "judgment_history");

  return lim_json_is (history, LIM_JSON_ARRAY) ? lim_json_length (history) : 0;
}

gboolean
lim_record_undo_judgment (LimRecord *record)
{
  LimJson *current = copy_current (record);
  guint length = lim_record_history_length (record);
  LimStatus status = LIM_STATUS_CANDIDATE;

  if (current == NULL)
    return FALSE;
  if (length == 0)
    {
      put_judgment (record, lim_json_new_null (record->doc), LIM_STATUS_CANDIDATE);
      append_to (record, "judgment_undone", current);
      return TRUE;
    }

  /* The tree has no removal from arrays; the history is short, so it is written anew without its last entry. */
  LimJson *history = lim_json_new_array (record->doc), *last = NULL;
  for (LimJson *entry = lim_json_first (lim_json_get (record->root, "judgment_history")); entry != NULL;
       entry = lim_json_next (entry))
    {
      if (lim_json_next (entry) != NULL)
        lim_json_append (history, lim_json_copy (record->doc, entry));
      last = entry;
    }
  LimJson *restored = lim_json_copy (record->doc, last);
  lim_status_parse (lim_json_get_string (restored, "status"), &status);
  put_judgment (record, restored, status);
  lim_json_set (record->root, "judgment_history", history);
  append_to (record, "judgment_undone", current);
  return TRUE;
}
