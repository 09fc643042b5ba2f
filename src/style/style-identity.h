/* style-identity.h: named subjects: discover what they look like, promote the strongest image to their anchor, follow it,
 * and let people say at gates whether it is really them (style-dataset-pipeline.txt, identity packets). What is legal is
 * decided in canon-lineage.h and canon-gates.h. */
#pragma once

#include "base-context.h"
#include "canon-identity.h"
#include "canon.h"
#include "record-packet.h"
#include "style-generate.h"

#define LIM_PACKET_FOLDER "inputs/identity-packets"

typedef struct
{
  const char *packet;  /* path, or bare name in LIM_PACKET_FOLDER */
  const char *subject; /* NULL: all */
  guint n_seeds;
  double denoise;          /* follow-ons only */
  LimGenerateOptions make; /* provider, only, limit, dry_run */
} LimIdentityOptions;

/* Makes the discoveries a packet asks for. Errors and running it again: as lim_style_generate(); the packet's own:
 * lim_packet_plan(). */
gboolean lim_style_identity_discover (const LimContext *context, LimProject *project,
                                      const LimIdentityOptions *options, LimGenerateReport *report, GError **error);

/* Makes follow-ons of options->subject from its current anchor, whose picture they start from. LIM_ERROR_REFUSED without
 * an anchor; LIM_ERROR_NOT_FOUND when the anchor's picture is missing; LIM_ERROR_USAGE for a denoise out of bounds, and
 * without a subject. */
gboolean lim_style_identity_follow_on (const LimContext *context, LimProject *project,
                                       const LimIdentityOptions *options, LimGenerateReport *report, GError **error);

/* Every image of a named subject (element-type LimLikeness), by id; unreadable records are left out. Transfer full. */
GPtrArray *lim_style_load_likenesses (const LimProject *project, GError **error);

typedef struct
{
  char *tag;           /* “ada_v2”; transfer full */
  gboolean was_anchor; /* it was the current anchor already, and nothing changed */
  guint n_followers;   /* images not rejected that follow an earlier anchor of the subject, and go on doing so */
} LimPromotion;

/* Makes discovery @id the anchor of its subject, as the next version. Promoting the current anchor changes nothing. Errors:
 * lim_lineage_may_promote(). @override, if needed, is kept in the record. */
gboolean lim_style_identity_promote (const LimContext *context, const LimProject *project, const char *id,
                                     const char *override, const char *reviewer, gboolean dry_run,
                                     LimPromotion *promotion, GError **error);

/* What a person says of an identity image. */
typedef struct
{
  const GPtrArray *verdicts; /* (element-type LimGateVerdict); may be empty */
  const LimScores *scores;   /* of identity dimensions; may be empty */
  double persistence;        /* identity_persistence_score of a follow-on; NAN: not said */
  const char *reviewer;
} LimIdentityReview;

/* How an identity image stands after a review. */
typedef struct
{
  LimStatus status;
  GPtrArray *lacks; /* (element-type LimLack): what keeps it from being approved, or speaks against its approval;
                     * transfer full */
} LimIdentityStanding;

/* Writes @review into record @id, with the hash of the picture it is said of.
 *
 * LIM_ERROR_BAD_INPUT: no identity image, unknown dimension, score out of range, persistence of what follows nothing;
 * LIM_ERROR_USAGE: a gate of another kind; LIM_ERROR_REFUSED: a gate that needs more images of the subject than there are. */
gboolean lim_style_identity_review (const LimContext *context, const LimProject *project, const LimCanon *canon,
                                    const char *id, const LimIdentityReview *review, gboolean dry_run,
                                    LimIdentityStanding *standing, GError **error);

/* Whether @record may be approved as far as its identity is concerned; without a @canon the default thresholds count.
 * LIM_ERROR_REFUSED lists all that is missing;
 * @override (may be NULL) stands in for low scores, never for a gate, a missing score or its lineage. */
gboolean lim_style_identity_check_approval (const LimProject *project, const LimCanon *canon, const LimRecord *record,
                                            const char *override, GError **error);

/* The SHA-256 of the image of @record as it lies there now, hex, transfer full; NULL when there is none. */
gboolean lim_style_identity_hash_image (const LimProject *project, const LimRecord *record, char **sha256,
                                        GError **error);
