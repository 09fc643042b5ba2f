/* canon-spoiler.h: whether readers can be shown what they are not to know yet: a proof without a model. Pure.
 *
 * Readers see a passage's prose and, with its picture, the caption and who is depicted; and at any time all codex entries whose
 * codewords they hold. Asked is, over all that any reader can come to (canon-story-search.h):
 *
 *   secret told      a caption or entry says a word that a codeword `reveals`, to somebody who has not earned it and
 *                    has not read it in the prose                                                           error
 *   gated name told  a caption says a name that only gated entries introduce, to somebody who sees none of these          error
 *   name early       a caption, or an entry about somebody else, names an entity before the prose does              warning
 *   stranger shown   a picture depicts an entity that is not in its passage, to somebody who never met it                error
 *   never opens      an entry whose codewords nobody can hold together, with the reason                                error
 *   out of order     an entry opens before one of a lower rank of the same entity                             warning
 *   rank 1 gated, unknown entity, codeword or passage, two entries of one rank
 *
 * Each comes with a way that shows it, one with the fewest choices where that could be found. Words are compared, not
 * meanings: a secret told in other words is not seen. */
#pragma once

#include "base-finding.h"
#include "canon-story-graph.h"
#include "record-brief.h"
#include "record-codex.h"

typedef struct
{
  GPtrArray *findings; /* (element-type LimFinding) by file and line */
  guint n_questions;   /* asked of the story */
  guint n_rough;       /* of these, answered for a kinder reader than there can be: what they find may not happen */
} LimSpoilerProof;

/* @codex: (element-type LimCodexEntry), @briefs: (element-type LimBrief). Transfer full. */
LimSpoilerProof *lim_spoiler_prove (const LimStoryGraph *graph, const GPtrArray *codex, const GPtrArray *briefs);
void lim_spoiler_proof_free (LimSpoilerProof *proof);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSpoilerProof, lim_spoiler_proof_free)
