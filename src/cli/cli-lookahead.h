/* cli-lookahead.h: pictures decoded before they are asked for, by one thread of their own. */
#pragma once

#include "imaging-decode.h"
#include "store-project.h"

typedef struct _LimLookahead LimLookahead;

/* @ready is called from the other thread each time a picture is done. Everything is borrowed. Transfer full. */
LimLookahead *lim_lookahead_new (const LimProject *project, void (*ready) (gpointer data), gpointer data);
void lim_lookahead_free (LimLookahead *lookahead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLookahead, lim_lookahead_free)

/* Says which pictures are wanted, the most urgent first (NULL-terminated ids), at most @side pixels a side. Others are
 * forgotten. */
void lim_lookahead_want (LimLookahead *lookahead, const char *const *ids, guint side);

typedef enum
{
  LIM_PICTURE_COMING,
  LIM_PICTURE_HERE,
  LIM_PICTURE_ABSENT, /* *@problem says why, a sentence */
} LimPictureState;

/* What became of the picture of record @id. *@image and *@problem are borrowed until the next want. */
LimPictureState lim_lookahead_get (LimLookahead *lookahead, const char *id, const LimImage **image,
                                   const char **problem);
