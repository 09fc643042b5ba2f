/* record-ingested.h: the record of an image that came from elsewhere. */
#pragma once

#include "record-dialect.h"
#include "record-identity.h"

/* Where it came from. Texts may be NULL but for the digest. */
typedef struct
{
  const char *original_name; /* of the file, relative to the folder that was ingested */
  const char *sha256;        /* of its bytes, hex */
  const char *ingested_at;   /* ISO 8601 */
  const LimTrace *trace;     /* what its texts tell; NULL: nothing */
  const LimIdentity *shows;  /* the named subject, as a discovery; NULL: none */
} LimIngestFacts;

#define LIM_WORKFLOW_INGEST "ingest"

/* The record: a candidate like a generated one, with null for what is not known of its making, and a block `ingest` that
 * names tool, original name, digest and time. @facts gives format, size and created_at. Transfer full. */
LimRecord *lim_record_new_ingested (const char *id, const LimRenderFacts *facts, const LimIngestFacts *ingest);
