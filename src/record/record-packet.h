/* record-packet.h: an identity packet, inputs/identity-packets/<name>.json: named subjects with the details that make
 * them who they are, and the shots that are to show it (docs/style-workflow.md, named subjects).
 *
 *   lane, style_prefix, negative_base, subjects[{ subject_name, subject_type, faction, role,
 *     identity_lock{…}, shots[{ id, view_type, shot_type, identity_anchor, scene_function, prompt, negative_additions? }] }]
 *
 * A detail of the lock is a text, or { "detail": text, "side": … } where it sits on one side of the subject: left and
 * right are the subject's own. The lock never enters a prompt; it is what gates are held against. */
#pragma once

#include "record-identity.h"
#include "record-provenance.h"

/* One image to be. */
typedef struct
{
  char *id; /* shot id + “_s” + seed index */
  char *shot_id;
  guint seed_index; /* from 0 within the shot */
  LimIdentity *identity;
  LimRecipe *recipe;
} LimPacketImage;

typedef struct
{
  char *name; /* as the document is called in messages */
  char *lane;
  char **subjects;   /* all subject names, in order, NULL-terminated */
  GPtrArray *images; /* (element-type LimPacketImage): shots × seeds of the chosen subjects, in order */
} LimPacket;

typedef struct
{
  const char *subject;     /* the only one to plan for; NULL: all */
  guint n_seeds;           /* per shot, 1..100 */
  const LimJson *defaults; /* the project's `defaults`: checkpoint, steps, …; may be NULL */
} LimPacketOptions;

void lim_packet_free (LimPacket *packet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimPacket, lim_packet_free)

/* Adds every problem of the packet to @findings (element-type LimFinding), each with its line. The rules are those the
 * reference generator holds packets to, and that ids are good names and differ. */
void lim_packet_check (const LimJsonDoc *doc, GPtrArray *findings);

/* The images @doc asks for. Seeds are 27000 + the number of the image among those planned, so they depend on `subject`
 * and `n_seeds` as in the reference; parameters are the reference's, under the project's defaults, under the packet's
 * own `defaults`. LIM_ERROR_BAD_INPUT lists every problem of the packet; LIM_ERROR_NOT_FOUND for an unknown subject.
 * Transfer full. */
LimPacket *lim_packet_plan (const LimJsonDoc *doc, const LimPacketOptions *options, GError **error);
