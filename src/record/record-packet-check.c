/* record-packet-check.c: the rules for identity packets. Every problem is told, not only the first. */

#include "record-packet.h"

#include "base-finding.h"
#include "base-text.h"

#include <string.h>

#define LONGEST_ENDING "_v9999_f99" /* that an image's id adds to its shot's */

static const char *const view_types[] = {
  "anchor_portrait",   "full_body",      "context", "expression_variant", "establishing", "signature_interior",
  "functional_detail", "lived_in_proof", NULL,
};

/* The subject's own left and right. */
static const char *const sides[] = { "left", "right", "both", "centre", NULL };

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
  GPtrArray *findings;
  const char *file;
  GHashTable *subjects; /* names */
  GHashTable *ids;      /* of shots */
  GString *place;       /* of what is being looked at: “subjects[0].shots[1]”; empty for the packet itself */
} Reading;

/* What to do about the fields that do not say so by their name. */
static const struct
{
  const char *field, *fix;
} fixes[] = {
  { "lane", "Name the lane: it becomes the workflow_id of the records" },
  { "style_prefix", "Write how everything is painted: it begins every prompt" },
  { "negative_base", "Write what no picture may show" },
  { "subject_name", "Give each subject a name of its own, such as “ada_voss”" },
  { "faction", "Name the faction, or “none”" },
  { "role", "Say what part it has: crew, antagonist, ship, place" },
  { "shot_type", "Say how it is framed: portrait, standing, working, wide, interior, detail" },
  { "prompt", "Write what the picture shows" },
  { "subject_type", "It decides which gates an image has to pass" },
  { "identity_lock", "Write what makes the subject who it is" },
  { "non_negotiable_details", "List what every picture has to show; gate IC-5 or IL-5 is held against it" },
  { "forbidden_drift_cues", "List what would make it somebody else" },
  { "recurring_identity_cues", "List what recurs in every picture of the ship" },
  { "side", "Left and right are the subject's own" },
  { "id", "An image's id is its shot's id and its seed's number" },
  { "identity_anchor", "Say true for the shot whose picture is to become the anchor, false for the others" },
  { "scene_function", "Say what this picture is to prove" },
  { "variant_intent", "A variant says what may shift" },
  { "variant_constraint", "A variant says what must stay" },
};

static const char *
fix_for (const char *field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fixes); i++)
    if (g_strcmp0 (fixes[i].field, field) == 0)
      return fixes[i].fix;
  return NULL;
}

static void
complain (Reading *reading, const LimJson *node, const char *field, const char *expected, const LimJson *found)
{
  g_autofree char *what = lim_json_describe (found);
  g_autofree char *where = field == NULL
                               ? (reading->place->len > 0 ? g_strdup (reading->place->str) : NULL)
                               : g_strconcat (reading->place->str, reading->place->len > 0 ? "." : "", field, NULL);

  g_ptr_array_add (reading->findings,
                   lim_finding_new (LIM_FINDING_ERROR, reading->file, lim_json_line (found != NULL ? found : node),
                                    where, what, expected, fix_for (field)));
}

/* Goes into @field (its element @index, unless negative); what is returned leads back out. */
static gsize
enter (Reading *reading, const char *field, int index)
{
  gsize before = reading->place->len;

  g_string_append_printf (reading->place, "%s%s", before > 0 ? "." : "", field);
  if (index >= 0)
    g_string_append_printf (reading->place, "[%d]", index);
  return before;
}

