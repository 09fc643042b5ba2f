#include "record-identity.h"

#include <math.h>
#include <string.h>

static const char *const phase_names[] = {
  [LIM_PHASE_UNKNOWN] = "unknown",
  [LIM_PHASE_DISCOVERY] = "discovery",
  [LIM_PHASE_ANCHOR] = "anchor",
  [LIM_PHASE_FOLLOW_ON] = "follow_on",
};

const char *
lim_phase_name (LimPhase phase)
{
  return phase_names[phase];
}

static LimPhase
parse_phase (const char *name)
{
  for (guint i = LIM_PHASE_DISCOVERY; i < G_N_ELEMENTS (phase_names); i++)
    if (g_strcmp0 (name, phase_names[i]) == 0)
      return i;
  return LIM_PHASE_UNKNOWN;
}

/* The block's members in order; identity_anchor, the only one that is no text, has no place in the struct's texts. */
static const struct
{
  const char *key;
  gssize offset;
} members[] = {
  { "subject_name", G_STRUCT_OFFSET (LimIdentity, subject_name) },
  { "subject_type", G_STRUCT_OFFSET (LimIdentity, subject_type) },
  { "faction", G_STRUCT_OFFSET (LimIdentity, faction) },
  { "role", G_STRUCT_OFFSET (LimIdentity, role) },
  { "view_type", G_STRUCT_OFFSET (LimIdentity, view_type) },
  { "shot_type", G_STRUCT_OFFSET (LimIdentity, shot_type) },
  { "identity_anchor", -1 },
  { "location_name", G_STRUCT_OFFSET (LimIdentity, location_name) },
  { "ship_name", G_STRUCT_OFFSET (LimIdentity, ship_name) },
  { "scene_function", G_STRUCT_OFFSET (LimIdentity, scene_function) },
  { "variant_intent", G_STRUCT_OFFSET (LimIdentity, variant_intent) },
  { "variant_constraint", G_STRUCT_OFFSET (LimIdentity, variant_constraint) },
};

/* -- Details on one side -- */

static void
sided_detail_free (gpointer data)
{
  LimSidedDetail *detail = data;

  g_free (detail->detail);
  g_free (detail->side);
  g_free (detail);
}

GPtrArray *
lim_sided_details_new (void)
{
  return g_ptr_array_new_with_free_func (sided_detail_free);
}

void
lim_sided_details_read (GPtrArray *details, const LimJson *node)
{
  for (const LimJson *at = lim_json_is (node, LIM_JSON_ARRAY) ? lim_json_first (node) : NULL; at != NULL;
       at = lim_json_next (at))
    {
      const char *text = lim_json_get_string (at, "detail"), *side = lim_json_get_string (at, "side");
      LimSidedDetail *detail;

      if (text == NULL || side == NULL)
        continue;
      detail = g_new (LimSidedDetail, 1);
      detail->detail = g_strdup (text);
      detail->side = g_strdup (side);
      g_ptr_array_add (details, detail);
    }
}

static LimJson *
sided_details_to_json (const GPtrArray *details, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < details->len; i++)
    {
      const LimSidedDetail *detail = details->pdata[i];
      LimJson *entry = lim_json_new_object (doc);

      lim_json_set_string (entry, "detail", detail->detail);
      lim_json_set_string (entry, "side", detail->side);
      lim_json_append (list, entry);
    }
  return list;
}

/* -- Whom -- */

LimIdentity *
lim_identity_from_json (const LimJson *node)
{
  const char *subject = lim_json_get_string (node, "subject_name");
  LimIdentity *identity;

  if (subject == NULL || *subject == '\0')
    return NULL;
  identity = g_new0 (LimIdentity, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (members[i].offset >= 0)
      G_STRUCT_MEMBER (char *, identity, members[i].offset) = g_strdup (lim_json_get_string (node, members[i].key));
  identity->identity_anchor = lim_json_get_bool (node, "identity_anchor", FALSE);
  identity->sided_details = lim_sided_details_new ();
  lim_sided_details_read (identity->sided_details, lim_json_get (node, "sided_details"));
  return identity;
}

void
lim_identity_free (LimIdentity *identity)
{
  if (identity == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (members[i].offset >= 0)
      g_free (G_STRUCT_MEMBER (char *, identity, members[i].offset));
  g_clear_pointer (&identity->sided_details, g_ptr_array_unref);
  g_free (identity);
}

LimJson *
lim_identity_to_json (const LimIdentity *identity, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (members[i].offset >= 0)
      lim_json_set_string (object, members[i].key, G_STRUCT_MEMBER (char *, identity, members[i].offset));
    else
      lim_json_set_bool (object, members[i].key, identity->identity_anchor);
  if (identity->sided_details != NULL && identity->sided_details->len > 0)
    lim_json_set (object, "sided_details", sided_details_to_json (identity->sided_details, doc));
  return object;
}

/* -- Where from -- */

/* Ids are text; other tools have written numbers, too. */
static char *
read_id (const LimJson *node)
{
  gsize length = 0;
  const char *number = lim_json_number_text (node, &length);

  return number != NULL ? g_strndup (number, length) : g_strdup (lim_json_string (node));
}

LimLineage *
lim_lineage_from_json (const LimJson *node)
{
  LimLineage *lineage;

  if (!lim_json_is (node, LIM_JSON_OBJECT))
    return NULL;
  lineage = g_new0 (LimLineage, 1);
  lineage->phase = parse_phase (lim_json_get_string (node, "generation_phase"));
  lineage->anchor_source_image = g_strdup (lim_json_get_string (node, "anchor_source_image"));
  lineage->anchor_subject_version = g_strdup (lim_json_get_string (node, "anchor_subject_version"));
  lineage->persistence = lim_json_get_double (node, "identity_persistence_score", NAN);
  lineage->derived_from_record_id = read_id (lim_json_get (node, "derived_from_record_id"));
  return lineage;
}

void
lim_lineage_free (LimLineage *lineage)
{
  if (lineage == NULL)
    return;
  g_free (lineage->anchor_source_image);
  g_free (lineage->anchor_subject_version);
  g_free (lineage->derived_from_record_id);
  g_free (lineage);
}

LimJson *
lim_lineage_to_json (const LimLineage *lineage, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "generation_phase", lim_phase_name (lineage->phase));
  lim_json_set_string (object, "anchor_source_image", lineage->anchor_source_image);
  lim_json_set_string (object, "anchor_subject_version", lineage->anchor_subject_version);
  lim_json_set_double (object, "identity_persistence_score", lineage->persistence);
  lim_json_set_string (object, "derived_from_record_id", lineage->derived_from_record_id);
  return object;
}

char *
lim_version_tag (const char *subject, guint version)
{
  return g_strdup_printf ("%s_v%u", subject, version);
}

guint
lim_version_of_tag (const char *tag, const char *subject)
{
  gsize length = strlen (subject);
  guint64 version;

  if (tag == NULL || strncmp (tag, subject, length) != 0 || strncmp (tag + length, "_v", 2) != 0
      || !g_ascii_string_to_unsigned (tag + length + 2, 10, 1, G_MAXINT, &version, NULL))
    return 0;
  return (guint) version;
}
