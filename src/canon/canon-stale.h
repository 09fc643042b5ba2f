/* canon-stale.h: does a record's binding still say what the rules and the judgment mean? (design: a binding remembers the
 * hash of what it came from; edit either and it is stale.) */
#pragma once

#include "canon.h"
#include "record.h"

typedef enum
{
  LIM_BINDING_NOT_BINDABLE,   /* no judgment, or one without scores */
  LIM_BINDING_UNBOUND,        /* judged and scored, not bound */
  LIM_BINDING_FRESH,          /* bound, and nothing changed since */
  LIM_BINDING_STALE_RULES,    /* rules, rubric, terminology, lane or faction changed */
  LIM_BINDING_STALE_JUDGMENT, /* judged again */
  LIM_BINDING_FOREIGN,        /* bound by a tool that left no hashes: counts as stale */
  LIM_N_BINDING_STATES,
} LimBindingState;

/* “not bindable”, “unbound”, “fresh”, “stale (rules)”, “stale (judgment)”, “stale (foreign)”. */
const char *lim_binding_state_name (LimBindingState state);
gboolean lim_binding_state_is_stale (LimBindingState state);

/* Whether `canon bind` has to do anything: unbound or stale. */
gboolean lim_binding_state_needs_bind (LimBindingState state);

/* Hash of exactly the rules, limits and words that can influence a binding of that lane and faction (either may be
 * NULL), so that editing a costume rule makes costumes stale and leaves ships alone. Prose that nothing is made from
 * (guidance) does not count. Hex of 16 bytes, borrowed from @canon, which remembers it per pair. */
const char *lim_canon_rules_hash (const LimCanon *canon, const char *lane, const char *faction);

/* Whether the binding of @record is what binding it now, under @canon, would be made from. */
LimBindingState lim_canon_binding_state (const LimCanon *canon, const LimRecord *record);

/* The same from what an index remembers, without the record. @judgment_hash: of the present judgment, NULL when there
 * is none or it has no scores. @bound: there is a canon block with assertions. @bound_rules, @bound_judgment: the hashes
 * in it, NULL when it has none. */
LimBindingState lim_canon_binding_state_of (const LimCanon *canon, const char *lane, const char *faction,
                                            const char *judgment_hash, gboolean bound, const char *bound_rules,
                                            const char *bound_judgment);
