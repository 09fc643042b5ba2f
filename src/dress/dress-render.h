/* dress-render.h: making the pictures that people decided on: first one as a sample, then the rest (dress-stage.txt, “Image
 * Generation”).
 *
 * The engine makes them (produce.h has its failure policy: the spec's); each that is there becomes an illustration
 * (dress-adopt.h). The sample does not, before a person approved it: a rejected one leaves nothing behind but its record and
 * its picture in outputs/. Running again makes what is missing; a picture that is there is never made twice. */
#pragma once

#include "dress-budget.h"

typedef struct
{
  const char *provider, *checkpoint; /* NULL: of the budget for the sample, of the approved sample for the rest */
  guint limit;                       /* stop after so many new pictures; 0: no limit */
  gboolean stale;                    /* make those anew whose picture is stale */
  gboolean dry_run;
  const LimProduceEvents *events; /* may be NULL */
} LimDressRenderOptions;

typedef struct
{
  LimDressMaker *maker; /* NULL: it did not come that far */
  LimProduceReport *made;
  GPtrArray
      *pictures; /* (element-type LimDressPicture) that were asked for, by priority; their state before the run */
  LimDressBook *book;  /* what the pictures belong to */
  guint n_chosen;      /* briefs of the budget */
  guint n_illustrated; /* of these that had their picture before */
  guint n_stale;       /* of these that are stale, and were left */
  guint n_adopted;     /* illustrations that were written */
  guint n_capped;      /* pictures that the cap in dollars left out */
  double dollars;      /* that this run may have cost, or would cost (dry run) */
  double spent;        /* of the budget, all runs together */
  guint n_unknown;     /* of the pictures without a known price */
  GPtrArray *problems; /* (element-type LimProblem): pictures that could not become illustrations */
} LimDressRendering;

LimDressRendering *lim_dress_rendering_new (void);
void lim_dress_rendering_free (LimDressRendering *rendering);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDressRendering, lim_dress_rendering_free)

/* Makes the sample: the picture of the first brief of the budget that has none, which then waits for
 * lim_dress_judge_sample(). LIM_ERROR_REFUSED by the gates. LIM_ERROR_SOME_FAILED when it could not be made. */
gboolean lim_dress_sample (const LimContext *context, LimProject *project, const LimDressRenderOptions *options,
                           LimDressRendering *rendering, GError **error);

/* Approves the sample that waits, which makes it an illustration, or rejects it with @reason. LIM_ERROR_REFUSED where none
 * waits. @verdict: approved or rejected. */
gboolean lim_dress_judge_sample (const LimProject *project, LimDressVerdict verdict, const char *who,
                                 const char *reason, const LimClock *clock, GError **error);

/* Rejects the picture of @brief with @reason: it stays until `dress render` has made another, from the next seed.
 * LIM_ERROR_NOT_FOUND without one, or where its record is gone. */
gboolean lim_dress_reject_picture (const LimProject *project, const LimDressBook *book, const LimBrief *brief,
                                   const char *who, const char *reason, const LimClock *clock, GError **error);

/* Makes what the budget chose and is missing. LIM_ERROR_REFUSED by the gates. TRUE although some could not be made: see
 * rendering->made->problems. Else errors of lim_produce_run(); what was made until then is adopted. */
gboolean lim_dress_render (const LimContext *context, LimProject *project, const LimDressRenderOptions *options,
                           LimDressRendering *rendering, GError **error);
