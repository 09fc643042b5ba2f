/* style-subjects.h: what there is of each named subject: its anchors, what follows them, and which views are covered. */
#pragma once

#include "canon-gates.h"
#include "canon-lineage.h"
#include "store-project.h"

#define LIM_MOST_GATES 6

typedef struct
{
  LimLikeness *likeness;
  guint n_gates, n_passed, n_failed, n_stale;
  LimGateState gates[LIM_MOST_GATES]; /* in the order of lim_gates_of_type() */
  gboolean stale[LIM_MOST_GATES];     /* what was said was said of another picture */
} LimSubjectImage;

typedef struct
{
  char *view_type; /* NULL: not said */
  gboolean wanted; /* one of the views that images of this type of subject are to prove it in */
  guint statuses[LIM_N_STATUSES];
} LimSubjectView;

typedef struct
{
  const LimIdentity *identity;    /* of one of its images: name, type, faction and role */
  const LimSubjectImage *current; /* the anchor of the highest version, or NULL */
  GPtrArray
      *images; /* (element-type LimSubjectImage): each anchor, oldest version first, with its follow-ons after it,
                      * then discoveries, then follow-ons of no anchor; each by id */
  GPtrArray *views; /* (element-type LimSubjectView): the wanted ones, then others by name */
} LimSubject;

/* All subjects, or only @name, by name (element-type LimSubject). LIM_ERROR_NOT_FOUND when @name has no image. Transfer
 * full. */
GPtrArray *lim_style_subjects (const LimProject *project, const char *name, GError **error);

/* All of it for programs, as `identity show --json` prints it. */
LimJson *lim_subject_to_json (const LimSubject *subject, LimJsonDoc *doc);

/* What the next step of the way is, from discovery to approved follow-ons; NULL: none. Transfer full. */
char *lim_subject_next_step (const LimSubject *subject);

/* Writes the lineage of @subject to the PNG file @path, over one that is there: each anchor, the current one in a broad frame,
 * with a line to what follows it; discoveries small below; frames green, red, amber and grey by status. LIM_ERROR_USAGE for
 * a name of another ending. */
gboolean lim_style_subject_write_picture (const LimProject *project, const LimSubject *subject, const char *path,
                                          GError **error);
