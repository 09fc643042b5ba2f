/* dress-write-back.h: what was made for a story of QuestFoundry goes back into its graph.db, as QuestFoundry's own DRESS stage would
 * have written it: nodes, edges, the log of changes, the pictures below assets/. Its exporters take it from there. Passages,
 * entities and everything else of the story stay as they are.
 *
 *   art-direction.yaml     art_direction::main
 *   visuals                entity_visual::RAW → entity             describes_visual
 *   briefs                 illustration_brief::RAW → passage       targets; priority 99 is QuestFoundry's word for skip
 *   codex                  codex::RAW_rankN → entity               HasEntry
 *   illustrations          illustration::RAW → passage, → brief    Depicts, from_brief
 *
 * RAW is an id without its scope (“bridge” of “passage::bridge”). What an earlier DRESS made of these kinds and is not among
 * them goes, but for the cover. QuestFoundry takes art direction as a promise that every passage has a brief and every entity a
 * visual and an entry, and refuses to ship otherwise; so where one is missing the art direction stays out, which it reads as a
 * story without DRESS, and ships with what there is. */
#pragma once

#include "base-clock.h"
#include "dress-book.h"

typedef struct
{
  char *graph;    /* absolute path */
  char *snapshot; /* absolute path of the copy as it was; NULL: none was made now */
  guint n_visuals, n_briefs, n_codex, n_illustrations;
  guint n_changes;    /* of nodes and edges; 0: all was there already */
  guint n_pictures;   /* files that were, or would be, copied */
  gboolean directed;  /* with art direction */
  GPtrArray *missing; /* (element-type char*) why not, else empty: “no brief for passage::attic” */
} LimWriteBack;

/* Writes the dress of @project into @where: a graph.db, or the folder of a QuestFoundry project. Before the first change the
 * graph is copied to snapshots/pre-dress.db beside it (one that is dressed already and has that copy keeps it); all changes are one transaction. LIM_ERROR_BAD_INPUT when the graph is
 * another story's, or two of its entities or passages differ in their scope only; LIM_ERROR_REFUSED when there is nothing
 * to write, or an illustration's picture is missing. With @dry_run nothing is written. Transfer full. */
LimWriteBack *lim_dress_write_back (const LimProject *project, const char *where, const LimClock *clock,
                                    gboolean dry_run, GError **error);
void lim_write_back_free (LimWriteBack *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimWriteBack, lim_write_back_free)
