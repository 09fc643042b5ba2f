/* dress-adopt.h: how a picture that was made becomes an illustration of the story.
 *
 * The engine leaves pictures in outputs/dress/ with a record each. Adopting one writes story/illustrations/NAME.json first,
 * which says where the asset belongs and which record it comes from, then puts the copy into assets/, then removes the
 * asset that was there before when nothing names it any more. What is to be done is noted in .limner/dress.json before and
 * until it is done; after a crash lim_dress_mend() does the rest, so there is never an asset without illustration, nor for
 * longer than until the next command an illustration without asset. Equal pictures are one asset. */
#pragma once

#include "base-clock.h"
#include "dress-book.h"

/* Makes the picture of the record @record the illustration of @brief. @sample: it was made as the sample. @book is as before.
 * After one or many, call lim_dress_mend(), which removes the assets they had before. */
gboolean lim_dress_adopt (const LimProject *project, const LimDressBook *book, const LimBrief *brief,
                          const char *record, gboolean sample, GError **error);

/* Finishes what a crash cut short, and puts back assets that went missing while their pictures are there. Cheap when there is nothing
 * to do and @thorough is FALSE. @n (may be NULL): how many assets were put back or removed. */
gboolean lim_dress_mend (const LimProject *project, gboolean thorough, guint *n, GError **error);

/* The same for whoever opens the project: only where a note was left, and nobody is at it just now. Tells nothing when it cannot. */
void lim_dress_mend_left (const LimProject *project, guint *n);

/* The file of the asset is there. */
gboolean lim_dress_has_asset (const LimProject *project, const LimIllustration *illustration);

/* Assets that nothing names: files of assets/ that no illustration has and no visual has as its anchor, relative to the
 * project (element-type char*). Transfer full. */
GPtrArray *lim_dress_orphans (const LimProject *project, const LimDressBook *book, GError **error);

/* Captions and categories of illustrations follow their briefs, where these are approved: they are no part of the picture.
 * @n (may be NULL): how many were changed. */
gboolean lim_dress_follow_captions (const LimProject *project, const LimDressBook *book, guint *n, GError **error);
