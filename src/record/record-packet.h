/* record-packet.h: an identity packet, inputs/identity-packets/<name>.json: named subjects with the details that make
 * them who they are, and the shots that are to show it (docs/identity.md).
 *
 *   lane, style_prefix, negative_base, subjects[{ subject_name, subject_type, faction, role,
 *     identity_lock{…}, shots[{ id, view_type, shot_type, identity_anchor, scene_function, prompt, negative_additions? }] }]
 *
 * A detail of the lock is a text, or { "detail": text, "side": … } where it sits on one side of the subject: left and
 * right are the subject's own. The lock never enters a prompt; it is what gates are held against. */
#pragma once

#include "record-pack.h"

/* What follow-ons start from. */
typedef struct
{
  const char *record_id;
  const char *view_type; /* its own view is not made again; may be NULL */
  const char *image;     /* path of its picture, relative to the project */
  guint version;
  double denoise; /* LIM_FOLLOW_ON_DENOISE_… */
} LimPacketAnchor;

#define LIM_FOLLOW_ON_DENOISE_LOW 0.30
#define LIM_FOLLOW_ON_DENOISE_HIGH 0.45

typedef struct
{
  const char *subject;           /* the only one to plan for; NULL: all */
  guint n_seeds;                 /* per shot, 1..100 */
  const LimJson *defaults;       /* the project's `defaults`: checkpoint, steps, …; may be NULL */
  const LimPacketAnchor *anchor; /* NULL: discoveries; else follow-ons of it, and `subject` is its subject */
} LimPacketOptions;

/* Adds every problem of the packet to @findings (element-type LimFinding), each with its line. The rules are those the
 * reference generator holds packets to, and that ids are good names and differ. */
void lim_packet_check (const LimJsonDoc *doc, GPtrArray *findings);

/* Whether a record of the id @id is an image of the shot @shot, by the rule for ids below. */
gboolean lim_packet_is_of_shot (const char *id, const char *shot);

/* The images @doc asks for, subject by subject, shots × seeds. Candidates have the subject's name as subject_id, and
 * identity and lineage.
 *
 *   id      discovery: shot + “_s” + seed index; follow-on: shot + “_v” + anchor's version + “_f” + seed index
 *   seed    27000 + the number of the image among those planned, which depends on `subject` and `n_seeds`
 *   prompt  style_prefix, shot prompt; negative: negative_base, negative_additions
 *
 * Parameters are the reference generator's, under the project's defaults, under the packet's own `defaults`; follow-ons
 * take 10 steps at cfg 2.5. LIM_ERROR_BAD_INPUT lists every problem of the packet; LIM_ERROR_NOT_FOUND for an unknown
 * subject; LIM_ERROR_USAGE for a denoise out of bounds. Transfer full. */
LimPack *lim_packet_plan (const LimJsonDoc *doc, const LimPacketOptions *options, GError **error);
