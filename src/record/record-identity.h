/* record-identity.h: whom or what an image shows, and where it comes from: the blocks `identity` and `lineage` of records
 * with schema_version 2.0.0 (style-dataset-pipeline.txt, identity packets).
 *
 * Phases: a discovery is made from text alone; an anchor is a discovery that was promoted and from then on is what its
 * subject looks like; a follow-on starts from an anchor's picture and names it. */
#pragma once

#include "base-json.h"

#define LIM_IDENTITY_SCHEMA "2.0.0"

typedef enum
{
  LIM_PHASE_UNKNOWN,
  LIM_PHASE_DISCOVERY,
  LIM_PHASE_ANCHOR,
  LIM_PHASE_FOLLOW_ON,
} LimPhase;

/* “discovery”, “anchor”, “follow_on”; “unknown” for the rest. */
const char *lim_phase_name (LimPhase phase);

/* A detail that sits on one side of the subject; left and right are the subject's own. */
typedef struct
{
  char *detail;
  char *side; /* “left”, “right”, “both”, “centre” */
} LimSidedDetail;

/* Texts may be NULL. */
typedef struct
{
  char *subject_name, *subject_type, *faction, *role;
  char *view_type, *shot_type;
  gboolean identity_anchor; /* of a discovery: its shot is meant to become the anchor; of an anchor: always */
  char *location_name, *ship_name;
  char *scene_function, *variant_intent, *variant_constraint;
  GPtrArray
      *sided_details; /* (element-type LimSidedDetail); never NULL in what is read here. Mirroring an image of such a
                             * subject would make it somebody else */
} LimIdentity;

/* An empty list for sided_details. Transfer full. */
GPtrArray *lim_sided_details_new (void);

/* Adds the details under @node, a list, that are objects and have a side. */
void lim_sided_details_read (GPtrArray *details, const LimJson *node);

typedef struct
{
  LimPhase phase;
  char *anchor_source_image;    /* follow-on: path of the anchor's picture when it was made; else NULL */
  char *anchor_subject_version; /* “ada_v2”: of an anchor its own tag, of a follow-on its anchor's */
  double persistence;           /* identity_persistence_score, 0..1, entered by a person; NAN: not yet */
  char *derived_from_record_id; /* follow-on: the anchor's record; else NULL */
} LimLineage;

/* Reads a block; what is missing or odd is left empty. NULL when @node is no object, or an identity without a
 * subject_name. Transfer full. */
LimIdentity *lim_identity_from_json (const LimJson *node);
LimLineage *lim_lineage_from_json (const LimJson *node);

void lim_identity_free (LimIdentity *identity);
void lim_lineage_free (LimLineage *lineage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimIdentity, lim_identity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLineage, lim_lineage_free)

/* The block with all its keys, in the order of the reference layout; `sided_details` follow where there are any. */
LimJson *lim_identity_to_json (const LimIdentity *identity, LimJsonDoc *doc);
LimJson *lim_lineage_to_json (const LimLineage *lineage, LimJsonDoc *doc);

/* “ada_v2” of “ada” and 2. Transfer full. */
char *lim_version_tag (const char *subject, guint version);

/* The 2 of “ada_v2” when @tag is one of @subject; else 0. */
guint lim_version_of_tag (const char *tag, const char *subject);