static void
leave (Reading *reading, gsize before)
{
  g_string_truncate (reading->place, before);
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

/* A misspelt “side” would lose the side without a word. */
static void
check_sided_detail (Reading *reading, const LimJson *detail)
{
  static const char *const texts[] = { "detail", NULL };

  need_texts (reading, detail, texts);
  if (lim_json_get (detail, "side") != NULL)
    need_choice (reading, detail, "side", sides);
  for (const LimJson *member = lim_json_first (detail); member != NULL; member = lim_json_next (member))
    if (!g_str_equal (lim_json_key (member), "detail") && !g_str_equal (lim_json_key (member), "side"))
      complain (reading, member, lim_json_key (member), "only “detail” and “side” here", member);
}

/* A detail is a text, or an object that says on which side of the subject it sits. */
static void
check_details (Reading *reading, const LimJson *list)
{
  int index = 0;

  for (const LimJson *detail = lim_json_first (list); detail != NULL; detail = lim_json_next (detail), index++)
    {
      gsize before = enter (reading, lim_json_key (list), index);

      if (lim_json_is (detail, LIM_JSON_OBJECT))
        check_sided_detail (reading, detail);
      else if (lim_json_string (detail) == NULL || *lim_json_string (detail) == '\0')
        complain (reading, list, NULL, "a detail: text, or {\"detail\": text, \"side\": left, right, both or centre}",
                  detail);
      leave (reading, before);
    }
}

/* The lists that a lock of this subject's type must have; NULL, and a complaint, for an unknown type. */
static const char *const *
needed_lists (Reading *reading, const LimJson *subject)
{
  const char *type = lim_json_get_string (subject, "subject_type");

  for (gsize row = 0; row < G_N_ELEMENTS (locks); row++)
    if (g_strcmp0 (locks[row].subject_type, type) == 0)
      return locks[row].lists;
  complain (reading, subject, "subject_type", "named_character, named_ship or named_location",
            lim_json_get (subject, "subject_type"));
  return NULL;
}

static void
check_lock (Reading *reading, const LimJson *subject)
{
  const LimJson *lock = lim_json_get (subject, "identity_lock");
  const char *const *list = needed_lists (reading, subject);

  if (!lim_json_is (lock, LIM_JSON_OBJECT))
    {
      complain (reading, subject, "identity_lock", "an object", lock);
      return;
    }

  gsize before = enter (reading, "identity_lock", -1);
  for (; list != NULL && *list != NULL; list++)
    if (!lim_json_is (lim_json_get (lock, *list), LIM_JSON_ARRAY)
        || lim_json_length (lim_json_get (lock, *list)) == 0)
      complain (reading, lock, *list, "a list with at least one entry", lim_json_get (lock, *list));
  for (const LimJson *member = lim_json_first (lock); member != NULL; member = lim_json_next (member))
    if (lim_json_is (member, LIM_JSON_ARRAY))
      check_details (reading, member);
  leave (reading, before);
}

static void
check_shot_id (Reading *reading, const LimJson *shot)
{
  const char *id = lim_json_get_string (shot, "id");
  g_autofree char *longest = id != NULL ? g_strconcat (id, LONGEST_ENDING, NULL) : NULL;

  if (id == NULL || *id == '\0')
    complain (reading, shot, "id", "text", lim_json_get (shot, "id"));
  else if (!lim_record_check_id (longest, NULL))
    complain (reading, shot, "id", "a name that can be a file's", lim_json_get (shot, "id"));
  else if (!g_hash_table_add (reading->ids, (gpointer) id))
    complain (reading, shot, "id", "an id no other shot has", lim_json_get (shot, "id"));
}

static void
check_shot (Reading *reading, const LimJson *shot)
{
  static const char *const texts[] = { "shot_type", "scene_function", "prompt", NULL };
  static const char *const constraint[] = { "variant_constraint", NULL };
  const LimJson *additions = lim_json_get (shot, "negative_additions");
  const LimJson *anchor = lim_json_get (shot, "identity_anchor");

  if (!lim_json_is (shot, LIM_JSON_OBJECT))
    {
      complain (reading, shot, NULL, "an object", shot);
      return;
    }

  check_shot_id (reading, shot);
  need_texts (reading, shot, texts);
  need_choice (reading, shot, "view_type", view_types);
  if (!lim_json_is (anchor, LIM_JSON_TRUE) && !lim_json_is (anchor, LIM_JSON_FALSE))
    complain (reading, shot, "identity_anchor", "true or false", anchor);
  if (!lim_json_is_null (additions) && lim_json_string (additions) == NULL)
    complain (reading, shot, "negative_additions", "text", additions);
  if (g_strcmp0 (lim_json_get_string (shot, "view_type"), "expression_variant") == 0)
    {
      need_choice (reading, shot, "variant_intent", variant_intents);
      need_texts (reading, shot, constraint);
    }
}

/* Calls @check for each element of the list @key of @object, which must not be empty; @one names an element. */
static void
check_each (Reading *reading, const LimJson *object, const char *key, const char *one,
            void (*check) (Reading *reading, const LimJson *element))
{
  const LimJson *list = lim_json_get (object, key);
  g_autofree char *expected = g_strdup_printf ("a list with at least one %s", one);
  int index = 0;

  if (!lim_json_is (list, LIM_JSON_ARRAY) || lim_json_length (list) == 0)
    {
      complain (reading, object, key, expected, list);
      return;
    }
  for (const LimJson *element = lim_json_first (list); element != NULL; element = lim_json_next (element), index++)
    {
      gsize before = enter (reading, key, index);

      check (reading, element);
      leave (reading, before);
    }
}

static void
check_subject (Reading *reading, const LimJson *subject)
{
  static const char *const texts[] = { "subject_name", "faction", "role", NULL };
  const char *name = lim_json_get_string (subject, "subject_name");

  if (!lim_json_is (subject, LIM_JSON_OBJECT))
    {
      complain (reading, subject, NULL, "an object", subject);
      return;
    }
  need_texts (reading, subject, texts);
  if (name != NULL && *name != '\0' && !lim_text_is_safe_name (name))
    complain (reading, subject, "subject_name", "a name that can be a file's",
              lim_json_get (subject, "subject_name"));
  else if (name != NULL && *name != '\0' && !g_hash_table_add (reading->subjects, (gpointer) name))
    complain (reading, subject, "subject_name", "a name no other subject has",
              lim_json_get (subject, "subject_name"));
  check_lock (reading, subject);
  check_each (reading, subject, "shots", "shot", check_shot);
}

static void
check_root (Reading *reading, const LimJson *root)
{
  static const char *const texts[] = { "lane", "style_prefix", "negative_base", NULL };

  need_texts (reading, root, texts);
  check_each (reading, root, "subjects", "subject", check_subject);
}

void
lim_packet_check (const LimJsonDoc *doc, GPtrArray *findings)
{
  g_autoptr (GHashTable) subjects = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) place = g_string_new (NULL);
  Reading reading = {
    .findings = findings, .file = lim_json_doc_name (doc), .subjects = subjects, .ids = ids, .place = place
  };
  const LimJson *root = lim_json_root (doc);

  if (lim_json_is (root, LIM_JSON_OBJECT))
    check_root (&reading, root);
  else
    complain (&reading, root, NULL, "an object", root);
}
