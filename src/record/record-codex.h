/* record-codex.h: an entry of the encyclopedia that opens as the reader finds things out (dress-stage.txt, “Cumulative Codex
 * Model”). Files below story/codex/, each one entry or a list of them:
 *
 *   - id: aldric_truth
 *     entity: mentor_aldric
 *     rank: 3                          1 is seen from the start; of one entity shown in this order
 *     visible_when: [discovered_betrayal]        codewords, all needed; empty: always
 *     title: What he did               optional
 *     content: His exile was self-imposed …      in the story's voice */
#pragma once

#include "base-json.h"

#define LIM_CODEX_MAX_RANK 100u

typedef struct
{
  char *id, *entity, *content; /* never NULL */
  char *title;                 /* may be NULL */
  guint rank;                  /* from 1 */
  char **visible_when;         /* never NULL */
  char *file;                  /* it was read from */
  guint line;
} LimCodexEntry;

LimCodexEntry *lim_codex_entry_new (const char *id, const char *entity, guint rank, const char *content);
void lim_codex_entry_free (LimCodexEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimCodexEntry, lim_codex_entry_free)

/* An empty list that owns its entries (element-type LimCodexEntry). Transfer full. */
GPtrArray *lim_codex_new (void);

/* Adds the entries of @doc to @codex; what is wrong with one goes to @findings as an error, and that one is left out. */
void lim_codex_read (const LimJsonDoc *doc, GPtrArray *codex, GPtrArray *findings);

/* @codex, in its order, as YAML for people; reading it gives the same. Transfer full. */
char *lim_codex_to_yaml (const GPtrArray *codex);
