/* canon-spoiler-private.h: for the files of the spoiler proof. */
#pragma once

#include "canon-spoiler.h"
#include "canon-story-search.h"
#include "canon-term.h"

typedef struct
{
  const LimStoryGraph *graph;
  const GPtrArray *codex, *briefs;
  LimSpoilerProof *proof;
} LimProving;

void lim_proving_add (LimProving *proving, LimFindingSeverity severity, const char *file, guint line,
                      const char *field, const char *fix, const char *found, ...) G_GNUC_PRINTF (7, 8);

/* Asks a question with @closed passages and @shunned codewords (may be NULL) that minds @codewords (n of them). */
LimStorySearch *lim_proving_ask (LimProving *proving, const guint8 *closed, const guint8 *shunned,
                                 const guint *codewords, guint n);

/* “ (the shortest way: a → b)”, from an answer that reaches it. Transfer full. */
char *lim_proving_way (LimProving *proving, LimStorySearch *search, guint passage, const guint *codewords, guint n);

/* The numbers of @names; FALSE when one is no codeword of the story. @numbers: transfer full. */
gboolean lim_proving_codewords (const LimProving *proving, char **names, guint **numbers, guint *n);

/* The parts of the proof. */
void lim_proving_check_tiers (LimProving *proving);
void lim_proving_check_terms (LimProving *proving);
void lim_proving_check_pictures (LimProving *proving);
