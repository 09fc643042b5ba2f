#include "record.h"
#include "style-check.h"
#include "style-inputs.h"

#include <string.h>

/* Identity packets (spec: identity packets; the rules are those the reference generator holds them to). Every problem is
 * told, not only the first. */

static const char *const view_types[] = {
  "anchor_portrait",   "full_body",      "context", "expression_variant", "establishing", "signature_interior",
  "functional_detail", "lived_in_proof", NULL,
};

static const char *const variant_intents[] = { "persistence_under_shift", "role_read_shift", NULL };

/* Which lists of the identity lock must not be empty, by type of subject. */
static const struct
{
  const char *subject_type;
  const char *lists[3];
} locks[] = {
  { "named_character", { "non_negotiable_details", "forbidden_drift_cues" } },
  { "named_ship", { "non_negotiable_details", "recurring_identity_cues" } },
  { "named_location", { NULL } },
};

typedef struct
{
  LimDoctor *doctor;
  const char *file;
  GHashTable *ids; /* of shots */
} Reading;

static void
complain (Reading *reading, const LimJson *node, const char *field, const char *expected, const LimJson *found)
{
  g_autofree char *what = lim_json_describe (found);

  lim_doctor_add (reading->doctor, LIM_FINDING_ERROR, reading->file, lim_json_line (found != NULL ? found : node),
                  field, expected, NULL, "%s", what);
}

/* Each of @keys must be there as text. */
static void
need_texts (Reading *reading, const LimJson *object, const char *const *keys)
{
  for (; *keys != NULL; keys++)
    {
      const char *text = lim_json_get_string (object, *keys);

      if (text == NULL || *text == '\0')
        complain (reading, object, *keys, "text", lim_json_get (object, *keys));
    }
}

static void
need_choice (Reading *reading, const LimJson *object, const char *key, const char *const *choices)
{
  const char *text = lim_json_get_string (object, key);
  g_autofree char *expected = NULL;

  if (text != NULL && g_strv_contains (choices, text))
    return;
  expected = g_strjoinv (", ", (char **) choices);
  complain (reading, object, key, expected, lim_json_get (object, key));
}

static void
check_lock (Reading *reading, const LimJson *subject)
{
  const LimJson *lock = lim_json_get (subject, "identity_lock");
  const char *type = lim_json_get_string (subject, "subject_type");
  gsize row = 0;

  if (!lim_json_is (lock, LIM_JSON_OBJECT))
    {
      complain (reading, subject, "identity_lock", "an object", lock);
      return;
    }
  while (row < G_N_ELEMENTS (locks) && g_strcmp0 (locks[row].subject_type, type) != 0)
    row++;
  if (row == G_N_ELEMENTS (locks))
    {
      complain (reading, subject, "subject_type", "named_character, named_ship or named_location",
                lim_json_get (subject, "subject_type"));
      return;
    }
  for (const char *const *list = locks[row].lists; *list != NULL; list++)
    if (!lim_json_is (lim_json_get (lock, *list), LIM_JSON_ARRAY)
        || lim_json_length (lim_json_get (lock, *list)) == 0)
      complain (reading, lock, *list, "a list with at least one entry", lim_json_get (lock, *list));
}

static void
check_shot (Reading *reading, const LimJson *shot)
{
  static const char *const texts[] = { "id", "view_type", "shot_type", "scene_function", "prompt", NULL };
  const char *id = lim_json_get_string (shot, "id");
  g_autoptr (GError) problem = NULL;

  need_texts (reading, shot, texts);
  need_choice (reading, shot, "view_type", view_types);
  if (lim_json_is_null (lim_json_get (shot, "identity_anchor")))
    complain (reading, shot, "identity_anchor", "true or false", NULL);
  if (g_strcmp0 (lim_json_get_string (shot, "view_type"), "expression_variant") == 0)
    {
      static const char *const constraint[] = { "variant_constraint", NULL };

      need_choice (reading, shot, "variant_intent", variant_intents);
      need_texts (reading, shot, constraint);
    }
  if (id != NULL && !lim_record_check_id (id, &problem))
    complain (reading, shot, "id", "a name that can be a file's", lim_json_get (shot, "id"));
  else if (id != NULL && !g_hash_table_add (reading->ids, (gpointer) id))
    complain (reading, shot, "id", "an id no other shot has", lim_json_get (shot, "id"));
}

static void
check_subject (Reading *reading, const LimJson *subject)
{
  static const char *const texts[] = { "subject_name", "subject_type", "faction", "role", NULL };
  const LimJson *shots = lim_json_get (subject, "shots");

  need_texts (reading, subject, texts);
  check_lock (reading, subject);
  if (!lim_json_is (shots, LIM_JSON_ARRAY) || lim_json_length (shots) == 0)
    complain (reading, subject, "shots", "a list with at least one shot", shots);
  for (const LimJson *shot = lim_json_first (shots); lim_json_is (shots, LIM_JSON_ARRAY) && shot != NULL;
       shot = lim_json_next (shot))
    check_shot (reading, shot);
}

static void
check_packet (Reading *reading, const LimJson *root)
{
  static const char *const texts[] = { "lane", "style_prefix", "negative_base", NULL };
  const LimJson *subjects = lim_json_get (root, "subjects");

  need_texts (reading, root, texts);
  if (!lim_json_is (subjects, LIM_JSON_ARRAY) || lim_json_length (subjects) == 0)
    complain (reading, root, "subjects", "a list with at least one subject", subjects);
  for (const LimJson *subject = lim_json_first (subjects); lim_json_is (subjects, LIM_JSON_ARRAY) && subject != NULL;
       subject = lim_json_next (subject))
    check_subject (reading, subject);
}

static gboolean
run (LimDoctor *doctor, GError **error)
{
  g_autoptr (GPtrArray) files = lim_style_list_inputs (doctor->project, "inputs/identity-packets", error);

  if (files == NULL)
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (LimJsonDoc) doc = lim_style_read_document (doctor->project, files->pdata[i], &problem);
      g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
      Reading reading = { .doctor = doctor, .file = files->pdata[i], .ids = ids };

      doctor->n_checked++;
      if (doc == NULL)
        lim_doctor_add_error (doctor, files->pdata[i], problem);
      else
        check_packet (&reading, lim_json_root (doc));
    }
  return TRUE;
}

const LimCheck lim_check_packets = { .name = "packets", .thing = "identity packet", .run = run };
