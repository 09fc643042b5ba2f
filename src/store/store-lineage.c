#include "store-lineage.h"

#include "base-text.h"
#include "record-lineage.h"
#include "store-record.h"

#include <string.h>

#define FOLDER "records/"
#define ENDING ".json"

/* NULL when @bytes are no record. Transfer full. */
static LimRecord *
parse (const char *id, GBytes *bytes)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);
  LimJsonDoc *doc = lim_json_parse (id, text, (gssize) length, NULL);

  return doc != NULL ? lim_record_from_doc (id, doc, NULL) : NULL;
}

static gboolean
claims_lineage (const LimRecord *record)
{
  return !lim_json_is_null (lim_json_get (record->root, "lineage"));
}

static gboolean
is_untouched (const LimRecord *record, GBytes *before)
{
  g_autoptr (LimRecord) earlier = before != NULL ? parse (record->id, before) : NULL;

  return earlier != NULL && !lim_record_lineage_differs (record, earlier);
}

gboolean
lim_store_check_lineage (const LimProject *project, const LimRecord *record, GBytes *before, GError **error)
{
  if (!claims_lineage (record) || is_untouched (record, before))
    return TRUE;

  g_autofree char *followed = lim_record_followed (record);
  g_autoptr (LimRecord) parent = followed != NULL ? lim_store_load_record (project, followed, NULL) : NULL;
  g_auto (GStrv) problems = lim_record_lineage_problems (record, parent);
  g_autofree char *list = lim_text_list ((const char *const *) problems);

  return problems[0] == NULL
         || lim_fail (
             error, LIM_ERROR_REFUSED,
             "records/%s.json: lineage: %s. It was not stored; a follow-on names record, picture and version of "
             "an anchor of its own subject, every other image names none",
             record->id, list);
}

gboolean
lim_store_check_document_lineage (const LimProject *project, const char *relative, GBytes *bytes, GBytes *before,
                                  GError **error)
{
  gsize length = strlen (relative), around = strlen (FOLDER) + strlen (ENDING);

  if (length <= around || !g_str_has_prefix (relative, FOLDER) || !g_str_has_suffix (relative, ENDING))
    return TRUE;

  g_autofree char *id = g_strndup (relative + strlen (FOLDER), length - around);
  g_autoptr (LimRecord) record = parse (id, bytes);
  return record == NULL || lim_store_check_lineage (project, record, before, error);
}
