/* store-questfoundry-write.h: changing QuestFoundry's graph.db (store-questfoundry.h) as its own DRESS stage would: all of it in
 * one transaction, each change with a row in `mutations` from which QuestFoundry can rewind it. What is there already, just
 * so, is left alone and not noted. QuestFoundry must not work on the same project meanwhile; if it does, one of the two waits.
 */
#pragma once

#include "base-clock.h"
#include "base-json.h"

typedef struct _LimQuestfoundryWriter LimQuestfoundryWriter;

/* Opens the graph at the absolute @path and begins; @stage (“dress”) stands in every row, and in each change's its @phase.
 * Both are to be constants. LIM_ERROR_BAD_INPUT for what is no such database, LIM_ERROR_CONFLICT where another program holds it.
 * Transfer full; freed without a commit, nothing was changed. */
LimQuestfoundryWriter *lim_questfoundry_writer_open (const char *path, const char *stage, GError **error);
void lim_questfoundry_writer_free (LimQuestfoundryWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimQuestfoundryWriter, lim_questfoundry_writer_free)

/* Makes the node @id, or replaces it whole. @data is an object; its “type” is set to @type, as readers ask for. */
gboolean lim_questfoundry_put_node (LimQuestfoundryWriter *writer, const char *phase, const char *id,
                                    const char *type, LimJson *data, GError **error);

/* Makes the edge @from → @to, and takes away all others of @type that leave @from. */
gboolean lim_questfoundry_put_edge (LimQuestfoundryWriter *writer, const char *phase, const char *type,
                                    const char *from, const char *to, GError **error);

/* Takes the nodes of @type away whose id is not in @keep (a set of ids), with all edges that touch them. */
gboolean lim_questfoundry_keep_nodes (LimQuestfoundryWriter *writer, const char *phase, const char *type,
                                      GHashTable *keep, GError **error);

/* How many changes were made so far. */
guint lim_questfoundry_writer_changes (const LimQuestfoundryWriter *writer);

/* Notes the stage as completed now and commits; without a change nothing is written at all. */
gboolean lim_questfoundry_writer_commit (LimQuestfoundryWriter *writer, const LimClock *clock, GError **error);
