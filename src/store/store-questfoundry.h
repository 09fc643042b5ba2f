/* store-questfoundry.h: QuestFoundry's graph.db (schema "5.0"): a SQLite file of nodes and edges.
 *
 *   nodes (node_id, type, data, created_stage, created_phase, modified_stage, modified_phase)      data is JSON text
 *   edges (edge_type, from_id, to_id, data, …)      no keys, no uniqueness; data is JSON text or null
 *   meta  (key, value)                              value is JSON text
 *   mutations (stage, phase, operation, target_id, delta, before_state, rationale)      what each stage did
 *
 * Here it is read. Whoever writes to it adds a row to `mutations` for each change, of one of the operations create_node,
 * replace_node, update_node, delete_node, add_edge and remove_edge: QuestFoundry cannot rewind over others. */
#pragma once

#include "base-json.h"

/* Whether the first bytes of a file are those of a SQLite database. */
gboolean lim_questfoundry_is_database (const char *bytes, gsize length);

/* The graph at the absolute @path, changes that stand in a -wal file beside it included; nothing is written. An object:
 *
 *   { "nodes": [ { "id", "type", "data": {…} }, … ],            by id
 *     "edges": [ { "type", "from", "to", "data": {…} }, … ],    in the order they were made
 *     "meta": { "last_stage": "fill", … } }
 *
 * LIM_ERROR_BAD_INPUT for what is no such database, of more than a million nodes or edges, or data that is no JSON.
 * Transfer full. */
LimJsonDoc *lim_questfoundry_read (const char *path, GError **error);

/* The whole database as one file, -wal included. Transfer full. */
GBytes *lim_questfoundry_copy (const char *path, GError **error);
