/* style-ingest-private.h: the parts of `ingest`. */
#pragma once

#include "imaging-marks.h"
#include "record-dialect.h"
#include "style-ingest.h"

#include <sys/stat.h>

/* -- What to bring in -- */

typedef struct
{
  char *path; /* to open it */
  char *name; /* relative to the folder that was named; of a file, its own name */
} LimIngestFile;

/* The files of @paths: those that were named, and below folders, in the order of their names, those whose name ends like an
 * image's; others are counted in *@n_other. Hidden files and links to folders are passed over. (element-type LimIngestFile),
 * transfer full. */
GPtrArray *lim_ingest_list_files (const char *const *paths, guint *n_other, GError **error);

/* -- What is there -- */

/* An image of the project, or one that this run brings in. */
typedef struct
{
  char *id;
  LimImageFile file;   /* its path is owned here; a fault when there is none */
  char *asset_path;    /* of the record */
  char *original_name; /* of an ingested one */
  char *ingest_sha256; /* the same */
} LimIngestKnown;

typedef struct _LimIngestIndex LimIngestIndex;

/* Reads all records and looks at all their images. Transfer full. */
LimIngestIndex *lim_ingest_index_new (const LimContext *context, const LimProject *project, GError **error);
void lim_ingest_index_free (LimIngestIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimIngestIndex, lim_ingest_index_free)

/* Takes a new one over. Transfer full. */
void lim_ingest_index_add (LimIngestIndex *index, LimIngestKnown *known);

/* The image with these bytes; one that was ingested with them though its image is gone now. NULL: none. Borrowed. */
const LimIngestKnown *lim_ingest_index_find (LimIngestIndex *index, const char *sha256);

/* The image nearest to these marks, when it is nearly the same. Borrowed. */
const LimIngestKnown *lim_ingest_index_near (LimIngestIndex *index, const LimImageFile *marks, guint *distance);

/* Remembers the marks of all images for the next run. */
void lim_ingest_index_remember (LimIngestIndex *index, const LimProject *project);

/* -- Names -- */

/* @name as an id: without folders and ending, letters and digits of all scripts, “-”, “_” and “.”, anything else as “_”, at
 * most 100 bytes; “image” when nothing is left. Transfer full. */
char *lim_ingest_id_from_name (const char *name);

/* -- One run, in chunks: looked at by several threads, decided in order, brought in together -- */

/* One file while its chunk is worked on. */
typedef struct
{
  const LimIngestFile *source;
  LimIngestItem *item;
  int fd; /* -1: not open */
  struct stat seen;
  LimImageFile marks;
  LimTrace *trace;
  LimRecord *record;
  gboolean in_place; /* the image lies there already, from a run that was stopped */
  GError *problem;
} LimIncoming;

typedef struct
{
  const LimContext *context;
  const LimProject *project;
  const LimIngestRun *run;
  LimIngestReport *report;
  LimIngestIndex *index;
  GHashTable *ids; /* given in this run */
  GArray *chunk;   /* (element-type LimIncoming) */
} LimIngest;

/* A LimPoolFunc over the chunk of a LimIngest: opens and reads the file, and sets its marks and trace, or its problem. What
 * has the bytes of a known image is not decoded. */
gboolean lim_ingest_look (gsize number, gpointer ingest, GError **error);

/* Puts the images of the chunk in their places, then, when they are durable, their records, then removes the sources of a
 * move. FALSE when the disk said no; what concerns one file is its problem. */
gboolean lim_ingest_bring_in (LimIngest *ingest, GError **error);
