/* style-generate.h: `generate`: the candidates a prompt pack asks for (spec: prompt packs → candidates). */
#pragma once

#include "produce-price.h"
#include "produce.h"
#include "record-pack.h"

typedef struct
{
  const char *pack;               /* path relative to the working folder or the project, or a pack's bare name */
  const char *provider;           /* NULL: the project's */
  const char *const *only;        /* ids of images or subjects; NULL or empty: all */
  guint limit;                    /* stop after so many new images; 0: no limit */
  gboolean dry_run;               /* decide, but make nothing */
  const LimProduceEvents *events; /* who hears how the run goes; NULL: nobody */
} LimGenerateOptions;

/* One candidate and what becomes, or would become, of it. */
typedef struct
{
  const LimCandidate *candidate; /* borrowed from the pack */
  LimProduceFate fate;
  gboolean no_image; /* with LIM_FATE_EXISTS: the record is there and its image is not; `restore` makes it */
  gboolean differs;  /* with LIM_FATE_EXISTS: the record tells of another prompt or seed than the pack does now */
} LimGenerateItem;

typedef struct
{
  LimPack *pack;
  const LimImageProvider *provider;
  GArray *items;          /* (element-type LimGenerateItem), in the pack's order */
  guint beyond_limit;     /* candidates that the limit left for another time */
  LimProduceCost cost;    /* of a dry run */
  LimProduceReport *made; /* what was done; all zero in a dry run */
} LimGenerateReport;

LimGenerateReport *lim_generate_report_new (void);
void lim_generate_report_free (LimGenerateReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimGenerateReport, lim_generate_report_free)

/* Generates. Ids, seeds and file names are functions of the pack, so running it again goes on where it stopped, and
 * what exists is never made again. @report is filled as far as the work got, also on failure.
 *
 * LIM_ERROR_BAD_INPUT before any work: the pack, an id that is not in it, a placeholder such as “[DESCRIBE …]” left in a
 * prompt. Errors of the run: lim_produce_run(). TRUE although some images failed: see report->made->problems. */
gboolean lim_style_generate (const LimContext *context, LimProject *project, const LimGenerateOptions *options,
                             LimGenerateReport *report, GError **error);

/* The same for a pack that was read or planned already (options->pack is not used). Takes @pack, also on failure. */
gboolean lim_style_generate_pack (const LimContext *context, LimProject *project, LimPack *pack,
                                  const LimGenerateOptions *options, LimGenerateReport *report, GError **error);

/* What came, or with options->dry_run would come, of it: `pack`, `lane`, `provider`, `dry_run`, the price, the counts of a
 * report, `problems`, and `images` with what becomes of each. */
LimJson *lim_generate_report_to_json (const LimGenerateReport *report, gboolean dry_run, LimJsonDoc *doc);
