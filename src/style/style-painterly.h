/* style-painterly.h: `painterly`: painted variants of pictures of one status, each with a record of its own that names
 * where it comes from.
 *
 * The variant of record ID is record ID_painterly with the image outputs/painterly/ID_painterly.png: tools join images to
 * records by base name, so no two images may share one. A file outputs/painterly/ID.png, as other tools leave it, counts
 * as a variant that is there. A variant is a candidate like any other picture: it is judged, bound and exported, in the
 * same family as its source. */
#pragma once

#include "base-context.h"
#include "base-problem.h"
#include "imaging-painterly.h"
#include "produce.h"
#include "record-status.h"
#include "store-project.h"

typedef struct
{
  LimStatus source;
  const char *const *only;   /* ids of sources; NULL or empty: all of that status */
  guint offset, limit;       /* of those that lack a variant, by id: pass over so many, then make so many (0: all) */
  LimPainterlyOptions paint; /* without a provider */
  gboolean by_provider;      /* repainted by an image maker instead of our own brush: */
  const char *provider;      /* NULL: the project's own */
  const char *checkpoint;    /* NULL: the source's own, with its LoRAs */
  const char *prompt, *negative;  /* NULL: words for oil paint on canvas */
  double denoise;                 /* 0..1: how much may change */
  const LimProduceEvents *events; /* of the engine; may be NULL */
  gboolean dry_run;               /* decide, but make nothing */
} LimPainterlyRun;

#define LIM_PAINTERLY_FOLDER "outputs/painterly"

typedef enum
{
  LIM_VARIANT_NEW,
  LIM_VARIANT_AGAIN,  /* its record is there, its image is gone: painted as the record says */
  LIM_VARIANT_EXISTS, /* with its record */
  LIM_VARIANT_FILE,   /* a file without a record, by another tool */
} LimVariantState;

/* “new”, “again”, “exists”, “file”. */
const char *lim_variant_state_name (LimVariantState state);

typedef struct
{
  char *source; /* id */
  char *id;     /* of the variant */
  LimVariantState state;
  gboolean chosen; /* to be made in this run; FALSE for what exists or is beyond offset and limit */
  gboolean made;
} LimVariant;

typedef struct
{
  GPtrArray *variants; /* (element-type LimVariant), by id of the source */
  guint n_chosen, n_made, n_existing;
  guint n_left;        /* that could be made and are passed over by offset and limit */
  guint n_missing;     /* sources whose own image is not on the disk */
  GPtrArray *problems; /* (element-type LimProblem) */
  guint n_told;        /* of these, told by the engine while it worked */
} LimPainterlyReport;

LimPainterlyReport *lim_painterly_report_new (void);
void lim_painterly_report_free (LimPainterlyReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimPainterlyReport, lim_painterly_report_free)

/* Paints. Image first, then record, both whole; running it again goes on where it stopped, and nothing is ever replaced.
 *
 * LIM_ERROR_NOT_FOUND or LIM_ERROR_USAGE for an id of @run->only without a record, or with another status;
 * LIM_ERROR_CONFLICT when another run makes images; LIM_ERROR_CANCELLED; with a provider those of lim_produce_run(). TRUE although some failed: see
 * report->problems. */
gboolean lim_style_painterly (const LimContext *context, LimProject *project, const LimPainterlyRun *run,
                              LimPainterlyReport *report, GError **error);
